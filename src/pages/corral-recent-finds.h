/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "corral-place.h"

G_BEGIN_DECLS

/* How many places are remembered. */
#define CORRAL_RECENT_FINDS_MAX 12

/*
 * What was found last at this desk: carts, stores, chains and lists, as links, in the settings' key "recent-finds". Places
 * only: neither what was typed nor anything about the caller. Main thread.
 */

/* Puts @place first: something was found, or a call is about it. Search then ranks what stands at its store before equally
 * good matches. Places that nobody finds (the fleet, the outbox) are not remembered. */
void corral_recent_finds_add (GSettings *settings, CorralPlace *place);

/* (element-type CorralPlace): the last first. Links that this version does not read are left out. */
GPtrArray *corral_recent_finds_list (GSettings *settings) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
