/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is wrong with a cart, and in which layer: a list of rules, the first that holds. Pure over the desk; main thread. */
#include "config.h"

#include "corral-verdict-private.h"

#include "corral-freshness.h"
#include "corral-time.h"

#include <math.h>
#include <string.h>

/* --- a verdict is put together ----------------------------------------------------------------------- */

void
corral_verdict_begin (CorralVerdictDesk *desk, CorralVerdict *verdict)
{
  *verdict = (CorralVerdict) {
    .layer = CORRAL_LAYER_UNKNOWN,
    .cause = CORRAL_VERDICT_NO_DATA,
    .since_ms = CORRAL_UNKNOWN,
    .chain = CORRAL_NO_SLOT,
    .store = CORRAL_NO_SLOT,
    .cart = CORRAL_NO_SLOT,
  };
}

void
corral_verdict_set (CorralVerdict *verdict, CorralVerdictCause cause, guint confidence_pct)
{
  verdict->cause = cause;
  verdict->layer = corral_verdict_cause_get_layer (cause);
  verdict->confidence_pct = confidence_pct;
}

void
corral_verdict_add (CorralVerdict *verdict, CorralEvidence evidence)
{
  if (verdict->n_evidence < CORRAL_VERDICT_EVIDENCE)
    verdict->evidence[verdict->n_evidence++] = evidence;
}

void
corral_verdict_add_named (CorralVerdict *verdict, CorralEvidence evidence, const char *name)
{
  g_strlcpy (evidence.text, name != NULL ? name : "", sizeof evidence.text);
  corral_verdict_add (verdict, evidence);
}

void
corral_verdict_doubt (CorralVerdict *verdict, CorralDoubtKind doubt)
{
  if (verdict->n_doubts < G_N_ELEMENTS (verdict->doubts))
    verdict->doubts[verdict->n_doubts++] = doubt;
}

/* --- alerts ------------------------------------------------------------------------------------------- */

/* What a cart's last values show without telling since when: the cloud's own alert of the same does. */
static gboolean
tells_since (CorralVerdictCause cause, const char *kind)
{
  static const struct
  {
    CorralVerdictCause cause;
    const char *kind;
  } same[] = {
    { CORRAL_VERDICT_RADIO_NOISE, "radio_noise" }, { CORRAL_VERDICT_SCALE_LOT, "calibration" },
    { CORRAL_VERDICT_SCALE_DRIFT, "calibration" }, { CORRAL_VERDICT_WRONG_BUILD, "firmware" },
    { CORRAL_VERDICT_PACK_WORN, "pack_worn" },     { CORRAL_VERDICT_PACK_EMPTY, "battery_low" },
    { CORRAL_VERDICT_SCANNER_JAM, "scanner_jam" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (same); i++)
    if (same[i].cause == cause && g_strcmp0 (same[i].kind, kind) == 0)
      return TRUE;
  return FALSE;
}

void
corral_verdict_add_alerts (CorralVerdictLook *look)
{
  /* What the cloud calls the causes, and which layers that are. */
  static const struct
  {
    const char *cause;
    CorralLayer layers[2];
  } words[] = {
    { "carrier", { CORRAL_LAYER_CARRIER, CORRAL_LAYER_CARRIER } },
    { "cloud", { CORRAL_LAYER_CLOUD, CORRAL_LAYER_CLOUD } },
    { "certificate", { CORRAL_LAYER_CERTIFICATE, CORRAL_LAYER_CERTIFICATE } },
    { "store_network", { CORRAL_LAYER_STORE_NETWORK, CORRAL_LAYER_ACCESS_POINT } },
    { "radio", { CORRAL_LAYER_ACCESS_POINT, CORRAL_LAYER_ACCESS_POINT } },
    { "firmware", { CORRAL_LAYER_FIRMWARE, CORRAL_LAYER_FIRMWARE } },
    { "power", { CORRAL_LAYER_POWER, CORRAL_LAYER_POWER } },
    { "scale", { CORRAL_LAYER_SCALE, CORRAL_LAYER_SCALE } },
    { "cart", { CORRAL_LAYER_CART, CORRAL_LAYER_SCANNER } },
  };
  const CorralColumns *alerts = corral_fleet_get_table (look->desk->fleet, CORRAL_TABLE_ALERT);
  const guint32 *carts = corral_columns_peek (alerts, CORRAL_ALERT_COL_CART);
  const guint32 *stores = corral_columns_peek (alerts, CORRAL_ALERT_COL_STORE);
  const gint32 *open = corral_columns_peek (alerts, CORRAL_ALERT_COL_OPEN);
  CorralVerdict *verdict = look->verdict;
  guint found = 0;
  gint64 raised;

  for (guint32 slot = 0; slot < corral_columns_get_n_slots (alerts) && found < 2; slot++)
    {
      const char *cause;

      if (open[slot] != 1 || (carts[slot] != look->cart && (carts[slot] != CORRAL_NO_SLOT || stores[slot] != look->store))
          || !corral_columns_exists (alerts, slot))
        continue;
      cause = corral_columns_get_text (alerts, slot, CORRAL_ALERT_COL_CAUSE);
      for (guint i = 0; i < G_N_ELEMENTS (words); i++)
        if (g_strcmp0 (cause, words[i].cause) == 0
            && (words[i].layers[0] == verdict->layer || words[i].layers[1] == verdict->layer))
          {
            raised = corral_columns_get_integer (alerts, slot, CORRAL_ALERT_COL_RAISED_MS);
            corral_verdict_add_named (verdict,
                                      CORRAL_EVIDENCE (ALERT, .cart = carts[slot], .store = stores[slot], .time_ms = raised),
                                      corral_columns_get_text (alerts, slot, CORRAL_ALERT_COL_KIND));
            if (tells_since (verdict->cause, corral_columns_get_text (alerts, slot, CORRAL_ALERT_COL_KIND))
                && CORRAL_IS_KNOWN (raised) && (!CORRAL_IS_KNOWN (verdict->since_ms) || raised < verdict->since_ms))
              verdict->since_ms = raised;
            verdict->confidence_pct = MIN (97, verdict->confidence_pct + 4);
            found++;
            break;
          }
    }
}

/* --- what lasts: rules over one cart, whether heard just now or some time ago --------------------------- */

static gint64
integer (const CorralVerdictLook *look, guint column)
{
  return corral_columns_get_integer (look->desk->carts, look->cart, column);
}

static const char *
text (const CorralVerdictLook *look, guint column)
{
  return corral_columns_get_text (look->desk->carts, look->cart, column);
}

static guint32
code (const CorralVerdictLook *look, guint column)
{
  return ((const guint32 *) corral_columns_peek (look->desk->carts, column))[look->cart];
}

static void
set_detail (CorralVerdictLook *look, const char *name)
{
  g_strlcpy (look->verdict->detail, name != NULL ? name : "", sizeof look->verdict->detail);
}

static gboolean
rule_state (CorralVerdictLook *look)
{
  static const struct
  {
    CorralCartState state;
    CorralVerdictCause cause;
    guint confidence_pct;
    CorralDoubtKind doubt;
    gboolean usable;
  } states[] = {
    { CORRAL_CART_REVOKED, CORRAL_VERDICT_CERTIFICATE_REVOKED, 97, CORRAL_N_DOUBT_KINDS, FALSE },
    { CORRAL_CART_NEVER_SEEN, CORRAL_VERDICT_NEVER_SEEN, 0, CORRAL_N_DOUBT_KINDS, FALSE },
    { CORRAL_CART_OUT_OF_SERVICE, CORRAL_VERDICT_OUT_OF_SERVICE, 97, CORRAL_N_DOUBT_KINDS, FALSE },
    { CORRAL_CART_OFF_PREMISES, CORRAL_VERDICT_LEFT_PREMISES, 92, CORRAL_DOUBT_NOT_MOVED, FALSE },
    { CORRAL_CART_UPDATING, CORRAL_VERDICT_UPDATING, 92, CORRAL_DOUBT_WAIT, FALSE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (states); i++)
    if (look->state == states[i].state)
      {
        gint64 since = integer (look, CORRAL_CART_COL_STATE_SINCE_MS);

        corral_verdict_set (look->verdict, states[i].cause, states[i].confidence_pct);
        look->verdict->usable = states[i].usable;
        look->verdict->since_ms = since;
        set_detail (look, text (look, CORRAL_CART_COL_OUT_OF_SERVICE_REASON));
        corral_verdict_add_named (look->verdict, CORRAL_EVIDENCE (STATE, .time_ms = since, .cart = look->cart),
                                  corral_cart_state_to_word (look->state));
        if (states[i].state == CORRAL_CART_OFF_PREMISES && CORRAL_IS_KNOWN (look->heard_ms))
          corral_verdict_add (look->verdict, CORRAL_EVIDENCE (LAST_HEARD, .time_ms = look->heard_ms, .cart = look->cart));
        if (states[i].doubt != CORRAL_N_DOUBT_KINDS)
          corral_verdict_doubt (look->verdict, states[i].doubt);
        return TRUE;
      }
  return FALSE;
}

static gboolean
rule_silence (CorralVerdictLook *look)
{
  if (look->state == CORRAL_CART_OFFLINE)
    corral_verdict_of_silent (look);
  else if (look->state == CORRAL_CART_LATE)
    corral_verdict_of_late (look);
  else
    return FALSE;
  return TRUE;
}

/* Heard of over the mobile network, because the store's own is down. */
static gboolean
rule_store_network (CorralVerdictLook *look)
{
  return g_strcmp0 (text (look, CORRAL_CART_COL_UPLINK), "wifi") != 0
         && corral_verdict_blame_store (look->desk, look->store, look->verdict);
}

static gboolean
rule_fault (CorralVerdictLook *look)
{
  /* Faults of domain.md; those that are not named are the cart's. */
  static const struct
  {
    const char *fault;
    CorralVerdictCause cause;
    CorralDoubtKind doubt;
  } faults[] = {
    { "scanner_jam", CORRAL_VERDICT_SCANNER_JAM, CORRAL_DOUBT_RESTART },
    { "battery_cliff", CORRAL_VERDICT_PACK_WORN, CORRAL_DOUBT_SWAP_PACK },
    { "cell_imbalance", CORRAL_VERDICT_PACK_WORN, CORRAL_DOUBT_SWAP_PACK },
    { "calibration", CORRAL_VERDICT_SCALE_DRIFT, CORRAL_DOUBT_SCALE_EMPTY },
  };
  const char *fault = text (look, CORRAL_CART_COL_FAULT);
  gint64 since = integer (look, CORRAL_CART_COL_STATE_SINCE_MS);
  CorralVerdictCause cause = CORRAL_VERDICT_CART_FAULT;
  CorralDoubtKind doubt = CORRAL_DOUBT_RESTART;

  if (look->state != CORRAL_CART_FAULT)
    return FALSE;
  for (guint i = 0; i < G_N_ELEMENTS (faults); i++)
    if (g_strcmp0 (fault, faults[i].fault) == 0)
      {
        cause = faults[i].cause;
        doubt = faults[i].doubt;
      }
  corral_verdict_set (look->verdict, cause, 88);
  look->verdict->since_ms = since;
  set_detail (look, fault);
  corral_verdict_add_named (look->verdict, CORRAL_EVIDENCE (FAULT, .time_ms = since, .cart = look->cart), fault);
  corral_verdict_doubt (look->verdict, doubt);
  return TRUE;
}

gboolean
corral_verdict_is_lot (CorralShare own, CorralShare others)
{
  return own.bad >= CORRAL_VERDICT_NEIGHBOURS && own.bad * 2 >= own.known
         && corral_silence_chance (own.known, own.bad, (others.bad + 1.0) / (others.known + 1.0)) < CORRAL_SILENCE_CHANCE;
}

gboolean
corral_verdict_is_unlike (CorralShare own, CorralShare others)
{
  return others.known > own.known && corral_verdict_is_lot (own, others);
}

gboolean
corral_verdict_is_noise (const CorralVerdictDesk *desk, guint32 revision)
{
  CorralShare own = desk->revision_noise[revision];
  CorralShare others = corral_share_rest (desk->all_noise, own);

  /* The other revision hears nothing of it beside the same compressors. */
  return own.bad >= CORRAL_VERDICT_NEIGHBOURS && own.bad * others.known > 3 * others.bad * own.known;
}

static gboolean
rule_wrong_build (CorralVerdictLook *look)
{
  const CorralVerdictDesk *desk = look->desk;
  guint32 version = code (look, CORRAL_CART_COL_FIRMWARE);
  guint32 row = version != 0 ? desk->firmware_rows[version] : CORRAL_NO_SLOT;
  CorralShare own, others;
  gboolean unreleased, slow, unlike;
  gint64 scan = integer (look, CORRAL_CART_COL_SCAN_P95_MS);

  if (version == 0)
    return FALSE;
  own = desk->version_slow[version];
  others = corral_share_rest (desk->all_slow, own);
  unreleased = row != CORRAL_NO_SLOT
               && !CORRAL_IS_KNOWN (corral_fleet_get_integer (desk->fleet, CORRAL_TABLE_FIRMWARE, row,
                                                              CORRAL_FIRMWARE_COL_RELEASED_MS));
  slow = CORRAL_IS_KNOWN (scan) && scan > CORRAL_VERDICT_SCAN_MS;
  unlike = corral_verdict_is_unlike (own, others);
  if (!unlike && !(unreleased && slow))
    return FALSE;
  corral_verdict_set (look->verdict, CORRAL_VERDICT_WRONG_BUILD, (unlike ? 75 : 62) + (unreleased ? 15 : 0));
  set_detail (look, text (look, CORRAL_CART_COL_FIRMWARE));
  look->verdict->since_ms = integer (look, CORRAL_CART_COL_LAST_BOOT_MS);
  look->verdict->n_carts = own.bad;
  look->verdict->n_of = own.known;
  look->verdict->usable = TRUE;
  if (unreleased)
    corral_verdict_add_named (look->verdict, CORRAL_EVIDENCE (UNRELEASED), look->verdict->detail);
  corral_verdict_add_named (look->verdict, CORRAL_EVIDENCE (VERSION_SLOW, .count = own.bad, .of = own.known),
                            look->verdict->detail);
  corral_verdict_add (look->verdict, CORRAL_EVIDENCE (OTHER_VERSIONS, .count = others.bad, .of = others.known));
  if (slow)
    corral_verdict_add (look->verdict, CORRAL_EVIDENCE (SCAN_SLOW, .value = (double) scan, .cart = look->cart));
  corral_verdict_doubt (look->verdict, CORRAL_DOUBT_OTHERS_TOO);
  return TRUE;
}

static gboolean
rule_rolled_back (CorralVerdictLook *look)
{
  const CorralVerdictDesk *desk = look->desk;
  gint64 at = integer (look, CORRAL_CART_COL_EXECUTION_UPDATED_MS);
  const char *rollout = text (look, CORRAL_CART_COL_EXECUTION_ROLLOUT);
  const CorralColumns *rollouts = corral_fleet_get_table (desk->fleet, CORRAL_TABLE_ROLLOUT);
  guint32 row = corral_columns_find (rollouts, look->chain, rollout);
  gint64 skew = integer (look, CORRAL_CART_COL_CLOCK_SKEW_S);
  const char *to;
  CorralShare share;
  guint32 country;

  if (g_strcmp0 (text (look, CORRAL_CART_COL_EXECUTION_STATUS), "rolled_back") != 0 || !CORRAL_IS_KNOWN (at)
      || look->now_ms - at > CORRAL_VERDICT_ROLLBACK_DAYS * CORRAL_DAY_MS)
    return FALSE;
  to = corral_columns_get_text (rollouts, row, CORRAL_ROLLOUT_COL_FIRMWARE);
  country = look->store != CORRAL_NO_SLOT
                ? ((const guint32 *) corral_columns_peek (desk->stores, CORRAL_STORE_COL_COUNTRY))[look->store]
                : 0;
  share = desk->rollbacks[country];
  corral_verdict_set (look->verdict, CORRAL_VERDICT_ROLLED_BACK, 80);
  set_detail (look, to != NULL ? to : rollout);
  look->verdict->since_ms = at;
  look->verdict->n_carts = MAX (1, share.bad);
  look->verdict->n_of = MAX (1, share.known);
  look->verdict->usable = TRUE;
  corral_verdict_add_named (look->verdict, CORRAL_EVIDENCE (ROLLED_BACK, .time_ms = at, .cart = look->cart),
                            look->verdict->detail);
  if (share.bad > 1)
    {
      corral_verdict_add_named (look->verdict, CORRAL_EVIDENCE (ROLLED_BACK_MANY, .count = share.bad, .of = share.known),
                                look->verdict->detail);
      look->verdict->confidence_pct += share.bad * 4 > share.known ? 10 : 0;
    }
  if (CORRAL_IS_KNOWN (skew) && ABS (skew) > CORRAL_VERDICT_CLOCK_S)
    corral_verdict_add (look->verdict, CORRAL_EVIDENCE (CLOCK, .value = (double) skew, .cart = look->cart));
  corral_verdict_doubt (look->verdict, CORRAL_DOUBT_OTHERS_TOO);
  return TRUE;
}

/* It is not beside a compressor just now. But the cloud saw noise, and saw it on carts of its revision alone. */
static gboolean
was_noisy (CorralVerdictLook *look, guint32 revision)
{
  CorralShare own = look->desk->revision_alerts[revision];
  CorralShare all = look->desk->all_alerts;

  if (!look->desk->noise_alert[look->cart] || own.bad < CORRAL_VERDICT_NEIGHBOURS
      || corral_silence_chance (all.bad, own.bad, (double) own.known / all.known) >= CORRAL_SILENCE_CHANCE)
    return FALSE;
  corral_verdict_set (look->verdict, CORRAL_VERDICT_RADIO_NOISE, 66);
  set_detail (look, text (look, CORRAL_CART_COL_HARDWARE_REVISION));
  look->verdict->n_carts = own.bad;
  look->verdict->n_of = own.known;
  look->verdict->usable = TRUE;
  corral_verdict_add_named (look->verdict, CORRAL_EVIDENCE (NOISE_ALERTS, .count = own.bad, .of = all.bad),
                            look->verdict->detail);
  corral_verdict_doubt (look->verdict, CORRAL_DOUBT_OTHER_AISLE);
  return TRUE;
}

static gboolean
rule_radio (CorralVerdictLook *look)
{
  CorralVerdictDesk *desk = look->desk;
  guint32 revision = code (look, CORRAL_CART_COL_HARDWARE_REVISION);
  CorralShare own = desk->revision_noise[revision];
  CorralShare others = corral_share_rest (desk->all_noise, own);
  gint64 roam = integer (look, CORRAL_CART_COL_ROAM_MS);
  gint64 signal = integer (look, CORRAL_CART_COL_WIFI_RSSI_DBM);
  gboolean bad, shared;

  if (revision == 0)
    return FALSE;
  if (!corral_verdict_is_noisy (desk, look->cart, &bad) || !bad)
    return was_noisy (look, revision);
  shared = corral_verdict_is_noise (desk, revision);
  corral_verdict_set (look->verdict, CORRAL_VERDICT_RADIO_NOISE, shared ? 84 : 62);
  set_detail (look, text (look, CORRAL_CART_COL_HARDWARE_REVISION));
  look->verdict->n_carts = own.bad;
  look->verdict->n_of = own.known;
  look->verdict->usable = TRUE;
  look->verdict->since_ms = CORRAL_UNKNOWN;
  corral_verdict_add (look->verdict, CORRAL_EVIDENCE (ROAMING, .value = (double) roam, .cart = look->cart));
  if (CORRAL_IS_KNOWN (signal))
    corral_verdict_add (look->verdict, CORRAL_EVIDENCE (WEAK_SIGNAL, .value = (double) signal, .cart = look->cart));
  corral_verdict_add (look->verdict, CORRAL_EVIDENCE (COLD_AISLE, .store = look->store, .cart = look->cart,
                                                      .count = (guint) integer (look, CORRAL_CART_COL_AISLE)));
  corral_verdict_add_named (look->verdict, CORRAL_EVIDENCE (REVISION_NOISE, .count = own.bad, .of = own.known),
                            look->verdict->detail);
  if (others.known > 0)
    corral_verdict_add (look->verdict, CORRAL_EVIDENCE (OTHER_REVISION, .count = others.bad, .of = others.known,
                                                        .against = others.bad * 2 > others.known));
  corral_verdict_doubt (look->verdict, CORRAL_DOUBT_OTHER_AISLE);
  return TRUE;
}

static gboolean
rule_scale (CorralVerdictLook *look)
{
  const CorralVerdictDesk *desk = look->desk;
  double drift = corral_columns_get_real (desk->carts, look->cart, CORRAL_CART_COL_WEIGHT_DRIFT_G);
  CorralShare own = desk->lot_drift[code (look, CORRAL_CART_COL_LOT)];
  CorralShare others = corral_share_rest (desk->all_drift, own);
  gboolean lot;

  if (isnan (drift) || fabs (drift) <= CORRAL_VERDICT_DRIFT_G)
    return FALSE;
  lot = corral_verdict_is_lot (own, others);
  corral_verdict_set (look->verdict, lot ? CORRAL_VERDICT_SCALE_LOT : CORRAL_VERDICT_SCALE_DRIFT, lot ? 92 : 82);
  look->verdict->usable = TRUE; /* its weights are no evidence, that is all */
  corral_verdict_add (look->verdict, CORRAL_EVIDENCE (DRIFT, .value = drift, .cart = look->cart));
  if (lot)
    {
      set_detail (look, text (look, CORRAL_CART_COL_LOT));
      look->verdict->n_carts = own.bad;
      look->verdict->n_of = own.known;
    }
  if (own.known > 1)
    corral_verdict_add_named (look->verdict, CORRAL_EVIDENCE (LOT_DRIFT, .count = own.bad, .of = own.known, .against = !lot),
                              text (look, CORRAL_CART_COL_LOT));
  if (others.known > 0)
    corral_verdict_add (look->verdict, CORRAL_EVIDENCE (OTHER_LOTS, .count = others.bad, .of = others.known));
  corral_verdict_doubt (look->verdict, CORRAL_DOUBT_SCALE_EMPTY);
  corral_verdict_doubt (look->verdict, CORRAL_DOUBT_OTHERS_TOO);
  return TRUE;
}

static gboolean
rule_scanner (CorralVerdictLook *look)
{
  gint64 scan = integer (look, CORRAL_CART_COL_SCAN_P95_MS);
  CorralShare all = look->desk->all_slow;

  if (!CORRAL_IS_KNOWN (scan) || scan <= CORRAL_VERDICT_SCAN_MS)
    return FALSE;
  corral_verdict_set (look->verdict, CORRAL_VERDICT_SCANNER_JAM, 72);
  look->verdict->usable = TRUE;
  corral_verdict_add (look->verdict, CORRAL_EVIDENCE (SCAN_SLOW, .value = (double) scan, .cart = look->cart));
  corral_verdict_add (look->verdict, CORRAL_EVIDENCE (OTHER_VERSIONS, .count = all.bad - 1, .of = all.known - 1));
  corral_verdict_doubt (look->verdict, CORRAL_DOUBT_RESTART);
  corral_verdict_doubt (look->verdict, CORRAL_DOUBT_OTHERS_TOO);
  return TRUE;
}

static gboolean
rule_power (CorralVerdictLook *look)
{
  gint64 pct = integer (look, CORRAL_CART_COL_BATTERY_PCT);
  gint64 health = integer (look, CORRAL_CART_COL_PACK_SOH_PCT);
  gint64 current = integer (look, CORRAL_CART_COL_CURRENT_MA);
  gboolean charging = look->state == CORRAL_CART_CHARGING;
  gboolean low = !charging && (look->state == CORRAL_CART_LOW_BATTERY || (CORRAL_IS_KNOWN (pct) && pct <= CORRAL_VERDICT_LOW_PCT));
  gboolean worn = CORRAL_IS_KNOWN (health) && health > 0 && health < CORRAL_VERDICT_WORN_PCT;

  /* On the dock with next to nothing flowing, and far from full. */
  if (charging && CORRAL_IS_KNOWN (current) && ABS (current) < 50 && CORRAL_IS_KNOWN (pct) && pct < 90)
    {
      corral_verdict_set (look->verdict, CORRAL_VERDICT_DOCK, 70);
      corral_verdict_add (look->verdict, CORRAL_EVIDENCE (CURRENT, .value = (double) current, .cart = look->cart));
      corral_verdict_add (look->verdict, CORRAL_EVIDENCE (BATTERY_LAST, .value = (double) pct, .time_ms = look->heard_ms,
                                                          .cart = look->cart));
      corral_verdict_doubt (look->verdict, CORRAL_DOUBT_SWAP_PACK);
      return TRUE;
    }
  if (!low && !worn)
    return FALSE;
  corral_verdict_set (look->verdict, worn ? CORRAL_VERDICT_PACK_WORN : CORRAL_VERDICT_PACK_EMPTY, worn ? 84 : 88);
  look->verdict->usable = !CORRAL_IS_KNOWN (pct) || pct > CORRAL_VERDICT_EMPTY_PCT;
  if (worn)
    corral_verdict_add (look->verdict, CORRAL_EVIDENCE (PACK_HEALTH, .value = (double) health, .cart = look->cart));
  if (CORRAL_IS_KNOWN (pct))
    corral_verdict_add (look->verdict, CORRAL_EVIDENCE (BATTERY_LAST, .value = (double) pct, .time_ms = look->heard_ms,
                                                        .cart = look->cart, .against = worn && !low));
  corral_verdict_doubt (look->verdict, worn ? CORRAL_DOUBT_SWAP_PACK : CORRAL_DOUBT_DOCK);
  return TRUE;
}

static gboolean
rule_rejects (CorralVerdictLook *look)
{
  const CorralVerdictDesk *desk = look->desk;
  guint32 version = code (look, CORRAL_CART_COL_FIRMWARE);
  guint32 row = version != 0 ? desk->firmware_rows[version] : CORRAL_NO_SLOT;
  double rejected = row != CORRAL_NO_SLOT ? corral_fleet_get_real (desk->fleet, CORRAL_TABLE_FIRMWARE, row,
                                                                   CORRAL_FIRMWARE_COL_REJECTED_PCT)
                                          : NAN;

  if (!(rejected >= CORRAL_VERDICT_REJECTS_PCT))
    return FALSE;
  corral_verdict_set (look->verdict, CORRAL_VERDICT_CLOUD_REJECTS, 85);
  set_detail (look, text (look, CORRAL_CART_COL_FIRMWARE));
  look->verdict->usable = TRUE;
  corral_verdict_add_named (look->verdict, CORRAL_EVIDENCE (REJECTED, .value = rejected), look->verdict->detail);
  corral_verdict_doubt (look->verdict, CORRAL_DOUBT_CLOUD_SAYS);
  return TRUE;
}

static gboolean
rule_anchor (CorralVerdictLook *look)
{
  CorralShare chain = look->desk->chain_ca[look->chain];

  /* As long as most lack it, it is still being handed out. */
  if (integer (look, CORRAL_CART_COL_NEXT_CA_INSTALLED) != 0 || chain.bad * 2 > chain.known)
    return FALSE;
  corral_verdict_set (look->verdict, CORRAL_VERDICT_MISSING_CA, 90);
  look->verdict->usable = TRUE;
  look->verdict->n_carts = chain.bad;
  look->verdict->n_of = chain.known;
  corral_verdict_add (look->verdict, CORRAL_EVIDENCE (NO_NEXT_CA, .count = chain.bad, .of = chain.known, .cart = look->cart));
  corral_verdict_doubt (look->verdict, CORRAL_DOUBT_HEARD_AGAIN);
  look->verdict->n_doubts = 0; /* it is a fact of the cart's own row */
  return TRUE;
}

static gboolean
rule_gap (CorralVerdictLook *look)
{
  const CorralVerdictDesk *desk = look->desk;

  if (!CORRAL_IS_KNOWN (desk->gap_end_ms) || look->now_ms - desk->gap_end_ms > CORRAL_VERDICT_GAP_MS)
    return FALSE;
  corral_verdict_set (look->verdict, CORRAL_VERDICT_CLOUD_GAP, 80);
  look->verdict->usable = TRUE;
  look->verdict->since_ms = desk->gap_begin_ms;
  look->verdict->n_stores = desk->gap_stores;
  corral_verdict_add (look->verdict, CORRAL_EVIDENCE (GAP, .count = desk->gap_stores, .of = desk->gap_of,
                                                      .time_ms = desk->gap_begin_ms,
                                                      .value = (double) (desk->gap_end_ms - desk->gap_begin_ms)
                                                               / (double) CORRAL_HOUR_MS));
  corral_verdict_add (look->verdict, CORRAL_EVIDENCE (UP_MEANWHILE, .count = desk->gap_up.bad, .of = desk->gap_up.known));
  corral_verdict_doubt (look->verdict, CORRAL_DOUBT_CLOUD_SAYS);
  return TRUE;
}

static gboolean
rule_replayed (CorralVerdictLook *look)
{
  gint64 own = integer (look, CORRAL_CART_COL_VITAL_MESSAGE_MS);
  gint64 arrived = integer (look, CORRAL_CART_COL_ARRIVED_MS);
  gint64 skew = integer (look, CORRAL_CART_COL_CLOCK_SKEW_S);
  gint64 interval = integer (look, CORRAL_CART_COL_INTERVAL_S);

  if (!CORRAL_IS_KNOWN (own) || !CORRAL_IS_KNOWN (arrived) || (CORRAL_IS_KNOWN (skew) && ABS (skew) > 120)
      || arrived - own < CORRAL_LATE_INTERVALS * CORRAL_SECOND_MS
                           * (CORRAL_IS_KNOWN (interval) && interval > 0 ? interval : CORRAL_CADENCE_IDLE_S))
    return FALSE;
  corral_verdict_set (look->verdict, CORRAL_VERDICT_REPLAYED, 85);
  look->verdict->usable = TRUE;
  look->verdict->since_ms = arrived;
  corral_verdict_add (look->verdict, CORRAL_EVIDENCE (REPLAYED, .value = (double) (arrived - own) / 1000.0,
                                                      .time_ms = arrived, .cart = look->cart));
  return TRUE;
}

static gboolean
rule_fine (CorralVerdictLook *look)
{
  gboolean charging = look->state == CORRAL_CART_CHARGING;
  gboolean closed = !charging && look->state == CORRAL_CART_IDLE && look->store != CORRAL_NO_SLOT
                    && corral_verdict_is_closed (look->desk, look->store, look->now_ms);
  gint64 skew = integer (look, CORRAL_CART_COL_CLOCK_SKEW_S);

  corral_verdict_set (look->verdict, charging ? CORRAL_VERDICT_CHARGING : closed ? CORRAL_VERDICT_CLOSED : CORRAL_VERDICT_FINE,
                      90);
  look->verdict->usable = TRUE;
  look->verdict->since_ms = integer (look, CORRAL_CART_COL_STATE_SINCE_MS);
  corral_verdict_add (look->verdict, CORRAL_EVIDENCE (LAST_HEARD, .time_ms = look->heard_ms, .cart = look->cart));
  if (closed)
    corral_verdict_add (look->verdict, CORRAL_EVIDENCE (STORE_CLOSED, .store = look->store));
  if (CORRAL_IS_KNOWN (skew) && ABS (skew) > CORRAL_VERDICT_CLOCK_S)
    {
      corral_verdict_add (look->verdict, CORRAL_EVIDENCE (CLOCK, .value = (double) skew, .cart = look->cart, .against = TRUE));
      look->verdict->confidence_pct -= 15;
    }
  return TRUE;
}

/* The first that holds is the verdict: first what a person or the cloud says outright, then what keeps the cart from
 * being used now, then what will, then that all is well. */
static gboolean (*const rules[]) (CorralVerdictLook *look) = {
  rule_state,   rule_silence, rule_store_network, rule_fault,   rule_wrong_build, rule_rolled_back, rule_radio,
  rule_scale,   rule_scanner, rule_power,         rule_rejects, rule_anchor,      rule_gap,         rule_replayed,
  rule_fine,
};

/* --- what this PC knows -------------------------------------------------------------------------------- */

/* Nothing is wrong, as far as we know; but do we know? And whatever was found is as old as our knowledge. */
void
corral_verdict_judge_knowledge (CorralVerdictLook *look)
{
  static const CorralVerdictCause ways[] = {
    [CORRAL_WAY_OPEN] = CORRAL_VERDICT_NO_DATA,
    [CORRAL_WAY_NO_NETWORK] = CORRAL_VERDICT_OWN_LINK,
    [CORRAL_WAY_NO_CLOUD] = CORRAL_VERDICT_CLOUD_DOWN,
    [CORRAL_WAY_NO_SIGN_IN] = CORRAL_VERDICT_SIGN_IN,
  };
  CorralFreshness freshness = corral_freshness_of_cart (look->desk->fleet, look->cart);
  CorralVerdict *verdict = look->verdict;

  if (!freshness.as_of_old)
    return;
  if (verdict->layer == CORRAL_LAYER_NONE && verdict->cause != CORRAL_VERDICT_OUT_OF_SERVICE)
    {
      corral_verdict_set (verdict, look->desk->hops_known ? ways[look->desk->hops.way] : CORRAL_VERDICT_OWN_LINK, 95);
      if (verdict->layer == CORRAL_LAYER_UNKNOWN)
        verdict->confidence_pct = 0;
      verdict->since_ms = freshness.as_of_ms;
      verdict->n_evidence = verdict->n_doubts = 0;
      corral_verdict_add (verdict, CORRAL_EVIDENCE (OLD_KNOWLEDGE, .time_ms = freshness.as_of_ms));
      corral_verdict_add (verdict, CORRAL_EVIDENCE (LAST_HEARD, .time_ms = look->heard_ms, .cart = look->cart));
      corral_verdict_doubt (verdict, CORRAL_DOUBT_OWN_LINK_BACK);
      return;
    }
  verdict->confidence_pct = verdict->confidence_pct > 20 ? verdict->confidence_pct - 15 : verdict->confidence_pct;
  if (verdict->n_evidence == CORRAL_VERDICT_EVIDENCE)
    verdict->n_evidence--;
  corral_verdict_add (verdict, CORRAL_EVIDENCE (OLD_KNOWLEDGE, .time_ms = freshness.as_of_ms, .against = TRUE));
  corral_verdict_doubt (verdict, CORRAL_DOUBT_OWN_LINK_BACK);
}

void
corral_verdict_of_cart (CorralVerdictDesk *desk, guint32 cart, CorralVerdict *verdict)
{
  CorralVerdictLook look = { .desk = desk, .verdict = verdict, .cart = cart };
  gint64 known;

  corral_verdict_begin (desk, verdict);
  if (!corral_columns_exists (desk->carts, cart))
    return;
  look.store = corral_columns_get_link (desk->carts, cart, CORRAL_CART_COL_STORE);
  look.chain = corral_columns_get_link (desk->carts, cart, CORRAL_CART_COL_CHAIN);
  look.state = (CorralCartState) corral_columns_get_integer (desk->carts, cart, CORRAL_CART_COL_SHOWN_STATE);
  look.heard_ms = corral_columns_get_integer (desk->carts, cart, CORRAL_CART_COL_HEARD_MS);
  known = corral_fleet_get_known_as_of (desk->fleet, look.chain);
  look.now_ms = corral_fleet_get_now (desk->fleet);
  if (CORRAL_IS_KNOWN (known) && CORRAL_IS_KNOWN (look.now_ms))
    look.now_ms = MIN (look.now_ms, known);
  verdict->cart = cart;
  verdict->store = look.store;
  verdict->chain = look.chain;
  verdict->n_carts = verdict->n_of = verdict->n_stores = 1;
  for (guint i = 0; i < G_N_ELEMENTS (rules); i++)
    if (rules[i](&look))
      break;
  if (verdict->layer > CORRAL_LAYER_UNKNOWN)
    corral_verdict_add_alerts (&look);
  corral_verdict_judge_knowledge (&look);
}
