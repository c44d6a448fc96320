/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where what needs somebody leads, in words. Main thread. */
#include "config.h"

#include "corral-attention-words.h"

#include "corral-attention-text.h"
#include "corral-cells.h"
#include "corral-format.h"
#include "corral-sentence.h"

#include <glib/gi18n.h>

/* Its sentence names the store, and that is the link; a second one to the same place would be one too many. */
static gboolean
is_about_one_store (const CorralAttention *item)
{
  return item->kind == CORRAL_ATTENTION_STORE_WIFI || item->kind == CORRAL_ATTENTION_STORE_SILENT
         || (item->kind == CORRAL_ATTENTION_BELOW_TARGET && item->store != CORRAL_NO_SLOT);
}

static CorralPlace *
carts_place (CorralFleet *fleet, guint32 chain, const char *name, const char *value)
{
  g_autoptr (CorralPlace) all = corral_place_new (CORRAL_PAGE_CARTS, NULL, NULL);
  g_autoptr (CorralPlace) filtered = name != NULL ? corral_place_with_filter (all, name, value) : corral_place_ref (all);
  const char *id
      = chain != CORRAL_NO_SLOT ? corral_fleet_get_text (fleet, CORRAL_TABLE_CHAIN, chain, CORRAL_CHAIN_COL_ID) : NULL;

  return id != NULL ? corral_place_with_filter (filtered, "chain", id) : g_steal_pointer (&filtered);
}

CorralPlace *
corral_attention_to_place (CorralFleet *fleet, const CorralAttention *item)
{
  g_autoptr (CorralPlace) place = NULL;

  switch (item->kind)
    {
    case CORRAL_ATTENTION_STORE_WIFI:
    case CORRAL_ATTENTION_STORE_SILENT:
    case CORRAL_ATTENTION_BELOW_TARGET:
      if (item->store != CORRAL_NO_SLOT)
        return corral_cells_place_of_store (fleet, item->store);
      place = corral_place_new (CORRAL_PAGE_STORES, NULL, NULL);
      return corral_place_with_filter (place, "below_target", "1");
    case CORRAL_ATTENTION_CARRIER:
      place = carts_place (fleet, item->chain, "state", "offline");
      return corral_place_with_filter (place, "carrier", item->detail);
    case CORRAL_ATTENTION_CLOUD:
      return carts_place (fleet, item->chain, "state", "offline");
    case CORRAL_ATTENTION_CERTIFICATE:
      place = carts_place (fleet, item->chain, "state", "offline");
      return corral_place_with_filter (place, "certificate_batch", item->detail);
    case CORRAL_ATTENTION_VERSION:
      place = carts_place (fleet, item->chain, "state", "offline");
      return corral_place_with_filter (place, "firmware", item->detail);
    case CORRAL_ATTENTION_FLAGS_NOW:
      place = corral_place_new (CORRAL_PAGE_FLAGS, NULL, NULL);
      {
        g_autoptr (CorralPlace) open = corral_place_with_filter (place, "open", "1");

        return corral_place_with_filter (open, "in_store", "1");
      }
    case CORRAL_ATTENTION_CALIBRATION:
      return carts_place (fleet, item->chain, "lot", item->detail);
    case CORRAL_ATTENTION_RADIO:
      place = corral_place_new (CORRAL_PAGE_ALERTS, NULL, NULL);
      {
        g_autoptr (CorralPlace) open = corral_place_with_filter (place, "open", "1");

        return corral_place_with_filter (open, "kind", "radio_noise");
      }
    case CORRAL_ATTENTION_WRONG_BUILD:
    case CORRAL_ATTENTION_REJECTS:
      return carts_place (fleet, item->chain, "firmware", item->detail);
    case CORRAL_ATTENTION_ROLLOUT_HELD:
      /* What no cart runs yet, or what is no firmware: the carts that it is for. */
      if (corral_columns_find_word (corral_fleet_get_table (fleet, CORRAL_TABLE_CART), CORRAL_CART_COL_FIRMWARE,
                                    item->detail)
          == 0)
        return carts_place (fleet, item->chain, NULL, NULL);
      return carts_place (fleet, item->chain, "firmware", item->detail);
    case CORRAL_ATTENTION_MISSING_CA:
      return carts_place (fleet, item->chain, "next_ca_installed", "0");
    case CORRAL_ATTENTION_CLOUD_GAP:
      place = corral_place_new (CORRAL_PAGE_STORES, NULL, NULL);
      return corral_place_with_filter (place, "below_target", "1");
    case CORRAL_ATTENTION_OFF_PREMISES:
    default:
      return carts_place (fleet, item->chain, "state", "off_premises");
    }
}

typedef struct
{
  CorralFleet *fleet;
  const CorralAttention *item;
} Dressing;

static char *
dress_as_markup (const char *text, CorralAttentionPart part, gpointer data)
{
  Dressing *dressing = data;
  g_autoptr (CorralPlace) place = NULL;

  if (part == CORRAL_PART_STORE)
    place = corral_cells_place_of_store (dressing->fleet, dressing->item->store);
  else if (part == CORRAL_PART_SUBJECT && !is_about_one_store (dressing->item))
    place = corral_attention_to_place (dressing->fleet, dressing->item);
  return place != NULL ? corral_sentence_link (text, place) : g_markup_escape_text (text, -1);
}

char *
corral_attention_to_markup (CorralFleet *fleet, const CorralAttention *item)
{
  Dressing dressing = { .fleet = fleet, .item = item };

  return corral_attention_to_text (fleet, item, dress_as_markup, &dressing);
}
