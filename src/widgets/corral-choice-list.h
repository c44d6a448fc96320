/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * CorralChoiceList:
 *
 * One of many, found by typing a part of it: a field and the list of what has that. (The search of GtkDropDown knows
 * only beginnings in GTK 4.8.) Main thread.
 *
 * Signal "changed" (): another one is chosen, or none.
 */
#define CORRAL_TYPE_CHOICE_LIST (corral_choice_list_get_type ())
G_DECLARE_FINAL_TYPE (CorralChoiceList, corral_choice_list, CORRAL, CHOICE_LIST, GtkWidget)

/* @label: what is chosen, for the field and for screen readers; translated. */
GtkWidget *corral_choice_list_new (const char *label) G_GNUC_WARN_UNUSED_RESULT;

/* @id and @text are copied; @text fit to show. */
void corral_choice_list_add (CorralChoiceList *self, const char *id, const char *text);

/* After the last one was added. */
void corral_choice_list_show (CorralChoiceList *self);

guint corral_choice_list_get_n (CorralChoiceList *self);
const char *corral_choice_list_get_chosen (CorralChoiceList *self); /* (nullable): its id */
void corral_choice_list_choose (CorralChoiceList *self, const char *id);

G_END_DECLS
