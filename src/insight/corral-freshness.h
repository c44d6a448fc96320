/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "corral-fleet.h"

G_BEGIN_DECLS

/* The cadence of health messages (domain.md): in a session, and idle; what is assumed when it is not known.
 */
#define CORRAL_CADENCE_SESSION_S 60
#define CORRAL_CADENCE_IDLE_S 300

/* Late at 2 ×, offline at 3 × the interval. */
#define CORRAL_LATE_INTERVALS 2
#define CORRAL_OFFLINE_INTERVALS 3

/* A CorralFleetJudge: what people are shown of a cart. Silence is only claimed for the time up to which the
 * cloud has answered us: while our own knowledge is old, nothing newly becomes late or offline. Carts that
 * the cloud says are charging, out of service, updating, revoked or never seen stay what the cloud says. */
CorralCartState corral_freshness_judge (const CorralCartSigns *signs);

typedef struct
{
  CorralCartState state;
  gint64 heard_ms;     /* CORRAL_UNKNOWN: never */
  gint64 silent_ms;    /* from heard_ms to now, never below 0; CORRAL_UNKNOWN */
  gint64 as_of_ms;     /* the moment this is true of: now, or the cloud's last good answer */
  gboolean as_of_old;  /* our own knowledge is older than the cart's interval: say "as of" */
} CorralFreshness;

/* The same with what a sentence needs. */
CorralFreshness corral_freshness_of (const CorralCartSigns *signs);

/* Of the cart at @slot, at the fleet's now. */
CorralFreshness corral_freshness_of_cart (CorralFleet *fleet, guint32 cart);

G_END_DECLS
