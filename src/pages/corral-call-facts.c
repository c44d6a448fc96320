/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a call is about, and what is known of it now. Main thread. */
#include "config.h"

#include "corral-call-facts.h"

#include "corral-attention-text.h"
#include "corral-desk.h"
#include "corral-format.h"
#include "corral-sync.h"

#include <glib/gi18n.h>

gboolean
corral_call_subject_find (CorralFleet *fleet, CorralPlace *place, CorralCallSubject *subject)
{
  *subject = (CorralCallSubject){ .about = place->about, .slot = CORRAL_NO_SLOT, .store = CORRAL_NO_SLOT };
  subject->chain = place->chain != NULL ? corral_fleet_find_chain (fleet, place->chain) : CORRAL_NO_SLOT;
  if ((place->about != CORRAL_PAGE_CART && place->about != CORRAL_PAGE_STORE) || place->subject == NULL)
    return FALSE;
  if (subject->chain == CORRAL_NO_SLOT)
    return TRUE;
  if (place->about == CORRAL_PAGE_CART)
    {
      subject->slot = corral_fleet_find_cart (fleet, subject->chain, place->subject);
      if (subject->slot != CORRAL_NO_SLOT)
        subject->store = corral_fleet_get_link (fleet, CORRAL_TABLE_CART, subject->slot, CORRAL_CART_COL_STORE);
    }
  else
    {
      guint64 number;

      if (g_ascii_string_to_unsigned (place->subject, 10, 0, G_MAXINT32, &number, NULL))
        subject->slot = corral_fleet_find_store (fleet, subject->chain, (gint64) number);
      subject->store = subject->slot;
    }
  return TRUE;
}

char *
corral_call_subject_to_name (CorralFleet *fleet, const CorralCallSubject *subject)
{
  if (subject->about == CORRAL_PAGE_STORE)
    return corral_store_to_text (fleet, subject->slot);
  return corral_format_text (corral_fleet_get_text (fleet, CORRAL_TABLE_CART, subject->slot, CORRAL_CART_COL_LABEL));
}

char *
corral_call_name_to_title (CorralPageKind about, const char *name)
{
  return about == CORRAL_PAGE_CART ? g_strdup_printf (_ ("Cart %s"), name) : g_strdup (name);
}

gboolean
corral_call_is_online (CorralPageContext *context)
{
  CorralSyncStatus *status = context->sync != NULL ? corral_sync_get_status (context->sync) : NULL;

  return status != NULL && status->connected && status->hop == CORRAL_HOP_NONE;
}

void
corral_call_subject_judge (CorralPageContext *context, const CorralCallSubject *subject, CorralVerdict *verdict)
{
  CorralVerdictDesk *desk = corral_desk_get (context);

  if (subject->about == CORRAL_PAGE_CART)
    corral_verdict_of_cart (desk, subject->slot, verdict);
  else
    corral_verdict_of_store (desk, subject->slot, verdict);
}

GTimeZone *
corral_call_subject_get_zone (CorralFleet *fleet, const CorralCallSubject *subject)
{
  return corral_store_get_zone (fleet, subject->store);
}
