/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The record of who looked at what, as CSV and as JSON. Pure, any thread. */
#include "config.h"

#include "corral-audit-export.h"

#include "corral-csv.h"

#include <json-glib/json-glib.h>

#define FORMAT "corral-audit-1"
#define RECIPE \
  "hash: lower-case hexadecimal SHA-256 of the members seq, id, time_ms, actor, what, tenant, collection, subject, detail, " \
  "device, online (1 or 0), before, in this order, each as its length in bytes, a colon, its UTF-8 bytes, a comma; before: " \
  "the hash of the entry before, or 64 noughts. withheld: of what the account that saved this does not see; only its place in " \
  "the chain is told"

/* ---- CSV ---------------------------------------------------------------------------------------------------- */

static void
add_time (GString *out, gint64 time_ms, GTimeZone *zone)
{
  g_autoptr (GDateTime) utc = g_date_time_new_from_unix_utc (time_ms / 1000);
  g_autoptr (GDateTime) there = utc != NULL ? g_date_time_to_timezone (utc, zone) : NULL;
  g_autofree char *text = there != NULL ? g_date_time_format (there, "%Y-%m-%dT%H:%M:%S%:z") : g_strdup ("");

  g_string_append (out, text);
}

/* Nothing but its place in the chain. */
static void
add_withheld_line (GString *out, const CorralAuditEntry *entry)
{
  g_string_append_printf (out, "%" G_GINT64_FORMAT ",,,,,,,,,,,,%s,%s,true\r\n", entry->seq, entry->before, entry->hash);
}

static void
add_line (GString *out, const CorralAuditEntry *entry, GTimeZone *utc, GTimeZone *zone)
{
  const char *const texts[] = { entry->id,         entry->actor,   entry->what,   entry->tenant,
                                entry->collection, entry->subject, entry->detail, entry->device };

  g_string_append_printf (out, "%" G_GINT64_FORMAT ",", entry->seq);
  add_time (out, entry->time_ms, utc);
  g_string_append_c (out, ',');
  add_time (out, entry->time_ms, zone);
  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_string_append_c (out, ',');
      corral_csv_append_text (out, texts[i]);
    }
  g_string_append_printf (out, ",%s,%s,%s,false\r\n", entry->online != 0 ? "true" : "false", entry->before, entry->hash);
}

static gboolean
is_whole (const CorralAuditLog *audit_log)
{
  return audit_log->verdict.state == CORRAL_AUDIT_WHOLE;
}

GBytes *
corral_audit_export_csv (const CorralAuditLog *audit_log, GTimeZone *zone, CorralAuditNamesFunc names, gpointer data)
{
  GString *out;
  g_autoptr (GTimeZone) utc = g_time_zone_new_utc ();

  if (!is_whole (audit_log))
    return NULL;
  out = g_string_new ("seq,time_utc,time_local,id,actor,what,tenant,collection,subject,detail,device,online,before,hash,withheld\r\n");
  for (guint i = 0; i < audit_log->entries->len; i++)
    {
      const CorralAuditEntry *entry = g_ptr_array_index (audit_log->entries, i);

      if (names (entry, data))
        add_line (out, entry, utc, zone);
      else
        add_withheld_line (out, entry);
    }
  return g_string_free_to_bytes (out);
}

/* ---- JSON --------------------------------------------------------------------------------------------------- */

static void
add_object (JsonBuilder *builder, const CorralAuditEntry *entry, gboolean named)
{
  json_builder_begin_object (builder);
  if (!named)
    {
      json_builder_set_member_name (builder, "seq");
      json_builder_add_int_value (builder, entry->seq);
      json_builder_set_member_name (builder, "withheld");
      json_builder_add_boolean_value (builder, TRUE);
    }
#define ADD_INTEGER(name) \
  json_builder_set_member_name (builder, #name); \
  json_builder_add_int_value (builder, entry->name);
#define ADD_TEXT(name) \
  json_builder_set_member_name (builder, #name); \
  json_builder_add_string_value (builder, entry->name);
#define ADD(type, name) \
  if (named) \
    { \
      ADD_##type (name) \
    }
  CORRAL_AUDIT_MEMBERS (ADD)
#undef ADD
  json_builder_set_member_name (builder, "before");
  json_builder_add_string_value (builder, entry->before);
  json_builder_set_member_name (builder, "hash");
  json_builder_add_string_value (builder, entry->hash);
  json_builder_end_object (builder);
}

GBytes *
corral_audit_export_json (const CorralAuditLog *audit_log, CorralAuditNamesFunc names, gpointer data)
{
  g_autoptr (JsonBuilder) builder = NULL;
  g_autoptr (JsonGenerator) generator = NULL;
  g_autoptr (JsonNode) root = NULL;
  gsize size;
  char *text;

  if (!is_whole (audit_log))
    return NULL;
  builder = json_builder_new ();
  json_builder_begin_object (builder);
  json_builder_set_member_name (builder, "format");
  json_builder_add_string_value (builder, FORMAT);
  json_builder_set_member_name (builder, "recipe");
  json_builder_add_string_value (builder, RECIPE);
  json_builder_set_member_name (builder, "count");
  json_builder_add_int_value (builder, audit_log->entries->len);
  json_builder_set_member_name (builder, "entries");
  json_builder_begin_array (builder);
  for (guint i = 0; i < audit_log->entries->len; i++)
    {
      const CorralAuditEntry *entry = g_ptr_array_index (audit_log->entries, i);

      add_object (builder, entry, names (entry, data));
    }
  json_builder_end_array (builder);
  json_builder_end_object (builder);
  root = json_builder_get_root (builder);
  generator = json_generator_new ();
  json_generator_set_root (generator, root);
  json_generator_set_pretty (generator, TRUE);
  text = json_generator_to_data (generator, &size);
  return g_bytes_new_take (text, size);
}
