/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The record of who looked at what, as clients bring it: kept as it came, each entry once, in its order. An entry that does
 * not say what its hash says, is not behind the one that it should be behind, or is of another chain or person is refused,
 * and nothing of its request is kept. On the cloud's thread.
 */
#include "config.h"

#include "corral-demo-cloud-private.h"

#include "corral-json-value.h"

#include <string.h>

#define MAX_ENTRIES 100
#define MAX_BODY (50 * 64 * 1024)
#define ORIGIN "0000000000000000000000000000000000000000000000000000000000000000"

/* What the contract says of an entry, in the order of its hash. */
static const struct
{
  const char *name;
  CorralJsonType type;
} members[] = {
  { "seq", CORRAL_JSON_INTEGER },       { "id", CORRAL_JSON_STRING },      { "time_ms", CORRAL_JSON_INTEGER },
  { "actor", CORRAL_JSON_STRING },      { "what", CORRAL_JSON_STRING },    { "tenant", CORRAL_JSON_STRING },
  { "collection", CORRAL_JSON_STRING }, { "subject", CORRAL_JSON_STRING }, { "detail", CORRAL_JSON_STRING },
  { "device", CORRAL_JSON_STRING },     { "online", CORRAL_JSON_INTEGER }, { "before", CORRAL_JSON_STRING },
};

/* What is kept of one. */
typedef struct
{
  char *hash;
  char *id;
  char *json; /* as it came */
} Kept;

static void
kept_free (gpointer data)
{
  Kept *kept = data;

  if (kept == NULL)
    return;
  g_free (kept->hash);
  g_free (kept->id);
  g_free (kept->json);
  g_free (kept);
}

/* What is to be kept of @entry, as far as it goes by itself; NULL and *@wrong, the code of a problem. */
static Kept *
read_entry (const char *body, const CorralJsonValue *entry, const char *tenant, const char *staff, gboolean first,
            const char **wrong)
{
  const CorralJsonValue *hash = corral_json_value_get (entry, "hash");
  g_autoptr (GChecksum) sum = g_checksum_new (G_CHECKSUM_SHA256);
  gboolean is_break;
  Kept *kept;

  *wrong = "invalid";
  if (hash == NULL || hash->type != CORRAL_JSON_STRING)
    return NULL;
  for (guint i = 0; i < G_N_ELEMENTS (members); i++)
    {
      const CorralJsonValue *value = corral_json_value_get (entry, members[i].name);
      g_autofree char *number = NULL;
      g_autofree char *part = NULL;
      const char *text;

      if (value == NULL || value->type != members[i].type)
        return NULL;
      number = g_strdup_printf ("%" G_GINT64_FORMAT, value->integer);
      text = value->type == CORRAL_JSON_INTEGER ? number : value->string;
      part = g_strdup_printf ("%" G_GSIZE_FORMAT ":%s,", strlen (text), text);
      g_checksum_update (sum, (const guchar *) part, -1);
    }
  is_break = strcmp (corral_json_value_get (entry, "what")->string, "break") == 0;
  if (is_break ? !first
               : strcmp (corral_json_value_get (entry, "tenant")->string, tenant) != 0
                   || strcmp (corral_json_value_get (entry, "actor")->string, staff) != 0)
    return NULL;
  *wrong = "audit-changed";
  if (strcmp (g_checksum_get_string (sum), hash->string) != 0)
    return NULL;
  kept = g_new0 (Kept, 1);
  kept->hash = g_strdup (hash->string);
  kept->id = g_strdup (corral_json_value_get (entry, "id")->string);
  kept->json = g_strndup (body + entry->start, entry->length);
  return kept;
}

static GPtrArray *
read_entries (CorralExchange *exchange, const char *body, const CorralJsonValue *list, gint64 first)
{
  const char *tenant = corral_sim_get_tenant (exchange->cloud->sim, exchange->tenant)->id;
  g_autoptr (GPtrArray) entries = g_ptr_array_new_with_free_func (kept_free);
  gint64 before = 0;

  for (guint i = 0; i < list->items->len; i++)
    {
      const CorralJsonValue *value = g_ptr_array_index (list->items, i);
      const CorralJsonValue *seq = corral_json_value_get (value, "seq");
      const char *wrong;
      Kept *kept = read_entry (body, value, tenant, CORRAL_DEMO_CLOUD_USER, first == 1 && i == 0, &wrong);
      g_autofree char *pointer = g_strdup_printf ("/entries/%u", i);

      if (kept != NULL)
        g_ptr_array_add (entries, kept);
      if (kept == NULL || seq->integer <= before)
        {
          gboolean changed = kept == NULL && strcmp (wrong, "audit-changed") == 0;

          corral_exchange_refuse (exchange,
                                  &(CorralCloudProblem){ changed ? 409 : 422, changed ? wrong : "invalid", .pointer = pointer },
                                  changed ? "An entry is not what its hash says."
                                          : "An entry is of another chain or person, out of order, or not whole.");
          return NULL;
        }
      before = seq->integer;
    }
  return g_steal_pointer (&entries);
}

/* Puts @entries from number @first on behind what is held; FALSE after it has refused them all. */
static gboolean
add (CorralExchange *exchange, GPtrArray *held, GPtrArray *entries, gint64 first, const char *after)
{
  const char *before = first == 1 ? ORIGIN : NULL;
  gboolean same;

  if (first - 1 > (gint64) held->len)
    {
      corral_exchange_refuse (exchange, &(CorralCloudProblem){ 409, "audit-gap", .pointer = "/first" },
                              "Entries before these are missing: %u are here.", held->len);
      return FALSE;
    }
  if (before == NULL)
    before = ((Kept *) g_ptr_array_index (held, first - 2))->hash;
  same = strcmp (before, after) == 0;
  for (guint i = 0; same && i < entries->len && first - 1 + i < held->len; i++)
    same = strcmp (((Kept *) g_ptr_array_index (held, first - 1 + i))->hash,
                   ((Kept *) g_ptr_array_index (entries, i))->hash) == 0;
  if (!same)
    {
      corral_exchange_refuse (exchange, &(CorralCloudProblem){ 409, "audit-changed", .pointer = "/entries" },
                              "These are not the entries that were brought before.");
      return FALSE;
    }
  while (first - 1 + entries->len > held->len)
    {
      guint at = held->len - (guint) (first - 1);

      /* Those before it are held already and are freed with the list. */
      g_ptr_array_add (held, g_ptr_array_steal_index (entries, at));
      g_ptr_array_insert (entries, (int) at, NULL);
    }
  return TRUE;
}

static void
answer_held (CorralExchange *exchange, const char *record, GPtrArray *held)
{
  CorralJsonWriter json;

  corral_json_writer_init (&json, 256);
  corral_exchange_begin_list (exchange, &json);
  corral_json_name (&json, "record");
  corral_json_string (&json, record);
  corral_json_name (&json, "held");
  corral_json_integer (&json, held->len);
  corral_json_name (&json, "end");
  corral_json_boolean (&json, TRUE);
  corral_json_end_object (&json);
  corral_exchange_answer (exchange, &json, NULL);
}

/* Of one person, one chain and one stretch. */
static GPtrArray *
get_held (CorralExchange *exchange, const char *record)
{
  g_autofree char *key = g_strdup_printf ("%s %s %s", corral_sim_get_tenant (exchange->cloud->sim, exchange->tenant)->id,
                                          CORRAL_DEMO_CLOUD_USER, record);
  GPtrArray *held;

  if (exchange->cloud->audit == NULL)
    exchange->cloud->audit
        = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) g_ptr_array_unref);
  held = g_hash_table_lookup (exchange->cloud->audit, key);
  if (held == NULL)
    {
      held = g_ptr_array_new_with_free_func (kept_free);
      g_hash_table_insert (exchange->cloud->audit, g_steal_pointer (&key), held);
    }
  return held;
}

void
corral_cloud_serve_audit (CorralExchange *exchange)
{
  g_autoptr (GBytes) bytes = soup_message_body_flatten (soup_server_message_get_request_body (exchange->message));
  const char *body = g_bytes_get_data (bytes, NULL);
  const char *record = exchange->path[1];
  g_autoptr (CorralJsonValue) root = NULL;
  g_autoptr (GPtrArray) entries = NULL;
  g_autofree char *fault = NULL;
  const CorralJsonValue *first, *after, *list;
  GPtrArray *held;

  if (strlen (record) != 64 || strspn (record, "0123456789abcdef") != 64)
    {
      corral_exchange_refuse_parameter (exchange, "record", "A record is called by a SHA-256 in lower case.");
      return;
    }
  root = g_bytes_get_size (bytes) <= MAX_BODY ? corral_json_value_parse (body, g_bytes_get_size (bytes), &fault) : NULL;
  if (root == NULL)
    {
      corral_exchange_refuse (exchange, &(CorralCloudProblem){ 400, "invalid-request", .pointer = "" }, "%s",
                              fault != NULL ? fault : "The body is too long.");
      return;
    }
  first = corral_json_value_get (root, "first");
  after = corral_json_value_get (root, "after");
  list = corral_json_value_get (root, "entries");
  if (first == NULL || first->type != CORRAL_JSON_INTEGER || first->integer < 1 || after == NULL
      || after->type != CORRAL_JSON_STRING || list == NULL || list->type != CORRAL_JSON_ARRAY || list->items->len < 1
      || list->items->len > MAX_ENTRIES)
    {
      corral_exchange_refuse (exchange, &(CorralCloudProblem){ 422, "invalid", .pointer = "" },
                              "It has to have first, after and 1 to %d entries.", MAX_ENTRIES);
      return;
    }
  entries = read_entries (exchange, body, list, first->integer);
  if (entries == NULL)
    return;
  held = get_held (exchange, record);
  if (add (exchange, held, entries, first->integer, after->string))
    answer_held (exchange, record, held);
}

char *
corral_cloud_list_audit (CorralCloud *self, const char *tenant)
{
  GString *out = g_string_new (NULL);
  g_autoptr (GList) keys = self->audit != NULL ? g_hash_table_get_keys (self->audit) : NULL;

  keys = g_list_sort (keys, (GCompareFunc) strcmp);
  for (GList *l = keys; l != NULL; l = l->next)
    {
      g_auto (GStrv) words = g_strsplit (l->data, " ", -1);
      GPtrArray *held = g_hash_table_lookup (self->audit, l->data);

      for (guint i = 0; i < held->len && strcmp (words[0], tenant) == 0; i++)
        g_string_append_printf (out, "%s\n", ((Kept *) g_ptr_array_index (held, i))->id);
    }
  return g_string_free (out, FALSE);
}
