/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/*
 * How the points of one series are packed into blobs. Pure; private to this room.
 *
 *   byte 0      1, the version of this format
 *   byte 1      scale: 0–4, values are whole numbers after × 10^scale; 255, values are IEEE 754
 * doubles then, for each point, time      the first: milliseconds; the second: difference to the
 * first; from then on the difference of differences, so that a steady cadence costs one byte.
 * Zigzag, then base 128, low bits first value     scaled: 1 for unknown, else the zigzag difference
 * to the last known value, shifted left by one; base 128. Doubles: 8 bytes, little endian, NaN for
 * unknown
 *
 * A minute's battery reading takes 2 bytes, so a day of them 3 kB.
 */

#define CORRAL_SERIES_BLOB_MAX 3900

/* The smallest scale that keeps all @values exactly, or 255. */
guint8 corral_series_find_scale (const double *values, guint n);

/* Packs as many points as fit into CORRAL_SERIES_BLOB_MAX and returns their number, at least 1 of
 * @n > 0.
 * @to is overwritten. Every value must be exact under @scale. */
guint corral_series_encode (const gint64 *times_ms,
                            const double *values,
                            guint n,
                            guint8 scale,
                            GByteArray *to);

/* Appends the points of a blob to @times_ms (gint64) and @values (double). FALSE: the blob is
 * damaged; nothing is appended then. */
gboolean corral_series_decode (const guint8 *bytes, gsize size, GArray *times_ms, GArray *values);

G_END_DECLS
