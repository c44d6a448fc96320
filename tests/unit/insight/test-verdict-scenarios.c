/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The twelve things that went wrong in the field (domain.md), as the demo cloud's simulation has them, over many seeds and
 * from before each begins: within the minutes that the data allow the right layer is named for the carts and stores that
 * are hit, and no wrong one is named at any minute. Who is hit is asked of the simulation itself.
 *
 * Carts have troubles of their own at the same time (an empty pack, a fault). So each seed has a twin fleet in which
 * nothing but those goes on: what is said of a cart there may be said of it here as well.
 *
 * All of it once without the cloud's alerts, and once with them.
 */
#include "corral-sim-private.h"

#include "corral-attention.h"
#include "corral-verdict.h"
#include "sim-fixture.h"

#include <string.h>

/* Tuesday, 24 November 2026, 16:00 UTC: every seed another hour of it, of the days around, nights included. */
#define BASE_MS G_GINT64_CONSTANT (1795536000000)
#define N_CARTS 1000
#define N_STORES 32
#define N_SEEDS 20
#define MAX_MOMENTS 12

/* Whose trouble can be seen in the rows at a moment: in the end these must all be named. */
typedef enum
{
  SEEN_SILENT,      /* the cart is silent, and ought not to be */
  SEEN_NEARLY_ALL,  /* whoever is hit */
  SEEN_ROLLED_BACK, /* whose update was rolled back */
  SEEN_DRIFT,
  SEEN_WRONG_BUILD,
  SEEN_NOISE,       /* beside a compressor that runs, just now; or the cloud saw it there */
  SEEN_OLD_FIRMWARE,
  SEEN_OFF_PREMISES,
} Seen;

typedef struct
{
  SimScenario scenario;
  CorralLayer layer;
  Seen seen;
  gboolean from_anchor;           /* minutes count from the moment of the simulation, not from when it began */
  int minutes[MAX_MOMENTS];       /* of looking, ascending; 0 ends them but at the first place */
  guint n_minutes;
  int named_min;                  /* from this minute on, */
  guint named_pct;                /* so many of those that are seen are named, in each fleet, */
  guint least;                    /* where so many are seen */
  gboolean stores;                /* and the stores that they are in */
} Case;

static const Case cases[] = {
  { SIM_CARRIER_OUTAGE, CORRAL_LAYER_CARRIER, SEEN_SILENT, FALSE,
    { -20, 2, 4, 6, 9, 13, 18, 30, 90, 400 }, 10, 18, 95, 6, FALSE },
  { SIM_SILENT_CARTS, CORRAL_LAYER_CLOUD, SEEN_SILENT, FALSE,
    { -20, 2, 4, 6, 9, 13, 18, 30, 90, 400 }, 10, 30, 90, 10, FALSE },
  { SIM_CLOUD_DROPS_DATA, CORRAL_LAYER_CLOUD, SEEN_SILENT, FALSE,
    { -20, 2, 4, 6, 9, 13, 18, 30, 90, 300 }, 10, 18, 97, 20, TRUE },
  { SIM_CERTIFICATE_BATCH, CORRAL_LAYER_CERTIFICATE, SEEN_SILENT, FALSE,
    { -20, 2, 4, 6, 9, 13, 18, 30, 90, 400 }, 10, 18, 95, 5, FALSE },
  { SIM_RADIO_NOISE, CORRAL_LAYER_ACCESS_POINT, SEEN_NOISE, TRUE,
    { -300, -270, -240, -210, -180, -120, -90, -60, -30, 0, 30, 60 }, 12, -300, 80, 8, FALSE },
  { SIM_CALIBRATION_BUG, CORRAL_LAYER_SCALE, SEEN_DRIFT, FALSE,
    { -20, 2, 6, 11, 30, 90, 1440, 4000 }, 8, 6, 95, 3, FALSE },
  { SIM_ROLLBACK_STORM, CORRAL_LAYER_FIRMWARE, SEEN_ROLLED_BACK, FALSE,
    { -60, 10, 300, 700, 1000, 1300, 1700, 1790 }, 8, 10, 90, 1, FALSE },
  { SIM_MISSING_CA, CORRAL_LAYER_CERTIFICATE, SEEN_NEARLY_ALL, TRUE, { -2000, -60, 0, 60 }, 4, -2000, 80, 1, FALSE },
  { SIM_WRONG_FIRMWARE, CORRAL_LAYER_FIRMWARE, SEEN_WRONG_BUILD, FALSE,
    { -60, 60, 700, 1500, 2000, 3000, 7000 }, 7, 1500, 90, 1, FALSE },
  { SIM_REJECTED_MESSAGES, CORRAL_LAYER_CLOUD, SEEN_OLD_FIRMWARE, TRUE, { -2000, -60, 0, 60 }, 4, -2000, 80, 1, FALSE },
  { SIM_STORE_WIFI_DOWN, CORRAL_LAYER_STORE_NETWORK, SEEN_SILENT, FALSE,
    { -20, 1, 3, 5, 8, 13, 18, 30, 90, 250 }, 10, 3, 95, 1, TRUE },
  { SIM_CAR_PARK, CORRAL_LAYER_CART, SEEN_OFF_PREMISES, FALSE, { -60, 60, 500, 1100, 1150 }, 5, 60, 90, 1, FALSE },
};

static const char *const layer_words[CORRAL_N_LAYERS] = {
  "none", "unknown", "own PC", "cloud", "carrier", "store", "AP", "certif.", "firmware", "power", "scanner", "scale", "cart",
};

typedef struct
{
  CorralSim *sim;
  CorralFleet *fleet;
  CorralLayer *layers; /* by index of the cart, of the store */
  CorralLayer *store_layers;
  CorralVerdictCause *causes;
} Look;

static guint
index_of (CorralFleet *fleet, CorralTableKind table, guint32 slot)
{
  return (guint) g_ascii_strtoull (corral_fleet_get_text (fleet, table, slot, 0) + 2, NULL, 10);
}

static void
judge (Look *look)
{
  const CorralColumns *carts = corral_fleet_get_table (look->fleet, CORRAL_TABLE_CART);
  const CorralColumns *stores = corral_fleet_get_table (look->fleet, CORRAL_TABLE_STORE);
  g_autoptr (CorralVerdictDesk) desk = corral_verdict_desk_new (look->fleet, NULL);
  CorralVerdict verdict;

  for (guint32 slot = 0; slot < corral_columns_get_n_slots (carts); slot++)
    if (corral_columns_exists (carts, slot))
      {
        guint cart = index_of (look->fleet, CORRAL_TABLE_CART, slot);

        corral_verdict_of_cart (desk, slot, &verdict);
        look->layers[cart] = verdict.layer;
        look->causes[cart] = verdict.cause;
        g_assert_cmpuint (verdict.confidence_pct, <, 100);
        g_assert_true ((verdict.layer == CORRAL_LAYER_UNKNOWN) == (verdict.confidence_pct == 0));
      }
  for (guint32 slot = 0; slot < corral_columns_get_n_slots (stores); slot++)
    if (corral_columns_exists (stores, slot))
      {
        corral_verdict_of_store (desk, slot, &verdict);
        look->store_layers[index_of (look->fleet, CORRAL_TABLE_STORE, slot) - 1] = verdict.layer;
      }
}

static void
look_at (Look *look, CorralSim *sim, gint64 now_ms)
{
  look->sim = sim;
  look->fleet = sim_fixture_look (sim, now_ms);
  look->layers = g_new0 (CorralLayer, N_CARTS);
  look->causes = g_new0 (CorralVerdictCause, N_CARTS);
  look->store_layers = g_new0 (CorralLayer, N_STORES);
  judge (look);
}

static void
look_away (Look *look)
{
  g_clear_object (&look->fleet);
  g_free (look->layers);
  g_free (look->causes);
  g_free (look->store_layers);
}

static guint32
slot_of (Look *look, guint cart)
{
  char id[16];
  guint tenant = look->sim->stores[look->sim->carts[cart].store].chain;

  g_snprintf (id, sizeof id, "c-%06u", cart);
  return corral_columns_find (corral_fleet_get_table (look->fleet, CORRAL_TABLE_CART),
                              corral_fleet_find_chain (look->fleet, corral_sim_get_tenant (look->sim, tenant)->id), id);
}

static gboolean
has_alert (Look *look, guint32 cart, const char *kind)
{
  const CorralColumns *alerts = corral_fleet_get_table (look->fleet, CORRAL_TABLE_ALERT);

  for (guint32 slot = 0; slot < corral_columns_get_n_slots (alerts); slot++)
    if (corral_columns_get_link (alerts, slot, CORRAL_ALERT_COL_CART) == cart
        && corral_columns_get_integer (alerts, slot, CORRAL_ALERT_COL_OPEN) == 1
        && g_strcmp0 (corral_columns_get_text (alerts, slot, CORRAL_ALERT_COL_KIND), kind) == 0)
      return TRUE;
  return FALSE;
}

/* Whether a person could see it in the rows, if they knew. */
static gboolean
is_seen (const Case *c, Look *look, guint cart, gint64 now_ms)
{
  guint32 slot = slot_of (look, cart);
  CorralCartState state
      = (CorralCartState) corral_fleet_get_integer (look->fleet, CORRAL_TABLE_CART, slot, CORRAL_CART_COL_SHOWN_STATE);

  if (!sim_scenario_hits (look->sim, c->scenario, cart) || state == CORRAL_CART_OUT_OF_SERVICE
      || state == CORRAL_CART_NEVER_SEEN || state == CORRAL_CART_REVOKED)
    return FALSE;
  switch (c->seen)
    {
    case SEEN_SILENT:
      return state == CORRAL_CART_OFFLINE
             /* It was silent before, of its own. */
             && corral_fleet_get_integer (look->fleet, CORRAL_TABLE_CART, slot, CORRAL_CART_COL_HEARD_MS)
                  > sim_scenario_start (look->sim, c->scenario) - 6 * CORRAL_MINUTE_MS;
    case SEEN_NEARLY_ALL:
      return TRUE;
    case SEEN_ROLLED_BACK:
      return CORRAL_IS_KNOWN (sim_rollback_ms (look->sim, cart)) && sim_rollback_ms (look->sim, cart) <= now_ms - 30 * CORRAL_MINUTE_MS
             && now_ms - sim_rollback_ms (look->sim, cart) < 5 * CORRAL_DAY_MS /* what is older explains nothing */
             && state != CORRAL_CART_OFFLINE && state != CORRAL_CART_FAULT && state != CORRAL_CART_LATE;
    case SEEN_DRIFT:
      return corral_fleet_get_real (look->fleet, CORRAL_TABLE_CART, slot, CORRAL_CART_COL_WEIGHT_DRIFT_G) > 60
             && state != CORRAL_CART_OFFLINE && state != CORRAL_CART_FAULT && state != CORRAL_CART_LATE;
    case SEEN_WRONG_BUILD:
      return g_strcmp0 (corral_fleet_get_text (look->fleet, CORRAL_TABLE_CART, slot, CORRAL_CART_COL_FIRMWARE),
                        sim_firmware_versions[SIM_FIRMWARE_WRONG])
                 == 0
             && state != CORRAL_CART_OFFLINE && state != CORRAL_CART_FAULT && state != CORRAL_CART_LATE;
    case SEEN_NOISE:
      return (corral_fleet_get_integer (look->fleet, CORRAL_TABLE_CART, slot, CORRAL_CART_COL_ROAM_MS) >= 3000
              || has_alert (look, slot, "radio_noise"))
             && state != CORRAL_CART_OFFLINE && state != CORRAL_CART_FAULT && state != CORRAL_CART_LATE;
    case SEEN_OLD_FIRMWARE:
      return state != CORRAL_CART_OFFLINE && state != CORRAL_CART_FAULT && state != CORRAL_CART_LATE;
    case SEEN_OFF_PREMISES:
      return state == CORRAL_CART_OFF_PREMISES;
    default:
      return FALSE;
    }
}

typedef struct
{
  guint layers[CORRAL_N_LAYERS]; /* of the carts that are seen, at the last moment; where few are, at all of them */
  guint n;
} Line;

static Line lines[2][G_N_ELEMENTS (cases)];
static guint n_false[2], n_clean;

static gboolean
may_be_said (const Case *c, CorralLayer layer, CorralLayer twin)
{
  return layer == CORRAL_LAYER_NONE || layer == CORRAL_LAYER_UNKNOWN || layer == c->layer || layer == twin;
}

/* A trip that an outage would cut is no trip in the simulation, so a cart may be otherwise than its twin. What its own row
 * says outright may be said of it. */
static gboolean
says_itself (Look *look, guint cart)
{
  guint32 slot = slot_of (look, cart);
  gint64 pct = corral_fleet_get_integer (look->fleet, CORRAL_TABLE_CART, slot, CORRAL_CART_COL_BATTERY_PCT);
  gint64 health = corral_fleet_get_integer (look->fleet, CORRAL_TABLE_CART, slot, CORRAL_CART_COL_PACK_SOH_PCT);
  const char *state = corral_fleet_get_text (look->fleet, CORRAL_TABLE_CART, slot, CORRAL_CART_COL_STATE);

  return (look->layers[cart] == CORRAL_LAYER_POWER && (pct <= 15 || health < 68)) || strcmp (state, "fault") == 0;
}

static void
check (const Case *c, Look *look, Look *twin, gint64 now_ms, int minute, guint64 seed, gboolean alerts, gboolean last)
{
  gboolean begun = c->from_anchor || minute >= 0;
  g_autoptr (GString) unnamed = g_string_new (NULL);
  guint seen = 0, named = 0;

  for (guint cart = 0; cart < N_CARTS; cart++)
    {
      gboolean hit = begun && sim_scenario_hits (look->sim, c->scenario, cart);

      if (hit && !may_be_said (c, look->layers[cart], twin->layers[cart]) && !says_itself (look, cart))
        g_error ("%s, seed %u, minute %d%s: cart %u is said to be “%s” (%s), and alone “%s” (%s)",
                 corral_sim_scenario_names ()[c->scenario], (guint) seed, minute, alerts ? " with alerts" : "", cart,
                 layer_words[look->layers[cart]], corral_verdict_cause_to_word (look->causes[cart]),
                 layer_words[twin->layers[cart]], corral_verdict_cause_to_word (twin->causes[cart]));
      if (hit && is_seen (c, look, cart, now_ms))
        {
          seen++;
          named += look->layers[cart] == c->layer;
          if (look->layers[cart] != c->layer)
            g_string_append_printf (unnamed, " %u %s", cart, corral_verdict_cause_to_word (look->causes[cart]));
          if (last || c->seen == SEEN_NOISE)
            {
              lines[alerts][c - cases].layers[look->layers[cart]]++;
              lines[alerts][c - cases].n++;
            }
        }
      /* Those that are not hit go on as alone. */
      if (!hit)
        {
          n_clean++;
          n_false[alerts] += look->layers[cart] != twin->layers[cart] && look->layers[cart] > CORRAL_LAYER_UNKNOWN;
        }
    }
  if (begun && minute >= c->named_min && seen >= c->least && named * 100 < seen * c->named_pct)
    g_error ("%s, seed %u, minute %d%s: of %u carts only %u are named:%s", corral_sim_scenario_names ()[c->scenario],
             (guint) seed, minute, alerts ? " with alerts" : "", seen, named, unnamed->str);

  for (guint store = 0; store < N_STORES; store++)
    {
      gboolean hit = FALSE;
      guint themselves = 0;

      for (guint k = 0; k < look->sim->stores[store].n_carts; k++)
        {
          guint cart = look->sim->stores[store].first_cart + k;

          hit |= sim_scenario_hits (look->sim, c->scenario, cart);
          themselves += look->layers[cart] == look->store_layers[store] && says_itself (look, cart);
        }
      if (!begun || !hit)
        continue;
      if (!may_be_said (c, look->store_layers[store], twin->store_layers[store]) && themselves < 3)
        g_error ("%s, seed %u, minute %d%s: store %u is said to be “%s”", corral_sim_scenario_names ()[c->scenario],
                 (guint) seed, minute, alerts ? " with alerts" : "", store + 1, layer_words[look->store_layers[store]]);
      if (c->stores && minute >= c->named_min && look->store_layers[store] != c->layer)
        g_error ("%s, seed %u, minute %d%s: store %u is said to be “%s”, which is not the layer",
                 corral_sim_scenario_names ()[c->scenario], (guint) seed, minute, alerts ? " with alerts" : "", store + 1,
                 layer_words[look->store_layers[store]]);
    }
}

/* What the fleet's page names of it. */
static const CorralAttentionKind listed_as[SIM_N_SCENARIOS] = {
  [SIM_CARRIER_OUTAGE] = CORRAL_ATTENTION_CARRIER,
  [SIM_SILENT_CARTS] = CORRAL_ATTENTION_CLOUD,
  [SIM_CLOUD_DROPS_DATA] = CORRAL_ATTENTION_CLOUD,
  [SIM_CERTIFICATE_BATCH] = CORRAL_ATTENTION_CERTIFICATE,
  [SIM_RADIO_NOISE] = CORRAL_ATTENTION_RADIO,
  [SIM_CALIBRATION_BUG] = CORRAL_ATTENTION_CALIBRATION,
  [SIM_ROLLBACK_STORM] = CORRAL_ATTENTION_ROLLOUT_HELD,
  [SIM_MISSING_CA] = CORRAL_ATTENTION_MISSING_CA,
  [SIM_WRONG_FIRMWARE] = CORRAL_ATTENTION_WRONG_BUILD,
  [SIM_REJECTED_MESSAGES] = CORRAL_ATTENTION_REJECTS,
  [SIM_STORE_WIFI_DOWN] = CORRAL_ATTENTION_STORE_WIFI,
  [SIM_CAR_PARK] = CORRAL_ATTENTION_OFF_PREMISES,
};

static gboolean
is_listed (Look *look, SimScenario scenario)
{
  g_autoptr (GArray) items = g_array_new (FALSE, FALSE, sizeof (CorralAttention));

  corral_attention_list (look->fleet, CORRAL_NO_SLOT, items);
  for (guint i = 0; i < items->len; i++)
    if (g_array_index (items, CorralAttention, i).kind == listed_as[scenario])
      return TRUE;
  return FALSE;
}

static void
test_scenario (gconstpointer data)
{
  const Case *c = data;
  const char *seeds = g_getenv ("CORRAL_SEEDS");
  guint n_seeds = seeds != NULL ? (guint) g_ascii_strtoull (seeds, NULL, 10) : N_SEEDS;
  guint n_listed = 0, n_listed_alone = 0;

  for (guint64 seed = 1; seed <= n_seeds; seed++)
    {
      gint64 anchor = BASE_MS + (gint64) (seed % 3) * CORRAL_DAY_MS + (gint64) (seed * 5 % 24 - 12) * CORRAL_HOUR_MS;
      g_autoptr (CorralClock) clock = corral_clock_new_manual (anchor * 1000);
      g_autoptr (CorralSim) sim = sim_fixture_new (seed, N_CARTS, N_STORES, corral_sim_scenario_names ()[c->scenario], clock);
      g_autoptr (CorralSim) ordinary = sim_fixture_new (seed, N_CARTS, N_STORES, "ordinary", clock);

      for (guint i = 0; i < c->n_minutes; i++)
        {
          gint64 now_ms = (c->from_anchor ? anchor : sim_scenario_start (sim, c->scenario))
                          + c->minutes[i] * CORRAL_MINUTE_MS;
          gboolean last = i + 1 == c->n_minutes;
          Look look, twin;

          look_at (&look, sim, now_ms);
          look_at (&twin, ordinary, now_ms);
          check (c, &look, &twin, now_ms, c->minutes[i], seed, FALSE, last);
          sim_fixture_apply (look.fleet, sim, CORRAL_COLLECTION_ALERT, now_ms);
          sim_fixture_apply (twin.fleet, ordinary, CORRAL_COLLECTION_ALERT, now_ms);
          corral_fleet_flush (look.fleet);
          corral_fleet_flush (twin.fleet);
          judge (&look);
          judge (&twin);
          check (c, &look, &twin, now_ms, c->minutes[i], seed, TRUE, last);
          if (last)
            {
              n_listed += is_listed (&look, c->scenario);
              n_listed_alone += is_listed (&twin, c->scenario);
            }
          look_away (&look);
          look_away (&twin);
        }
    }
  g_test_message ("%s: named to the fleet with %u of %u seeds, and without it with %u",
                  corral_sim_scenario_names ()[c->scenario], n_listed, n_seeds, n_listed_alone);
  g_assert_cmpuint (n_listed * 100, >=, n_seeds * 95);
  g_assert_cmpuint (n_listed_alone * 100, <=, n_seeds * 5);
}

static gboolean
is_silence (const Case *c)
{
  return c->seen == SEEN_SILENT;
}

/* Scenario by layer named, of the carts whose trouble is in the rows, over all seeds. */
static void
test_confusion (gconstpointer data)
{
  gboolean silence = GPOINTER_TO_INT (data);

  for (guint alerts = 0; alerts < 2; alerts++)
    {
      g_autoptr (GString) head = g_string_new (NULL);

      g_string_append_printf (head, "%-20s", alerts ? "with alerts" : "without alerts");
      for (guint l = 0; l < CORRAL_N_LAYERS; l++)
        g_string_append_printf (head, "%9s", layer_words[l]);
      g_test_message ("%s", head->str);
      for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
        {
          g_autoptr (GString) line = g_string_new (NULL);

          if (silence != is_silence (&cases[i]))
            continue;
          g_string_append_printf (line, "%-20s", corral_sim_scenario_names ()[cases[i].scenario]);
          for (guint l = 0; l < CORRAL_N_LAYERS; l++)
            g_string_append_printf (line, "%9u", lines[alerts][i].layers[l]);
          g_test_message ("%s", line->str);
        }
      g_test_message ("of %u looks at carts that are not hit %u name another layer than alone", n_clean / 2,
                      n_false[alerts]);
      g_assert_cmpuint (n_false[alerts] * 1000, <=, n_clean / 2 * 5);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *path
          = g_strdup_printf ("/verdict/%s/%s", is_silence (&cases[i]) ? "silence" : "behaviour",
                             corral_sim_scenario_names ()[cases[i].scenario]);

      g_test_add_data_func (path, &cases[i], test_scenario);
    }
  g_test_add_data_func ("/verdict/silence/confusion", GINT_TO_POINTER (TRUE), test_confusion);
  g_test_add_data_func ("/verdict/behaviour/confusion", GINT_TO_POINTER (FALSE), test_confusion);
  return g_test_run ();
}
