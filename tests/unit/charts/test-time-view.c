/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "corral-random.h"
#include "corral-time-view.h"

#define H CORRAL_HOUR_MS
#define Q (15 * CORRAL_MINUTE_MS)
#define D CORRAL_DAY_MS

static const CorralTimeRange document = { 0, 90 * D };

static void
assert_visible (CorralTimeView *view, gint64 start_ms, gint64 end_ms, gboolean live)
{
  CorralTimeRange visible = corral_time_view_get_visible (view);

  g_assert_cmpint (visible.start_ms, ==, start_ms);
  g_assert_cmpint (visible.end_ms, ==, end_ms);
  g_assert_cmpint (corral_time_view_get_live (view), ==, live);
}

static void
count_cb (guint *count)
{
  (*count)++;
}

static void
test_limits (void)
{
  g_autoptr (CorralTimeView) view = corral_time_view_new (document);

  assert_visible (view, 89 * D, 90 * D, TRUE);
  corral_time_view_set_visible (view, (CorralTimeRange){ 50 * D, 50 * D + 1 });
  assert_visible (view, 50 * D + 1 - Q, 50 * D + 1, FALSE);
  corral_time_view_set_visible (view, (CorralTimeRange){ 0, 80 * D });
  assert_visible (view, 0, 80 * D, FALSE);
  /* Of a year no more than 90 days. */
  corral_time_view_set_document (view, (CorralTimeRange){ 0, 365 * D });
  corral_time_view_set_visible (view, (CorralTimeRange){ 10 * D, 300 * D });
  assert_visible (view, 210 * D, 300 * D, FALSE);
  corral_time_view_set_document (view, document);
  corral_time_view_set_visible (view, (CorralTimeRange){ -5 * D, -4 * D });
  assert_visible (view, 0, D, FALSE);
  corral_time_view_set_visible (view, (CorralTimeRange){ 100 * D, 101 * D });
  assert_visible (view, 89 * D, 90 * D, TRUE);
  corral_time_view_set_limits (view, 2 * D, 3 * D);
  assert_visible (view, 88 * D, 90 * D, TRUE);
}

static void
test_zoom (void)
{
  g_autoptr (CorralTimeView) view = corral_time_view_new (document);

  corral_time_view_set_visible (view, (CorralTimeRange){ 10 * D, 12 * D });
  corral_time_view_zoom (view, 0.5, 10 * D + 12 * H);
  /* A quarter from the left before, a quarter from the left after. */
  assert_visible (view, 10 * D + 6 * H, 11 * D + 6 * H, FALSE);
  corral_time_view_zoom (view, 2, 10 * D + 12 * H);
  assert_visible (view, 10 * D, 12 * D, FALSE);

  /* At the limit the point stays, too. */
  corral_time_view_zoom (view, 1e-9, 11 * D);
  assert_visible (view, 11 * D - Q / 2, 11 * D + Q / 2, FALSE);
  corral_time_view_zoom (view, 1e9, 45 * D);
  g_assert_cmpint (corral_time_view_get_visible (view).end_ms
                       - corral_time_view_get_visible (view).start_ms,
                   ==, 90 * D);

  /* Without a point: a live view keeps its end, another one its middle, a visible cursor itself. */
  corral_time_view_show_last (view, D);
  corral_time_view_zoom (view, 0.5, CORRAL_TIME_NONE);
  assert_visible (view, 90 * D - 12 * H, 90 * D, TRUE);
  corral_time_view_set_visible (view, (CorralTimeRange){ 10 * D, 12 * D });
  corral_time_view_zoom (view, 0.5, CORRAL_TIME_NONE);
  assert_visible (view, 10 * D + 12 * H, 11 * D + 12 * H, FALSE);
  corral_time_view_set_cursor (view, 10 * D + 12 * H);
  corral_time_view_zoom (view, 0.5, CORRAL_TIME_NONE);
  assert_visible (view, 10 * D + 12 * H, 11 * D, FALSE);
}

static void
test_live (void)
{
  g_autoptr (CorralTimeView) view = corral_time_view_new (document);

  corral_time_view_set_document (view, (CorralTimeRange){ H, 90 * D + H });
  assert_visible (view, 89 * D + H, 90 * D + H, TRUE);
  corral_time_view_pan (view, -H);
  assert_visible (view, 89 * D, 90 * D, FALSE);
  corral_time_view_set_document (view, (CorralTimeRange){ 2 * H, 90 * D + 2 * H });
  assert_visible (view, 89 * D, 90 * D, FALSE);
  corral_time_view_pan (view, 10 * H);
  assert_visible (view, 89 * D + 2 * H, 90 * D + 2 * H, TRUE);
  corral_time_view_set_live (view, FALSE);
  corral_time_view_set_document (view, (CorralTimeRange){ 3 * H, 90 * D + 3 * H });
  assert_visible (view, 89 * D + 2 * H, 90 * D + 2 * H, FALSE);
  corral_time_view_set_live (view, TRUE);
  assert_visible (view, 89 * D + 3 * H, 90 * D + 3 * H, TRUE);
  /* What is looked at has been dropped: the nearest that still exists. */
  corral_time_view_set_visible (view, (CorralTimeRange){ 3 * H, 27 * H });
  corral_time_view_set_document (view, (CorralTimeRange){ 10 * D, 90 * D });
  assert_visible (view, 10 * D, 11 * D, FALSE);
}

static void
test_notifies_on_change_only (void)
{
  g_autoptr (CorralTimeView) view = corral_time_view_new (document);
  guint visible = 0;
  guint cursor = 0;

  g_signal_connect_swapped (view, "notify::visible", G_CALLBACK (count_cb), &visible);
  g_signal_connect_swapped (view, "notify::cursor", G_CALLBACK (count_cb), &cursor);
  corral_time_view_set_cursor (view, 5);
  corral_time_view_set_cursor (view, 5);
  g_assert_cmpuint (cursor, ==, 1);
  g_assert_cmpuint (visible, ==, 0);
  corral_time_view_pan (view, -D);
  corral_time_view_pan (view, 0);
  g_assert_cmpuint (visible, ==, 1);
  corral_time_view_show_last (view, D);
  corral_time_view_pan (view, 5 * D);
  g_assert_cmpuint (visible, ==, 2);
}

static void
test_selected (void)
{
  g_autoptr (CorralTimeView) view = corral_time_view_new (document);

  corral_time_view_zoom_to_selected (view);
  assert_visible (view, 89 * D, 90 * D, TRUE);
  corral_time_view_set_selected (view, (CorralTimeRange){ 10 * D, 13 * D });
  corral_time_view_zoom_to_selected (view);
  assert_visible (view, 10 * D, 13 * D, FALSE);
  g_assert_cmpint (corral_time_view_get_selected (view).end_ms, ==, 0);
  corral_time_view_set_selected (view, (CorralTimeRange){ 11 * D, 11 * D + Q / 2 });
  corral_time_view_zoom_to_selected (view);
  assert_visible (view, 11 * D - Q / 4, 11 * D + Q * 3 / 4, FALSE);
  corral_time_view_set_selected (view, (CorralTimeRange){ 5, 4 });
  g_assert_cmpint (corral_time_view_get_selected (view).start_ms, ==, 0);
}

static void
test_properties (void)
{
  g_autoptr (CorralTimeView) view = corral_time_view_new (document);
  CorralTimeRange wanted = { 10 * D, 11 * D };
  CorralTimeRange *visible = NULL;
  gboolean live = TRUE;

  g_object_set (view, "visible", &wanted, NULL);
  g_object_get (view, "visible", &visible, "live", &live, NULL);
  g_assert_cmpint (visible->start_ms, ==, 10 * D);
  g_assert_false (live);
  g_boxed_free (CORRAL_TYPE_TIME_RANGE, visible);
}

/* Whatever is done in whatever order, the visible span is within the limits and the document. */
static void
test_any_order (void)
{
  CorralRandom random = corral_random_seeded (5, 0, 0, 0);
  g_autoptr (CorralTimeView) view = corral_time_view_new (document);

  for (guint i = 0; i < 20000; i++)
    {
      CorralTimeRange visible;
      gint64 a = corral_random_int (&random, -10 * D, 100 * D);

      switch (corral_random_int (&random, 0, 5))
        {
        case 0:
          corral_time_view_zoom (view, corral_random_range (&random, 0.1, 9), a);
          break;
        case 1:
          corral_time_view_pan (view, a - 45 * D);
          break;
        case 2:
          corral_time_view_set_visible (view, (CorralTimeRange){
                                                  a, a + corral_random_int (&random, -D, 150 * D) });
          break;
        case 3:
          corral_time_view_set_document (view, (CorralTimeRange){ i * 1000, 90 * D + i * 1000 });
          break;
        default:
          corral_time_view_show_last (view, corral_random_int (&random, 0, 60 * D));
          break;
        }
      visible = corral_time_view_get_visible (view);
      g_assert_cmpint (visible.end_ms - visible.start_ms, >=, Q);
      g_assert_cmpint (visible.end_ms - visible.start_ms, <=, 90 * D);
      g_assert_cmpint (visible.start_ms, >=, corral_time_view_get_document (view).start_ms);
      g_assert_cmpint (visible.end_ms, <=, corral_time_view_get_document (view).end_ms);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/charts/time-view/limits", test_limits);
  g_test_add_func ("/charts/time-view/zoom", test_zoom);
  g_test_add_func ("/charts/time-view/live", test_live);
  g_test_add_func ("/charts/time-view/notify", test_notifies_on_change_only);
  g_test_add_func ("/charts/time-view/selected", test_selected);
  g_test_add_func ("/charts/time-view/properties", test_properties);
  g_test_add_func ("/charts/time-view/any-order", test_any_order);
  return g_test_run ();
}
