/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "corral-span-set.h"

#include <glib.h>

#define H CORRAL_HOUR_MS
#define M CORRAL_MINUTE_MS

static CorralSpan
span (gint64 start_ms, gint64 end_ms, const char *label)
{
  return (CorralSpan){ { start_ms, end_ms }, CORRAL_SPAN_LIGHT, CORRAL_HUE_BLUE, label };
}

static const char *
label_at (CorralSpanSet *set, gint64 time_ms, gint64 slop_ms)
{
  const CorralSpan *found = corral_span_set_at (set, time_ms, slop_ms);

  return found != NULL ? found->label : "";
}

static void
test_later_is_on_top (void)
{
  /* Out of order, one inside another, one that ends where the next begins. */
  const CorralSpan spans[] = {
    span (10 * H, 20 * H, "under"),
    span (0, 5 * H, "first"),
    span (12 * H, 13 * H, "over"),
    span (20 * H, 21 * H, "next"),
  };
  static const struct
  {
    gint64 time_ms;
    const char *label;
  } cases[] = {
    { -1, "" },           { 0, "first" },        { 5 * H - 1, "first" },  { 5 * H, "" },
    { 10 * H, "under" },  { 12 * H, "over" },    { 13 * H - 1, "over" },  { 13 * H, "under" },
    { 20 * H, "next" },   { 21 * H - 1, "next" }, { 21 * H, "" },
  };
  g_autoptr (CorralSpanSet) set = corral_span_set_new (spans, G_N_ELEMENTS (spans));

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    g_assert_cmpstr (label_at (set, cases[i].time_ms, 0), ==, cases[i].label);

  /* The one that lies under tells its whole span, not the rest that is seen. */
  g_assert_cmpint (corral_span_set_at (set, 15 * H, 0)->range.start_ms, ==, 10 * H);
}

static void
test_nearest (void)
{
  const CorralSpan spans[] = { span (H, H + 1, "dot"), span (2 * H, 3 * H, "bar") };
  g_autoptr (CorralSpanSet) set = corral_span_set_new (spans, G_N_ELEMENTS (spans));

  g_assert_cmpstr (label_at (set, H - 2 * M, 0), ==, "");
  g_assert_cmpstr (label_at (set, H - 2 * M, 3 * M), ==, "dot");
  g_assert_cmpstr (label_at (set, H + 2 * M, 3 * M), ==, "dot");
  g_assert_cmpstr (label_at (set, H + 4 * M, 3 * M), ==, "");
  g_assert_cmpstr (label_at (set, 2 * H - M, 3 * M), ==, "bar");
  g_assert_cmpstr (label_at (set, 3 * H + M, 3 * M), ==, "bar");
  /* Of two the nearer. */
  g_assert_cmpstr (label_at (set, H + 40 * M, H), ==, "bar");
  g_assert_cmpstr (label_at (set, H + 20 * M, H), ==, "dot");
}

static void
test_next (void)
{
  const CorralSpan spans[] = { span (H, 2 * H, "a"), span (4 * H, 5 * H, "b") };
  g_autoptr (CorralSpanSet) set = corral_span_set_new (spans, G_N_ELEMENTS (spans));

  g_assert_cmpint (corral_span_set_next (set, 0, +1), ==, H);
  g_assert_cmpint (corral_span_set_next (set, H, +1), ==, 4 * H);
  g_assert_cmpint (corral_span_set_next (set, 4 * H, +1), ==, G_MININT64);
  g_assert_cmpint (corral_span_set_next (set, 9 * H, -1), ==, 4 * H);
  g_assert_cmpint (corral_span_set_next (set, 4 * H + M, -1), ==, 4 * H);
  g_assert_cmpint (corral_span_set_next (set, 4 * H, -1), ==, H);
  g_assert_cmpint (corral_span_set_next (set, H, -1), ==, G_MININT64);
}

static void
test_share_words (void)
{
  const CorralSpan spans[] = {
    span (0, 62 * H, "Wi-Fi"),         span (62 * H, 92 * H, "LTE-M"), span (92 * H, 92 * H + 10 * M, "none"),
    span (-90 * H, 0, "before that"),  span (10 * H, 11 * H, "LTE-M"),
  };
  g_autoptr (CorralSpanSet) set = corral_span_set_new (spans, G_N_ELEMENTS (spans));
  g_autofree char *part = corral_span_set_dup_share_words (set, (CorralTimeRange){ 0, 100 * H });
  g_autofree char *all = corral_span_set_dup_share_words (set, (CorralTimeRange){ 20 * H, 30 * H });
  g_autofree char *nothing = corral_span_set_dup_share_words (set, (CorralTimeRange){ 200 * H, 300 * H });

  g_assert_cmpstr (part, ==, "Wi-Fi 61 %, LTE-M 31 %, none under 1 %");
  g_assert_cmpstr (all, ==, "Wi-Fi 100 %");
  g_assert_null (nothing);
}

/* Almost all is not all. */
static void
test_share_never_all (void)
{
  const CorralSpan spans[] = { span (0, 1000 * H - M, "Wi-Fi") };
  g_autoptr (CorralSpanSet) set = corral_span_set_new (spans, 1);
  g_autofree char *words = corral_span_set_dup_share_words (set, (CorralTimeRange){ 0, 1000 * H });

  g_assert_cmpstr (words, ==, "Wi-Fi 99 %");
}

static void
test_bad_spans (void)
{
  const CorralSpan spans[] = {
    span (5 * H, 5 * H, "empty"), span (9 * H, 2 * H, "backwards"), span (G_MININT64, G_MAXINT64, "always"),
    span (H, 2 * H, NULL),
  };
  g_autoptr (CorralSpanSet) set = corral_span_set_new (spans, G_N_ELEMENTS (spans));
  g_autoptr (CorralSpanSet) none = corral_span_set_new (NULL, 0);
  CorralTimeRange range;

  /* Before the one without a name, that one, and after it. */
  g_assert_cmpuint (corral_span_set_get_n_pieces (set), ==, 3);
  g_assert_cmpstr (corral_span_set_get_piece (set, 0, &range)->label, ==, "always");
  g_assert_cmpint (range.end_ms, ==, H);
  g_assert_cmpuint (corral_span_set_find_piece (set, H), ==, 1);
  g_assert_cmpstr (label_at (set, 5 * H, 0), ==, "always");
  g_assert_nonnull (corral_span_set_at (set, H, 0));
  g_assert_cmpstr (corral_span_set_at (set, H, 0)->label, ==, "");
  g_assert_null (corral_span_set_at (none, 0, H));
  g_assert_cmpint (corral_span_set_next (none, 0, 1), ==, G_MININT64);
}

/* Against the plain rule: of all that hold the moment the last given. */
static void
test_like_the_rule (void)
{
  for (guint round = 0; round < 200; round++)
    {
      CorralSpan spans[40];
      guint n = (guint) g_test_rand_int_range (0, G_N_ELEMENTS (spans));
      g_autoptr (CorralSpanSet) set = NULL;
      static const char *const labels[] = { "a", "b", "c", "d" };

      for (guint i = 0; i < n; i++)
        {
          gint64 start = g_test_rand_int_range (0, 60);

          spans[i] = span (start, start + g_test_rand_int_range (-2, 30), labels[i % 4]);
        }
      set = corral_span_set_new (spans, n);
      for (gint64 t = -1; t < 95; t++)
        {
          const CorralSpan *expected = NULL;
          const CorralSpan *found = corral_span_set_at (set, t, 0);

          for (guint i = 0; i < n; i++)
            {
              if (corral_time_range_contains (&spans[i].range, t))
                expected = &spans[i];
            }
          g_assert_true ((expected == NULL) == (found == NULL));
          if (found != NULL)
            {
              g_assert_cmpstr (found->label, ==, expected->label);
              g_assert_cmpint (found->range.start_ms, ==, expected->range.start_ms);
              g_assert_cmpint (found->range.end_ms, ==, expected->range.end_ms);
            }
        }
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/charts/span-set/later-is-on-top", test_later_is_on_top);
  g_test_add_func ("/charts/span-set/nearest", test_nearest);
  g_test_add_func ("/charts/span-set/next", test_next);
  g_test_add_func ("/charts/span-set/share-words", test_share_words);
  g_test_add_func ("/charts/span-set/share-never-all", test_share_never_all);
  g_test_add_func ("/charts/span-set/bad-spans", test_bad_spans);
  g_test_add_func ("/charts/span-set/like-the-rule", test_like_the_rule);
  return g_test_run ();
}
