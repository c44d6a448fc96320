/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What telemetry can tell over time. Constant data and pure functions, any thread. */
#include "config.h"

#include "corral-metric.h"

#include <math.h>
#include <string.h>

static const CorralMetricKind kinds[] = {
#define CORRAL_KIND(name, kind) CORRAL_METRIC_##kind,
  CORRAL_METRICS (CORRAL_KIND)
#undef CORRAL_KIND
};

static const char *const names[] = {
#define CORRAL_NAME(name, kind) #name,
  CORRAL_METRICS (CORRAL_NAME)
#undef CORRAL_NAME
  NULL,
};

static const char *const uplinks[] = {
  [CORRAL_UPLINK_NONE] = "none",
  [CORRAL_UPLINK_LTEM] = "ltem",
  [CORRAL_UPLINK_WIFI] = "wifi",
};

const char *const *
corral_metric_get_names (void)
{
  return names;
}

gboolean
corral_metric_find (const char *name, CorralMetricKind *kind)
{
  for (guint i = 0; names[i] != NULL; i++)
    if (strcmp (names[i], name) == 0)
      {
        if (kind != NULL)
          *kind = kinds[i];
        return TRUE;
      }
  return FALSE;
}

const char *
corral_uplink_to_word (double value)
{
  for (guint i = 0; i < G_N_ELEMENTS (uplinks); i++)
    if (value == i)
      return uplinks[i];
  return NULL;
}

int
corral_uplink_from_word (const char *word)
{
  for (guint i = 0; i < G_N_ELEMENTS (uplinks); i++)
    if (g_strcmp0 (word, uplinks[i]) == 0)
      return (int) i;
  return -1;
}

double
corral_metric_lateness_s (double arrival_delay_s, double clock_skew_s)
{
  double corrected = arrival_delay_s + clock_skew_s;

  if (isnan (arrival_delay_s))
    return arrival_delay_s;
  if (!isnan (corrected) && fabs (corrected) < fabs (arrival_delay_s))
    arrival_delay_s = corrected;
  return MAX (arrival_delay_s, 0);
}
