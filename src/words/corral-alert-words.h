/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "corral-fleet.h"

G_BEGIN_DECLS

/* What an alert says, in few words: "Battery low". Of a cart that is not heard from, as it is now: late, silent, or gone, which
 * are three things; an open alert of one that is heard again says that. @alert: slot. Static, translated; NULL when it has no
 * kind. Main thread. */
const char *corral_alert_to_words (CorralFleet *fleet, guint32 alert);

/* The same as a sentence that says more: "Not heard from for 2 h 10 min."; of a kind that this version does not know, that. New
 * string, or NULL when there is no more to say. */
char *corral_alert_to_sentence (CorralFleet *fleet, guint32 alert) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
