/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How a flag is being worked on, in words. Main thread. */
#include "config.h"

#include "corral-flag-work-words.h"

#include "corral-attention-text.h"
#include "corral-format.h"
#include "corral-look.h"
#include "corral-recheck-rule.h"
#include "corral-time.h"

#include <glib/gi18n-lib.h>

static const char *
get_text (CorralFleet *fleet, guint32 slot, guint column)
{
  return corral_fleet_get_text (fleet, CORRAL_TABLE_FLAG, slot, column);
}

static gint64
get_integer (CorralFleet *fleet, guint32 slot, guint column)
{
  return corral_fleet_get_integer (fleet, CORRAL_TABLE_FLAG, slot, column);
}

static GTimeZone *
get_zone (CorralFleet *fleet, guint32 slot)
{
  return corral_store_get_zone (fleet, corral_fleet_get_link (fleet, CORRAL_TABLE_FLAG, slot, CORRAL_FLAG_COL_STORE));
}

static char *
time_to_text (CorralFleet *fleet, guint32 slot, gint64 time_ms)
{
  g_autoptr (GTimeZone) zone = get_zone (fleet, slot);

  return corral_format_time (time_ms, corral_fleet_get_now (fleet), zone);
}

/* ---- the shopper --------------------------------------------------------------------------------- */

/* Up to when we know where the shopper is: now, or when the cloud was last heard of the chain. */
static gint64
get_known_ms (CorralFleet *fleet, guint32 slot, gboolean *is_old)
{
  gint64 now_ms = corral_fleet_get_now (fleet);
  gint64 known_ms = corral_fleet_get_known_as_of (
      fleet, corral_fleet_get_link (fleet, CORRAL_TABLE_FLAG, slot, CORRAL_FLAG_COL_CHAIN));

  *is_old = CORRAL_IS_KNOWN (known_ms) && CORRAL_IS_KNOWN (now_ms) && now_ms - known_ms > CORRAL_FLAG_KNOWN_MS;
  return *is_old ? known_ms : now_ms;
}

char *
corral_flag_in_store_to_text (CorralFleet *fleet, guint32 slot, gboolean *in_store)
{
  gint64 there = get_integer (fleet, slot, CORRAL_FLAG_COL_IN_STORE);
  gint64 started_ms = get_integer (fleet, slot, CORRAL_FLAG_COL_SESSION_STARTED_MS);
  gboolean is_old;
  gint64 known_ms = get_known_ms (fleet, slot, &is_old);
  g_autofree char *since = NULL;
  g_autofree char *time = NULL;

  *in_store = there == 1;
  if (there == 0)
    return get_text (fleet, slot, CORRAL_FLAG_COL_SESSION) != NULL ? g_strdup (_ ("Left")) : NULL;
  if (there != 1)
    return NULL;
  if (!CORRAL_IS_KNOWN (started_ms) || !CORRAL_IS_KNOWN (known_ms))
    return g_strdup (_ ("In store"));
  since = corral_format_duration ((known_ms - started_ms) / CORRAL_MINUTE_MS * CORRAL_MINUTE_MS);
  if (!is_old)
    return g_steal_pointer (&since);
  time = time_to_text (fleet, slot, known_ms);
  /* Translators: how long the shopper had been in the store when we last heard of it, and when that was: "12 min, 17:41" */
  return g_strdup_printf (_ ("%s, %s"), since, time);
}

char *
corral_flag_in_store_to_sentence (CorralFleet *fleet, guint32 slot)
{
  gboolean in_store, is_old;
  g_autofree char *text = corral_flag_in_store_to_text (fleet, slot, &in_store);
  gint64 known_ms = get_known_ms (fleet, slot, &is_old);
  gint64 started_ms = get_integer (fleet, slot, CORRAL_FLAG_COL_SESSION_STARTED_MS);
  g_autofree char *time = NULL;
  g_autofree char *since = NULL;

  if (text == NULL)
    return g_strdup (_ ("No trip"));
  if (!in_store)
    return g_strdup (_ ("The shopper has left"));
  if (!CORRAL_IS_KNOWN (started_ms) || !CORRAL_IS_KNOWN (known_ms))
    return g_strdup (_ ("Still in the store"));
  since = corral_format_duration ((known_ms - started_ms) / CORRAL_MINUTE_MS * CORRAL_MINUTE_MS);
  if (!is_old)
    /* Translators: %s is a length of time: "12 min" */
    return g_strdup_printf (_ ("In the store for %s"), since);
  time = time_to_text (fleet, slot, known_ms);
  /* Translators: a time of day, and a length of time */
  return g_strdup_printf (_ ("At %s in the store for %s; since then nothing was heard"), time, since);
}

/* ---- colleagues ----------------------------------------------------------------------------------- */

/* @staff as they are called here; "you". */
static char *
name_of (const char *staff, const char *reader)
{
  return g_strcmp0 (staff, reader) == 0 && reader != NULL ? g_strdup (_ ("you")) : corral_format_text (staff);
}

static char *
age_of (CorralFleet *fleet, gint64 time_ms)
{
  gint64 now_ms = corral_fleet_get_now (fleet);

  return CORRAL_IS_KNOWN (time_ms) && CORRAL_IS_KNOWN (now_ms) ? corral_format_age (now_ms - time_ms) : NULL;
}

char *
corral_flag_seen_to_text (CorralFleet *fleet, guint32 slot, const char *reader)
{
  const char *list = get_text (fleet, slot, CORRAL_FLAG_COL_SEEN_BY);
  g_auto (GStrv) staff = g_strsplit (list != NULL ? list : "", " ", -1);
  guint n = g_strv_length (staff);
  g_autofree char *name = NULL;
  g_autofree char *age = age_of (fleet, get_integer (fleet, slot, CORRAL_FLAG_COL_SEEN_MS));
  g_autofree char *last = NULL;

  if (list == NULL || n == 0)
    return NULL;
  name = name_of (staff[n - 1], reader);
  /* Translators: a staff id or "you", and how long ago: "Seen by st-204 5 min ago" */
  last = age != NULL ? g_strdup_printf (_ ("Seen by %s %s"), name, age)
                     /* Translators: a staff id or "you" */
                     : g_strdup_printf (_ ("Seen by %s"), name);
  if (n == 1)
    return g_steal_pointer (&last);
  if (n == 2)
    {
      g_autofree char *before = name_of (staff[0], reader);

      /* Translators: "Seen by st-204 5 min ago", then another staff id or "you" */
      return g_strdup_printf (_ ("%s, before that by %s"), last, before);
    }
  /* Translators: "Seen by st-204 5 min ago", then how many others looked before */
  return g_strdup_printf (ngettext ("%s, before that by %u other", "%s, before that by %u others", n - 1), last, n - 1);
}

char *
corral_flag_second_to_text (CorralFleet *fleet, guint32 slot)
{
  const char *of = get_text (fleet, slot, CORRAL_FLAG_COL_SECOND_OF);
  g_autofree char *by = corral_format_text (get_text (fleet, slot, CORRAL_FLAG_COL_SECOND_BY));
  g_autofree char *whom = of != NULL ? corral_format_text (of) : g_strdup (_ ("any colleague"));
  g_autofree char *time = time_to_text (fleet, slot, get_integer (fleet, slot, CORRAL_FLAG_COL_SECOND_MS));

  switch (get_integer (fleet, slot, CORRAL_FLAG_COL_SECOND))
    {
    case CORRAL_SECOND_YOU:
      /* Translators: a staff id, and a time of day */
      return g_strdup_printf (_ ("%s asks you for a second opinion (%s)"), by, time);
    case CORRAL_SECOND_ASKED:
      /* Translators: a staff id or "any colleague", and a time of day */
      return g_strdup_printf (_ ("You asked %s for a second opinion (%s): they decide"), whom, time);
    case CORRAL_SECOND_OTHERS:
      /* Translators: a staff id, another or "any colleague", and a time of day */
      return g_strdup_printf (_ ("%s asked %s for a second opinion (%s)"), by, whom, time);
    case CORRAL_SECOND_NONE:
    default:
      return NULL;
    }
}

char *
corral_flag_work_to_text (CorralFleet *fleet, guint32 slot, const char *reader)
{
  const char *list = get_text (fleet, slot, CORRAL_FLAG_COL_SEEN_BY);
  const char *last = list != NULL ? strrchr (list, ' ') : NULL;
  g_autofree char *name = NULL;

  switch (get_integer (fleet, slot, CORRAL_FLAG_COL_SECOND))
    {
    case CORRAL_SECOND_YOU:
      return g_strdup (_ ("Asks you"));
    case CORRAL_SECOND_ASKED:
      return g_strdup (_ ("You asked"));
    case CORRAL_SECOND_OTHERS:
      return g_strdup (_ ("Asked"));
    case CORRAL_SECOND_NONE:
    default:
      break;
    }
  if (get_integer (fleet, slot, CORRAL_FLAG_COL_OPEN) != 1)
    {
      name = name_of (get_text (fleet, slot, CORRAL_FLAG_COL_DECIDED_BY), reader);
      return get_text (fleet, slot, CORRAL_FLAG_COL_DECIDED_BY) != NULL
                 ? g_steal_pointer (&name)
                 : NULL;
    }
  if (list == NULL)
    return NULL;
  return name_of (last != NULL ? last + 1 : list, reader);
}

/* ---- re-checks ------------------------------------------------------------------------------------ */

char *
corral_flag_recheck_items_to_text (CorralFleet *fleet, guint32 slot)
{
  gint64 n_items = get_integer (fleet, slot, CORRAL_FLAG_COL_ITEM_COUNT);
  const char *session = get_text (fleet, slot, CORRAL_FLAG_COL_SESSION);
  guint32 store = corral_fleet_get_link (fleet, CORRAL_TABLE_FLAG, slot, CORRAL_FLAG_COL_STORE);
  const char *store_id = corral_fleet_get_text (fleet, CORRAL_TABLE_STORE, store, CORRAL_STORE_COL_ID);
  gint64 raised_ms = get_integer (fleet, slot, CORRAL_FLAG_COL_RAISED_MS);
  g_autoptr (GTimeZone) zone = get_zone (fleet, slot);
  g_autoptr (GArray) drawn = NULL;
  g_autoptr (GString) text = g_string_new (NULL);
  gint64 day;

  if (!CORRAL_IS_KNOWN (n_items) || n_items < 1 || n_items > 1000 || session == NULL || store_id == NULL
      || !CORRAL_IS_KNOWN (raised_ms))
    return NULL;
  day = (raised_ms + corral_time_offset_s (zone, raised_ms) * 1000) / CORRAL_DAY_MS;
  drawn = corral_recheck_draw (session, store_id, day, (guint) n_items);
  for (guint i = 0; i < drawn->len; i++)
    g_string_append_printf (text, "%s%u", i > 0 ? _ (", ") : "", g_array_index (drawn, guint, i));
  return g_string_free (g_steal_pointer (&text), FALSE);
}

static char *
found_to_text (CorralFleet *fleet, guint32 slot)
{
  gint64 checked = get_integer (fleet, slot, CORRAL_FLAG_COL_CHECKED_ITEMS);
  gint64 wrong = get_integer (fleet, slot, CORRAL_FLAG_COL_WRONG_ITEMS);

  if (wrong <= 0)
    return g_strdup_printf (ngettext ("%d item scanned again: as scanned", "%d items scanned again: all as scanned",
                                      (gulong) checked),
                            (int) checked);
  /* Translators: then of them how many were wrong */
  return g_strdup_printf (ngettext ("%d item scanned again, %d not as scanned", "%d items scanned again, %d not as scanned",
                                    (gulong) checked),
                          (int) checked, (int) wrong);
}

char *
corral_flag_recheck_to_text (CorralFleet *fleet, guint32 slot)
{
  gint64 n_items = get_integer (fleet, slot, CORRAL_FLAG_COL_ITEM_COUNT);
  g_autofree char *items = NULL;

  if (g_strcmp0 (get_text (fleet, slot, CORRAL_FLAG_COL_KIND), "recheck_due") != 0)
    return NULL;
  if (CORRAL_IS_KNOWN (get_integer (fleet, slot, CORRAL_FLAG_COL_CHECKED_MS)))
    return found_to_text (fleet, slot);
  items = corral_flag_recheck_items_to_text (fleet, slot);
  if (items == NULL)
    return g_strdup (/* xgettext:no-c-format */ _ ("Scan 30 % of the items again, at least one and at most ten; of up to four, all"));
  if (corral_recheck_count ((guint) n_items) == n_items)
    return g_strdup_printf (ngettext ("Look at the one item", "Look at all %d items", (gulong) n_items), (int) n_items);
  /* Translators: how many of how many items, then which, counted from 1: "2, 7, 9" */
  return g_strdup_printf (ngettext ("Scan %u of %d items again: number %s", "Scan %u of %d items again: numbers %s",
                                    corral_recheck_count ((guint) n_items)),
                          corral_recheck_count ((guint) n_items), (int) n_items, items);
}

const char *
corral_partial_check_to_caveat (void)
{
  return _ ("A partial check finds errors in 2 to 3 of 100 baskets, a full one in 25 to 50: that little is found does not "
            "mean that little is lost.");
}
