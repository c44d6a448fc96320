/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "corral-attention.h"

G_BEGIN_DECLS

/* What needs somebody, as one plain sentence, with times in the store's zone, or in UTC where several stores are
 * meant: "118 Riverside: the store’s Wi-Fi is down since 09:14 (store time); …". Main thread. */
char *corral_attention_to_text (CorralFleet *fleet, const CorralAttention *item) G_GNUC_WARN_UNUSED_RESULT;

/* "118 Riverside"; CORRAL_NO_SLOT: CORRAL_DASH. */
char *corral_store_to_text (CorralFleet *fleet, guint32 store) G_GNUC_WARN_UNUSED_RESULT;

/* The zone of the store, NULL (UTC) when it is not known. */
GTimeZone *corral_store_get_zone (CorralFleet *fleet, guint32 store) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
