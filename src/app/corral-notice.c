/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The sentence of the notice bar. Pure, so that every one of them is a row in a test. */
#include "config.h"

#include "corral-notice.h"

#include "corral-format.h"
#include "corral-time.h"

#include <glib/gi18n.h>

/* Beyond this the clocks differ enough to confuse people (reliability.md, "The engine"). */
#define CLOCK_OFFSET_SHOWN_MS (60 * CORRAL_SECOND_MS)

static CorralNotice *
notice_new (CorralNoticeKind kind, char *sentence, const char *action_label, const char *action)
{
  CorralNotice *notice = g_new0 (CorralNotice, 1);

  notice->kind = kind;
  notice->sentence = sentence;
  notice->action_label = action_label;
  notice->action = action;
  return notice;
}

void
corral_notice_free (CorralNotice *notice)
{
  if (notice == NULL)
    return;
  g_free (notice->sentence);
  g_free (notice);
}

/* "09:14" today, "Mon 09:14" in the last week, else with the date: this PC's own time. */
static char *
format_time (GTimeZone *zone, gint64 time_ms, gint64 now_ms)
{
  g_autoptr (GDateTime) utc = g_date_time_new_from_unix_utc (time_ms / 1000);
  g_autoptr (GDateTime) local = g_date_time_to_timezone (utc, zone);

  if (time_ms >= corral_time_day_start_ms (zone, now_ms))
    return g_date_time_format (local, "%H:%M");
  if (now_ms - time_ms < 6 * CORRAL_DAY_MS)
    return g_date_time_format (local, _ ("%a %H:%M"));
  return g_date_time_format (local, _ ("%-d %b %H:%M"));
}

/* "You see what was known at 09:14." */
static char *
what_you_see (const CorralSyncStatus *status, GTimeZone *zone, gint64 now_ms)
{
  g_autofree char *when = NULL;

  if (!CORRAL_IS_KNOWN (status->latest_heard_ms))
    return g_strdup (_ ("Nothing has been stored on this PC yet."));
  when = format_time (zone, status->latest_heard_ms, now_ms);
  return g_strdup_printf (_ ("You see what was known at %s; all that was opened before still works."),
                          when);
}

const CorralNoticeSignIn *
corral_notice_read_sign_in (CorralSignIn *sign_in, CorralNoticeSignIn *stand)
{
  if (sign_in == NULL)
    return NULL;
  stand->state = corral_sign_in_get_state (sign_in);
  stand->message = corral_sign_in_get_message (sign_in);
  stand->has_token = corral_sign_in_get_token (sign_in) != NULL;
  return stand;
}

/* Somebody has to sign in, or it is being tried to renew that; NULL when it is well. */
static CorralNotice *
notice_for_sign_in (const CorralNoticeSignIn *sign_in, const CorralSyncStatus *status, GTimeZone *zone, gint64 now_ms)
{
  g_autofree char *seen = what_you_see (status, zone, now_ms);
  const char *message = sign_in->message;

  switch (sign_in->state)
    {
    case CORRAL_SIGN_IN_NONE:
      if (message == NULL)
        message = _ ("Nobody is signed in to the cloud.");
      return notice_new (CORRAL_NOTICE_ACT, g_strdup_printf ("%s %s", message, seen), _ ("Sign in"), "app.sign-in");
    case CORRAL_SIGN_IN_ENDED:
      return notice_new (CORRAL_NOTICE_ACT, g_strdup_printf ("%s %s", message, seen), _ ("Sign in again"), "app.sign-in");
    case CORRAL_SIGN_IN_WAITING:
      /* The token that there is may be good for a while yet: then it is not worth a word. */
      if (sign_in->has_token)
        return NULL;
      return notice_new (CORRAL_NOTICE_ACT, g_strdup_printf ("%s %s", message, seen), _ ("Try now"), "win.refresh");
    case CORRAL_SIGN_IN_STARTING:
    case CORRAL_SIGN_IN_GOOD:
    default:
      return NULL;
    }
}

static CorralNotice *
notice_for_hop (const CorralSyncStatus *status, gboolean can_sign_in, GTimeZone *zone, gint64 now_ms)
{
  g_autofree char *seen = what_you_see (status, zone, now_ms);
  g_autofree char *since
      = CORRAL_IS_KNOWN (status->hop_since_ms) ? format_time (zone, status->hop_since_ms, now_ms) : g_strdup ("–");
  g_autofree char *what = NULL;

  switch (status->hop)
    {
    case CORRAL_HOP_PC:
      what = g_strdup_printf (_ ("This PC has no way to the cloud since %s."), since);
      break;
    case CORRAL_HOP_CLOUD:
      what = g_strdup_printf (_ ("No good answer from the cloud since %s."), since);
      break;
    case CORRAL_HOP_SIGN_IN:
      what = g_strdup_printf (_ ("The cloud has not accepted the sign-in since %s."), since);
      break;
    case CORRAL_HOP_NONE:
    default:
      return NULL;
    }

  /* The reason first, when one was given: it is what somebody can act on. */
  return notice_new (CORRAL_NOTICE_ACT,
                     status->message != NULL ? g_strdup_printf ("%s %s %s", what, status->message, seen)
                                             : g_strdup_printf ("%s %s", what, seen),
                     can_sign_in && status->hop == CORRAL_HOP_SIGN_IN ? _ ("Sign in again") : _ ("Try now"),
                     can_sign_in && status->hop == CORRAL_HOP_SIGN_IN ? "app.sign-in" : "win.refresh");
}

CorralNotice *
corral_notice_for (const CorralSyncStatus *status,
                   const CorralNoticeSignIn *sign_in,
                   const char *trouble,
                   gboolean may_take_over,
                   gboolean offline,
                   GTimeZone *zone,
                   gint64 now_ms)
{
  if (may_take_over)
    return notice_new (CORRAL_NOTICE_ACT,
                       g_strdup (_ ("The other Corral on this PC has ended, and nobody keeps these data up to date. You "
                                    "see what was stored when this one started.")),
                       _ ("Take over"), "app.take-over");
  if (trouble != NULL)
    return notice_new (CORRAL_NOTICE_ACT, g_strdup (trouble), NULL, NULL);
  if (status == NULL)
    return NULL;
  if (offline)
    {
      g_autofree char *seen = what_you_see (status, zone, now_ms);

      return notice_new (CORRAL_NOTICE_WATCH, g_strdup_printf (_ ("You are working offline. %s"), seen),
                         _ ("Go online"), "app.work-offline");
    }
  if (sign_in != NULL)
    {
      CorralNotice *notice = notice_for_sign_in (sign_in, status, zone, now_ms);

      if (notice != NULL)
        return notice;
    }
  if (status->connected && status->hop != CORRAL_HOP_NONE)
    return notice_for_hop (status, sign_in != NULL, zone, now_ms);
  if (status->connected && CORRAL_IS_KNOWN (status->server_offset_ms)
      && ABS (status->server_offset_ms) > CLOCK_OFFSET_SHOWN_MS)
    {
      gint64 minutes = (ABS (status->server_offset_ms) + CORRAL_MINUTE_MS / 2) / CORRAL_MINUTE_MS;

      g_autofree char *number = corral_format_integer (minutes);

      return notice_new (CORRAL_NOTICE_INFO,
                         g_strdup_printf (ngettext ("This PC’s clock is %s minute away from the cloud’s; ages are "
                                                    "counted by the cloud’s.",
                                                    "This PC’s clock is %s minutes away from the cloud’s; ages are "
                                                    "counted by the cloud’s.",
                                                    (gulong) minutes),
                                          number),
                         NULL, NULL);
    }
  /* Signed in for as long as the program runs. */
  if (sign_in != NULL && sign_in->state == CORRAL_SIGN_IN_GOOD && sign_in->message != NULL)
    return notice_new (CORRAL_NOTICE_INFO, g_strdup (sign_in->message), NULL, NULL);
  return NULL;
}

char *
corral_notice_progress (const CorralSyncStatus *status, double *fraction)
{
  *fraction = -1;
  if (status == NULL || !status->connected || !status->bootstrapping || status->hop != CORRAL_HOP_NONE)
    return NULL;
  if (status->carts_total == 0)
    return g_strdup (_ ("Fetching the fleet…"));
  *fraction = MIN (1.0, (double) status->carts_done / (double) status->carts_total);
  return corral_format_count_of ((gint64) MIN (status->carts_done, status->carts_total - 1),
                                 (gint64) status->carts_total, CORRAL_NOUN_CART);
}
