/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "corral-fleet.h"

G_BEGIN_DECLS

/*
 * What people did, in words: on the screen and in the tool alike. New strings unless said; @fleet gives names to
 * what is acted on, and what it does not hold is called by its id. Main thread.
 */

/* What it does, on a button: "Acknowledge". Static. */
const char *corral_operation_type_to_verb (const CorralOperationType *type);

/* What was done, in short, as a sentence of its own: "Acknowledged". Static. */
const char *corral_operation_type_to_past (const CorralOperationType *type);

/* What it does: "Acknowledge the alert “Silent” of cart 0412, 118 Riverside". Without a full stop. */
char *corral_operation_to_sentence (CorralFleet *fleet, const CorralOutboxEntry *entry) G_GNUC_WARN_UNUSED_RESULT;

/* How it stands: "Sent when the link is back", "Tried 3 times, next at 09:20", "Refused: …" with the cloud's
 * sentence. Times in @zone (NULL: UTC). Without a full stop of its own. */
char *corral_operation_state_to_text (const CorralOutboxEntry *entry, gint64 now_ms, GTimeZone *zone)
  G_GNUC_WARN_UNUSED_RESULT;

/* Whether it can still be undone without a thought. Without a link, one whose time is over waits like any other. */
gboolean corral_operation_is_held (const CorralOutboxEntry *entry, gint64 now_ms);

/* For the mark beside a value: "Waiting to be sent: acknowledged by you, 09:14". @account: staff id of who looks, NULL
 * when that is not known. NULL for what needs no mark: it is confirmed. */
char *corral_operation_to_mark (const CorralOutboxEntry *entry, const char *account, gint64 now_ms, GTimeZone *zone)
  G_GNUC_WARN_UNUSED_RESULT;

/* What is acted on: "cart 0412, 118 Riverside", "the alert “Silent” of cart 0412, 118 Riverside". @collection: of the
 * contract. */
/* Whether the row is held, so that it is of what the account sees. */
gboolean corral_operation_target_is_held (CorralFleet *fleet, const char *tenant, const char *collection, const char *id);

char *corral_operation_target_to_text (CorralFleet *fleet, const char *tenant, const char *collection, const char *id)
  G_GNUC_WARN_UNUSED_RESULT;

/* The row that is acted on: FALSE when the mirror does not have it, or such rows. */
gboolean corral_operation_find_target (CorralFleet *fleet, const CorralOutboxEntry *entry, CorralTableKind *table,
                                       guint32 *slot);

/* The store that it concerns, or CORRAL_NO_SLOT: its times are shown in that one's zone. */
guint32 corral_operation_find_store (CorralFleet *fleet, const CorralOutboxEntry *entry);

G_END_DECLS
