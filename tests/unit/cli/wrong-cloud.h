/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

/**
 * WrongCloud:
 *
 * A server that stands before another one and does one thing wrong: what conformance tests have to catch. Everything
 * else is answered as the one behind answers it. Has a thread of its own.
 */
typedef struct _WrongCloud WrongCloud;

/* The names of what can be wrong: "C6", "C6/…", NULL-terminated. Before a slash stands the check that has to notice. */
const char *const *wrong_cloud_list (void);

/* Before @api, whose good token is @token; wrong as @name says, or NULL: in nothing. */
WrongCloud *wrong_cloud_new (const char *api, const char *token, const char *name) G_GNUC_WARN_UNUSED_RESULT;
void wrong_cloud_free (WrongCloud *self);
const char *wrong_cloud_get_api (WrongCloud *self);

/* How often it did the wrong thing. */
guint wrong_cloud_count (WrongCloud *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (WrongCloud, wrong_cloud_free)
