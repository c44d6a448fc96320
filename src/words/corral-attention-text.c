/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Insight says what needs somebody; here it is said in words. Main thread. */
#include "config.h"

#include "corral-attention-text.h"

#include "corral-format.h"
#include "corral-time.h"

#include <glib/gi18n-lib.h>

#define ZONES "corral-zones"

/* GLib reads a zone from the disk each time when nobody holds it, and a list asks for one a cell. */
static GTimeZone *
find_zone (CorralFleet *fleet, const char *name)
{
  GHashTable *zones = g_object_get_data (G_OBJECT (fleet), ZONES);
  GTimeZone *zone;

  if (zones == NULL)
    {
      zones = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) g_time_zone_unref);
      g_object_set_data_full (G_OBJECT (fleet), ZONES, zones, (GDestroyNotify) g_hash_table_unref);
    }
  zone = g_hash_table_lookup (zones, name);
  if (zone == NULL)
    {
      zone = corral_time_zone (name);
      g_hash_table_insert (zones, g_strdup (name), zone);
    }
  return g_time_zone_ref (zone);
}

GTimeZone *
corral_store_get_zone (CorralFleet *fleet, guint32 store)
{
  const char *name = store != CORRAL_NO_SLOT
                         ? corral_fleet_get_text (fleet, CORRAL_TABLE_STORE, store, CORRAL_STORE_COL_TIME_ZONE)
                         : NULL;

  return name != NULL ? find_zone (fleet, name) : NULL;
}

char *
corral_store_to_text (CorralFleet *fleet, guint32 store)
{
  g_autofree char *name = NULL;
  g_autofree char *digits = NULL;
  gint64 number;

  if (store == CORRAL_NO_SLOT)
    return g_strdup (CORRAL_DASH);
  name = corral_format_text (corral_fleet_get_text (fleet, CORRAL_TABLE_STORE, store, CORRAL_STORE_COL_NAME));
  number = corral_fleet_get_integer (fleet, CORRAL_TABLE_STORE, store, CORRAL_STORE_COL_NUMBER);
  if (!CORRAL_IS_KNOWN (number))
    return g_steal_pointer (&name);
  digits = g_strdup_printf ("%" G_GINT64_FORMAT, number);
  /* Translators: a store's number and its name. In a language that is read from right to left, keep them in an isolate
   * (U+2068 … U+2069), so that they stand as they are in a sentence. */
  return g_strdup_printf (C_ ("store", "%s %s"), digits, name);
}

/* Takes @text, which it frees. */
static char *
dressed (char *text, CorralAttentionPart part, CorralAttentionDress dress, gpointer data)
{
  char *result;

  if (dress == NULL)
    return text;
  result = dress (text, part, data);
  g_free (text);
  return result;
}

static char *
rollout_to_text (CorralFleet *fleet, const CorralAttention *item, const char *detail, const char *carts)
{
  g_autofree char *chain
    = corral_format_text (corral_fleet_get_text (fleet, CORRAL_TABLE_CHAIN, item->chain, CORRAL_CHAIN_COL_NAME));
  g_autofree char *back = corral_format_integer (item->n_back);
  g_autofree char *held = NULL;
  g_autofree char *gone = NULL;

  if (item->n_chains > 1)
    /* Translators: a version, "615 carts", and how many chains */
    held = g_strdup_printf (ngettext ("The rollout of %s to %s of %u chain is held and waits for a person.",
                                      "The rollout of %s to %s of %u chains is held and waits for a person.", item->n_chains),
                            detail, carts, item->n_chains);
  else
    /* Translators: a chain, a version, "615 carts" */
    held = g_strdup_printf (_ ("%s: the rollout of %s to %s is held and waits for a person."), chain, detail, carts);
  if (item->n_back == 0)
    return g_steal_pointer (&held);
  /* Translators: of the carts of a rollout */
  gone = g_strdup_printf (ngettext ("%s of them went back to the version before.",
                                    "%s of them went back to the version before.", item->n_back),
                          back);
  return g_strdup_printf ("%s %s", held, gone);
}

/* An alert came before the carts that it is about: that none is counted says nothing. */
static gboolean
lacks_carts (CorralFleet *fleet, const CorralAttention *item)
{
  gint64 held = item->store != CORRAL_NO_SLOT
                    ? corral_fleet_get_integer (fleet, CORRAL_TABLE_STORE, item->store, CORRAL_STORE_COL_CARTS)
                    : CORRAL_UNKNOWN;

  return item->n_carts == 0 && (!CORRAL_IS_KNOWN (held) || held == 0);
}

char *
corral_attention_to_text (CorralFleet *fleet, const CorralAttention *item, CorralAttentionDress dress, gpointer data)
{
  gboolean many_stores = item->kind == CORRAL_ATTENTION_BELOW_TARGET || item->kind == CORRAL_ATTENTION_CLOUD_GAP;
  gboolean everywhere = item->kind == CORRAL_ATTENTION_CLOUD || item->kind == CORRAL_ATTENTION_CERTIFICATE
                        || item->kind == CORRAL_ATTENTION_VERSION || item->kind == CORRAL_ATTENTION_CARRIER
                        || item->kind == CORRAL_ATTENTION_CLOUD_GAP;
  g_autoptr (GTimeZone) zone = corral_store_get_zone (fleet, everywhere ? CORRAL_NO_SLOT : item->store);
  g_autofree char *since = corral_format_time (item->since_ms, corral_fleet_get_now (fleet), zone);
  g_autofree char *store
      = dressed (corral_store_to_text (fleet, item->store), CORRAL_PART_STORE, dress, data);
  g_autofree char *stores = dressed (corral_format_count (item->n_stores, CORRAL_NOUN_STORE),
                                     many_stores ? CORRAL_PART_SUBJECT : CORRAL_PART_PLAIN, dress, data);
  g_autofree char *carts
      = dressed (corral_format_count (item->n_carts, CORRAL_NOUN_CART), CORRAL_PART_SUBJECT, dress, data);
  g_autofree char *flags
      = dressed (corral_format_count (item->n_carts, CORRAL_NOUN_FLAG), CORRAL_PART_SUBJECT, dress, data);
  g_autofree char *detail = dressed (corral_format_text (item->detail), CORRAL_PART_PLAIN, dress, data);
  g_autofree char *region = dressed (corral_format_text (item->region), CORRAL_PART_PLAIN, dress, data);
  g_autofree char *value = corral_format_percent (item->value, 1);
  g_autofree char *target = corral_format_percent (item->target, 0);
  g_autofree char *lasted = NULL;

  switch (item->kind)
    {
    case CORRAL_ATTENTION_STORE_WIFI:
      if (lacks_carts (fleet, item))
        return g_strdup_printf (_ ("%s: the store’s Wi-Fi is down since %s (store time). Which carts that concerns is "
                                   "not known yet: they have not been fetched."),
                                store, since);
      return g_strdup_printf (_ ("%s: the store’s Wi-Fi is down since %s (store time); %s on the mobile network or silent. "
                                 "They stay usable; payment at the terminal."),
                              store, since, carts);
    case CORRAL_ATTENTION_STORE_SILENT:
      return g_strdup_printf (_ ("%s: %s silent since %s (store time), the cause is not known yet."), store, carts,
                              since);
    case CORRAL_ATTENTION_CARRIER:
      if (*item->region != '\0')
        return g_strdup_printf (_ ("Carrier %s, %s: %s in %s silent since %s (UTC). Single-SIM carts only."), detail,
                                region, carts, stores, since);
      return g_strdup_printf (ngettext ("Carrier %s, %u region: %s in %s silent since %s (UTC). Single-SIM carts only.",
                                        "Carrier %s, %u regions: %s in %s silent since %s (UTC). Single-SIM carts "
                                        "only.",
                                        item->n_regions),
                              detail, item->n_regions, carts, stores, since);
    case CORRAL_ATTENTION_CLOUD:
      return g_strdup_printf (_ ("The cloud does not hear %s in %s, of all kinds, since %s (UTC). They stay usable."), carts,
                              stores, since);
    case CORRAL_ATTENTION_CERTIFICATE:
      return g_strdup_printf (_ ("Certificate batch %s: %s in %s cannot connect since %s (UTC)."), detail, carts, stores,
                              since);
    case CORRAL_ATTENTION_VERSION:
      return g_strdup_printf (_ ("Firmware %s: %s in %s fell silent together at %s (UTC)."), detail, carts, stores, since);
    case CORRAL_ATTENTION_FLAGS_NOW:
      return g_strdup_printf (ngettext ("%s to review while the trip is still in the store.",
                                        "%s to review while the trips are still in the store.", item->n_carts),
                              flags);
    case CORRAL_ATTENTION_BELOW_TARGET:
      if (item->store == CORRAL_NO_SLOT)
        return g_strdup_printf (_ ("%s below the service level today."), stores);
      return g_strdup_printf (_ ("%s: service level %s today, target %s."), store, value, target);
    case CORRAL_ATTENTION_CALIBRATION:
      return g_strdup_printf (_ ("Lot %s: the scales of %s are mis-calibrated. Stop nobody on their weights."), detail,
                              carts);
    case CORRAL_ATTENTION_RADIO:
      return g_strdup_printf (_ ("Radio noise beside refrigerated aisles: %s in %s, hardware revision %s."), carts,
                              stores, detail);
    case CORRAL_ATTENTION_ROLLOUT_HELD:
      return rollout_to_text (fleet, item, detail, carts);
    case CORRAL_ATTENTION_CLOUD_GAP:
      lasted = corral_format_duration (item->lasted_ms);
      return g_strdup_printf (_ ("The cloud lost what carts of %s sent for %s from %s (UTC) on. They were up; it will not be "
                                 "filled in."),
                              stores, lasted, since);
    case CORRAL_ATTENTION_WRONG_BUILD:
      return g_strdup_printf (_ ("Firmware %s behaves unlike all others: %s in %s have it."), detail, carts, stores);
    case CORRAL_ATTENTION_REJECTS:
      return g_strdup_printf (_ ("The cloud turns away %s of what firmware %s sends: %s in %s have it. They work."), value,
                              detail, carts, stores);
    case CORRAL_ATTENTION_MISSING_CA:
      return g_strdup_printf (_ ("%s in %s lack the next trust anchor: the change of keys must wait for them."), carts,
                              stores);
    case CORRAL_ATTENTION_OFF_PREMISES:
    default:
      return g_strdup_printf (_ ("%s to fetch from outside the premises."), carts);
    }
}
