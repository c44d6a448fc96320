/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Alerts of the cloud in words. It calls late, silent and gone carts all "offline"; people must not. Main thread. */
#include "config.h"

#include "corral-alert-words.h"

#include "corral-format.h"
#include "corral-look.h"

#include <glib/gi18n-lib.h>

/* Of an open alert that a cart is not heard from, by what the cart is now. */
static const struct
{
  CorralCartState state;
  const char *words; /* marked for translation */
} silences[] = {
  { CORRAL_CART_LATE, N_ ("Late") },
  { CORRAL_CART_OFFLINE, N_ ("Silent") },
  { CORRAL_CART_CHARGING, N_ ("Silent while charging") },
  { CORRAL_CART_UPDATING, N_ ("Silent while updating") },
  { CORRAL_CART_OFF_PREMISES, N_ ("Gone: off the premises") },
  { CORRAL_CART_OUT_OF_SERVICE, N_ ("Gone: out of service") },
  { CORRAL_CART_REVOKED, N_ ("Gone: blocked") },
  { CORRAL_CART_NEVER_SEEN, N_ ("Never seen") },
};

static gboolean
is_about_silence (CorralFleet *fleet, guint32 alert, guint32 *cart)
{
  *cart = corral_fleet_get_link (fleet, CORRAL_TABLE_ALERT, alert, CORRAL_ALERT_COL_CART);
  return *cart != CORRAL_NO_SLOT
         && g_strcmp0 (corral_fleet_get_text (fleet, CORRAL_TABLE_ALERT, alert, CORRAL_ALERT_COL_KIND), "offline") == 0
         && !CORRAL_IS_KNOWN (
             corral_fleet_get_integer (fleet, CORRAL_TABLE_ALERT, alert, CORRAL_ALERT_COL_CLEARED_MS));
}

const char *
corral_alert_to_words (CorralFleet *fleet, guint32 alert)
{
  guint32 cart;
  gint64 state;

  if (!is_about_silence (fleet, alert, &cart))
    return corral_words_translate (CORRAL_WORDS_ALERT_KIND,
                                   corral_fleet_get_text (fleet, CORRAL_TABLE_ALERT, alert, CORRAL_ALERT_COL_KIND));
  state = corral_fleet_get_integer (fleet, CORRAL_TABLE_CART, cart, CORRAL_CART_COL_SHOWN_STATE);
  for (guint i = 0; i < G_N_ELEMENTS (silences); i++)
    if (state == (gint64) silences[i].state)
      return _ (silences[i].words);
  /* Only fresh data say so: the cloud has not cleared it yet. */
  return _ ("Heard again");
}

char *
corral_alert_to_sentence (CorralFleet *fleet, guint32 alert)
{
  const char *kind = corral_fleet_get_text (fleet, CORRAL_TABLE_ALERT, alert, CORRAL_ALERT_COL_KIND);
  gint64 now_ms = corral_fleet_get_now (fleet);
  g_autofree char *silence = NULL;
  gint64 heard_ms;
  guint32 cart;

  if (is_about_silence (fleet, alert, &cart))
    {
      heard_ms = corral_fleet_get_integer (fleet, CORRAL_TABLE_CART, cart, CORRAL_CART_COL_HEARD_MS);
      silence = corral_format_silence (CORRAL_IS_KNOWN (heard_ms) && CORRAL_IS_KNOWN (now_ms) ? now_ms - heard_ms
                                                                                              : CORRAL_UNKNOWN);
      /* Translators: "Not heard from for 2 h 10 min" */
      return g_strdup_printf (_ ("%s."), silence);
    }
  if (kind != NULL && !corral_words_knows (CORRAL_WORDS_ALERT_KIND, kind))
    return g_strdup_printf (_ ("The cloud calls it “%s”; this version of Corral knows no more about it."),
                            corral_words_translate (CORRAL_WORDS_ALERT_KIND, kind));
  return NULL;
}
