/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "corral-page.h"

G_BEGIN_DECLS

/**
 * CorralFactorsDialog:
 *
 * "What do they share?": what the carts of a list have in common that others do not have, each with its counts, and a way to the
 * list of those carts. It shows what was known when it was opened: what is read does not change under the eye. Needs no network.
 * Main thread.
 */
#define CORRAL_TYPE_FACTORS_DIALOG (corral_factors_dialog_get_type ())
G_DECLARE_FINAL_TYPE (CorralFactorsDialog, corral_factors_dialog, CORRAL, FACTORS_DIALOG, AdwWindow)

/* @place: a list of carts with its filters. @chosen: (nullable): slots of those that were chosen from it by hand, as of now. */
GtkWindow *corral_factors_dialog_new (GtkWindow *parent, CorralPageContext *context, CorralPlace *place,
                                      const guint32 *chosen, guint n_chosen) G_GNUC_WARN_UNUSED_RESULT;

/* What it says, a line each: first what is held against what. For tests. */
char *corral_factors_dialog_to_text (CorralFactorsDialog *self) G_GNUC_WARN_UNUSED_RESULT;

/* The rows, the most telling first; activating one closes the dialog and leads to its carts. */
GtkWidget *corral_factors_dialog_get_rows (CorralFactorsDialog *self);

G_END_DECLS
