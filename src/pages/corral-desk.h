/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "corral-page.h"
#include "corral-verdict.h"

G_BEGIN_DECLS

/* The desk that verdicts are drawn from, with what this PC knows of its own way to the cloud. Made when it is first asked
 * for after the fleet or the way has changed, and shared by all pages. The fleet's: ask anew each time. Main thread. */
CorralVerdictDesk *corral_desk_get (CorralPageContext *context);

/* Whether the cloud answers now, so that what is known is also how things are. */
gboolean corral_desk_cloud_answers (CorralPageContext *context);

G_END_DECLS
