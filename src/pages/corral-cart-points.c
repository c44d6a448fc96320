/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The data behind a cart's page: read on the cache's reader, fetched on the demand worker, handed out here. Main thread. */
#include "config.h"

#include "corral-cart-points.h"

#include "corral-fleet.h"
#include "corral-metric.h"
#include "corral-story-reader.h"
#include "corral-sync.h"

#include <glib/gi18n.h>

/* Wait for a pan or a zoom to come to rest before asking. */
#define SETTLE_MS 120
/* The same span is not asked for again sooner: samples come every minute at most. */
#define STALE_MS CORRAL_MINUTE_MS
#define N_RESOLUTIONS (CORRAL_RESOLUTION_HOUR + 1)

struct _CorralCartPoints
{
  GObject parent_instance;

  CorralPageContext *context; /* (unowned) (nullable): NULL once stopped */
  char *tenant;               /* (owned) (nullable) */
  char *cart;                 /* (owned) (nullable) */
  CorralTimeRange visible;    /* empty: none yet */
  guint settle_source;

  GCancellable *reading;      /* (owned) (nullable): of the last reading */
  guint n_reading;            /* its parts under way */
  CorralStory *next_story;    /* (owned) (nullable): of a reading that is not whole yet */
  CorralTelemetryColumns *next_columns; /* (owned) (nullable) */
  CorralTimeRange next_span;
  CorralResolution next_resolution;

  GCancellable *fetching;     /* (owned) (nullable): of the last question to the cloud */
  CorralTimeRange asked[N_RESOLUTIONS];
  gint64 asked_ms[N_RESOLUTIONS];

  CorralStory *story;         /* (owned) (nullable) */
  CorralTelemetryColumns *columns; /* (owned) (nullable) */
  CorralTimeRange span;
  CorralResolution resolution;
  char *message;              /* (owned) (nullable) */
};

G_DEFINE_FINAL_TYPE (CorralCartPoints, corral_cart_points, G_TYPE_OBJECT)

enum
{
  SIGNAL_CHANGED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

static void read_now (CorralCartPoints *self);

/* What a part of a reading, or a question, belongs to. */
typedef struct
{
  CorralCartPoints *points;  /* (owned) */
  GCancellable *cancellable; /* (owned) */
} Part;

static Part *
part_new (CorralCartPoints *self, GCancellable *cancellable)
{
  Part *part = g_new (Part, 1);

  part->points = g_object_ref (self);
  part->cancellable = g_object_ref (cancellable);
  return part;
}

static void
part_free (Part *part)
{
  g_object_unref (part->points);
  g_object_unref (part->cancellable);
  g_free (part);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Part, part_free)

static void
cancel (GCancellable **cancellable)
{
  if (*cancellable != NULL)
    g_cancellable_cancel (*cancellable);
  g_clear_object (cancellable);
}

static void
say (CorralCartPoints *self, char *message)
{
  g_free (self->message);
  self->message = message;
}

static gboolean
is_within (CorralTimeRange inner, CorralTimeRange outer)
{
  return inner.start_ms >= outer.start_ms && inner.end_ms <= outer.end_ms;
}

/* ---- asking the cloud */

static CorralTenant *
find_tenant (CorralCartPoints *self)
{
  g_autoptr (GPtrArray) tenants = corral_cache_list_tenants (self->context->cache);

  for (guint i = 0; i < tenants->len; i++)
    if (g_strcmp0 (((const CorralTenant *) g_ptr_array_index (tenants, i))->id, self->tenant) == 0)
      return corral_tenant_copy (g_ptr_array_index (tenants, i));
  return NULL;
}

static void
fetched_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (Part) part = data;
  CorralCartPoints *self = part->points;
  g_autoptr (GError) error = NULL;
  gboolean fetched = corral_sync_fetch_story_finish (CORRAL_SYNC (source), result, &error);

  if (self->fetching != part->cancellable)
    return;
  g_clear_object (&self->fetching);
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  /* Translators: %s is a sentence that says what went wrong */
  say (self, fetched ? NULL : g_strdup_printf (_ ("The hatched time has not been fetched. %s"), error->message));
  /* What came before a failure is there. */
  read_now (self);
}

static gboolean
lacks_something (CorralCartPoints *self)
{
  return self->columns->gaps->len > 0 || self->story->n_unfetched > 0;
}

/* Only the newest minutes are missing, which are always: there is nothing to say about it. */
static gboolean
lacks_only_the_newest (CorralCartPoints *self, gint64 now_ms)
{
  for (guint i = 0; i < self->story->n_unfetched; i++)
    if (now_ms - self->story->unfetched[i].start_ms > 2 * MAX (STALE_MS, corral_resolution_get_bucket_ms (self->resolution)))
      return FALSE;
  return TRUE;
}

static void
fetch_missing (CorralCartPoints *self)
{
  gint64 now_ms = corral_fleet_get_now (self->context->fleet);
  CorralTimeRange *asked = &self->asked[self->resolution];
  g_autoptr (CorralTenant) tenant = NULL;

  if (is_within (self->span, *asked) && now_ms - self->asked_ms[self->resolution] < STALE_MS)
    return;
  if (self->context->sync == NULL || !corral_sync_get_status (self->context->sync)->connected)
    {
      if (lacks_something (self) && !lacks_only_the_newest (self, now_ms))
        say (self, g_strdup (_ ("Hatched time was not looked at before; it can be fetched when Corral is online.")));
      return;
    }
  tenant = find_tenant (self);
  if (tenant == NULL)
    return;
  *asked = self->span;
  self->asked_ms[self->resolution] = now_ms;
  cancel (&self->fetching);
  self->fetching = g_cancellable_new ();
  corral_sync_fetch_story_async (self->context->sync, tenant, self->cart, self->resolution, self->span, self->fetching,
                                 fetched_cb, part_new (self, self->fetching));
}

/* ---- reading */

/* Both parts of a reading are there, or one has failed. */
static void
take_reading (CorralCartPoints *self)
{
  if (--self->n_reading > 0)
    return;
  g_clear_object (&self->reading);
  if (self->next_story != NULL && self->next_columns != NULL)
    {
      g_clear_pointer (&self->story, corral_story_unref);
      g_clear_pointer (&self->columns, corral_telemetry_columns_unref);
      self->story = g_steal_pointer (&self->next_story);
      self->columns = g_steal_pointer (&self->next_columns);
      self->span = self->next_span;
      self->resolution = self->next_resolution;
      if (!lacks_something (self))
        say (self, NULL);
      fetch_missing (self);
    }
  g_clear_pointer (&self->next_story, corral_story_unref);
  g_clear_pointer (&self->next_columns, corral_telemetry_columns_unref);
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

static void
story_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (Part) part = data;
  CorralCartPoints *self = part->points;
  g_autoptr (GError) error = NULL;
  CorralStory *story = corral_story_read_finish (result, &error);

  if (self->reading != part->cancellable)
    {
      g_clear_pointer (&story, corral_story_unref);
      return;
    }
  self->next_story = story;
  if (story == NULL)
    say (self, g_strdup (error->message));
  take_reading (self);
}

static void
columns_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (Part) part = data;
  CorralCartPoints *self = part->points;
  g_autoptr (GError) error = NULL;
  CorralTelemetryColumns *columns = corral_cache_load_telemetry_finish (NULL, result, &error);

  if (self->reading != part->cancellable)
    {
      g_clear_pointer (&columns, corral_telemetry_columns_unref);
      return;
    }
  self->next_columns = columns;
  if (columns == NULL)
    say (self, g_strdup (error->message));
  take_reading (self);
}

static char **
list_columns (CorralResolution resolution)
{
  static const char *const aspects[] = { "n", "min", "max", "sum" };
  const char *const *metrics = corral_metric_get_names ();
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();

  for (guint i = 0; metrics[i] != NULL; i++)
    {
      if (resolution == CORRAL_RESOLUTION_RAW)
        g_strv_builder_add (builder, metrics[i]);
      for (guint k = 0; resolution != CORRAL_RESOLUTION_RAW && k < G_N_ELEMENTS (aspects); k++)
        {
          g_autofree char *name = g_strdup_printf ("%s.%s", metrics[i], aspects[k]);

          g_strv_builder_add (builder, name);
        }
    }
  return g_strv_builder_end (builder);
}

static void
read_now (CorralCartPoints *self)
{
  gint64 length = self->visible.end_ms - self->visible.start_ms;
  CorralResolution resolution = corral_resolution_for_span (length);
  gint64 bucket_ms = MAX (corral_resolution_get_bucket_ms (resolution), 1);
  gint64 now_ms;
  g_auto (GStrv) names = list_columns (resolution);
  CorralTimeRange span;

  g_clear_handle_id (&self->settle_source, g_source_remove);
  cancel (&self->reading);
  g_clear_pointer (&self->next_story, corral_story_unref);
  g_clear_pointer (&self->next_columns, corral_telemetry_columns_unref);
  if (self->context == NULL || self->context->cache == NULL || self->cart == NULL || length <= 0)
    return;
  now_ms = corral_fleet_get_now (self->context->fleet);
  span.start_ms = MAX (self->visible.start_ms - length / 2, now_ms - CORRAL_CART_POINTS_MOST_MS);
  span.end_ms = MIN (self->visible.end_ms + length / 2, now_ms);
  /* Whole buckets: one that still fills would be kept as if it were whole. */
  span.start_ms -= span.start_ms % bucket_ms;
  span.end_ms -= span.end_ms % bucket_ms;
  if (span.end_ms <= span.start_ms)
    return;
  self->next_span = span;
  self->next_resolution = resolution;
  self->reading = g_cancellable_new ();
  self->n_reading = 2;
  corral_story_read_async (self->context->cache, self->tenant, self->cart, resolution, span, self->reading, story_cb,
                           part_new (self, self->reading));
  corral_cache_load_telemetry_async (self->context->cache, self->tenant, self->cart, resolution, span,
                                     (const char *const *) names, self->reading, columns_cb,
                                     part_new (self, self->reading));
}

static gboolean
settled_cb (gpointer data)
{
  CorralCartPoints *self = data;

  self->settle_source = 0;
  read_now (self);
  return G_SOURCE_REMOVE;
}

/* ---- life */

void
corral_cart_points_stop (CorralCartPoints *self)
{
  g_return_if_fail (CORRAL_IS_CART_POINTS (self));

  cancel (&self->reading);
  cancel (&self->fetching);
  g_clear_handle_id (&self->settle_source, g_source_remove);
  self->context = NULL;
}

static void
corral_cart_points_dispose (GObject *object)
{
  corral_cart_points_stop (CORRAL_CART_POINTS (object));
  G_OBJECT_CLASS (corral_cart_points_parent_class)->dispose (object);
}

static void
forget (CorralCartPoints *self)
{
  cancel (&self->reading);
  cancel (&self->fetching);
  g_clear_pointer (&self->next_story, corral_story_unref);
  g_clear_pointer (&self->next_columns, corral_telemetry_columns_unref);
  g_clear_pointer (&self->story, corral_story_unref);
  g_clear_pointer (&self->columns, corral_telemetry_columns_unref);
  g_clear_pointer (&self->message, g_free);
  g_clear_pointer (&self->tenant, g_free);
  g_clear_pointer (&self->cart, g_free);
  for (guint i = 0; i < N_RESOLUTIONS; i++)
    self->asked[i] = (CorralTimeRange) { 0, 0 };
}

static void
corral_cart_points_finalize (GObject *object)
{
  forget (CORRAL_CART_POINTS (object));
  G_OBJECT_CLASS (corral_cart_points_parent_class)->finalize (object);
}

static void
corral_cart_points_class_init (CorralCartPointsClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = corral_cart_points_dispose;
  G_OBJECT_CLASS (klass)->finalize = corral_cart_points_finalize;
  signals[SIGNAL_CHANGED] = g_signal_new ("changed", CORRAL_TYPE_CART_POINTS, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                          G_TYPE_NONE, 0);
}

static void
corral_cart_points_init (CorralCartPoints *self)
{
}

CorralCartPoints *
corral_cart_points_new (CorralPageContext *context)
{
  CorralCartPoints *self = g_object_new (CORRAL_TYPE_CART_POINTS, NULL);

  self->context = context;
  return self;
}

/* ---- what is looked at */

void
corral_cart_points_set_cart (CorralCartPoints *self, const char *tenant, const char *cart)
{
  g_return_if_fail (CORRAL_IS_CART_POINTS (self));

  if (g_strcmp0 (self->tenant, tenant) == 0 && g_strcmp0 (self->cart, cart) == 0)
    return;
  forget (self);
  self->tenant = g_strdup (tenant);
  self->cart = g_strdup (cart);
  read_now (self);
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

void
corral_cart_points_set_span (CorralCartPoints *self, CorralTimeRange visible)
{
  g_return_if_fail (CORRAL_IS_CART_POINTS (self));

  if (visible.start_ms == self->visible.start_ms && visible.end_ms == self->visible.end_ms)
    return;
  self->visible = visible;
  if (self->story == NULL)
    read_now (self);
  else if (self->settle_source == 0 && self->context != NULL)
    self->settle_source = g_timeout_add (SETTLE_MS, settled_cb, self);
}

void
corral_cart_points_refresh (CorralCartPoints *self)
{
  g_return_if_fail (CORRAL_IS_CART_POINTS (self));

  if (self->reading == NULL)
    read_now (self);
}

CorralStory *
corral_cart_points_get_story (CorralCartPoints *self)
{
  g_return_val_if_fail (CORRAL_IS_CART_POINTS (self), NULL);

  return self->story;
}

CorralTelemetryColumns *
corral_cart_points_get_columns (CorralCartPoints *self)
{
  g_return_val_if_fail (CORRAL_IS_CART_POINTS (self), NULL);

  return self->columns;
}

CorralResolution
corral_cart_points_get_resolution (CorralCartPoints *self)
{
  g_return_val_if_fail (CORRAL_IS_CART_POINTS (self), CORRAL_RESOLUTION_RAW);

  return self->resolution;
}

CorralTimeRange
corral_cart_points_get_span (CorralCartPoints *self)
{
  g_return_val_if_fail (CORRAL_IS_CART_POINTS (self), ((CorralTimeRange) { 0, 0 }));

  return self->span;
}

const char *
corral_cart_points_get_message (CorralCartPoints *self)
{
  g_return_val_if_fail (CORRAL_IS_CART_POINTS (self), NULL);

  return self->message;
}

gboolean
corral_cart_points_is_pending (CorralCartPoints *self)
{
  g_return_val_if_fail (CORRAL_IS_CART_POINTS (self), FALSE);

  return self->reading != NULL || self->fetching != NULL || self->settle_source != 0;
}
