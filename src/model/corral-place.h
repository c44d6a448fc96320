/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* The screens. */
typedef enum
{
  CORRAL_PAGE_FLEET,
  CORRAL_PAGE_STORES,
  CORRAL_PAGE_STORE,
  CORRAL_PAGE_CARTS,
  CORRAL_PAGE_CART,
  CORRAL_PAGE_ALERTS,
  CORRAL_PAGE_FLAGS,
  CORRAL_PAGE_FLAG,
  CORRAL_PAGE_OUTBOX,
  CORRAL_PAGE_CALL,
  CORRAL_PAGE_INCIDENTS,
  CORRAL_PAGE_INCIDENT,
  CORRAL_PAGE_RULES,
  CORRAL_PAGE_HANDOVER,
  CORRAL_PAGE_NOISE,
  CORRAL_PAGE_HELP,
  CORRAL_PAGE_LOSS,
  CORRAL_PAGE_CASES,
  CORRAL_PAGE_CASE,
  CORRAL_PAGE_RECHECKS,
  CORRAL_PAGE_AUDIT,
} CorralPageKind;

#define CORRAL_N_PAGES (CORRAL_PAGE_AUDIT + 1)

/**
 * CorralPlace:
 *
 * Where somebody is in the program: a page, what it is about, and the filters it opens with. It is what
 * back and forward walk over and what a corral: link says. Immutable, atomic reference count.
 *
 *   corral:fleet   corral:stores   corral:carts   corral:alerts   corral:flags   corral:outbox
 *   corral:incidents   corral:rules   corral:handover   corral:noise   corral:help   corral:cases   corral:rechecks   corral:audit
 *   corral:loss                          loss prevention overview, of the first chain
 *   corral://CHAIN/loss                  of a chain
 *   corral://CHAIN/loss/118              of a store by its number
 *   corral:incident/ID                   an incident, which may be several chains'
 *   corral://CHAIN                       the chain's stores
 *   corral://CHAIN/store/118             a store by its number
 *   corral://CHAIN/cart/SERIAL           a cart by its serial
 *   corral://CHAIN/flag/ID               a flag, with what speaks for it
 *   corral://CHAIN/case/ID               a case of several flags
 *   corral://CHAIN/call/cart/SERIAL      a call about a cart
 *   corral://CHAIN/call/store/118        a call about a store
 *   …?state=offline&firmware=4.2.1       filters, on any list
 */
typedef struct
{
  CorralPageKind page;
  char *chain;        /* (nullable): a tenant's id */
  char *subject;      /* (nullable): a store's number, a cart's serial, a flag's, a case's or an incident's id, as text */
  CorralPageKind about; /* of a call: the page of its subject, CART or STORE; else the same as page */
  GHashTable *filters; /* (owned) (element-type utf8 utf8): field name to word, never NULL */

  /*< private >*/
  gatomicrefcount ref_count;
} CorralPlace;

CorralPlace *corral_place_new (CorralPageKind page, const char *chain, const char *subject)
  G_GNUC_WARN_UNUSED_RESULT;

/* A call about the subject of @about (CART or STORE). */
CorralPlace *corral_place_new_call (CorralPageKind about, const char *chain, const char *subject)
  G_GNUC_WARN_UNUSED_RESULT;

/* A copy with @name set to @value, or without it when @value is NULL. */
CorralPlace *corral_place_with_filter (CorralPlace *self, const char *name, const char *value)
  G_GNUC_WARN_UNUSED_RESULT;
const char *corral_place_get_filter (CorralPlace *self, const char *name);

CorralPlace *corral_place_ref (CorralPlace *self);
void corral_place_unref (CorralPlace *self);
gboolean corral_place_equal (CorralPlace *a, CorralPlace *b);

/* Reads a link, or a page's bare name ("fleet", "carts?state=offline"). NULL and G_IO_ERROR_INVALID_ARGUMENT
 * with a sentence for people when it is not one. At most 2 KiB. */
CorralPlace *corral_place_parse (const char *uri, GError **error) G_GNUC_WARN_UNUSED_RESULT;
char *corral_place_to_uri (CorralPlace *self) G_GNUC_WARN_UNUSED_RESULT;

/* "fleet", "stores", … : the page's name in links and on the command line. */
const char *corral_page_kind_to_name (CorralPageKind page);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CorralPlace, corral_place_unref)

G_END_DECLS
