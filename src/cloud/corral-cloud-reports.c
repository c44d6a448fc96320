/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What carts sent because they were asked to. On the cloud's thread. */
#include "config.h"

#include "corral-cloud-reports.h"

#include <string.h>

/* An hour's worth from one cart: then the oldest are forgotten, but still counted. */
#define MAX_REPORTS 3600
/* How long somebody who looks for a cart may look at where it is. */
#define FOUND_MS (15 * CORRAL_MINUTE_MS)

typedef struct
{
  GArray *times_ms; /* (owned) (element-type gint64): rising */
  gint64 n_forgotten;
} Reports;

struct _CorralCloudReports
{
  GHashTable **by_cart; /* (owned) one for each tenant (element-type utf8 Reports) */
  guint n_tenants;
};

static void
reports_free (gpointer data)
{
  Reports *reports = data;

  g_array_unref (reports->times_ms);
  g_free (reports);
}

CorralCloudReports *
corral_cloud_reports_new (guint n_tenants)
{
  CorralCloudReports *self = g_new0 (CorralCloudReports, 1);

  self->n_tenants = n_tenants;
  self->by_cart = g_new (GHashTable *, n_tenants);
  for (guint i = 0; i < n_tenants; i++)
    self->by_cart[i] = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, reports_free);
  return self;
}

void
corral_cloud_reports_free (CorralCloudReports *self)
{
  for (guint i = 0; i < self->n_tenants; i++)
    g_hash_table_unref (self->by_cart[i]);
  g_free (self->by_cart);
  g_free (self);
}

static const Reports *
find (CorralCloud *cloud, guint tenant, const char *cart)
{
  return g_hash_table_lookup (cloud->reports->by_cart[tenant], cart);
}

static gint64
get_time (const Reports *self, guint index)
{
  return g_array_index (self->times_ms, gint64, index);
}

/* How many were sent before @time_ms, or at it. */
static guint
count_until (const Reports *self, gint64 time_ms)
{
  guint n = self->times_ms->len;

  while (n > 0 && get_time (self, n - 1) > time_ms)
    n--;
  return n;
}

/* What numbers of messages made at @time_ms are higher by. */
static gint64
shift_at (const Reports *self, gint64 time_ms)
{
  return self->n_forgotten + count_until (self, time_ms);
}

gboolean
corral_cloud_reports_ask (CorralCloud *cloud, guint tenant, const char *cart, gint64 at_ms)
{
  g_autoptr (CorralBatch) sample = corral_batch_new (CORRAL_COLLECTION_VITAL);
  GHashTable *by_cart = cloud->reports->by_cart[tenant];
  Reports *reports = g_hash_table_lookup (by_cart, cart);

  if (!corral_sim_ask (cloud->sim, tenant, cart, at_ms, sample))
    return FALSE;
  /* One a moment: it has answered already. */
  if (reports != NULL && get_time (reports, reports->times_ms->len - 1) >= at_ms)
    return TRUE;
  if (reports == NULL)
    {
      reports = g_new0 (Reports, 1);
      reports->times_ms = g_array_new (FALSE, FALSE, sizeof (gint64));
      g_hash_table_insert (by_cart, g_strdup (cart), reports);
    }
  if (reports->times_ms->len == MAX_REPORTS)
    {
      g_array_remove_index (reports->times_ms, 0);
      reports->n_forgotten++;
    }
  g_array_append_val (reports->times_ms, at_ms);
  return TRUE;
}

/* Report number @index as a row of vitals into @out. */
static CorralVital *
add_report (CorralCloud *cloud, guint tenant, const char *cart, const Reports *reports, guint index, CorralBatch *out)
{
  CorralVital *row;

  if (!corral_sim_ask (cloud->sim, tenant, cart, get_time (reports, index), out))
    g_assert_not_reached (); /* it was asked before, and what is asked twice is answered alike */
  row = corral_batch_get_row (out, out->n_rows - 1);
  row->rev += shift_at (reports, row->last_message_ms);
  return row;
}

void
corral_cloud_reports_add_to_vitals (CorralCloud *cloud, guint tenant, gint64 now_ms, CorralBatch *vitals)
{
  for (guint i = 0; i < vitals->n_rows && g_hash_table_size (cloud->reports->by_cart[tenant]) > 0; i++)
    {
      CorralVital *row = corral_batch_get_row (vitals, i);
      const Reports *reports = find (cloud, tenant, row->id);
      g_autoptr (CorralBatch) newer = NULL;
      guint n;

      if (reports == NULL)
        continue;
      row->rev += shift_at (reports, row->last_message_ms);
      n = count_until (reports, now_ms);
      if (n == 0 || get_time (reports, n - 1) <= row->last_message_ms)
        continue;
      newer = corral_batch_new (CORRAL_COLLECTION_VITAL);
      add_report (cloud, tenant, row->id, reports, n - 1, newer);
      corral_batch_add_copy (vitals, CORRAL_CHANGE_PUT, corral_batch_get_row (newer, 0));
      memcpy (corral_batch_get_row (vitals, i), corral_batch_get_row (vitals, vitals->n_rows - 1),
              vitals->schema->size);
      corral_batch_drop_last (vitals);
    }
}

CorralBatch *
corral_cloud_reports_add_to_samples (CorralCloud *cloud,
                                     guint tenant,
                                     const char *cart,
                                     CorralTimeRange range,
                                     gint64 now_ms,
                                     CorralBatch *samples,
                                     GArray *missing)
{
  const Reports *reports = find (cloud, tenant, cart);
  CorralBatch *all;
  guint at = 0;

  if (reports == NULL)
    return corral_batch_ref (samples);
  all = corral_batch_new (CORRAL_COLLECTION_VITAL);
  for (guint i = 0; i < reports->times_ms->len; i++)
    {
      gint64 time_ms = get_time (reports, i);
      const guint none = 0;

      if (!corral_time_range_contains (&range, time_ms) || time_ms > now_ms)
        continue;
      for (; at < samples->n_rows; at++)
        {
          const CorralVital *row = corral_batch_get_row (samples, at);

          if (row->last_message_ms > time_ms)
            break;
          corral_batch_add_copy (all, CORRAL_CHANGE_PUT, row);
        }
      if (missing != NULL)
        g_array_insert_val (missing, all->n_rows, none);
      add_report (cloud, tenant, cart, reports, i, all);
    }
  for (; at < samples->n_rows; at++)
    corral_batch_add_copy (all, CORRAL_CHANGE_PUT, corral_batch_get_row (samples, at));
  return all;
}

/* The body says the number too, and the cart signs it. */
static void
renumber (CorralSimMessage *message, gint64 shift)
{
  g_autofree char *was = g_strdup_printf ("\"n\":%" G_GINT64_FORMAT ",", message->counter);
  g_autofree char *is = g_strdup_printf ("\"n\":%" G_GINT64_FORMAT ",", message->counter + shift);
  g_autoptr (GString) body = g_string_new (message->body);

  g_string_replace (body, was, is, 1);
  message->counter += shift;
  g_free (message->body);
  message->body = g_string_free (g_steal_pointer (&body), FALSE);
}

void
corral_cloud_reports_add_to_messages (CorralCloud *cloud,
                                      guint tenant,
                                      const char *cart,
                                      CorralTimeRange range,
                                      gint64 now_ms,
                                      GPtrArray *messages)
{
  const Reports *reports = find (cloud, tenant, cart);
  guint at = 0;

  if (reports == NULL)
    return;
  for (guint i = 0; i < messages->len; i++)
    {
      CorralSimMessage *message = g_ptr_array_index (messages, i);

      renumber (message, shift_at (reports, message->device_ms));
    }
  for (guint i = reports->times_ms->len; i > 0; i--)
    {
      gint64 time_ms = get_time (reports, i - 1);
      CorralSimMessage *message;

      if (!corral_time_range_contains (&range, time_ms) || time_ms > now_ms)
        continue;
      message = corral_sim_message_at (cloud->sim, tenant, cart, time_ms);
      renumber (message, shift_at (reports, time_ms));
      while (at < messages->len && ((CorralSimMessage *) g_ptr_array_index (messages, at))->device_ms > time_ms)
        at++;
      g_ptr_array_insert (messages, (int) at, message);
    }
}

char *
corral_cloud_reports_place (CorralCloud *cloud, guint tenant, const char *cart, gint64 now_ms)
{
  g_autoptr (CorralBatch) vital = corral_batch_new (CORRAL_COLLECTION_VITAL);
  char north[G_ASCII_DTOSTR_BUF_SIZE], east[G_ASCII_DTOSTR_BUF_SIZE];
  gint64 reported_ms = now_ms;
  double latitude, longitude;

  if (!corral_sim_place (cloud->sim, tenant, cart, &latitude, &longitude))
    g_assert_not_reached ();
  if (corral_sim_row (cloud->sim, tenant, CORRAL_COLLECTION_VITAL, cart, now_ms, vital))
    reported_ms = ((const CorralVital *) corral_batch_get_row (vital, 0))->last_message_ms;
  return g_strdup_printf ("{\"latitude\":%s,\"longitude\":%s,\"reported_ms\":%" G_GINT64_FORMAT
                          ",\"until_ms\":%" G_GINT64_FORMAT "}",
                          g_ascii_formatd (north, sizeof north, "%.6f", latitude),
                          g_ascii_formatd (east, sizeof east, "%.6f", longitude), reported_ms, now_ms + FOUND_MS);
}
