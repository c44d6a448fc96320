/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "corral-cart-lists.h"
#include "corral-place.h"

G_BEGIN_DECLS

/* What can be found; in this order where matches are equally good. */
typedef enum
{
  CORRAL_FIND_STORE,
  CORRAL_FIND_CART,
  CORRAL_FIND_CHAIN,
  CORRAL_FIND_LIST,   /* of carts that have something in common */
  CORRAL_FIND_TICKET,
  CORRAL_FIND_CASE,   /* of flags, by its number */
  CORRAL_FIND_TRIP,   /* a session: from the cache, by whoever asks it */
} CorralFindKind;

#define CORRAL_N_FIND_KINDS (CORRAL_FIND_TRIP + 1)

typedef struct
{
  CorralFindKind kind;
  CorralMatch match;
  guint near;           /* as in CorralSearchHit */
  guint32 slot;         /* of the store, cart, chain, ticket, case; of a trip: of its chain */
  CorralCartList *list; /* (owned) (nullable) */
  gconstpointer trip;   /* (owned) (nullable): a fact, CorralSession */
} CorralFind;

/* What was found. Empty it with corral_found_clear(). */
typedef struct
{
  GArray *finds; /* (owned) (element-type CorralFind): in groups of a kind, the best group first; kinds[] says where */
  guint n_of_kind[CORRAL_N_FIND_KINDS];
  gboolean more_of_kind[CORRAL_N_FIND_KINDS]; /* there may be more than were asked for */
  char *meant_for; /* (owned) (nullable): as typed: nothing was found for this word… */
  char *meant;     /* (owned) (nullable): … and what is here was found for that one instead */
  char *left_out;  /* (owned) (nullable): nothing has these words as well; what is here was found without them */
  gboolean empty;  /* there was nothing to look for */
  gboolean cut;    /* more was typed than is looked for */
} CorralFound;

void corral_found_init (CorralFound *self);
void corral_found_clear (CorralFound *self);

/**
 * CorralFinder:
 *
 * Finds anything that the mirror holds by what somebody remembers of it: carts, stores, chains, lists of carts (a fault,
 * a version, an access point, a state), tickets. Main thread.
 */
typedef struct _CorralFinder CorralFinder;

/* @words: static. */
CorralFinder *corral_finder_new (CorralFleet *fleet, const CorralSearchWords *words) G_GNUC_WARN_UNUSED_RESULT;
void corral_finder_free (CorralFinder *self);

/* Finds none of @kind from now on (or again): what the account's role may not open is not found either. */
void corral_finder_leave_out (CorralFinder *self, CorralFindKind kind, gboolean leave_out);

/* Brings the searched text up to date: when idle after many rows came. */
void corral_finder_prepare (CorralFinder *self);

/* Places that were gone to, the last first: what stands at their stores comes first. (element-type CorralPlace) */
void corral_finder_set_recent (CorralFinder *self, GPtrArray *places);

/* Finds what has every word of @text, at most @limit of each kind, into @found, an initialised one, which is emptied
 * first. Where nothing has them, one word that names nothing is taken for the one that was meant, or the numbers are left
 * out; @found says so. */
void corral_finder_find (CorralFinder *self, const char *text, guint limit, CorralFound *found);

/* The cart with exactly this serial, however its parts are joined, or CORRAL_NO_SLOT: what a barcode scanner reads. */
guint32 corral_finder_find_serial (CorralFinder *self, const char *serial);

/* Where @find leads; NULL when what it leads to is not held here (a ticket without a cart leads to its store). */
CorralPlace *corral_find_to_place (CorralFleet *fleet, const CorralFind *find) G_GNUC_WARN_UNUSED_RESULT;

/* What @place, of a cart, a store, a chain or a list, was found as; FALSE when it is not, or no longer, held here.
 * Release with corral_find_clear(). */
gboolean corral_find_from_place (CorralFleet *fleet, CorralPlace *place, CorralFind *find);
void corral_find_clear (CorralFind *self);

/* The store that @find is or stands at, or CORRAL_NO_SLOT. */
guint32 corral_find_get_store (CorralFleet *fleet, const CorralFind *find);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CorralFinder, corral_finder_free)
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (CorralFound, corral_found_clear)

G_END_DECLS
