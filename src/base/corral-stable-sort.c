/* SPDX-License-Identifier: GPL-3.0-or-later */
/* GLib's stable sort under a name that stays: the newest GLib has another for it, the oldest only this one. Any thread. */
#include "config.h"

#include "corral-stable-sort.h"

void
corral_stable_sort (gpointer elements, gsize n, gsize size, GCompareDataFunc compare, gpointer data)
{
  g_return_if_fail (n <= G_MAXINT);

  G_GNUC_BEGIN_IGNORE_DEPRECATIONS
  g_qsort_with_data (elements, (int) n, size, compare, data);
  G_GNUC_END_IGNORE_DEPRECATIONS
}
