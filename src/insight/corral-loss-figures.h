/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "corral-interval.h"
#include "corral-loss-history.h"

G_BEGIN_DECLS

/* Below so many no figure is shown (D): flags looked into for a hit rate, trips for a rate, trips in one hour of the week. */
#define CORRAL_LOSS_CASES_MIN 20
#define CORRAL_LOSS_TRIPS_MIN 500
#define CORRAL_LOSS_HOUR_TRIPS_MIN 100
/* Of what is said to stand out so much may be noise (Benjamini and Hochberg: corral_interval_find_limit()). */
#define CORRAL_LOSS_NOISE_RATE 0.05

/* Rates are told for so many trips. */
#define CORRAL_LOSS_PER 1000.0

typedef enum
{
  CORRAL_STANDS_WITH,  /* no more than chance makes of it */
  CORRAL_STANDS_ABOVE,
  CORRAL_STANDS_BELOW,
} CorralStands;

/* What is counted of a part: a store, a kind of flag, an hour of the week, a cart, an item. */
typedef struct
{
  guint32 slot;     /* of a store or a cart, or CORRAL_NO_SLOT */
  const char *word; /* (nullable): of a kind, an item, a lot: as long as the history is not changed */
  guint64 n_trips;
  guint n_flags;    /* raised, without re-checks and without what is a scale's or a stated weight's trouble */
  guint n_looked;   /* decided by somebody who looked: all outcomes but not_checked */
  guint n_confirmed;
  gint64 confirmed_minor;
  CorralInterval rate; /* n_flags for 1,000 trips; NAN: too few trips */
  CorralInterval hit;  /* n_confirmed of n_looked, 0 … 1; NAN: too few looked into */
  CorralStands rate_stands, hit_stands; /* against the whole */
} CorralLossFigure;

/* Flags that say nothing of theft. */
typedef struct
{
  const char *word; /* a lot, or an item */
  guint n_flags, n_carts;
} CorralLossApart;

/**
 * CorralLossFigures:
 *
 * Loss prevention of a chain, or of one of its stores, over some days. What stands out does so after a correction for how
 * many are compared; nothing is a ranking. A fact of the moment: words are the history's.
 */
typedef struct
{
  CorralLossFigure all;      /* of what was asked for */
  CorralLossFigure chain;    /* of the whole chain */
  CorralLossFigure rechecks; /* random re-checks: no flags of suspicion */
  CorralLossFigure hours[CORRAL_WEEK_HOURS]; /* Monday 00:00 first, the stores' clocks; n_trips: half of those that began
                                              * then and half of those an hour before, which are under way then */
  GArray *stores;            /* (element-type CorralLossFigure): of the whole chain, what stands out first, then by number */
  GArray *kinds;             /* (element-type CorralLossFigure): the most flags first */
  GArray *carts, *items;     /* (element-type CorralLossFigure): what stands out first, then the most looked into */
  GArray *lots, *weights;    /* (element-type CorralLossApart): the most flags first */
  guint n_scale;             /* flags of scales that are off, sensors' faults among them */
  guint n_weight;            /* flags of goods whose stated weight is wrong */
  guint n_open, n_not_checked; /* of n_flags */
  gint32 first_day, last_day; /* days since 1970: what is counted */
  guint n_days;              /* that are known between them; 0: nothing is */
  gint64 as_of_ms;           /* of the newest week; CORRAL_UNKNOWN */
  const char *currency;      /* (nullable) */
} CorralLossFigures;

/* @store: a slot, or CORRAL_NO_SLOT for the whole chain. @n_days: up to the last day that is known. One pass over the
 * history: some 3 ms at 50,000 flags (tests/bench/bench-loss.c). The thread that the mirror belongs to. */
CorralLossFigures *corral_loss_figures_new (CorralFleet *fleet, guint32 chain, guint32 store, guint n_days)
    G_GNUC_WARN_UNUSED_RESULT;
void corral_loss_figures_free (CorralLossFigures *self);

/**
 * CorralLossCount:
 *
 * The same counted in pieces, between frames. When flags or weeks change between two pieces it begins anew, so that the figures
 * are of one moment; where flags never stop to change, it does so a few times and then goes on with what it has. The thread
 * that the mirror belongs to.
 */
typedef struct _CorralLossCount CorralLossCount;

CorralLossCount *corral_loss_count_new (CorralFleet *fleet, guint32 chain, guint32 store, guint n_days)
    G_GNUC_WARN_UNUSED_RESULT;
void corral_loss_count_free (CorralLossCount *self);

/* Goes on by what some @n flags cost. TRUE: there is more. */
gboolean corral_loss_count_go_on (CorralLossCount *self, guint n);

/* (transfer full): what it came to, once. After corral_loss_count_go_on() has returned FALSE. */
CorralLossFigures *corral_loss_count_take (CorralLossCount *self) G_GNUC_WARN_UNUSED_RESULT;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CorralLossCount, corral_loss_count_free)

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CorralLossFigures, corral_loss_figures_free)

G_END_DECLS
