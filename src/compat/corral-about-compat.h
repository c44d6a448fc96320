/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/* Shows what the program is, over @parent (nullable): properties of the about window and their values, then NULL.
 * (libadwaita 1.5: AdwAboutDialog.) Main thread. */
void corral_compat_show_about (GtkWindow *parent, const char *first_property, ...) G_GNUC_NULL_TERMINATED;

G_END_DECLS
