/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "corral-call.h"
#include "corral-fleet.h"

G_BEGIN_DECLS

/*
 * What a call leaves behind: a note, a ticket, a text for the clipboard. All free with g_free(). Main thread.
 *
 * The notes of calls are notes as the contract has them (note.add), for a call belongs to what it is about, waits in the
 * outbox like any note, and is there for whoever takes the next one, whatever program they use. What makes them known as
 * calls is their first line, which is the same in all languages and still says something to a person:
 *
 *   ☎ 4 min · store-wifi · solved
 *
 * minutes, rounded up; the word of the last verdict's cause; "solved" or "open". All below it is text in the language of
 * whoever wrote it, and may have been changed by hand. A note whose first line is otherwise is a note like any other.
 */

/* What stands in the first line. */
typedef struct
{
  guint minutes;
  CorralVerdictCause cause;
  gboolean solved;
} CorralCallLine;

char *corral_call_line_to_text (const CorralCallLine *self) G_GNUC_WARN_UNUSED_RESULT;
/* FALSE when @note (nullable) is not a call's. @rest (nullable): what stands below the line, in @note. */
gboolean corral_call_line_parse (const char *note, CorralCallLine *line, const char **rest);
/* "Call, 4 min: the store’s Wi-Fi, solved" */
char *corral_call_line_describe (const CorralCallLine *self) G_GNUC_WARN_UNUSED_RESULT;

/* How long it lasts or lasted: "02:31", "1:02:31". */
char *corral_call_format_length (gint64 length_ms) G_GNUC_WARN_UNUSED_RESULT;

/* "Helped", "Did not help", "Skipped". Static. */
const char *corral_tried_to_text (CorralTried tried);

/* What was said and done, a line an event, oldest first, times in @zone (nullable: UTC); "" when nothing was. Without the
 * first verdict, unless @whole. */
char *corral_call_to_log (const CorralCall *self, gint64 now_ms, GTimeZone *zone, gboolean whole)
  G_GNUC_WARN_UNUSED_RESULT;

/* The note of a call that ends at @now_ms, without its first line. @verdict: of now. */
char *corral_call_to_note (const CorralCall *self, CorralFleet *fleet, const CorralVerdict *verdict, gint64 now_ms,
                           GTimeZone *zone) G_GNUC_WARN_UNUSED_RESULT;

/* A ticket's text: the verdict with its evidence, then what was tried. @self (nullable): without a call. */
char *corral_call_to_ticket (const CorralCall *self, CorralFleet *fleet, const CorralVerdict *verdict, gint64 now_ms,
                             GTimeZone *zone) G_GNUC_WARN_UNUSED_RESULT;

/* @text as it may leave this program: cards, e-mail addresses and phone numbers masked, and the ids of staff that the fleet
 * knows, and @account (nullable), replaced by a word. */
char *corral_call_without_people (CorralFleet *fleet, const char *account, const char *text) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
