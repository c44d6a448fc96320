/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "corral-cart-comparison.h"

G_BEGIN_DECLS

/* Chooses what a cart's lines are held against: nothing, the median of its store, another of its carts by name. Main
 * thread. */
#define CORRAL_TYPE_COMPARE_BUTTON (corral_compare_button_get_type ())
G_DECLARE_FINAL_TYPE (CorralCompareButton, corral_compare_button, CORRAL, COMPARE_BUTTON, GtkWidget)

/* Keeps a reference to @comparison. */
GtkWidget *corral_compare_button_new (CorralCartComparison *comparison) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
