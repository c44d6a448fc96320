/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/* Members of the JSON in sealed packs: what is not known is null, never a number or an empty text. Any thread. */

/* @value: NULL for null. */
void corral_json_add_string (JsonBuilder *json, const char *name, const char *value);

/* @value: CORRAL_UNKNOWN for null. */
void corral_json_add_integer (JsonBuilder *json, const char *name, gint64 value);

/* To a tenth, which is finer than any scale here; what is not finite is null. */
void corral_json_add_real (JsonBuilder *json, const char *name, double value);

G_END_DECLS
