/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "corral-format.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* What one filter offers, collected anew each time its menu opens. */
typedef struct _CorralFilterChoices CorralFilterChoices;

/* @word: of the contract, as links have it; @label: what people read; @icon_name: (nullable); @count: rows
 * that would be shown, or −1 when it is not known. */
void corral_filter_choices_add (CorralFilterChoices *choices, const char *word, const char *label,
                                const char *icon_name, gint64 count);
/* Whether @word is among them. */
gboolean corral_filter_choices_has (CorralFilterChoices *choices, const char *word);

/**
 * CorralFilterBar:
 *
 * Filters of a list as a sentence of chips ("Silent · Norvia · Rev A"), with the number of rows at its end.
 * Words of one filter are alternatives, filters are all to be met. Main thread.
 *
 * Signal "changed" (): somebody chose other filters. Not emitted by the setters.
 */
#define CORRAL_TYPE_FILTER_BAR (corral_filter_bar_get_type ())
G_DECLARE_FINAL_TYPE (CorralFilterBar, corral_filter_bar, CORRAL, FILTER_BAR, GtkWidget)

typedef void (*CorralFilterFill) (CorralFilterChoices *choices, const char *name, gpointer data);

GtkWidget *corral_filter_bar_new (void) G_GNUC_WARN_UNUSED_RESULT;

/* @name: of the condition in links; @title: translated ("State"). @fill: called when the menu opens and when
 * a chip needs its words. */
void corral_filter_bar_add (CorralFilterBar *self, const char *name, const char *title, CorralFilterFill fill,
                            gpointer data);

/* The same for one that is seldom wanted: it is shown while it is set; a button at the end of the chips shows all of them. */
void corral_filter_bar_add_rare (CorralFilterBar *self, const char *name, const char *title, CorralFilterFill fill,
                                 gpointer data);

/* The words of a filter joined by commas, NULL when it is not set. */
const char *corral_filter_bar_get (CorralFilterBar *self, const char *name);
void corral_filter_bar_set (CorralFilterBar *self, const char *name, const char *words);

/* All filters at once, as a place has them: name to words. Names that the bar does not have are shown as
 * chips of their own that can only be taken away, so that no filter works unseen. */
void corral_filter_bar_set_all (CorralFilterBar *self, GHashTable *filters);
GHashTable *corral_filter_bar_get_all (CorralFilterBar *self) G_GNUC_WARN_UNUSED_RESULT; /* (transfer full) */

/* Takes all filters away; emits "changed" when there were any. */
void corral_filter_bar_clear (CorralFilterBar *self);

/* "412 of 10,000 carts" */
void corral_filter_bar_set_count (CorralFilterBar *self, gint64 n, gint64 total, CorralNoun noun);

/* What the chips say: "Silent · Norvia · Rev A", or "" (new string). For titles and screen readers. */
char *corral_filter_bar_get_sentence (CorralFilterBar *self) G_GNUC_WARN_UNUSED_RESULT;

/* Adds a widget at the bar's right end, e.g. an export button. */
void corral_filter_bar_append (CorralFilterBar *self, GtkWidget *widget);

G_END_DECLS
