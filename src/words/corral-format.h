/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* What is not known. Never 0, never empty. */
#define CORRAL_DASH "–"

/*
 * The words of time and numbers (look.md, "Words"). Pure, but for the program's language. Every function
 * returns a new string and takes CORRAL_UNKNOWN or NAN, for which it says CORRAL_DASH. Main thread.
 */

/* "45 s", "10 min", "2 h 10 min", "3 days 4 h". Below 0 counts as 0. */
char *corral_format_duration (gint64 duration_ms) G_GNUC_WARN_UNUSED_RESULT;

/* "just now", "3 s ago", "2 h 10 min ago". */
char *corral_format_age (gint64 age_ms) G_GNUC_WARN_UNUSED_RESULT;

/* "Not heard from for 2 h 10 min"; unknown: "Never heard from". */
char *corral_format_silence (gint64 silent_ms) G_GNUC_WARN_UNUSED_RESULT;

/* "09:14" today, "Tue 09:14" within six days, "3 Nov 09:14" else, "3 Nov 2025" in another year; in @zone,
 * which is the store's (NULL: UTC). */
char *corral_format_time (gint64 time_ms, gint64 now_ms, GTimeZone *zone) G_GNUC_WARN_UNUSED_RESULT;

/* "Tuesday 3 November 2026, 09:14:05", and when @own_zone (NULL: the system's) then has another time than
 * @zone: ", 03:14 your time". For tooltips. */
char *corral_format_time_tooltip (gint64 time_ms, GTimeZone *zone, GTimeZone *own_zone) G_GNUC_WARN_UNUSED_RESULT;

/* "Live, 3 s ago", or "As of 09:14, 2 h 10 min ago"; unknown: "Nothing received yet". */
char *corral_format_as_of (gint64 as_of_ms, gint64 now_ms, GTimeZone *zone, gboolean live) G_GNUC_WARN_UNUSED_RESULT;

/* "10,000" */
char *corral_format_integer (gint64 value) G_GNUC_WARN_UNUSED_RESULT;

/* "1,234.5" with so many decimals. */
char *corral_format_real (double value, guint decimals) G_GNUC_WARN_UNUSED_RESULT;

/* "98.4 %" */
char *corral_format_percent (double value, guint decimals) G_GNUC_WARN_UNUSED_RESULT;

/* "3.97 V", "−61 dBm": a number and its unit, with the true minus sign. @unit: not translated further. */
char *corral_format_quantity (double value, guint decimals, const char *unit) G_GNUC_WARN_UNUSED_RESULT;

typedef enum
{
  CORRAL_NOUN_ROW,
  CORRAL_NOUN_CHAIN,
  CORRAL_NOUN_STORE,
  CORRAL_NOUN_CART,
  CORRAL_NOUN_ALERT,
  CORRAL_NOUN_FLAG,
  CORRAL_NOUN_CASE,
} CorralNoun;

/* "1 cart", "23 carts" */
char *corral_format_count (gint64 n, CorralNoun noun) G_GNUC_WARN_UNUSED_RESULT;

/* "Repair · Tue 23:22 · open", in the order in which the language is read, whatever letters the parts begin with. @parts: ends
 * with NULL, has at least one; texts or markup. */
char *corral_format_joined (const char *const *parts) G_GNUC_WARN_UNUSED_RESULT;

/* "412 of 10,000 carts"; "10,000 carts" when @n is @total. */
char *corral_format_count_of (gint64 n, gint64 total, CorralNoun noun) G_GNUC_WARN_UNUSED_RESULT;

/* "$12.50", "1,250 JPY": from the smallest unit. @currency: ISO 4217 (nullable). */
char *corral_format_money (gint64 minor, const char *currency) G_GNUC_WARN_UNUSED_RESULT;

/* "250 g", "1.25 kg", "−40 g" */
char *corral_format_weight (double grams) G_GNUC_WARN_UNUSED_RESULT;

/* @text made fit to show (corral_text_clean()); NULL or empty: CORRAL_DASH. */
char *corral_format_text (const char *text) G_GNUC_WARN_UNUSED_RESULT;

/* @title, a translated heading, as it stands within a sentence: in small letters, but not in languages that write nouns with a
 * capital. */
char *corral_format_within (const char *title) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
