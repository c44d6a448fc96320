/* SPDX-License-Identifier: GPL-3.0-or-later */
/* When a scale was last calibrated, in words. Main thread. */
#include "config.h"

#include "corral-scale-words.h"

#include "corral-attention-text.h"
#include "corral-format.h"
#include "corral-look.h"
#include "corral-time.h"

#include <glib/gi18n-lib.h>

static gint64
get_time (CorralFleet *fleet, guint32 cart)
{
  return cart != CORRAL_NO_SLOT ? corral_fleet_get_integer (fleet, CORRAL_TABLE_CART, cart, CORRAL_CART_COL_CALIBRATED_MS)
                                : CORRAL_UNKNOWN;
}

static char *
time_to_text (CorralFleet *fleet, guint32 cart, gint64 time_ms)
{
  g_autoptr (GTimeZone) zone
      = corral_store_get_zone (fleet, corral_fleet_get_link (fleet, CORRAL_TABLE_CART, cart, CORRAL_CART_COL_STORE));

  return corral_format_time (time_ms, corral_fleet_get_now (fleet), zone);
}

/* "24 days ago": beyond a day the hours tell nothing of a scale. NULL: it is not known, or not past by this clock. */
static char *
age_to_text (CorralFleet *fleet, gint64 time_ms)
{
  gint64 now_ms = corral_fleet_get_now (fleet);
  gint64 age_ms;

  if (!CORRAL_IS_KNOWN (time_ms) || !CORRAL_IS_KNOWN (now_ms) || now_ms < time_ms)
    return NULL;
  age_ms = now_ms - time_ms;
  return corral_format_age (age_ms >= CORRAL_DAY_MS ? age_ms - age_ms % CORRAL_DAY_MS : age_ms);
}

/* "by a technician"; a word of a newer cloud stands as it is. NULL: not known. */
static char *
maker_to_text (CorralFleet *fleet, guint32 cart)
{
  const char *by = cart != CORRAL_NO_SLOT ? corral_fleet_get_text (fleet, CORRAL_TABLE_CART, cart, CORRAL_CART_COL_CALIBRATED_BY)
                                          : NULL;
  const char *words = corral_words_translate (CORRAL_WORDS_CALIBRATED_BY, by);

  if (by == NULL)
    return NULL;
  if (corral_words_knows (CORRAL_WORDS_CALIBRATED_BY, by))
    return g_strdup (words);
  /* Translators: who calibrated a scale; %s is a word that this version does not know, as it came */
  return g_strdup_printf (_ ("by: %s"), words);
}

char *
corral_calibration_to_text (CorralFleet *fleet, guint32 cart)
{
  gint64 time_ms = get_time (fleet, cart);
  g_autofree char *by = maker_to_text (fleet, cart);
  g_autofree char *age = age_to_text (fleet, time_ms);
  g_autofree char *time = NULL;
  g_autofree char *when = NULL;

  if (!CORRAL_IS_KNOWN (time_ms) && by == NULL)
    return g_strdup (_ ("When it was last calibrated, and by whom, is not known."));
  if (!CORRAL_IS_KNOWN (time_ms))
    /* Translators: %s is "by a technician" */
    return g_strdup_printf (_ ("Last calibrated %s; when is not known."), by);
  time = time_to_text (fleet, cart, time_ms);
  /* Translators: a time on the store's clock, and how long ago that is: "3 Nov 09:14 (store’s time, 24 days ago)" */
  when = age != NULL ? g_strdup_printf (_ ("%s (store’s time, %s)"), time, age) : g_strdup_printf (_ ("%s (store’s time)"), time);
  if (by == NULL)
    /* Translators: %s is when a scale was last calibrated */
    return g_strdup_printf (_ ("Calibrated %s; by whom is not known."), when);
  /* Translators: when a scale was last calibrated, and "by a technician" */
  return g_strdup_printf (_ ("Calibrated %s %s."), when, by);
}

char *
corral_calibration_to_fact (CorralFleet *fleet, guint32 cart, char **detail)
{
  gint64 time_ms = get_time (fleet, cart);
  g_autofree char *by = maker_to_text (fleet, cart);
  g_autofree char *age = age_to_text (fleet, time_ms);

  if (by != NULL && age != NULL)
    /* Translators: "by a technician", and how long ago a scale was calibrated: "24 days ago" */
    *detail = g_strdup_printf (_ ("%s, %s"), by, age);
  else
    *detail = by != NULL ? g_steal_pointer (&by) : g_steal_pointer (&age);
  return CORRAL_IS_KNOWN (time_ms) ? time_to_text (fleet, cart, time_ms) : g_strdup (_ ("Not known"));
}
