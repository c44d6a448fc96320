/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* A line of words and figures can be followed with the eye so far, with text of the usual size: what would be wider ends
 * before the edge of a very large screen. */
#define CORRAL_REACH_PX 1800

/**
 * CorralReach:
 *
 * Gives its child no more than CORRAL_REACH_PX of its width, from where reading begins. Main thread.
 */
#define CORRAL_TYPE_REACH (corral_reach_get_type ())
G_DECLARE_FINAL_TYPE (CorralReach, corral_reach, CORRAL, REACH, GtkWidget)

/* @child is taken. */
GtkWidget *corral_reach_new (GtkWidget *child) G_GNUC_WARN_UNUSED_RESULT;

/* The same for a widget that has its own size_allocate(): gives @child, a child of @parent, its place in @width by @height. */
void corral_reach_allocate (GtkWidget *parent, GtkWidget *child, int width, int height);

G_END_DECLS
