/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the packs of a flag and of a case both say for machines. Main thread. */
#include "config.h"

#include "corral-pack-json.h"

#include "corral-json-members.h"

#include <math.h>

static const char *const advice_words[CORRAL_N_ADVICES] = {
  [CORRAL_ADVICE_NOBODY] = "nobody",   [CORRAL_ADVICE_LOOK] = "look",   [CORRAL_ADVICE_SPEAK] = "speak",
  [CORRAL_ADVICE_RECHECK] = "recheck", [CORRAL_ADVICE_FETCH] = "fetch",
};

void
corral_pack_scale_read (CorralFleet *fleet, guint32 cart, CorralPackScale *scale)
{
  *scale = (CorralPackScale){ .drift_g = NAN, .calibrated_ms = CORRAL_UNKNOWN };
  if (cart == CORRAL_NO_SLOT)
    return;
  scale->lot = g_strdup (corral_fleet_get_text (fleet, CORRAL_TABLE_CART, cart, CORRAL_CART_COL_LOT));
  scale->drift_g = corral_fleet_get_real (fleet, CORRAL_TABLE_CART, cart, CORRAL_CART_COL_WEIGHT_DRIFT_G);
  scale->calibrated_ms = corral_fleet_get_integer (fleet, CORRAL_TABLE_CART, cart, CORRAL_CART_COL_CALIBRATED_MS);
  scale->calibrated_by = g_strdup (corral_fleet_get_text (fleet, CORRAL_TABLE_CART, cart, CORRAL_CART_COL_CALIBRATED_BY));
}

void
corral_pack_scale_clear (CorralPackScale *scale)
{
  g_clear_pointer (&scale->lot, g_free);
  g_clear_pointer (&scale->calibrated_by, g_free);
}

void
corral_pack_json_add_trust (JsonBuilder *json, const CorralTrust *trust)
{
  corral_json_add_string (json, "advice", advice_words[trust->advice]);
  corral_json_add_integer (json, "trust_pct", trust->pct);
  json_builder_set_member_name (json, "reasons");
  json_builder_begin_array (json);
  for (guint i = 0; i < trust->n_reasons; i++)
    {
      const CorralTrustReason *reason = &trust->reasons[i];

      json_builder_begin_object (json);
      corral_json_add_string (json, "reason", corral_trust_reason_to_word (reason->kind));
      corral_json_add_real (json, "weight", corral_trust_reason_get_weight (reason->kind));
      corral_json_add_real (json, "value", reason->value);
      corral_json_add_integer (json, "count", reason->count);
      json_builder_end_object (json);
    }
  json_builder_end_array (json);
}

void
corral_pack_json_add_scale (JsonBuilder *json, const CorralPackScale *scale)
{
  json_builder_set_member_name (json, "scale");
  json_builder_begin_object (json);
  corral_json_add_string (json, "lot", scale->lot);
  corral_json_add_real (json, "drift_g", scale->drift_g);
  corral_json_add_integer (json, "calibrated_ms", scale->calibrated_ms);
  corral_json_add_string (json, "calibrated_by", scale->calibrated_by);
  json_builder_end_object (json);
}
