/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "corral-look.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * CorralFactRow:
 *
 * A fact of a fact sheet: what it is, small and quiet, and its value. The value can be selected and copied.
 * Main thread.
 */
#define CORRAL_TYPE_FACT_ROW (corral_fact_row_get_type ())
G_DECLARE_FINAL_TYPE (CorralFactRow, corral_fact_row, CORRAL, FACT_ROW, GtkWidget)

/* @title: translated. */
GtkWidget *corral_fact_row_new (const char *title) G_GNUC_WARN_UNUSED_RESULT;

/* NULL or empty shows CORRAL_DASH. */
void corral_fact_row_set_value (CorralFactRow *self, const char *value);
void corral_fact_row_take_value (CorralFactRow *self, char *value); /* (transfer full) */

/* Text with links (corral_sentence_link()). */
void corral_fact_row_set_markup (CorralFactRow *self, const char *markup);

/* The value as a state's shape, word and colour; @word: (nullable): another word. */
void corral_fact_row_set_look (CorralFactRow *self, CorralLook look, const char *word);

/* A second line, quiet, (nullable): "slot B, booted Tue 09:14". */
void corral_fact_row_set_detail (CorralFactRow *self, const char *detail);
const char *corral_fact_row_get_value (CorralFactRow *self);

G_END_DECLS
