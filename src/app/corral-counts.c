/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Numbers beside the pages of the sidebar. Main thread. */
#include "config.h"

#include "corral-counts.h"

#include "corral-fleet.h"
#include "corral-incident-source.h"
#include "corral-outbox.h"

#include <glib/gi18n.h>

/* A number and what it counts. */
static void
show (CorralSidebar *sidebar, CorralPageKind page, guint count)
{
  g_autofree char *spoken = g_strdup_printf ("%u %s", count, corral_sidebar_get_count_words (page));

  corral_sidebar_set_count (sidebar, page, count, spoken, FALSE);
}

void
corral_counts_show_outbox (CorralSidebar *sidebar, const CorralPageContext *context)
{
  CorralOutbox *outbox = context->outbox;
  guint n_waiting = outbox != NULL ? corral_outbox_get_n_waiting (outbox) : 0;
  guint n_troubled = outbox != NULL ? corral_outbox_get_n_troubled (outbox) : 0;
  g_autofree char *waiting = g_strdup_printf (ngettext ("%u waiting", "%u waiting", n_waiting), n_waiting);
  g_autofree char *troubled = g_strdup_printf (ngettext ("%u needs you", "%u need you", n_troubled), n_troubled);
  g_autofree char *both = g_strdup_printf ("%s, %s", troubled, waiting);

  corral_sidebar_set_count (sidebar, CORRAL_PAGE_OUTBOX, n_waiting + n_troubled,
                            n_troubled == 0  ? waiting
                            : n_waiting == 0 ? troubled
                                             : both,
                            n_troubled > 0);
}

void
corral_counts_show (CorralSidebar *sidebar, const CorralPageContext *context)
{
  CorralRollup rollup;

  corral_fleet_get_rollup (context->fleet, CORRAL_TABLE_CHAIN, CORRAL_NO_SLOT, &rollup);
  show (sidebar, CORRAL_PAGE_INCIDENTS, corral_incident_source_get_n_unseen (context->incidents));
  show (sidebar, CORRAL_PAGE_STORES, rollup.stores_below_target);
  show (sidebar, CORRAL_PAGE_ALERTS, rollup.alerts_act);
  show (sidebar, CORRAL_PAGE_FLAGS, rollup.flags_open);
  corral_counts_show_outbox (sidebar, context);
}
