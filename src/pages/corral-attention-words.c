/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Insight says what, here it is said in words. Main thread. */
#include "config.h"

#include "corral-attention-words.h"

#include "corral-cells.h"
#include "corral-format.h"
#include "corral-sentence.h"

#include <glib/gi18n.h>

static char *
format_since (CorralFleet *fleet, guint32 store, gint64 since_ms)
{
  g_autoptr (GTimeZone) zone = corral_cells_zone (fleet, store);

  return corral_format_time (since_ms, corral_fleet_get_now (fleet), zone);
}

/* "118 Riverside" as a link. */
static char *
store_link (CorralFleet *fleet, guint32 store)
{
  g_autofree char *name = corral_cells_store_name (fleet, store);
  g_autoptr (CorralPlace) place = corral_cells_place_of_store (fleet, store);

  return place != NULL ? corral_sentence_link (name, place) : g_markup_escape_text (name, -1);
}

static CorralPlace *
carts_place (CorralFleet *fleet, guint32 chain, const char *name, const char *value)
{
  g_autoptr (CorralPlace) all = corral_place_new (CORRAL_PAGE_CARTS, NULL, NULL);
  g_autoptr (CorralPlace) filtered = corral_place_with_filter (all, name, value);
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
    case CORRAL_ATTENTION_ROLLOUT_HELD:
      return carts_place (fleet, item->chain, "firmware", item->detail);
    case CORRAL_ATTENTION_OFF_PREMISES:
    default:
      return carts_place (fleet, item->chain, "state", "off_premises");
    }
}

char *
corral_attention_to_markup (CorralFleet *fleet, const CorralAttention *item)
{
  g_autoptr (CorralPlace) place = corral_attention_to_place (fleet, item);
  g_autofree char *carts = corral_format_count (item->n_carts, CORRAL_NOUN_CART);
  g_autofree char *link = NULL;
  g_autofree char *store = item->store != CORRAL_NO_SLOT ? store_link (fleet, item->store) : NULL;
  g_autofree char *since = format_since (fleet, item->store, item->since_ms);
  g_autofree char *stores = corral_format_count (item->n_stores, CORRAL_NOUN_STORE);
  g_autofree char *detail = g_markup_escape_text (item->detail, -1);
  g_autofree char *region = g_markup_escape_text (item->region, -1);
  g_autofree char *value = corral_format_percent (item->value, 1);
  g_autofree char *target = corral_format_percent (item->target, 0);

  if (place != NULL)
    link = corral_sentence_link (carts, place);
  else
    link = g_strdup (carts);

  switch (item->kind)
    {
    case CORRAL_ATTENTION_STORE_WIFI:
      return g_strdup_printf (_ ("%s: the store’s Wi-Fi is down since %s (store time); %s on the mobile network or silent. "
                                 "They stay usable; payment at the terminal."),
                              store, since, carts);
    case CORRAL_ATTENTION_STORE_SILENT:
      return g_strdup_printf (_ ("%s: %s silent since %s (store time), the cause is not known yet."), store, carts,
                              since);
    case CORRAL_ATTENTION_CARRIER:
      if (*region != '\0')
        return g_strdup_printf (_ ("Carrier %s, %s: %s in %s silent since %s (UTC). Single-SIM carts only."), detail,
                                region, link, stores, since);
      return g_strdup_printf (ngettext ("Carrier %s, %u region: %s in %s silent since %s (UTC). Single-SIM carts only.",
                                        "Carrier %s, %u regions: %s in %s silent since %s (UTC). Single-SIM carts "
                                        "only.",
                                        item->n_regions),
                              detail, item->n_regions, link, stores, since);
    case CORRAL_ATTENTION_FLAGS_NOW:
      {
        g_autofree char *flags = corral_format_count (item->n_carts, CORRAL_NOUN_FLAG);
        g_autofree char *flags_link = place != NULL ? corral_sentence_link (flags, place) : g_strdup (flags);

        return g_strdup_printf (ngettext ("%s to review while the trip is still in the store.",
                                          "%s to review while the trips are still in the store.", item->n_carts),
                                flags_link);
      }
    case CORRAL_ATTENTION_BELOW_TARGET:
      if (store != NULL)
        return g_strdup_printf (_ ("%s: service level %s today, target %s."), store, value, target);
      {
        g_autofree char *stores_link = place != NULL ? corral_sentence_link (stores, place) : g_strdup (stores);

        return g_strdup_printf (_ ("%s below the service level today."), stores_link);
      }
    case CORRAL_ATTENTION_CALIBRATION:
      return g_strdup_printf (_ ("Lot %s: the scales of %s are mis-calibrated. Stop nobody on their weights."), detail,
                              link);
    case CORRAL_ATTENTION_RADIO:
      return g_strdup_printf (_ ("Radio noise beside refrigerated aisles: %s in %s, hardware revision %s."), link,
                              stores, detail);
    case CORRAL_ATTENTION_ROLLOUT_HELD:
      return g_strdup_printf (_ ("The rollout of firmware %s is held and waits for a person; %s have it."), detail,
                              link);
    case CORRAL_ATTENTION_OFF_PREMISES:
    default:
      return g_strdup_printf (_ ("%s to fetch from outside the premises."), link);
    }
}

char *
corral_cause_to_sentence (CorralFleet *fleet, const CorralCause *cause, GTimeZone *zone)
{
  g_autofree char *since = corral_format_time (cause->since_ms, corral_fleet_get_now (fleet), zone);

  switch (cause->kind)
    {
    case CORRAL_CAUSE_NONE:
      return NULL;
    case CORRAL_CAUSE_OWN_LINK:
      return g_strdup (_ ("Corral has not reached the cloud itself, so nobody can tell from here: check the notice "
                          "above first."));
    case CORRAL_CAUSE_CLOUD:
      return g_strdup_printf (ngettext ("The cloud or its pipeline, most likely: %u cart in many stores and on all "
                                        "carriers fell silent together, since %s.",
                                        "The cloud or its pipeline, most likely: %u carts in many stores and on all "
                                        "carriers fell silent together, since %s.",
                                        cause->silent),
                              cause->silent, since);
    case CORRAL_CAUSE_STORE_WIFI:
      return g_strdup_printf (_ ("The store’s Wi-Fi, most likely: %u of its %u carts are silent since %s. Carts stay "
                                 "usable; customers pay at the terminal."),
                              cause->silent, cause->of, since);
    case CORRAL_CAUSE_CARRIER:
      return g_strdup_printf (_ ("The carrier %s, most likely: %u carts that have no other SIM are silent in %u stores "
                                 "since %s. The stores’ Wi-Fi is fine."),
                              cause->detail != NULL ? cause->detail : CORRAL_DASH, cause->silent, cause->stores, since);
    case CORRAL_CAUSE_CERTIFICATE:
      return g_strdup (_ ("It is blocked, or its certificate is: it may not connect until that is lifted."));
    case CORRAL_CAUSE_BATTERY:
      return g_strdup (_ ("Its battery was nearly empty when it was last heard from: put it on the dock or swap the "
                          "pack."));
    case CORRAL_CAUSE_OFF_PREMISES:
      return g_strdup (_ ("It left the premises and reports only once an hour: fetch it."));
    case CORRAL_CAUSE_CART:
      return g_strdup (_ ("The cart itself, most likely: its neighbours in the store are heard from."));
    case CORRAL_CAUSE_UNKNOWN:
    default:
      return g_strdup (_ ("Cannot tell yet: too little is known of its neighbours."));
    }
}
