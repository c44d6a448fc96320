/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Appends @text as one field: quoted where that is needed, without control characters, and marked as text where a
 * spreadsheet would take it for a formula and carry it out. Any thread. */
void corral_csv_append_text (GString *out, const char *text);

G_END_DECLS
