/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/*
 * How likely it is to see so much by accident. Pure. All results are logarithms to base 10, from −∞ (impossible) to 0
 * (certain), and are worked out as logarithms: what is far below the least double is told apart all the same.
 */

/* Of @n_all things @n_marked are marked; @n_drawn are drawn blindly, each once. The chance that at least @n_found of these
 * are marked: the tail of the hypergeometric distribution (Fisher's exact test, one-sided). */
double corral_chance_of_drawing (guint n_all, guint n_marked, guint n_drawn, guint n_found);

/* The chance that of @n_tried independent tries, each of which succeeds with probability @p, at least @n_found do: the tail
 * of the binomial distribution. */
double corral_chance_of_trying (guint n_tried, double p, guint n_found);

G_END_DECLS
