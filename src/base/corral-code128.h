/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/*
 * Code 128 (ISO/IEC 15417), the barcode that every hand scanner reads. Of our own: it is one table and one rule, while a
 * library for barcodes (Zint is the well-kept one) is not in the runtime that Corral is shipped on, brings forty codes that
 * nobody here prints, and would have to be bundled and followed for its security fixes. Pure, any thread.
 */

/* Longer ones no hand scanner takes in one sweep from a sheet (D). */
#define CORRAL_CODE128_MAX 40

/* The clear space that belongs on either side, in modules. */
#define CORRAL_CODE128_QUIET 10

/* @text as the widths of bars and spaces by turns, the first a bar: one digit each, in modules. With start, check character and
 * stop; in code set C where digits stand together, which halves them. NULL when @text is empty, too long, or has other
 * characters than the printable ones of ASCII. */
char *corral_code128_encode (const char *text) G_GNUC_WARN_UNUSED_RESULT;

/* How many modules @widths of corral_code128_encode() are together, without clear space. */
guint corral_code128_count_modules (const char *widths);

G_END_DECLS
