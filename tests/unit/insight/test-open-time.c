/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How long a store is open within a span: nights on which clocks change, spans over midnight, and what is not known. */
#include "corral-open-time.h"

#include "corral-time.h"

#include <string.h>

static CorralFleet *
make_fleet (const char *hours, const char *zone)
{
  const CorralSchema *schema = corral_collection_get_schema (CORRAL_COLLECTION_STORE);
  CorralFleet *fleet = corral_fleet_new (NULL);
  char name[] = "c";
  CorralTenant tenant = { .id = name, .name = name };
  CorralStore store;

  corral_fleet_put_tenant (fleet, &tenant);
  corral_row_clear (schema, &store);
  store.id = store.name = "s";
  store.rev = 1;
  store.number = 1;
  store.opening_hours = hours;
  store.time_zone = zone;
  corral_fleet_put (fleet, "c", schema, &store);
  corral_fleet_flush (fleet);
  return fleet;
}

static gint64
at (const char *utc)
{
  g_autoptr (GDateTime) moment = g_date_time_new_from_iso8601 (utc, NULL);

  g_assert_nonnull (moment);
  return g_date_time_to_unix (moment) * 1000;
}

static const struct
{
  const char *hours, *zone, *from, *to;
  double open_h; /* below 0: not known */
} cases[] = {
  { "Mo-Su 08:00-20:00", "Europe/Berlin", "2026-11-26T10:00:00Z", "2026-11-26T11:30:00Z", 1.5 },
  { "Mo-Su 08:00-20:00", "Europe/Berlin", "2026-11-26T18:00:00Z", "2026-11-27T08:00:00Z", 2 },
  { "Mo-Su 08:00-20:00", "Europe/Berlin", "2026-11-20T00:00:00Z", "2026-11-27T00:00:00Z", 84 },
  { "Mo-Sa 08:00-20:00", "Europe/Berlin", "2026-11-20T00:00:00Z", "2026-11-27T00:00:00Z", 72 },
  { "Fr 20:00-02:00", "Europe/Berlin", "2026-11-27T00:00:00Z", "2026-11-29T00:00:00Z", 6 },
  { "24/7", "Europe/Berlin", "2026-11-01T00:00:00Z", "2026-11-03T00:00:00Z", 48 },
  { "24/7", "Asia/Kathmandu", "2026-11-01T00:00:00Z", "2026-11-03T00:10:00Z", 48.1666667 },
  /* Clocks go back at 01:00 UTC on 25 October 2026: the night is an hour longer; forward on 28 March 2027. */
  { "Mo-Su 00:00-06:00", "Europe/Berlin", "2026-10-24T22:00:00Z", "2026-10-25T12:00:00Z", 7 },
  { "Mo-Su 00:00-06:00", "Europe/Berlin", "2027-03-27T23:00:00Z", "2027-03-28T12:00:00Z", 5 },
  { "Mo-Su 08:00-20:00", "Europe/Berlin", "2026-10-24T12:00:00Z", "2026-10-26T12:00:00Z", 23 },
  { "Mo-Su 02:15-02:45", "Europe/Berlin", "2027-03-27T23:00:00Z", "2027-03-28T12:00:00Z", 0 },
  { "Sa 22:00-04:00", "Europe/Berlin", "2026-10-24T12:00:00Z", "2026-10-25T12:00:00Z", 7 },
  { "Mo-Su 08:00-20:00", "Europe/Berlin", "2026-11-26T11:00:00Z", "2026-11-26T11:00:00Z", 0 },
  { "Mo-Su 08:00-20:00", "Europe/Berlin", "2026-11-26T11:00:00Z", "2026-11-26T10:00:00Z", 0 },
  { NULL, "Europe/Berlin", "2026-11-26T10:00:00Z", "2026-11-26T11:00:00Z", -1 },
  { "whenever", "Europe/Berlin", "2026-11-26T10:00:00Z", "2026-11-26T11:00:00Z", -1 },
  { "Mo-Su 08:00-20:00", "Mars/Olympus", "2026-11-26T10:00:00Z", "2026-11-26T11:00:00Z", -1 },
  { "Mo-Su 08:00-20:00", NULL, "2026-11-26T10:00:00Z", "2026-11-26T11:00:00Z", -1 },
  { "24/7", "Mars/Olympus", "2026-11-26T10:00:00Z", "2026-11-26T11:00:00Z", -1 },
};

static void
test_cases (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (CorralFleet) fleet = make_fleet (cases[i].hours, cases[i].zone);
      g_autoptr (CorralOpenTimes) times = corral_open_times_new ();

      /* Twice: what is remembered says the same. */
      for (guint round = 0; round < 2; round++)
        {
          gint64 open_ms = corral_open_times_measure (times, fleet, 0, at (cases[i].from), at (cases[i].to));

          if (cases[i].open_h < 0)
            g_assert_false (CORRAL_IS_KNOWN (open_ms));
          else
            g_assert_cmpfloat_with_epsilon ((double) open_ms / 3600000.0, cases[i].open_h, 1e-6);
        }
    }
}

/* In whatever pieces it is asked, in whatever order: the pieces make the whole. */
static void
test_pieces (void)
{
  g_autoptr (CorralFleet) fleet = make_fleet ("Mo-Fr 07:00-22:00; Sa 08:00-23:30; Su 11:00-17:00", "America/Chicago");
  g_autoptr (CorralOpenTimes) times = corral_open_times_new ();
  gint64 from_ms = at ("2026-10-25T05:17:00Z"), to_ms = at ("2026-11-09T03:03:00Z");
  gint64 whole_ms = corral_open_times_measure (times, fleet, 0, from_ms, to_ms);

  for (gint64 step_ms = 37000; step_ms < CORRAL_DAY_MS; step_ms *= 7)
    {
      gint64 forward_ms = 0, backward_ms = 0;

      for (gint64 t = from_ms; t < to_ms; t += step_ms)
        forward_ms += corral_open_times_measure (times, fleet, 0, t, MIN (t + step_ms, to_ms));
      for (gint64 t = to_ms; t > from_ms; t -= step_ms)
        backward_ms += corral_open_times_measure (times, fleet, 0, MAX (t - step_ms, from_ms), t);
      g_assert_cmpint (forward_ms, ==, whole_ms);
      g_assert_cmpint (backward_ms, ==, whole_ms);
    }
}

static void
test_no_store (void)
{
  g_autoptr (CorralFleet) fleet = make_fleet ("24/7", "UTC");
  g_autoptr (CorralOpenTimes) times = corral_open_times_new ();

  g_assert_false (CORRAL_IS_KNOWN (corral_open_times_measure (times, fleet, CORRAL_NO_SLOT, 0, 1000)));
  g_assert_cmpint (corral_open_times_measure (times, fleet, 0, CORRAL_UNKNOWN, 1000), ==, 0);
  g_assert_cmpint (corral_open_times_measure (times, fleet, 0, 0, at ("2026-11-26T10:00:00Z")), ==, 90 * CORRAL_DAY_MS);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/open-time/cases", test_cases);
  g_test_add_func ("/open-time/pieces", test_pieces);
  g_test_add_func ("/open-time/no-store", test_no_store);
  return g_test_run ();
}
