/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "corral-services.h"
#include "corral-window.h"

G_BEGIN_DECLS

/* Once everything that @window shows is there, writes a PNG of it to @file and quits the program, with a line
 * that says how many carts it knows. Gives up after a minute, with what there is and exit code 1. */
void corral_picture_take (CorralWindow *window, CorralServices *services, const char *file);

/* The same of a window that has no fleet to wait for. */
void corral_picture_take_plain (GtkWindow *window, const char *file);

/* Renders @window as it is now. FALSE when there is nothing to render yet or the file cannot be written. */
gboolean corral_picture_write (GtkWindow *window, const char *file);

G_END_DECLS
