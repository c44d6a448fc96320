/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "corral-order.h"
#include "corral-page.h"

G_BEGIN_DECLS

/* A few rows of the alerts or flags of one store or cart, newest first, beside what they are about: shape,
 * what, which cart, since when; with a link to all of them. Main thread. */
#define CORRAL_TYPE_SHORT_LIST (corral_short_list_get_type ())
G_DECLARE_FINAL_TYPE (CorralShortList, corral_short_list, CORRAL, SHORT_LIST, GtkWidget)

/* @table: CORRAL_TABLE_ALERT or CORRAL_TABLE_FLAG. @title: translated. */
GtkWidget *corral_short_list_new (CorralPageContext *context, CorralTableKind table, const char *title)
  G_GNUC_WARN_UNUSED_RESULT;

/* What is open of the store at @store, or, with @cart, of that cart alone. Reads the fleet anew. */
void corral_short_list_show (CorralShortList *self, guint32 store, guint32 cart);

G_END_DECLS
