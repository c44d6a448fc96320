/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "corral-finder.h"

G_BEGIN_DECLS

/**
 * CorralSearchList:
 *
 * What was found, in groups under headings, with one chosen; above it a sentence where there is something to say. It
 * never has the keyboard focus: that stays in the field. Main thread.
 *
 * Signal "activated": a row was clicked; it is the chosen one.
 */
#define CORRAL_TYPE_SEARCH_LIST (corral_search_list_get_type ())
G_DECLARE_FINAL_TYPE (CorralSearchList, corral_search_list, CORRAL, SEARCH_LIST, GtkWidget)

GtkWidget *corral_search_list_new (void);

/* Shows @finds (element-type CorralFind; @more_of_kind (nullable): by kind, whether there are more than these), grouped
 * when @grouped, and chooses the first. */
void corral_search_list_show (CorralSearchList *self,
                              CorralFleet *fleet,
                              const GArray *finds,
                              const gboolean *more_of_kind,
                              gboolean grouped);

/* Shows one more below the others; what is chosen stays so. */
void corral_search_list_append (CorralSearchList *self, CorralFleet *fleet, const CorralFind *find);

/* @sentence (nullable). */
void corral_search_list_tell (CorralSearchList *self, const char *sentence);
const char *corral_search_list_get_told (CorralSearchList *self);

guint corral_search_list_get_n (CorralSearchList *self);

/* The chosen row, or −1. */
int corral_search_list_get_chosen (CorralSearchList *self);

/* What a screen reader says of the chosen row; NULL: there is none. */
const char *corral_search_list_get_spoken (CorralSearchList *self);

/* One row down (1) or up (−1), to the ends. */
void corral_search_list_step (CorralSearchList *self, int step);

/* To the first row of the next (1) or last (−1) group, round the ends. */
void corral_search_list_step_group (CorralSearchList *self, int step);

G_END_DECLS
