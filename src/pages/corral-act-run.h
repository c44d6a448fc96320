/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "corral-acts.h"

G_BEGIN_DECLS

/* Does @act to @subject: at once, or after a dialog where something has to be asked or several rows are chosen. What it
 * came to is told at the foot of the window with a way back, or, where something was not saved, item by item. When it
 * cannot be done, that is told. @from: a widget inside a window; nothing of @subject is kept. Main thread. */
void corral_act_begin (const CorralAct *act, GtkWidget *from, CorralPageContext *context,
                       const CorralActSubject *subject);

G_END_DECLS
