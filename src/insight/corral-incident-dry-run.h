/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "corral-incident-book.h"

G_BEGIN_DECLS

#define CORRAL_DRY_RUN_DAYS 7

/* What a dry run goes by. */
typedef enum
{
  CORRAL_DRY_RUN_ALERTS,    /* the cloud's alerts, as long as it keeps them: when each was raised and cleared */
  CORRAL_DRY_RUN_INCIDENTS, /* what this desk found by the rule as it was: it holds nothing about what that left out */
} CorralDryRunBasis;

/* One that the rule would have raised. */
typedef struct
{
  char *id;          /* (nullable): of the incident of the book that it is, with INCIDENTS */
  guint32 store;     /* slot, when it is about one; else CORRAL_NO_SLOT */
  char *detail;      /* the carrier's, lot's … name, or "" */
  gint64 began_ms;
  gint64 raised_ms;
  gint64 ended_ms;   /* CORRAL_UNKNOWN: it holds still */
  guint most_carts;
} CorralDryIncident;

/**
 * CorralDryRun:
 *
 * "This rule would have raised 4 incidents in the last 7 days; here they are": by what is known of them, and how far back.
 */
typedef struct
{
  CorralDryRunBasis basis;
  gint64 from_ms;        /* how far back the data go, at most CORRAL_DRY_RUN_DAYS; CORRAL_UNKNOWN: nothing is known of the past */
  gint64 to_ms;
  gboolean at_least;     /* there may have been more: the rule would be less strict than what is known was */
  GPtrArray *incidents;  /* (element-type CorralDryIncident), the latest first */
} CorralDryRun;

/* What @rule would have raised had it been set to @setting, which is taken as it is: see corral_rule_setting_check(). @book: of
 * which settings are those that were in force. Main thread; a pass over the alerts. */
CorralDryRun *corral_incident_dry_run (CorralIncidentBook *book,
                                       CorralFleet *fleet,
                                       CorralAlertRuleKind rule,
                                       const CorralRuleSetting *setting) G_GNUC_WARN_UNUSED_RESULT;
void corral_dry_run_free (CorralDryRun *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CorralDryRun, corral_dry_run_free)

G_END_DECLS
