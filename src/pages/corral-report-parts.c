/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Parts of reports on flags and on cases. Main thread. */
#include "config.h"

#include "corral-report-parts.h"

#include "corral-format.h"
#include "corral-look.h"
#include "corral-proof-words.h"
#include "corral-trust-words.h"
#include "corral-walk-sheet.h"

#include <glib/gi18n.h>
#include <math.h>

static const struct
{
  const char *title; /* marked for translation */
  CorralSheetAlign align;
  guint parts;
} scan_columns[] = {
  { N_ ("When"), CORRAL_SHEET_START, 8 },   { N_ ("Goods"), CORRAL_SHEET_START, 14 },
  { N_ ("Expected"), CORRAL_SHEET_END, 7 }, { N_ ("Measured"), CORRAL_SHEET_END, 8 },
  { N_ ("Too much"), CORRAL_SHEET_END, 7 }, { N_ ("Proof"), CORRAL_SHEET_START, 9 },
};

char *
corral_report_say_time (gint64 time_ms, GTimeZone *zone)
{
  g_autofree char *time = corral_format_time_tooltip (time_ms, zone, zone);
  g_autofree char *letters = corral_sheet_say_zone (zone, time_ms);

  return CORRAL_IS_KNOWN (time_ms) ? g_strdup_printf ("%s %s", time, letters) : g_steal_pointer (&time);
}

void
corral_report_add_trust (CorralSheetSection *section, const CorralTrust *trust)
{
  g_autofree char *sure = corral_trust_to_text (trust->pct);
  /* Translators: "Likely (82 %)" */
  g_autofree char *all = g_strdup_printf (_ ("That goods were not paid for: %s"), sure);

  corral_sheet_section_add_line (section, all, NULL);
  for (guint i = 0; i < trust->n_reasons; i++)
    {
      gboolean against = corral_trust_reason_get_weight (trust->reasons[i].kind) < 0;
      g_autofree char *reason = corral_trust_reason_to_text (&trust->reasons[i]);
      /* Translators: speaks against, or for, that goods were not paid for; then why */
      g_autofree char *text = g_strdup_printf (against ? _ ("Against: %s") : _ ("For: %s"), reason);

      corral_sheet_section_add_line (section, text, NULL);
    }
}

static char *
format_weight (double grams)
{
  return isfinite (grams) ? corral_format_weight (round (grams)) : g_strdup (CORRAL_DASH);
}

void
corral_report_add_scans (CorralSheetSection *section, const CorralFlagEvidence *evidence, GTimeZone *zone, gint64 made_ms)
{
  if (evidence == NULL || evidence->scans->len == 0)
    return;
  for (guint i = 0; i < G_N_ELEMENTS (scan_columns); i++)
    corral_sheet_section_add_column (section, _ (scan_columns[i].title), scan_columns[i].align, scan_columns[i].parts);
  for (guint i = 0; i < evidence->scans->len; i++)
    {
      const CorralEvidenceScan *scan = &g_array_index (evidence->scans, CorralEvidenceScan, i);
      const CorralProof *proof = &g_array_index (evidence->messages->proofs, CorralProof, scan->message);
      char *row[] = { corral_format_time (scan->time_ms, made_ms, zone),
                      corral_format_text (scan->name != NULL ? scan->name : scan->item),
                      format_weight (scan->expected_g),
                      format_weight (scan->measured_g),
                      format_weight (scan->running_g),
                      g_strdup (corral_look_of_proof (corral_proof_reason_get_state (proof->reason)).word),
                      NULL };

      corral_sheet_section_take_row (section, g_memdup2 (row, sizeof row));
    }
  section->strong_row = evidence->flagged;
  if (evidence->flagged >= 0)
    section->note = g_strdup (_ ("In bold: the scan at which the flag was raised."));
}
