/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Truth + intent: 10,000 random operations against a mirror made anew from a naive model. */
#include "intents-fixture.h"

#include <string.h>

/* --- against a naive model ------------------------------------------------------------------------- */

/* What the cloud has said, kept as plainly as can be. */
typedef struct
{
  gpointer fact; /* (nullable) */
  gint64 rev;    /* or CORRAL_UNKNOWN */
} Truth;

typedef struct
{
  GHashTable *rows; /* "tenant/collection/id" -> Truth */
  gboolean there[2]; /* tenants c and d */
  GPtrArray *entries;
  guint n_made;
} Model;

static const char *const tenants[] = { "c", "d" };
static const CorralCollection collections[] = { CORRAL_COLLECTION_CART, CORRAL_COLLECTION_ALERT,
                                                CORRAL_COLLECTION_FLAG, CORRAL_COLLECTION_TICKET };

static void
free_truth (gpointer data)
{
  Truth *truth = data;

  corral_fact_unref (truth->fact);
  g_free (truth);
}

static Truth *
model_row (Model *model, const char *tenant, CorralCollection collection, const char *id)
{
  g_autofree char *key = g_strdup_printf ("%s/%u/%s", tenant, collection, id);
  Truth *truth = g_hash_table_lookup (model->rows, key);

  if (truth == NULL)
    {
      truth = g_new0 (Truth, 1);
      truth->rev = CORRAL_UNKNOWN;
      g_hash_table_insert (model->rows, g_steal_pointer (&key), truth);
    }
  return truth;
}

static char *
pick_id (CorralRandom *random, CorralCollection collection)
{
  return g_strdup_printf ("%c%d",
                          collection == CORRAL_COLLECTION_CART    ? 'k'
                          : collection == CORRAL_COLLECTION_ALERT ? 'a'
                          : collection == CORRAL_COLLECTION_FLAG  ? 'f'
                                                                  : 't',
                          (int) corral_random_int (random, 0, 6));
}

#define PICK(random, words) ((words)[corral_random_int (random, 0, G_N_ELEMENTS (words))])

static gpointer
random_row (CorralRandom *random, CorralCollection collection, const char *id, gint64 rev)
{
  static const char *const states[] = { "idle", "in_use", "fault", "out_of_service" };
  static const char *const stores[] = { "s1", "s2" };
  static const char *const carts[] = { "k0", "k1", "k2" };
  union
  {
    CorralCart cart;
    CorralAlert alert;
    CorralFlag flag;
    CorralTicket ticket;
  } row;
  gint64 when = SAMPLE_NOW_MS - corral_random_int (random, 0, 1000000);

  corral_row_clear (schema_of (collection), &row);
  ((CorralRow *) (gpointer) &row)->id = id;
  ((CorralRow *) (gpointer) &row)->rev = rev;
  if (collection == CORRAL_COLLECTION_CART)
    {
      row.cart.label = id;
      row.cart.serial = "SC";
      row.cart.store = PICK (random, stores);
      row.cart.state = PICK (random, states);
      row.cart.state_since_ms = when;
    }
  else if (collection == CORRAL_COLLECTION_ALERT)
    {
      row.alert.kind = "offline";
      row.alert.severity = corral_random_int (random, 0, 2) ? "act" : "watch";
      row.alert.store = PICK (random, stores);
      row.alert.cart = corral_random_int (random, 0, 3) ? PICK (random, carts) : NULL;
      row.alert.raised_ms = when;
      row.alert.cleared_ms = corral_random_int (random, 0, 4) ? CORRAL_UNKNOWN : when;
      row.alert.acknowledged_ms = corral_random_int (random, 0, 4) ? CORRAL_UNKNOWN : when;
      row.alert.acknowledged_by = CORRAL_IS_KNOWN (row.alert.acknowledged_ms) ? "other" : NULL;
    }
  else if (collection == CORRAL_COLLECTION_FLAG)
    {
      row.flag.kind = "weight_mismatch";
      row.flag.cart = PICK (random, carts);
      row.flag.store = PICK (random, stores);
      row.flag.raised_ms = when;
      row.flag.status = corral_random_int (random, 0, 3) ? "open" : "decided";
      row.flag.measured_g = corral_random_range (random, 0, 1000);
    }
  else
    {
      row.ticket.number = id;
      row.ticket.store = PICK (random, stores);
      row.ticket.cart = PICK (random, carts);
      row.ticket.reason = "repair";
      row.ticket.status = "open";
      row.ticket.opened_ms = when;
    }
  return corral_fact_new (schema_of (collection), &row);
}

static void
model_tenant (CorralFleet *fleet, const char *id)
{
  CorralTenant tenant = { .id = (char *) id, .name = (char *) id };

  corral_fleet_put_tenant (fleet, &tenant);
  put_store (fleet, id, "s1", 1);
  put_store (fleet, id, "s2", 2);
}

/* Something happens, to the fleet and to the model alike. */
static void
model_step (Model *model, CorralFleet *fleet, CorralRandom *random, gint64 step)
{
  guint which = (guint) corral_random_int (random, 0, 2);
  const char *tenant = tenants[which];
  CorralCollection collection = PICK (random, collections);
  g_autofree char *id = pick_id (random, collection);
  gint64 dice = corral_random_int (random, 0, 1000);

  if (dice < 420)
    {
      /* Some are late, some come twice; a ticket may be what an operation has made. */
      gint64 rev = step - (corral_random_int (random, 0, 4) == 0 ? corral_random_int (random, 0, 200) : 0);
      Truth *truth;
      gpointer fact;

      if (!model->there[which])
        return;
      if (collection == CORRAL_COLLECTION_TICKET && model->entries->len > 0 && corral_random_int (random, 0, 3) == 0)
        {
          const CorralOutboxEntry *entry
              = model->entries->pdata[corral_random_int (random, 0, model->entries->len)];

          g_free (id);
          id = g_strdup (entry->result != NULL ? entry->result : entry->id);
        }
      truth = model_row (model, tenant, collection, id);
      fact = random_row (random, collection, id, rev);
      corral_fleet_put (fleet, tenant, schema_of (collection), fact);
      if (CORRAL_IS_KNOWN (truth->rev) && rev <= truth->rev)
        {
          corral_fact_unref (fact);
          return;
        }
      corral_fact_unref (truth->fact);
      truth->fact = fact;
      truth->rev = rev;
    }
  else if (dice < 480)
    {
      gint64 rev = corral_random_int (random, 0, 4) == 0 ? CORRAL_UNKNOWN : step;
      Truth *truth = model_row (model, tenant, collection, id);

      if (!model->there[which])
        return;
      corral_fleet_delete (fleet, tenant, collection, id, rev);
      g_clear_pointer (&truth->fact, corral_fact_unref);
      truth->rev = CORRAL_IS_KNOWN (rev) ? rev : truth->rev;
    }
  else if (dice < 700)
    {
      /* Somebody does something. */
      static const CorralOperationKind kinds[4][5] = {
        { CORRAL_OPERATION_CART_OUT_OF_SERVICE, CORRAL_OPERATION_CART_IN_SERVICE, CORRAL_OPERATION_TICKET_OPEN,
          CORRAL_OPERATION_NOTE_ADD, CORRAL_OPERATION_REBIND_REQUEST },
        { CORRAL_OPERATION_ALERT_ACK, CORRAL_OPERATION_ALERT_SNOOZE, CORRAL_OPERATION_ALERT_ASSIGN,
          CORRAL_OPERATION_ALERT_CLEAR, CORRAL_OPERATION_NOTE_ADD },
        { CORRAL_OPERATION_FLAG_DECIDE, CORRAL_OPERATION_FLAG_DECIDE, CORRAL_OPERATION_FLAG_DECIDE,
          CORRAL_OPERATION_NOTE_ADD, CORRAL_OPERATION_NOTE_ADD },
        { CORRAL_OPERATION_NOTE_ADD, CORRAL_OPERATION_NOTE_ADD, CORRAL_OPERATION_NOTE_ADD, CORRAL_OPERATION_NOTE_ADD,
          CORRAL_OPERATION_NOTE_ADD },
      };
      guint row = collection == CORRAL_COLLECTION_CART    ? 0
                  : collection == CORRAL_COLLECTION_ALERT ? 1
                  : collection == CORRAL_COLLECTION_FLAG  ? 2
                                                          : 3;
      g_autofree char *entry_id = g_strdup_printf ("e%u", model->n_made++);

      g_ptr_array_add (model->entries, new_entry (kinds[row][corral_random_int (random, 0, 5)], tenant, collection, id,
                                                  entry_id));
      corral_fleet_set_intents (fleet, model->entries);
    }
  else if (dice < 950)
    {
      /* One goes on, is taken back, or is read from the file again. */
      guint at = model->entries->len > 0 ? (guint) corral_random_int (random, 0, model->entries->len) : 0;
      g_autoptr (CorralOutboxEntry) entry = NULL;
      CorralOutboxState state = (CorralOutboxState) corral_random_int (random, 0, CORRAL_N_OUTBOX_STATES);
      g_autofree char *result = g_strdup_printf ("t%d", (int) corral_random_int (random, 0, 6));

      if (model->entries->len == 0)
        return;
      entry = corral_outbox_entry_ref (model->entries->pdata[at]);
      if (corral_random_int (random, 0, 3) == 0 || model->entries->len > 25)
        g_ptr_array_remove_index (model->entries, at);
      else
        {
          corral_outbox_entry_unref (model->entries->pdata[at]);
          model->entries->pdata[at]
              = in_state (entry, state,
                          state == CORRAL_OUTBOX_APPLIED ? step + corral_random_int (random, -100, 100)
                                                         : CORRAL_UNKNOWN,
                          state == CORRAL_OUTBOX_APPLIED && corral_random_int (random, 0, 3) > 0 ? result : NULL);
        }
      corral_fleet_set_intents (fleet, model->entries);
    }
  else if (dice < 980)
    {
      gboolean forget = dice < 965;
      g_autofree char *prefix = forget ? g_strdup_printf ("%s/", tenant)
                                       : g_strdup_printf ("%s/%u/", tenant, collection);
      GHashTableIter iter;
      gpointer key, value;

      if (!model->there[which])
        return;
      if (forget)
        corral_fleet_forget_revisions (fleet, tenant);
      else
        corral_fleet_clear (fleet, tenant, collection);
      g_hash_table_iter_init (&iter, model->rows);
      while (g_hash_table_iter_next (&iter, &key, &value))
        if (g_str_has_prefix (key, prefix))
          {
            ((Truth *) value)->rev = CORRAL_UNKNOWN;
            if (!forget)
              g_clear_pointer (&((Truth *) value)->fact, corral_fact_unref);
          }
    }
  else if (dice < 990)
    {
      GHashTableIter iter;
      gpointer key;

      if (model->there[which])
        {
          corral_fleet_remove_tenant (fleet, tenant);
          g_hash_table_iter_init (&iter, model->rows);
          while (g_hash_table_iter_next (&iter, &key, NULL))
            if (g_str_has_prefix (key, tenant))
              g_hash_table_iter_remove (&iter);
        }
      else
        model_tenant (fleet, tenant);
      model->there[which] = !model->there[which];
    }
  else
    corral_fleet_flush (fleet);
}

/* What has to be seen: a mirror without intents, filled with rows over which everything is laid by hand. */
static CorralFleet *
model_fleet (Model *model)
{
  CorralFleet *fleet = corral_fleet_new (NULL);
  GHashTableIter iter;
  gpointer key, value;

  for (guint i = 0; i < 2; i++)
    if (model->there[i])
      model_tenant (fleet, tenants[i]);
  g_hash_table_iter_init (&iter, model->rows);
  while (g_hash_table_iter_next (&iter, &key, &value))
    {
      g_auto (GStrv) parts = g_strsplit (key, "/", 3);
      CorralCollection collection = (CorralCollection) g_ascii_strtoull (parts[1], NULL, 10);
      Truth *truth = value;
      union
      {
        CorralCart cart;
        CorralAlert alert;
        CorralFlag flag;
        CorralTicket ticket;
      } row;

      if (truth->fact == NULL)
        continue;
      memcpy (&row, truth->fact, schema_of (collection)->size);
      ((CorralRow *) (gpointer) &row)->rev = truth->rev;
      for (guint i = 0; i < model->entries->len; i++)
        {
          const CorralOutboxEntry *entry = model->entries->pdata[i];

          if (strcmp (entry->tenant, parts[0]) == 0 && strcmp (entry->target, parts[2]) == 0
              && strcmp (entry->target_collection, schema_of (collection)->name) == 0 && !entry->type->makes_row)
            corral_outbox_entry_overlay (entry, collection, &row, NULL);
        }
      ((CorralRow *) (gpointer) &row)->rev = 1;
      corral_fleet_put (fleet, parts[0], schema_of (collection), &row);
    }
  for (guint i = 0; i < model->entries->len; i++)
    {
      const CorralOutboxEntry *entry = model->entries->pdata[i];
      Truth *cart, *own, *real = NULL;
      CorralTicket ticket;

      if (entry->type->kind != CORRAL_OPERATION_TICKET_OPEN)
        continue;
      cart = model_row (model, entry->tenant, CORRAL_COLLECTION_CART, entry->target);
      own = model_row (model, entry->tenant, CORRAL_COLLECTION_TICKET, entry->id);
      if (entry->result != NULL)
        real = model_row (model, entry->tenant, CORRAL_COLLECTION_TICKET, entry->result);
      corral_row_clear (schema_of (CORRAL_COLLECTION_TICKET), &ticket);
      if (cart->fact == NULL || own->fact != NULL || CORRAL_IS_KNOWN (own->rev)
          || (real != NULL && (real->fact != NULL || CORRAL_IS_KNOWN (real->rev)))
          || !corral_outbox_entry_overlay (entry, CORRAL_COLLECTION_TICKET, &ticket, NULL))
        continue;
      ticket.store = ((const CorralCart *) cart->fact)->store;
      corral_fleet_put (fleet, entry->tenant, schema_of (CORRAL_COLLECTION_TICKET), &ticket);
    }
  corral_fleet_flush (fleet);
  return fleet;
}

/* The dump without the column "pending". */
static char *
dump_without_pending (CorralFleet *fleet)
{
  char *text = sample_fleet_dump (fleet);

  for (char *at = text; (at = strstr (at, " pending=")) != NULL;)
    memset (at, '_', strlen (" pending=0"));
  return text;
}

static void
check_pending_and_truth (Model *model, CorralFleet *fleet)
{
  for (guint t = 0; t < 2; t++)
    for (guint c = 0; c < G_N_ELEMENTS (collections); c++)
      {
        CorralTableKind table = table_of (collections[c]);
        const CorralColumns *columns = corral_fleet_get_table (fleet, table);
        guint column = corral_columns_find_column (columns, "pending");

        for (guint32 slot = 0; slot < corral_columns_get_n_slots (columns); slot++)
          {
            const char *id = corral_columns_get_text (columns, slot, 0);
            guint expected = CORRAL_PENDING_NONE;
            Truth *truth;
            union
            {
              CorralCart cart;
              CorralAlert alert;
              CorralFlag flag;
              CorralTicket ticket;
            } row, wanted;

            if (!corral_columns_exists (columns, slot)
                || corral_columns_get_link (columns, slot, 1) != corral_fleet_find_chain (fleet, tenants[t]))
              continue;
            truth = model_row (model, tenants[t], collections[c], id);
            for (guint i = 0; i < model->entries->len; i++)
              {
                const CorralOutboxEntry *entry = model->entries->pdata[i];
                gboolean waits = entry->state <= CORRAL_OUTBOX_RETRY || entry->state == CORRAL_OUTBOX_ACCEPTED;

                if (strcmp (entry->tenant, tenants[t]) != 0)
                  continue;
                if (strcmp (entry->target, id) == 0
                    && strcmp (entry->target_collection, schema_of (collections[c])->name) == 0)
                  expected = MAX (expected, entry->state >= CORRAL_OUTBOX_CONFLICT ? CORRAL_PENDING_TROUBLED
                                            : waits                                ? CORRAL_PENDING_WAITING
                                                                                   : CORRAL_PENDING_NONE);
                if (table == CORRAL_TABLE_TICKET && truth->fact == NULL && strcmp (entry->id, id) == 0 && waits)
                  expected = MAX (expected, CORRAL_PENDING_WAITING);
              }
            g_assert_cmpint (corral_columns_get_integer (columns, slot, column), ==, expected);

            g_assert_cmpint (corral_fleet_get_truth (fleet, table, slot, &row), ==, truth->fact != NULL);
            g_assert_cmpint (corral_fleet_get_rev (fleet, table, slot), ==,
                             truth->fact != NULL ? truth->rev : CORRAL_UNKNOWN);
            if (truth->fact == NULL)
              continue;
            memcpy (&wanted, truth->fact, schema_of (collections[c])->size);
            ((CorralRow *) (gpointer) &wanted)->rev = truth->rev;
            /* The mirror keeps weights as floats. */
            if (table == CORRAL_TABLE_FLAG)
              {
                g_assert_cmpfloat_with_epsilon (row.flag.measured_g, wanted.flag.measured_g, 0.001);
                wanted.flag.measured_g = row.flag.measured_g;
              }
            g_assert_true (corral_row_equal (schema_of (collections[c]), &row, &wanted));
          }
      }
}

static void
run_random (guint64 seed, guint n_steps)
{
  g_autoptr (CorralFleet) fleet = corral_fleet_new (NULL);
  CorralRandom random = corral_random_seeded (seed, 11, 12, 13);
  Model model = { .rows = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, free_truth),
                  .there = { TRUE, TRUE },
                  .entries = new_entries () };
  guint n_overlaid = 0;

  model_tenant (fleet, "c");
  model_tenant (fleet, "d");
  for (guint step = 0; step < n_steps; step++)
    {
      g_autoptr (CorralFleet) expected = NULL;
      g_autofree char *is = NULL;
      g_autofree char *wanted = NULL;

      model_step (&model, fleet, &random, step + 1000);
      if (step % 2 != 0 && step + 1 != n_steps)
        continue;
      expected = model_fleet (&model);
      corral_fleet_flush (fleet);
      is = dump_without_pending (fleet);
      wanted = dump_without_pending (expected);
      if (strcmp (is, wanted) != 0)
        g_test_message ("seed %" G_GUINT64_FORMAT " step %u", seed, step);
      g_assert_cmpstr (is, ==, wanted);
      check_pending_and_truth (&model, fleet);
      g_assert_cmpuint (count_rows (fleet, CORRAL_TABLE_ALERT, "open", "1"), ==,
                        count_rows (expected, CORRAL_TABLE_ALERT, "open", "1"));
      n_overlaid += count_rows (fleet, CORRAL_TABLE_CART, "pending", "1,2");
    }
  g_assert_cmpuint (n_overlaid, >, n_steps / 10); /* or nothing has been tried */

  /* All taken away: the truth alone. */
  g_ptr_array_set_size (model.entries, 0);
  corral_fleet_set_intents (fleet, model.entries);
  corral_fleet_flush (fleet);
  {
    g_autoptr (CorralFleet) expected = model_fleet (&model);
    g_autofree char *is = sample_fleet_dump (fleet);
    g_autofree char *wanted = sample_fleet_dump (expected);

    g_assert_cmpstr (is, ==, wanted);
  }
  g_hash_table_unref (model.rows);
  g_ptr_array_unref (model.entries);
}

static void
test_random_against_naive (void)
{
  for (guint64 seed = 1; seed <= 5; seed++)
    run_random (seed, 2000);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/fleet/intents/random", test_random_against_naive);
  return g_test_run ();
}
