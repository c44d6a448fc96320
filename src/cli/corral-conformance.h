/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/*
 * Whether a server speaks the contract, as far as that can be seen from outside: C1–C12 of the OpenAPI document's
 * "Conformance", and the rules that they rest on. Only asks, unless it is allowed to write.
 */
typedef enum
{
  CORRAL_CHECK_ME,
  CORRAL_CHECK_AUTH,
  CORRAL_CHECK_TENANT,
  CORRAL_CHECK_PROBLEM,
  CORRAL_CHECK_ENVELOPE,
  CORRAL_CHECK_ROWS,
  CORRAL_CHECK_ORDER,
  CORRAL_CHECK_AS_OF,
  CORRAL_CHECK_PAGING,
  CORRAL_CHECK_LIMIT,
  CORRAL_CHECK_ROW,
  CORRAL_CHECK_STATE,
  CORRAL_CHECK_CHANGES,
  CORRAL_CHECK_REV,
  CORRAL_CHECK_VITALS,
  CORRAL_CHECK_C1,
  CORRAL_CHECK_C2,
  CORRAL_CHECK_C3,
  CORRAL_CHECK_C4,
  CORRAL_CHECK_C5,
  CORRAL_CHECK_C6,
  CORRAL_CHECK_C7,
  CORRAL_CHECK_C8,
  CORRAL_CHECK_C9,
  CORRAL_CHECK_C10,
  CORRAL_CHECK_C11,
  CORRAL_CHECK_C12,
  CORRAL_CHECK_OP_APPLY,
  CORRAL_CHECK_OP_REPLAY,
  CORRAL_CHECK_OP_PROBE,
  CORRAL_CHECK_OP_FEED,
  CORRAL_CHECK_OP_EXPIRED,
  CORRAL_CHECK_OP_TYPE,
  CORRAL_CHECK_OP_BODY,
  CORRAL_CHECK_OP_TARGET,
  CORRAL_CHECK_OP_SCOPE,
  CORRAL_CHECK_OP_ALERT,
  CORRAL_CHECK_OP_MADE,
} CorralCheck;

#define CORRAL_N_CHECKS (CORRAL_CHECK_OP_MADE + 1)

/* "C6", "op-replay" */
const char *corral_check_get_id (CorralCheck check);
/* What it looks at, in a few words; translated. */
const char *corral_check_get_title (CorralCheck check);

typedef enum
{
  CORRAL_CHECK_UNSEEN, /* could not be seen from outside, or was not allowed to be tried */
  CORRAL_CHECK_PASSED,
  CORRAL_CHECK_FAILED,
} CorralCheckState;

/* "pass", "fail", "not-visible" */
const char *corral_check_state_to_word (CorralCheckState state);

typedef struct
{
  CorralCheckState state;
  char *seen;     /* (owned) (nullable): what was seen: of a failure the first one; else why it was not */
  guint n_failed; /* how often */
} CorralCheckResult;

typedef struct
{
  const char *api;     /* checked: see corral_api_get_base() */
  const char *token;
  const char *tenant;  /* (nullable): the first one of /v1/me */
  const char *cart;    /* (nullable): the cart that may be written on; the first one */
  gboolean write;      /* adds notes to that cart, plans its maintenance and ends it */
  gboolean write_alerts; /* acknowledges one alert */
  guint watch_s;       /* how long to look at the changes that come by themselves */
  guint tell_s;        /* how long what was written may take to be told; 0: 10 */
  void (*say) (const char *sentence); /* (nullable): told before anything is written */
} CorralConformanceOptions;

typedef struct
{
  CorralCheckResult results[CORRAL_N_CHECKS];
  char *tenant;        /* (nullable): the chain that was looked at */
  guint n_requests;
  guint n_passed;
  guint n_failed;
  guint n_unseen;
} CorralConformanceReport;

/* Runs all of it; blocks for seconds. Never NULL. Uses threads of its own for what is sent at once. */
CorralConformanceReport *corral_conformance_run (const CorralConformanceOptions *options) G_GNUC_WARN_UNUSED_RESULT;
void corral_conformance_report_free (CorralConformanceReport *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CorralConformanceReport, corral_conformance_report_free)

G_END_DECLS
