/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a cart's lines are held against. Read on the cache's reader, asked for on the demand worker, one cart after the
 * other. Main thread. */
#include "config.h"

#include "corral-cart-comparison.h"

#include "corral-cart-lanes.h"
#include "corral-fleet.h"
#include "corral-median-reader.h"
#include "corral-sync.h"
#include "corral-text.h"

#include <glib/gi18n.h>
#include <string.h>

/* The same is not asked for again sooner: hours grow slowly. */
#define STALE_MS (15 * CORRAL_MINUTE_MS)

struct _CorralCartComparison
{
  GObject parent_instance;

  CorralPageContext *context; /* (unowned) (nullable): NULL once stopped */
  CorralTenant *tenant;       /* (owned) (nullable) */
  char *cart;                 /* (owned) (nullable) */
  guint32 store;
  CorralTimeRange span;

  CorralCompareKind kind;
  char *title;                /* (owned) (nullable) */
  char **others;              /* (owned) (nullable): ids of whom it is compared with */
  guint n_carts;              /* of them that had anything */
  CorralTimeRange asked;
  gint64 asked_ms;

  GCancellable *cancellable;  /* (owned): of all that is under way */
  guint n_pending;
  guint next_other;           /* whom to ask for next */
  guint next_metric;          /* which median to read next */
  GHashTable *data;           /* (owned) (element-type utf8 CorralSeriesData): by metric */
  char *message;              /* (owned) (nullable) */
  char *problem;              /* (owned) (nullable): of asking */
};

G_DEFINE_FINAL_TYPE (CorralCartComparison, corral_cart_comparison, G_TYPE_OBJECT)

enum
{
  SIGNAL_CHANGED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

static void read_now (CorralCartComparison *self);
static void read_next_median (CorralCartComparison *self);
static void ask_next (CorralCartComparison *self);

/* What a step belongs to: another choice makes a new cancellable. */
typedef struct
{
  CorralCartComparison *comparison; /* (owned) */
  GCancellable *cancellable;        /* (owned) */
  CorralTimeRange span;
  CorralResolution resolution;
} Step;

static Step *
step_new (CorralCartComparison *self, CorralResolution resolution)
{
  Step *step = g_new (Step, 1);

  *step = (Step) { .comparison = g_object_ref (self),
                   .cancellable = g_object_ref (self->cancellable),
                   .span = self->span,
                   .resolution = resolution };
  self->n_pending++;
  return step;
}

/* FALSE: it is of what was chosen before. */
static gboolean
step_end (Step *step)
{
  gboolean current = step->comparison->cancellable == step->cancellable
                     && !g_cancellable_is_cancelled (step->cancellable);

  if (current)
    step->comparison->n_pending--;
  return current;
}

static void
step_free (Step *step)
{
  g_object_unref (step->comparison);
  g_object_unref (step->cancellable);
  g_free (step);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Step, step_free)

static void
begin_anew (CorralCartComparison *self)
{
  g_cancellable_cancel (self->cancellable);
  g_object_unref (self->cancellable);
  self->cancellable = g_cancellable_new ();
  self->n_pending = 0;
}

static gboolean
is_online (CorralCartComparison *self)
{
  return self->context->sync != NULL && corral_sync_get_status (self->context->sync)->connected;
}

static void
changed (CorralCartComparison *self)
{
  g_free (self->message);
  self->message = NULL;
  if (self->kind == CORRAL_COMPARE_MEDIAN && self->others != NULL && self->others[0] == NULL)
    self->message = g_strdup (_ ("Its store has no other cart to compare with."));
  else if (self->problem != NULL && g_hash_table_size (self->data) == 0)
    self->message = g_steal_pointer (&self->problem);
  else if (self->kind == CORRAL_COMPARE_MEDIAN && self->n_pending == 0 && self->n_carts < CORRAL_MEDIAN_LEAST)
    self->message = is_online (self) ? g_strdup (_ ("Too few other carts of the store have anything in this time."))
                                     : g_strdup (_ ("Too few other carts of the store were looked at before; the median can "
                                                    "be made when Corral is online."));
  else if (self->kind == CORRAL_COMPARE_MEDIAN && self->n_carts > 0)
    /* Translators: of how many carts a median is */
    self->message = g_strdup_printf (ngettext ("Dashed: hourly median of %u other cart of the store.",
                                               "Dashed: hourly median of %u other carts of the store.", self->n_carts),
                                     self->n_carts);
  else if (self->kind == CORRAL_COMPARE_CART && self->n_pending == 0 && g_hash_table_size (self->data) == 0)
    /* Translators: %s is a cart's name: "Cart 0413" */
    self->message = g_strdup_printf (is_online (self) ? _ ("%s has nothing in this time.")
                                                      : _ ("%s was not looked at before; it can be fetched when Corral is "
                                                           "online."),
                                     self->title);
  else if (self->kind == CORRAL_COMPARE_CART)
    self->message = g_strdup_printf (_ ("Dashed: %s."), self->title);
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

/* ---- asking the cloud */

static void
asked_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (Step) step = data;
  CorralCartComparison *self = step->comparison;
  g_autoptr (GError) error = NULL;
  gboolean asked = corral_sync_fetch_telemetry_finish (CORRAL_SYNC (source), result, &error);

  if (!step_end (step))
    return;
  if (!asked)
    {
      /* The next would fail in the same way; what came before is there. */
      g_free (self->problem);
      self->problem = g_strdup (error->message);
      self->next_other = G_MAXUINT;
    }
  ask_next (self);
}

static CorralResolution
get_resolution (CorralCartComparison *self)
{
  /* The points read half a span to either side of what is seen. */
  return self->kind == CORRAL_COMPARE_MEDIAN
             ? CORRAL_RESOLUTION_HOUR
             : corral_resolution_for_span ((self->span.end_ms - self->span.start_ms) / 2);
}

/* Whole buckets: one that still fills would be kept as if it were whole. */
static CorralTimeRange
whole (CorralTimeRange span, CorralResolution resolution)
{
  gint64 bucket_ms = MAX (corral_resolution_get_bucket_ms (resolution), 1);

  return (CorralTimeRange) { span.start_ms - span.start_ms % bucket_ms, span.end_ms - span.end_ms % bucket_ms };
}

static void
ask_next (CorralCartComparison *self)
{
  CorralResolution resolution = get_resolution (self);
  CorralTimeRange span = whole (self->span, resolution);

  if (self->next_other >= MIN (g_strv_length (self->others), CORRAL_MEDIAN_CARTS))
    {
      read_now (self);
      return;
    }
  corral_sync_fetch_telemetry_async (self->context->sync, self->tenant, self->others[self->next_other++], resolution, span,
                                     self->cancellable, asked_cb, step_new (self, resolution));
}

static gboolean
is_within (CorralTimeRange inner, CorralTimeRange outer)
{
  return inner.start_ms >= outer.start_ms && inner.end_ms <= outer.end_ms;
}

/* Once all that is held has been read: whether there is more to be had. */
static void
ask_or_end (CorralCartComparison *self)
{
  gint64 now_ms = corral_clock_now_ms (self->context->clock);
  CorralTimeRange span = whole (self->span, get_resolution (self));

  if (is_online (self) && self->tenant != NULL && span.end_ms > span.start_ms
      && !(is_within (self->span, self->asked) && now_ms - self->asked_ms < STALE_MS))
    {
      self->asked = self->span;
      self->asked_ms = now_ms;
      self->next_other = 0;
      g_clear_pointer (&self->problem, g_free);
      ask_next (self);
    }
  changed (self);
}

/* ---- reading */

static void
put (CorralCartComparison *self, const char *metric, CorralSeriesData *data)
{
  if (data != NULL && corral_series_data_get_samples (data)->n > 0)
    g_hash_table_insert (self->data, g_strdup (metric), data);
  else
    {
      g_hash_table_remove (self->data, metric);
      g_clear_pointer (&data, corral_series_data_unref);
    }
}

/* The first line of each lane is compared: two to a lane would be four. */
static const char *
get_metric (guint lane)
{
  guint n;
  const CorralLane *lanes = corral_lanes_get (&n);

  return lane < n ? lanes[lane].lines[0].metric : NULL;
}

static guint
count_lanes (void)
{
  guint n;

  corral_lanes_get (&n);
  return n;
}

static void
median_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (Step) step = data;
  CorralCartComparison *self = step->comparison;
  g_autoptr (GError) error = NULL;
  guint n_carts = 0;
  g_autoptr (CorralSeries) series = corral_median_read_finish (result, &n_carts, &error);

  if (!step_end (step))
    return;
  if (series != NULL)
    {
      put (self, series->metric, corral_lane_dup_data_of_series (series));
      self->n_carts = MAX (self->n_carts, n_carts);
    }
  else
    {
      g_free (self->problem);
      self->problem = g_strdup (error->message);
    }
  read_next_median (self);
}

static void
read_next_median (CorralCartComparison *self)
{
  while (self->next_metric < count_lanes () && get_metric (self->next_metric) == NULL)
    self->next_metric++;
  if (self->next_metric >= count_lanes ())
    {
      ask_or_end (self);
      return;
    }
  corral_median_read_async (self->context->cache, self->tenant->id, self->title, (const char *const *) self->others,
                            get_metric (self->next_metric++), self->span, self->cancellable, median_cb,
                            step_new (self, CORRAL_RESOLUTION_HOUR));
}

static void
columns_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (Step) step = data;
  CorralCartComparison *self = step->comparison;
  g_autoptr (GError) error = NULL;
  g_autoptr (CorralTelemetryColumns) columns = corral_cache_load_telemetry_finish (NULL, result, &error);

  if (!step_end (step))
    return;
  if (columns == NULL)
    {
      g_free (self->problem);
      self->problem = g_strdup (error->message);
    }
  for (guint i = 0; columns != NULL && i < count_lanes (); i++)
    if (get_metric (i) != NULL)
      put (self, get_metric (i),
           columns->n_times > 0 ? corral_lane_dup_data (columns, step->resolution, step->span, get_metric (i)) : NULL);
  ask_or_end (self);
}

static char **
list_columns (CorralResolution resolution)
{
  static const char *const aspects[] = { "n", "min", "max", "sum" };
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();

  for (guint i = 0; i < count_lanes (); i++)
    {
      const char *metric = get_metric (i);

      if (metric != NULL && resolution == CORRAL_RESOLUTION_RAW)
        g_strv_builder_add (builder, metric);
      for (guint k = 0; metric != NULL && resolution != CORRAL_RESOLUTION_RAW && k < G_N_ELEMENTS (aspects); k++)
        {
          g_autofree char *name = g_strdup_printf ("%s.%s", metric, aspects[k]);

          g_strv_builder_add (builder, name);
        }
    }
  return g_strv_builder_end (builder);
}

static void
read_now (CorralCartComparison *self)
{
  CorralResolution resolution = get_resolution (self);
  CorralTimeRange span = whole (self->span, resolution);

  if (self->context == NULL || self->context->cache == NULL || self->tenant == NULL || self->others == NULL
      || self->others[0] == NULL || span.end_ms <= span.start_ms)
    {
      changed (self);
      return;
    }
  if (self->kind == CORRAL_COMPARE_MEDIAN)
    {
      self->next_metric = 0;
      self->n_carts = 0;
      read_next_median (self);
    }
  else
    {
      g_auto (GStrv) names = list_columns (resolution);

      corral_cache_load_telemetry_async (self->context->cache, self->tenant->id, self->others[0], resolution, span,
                                         (const char *const *) names, self->cancellable, columns_cb,
                                         step_new (self, resolution));
    }
}

/* ---- whom with */

static gboolean
is_called (CorralFleet *fleet, guint32 slot, const char *name)
{
  const char *label = corral_fleet_get_text (fleet, CORRAL_TABLE_CART, slot, CORRAL_CART_COL_LABEL);
  const char *serial = corral_fleet_get_text (fleet, CORRAL_TABLE_CART, slot, CORRAL_CART_COL_SERIAL);
  gsize length = strlen (name);

  if (g_strcmp0 (label, name) == 0 || g_strcmp0 (serial, name) == 0)
    return TRUE;
  return length >= 4 && serial != NULL && strlen (serial) > length && g_str_has_suffix (serial, name);
}

/* Slots of the other carts of its store, those called @name (NULL: all): (element-type guint32). */
static GArray *
list_others (CorralCartComparison *self, const char *name)
{
  CorralFleet *fleet = self->context->fleet;
  const CorralColumns *carts = corral_fleet_get_table (fleet, CORRAL_TABLE_CART);
  GArray *slots = g_array_new (FALSE, FALSE, sizeof (guint32));

  for (guint32 slot = 0; self->store != CORRAL_NO_SLOT && slot < corral_columns_get_n_slots (carts); slot++)
    if (corral_columns_exists (carts, slot)
        && corral_fleet_get_link (fleet, CORRAL_TABLE_CART, slot, CORRAL_CART_COL_STORE) == self->store
        && g_strcmp0 (corral_fleet_get_text (fleet, CORRAL_TABLE_CART, slot, CORRAL_CART_COL_ID), self->cart) != 0
        && (name == NULL || is_called (fleet, slot, name)))
      g_array_append_val (slots, slot);
  return slots;
}

static void
choose (CorralCartComparison *self, CorralCompareKind kind, char *title, const GArray *slots)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();

  begin_anew (self);
  g_hash_table_remove_all (self->data);
  g_clear_pointer (&self->problem, g_free);
  self->asked = (CorralTimeRange) { 0, 0 };
  self->n_carts = 0;
  self->kind = kind;
  g_free (self->title);
  self->title = title;
  g_strfreev (self->others);
  for (guint i = 0; slots != NULL && i < slots->len; i++)
    g_strv_builder_add (builder, corral_fleet_get_text (self->context->fleet, CORRAL_TABLE_CART,
                                                        g_array_index (slots, guint32, i), CORRAL_CART_COL_ID));
  self->others = slots != NULL ? g_strv_builder_end (builder) : NULL;
  read_now (self);
}

void
corral_cart_comparison_set_none (CorralCartComparison *self)
{
  g_return_if_fail (CORRAL_IS_CART_COMPARISON (self));

  if (self->kind != CORRAL_COMPARE_NONE)
    choose (self, CORRAL_COMPARE_NONE, NULL, NULL);
}

void
corral_cart_comparison_set_median (CorralCartComparison *self)
{
  g_autoptr (GArray) slots = NULL;

  g_return_if_fail (CORRAL_IS_CART_COMPARISON (self) && self->context != NULL);

  slots = list_others (self, NULL);
  choose (self, CORRAL_COMPARE_MEDIAN, g_strdup (_ ("Median of the store")), slots);
}

gboolean
corral_cart_comparison_set_other (CorralCartComparison *self, const char *name)
{
  g_autoptr (GArray) slots = NULL;
  g_autofree char *clean = NULL;
  g_autofree char *label = NULL;

  g_return_val_if_fail (CORRAL_IS_CART_COMPARISON (self) && self->context != NULL, FALSE);

  clean = g_strstrip (corral_text_clean (name, CORRAL_TEXT_LABEL_MAX));
  slots = *clean != '\0' ? list_others (self, clean) : NULL;
  if (slots == NULL || slots->len != 1)
    return FALSE;
  label = corral_text_clean (corral_fleet_get_text (self->context->fleet, CORRAL_TABLE_CART,
                                                    g_array_index (slots, guint32, 0), CORRAL_CART_COL_LABEL),
                             CORRAL_TEXT_LABEL_MAX);
  choose (self, CORRAL_COMPARE_CART, g_strdup_printf (_ ("Cart %s"), label), slots);
  return TRUE;
}

/* ---- life */

void
corral_cart_comparison_stop (CorralCartComparison *self)
{
  g_return_if_fail (CORRAL_IS_CART_COMPARISON (self));

  begin_anew (self);
  self->context = NULL;
}

static void
corral_cart_comparison_dispose (GObject *object)
{
  corral_cart_comparison_stop (CORRAL_CART_COMPARISON (object));
  G_OBJECT_CLASS (corral_cart_comparison_parent_class)->dispose (object);
}

static void
corral_cart_comparison_finalize (GObject *object)
{
  CorralCartComparison *self = CORRAL_CART_COMPARISON (object);

  g_clear_object (&self->cancellable);
  g_clear_pointer (&self->tenant, corral_tenant_free);
  g_hash_table_unref (self->data);
  g_strfreev (self->others);
  g_free (self->cart);
  g_free (self->title);
  g_free (self->message);
  g_free (self->problem);
  G_OBJECT_CLASS (corral_cart_comparison_parent_class)->finalize (object);
}

static void
corral_cart_comparison_class_init (CorralCartComparisonClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = corral_cart_comparison_dispose;
  G_OBJECT_CLASS (klass)->finalize = corral_cart_comparison_finalize;
  signals[SIGNAL_CHANGED] = g_signal_new ("changed", CORRAL_TYPE_CART_COMPARISON, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                          G_TYPE_NONE, 0);
}

static void
corral_cart_comparison_init (CorralCartComparison *self)
{
  self->store = CORRAL_NO_SLOT;
  self->cancellable = g_cancellable_new ();
  self->data = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) corral_series_data_unref);
}

CorralCartComparison *
corral_cart_comparison_new (CorralPageContext *context)
{
  CorralCartComparison *self = g_object_new (CORRAL_TYPE_CART_COMPARISON, NULL);

  self->context = context;
  return self;
}

void
corral_cart_comparison_set_cart (CorralCartComparison *self, const char *tenant, const char *cart, guint32 store)
{
  g_autoptr (GPtrArray) tenants = NULL;

  g_return_if_fail (CORRAL_IS_CART_COMPARISON (self) && self->context != NULL);

  self->store = store;
  if (g_strcmp0 (self->cart, cart) == 0)
    return;
  g_free (self->cart);
  self->cart = g_strdup (cart);
  g_clear_pointer (&self->tenant, corral_tenant_free);
  tenants = self->context->cache != NULL ? corral_cache_list_tenants (self->context->cache) : g_ptr_array_new ();
  for (guint i = 0; i < tenants->len && self->tenant == NULL; i++)
    if (g_strcmp0 (((const CorralTenant *) g_ptr_array_index (tenants, i))->id, tenant) == 0)
      self->tenant = corral_tenant_copy (g_ptr_array_index (tenants, i));
  corral_cart_comparison_set_none (self);
}

void
corral_cart_comparison_set_span (CorralCartComparison *self, CorralTimeRange span)
{
  g_return_if_fail (CORRAL_IS_CART_COMPARISON (self));

  if (span.start_ms == self->span.start_ms && span.end_ms == self->span.end_ms)
    return;
  self->span = span;
  if (self->kind == CORRAL_COMPARE_NONE)
    return;
  begin_anew (self);
  read_now (self);
}

CorralCompareKind
corral_cart_comparison_get_kind (CorralCartComparison *self)
{
  g_return_val_if_fail (CORRAL_IS_CART_COMPARISON (self), CORRAL_COMPARE_NONE);

  return self->kind;
}

const char *
corral_cart_comparison_get_title (CorralCartComparison *self)
{
  g_return_val_if_fail (CORRAL_IS_CART_COMPARISON (self), NULL);

  return self->title;
}

CorralSeriesData *
corral_cart_comparison_get_data (CorralCartComparison *self, const char *metric)
{
  g_return_val_if_fail (CORRAL_IS_CART_COMPARISON (self), NULL);

  return g_hash_table_lookup (self->data, metric);
}

const char *
corral_cart_comparison_get_message (CorralCartComparison *self)
{
  g_return_val_if_fail (CORRAL_IS_CART_COMPARISON (self), NULL);

  return self->message;
}

gboolean
corral_cart_comparison_is_pending (CorralCartComparison *self)
{
  g_return_val_if_fail (CORRAL_IS_CART_COMPARISON (self), FALSE);

  return self->n_pending > 0;
}
