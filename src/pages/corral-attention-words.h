/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "corral-attention.h"
#include "corral-place.h"

G_BEGIN_DECLS

/* What needs somebody, as a sentence with a link in it (markup for CorralSentence), with times in the store's
 * zone: "Riverside (118, Harbor Foods): the Wi-Fi is down since 09:14, 23 carts are silent." */
char *corral_attention_to_markup (CorralFleet *fleet, const CorralAttention *item) G_GNUC_WARN_UNUSED_RESULT;

/* Where somebody looks next. */
CorralPlace *corral_attention_to_place (CorralFleet *fleet, const CorralAttention *item) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
