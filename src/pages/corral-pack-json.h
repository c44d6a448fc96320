/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "corral-flag-trust.h"
#include "corral-fleet.h"

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/* What the packs of a flag and of a case both say for machines. Main thread. */

/* The cart's scale, as it was known when an export was begun. */
typedef struct
{
  char *lot;            /* (owned) (nullable): not known */
  double drift_g;       /* NAN: not known */
  gint64 calibrated_ms; /* CORRAL_UNKNOWN */
  char *calibrated_by;  /* (owned) (nullable): a role or a service, never a person */
} CorralPackScale;

/* @cart: a slot, or CORRAL_NO_SLOT, of which nothing is known. */
void corral_pack_scale_read (CorralFleet *fleet, guint32 cart, CorralPackScale *scale);
void corral_pack_scale_clear (CorralPackScale *scale);

/* Members "advice", "trust_pct" and "reasons" of the object that is open. */
void corral_pack_json_add_trust (JsonBuilder *json, const CorralTrust *trust);

/* A member "scale" of the object that is open; what is not known is null. */
void corral_pack_json_add_scale (JsonBuilder *json, const CorralPackScale *scale);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (CorralPackScale, corral_pack_scale_clear)

G_END_DECLS
