/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The book as bytes: it goes on from them as if it had never stopped, and damage is noticed. */
#include "incident-fixture.h"

#include "corral-time.h"

#include <gio/gio.h>
#include <string.h>

/* A book with something of everything: open, recovered, closed, merged, members that left, that flap, by chains. */
static World *
make_world (void)
{
  const WorldSize size = { .n_chains = 2, .n_stores = 6, .per_store = 10, .hours = "Mo-Su 08:00-20:00" };
  World *world = world_new (&size);

  world_look (world);
  world_silence (world, 0, 20);
  world_look_for (world, 16);
  world_find (world, CORRAL_RULE_STORE_SILENT, "", 0, 10, world->now_ms);
  world_look_for (world, 7);
  world_find (world, CORRAL_RULE_CARRIER, "Norvia", 0, 20, world->now_ms - 23 * CORRAL_MINUTE_MS);
  world_find (world, CORRAL_RULE_CALIBRATION, "L3", 30, 8, CORRAL_UNKNOWN);
  world_find_store (world, CORRAL_RULE_BELOW_TARGET, 5, CORRAL_UNKNOWN)->value = 91.5;
  world_look_for (world, 20);
  world_find_nothing (world);
  world_find (world, CORRAL_RULE_CARRIER, "Norvia", 4, 16, CORRAL_UNKNOWN);
  world_hear (world, 0, 4);
  world_look_for (world, 100);
  g_assert_cmpuint (world_count (world, CORRAL_INCIDENT_OPEN), ==, 1);
  g_assert_cmpuint (world_count (world, CORRAL_INCIDENT_MERGED), ==, 1);
  g_assert_cmpuint (world_count (world, CORRAL_INCIDENT_RECOVERED) + world_count (world, CORRAL_INCIDENT_CLOSED), ==, 2);
  return world;
}

static void
append_line (GString *text, const CorralIncident *i)
{
  g_string_append_printf (text, "%s %u %u %u %u %s %s %s %s %ld %ld %ld %ld %ld %s %u %u %u %u %u %u %u %u %.3f %.3f %.3f\n",
                          i->id, i->rule, i->severity, i->cause, i->state, i->chain, i->store, i->detail, i->region,
                          (long) i->began_ms, (long) i->raised_ms, (long) i->known_ms, (long) i->recovered_ms,
                          (long) i->closed_ms, i->merged_into, i->n_carts, i->n_stores, i->n_regions, i->most_carts,
                          i->most_stores, i->n_worked_on, i->n_hours_unknown, i->n_times_back, i->open_hours_lost, i->value,
                          i->target);
  for (guint k = 0; k < i->members->len; k++)
    {
      const CorralIncidentMember *m = i->members->pdata[k];

      g_string_append_printf (text, "  %s %s %s %ld %ld %ld %u %d %d %d %u %ld %ld %ld\n", m->id, m->chain, m->store,
                              (long) m->joined_ms, (long) m->left_ms, (long) m->heard_ms, m->n_joins, m->by_hand,
                              m->worked_on, m->hours_known, m->quiet, (long) m->gap_ms, (long) m->n_trips,
                              (long) m->n_missing);
    }
  for (guint k = 0; k < i->points->len; k++)
    {
      const CorralIncidentPoint *p = &g_array_index (i->points, CorralIncidentPoint, k);

      g_string_append_printf (text, "  . %ld %u %u %u %u\n", (long) p->time_ms, p->n_carts, p->n_stores, p->n_regions,
                              p->severity);
    }
  for (guint k = 0; k < i->events->len; k++)
    {
      const CorralIncidentEvent *e = &g_array_index (i->events, CorralIncidentEvent, k);

      g_string_append_printf (text, "  ! %u %ld %u %u %ld %ld %ld\n", e->kind, (long) e->time_ms, e->n_carts, e->n_stores,
                              (long) e->value_ms, (long) e->n_trips, (long) e->n_missing);
    }
  for (guint k = 0; k < i->symptoms->len; k++)
    g_string_append_printf (text, "  = %s\n", (char *) i->symptoms->pdata[k]);
  for (guint k = 0; k < CORRAL_N_QUIET; k++)
    g_string_append_printf (text, " %u", i->quiet[k]);
}

static char *
dump (CorralIncidentBook *book)
{
  GPtrArray *incidents = corral_incident_book_get_incidents (book);
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < incidents->len; i++)
    append_line (text, incidents->pdata[i]);
  return g_string_free (text, FALSE);
}

static void
test_round (void)
{
  g_autoptr (World) world = make_world ();
  g_autoptr (GBytes) bytes = corral_incident_book_save (world->book);
  g_autoptr (CorralIncidentBook) other = corral_incident_book_new (&world->settings);
  g_autofree char *before = dump (world->book);
  g_autofree char *after = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_true (corral_incident_book_load (other, bytes, &error));
  g_assert_no_error (error);
  after = dump (other);
  g_assert_cmpstr (before, ==, after);
  g_assert_cmpint (corral_incident_book_get_known_ms (other), ==, corral_incident_book_get_known_ms (world->book));
}

/* The one that was saved and read, and the one that never stopped, go on alike. */
static void
test_goes_on (void)
{
  g_autoptr (World) world = make_world ();
  g_autoptr (GBytes) bytes = corral_incident_book_save (world->book);
  CorralIncidentBook *other = corral_incident_book_new (&world->settings);
  CorralIncidentBook *never = world->book;

  g_assert_true (corral_incident_book_load (other, bytes, NULL));
  for (guint i = 0; i < 200; i++)
    {
      world_find_nothing (world);
      if (i < 20)
        world_find (world, CORRAL_RULE_CARRIER, "Norvia", 4, 16, CORRAL_UNKNOWN);
      else
        world_hear (world, 0, 20);
      world_pass (world, CORRAL_MINUTE_MS);
      world_look (world);
      world->book = other;
      world_look (world);
      world->book = never;
      if (i % 10 == 9)
        {
          g_autofree char *a = dump (never);
          g_autofree char *b = dump (other);

          g_assert_cmpstr (a, ==, b);
        }
    }
  g_assert_cmpuint (world_count (world, CORRAL_INCIDENT_OPEN), ==, 0);
  corral_incident_book_free (other);
}

static void
check_damaged (CorralIncidentBook *book, const guint8 *data, gsize size)
{
  g_autoptr (GBytes) bytes = g_bytes_new (data, size);
  g_autoptr (GError) error = NULL;

  g_assert_false (corral_incident_book_load (book, bytes, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA);
  g_assert_cmpuint (corral_incident_book_get_incidents (book)->len, ==, 0);
  g_assert_false (CORRAL_IS_KNOWN (corral_incident_book_get_known_ms (book)));
}

static void
test_damage (void)
{
  g_autoptr (World) world = make_world ();
  g_autoptr (GBytes) bytes = corral_incident_book_save (world->book);
  g_autoptr (CorralIncidentBook) other = corral_incident_book_new (&world->settings);
  gsize size;
  const guint8 *data = g_bytes_get_data (bytes, &size);
  g_autofree guint8 *copy = g_memdup2 (data, size);

  for (gsize cut = 0; cut < size; cut += 1 + cut / 40)
    check_damaged (other, data, cut);
  for (gsize at = 0; at < size; at += 97)
    {
      copy[at] ^= 0x20;
      check_damaged (other, copy, size);
      copy[at] ^= 0x20;
    }
  check_damaged (other, NULL, 0);
  g_assert_true (corral_incident_book_load (other, bytes, NULL));
}

/* A checksum that is right over nonsense: every field is looked at all the same. */
static void
test_nonsense (void)
{
  g_autoptr (World) world = make_world ();
  g_autoptr (GBytes) bytes = corral_incident_book_save (world->book);
  g_autoptr (CorralIncidentBook) other = corral_incident_book_new (&world->settings);
  gsize size, head = strlen ("corral-incidents 1\n") + 64;
  const guint8 *data = g_bytes_get_data (bytes, &size);
  g_autofree guint8 *copy = g_malloc (size);
  guint n_read = 0, n_refused = 0;

  for (guint round = 0; round < 3000; round++)
    {
      gsize cut = round % 3 == 0 ? (gsize) g_test_rand_int_range ((int) head, (int) size) : size;
      g_autofree char *sum = NULL;
      g_autoptr (GBytes) damaged = NULL;

      memcpy (copy, data, size);
      for (guint i = 0; i < 1 + round % 4; i++)
        copy[g_test_rand_int_range ((int) head, (int) size)] = (guint8) g_test_rand_int_range (0, 256);
      sum = g_compute_checksum_for_data (G_CHECKSUM_SHA256, copy + head, cut - head);
      memcpy (copy + head - 64, sum, 64);
      damaged = g_bytes_new (copy, cut);
      if (corral_incident_book_load (other, damaged, NULL))
        {
          CorralIncidentBook *never = world->book;

          n_read++;
          /* What it is then is nonsense, but no crash. */
          world->book = other;
          world_look (world);
          world->book = never;
        }
      else
        n_refused++;
    }
  g_assert_cmpuint (n_read, >, 0);
  g_assert_cmpuint (n_refused, >, 100);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/incident-code/round", test_round);
  g_test_add_func ("/incident-code/goes-on", test_goes_on);
  g_test_add_func ("/incident-code/damage", test_damage);
  g_test_add_func ("/incident-code/nonsense", test_nonsense);
  return g_test_run ();
}
