/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The list of incidents as pages read it, with what this person saw of each and the rules' settings. Main thread. */
#include "config.h"

#include "corral-incident-source.h"

#include "corral-collections.h"
#include "corral-time.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* Notices are kept as long as incidents are. */
#define NOTICES_KEPT_MS (90 * CORRAL_DAY_MS)
#define NOTICES_MOST 5000

struct _CorralIncidentSource
{
  GObject parent_instance;

  gboolean ready;
  gboolean watched;  /* looks come */
  GPtrArray *incidents;   /* (owned) (element-type CorralIncident) */
  GHashTable *by_id;      /* (owned) (element-type utf8 CorralIncident): both the incident's own */
  GHashTable *marks;      /* (owned) (element-type utf8 CorralWatchMark): the key is the mark's own */
  GPtrArray *notices;     /* (owned) (element-type CorralWatchNotice) */
  GPtrArray *problems;    /* (owned) (element-type utf8) */
  guint quiet[CORRAL_N_QUIET];
  gint64 known_ms;
  gint64 left_ms;
  CorralRuleSettings settings;
  char *settings_path;    /* (owned) (nullable) */
  gboolean can_set;
  gboolean may_edit;         /* as the role says */
  CorralIncidentSourceTry try_rule; /* (nullable) */
  gpointer try_data;      /* (unowned) */
};

G_DEFINE_FINAL_TYPE (CorralIncidentSource, corral_incident_source, G_TYPE_OBJECT)

enum
{
  SIGNAL_CHANGED,
  SIGNAL_INCIDENT_CHANGED,
  SIGNAL_MARKED,
  SIGNAL_SETTINGS_CHANGED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

static void
corral_incident_source_finalize (GObject *object)
{
  CorralIncidentSource *self = CORRAL_INCIDENT_SOURCE (object);

  g_hash_table_unref (self->by_id);
  g_ptr_array_unref (self->incidents);
  g_hash_table_unref (self->marks);
  g_ptr_array_unref (self->notices);
  g_ptr_array_unref (self->problems);
  g_free (self->settings_path);
  G_OBJECT_CLASS (corral_incident_source_parent_class)->finalize (object);
}

static void
corral_incident_source_class_init (CorralIncidentSourceClass *klass)
{
  GType type = G_TYPE_FROM_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = corral_incident_source_finalize;
  signals[SIGNAL_CHANGED] = g_signal_new ("changed", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[SIGNAL_INCIDENT_CHANGED]
      = g_signal_new ("incident-changed", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
  signals[SIGNAL_MARKED]
      = g_signal_new ("marked", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
  signals[SIGNAL_SETTINGS_CHANGED]
      = g_signal_new ("settings-changed", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
corral_incident_source_init (CorralIncidentSource *self)
{
  self->may_edit = TRUE;
  self->incidents = g_ptr_array_new_with_free_func ((GDestroyNotify) corral_incident_unref);
  self->by_id = g_hash_table_new (g_str_hash, g_str_equal);
  self->marks = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, (GDestroyNotify) corral_watch_mark_free);
  self->notices = g_ptr_array_new_with_free_func ((GDestroyNotify) corral_watch_notice_free);
  self->problems = g_ptr_array_new_with_free_func (g_free);
  self->known_ms = CORRAL_UNKNOWN;
  self->left_ms = CORRAL_UNKNOWN;
  corral_rule_settings_init (&self->settings);
}

CorralIncidentSource *
corral_incident_source_new (void)
{
  return g_object_new (CORRAL_TYPE_INCIDENT_SOURCE, NULL);
}

/* ---- reading ------------------------------------------------------------------------------------------ */

gboolean
corral_incident_source_is_ready (CorralIncidentSource *self)
{
  g_return_val_if_fail (CORRAL_IS_INCIDENT_SOURCE (self), FALSE);

  return self->ready;
}

GPtrArray *
corral_incident_source_get_incidents (CorralIncidentSource *self)
{
  g_return_val_if_fail (CORRAL_IS_INCIDENT_SOURCE (self), NULL);

  return self->incidents;
}

CorralIncident *
corral_incident_source_find (CorralIncidentSource *self, const char *id)
{
  g_return_val_if_fail (CORRAL_IS_INCIDENT_SOURCE (self), NULL);
  g_return_val_if_fail (id != NULL, NULL);

  return g_hash_table_lookup (self->by_id, id);
}

gboolean
corral_incident_source_is_settled (CorralIncidentSource *self)
{
  g_return_val_if_fail (CORRAL_IS_INCIDENT_SOURCE (self), TRUE);

  return !self->watched || CORRAL_IS_KNOWN (self->known_ms);
}

void
corral_incident_source_expect_looks (CorralIncidentSource *self)
{
  g_return_if_fail (CORRAL_IS_INCIDENT_SOURCE (self));

  self->watched = TRUE;
}

gint64
corral_incident_source_get_known_ms (CorralIncidentSource *self)
{
  g_return_val_if_fail (CORRAL_IS_INCIDENT_SOURCE (self), CORRAL_UNKNOWN);

  return self->known_ms;
}

const guint *
corral_incident_source_get_quiet (CorralIncidentSource *self)
{
  g_return_val_if_fail (CORRAL_IS_INCIDENT_SOURCE (self), NULL);

  return self->quiet;
}

guint
corral_incident_source_get_n_open (CorralIncidentSource *self)
{
  guint n = 0;

  g_return_val_if_fail (CORRAL_IS_INCIDENT_SOURCE (self), 0);

  for (guint i = 0; i < self->incidents->len; i++)
    if (((const CorralIncident *) g_ptr_array_index (self->incidents, i))->state == CORRAL_INCIDENT_OPEN)
      n++;
  return n;
}

guint
corral_incident_source_get_n_unseen (CorralIncidentSource *self)
{
  guint n = 0;

  g_return_val_if_fail (CORRAL_IS_INCIDENT_SOURCE (self), 0);

  for (guint i = 0; i < self->incidents->len; i++)
    {
      const CorralIncident *incident = g_ptr_array_index (self->incidents, i);

      if (incident->state == CORRAL_INCIDENT_OPEN && !corral_incident_source_is_seen (self, incident->id))
        n++;
    }
  return n;
}

/* ---- what this person saw ------------------------------------------------------------------------------- */

const CorralWatchMark *
corral_incident_source_get_mark (CorralIncidentSource *self, const char *id)
{
  g_return_val_if_fail (CORRAL_IS_INCIDENT_SOURCE (self), NULL);
  g_return_val_if_fail (id != NULL, NULL);

  return g_hash_table_lookup (self->marks, id);
}

gboolean
corral_incident_source_is_seen (CorralIncidentSource *self, const char *id)
{
  const CorralWatchMark *mark = corral_incident_source_get_mark (self, id);

  return mark != NULL && CORRAL_IS_KNOWN (mark->seen_ms);
}

static gboolean
is_missed (const CorralWatchMark *mark)
{
  return mark != NULL && CORRAL_IS_KNOWN (mark->told_ms)
         && (!CORRAL_IS_KNOWN (mark->seen_ms) || mark->seen_ms < mark->told_ms);
}

gboolean
corral_incident_source_is_missed (CorralIncidentSource *self, const char *id)
{
  return is_missed (corral_incident_source_get_mark (self, id));
}

guint
corral_incident_source_get_n_missed (CorralIncidentSource *self)
{
  guint n = 0;

  g_return_val_if_fail (CORRAL_IS_INCIDENT_SOURCE (self), 0);

  /* Not by marks: one whose incident is no longer in the book can be looked at no more. */
  for (guint i = 0; i < self->incidents->len; i++)
    if (corral_incident_source_is_missed (self, ((const CorralIncident *) g_ptr_array_index (self->incidents, i))->id))
      n++;
  return n;
}

/* FALSE: it was noted already that nothing is missed of it and that it was seen. */
static gboolean
see (CorralIncidentSource *self, const char *id, gint64 now_ms)
{
  CorralWatchMark *mark = g_hash_table_lookup (self->marks, id);
  const CorralIncident *incident = g_hash_table_lookup (self->by_id, id);

  if (mark != NULL && CORRAL_IS_KNOWN (mark->seen_ms) && !is_missed (mark) && !mark->held
      && (incident == NULL || mark->known_ms == incident->known_ms))
    return FALSE;
  if (mark == NULL)
    {
      mark = corral_watch_mark_new (id);
      g_hash_table_insert (self->marks, mark->incident, mark);
    }
  /* A clock that was set back must not leave it missed for ever. */
  mark->seen_ms = CORRAL_IS_KNOWN (mark->told_ms) ? MAX (now_ms, mark->told_ms) : now_ms;
  if (incident != NULL)
    mark->known_ms = incident->known_ms;
  mark->held = FALSE;
  g_signal_emit (self, signals[SIGNAL_MARKED], 0, id);
  g_signal_emit (self, signals[SIGNAL_INCIDENT_CHANGED], 0, id);
  return TRUE;
}

void
corral_incident_source_mark_seen (CorralIncidentSource *self, const char *id, gint64 now_ms)
{
  g_return_if_fail (CORRAL_IS_INCIDENT_SOURCE (self));
  g_return_if_fail (id != NULL);

  if (see (self, id, now_ms))
    g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

void
corral_incident_source_mark_all_seen (CorralIncidentSource *self, gint64 now_ms)
{
  g_autoptr (GPtrArray) incidents = NULL;
  gboolean any = FALSE;

  g_return_if_fail (CORRAL_IS_INCIDENT_SOURCE (self));

  incidents = g_ptr_array_ref (self->incidents);
  for (guint i = 0; i < incidents->len; i++)
    any |= see (self, ((const CorralIncident *) g_ptr_array_index (incidents, i))->id, now_ms);
  if (any)
    g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

gint64
corral_incident_source_get_left_ms (CorralIncidentSource *self)
{
  g_return_val_if_fail (CORRAL_IS_INCIDENT_SOURCE (self), CORRAL_UNKNOWN);

  return self->left_ms;
}

GPtrArray *
corral_incident_source_get_notices (CorralIncidentSource *self)
{
  g_return_val_if_fail (CORRAL_IS_INCIDENT_SOURCE (self), NULL);

  return self->notices;
}

void
corral_incident_source_forget (CorralIncidentSource *self, GPtrArray *ids)
{
  g_return_if_fail (CORRAL_IS_INCIDENT_SOURCE (self));

  for (guint i = 0; i < ids->len; i++)
    {
      g_hash_table_remove (self->marks, g_ptr_array_index (ids, i));
      for (guint k = self->notices->len; k > 0; k--)
        if (g_strcmp0 (((const CorralWatchNotice *) g_ptr_array_index (self->notices, k - 1))->incident,
                       g_ptr_array_index (ids, i))
            == 0)
          g_ptr_array_remove_index (self->notices, k - 1);
    }
}

/* ---- the rules' settings ------------------------------------------------------------------------------- */

const CorralRuleSettings *
corral_incident_source_get_settings (CorralIncidentSource *self)
{
  g_return_val_if_fail (CORRAL_IS_INCIDENT_SOURCE (self), NULL);

  return &self->settings;
}

gboolean
corral_incident_source_can_set_settings (CorralIncidentSource *self)
{
  g_return_val_if_fail (CORRAL_IS_INCIDENT_SOURCE (self), FALSE);

  return self->can_set && self->may_edit;
}

void
corral_incident_source_set_may_edit (CorralIncidentSource *self, gboolean may)
{
  g_return_if_fail (CORRAL_IS_INCIDENT_SOURCE (self));

  if (self->may_edit == may)
    return;
  self->may_edit = may;
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

gboolean
corral_incident_source_get_may_edit (CorralIncidentSource *self)
{
  g_return_val_if_fail (CORRAL_IS_INCIDENT_SOURCE (self), FALSE);

  return self->may_edit;
}

gboolean
corral_incident_source_set_settings (CorralIncidentSource *self, const CorralRuleSettings *settings, GError **error)
{
  g_return_val_if_fail (CORRAL_IS_INCIDENT_SOURCE (self), FALSE);
  g_return_val_if_fail (settings != NULL, FALSE);

  if (!self->may_edit)
    {
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_PERMISSION_DENIED,
                           _ ("The rules can be read here, and not changed: that is not for this account’s role."));
      return FALSE;
    }
  if (!self->can_set)
    {
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_READ_ONLY,
                           _ ("The rules can be read here, and not changed: this Corral may not write to its folder."));
      return FALSE;
    }
  for (guint i = 0; i < CORRAL_N_ALERT_RULES; i++)
    if (!corral_rule_setting_check (i, &settings->rules[i], error))
      return FALSE;
  if (!corral_rule_settings_save (settings, self->settings_path, error))
    return FALSE;
  self->settings = *settings;
  g_signal_emit (self, signals[SIGNAL_SETTINGS_CHANGED], 0);
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
  return TRUE;
}

GPtrArray *
corral_incident_source_get_problems (CorralIncidentSource *self)
{
  g_return_val_if_fail (CORRAL_IS_INCIDENT_SOURCE (self), NULL);

  return self->problems;
}

/* ---- filling ------------------------------------------------------------------------------------------- */

void
corral_incident_source_take (CorralIncidentSource *self,
                             GPtrArray *incidents,
                             GPtrArray *changed,
                             gint64 known_ms,
                             const guint *quiet)
{
  g_return_if_fail (CORRAL_IS_INCIDENT_SOURCE (self));
  g_return_if_fail (incidents != NULL);

  g_hash_table_remove_all (self->by_id);
  g_ptr_array_unref (self->incidents);
  self->incidents = g_ptr_array_new_full (incidents->len, (GDestroyNotify) corral_incident_unref);
  for (guint i = 0; i < incidents->len; i++)
    {
      CorralIncident *incident = corral_incident_ref (g_ptr_array_index (incidents, i));

      g_ptr_array_add (self->incidents, incident);
      g_hash_table_insert (self->by_id, incident->id, incident);
    }
  self->known_ms = known_ms;
  if (quiet != NULL)
    memcpy (self->quiet, quiet, sizeof self->quiet);
  self->ready = TRUE;

  if (changed == NULL)
    changed = self->incidents;
  g_ptr_array_ref (changed);
  for (guint i = 0; i < changed->len; i++)
    g_signal_emit (self, signals[SIGNAL_INCIDENT_CHANGED], 0, ((const CorralIncident *) g_ptr_array_index (changed, i))->id);
  g_ptr_array_unref (changed);
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

void
corral_incident_source_restore (CorralIncidentSource *self, GPtrArray *marks, GPtrArray *notices, gint64 left_ms)
{
  g_return_if_fail (CORRAL_IS_INCIDENT_SOURCE (self));

  g_hash_table_remove_all (self->marks);
  for (guint i = 0; i < marks->len; i++)
    corral_incident_source_put_mark (self, g_ptr_array_index (marks, i));
  g_ptr_array_set_size (self->notices, 0);
  for (guint i = 0; i < notices->len; i++)
    corral_incident_source_add_notice (self, g_ptr_array_index (notices, i));
  self->left_ms = left_ms;
}

void
corral_incident_source_put_mark (CorralIncidentSource *self, const CorralWatchMark *mark)
{
  CorralWatchMark *copy;

  g_return_if_fail (CORRAL_IS_INCIDENT_SOURCE (self));
  g_return_if_fail (mark != NULL);

  copy = corral_watch_mark_copy (mark);
  g_hash_table_replace (self->marks, copy->incident, copy);
}

void
corral_incident_source_add_notice (CorralIncidentSource *self, const CorralWatchNotice *notice)
{
  guint n_old = 0;

  g_return_if_fail (CORRAL_IS_INCIDENT_SOURCE (self));
  g_return_if_fail (notice != NULL);

  g_ptr_array_add (self->notices, corral_watch_notice_copy (notice));
  while (n_old < self->notices->len
         && ((const CorralWatchNotice *) g_ptr_array_index (self->notices, n_old))->time_ms
                < notice->time_ms - NOTICES_KEPT_MS)
    n_old++;
  if (self->notices->len - n_old > NOTICES_MOST)
    n_old = self->notices->len - NOTICES_MOST;
  if (n_old > 0)
    g_ptr_array_remove_range (self->notices, 0, n_old);
}

void
corral_incident_source_open_settings (CorralIncidentSource *self, const char *path, gboolean writable)
{
  g_autoptr (GError) error = NULL;

  g_return_if_fail (CORRAL_IS_INCIDENT_SOURCE (self));
  g_return_if_fail (path != NULL);

  g_free (self->settings_path);
  self->settings_path = g_strdup (path);
  self->can_set = writable;
  if (!corral_rule_settings_load (&self->settings, path, self->problems, &error))
    corral_incident_source_add_problem (self, error->message);
}

void
corral_incident_source_set_try (CorralIncidentSource *self, CorralIncidentSourceTry try_rule, gpointer data)
{
  g_return_if_fail (CORRAL_IS_INCIDENT_SOURCE (self));

  self->try_rule = try_rule;
  self->try_data = data;
}

CorralDryRun *
corral_incident_source_try_rule (CorralIncidentSource *self, CorralAlertRuleKind rule, const CorralRuleSetting *setting)
{
  g_return_val_if_fail (CORRAL_IS_INCIDENT_SOURCE (self), NULL);

  return self->try_rule != NULL ? self->try_rule (rule, setting, self->try_data) : NULL;
}

void
corral_incident_source_add_problem (CorralIncidentSource *self, const char *sentence)
{
  g_return_if_fail (CORRAL_IS_INCIDENT_SOURCE (self));

  g_ptr_array_add (self->problems, g_strdup (sentence));
}
