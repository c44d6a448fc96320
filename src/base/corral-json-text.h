/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Appends @text to @out as a JSON string (RFC 8259, section 7), or null for NULL. What is not UTF-8 is replaced. */
void corral_json_append_string (GString *out, const char *text);

G_END_DECLS
