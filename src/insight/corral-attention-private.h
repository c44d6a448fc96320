/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "corral-attention.h"

G_BEGIN_DECLS

/* A list in the making. */
typedef struct
{
  CorralFleet *fleet;
  guint32 chain;  /* slot, or CORRAL_NO_SLOT for all */
  GArray *items;  /* (element-type CorralAttention) */
} CorralAttentionListing;

/* A row that gathers carts, or flags: it keeps its store and chain as long as there is only one. Zeroed but for the item. */
typedef struct
{
  CorralAttention item;
  GHashTable *stores; /* (owned): until the end */
} CorralAttentionGroup;

static inline gboolean
corral_attention_is_wanted (const CorralAttentionListing *listing, guint32 chain)
{
  return listing->chain == CORRAL_NO_SLOT || listing->chain == chain;
}

CorralAttention corral_attention_make (CorralAttentionKind kind, CorralSeverity severity);
void corral_attention_group_add (CorralAttentionGroup *group, guint32 chain, guint32 store, gint64 since_ms);
/* Appends it when it has got @at_least so many. */
void corral_attention_group_end (CorralAttentionListing *listing, CorralAttentionGroup *group, guint at_least);

/* What software, keys and the cloud's own figures ask for; corral-attention-software.c. */
void corral_attention_list_gap (CorralAttentionListing *listing);
void corral_attention_list_versions (CorralAttentionListing *listing);
void corral_attention_list_anchors (CorralAttentionListing *listing);
void corral_attention_list_rollouts (CorralAttentionListing *listing);

G_END_DECLS
