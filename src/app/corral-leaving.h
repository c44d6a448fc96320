/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "corral-outbox.h"

G_BEGIN_DECLS

/**
 * CorralLeaving:
 *
 * Closing the window while work waits to be sent: while the cloud answers it is sent, for a moment; what is left is
 * told, and that it is kept. Never in the way for longer than that. Main thread.
 */
typedef struct _CorralLeaving CorralLeaving;

/* @window is closed once that is decided; it outlives this. */
CorralLeaving *corral_leaving_new (GtkWindow *window, CorralOutbox *outbox, CorralSync *sync, CorralClock *clock)
  G_GNUC_WARN_UNUSED_RESULT;

/* Whether what waits outlasts the program; at first it does. */
void corral_leaving_set_kept (CorralLeaving *self, gboolean is_kept);
void corral_leaving_free (CorralLeaving *self);

/* The window is asked to close. TRUE: let it. FALSE: not yet; it is closed later, or somebody has chosen to stay. */
gboolean corral_leaving_may_close (CorralLeaving *self);

G_END_DECLS
