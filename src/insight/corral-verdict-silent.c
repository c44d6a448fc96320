/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Why a cart is not heard from: from the largest thing that would explain it down to the cart itself. Pure over the
 * desk; main thread. */
#include "config.h"

#include "corral-verdict-private.h"

#include "corral-freshness.h"
#include "corral-time.h"

#include <math.h>
#include <string.h>

/* From the chance that it is an accident, and from how many speak against it. */
static guint
confidence_of (double log10_chance, guint with, guint against)
{
  double sure = 60 + 5 * MIN (6, -log10_chance - 3);

  if (with + against > 0)
    sure -= 40.0 * against / (with + against);
  return (guint) CLAMP (sure, 40, 95);
}

static guint
minutes_between (gint64 first_ms, gint64 last_ms)
{
  return (guint) MAX (1, (last_ms - first_ms + CORRAL_MINUTE_MS - 1) / CORRAL_MINUTE_MS);
}

/* --- together ---------------------------------------------------------------------------------------- */

static void
add_group_evidence (CorralVerdict *verdict, const CorralSilenceGroup *group)
{
  static const struct
  {
    CorralVerdictCause cause;
    CorralEvidenceKind kind;
  } kinds[] = {
    { CORRAL_VERDICT_CARRIER_OUTAGE, CORRAL_EVIDENCE_SILENT_CARRIER },
    { CORRAL_VERDICT_CERTIFICATE_BATCH, CORRAL_EVIDENCE_SILENT_BATCH },
    { CORRAL_VERDICT_WRONG_BUILD, CORRAL_EVIDENCE_SILENT_VERSION },
    { CORRAL_VERDICT_PACK_WORN, CORRAL_EVIDENCE_SILENT_PACK_LOT },
    { CORRAL_VERDICT_STORE_WIFI, CORRAL_EVIDENCE_SILENT_STORE },
    { CORRAL_VERDICT_ACCESS_POINT_DOWN, CORRAL_EVIDENCE_SILENT_POINT },
    { CORRAL_VERDICT_CLOUD_INGEST, CORRAL_EVIDENCE_SPREAD },
  };

  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    if (kinds[i].cause == group->cause)
      {
        CorralEvidence evidence = CORRAL_EVIDENCE (SPREAD, .count = group->n_carts, .store = verdict->store);

        evidence.kind = kinds[i].kind;
        evidence.of = group->cause == CORRAL_VERDICT_CLOUD_INGEST ? group->n_stores : group->n_carts + group->n_heard;
        corral_verdict_add_named (verdict, evidence, group->detail);
      }
}

void
corral_verdict_blame_group (CorralVerdictDesk *desk, const CorralSilenceGroup *group, CorralVerdict *verdict)
{
  gboolean cloud = group->cause == CORRAL_VERDICT_CLOUD_INGEST;
  gboolean total = cloud && group->n_heard * 20 <= group->n_carts + group->n_heard;

  verdict->n_carts = group->n_carts;
  verdict->n_of = group->n_carts + group->n_heard;
  verdict->n_stores = group->n_stores;
  verdict->since_ms = group->since_ms;
  /* Carts go on working without a link: they buffer, and shoppers pay at the terminal (S). */
  verdict->usable = group->cause != CORRAL_VERDICT_PACK_WORN;
  g_strlcpy (verdict->detail, group->detail, sizeof verdict->detail);
  g_strlcpy (verdict->region, group->region, sizeof verdict->region);
  if (group->cause == CORRAL_VERDICT_ACCESS_POINT_DOWN && desk->points[group->code] != CORRAL_NO_SLOT)
    {
      const char *name = corral_fleet_get_text (desk->fleet, CORRAL_TABLE_ACCESS_POINT, desk->points[group->code],
                                                CORRAL_ACCESS_POINT_COL_NAME);

      g_strlcpy (verdict->detail, name != NULL ? name : group->detail, sizeof verdict->detail);
    }
  if (cloud)
    corral_verdict_set (verdict, group->cause, total ? 92 : 78);
  else
    corral_verdict_set (verdict, group->cause, confidence_of (group->log10_chance, group->n_carts, group->n_heard));

  add_group_evidence (verdict, group);
  corral_verdict_add (verdict, CORRAL_EVIDENCE (TOGETHER, .count = group->n_window,
                                                .value = minutes_between (group->first_ms, group->last_ms),
                                                .time_ms = group->first_ms));
  if (total)
    corral_verdict_add (verdict, CORRAL_EVIDENCE (NONE_HEARD, .of = group->n_carts, .time_ms = group->last_ms));
  else if (cloud)
    corral_verdict_add (verdict, CORRAL_EVIDENCE (HEARD_OTHERS, .count = group->n_heard, .against = TRUE));
  else
    {
      if (group->n_others_heard > 0)
        corral_verdict_add (verdict, CORRAL_EVIDENCE (HEARD_OTHERS, .count = group->n_others_heard));
      if (group->n_heard > 0)
        corral_verdict_add (verdict, CORRAL_EVIDENCE (HEARD_SHARING, .count = group->n_heard, .against = TRUE));
    }
  corral_verdict_doubt (verdict, cloud                                             ? CORRAL_DOUBT_CLOUD_SAYS
                                 : group->cause == CORRAL_VERDICT_CARRIER_OUTAGE   ? CORRAL_DOUBT_CARRIER_SAYS
                                 : group->cause == CORRAL_VERDICT_STORE_WIFI
                                     || group->cause == CORRAL_VERDICT_ACCESS_POINT_DOWN
                                   ? CORRAL_DOUBT_STORE_SAYS
                                   : CORRAL_DOUBT_OTHERS_TOO);
  corral_verdict_doubt (verdict, CORRAL_DOUBT_HEARD_AGAIN);
}

void
corral_verdict_blame_carrier (CorralVerdictDesk *desk, const CorralCensusCarrier *carrier, CorralVerdict *verdict)
{
  verdict->n_carts = carrier->count.silent;
  verdict->n_of = carrier->count.expected;
  verdict->n_stores = carrier->stores;
  verdict->since_ms = carrier->since_ms;
  verdict->usable = TRUE;
  g_strlcpy (verdict->detail, carrier->carrier, sizeof verdict->detail);
  g_strlcpy (verdict->region, carrier->region, sizeof verdict->region);
  corral_verdict_set (verdict, CORRAL_VERDICT_CARRIER_OUTAGE,
                      confidence_of (corral_silence_chance (carrier->count.silent + carrier->others.silent,
                                                            carrier->count.silent,
                                                            (double) carrier->count.expected
                                                              / (carrier->count.expected + carrier->others.expected)),
                                     carrier->count.silent, carrier->count.expected - carrier->count.silent));
  corral_verdict_add_named (verdict, CORRAL_EVIDENCE (SILENT_CARRIER, .count = carrier->count.silent,
                                                      .of = carrier->count.expected),
                            carrier->carrier);
  corral_verdict_add (verdict, CORRAL_EVIDENCE (HEARD_OTHERS,
                                                .count = carrier->others.expected - carrier->others.silent));
  corral_verdict_doubt (verdict, CORRAL_DOUBT_CARRIER_SAYS);
  corral_verdict_doubt (verdict, CORRAL_DOUBT_HEARD_AGAIN);
}

/* --- the store --------------------------------------------------------------------------------------- */

gboolean
corral_verdict_blame_store (CorralVerdictDesk *desk, guint32 store, CorralVerdict *verdict)
{
  const CorralCensusStore *counted;
  gboolean points, silent;

  if (store == CORRAL_NO_SLOT)
    return FALSE;
  counted = &desk->census->stores[store];
  if (!counted->network_down)
    return FALSE;
  points = counted->points > 0 && counted->points_down == counted->points;
  silent = counted->count.silent >= CORRAL_STORE_DOWN_CARTS;
  verdict->n_carts = counted->count.silent + (counted->count.on_wifi == 0 ? counted->count.mobile : 0);
  verdict->n_of = counted->count.expected;
  verdict->n_stores = 1;
  verdict->usable = TRUE;
  verdict->since_ms = points && CORRAL_IS_KNOWN (counted->points_ms) ? counted->points_ms
                      : counted->network_alert
                        ? counted->alert_ms
                        : corral_census_get_silent_since (desk->census, store);
  corral_verdict_set (verdict, CORRAL_VERDICT_STORE_WIFI, points ? 95 : counted->network_alert ? 80 : 68);
  g_strlcpy (verdict->detail, "", sizeof verdict->detail);
  if (points)
    corral_verdict_add (verdict, CORRAL_EVIDENCE (POINTS_DOWN, .count = counted->points_down, .of = counted->points,
                                                  .store = store, .time_ms = counted->points_ms));
  if (counted->count.silent > 0)
    corral_verdict_add (verdict, CORRAL_EVIDENCE (SILENT_STORE, .count = counted->count.silent,
                                                  .of = counted->count.expected, .store = store));
  if (counted->count.mobile > 0 && counted->count.on_wifi == 0)
    corral_verdict_add (verdict, CORRAL_EVIDENCE (ON_MOBILE, .count = counted->count.mobile, .store = store));
  if (counted->count.on_wifi > 0)
    {
      corral_verdict_add (verdict, CORRAL_EVIDENCE (ON_WIFI, .count = counted->count.on_wifi, .store = store,
                                                    .against = TRUE));
      verdict->confidence_pct -= points ? 5 : 10;
    }
  if (!silent && !points && verdict->n_carts < CORRAL_STORE_DOWN_CARTS)
    verdict->confidence_pct = MIN (verdict->confidence_pct, 60);
  corral_verdict_doubt (verdict, CORRAL_DOUBT_STORE_SAYS);
  corral_verdict_doubt (verdict, CORRAL_DOUBT_HEARD_AGAIN);
  return TRUE;
}

static gboolean
blame_point (CorralVerdictLook *look)
{
  CorralVerdictDesk *desk = look->desk;
  guint32 code = ((const guint32 *) corral_columns_peek (desk->carts, CORRAL_CART_COL_ACCESS_POINT))[look->cart];
  guint32 point = code != 0 ? desk->points[code] : CORRAL_NO_SLOT;
  const char *state, *name;
  gint64 since;

  if (point == CORRAL_NO_SLOT)
    return FALSE;
  state = corral_fleet_get_text (desk->fleet, CORRAL_TABLE_ACCESS_POINT, point, CORRAL_ACCESS_POINT_COL_STATE);
  if (g_strcmp0 (state, "down") != 0)
    return FALSE;
  since = corral_fleet_get_integer (desk->fleet, CORRAL_TABLE_ACCESS_POINT, point, CORRAL_ACCESS_POINT_COL_STATE_SINCE_MS);
  name = corral_fleet_get_text (desk->fleet, CORRAL_TABLE_ACCESS_POINT, point, CORRAL_ACCESS_POINT_COL_NAME);
  look->verdict->since_ms = since;
  look->verdict->n_carts = look->verdict->n_of = look->verdict->n_stores = 1;
  look->verdict->usable = TRUE;
  g_strlcpy (look->verdict->detail, name != NULL ? name : "", sizeof look->verdict->detail);
  corral_verdict_set (look->verdict, CORRAL_VERDICT_ACCESS_POINT_DOWN, 85);
  corral_verdict_add_named (look->verdict, CORRAL_EVIDENCE (POINT_DOWN, .time_ms = since, .store = look->store), name);
  corral_verdict_doubt (look->verdict, CORRAL_DOUBT_STORE_SAYS);
  return TRUE;
}

/* --- the cart ---------------------------------------------------------------------------------------- */

/* Others that were heard since it fell silent: of its store, at its access point, of its carrier, version. */
typedef struct
{
  guint of_store;
  guint at_point;
  guint of_carrier;
  guint of_version;
  guint silent;   /* of its store, not explained by anything wider */
  guint together; /* of the whole fleet that fell silent with it, unexplained; this one included */
  guint around;   /* the same within an hour before and after */
} Neighbours;

static Neighbours
count_neighbours (CorralVerdictLook *look)
{
  const CorralColumns *carts = look->desk->carts;
  const guint8 *exists = corral_columns_peek_exists (carts);
  const gint32 *states = corral_columns_peek (carts, CORRAL_CART_COL_SHOWN_STATE);
  const gint64 *heard = corral_columns_peek (carts, CORRAL_CART_COL_HEARD_MS);
  const guint32 *stores = corral_columns_peek (carts, CORRAL_CART_COL_STORE);
  const guint32 *points = corral_columns_peek (carts, CORRAL_CART_COL_ACCESS_POINT);
  const guint32 *carriers = corral_columns_peek (carts, CORRAL_CART_COL_CARRIERS);
  const guint32 *versions = corral_columns_peek (carts, CORRAL_CART_COL_FIRMWARE);
  const guint32 *uplinks = corral_columns_peek (carts, CORRAL_CART_COL_UPLINK);
  guint32 mobile = corral_columns_find_word (carts, CORRAL_CART_COL_UPLINK, "ltem");
  guint32 point = points[look->cart], carrier = carriers[look->cart], version = versions[look->cart];
  guint32 n_carts = corral_columns_get_n_slots (carts);
  Neighbours found = { 0 };

  /* It is itself among those whose silence nothing wider explains. */
  found.silent = look->store != CORRAL_NO_SLOT ? look->desk->census->stores[look->store].count.silent - 1 : 0;
  found.together = corral_census_count_alone (look->desk->census, look->heard_ms, CORRAL_SILENCE_WINDOW_MS);
  found.around = corral_census_count_alone (look->desk->census, look->heard_ms, CORRAL_HOUR_MS);
  for (guint32 cart = 0; cart < n_carts; cart++)
    {
      if (heard[cart] <= look->heard_ms + CORRAL_MINUTE_MS || !exists[cart]
          || corral_census_is_silent ((CorralCartState) states[cart]))
        continue;
      found.of_store += stores[cart] == look->store;
      found.at_point += point != 0 && points[cart] == point;
      found.of_carrier += mobile != 0 && uplinks[cart] == mobile && carriers[cart] == carrier;
      found.of_version += version != 0 && versions[cart] == version;
    }
  return found;
}

static gboolean
was_empty (CorralVerdictLook *look, gint64 *pct)
{
  gint64 mv = corral_columns_get_integer (look->desk->carts, look->cart, CORRAL_CART_COL_BATTERY_MV);

  *pct = corral_columns_get_integer (look->desk->carts, look->cart, CORRAL_CART_COL_BATTERY_PCT);
  return (CORRAL_IS_KNOWN (*pct) && *pct <= CORRAL_VERDICT_EMPTY_PCT)
         || (CORRAL_IS_KNOWN (mv) && mv > 0 && mv <= CORRAL_VERDICT_EMPTY_MV);
}

static gboolean
blame_certificate (CorralVerdictLook *look)
{
  const CorralColumns *carts = look->desk->carts;
  const char *status = corral_columns_get_text (carts, look->cart, CORRAL_CART_COL_CERTIFICATE_STATUS);
  gint64 until = corral_columns_get_integer (carts, look->cart, CORRAL_CART_COL_CERTIFICATE_NOT_AFTER_MS);
  gboolean revoked = g_strcmp0 (status, "revoked") == 0;
  gboolean expired = g_strcmp0 (status, "expired") == 0 || (CORRAL_IS_KNOWN (until) && until <= look->heard_ms);

  if (!revoked && !expired)
    return FALSE;
  corral_verdict_set (look->verdict, revoked ? CORRAL_VERDICT_CERTIFICATE_REVOKED : CORRAL_VERDICT_CERTIFICATE_EXPIRED,
                      93);
  corral_verdict_add_named (look->verdict, CORRAL_EVIDENCE (CERTIFICATE_STATUS, .time_ms = until, .cart = look->cart), status);
  corral_verdict_doubt (look->verdict, CORRAL_DOUBT_HEARD_AGAIN);
  return TRUE;
}

/* Too few to name what they share, too many to be an accident. */
static gboolean
is_doubtful_moment (const Neighbours *others)
{
  double ordinary = (others->around - others->together) * (double) CORRAL_SILENCE_WINDOW_MS
                    / (double) (CORRAL_HOUR_MS - CORRAL_SILENCE_WINDOW_MS);

  return others->together > CORRAL_SILENCE_CARTS && others->together >= CORRAL_SILENCE_CLOUD_CONTRAST * ordinary;
}

static void
cannot_tell (CorralVerdictLook *look, const Neighbours *others, gboolean settled)
{
  CorralVerdict *verdict = look->verdict;

  corral_verdict_set (verdict, CORRAL_VERDICT_NO_DATA, 0);
  if (others->of_store > 0)
    corral_verdict_add (verdict, CORRAL_EVIDENCE (HEARD_STORE, .count = others->of_store, .store = look->store,
                                                  .time_ms = look->heard_ms));
  if (!settled)
    corral_verdict_add (verdict, CORRAL_EVIDENCE (TOO_EARLY, .time_ms = look->heard_ms + CORRAL_VERDICT_SETTLE_MS,
                                                  .against = TRUE));
  else if (is_doubtful_moment (others))
    corral_verdict_add (verdict, CORRAL_EVIDENCE (TOGETHER, .count = others->together, .time_ms = look->heard_ms,
                                                  .value = (double) CORRAL_SILENCE_WINDOW_MS / (double) CORRAL_MINUTE_MS));
  else
    corral_verdict_add (verdict, CORRAL_EVIDENCE (FEW, .count = others->of_store, .against = TRUE));
  corral_verdict_doubt (verdict, settled ? CORRAL_DOUBT_MORE_OF_STORE : CORRAL_DOUBT_WAIT);
}

/* By elimination: what it shares with others works for them. */
static void
blame_cart (CorralVerdictLook *look, const Neighbours *others)
{
  const CorralColumns *carts = look->desk->carts;
  CorralVerdict *verdict = look->verdict;
  guint shares = (others->of_store > 0) + (others->at_point > 0) + (others->of_carrier > 0) + (others->of_version > 0);
  double sure = 50 + 8 * shares + 2 * MIN (5, others->of_store);

  sure -= 40.0 * others->silent / (others->silent + others->of_store);
  verdict->n_carts = 1;
  verdict->n_of = 1 + others->silent + others->of_store;
  corral_verdict_set (verdict, CORRAL_VERDICT_CART_SILENT, (guint) CLAMP (sure, 35, 88));
  corral_verdict_add (verdict, CORRAL_EVIDENCE (HEARD_STORE, .count = others->of_store, .store = look->store,
                                                .time_ms = look->heard_ms));
  if (others->at_point > 0)
    corral_verdict_add_named (verdict, CORRAL_EVIDENCE (SAME_POINT, .count = others->at_point, .store = look->store),
                              corral_columns_get_text (carts, look->cart, CORRAL_CART_COL_ACCESS_POINT));
  if (others->of_carrier > 0)
    corral_verdict_add_named (verdict, CORRAL_EVIDENCE (SAME_CARRIER, .count = others->of_carrier),
                              corral_columns_get_text (carts, look->cart, CORRAL_CART_COL_CARRIERS));
  if (others->of_version > 0)
    corral_verdict_add_named (verdict, CORRAL_EVIDENCE (SAME_VERSION, .count = others->of_version),
                              corral_columns_get_text (carts, look->cart, CORRAL_CART_COL_FIRMWARE));
  if (others->silent > 0)
    corral_verdict_add (verdict, CORRAL_EVIDENCE (SILENT_STORE, .count = others->silent + 1, .store = look->store,
                                                  .of = verdict->n_of, .against = TRUE));
  corral_verdict_doubt (verdict, CORRAL_DOUBT_MORE_OF_STORE);
  corral_verdict_doubt (verdict, CORRAL_DOUBT_DOCK);
  corral_verdict_doubt (verdict, CORRAL_DOUBT_RESTART);
}

/* Whether so much time has gone by since it was last heard that others of its fate would show it as well. */
static gboolean
is_settled (const CorralVerdictLook *look)
{
  return CORRAL_IS_KNOWN (look->heard_ms) && CORRAL_IS_KNOWN (look->now_ms)
         && look->now_ms - look->heard_ms >= CORRAL_VERDICT_SETTLE_MS;
}

/* Most of its store is silent or without Wi-Fi, though not enough to blame the network. */
static gboolean
is_doubtful_store (const CorralVerdictLook *look, const Neighbours *others)
{
  const CorralCensusStore *store;

  if (look->store == CORRAL_NO_SLOT)
    return TRUE;
  store = &look->desk->census->stores[look->store];
  return others->of_store < CORRAL_VERDICT_NEIGHBOURS || others->silent > others->of_store
         || (store->count.on_wifi == 0 && store->count.mobile >= CORRAL_STORE_DOWN_CARTS)
         || (others->silent + 1 >= CORRAL_STORE_PART_CARTS
             && others->silent + 1 >= CORRAL_STORE_PART_SHARE * store->count.expected);
}

void
corral_verdict_of_silent (CorralVerdictLook *look)
{
  CorralVerdict *verdict = look->verdict;
  const CorralSilenceGroup *group = corral_silence_find (look->desk->census->silence, look->cart);
  const CorralCensusCarrier *carrier = corral_census_find_carrier (look->desk->census, look->cart);
  Neighbours others;
  gint64 pct;

  verdict->since_ms = look->heard_ms;
  verdict->n_carts = verdict->n_of = verdict->n_stores = 1;
  if (blame_certificate (look))
    ;
  else if (group != NULL && corral_census_is_wider (look->desk->census, look->cart))
    {
      gint64 valid = corral_columns_get_integer (look->desk->carts, look->cart, CORRAL_CART_COL_CERTIFICATE_NOT_BEFORE_MS);

      corral_verdict_blame_group (look->desk, group, verdict);
      if (group->cause == CORRAL_VERDICT_CERTIFICATE_BATCH && CORRAL_IS_KNOWN (valid)
          && ABS (valid - look->heard_ms) < CORRAL_HOUR_MS)
        corral_verdict_add (verdict, CORRAL_EVIDENCE (BATCH_RENEWED, .time_ms = valid, .cart = look->cart));
    }
  else if (carrier != NULL && carrier->down)
    corral_verdict_blame_carrier (look->desk, carrier, verdict);
  else if (corral_verdict_blame_store (look->desk, look->store, verdict))
    ;
  else if (group != NULL)
    corral_verdict_blame_group (look->desk, group, verdict);
  else if (blame_point (look))
    ;
  else
    {
      gboolean settled = is_settled (look);

      others = count_neighbours (look);
      if (settled && was_empty (look, &pct))
        {
          corral_verdict_set (verdict, CORRAL_VERDICT_PACK_EMPTY, 82);
          corral_verdict_add (verdict, CORRAL_EVIDENCE (BATTERY_LAST, .value = CORRAL_IS_KNOWN (pct) ? (double) pct : NAN,
                                                        .time_ms = look->heard_ms, .cart = look->cart));
          if (others.of_store > 0)
            corral_verdict_add (verdict, CORRAL_EVIDENCE (HEARD_STORE, .count = others.of_store, .store = look->store,
                                                          .time_ms = look->heard_ms));
          corral_verdict_doubt (verdict, CORRAL_DOUBT_DOCK);
        }
      else if (look->store != CORRAL_NO_SLOT && corral_verdict_is_closed (look->desk, look->store, look->now_ms)
               && corral_verdict_is_closed (look->desk, look->store, look->heard_ms))
        {
          corral_verdict_set (verdict, CORRAL_VERDICT_CLOSED, 60);
          corral_verdict_add (verdict, CORRAL_EVIDENCE (STORE_CLOSED, .store = look->store));
          corral_verdict_doubt (verdict, CORRAL_DOUBT_OPENS);
        }
      else if (!settled || is_doubtful_store (look, &others) || is_doubtful_moment (&others))
        cannot_tell (look, &others, settled);
      else
        blame_cart (look, &others);
    }
  corral_verdict_add (verdict, CORRAL_EVIDENCE (LAST_HEARD, .time_ms = look->heard_ms, .cart = look->cart));
}

void
corral_verdict_of_late (CorralVerdictLook *look)
{
  look->verdict->since_ms = look->heard_ms;
  look->verdict->n_carts = look->verdict->n_of = look->verdict->n_stores = 1;
  if (corral_verdict_blame_store (look->desk, look->store, look->verdict))
    return;
  corral_verdict_set (look->verdict, CORRAL_VERDICT_NO_DATA, 0);
  corral_verdict_add (look->verdict, CORRAL_EVIDENCE (LAST_HEARD, .time_ms = look->heard_ms, .cart = look->cart));
  corral_verdict_add (look->verdict, CORRAL_EVIDENCE (TOO_EARLY, .time_ms = look->heard_ms + CORRAL_VERDICT_SETTLE_MS,
                                                      .against = TRUE));
  corral_verdict_doubt (look->verdict, CORRAL_DOUBT_WAIT);
}
