/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "corral-page.h"

G_BEGIN_DECLS

/**
 * CorralCallEnd:
 *
 * The end of a call: whether it is solved, the note that stays of it, a ticket if one is wanted, and the text for wherever
 * else it is kept, without anybody's name or number. The call goes on until the note is saved, or somebody says that there
 * shall be none. Main thread.
 *
 * Signal "ended" (): it has ended.
 */
#define CORRAL_TYPE_CALL_END (corral_call_end_get_type ())
G_DECLARE_FINAL_TYPE (CorralCallEnd, corral_call_end, CORRAL, CALL_END, AdwWindow)

/* Of the call that is going on. @from: a widget of the window that it is told in, which this does not outlive. */
CorralCallEnd *corral_call_end_new (GtkWidget *from, CorralPageContext *context) G_GNUC_WARN_UNUSED_RESULT;

/* The text as it would be copied now. */
char *corral_call_end_get_copied (CorralCallEnd *self) G_GNUC_WARN_UNUSED_RESULT;

/* What the program and tests press and fill in. */
GtkWidget *corral_call_end_get_save_button (CorralCallEnd *self);
GtkWidget *corral_call_end_get_text (CorralCallEnd *self);   /* CorralFreeText */
GtkWidget *corral_call_end_get_solved (CorralCallEnd *self); /* GtkCheckButton */
GtkWidget *corral_call_end_get_ticket (CorralCallEnd *self); /* GtkCheckButton; NULL: none can be opened */

G_END_DECLS
