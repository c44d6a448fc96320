/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "corral-acts.h"

G_BEGIN_DECLS

/**
 * CorralActStrip:
 *
 * What can be done to a selection, most likely first: as many buttons as there is room for, the others behind one more
 * button. What cannot be done now stands there all the same and says why not. Main thread.
 */
#define CORRAL_TYPE_ACT_STRIP (corral_act_strip_get_type ())
G_DECLARE_FINAL_TYPE (CorralActStrip, corral_act_strip, CORRAL, ACT_STRIP, GtkWidget)

/* @most: buttons, however much room there is. */
GtkWidget *corral_act_strip_new (CorralPageContext *context, guint most) G_GNUC_WARN_UNUSED_RESULT;

/* What it is about now; reads the fleet anew. @subject is copied. To be called whenever the fleet changes, for slots may
 * come to mean other rows. */
void corral_act_strip_show (CorralActStrip *self, const CorralActSubject *subject);

/* As if the button were pressed. */
void corral_act_strip_begin (CorralActStrip *self, const CorralAct *act);

/* The button of the act of that name; NULL when it is not offered, or not among the first. */
GtkWidget *corral_act_strip_get_button (CorralActStrip *self, const char *name);

G_END_DECLS
