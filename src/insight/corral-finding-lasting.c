/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What lasts, though no cart is silent of it: a version that behaves unlike the others or of which the cloud turns messages
 * away, a storm of rollbacks, carts without the next trust anchor, a lot of scales, radio noise. The rules are those of the
 * verdict. Pure; main thread. */
#include "config.h"

#include "corral-finding-private.h"

#include "corral-time.h"

#include <math.h>
#include <string.h>

/* --- versions -------------------------------------------------------------------------------------- */

/* Of what carts with each version of the firmware send, the share that the cloud turns away. (element-type double): by
 * code; NAN: not known. And whether it was ever released. */
static double *
read_firmware (CorralSight *sight, guint32 n_words, guint8 *unreleased)
{
  const CorralColumns *rows = corral_fleet_get_table (sight->fleet, CORRAL_TABLE_FIRMWARE);
  double *rejected = g_new (double, n_words + 1);

  for (guint32 code = 0; code <= n_words; code++)
    rejected[code] = NAN;
  for (guint32 slot = 0, n_slots = corral_columns_get_n_slots (rows); slot < n_slots; slot++)
    {
      const char *version = corral_columns_exists (rows, slot)
                              ? corral_columns_get_text (rows, slot, CORRAL_FIRMWARE_COL_VERSION)
                              : NULL;
      guint32 code = version != NULL ? corral_columns_find_word (sight->carts, CORRAL_CART_COL_FIRMWARE, version) : 0;
      double pct = corral_columns_get_real (rows, slot, CORRAL_FIRMWARE_COL_REJECTED_PCT);

      if (code == 0)
        continue;
      if (!isnan (pct) && !(rejected[code] >= pct))
        rejected[code] = pct;
      unreleased[code] = !CORRAL_IS_KNOWN (corral_columns_get_integer (rows, slot, CORRAL_FIRMWARE_COL_RELEASED_MS));
    }
  return rejected;
}

static void
see_versions (CorralSight *sight)
{
  const guint8 *exists = corral_columns_peek_exists (sight->carts);
  const guint32 *codes = corral_columns_peek (sight->carts, CORRAL_CART_COL_FIRMWARE);
  guint32 n_words = corral_columns_get_n_words (sight->carts, CORRAL_CART_COL_FIRMWARE);
  g_autofree guint8 *unreleased = g_new0 (guint8, n_words + 1);
  g_autofree double *rejected = read_firmware (sight, n_words, unreleased);
  g_autofree CorralFinding **of_code = g_new0 (CorralFinding *, n_words + 1);
  const CorralShare *slow = sight->desk->version_slow;
  gboolean any = FALSE;

  for (guint32 code = 1; code <= n_words; code++)
    {
      const char *version = corral_columns_get_word (sight->carts, CORRAL_CART_COL_FIRMWARE, code);

      if (corral_verdict_is_unlike (slow[code], corral_share_rest (sight->desk->all_slow, slow[code]))
          || (unreleased[code] && slow[code].bad > 0))
        of_code[code] = corral_sight_add (sight, CORRAL_RULE_WRONG_BUILD, CORRAL_NO_SLOT, version);
      else if (rejected[code] >= corral_alert_rule_get (CORRAL_RULE_REJECTS)->least)
        {
          of_code[code] = corral_sight_add (sight, CORRAL_RULE_REJECTS, CORRAL_NO_SLOT, version);
          of_code[code]->value = rejected[code];
        }
      any |= of_code[code] != NULL;
    }
  for (guint32 cart = 0, n_slots = corral_columns_get_n_slots (sight->carts); any && cart < n_slots; cart++)
    if (exists[cart] && of_code[codes[cart]] != NULL)
      corral_finding_add_cart (of_code[codes[cart]], cart);
}

/* --- updates --------------------------------------------------------------------------------------- */

/* Carts of one country boot back to the version before: more of them than elsewhere, or a quarter of all that were updated
 * there (as the verdict has it). */
static void
see_rollbacks (CorralSight *sight)
{
  const guint8 *exists = corral_columns_peek_exists (sight->carts);
  const guint32 *states = corral_columns_peek (sight->carts, CORRAL_CART_COL_EXECUTION_STATUS);
  const gint64 *times = corral_columns_peek (sight->carts, CORRAL_CART_COL_EXECUTION_UPDATED_MS);
  const guint32 *stores = corral_columns_peek (sight->carts, CORRAL_CART_COL_STORE);
  const guint32 *chains = corral_columns_peek (sight->carts, CORRAL_CART_COL_CHAIN);
  const guint32 *countries = corral_columns_peek (sight->stores, CORRAL_STORE_COL_COUNTRY);
  const CorralColumns *rollouts = corral_fleet_get_table (sight->fleet, CORRAL_TABLE_ROLLOUT);
  guint32 rolled_back = corral_columns_find_word (sight->carts, CORRAL_CART_COL_EXECUTION_STATUS, "rolled_back");
  guint32 n_countries = corral_columns_get_n_words (sight->stores, CORRAL_STORE_COL_COUNTRY);
  g_autofree guint8 *storms = g_new0 (guint8, n_countries + 1);
  gint64 lately = CORRAL_IS_KNOWN (sight->now_ms) ? sight->now_ms - CORRAL_VERDICT_ROLLBACK_DAYS * CORRAL_DAY_MS : G_MAXINT64;
  CorralShare all = { 0 };
  gboolean any = FALSE;

  for (guint32 code = 0; code <= n_countries; code++)
    {
      all.known += sight->desk->rollbacks[code].known;
      all.bad += sight->desk->rollbacks[code].bad;
    }
  for (guint32 code = 1; code <= n_countries; code++)
    {
      CorralShare own = sight->desk->rollbacks[code];
      CorralShare others = corral_share_rest (all, own);

      storms[code] = own.bad >= CORRAL_VERDICT_NEIGHBOURS
                     && (own.bad * 4 > own.known
                         || corral_silence_chance (own.known, own.bad, (others.bad + 1.0) / (others.known + 1.0))
                              < CORRAL_SILENCE_CHANCE);
      any |= storms[code];
    }
  for (guint32 cart = 0, n_slots = corral_columns_get_n_slots (sight->carts); any && cart < n_slots; cart++)
    {
      CorralFinding *finding;
      const char *rollout, *version, *country;
      guint32 row;

      if (states[cart] != rolled_back || !exists[cart] || stores[cart] == CORRAL_NO_SLOT || times[cart] < lately
          || !storms[countries[stores[cart]]])
        continue;
      rollout = corral_columns_get_text (sight->carts, cart, CORRAL_CART_COL_EXECUTION_ROLLOUT);
      row = corral_columns_find (rollouts, chains[cart], rollout);
      version = row != CORRAL_NO_SLOT ? corral_columns_get_text (rollouts, row, CORRAL_ROLLOUT_COL_FIRMWARE) : NULL;
      country = corral_columns_get_word (sight->stores, CORRAL_STORE_COL_COUNTRY, countries[stores[cart]]);
      finding = corral_sight_add (sight, CORRAL_RULE_ROLLBACK, CORRAL_NO_SLOT, version != NULL ? version : rollout);
      if (finding->n_carts == 0)
        g_strlcpy (finding->region, country, sizeof finding->region);
      else if (strcmp (finding->region, country) != 0)
        *finding->region = '\0';
      corral_finding_add_begin (finding, times[cart]);
      corral_finding_add_cart (finding, cart);
    }
}

static void
see_anchors (CorralSight *sight)
{
  const guint8 *exists = corral_columns_peek_exists (sight->carts);
  const guint32 *chains = corral_columns_peek (sight->carts, CORRAL_CART_COL_CHAIN);
  const guint32 *stores = corral_columns_peek (sight->carts, CORRAL_CART_COL_STORE);
  const gint32 *anchors = corral_columns_peek (sight->carts, CORRAL_CART_COL_NEXT_CA_INSTALLED);
  const CorralShare *shares = sight->desk->chain_ca;
  CorralFinding *finding = NULL;

  for (guint32 cart = 0, n_slots = corral_columns_get_n_slots (sight->carts); cart < n_slots; cart++)
    {
      /* As long as most of a chain lack it, it is still being handed out. */
      if (anchors[cart] != 0 || !exists[cart] || stores[cart] == CORRAL_NO_SLOT
          || shares[chains[cart]].bad * 2 > shares[chains[cart]].known)
        continue;
      if (finding == NULL)
        finding = corral_sight_add (sight, CORRAL_RULE_MISSING_CA, CORRAL_NO_SLOT, NULL);
      corral_finding_add_cart (finding, cart);
    }
}

/* --- by lot, by revision --------------------------------------------------------------------------- */

/* Adds the carts that have an open alert of @kind to the finding of their word in @of_code (element-type CorralFinding), with
 * since when; makes one where there is none when @rule is one. */
static void
add_alerted (CorralSight *sight, const char *kind, guint column, CorralFinding **of_code, CorralAlertRuleKind rule)
{
  const CorralColumns *alerts = corral_fleet_get_table (sight->fleet, CORRAL_TABLE_ALERT);
  const guint32 *codes = corral_columns_peek (sight->carts, column);
  guint32 wanted = corral_columns_find_word (alerts, CORRAL_ALERT_COL_KIND, kind);
  const guint32 *kinds = corral_columns_peek (alerts, CORRAL_ALERT_COL_KIND);
  const guint32 *links = corral_columns_peek (alerts, CORRAL_ALERT_COL_CART);
  const gint64 *raised = corral_columns_peek (alerts, CORRAL_ALERT_COL_RAISED_MS);
  const gint32 *open = corral_columns_peek (alerts, CORRAL_ALERT_COL_OPEN);

  for (guint32 slot = 0, n_slots = corral_columns_get_n_slots (alerts); wanted != 0 && slot < n_slots; slot++)
    {
      guint32 cart = links[slot];
      CorralFinding **finding;

      if (kinds[slot] != wanted || open[slot] != 1 || cart == CORRAL_NO_SLOT || codes[cart] == 0
          || !corral_columns_exists (alerts, slot) || !corral_columns_exists (sight->carts, cart))
        continue;
      finding = &of_code[codes[cart]];
      if (*finding == NULL && rule != CORRAL_N_ALERT_RULES)
        *finding = corral_sight_add (sight, rule, CORRAL_NO_SLOT, corral_columns_get_word (sight->carts, column, codes[cart]));
      if (*finding == NULL)
        continue;
      corral_finding_add_begin (*finding, raised[slot]);
      corral_finding_add_cart (*finding, cart);
    }
}

/* A lot whose scales are off, and those of other lots are not: a few in a large lot are wear. */
static void
see_calibration (CorralSight *sight)
{
  const guint8 *exists = corral_columns_peek_exists (sight->carts);
  const float *drift = corral_columns_peek (sight->carts, CORRAL_CART_COL_WEIGHT_DRIFT_G);
  const guint32 *lots = corral_columns_peek (sight->carts, CORRAL_CART_COL_LOT);
  guint32 n_lots = corral_columns_get_n_words (sight->carts, CORRAL_CART_COL_LOT);
  g_autofree CorralFinding **of_lot = g_new0 (CorralFinding *, n_lots + 1);
  gboolean any = FALSE;

  for (guint32 lot = 1; lot <= n_lots; lot++)
    {
      CorralShare own = sight->desk->lot_drift[lot];

      if (!corral_verdict_is_lot (own, corral_share_rest (sight->desk->all_drift, own)))
        continue;
      of_lot[lot] = corral_sight_add (sight, CORRAL_RULE_CALIBRATION, CORRAL_NO_SLOT,
                                      corral_columns_get_word (sight->carts, CORRAL_CART_COL_LOT, lot));
      any = TRUE;
    }
  if (!any)
    return;
  for (guint32 cart = 0, n_slots = corral_columns_get_n_slots (sight->carts); cart < n_slots; cart++)
    if (of_lot[lots[cart]] != NULL && fabs ((double) drift[cart]) > CORRAL_VERDICT_DRIFT_G && exists[cart])
      corral_finding_add_cart (of_lot[lots[cart]], cart);
  add_alerted (sight, "calibration", CORRAL_CART_COL_LOT, of_lot, CORRAL_N_ALERT_RULES);
}

/* The cloud saw noise, or carts are beside a compressor just now and hear it, and the other revision does not. */
static void
see_radio (CorralSight *sight)
{
  const guint32 *revisions = corral_columns_peek (sight->carts, CORRAL_CART_COL_HARDWARE_REVISION);
  guint32 n_revisions = corral_columns_get_n_words (sight->carts, CORRAL_CART_COL_HARDWARE_REVISION);
  g_autofree CorralFinding **of_revision = g_new0 (CorralFinding *, n_revisions + 1);
  gboolean any = FALSE;

  for (guint32 revision = 1; revision <= n_revisions; revision++)
    if (corral_verdict_is_noise (sight->desk, revision))
      {
        of_revision[revision]
          = corral_sight_add (sight, CORRAL_RULE_RADIO, CORRAL_NO_SLOT,
                              corral_columns_get_word (sight->carts, CORRAL_CART_COL_HARDWARE_REVISION, revision));
        any = TRUE;
      }
  for (guint32 cart = 0, n_slots = corral_columns_get_n_slots (sight->carts); any && cart < n_slots; cart++)
    if (sight->desk->noisy[cart] && of_revision[revisions[cart]] != NULL)
      corral_finding_add_cart (of_revision[revisions[cart]], cart);
  add_alerted (sight, "radio_noise", CORRAL_CART_COL_HARDWARE_REVISION, of_revision, CORRAL_RULE_RADIO);
}

void
corral_sight_see_lasting (CorralSight *sight)
{
  see_versions (sight);
  see_rollbacks (sight);
  see_anchors (sight);
  see_calibration (sight);
  see_radio (sight);
}
