/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "corral-look.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * CorralPill:
 *
 * A state: its shape and its word in its colour. For headers and fact sheets; tables have cells of the kind
 * CORRAL_CELL_PILL, which look the same. Main thread.
 */
#define CORRAL_TYPE_PILL (corral_pill_get_type ())
G_DECLARE_FINAL_TYPE (CorralPill, corral_pill, CORRAL, PILL, GtkWidget)

GtkWidget *corral_pill_new (void) G_GNUC_WARN_UNUSED_RESULT;
void corral_pill_set_look (CorralPill *self, CorralLook look);

/* Shows @look with another word, e.g. the contract's own or "Silent for 2 h". */
void corral_pill_set_look_with_word (CorralPill *self, CorralLook look, const char *word);
const char *corral_pill_get_word (CorralPill *self);
const char *corral_pill_get_icon_name (CorralPill *self);

G_END_DECLS
