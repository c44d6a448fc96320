/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "corral-managed.h"

G_BEGIN_DECLS

/* The preferences, transient for @parent: @settings of this PC, @own (nullable: nobody is here) of the account. What is
 * changed takes effect at once; what @managed sets is shown. */
GtkWindow *
corral_preferences_new (GtkWindow *parent, GSettings *settings, GSettings *own, const CorralManaged *managed);

G_END_DECLS
