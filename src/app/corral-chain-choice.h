/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "corral-services.h"

G_BEGIN_DECLS

/*
 * Which chain is looked at, for who may not see several in one view: a button over the sidebar that names it and has a menu of
 * the others. Main thread.
 */

/* A GtkMenuButton, hidden as long as there is nothing to choose. */
GtkWidget *corral_chain_choice_new (void);

/* For how things stand. @folded: there is room for an icon alone. */
void corral_chain_choice_update (GtkMenuButton *self, CorralServices *services, gboolean folded);

G_END_DECLS
