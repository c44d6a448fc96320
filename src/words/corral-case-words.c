/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is said of cases, and of flags that were voided with their lot. Main thread. */
#include "config.h"

#include "corral-case-words.h"

#include "corral-format.h"

#include <glib/gi18n-lib.h>

CorralLook
corral_look_of_case (const char *status, const char *outcome)
{
  CorralLook look = { NULL, "corral-flag-open-symbolic", "severity-watch" };

  look.word = status != NULL ? corral_words_translate (CORRAL_WORDS_CASE_STATUS, status) : CORRAL_DASH;
  if (g_strcmp0 (status, "closed") == 0)
    {
      look.icon_name = "corral-flag-decided-symbolic";
      look.css_class = "dim-label";
      if (outcome != NULL)
        look.word = corral_words_translate (CORRAL_WORDS_CASE_OUTCOME, outcome);
    }
  else if (g_strcmp0 (status, "open") != 0)
    {
      /* Others have it. */
      look.icon_name = "corral-person-symbolic";
      look.css_class = "";
    }
  return look;
}

char *
corral_case_to_name (CorralFleet *fleet, guint32 slot)
{
  const char *number = corral_fleet_get_text (fleet, CORRAL_TABLE_CASE, slot, CORRAL_CASE_COL_NUMBER);
  g_autofree char *clean = number != NULL ? corral_format_text (number) : NULL;

  /* Translators: of goods that were not paid for; the cloud has not given it a number yet */
  return clean != NULL ? g_strdup_printf (_ ("Case %s"), clean) : g_strdup (_ ("New case"));
}

char *
corral_case_figures_to_text (const CorralCaseFigures *figures)
{
  g_autofree char *loss = corral_format_money (figures->loss_minor, figures->currency);
  g_autofree char *suspected = corral_format_money (figures->suspected_minor, figures->currency);
  g_autofree char *flags = corral_format_count (figures->n_flags, CORRAL_NOUN_FLAG);
  g_autofree char *carts = corral_format_count (figures->n_carts, CORRAL_NOUN_CART);
  g_autofree char *stores = corral_format_count (figures->n_stores, CORRAL_NOUN_STORE);

  if (figures->n_flags == 0)
    return g_strdup (_ ("No flag is in it yet."));
  if (figures->n_away > 0)
    /* Translators: "3 flags", how many of them, "34.50 EUR", "12.00 EUR" */
    return g_strdup_printf (ngettext ("%s, %u of them not held here: %s confirmed, %s suspected, as the cloud has it.",
                                      "%s, %u of them not held here: %s confirmed, %s suspected, as the cloud has it.",
                                      figures->n_away),
                            flags, figures->n_away, loss, suspected);
  /* Translators: "3 flags", "2 carts", "1 store", "34.50 EUR", "12.00 EUR" */
  return g_strdup_printf (_ ("%s, %s, %s: %s confirmed, %s suspected."), flags, carts, stores, loss, suspected);
}

char *
corral_voided_to_text (const char *lot)
{
  g_autofree char *clean = corral_format_text (lot);

  /* Translators: how a flag was decided: all flags of carts of one lot were voided at once; %s is the lot, "C-2317" */
  return g_strdup_printf (_ ("Voided with the lot: calibration fault of lot %s"), clean);
}

CorralLook
corral_look_of_flag_row (CorralFleet *fleet, guint32 slot)
{
  CorralLook look = corral_look_of_flag (corral_fleet_get_text (fleet, CORRAL_TABLE_FLAG, slot, CORRAL_FLAG_COL_STATUS),
                                         corral_fleet_get_text (fleet, CORRAL_TABLE_FLAG, slot, CORRAL_FLAG_COL_OUTCOME));

  if (corral_fleet_get_text (fleet, CORRAL_TABLE_FLAG, slot, CORRAL_FLAG_COL_VOIDED_LOT) != NULL)
    /* Translators: how a flag stands: it was voided together with all others of its cart's lot */
    look.word = _ ("Voided with its lot");
  return look;
}

char *
corral_lot_class_to_count (CorralLotClass class, guint n, const char *dear)
{
  switch (class)
    {
    /* Translators: each of these says how many flags of a lot stay as they are, and why */
    case CORRAL_LOT_NO_SCALE:
      return g_strdup_printf (ngettext ("%u rests on other evidence than the scale",
                                        "%u rest on other evidence than the scale", n),
                              n);
    case CORRAL_LOT_MENDED:
      return g_strdup_printf (ngettext ("%u is of a cart whose scale is fine again",
                                        "%u are of carts whose scales are fine again", n),
                              n);
    case CORRAL_LOT_DECIDED:
      return g_strdup_printf (ngettext ("%u is decided already", "%u are decided already", n), n);
    case CORRAL_LOT_IN_CASE:
      return g_strdup_printf (ngettext ("%u is in a case", "%u are in a case", n), n);
    case CORRAL_LOT_DEAR:
      /* Translators: then an amount, "100.00 EUR" */
      return g_strdup_printf (ngettext ("%u is worth more than %s", "%u are worth more than %s", n), n, dear);
    case CORRAL_LOT_NOT_SENT:
      return g_strdup_printf (ngettext ("%u is not known to the cloud yet", "%u are not known to the cloud yet", n), n);
    case CORRAL_LOT_VOIDS:
    case CORRAL_LOT_VOIDED:
    default:
      return NULL;
    }
}
