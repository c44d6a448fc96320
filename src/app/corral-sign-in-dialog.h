/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "corral-sign-in.h"

G_BEGIN_DECLS

/* Signs in again to the cloud of @sign_in, over @parent; closes by itself when that has been done. Main thread. */
GtkWindow *corral_sign_in_dialog_new (GtkWindow *parent, CorralSignIn *sign_in) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
