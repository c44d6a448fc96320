/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Sentences about the evidence behind a flag. Pure but for the language; main thread. */
#include "config.h"

#include "corral-flag-words.h"

#include "corral-fill.h"
#include "corral-format.h"
#include "corral-look.h"
#include "corral-proof-words.h"

#include <glib/gi18n.h>
#include <math.h>

/* ---- scans ---------------------------------------------------------------------------------------------------- */

char *
corral_scan_staff_to_text (const CorralEvidenceScan *scan)
{
  g_autofree char *strength = NULL;

  if (scan->override == NULL)
    return NULL;
  if (!isfinite (scan->badge_dbm))
    return g_strdup (_ ("Staff let it pass; no badge was near"));
  strength = corral_format_quantity (scan->badge_dbm, 0, "dBm");
  if (!isfinite (scan->badge_s))
    /* Translators: how strongly the cart heard a staff badge: "−52 dBm" */
    return g_strdup_printf (_ ("Staff let it pass; a badge at the cart (%s)"), strength);
  {
    g_autofree char *before = corral_format_duration ((gint64) (CLAMP (scan->badge_s, 0, 1e6) * 1000));

    /* Translators: how strongly the cart heard a staff badge, "−52 dBm", and how long before: "3 s" */
    return g_strdup_printf (_ ("Staff let it pass; a badge at the cart (%s, %s before)"), strength, before);
  }
}

static char *
say_weight (double grams)
{
  return isfinite (grams) ? corral_format_weight (round (grams)) : g_strdup (CORRAL_DASH);
}

char *
corral_scan_to_text (const CorralEvidenceScan *scan, const CorralProof *proof, const char *currency, GTimeZone *zone)
{
  g_autofree char *time = corral_format_time_tooltip (scan->time_ms, zone, zone);
  g_autofree char *goods = corral_format_text (scan->name != NULL ? scan->name : scan->item);
  g_autofree char *price = corral_format_money (scan->price_minor, currency);
  g_autofree char *expected = say_weight (scan->expected_g);
  g_autofree char *measured = say_weight (scan->measured_g);
  g_autofree char *ahead = say_weight (scan->running_g);
  g_autofree char *staff = corral_scan_staff_to_text (scan);
  g_autofree char *verified = corral_proof_to_text (proof);
  const CorralFilling fillings[] = { { "goods", goods },       { "time", time },         { "price", price },
                                     { "expected", expected }, { "measured", measured }, { "running", ahead } };
  g_autofree char *text
      = corral_fill (scan->taken_back
                       ? _ ("Taken back: {goods}, {time}, {price}; expected {expected}, measured {measured}, running "
                            "difference {running}.")
                       : _ ("{goods}, {time}, {price}; expected {expected}, measured {measured}, running difference {running}."),
                     fillings, G_N_ELEMENTS (fillings));
  GString *spoken = g_string_new (text);

  if (scan->disputed)
    g_string_append_printf (spoken, " %s", _ ("The flag is about this."));
  if (staff != NULL)
    g_string_append_printf (spoken, " %s.", staff);
  g_string_append_printf (spoken, " %s", verified);
  return g_string_free (spoken, FALSE);
}

/* ---- the trip ---------------------------------------------------------------------------------------------------- */

char *
corral_evidence_staff_to_text (const CorralFlagEvidence *evidence)
{
  GString *text = g_string_new (NULL);

  if (evidence->n_taken_back > 0)
    g_string_append_printf (text,
                            ngettext ("%u scan was taken back.", "%u scans were taken back.", evidence->n_taken_back),
                            evidence->n_taken_back);
  if (evidence->n_overrides > 0)
    {
      g_string_append (text, text->len > 0 ? " " : "");
      g_string_append_printf (text, ngettext ("Staff let %u scan pass.", "Staff let %u scans pass.", evidence->n_overrides),
                              evidence->n_overrides);
      g_string_append (text, " ");
      if (evidence->n_unproven == 0)
        g_string_append (text, evidence->n_overrides == 1 ? _ ("A badge was at the cart then.")
                                                          : _ ("Each time a badge was at the cart."));
      else
        g_string_append_printf (text,
                                ngettext ("%u time no badge was near: it is not proven that anybody stood there.",
                                          "%u times no badge was near: it is not proven that anybody stood there.",
                                          evidence->n_unproven),
                                evidence->n_unproven);
    }
  return g_string_free (text, text->len == 0);
}

char *
corral_evidence_lateness_to_text (const CorralFlagEvidence *evidence)
{
  g_autofree char *latest = NULL;

  if (evidence->n_late == 0)
    return NULL;
  latest = corral_format_duration (evidence->latest_ms);
  return g_strdup_printf (ngettext ("%u of %u messages came late, by up to %s: the cart kept it and sent it again. Its time is "
                                    "the cart’s own.",
                                    "%u of %u messages came late, by up to %s: the cart kept them and sent them again. Their "
                                    "times are the cart’s own.",
                                    evidence->n_late),
                          evidence->n_late, evidence->messages->events->len, latest);
}

/* ---- other flags ---------------------------------------------------------------------------------------------------- */

char *
corral_flag_history_to_text (const CorralFlagHistory *history)
{
  GString *text = g_string_new (NULL);

  if (history->n == 0)
    return g_strdup (_ ("No other flag of this cart is known."));
  if (history->decided == 0)
    g_string_append (text, _ ("No other flag of this cart was decided yet."));
  else
    g_string_append_printf (text,
                            ngettext ("%u of %u other decided flag of this cart was false.",
                                      "%u of %u other decided flags of this cart were false.", history->decided),
                            history->false_n, history->decided);
  if (history->sensor > 0)
    g_string_append_printf (text, ngettext (" %u of them by its sensor’s fault.", " %u of them by its sensor’s fault.",
                                            history->sensor),
                            history->sensor);
  if (history->open > 0)
    g_string_append_printf (text, ngettext (" %u is open.", " %u are open.", history->open), history->open);
  return g_string_free (text, FALSE);
}

char *
corral_item_history_to_text (const CorralItemHistory *history)
{
  g_autofree char *expected = corral_format_weight (round (history->expected_g));
  g_autofree char *middle = corral_format_weight (round (history->middle_g));
  g_autofree char *alike = corral_format_integer (history->alike);
  g_autofree char *carts = corral_format_integer (history->carts);
  const CorralFilling fillings[]
      = { { "alike", alike }, { "carts", carts }, { "middle", middle }, { "expected", expected } };

  if (history->carts == 0)
    return NULL;
  if (history->alike == 0)
    return corral_fill (ngettext ("{carts} other cart flagged these goods, and measured something else.",
                                  "{carts} other carts flagged these goods, and none measured the same.", history->carts),
                        fillings, G_N_ELEMENTS (fillings));
  if (history->is_wrong)
    return corral_fill (_ ("{alike} of {carts} other carts that flagged these goods measured about {middle} too, and not the "
                           "stated {expected}: the stated weight is wrong, and flags everywhere."),
                        fillings, G_N_ELEMENTS (fillings));
  return corral_fill (_ ("{alike} of {carts} other carts that flagged these goods measured about {middle} too; {expected} is "
                         "stated. That is not enough to doubt it."),
                      fillings, G_N_ELEMENTS (fillings));
}
