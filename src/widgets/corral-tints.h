/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* What a style class of cells looks like on the present ground, without styling each cell: colours as attributes
 * of text, icons looked up once. One for each table; forgets all when the ground changes. Main thread. */
typedef struct _CorralTints CorralTints;

typedef struct
{
  GdkRGBA colour;
  PangoAttrList *attributes; /* (unowned) (nullable): NULL for the colour of text as it is */
} CorralTint;

CorralTints *corral_tints_new (void) G_GNUC_WARN_UNUSED_RESULT;
void corral_tints_free (CorralTints *self);

/* Another ground, or another scale: everything is looked up anew. */
void corral_tints_forget (CorralTints *self);

/* The tint of a class: a state's ("state-offline"), "severity-act", "severity-watch", "dim-label",
 * "corral-cell-quiet"; any other, or NULL: text. Owned by @self, until it forgets. */
const CorralTint *corral_tints_get (CorralTints *self, const char *css_class);

/* The icon of that name for @widget; NULL for NULL. Owned by @self, until it forgets. */
GdkPaintable *corral_tints_get_icon (CorralTints *self, const char *name, GtkWidget *widget);

G_END_DECLS
