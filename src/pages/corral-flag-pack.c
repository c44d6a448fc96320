/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A flag as a sealed pack: the parts for machines. Main thread. */
#include "config.h"

#include "corral-flag-pack.h"

#include "corral-csv.h"
#include "corral-json-members.h"
#include "corral-pack-json.h"
#include "corral-sealed.h"

#include <json-glib/json-glib.h>
#include <math.h>
#include <string.h>

static const char *
get_text (const CorralFlagPackSource *source, guint column)
{
  return corral_fleet_get_text (source->fleet, CORRAL_TABLE_FLAG, source->flag, column);
}

/* ---- flag.json -------------------------------------------------------------------------------------------- */

static GBytes *
make_json (const CorralFlagPackSource *source)
{
  static const struct
  {
    const char *name;
    guint column;
  } texts[] = { { "id", CORRAL_FLAG_COL_ID },           { "kind", CORRAL_FLAG_COL_KIND },
                { "session", CORRAL_FLAG_COL_SESSION }, { "item", CORRAL_FLAG_COL_ITEM },
                { "status", CORRAL_FLAG_COL_STATUS },   { "outcome", CORRAL_FLAG_COL_OUTCOME },
                { "decided_by", CORRAL_FLAG_COL_DECIDED_BY }, { "currency", CORRAL_FLAG_COL_CURRENCY } },
    integers[] = { { "raised_ms", CORRAL_FLAG_COL_RAISED_MS },
                   { "decided_ms", CORRAL_FLAG_COL_DECIDED_MS },
                   { "value_minor", CORRAL_FLAG_COL_VALUE_MINOR } },
    reals[] = { { "expected_g", CORRAL_FLAG_COL_EXPECTED_G }, { "measured_g", CORRAL_FLAG_COL_MEASURED_G } };
  g_autoptr (JsonBuilder) json = json_builder_new ();
  g_autoptr (JsonNode) root = NULL;
  g_auto (CorralPackScale) scale = { 0 };
  char *text;

  json_builder_begin_object (json);
  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    corral_json_add_string (json, texts[i].name, get_text (source, texts[i].column));
  for (guint i = 0; i < G_N_ELEMENTS (integers); i++)
    corral_json_add_integer (json, integers[i].name,
                 corral_fleet_get_integer (source->fleet, CORRAL_TABLE_FLAG, source->flag, integers[i].column));
  for (guint i = 0; i < G_N_ELEMENTS (reals); i++)
    corral_json_add_real (json, reals[i].name,
              corral_fleet_get_real (source->fleet, CORRAL_TABLE_FLAG, source->flag, reals[i].column));
  corral_pack_json_add_trust (json, source->trust);
  corral_pack_scale_read (source->fleet, corral_fleet_get_link (source->fleet, CORRAL_TABLE_FLAG, source->flag, CORRAL_FLAG_COL_CART),
                          &scale);
  corral_pack_json_add_scale (json, &scale);
  json_builder_end_object (json);
  root = json_builder_get_root (json);
  text = json_to_string (root, TRUE);
  return g_bytes_new_take (text, strlen (text));
}

/* ---- scans.csv -------------------------------------------------------------------------------------------- */

static void
append_real (GString *out, double value)
{
  char text[G_ASCII_DTOSTR_BUF_SIZE];

  g_string_append_c (out, ',');
  if (isfinite (value))
    g_string_append (out, g_ascii_formatd (text, sizeof text, "%.1f", value));
}

static GBytes *
make_csv (const CorralFlagPackSource *source)
{
  GString *out = g_string_new ("time_ms,counter,item,name,price_minor,expected_g,measured_g,running_g,proof\r\n");
  const GArray *scans = source->evidence->scans;
  gsize length;

  for (guint i = 0; i < scans->len; i++)
    {
      const CorralEvidenceScan *scan = &g_array_index (scans, CorralEvidenceScan, i);
      const CorralEvent *event = g_ptr_array_index (source->evidence->messages->events, scan->message);
      const CorralProof *proof = &g_array_index (source->evidence->messages->proofs, CorralProof, scan->message);

      g_string_append_printf (out, "%" G_GINT64_FORMAT ",%" G_GINT64_FORMAT ",", scan->time_ms, event->counter);
      corral_csv_append_text (out, scan->item != NULL ? scan->item : "");
      g_string_append_c (out, ',');
      corral_csv_append_text (out, scan->name != NULL ? scan->name : "");
      g_string_append_c (out, ',');
      if (CORRAL_IS_KNOWN (scan->price_minor))
        g_string_append_printf (out, "%" G_GINT64_FORMAT, scan->price_minor);
      append_real (out, scan->expected_g);
      append_real (out, scan->measured_g);
      append_real (out, scan->running_g);
      g_string_append_printf (out, ",%s\r\n", corral_proof_reason_to_word (proof->reason));
    }
  length = out->len;
  return g_bytes_new_take (g_string_free (out, FALSE), length);
}

GBytes *
corral_flag_pack_make (const CorralFlagPackSource *source, gint64 made_ms, char **seal, GError **error)
{
  g_autoptr (CorralSealed) pack = corral_sealed_new ();
  g_autoptr (GBytes) report = corral_flag_report_make (source, made_ms, error);
  g_autoptr (GBytes) json = make_json (source);
  g_autoptr (GBytes) csv = make_csv (source);
  const CorralProvenMessages *messages = source->evidence->messages;

  if (report == NULL)
    return NULL;
  corral_sealed_add (pack, "report.pdf", report);
  corral_sealed_add (pack, "flag.json", json);
  corral_sealed_add (pack, "scans.csv", csv);
  corral_sealed_add_messages (pack, messages->events, messages->is_whole, messages->ground);
  return corral_sealed_close (pack, made_ms, seal);
}
