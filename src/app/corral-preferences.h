/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* The preferences, transient for @parent. What is changed takes effect at once. */
GtkWindow *corral_preferences_new (GtkWindow *parent, GSettings *settings);

G_END_DECLS
