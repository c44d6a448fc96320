/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "corral-batch.h"
#include "corral-cache.h"

/* What a cache holds, held against what it should. */

/* The rows of @collection as facts, by id. NULL: they could not be read. */
GHashTable *cache_load_rows (CorralCache *cache, const char *tenant, CorralCollection collection, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;

/* NULL when the cache has exactly the rows of @expected, member for member; else a sentence on the first difference.
 * Free with g_free(). */
char *cache_differs (CorralCache *cache, const char *tenant, CorralBatch *expected) G_GNUC_WARN_UNUSED_RESULT;

/* Removes @path and what is in it. */
void cache_remove_tree (const char *path);
