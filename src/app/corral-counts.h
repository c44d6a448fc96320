/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "corral-page.h"
#include "corral-sidebar.h"

G_BEGIN_DECLS

/* Shows beside the sidebar's pages what asks for a hand: from the fleet, the incidents and the outbox. Main thread. */
void corral_counts_show (CorralSidebar *sidebar, const CorralPageContext *context);

/* What is in the outbox alone: it changes with every press of a button. */
void corral_counts_show_outbox (CorralSidebar *sidebar, const CorralPageContext *context);

G_END_DECLS
