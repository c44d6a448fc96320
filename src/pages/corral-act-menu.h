/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "corral-acts.h"

G_BEGIN_DECLS

/* A popover with what can be done to @subject, one line each: name and key, and why not where it cannot be done now.
 * Without those that are hidden, and without the first @skip of the others (they are buttons already). @chosen is called
 * with the act after the popover has closed. Main thread. */
GtkWidget *corral_act_menu_new (CorralPageContext *context, const CorralActSubject *subject, guint skip,
                                void (*chosen) (const CorralAct *act, gpointer data), gpointer data)
  G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
