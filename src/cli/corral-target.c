/* SPDX-License-Identifier: GPL-3.0-or-later */
/* From what somebody types to one row of what is stored. Main thread; blocking. */
#include "config.h"

#include "corral-target.h"

#include "corral-command.h"
#include "corral-text.h"

#include <glib/gi18n.h>
#include <string.h>

/* So many are named when it is not clear which one was meant. */
#define MOST_NAMED 8

typedef struct
{
  char *tenant;
  char *id;
  char *place; /* "0412, 118 Riverside" and the like, or NULL */
} Candidate;

static void
candidate_free (gpointer data)
{
  Candidate *candidate = data;

  g_free (candidate->tenant);
  g_free (candidate->id);
  g_free (candidate->place);
  g_free (candidate);
}

void
corral_target_clear (CorralTarget *self)
{
  g_clear_pointer (&self->tenant, g_free);
  g_clear_pointer (&self->id, g_free);
  g_clear_pointer (&self->took, g_free);
}

static void
add_candidate (GPtrArray *found, const char *tenant, const char *id, char *place)
{
  Candidate *candidate = g_new (Candidate, 1);

  *candidate = (Candidate){ g_strdup (tenant), g_strdup (id), place };
  g_ptr_array_add (found, candidate);
}

/* ---- by id ------------------------------------------------------------------------------------------- */

static gboolean
is_among (const char *tenant, const char *only)
{
  return only == NULL || strcmp (tenant, only) == 0;
}

/* The revision of that row in @tenant, or CORRAL_UNKNOWN. */
static gint64
read_rev (CorralCache *cache, const CorralTenant *tenant, CorralCollection collection, const char *id)
{
  gpointer fact = NULL;
  gint64 rev = CORRAL_UNKNOWN;

  if (!corral_cache_open_tenant (cache, tenant, NULL, NULL)
      || !corral_cache_get_row (cache, tenant->id, collection, id, &fact, NULL) || fact == NULL)
    return CORRAL_UNKNOWN;
  rev = ((const CorralRow *) fact)->rev;
  corral_fact_unref (fact);
  return rev;
}

static void
find_by_id (CorralCache *cache, const char *only, CorralCollection collection, const char *id, GPtrArray *found)
{
  g_autoptr (GPtrArray) tenants = corral_cache_list_tenants (cache);

  if (!corral_text_is_id (id))
    return;
  for (guint i = 0; i < tenants->len; i++)
    {
      const CorralTenant *tenant = g_ptr_array_index (tenants, i);

      if (is_among (tenant->id, only) && CORRAL_IS_KNOWN (read_rev (cache, tenant, collection, id)))
        add_candidate (found, tenant->id, id, NULL);
    }
}

/* ---- by what is painted on it ------------------------------------------------------------------------- */

static gboolean
same_text (const char *a, const char *folded)
{
  g_autofree char *other = a != NULL ? corral_text_fold (a) : NULL;

  return other != NULL && strcmp (other, folded) == 0;
}

static char *
place_of_cart (CorralFleet *fleet, guint32 slot)
{
  guint32 store = corral_fleet_get_link (fleet, CORRAL_TABLE_CART, slot, CORRAL_CART_COL_STORE);
  const char *label = corral_fleet_get_text (fleet, CORRAL_TABLE_CART, slot, CORRAL_CART_COL_LABEL);
  const char *name = store != CORRAL_NO_SLOT
                         ? corral_fleet_get_text (fleet, CORRAL_TABLE_STORE, store, CORRAL_STORE_COL_NAME)
                         : NULL;

  return g_strdup_printf ("%s, %s", label != NULL ? label : "", name != NULL ? name : "");
}

static void
find_by_label (CorralFleet *fleet, const char *only, const char *text, GPtrArray *found)
{
  const CorralColumns *carts = corral_fleet_get_table (fleet, CORRAL_TABLE_CART);
  g_autofree char *folded = corral_text_fold (text);

  for (guint32 slot = 0; slot < corral_columns_get_n_slots (carts); slot++)
    {
      guint32 chain;
      const char *tenant;

      if (!corral_columns_exists (carts, slot)
          || (!same_text (corral_columns_get_text (carts, slot, CORRAL_CART_COL_LABEL), folded)
              && !same_text (corral_columns_get_text (carts, slot, CORRAL_CART_COL_SERIAL), folded)))
        continue;
      chain = corral_columns_get_link (carts, slot, CORRAL_CART_COL_CHAIN);
      tenant = corral_fleet_get_text (fleet, CORRAL_TABLE_CHAIN, chain, CORRAL_CHAIN_COL_ID);
      if (tenant != NULL && is_among (tenant, only))
        add_candidate (found, tenant, corral_columns_get_text (carts, slot, CORRAL_CART_COL_ID),
                       place_of_cart (fleet, slot));
    }
}

/* ---- which one ----------------------------------------------------------------------------------------- */

static char *
say_several (const char *kind, const char *text, GPtrArray *found)
{
  g_autoptr (GString) names = g_string_new (NULL);

  for (guint i = 0; i < found->len && i < MOST_NAMED; i++)
    {
      const Candidate *candidate = g_ptr_array_index (found, i);

      g_string_append_printf (names, "%s%s/%s (%s%s%s)", i > 0 ? ", " : "", kind, candidate->id,
                              candidate->place != NULL ? candidate->place : "", candidate->place != NULL ? ", " : "",
                              candidate->tenant);
    }
  if (found->len > MOST_NAMED)
    g_string_append (names, ", …");
  /* Translators: what was typed, and the candidates, each as KIND/ID (what is painted on it, store, chain) */
  return g_strdup_printf (_ ("“%s” may be any of these; name one by its id, and its chain with --tenant: %s"), text,
                          names->str);
}

static CorralTargetResult
misunderstand_kind (const char *kind, char **sentence)
{
  const char *names[CORRAL_N_COLLECTIONS + 1] = { NULL };
  const char *meant;
  guint n = 0;

  for (guint i = 0; i < CORRAL_N_COLLECTIONS; i++)
    if (i != CORRAL_COLLECTION_VITAL)
      names[n++] = corral_collection_get_schema ((CorralCollection) i)->name;
  meant = corral_command_suggest (names, kind);
  if (meant != NULL)
    *sentence = g_strdup_printf (_ ("there is nothing of the kind “%s”; did you mean “%s”?"), kind, meant);
  else
    {
      g_autofree char *all = g_strjoinv (", ", (char **) names);

      *sentence = g_strdup_printf (_ ("there is nothing of the kind “%s”; there are: %s"), kind, all);
    }
  return CORRAL_TARGET_MISUNDERSTOOD;
}

/* The chain's id, or NULL and a sentence. */
static const char *
find_tenant (const CorralStoredFleet *stored, const char *text, char **sentence)
{
  guint32 chain = corral_stored_fleet_find_chain (stored, text, sentence);

  return chain != CORRAL_NO_SLOT
             ? corral_fleet_get_text (stored->fleet, CORRAL_TABLE_CHAIN, chain, CORRAL_CHAIN_COL_ID)
             : NULL;
}

static gint64
rev_of (CorralCache *cache, const Candidate *candidate, CorralCollection collection)
{
  g_autoptr (GPtrArray) tenants = corral_cache_list_tenants (cache);

  for (guint i = 0; i < tenants->len; i++)
    if (strcmp (((const CorralTenant *) g_ptr_array_index (tenants, i))->id, candidate->tenant) == 0)
      return read_rev (cache, g_ptr_array_index (tenants, i), collection, candidate->id);
  return CORRAL_UNKNOWN;
}

static CorralTargetResult
choose (CorralCache *cache, const char *kind, CorralCollection collection, const char *text, GPtrArray *found,
        CorralTarget *target, char **sentence)
{
  const Candidate *one;

  if (found->len == 0)
    {
      *sentence = g_strdup_printf (_ ("There is no “%s” among what is stored. “corral-cli sync” fetches what is new; "
                                      "“corral-cli find” looks for carts and stores."),
                                   text);
      return CORRAL_TARGET_NOT_FOUND;
    }
  if (found->len > 1)
    {
      *sentence = say_several (kind, text, found);
      return CORRAL_TARGET_NOT_FOUND;
    }
  one = g_ptr_array_index (found, 0);
  *target = (CorralTarget){
    .tenant = g_strdup (one->tenant),
    .collection = collection,
    .id = g_strdup (one->id),
    .rev = rev_of (cache, one, collection),
    /* Translators: what was typed, then what was taken for it: KIND/ID (what is painted on it, store, chain) */
    .took = one->place != NULL
                ? g_strdup_printf (_ ("“%s” is %s/%s (%s, %s)."), text, kind, one->id, one->place, one->tenant)
                : NULL,
  };
  return CORRAL_TARGET_FOUND;
}

/* One that is not there yet. */
static CorralTargetResult
name_new (const CorralStoredFleet *stored, const char *only, CorralCollection collection, const char *id,
          CorralTarget *target, char **sentence)
{
  const CorralColumns *chains = corral_fleet_get_table (stored->fleet, CORRAL_TABLE_CHAIN);
  guint n = 0;

  if (!corral_text_is_id (id))
    {
      *sentence = g_strdup_printf (_ ("“%s” is no id: at most 64 letters, digits and any of _ . : -"), id);
      return CORRAL_TARGET_MISUNDERSTOOD;
    }
  for (guint32 slot = 0; only == NULL && slot < corral_columns_get_n_slots (chains); slot++)
    n += corral_columns_exists (chains, slot);
  for (guint32 slot = 0; n == 1 && only == NULL; slot++)
    if (corral_columns_exists (chains, slot))
      only = corral_columns_get_text (chains, slot, CORRAL_CHAIN_COL_ID);
  if (only == NULL)
    {
      *sentence = g_strdup (_ ("It is not there yet: name the chain in which to make it with --tenant."));
      return CORRAL_TARGET_NOT_FOUND;
    }
  *target = (CorralTarget){
    .tenant = g_strdup (only), .collection = collection, .id = g_strdup (id), .rev = CORRAL_UNKNOWN
  };
  return CORRAL_TARGET_FOUND;
}

CorralTargetResult
corral_target_find (const CorralStoredFleet *stored,
                    const char *dir,
                    CorralClock *clock,
                    const char *tenant,
                    const char *text,
                    gboolean makes,
                    CorralTarget *target,
                    char **sentence)
{
  const char *slash = strchr (text, '/');
  g_autofree char *kind = slash != NULL ? g_strndup (text, (gsize) (slash - text)) : NULL;
  g_autoptr (GPtrArray) found = g_ptr_array_new_with_free_func (candidate_free);
  g_autoptr (CorralCache) cache = NULL;
  g_autoptr (GError) error = NULL;
  const char *only = NULL;
  CorralCollection collection;
  CorralTargetResult result;

  if (slash == NULL || slash == text || slash[1] == '\0')
    {
      *sentence = g_strdup (_ ("--target takes KIND/ID, such as cart/c-000412 or alert/a-17"));
      return CORRAL_TARGET_MISUNDERSTOOD;
    }
  if (!corral_collection_from_name (kind, &collection) || collection == CORRAL_COLLECTION_VITAL)
    return misunderstand_kind (kind, sentence);
  if (tenant != NULL && (only = find_tenant (stored, tenant, sentence)) == NULL)
    return CORRAL_TARGET_NOT_FOUND;
  cache = corral_cache_open (dir, dir, CORRAL_CACHE_OPEN_READ_ONLY, clock, &error);
  if (cache == NULL)
    {
      *sentence = g_strdup (error->message);
      return CORRAL_TARGET_NOT_FOUND;
    }
  find_by_id (cache, only, collection, slash + 1, found);
  if (found->len == 0 && collection == CORRAL_COLLECTION_CART)
    find_by_label (stored->fleet, only, slash + 1, found);
  result = makes && found->len == 0 ? name_new (stored, only, collection, slash + 1, target, sentence)
                                    : choose (cache, kind, collection, text, found, target, sentence);
  corral_cache_close (cache);
  return result;
}
