/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* The middle one of @n > 0 times, of an even number the later of the two: what would be at n / 2 were they sorted. They
 * are shuffled. Pure. */
gint64 corral_middle_ms (gint64 *times, gsize n);

G_END_DECLS
