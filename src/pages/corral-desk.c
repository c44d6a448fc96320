/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One desk for all pages: it takes some milliseconds to set up in a great fleet, and holds as long as nothing changes.
 * Main thread. */
#include "config.h"

#include "corral-desk.h"

#include "corral-fleet.h"
#include "corral-sync.h"

/* The one place where the sync's words become the verdict's. */
static CorralVerdictHops
read_hops (CorralPageContext *context)
{
  static const CorralWay ways[] = {
    [CORRAL_HOP_NONE] = CORRAL_WAY_OPEN,
    [CORRAL_HOP_PC] = CORRAL_WAY_NO_NETWORK,
    [CORRAL_HOP_CLOUD] = CORRAL_WAY_NO_CLOUD,
    [CORRAL_HOP_SIGN_IN] = CORRAL_WAY_NO_SIGN_IN,
  };
  CorralSyncStatus *status = context->sync != NULL ? corral_sync_get_status (context->sync) : NULL;

  /* Started without a cloud, or offline by choice: nothing gets out of this PC either. */
  if (status == NULL || !status->connected)
    return (CorralVerdictHops) { CORRAL_WAY_NO_NETWORK, status != NULL ? status->latest_heard_ms : CORRAL_UNKNOWN };
  return (CorralVerdictHops) { ways[status->hop], status->latest_heard_ms };
}

CorralVerdictDesk *
corral_desk_get (CorralPageContext *context)
{
  CorralVerdictDesk *desk = g_object_get_data (G_OBJECT (context->fleet), "corral-desk");
  CorralVerdictHops hops = read_hops (context);

  if (desk != NULL && corral_verdict_desk_is_current (desk))
    {
      corral_verdict_desk_set_hops (desk, &hops);
      return desk;
    }
  desk = corral_verdict_desk_new (context->fleet, &hops);
  g_object_set_data_full (G_OBJECT (context->fleet), "corral-desk", desk, (GDestroyNotify) corral_verdict_desk_free);
  return desk;
}

gboolean
corral_desk_cloud_answers (CorralPageContext *context)
{
  return read_hops (context).way == CORRAL_WAY_OPEN;
}
