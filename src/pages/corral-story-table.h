/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/* A cart's story and numbers as a table, in a window of its own: for those who read rather than look, and for screen readers.
 * @rows: of corral_cart_rows_new(), newest shown first; keeps a reference. @where: whose time it is ("Europe/Berlin"). Main
 * thread. */
GtkWindow *corral_story_table_new (GtkWindow *parent, const char *title, GPtrArray *rows, GTimeZone *zone,
                                   const char *where) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
