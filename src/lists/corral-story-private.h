/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "corral-story-reader.h"
#include "corral-telemetry.h"

G_BEGIN_DECLS

/* Where a story is read from. */
typedef struct
{
  CorralCache *cache;
  const char *tenant;
  const char *cart;
  CorralTimeRange span;
  CorralStoryBuilder *builder;
  GHashTable *points;        /* (owned) (element-type utf8 utf8): names of the store's access points by id */
  GCancellable *cancellable; /* (nullable) */
} CorralStoryReading;

/* What telemetry tells of the lanes of connection, access point, power and impacts; of @resolution. @columns begin
 * CORRAL_STORY_LEAD_MS before @span: only by the sample before can it be told how @span begins. Pure. */
#define CORRAL_STORY_LEAD_MS (15 * CORRAL_MINUTE_MS) /* as long as a cart may be quiet and is not silent */
void corral_story_add_samples (CorralStoryBuilder *builder,
                               const CorralTelemetryColumns *columns,
                               CorralResolution resolution,
                               CorralTimeRange span,
                               GHashTable *points);

/* The columns that it takes; free with g_strfreev(). */
char **corral_story_list_columns (CorralResolution resolution) G_GNUC_WARN_UNUSED_RESULT;

/* Starts and faults, oldest first. Pure. */
void corral_story_add_milestones (CorralStoryBuilder *builder, GPtrArray *events);

/* What the cached rows and the outbox tell. */
gboolean corral_story_add_rows (CorralStoryReading *reading, GError **error);

/* When something that was made at @made_ms arrived, if that was late, else CORRAL_UNKNOWN. */
gint64 corral_story_late_arrival (gint64 made_ms, gint64 arrived_ms);

G_END_DECLS
