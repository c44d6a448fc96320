/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is seen, looked for in pieces: while nothing changes it is what is seen at once; what changes between two
 * pieces waits for the next look; what would be read by slots and words that are others by then is looked for at
 * once. And members in order. */
#include "corral-attention.h"
#include "corral-finding-private.h"
#include "small-fleet.h"

#define SILENT .silent_min = 60

static void
set_up (SmallFleet *fleet, gconstpointer data)
{
  small_fleet_set_up (fleet, data);
  for (guint i = 1; i <= 8; i++)
    small_store (fleet, i, i <= 6 ? "north" : "south", 99.5);
  small_carts (fleet, 1, 8, (SmallCart){ .state = "idle" });
  small_carts (fleet, 1, 12, (SmallCart){ .state = "offline", SILENT });
  small_carts (fleet, 2, 4, (SmallCart){ .state = "idle", .access_point = "ap-1" });
  corral_fleet_flush (fleet->fleet);
}

/* "store-wifi 5/1, …": findings in short, in order. */
static char *
list (SmallFleet *fleet, CorralFindings *look (CorralFleet *fleet, const CorralRuleSettings *settings))
{
  CorralRuleSettings settings;
  g_autoptr (CorralFindings) findings = NULL;
  GString *text = g_string_new (NULL);

  corral_rule_settings_init (&settings);
  findings = look (fleet->fleet, &settings);
  for (guint i = 0; i < findings->findings->len; i++)
    {
      const CorralFinding *finding = g_ptr_array_index (findings->findings, i);

      g_string_append_printf (text, "%s%s %u/%u", i > 0 ? ", " : "", corral_alert_rule_to_word (finding->rule),
                              finding->n_carts, finding->n_stores);
    }
  return g_string_free (text, FALSE);
}

/* All steps from @step on. */
static void
prepare (SmallFleet *fleet, guint step)
{
  while (corral_findings_prepare (fleet->fleet, step++))
    g_assert_cmpuint (step, <, 100);
  g_assert_cmpuint (step, >, 1);
}

static void
test_pieces (SmallFleet *fleet, gconstpointer data)
{
  g_autofree char *at_once = list (fleet, corral_findings_new);
  g_autofree char *prepared = NULL, *strict = NULL;
  guint64 before, after;

  g_assert_cmpstr (at_once, !=, "");
  /* Something changes: all is to be prepared anew. */
  small_carts (fleet, 2, 4, (SmallCart){ .state = "idle" });
  corral_fleet_flush (fleet->fleet);
  prepare (fleet, 0);
  corral_sight_get_near (fleet->fleet, &before);
  prepared = list (fleet, corral_findings_new_prepared);
  strict = list (fleet, corral_findings_new);
  corral_sight_get (fleet->fleet, &after);
  g_assert_cmpstr (prepared, ==, at_once);
  g_assert_cmpstr (strict, ==, at_once);
  /* And nothing was looked for twice. */
  g_assert_cmpuint (before, ==, after);
  /* Beyond the last there is nothing, and no harm. */
  g_assert_false (corral_findings_prepare (fleet->fleet, 99));
}

/* An alert between two pieces: what is being prepared stays as it was begun, and is not begun again. */
static void
test_between (SmallFleet *fleet, gconstpointer data)
{
  for (guint steps = 0; steps < 3; steps++)
    {
      g_autofree char *before = list (fleet, corral_findings_new);
      g_autofree char *prepared = NULL, *now = NULL, *next = NULL, *id = g_strdup_printf ("net-%u", steps);
      g_autoptr (GArray) shown = g_array_new (FALSE, FALSE, sizeof (CorralAttention));
      g_autoptr (GArray) later = g_array_new (FALSE, FALSE, sizeof (CorralAttention));
      guint64 serial, again;

      /* Each part is old by then. */
      small_carts (fleet, 3, 1, (SmallCart){ .state = "idle" });
      for (guint step = 0; step <= steps; step++)
        corral_findings_prepare (fleet->fleet, step);
      small_alert (fleet, id, "store_wifi", "store_network", 4 + steps, CORRAL_NO_SLOT);
      corral_fleet_flush (fleet->fleet);
      prepare (fleet, steps + 1);
      corral_sight_get_near (fleet->fleet, &serial);
      prepared = list (fleet, corral_findings_new_prepared);
      corral_attention_list_prepared (fleet->fleet, CORRAL_NO_SLOT, shown);
      corral_sight_get_near (fleet->fleet, &again);
      g_assert_cmpuint (serial, ==, again);
      g_assert_cmpstr (prepared, ==, before);
      /* Who asks how it is now is told. */
      now = list (fleet, corral_findings_new);
      corral_attention_list (fleet->fleet, CORRAL_NO_SLOT, later);
      g_assert_cmpstr (now, !=, before);
      g_assert_cmpuint (later->len, ==, shown->len + 1);
      /* And so is the next look. */
      prepare (fleet, 0);
      next = list (fleet, corral_findings_new_prepared);
      g_assert_cmpstr (next, ==, now);
    }
}

/* Carts, a store and words that nobody knew come between two pieces. */
static void
test_comers (SmallFleet *fleet, gconstpointer data)
{
  for (guint steps = 0; steps < 3; steps++)
    {
      g_autofree char *point = g_strdup_printf ("point-%u", steps), *region = g_strdup_printf ("region-%u", steps);
      g_autofree char *prepared = NULL, *now = NULL;

      small_carts (fleet, 3, 1, (SmallCart){ .state = "idle" });
      for (guint step = 0; step <= steps; step++)
        corral_findings_prepare (fleet->fleet, step);
      small_store (fleet, 20 + steps, region, 99.5);
      small_carts (fleet, 20 + steps, 200, (SmallCart){ .state = "offline", SILENT, .access_point = point, .carriers = region });
      corral_fleet_flush (fleet->fleet);
      prepare (fleet, steps + 1);
      prepared = list (fleet, corral_findings_new_prepared);
      now = list (fleet, corral_findings_new);
      g_assert_cmpstr (prepared, ==, now);
    }
}

/* What is a minute old and more is not read on. */
static void
test_old (SmallFleet *fleet, gconstpointer data)
{
  g_autofree char *before = NULL, *prepared = NULL;

  prepare (fleet, 0);
  before = list (fleet, corral_findings_new_prepared);
  small_alert (fleet, "net", "store_wifi", "store_network", 5, CORRAL_NO_SLOT);
  corral_fleet_set_now (fleet->fleet, SMALL_NOW_MS + 2 * SMALL_MINUTE_MS);
  corral_fleet_flush (fleet->fleet);
  prepared = list (fleet, corral_findings_new_prepared);
  g_assert_cmpstr (prepared, !=, before);
}

/* Few are sorted, many are marked: either way each stands there once, in order, with the stores that they are in. */
static void
test_members (SmallFleet *fleet, gconstpointer data)
{
  static const guint sizes[] = { 1, 2, 40, 499, 501, 1500 };
  guint32 last = small_carts (fleet, 6, 1000, (SmallCart){ .state = "idle" });

  last = small_carts (fleet, 7, 1000, (SmallCart){ .state = "idle" });
  for (guint i = 0; i < G_N_ELEMENTS (sizes); i++)
    {
      CorralFinding *finding = g_new0 (CorralFinding, 1);
      guint n = sizes[i];

      finding->rule = CORRAL_RULE_CARRIER;
      finding->chain = finding->store = CORRAL_NO_SLOT;
      /* From both ends, each twice. */
      for (guint k = 0; k < n; k++)
        {
          corral_finding_add_cart (finding, last - k);
          corral_finding_add_cart (finding, last - (n - 1 - k));
        }
      corral_finding_complete (finding, fleet->fleet);
      g_assert_cmpuint (finding->n_carts, ==, n);
      for (guint k = 0; k < n; k++)
        g_assert_cmpuint (finding->carts[k], ==, last - (n - 1) + k);
      g_assert_cmpuint (finding->n_stores, ==, n > 1000 ? 2 : 1);
      g_assert_cmpuint (finding->stores[finding->n_stores - 1], ==, small_store_slot (fleet, 7));
      corral_finding_free (finding);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(path, func) g_test_add ("/sight/" path, SmallFleet, NULL, set_up, func, small_fleet_tear_down)
  ADD ("pieces", test_pieces);
  ADD ("between", test_between);
  ADD ("comers", test_comers);
  ADD ("old", test_old);
  ADD ("members", test_members);
  return g_test_run ();
}
