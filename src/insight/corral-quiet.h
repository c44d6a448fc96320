/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "corral-finding.h"

G_BEGIN_DECLS

/* A pack of 7,800 mAh lasts 78 h on a cart that only sleeps, at 100 mA (S): what was silent for longer is not waiting for a
 * link with what it has to say; its pack is empty, or it is broken, or not where it was (D). */
#define CORRAL_GONE_MS (78 * G_GINT64_CONSTANT (3600000))

/* From outside a cart pings once an hour (S). */
#define CORRAL_CADENCE_OUTSIDE_S 3600

/* An image is loaded, written and started in well under an hour; who updates for longer does something else (D). */
#define CORRAL_UPDATE_MS (2 * G_GINT64_CONSTANT (3600000))

/* So long after its store has closed a cart is put away and goes to sleep (D). */
#define CORRAL_ASLEEP_MS (60 * G_GINT64_CONSTANT (60000))

/**
 * CorralQuietJudge:
 *
 * What people are shown as a cart's state (corral-freshness.h) goes by its cadence and by how old our knowledge is. This is
 * stricter, and what alerts go by. It tells late from offline from gone from rightly silent: by each
 * cart's cadence and state, its store's open hours, planned maintenance, and by how old our own knowledge is. Good until the
 * fleet next changes. Main thread.
 *
 * Time in which the store is closed, or maintenance goes on, does not count as silence; a cart that was silent for long
 * enough before the store closed stays offline over night. Of a store without opening hours, or in a time zone that is not
 * known, all time counts: then a silent cart is rather said than hidden.
 */
typedef struct _CorralQuietJudge CorralQuietJudge;

CorralQuietJudge *corral_quiet_judge_new (CorralFleet *fleet) G_GNUC_WARN_UNUSED_RESULT;
void corral_quiet_judge_free (CorralQuietJudge *self);

/* @reason (nullable): of CORRAL_PRESENCE_QUIET; else CORRAL_QUIET_NONE. */
CorralPresence corral_quiet_judge_cart (CorralQuietJudge *self, guint32 cart, CorralQuiet *reason);

/* Whether the cart's silence began with its store's closing, and the store is still closed: that says nothing of anything. */
gboolean corral_quiet_judge_is_asleep (CorralQuietJudge *self, guint32 cart);

/* Whether planned maintenance of the whole store goes on just now. */
gboolean corral_quiet_judge_is_maintained (CorralQuietJudge *self, guint32 store);

/* The share of today's open hours so far that planned maintenance of the store took. */
double corral_quiet_judge_planned_share (CorralQuietJudge *self, guint32 store);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CorralQuietJudge, corral_quiet_judge_free)

G_END_DECLS
