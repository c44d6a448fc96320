/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Members of the JSON in sealed packs. */
#include "config.h"

#include "corral-json-members.h"

#include "corral-schema.h"

#include <math.h>

void
corral_json_add_string (JsonBuilder *json, const char *name, const char *value)
{
  json_builder_set_member_name (json, name);
  if (value != NULL)
    json_builder_add_string_value (json, value);
  else
    json_builder_add_null_value (json);
}

void
corral_json_add_integer (JsonBuilder *json, const char *name, gint64 value)
{
  json_builder_set_member_name (json, name);
  if (CORRAL_IS_KNOWN (value))
    json_builder_add_int_value (json, value);
  else
    json_builder_add_null_value (json);
}

void
corral_json_add_real (JsonBuilder *json, const char *name, double value)
{
  json_builder_set_member_name (json, name);
  if (isfinite (value))
    json_builder_add_double_value (json, round (value * 10) / 10);
  else
    json_builder_add_null_value (json);
}
