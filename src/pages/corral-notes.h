/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "corral-page.h"

G_BEGIN_DECLS

/**
 * CorralNotes:
 *
 * What people wrote about one thing, newest first: the notes that the cloud has, and those that wait in the outbox or
 * were not taken, marked as such. Main thread.
 *
 * Signal "counted" (): corral_notes_get_n() is another.
 */
#define CORRAL_TYPE_NOTES (corral_notes_get_type ())
G_DECLARE_FINAL_TYPE (CorralNotes, corral_notes, CORRAL, NOTES, GtkWidget)

GtkWidget *corral_notes_new (CorralPageContext *context) G_GNUC_WARN_UNUSED_RESULT;

/* Whose notes, times in @zone. All strings are copied; the same again reads nothing anew. */
void corral_notes_set_target (CorralNotes *self, const char *tenant, const char *collection, const char *id,
                              GTimeZone *zone);

/* Time has passed, or the fleet has changed: looks whether there are others, now and then. */
void corral_notes_refresh (CorralNotes *self);

guint corral_notes_get_n (CorralNotes *self);

/* Each as "Tue 09:14: what was written", newest first, without who wrote it (element-type utf8). */
GPtrArray *corral_notes_list_texts (CorralNotes *self) G_GNUC_WARN_UNUSED_RESULT;
gboolean corral_notes_is_settled (CorralNotes *self);

G_END_DECLS
