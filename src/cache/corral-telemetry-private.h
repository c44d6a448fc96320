/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "corral-cache-private.h"
#include "corral-telemetry.h"

G_BEGIN_DECLS

/* What the files about telemetry.db share. */

typedef gboolean (*CorralTelemetryFunc) (CorralCache *self,
                                         CorralConnection *db,
                                         gpointer data,
                                         GError **error);

/* [writer] Runs @func in one transaction of telemetry.db; a damaged file is set aside. */
gboolean corral_telemetry_write (CorralCache *self,
                                 CorralTenantStore *store,
                                 CorralTelemetryFunc func,
                                 gpointer data,
                                 GError **error);

/* [writer] Whether nothing may be kept of @cart any more. */
gboolean corral_telemetry_is_purged (CorralTenantStore *store, const char *cart);

typedef struct
{
  char *cart;
  CorralResolution resolution;
} CorralTelemetryUse;

/* [writer] A CorralTelemetryFunc over a CorralTelemetryUse: its series have just been read. */
gboolean
corral_telemetry_touch (CorralCache *self, CorralConnection *db, gpointer data, GError **error);

/* [any] A connection for reading, or NULL: with @error when it failed, without when there is no
 * file yet. */
CorralConnection *
corral_telemetry_acquire (CorralCache *self, CorralTenantStore *store, GError **error);
void corral_telemetry_release (CorralTenantStore *store, CorralConnection *connection);

/* [any] Sets @error from @rc; damage is passed on to the writer. Returns FALSE. */
gboolean corral_telemetry_fail (CorralCache *self,
                                CorralTenantStore *store,
                                CorralConnection *connection,
                                int rc,
                                GError **error);

/* Whether the values of the column @name, "access_point" or "access_point.min", point to words. */
gboolean corral_telemetry_is_word_column (const char *name);

/* [writer] Appends to @numbers (element-type gint64) what each of @words (nullable) is called in the file. */
gboolean corral_telemetry_store_words (CorralConnection *db, char *const *words, GArray *numbers, GError **error);

/* [any] Turns the numbers of word columns into places in columns->words, which it fills. FALSE: *rc. */
gboolean corral_telemetry_read_words (CorralConnection *db, CorralTelemetryColumns *columns, int *rc);

G_END_DECLS
