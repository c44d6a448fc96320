/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "corral-verdict.h"

G_BEGIN_DECLS

/*
 * Carts that fell silent together, by what they have in common (D). A single silent cart may be anything; that several
 * fall silent within minutes of each other, and what they share and the others do not, names the layer. Silence shows
 * after three intervals (domain.md), so carts in a session show it first; who was heard since proves that what it
 * shares with the silent ones works.
 */
#define CORRAL_SILENCE_WINDOW_MS (8 * 60000) /* the idle cadence, the minute and a half in which links die, and spare */
#define CORRAL_SILENCE_CARTS 3               /* that share something */
#define CORRAL_SILENCE_CHANCE -4.0           /* log10: below it, it is no accident */
#define CORRAL_SILENCE_COVERAGE 0.5          /* of those that share it are silent */
#define CORRAL_SILENCE_CLOUD_CARTS 8         /* that share nothing */
#define CORRAL_SILENCE_CLOUD_STORES 5
#define CORRAL_SILENCE_CLOUD_CONTRAST 4.0    /* times what falls silent in as long a time ordinarily */
#define CORRAL_SILENCE_CLOUD_UNSEEN 1.5       /* times as many fell silent ordinarily as are seen to */

/* One group, one cause. */
typedef struct
{
  CorralVerdictCause cause; /* CARRIER_OUTAGE CLOUD_INGEST CERTIFICATE_BATCH WRONG_BUILD PACK_WORN STORE_WIFI ACCESS_POINT_DOWN */
  guint32 code;             /* of the carrier's, batch's, … word; the store's slot */
  guint n_carts;            /* silent */
  guint n_heard;            /* that share it and were heard since */
  guint n_others_heard;     /* that do not share it and were heard since */
  guint n_stores;
  guint n_on_wifi;          /* of the silent ones, when last heard */
  gint64 since_ms;          /* the middle one of the times at which they were last heard */
  gint64 first_ms, last_ms; /* all of them fell silent in between */
  guint n_window;           /* carts that fell silent in the same minutes, of whatever cause */
  double log10_chance;
  char detail[64];
  char region[64];          /* when all are in one */
} CorralSilenceGroup;

typedef struct
{
  CorralSilenceGroup *groups;
  guint n_groups;
  guint8 *group_of; /* by the cart's slot: index + 1; 0: in none */
} CorralSilence;

/* Looks for groups among silent carts. A few passes over the carts. Main thread. */
CorralSilence *corral_silence_new (CorralFleet *fleet) G_GNUC_WARN_UNUSED_RESULT;
void corral_silence_free (CorralSilence *self);

/* NULL: it is in none. */
const CorralSilenceGroup *corral_silence_find (const CorralSilence *self, guint32 cart);

/* log10 of the chance that of @n draws at least @k hit what is the share @p of all. */
double corral_silence_chance (guint n, guint k, double p);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CorralSilence, corral_silence_free)

G_END_DECLS
