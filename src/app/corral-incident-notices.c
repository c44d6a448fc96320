/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Notices of the desktop about incidents: their words, when they go, and what the preferences say of them. Main thread. */
#include "config.h"

#include "corral-incident-notices.h"

#include "corral-incident-words.h"
#include "corral-look.h"

#include <gdk/gdk.h>
#include <glib/gi18n.h>

/* The one for several. */
#define SUMMARY "incidents"
/* In place of all of them while Corral is locked. */
#define LOCKED "locked"
/* So many are named in it. */
#define NAMED 3

struct _CorralIncidentNotices
{
  GObject parent_instance;

  CorralDesktopNotices *notices; /* (owned) */
  CorralServices *services;     /* (owned) */
  GSettings *settings;          /* (owned): of whoever the account is */
  GHashTable *shown;            /* (owned) (element-type utf8): ids of those that name something */
  gboolean locked;
};

G_DEFINE_FINAL_TYPE (CorralIncidentNotices, corral_incident_notices, G_TYPE_OBJECT)

/* Translators: %s is what it is, such as "Carrier outage" */
static const char *const titles[CORRAL_N_TELLINGS] = {
  [CORRAL_TELLING_NEW] = N_ ("%s"),
  [CORRAL_TELLING_WORSE] = N_ ("Worse: %s"),
  [CORRAL_TELLING_BACK] = N_ ("Again: %s"),
  [CORRAL_TELLING_STILL_OPEN] = N_ ("Still open: %s"),
  [CORRAL_TELLING_OVER] = N_ ("Over: %s"),
  [CORRAL_TELLING_AMENDED] = N_ ("Amended: %s"),
};

/* ---- words ---------------------------------------------------------------------------------------------- */

static char *
make_title (const CorralTelling *telling)
{
  const char *rule = corral_words_translate (CORRAL_WORDS_RULE, corral_alert_rule_to_word (telling->incident->rule));

  /* The format is a row of the table above. */
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
  return g_strdup_printf (_ (titles[telling->kind]), rule);
#pragma GCC diagnostic pop
}

static char *
make_summary_title (const CorralTelling *telling)
{
  g_autofree char *open = g_strdup_printf (ngettext ("%u incident needs somebody", "%u incidents need somebody", telling->n_open),
                                           telling->n_open);
  g_autofree char *over = g_strdup_printf (ngettext ("%u incident is over", "%u incidents are over", telling->n_over),
                                           telling->n_over);

  if (telling->n_over == 0)
    return g_steal_pointer (&open);
  if (telling->n_open == 0)
    return g_steal_pointer (&over);
  /* Translators: "7 incidents need somebody", "2 incidents are over" */
  return g_strdup_printf (_ ("%s, %s"), open, over);
}

/* The most urgent of those that nobody has looked at. */
static char *
make_summary_body (CorralFleet *fleet, CorralIncidentSource *source, const CorralTelling *telling)
{
  GPtrArray *incidents = corral_incident_source_get_incidents (source);
  GString *body = g_string_new (NULL);
  guint n = 0;

  for (guint i = 0; i < incidents->len && n < NAMED; i++)
    {
      const CorralIncident *incident = g_ptr_array_index (incidents, i);
      gboolean open = incident->state == CORRAL_INCIDENT_OPEN;
      g_autofree char *title = NULL;

      if (open != (telling->n_open > 0) || !corral_incident_source_is_missed (source, incident->id))
        continue;
      title = corral_incident_to_title (fleet, incident);
      g_string_append_printf (body, "%s%s", n > 0 ? "\n" : "", title);
      n++;
    }
  if ((telling->n_open > 0 ? telling->n_open : telling->n_over) > n)
    g_string_append_printf (body, "%s%s", n > 0 ? "\n" : "", _ ("… and more"));
  return g_string_free (body, FALSE);
}

static GNotification *
make_notification (CorralFleet *fleet, CorralIncidentSource *source, const CorralTelling *telling)
{
  gboolean summary = telling->kind == CORRAL_TELLING_SUMMARY;
  g_autofree char *title = summary ? make_summary_title (telling) : make_title (telling);
  g_autofree char *body = summary ? make_summary_body (fleet, source, telling) : corral_incident_to_text (fleet, telling->incident);
  g_autoptr (GIcon) icon = g_themed_icon_new (CORRAL_APPLICATION_ID);
  GNotification *notification = g_notification_new (title);

  g_notification_set_body (notification, body);
  g_notification_set_icon (notification, icon);
  if (telling->kind == CORRAL_TELLING_OVER || telling->kind == CORRAL_TELLING_AMENDED)
    g_notification_set_priority (notification, G_NOTIFICATION_PRIORITY_LOW);
  else if (telling->severity == CORRAL_SEVERITY_ACT)
    g_notification_set_priority (notification, G_NOTIFICATION_PRIORITY_HIGH);
  return notification;
}

/* ---- what the watch says ----------------------------------------------------------------------------------- */

static void
beep (void)
{
  GdkDisplay *display = gdk_display_get_default ();

  if (display != NULL)
    gdk_display_beep (display);
}

/* Names nothing. */
static void
tell_locked (CorralIncidentNotices *self)
{
  g_autoptr (GNotification) notification = g_notification_new (_ ("Something needs somebody"));

  g_notification_set_body (notification, _ ("Corral is locked. Unlock it to see what it is."));
  g_notification_set_default_action (notification, "app.show");
  corral_desktop_notices_send (self->notices, LOCKED, notification);
}

static void
tell_cb (CorralIncidentNotices *self, const CorralTelling *telling)
{
  g_autoptr (GNotification) notification = NULL;
  const char *id = telling->incident != NULL ? telling->incident->id : SUMMARY;

  if (telling->sound)
    beep ();
  if (self->locked)
    {
      tell_locked (self);
      return;
    }
  notification
      = make_notification (corral_services_get_fleet (self->services), corral_services_get_incidents (self->services), telling);

  if (telling->incident != NULL)
    g_notification_set_default_action_and_target (notification, "app.incident", "s", telling->incident->id);
  else
    g_notification_set_default_action (notification, "app.incidents");
  corral_desktop_notices_send (self->notices, id, notification);
  g_hash_table_add (self->shown, g_strdup (id));
}

static void
withdraw_cb (CorralIncidentNotices *self, const char *id)
{
  corral_desktop_notices_withdraw (self->notices, id);
  g_hash_table_remove (self->shown, id);
  if (corral_incident_source_get_n_missed (corral_services_get_incidents (self->services)) == 0)
    corral_desktop_notices_withdraw (self->notices, SUMMARY);
}

void
corral_incident_notices_set_locked (CorralIncidentNotices *self, gboolean locked)
{
  GHashTableIter iter;
  gpointer id;

  g_return_if_fail (CORRAL_IS_INCIDENT_NOTICES (self));

  if (self->locked == locked)
    return;
  self->locked = locked;
  if (!locked)
    {
      corral_desktop_notices_withdraw (self->notices, LOCKED);
      return;
    }
  /* Those that still stand there have names in them. */
  g_hash_table_iter_init (&iter, self->shown);
  while (g_hash_table_iter_next (&iter, &id, NULL))
    corral_desktop_notices_withdraw (self->notices, id);
  g_hash_table_remove_all (self->shown);
}

/* ---- what is wished ------------------------------------------------------------------------------------------ */

static void
wishes_changed_cb (CorralIncidentNotices *self)
{
  CorralOutbox *outbox = corral_services_get_outbox (self->services);
  /* "role" is the first word of both. */
  const CorralTellingChoices choices = {
    .on = g_settings_get_boolean (self->settings, "notices"),
    .severity = g_settings_get_enum (self->settings, "notice-severity") - 1,
    .quiet = g_settings_get_enum (self->settings, "quiet-hours"),
    .quiet_from_min = (guint) g_settings_get_int (self->settings, "quiet-from"),
    .quiet_to_min = (guint) g_settings_get_int (self->settings, "quiet-to"),
    .over = g_settings_get_boolean (self->settings, "notice-over"),
    .sound = g_settings_get_boolean (self->settings, "notice-sound"),
  };
  CorralTellingWishes wishes;

  corral_telling_wishes_set (&wishes, outbox != NULL ? corral_outbox_get_account_roles (outbox) : NULL, &choices);
  corral_watch_set_wishes (corral_services_get_watch (self->services), &wishes);
}

/* ---- life ------------------------------------------------------------------------------------------------- */

static void
corral_incident_notices_dispose (GObject *object)
{
  CorralIncidentNotices *self = CORRAL_INCIDENT_NOTICES (object);

  g_clear_object (&self->notices);
  g_clear_object (&self->services);
  g_clear_object (&self->settings);
  g_clear_pointer (&self->shown, g_hash_table_unref);
  G_OBJECT_CLASS (corral_incident_notices_parent_class)->dispose (object);
}

static void
corral_incident_notices_class_init (CorralIncidentNoticesClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = corral_incident_notices_dispose;
}

static void
corral_incident_notices_init (CorralIncidentNotices *self)
{
  self->shown = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
}

CorralIncidentNotices *
corral_incident_notices_new (CorralDesktopNotices *notices, CorralServices *services)
{
  CorralIncidentNotices *self = g_object_new (CORRAL_TYPE_INCIDENT_NOTICES, NULL);
  CorralWatch *watch = corral_services_get_watch (services);
  CorralOutbox *outbox = corral_services_get_outbox (services);

  self->notices = g_object_ref (notices);
  self->services = g_object_ref (services);
  self->settings = corral_services_new_settings (services);
  g_signal_connect_object (watch, "tell", G_CALLBACK (tell_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (watch, "withdraw", G_CALLBACK (withdraw_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->settings, "changed", G_CALLBACK (wishes_changed_cb), self, G_CONNECT_SWAPPED);
  if (outbox != NULL)
    g_signal_connect_object (outbox, "changed", G_CALLBACK (wishes_changed_cb), self, G_CONNECT_SWAPPED);
  wishes_changed_cb (self);
  return self;
}
