/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "corral-fault-server.h"

/**
 * ToyCloud:
 *
 * A cloud of a few rows that a test holds in its hand: rows of any revision, states that can be
 * lost, lists in small pages, and one fault at a time. Speaks the contract over raw sockets; its
 * functions may be called from any thread.
 */
typedef struct _ToyCloud ToyCloud;

ToyCloud *toy_cloud_new (void) G_GNUC_WARN_UNUSED_RESULT;
void toy_cloud_free (ToyCloud *self);
const char *toy_cloud_get_url (ToyCloud *self);

/* Chains by id, comma separated; at first "harbor". */
void toy_cloud_set_tenants (ToyCloud *self, const char *ids);
void toy_cloud_set_page_rows (ToyCloud *self, guint rows);

/* Serves the lists of stores and carts alone from now on. */
void toy_cloud_set_minimal (ToyCloud *self);

/* From now on whoever has @etag (with its quotes) is told that nothing is new. */
void toy_cloud_set_etag (ToyCloud *self, const char *etag);

/* Sets a row of harbor, @label being its label, name or battery charge; NULL deletes it. */
void toy_cloud_put (ToyCloud *self,
                    const char *collection,
                    const char *id,
                    gint64 rev,
                    const char *label);

/* Every row is forgotten and every state and cursor is from another life. */
void toy_cloud_restore_backup (ToyCloud *self);

/* Answers the next @times requests (−1: all) whose target holds @match with @fault (bytes taken).
 */
void toy_cloud_set_fault (ToyCloud *self, const char *match, CorralFault fault, int times);
void toy_cloud_heal (ToyCloud *self);

/* The sound answer to @target, head and body. */
GBytes *toy_cloud_answer (ToyCloud *self, const char *target) G_GNUC_WARN_UNUSED_RESULT;

/* The targets asked for since the last call, newline separated. Free with g_free(). */
char *toy_cloud_take_requests (ToyCloud *self) G_GNUC_WARN_UNUSED_RESULT;
guint toy_cloud_count_requests (ToyCloud *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ToyCloud, toy_cloud_free)
