/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Series in memory: a time vector and columns of values. Filled by one thread, constant once
 * shared. */
#include "config.h"

#include "corral-telemetry.h"

#include <math.h>
#include <string.h>

CorralTelemetryColumns *
corral_telemetry_columns_new (guint n_times, const char *const *names)
{
  CorralTelemetryColumns *self = g_new0 (CorralTelemetryColumns, 1);

  g_atomic_ref_count_init (&self->ref_count);
  self->n_times = n_times;
  self->times_ms = g_new0 (gint64, MAX (n_times, 1));
  self->names = g_strdupv ((char **) names);
  self->n_columns = g_strv_length (self->names);
  self->values = g_new0 (double *, MAX (self->n_columns, 1));
  for (guint c = 0; c < self->n_columns; c++)
    {
      self->values[c] = g_new (double, MAX (n_times, 1));
      for (guint i = 0; i < n_times; i++)
        self->values[c][i] = (double) NAN;
    }
  self->gaps = g_array_new (FALSE, FALSE, sizeof (CorralTimeRange));
  return self;
}

CorralTelemetryColumns *
corral_telemetry_columns_ref (CorralTelemetryColumns *self)
{
  g_atomic_ref_count_inc (&self->ref_count);
  return self;
}

void
corral_telemetry_columns_unref (CorralTelemetryColumns *self)
{
  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;
  for (guint c = 0; c < self->n_columns; c++)
    g_free (self->values[c]);
  g_free (self->values);
  g_free (self->times_ms);
  g_strfreev (self->names);
  g_strfreev (self->words);
  g_array_unref (self->gaps);
  g_free (self);
}

const double *
corral_telemetry_columns_get (const CorralTelemetryColumns *self, const char *name)
{
  for (guint c = 0; c < self->n_columns; c++)
    if (strcmp (self->names[c], name) == 0)
      return self->values[c];
  return NULL;
}

const char *
corral_telemetry_columns_get_word (const CorralTelemetryColumns *self, double value)
{
  guint n = self->words != NULL ? g_strv_length (self->words) : 0;

  return value >= 0 && value < n ? self->words[(guint) value] : NULL;
}
