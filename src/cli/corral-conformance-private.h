/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "corral-collections.h"
#include "corral-conformance.h"
#include "corral-probe.h"
#include "corral-shadow.h"

G_BEGIN_DECLS

/* The pieces of the conformance test among themselves. One thread. */
typedef struct
{
  const CorralConformanceOptions *options;
  CorralConformanceReport *report; /* (owned) */
  CorralProbe *probe;              /* (owned) */
  gboolean direct;

  /* Of /v1/me. */
  char *user;         /* (owned) (nullable) */
  char *base;         /* (owned) (nullable): "{api}/v1/tenants/{tenant}" of the chain that is looked at */
  char *other_base;   /* (owned) (nullable): of another one of the same address */
  char *other_tenant; /* (owned) (nullable) */
  char **scopes;      /* (owned) (nullable) */
  gboolean has_vitals;
  guint served;              /* 1 << collection: those that have snapshots here */
  guint page_rows;
  guint requests_per_minute; /* 0: it did not say */
  GArray *asked_us;          /* (owned) (element-type gint64): when, of the last requests */

  /* What was seen so far. */
  gint64 server_ms;    /* its clock when it last told it, or CORRAL_UNKNOWN … */
  gint64 server_at_us; /* … and when that was, monotonic */
  guint n_lists;
  guint n_rows;
  guint n_problems;
  guint n_not_now;      /* 429 and 503 */
  CorralShadow *shadow; /* (owned) (nullable): who came first and followed the changes */
  char *first_state;    /* (owned) (nullable): where it began */
  gboolean takes_operations;
} CorralConformance;

/* What was seen. A failure stays the first one; what passed is overwritten by a failure alone. */
void corral_conformance_fail (CorralConformance *self, CorralCheck check, const char *format, ...) G_GNUC_PRINTF (3, 4);
void corral_conformance_pass (CorralConformance *self, CorralCheck check, const char *format, ...) G_GNUC_PRINTF (3, 4);
void corral_conformance_unseen (CorralConformance *self, CorralCheck check, const char *format, ...)
    G_GNUC_PRINTF (3, 4);

static inline gboolean
corral_conformance_has_failed (const CorralConformance *self, CorralCheck check)
{
  return self->report->results[check].state == CORRAL_CHECK_FAILED;
}

/* Asks, and again after "not now", as long as the server asked to wait (within reason). Never NULL. */
CorralProbeAnswer *corral_conformance_ask (CorralConformance *self, const CorralProbeRequest *request)
    G_GNUC_WARN_UNUSED_RESULT;

/* GET @url with the token; @if_none_match (nullable). */
CorralProbeAnswer *corral_conformance_get (CorralConformance *self, const char *url, const char *if_none_match)
    G_GNUC_WARN_UNUSED_RESULT;

/* Notes what holds of every answer: of one that was got by another probe. */
void corral_conformance_note (CorralConformance *self, const char *url, const CorralProbeAnswer *answer);

/* "GET …/changes: 410 (state-expired)" for what was seen. */
char *corral_conformance_say (CorralConformance *self, const char *url, const CorralProbeAnswer *answer)
    G_GNUC_WARN_UNUSED_RESULT;

/* Whether a list came and is whole: @elements is the name of its array, @limit the most that it may have. What is
 * wrong is noted: a status other than 200 against @check. */
gboolean corral_conformance_check_list (CorralConformance *self,
                                        const char *url,
                                        const CorralProbeAnswer *answer,
                                        const char *elements,
                                        guint limit,
                                        CorralCheck check);

/* "{base}/{path}?{name}={value}…": pairs of name and value (nullable: left out), ending with NULL. */
char *corral_conformance_url (const char *base, const char *path, ...) G_GNUC_NULL_TERMINATED G_GNUC_WARN_UNUSED_RESULT;

/* The server's clock, as far as it is known, else this PC's. */
gint64 corral_conformance_now_ms (CorralConformance *self);

/* ---- what is looked at, in this order */

gboolean corral_conformance_look_at_me (CorralConformance *self);         /* FALSE: nothing else can be */
void corral_conformance_look_at_strangers (CorralConformance *self);      /* no token, no such chain */
void corral_conformance_look_at_lists (CorralConformance *self);          /* paging, limits, single rows, vitals */
void corral_conformance_look_at_states (CorralConformance *self);         /* made-up ones, the head of the changes */
void corral_conformance_look_at_other_tenant (CorralConformance *self);
void corral_conformance_look_at_operations (CorralConformance *self);
void corral_conformance_look_at_changes (CorralConformance *self);        /* watches, asks twice, compares */

/* ---- following (corral-conformance-follow.c) */

/* Reads all snapshots into a new shadow. NULL when that was not possible, which was noted. */
CorralShadow *corral_conformance_scan (CorralConformance *self) G_GNUC_WARN_UNUSED_RESULT;

/* Brings it up to the head of the changes. FALSE when that was not possible, which was noted. */
gboolean corral_conformance_follow (CorralConformance *self, CorralShadow *shadow);

G_END_DECLS
