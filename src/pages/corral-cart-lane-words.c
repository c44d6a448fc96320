/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The words of a cart's story and their looks: one table. Pure, but for the program's language. Main thread. */
#include "config.h"

#include "corral-cart-lane-words.h"

#include "corral-format.h"
#include "corral-look.h"
#include "corral-operation-words.h"
#include "corral-schema.h"
#include "corral-text.h"

#include <glib/gi18n.h>

/* So much of a note stands in a lane; the rest is in the list of notes. */
#define EXCERPT_MAX 80

typedef struct
{
  CorralStoryLane lane;
  const char *kind; /* NULL: any other of the lane */
  const char *word; /* marked for translation; NULL: from the lane's own words, or the kind itself */
  guint look;       /* CorralSpanFill, or of a lane of marks CorralMarkShape */
  CorralHue hue;
  gboolean is_event;
} Kind;

static const Kind kinds[] = {
  { CORRAL_STORY_CONNECTION, "wifi", NULL, CORRAL_SPAN_LIGHT, CORRAL_HUE_BLUE, FALSE },
  { CORRAL_STORY_CONNECTION, "ltem", NULL, CORRAL_SPAN_SOLID, CORRAL_HUE_PURPLE, TRUE },
  { CORRAL_STORY_CONNECTION, "none", N_ ("No connection"), CORRAL_SPAN_SOLID, CORRAL_HUE_VERMILION, TRUE },
  { CORRAL_STORY_CONNECTION, "buffered", N_ ("Kept by the cart, sent later"), CORRAL_SPAN_STRIPED, CORRAL_HUE_AMBER, TRUE },
  { CORRAL_STORY_CONNECTION, "lost", N_ ("Lost in the cloud"), CORRAL_SPAN_OUTLINE, CORRAL_HUE_VERMILION, TRUE },
  { CORRAL_STORY_CONNECTION, "silent", N_ ("Silent"), CORRAL_SPAN_HATCHED, CORRAL_HUE_VERMILION, TRUE },
  { CORRAL_STORY_CONNECTION, "unknown", N_ ("Not fetched"), CORRAL_SPAN_HATCHED, CORRAL_HUE_GREY, FALSE },
  { CORRAL_STORY_CONNECTION, NULL, NULL, CORRAL_SPAN_LIGHT, CORRAL_HUE_TEXT, TRUE },
  { CORRAL_STORY_ACCESS_POINT, "several", NULL, CORRAL_SPAN_LIGHT, CORRAL_HUE_GREY, FALSE },
  { CORRAL_STORY_ACCESS_POINT, NULL, NULL, CORRAL_SPAN_LIGHT, CORRAL_HUE_SKY, FALSE },
  { CORRAL_STORY_SESSION, "active", N_ ("On a trip"), CORRAL_SPAN_SOLID, CORRAL_HUE_BLUE, FALSE },
  { CORRAL_STORY_SESSION, "paused", N_ ("Trip paused"), CORRAL_SPAN_SOLID, CORRAL_HUE_AMBER, FALSE },
  { CORRAL_STORY_SESSION, "complete", N_ ("Trip"), CORRAL_SPAN_LIGHT, CORRAL_HUE_BLUE, FALSE },
  { CORRAL_STORY_SESSION, "abandoned", N_ ("Trip given up"), CORRAL_SPAN_OUTLINE, CORRAL_HUE_AMBER, FALSE },
  { CORRAL_STORY_SESSION, "voided", N_ ("Trip cancelled"), CORRAL_SPAN_OUTLINE, CORRAL_HUE_GREY, FALSE },
  { CORRAL_STORY_SESSION, NULL, NULL, CORRAL_SPAN_LIGHT, CORRAL_HUE_TEXT, FALSE },
  { CORRAL_STORY_POWER, "charging", N_ ("Charging"), CORRAL_SPAN_LIGHT, CORRAL_HUE_SKY, FALSE },
  { CORRAL_STORY_POWER, NULL, NULL, CORRAL_SPAN_LIGHT, CORRAL_HUE_TEXT, FALSE },
  { CORRAL_STORY_ALERT, NULL, NULL, CORRAL_SPAN_LIGHT, CORRAL_HUE_AMBER, TRUE },
  { CORRAL_STORY_FAULT, "", N_ ("Fault"), CORRAL_MARK_TRIANGLE, CORRAL_HUE_VERMILION, TRUE },
  { CORRAL_STORY_FAULT, NULL, NULL, CORRAL_MARK_TRIANGLE, CORRAL_HUE_VERMILION, TRUE },
  { CORRAL_STORY_IMPACT, "impact", N_ ("Knocked"), CORRAL_MARK_DIAMOND, CORRAL_HUE_AMBER, TRUE },
  { CORRAL_STORY_IMPACT, NULL, NULL, CORRAL_MARK_DIAMOND, CORRAL_HUE_AMBER, TRUE },
  { CORRAL_STORY_BOOT, "boot", N_ ("Started"), CORRAL_MARK_CIRCLE, CORRAL_HUE_SKY, TRUE },
  { CORRAL_STORY_BOOT, NULL, NULL, CORRAL_MARK_CIRCLE, CORRAL_HUE_SKY, TRUE },
  { CORRAL_STORY_CHANGE, "firmware", N_ ("Runs another version"), CORRAL_MARK_RISING, CORRAL_HUE_PURPLE, TRUE },
  { CORRAL_STORY_CHANGE, "certificate", N_ ("New certificate"), CORRAL_MARK_SQUARE, CORRAL_HUE_GREEN, TRUE },
  { CORRAL_STORY_CHANGE, "queued", N_ ("Update waits"), CORRAL_MARK_RISING, CORRAL_HUE_PURPLE, TRUE },
  { CORRAL_STORY_CHANGE, "downloading", N_ ("Update is fetched"), CORRAL_MARK_RISING, CORRAL_HUE_PURPLE, TRUE },
  { CORRAL_STORY_CHANGE, "booted", N_ ("Started with the update"), CORRAL_MARK_RISING, CORRAL_HUE_PURPLE, TRUE },
  { CORRAL_STORY_CHANGE, "succeeded", N_ ("Update done"), CORRAL_MARK_RISING, CORRAL_HUE_PURPLE, TRUE },
  { CORRAL_STORY_CHANGE, "rolled_back", N_ ("Update undone"), CORRAL_MARK_CROSS, CORRAL_HUE_VERMILION, TRUE },
  { CORRAL_STORY_CHANGE, "failed", N_ ("Update failed"), CORRAL_MARK_CROSS, CORRAL_HUE_VERMILION, TRUE },
  { CORRAL_STORY_CHANGE, NULL, NULL, CORRAL_MARK_RISING, CORRAL_HUE_PURPLE, TRUE },
  { CORRAL_STORY_PEOPLE, "note", N_ ("Note"), CORRAL_MARK_SQUARE, CORRAL_HUE_TEXT, TRUE },
  { CORRAL_STORY_PEOPLE, "ticket", N_ ("Ticket opened"), CORRAL_MARK_DIAMOND, CORRAL_HUE_TEXT, TRUE },
  { CORRAL_STORY_PEOPLE, "ticket-closed", N_ ("Ticket closed"), CORRAL_MARK_DIAMOND, CORRAL_HUE_TEXT, TRUE },
  { CORRAL_STORY_PEOPLE, "flag.decide", N_ ("Flag decided"), CORRAL_MARK_SQUARE, CORRAL_HUE_TEXT, TRUE },
  { CORRAL_STORY_PEOPLE, NULL, NULL, CORRAL_MARK_SQUARE, CORRAL_HUE_TEXT, TRUE },
};

static const Kind *
find_kind (CorralStoryLane lane, const char *kind)
{
  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    if (kinds[i].lane == lane && (kinds[i].kind == NULL || g_strcmp0 (kinds[i].kind, kind) == 0))
      return &kinds[i];
  g_assert_not_reached ();
}

/* "pump_stuck" to "Pump stuck". */
static char *
readable (const char *kind)
{
  g_autofree char *text = corral_format_text (kind);

  g_strdelimit (text, "_.", ' ');
  text[0] = g_ascii_toupper (text[0]);
  return g_steal_pointer (&text);
}

/* What the lane's kinds are called elsewhere in the program. */
static const char *
translate (CorralStoryLane lane, const char *kind)
{
  const CorralOperationType *type;

  switch (lane)
    {
    case CORRAL_STORY_CONNECTION:
      return corral_words_translate (CORRAL_WORDS_UPLINK, kind);
    case CORRAL_STORY_ALERT:
      return corral_words_translate (CORRAL_WORDS_ALERT_KIND, kind);
    case CORRAL_STORY_FAULT:
      return corral_words_translate (CORRAL_WORDS_FAULT, kind);
    case CORRAL_STORY_PEOPLE:
      type = corral_operation_type_find (kind);
      return type != NULL ? corral_operation_type_to_past (type) : NULL;
    case CORRAL_STORY_ACCESS_POINT:
    case CORRAL_STORY_SESSION:
    case CORRAL_STORY_POWER:
    case CORRAL_STORY_IMPACT:
    case CORRAL_STORY_BOOT:
    case CORRAL_STORY_CHANGE:
    case CORRAL_N_STORY_LANES:
    default:
      return NULL;
    }
}

CorralLaneLook
corral_lane_look_of (CorralStoryLane lane, const CorralStoryItem *item)
{
  const Kind *kind;
  CorralLaneLook look = { NULL };
  const char *word;

  g_return_val_if_fail ((guint) lane < CORRAL_N_STORY_LANES && item != NULL && item->kind != NULL, look);

  kind = find_kind (lane, item->kind);
  if (corral_story_lane_is_marks (lane))
    look.shape = kind->look;
  else
    look.fill = kind->look;
  look.hue = kind->hue;
  look.is_event = kind->is_event;
  if (lane == CORRAL_STORY_ACCESS_POINT)
    /* Its kind is an id; the name, where it is known, is all that people know it by. */
    look.word = corral_format_text (item->text != NULL ? item->text : item->kind);
  else if (kind->word != NULL)
    look.word = g_strdup (_ (kind->word));
  else
    {
      word = *item->kind != '\0' ? translate (lane, item->kind) : NULL;
      look.word = word != NULL ? corral_format_text (word) : readable (item->kind);
    }
  return look;
}

void
corral_lane_look_clear (CorralLaneLook *self)
{
  g_clear_pointer (&self->word, g_free);
}

static char *
to_text (CorralStoryLane lane, const CorralStoryItem *item, gboolean plain, gint64 now_ms, GTimeZone *zone)
{
  g_auto (CorralLaneLook) look = corral_lane_look_of (lane, item);
  GString *text = g_string_new (look.word);
  /* An access point's text is its word already; an alert's is an identifier ("hlf-fleet") that says nothing to people. */
  gboolean is_bare = lane == CORRAL_STORY_ACCESS_POINT || lane == CORRAL_STORY_ALERT || (plain && lane == CORRAL_STORY_PEOPLE);
  const char *more = is_bare ? NULL : item->text;

  if (lane == CORRAL_STORY_PEOPLE && g_strcmp0 (item->kind, "flag.decide") == 0)
    more = corral_words_translate (CORRAL_WORDS_OUTCOME, item->text);
  if (more != NULL && *more != '\0')
    {
      g_autofree char *clean = corral_text_clean (more, EXCERPT_MAX);

      /* Translators: what happened, and more of it: "Note: wheels squeak", "Started: Slot A, start 17" */
      g_string_append_printf (text, _ (": %s"), clean);
    }
  if (CORRAL_IS_KNOWN (item->arrived_ms))
    {
      g_autofree char *arrived = corral_format_time (item->arrived_ms, now_ms, zone);

      /* Translators: said of late data, after what it is: "Scanner jammed (came only at 14:05)" */
      g_string_append_printf (text, _ (" (came only at %s)"), arrived);
    }
  return g_string_free (text, FALSE);
}

char *
corral_lane_item_to_text (CorralStoryLane lane, const CorralStoryItem *item, gint64 now_ms, GTimeZone *zone)
{
  return to_text (lane, item, FALSE, now_ms, zone);
}

char *
corral_lane_item_to_plain_text (CorralStoryLane lane, const CorralStoryItem *item, gint64 now_ms, GTimeZone *zone)
{
  return to_text (lane, item, TRUE, now_ms, zone);
}
