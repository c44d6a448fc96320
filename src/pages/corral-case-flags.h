/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "corral-page.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * CorralCaseFlags:
 *
 * The flags of a case, oldest first, each with the way to it and a button that takes it out. Main thread.
 */
#define CORRAL_TYPE_CASE_FLAGS (corral_case_flags_get_type ())
G_DECLARE_FINAL_TYPE (CorralCaseFlags, corral_case_flags, CORRAL, CASE_FLAGS, GtkWidget)

GtkWidget *corral_case_flags_new (CorralPageContext *context) G_GNUC_WARN_UNUSED_RESULT;

/* Of the case in @slot. Reads the fleet anew. */
void corral_case_flags_show (CorralCaseFlags *self, guint32 slot);

/* For tests: how many rows there are, and the button that takes out the flag of row @i. */
guint corral_case_flags_get_n (CorralCaseFlags *self);
GtkWidget *corral_case_flags_get_remove (CorralCaseFlags *self, guint i);

G_END_DECLS
