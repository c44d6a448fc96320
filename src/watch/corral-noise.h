/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "corral-incident.h"

G_BEGIN_DECLS

/* A shift (D). */
#define CORRAL_NOISE_SHIFT_MS (8 * G_GINT64_CONSTANT (3600000))
/* Fewer incidents than these say nothing about a rule (D). */
#define CORRAL_NOISE_ENOUGH 5
/* Of those that ended: so many by themselves, and the rule cries wolf (D). */
#define CORRAL_NOISE_BY_THEMSELVES 0.8
/* More notices of one rule a shift than a person follows (D). */
#define CORRAL_NOISE_NOTICES 3.0

/* What to tune next. */
typedef enum
{
  CORRAL_NOISE_FINE,
  CORRAL_NOISE_TOO_LITTLE,  /* too few for a judgement */
  CORRAL_NOISE_RAISE_LATER, /* nearly all end by themselves, soon after they were raised */
  CORRAL_NOISE_HIGHER,      /* nearly all end by themselves, later on: the threshold */
  CORRAL_NOISE_TELL_FEWER,  /* more notices than anybody acts upon */
  CORRAL_NOISE_UNHEARD,     /* none is ever acknowledged */
} CorralNoiseAdvice;

#define CORRAL_N_NOISE_ADVICES (CORRAL_NOISE_UNHEARD + 1)

/* One rule, over the span. */
typedef struct
{
  guint n_raised;
  guint n_open;          /* of them, still */
  guint n_acknowledged;  /* by a person */
  guint n_acted;         /* somebody took it, closed it, merged it, put carts in or out */
  guint n_by_themselves; /* over, and nobody did anything */
  guint n_notices;       /* shown on this PC */
  double per_shift;      /* notices */
  gint64 middle_ms;      /* the middle one of how long those that are over lasted; CORRAL_UNKNOWN */
  CorralNoiseAdvice advice;
} CorralNoiseRule;

/* One store, over the span. */
typedef struct
{
  guint32 store;         /* slot */
  guint n_alerts;        /* raised */
  guint n_acknowledged;
  guint n_acted;         /* assigned */
  guint n_by_themselves; /* cleared, and nobody did anything */
  guint n_incidents;     /* that it was part of */
} CorralNoiseStore;

/**
 * CorralNoise:
 *
 * How much Corral asked of people, and what came of it. A value; main thread.
 */
typedef struct
{
  gint64 from_ms;
  gint64 to_ms;
  CorralNoiseRule rules[CORRAL_N_ALERT_RULES];
  GArray *stores;        /* (owned) (element-type CorralNoiseStore): the loudest first; those without anything left out */
  guint n_incidents;
  guint n_alerts;
  guint n_notices;       /* shown, those for several incidents too */
  double per_shift;      /* of these */
  gint64 alerts_from_ms; /* the cloud forgets alerts that are over: the oldest that is here; CORRAL_UNKNOWN: none */
} CorralNoise;

/* @incidents (element-type CorralIncident), @notices (element-type CorralWatchNotice): as the source has them. A pass over the
 * alerts. */
CorralNoise *corral_noise_new (CorralFleet *fleet,
                               GPtrArray *incidents,
                               GPtrArray *notices,
                               const CorralRuleSettings *settings,
                               gint64 from_ms,
                               gint64 to_ms) G_GNUC_WARN_UNUSED_RESULT;
void corral_noise_free (CorralNoise *self);

/* What these counts of a rule come to. */
CorralNoiseAdvice corral_noise_judge (const CorralNoiseRule *rule, const CorralRuleSetting *setting);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CorralNoise, corral_noise_free)

G_END_DECLS
