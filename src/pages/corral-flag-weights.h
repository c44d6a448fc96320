/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "corral-evidence-reader.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * CorralFlagWeights:
 *
 * A picture of weight against scans over a trip: what should lie on the scale and what did, as steps, each scan a mark, the
 * moments that the flag is about shaded, and below it how far the two are apart. Arrow keys go from scan to scan, also by the
 * actions "scans.forward" and "scans.back"; what it shows is told as a sentence too. Main thread.
 *
 * Signal "moved" (int): the cursor went to the scan of that index.
 */
#define CORRAL_TYPE_FLAG_WEIGHTS (corral_flag_weights_get_type ())
G_DECLARE_FINAL_TYPE (CorralFlagWeights, corral_flag_weights, CORRAL, FLAG_WEIGHTS, GtkWidget)

GtkWidget *corral_flag_weights_new (void) G_GNUC_WARN_UNUSED_RESULT;

/* @evidence is not kept. */
void corral_flag_weights_show (CorralFlagWeights *self, const CorralFlagEvidence *evidence, GTimeZone *zone);

/* Puts the cursor to the scan @index, or away with -1; emits nothing. */
void corral_flag_weights_select (CorralFlagWeights *self, int index);

/* What it shows, for one who does not see it. Free with g_free(). */
char *corral_flag_weights_dup_summary (CorralFlagWeights *self) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
