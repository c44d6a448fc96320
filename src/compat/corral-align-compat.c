/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where things stand in their space, as GTK 4.8 calls it. */
#include "config.h"

#include "corral-align-compat.h"

GtkAlign
corral_compat_align_baseline (void)
{
  return GTK_ALIGN_BASELINE;
}
