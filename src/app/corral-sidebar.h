/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "corral-place.h"
#include "corral-rights.h"

G_BEGIN_DECLS

/**
 * CorralSidebar:
 *
 * The window's pages with their counts; folds to icons. A choice leads there by the action "win.go". Main thread.
 */
#define CORRAL_TYPE_SIDEBAR (corral_sidebar_get_type ())
G_DECLARE_FINAL_TYPE (CorralSidebar, corral_sidebar, CORRAL, SIDEBAR, GtkWidget)

GtkWidget *corral_sidebar_new (void) G_GNUC_WARN_UNUSED_RESULT;

/* Hides the pages that an account does not have. */
void corral_sidebar_set_rights (CorralSidebar *self, const CorralRights *rights);

/* Marks where one is, which may be a page below one of the sidebar's; leads nowhere. */
void corral_sidebar_select (CorralSidebar *self, CorralPageKind page);

/* Shows a number beside a page. @spoken: (nullable): what is counted, with the number, for screen readers and, while
 * folded, the tooltip: "3 waiting, 1 needs you". @urgent: somebody has to act. Pages that are not there: nothing. */
void corral_sidebar_set_count (CorralSidebar *self, CorralPageKind page, guint count, const char *spoken, gboolean urgent);

/* What is counted of the page, after a number: "to act on"; NULL for nothing. Translated. */
const char *corral_sidebar_get_count_words (CorralPageKind page);

/* Icons alone. */
void corral_sidebar_set_folded (CorralSidebar *self, gboolean folded);

G_END_DECLS
