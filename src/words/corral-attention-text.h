/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "corral-attention.h"

G_BEGIN_DECLS

/* The parts of a sentence that somebody may want to dress, for example as a link. */
typedef enum
{
  CORRAL_PART_STORE,   /* the store's name: leads to the store */
  CORRAL_PART_SUBJECT, /* "23 carts", "4 flags", "12 stores": leads to the list of them */
  CORRAL_PART_PLAIN,   /* any other text from data */
} CorralAttentionPart;

/* Returns @text as it is to stand in the sentence (a new string). */
typedef char *(*CorralAttentionDress) (const char *text, CorralAttentionPart part, gpointer data);

/* What needs somebody, as one sentence, with times in the store's zone, or in UTC where several stores are
 * meant: "118 Riverside: the store’s Wi-Fi is down since 09:14 (store time); …". @dress (nullable): NULL for
 * plain text. Main thread. */
char *corral_attention_to_text (CorralFleet *fleet, const CorralAttention *item, CorralAttentionDress dress,
                                gpointer data) G_GNUC_WARN_UNUSED_RESULT;

/* "118 Riverside"; CORRAL_NO_SLOT: CORRAL_DASH. */
char *corral_store_to_text (CorralFleet *fleet, guint32 store) G_GNUC_WARN_UNUSED_RESULT;

/* The zone of the store, NULL (UTC) when it is not known. */
GTimeZone *corral_store_get_zone (CorralFleet *fleet, guint32 store) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
