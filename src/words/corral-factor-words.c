/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Insight counts what carts have in common; here it is said in words. One row of the table is one kind. Main thread. */
#include "config.h"

#include "corral-factor-words.h"

#include "corral-attention-text.h"
#include "corral-fill.h"
#include "corral-format.h"
#include "corral-look.h"

#include <glib/gi18n-lib.h>
#include <math.h>

/* corral-factors.h: below this it is no accident. */
#define NO_ACCIDENT (-3.0)

static const struct
{
  const char *name;   /* marked for translation; {value} is the value, as people read it */
  const char *filter; /* (nullable): what the list of carts calls it */
  const char *noun;   /* marked for translation: in "of the same carrier, lot" */
} kinds[CORRAL_N_FACTORS] = {
  [CORRAL_FACTOR_CARRIER] = { N_ ("Carrier {value}"), "carrier", N_ ("carrier") },
  /* Translators: how many SIMs a cart has: {value} is a number from 3 on */
  [CORRAL_FACTOR_SIM] = { N_ ("{value} SIMs"), "sim_slots", N_ ("number of SIMs") },
  [CORRAL_FACTOR_ACCESS_POINT] = { N_ ("Access point {value}"), "access_point", N_ ("access point") },
  [CORRAL_FACTOR_AISLE] = { N_ ("Aisle {value}"), "aisle", N_ ("aisle") },
  [CORRAL_FACTOR_REVISION] = { N_ ("Rev {value}"), "hardware_revision", N_ ("revision") },
  [CORRAL_FACTOR_LOT] = { N_ ("Lot {value}"), "lot", N_ ("lot") },
  [CORRAL_FACTOR_FIRMWARE] = { N_ ("Firmware {value}"), "firmware", N_ ("firmware") },
  [CORRAL_FACTOR_CERTIFICATE_BATCH] = { N_ ("Certificate batch {value}"), "certificate_batch", N_ ("certificate batch") },
  [CORRAL_FACTOR_PACK_LOT] = { N_ ("Battery pack lot {value}"), "pack_lot", N_ ("battery pack lot") },
  [CORRAL_FACTOR_STORE] = { N_ ("Store {value}"), "store", N_ ("store") },
  [CORRAL_FACTOR_REGION] = { N_ ("Region {value}"), "region", N_ ("region") },
  /* Translators: when carts were last heard from: {value} is an hour such as "14:00–15:00" */
  [CORRAL_FACTOR_HOUR] = { N_ ("Last heard from {value}, store time"), NULL, N_ ("hour") },
};

static char *
value_to_text (CorralFleet *fleet, const CorralFactor *factor)
{
  g_autofree char *value = NULL;

  if (factor->kind == CORRAL_FACTOR_STORE)
    return corral_store_to_text (fleet, factor->store);
  if (factor->kind == CORRAL_FACTOR_HOUR)
    return g_strdup_printf ("%02u:00–%02u:00", factor->code, factor->code + 1);
  value = corral_factor_to_value (fleet, factor);
  return corral_format_text (value);
}

char *
corral_factor_to_name (CorralFleet *fleet, const CorralFactor *factor)
{
  g_autofree char *value = NULL;
  g_autofree char *name = NULL;
  g_autofree char *store = NULL;

  g_return_val_if_fail (factor->kind < CORRAL_N_FACTORS, NULL);

  if (factor->kind == CORRAL_FACTOR_SIM && factor->code == 1)
    return g_strdup (_ ("A single SIM"));
  if (factor->kind == CORRAL_FACTOR_SIM && factor->code == 2)
    return g_strdup (_ ("Two SIMs"));
  value = value_to_text (fleet, factor);
  name = corral_fill (_ (kinds[factor->kind].name), &(CorralFilling){ "value", value }, 1);
  if (factor->store == CORRAL_NO_SLOT || factor->kind == CORRAL_FACTOR_STORE)
    return g_steal_pointer (&name);
  store = corral_store_to_text (fleet, factor->store);
  /* Translators: an access point or an aisle, and the store that it is in */
  return g_strdup_printf (_ ("%s, %s"), name, store);
}

/* "92 %", "0.4 %": a small share is not nothing, and "100 %" is all of them. */
static char *
format_share (guint part, guint whole)
{
  double percent = whole > 0 ? 100.0 * part / whole : NAN;
  gboolean exact = part == 0 || part == whole || whole == 0;

  if (exact)
    return corral_format_percent (percent, 0);
  return corral_format_percent (CLAMP (percent, 0.1, 99.9), percent < 10 || percent > 99 ? 1 : 0);
}

char *
corral_factor_to_counts (const CorralFactor *factor)
{
  g_autofree char *share = format_share (factor->n_selected, factor->n_selection);
  g_autofree char *with = corral_format_integer (factor->n_selected);
  g_autofree char *of = corral_format_integer (factor->n_selection);
  g_autofree char *rest = NULL;

  if (factor->kind == CORRAL_FACTOR_HOUR && factor->n_of_rest == 0)
    /* Translators: "210 of 230 (91 %); evenly around the clock it would be 4 %" */
    return g_strdup_printf (_ ("%s of %s (%s); evenly around the clock it would be 4 %%"), with, of, share);
  rest = format_share (factor->n_rest, factor->n_of_rest);
  if (factor->kind == CORRAL_FACTOR_HOUR)
    /* Translators: "210 of 230 (91 %), 11 % of the other silent ones" */
    return g_strdup_printf (_ ("%s of %s (%s), %s of the other silent ones"), with, of, share, rest);
  if (factor->n_unknown > 0)
    return g_strdup_printf (ngettext ("%s of %s (%s), %s of the others; not known of %u",
                                      "%s of %s (%s), %s of the others; not known of %u", factor->n_unknown),
                            with, of, share, rest, factor->n_unknown);
  /* Translators: "212 of 230 (92 %), 11 % of the others" */
  return g_strdup_printf (_ ("%s of %s (%s), %s of the others"), with, of, share, rest);
}

const char *
corral_factor_sureness (const CorralFactor *factor)
{
  if (factor->log10_chance <= NO_ACCIDENT)
    return _ ("no accident");
  if (factor->log10_chance <= CORRAL_FACTOR_CHANCE)
    return _ ("hardly an accident");
  return _ ("may be an accident");
}

char *
corral_factor_to_odds (const CorralFactor *factor)
{
  static const gint64 steps[] = { 1000000000, 1000000, 100000, 10000, 1000, 100, 10 };

  for (guint i = 0; i < G_N_ELEMENTS (steps); i++)
    if (factor->log10_chance <= -log10 ((double) steps[i]))
      {
        g_autofree char *step = corral_format_integer (steps[i]);

        /* Translators: how likely it is that carts chosen blindly would have so much in common; %s is a number */
        return g_strdup_printf (_ ("By accident less often than once in %s selections."), step);
      }
  return g_strdup (_ ("An accident explains it as well."));
}

char *
corral_factor_to_text (CorralFleet *fleet, const CorralFactor *factor)
{
  g_autofree char *name = corral_factor_to_name (fleet, factor);
  g_autofree char *counts = corral_factor_to_counts (factor);

  /* Translators: "Carrier Norvia: 212 of 230 (92 %), 11 % of the others: no accident" */
  return g_strdup_printf (_ ("%s: %s: %s"), name, counts, corral_factor_sureness (factor));
}

static CorralPlace *
take_filter (CorralPlace *place, const char *name, const char *value)
{
  CorralPlace *next = corral_place_with_filter (place, name, value);

  corral_place_unref (place);
  return next;
}

static const char *
get_chain_of_store (CorralFleet *fleet, guint32 store)
{
  guint32 chain = corral_fleet_get_link (fleet, CORRAL_TABLE_STORE, store, CORRAL_STORE_COL_CHAIN);

  return chain != CORRAL_NO_SLOT ? corral_fleet_get_text (fleet, CORRAL_TABLE_CHAIN, chain, CORRAL_CHAIN_COL_ID) : NULL;
}

CorralPlace *
corral_factor_to_place (CorralFleet *fleet, const CorralFactor *factor, CorralPlace *base)
{
  g_autofree char *value = corral_factor_to_value (fleet, factor);
  CorralPlace *place;

  g_return_val_if_fail (factor->kind < CORRAL_N_FACTORS, NULL);

  if (kinds[factor->kind].filter == NULL || value == NULL)
    return NULL;
  place = base != NULL ? corral_place_ref (base) : corral_place_new (CORRAL_PAGE_CARTS, NULL, NULL);
  /* A store's number is one of its chain. */
  if (factor->store != CORRAL_NO_SLOT)
    {
      g_autofree char *number = g_strdup_printf (
          "%" G_GINT64_FORMAT,
          corral_fleet_get_integer (fleet, CORRAL_TABLE_STORE, factor->store, CORRAL_STORE_COL_NUMBER));
      const char *chain = get_chain_of_store (fleet, factor->store);

      if (chain != NULL)
        place = take_filter (place, "chain", chain);
      place = take_filter (place, "store", number);
    }
  return take_filter (place, kinds[factor->kind].filter, value);
}

static char *
list_given (const CorralFactorQuestion *question)
{
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; i < CORRAL_N_FACTORS; i++)
    {
      gboolean follows = FALSE;

      for (guint k = 0; k < CORRAL_N_FACTORS; k++)
        follows = follows
                  || ((question->given & 1u << k) != 0
                      && corral_factor_kind_follows ((CorralFactorKind) i, (CorralFactorKind) k));
      if ((question->given & 1u << i) == 0 || follows)
        continue;
      if (text->len > 0)
        /* Translators: between two of several things: "of the same carrier, lot" */
        g_string_append (text, _ (", "));
      g_string_append (text, _ (kinds[i].noun));
    }
  return g_strdup (text->str);
}

char *
corral_factor_question_to_text (const CorralFactorQuestion *question)
{
  guint n_others = question->n_all - MIN (question->n_all, question->carts->len);
  g_autofree char *carts = corral_format_count (question->carts->len, CORRAL_NOUN_CART);
  g_autofree char *others = corral_format_integer (n_others);
  g_autofree char *same = list_given (question);

  if (*same != '\0')
    /* Translators: a number of carts, how many others, and what these have in common: "store", "carrier, lot" */
    return g_strdup_printf (ngettext ("%s, held against the %s other of the same %s.",
                                      "%s, held against the %s others of the same %s.", n_others),
                            carts, others, same);
  if (question->one_chain)
    return g_strdup_printf (ngettext ("%s, held against the %s other of the chain.",
                                      "%s, held against the %s others of the chain.", n_others),
                            carts, others);
  return g_strdup_printf (ngettext ("%s, held against the %s other.", "%s, held against the %s others.", n_others), carts,
                          others);
}

const char *
corral_factor_question_say_none (const CorralFactorQuestion *question)
{
  if (question->carts->len < CORRAL_FACTOR_MIN_CARTS)
    return _ ("Fewer than three carts: what they share may always be an accident.");
  if (question->carts->len >= question->n_all)
    return _ ("These are all the carts that there are: there are no others to hold them against.");
  return _ ("They share nothing that the others do not have as well, or that is more than an accident.");
}

/* ---- similar carts ------------------------------------------------------------------------------------- */

char *
corral_similar_to_text (CorralFleet *fleet, const CorralSimilar *similar)
{
  const char *fault;

  switch (similar->trouble)
    {
    case CORRAL_TROUBLE_SILENT:
      if (similar->n_carts == 0)
        return g_strdup (_ ("No other cart of the chain is silent."));
      return g_strdup_printf (ngettext ("%u other cart of the chain is silent.", "%u other carts of the chain are silent.",
                                        similar->n_carts),
                              similar->n_carts);
    case CORRAL_TROUBLE_FAULT:
      fault = corral_words_translate (CORRAL_WORDS_FAULT,
                                      corral_columns_get_word (corral_fleet_get_table (fleet, CORRAL_TABLE_CART),
                                                               CORRAL_CART_COL_FAULT, similar->fault));
      if (similar->n_carts == 0)
        /* Translators: %s is a fault such as "Scanner jammed" */
        return g_strdup_printf (_ ("No other cart of the chain reports this: %s."), fault != NULL ? fault : CORRAL_DASH);
      /* Translators: %s is a fault such as "Scanner jammed" */
      return g_strdup_printf (ngettext ("%u other cart of the chain reports this: %s.",
                                        "%u other carts of the chain report this: %s.", similar->n_carts),
                              similar->n_carts, fault != NULL ? fault : CORRAL_DASH);
    case CORRAL_TROUBLE_NONE:
    default:
      return NULL;
    }
}

char *
corral_similar_factor_to_counts (const CorralSimilar *similar, const CorralFactor *factor)
{
  guint with = factor->n_selected + factor->n_rest;
  g_autofree char *n = corral_format_integer (factor->n_selected);
  g_autofree char *of = corral_format_integer (with);
  g_autofree char *elsewhere = format_share (similar->n_carts - factor->n_selected, similar->n_all - with);

  if (similar->trouble == CORRAL_TROUBLE_FAULT)
    /* Translators: carts with the same fault: "17 of 214 have it, 2 % of the others" */
    return g_strdup_printf (ngettext ("%s of %s has it, %s of the others", "%s of %s have it, %s of the others",
                                      factor->n_selected),
                            n, of, elsewhere);
  /* Translators: "17 of 214 silent, 2 % of the others" */
  return g_strdup_printf (ngettext ("%s of %s silent, %s of the others", "%s of %s silent, %s of the others",
                                    factor->n_selected),
                          n, of, elsewhere);
}

CorralPlace *
corral_similar_to_place (CorralFleet *fleet, const CorralSimilar *similar)
{
  CorralPlace *place;
  const char *chain;

  if (similar->trouble == CORRAL_TROUBLE_NONE || similar->n_carts == 0)
    return NULL;
  place = corral_place_new (CORRAL_PAGE_CARTS, NULL, NULL);
  chain = similar->chain != CORRAL_NO_SLOT
              ? corral_fleet_get_text (fleet, CORRAL_TABLE_CHAIN, similar->chain, CORRAL_CHAIN_COL_ID)
              : NULL;
  if (chain != NULL)
    place = take_filter (place, "chain", chain);
  if (similar->trouble == CORRAL_TROUBLE_SILENT)
    return take_filter (place, "state", corral_cart_state_to_word (CORRAL_CART_OFFLINE));
  return take_filter (place, "fault",
                      corral_columns_get_word (corral_fleet_get_table (fleet, CORRAL_TABLE_CART), CORRAL_CART_COL_FAULT,
                                               similar->fault));
}
