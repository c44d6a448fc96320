/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "corral-filter-bar.h"

G_BEGIN_DECLS

typedef struct
{
  char *word;
  char *label;
  char *icon_name; /* (nullable) */
  gint64 count;    /* −1: not known */
} CorralFilterChoice;

struct _CorralFilterChoices
{
  GPtrArray *list; /* (owned) (element-type CorralFilterChoice) */
};

CorralFilterChoices *corral_filter_choices_new (void) G_GNUC_WARN_UNUSED_RESULT;
void corral_filter_choices_free (CorralFilterChoices *self);
const CorralFilterChoice *corral_filter_choices_find (CorralFilterChoices *self, const char *word);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CorralFilterChoices, corral_filter_choices_free)

/**
 * CorralFilterChip:
 *
 * One filter of a bar: a menu of choices, and once some are chosen, their words and a button that takes the
 * filter away. Signal "changed" (): somebody chose.
 */
#define CORRAL_TYPE_FILTER_CHIP (corral_filter_chip_get_type ())
G_DECLARE_FINAL_TYPE (CorralFilterChip, corral_filter_chip, CORRAL, FILTER_CHIP, GtkWidget)

/* @fill: (nullable): a filter that the bar does not have, which can only be taken away. */
GtkWidget *corral_filter_chip_new (const char *name, const char *title, CorralFilterFill fill, gpointer data)
  G_GNUC_WARN_UNUSED_RESULT;
const char *corral_filter_chip_get_name (CorralFilterChip *self);
gboolean corral_filter_chip_is_known (CorralFilterChip *self);

/* Joined by commas; NULL: not set. */
const char *corral_filter_chip_get_words (CorralFilterChip *self);
void corral_filter_chip_set_words (CorralFilterChip *self, const char *words);

/* "Silent or Late" */
const char *corral_filter_chip_get_sentence (CorralFilterChip *self);

G_END_DECLS
