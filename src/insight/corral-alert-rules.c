/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The table of rules with their defaults, what explains what, and what a setting may be. Pure; any thread. */
#include "config.h"

#include "corral-alert-rules.h"

#include "corral-census.h"
#include "corral-silence.h"

#include <gio/gio.h>
#include <glib/gi18n-lib.h>
#include <math.h>

/* Nobody waits longer than a day for a rule to raise or to clear. */
#define MOST_MINUTES 1440

#define AGENTS CORRAL_TOLD_AGENT
#define LEADS CORRAL_TOLD_LEAD
#define MANAGERS CORRAL_TOLD_MANAGER
#define FLEET_OPS CORRAL_TOLD_FLEET_OPS
#define ALL_TOLD (AGENTS | LEADS | MANAGERS | FLEET_OPS)

/*
 * Numbers: S and D are those of domain.md; "ours" are decided here, with the reason.
 *
 * Silence shows after three intervals (D), so what it raises has held for a quarter of an hour as a rule and waits for a
 * second look only (2 min, ours). What lasts (a lot, a version) does not hang on minutes, but one message must not raise it:
 * 5 min (ours). It is over when fresh data have said so for three idle intervals (15 min, D): by then every cart that is
 * back was heard. What counts by the day (a figure of service) needs longer to mean anything: 15 min (ours).
 */
static const CorralAlertRule rules[CORRAL_N_ALERT_RULES] = {
  [CORRAL_RULE_CARRIER]
  = { .cause = CORRAL_VERDICT_CARRIER_OUTAGE, .unit = "carts", .least = CORRAL_SILENCE_CARTS, .most = 10000,
      .defaults = { TRUE, CORRAL_CARRIER_CARTS /* D */, 2, 15, CORRAL_SEVERITY_ACT, AGENTS | LEADS } },
  [CORRAL_RULE_CLOUD_SILENCE]
  = { .cause = CORRAL_VERDICT_CLOUD_INGEST, .unit = "carts", .least = CORRAL_SILENCE_CLOUD_CARTS, .most = 100000,
      .defaults = { TRUE, CORRAL_SILENCE_CLOUD_CARTS /* D */, 2, 15, CORRAL_SEVERITY_ACT, AGENTS | LEADS | FLEET_OPS } },
  /* What happened within 5 min is told as such by the cloud: of the drop and the failures nothing has to be waited for (S). */
  [CORRAL_RULE_CONNECTED]
  = { .cause = CORRAL_N_VERDICT_CAUSES, .unit = "percent", .least = 5, .most = 90,
      .defaults = { TRUE, 20 /* S */, 0, 15, CORRAL_SEVERITY_ACT, AGENTS | LEADS | FLEET_OPS } },
  [CORRAL_RULE_INGEST_ERRORS]
  = { .cause = CORRAL_VERDICT_CLOUD_REJECTS, .unit = "percent", .least = 0.1, .most = 50,
      .defaults = { TRUE, 1 /* S */, 10 /* S */, 15, CORRAL_SEVERITY_ACT, LEADS | FLEET_OPS } },
  [CORRAL_RULE_INGEST_DELAY]
  = { .cause = CORRAL_N_VERDICT_CAUSES, .unit = "factor", .least = 1.1, .most = 100,
      .defaults = { TRUE, 2 /* S */, 15 /* S */, 15, CORRAL_SEVERITY_INFO, CORRAL_TOLD_NOBODY /* S: "no page" */ } },
  [CORRAL_RULE_AUTHENTICATION]
  = { .cause = CORRAL_N_VERDICT_CAUSES, .unit = "failures", .least = 10, .most = 1000000,
      .defaults = { TRUE, 100 /* S */, 0, 15, CORRAL_SEVERITY_ACT, LEADS | FLEET_OPS } },
  /* What was lost stays lost: nothing is hurried by it. */
  [CORRAL_RULE_CLOUD_GAP]
  = { .cause = CORRAL_VERDICT_CLOUD_GAP, .unit = "stores", .least = 5 /* as the verdict */, .most = 10000,
      .defaults = { TRUE, 5, 5, 15, CORRAL_SEVERITY_WATCH, LEADS | FLEET_OPS } },
  [CORRAL_RULE_REJECTS]
  = { .cause = CORRAL_VERDICT_CLOUD_REJECTS, .unit = "percent", .least = 0.1, .most = 50,
      .defaults = { TRUE, 1 /* S: that of ingest errors */, 5, 15, CORRAL_SEVERITY_WATCH, LEADS | FLEET_OPS } },
  [CORRAL_RULE_CERTIFICATE]
  = { .cause = CORRAL_VERDICT_CERTIFICATE_BATCH, .unit = "carts", .least = CORRAL_SILENCE_CARTS, .most = 10000,
      /* The rest of a batch follows the first ones: no reason to wait for more of them (ours). */
      .defaults = { TRUE, CORRAL_SILENCE_CARTS, 2, 15, CORRAL_SEVERITY_ACT, AGENTS | LEADS | FLEET_OPS } },
  /* One cart without it is reason enough not to start (S: coverage < 100 %). */
  [CORRAL_RULE_MISSING_CA]
  = { .cause = CORRAL_VERDICT_MISSING_CA, .unit = "carts", .least = 1, .most = 100000,
      .defaults = { TRUE, 1, 5, 15, CORRAL_SEVERITY_WATCH, FLEET_OPS } },
  [CORRAL_RULE_WRONG_BUILD]
  = { .cause = CORRAL_VERDICT_WRONG_BUILD, .unit = "carts", .least = CORRAL_SILENCE_CARTS, .most = 10000,
      .defaults = { TRUE, 5 /* ours: more than a store's affair */, 5, 15, CORRAL_SEVERITY_WATCH, LEADS | FLEET_OPS } },
  [CORRAL_RULE_ROLLBACK]
  = { .cause = CORRAL_VERDICT_ROLLED_BACK, .unit = "carts", .least = 3, .most = 10000,
      .defaults = { TRUE, 5 /* ours */, 5, 15, CORRAL_SEVERITY_WATCH, LEADS | FLEET_OPS } },
  /* The noise comes and goes with the compressors: over is what was quiet for two hours (ours). */
  [CORRAL_RULE_RADIO]
  = { .cause = CORRAL_VERDICT_RADIO_NOISE, .unit = "carts", .least = 3, .most = 10000,
      .defaults = { TRUE, 5 /* ours */, 15, 120, CORRAL_SEVERITY_WATCH, LEADS | FLEET_OPS } },
  [CORRAL_RULE_CALIBRATION]
  = { .cause = CORRAL_VERDICT_SCALE_LOT, .unit = "carts", .least = 3, .most = 10000,
      .defaults = { TRUE, 5 /* ours */, 5, 60, CORRAL_SEVERITY_WATCH, LEADS | FLEET_OPS } },
  /* Below that the verdict does not call it the network; an access point may start anew within the time (ours). */
  [CORRAL_RULE_STORE_WIFI]
  = { .cause = CORRAL_VERDICT_STORE_WIFI, .unit = "percent", .least = 100 * CORRAL_STORE_DOWN_SHARE, .most = 100,
      .about_store = TRUE,
      .defaults = { TRUE, 100 * CORRAL_STORE_DOWN_SHARE /* D */, 3, 15, CORRAL_SEVERITY_ACT, AGENTS | LEADS | MANAGERS } },
  [CORRAL_RULE_STORE_SILENT]
  = { .cause = CORRAL_N_VERDICT_CAUSES, .unit = "percent", .least = 20, .most = 100, .about_store = TRUE,
      .defaults = { TRUE, 100 * CORRAL_STORE_PART_SHARE /* D */, 5, 15, CORRAL_SEVERITY_ACT, AGENTS | LEADS | MANAGERS } },
  [CORRAL_RULE_ACCESS_POINT]
  = { .cause = CORRAL_VERDICT_ACCESS_POINT_DOWN, .unit = "carts", .least = 1, .most = 1000, .about_store = TRUE,
      /* One whose carts found another is a row in a list (ours). */
      .defaults = { TRUE, CORRAL_SILENCE_CARTS, 10, 15, CORRAL_SEVERITY_WATCH, AGENTS | LEADS } },
  /* A store falls below its target (D), but by more than one cart: that a single one is missing is a row in a list (S), and in
   * a store of 30 it is below 99 % all day. */
  [CORRAL_RULE_BELOW_TARGET]
  = { .cause = CORRAL_N_VERDICT_CAUSES, .unit = "carts", .least = 0, .most = 100, .about_store = TRUE,
      .defaults = { TRUE, 1, 15, 30, CORRAL_SEVERITY_WATCH, LEADS | MANAGERS } },
  /* From outside a cart pings once an hour (S): half an hour away is no errand to the next trolley shelter, and it is back
   * when it was heard from the store for a while (ours). */
  [CORRAL_RULE_OFF_PREMISES]
  = { .cause = CORRAL_VERDICT_LEFT_PREMISES, .unit = "carts", .least = 1, .most = 1000,
      .defaults = { TRUE, 1, 30, 30, CORRAL_SEVERITY_WATCH, MANAGERS } },
};

static const char *const words[CORRAL_N_ALERT_RULES] = {
#define CORRAL_ENUMERATE(UPPER, word) [CORRAL_RULE_##UPPER] = word,
  CORRAL_ALERT_RULES (CORRAL_ENUMERATE)
#undef CORRAL_ENUMERATE
};

#define BIT(UPPER) (1u << CORRAL_RULE_##UPPER)

G_STATIC_ASSERT (CORRAL_N_ALERT_RULES <= 32);

/* Carts that are not heard are missing from what is connected, from their stores, and from their stores' service. */
#define SILENCE (BIT (CONNECTED) | BIT (STORE_SILENT) | BIT (BELOW_TARGET))

/* By cause: the symptoms that it explains. */
static const guint explained[CORRAL_N_ALERT_RULES] = {
  [CORRAL_RULE_CARRIER] = SILENCE | BIT (INGEST_DELAY), /* what was kept is sent late */
  [CORRAL_RULE_CLOUD_SILENCE] = SILENCE | BIT (INGEST_ERRORS) | BIT (INGEST_DELAY) | BIT (CLOUD_GAP),
  [CORRAL_RULE_CONNECTED] = BIT (STORE_SILENT) | BIT (BELOW_TARGET),
  [CORRAL_RULE_CLOUD_GAP] = BIT (CONNECTED) | BIT (INGEST_DELAY) | BIT (BELOW_TARGET),
  [CORRAL_RULE_REJECTS] = BIT (INGEST_ERRORS),
  [CORRAL_RULE_CERTIFICATE] = SILENCE | BIT (AUTHENTICATION) | BIT (INGEST_DELAY),
  [CORRAL_RULE_MISSING_CA] = 0,
  [CORRAL_RULE_WRONG_BUILD] = SILENCE | BIT (INGEST_ERRORS) | BIT (REJECTS),
  [CORRAL_RULE_ROLLBACK] = BIT (CONNECTED) | BIT (BELOW_TARGET),
  [CORRAL_RULE_RADIO] = BIT (BELOW_TARGET),
  [CORRAL_RULE_CALIBRATION] = BIT (BELOW_TARGET),
  [CORRAL_RULE_STORE_WIFI] = SILENCE | BIT (ACCESS_POINT) | BIT (INGEST_DELAY),
  [CORRAL_RULE_STORE_SILENT] = BIT (BELOW_TARGET),
  [CORRAL_RULE_ACCESS_POINT] = BIT (STORE_SILENT) | BIT (BELOW_TARGET),
  [CORRAL_RULE_OFF_PREMISES] = BIT (BELOW_TARGET),
};

const CorralAlertRule *
corral_alert_rule_get (CorralAlertRuleKind kind)
{
  g_return_val_if_fail ((guint) kind < CORRAL_N_ALERT_RULES, NULL);

  return &rules[kind];
}

const char *
corral_alert_rule_to_word (CorralAlertRuleKind kind)
{
  return (guint) kind < CORRAL_N_ALERT_RULES ? words[kind] : NULL;
}

gboolean
corral_alert_rule_from_word (const char *word, CorralAlertRuleKind *kind)
{
  for (guint i = 0; i < CORRAL_N_ALERT_RULES; i++)
    if (g_strcmp0 (word, words[i]) == 0)
      {
        *kind = (CorralAlertRuleKind) i;
        return TRUE;
      }
  return FALSE;
}

gboolean
corral_alert_rule_explains (CorralAlertRuleKind cause, CorralAlertRuleKind symptom)
{
  g_return_val_if_fail ((guint) cause < CORRAL_N_ALERT_RULES && (guint) symptom < CORRAL_N_ALERT_RULES, FALSE);

  return (explained[cause] >> symptom & 1) != 0;
}

/* --- settings -------------------------------------------------------------------------------------- */

void
corral_rule_settings_init (CorralRuleSettings *self)
{
  for (guint i = 0; i < CORRAL_N_ALERT_RULES; i++)
    self->rules[i] = rules[i].defaults;
}

gboolean
corral_rule_setting_check (CorralAlertRuleKind kind, const CorralRuleSetting *setting, GError **error)
{
  const CorralAlertRule *rule = corral_alert_rule_get (kind);

  g_return_val_if_fail (rule != NULL, FALSE);

  if (!(setting->threshold >= rule->least && setting->threshold <= rule->most))
    g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT, _ ("The threshold has to be from %g to %g."), rule->least,
                 rule->most);
  else if (setting->raise_minutes > MOST_MINUTES)
    g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT,
                 _ ("How long it has to hold before it is raised has to be from %d to %d minutes."), 0, MOST_MINUTES);
  else if (setting->clear_minutes < 1 || setting->clear_minutes > MOST_MINUTES)
    g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT,
                 _ ("How long it has to be over before it is cleared has to be from %d to %d minutes."), 1, MOST_MINUTES);
  else if ((guint) setting->severity > CORRAL_SEVERITY_ACT)
    g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT, _ ("How urgent it is cannot be read."));
  else if (((guint) setting->told & ~(guint) ALL_TOLD) != 0)
    g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT, _ ("Who is told of it cannot be read."));
  else
    return TRUE;
  return FALSE;
}
