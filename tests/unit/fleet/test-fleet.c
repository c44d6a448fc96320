/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sample-fleet.h"

#include <math.h>
#include <string.h>

static const SampleSize small
    = { .n_chains = 3, .n_stores = 11, .n_carts = 150, .n_alerts = 60, .n_flags = 50, .seed = 1 };

/* --- every column ---------------------------------------------------------------------------------- */

/* A row with a value of its own in every member. */
static gpointer
make_full_row (const CorralSchema *schema, CorralBatch *strings, gint64 rev)
{
  char *row = g_malloc0 (schema->size);

  corral_row_clear (schema, row);
  for (guint i = 0; i < schema->n_fields; i++)
    {
      const CorralField *field = &schema->fields[i];
      g_autofree char *text = g_strdup_printf ("%s-%s", schema->name, field->name);

      if (corral_field_is_string (field))
        *(const char **) (gpointer) (row + field->offset) = corral_batch_copy_string (strings, text);
      else if (field->type == CORRAL_FIELD_REAL)
        *(double *) (gpointer) (row + field->offset) = i + 0.5;
      else if (field->type == CORRAL_FIELD_TIME)
        *(gint64 *) (gpointer) (row + field->offset) = SAMPLE_NOW_MS + i;
      else
        *(gint64 *) (gpointer) (row + field->offset) = 10 + i;
    }
  ((CorralRow *) (gpointer) row)->id = "the-one";
  ((CorralRow *) (gpointer) row)->rev = rev;
  return row;
}

static void
test_every_column (void)
{
  static const struct
  {
    CorralCollection collection;
    CorralTableKind table;
    CorralColumnSource source;
  } cases[] = {
    { CORRAL_COLLECTION_STORE, CORRAL_TABLE_STORE, CORRAL_SOURCE_ROW },
    { CORRAL_COLLECTION_CART, CORRAL_TABLE_CART, CORRAL_SOURCE_ROW },
    { CORRAL_COLLECTION_VITAL, CORRAL_TABLE_CART, CORRAL_SOURCE_VITAL },
    { CORRAL_COLLECTION_ALERT, CORRAL_TABLE_ALERT, CORRAL_SOURCE_ROW },
    { CORRAL_COLLECTION_FLAG, CORRAL_TABLE_FLAG, CORRAL_SOURCE_ROW },
    { CORRAL_COLLECTION_TICKET, CORRAL_TABLE_TICKET, CORRAL_SOURCE_ROW },
    { CORRAL_COLLECTION_ROLLOUT, CORRAL_TABLE_ROLLOUT, CORRAL_SOURCE_ROW },
    { CORRAL_COLLECTION_ACCESS_POINT, CORRAL_TABLE_ACCESS_POINT, CORRAL_SOURCE_ROW },
    { CORRAL_COLLECTION_FIRMWARE, CORRAL_TABLE_FIRMWARE, CORRAL_SOURCE_ROW },
    { CORRAL_COLLECTION_INCIDENT, CORRAL_TABLE_INCIDENT, CORRAL_SOURCE_ROW },
    { CORRAL_COLLECTION_MAINTENANCE, CORRAL_TABLE_MAINTENANCE, CORRAL_SOURCE_ROW },
    { CORRAL_COLLECTION_INGEST, CORRAL_TABLE_INGEST, CORRAL_SOURCE_ROW },
    { CORRAL_COLLECTION_LOSS_WEEK, CORRAL_TABLE_LOSS_WEEK, CORRAL_SOURCE_ROW },
  };

  for (guint c = 0; c < G_N_ELEMENTS (cases); c++)
    {
      g_autoptr (CorralFleet) fleet = corral_fleet_new (NULL);
      g_autoptr (CorralBatch) strings = corral_batch_new (cases[c].collection);
      const CorralSchema *schema = corral_collection_get_schema (cases[c].collection);
      g_autofree gpointer row = make_full_row (schema, strings, 7);
      const CorralColumns *table = corral_fleet_get_table (fleet, cases[c].table);
      guint32 slot;
      guint n_seen = 0;

      corral_fleet_put (fleet, "c", schema, row);
      slot = corral_columns_find (table, corral_fleet_find_chain (fleet, "c"), "the-one");
      g_assert_cmpuint (slot, !=, CORRAL_NO_SLOT);
      g_assert_true (corral_columns_exists (table, slot) == (cases[c].source == CORRAL_SOURCE_ROW));
      for (guint i = 0; i < corral_columns_get_n_columns (table); i++)
        {
          const CorralColumnSpec *spec = corral_columns_get_spec (table, i);
          const CorralField *field;

          if (spec->source != cases[c].source)
            continue;
          n_seen++;
          field = corral_schema_find (schema, spec->name);
          g_assert_nonnull (field);
          g_assert_true (corral_columns_is_known (table, slot, i));
          if (spec->type == CORRAL_COLUMN_LINK)
            {
              guint32 target = corral_columns_get_link (table, slot, i);

              g_assert_cmpstr (corral_fleet_get_text (fleet, (CorralTableKind) spec->target, target, 0), ==,
                               corral_row_get_string (row, field));
              /* Named, but not arrived: nobody sees it. */
              g_assert_false (
                  corral_columns_exists (corral_fleet_get_table (fleet, (CorralTableKind) spec->target),
                                         target));
            }
          else if (spec->type == CORRAL_COLUMN_WORD || spec->type == CORRAL_COLUMN_TEXT)
            g_assert_cmpstr (corral_columns_get_text (table, slot, i), ==,
                             corral_row_get_string (row, field));
          else if (field->type == CORRAL_FIELD_REAL)
            g_assert_cmpfloat (corral_columns_get_real (table, slot, i), ==,
                               corral_row_get_real (row, field));
          else
            g_assert_cmpint (corral_columns_get_integer (table, slot, i), ==,
                             corral_row_get_integer (row, field));
        }
      g_assert_cmpuint (n_seen, >=, 4);

      /* And back to unknown. */
      corral_row_clear (schema, row);
      ((CorralRow *) row)->id = "the-one";
      ((CorralRow *) row)->rev = 8;
      corral_fleet_put (fleet, "c", schema, row);
      for (guint i = 1; i < corral_columns_get_n_columns (table); i++)
        if (corral_columns_get_spec (table, i)->source == cases[c].source)
          g_assert_false (corral_columns_is_known (table, slot, i));
    }
}

static void
test_numbers_that_do_not_fit (void)
{
  g_autoptr (CorralFleet) fleet = corral_fleet_new (NULL);
  const CorralSchema *schema = corral_collection_get_schema (CORRAL_COLLECTION_VITAL);
  CorralVital vital;

  corral_row_clear (schema, &vital);
  vital.id = "k";
  vital.rev = 1;
  vital.battery_mv = G_GINT64_CONSTANT (1) << 52;
  vital.current_ma = G_MININT32; /* the mark of unknown inside: must not read as unknown */
  corral_fleet_put (fleet, "c", schema, &vital);
  g_assert_cmpint (corral_fleet_get_integer (fleet, CORRAL_TABLE_CART, 0, CORRAL_CART_COL_BATTERY_MV), ==,
                   G_MAXINT32);
  g_assert_cmpint (corral_fleet_get_integer (fleet, CORRAL_TABLE_CART, 0, CORRAL_CART_COL_CURRENT_MA), ==,
                   G_MININT32 + 1);
}

static void
test_text_from_outside_is_cleaned (void)
{
  g_autoptr (CorralFleet) fleet = corral_fleet_new (NULL);
  const CorralSchema *schema = corral_collection_get_schema (CORRAL_COLLECTION_CART);
  CorralCart cart;

  corral_row_clear (schema, &cart);
  cart.id = "k";
  cart.rev = 1;
  cart.label = "04\342\200\25612\t\n";
  cart.serial = "S\001C";
  corral_fleet_put (fleet, "c", schema, &cart);
  g_assert_cmpstr (corral_fleet_get_text (fleet, CORRAL_TABLE_CART, 0, CORRAL_CART_COL_LABEL), ==, "0412");
  g_assert_cmpstr (corral_fleet_get_text (fleet, CORRAL_TABLE_CART, 0, CORRAL_CART_COL_SERIAL), ==, "SC");
}

/* --- arrival --------------------------------------------------------------------------------------- */

typedef struct
{
  const SampleBatch *batch;
  guint row;
} Arrival;

static void
test_order_of_arrival_does_not_matter (void)
{
  g_autoptr (GPtrArray) rows = sample_fleet_rows (&small);
  g_autofree char *expected = NULL;
  g_autoptr (GArray) arrivals = g_array_new (FALSE, FALSE, sizeof (Arrival));

  for (guint i = 0; i < rows->len; i++)
    for (guint r = 0; r < ((SampleBatch *) rows->pdata[i])->batch->n_rows; r++)
      {
        Arrival arrival = { rows->pdata[i], r };

        g_array_append_val (arrivals, arrival);
      }
  g_assert_cmpuint (arrivals->len, >, 300);

  for (guint seed = 0; seed < 12; seed++)
    {
      g_autoptr (CorralFleet) fleet = corral_fleet_new (NULL);
      CorralRandom random = corral_random_seeded (seed, 7, 7, 7);
      g_autofree char *is = NULL;

      for (guint i = arrivals->len - 1; seed > 0 && i > 0; i--)
        {
          guint k = (guint) corral_random_int (&random, 0, i + 1);
          Arrival swap = g_array_index (arrivals, Arrival, i);

          g_array_index (arrivals, Arrival, i) = g_array_index (arrivals, Arrival, k);
          g_array_index (arrivals, Arrival, k) = swap;
        }
      if (seed % 2 == 0)
        for (guint chain = 0; chain < small.n_chains; chain++)
          sample_fleet_put_tenant (fleet, chain);
      for (guint i = 0; i < arrivals->len; i++)
        {
          Arrival *arrival = &g_array_index (arrivals, Arrival, i);

          corral_fleet_put (fleet, arrival->batch->tenant, arrival->batch->batch->schema,
                            corral_batch_get_row (arrival->batch->batch, arrival->row));
          if (i % 50 == 0)
            corral_fleet_flush (fleet);
        }
      if (seed % 2 == 1)
        for (guint chain = 0; chain < small.n_chains; chain++)
          sample_fleet_put_tenant (fleet, chain);
      corral_fleet_flush (fleet);
      is = sample_fleet_dump (fleet);
      if (expected == NULL)
        expected = g_steal_pointer (&is);
      else
        g_assert_cmpstr (is, ==, expected);
    }
}

static void
put_cart (CorralFleet *fleet, const char *tenant, gint64 rev, const char *label)
{
  const CorralSchema *schema = corral_collection_get_schema (CORRAL_COLLECTION_CART);
  CorralCart cart;

  corral_row_clear (schema, &cart);
  cart.id = "k";
  cart.rev = rev;
  cart.label = label;
  cart.store = "s";
  cart.state = "idle";
  corral_fleet_put (fleet, tenant, schema, &cart);
}

static void
assert_label (CorralFleet *fleet, const char *tenant, const char *expected)
{
  const CorralColumns *carts = corral_fleet_get_table (fleet, CORRAL_TABLE_CART);
  guint32 slot = corral_columns_find (carts, corral_fleet_find_chain (fleet, tenant), "k");

  g_assert_cmpstr (corral_columns_exists (carts, slot)
                     ? corral_columns_get_text (carts, slot, CORRAL_CART_COL_LABEL)
                     : NULL,
                   ==, expected);
}

static void
test_revisions_never_fall (void)
{
  g_autoptr (CorralFleet) fleet = corral_fleet_new (NULL);

  put_cart (fleet, "c", 5, "five");
  put_cart (fleet, "c", 4, "four");
  assert_label (fleet, "c", "five");
  put_cart (fleet, "c", 5, "five again");
  assert_label (fleet, "c", "five");
  corral_fleet_delete (fleet, "c", CORRAL_COLLECTION_CART, "k", 4);
  assert_label (fleet, "c", "five");
  corral_fleet_delete (fleet, "c", CORRAL_COLLECTION_CART, "k", 6);
  assert_label (fleet, "c", NULL);
  put_cart (fleet, "c", 6, "late");
  assert_label (fleet, "c", NULL);
  put_cart (fleet, "c", 7, "back in scope");
  assert_label (fleet, "c", "back in scope");

  /* A deletion that comes before its row. */
  corral_fleet_delete (fleet, "d", CORRAL_COLLECTION_CART, "k", 9);
  put_cart (fleet, "d", 8, "late");
  assert_label (fleet, "d", NULL);
  g_assert_cmpuint (corral_columns_get_n_rows (corral_fleet_get_table (fleet, CORRAL_TABLE_CART)), ==, 1);
}

static void
test_chains_do_not_mix (void)
{
  g_autoptr (CorralFleet) fleet = corral_fleet_new (NULL);

  put_cart (fleet, "c", 5, "of c");
  put_cart (fleet, "d", 1, "of d");
  assert_label (fleet, "c", "of c");
  assert_label (fleet, "d", "of d");
  corral_fleet_clear (fleet, "c", CORRAL_COLLECTION_CART);
  assert_label (fleet, "c", NULL);
  put_cart (fleet, "c", 1, "anew");
  assert_label (fleet, "c", "anew");
  corral_fleet_remove_tenant (fleet, "c");
  g_assert_cmpuint (corral_fleet_find_chain (fleet, "c"), ==, CORRAL_NO_SLOT);
  assert_label (fleet, "d", "of d");
  put_cart (fleet, "e", 1, "of e");
  assert_label (fleet, "e", "of e");
  assert_label (fleet, "d", "of d");
}

/* --- what is told ---------------------------------------------------------------------------------- */

typedef struct
{
  guint n;
  guint64 cart_columns;
  gboolean cart_rows;
  guint n_carts;
  gboolean store_rows;
} Told;

static void
on_changed (CorralFleet *fleet, const CorralFleetChanges *changes, Told *told)
{
  const CorralTableChanges *carts = &changes->tables[CORRAL_TABLE_CART];

  told->n++;
  told->cart_columns = carts->columns;
  told->cart_rows = carts->rows;
  told->n_carts = carts->n_slots;
  told->store_rows = changes->tables[CORRAL_TABLE_STORE].rows;
  for (guint i = 1; i < carts->n_slots; i++)
    g_assert_cmpuint (carts->slots[i - 1], <, carts->slots[i]);
}

static void
put_battery (CorralFleet *fleet, gint64 rev, gint64 pct)
{
  const CorralSchema *schema = corral_collection_get_schema (CORRAL_COLLECTION_VITAL);
  CorralVital vital;

  corral_row_clear (schema, &vital);
  vital.id = "k";
  vital.rev = rev;
  vital.battery_pct = pct;
  corral_fleet_put (fleet, "c", schema, &vital);
}

static void
test_tells_what_changed (void)
{
  g_autoptr (CorralFleet) fleet = corral_fleet_new (NULL);
  Told told = { 0 };

  g_signal_connect (fleet, "changed", G_CALLBACK (on_changed), &told);
  put_cart (fleet, "c", 1, "one");
  corral_fleet_flush (fleet);
  g_assert_cmpuint (told.n, ==, 1);
  g_assert_true (told.cart_rows);
  g_assert_false (told.store_rows); /* only named */
  g_assert_cmpuint (told.n_carts, ==, 1);

  put_battery (fleet, 1, 40);
  put_battery (fleet, 2, 39);
  corral_fleet_flush (fleet);
  g_assert_cmpuint (told.n, ==, 2);
  g_assert_false (told.cart_rows);
  g_assert_true (told.cart_columns == G_GUINT64_CONSTANT (1) << CORRAL_CART_COL_BATTERY_PCT);

  /* The same values under a new revision: nothing to say. */
  put_battery (fleet, 3, 39);
  corral_fleet_flush (fleet);
  g_assert_cmpuint (told.n, ==, 2);
}

static gboolean
on_deadline (gpointer data)
{
  *(gboolean *) data = TRUE;
  return G_SOURCE_REMOVE;
}

static void
test_live_fleet_flushes_itself_once (void)
{
  g_autoptr (CorralFleet) fleet = corral_fleet_new (NULL);
  Told told = { 0 };
  gboolean late = FALSE;
  guint deadline = g_timeout_add_seconds (10, on_deadline, &late);

  g_signal_connect (fleet, "changed", G_CALLBACK (on_changed), &told);
  corral_fleet_go_live (fleet);
  g_assert_cmpuint (told.n, ==, 0);
  for (gint64 i = 1; i <= 100; i++)
    put_battery (fleet, i, i);
  g_assert_cmpuint (told.n, ==, 0);
  while (told.n == 0 && !late)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpuint (told.n, ==, 1);
  g_source_remove (deadline);
  /* A pending flush does not keep the fleet alive, nor run after its end. */
  put_battery (fleet, 1000, 1);
  g_assert_finalize_object (g_steal_pointer (&fleet));
  g_main_context_iteration (NULL, FALSE);
}

/* --- counts ---------------------------------------------------------------------------------------- */

static void
count_naively (CorralFleet *fleet, guint32 chain, guint32 store, CorralRollup *rollup)
{
  const CorralColumns *carts = corral_fleet_get_table (fleet, CORRAL_TABLE_CART);
  const CorralColumns *stores = corral_fleet_get_table (fleet, CORRAL_TABLE_STORE);
  double weight_today = 0, today = 0;

  *rollup = (CorralRollup) { 0 };
#define WANTED(table, UPPER)                                                                                 \
  (corral_columns_exists (table, slot)                                                                       \
   && (chain == CORRAL_NO_SLOT                                                                               \
       || corral_columns_get_link (table, slot, CORRAL_##UPPER##_COL_CHAIN) == chain)                        \
   && (store == CORRAL_NO_SLOT                                                                               \
       || corral_columns_get_link (table, slot, CORRAL_##UPPER##_COL_STORE) == store))
  for (guint32 slot = 0; slot < corral_columns_get_n_slots (carts); slot++)
    if (WANTED (carts, CART))
      {
        CorralCartState state
          = corral_cart_state_from_word (corral_columns_get_text (carts, slot, CORRAL_CART_COL_STATE));

        rollup->by_state[state]++;
        rollup->carts += state != CORRAL_CART_REVOKED && state != CORRAL_CART_NEVER_SEEN;
      }
  for (guint kind = CORRAL_TABLE_ALERT; kind <= CORRAL_TABLE_FLAG; kind++)
    {
      const CorralColumns *table = corral_fleet_get_table (fleet, (CorralTableKind) kind);

      for (guint32 slot = 0; slot < corral_columns_get_n_slots (table); slot++)
        {
          const char *severity;

          if (kind == CORRAL_TABLE_FLAG)
            {
              if (WANTED (table, FLAG))
                rollup->flags_open
                  += g_strcmp0 (corral_columns_get_text (table, slot, CORRAL_FLAG_COL_STATUS), "open") == 0;
              continue;
            }
          if (!WANTED (table, ALERT) || corral_columns_is_known (table, slot, CORRAL_ALERT_COL_CLEARED_MS))
            continue;
          severity = corral_columns_get_text (table, slot, CORRAL_ALERT_COL_SEVERITY);
          rollup->alerts_open++;
          rollup->alerts_act += g_strcmp0 (severity, "act") == 0;
          rollup->alerts_watch += g_strcmp0 (severity, "act") != 0 && g_strcmp0 (severity, "info") != 0;
        }
    }
  for (guint32 slot = 0; slot < corral_columns_get_n_slots (stores); slot++)
    {
      CorralRollup own;
      double pct = corral_columns_get_real (stores, slot, CORRAL_STORE_COL_SERVICE_TODAY_PCT);

      if (!corral_columns_exists (stores, slot) || (store != CORRAL_NO_SLOT && slot != store)
          || (chain != CORRAL_NO_SLOT
              && corral_columns_get_link (stores, slot, CORRAL_STORE_COL_CHAIN) != chain))
        continue;
      rollup->stores++;
      if (isnan (pct))
        continue;
      rollup->stores_below_target += pct < 99;
      if (store == slot)
        {
          today = pct;
          weight_today = 1;
          continue;
        }
      count_naively (fleet, CORRAL_NO_SLOT, slot, &own);
      today += pct * MAX (own.carts, 1);
      weight_today += MAX (own.carts, 1);
    }
#undef WANTED
  rollup->service_today_pct = weight_today > 0 ? today / weight_today : NAN;
}

static void
assert_rollup (CorralFleet *fleet, CorralTableKind table, guint32 slot)
{
  CorralRollup is, expected;

  corral_fleet_get_rollup (fleet, table, slot, &is);
  count_naively (fleet, table == CORRAL_TABLE_CHAIN ? slot : CORRAL_NO_SLOT,
                 table == CORRAL_TABLE_STORE ? slot : CORRAL_NO_SLOT, &expected);
  for (guint state = 0; state < CORRAL_N_CART_STATES; state++)
    g_assert_cmpuint (is.by_state[state], ==, expected.by_state[state]);
  g_assert_cmpuint (is.carts, ==, expected.carts);
  g_assert_cmpuint (is.stores, ==, expected.stores);
  g_assert_cmpuint (is.stores_below_target, ==, expected.stores_below_target);
  g_assert_cmpuint (is.alerts_open, ==, expected.alerts_open);
  g_assert_cmpuint (is.alerts_watch, ==, expected.alerts_watch);
  g_assert_cmpuint (is.alerts_act, ==, expected.alerts_act);
  g_assert_cmpuint (is.flags_open, ==, expected.flags_open);
  g_assert_true (isnan (is.service_today_pct) == isnan (expected.service_today_pct));
  if (!isnan (is.service_today_pct))
    g_assert_cmpfloat_with_epsilon (is.service_today_pct, expected.service_today_pct, 1e-4);
}

static void
test_rollup_against_naive (void)
{
  for (guint64 seed = 0; seed < 40; seed++)
    {
      SampleSize size = small;
      g_autoptr (CorralFleet) fleet = corral_fleet_new (NULL);
      const CorralColumns *carts, *stores, *chains;
      CorralRandom random = corral_random_seeded (seed, 0, 0, 0);

      size.seed = seed;
      sample_fleet_fill (fleet, &size);
      corral_fleet_flush (fleet);
      carts = corral_fleet_get_table (fleet, CORRAL_TABLE_CART);
      stores = corral_fleet_get_table (fleet, CORRAL_TABLE_STORE);
      chains = corral_fleet_get_table (fleet, CORRAL_TABLE_CHAIN);
      g_assert_cmpuint (corral_columns_get_n_rows (carts), ==, size.n_carts);
      g_assert_cmpuint (corral_columns_get_n_rows (stores), ==, size.n_stores);

      /* As it stands, and after some have gone. */
      for (guint round = 0; round < 2; round++)
        {
          for (guint32 slot = 0; slot < corral_columns_get_n_slots (stores); slot++)
            assert_rollup (fleet, CORRAL_TABLE_STORE, slot);
          for (guint32 slot = 0; slot < corral_columns_get_n_slots (chains); slot++)
            assert_rollup (fleet, CORRAL_TABLE_CHAIN, slot);
          assert_rollup (fleet, CORRAL_TABLE_CHAIN, CORRAL_NO_SLOT);
          for (guint i = 0; i < 20; i++)
            {
              g_autofree char *id = g_strdup_printf ("k-%06u", (guint) corral_random_int (&random, 0, 150));
              g_autofree char *alert = g_strdup_printf ("a-%u", (guint) corral_random_int (&random, 0, 60));

              for (guint chain = 0; chain < 3; chain++)
                {
                  const char *tenant = corral_columns_get_text (chains, chain, CORRAL_CHAIN_COL_ID);

                  corral_fleet_delete (fleet, tenant, CORRAL_COLLECTION_CART, id, 1000);
                  corral_fleet_delete (fleet, tenant, CORRAL_COLLECTION_ALERT, alert, 1000);
                }
            }
          corral_fleet_flush (fleet);
        }
    }
}

/* --- judging --------------------------------------------------------------------------------------- */

static CorralCartState
judge_by_silence (const CorralCartSigns *signs)
{
  if (!CORRAL_IS_KNOWN (signs->now_ms) || !CORRAL_IS_KNOWN (signs->heard_ms))
    return signs->state;
  return signs->now_ms - signs->heard_ms > 1000 ? CORRAL_CART_OFFLINE : signs->state;
}

static void
test_now_changes_what_is_shown (void)
{
  g_autoptr (CorralFleet) fleet = corral_fleet_new (judge_by_silence);
  const CorralSchema *schema = corral_collection_get_schema (CORRAL_COLLECTION_VITAL);
  CorralVital vital;
  CorralRollup rollup;
  CorralTenant tenant = { (char *) "c", (char *) "C", NULL, NULL, NULL };

  corral_fleet_put_tenant (fleet, &tenant);
  put_cart (fleet, "c", 1, "one");
  corral_row_clear (schema, &vital);
  vital.id = "k";
  vital.rev = 1;
  vital.arrived_ms = SAMPLE_NOW_MS;
  vital.last_message_ms = SAMPLE_NOW_MS + 12 * 3600000; /* its clock is half a day ahead: arrival counts */
  vital.clock_skew_s = 12 * 3600;
  corral_fleet_put (fleet, "c", schema, &vital);
  g_assert_cmpuint (corral_fleet_set_now (fleet, SAMPLE_NOW_MS + 500), ==, 0);
  corral_fleet_flush (fleet);
  corral_fleet_get_rollup (fleet, CORRAL_TABLE_CHAIN, CORRAL_NO_SLOT, &rollup);
  g_assert_cmpuint (rollup.by_state[CORRAL_CART_IDLE], ==, 1);

  g_assert_cmpuint (corral_fleet_set_now (fleet, SAMPLE_NOW_MS + 2000), ==, 1);
  g_assert_cmpuint (corral_fleet_set_now (fleet, SAMPLE_NOW_MS + 3000), ==, 0);
  corral_fleet_flush (fleet);
  corral_fleet_get_rollup (fleet, CORRAL_TABLE_CHAIN, CORRAL_NO_SLOT, &rollup);
  g_assert_cmpuint (rollup.by_state[CORRAL_CART_OFFLINE], ==, 1);

  /* It is heard from: judged at once, without waiting for the next tick. */
  vital.rev = 2;
  vital.arrived_ms = SAMPLE_NOW_MS + 2500;
  corral_fleet_put (fleet, "c", schema, &vital);
  corral_fleet_flush (fleet);
  corral_fleet_get_rollup (fleet, CORRAL_TABLE_CHAIN, CORRAL_NO_SLOT, &rollup);
  g_assert_cmpuint (rollup.by_state[CORRAL_CART_IDLE], ==, 1);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/fleet/fleet/every-column", test_every_column);
  g_test_add_func ("/fleet/fleet/does-not-fit", test_numbers_that_do_not_fit);
  g_test_add_func ("/fleet/fleet/clean-text", test_text_from_outside_is_cleaned);
  g_test_add_func ("/fleet/fleet/arrival", test_order_of_arrival_does_not_matter);
  g_test_add_func ("/fleet/fleet/revisions", test_revisions_never_fall);
  g_test_add_func ("/fleet/fleet/chains", test_chains_do_not_mix);
  g_test_add_func ("/fleet/fleet/changes", test_tells_what_changed);
  g_test_add_func ("/fleet/fleet/live", test_live_fleet_flushes_itself_once);
  g_test_add_func ("/fleet/fleet/rollup", test_rollup_against_naive);
  g_test_add_func ("/fleet/fleet/now", test_now_changes_what_is_shown);
  return g_test_run ();
}
