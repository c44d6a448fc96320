/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Slots of deleted rows are used again: nobody mistakes one row for another, nothing comes back, nothing grows. */
#include "intents-fixture.h"
#include "corral-order.h"
#include "corral-tombstones.h"

#include <string.h>

#define IDS 40

static void
put_alert (CorralFleet *fleet, const char *tenant, const char *id, gint64 rev, gint64 raised_ms)
{
  CorralAlert alert;

  corral_row_clear (schema_of (CORRAL_COLLECTION_ALERT), &alert);
  alert.id = id;
  alert.rev = rev;
  alert.kind = "offline";
  alert.severity = "act";
  alert.detail = id; /* so that a row can be told by another column than its id */
  alert.raised_ms = raised_ms;
  corral_fleet_put (fleet, tenant, schema_of (CORRAL_COLLECTION_ALERT), &alert);
}

static CorralFleet *
new_fleet (void)
{
  static const CorralTenant tenants[] = { { (char *) "c", (char *) "C", NULL, NULL, NULL },
                                          { (char *) "d", (char *) "D", NULL, NULL, NULL } };
  CorralFleet *fleet = corral_fleet_new (NULL);

  for (guint i = 0; i < G_N_ELEMENTS (tenants); i++)
    corral_fleet_put_tenant (fleet, &tenants[i]);
  return fleet;
}

static const CorralColumns *
get_alerts (CorralFleet *fleet)
{
  return corral_fleet_get_table (fleet, CORRAL_TABLE_ALERT);
}

static guint32
find (CorralFleet *fleet, const char *tenant, const char *id)
{
  return corral_columns_find (get_alerts (fleet), corral_fleet_find_chain (fleet, tenant), id);
}

static gboolean
is_there (CorralFleet *fleet, const char *tenant, const char *id)
{
  guint32 slot = find (fleet, tenant, id);

  return slot != CORRAL_NO_SLOT && corral_columns_exists (get_alerts (fleet), slot);
}

/* --- what happens in between two frames -------------------------------------------------------------- */

static void
test_given_back_after_everybody_was_told (void)
{
  g_autoptr (CorralFleet) fleet = new_fleet ();
  guint32 slot;

  put_alert (fleet, "c", "a", 1, 10);
  put_alert (fleet, "c", "b", 1, 20);
  corral_fleet_flush (fleet);
  slot = find (fleet, "c", "a");

  /* Deleted, and another one comes before anybody was told: it stands elsewhere. */
  corral_fleet_delete (fleet, "c", CORRAL_COLLECTION_ALERT, "a", 2);
  put_alert (fleet, "c", "x", 1, 30);
  g_assert_cmpuint (find (fleet, "c", "x"), !=, slot);
  g_assert_cmpuint (find (fleet, "c", "a"), ==, slot);
  corral_fleet_flush (fleet);
  g_assert_cmpuint (find (fleet, "c", "a"), ==, CORRAL_NO_SLOT);

  /* Now it may. */
  put_alert (fleet, "c", "y", 1, 40);
  g_assert_cmpuint (find (fleet, "c", "y"), ==, slot);
  g_assert_cmpstr (corral_columns_get_text (get_alerts (fleet), slot, CORRAL_ALERT_COL_DETAIL), ==, "y");
  g_assert_cmpuint (corral_columns_get_n_slots (get_alerts (fleet)), ==, 3);

  /* One that is back before anybody was told is where it was. */
  corral_fleet_flush (fleet);
  corral_fleet_delete (fleet, "c", CORRAL_COLLECTION_ALERT, "y", 5);
  put_alert (fleet, "c", "y", 6, 50);
  corral_fleet_flush (fleet);
  g_assert_cmpuint (find (fleet, "c", "y"), ==, slot);
  g_assert_true (is_there (fleet, "c", "y"));
}

static void
test_late_copies_stay_out (void)
{
  g_autoptr (CorralFleet) fleet = new_fleet ();

  put_alert (fleet, "c", "a", 5, 10);
  corral_fleet_flush (fleet);
  corral_fleet_delete (fleet, "c", CORRAL_COLLECTION_ALERT, "a", 7);
  corral_fleet_flush (fleet);
  put_alert (fleet, "c", "b", 1, 20); /* in its slot */
  corral_fleet_flush (fleet);

  put_alert (fleet, "c", "a", 6, 10);
  put_alert (fleet, "c", "a", 7, 10);
  g_assert_false (is_there (fleet, "c", "a"));
  corral_fleet_flush (fleet);
  put_alert (fleet, "c", "a", 7, 10);
  g_assert_false (is_there (fleet, "c", "a"));
  /* An older deletion does not make it younger. */
  corral_fleet_delete (fleet, "c", CORRAL_COLLECTION_ALERT, "a", 2);
  corral_fleet_flush (fleet);
  put_alert (fleet, "c", "a", 6, 10);
  g_assert_false (is_there (fleet, "c", "a"));
  /* In another chain it is another row. */
  put_alert (fleet, "d", "a", 1, 10);
  g_assert_true (is_there (fleet, "d", "a"));
  put_alert (fleet, "c", "a", 8, 10);
  g_assert_true (is_there (fleet, "c", "a"));

  /* One that was deleted before it came. */
  corral_fleet_delete (fleet, "c", CORRAL_COLLECTION_ALERT, "early", 9);
  corral_fleet_flush (fleet);
  put_alert (fleet, "c", "early", 8, 10);
  corral_fleet_flush (fleet);
  g_assert_false (is_there (fleet, "c", "early"));

  /* The cloud speaks afresh, and so it may when the chain has gone and come back. */
  corral_fleet_forget_revisions (fleet, "c");
  put_alert (fleet, "c", "early", 1, 10);
  g_assert_true (is_there (fleet, "c", "early"));
  corral_fleet_delete (fleet, "c", CORRAL_COLLECTION_ALERT, "early", 9);
  corral_fleet_flush (fleet);
  corral_fleet_remove_tenant (fleet, "c");
  put_alert (fleet, "e", "early", 1, 10); /* this chain stands where that one stood */
  g_assert_true (is_there (fleet, "e", "early"));
}

static void
test_what_left_the_scope_may_come_back_as_it_was (void)
{
  g_autoptr (CorralFleet) fleet = new_fleet ();

  for (guint flushed = 0; flushed < 2; flushed++)
    {
      g_autoptr (CorralBatch) batch = corral_batch_new (CORRAL_COLLECTION_ALERT);
      CorralRow *row = corral_batch_add (batch, CORRAL_CHANGE_LEAVE);

      put_alert (fleet, "c", "a", 5 + flushed, 10);
      corral_fleet_flush (fleet);
      row->id = "a";
      row->rev = 5 + flushed;
      corral_fleet_apply (fleet, "c", batch);
      g_assert_false (is_there (fleet, "c", "a"));
      if (flushed)
        corral_fleet_flush (fleet);
      put_alert (fleet, "c", "a", 4 + flushed, 10);
      g_assert_false (is_there (fleet, "c", "a"));
      put_alert (fleet, "c", "a", 5 + flushed, 10);
      g_assert_true (is_there (fleet, "c", "a"));
    }
}

/* What somebody did to it goes on standing for that row, whoever has its slot. */
static void
test_intents_do_not_move_to_another_row (void)
{
  g_autoptr (CorralFleet) fleet = new_fleet ();
  g_autoptr (GPtrArray) entries = new_entries ();
  guint32 slot;

  put_alert (fleet, "c", "a", 5, 10);
  corral_fleet_flush (fleet);
  slot = find (fleet, "c", "a");
  g_ptr_array_add (entries, new_entry (CORRAL_OPERATION_ALERT_ACK, "c", CORRAL_COLLECTION_ALERT, "a", "e1"));
  corral_fleet_set_intents (fleet, entries);
  g_assert_cmpint (corral_columns_get_integer (get_alerts (fleet), slot, CORRAL_ALERT_COL_PENDING), ==,
                   CORRAL_PENDING_WAITING);
  corral_fleet_delete (fleet, "c", CORRAL_COLLECTION_ALERT, "a", 6);
  corral_fleet_flush (fleet);
  put_alert (fleet, "c", "b", 1, 20);
  g_assert_cmpuint (find (fleet, "c", "b"), ==, slot);
  g_assert_cmpint (corral_columns_get_integer (get_alerts (fleet), slot, CORRAL_ALERT_COL_PENDING), ==,
                   CORRAL_PENDING_NONE);
  g_assert_cmpstr (corral_columns_get_text (get_alerts (fleet), slot, CORRAL_ALERT_COL_ACKNOWLEDGED_BY), ==, NULL);
  corral_fleet_flush (fleet);

  /* The row comes back, elsewhere, and what waits for it is there. */
  put_alert (fleet, "c", "a", 7, 10);
  g_assert_cmpuint (find (fleet, "c", "a"), !=, slot);
  g_assert_cmpstr (
      corral_columns_get_text (get_alerts (fleet), find (fleet, "c", "a"), CORRAL_ALERT_COL_ACKNOWLEDGED_BY), ==, "me");
  corral_fleet_set_intents (fleet, NULL);
  corral_fleet_flush (fleet);
  g_assert_cmpstr (corral_columns_get_text (get_alerts (fleet), slot, CORRAL_ALERT_COL_DETAIL), ==, "b");
}

/* A row that intent alone shows goes with it, and so does its slot. */
static void
test_slot_of_a_row_made_here (void)
{
  g_autoptr (CorralFleet) fleet = new_fleet ();
  g_autoptr (GPtrArray) entries = new_entries ();
  const CorralColumns *incidents = corral_fleet_get_table (fleet, CORRAL_TABLE_INCIDENT);

  corral_fleet_delete (fleet, "c", CORRAL_COLLECTION_INCIDENT, "new-1", 9);
  corral_fleet_flush (fleet);
  g_assert_cmpuint (corral_columns_get_n_slots (incidents), ==, 0);
  g_ptr_array_add (entries, new_entry (CORRAL_OPERATION_INCIDENT_ACK, "c", CORRAL_COLLECTION_INCIDENT, "new-1", "e1"));
  corral_fleet_set_intents (fleet, entries);
  corral_fleet_flush (fleet);
  g_assert_cmpuint (corral_columns_get_n_rows (incidents), ==, 1);
  /* What the cloud deleted as of 9 stays so, while intent shows it and after. */
  for (guint round = 0; round < 2; round++)
    {
      CorralIncidentRecord row;

      corral_row_clear (schema_of (CORRAL_COLLECTION_INCIDENT), &row);
      row.id = "new-1";
      row.rev = 8;
      corral_fleet_put (fleet, "c", schema_of (CORRAL_COLLECTION_INCIDENT), &row);
      g_assert_cmpuint (corral_columns_get_n_rows (incidents), ==, 1 - round);
      corral_fleet_set_intents (fleet, NULL);
      corral_fleet_flush (fleet);
      g_assert_cmpuint (corral_columns_get_n_rows (incidents), ==, 0);
      g_assert_cmpuint (corral_columns_get_n_slots (incidents), ==, 0);
    }
}

/* A storm passes, and another one, and nothing is left of them. */
static void
test_storms_leave_nothing (void)
{
  g_autoptr (CorralFleet) fleet = new_fleet ();

  put_alert (fleet, "c", "stays", 1, 5);
  corral_fleet_flush (fleet);
  for (guint storm = 0; storm < 3; storm++)
    {
      for (guint ends = 0; ends < 2; ends++)
        for (guint i = 0; i < 30000; i++)
          {
            g_autofree char *id = g_strdup_printf ("storm-%u-%u", storm, i);

            if (ends)
              corral_fleet_delete (fleet, "c", CORRAL_COLLECTION_ALERT, id, 9);
            else
              put_alert (fleet, "c", id, 1, i);
            if (i % 1000 == 999)
              corral_fleet_flush (fleet);
          }
      g_assert_cmpuint (corral_columns_get_n_slots (get_alerts (fleet)), ==, 1);
      g_assert_true (is_there (fleet, "c", "stays"));
    }
}

/* --- against a naive model ------------------------------------------------------------------------- */

typedef struct
{
  gint64 rev; /* CORRAL_UNKNOWN: nothing is known */
  gboolean there;
  gint64 raised_ms;
} Known;

/* Somebody who holds slots of rows for as long as it is told that they are theirs. */
typedef struct
{
  CorralFleet *fleet;
  GHashTable *held; /* (element-type guint utf8): slot + 1 → "chain/id" */
  guint n_gone;
} Holder;

static char *
name_of (CorralFleet *fleet, guint32 slot)
{
  const CorralColumns *alerts = get_alerts (fleet);

  return g_strdup_printf ("%s/%s",
                          corral_fleet_get_text (fleet, CORRAL_TABLE_CHAIN,
                                                 corral_columns_get_link (alerts, slot, CORRAL_ALERT_COL_CHAIN),
                                                 CORRAL_CHAIN_COL_ID),
                          corral_columns_get_text (alerts, slot, CORRAL_ALERT_COL_ID));
}

static void
changed_cb (CorralFleet *fleet, const CorralFleetChanges *changes, Holder *holder)
{
  const CorralTableChanges *own = &changes->tables[CORRAL_TABLE_ALERT];
  const CorralColumns *alerts = get_alerts (fleet);

  if (own->forgotten)
    g_hash_table_remove_all (holder->held);
  for (guint i = 0; i < own->n_gone; i++)
    {
      g_assert_true (i == 0 || own->gone[i - 1] < own->gone[i]);
      g_assert_false (corral_columns_exists (alerts, own->gone[i]));
      g_hash_table_remove (holder->held, GUINT_TO_POINTER (own->gone[i] + 1));
      holder->n_gone++;
    }
  for (guint32 slot = 0; slot < corral_columns_get_n_slots (alerts); slot++)
    if (corral_columns_exists (alerts, slot) && !g_hash_table_contains (holder->held, GUINT_TO_POINTER (slot + 1)))
      g_hash_table_insert (holder->held, GUINT_TO_POINTER (slot + 1), name_of (fleet, slot));
}

/* No slot means another row than its holder was told, whenever that is looked at. */
static void
assert_held (Holder *holder, gboolean forgotten)
{
  GHashTableIter iter;
  gpointer key, name;

  /* A chain was removed, and nobody has been told yet. */
  if (forgotten)
    return;
  g_hash_table_iter_init (&iter, holder->held);
  while (g_hash_table_iter_next (&iter, &key, &name))
    {
      guint32 slot = GPOINTER_TO_UINT (key) - 1;

      if (corral_columns_exists (get_alerts (holder->fleet), slot))
        {
          g_autofree char *is = name_of (holder->fleet, slot);

          g_assert_cmpstr (is, ==, name);
        }
    }
}

static Known *
get_known (GHashTable *model, const char *tenant, const char *id)
{
  g_autofree char *name = g_strdup_printf ("%s/%s", tenant, id);
  Known *known = g_hash_table_lookup (model, name);

  if (known == NULL)
    {
      known = g_new0 (Known, 1);
      known->rev = CORRAL_UNKNOWN;
      g_hash_table_insert (model, g_steal_pointer (&name), known);
    }
  return known;
}

/* Newest first, then by id, then by chain's slot: ids of both chains are the same here, so those may stand either way. */
static int
by_age (gconstpointer a, gconstpointer b, gpointer model)
{
  const char *x = *(const char *const *) a, *y = *(const char *const *) b;
  const Known *known_x = g_hash_table_lookup (model, x), *known_y = g_hash_table_lookup (model, y);

  if (known_x->raised_ms != known_y->raised_ms)
    return known_x->raised_ms > known_y->raised_ms ? -1 : 1;
  return strcmp (x + 2, y + 2);
}

static void
assert_same (CorralFleet *fleet, GHashTable *model)
{
  g_autoptr (CorralOrder) order = corral_order_new (CORRAL_TABLE_ALERT);
  g_autoptr (GArray) slots = g_array_new (FALSE, FALSE, sizeof (guint32));
  g_autoptr (GPtrArray) expected = g_ptr_array_new ();
  GHashTableIter iter;
  gpointer name, known;

  g_hash_table_iter_init (&iter, model);
  while (g_hash_table_iter_next (&iter, &name, &known))
    if (((Known *) known)->there)
      g_ptr_array_add (expected, name);
  g_ptr_array_sort_with_data (expected, by_age, model);
  corral_order_run (order, fleet, slots);
  g_assert_cmpuint (slots->len, ==, expected->len);
  for (guint i = 0; i < slots->len; i++)
    {
      guint32 slot = g_array_index (slots, guint32, i);
      const char *other = g_ptr_array_index (expected, i);
      g_autofree char *is = name_of (fleet, slot);
      const Known *is_known = g_hash_table_lookup (model, is);

      g_assert_true (is_known != NULL && is_known->there);
      g_assert_cmpint (corral_columns_get_integer (get_alerts (fleet), slot, CORRAL_ALERT_COL_RAISED_MS), ==,
                       is_known->raised_ms);
      g_assert_cmpstr (corral_columns_get_text (get_alerts (fleet), slot, CORRAL_ALERT_COL_DETAIL), ==, is + 2);
      g_assert_cmpstr (is + 2, ==, other + 2);
      g_assert_cmpint (is_known->raised_ms, ==, ((const Known *) g_hash_table_lookup (model, other))->raised_ms);
    }
}

static void
forget (GHashTable *model, const char *tenant, gboolean rows)
{
  GHashTableIter iter;
  gpointer name, value;

  g_hash_table_iter_init (&iter, model);
  while (g_hash_table_iter_next (&iter, &name, &value))
    if (((const char *) name)[0] == tenant[0])
      {
        ((Known *) value)->rev = CORRAL_UNKNOWN;
        if (rows)
          ((Known *) value)->there = FALSE;
      }
}

static void
step (CorralFleet *fleet, CorralRandom *random, GHashTable *model, gboolean *forgotten)
{
  const char *tenant = corral_random_int (random, 0, 1) == 0 ? "c" : "d";
  g_autofree char *id = g_strdup_printf ("a%d", (int) corral_random_int (random, 0, IDS - 1));
  Known *known = get_known (model, tenant, id);
  gint64 rev = corral_random_int (random, 1, 60);
  gint64 raised_ms = corral_random_int (random, 1, 30);
  int dice = (int) corral_random_int (random, 0, 999);

  if (dice < 480)
    {
      put_alert (fleet, tenant, id, rev, raised_ms);
      if (!CORRAL_IS_KNOWN (known->rev) || rev > known->rev)
        *known = (Known){ rev, TRUE, raised_ms };
    }
  else if (dice < 970)
    {
      corral_fleet_delete (fleet, tenant, CORRAL_COLLECTION_ALERT, id, rev);
      if (!CORRAL_IS_KNOWN (known->rev) || rev >= known->rev)
        *known = (Known){ rev, FALSE, 0 };
    }
  else if (dice < 980)
    {
      corral_fleet_forget_revisions (fleet, tenant);
      forget (model, tenant, FALSE);
    }
  else if (dice < 990)
    {
      corral_fleet_clear (fleet, tenant, CORRAL_COLLECTION_ALERT);
      forget (model, tenant, TRUE);
    }
  else
    {
      CorralTenant again = { (char *) tenant, (char *) "Again", NULL, NULL, NULL };

      corral_fleet_remove_tenant (fleet, tenant);
      corral_fleet_put_tenant (fleet, &again);
      forget (model, tenant, TRUE);
      *forgotten = TRUE;
    }
}

static void
test_random (void)
{
  for (guint64 seed = 0; seed < 30; seed++)
    {
      g_autoptr (CorralFleet) fleet = new_fleet ();
      g_autoptr (GHashTable) model = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
      CorralRandom random = corral_random_seeded (seed, 7, 0, 0);
      Holder holder = { .fleet = fleet, .held = g_hash_table_new_full (NULL, NULL, NULL, g_free) };
      gboolean forgotten = FALSE;

      g_signal_connect (fleet, "changed", G_CALLBACK (changed_cb), &holder);
      for (guint i = 0; i < 1500; i++)
        {
          step (fleet, &random, model, &forgotten);
          assert_held (&holder, forgotten);
          if (corral_random_int (&random, 0, 9) > 2)
            continue;
          corral_fleet_flush (fleet);
          forgotten = FALSE;
          assert_held (&holder, FALSE);
          assert_same (fleet, model);
        }
      corral_fleet_flush (fleet);
      assert_same (fleet, model);
      /* No more slots than there ever were rows and deletions at a time. */
      g_assert_cmpuint (corral_columns_get_n_slots (get_alerts (fleet)), <=, 2 * 2 * IDS);
      g_assert_cmpuint (holder.n_gone, >, 100);
      corral_fleet_clear (fleet, "c", CORRAL_COLLECTION_ALERT);
      corral_fleet_clear (fleet, "d", CORRAL_COLLECTION_ALERT);
      corral_fleet_flush (fleet);
      g_assert_cmpuint (corral_columns_get_n_slots (get_alerts (fleet)), ==, 0);
      g_hash_table_unref (holder.held);
    }
}

/* --- tombstones -------------------------------------------------------------------------------------- */

static void
test_tombstones (void)
{
  g_autoptr (CorralTombstones) graves = corral_tombstones_new (3);

  corral_tombstones_put (graves, 1, "a", 5);
  corral_tombstones_put (graves, 2, "a", 6);
  corral_tombstones_put (graves, 1, "b", 7);
  g_assert_cmpint (corral_tombstones_get (graves, 1, "a"), ==, 5);
  g_assert_cmpint (corral_tombstones_get (graves, 2, "a"), ==, 6);
  g_assert_cmpint (corral_tombstones_get (graves, 3, "a"), ==, CORRAL_UNKNOWN);
  /* One that was deleted again is the youngest; the oldest makes room. */
  corral_tombstones_put (graves, 1, "a", 8);
  g_assert_cmpuint (corral_tombstones_get_n (graves), ==, 3);
  corral_tombstones_put (graves, 1, "c", 9);
  g_assert_cmpuint (corral_tombstones_get_n (graves), ==, 3);
  g_assert_cmpint (corral_tombstones_get (graves, 2, "a"), ==, CORRAL_UNKNOWN);
  g_assert_cmpint (corral_tombstones_get (graves, 1, "a"), ==, 8);
  corral_tombstones_remove (graves, 1, "b");
  corral_tombstones_remove (graves, 1, "b");
  g_assert_cmpint (corral_tombstones_get (graves, 1, "b"), ==, CORRAL_UNKNOWN);
  corral_tombstones_put (graves, 2, "b", 1);
  corral_tombstones_forget_chain (graves, 1);
  g_assert_cmpuint (corral_tombstones_get_n (graves), ==, 1);
  g_assert_cmpint (corral_tombstones_get (graves, 2, "b"), ==, 1);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/fleet/slots/told-first", test_given_back_after_everybody_was_told);
  g_test_add_func ("/fleet/slots/late-copies", test_late_copies_stay_out);
  g_test_add_func ("/fleet/slots/scope", test_what_left_the_scope_may_come_back_as_it_was);
  g_test_add_func ("/fleet/slots/intents", test_intents_do_not_move_to_another_row);
  g_test_add_func ("/fleet/slots/made-here", test_slot_of_a_row_made_here);
  g_test_add_func ("/fleet/slots/storms", test_storms_leave_nothing);
  g_test_add_func ("/fleet/slots/random", test_random);
  g_test_add_func ("/fleet/slots/tombstones", test_tombstones);
  return g_test_run ();
}
