/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cache-fixture.h"

#include "corral-cache-outbox.h"

#define START_MS (START_US / 1000)

/* An acknowledgement of the alert @target, made now, that depends on @depends_on (nullable).
 * QUEUED, or HELD when
 * @hold. */
CorralOutboxEntry *make_entry (Fixture *fixture,
                               const char *id,
                               const char *target,
                               const char *depends_on,
                               gboolean hold);

/* Adds one, which must succeed. */
void add_entry (Fixture *fixture,
                const char *id,
                const char *target,
                const char *depends_on,
                gboolean hold);

/* One that is as large as a note can be. */
CorralOutboxEntry *make_note (Fixture *fixture, const char *id);
void add_note (Fixture *fixture, const char *id);

/* One step; whether it was carried out. */
gboolean step_entry (Fixture *fixture, const char *id, guint from, CorralOutboxState to);
CorralOutboxStep make_step (const char *id, guint from, CorralOutboxState to);

gboolean remove_entry (Fixture *fixture, const char *id, guint from);
void settle_entry (Fixture *fixture, const char *id);

/* "id:state id:state! " of all entries in their order; "!": settled. Free with g_free(). */
char *list_entries (Fixture *fixture);

/* The bytes of the body of @id; free with g_free(). */
char *get_body (Fixture *fixture, const char *id);

#define UNSENT CORRAL_OUTBOX_UNSENT
#define BIT(state) CORRAL_OUTBOX_BIT (CORRAL_OUTBOX_##state)
