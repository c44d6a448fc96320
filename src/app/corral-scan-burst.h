/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* A barcode scanner in keyboard mode sends its characters within some 2–30 ms of each other and Enter behind them; people
 * who type very fast need 60 ms (200 words a minute), and nobody keeps below 50 ms for six characters (D). */
#define CORRAL_SCAN_MAX_GAP_MS 50
#define CORRAL_SCAN_MIN_CHARS 6
/* What is kept of a scan: the longest codes are web addresses. */
#define CORRAL_SCAN_MAX_CHARS 512

/**
 * CorralScanBurst:
 *
 * Tells a scanner's keys from a person's by their timing. Fed with every key that is pressed; pure, no clock of its own.
 */
typedef struct _CorralScanBurst CorralScanBurst;

CorralScanBurst *corral_scan_burst_new (void) G_GNUC_WARN_UNUSED_RESULT;
void corral_scan_burst_free (CorralScanBurst *self);

/* A character at @time_ms, any clock that goes forward. TRUE when it may be the first of a scan: what has the keyboard
 * focus now still is as it was. */
gboolean corral_scan_burst_take (CorralScanBurst *self, gunichar character, gint64 time_ms);

/* Enter: what was scanned, or NULL when a person pressed it. */
char *corral_scan_burst_end (CorralScanBurst *self, gint64 time_ms) G_GNUC_WARN_UNUSED_RESULT;

/* Any other key that a scanner does not send. */
void corral_scan_burst_break (CorralScanBurst *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CorralScanBurst, corral_scan_burst_free)

G_END_DECLS
