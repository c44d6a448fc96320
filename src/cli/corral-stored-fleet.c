/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reads the stored fleet into a mirror, judged as of now, and finds its chains and stores by what people type.
 * Main thread; blocking. */
#include "config.h"

#include "corral-stored-fleet.h"

#include "corral-cache-outbox.h"

#include "corral-format.h"
#include "corral-freshness.h"
#include "corral-text.h"
#include "corral-time.h"

#include <glib/gi18n.h>
#include <string.h>

typedef struct
{
  CorralFleet *fleet;
  const char *tenant;
} Loading;

void
corral_stored_fleet_free (CorralStoredFleet *self)
{
  g_object_unref (self->fleet);
  if (self->cache != NULL)
    corral_cache_close (self->cache);
  g_clear_pointer (&self->cache, corral_cache_unref);
  g_ptr_array_unref (self->troubles);
  g_free (self->oldest_chain);
  g_free (self);
}

/* ---- loading ---------------------------------------------------------------------------------------- */

static gboolean
load_row (const CorralSchema *schema, gconstpointer row, gpointer data)
{
  Loading *loading = data;

  corral_fleet_put (loading->fleet, loading->tenant, schema, row);
  return TRUE;
}

static void
add_trouble (CorralStoredFleet *self, const char *chain, const GError *error)
{
  /* Translators: a chain's name, then a sentence on what is wrong with its data */
  g_ptr_array_add (self->troubles, g_strdup_printf (_ ("%s: %s"), chain, error->message));
}

static gboolean
load_tenant (CorralStoredFleet *self,
             CorralCache *cache,
             const CorralTenant *tenant,
             gint64 *heard_ms,
             GString *unfinished)
{
  Loading loading = { .fleet = self->fleet, .tenant = tenant->id };
  guint n_collections;
  const CorralCollection *collections = corral_fleet_get_collections (&n_collections);
  g_autoptr (CorralSyncState) state = NULL;
  g_autoptr (GError) error = NULL;
  gboolean ok = corral_cache_open_tenant (cache, tenant, NULL, &error);

  for (guint i = 0; ok && i < n_collections; i++)
    ok = corral_cache_load (cache, tenant->id, collections[i], load_row, &loading, NULL, &error);
  if (ok)
    state = corral_cache_get_sync_state (cache, tenant->id, &error);
  if (state == NULL)
    {
      corral_fleet_remove_tenant (self->fleet, tenant->id);
      add_trouble (self, tenant->name, error);
      return FALSE;
    }
  /* There is a position in the changes once everything has come; until then a count is no count. */
  if (state->state == NULL)
    g_string_append_printf (unfinished, "%s%s", unfinished->len > 0 ? ", " : "", tenant->name);
  corral_fleet_put_tenant (self->fleet, tenant);
  *heard_ms = corral_sync_state_get_heard_ms (state);
  corral_fleet_set_known_as_of (self->fleet, tenant->id, *heard_ms);
  return TRUE;
}

/* Files that do not even say whose they are: damaged, or of a newer Corral. They are asked for what is wrong. */
static void
look_at_unreadable (CorralStoredFleet *self, CorralCache *cache, GPtrArray *tenants, const char *path)
{
  g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *file = g_build_filename (path, name, "cache.db", NULL);
      CorralTenant tenant = { .id = (char *) (*name == '%' ? name + 1 : name), .name = (char *) name };
      g_autoptr (GError) error = NULL;
      gboolean known = !corral_text_is_id (tenant.id) || !g_file_test (file, G_FILE_TEST_IS_REGULAR);

      for (guint i = 0; i < tenants->len && !known; i++)
        known = strcmp (((const CorralTenant *) g_ptr_array_index (tenants, i))->id, tenant.id) == 0;
      if (known)
        continue;
      if (corral_cache_open_tenant (cache, &tenant, NULL, &error))
        /* It can be opened, but holds nothing yet: somebody is making it. */
        continue;
      add_trouble (self, tenant.id, error);
    }
}

static void
note_ages (CorralStoredFleet *self, GPtrArray *tenants, const gint64 *heard_ms)
{
  const char *oldest = NULL;
  gint64 newest_ms = CORRAL_UNKNOWN;
  gboolean first = TRUE;

  self->oldest_ms = CORRAL_UNKNOWN;
  for (guint i = 0; i < tenants->len; i++)
    {
      const CorralTenant *tenant = g_ptr_array_index (tenants, i);

      if (corral_fleet_find_chain (self->fleet, tenant->id) == CORRAL_NO_SLOT)
        continue;
      if (first || heard_ms[i] < self->oldest_ms)
        {
          self->oldest_ms = heard_ms[i];
          oldest = tenant->name;
        }
      newest_ms = MAX (newest_ms, heard_ms[i]);
      first = FALSE;
    }
  if (newest_ms != self->oldest_ms
      && (!CORRAL_IS_KNOWN (self->oldest_ms) || newest_ms - self->oldest_ms > CORRAL_MINUTE_MS))
    self->oldest_chain = g_strdup (oldest);
}

static gboolean
fill (CorralStoredFleet *self, CorralCache *cache, const char *dir, GError **error)
{
  g_autoptr (GPtrArray) tenants = corral_cache_list_tenants (cache);
  g_autofree gint64 *heard_ms = g_new0 (gint64, tenants->len + 1);
  g_autoptr (GString) unfinished = g_string_new (NULL);
  guint n_read = 0;

  for (guint i = 0; i < tenants->len; i++)
    n_read += load_tenant (self, cache, g_ptr_array_index (tenants, i), &heard_ms[i], unfinished);
  if (unfinished->len > 0)
    g_ptr_array_add (self->troubles,
                     g_strdup_printf (_ ("Not everything is stored yet of %s: rows are missing. “corral-cli sync” "
                                         "fetches the rest."),
                                      unfinished->str));
  look_at_unreadable (self, cache, tenants, dir);
  if (n_read == 0)
    {
      if (self->troubles->len > 0)
        g_set_error_literal (error, CORRAL_CACHE_ERROR, CORRAL_CACHE_ERROR_FAILED,
                             g_ptr_array_index (self->troubles, 0));
      else
        g_set_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND,
                     _ ("Nothing is stored in “%s” yet. “corral-cli sync” fetches the fleet."), dir);
      return FALSE;
    }
  note_ages (self, tenants, heard_ms);
  corral_fleet_set_now (self->fleet, self->now_ms);
  corral_fleet_flush (self->fleet);
  return TRUE;
}

/* One that cannot be read says nothing of who it was; what is in the folder is then theirs who can read it. */
static void
read_rights (CorralStoredFleet *self)
{
  g_autoptr (CorralAccount) account = corral_cache_get_account (self->cache, NULL);

  if (account != NULL)
    corral_rights_set (&self->rights, (const char *const *) account->roles, (const char *const *) account->scopes);
  else
    corral_rights_set (&self->rights, NULL, NULL);
}

CorralStoredFleet *
corral_stored_fleet_open (const char *dir, CorralClock *clock, GError **error)
{
  g_autoptr (CorralStoredFleet) self = NULL;
  CorralCache *cache;

  if (!g_file_test (dir, G_FILE_TEST_IS_DIR))
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND,
                   _ ("There is no folder “%s”. “corral-cli sync” makes it and fetches the fleet."), dir);
      return NULL;
    }
  cache = corral_cache_open (dir, dir, CORRAL_CACHE_OPEN_READ_ONLY, clock, error);
  if (cache == NULL)
    return NULL;

  self = g_new0 (CorralStoredFleet, 1);
  self->cache = cache;
  self->fleet = corral_fleet_new (corral_freshness_judge);
  self->troubles = g_ptr_array_new_with_free_func (g_free);
  self->now_ms = corral_clock_now_ms (clock);
  read_rights (self);
  return fill (self, cache, dir, error) ? g_steal_pointer (&self) : NULL;
}

char *
corral_stored_fleet_say_age (const CorralStoredFleet *self)
{
  g_autofree char *time = NULL;
  g_autofree char *age = NULL;

  if (!CORRAL_IS_KNOWN (self->oldest_ms))
    return self->oldest_chain != NULL ? g_strdup_printf (_ ("Nothing has come of %s yet."), self->oldest_chain)
                                      : g_strdup (_ ("Nothing has come yet."));
  time = corral_format_time (self->oldest_ms, self->now_ms, NULL);
  age = corral_format_age (MAX (self->now_ms - self->oldest_ms, 0));
  if (self->oldest_chain != NULL)
    /* Translators: a time, its age, and the chain whose data are the oldest */
    return g_strdup_printf (_ ("As of %s UTC, %s: %s. Other chains are newer."), time, age, self->oldest_chain);
  /* Translators: a time and its age: "As of 09:14 UTC, 2 h 10 min ago." */
  return g_strdup_printf (_ ("As of %s UTC, %s."), time, age);
}

/* ---- finding ----------------------------------------------------------------------------------------- */

static gboolean
same_text (const char *a, const char *folded)
{
  g_autofree char *other = a != NULL ? corral_text_fold (a) : NULL;

  return other != NULL && strcmp (other, folded) == 0;
}

guint32
corral_stored_fleet_find_chain (const CorralStoredFleet *self, const char *text, char **sentence)
{
  const CorralColumns *chains = corral_fleet_get_table (self->fleet, CORRAL_TABLE_CHAIN);
  g_autofree char *folded = corral_text_fold (text);
  g_autoptr (GString) names = g_string_new (NULL);

  for (guint32 slot = 0; slot < corral_columns_get_n_slots (chains); slot++)
    {
      const char *id = corral_columns_get_text (chains, slot, CORRAL_CHAIN_COL_ID);

      if (!corral_columns_exists (chains, slot))
        continue;
      if (same_text (id, folded)
          || same_text (corral_columns_get_text (chains, slot, CORRAL_CHAIN_COL_NAME), folded))
        return slot;
      g_string_append_printf (names, "%s%s", names->len > 0 ? ", " : "", id);
    }
  *sentence = g_strdup_printf (_ ("There is no chain “%s”. There are: %s."), text, names->str);
  return CORRAL_NO_SLOT;
}

gboolean
corral_stored_fleet_narrow (CorralStoredFleet *self, const char *text, char **sentence)
{
  const CorralColumns *chains = corral_fleet_get_table (self->fleet, CORRAL_TABLE_CHAIN);
  guint32 chosen;

  if (text == NULL && corral_columns_get_n_rows (chains) > 1 && !corral_rights_has (&self->rights, CORRAL_RIGHT_COMBINE))
    {
      *sentence = g_strdup (_ ("This account’s role looks at one chain at a time: say which with --chain."));
      return FALSE;
    }
  if (text == NULL)
    return TRUE;
  chosen = corral_stored_fleet_find_chain (self, text, sentence);
  if (chosen == CORRAL_NO_SLOT)
    return FALSE;
  for (guint32 slot = 0; slot < corral_columns_get_n_slots (chains); slot++)
    if (slot != chosen && corral_columns_exists (chains, slot))
      {
        g_autofree char *id = g_strdup (corral_columns_get_text (chains, slot, CORRAL_CHAIN_COL_ID));

        corral_fleet_remove_tenant (self->fleet, id);
      }
  return TRUE;
}

guint32
corral_stored_fleet_find_store (const CorralStoredFleet *self, guint32 chain, const char *text, char **sentence)
{
  const CorralColumns *stores = corral_fleet_get_table (self->fleet, CORRAL_TABLE_STORE);
  g_autofree char *folded = corral_text_fold (text);
  g_autoptr (GString) chains = g_string_new (NULL);
  guint32 found = CORRAL_NO_SLOT;
  guint n_found = 0;
  gint64 number = -1;

  if (!g_ascii_string_to_signed (text, 10, 0, G_MAXINT32, &number, NULL))
    number = -1;
  for (guint32 slot = 0; slot < corral_columns_get_n_slots (stores); slot++)
    {
      guint32 of = corral_columns_get_link (stores, slot, CORRAL_STORE_COL_CHAIN);

      if (!corral_columns_exists (stores, slot) || (chain != CORRAL_NO_SLOT && of != chain))
        continue;
      if (corral_columns_get_integer (stores, slot, CORRAL_STORE_COL_NUMBER) != number
          && g_strcmp0 (corral_columns_get_text (stores, slot, CORRAL_STORE_COL_ID), text) != 0
          && !same_text (corral_columns_get_text (stores, slot, CORRAL_STORE_COL_NAME), folded))
        continue;
      found = slot;
      n_found++;
      g_string_append_printf (chains, "%s%s", n_found > 1 ? ", " : "",
                              corral_fleet_get_text (self->fleet, CORRAL_TABLE_CHAIN, of, CORRAL_CHAIN_COL_ID));
    }
  if (n_found == 1)
    return found;
  if (n_found > 1)
    *sentence = g_strdup_printf (_ ("“%s” is a store of several chains. Say which one with --chain: %s."), text,
                                 chains->str);
  else
    *sentence = g_strdup_printf (_ ("There is no store “%s”. “corral-cli find” looks for a part of its name."), text);
  return CORRAL_NO_SLOT;
}
