/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "corral-evidence-reader.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * CorralFlagScans:
 *
 * The scans of a trip as a table, one row each: when, what, at what price, what it should weigh and did, how far the
 * scale is ahead of what was scanned by then, whether the cart signed it. What was taken back, what staff let pass and how
 * near a badge was then stand under the goods; the rows that the flag is about are marked by word, shape and colour. Arrow
 * keys go from row to row; only this scrolls. Main thread.
 *
 * Signal "moved" (int): somebody went to the row of that index, or to none (-1).
 */
#define CORRAL_TYPE_FLAG_SCANS (corral_flag_scans_get_type ())
G_DECLARE_FINAL_TYPE (CorralFlagScans, corral_flag_scans, CORRAL, FLAG_SCANS, GtkWidget)

GtkWidget *corral_flag_scans_new (void) G_GNUC_WARN_UNUSED_RESULT;

/* @evidence (nullable: none) is not kept. @currency (nullable): of the prices. @zone: of the store. */
void corral_flag_scans_show (CorralFlagScans *self, const CorralFlagEvidence *evidence, const char *currency, GTimeZone *zone);

/* Selects the row @index, or none with -1, and scrolls to it; emits nothing. */
void corral_flag_scans_select (CorralFlagScans *self, int index);
int corral_flag_scans_get_selected (CorralFlagScans *self);

G_END_DECLS
