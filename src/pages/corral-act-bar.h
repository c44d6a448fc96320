/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "corral-act-strip.h"
#include "corral-table.h"

G_BEGIN_DECLS

/**
 * CorralActBar:
 *
 * Under a table: how many rows are chosen and what can be done to them. It is there always: came it with the first click,
 * the second one would hit what was not there before. With it come the keys of
 * the acts and the menu of a row (secondary click, the Menu key, Shift+F10). Only what is chosen and stands in the list is
 * acted on. Main thread.
 */
#define CORRAL_TYPE_ACT_BAR (corral_act_bar_get_type ())
G_DECLARE_FINAL_TYPE (CorralActBar, corral_act_bar, CORRAL, ACT_BAR, GtkWidget)

/* @table: a table with a CorralRowList of @kind, of which several rows can be chosen. @scope: the widget within which
 * the keys work, a parent of both. */
GtkWidget *corral_act_bar_new (CorralPageContext *context, CorralTable *table, CorralTableKind kind, GtkWidget *scope)
  G_GNUC_WARN_UNUSED_RESULT;

/* The list or the fleet is another. */
void corral_act_bar_refresh (CorralActBar *self);

CorralActStrip *corral_act_bar_get_strip (CorralActBar *self);

/* Adds a widget at the bar's end: something that is asked of the rows, not done to them. */
void corral_act_bar_append (CorralActBar *self, GtkWidget *widget);

/* "12 alerts chosen". */
const char *corral_act_bar_get_text (CorralActBar *self);

G_END_DECLS
