/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "corral-call-desk.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* "On a call: 02:31, cart 0412", wherever in the program one is; a press leads back to it. Takes no room while there is
 * no call. Main thread. */
#define CORRAL_TYPE_CALL_INDICATOR (corral_call_indicator_get_type ())
G_DECLARE_FINAL_TYPE (CorralCallIndicator, corral_call_indicator, CORRAL, CALL_INDICATOR, GtkWidget)

GtkWidget *corral_call_indicator_new (void) G_GNUC_WARN_UNUSED_RESULT;

void corral_call_indicator_set_desk (CorralCallIndicator *self, CorralCallDesk *calls);

/* Only shape and time. */
void corral_call_indicator_set_folded (CorralCallIndicator *self, gboolean folded);

/* "On a call · 02:31"; NULL when there is none. For tests. */
const char *corral_call_indicator_get_text (CorralCallIndicator *self);

G_END_DECLS
