/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* Aligned to the line that text stands on. (GTK 4.12 calls it GTK_ALIGN_BASELINE_FILL.) */
GtkAlign corral_compat_align_baseline (void);

G_END_DECLS
