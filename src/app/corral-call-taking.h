/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "corral-page.h"

G_BEGIN_DECLS

/* Takes a call about @place (of a cart, a store, or a call about one), and goes to its page: at once, or, when another call
 * is going on, after that one was ended; whether it shall be is asked. @window: in which "win.go" is. Main thread. */
void corral_call_take (GtkWindow *window, CorralPageContext *context, CorralPlace *place);

G_END_DECLS
