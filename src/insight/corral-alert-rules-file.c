/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The settings of the rules as a key file that people may also write by hand:
 *
 *   [carrier-outage]
 *   enabled=true
 *   threshold=10
 *   raise-minutes=5
 *   clear-minutes=30
 *   severity=act
 *   told=agent;lead
 *
 * Any thread; blocks on the disk.
 */
#include "config.h"

#include "corral-alert-rules.h"

#include <errno.h>
#include <gio/gio.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <string.h>

/* More is no file of settings. */
#define MOST_BYTES (256 * 1024)

typedef struct
{
  guint value;
  const char *word;
} Word;

static const Word severities[] = {
  { CORRAL_SEVERITY_INFO, "info" },
  { CORRAL_SEVERITY_WATCH, "watch" },
  { CORRAL_SEVERITY_ACT, "act" },
};

static const Word roles[] = {
  { CORRAL_TOLD_AGENT, "agent" },
  { CORRAL_TOLD_LEAD, "lead" },
  { CORRAL_TOLD_MANAGER, "manager" },
  { CORRAL_TOLD_FLEET_OPS, "fleet-ops" },
};

/* --- reading --------------------------------------------------------------------------------------- */

static gboolean
find_word (const Word *table, guint n, const char *word, guint *value)
{
  for (guint i = 0; i < n; i++)
    if (g_strcmp0 (table[i].word, word) == 0)
      {
        *value = table[i].value;
        return TRUE;
      }
  return FALSE;
}

static gboolean
read_enabled (GKeyFile *file, const char *group, const char *key, CorralRuleSetting *setting)
{
  g_autoptr (GError) error = NULL;

  setting->enabled = g_key_file_get_boolean (file, group, key, &error);
  return error == NULL;
}

static gboolean
read_threshold (GKeyFile *file, const char *group, const char *key, CorralRuleSetting *setting)
{
  g_autoptr (GError) error = NULL;

  setting->threshold = g_key_file_get_double (file, group, key, &error);
  return error == NULL;
}

static gboolean
read_minutes (GKeyFile *file, const char *group, const char *key, guint *minutes)
{
  g_autoptr (GError) error = NULL;
  int value = g_key_file_get_integer (file, group, key, &error);

  *minutes = value < 0 ? G_MAXUINT : (guint) value;
  return error == NULL;
}

static gboolean
read_raise (GKeyFile *file, const char *group, const char *key, CorralRuleSetting *setting)
{
  return read_minutes (file, group, key, &setting->raise_minutes);
}

static gboolean
read_clear (GKeyFile *file, const char *group, const char *key, CorralRuleSetting *setting)
{
  return read_minutes (file, group, key, &setting->clear_minutes);
}

static gboolean
read_severity (GKeyFile *file, const char *group, const char *key, CorralRuleSetting *setting)
{
  g_autofree char *word = g_key_file_get_string (file, group, key, NULL);
  guint value;

  if (!find_word (severities, G_N_ELEMENTS (severities), word, &value))
    return FALSE;
  setting->severity = (CorralSeverity) value;
  return TRUE;
}

/* An empty list is nobody. */
static gboolean
read_told (GKeyFile *file, const char *group, const char *key, CorralRuleSetting *setting)
{
  g_auto (GStrv) words = g_key_file_get_string_list (file, group, key, NULL, NULL);
  guint told = CORRAL_TOLD_NOBODY;
  guint value;

  if (words == NULL)
    return FALSE;
  for (guint i = 0; words[i] != NULL; i++)
    {
      if (!find_word (roles, G_N_ELEMENTS (roles), words[i], &value))
        return FALSE;
      told |= value;
    }
  setting->told = (CorralTold) told;
  return TRUE;
}

/* What can be said of a rule. */
static const struct
{
  const char *key;
  gboolean (*read) (GKeyFile *file, const char *group, const char *key, CorralRuleSetting *setting);
} keys[] = {
  { "enabled", read_enabled },       { "threshold", read_threshold }, { "raise-minutes", read_raise },
  { "clear-minutes", read_clear },   { "severity", read_severity },   { "told", read_told },
};

static void G_GNUC_PRINTF (2, 3)
add_problem (GPtrArray *problems, const char *format, ...)
{
  va_list arguments;

  if (problems == NULL)
    return;
  va_start (arguments, format);
  g_ptr_array_add (problems, g_strdup_vprintf (format, arguments));
  va_end (arguments);
}

/* One key at a time, so that one bad line costs one value. */
static void
read_rule (CorralRuleSettings *self, CorralAlertRuleKind kind, GKeyFile *file, const char *group, GPtrArray *problems)
{
  g_auto (GStrv) found = g_key_file_get_keys (file, group, NULL, NULL);

  for (guint i = 0; found != NULL && found[i] != NULL; i++)
    {
      CorralRuleSetting setting = self->rules[kind];
      g_autofree char *shown = g_utf8_make_valid (found[i], -1);
      g_autoptr (GError) error = NULL;
      gboolean known = FALSE, read = FALSE;

      for (guint k = 0; k < G_N_ELEMENTS (keys) && !known; k++)
        if (strcmp (found[i], keys[k].key) == 0)
          {
            known = TRUE;
            read = keys[k].read (file, group, found[i], &setting);
          }
      if (!known)
        add_problem (problems, _ ("Settings of the rule “%s”: “%s” is nothing that can be set. It is left out."), group,
                     shown);
      else if (!read)
        add_problem (problems, _ ("Settings of the rule “%s”: what stands at “%s” cannot be read. The default is used."),
                     group, shown);
      else if (!corral_rule_setting_check (kind, &setting, &error))
        add_problem (problems, _ ("Settings of the rule “%s”, “%s”: %s The default is used."), group, shown,
                     error->message);
      else
        self->rules[kind] = setting;
    }
}

/* NULL: it is not there (no @error), or cannot be read. */
static GKeyFile *
read_file (const char *path, GPtrArray *problems, GError **error)
{
  g_autoptr (GKeyFile) file = g_key_file_new ();
  g_autoptr (GError) why = NULL;
  g_autofree char *contents = NULL;
  GStatBuf facts;
  gsize length;

  if (g_stat (path, &facts) != 0 && errno == ENOENT)
    return NULL;
  if (facts.st_size > MOST_BYTES)
    {
      add_problem (problems, _ ("The file with the settings of the rules is too large to be one. The defaults are used."));
      return NULL;
    }
  if (!g_file_get_contents (path, &contents, &length, error))
    return NULL;
  if (!g_key_file_load_from_data (file, contents, length, G_KEY_FILE_KEEP_COMMENTS, &why))
    {
      add_problem (problems, _ ("The file with the settings of the rules cannot be understood. The defaults are used."));
      return NULL;
    }
  return g_steal_pointer (&file);
}

gboolean
corral_rule_settings_load (CorralRuleSettings *self, const char *path, GPtrArray *problems, GError **error)
{
  g_autoptr (GKeyFile) file = NULL;
  g_autoptr (GError) why = NULL;
  g_auto (GStrv) groups = NULL;

  corral_rule_settings_init (self);
  file = read_file (path, problems, &why);
  if (why != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&why));
      return FALSE;
    }
  if (file == NULL)
    return TRUE;
  groups = g_key_file_get_groups (file, NULL);
  for (guint i = 0; groups[i] != NULL; i++)
    {
      CorralAlertRuleKind kind;
      g_autofree char *shown = g_utf8_make_valid (groups[i], -1);

      if (corral_alert_rule_from_word (groups[i], &kind))
        read_rule (self, kind, file, groups[i], problems);
      else
        add_problem (problems, _ ("Settings of the rules: there is no rule “%s”. It is left out."), shown);
    }
  return TRUE;
}

/* --- writing --------------------------------------------------------------------------------------- */

static void
write_told (GKeyFile *file, const char *group, CorralTold told)
{
  const char *words[G_N_ELEMENTS (roles)] = { NULL };
  gsize n = 0;

  for (guint i = 0; i < G_N_ELEMENTS (roles); i++)
    if (((guint) told & roles[i].value) != 0)
      words[n++] = roles[i].word;
  if (n == 0)
    g_key_file_set_string (file, group, "told", "");
  else
    g_key_file_set_string_list (file, group, "told", words, n);
}

static void
write_rule (GKeyFile *file, CorralAlertRuleKind kind, const CorralRuleSetting *setting)
{
  const CorralRuleSetting *defaults = &corral_alert_rule_get (kind)->defaults;
  const char *group = corral_alert_rule_to_word (kind);

  g_key_file_remove_group (file, group, NULL);
  if (setting->enabled != defaults->enabled)
    g_key_file_set_boolean (file, group, "enabled", setting->enabled);
  if (setting->threshold < defaults->threshold || setting->threshold > defaults->threshold)
    g_key_file_set_double (file, group, "threshold", setting->threshold);
  if (setting->raise_minutes != defaults->raise_minutes)
    g_key_file_set_integer (file, group, "raise-minutes", (int) setting->raise_minutes);
  if (setting->clear_minutes != defaults->clear_minutes)
    g_key_file_set_integer (file, group, "clear-minutes", (int) setting->clear_minutes);
  for (guint i = 0; setting->severity != defaults->severity && i < G_N_ELEMENTS (severities); i++)
    if (severities[i].value == (guint) setting->severity)
      g_key_file_set_string (file, group, "severity", severities[i].word);
  if (setting->told != defaults->told)
    write_told (file, group, setting->told);
}

gboolean
corral_rule_settings_save (const CorralRuleSettings *self, const char *path, GError **error)
{
  g_autoptr (GKeyFile) file = read_file (path, NULL, NULL);
  g_autofree char *folder = g_path_get_dirname (path);
  g_autofree char *text = NULL;
  gsize length;

  if (file == NULL)
    file = g_key_file_new ();
  for (guint i = 0; i < CORRAL_N_ALERT_RULES; i++)
    write_rule (file, (CorralAlertRuleKind) i, &self->rules[i]);
  text = g_key_file_to_data (file, &length, NULL);
  if (g_mkdir_with_parents (folder, 0700) != 0)
    {
      int code = errno;

      g_set_error (error, G_FILE_ERROR, (int) g_file_error_from_errno (code), "%s: %s", folder, g_strerror (code));
      return FALSE;
    }
  return g_file_set_contents_full (path, text, (gssize) length,
                                   G_FILE_SET_CONTENTS_CONSISTENT | G_FILE_SET_CONTENTS_DURABLE, 0600, error);
}
