/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A case as a sealed pack: what goes in, and the parts for machines. Main thread. */
#include "config.h"

#include "corral-case-pack.h"

#include "corral-case-words.h"
#include "corral-cells.h"
#include "corral-csv.h"
#include "corral-format.h"
#include "corral-json-members.h"
#include "corral-proof-words.h"
#include "corral-scale-words.h"
#include "corral-sealed.h"
#include "corral-text-private.h"
#include "corral-trust-words.h"

#include <glib/gi18n.h>
#include <json-glib/json-glib.h>
#include <math.h>
#include <string.h>

/* ---- what goes in -------------------------------------------------------------------------------------------- */

void
corral_case_pack_flag_free (CorralCasePackFlag *self)
{
  corral_fact_unref (self->flag);
  g_free (self->cart_label);
  g_free (self->store_name);
  g_free (self->claim);
  g_free (self->calibration);
  corral_pack_scale_clear (&self->scale);
  g_clear_pointer (&self->zone, g_time_zone_unref);
  g_clear_pointer (&self->evidence, corral_flag_evidence_free);
  g_free (self);
}

void
corral_case_pack_source_free (CorralCasePackSource *self)
{
  corral_fact_unref (self->row);
  g_free (self->tenant);
  g_free (self->name);
  g_free (self->store_name);
  g_free (self->figures_text);
  g_free (self->currency);
  g_clear_pointer (&self->zone, g_time_zone_unref);
  g_ptr_array_unref (self->flags);
  g_ptr_array_unref (self->notes);
  g_ptr_array_unref (self->looks);
  g_free (self);
}

/* As it is shown, with what waits to be sent. Strings are the fleet's. */
static void
read_flag (CorralFleet *fleet, guint32 slot, CorralFlag *row)
{
#define TEXT(member, column) row->member = corral_fleet_get_text (fleet, CORRAL_TABLE_FLAG, slot, CORRAL_FLAG_COL_##column)
#define INTEGER(member, column) \
  row->member = corral_fleet_get_integer (fleet, CORRAL_TABLE_FLAG, slot, CORRAL_FLAG_COL_##column)
  guint32 cart = corral_fleet_get_link (fleet, CORRAL_TABLE_FLAG, slot, CORRAL_FLAG_COL_CART);
  guint32 store = corral_fleet_get_link (fleet, CORRAL_TABLE_FLAG, slot, CORRAL_FLAG_COL_STORE);

  corral_row_clear (corral_collection_get_schema (CORRAL_COLLECTION_FLAG), row);
  TEXT (id, ID);
  TEXT (kind, KIND);
  TEXT (session, SESSION);
  TEXT (status, STATUS);
  TEXT (outcome, OUTCOME);
  TEXT (decided_by, DECIDED_BY);
  TEXT (currency, CURRENCY);
  TEXT (item, ITEM);
  TEXT (voided_lot, VOIDED_LOT);
  TEXT (decided_note, DECIDED_NOTE);
  INTEGER (raised_ms, RAISED_MS);
  INTEGER (decided_ms, DECIDED_MS);
  INTEGER (value_minor, VALUE_MINOR);
  row->expected_g = corral_fleet_get_real (fleet, CORRAL_TABLE_FLAG, slot, CORRAL_FLAG_COL_EXPECTED_G);
  row->measured_g = corral_fleet_get_real (fleet, CORRAL_TABLE_FLAG, slot, CORRAL_FLAG_COL_MEASURED_G);
  row->cart = cart != CORRAL_NO_SLOT ? corral_fleet_get_text (fleet, CORRAL_TABLE_CART, cart, CORRAL_CART_COL_ID) : NULL;
  row->store
      = store != CORRAL_NO_SLOT ? corral_fleet_get_text (fleet, CORRAL_TABLE_STORE, store, CORRAL_STORE_COL_ID) : NULL;
#undef TEXT
#undef INTEGER
}

static CorralCasePackFlag *
make_flag (CorralFleet *fleet, CorralFlagDesk *desk, guint32 slot)
{
  CorralCasePackFlag *self = g_new0 (CorralCasePackFlag, 1);
  guint32 cart = corral_fleet_get_link (fleet, CORRAL_TABLE_FLAG, slot, CORRAL_FLAG_COL_CART);
  guint32 store = corral_fleet_get_link (fleet, CORRAL_TABLE_FLAG, slot, CORRAL_FLAG_COL_STORE);
  CorralFlagSigns signs;
  CorralFlag row;
  CorralFlagClaim claim;

  read_flag (fleet, slot, &row);
  self->flag = corral_fact_new (corral_collection_get_schema (CORRAL_COLLECTION_FLAG), &row);
  claim = (CorralFlagClaim){ .kind = row.kind,
                             .expected_g = row.expected_g,
                             .measured_g = row.measured_g,
                             .value_minor = row.value_minor,
                             .currency = row.currency,
                             .has_session = row.session != NULL };
  self->claim = corral_flag_claim_to_text (&claim);
  self->cart_label = corral_format_text (
      cart != CORRAL_NO_SLOT ? corral_fleet_get_text (fleet, CORRAL_TABLE_CART, cart, CORRAL_CART_COL_LABEL) : NULL);
  self->store_name = corral_store_to_text (fleet, store);
  self->zone = corral_cells_zone (fleet, store);
  self->calibration = corral_calibration_to_text (fleet, cart);
  corral_pack_scale_read (fleet, cart, &self->scale);
  corral_flag_desk_read (desk, slot, &signs);
  corral_flag_judge (&signs, &self->trust);
  return self;
}

static CorralCase *
copy_row (CorralFleet *fleet, guint32 slot)
{
#define TEXT(member, column) row.member = corral_fleet_get_text (fleet, CORRAL_TABLE_CASE, slot, CORRAL_CASE_COL_##column)
#define INTEGER(member, column) \
  row.member = corral_fleet_get_integer (fleet, CORRAL_TABLE_CASE, slot, CORRAL_CASE_COL_##column)
  guint32 store = corral_fleet_get_link (fleet, CORRAL_TABLE_CASE, slot, CORRAL_CASE_COL_STORE);
  CorralCase row;

  corral_row_clear (corral_collection_get_schema (CORRAL_COLLECTION_CASE), &row);
  TEXT (id, ID);
  TEXT (number, NUMBER);
  TEXT (title, TITLE);
  TEXT (status, STATUS);
  TEXT (opened_by, OPENED_BY);
  TEXT (closed_by, CLOSED_BY);
  TEXT (outcome, OUTCOME);
  TEXT (flags, FLAGS);
  INTEGER (opened_ms, OPENED_MS);
  INTEGER (closed_ms, CLOSED_MS);
  row.store = store != CORRAL_NO_SLOT ? corral_fleet_get_text (fleet, CORRAL_TABLE_STORE, store, CORRAL_STORE_COL_ID) : NULL;
  return corral_fact_new (corral_collection_get_schema (CORRAL_COLLECTION_CASE), &row);
#undef TEXT
#undef INTEGER
}

CorralCasePackSource *
corral_case_pack_source_new (CorralFleet *fleet, guint32 slot)
{
  CorralCasePackSource *self = g_new0 (CorralCasePackSource, 1);
  guint32 chain = corral_fleet_get_link (fleet, CORRAL_TABLE_CASE, slot, CORRAL_CASE_COL_CHAIN);
  guint32 store = corral_fleet_get_link (fleet, CORRAL_TABLE_CASE, slot, CORRAL_CASE_COL_STORE);
  g_autoptr (CorralFlagDesk) desk = corral_flag_desk_new (fleet);
  g_autoptr (GArray) slots = corral_case_list_flags (fleet, slot);

  self->row = copy_row (fleet, slot);
  self->tenant = g_strdup (corral_fleet_get_text (fleet, CORRAL_TABLE_CHAIN, chain, CORRAL_CHAIN_COL_ID));
  self->name = corral_case_to_name (fleet, slot);
  self->store_name = corral_store_to_text (fleet, store);
  self->zone = corral_cells_zone (fleet, store);
  corral_case_reckon (fleet, slot, &self->figures);
  self->currency = g_strdup (self->figures.currency);
  self->figures.currency = self->currency;
  self->figures_text = corral_case_figures_to_text (&self->figures);
  self->flags = g_ptr_array_new_with_free_func ((GDestroyNotify) corral_case_pack_flag_free);
  self->notes = g_ptr_array_new_with_free_func (corral_fact_unref);
  self->looks = g_ptr_array_new_with_free_func ((GDestroyNotify) corral_audit_entry_free);
  for (guint i = 0; i < slots->len; i++)
    g_ptr_array_add (self->flags, make_flag (fleet, desk, g_array_index (slots, guint32, i)));
  return self;
}

char *
corral_case_pack_proof_to_text (const CorralFlagEvidence *evidence)
{
  const CorralProofSummary *summary = evidence != NULL ? &evidence->messages->summary : NULL;
  guint n = evidence != NULL ? evidence->messages->events->len : 0;
  GString *text;

  if (n == 0)
    return g_strdup (_ ("No messages behind this flag were at hand when this was made: nothing can be verified."));
  text = g_string_new (NULL);
  /* Translators: of the messages behind a flag, how many were verified */
  g_string_append_printf (text, ngettext ("%s: %u of %u message.", "%s: %u of %u messages.", n),
                          corral_look_of_proof (CORRAL_PROOF_VERIFIED).word, summary->n[CORRAL_PROOF_VERIFIED], n);
  if (summary->reason != CORRAL_PROOF_REASON_GOOD)
    g_string_append_printf (text, " %s: %s", corral_look_of_proof (corral_proof_reason_get_state (summary->reason)).word,
                            corral_proof_reason_to_text (summary->reason));
  if (summary->n_missing > 0)
    g_string_append_printf (text, ngettext (" %u message is missing in between.", " %u messages are missing in between.",
                                            summary->n_missing),
                            summary->n_missing);
  else if (!evidence->messages->is_whole)
    g_string_append_printf (text, " %s", _ ("Whether any is missing is not known: not all of them were fetched."));
  return g_string_free (text, FALSE);
}

/* ---- case.json --------------------------------------------------------------------------------------------- */

/* What somebody wrote: it may have come from elsewhere than this program. */
static void
add_free_text (JsonBuilder *json, const char *name, const char *value)
{
  g_autofree char *masked = value != NULL ? corral_text_mask_private (value) : NULL;

  corral_json_add_string (json, name, masked);
}

static void
add_flag (JsonBuilder *json, guint number, const CorralCasePackFlag *one)
{
  const CorralFlag *flag = one->flag;

  json_builder_begin_object (json);
  corral_json_add_integer (json, "evidence", number);
  corral_json_add_string (json, "id", flag->id);
  corral_json_add_string (json, "kind", flag->kind);
  corral_json_add_string (json, "cart", flag->cart);
  corral_json_add_string (json, "store", flag->store);
  corral_json_add_string (json, "session", flag->session);
  corral_json_add_string (json, "item", flag->item);
  corral_json_add_integer (json, "raised_ms", flag->raised_ms);
  corral_json_add_real (json, "expected_g", flag->expected_g);
  corral_json_add_real (json, "measured_g", flag->measured_g);
  corral_json_add_integer (json, "value_minor", flag->value_minor);
  corral_json_add_string (json, "currency", flag->currency);
  corral_json_add_string (json, "status", flag->status);
  corral_json_add_string (json, "outcome", flag->outcome);
  corral_json_add_integer (json, "decided_ms", flag->decided_ms);
  corral_json_add_string (json, "decided_by", flag->decided_by);
  corral_json_add_string (json, "voided_lot", flag->voided_lot);
  add_free_text (json, "decided_note", flag->decided_note);
  corral_pack_json_add_trust (json, &one->trust);
  corral_pack_json_add_scale (json, &one->scale);
  json_builder_end_object (json);
}

static void
add_notes (JsonBuilder *json, GPtrArray *notes)
{
  json_builder_set_member_name (json, "notes");
  json_builder_begin_array (json);
  for (guint i = 0; i < notes->len; i++)
    {
      const CorralNote *note = g_ptr_array_index (notes, i);

      json_builder_begin_object (json);
      corral_json_add_integer (json, "made_ms", note->made_ms);
      corral_json_add_string (json, "author", note->author);
      add_free_text (json, "text", note->text);
      json_builder_end_object (json);
    }
  json_builder_end_array (json);
}

static void
add_looks (JsonBuilder *json, const CorralCasePackSource *source)
{
  json_builder_set_member_name (json, "looks_whole");
  json_builder_add_boolean_value (json, source->looks_whole);
  json_builder_set_member_name (json, "looks");
  json_builder_begin_array (json);
  for (guint i = 0; i < source->looks->len; i++)
    {
      const CorralAuditEntry *look = g_ptr_array_index (source->looks, i);

      json_builder_begin_object (json);
      corral_json_add_integer (json, "seq", look->seq);
      corral_json_add_integer (json, "time_ms", look->time_ms);
      corral_json_add_string (json, "actor", look->actor);
      corral_json_add_string (json, "what", look->what);
      corral_json_add_string (json, "collection", look->collection);
      corral_json_add_string (json, "subject", look->subject);
      corral_json_add_string (json, "hash", look->hash);
      json_builder_end_object (json);
    }
  json_builder_end_array (json);
}

static GBytes *
make_json (const CorralCasePackSource *source)
{
  const CorralCase *row = source->row;
  g_autoptr (JsonBuilder) json = json_builder_new ();
  g_autoptr (JsonNode) root = NULL;
  char *text;

  json_builder_begin_object (json);
  corral_json_add_string (json, "id", row->id);
  corral_json_add_string (json, "number", row->number);
  corral_json_add_string (json, "chain", source->tenant);
  corral_json_add_string (json, "store", row->store);
  add_free_text (json, "title", row->title);
  corral_json_add_string (json, "status", row->status);
  corral_json_add_string (json, "outcome", row->outcome);
  corral_json_add_integer (json, "opened_ms", row->opened_ms);
  corral_json_add_string (json, "opened_by", row->opened_by);
  corral_json_add_integer (json, "closed_ms", row->closed_ms);
  corral_json_add_string (json, "closed_by", row->closed_by);
  corral_json_add_integer (json, "loss_minor", source->figures.loss_minor);
  corral_json_add_integer (json, "suspected_minor", source->figures.suspected_minor);
  corral_json_add_string (json, "currency", source->currency);
  corral_json_add_integer (json, "flags_not_held", source->figures.n_away);
  json_builder_set_member_name (json, "flags");
  json_builder_begin_array (json);
  for (guint i = 0; i < source->flags->len; i++)
    add_flag (json, i + 1, g_ptr_array_index (source->flags, i));
  json_builder_end_array (json);
  add_notes (json, source->notes);
  add_looks (json, source);
  json_builder_end_object (json);
  root = json_builder_get_root (json);
  text = json_to_string (root, TRUE);
  return g_bytes_new_take (text, strlen (text));
}

/* ---- flags.csv, scans.csv ------------------------------------------------------------------------------------- */

static void
append_integer (GString *out, gint64 value)
{
  g_string_append_c (out, ',');
  if (CORRAL_IS_KNOWN (value))
    g_string_append_printf (out, "%" G_GINT64_FORMAT, value);
}

static void
append_real (GString *out, double value)
{
  char text[G_ASCII_DTOSTR_BUF_SIZE];

  g_string_append_c (out, ',');
  if (isfinite (value))
    g_string_append (out, g_ascii_formatd (text, sizeof text, "%.1f", value));
}

static void
append_text (GString *out, const char *text)
{
  g_string_append_c (out, ',');
  corral_csv_append_text (out, text != NULL ? text : "");
}

static GBytes *
take (GString *out)
{
  gsize length = out->len;

  return g_bytes_new_take (g_string_free (out, FALSE), length);
}

static GBytes *
make_flags_csv (const CorralCasePackSource *source)
{
  GString *out = g_string_new ("evidence,flag,kind,cart,store,raised_ms,value_minor,currency,expected_g,measured_g,trust_pct,"
                               "status,outcome,decided_ms,decided_by,voided_lot,messages,verified\r\n");

  for (guint i = 0; i < source->flags->len; i++)
    {
      const CorralCasePackFlag *one = g_ptr_array_index (source->flags, i);
      const CorralFlag *flag = one->flag;
      const CorralProvenMessages *messages = one->evidence != NULL ? one->evidence->messages : NULL;

      g_string_append_printf (out, "%u", i + 1);
      append_text (out, flag->id);
      append_text (out, flag->kind);
      append_text (out, flag->cart);
      append_text (out, flag->store);
      append_integer (out, flag->raised_ms);
      append_integer (out, flag->value_minor);
      append_text (out, flag->currency);
      append_real (out, flag->expected_g);
      append_real (out, flag->measured_g);
      append_integer (out, one->trust.pct);
      append_text (out, flag->status);
      append_text (out, flag->outcome);
      append_integer (out, flag->decided_ms);
      append_text (out, flag->decided_by);
      append_text (out, flag->voided_lot);
      append_integer (out, messages != NULL ? messages->events->len : 0);
      append_integer (out, messages != NULL ? messages->summary.n[CORRAL_PROOF_VERIFIED] : 0);
      g_string_append (out, "\r\n");
    }
  return take (out);
}

static void
append_scans (GString *out, guint number, const CorralFlagEvidence *evidence)
{
  for (guint i = 0; i < evidence->scans->len; i++)
    {
      const CorralEvidenceScan *scan = &g_array_index (evidence->scans, CorralEvidenceScan, i);
      const CorralEvent *event = g_ptr_array_index (evidence->messages->events, scan->message);
      const CorralProof *proof = &g_array_index (evidence->messages->proofs, CorralProof, scan->message);

      g_string_append_printf (out, "%u", number);
      append_integer (out, scan->time_ms);
      append_integer (out, event->counter);
      append_text (out, scan->item);
      append_text (out, scan->name);
      append_integer (out, scan->price_minor);
      append_real (out, scan->expected_g);
      append_real (out, scan->measured_g);
      append_real (out, scan->running_g);
      g_string_append_printf (out, ",%s,%s\r\n", (int) i == evidence->flagged ? "1" : "0",
                              corral_proof_reason_to_word (proof->reason));
    }
}

static GBytes *
make_scans_csv (const CorralCasePackSource *source)
{
  GString *out = g_string_new (
      "evidence,time_ms,counter,item,name,price_minor,expected_g,measured_g,running_g,flagged,proof\r\n");

  for (guint i = 0; i < source->flags->len; i++)
    {
      const CorralCasePackFlag *one = g_ptr_array_index (source->flags, i);

      if (one->evidence != NULL)
        append_scans (out, i + 1, one->evidence);
    }
  return take (out);
}

/* ---- the pack -------------------------------------------------------------------------------------------------- */

/* Each flag has its set, also where nothing is held: so that the numbers are those of the report. */
static void
add_messages (CorralSealed *pack, guint number, const CorralCasePackFlag *one)
{
  g_autoptr (GPtrArray) none = g_ptr_array_new ();
  g_autoptr (CorralProofGround) ground = corral_proof_ground_new ("");

  if (one->evidence != NULL && one->evidence->messages->ground != NULL)
    corral_sealed_add_set (pack, number, one->evidence->messages->events, one->evidence->messages->is_whole,
                           one->evidence->messages->ground);
  else
    corral_sealed_add_set (pack, number, none, FALSE, ground);
}

GBytes *
corral_case_pack_make (const CorralCasePackSource *source, gint64 made_ms, char **seal, GError **error)
{
  g_autoptr (CorralSealed) pack = corral_sealed_new ();
  g_autoptr (GBytes) report = corral_case_report_make (source, made_ms, error);
  g_autoptr (GBytes) json = make_json (source);
  g_autoptr (GBytes) flags = make_flags_csv (source);
  g_autoptr (GBytes) scans = make_scans_csv (source);

  if (report == NULL)
    return NULL;
  corral_sealed_add (pack, "report.pdf", report);
  corral_sealed_add (pack, "case.json", json);
  corral_sealed_add (pack, "flags.csv", flags);
  corral_sealed_add (pack, "scans.csv", scans);
  for (guint i = 0; i < source->flags->len; i++)
    add_messages (pack, i + 1, g_ptr_array_index (source->flags, i));
  return corral_sealed_close (pack, made_ms, seal);
}
