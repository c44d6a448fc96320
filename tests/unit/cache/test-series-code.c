/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Points packed into blobs and back. */
#include "corral-random.h"
#include "corral-series-code.h"

#include <math.h>
#include <string.h>

#define MAX_POINTS 4000

typedef struct
{
  const char *name;
  guint8 scale;    /* expected */
  guint max_bytes; /* a point, on the average */
  double (*value) (CorralRandom *random, guint i);
} Kind;

static double
steady_percent (CorralRandom *random, guint i)
{
  return 90 - i / 60;
}

static double
temperature (CorralRandom *random, guint i)
{
  return (double) corral_random_int (random, -200, 400) / 10;
}

static double
with_unknowns (CorralRandom *random, guint i)
{
  return i % 3 == 0 ? (double) NAN : (double) corral_random_int (random, -90, -30);
}

static double
all_unknown (CorralRandom *random, guint i)
{
  return (double) NAN;
}

static double
any_double (CorralRandom *random, guint i)
{
  guint64 bits = corral_random_next (random);
  double value;

  memcpy (&value, &bits, sizeof value);
  return i % 5 == 0 ? -0.0 : isnan (value) ? 1.0 / 3 : value;
}

static double
huge_whole (CorralRandom *random, guint i)
{
  return i % 2 ? 9007199254740991.0 : -9007199254740991.0;
}

static const Kind kinds[] = {
  { "percent", 0, 2, steady_percent }, { "temperature", 1, 3, temperature },
  { "unknowns", 0, 3, with_unknowns }, { "nothing", 0, 2, all_unknown },
  { "doubles", 255, 9, any_double },   { "huge", 0, 10, huge_whole },
};

static void
test_round_trip (gconstpointer data)
{
  const Kind *kind = data;
  CorralRandom random = corral_random_seeded (7, 0, 0, 0);
  g_autofree gint64 *times = g_new (gint64, MAX_POINTS);
  g_autofree double *values = g_new (double, MAX_POINTS);
  g_autoptr (GByteArray) blob = g_byte_array_new ();
  g_autoptr (GArray) times_back = g_array_new (FALSE, FALSE, sizeof (gint64));
  g_autoptr (GArray) values_back = g_array_new (FALSE, FALSE, sizeof (double));
  gint64 time = 1760000000000;
  guint8 scale;
  guint at = 0;

  for (guint i = 0; i < MAX_POINTS; i++)
    {
      /* A minute, now and then a hole. */
      time += i % 500 == 499 ? 7200000 : 60000;
      times[i] = time;
      values[i] = kind->value (&random, i);
    }
  scale = corral_series_find_scale (values, MAX_POINTS);
  g_assert_cmpuint (scale, ==, kind->scale);
  while (at < MAX_POINTS)
    {
      guint n = corral_series_encode (times + at, values + at, MAX_POINTS - at, scale, blob);

      g_assert_cmpuint (n, >, 0);
      g_assert_cmpuint (blob->len, <=, CORRAL_SERIES_BLOB_MAX);
      g_assert_cmpuint (blob->len, <=, n * kind->max_bytes + 64);
      g_assert_true (corral_series_decode (blob->data, blob->len, times_back, values_back));
      at += n;
    }
  g_assert_cmpuint (times_back->len, ==, MAX_POINTS);
  g_assert_cmpmem (times_back->data, MAX_POINTS * sizeof (gint64), times,
                   MAX_POINTS * sizeof (gint64));
  for (guint i = 0; i < MAX_POINTS; i++)
    {
      double back = g_array_index (values_back, double, i);

      if (isnan (values[i]))
        g_assert_true (isnan (back));
      else
        g_assert_cmpmem (&back, sizeof back, &values[i], sizeof back);
    }
}

static void
test_damage_is_found_or_harmless (void)
{
  gint64 times[200];
  double values[200];
  g_autoptr (GByteArray) blob = g_byte_array_new ();
  g_autoptr (GArray) times_back = g_array_new (FALSE, FALSE, sizeof (gint64));
  g_autoptr (GArray) values_back = g_array_new (FALSE, FALSE, sizeof (double));
  CorralRandom random = corral_random_seeded (11, 0, 0, 0);

  for (guint i = 0; i < G_N_ELEMENTS (times); i++)
    {
      times[i] = 1760000000000 + i * 60000;
      values[i] = i;
    }
  corral_series_encode (times, values, G_N_ELEMENTS (times), 0, blob);

  g_assert_false (corral_series_decode (blob->data, 0, times_back, values_back));
  g_assert_false (corral_series_decode (blob->data, 1, times_back, values_back));
  /* Cut inside of a point. */
  g_assert_false (corral_series_decode (blob->data, blob->len - 1, times_back, values_back));
  g_assert_cmpuint (times_back->len, ==, 0);
  g_assert_cmpuint (values_back->len, ==, 0);
  for (guint i = 0; i < 20000; i++)
    {
      g_autofree guint8 *bytes = g_memdup2 (blob->data, blob->len);

      for (guint k = 0; k < 4; k++)
        bytes[corral_random_int (&random, 0, blob->len)] = (guint8) corral_random_next (&random);
      g_array_set_size (times_back, 0);
      g_array_set_size (values_back, 0);
      corral_series_decode (bytes, (gsize) corral_random_int (&random, 0, blob->len + 1),
                            times_back, values_back);
      g_assert_cmpuint (times_back->len, ==, values_back->len);
      for (guint k = 1; k < times_back->len; k++)
        g_assert_cmpint (g_array_index (times_back, gint64, k - 1), !=,
                         g_array_index (times_back, gint64, k));
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    {
      g_autofree char *path = g_strconcat ("/cache/series-code/round-trip/", kinds[i].name, NULL);

      g_test_add_data_func (path, &kinds[i], test_round_trip);
    }
  g_test_add_func ("/cache/series-code/damage", test_damage_is_found_or_harmless);
  return g_test_run ();
}
