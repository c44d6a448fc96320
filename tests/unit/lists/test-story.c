/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "corral-story.h"

#include "corral-schema.h"

static void
add (CorralStoryBuilder *builder, CorralStoryLane lane, gint64 begin_ms, gint64 end_ms, const char *kind)
{
  corral_story_builder_add (builder, lane,
                            &(CorralStoryItem) { .begin_ms = begin_ms,
                                                 .end_ms = end_ms,
                                                 .kind = kind,
                                                 .arrived_ms = CORRAL_UNKNOWN });
}

/* "wifi 10-20, none 20-": the items of a lane. */
static char *
describe (const CorralStory *story, CorralStoryLane lane)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < story->n_items[lane]; i++)
    {
      const CorralStoryItem *item = &story->items[lane][i];

      g_string_append_printf (text, "%s%s %d", i > 0 ? ", " : "", item->kind, (int) item->begin_ms);
      if (item->end_ms == CORRAL_UNKNOWN)
        g_string_append_c (text, '-');
      else if (item->end_ms != item->begin_ms)
        g_string_append_printf (text, "-%d", (int) item->end_ms);
    }
  return g_string_free (text, FALSE);
}

#define assert_lane(story, lane, expected) \
  G_STMT_START \
  { \
    g_autofree char *is_ = describe (story, lane); \
    g_assert_cmpstr (is_, ==, expected); \
  } \
  G_STMT_END

static CorralStoryBuilder *
new_builder (void)
{
  return corral_story_builder_new ("k1", (CorralTimeRange) { 0, 100 });
}

static void
test_any_order (void)
{
  CorralStoryBuilder *builder = new_builder ();
  g_autoptr (CorralStory) story = NULL;

  add (builder, CORRAL_STORY_CONNECTION, 60, CORRAL_UNKNOWN, "none");
  add (builder, CORRAL_STORY_CONNECTION, -20, 10, "wifi"); /* reaches in */
  add (builder, CORRAL_STORY_CONNECTION, 10, 60, "ltem");
  add (builder, CORRAL_STORY_FAULT, 50, 50, "scanner_jam");
  add (builder, CORRAL_STORY_FAULT, 50, 50, "watchdog_reset"); /* at the same moment: as they came */
  add (builder, CORRAL_STORY_FAULT, 5, 5, "calibration");
  story = corral_story_builder_end (builder);

  g_assert_cmpstr (story->cart, ==, "k1");
  assert_lane (story, CORRAL_STORY_CONNECTION, "wifi -20-10, ltem 10-60, none 60-");
  assert_lane (story, CORRAL_STORY_FAULT, "calibration 5, scanner_jam 50, watchdog_reset 50");
  assert_lane (story, CORRAL_STORY_BOOT, "");
}

static void
test_outside (void)
{
  CorralStoryBuilder *builder = new_builder ();
  g_autoptr (CorralStory) story = NULL;

  add (builder, CORRAL_STORY_SESSION, -20, -10, "over");
  add (builder, CORRAL_STORY_SESSION, -20, 0, "touching"); /* half-open: over when the span begins */
  add (builder, CORRAL_STORY_SESSION, 100, 120, "later");
  add (builder, CORRAL_STORY_SESSION, -20, CORRAL_UNKNOWN, "on");
  add (builder, CORRAL_STORY_BOOT, -1, -1, "before");
  add (builder, CORRAL_STORY_BOOT, 0, 0, "first");
  add (builder, CORRAL_STORY_BOOT, 99, 99, "last");
  add (builder, CORRAL_STORY_BOOT, 100, 100, "after");
  story = corral_story_builder_end (builder);
  assert_lane (story, CORRAL_STORY_SESSION, "on -20-");
  assert_lane (story, CORRAL_STORY_BOOT, "first 0, last 99");
}

/* What a cart with a bad clock, or a wrong row, can say. */
static void
test_bad_items (void)
{
  CorralStoryBuilder *builder = new_builder ();
  g_autoptr (CorralStory) story = NULL;

  add (builder, CORRAL_STORY_SESSION, 50, 20, "backwards");
  add (builder, CORRAL_STORY_SESSION, CORRAL_UNKNOWN, 20, "no beginning");
  add (builder, CORRAL_STORY_BOOT, 30, 70, "long"); /* a moment has no length */
  add (builder, CORRAL_STORY_BOOT, 40, CORRAL_UNKNOWN, "open");
  add (builder, CORRAL_STORY_BOOT, 60, 60, NULL);
  story = corral_story_builder_end (builder);
  assert_lane (story, CORRAL_STORY_SESSION, "backwards 50");
  assert_lane (story, CORRAL_STORY_BOOT, "long 30, open 40,  60");
  g_assert_null (story->items[CORRAL_STORY_BOOT][2].text);
}

static void
test_strings_are_copied (void)
{
  CorralStoryBuilder *builder = new_builder ();
  char kind[] = "wifi", text[] = "AP 3", uri[] = "corral:cart/k1";
  g_autoptr (CorralStory) story = NULL;
  const CorralStoryItem *item;

  corral_story_builder_add (
      builder, CORRAL_STORY_CONNECTION,
      &(CorralStoryItem) { .begin_ms = 1, .end_ms = 2, .kind = kind, .text = text, .arrived_ms = 7, .uri = uri });
  kind[0] = text[0] = uri[0] = 'X';
  story = corral_story_builder_end (builder);
  item = &story->items[CORRAL_STORY_CONNECTION][0];
  g_assert_cmpstr (item->kind, ==, "wifi");
  g_assert_cmpstr (item->text, ==, "AP 3");
  g_assert_cmpstr (item->uri, ==, "corral:cart/k1");
  g_assert_cmpint (item->arrived_ms, ==, 7);
}

static void
test_unfetched (void)
{
  CorralStoryBuilder *builder = new_builder ();
  g_autoptr (CorralStory) story = NULL;

  corral_story_builder_add_unfetched (builder, (CorralTimeRange) { 70, 500 });
  corral_story_builder_add_unfetched (builder, (CorralTimeRange) { -50, 20 });
  corral_story_builder_add_unfetched (builder, (CorralTimeRange) { 15, 30 });
  corral_story_builder_add_unfetched (builder, (CorralTimeRange) { 30, 40 });
  corral_story_builder_add_unfetched (builder, (CorralTimeRange) { 60, 60 });
  corral_story_builder_add_unfetched (builder, (CorralTimeRange) { 100, 200 });
  story = corral_story_builder_end (builder);
  g_assert_cmpuint (story->n_unfetched, ==, 2);
  g_assert_cmpint (story->unfetched[0].start_ms, ==, 0);
  g_assert_cmpint (story->unfetched[0].end_ms, ==, 40);
  g_assert_cmpint (story->unfetched[1].start_ms, ==, 70);
  g_assert_cmpint (story->unfetched[1].end_ms, ==, 100);
}

static void
test_neighbours (void)
{
  CorralStoryBuilder *builder = new_builder ();
  g_autoptr (CorralStory) story = NULL;
  const struct
  {
    CorralStoryLane lane;
    gint64 at_ms;
    const char *previous;
    const char *next;
  } cases[] = {
    { CORRAL_STORY_FAULT, 0, NULL, "f1" },
    { CORRAL_STORY_FAULT, 20, NULL, "f2" }, /* itself is neither */
    { CORRAL_STORY_FAULT, 21, "f1", "f2" },
    { CORRAL_STORY_FAULT, 80, "f1", NULL },
    { CORRAL_STORY_FAULT, 99, "f2", NULL },
    { CORRAL_STORY_IMPACT, 50, NULL, NULL },
    { CORRAL_N_STORY_LANES, 50, "s1", "b1" },
    { CORRAL_N_STORY_LANES, 20, NULL, "s1" },
    { CORRAL_N_STORY_LANES, G_MAXINT64, "f2", NULL },
    { CORRAL_N_STORY_LANES, G_MININT64, NULL, "f1" },
  };

  add (builder, CORRAL_STORY_FAULT, 20, 20, "f1");
  add (builder, CORRAL_STORY_FAULT, 80, 80, "f2");
  add (builder, CORRAL_STORY_SESSION, 40, 70, "s1");
  add (builder, CORRAL_STORY_BOOT, 60, 60, "b1");
  story = corral_story_builder_end (builder);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      const CorralStoryItem *previous = corral_story_previous (story, cases[i].lane, cases[i].at_ms);
      const CorralStoryItem *next = corral_story_next (story, cases[i].lane, cases[i].at_ms);

      g_assert_cmpstr (previous != NULL ? previous->kind : NULL, ==, cases[i].previous);
      g_assert_cmpstr (next != NULL ? next->kind : NULL, ==, cases[i].next);
    }
}

static void
test_lanes (void)
{
  g_assert_cmpstr (corral_story_lane_to_word (CORRAL_STORY_CONNECTION), ==, "connection");
  g_assert_cmpstr (corral_story_lane_to_word (CORRAL_STORY_PEOPLE), ==, "people");
  g_assert_false (corral_story_lane_is_marks (CORRAL_STORY_ALERT));
  g_assert_true (corral_story_lane_is_marks (CORRAL_STORY_FAULT));
}

static void
test_boxed (void)
{
  GValue value = G_VALUE_INIT;
  CorralStory *story = corral_story_builder_end (new_builder ());

  g_value_init (&value, CORRAL_TYPE_STORY);
  g_value_set_boxed (&value, story);
  g_assert_true (g_value_get_boxed (&value) == story);
  g_assert_cmpuint (story->n_unfetched, ==, 0);
  corral_story_unref (story);
  g_value_unset (&value);
  corral_story_builder_free (new_builder ());
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/lists/story/order", test_any_order);
  g_test_add_func ("/lists/story/outside", test_outside);
  g_test_add_func ("/lists/story/bad-items", test_bad_items);
  g_test_add_func ("/lists/story/strings", test_strings_are_copied);
  g_test_add_func ("/lists/story/unfetched", test_unfetched);
  g_test_add_func ("/lists/story/neighbours", test_neighbours);
  g_test_add_func ("/lists/story/lanes", test_lanes);
  g_test_add_func ("/lists/story/boxed", test_boxed);
  return g_test_run ();
}
