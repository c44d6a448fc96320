/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What people did, as JSON for scripts. Pure. */
#include "config.h"

#include "corral-outbox-json.h"

#include "corral-json-text.h"
#include "corral-record.h"

#include <string.h>

static void
append_name (GString *out, const char *name)
{
  if (out->str[out->len - 1] != '{')
    g_string_append (out, ", ");
  g_string_append_printf (out, "\"%s\": ", name);
}

static void
append_text (GString *out, const char *name, const char *text)
{
  append_name (out, name);
  corral_json_append_string (out, text);
}

static void
append_integer (GString *out, const char *name, gint64 value)
{
  append_name (out, name);
  if (CORRAL_IS_KNOWN (value))
    g_string_append_printf (out, "%" G_GINT64_FORMAT, value);
  else
    g_string_append (out, "null");
}

/* NAME_ms and NAME_utc. */
static void
append_time (GString *out, const char *name, gint64 time_ms)
{
  g_autofree char *ms = g_strconcat (name, "_ms", NULL);
  g_autofree char *utc = g_strconcat (name, "_utc", NULL);
  g_autofree char *stamp = CORRAL_IS_KNOWN (time_ms) ? corral_record_format_stamp (time_ms, NULL) : NULL;

  append_integer (out, ms, time_ms);
  append_text (out, utc, stamp);
}

static void
append_params (GString *out, const CorralOutboxEntry *entry)
{
  const CorralSchema *schema = corral_operation_params_get_schema ();

  append_name (out, "params");
  g_string_append_c (out, '{');
  for (guint i = 0; i < schema->n_fields; i++)
    {
      const CorralField *field = &schema->fields[i];

      if (field->type == CORRAL_FIELD_TEXT)
        continue;
      if (!corral_field_is_string (field))
        {
          if (CORRAL_IS_KNOWN (corral_row_get_integer (&entry->params, field)))
            append_integer (out, field->name, corral_row_get_integer (&entry->params, field));
        }
      else if (corral_row_get_string (&entry->params, field) != NULL)
        append_text (out, field->name, corral_row_get_string (&entry->params, field));
    }
  g_string_append_c (out, '}');
}

void
corral_outbox_json_append (GString *out, const CorralOutboxEntry *entry)
{
  gboolean held = entry->state == CORRAL_OUTBOX_HELD;

  g_string_append_c (out, '{');
  append_text (out, "id", entry->id);
  append_text (out, "state", corral_outbox_state_to_word (entry->state));
  append_name (out, "settled");
  g_string_append (out, entry->settled ? "true" : "false");
  append_text (out, "type", entry->type_name);
  append_text (out, "tenant", entry->tenant);
  append_name (out, "target");
  g_string_append_c (out, '{');
  append_text (out, "c", entry->target_collection);
  append_text (out, "id", entry->target);
  g_string_append_c (out, '}');
  append_params (out, entry);
  append_integer (out, "expected_rev", entry->expected_rev);
  append_text (out, "depends_on", entry->depends_on);
  append_text (out, "made_by", *entry->account != '\0' ? entry->account : NULL);
  append_time (out, "made", entry->made_ms);
  append_time (out, "not_after", entry->not_after_ms);
  append_time (out, "hold_until", held ? entry->hold_until_ms : CORRAL_UNKNOWN);
  append_integer (out, "attempts", entry->attempts);
  append_time (out, "next_attempt", entry->next_attempt_ms);
  append_integer (out, "applied_rev", entry->applied_rev);
  append_integer (out, "http_status", entry->http_status);
  append_text (out, "code", entry->code);
  append_text (out, "message", entry->message);
  append_text (out, "already_by", entry->already_by);
  append_text (out, "result", entry->result);
  append_time (out, "ended", entry->ended_ms);
  g_string_append_c (out, '}');
}
