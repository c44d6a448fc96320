/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Models are written down as strings of store numbers, changes as they are signalled. */
#include "corral-row-list.h"

typedef struct
{
  CorralFleet *fleet;
  CorralRowList *list;
  /* Of the list: "1-0+2" = at 1, removed 0, added 2; "!" reordered; "?" pending. Of items: "~3" position 3. */
  GString *changes;
} Fixture;

static void
put_store (Fixture *fixture, gint64 number, gint64 rev, double today)
{
  g_autofree char *id = g_strdup_printf ("s%" G_GINT64_FORMAT, number);
  CorralStore store;

  corral_row_clear (corral_collection_get_schema (CORRAL_COLLECTION_STORE), &store);
  store.id = id;
  store.rev = rev;
  store.number = number;
  store.name = "Elm Park";
  store.service_today_pct = today;
  store.service_target_pct = 99;
  corral_fleet_put (fixture->fleet, "c", corral_collection_get_schema (CORRAL_COLLECTION_STORE), &store);
}

static void
on_items_changed (GListModel *model, guint position, guint removed, guint added, Fixture *fixture)
{
  g_string_append_printf (fixture->changes, "%s%u-%u+%u", fixture->changes->len > 0 ? " " : "", position,
                          removed, added);
}

static void
on_reordered (CorralRowList *list, Fixture *fixture)
{
  g_string_append_printf (fixture->changes, "%s!", fixture->changes->len > 0 ? " " : "");
}

static void
on_pending (CorralRowList *list, Fixture *fixture)
{
  g_string_append_printf (fixture->changes, "%s?", fixture->changes->len > 0 ? " " : "");
}

static void
on_item_changed (CorralRowItem *item, Fixture *fixture)
{
  g_string_append_printf (fixture->changes, "%s~%u", fixture->changes->len > 0 ? " " : "",
                          corral_row_item_get_position (item));
}

static char *
model_to_string (GListModel *model)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < g_list_model_get_n_items (model); i++)
    {
      g_autoptr (CorralRowItem) item = g_list_model_get_item (model, i);

      g_assert_cmpuint (corral_row_item_get_position (item), ==, i);
      g_string_append_printf (text, "%s%" G_GINT64_FORMAT, i > 0 ? " " : "",
                              corral_row_item_get_integer (item, CORRAL_STORE_COL_NUMBER));
    }
  return g_string_free (text, FALSE);
}

#define assert_model(fixture, expected) \
  G_STMT_START \
  { \
    g_autofree char *is_ = model_to_string (G_LIST_MODEL ((fixture)->list)); \
    g_assert_cmpstr (is_, ==, expected); \
  } \
  G_STMT_END

#define assert_changes(fixture, expected) \
  G_STMT_START \
  { \
    g_assert_cmpstr ((fixture)->changes->str, ==, expected); \
    g_string_truncate ((fixture)->changes, 0); \
  } \
  G_STMT_END

static void
set_up (Fixture *fixture, gconstpointer data)
{
  CorralTenant tenant = { (char *) "c", (char *) "Chain", NULL, NULL, NULL };
  g_autoptr (CorralOrder) order = corral_order_new (CORRAL_TABLE_STORE);

  fixture->changes = g_string_new (NULL);
  fixture->fleet = corral_fleet_new (NULL);
  corral_fleet_put_tenant (fixture->fleet, &tenant);
  put_store (fixture, 5, 1, 98);
  put_store (fixture, 3, 1, 97);
  put_store (fixture, 1, 1, 99.5);
  corral_fleet_flush (fixture->fleet);
  fixture->list = corral_row_list_new (fixture->fleet, order);
  g_signal_connect (fixture->list, "items-changed", G_CALLBACK (on_items_changed), fixture);
  g_signal_connect (fixture->list, "reordered", G_CALLBACK (on_reordered), fixture);
  g_signal_connect (fixture->list, "pending", G_CALLBACK (on_pending), fixture);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_assert_finalize_object (fixture->list);
  g_assert_finalize_object (fixture->fleet);
  g_string_free (fixture->changes, TRUE);
}

static CorralRowItem *
watch (Fixture *fixture, guint position)
{
  CorralRowItem *item = g_list_model_get_item (G_LIST_MODEL (fixture->list), position);

  g_signal_connect (item, "changed", G_CALLBACK (on_item_changed), fixture);
  return item;
}

static void
sort_by (Fixture *fixture, guint column, gboolean descending)
{
  g_autoptr (CorralOrder) order = corral_order_new (CORRAL_TABLE_STORE);

  corral_order_sort_by (order, column, descending);
  corral_row_list_set_spec (fixture->list, order);
}

static void
test_own_order (Fixture *fixture, gconstpointer data)
{
  assert_model (fixture, "1 3 5");
  assert_changes (fixture, "");
  g_assert_true (g_list_model_get_item_type (G_LIST_MODEL (fixture->list)) == CORRAL_TYPE_ROW_ITEM);
  g_assert_null (g_list_model_get_item (G_LIST_MODEL (fixture->list), 3));
}

static void
test_sorting_points_live_items_elsewhere (Fixture *fixture, gconstpointer data)
{
  CorralRowItem *first = watch (fixture, 0);
  CorralRowItem *second = watch (fixture, 1);
  g_autoptr (CorralRowItem) again = g_list_model_get_item (G_LIST_MODEL (fixture->list), 0);
  guint32 slot = corral_row_item_get_slot (first);

  g_assert_true (again == first);
  sort_by (fixture, CORRAL_STORE_COL_NUMBER, TRUE);
  /* 5 3 1: the middle one stands where it stood and is not told. No items-changed at all. */
  assert_changes (fixture, "~0 !");
  g_assert_cmpint (corral_row_item_get_integer (first, CORRAL_STORE_COL_NUMBER), ==, 5);
  g_assert_cmpint (corral_row_item_get_integer (second, CORRAL_STORE_COL_NUMBER), ==, 3);
  assert_model (fixture, "5 3 1");
  g_assert_cmpuint (corral_row_list_find_slot (fixture->list, slot), ==, 2);

  /* The same order again tells nobody. */
  sort_by (fixture, CORRAL_STORE_COL_NUMBER, TRUE);
  assert_changes (fixture, "");
  g_clear_object (&again);
  g_assert_finalize_object (first);
  g_assert_finalize_object (second);
  g_assert_cmpuint (corral_row_list_get_n_live (fixture->list), ==, 0);
}

static void
test_only_the_tail_grows_and_shrinks (Fixture *fixture, gconstpointer data)
{
  CorralRowItem *first = watch (fixture, 0);
  CorralRowItem *last = watch (fixture, 2);

  put_store (fixture, 0, 1, 98);
  corral_fleet_flush (fixture->fleet);
  assert_changes (fixture, "3-0+1 ~0 ~2 !");
  assert_model (fixture, "0 1 3 5");

  corral_fleet_delete (fixture->fleet, "c", CORRAL_COLLECTION_STORE, "s0", 2);
  corral_fleet_delete (fixture->fleet, "c", CORRAL_COLLECTION_STORE, "s3", 2);
  corral_fleet_flush (fixture->fleet);
  assert_changes (fixture, "2-2+0 ~0 ~2 !");
  assert_model (fixture, "1 5");
  /* The position is gone: its item reads as unknown, and a new one takes its place when it is back. */
  g_assert_cmpuint (corral_row_item_get_slot (last), ==, CORRAL_NO_SLOT);
  g_assert_null (corral_row_item_get_text (last, CORRAL_STORE_COL_NAME));
  put_store (fixture, 9, 1, 98);
  corral_fleet_flush (fixture->fleet);
  assert_changes (fixture, "2-0+1 !");
  assert_model (fixture, "1 5 9");
  g_assert_finalize_object (last);
  assert_model (fixture, "1 5 9");
  g_assert_finalize_object (first);
}

static void
test_values_that_do_not_move_rows (Fixture *fixture, gconstpointer data)
{
  CorralRowItem *middle = watch (fixture, 1);

  put_store (fixture, 3, 2, 50);
  put_store (fixture, 5, 2, 51);
  corral_fleet_flush (fixture->fleet);
  assert_changes (fixture, "~1");
  g_assert_cmpfloat (corral_row_item_get_real (middle, CORRAL_STORE_COL_SERVICE_TODAY_PCT), ==, 50);
  g_assert_cmpstr (corral_row_item_get_id (middle), ==, "s3");
  g_assert_cmpstr (corral_row_item_get_chain_text (middle, CORRAL_CHAIN_COL_NAME), ==, "Chain");

  /* An older row changes nothing. */
  put_store (fixture, 3, 1, 70);
  corral_fleet_flush (fixture->fleet);
  assert_changes (fixture, "");
  g_assert_finalize_object (middle);
}

static void
test_held (Fixture *fixture, gconstpointer data)
{
  CorralRowItem *first = watch (fixture, 0);

  sort_by (fixture, CORRAL_STORE_COL_SERVICE_TODAY_PCT, FALSE);
  assert_model (fixture, "3 5 1");
  assert_changes (fixture, "~0 !");
  corral_row_list_set_held (fixture->list, TRUE);
  put_store (fixture, 3, 2, 100);
  put_store (fixture, 7, 1, 10);
  g_assert_cmpuint (corral_row_list_get_n_new (fixture->list), ==, 0);
  corral_fleet_flush (fixture->fleet);
  assert_changes (fixture, "~0 ?");
  assert_model (fixture, "3 5 1");
  g_assert_cmpuint (corral_row_list_get_n_new (fixture->list), ==, 1);
  corral_row_list_set_held (fixture->list, FALSE);
  assert_changes (fixture, "3-0+1 ~0 !");
  assert_model (fixture, "7 5 1 3");
  g_assert_cmpuint (corral_row_list_get_n_new (fixture->list), ==, 0);
  g_assert_finalize_object (first);
}

static void
test_filter (Fixture *fixture, gconstpointer data)
{
  g_autoptr (CorralOrder) order = corral_order_new (CORRAL_TABLE_STORE);

  g_assert_true (corral_order_where_named (order, "below_target", "1"));
  corral_row_list_set_spec (fixture->list, order);
  assert_model (fixture, "3 5");
  assert_changes (fixture, "2-1+0 !");
  put_store (fixture, 1, 2, 98);
  corral_fleet_flush (fixture->fleet);
  assert_model (fixture, "1 3 5");
  assert_changes (fixture, "2-0+1 !");
}

static void
test_another_chain_in_the_same_slots (Fixture *fixture, gconstpointer data)
{
  CorralTenant tenant = { (char *) "d", (char *) "Other", NULL, NULL, NULL };
  CorralRowItem *first = watch (fixture, 0);

  corral_row_list_set_held (fixture->list, TRUE);
  corral_fleet_remove_tenant (fixture->fleet, "c");
  corral_fleet_put_tenant (fixture->fleet, &tenant);
  put_store (fixture, 42, 1, 10); /* chain "c" again, without being listed itself */
  corral_fleet_flush (fixture->fleet);
  /* Slots were given back, so even a held list must not show what stands in them now. */
  assert_model (fixture, "42");
  g_assert_cmpint (corral_row_item_get_integer (first, CORRAL_STORE_COL_NUMBER), ==, 42);
  g_assert_finalize_object (first);
}

static void
test_items_outlive_their_list (void)
{
  g_autoptr (CorralOrder) order = corral_order_new (CORRAL_TABLE_STORE);
  CorralFleet *fleet = corral_fleet_new (NULL);
  Fixture fixture = { .fleet = fleet };
  CorralRowItem *item;

  put_store (&fixture, 8, 1, 9);
  fixture.list = corral_row_list_new (fleet, order);
  item = g_list_model_get_item (G_LIST_MODEL (fixture.list), 0);
  g_object_unref (fixture.list);
  g_assert_cmpint (corral_row_item_get_integer (item, CORRAL_STORE_COL_NUMBER), ==, 8);
  g_assert_finalize_object (item);
  g_assert_finalize_object (fleet);
}

/* ---- rows that are deleted: their slots are used again ------------------------------------------------ */

typedef struct
{
  CorralFleet *fleet;
  CorralRowList *list;
  GString *gone;
  guint n_reordered;
} Alerts;

static void
put_alert (Alerts *self, const char *id, gint64 rev, gint64 raised_ms)
{
  CorralAlert alert;

  corral_row_clear (corral_collection_get_schema (CORRAL_COLLECTION_ALERT), &alert);
  alert.id = id;
  alert.rev = rev;
  alert.kind = "offline";
  alert.raised_ms = raised_ms;
  corral_fleet_put (self->fleet, "c", corral_collection_get_schema (CORRAL_COLLECTION_ALERT), &alert);
}

static void
delete_alert (Alerts *self, const char *id)
{
  corral_fleet_delete (self->fleet, "c", CORRAL_COLLECTION_ALERT, id, 100);
}

static void
on_rows_gone (CorralRowList *list, const guint32 *slots, guint n, Alerts *self)
{
  for (guint i = 0; i < n; i++)
    g_string_append_printf (self->gone, "%u ", slots[i]);
}

static void
count_reordered (CorralRowList *list, Alerts *self)
{
  self->n_reordered++;
}

static void
alerts_set_up (Alerts *self, gconstpointer data)
{
  CorralTenant tenant = { (char *) "c", (char *) "Chain", NULL, NULL, NULL };
  g_autoptr (CorralOrder) order = corral_order_new (CORRAL_TABLE_ALERT);

  self->fleet = corral_fleet_new (NULL);
  self->gone = g_string_new (NULL);
  corral_fleet_put_tenant (self->fleet, &tenant);
  put_alert (self, "a", 1, 30);
  put_alert (self, "b", 1, 20);
  put_alert (self, "c", 1, 10);
  corral_fleet_flush (self->fleet);
  self->list = corral_row_list_new (self->fleet, order);
  g_signal_connect (self->list, "rows-gone", G_CALLBACK (on_rows_gone), self);
  g_signal_connect (self->list, "reordered", G_CALLBACK (count_reordered), self);
}

static void
alerts_tear_down (Alerts *self, gconstpointer data)
{
  g_assert_finalize_object (self->list);
  g_assert_finalize_object (self->fleet);
  g_string_free (self->gone, TRUE);
}

static char *
list_ids (Alerts *self)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (self->list)); i++)
    {
      guint32 slot = corral_row_list_get_slot (self->list, i);
      const char *id = corral_fleet_get_text (self->fleet, CORRAL_TABLE_ALERT, slot, 0);

      g_string_append_printf (text, "%s%s", i > 0 ? " " : "", id != NULL ? id : "?");
    }
  return g_string_free (text, FALSE);
}

#define assert_ids(self, expected) \
  G_STMT_START \
  { \
    g_autofree char *is_ = list_ids (self); \
    g_assert_cmpstr (is_, ==, expected); \
  } \
  G_STMT_END

/* A held list keeps its order, and a sleeping one is not put in order, but neither shows another row where one was. */
static void
test_slot_of_a_deleted_row (Alerts *self, gconstpointer data)
{
  gboolean sleeps = GPOINTER_TO_INT (data);
  CorralRowItem *second = g_list_model_get_item (G_LIST_MODEL (self->list), 1);
  guint32 slot = corral_row_item_get_slot (second);
  g_autofree char *gone = g_strdup_printf ("%u ", slot);

  if (sleeps)
    corral_row_list_set_asleep (self->list, TRUE);
  else
    corral_row_list_set_held (self->list, TRUE);
  delete_alert (self, "b");
  put_alert (self, "new", 1, 40);
  corral_fleet_flush (self->fleet);
  g_assert_cmpstr (self->gone->str, ==, gone);
  assert_ids (self, "a c");
  g_assert_cmpstr (corral_row_item_get_id (second), ==, "c");

  put_alert (self, "later", 1, 50);
  corral_fleet_flush (self->fleet);
  g_assert_cmpuint (corral_columns_find (corral_fleet_get_table (self->fleet, CORRAL_TABLE_ALERT), 0, "later"), ==, slot);
  assert_ids (self, "a c");
  g_assert_cmpuint (corral_row_list_get_n_new (self->list), ==, 2);
  if (sleeps)
    corral_row_list_set_asleep (self->list, FALSE);
  else
    corral_row_list_set_held (self->list, FALSE);
  assert_ids (self, "later new a c");
  g_assert_cmpstr (corral_row_item_get_id (second), ==, "new");
  g_assert_finalize_object (second);
}

static gboolean
is_in_order (Alerts *self)
{
  g_autoptr (CorralOrder) order = corral_order_new (CORRAL_TABLE_ALERT);
  g_autoptr (GArray) slots = g_array_new (FALSE, FALSE, sizeof (guint32));

  corral_order_run (order, self->fleet, slots);
  if (slots->len != g_list_model_get_n_items (G_LIST_MODEL (self->list)))
    return FALSE;
  for (guint i = 0; i < slots->len; i++)
    if (g_array_index (slots, guint32, i) != corral_row_list_get_slot (self->list, i))
      return FALSE;
  return TRUE;
}

static void
note_ordering (GListModel *list, gboolean *by_itself)
{
  *by_itself = corral_row_list_is_ordering (CORRAL_ROW_LIST (list));
}

/* Thousands of rows that change all the time: put in order now and then, without a row that is not there, and right in
 * the end though nothing more happens. */
static void
test_a_storm (Alerts *self, gconstpointer data)
{
  gint64 deadline_us = g_get_monotonic_time () + 20 * G_USEC_PER_SEC;
  g_autoptr (CorralOrder) asked = corral_order_new (CORRAL_TABLE_ALERT);
  g_autofree char *first = NULL;
  gboolean by_itself = FALSE;

  g_signal_connect (self->list, "reordered", G_CALLBACK (note_ordering), &by_itself);
  for (guint i = 0; i < 6000; i++)
    {
      g_autofree char *id = g_strdup_printf ("storm-%u", i);

      put_alert (self, id, 1, 100 + i);
      if (i % 20 == 19)
        corral_fleet_flush (self->fleet);
    }
  g_assert_cmpuint (self->n_reordered, <, 300);
  for (guint i = 0; i < 3000; i++)
    {
      g_autofree char *id = g_strdup_printf ("storm-%u", i * 2);

      delete_alert (self, id);
    }
  corral_fleet_flush (self->fleet);
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (self->list)); i++)
    g_assert_true (corral_columns_exists (corral_fleet_get_table (self->fleet, CORRAL_TABLE_ALERT),
                                          corral_row_list_get_slot (self->list, i)));
  while (!is_in_order (self))
    {
      g_assert_cmpint (g_get_monotonic_time (), <, deadline_us);
      g_main_context_iteration (NULL, TRUE);
    }
  first = g_strdup (corral_fleet_get_text (self->fleet, CORRAL_TABLE_ALERT, corral_row_list_get_slot (self->list, 0), 0));
  g_assert_cmpstr (first, ==, "storm-5999");
  /* Who shows the rows can tell that from what somebody asks for. */
  g_assert_true (by_itself);
  g_assert_false (corral_row_list_is_ordering (self->list));
  corral_order_sort_by (asked, CORRAL_ALERT_COL_RAISED_MS, FALSE);
  corral_row_list_set_spec (self->list, asked);
  g_assert_false (by_itself);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(path, func) g_test_add ("/lists/row-list/" path, Fixture, NULL, set_up, func, tear_down)
  ADD ("own-order", test_own_order);
  ADD ("sorting", test_sorting_points_live_items_elsewhere);
  ADD ("tail", test_only_the_tail_grows_and_shrinks);
  ADD ("values", test_values_that_do_not_move_rows);
  ADD ("held", test_held);
  ADD ("filter", test_filter);
  ADD ("reused-slots", test_another_chain_in_the_same_slots);
  g_test_add_func ("/lists/row-list/outlive", test_items_outlive_their_list);
  g_test_add ("/lists/row-list/deleted-held", Alerts, GINT_TO_POINTER (FALSE), alerts_set_up, test_slot_of_a_deleted_row,
              alerts_tear_down);
  g_test_add ("/lists/row-list/deleted-asleep", Alerts, GINT_TO_POINTER (TRUE), alerts_set_up, test_slot_of_a_deleted_row,
              alerts_tear_down);
  g_test_add ("/lists/row-list/storm", Alerts, NULL, alerts_set_up, test_a_storm, alerts_tear_down);
  return g_test_run ();
}
