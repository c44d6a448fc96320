/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "corral-attention.h"
#include "corral-verdict.h"

G_BEGIN_DECLS

/*
 * The rules by which Corral raises something that somebody has to know: each is about a cause that many carts share, or
 * about a store; a single cart is never one (domain.md, "Service levels"). One line is one rule:
 * R (UPPER, "word"); its defaults are one row in corral-alert-rules.c. The word stands in files, links and incidents.
 */
#define CORRAL_ALERT_RULES(R) \
  R (CARRIER, "carrier-outage")           /* carts of one carrier, in a region or in several */ \
  R (CLOUD_SILENCE, "cloud-silence")      /* carts of all kinds fell silent together */ \
  R (CONNECTED, "connected-drop")         /* fleet alarm: connected carts −20 % in 5 min */ \
  R (INGEST_ERRORS, "ingest-errors")      /* fleet alarm: ingest errors > 1 % for 10 min */ \
  R (INGEST_DELAY, "ingest-delay")        /* fleet alarm: p99 delay > 2 × baseline for 15 min; nobody is told */ \
  R (AUTHENTICATION, "authentication")    /* fleet alarm: authentication failures > 100 in 5 min */ \
  R (CLOUD_GAP, "cloud-gap")              /* the cloud lost what carts sent, for hours */ \
  R (REJECTS, "cloud-rejects")            /* it rejects part of what carts of one firmware send */ \
  R (CERTIFICATE, "certificate-batch") \
  R (MISSING_CA, "missing-ca") \
  R (WRONG_BUILD, "wrong-build") \
  R (ROLLBACK, "rollback-storm") \
  R (RADIO, "radio-noise") \
  R (CALIBRATION, "scale-lot") \
  R (STORE_WIFI, "store-wifi") \
  R (STORE_SILENT, "store-silent")        /* most carts of a store, the cause open */ \
  R (ACCESS_POINT, "access-point") \
  R (BELOW_TARGET, "below-target")        /* a store falls short of its service level */ \
  R (OFF_PREMISES, "off-premises")        /* carts to fetch */

typedef enum
{
#define CORRAL_ENUMERATE(UPPER, word) CORRAL_RULE_##UPPER,
  CORRAL_ALERT_RULES (CORRAL_ENUMERATE)
#undef CORRAL_ENUMERATE
  CORRAL_N_ALERT_RULES
} CorralAlertRuleKind;

/* Who is told of an incident, by role; a person's own preferences go before. */
typedef enum
{
  CORRAL_TOLD_NOBODY = 0,
  CORRAL_TOLD_AGENT = 1 << 0,
  CORRAL_TOLD_LEAD = 1 << 1,
  CORRAL_TOLD_MANAGER = 1 << 2,  /* store and chain managers */
  CORRAL_TOLD_FLEET_OPS = 1 << 3,
} CorralTold;

/* What people can change of a rule. */
typedef struct
{
  gboolean enabled;
  double threshold;        /* in the rule's own unit, reached or passed: carts, per cent, …; see CorralAlertRule */
  guint raise_minutes;     /* so long it must hold before it is raised */
  guint clear_minutes;     /* so long fresh data must say that it is over */
  CorralSeverity severity;
  CorralTold told;
} CorralRuleSetting;

/* What is the same for everybody. */
typedef struct
{
  CorralVerdictCause cause;      /* that an incident of it has; CORRAL_N_VERDICT_CAUSES: none of these */
  const char *unit;              /* of the threshold: "carts", "stores", "percent", "factor", "failures" */
  double least, most;            /* of the threshold: beyond it the setting is refused */
  gboolean about_store;          /* one incident a store (and detail); else one a cause and its detail */
  CorralRuleSetting defaults;
} CorralAlertRule;

const CorralAlertRule *corral_alert_rule_get (CorralAlertRuleKind kind);
const char *corral_alert_rule_to_word (CorralAlertRuleKind kind);
gboolean corral_alert_rule_from_word (const char *word, CorralAlertRuleKind *kind);

/* Whether what @cause names explains what @symptom shows: the cause's incident then takes its members and the
 * symptom's own incident is not raised (e.g. a carrier's outage explains a store below its target). A store's figure of
 * today stays low when the cause is over: who keeps incidents asks this of those of today as well. */
gboolean corral_alert_rule_explains (CorralAlertRuleKind cause, CorralAlertRuleKind symptom);

/* The settings of all rules: a value. */
typedef struct
{
  CorralRuleSetting rules[CORRAL_N_ALERT_RULES];
} CorralRuleSettings;

void corral_rule_settings_init (CorralRuleSettings *self);

/* FALSE and G_IO_ERROR_INVALID_ARGUMENT with a sentence when @setting is nonsense for @kind. */
gboolean corral_rule_setting_check (CorralAlertRuleKind kind, const CorralRuleSetting *setting, GError **error);

/* The key file at @path, a group a rule (corral-alert-rules-file.c). What cannot be read of it, or is nonsense, keeps its
 * default, and @problems (element-type utf8, nullable) gets a sentence for each. A file that is not there is no error; FALSE
 * and G_FILE_ERROR when it cannot be read at all: then all are defaults. Any thread; blocks on the disk. */
gboolean corral_rule_settings_load (CorralRuleSettings *self, const char *path, GPtrArray *problems, GError **error);

/* Only what differs from the defaults is written; groups that this version does not know stay as they are. Makes the folder.
 * G_FILE_ERROR. Any thread; blocks on the disk. */
gboolean corral_rule_settings_save (const CorralRuleSettings *self, const char *path, GError **error);

G_END_DECLS
