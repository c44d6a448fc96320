/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "corral-operation-type.h"
#include "corral-verdict.h"

G_BEGIN_DECLS

/*
 * When a step is worth trying, one line each: C (UPPER, "word"). What each means: corral-play-situation.c.
 */
#define CORRAL_PLAY_CONDITIONS(C) \
  C (CART, "cart")         /* the call is about one cart */ \
  C (SEVERAL, "several")   /* more than one cart is touched */ \
  C (LTE, "lte")           /* the cart has a mobile carrier to fall back on */ \
  C (REV_A, "rev-a")       /* hardware revision A */ \
  C (OPEN, "open")         /* the store is open */ \
  C (SESSION, "session")   /* a shopper is on a trip with the cart */ \
  C (CHARGING, "charging") /* it is on the dock and charges */ \
  C (USABLE, "usable")     /* shoppers can go on using it */ \
  C (LINK, "link")         /* the cloud answers this PC */

typedef enum
{
#define CORRAL_ENUMERATE(UPPER, word) CORRAL_PLAY_##UPPER,
  CORRAL_PLAY_CONDITIONS (CORRAL_ENUMERATE)
#undef CORRAL_ENUMERATE
  CORRAL_N_PLAY_CONDITIONS
} CorralPlayCondition;

#define CORRAL_PLAY_BIT(condition) (1u << (condition))

/* Limits of one file: what is more is no play. */
#define CORRAL_PLAY_MAX_BYTES (64 * 1024)
#define CORRAL_PLAY_MAX_STEPS 8
#define CORRAL_PLAY_MAX_STORES 200
#define CORRAL_PLAY_MAX_CHARS 400 /* of one text */

/* What is wrong with a play's text. Every message names the line and says it in a sentence. */
#define CORRAL_PLAY_ERROR (corral_play_error_quark ())
GQuark corral_play_error_quark (void);

typedef enum
{
  CORRAL_PLAY_ERROR_SYNTAX,  /* not a text of groups, keys and values; too large; a line that says nothing */
  CORRAL_PLAY_ERROR_UNKNOWN, /* a group, key, cause, condition or operation that there is not */
  CORRAL_PLAY_ERROR_MISSING, /* something that a play must have */
} CorralPlayError;

/* One thing to try. */
typedef struct
{
  char *action;            /* what to do */
  char *expect;            /* (nullable): what should happen */
  char *helped;            /* (nullable): if it helped, what then */
  gboolean offers;         /* an operation that goes with it: */
  CorralOperationKind offer;
  char *offer_reason;      /* (nullable): the word that it takes */
  guint needs;             /* CORRAL_PLAY_BIT()s that must hold, as far as is known */
  guint needs_not;         /* that must not */
} CorralPlayStep;

/**
 * CorralPlay:
 *
 * What to say and what to try, in order, when something of one cause is wrong: the written experience of the people who
 * take calls. Read from a text that a support lead can write (data/plays/README). Immutable once it is read.
 */
typedef struct
{
  CorralVerdictCause cause;
  char *say;               /* (nullable): beside what the verdict says to the caller */
  gboolean adds;           /* its steps come before those of the play that there is, instead of replacing it */
  char *chain;             /* (nullable): only for this chain (id) */
  GArray *stores;          /* (element-type gint64): only for these, by number; empty: for all */
  GPtrArray *steps;        /* (element-type CorralPlayStep) */
} CorralPlay;

/* Translates a text of a play; returns it or another that lives as long. */
typedef const char *(*CorralPlayTranslate) (const char *text);

/* Reads a play. @text: @length bytes, need not end in NUL nor be valid UTF-8. @languages (NULL-terminated): which of
 * "Do[de]", "Do[fr]" … to take, the best first; @translate (nullable): for texts without a language. NULL and
 * CORRAL_PLAY_ERROR when it is none. Pure, any thread. */
CorralPlay *corral_play_parse (const char *text, gsize length, const char *const *languages,
                               CorralPlayTranslate translate, GError **error) G_GNUC_WARN_UNUSED_RESULT;
void corral_play_free (CorralPlay *self);

/* Whether it is for that place. @tenant (nullable), @number: of the store, or CORRAL_UNKNOWN. */
gboolean corral_play_is_for (const CorralPlay *self, const char *tenant, gint64 number);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CorralPlay, corral_play_free)

G_END_DECLS
