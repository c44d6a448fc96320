/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "corral-row-compat.h"

void
corral_compat_expander_row_add_suffix (AdwExpanderRow *row, GtkWidget *widget)
{
#if ADW_CHECK_VERSION(1, 4, 0)
  adw_expander_row_add_suffix (row, widget);
#else
  adw_expander_row_add_action (row, widget);
#endif
}
