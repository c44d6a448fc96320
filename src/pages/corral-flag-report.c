/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A flag on paper: what the page shows, as a PDF. Main thread. */
#include "config.h"

#include "corral-flag-pack.h"

#include "corral-cells.h"
#include "corral-format.h"
#include "corral-look.h"
#include "corral-paper.h"
#include "corral-proof-words.h"
#include "corral-report-parts.h"
#include "corral-scale-words.h"
#include "corral-trust-words.h"

#include <glib/gi18n.h>

static void
take_line (CorralSheetSection *section, char *line)
{
  if (line != NULL)
    corral_sheet_section_add_line (section, line, NULL);
  g_free (line);
}

static void
add_trust (CorralSheet *sheet, const CorralFlagPackSource *source)
{
  CorralSheetSection *section
      = corral_sheet_add_section (sheet, corral_advice_to_text (source->trust->advice), CORRAL_SHEET_PLAIN);
  CorralLook status
      = corral_look_of_flag (corral_fleet_get_text (source->fleet, CORRAL_TABLE_FLAG, source->flag, CORRAL_FLAG_COL_STATUS),
                             corral_fleet_get_text (source->fleet, CORRAL_TABLE_FLAG, source->flag, CORRAL_FLAG_COL_OUTCOME));

  corral_report_add_trust (section, source->trust);
  take_line (section, corral_calibration_to_text (source->fleet, corral_fleet_get_link (source->fleet, CORRAL_TABLE_FLAG,
                                                                                       source->flag, CORRAL_FLAG_COL_CART)));
  take_line (section, g_strdup_printf (_ ("Decision: %s"), status.word));
}

static void
add_trip (CorralSheet *sheet, const CorralFlagPackSource *source, GTimeZone *zone, gint64 made_ms)
{
  CorralSheetSection *section = corral_sheet_add_section (sheet, _ ("The trip"), CORRAL_SHEET_PLAIN);

  if (source->trip != NULL)
    corral_sheet_section_add_line (section, source->trip, NULL);
  if (source->proof != NULL)
    corral_sheet_section_add_line (section, source->proof, NULL);
  corral_report_add_scans (section, source->evidence, zone, made_ms);
}

GBytes *
corral_flag_report_make (const CorralFlagPackSource *source, gint64 made_ms, GError **error)
{
  CorralFleet *fleet = source->fleet;
  guint32 store = corral_fleet_get_link (fleet, CORRAL_TABLE_FLAG, source->flag, CORRAL_FLAG_COL_STORE);
  guint32 cart = corral_fleet_get_link (fleet, CORRAL_TABLE_FLAG, source->flag, CORRAL_FLAG_COL_CART);
  g_autoptr (GTimeZone) zone = corral_cells_zone (fleet, store);
  g_autofree char *store_name = corral_store_to_text (fleet, store);
  g_autofree char *label = corral_format_text (corral_fleet_get_text (fleet, CORRAL_TABLE_CART, cart, CORRAL_CART_COL_LABEL));
  g_autofree char *raised = corral_report_say_time (
      corral_fleet_get_integer (fleet, CORRAL_TABLE_FLAG, source->flag, CORRAL_FLAG_COL_RAISED_MS), zone);
  g_autofree char *made = corral_report_say_time (made_ms, zone);
  g_autoptr (CorralSheet) sheet = corral_sheet_new (
      corral_words_translate (CORRAL_WORDS_FLAG_KIND,
                              corral_fleet_get_text (fleet, CORRAL_TABLE_FLAG, source->flag, CORRAL_FLAG_COL_KIND)));

  /* Translators: the cart's label, its store, when the flag was raised */
  corral_sheet_take_head (sheet, g_strdup_printf (_ ("Cart %s, %s, raised %s"), label, store_name, raised));
  /* Translators: when this paper was made */
  sheet->as_of = g_strdup_printf (_ ("Made by Corral, %s. “corral-cli verify” tells whether this pack was changed."), made);
  /* Translators: a case, and when this paper was made */
  sheet->foot = g_strdup_printf (_ ("%s. Made by Corral, %s."), sheet->title, made);
  sheet->sentence = g_strdup (source->claim);
  add_trust (sheet, source);
  add_trip (sheet, source, zone, made_ms);
  return corral_paper_to_pdf (sheet, NULL, error);
}
