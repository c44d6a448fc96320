/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* @child, such as a grid of figures, which may be wider than its page: then it alone is moved sideways, and the sentences
 * around it stay where they are read. */
GtkWidget *corral_sideways_new (GtkWidget *child);

G_END_DECLS
