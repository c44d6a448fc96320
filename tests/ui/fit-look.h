/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* Whether words are cut, or stand where nobody sees them. Main thread. */
#include <adwaita.h>

G_BEGIN_DECLS

typedef struct
{
  const char *where;   /* what is looked at, as complaints call it */
  GPtrArray *problems; /* (element-type utf8) */
  int percent;         /* the size of text; 100: the columns of tables fit beside each other, too */
} FitLook;

/* One more problem, with the way to @widget. */
void fit_look_complain (FitLook *look, GtkWidget *widget, const char *format, ...) G_GNUC_PRINTF (3, 4);

/* At @widget and everything below it that is drawn. */
void fit_look_at (FitLook *look, GtkWidget *widget);

/* Whether a window, or what stands over one, needs more than @width by @height. */
void fit_look_at_size (FitLook *look, GtkWidget *widget, int width, int height);

G_END_DECLS
