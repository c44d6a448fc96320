/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The table of rules holds together; what people may set, and what a file of settings may hold. */
#include "corral-alert-rules.h"

#include <gio/gio.h>
#include <glib/gstdio.h>
#include <math.h>
#include <string.h>

static void
test_table (void)
{
  for (guint i = 0; i < CORRAL_N_ALERT_RULES; i++)
    {
      CorralAlertRuleKind kind = (CorralAlertRuleKind) i, found;
      const CorralAlertRule *rule = corral_alert_rule_get (kind);
      g_autoptr (GError) error = NULL;

      g_assert_true (corral_alert_rule_from_word (corral_alert_rule_to_word (kind), &found));
      g_assert_cmpint (found, ==, kind);
      g_assert_cmpfloat (rule->least, <, rule->most);
      g_assert_nonnull (rule->unit);
      g_assert_true (rule->defaults.enabled);
      g_assert_true (corral_rule_setting_check (kind, &rule->defaults, &error));
      g_assert_no_error (error);
    }
  g_assert_false (corral_alert_rule_from_word ("of-another-version", &(CorralAlertRuleKind) { 0 }));
  g_assert_false (corral_alert_rule_from_word (NULL, &(CorralAlertRuleKind) { 0 }));
  g_assert_null (corral_alert_rule_to_word (CORRAL_N_ALERT_RULES));
}

/* The owners' own numbers (domain.md, "Service levels"). */
static void
test_fleet_alarms (void)
{
  g_assert_cmpfloat (corral_alert_rule_get (CORRAL_RULE_CONNECTED)->defaults.threshold, ==, 20);
  g_assert_cmpfloat (corral_alert_rule_get (CORRAL_RULE_INGEST_ERRORS)->defaults.threshold, ==, 1);
  g_assert_cmpfloat (corral_alert_rule_get (CORRAL_RULE_INGEST_DELAY)->defaults.threshold, ==, 2);
  g_assert_cmpuint (corral_alert_rule_get (CORRAL_RULE_INGEST_DELAY)->defaults.raise_minutes, ==, 15);
  g_assert_cmpint (corral_alert_rule_get (CORRAL_RULE_INGEST_DELAY)->defaults.told, ==, CORRAL_TOLD_NOBODY);
  g_assert_cmpfloat (corral_alert_rule_get (CORRAL_RULE_AUTHENTICATION)->defaults.threshold, ==, 100);
}

/* Whether @symptom is explained by @cause, over others too. */
static gboolean
reaches (CorralAlertRuleKind cause, CorralAlertRuleKind symptom, guint depth)
{
  if (corral_alert_rule_explains (cause, symptom))
    return TRUE;
  for (guint i = 0; depth > 0 && i < CORRAL_N_ALERT_RULES; i++)
    if (corral_alert_rule_explains (cause, (CorralAlertRuleKind) i) && reaches ((CorralAlertRuleKind) i, symptom, depth - 1))
      return TRUE;
  return FALSE;
}

/* Nothing explains itself, not even in a circle: the order of looking rests on it. */
static void
test_explains (void)
{
  for (guint i = 0; i < CORRAL_N_ALERT_RULES; i++)
    g_assert_false (reaches ((CorralAlertRuleKind) i, (CorralAlertRuleKind) i, 5));
  g_assert_true (corral_alert_rule_explains (CORRAL_RULE_CARRIER, CORRAL_RULE_BELOW_TARGET));
  g_assert_true (corral_alert_rule_explains (CORRAL_RULE_REJECTS, CORRAL_RULE_INGEST_ERRORS));
  g_assert_true (corral_alert_rule_explains (CORRAL_RULE_CERTIFICATE, CORRAL_RULE_AUTHENTICATION));
  g_assert_false (corral_alert_rule_explains (CORRAL_RULE_BELOW_TARGET, CORRAL_RULE_CARRIER));
  g_assert_false (corral_alert_rule_explains (CORRAL_RULE_MISSING_CA, CORRAL_RULE_STORE_SILENT));
}

static gboolean
is_taken (CorralAlertRuleKind kind, CorralRuleSetting setting)
{
  g_autoptr (GError) error = NULL;
  gboolean taken = corral_rule_setting_check (kind, &setting, &error);

  if (taken)
    g_assert_no_error (error);
  else
    {
      g_assert_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT);
      g_assert_true (g_str_has_suffix (error->message, "."));
    }
  return taken;
}

static void
test_nonsense (void)
{
  for (guint i = 0; i < CORRAL_N_ALERT_RULES; i++)
    {
      CorralAlertRuleKind kind = (CorralAlertRuleKind) i;
      const CorralAlertRule *rule = corral_alert_rule_get (kind);
      const struct
      {
        double threshold;
        gboolean taken;
      } thresholds[] = {
        { rule->least, TRUE },           { rule->most, TRUE },         { rule->least - 0.001, FALSE },
        { rule->most + 0.001, FALSE },   { NAN, FALSE },               { INFINITY, FALSE },
        { -INFINITY, FALSE },            { -rule->most, FALSE },
      };
      CorralRuleSetting setting;

      for (guint k = 0; k < G_N_ELEMENTS (thresholds); k++)
        {
          setting = rule->defaults;
          setting.threshold = thresholds[k].threshold;
          g_assert_true (is_taken (kind, setting) == thresholds[k].taken);
        }
      setting = rule->defaults;
      setting.raise_minutes = 1440;
      g_assert_true (is_taken (kind, setting));
      setting.raise_minutes = 1441;
      g_assert_false (is_taken (kind, setting));
      setting = rule->defaults;
      setting.clear_minutes = 0;
      g_assert_false (is_taken (kind, setting));
      setting.clear_minutes = G_MAXUINT;
      g_assert_false (is_taken (kind, setting));
      setting = rule->defaults;
      setting.severity = (CorralSeverity) 3;
      g_assert_false (is_taken (kind, setting));
      setting = rule->defaults;
      setting.told = (CorralTold) 16;
      g_assert_false (is_taken (kind, setting));
    }
}

/* --- the file -------------------------------------------------------------------------------------- */

typedef struct
{
  char *folder;
  char *path;
  CorralRuleSettings settings;
  GPtrArray *problems;
} File;

static void
set_up (File *self, gconstpointer data)
{
  self->folder = g_dir_make_tmp ("corral-rules-XXXXXX", NULL);
  self->path = g_build_filename (self->folder, "account", "rules", NULL);
  self->problems = g_ptr_array_new_with_free_func (g_free);
  corral_rule_settings_init (&self->settings);
}

static void
tear_down (File *self, gconstpointer data)
{
  g_autofree char *account = g_path_get_dirname (self->path);

  g_unlink (self->path);
  g_rmdir (account);
  g_rmdir (self->folder);
  g_ptr_array_unref (self->problems);
  g_free (self->path);
  g_free (self->folder);
}

static void
load (File *self)
{
  g_autoptr (GError) error = NULL;

  g_ptr_array_set_size (self->problems, 0);
  g_assert_true (corral_rule_settings_load (&self->settings, self->path, self->problems, &error));
  g_assert_no_error (error);
}

static void
save (File *self)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (corral_rule_settings_save (&self->settings, self->path, &error));
  g_assert_no_error (error);
}

static void
write_text (File *self, const char *text, gssize length)
{
  save (self);
  g_assert_true (g_file_set_contents (self->path, text, length, NULL));
}

static void
assert_default (const CorralRuleSetting *is, CorralAlertRuleKind kind)
{
  const CorralRuleSetting *ought = &corral_alert_rule_get (kind)->defaults;

  g_assert_cmpint (is->enabled, ==, ought->enabled);
  g_assert_cmpfloat (is->threshold, ==, ought->threshold);
  g_assert_cmpuint (is->raise_minutes, ==, ought->raise_minutes);
  g_assert_cmpuint (is->clear_minutes, ==, ought->clear_minutes);
  g_assert_cmpint (is->severity, ==, ought->severity);
  g_assert_cmpint (is->told, ==, ought->told);
}

static void
test_round_trip (File *self, gconstpointer data)
{
  g_autofree char *text = NULL;
  GStatBuf facts;

  load (self); /* there is none */
  g_assert_cmpuint (self->problems->len, ==, 0);
  self->settings.rules[CORRAL_RULE_CARRIER]
      = (CorralRuleSetting) { FALSE, 12.5, 7, 45, CORRAL_SEVERITY_INFO, CORRAL_TOLD_LEAD | CORRAL_TOLD_FLEET_OPS };
  self->settings.rules[CORRAL_RULE_BELOW_TARGET].told = CORRAL_TOLD_NOBODY;
  save (self);
  corral_rule_settings_init (&self->settings);
  load (self);
  g_assert_cmpuint (self->problems->len, ==, 0);
  g_assert_false (self->settings.rules[CORRAL_RULE_CARRIER].enabled);
  g_assert_cmpfloat (self->settings.rules[CORRAL_RULE_CARRIER].threshold, ==, 12.5);
  g_assert_cmpuint (self->settings.rules[CORRAL_RULE_CARRIER].raise_minutes, ==, 7);
  g_assert_cmpuint (self->settings.rules[CORRAL_RULE_CARRIER].clear_minutes, ==, 45);
  g_assert_cmpint (self->settings.rules[CORRAL_RULE_CARRIER].severity, ==, CORRAL_SEVERITY_INFO);
  g_assert_cmpint (self->settings.rules[CORRAL_RULE_CARRIER].told, ==, CORRAL_TOLD_LEAD | CORRAL_TOLD_FLEET_OPS);
  g_assert_cmpint (self->settings.rules[CORRAL_RULE_BELOW_TARGET].told, ==, CORRAL_TOLD_NOBODY);
  assert_default (&self->settings.rules[CORRAL_RULE_RADIO], CORRAL_RULE_RADIO);
  g_assert_cmpint (g_stat (self->path, &facts), ==, 0);
  g_assert_cmpint (facts.st_mode & 0777, ==, 0600);

  /* Only what differs is written. */
  corral_rule_settings_init (&self->settings);
  self->settings.rules[CORRAL_RULE_RADIO].threshold = 8;
  save (self);
  g_assert_true (g_file_get_contents (self->path, &text, NULL, NULL));
  g_assert_cmpstr (g_strstrip (text), ==, "[radio-noise]\nthreshold=8");
}

/* One bad line costs one value, and is told. */
static void
test_bad_lines (File *self, gconstpointer data)
{
  static const struct
  {
    const char *text;
    guint n_problems;
  } files[] = {
    { "", 0 },
    { "# nothing\n", 0 },
    { "[carrier-outage]\n", 0 },
    { "[carrier-outage]\nthreshold=abc\n", 1 },
    { "[carrier-outage]\nthreshold=\n", 1 },
    { "[carrier-outage]\nthreshold=5 carts\n", 1 },
    { "[carrier-outage]\nthreshold=nan\n", 1 },
    { "[carrier-outage]\nthreshold=inf\n", 1 },
    { "[carrier-outage]\nthreshold=1e400\n", 1 },
    { "[carrier-outage]\nthreshold=-5\n", 1 },
    { "[carrier-outage]\nthreshold=0\n", 1 },
    { "[carrier-outage]\nraise-minutes=-1\n", 1 },
    { "[carrier-outage]\nraise-minutes=99999999999999999999\n", 1 },
    { "[carrier-outage]\nraise-minutes=2.5\n", 1 },
    { "[carrier-outage]\nclear-minutes=0\n", 1 },
    { "[carrier-outage]\nseverity=urgent\n", 1 },
    { "[carrier-outage]\nseverity=\n", 1 },
    { "[carrier-outage]\ntold=agent;everybody\n", 1 },
    { "[carrier-outage]\nenabled=perhaps\n", 1 },
    { "[carrier-outage]\ncolour=red\n", 1 },
    { "[carrier-outage]\nthreshold=\xff\xfe\n", 1 },
    { "[no-such-rule]\nthreshold=5\n", 1 },
    { "threshold=5\n", 1 },
    { "[carrier-outage\nthreshold=5\n", 1 },
    { "<html><body>Sign in</body></html>", 1 },
    { "[carrier-outage]\nthreshold=abc\nraise-minutes=x\nseverity=?\n[radio-noise]\ntold=me\n", 4 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (files); i++)
    {
      write_text (self, files[i].text, -1);
      load (self);
      g_assert_cmpuint (self->problems->len, ==, files[i].n_problems);
      for (guint k = 0; k < CORRAL_N_ALERT_RULES; k++)
        assert_default (&self->settings.rules[k], (CorralAlertRuleKind) k);
      for (guint k = 0; k < self->problems->len; k++)
        g_assert_true (g_utf8_validate (g_ptr_array_index (self->problems, k), -1, NULL));
      g_assert_true (corral_rule_settings_load (&self->settings, self->path, NULL, NULL));
    }
  /* What is right beside it counts. */
  write_text (self, "[carrier-outage]\nthreshold=abc\nraise-minutes=9\nseverity=info\ntold=\n", -1);
  load (self);
  g_assert_cmpuint (self->problems->len, ==, 1);
  g_assert_cmpfloat (self->settings.rules[CORRAL_RULE_CARRIER].threshold, ==, 5);
  g_assert_cmpuint (self->settings.rules[CORRAL_RULE_CARRIER].raise_minutes, ==, 9);
  g_assert_cmpint (self->settings.rules[CORRAL_RULE_CARRIER].severity, ==, CORRAL_SEVERITY_INFO);
  g_assert_cmpint (self->settings.rules[CORRAL_RULE_CARRIER].told, ==, CORRAL_TOLD_NOBODY);
}

static void
test_bad_files (File *self, gconstpointer data)
{
  g_autofree char *large = g_malloc (1000000);
  g_autofree char *account = g_path_get_dirname (self->path);
  g_autoptr (GError) error = NULL;

  write_text (self, "[carrier-outage]\nthreshold=9\0\n", 30);
  load (self);
  memset (large, '#', 1000000);
  write_text (self, large, 1000000);
  load (self);
  g_assert_cmpuint (self->problems->len, ==, 1);

  /* A folder in its place can be neither read nor written. */
  g_unlink (self->path);
  g_assert_cmpint (g_mkdir (self->path, 0700), ==, 0);
  self->settings.rules[CORRAL_RULE_CARRIER].threshold = 77;
  g_assert_false (corral_rule_settings_load (&self->settings, self->path, self->problems, &error));
  g_assert_nonnull (error);
  assert_default (&self->settings.rules[CORRAL_RULE_CARRIER], CORRAL_RULE_CARRIER);
  g_clear_error (&error);
  g_assert_false (corral_rule_settings_save (&self->settings, self->path, &error));
  g_assert_nonnull (error);
  g_clear_error (&error);
  g_rmdir (self->path);

  /* A file where the folder should be. */
  g_rmdir (account);
  g_assert_true (g_file_set_contents (account, "x", 1, NULL));
  g_assert_false (corral_rule_settings_save (&self->settings, self->path, &error));
  g_assert_nonnull (error);
  g_unlink (account);
}

/* Rules of a newer version survive being saved by this one. */
static void
test_unknown_rules_stay (File *self, gconstpointer data)
{
  g_autofree char *text = NULL;

  write_text (self, "[of-tomorrow]\nthreshold=5\n\n[radio-noise]\nthreshold=9\n", -1);
  load (self);
  self->settings.rules[CORRAL_RULE_RADIO].threshold = 5;
  save (self);
  g_assert_true (g_file_get_contents (self->path, &text, NULL, NULL));
  g_assert_cmpstr (g_strstrip (text), ==, "[of-tomorrow]\nthreshold=5");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/rules/table", test_table);
  g_test_add_func ("/rules/fleet-alarms", test_fleet_alarms);
  g_test_add_func ("/rules/explains", test_explains);
  g_test_add_func ("/rules/nonsense", test_nonsense);
  g_test_add ("/rules/file/round-trip", File, NULL, set_up, test_round_trip, tear_down);
  g_test_add ("/rules/file/bad-lines", File, NULL, set_up, test_bad_lines, tear_down);
  g_test_add ("/rules/file/bad-files", File, NULL, set_up, test_bad_files, tear_down);
  g_test_add ("/rules/file/unknown", File, NULL, set_up, test_unknown_rules_stay, tear_down);
  return g_test_run ();
}
