/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "corral-search-box.h"

G_BEGIN_DECLS

/* From now on what a barcode scanner sends to @window goes to @box, which is in it, whatever has the focus. While a form
 * stands over @window it is only told of: the form is about another cart, and keeps what is written in it. Main thread. */
void corral_scanning_begin (GtkWindow *window, CorralSearchBox *box);

G_END_DECLS
