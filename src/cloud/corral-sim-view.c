/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What the cloud knows of a cart, and when it came to know it: the transitions of the cart's row. While
 * nothing arrives the row stands still, but for late (2 × the interval) and offline (3 ×, D); afterwards it
 * catches up.
 */
#include "config.h"

#include "corral-sim-private.h"

#include <string.h>

#define MAX_BREAKS 160

static gboolean
is_outage (const SimSpan *span)
{
  return span->kind <= SIM_SPAN_REVOKED;
}

const SimSpan *
sim_day_outage (const SimDay *day, gint64 time_ms)
{
  for (guint i = 0; i < day->n_spans; i++)
    if (is_outage (&day->spans[i]) && day->spans[i].start <= time_ms && time_ms < day->spans[i].end)
      return &day->spans[i];
  return NULL;
}

static const SimSpan *
find_span (const SimDay *day, SimSpanKind kind, gint64 time_ms)
{
  for (guint i = 0; i < day->n_spans; i++)
    if (day->spans[i].kind == kind && day->spans[i].start <= time_ms && time_ms < day->spans[i].end)
      return &day->spans[i];
  return NULL;
}

/* The last health sample made before @time_ms within the day, and the interval that it was made at. */
static gint64
last_sample (const SimDay *day, gint64 time_ms, gint64 *interval_ms)
{
  const SimSegment *segment;
  gint64 interval;

  if (time_ms <= day->start)
    {
      *interval_ms = sim_interval_s (SIM_SEGMENT_DOCK) * CORRAL_SECOND_MS;
      return time_ms;
    }
  segment = &day->segments[sim_day_find_segment (day, time_ms - 1)];
  interval = sim_interval_s (segment->kind) * CORRAL_SECOND_MS;
  *interval_ms = interval;
  return segment->start + (time_ms - 1 - segment->start) / interval * interval;
}

static void
actual_row (CorralSim *sim, const SimDay *day, gint64 at, SimTransition *row)
{
  const SimSegment *segment = &day->segments[sim_day_find_segment (day, at)];
  const SimSpan *span;
  gint64 interval;
  double current = 0;

  row->at = row->state_since = at + SIM_VISIBLE_MS;
  row->last_message = last_sample (day, at + 1, &interval);
  row->fault = 0;
  row->reason = 0;
  row->trip = segment->trip;
  if (segment->kind == SIM_SEGMENT_DOCK)
    sim_segment_battery (segment, at, sim_cart_capacity (sim, day->cart, day->day), &current);
  row->state = segment->trip >= 0 ? CORRAL_CART_IN_USE
               : current > 0      ? CORRAL_CART_CHARGING
                                  : CORRAL_CART_IDLE;

  if (row->state == CORRAL_CART_IDLE && (span = find_span (day, SIM_SPAN_LOW, at)) != NULL)
    row->state = CORRAL_CART_LOW_BATTERY;
  if ((span = find_span (day, SIM_SPAN_AWAY, at)) != NULL)
    {
      row->state = CORRAL_CART_OFF_PREMISES;
      row->state_since = span->start + SIM_VISIBLE_MS;
    }
  if ((span = find_span (day, SIM_SPAN_FAULT, at)) != NULL)
    {
      row->state = CORRAL_CART_FAULT;
      row->fault = span->what;
      row->state_since = span->start + SIM_VISIBLE_MS;
    }
  if ((span = find_span (day, SIM_SPAN_UPDATING, at)) != NULL)
    {
      row->state = CORRAL_CART_UPDATING;
      row->state_since = span->start + SIM_VISIBLE_MS;
    }
  if ((span = find_span (day, SIM_SPAN_OUT_OF_SERVICE, at)) != NULL)
    {
      row->state = CORRAL_CART_OUT_OF_SERVICE;
      row->reason = span->what;
      row->state_since = span->start + SIM_VISIBLE_MS;
    }
}

/* What an outage lets show: nothing, until the messages are missed. */
static void
hidden_row (const SimDay *day,
            const SimSpan *outage,
            gint64 at,
            const SimTransition *last,
            SimTransition *row)
{
  gint64 interval;
  gint64 heard = last_sample (day, outage->start, &interval);

  if (last != NULL)
    *row = *last;
  else
    *row = (SimTransition){ .state = CORRAL_CART_IDLE, .trip = -1, .last_message = heard };
  if (outage->kind == SIM_SPAN_REVOKED)
    row->state = CORRAL_CART_REVOKED;
  else if (at >= heard + 3 * interval)
    row->state = CORRAL_CART_OFFLINE;
  else if (at >= heard + 2 * interval)
    row->state = CORRAL_CART_LATE;
  else if (last == NULL)
    row->state = CORRAL_CART_OTHER; /* not to be told */
  row->last_message = MAX (heard, row->last_message);
  row->at = row->state_since = at + SIM_VISIBLE_MS;
}

static gboolean
same_row (const SimTransition *a, const SimTransition *b)
{
  return a->state == b->state && a->fault == b->fault && a->reason == b->reason && a->trip == b->trip;
}

static int
compare_times (gconstpointer a, gconstpointer b)
{
  gint64 x = *(const gint64 *) a;
  gint64 y = *(const gint64 *) b;

  return (x > y) - (x < y);
}

static guint
collect_breaks (CorralSim *sim, const SimDay *day, gint64 *breaks)
{
  double capacity = sim_cart_capacity (sim, day->cart, day->day);
  guint n = 0;

  for (guint i = 0; i < day->n_segments; i++)
    {
      const SimSegment *segment = &day->segments[i];

      breaks[n++] = segment->start;
      if (segment->kind == SIM_SEGMENT_DOCK)
        {
          /* The moment it is full, to the second. */
          gint64 low = segment->start;
          gint64 high = sim_segment_end (day, i);
          double ma;

          sim_segment_battery (segment, low, capacity, &ma);
          if (ma > 0)
            sim_segment_battery (segment, high, capacity, &ma);
          else
            ma = 1;
          if (ma <= 0)
            {
              while (high - low > CORRAL_SECOND_MS)
                {
                  gint64 middle = (low + high) / 2;

                  sim_segment_battery (segment, middle, capacity, &ma);
                  if (ma > 0)
                    low = middle;
                  else
                    high = middle;
                }
              breaks[n++] = high;
            }
        }
    }
  for (guint i = 0; i < day->n_spans && n + 4 < MAX_BREAKS; i++)
    {
      const SimSpan *span = &day->spans[i];

      breaks[n++] = span->start;
      breaks[n++] = span->end;
      if (span->kind == SIM_SPAN_OUTAGE || span->kind == SIM_SPAN_LOST)
        {
          gint64 interval;
          gint64 heard = last_sample (day, span->start, &interval);

          if (heard + 2 * interval < span->end)
            breaks[n++] = heard + 2 * interval;
          if (heard + 3 * interval < span->end)
            breaks[n++] = heard + 3 * interval;
        }
    }
  qsort (breaks, n, sizeof (gint64), compare_times);
  return n;
}

guint
sim_day_transitions (CorralSim *sim, const SimDay *day, SimTransition *out, guint max, gint64 *hidden_since)
{
  gint64 breaks[MAX_BREAKS];
  guint n_breaks = collect_breaks (sim, day, breaks);
  const SimSpan *at_start = sim_day_outage (day, day->start);
  guint n = 0;

  *hidden_since = at_start != NULL ? at_start->start : CORRAL_UNKNOWN;
  for (guint i = 0; i < n_breaks; i++)
    {
      const SimTransition *last = n > 0 ? &out[n - 1] : NULL;
      const SimSpan *outage;
      SimTransition row;
      gint64 at = breaks[i];

      if (at < day->start || at >= day->end || (i > 0 && at == breaks[i - 1]))
        continue;
      outage = sim_day_outage (day, at);
      if (outage == NULL)
        actual_row (sim, day, at, &row);
      else if (outage->start < day->start - 3 * 300 * CORRAL_SECOND_MS)
        continue; /* told on the day when it began */
      else
        hidden_row (day, outage, at, last, &row);
      if (row.state == CORRAL_CART_OTHER || (last != NULL && same_row (last, &row)) || n == max)
        continue;
      if (last != NULL && last->state == row.state)
        row.state_since = last->state_since;
      out[n++] = row;
    }
  return n;
}

const SimDay *
sim_day_get (CorralSim *sim, guint cart, gint32 day)
{
  SimDay **slot = &sim->days[cart * 2 + ((guint32) day & 1)];

  if (*slot == NULL || (*slot)->day != day)
    {
      g_free (*slot);
      *slot = sim_day_new (sim, cart, day);
    }
  return *slot;
}

gboolean
sim_cart_view (CorralSim *sim, guint cart, gint64 now_ms, SimView *view)
{
  gint32 day;

  if (sim->carts[cart].never_seen)
    return FALSE;
  day = sim_cart_day_at (sim, cart, now_ms);
  for (;;)
    {
      const SimDay *d = sim_day_get (sim, cart, day);
      gint32 before;

      for (guint i = d->n_transitions; i > 0; i--)
        if (d->transitions[i - 1].at <= now_ms)
          {
            view->row = d->transitions[i - 1];
            view->day = day;
            /* Late and offline told early in the day while its start is hidden: the last boot is the day
             * before's. */
            if (CORRAL_IS_KNOWN (d->hidden_since)
                && (view->row.state == CORRAL_CART_LATE || view->row.state == CORRAL_CART_OFFLINE)
                && view->row.last_message < d->start)
              view->day = day - 1;
            if (view->row.trip >= 0)
              view->trip = d->trips[view->row.trip];
            return TRUE;
          }
      before = CORRAL_IS_KNOWN (d->hidden_since) ? sim_cart_day_at (sim, cart, d->hidden_since) : day - 1;
      day = MIN (before, day - 1);
    }
}

void
sim_cart_service (CorralSim *sim,
                  guint cart,
                  gint32 day,
                  const gint64 *bounds,
                  guint n_hours,
                  double *good,
                  double *all)
{
  const SimDay *d;
  SimTransition row;
  SimView view;
  gint64 at = bounds[0];
  guint hour = 0;
  guint i = 0;

  if (!sim_cart_view (sim, cart, at, &view))
    return;
  row = view.row;
  d = sim_day_get (sim, cart, day);
  while (i < d->n_transitions && d->transitions[i].at <= at)
    i++;
  while (hour < n_hours)
    {
      gint64 until = i < d->n_transitions ? MIN (d->transitions[i].at, bounds[hour + 1]) : bounds[hour + 1];
      double length = (double) (until - at);

      /* D: taken out by people, revoked or not yet there does not count; broken, lost or silent counts
       * against. */
      if (row.state != CORRAL_CART_OUT_OF_SERVICE && row.state != CORRAL_CART_REVOKED)
        {
          all[hour] += length;
          if (row.state != CORRAL_CART_FAULT && row.state != CORRAL_CART_OFFLINE
              && row.state != CORRAL_CART_OFF_PREMISES)
            good[hour] += length;
        }
      at = until;
      if (at >= bounds[hour + 1])
        hour++;
      else
        row = d->transitions[i++];
    }
}
