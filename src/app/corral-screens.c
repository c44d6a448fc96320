/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The screens that there are: adding one is adding a row. Main thread. */
#include "config.h"

#include "corral-screens.h"

#include "corral-audit-page.h"
#include "corral-call-page.h"
#include "corral-cart-page.h"
#include "corral-case-page.h"
#include "corral-flag-page.h"
#include "corral-fleet-page.h"
#include "corral-handover-page.h"
#include "corral-help-page.h"
#include "corral-incident-page.h"
#include "corral-incidents-page.h"
#include "corral-list-page.h"
#include "corral-loss-page.h"
#include "corral-noise-page.h"
#include "corral-outbox-page.h"
#include "corral-recheck-page.h"
#include "corral-rules-page.h"
#include "corral-store-page.h"

static CorralPage *
make_stores (CorralPageContext *context)
{
  return corral_list_page_new (context, corral_list_spec_stores ());
}

static CorralPage *
make_carts (CorralPageContext *context)
{
  return corral_list_page_new (context, corral_list_spec_carts ());
}

static CorralPage *
make_alerts (CorralPageContext *context)
{
  return corral_list_page_new (context, corral_list_spec_alerts ());
}

static CorralPage *
make_flags (CorralPageContext *context)
{
  return corral_list_page_new (context, corral_list_spec_flags ());
}

static CorralPage *
make_cases (CorralPageContext *context)
{
  return corral_list_page_new (context, corral_list_spec_cases ());
}

/* Every screen, one row each. */
static CorralPage *(*const page_makers[]) (CorralPageContext *context) = {
  [CORRAL_PAGE_FLEET] = corral_fleet_page_new, [CORRAL_PAGE_STORES] = make_stores,
  [CORRAL_PAGE_STORE] = corral_store_page_new, [CORRAL_PAGE_CARTS] = make_carts,
  [CORRAL_PAGE_CART] = corral_cart_page_new,   [CORRAL_PAGE_ALERTS] = make_alerts,
  [CORRAL_PAGE_FLAGS] = make_flags,            [CORRAL_PAGE_FLAG] = corral_flag_page_new,
  [CORRAL_PAGE_OUTBOX] = corral_outbox_page_new,
  [CORRAL_PAGE_CALL] = corral_call_page_new,   [CORRAL_PAGE_INCIDENTS] = corral_incidents_page_new,
  [CORRAL_PAGE_INCIDENT] = corral_incident_page_new, [CORRAL_PAGE_RULES] = corral_rules_page_new,
  [CORRAL_PAGE_HANDOVER] = corral_handover_page_new, [CORRAL_PAGE_NOISE] = corral_noise_page_new,
  [CORRAL_PAGE_HELP] = corral_help_page_new,
  [CORRAL_PAGE_LOSS] = corral_loss_page_new,
  [CORRAL_PAGE_CASES] = make_cases,            [CORRAL_PAGE_CASE] = corral_case_page_new,
  [CORRAL_PAGE_RECHECKS] = corral_recheck_page_new,
  [CORRAL_PAGE_AUDIT] = corral_audit_page_new,
};
G_STATIC_ASSERT (G_N_ELEMENTS (page_makers) == CORRAL_N_PAGES);

CorralPage *
corral_screen_new (CorralPageKind kind, CorralPageContext *context)
{
  g_return_val_if_fail (kind < CORRAL_N_PAGES, NULL);

  return page_makers[kind](context);
}
