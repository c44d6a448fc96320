/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "corral-page.h"

G_BEGIN_DECLS

/* All chains at a glance. Main thread.
 *
 * Who opens it: a support lead at the start of a shift, who asks what is going on right now and goes into the
 * first thing named. */
#define CORRAL_TYPE_FLEET_PAGE (corral_fleet_page_get_type ())
G_DECLARE_FINAL_TYPE (CorralFleetPage, corral_fleet_page, CORRAL, FLEET_PAGE, CorralPage)

CorralPage *corral_fleet_page_new (CorralPageContext *context) G_GNUC_WARN_UNUSED_RESULT;

/* What the page's first sentence says, without markup: for tests and the tool. */
const char *corral_fleet_page_get_headline (CorralFleetPage *self);

G_END_DECLS
