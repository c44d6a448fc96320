/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Removes what is kept of an account that has signed out, after its cache was closed: the fleet of every chain, the call in
 * progress, and, unless @keep_outbox, what people did. Other files in these folders, which may be somebody's own, stay; so
 * does what an outbox that was damaged once left behind, with the outbox. Both may be the same folder. FALSE and
 * CORRAL_CACHE_ERROR_FAILED, with a sentence, when something of it is still there. Blocking. */
gboolean
corral_cache_wipe (const char *data_dir, const char *cache_dir, gboolean keep_outbox, GError **error);

G_END_DECLS
