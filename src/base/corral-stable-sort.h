/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Sorts @n elements of @size bytes each at @elements in place by @compare, which is given @data; equal ones stay in their
 * order. Any thread. */
void corral_stable_sort (gpointer elements, gsize n, gsize size, GCompareDataFunc compare, gpointer data);

G_END_DECLS
