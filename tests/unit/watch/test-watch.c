/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The watch over a small fleet: what it finds reaches the source and is told once, is kept over a start, survives a damaged
 * file, and a second process only reads. */
#include "corral-freshness.h"
#include "corral-time.h"
#include "corral-watch.h"

#include <glib/gstdio.h>
#include <sqlite3.h>
#include <string.h>

/* Tuesday, 24 November 2026, 16:00 UTC. */
#define T G_GINT64_CONSTANT (1795536000000)
#define DEADLINE_S 20

typedef struct
{
  char *folder;
  CorralClock *clock;
  CorralFleet *fleet;
  CorralIncidentSource *source;
  CorralWatch *watch;
  gint64 rev;
  GString *told;      /* "N:id " */
  guint n_withdrawn;
  guint n_changed;
} World;

static void
put_store (World *self, const char *id, gint64 number, double service_pct)
{
  const CorralSchema *stores = corral_collection_get_schema (CORRAL_COLLECTION_STORE);
  CorralStore store;

  corral_row_clear (stores, &store);
  store.id = id;
  store.rev = ++self->rev;
  store.number = number;
  store.name = "Riverside";
  store.time_zone = "Europe/Berlin";
  store.opening_hours = "24/7";
  store.service_target_pct = 99;
  store.service_today_pct = service_pct;
  store.service_as_of_ms = corral_fleet_get_now (self->fleet);
  corral_fleet_put (self->fleet, "norvia", stores, &store);
}

/* Carts that are heard: a store's figure is one of carts. */
static void
put_carts (World *self, const char *store)
{
  const CorralSchema *carts = corral_collection_get_schema (CORRAL_COLLECTION_CART);
  const CorralSchema *vitals = corral_collection_get_schema (CORRAL_COLLECTION_VITAL);

  for (guint i = 0; i < 40; i++)
    {
      g_autofree char *id = g_strdup_printf ("%s-k%u", store, i);
      CorralCart cart;
      CorralVital vital;

      corral_row_clear (carts, &cart);
      cart.id = cart.serial = cart.label = id;
      cart.rev = ++self->rev;
      cart.store = store;
      cart.state = "idle";
      corral_fleet_put (self->fleet, "norvia", carts, &cart);
      corral_row_clear (vitals, &vital);
      vital.id = id;
      vital.rev = ++self->rev;
      vital.interval_s = 300;
      vital.arrived_ms = vital.last_message_ms = corral_fleet_get_now (self->fleet);
      corral_fleet_put (self->fleet, "norvia", vitals, &vital);
    }
}

/* Time goes on by @ms, and the cloud tells of it. */
static void
pass (World *self, gint64 ms)
{
  corral_clock_advance_us (self->clock, ms * 1000);
  corral_fleet_set_known_as_of (self->fleet, "norvia", corral_clock_now_ms (self->clock));
  corral_fleet_set_now (self->fleet, corral_clock_now_ms (self->clock));
}

static World *
world_new (void)
{
  World *self = g_new0 (World, 1);
  CorralTenant tenant = { (char *) "norvia", (char *) "Norvia", NULL, NULL, NULL };

  self->folder = g_dir_make_tmp ("corral-watch-XXXXXX", NULL);
  self->clock = corral_clock_new_manual (T * 1000);
  self->fleet = corral_fleet_new (corral_freshness_judge);
  corral_fleet_put_tenant (self->fleet, &tenant);
  self->told = g_string_new (NULL);
  corral_fleet_go_live (self->fleet);
  pass (self, 0);
  put_store (self, "s1", 118, 99.5);
  put_store (self, "s2", 119, 99.5);
  put_carts (self, "s1");
  put_carts (self, "s2");
  return self;
}

static void
tell_cb (World *self, const CorralTelling *telling)
{
  g_string_append_printf (self->told, "%u:%s ", telling->kind, telling->incident != NULL ? telling->incident->id : "all");
}

static void
withdraw_cb (World *self, const char *id)
{
  self->n_withdrawn++;
}

static void
changed_cb (World *self)
{
  self->n_changed++;
}

static void
world_start (World *self, gboolean writable)
{
  static const CorralTellingChoices choices = { .on = TRUE, .severity = -1, .over = TRUE };
  g_autofree char *rules = g_build_filename (self->folder, "rules", NULL);
  CorralTellingWishes wishes;
  CorralRuleSettings settings;
  GError *error = NULL;

  self->source = corral_incident_source_new ();
  corral_incident_source_open_settings (self->source, rules, writable);
  settings = *corral_incident_source_get_settings (self->source);
  settings.rules[CORRAL_RULE_BELOW_TARGET].raise_minutes = 0;
  if (writable)
    g_assert_true (corral_incident_source_set_settings (self->source, &settings, &error));
  else
    g_assert_false (corral_incident_source_set_settings (self->source, &settings, NULL));
  g_assert_no_error (error);
  self->watch = corral_watch_new (self->fleet, self->source, self->folder, writable, 0, self->clock);
  corral_telling_wishes_set (&wishes, NULL, &choices);
  corral_watch_set_wishes (self->watch, &wishes);
  g_signal_connect_swapped (self->watch, "tell", G_CALLBACK (tell_cb), self);
  g_signal_connect_swapped (self->watch, "withdraw", G_CALLBACK (withdraw_cb), self);
  g_signal_connect_swapped (self->source, "changed", G_CALLBACK (changed_cb), self);
}

static void
world_stop (World *self)
{
  corral_watch_stop (self->watch);
  corral_watch_stop (self->watch);
  g_assert_finalize_object (self->watch);
  g_assert_finalize_object (self->source);
}

static void
world_free (World *self)
{
  g_autoptr (GDir) dir = g_dir_open (self->folder, 0, NULL);
  const char *name;

  while ((name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (self->folder, name, NULL);

      g_remove (path);
    }
  g_rmdir (self->folder);
  g_object_unref (self->fleet);
  corral_clock_unref (self->clock);
  g_string_free (self->told, TRUE);
  g_free (self->folder);
  g_free (self);
}

static void
wait_until (World *self, gboolean (*condition) (World *self))
{
  gint64 deadline = g_get_monotonic_time () + DEADLINE_S * G_USEC_PER_SEC;

  while (!condition (self))
    {
      g_assert_cmpint (g_get_monotonic_time (), <, deadline);
      g_main_context_iteration (NULL, FALSE);
      g_usleep (500);
    }
}

static gboolean
has_open (World *self)
{
  return corral_incident_source_get_n_open (self->source) > 0;
}

static gboolean
is_ready (World *self)
{
  return corral_incident_source_is_ready (self->source);
}

static gboolean
is_told (World *self)
{
  return self->told->len > 0;
}

/* Minute after minute, with a look each, until @condition. */
static void
watch_until (World *self, gboolean (*condition) (World *self))
{
  for (guint i = 0; i < 60 && !condition (self); i++)
    {
      guint n = self->n_changed;
      gint64 deadline = g_get_monotonic_time () + DEADLINE_S * G_USEC_PER_SEC;

      pass (self, CORRAL_MINUTE_MS);
      put_carts (self, "s1");
      put_carts (self, "s2");
      while (!condition (self) && self->n_changed == n)
        {
          g_assert_cmpint (g_get_monotonic_time (), <, deadline);
          g_main_context_iteration (NULL, FALSE);
          g_usleep (500);
        }
    }
  g_assert_true (condition (self));
}

/* A store falls below its target, and it is told. */
static void
fall (World *self, const char *id, gint64 number)
{
  put_store (self, id, number, 90);
  watch_until (self, is_told);
}

static void
test_told_once_and_kept (void)
{
  World *world = world_new ();
  g_autofree char *id = NULL;
  const CorralIncident *incident;
  gint64 left_ms;

  world_start (world, TRUE);
  wait_until (world, is_ready);
  g_assert_cmpuint (corral_incident_source_get_n_open (world->source), ==, 0);
  g_assert_cmpint (corral_incident_source_get_left_ms (world->source), ==, CORRAL_UNKNOWN);
  corral_watch_set_present (world->watch, TRUE);
  fall (world, "s1", 118);
  incident = corral_incident_source_get_incidents (world->source)->pdata[0];
  id = g_strdup (incident->id);
  g_assert_cmpint (incident->rule, ==, CORRAL_RULE_BELOW_TARGET);
  g_assert_cmpstr (incident->store, ==, "s1");
  g_assert_true (g_str_has_prefix (world->told->str, "0:inc-below-target-"));
  g_assert_true (corral_incident_source_is_missed (world->source, id));
  g_assert_false (corral_incident_source_is_seen (world->source, id));
  g_assert_cmpuint (corral_incident_source_get_n_missed (world->source), ==, 1);
  g_assert_cmpuint (corral_incident_source_get_n_unseen (world->source), ==, 1);
  g_assert_cmpuint (corral_incident_source_get_notices (world->source)->len, ==, 1);
  left_ms = corral_fleet_get_now (world->fleet);
  world_stop (world);

  /* Still missed after a start, and not told again. */
  g_string_truncate (world->told, 0);
  world_start (world, TRUE);
  wait_until (world, has_open);
  g_assert_nonnull (corral_incident_source_find (world->source, id));
  g_assert_true (corral_incident_source_is_missed (world->source, id));
  g_assert_cmpint (corral_incident_source_get_left_ms (world->source), ==, left_ms);
  g_assert_cmpuint (corral_incident_source_get_notices (world->source)->len, ==, 1);
  fall (world, "s2", 119);
  g_assert_null (strstr (world->told->str, id));

  /* Looked at: its notice goes, and that is kept as well. */
  corral_incident_source_mark_seen (world->source, id, corral_fleet_get_now (world->fleet));
  g_assert_cmpuint (world->n_withdrawn, ==, 1);
  g_assert_cmpuint (corral_incident_source_get_n_missed (world->source), ==, 1);
  corral_incident_source_mark_seen (world->source, id, corral_fleet_get_now (world->fleet));
  corral_incident_source_mark_all_seen (world->source, corral_fleet_get_now (world->fleet));
  g_assert_cmpuint (corral_incident_source_get_n_missed (world->source), ==, 0);
  world_stop (world);
  g_string_truncate (world->told, 0);
  world_start (world, TRUE);
  wait_until (world, has_open);
  g_assert_cmpuint (corral_incident_source_get_n_missed (world->source), ==, 0);
  g_assert_cmpuint (corral_incident_source_get_n_unseen (world->source), ==, 0);
  g_assert_cmpuint (corral_incident_source_get_problems (world->source)->len, ==, 0);
  world_stop (world);
  world_free (world);
}

/* Acknowledged by a colleague before this PC could say so: it is listed, and nobody is told. */
static void
test_acknowledged (void)
{
  World *world = world_new ();
  const CorralSchema *schema = corral_collection_get_schema (CORRAL_COLLECTION_INCIDENT);
  g_autofree char *id = NULL;
  CorralIncidentRecord row;

  world_start (world, TRUE);
  fall (world, "s1", 118);
  id = g_strdup (((CorralIncident *) corral_incident_source_get_incidents (world->source)->pdata[0])->id);
  world_stop (world);

  /* On another PC, with the same data. */
  g_string_truncate (world->told, 0);
  {
    g_autofree char *path = g_build_filename (world->folder, "watch.db", NULL);

    g_assert_cmpint (g_remove (path), ==, 0);
  }
  corral_row_clear (schema, &row);
  row.id = id;
  row.rev = 1;
  row.rule = "below-target";
  row.severity = "watch";
  row.store = "s1";
  row.acknowledged_ms = T + CORRAL_HOUR_MS;
  corral_fleet_put (world->fleet, "norvia", schema, &row);
  world_start (world, TRUE);
  watch_until (world, has_open);
  g_assert_nonnull (corral_incident_source_find (world->source, id));
  g_assert_cmpstr (world->told->str, ==, "");
  g_assert_cmpuint (corral_incident_source_get_n_missed (world->source), ==, 0);
  world_stop (world);
  world_free (world);
}

/* Stopped before what was kept has been read, and at once after a look. */
static void
test_stopped_early (void)
{
  World *world = world_new ();

  world_start (world, TRUE);
  world_stop (world);
  world_start (world, TRUE);
  fall (world, "s1", 118);
  world_stop (world);
  world_start (world, TRUE);
  wait_until (world, has_open);
  world_stop (world);
  world_free (world);
}

static void
damage_file (const char *path)
{
  g_assert_true (g_file_set_contents (path, "no database at all, and yet a file of that name; long enough to be looked into "
                                            "as one is, and then some more of it ........................",
                                      -1, NULL));
}

/* The file is sound, the book in it is not. */
static void
damage_book (const char *path)
{
  sqlite3 *db = NULL;

  g_assert_cmpint (sqlite3_open (path, &db), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_exec (db, "UPDATE book SET bytes = substr (bytes, 1, length (bytes) / 2)", NULL, NULL, NULL), ==,
                   SQLITE_OK);
  g_assert_cmpint (sqlite3_changes (db), ==, 1);
  sqlite3_close (db);
}

static void
test_damage (gconstpointer data)
{
  void (*damage) (const char *path) = data;
  World *world = world_new ();
  g_autofree char *path = g_build_filename (world->folder, "watch.db", NULL);
  g_autoptr (GDir) dir = NULL;
  const char *name;
  gboolean aside = FALSE;

  world_start (world, TRUE);
  wait_until (world, is_ready);
  fall (world, "s1", 118);
  world_stop (world);
  damage (path);

  g_string_truncate (world->told, 0);
  world_start (world, TRUE);
  wait_until (world, is_ready);
  g_assert_cmpuint (corral_incident_source_get_problems (world->source)->len, ==, 1);
  dir = g_dir_open (world->folder, 0, NULL);
  while ((name = g_dir_read_name (dir)) != NULL)
    aside |= g_str_has_prefix (name, "watch.db.damaged-");
  g_assert_true (aside);
  /* It is found again. */
  watch_until (world, has_open);
  world_stop (world);

  world_start (world, TRUE);
  wait_until (world, has_open);
  g_assert_cmpuint (corral_incident_source_get_problems (world->source)->len, ==, 0);
  world_stop (world);
  world_free (world);
}

static void
test_second_only_reads (void)
{
  World *world = world_new ();
  World *second = world_new ();
  g_autofree char *path = g_build_filename (world->folder, "watch.db", NULL);
  g_autofree char *before = NULL;
  g_autofree char *after = NULL;
  gsize n_before = 0;
  gsize n_after = 0;
  const char *id;

  world_start (world, TRUE);
  wait_until (world, is_ready);
  fall (world, "s1", 118);
  world_stop (world);
  world_start (world, TRUE);
  wait_until (world, has_open);

  g_assert_true (g_file_get_contents (path, &before, &n_before, NULL));
  g_free (second->folder);
  second->folder = g_strdup (world->folder);
  world_start (second, FALSE);
  put_store (second, "s2", 119, 50);
  wait_until (second, has_open);
  id = ((CorralIncident *) corral_incident_source_get_incidents (second->source)->pdata[0])->id;
  g_assert_true (corral_incident_source_is_missed (second->source, id));
  g_assert_false (corral_incident_source_can_set_settings (second->source));
  corral_incident_source_mark_seen (second->source, id, T + 60000);
  pass (second, 60000);
  for (guint i = 0; i < 200; i++)
    {
      g_main_context_iteration (NULL, FALSE);
      g_usleep (500);
    }
  g_assert_cmpuint (corral_incident_source_get_n_open (second->source), ==, 1);
  g_assert_cmpstr (second->told->str, ==, "");
  world_stop (second);
  g_assert_true (g_file_get_contents (path, &after, &n_after, NULL));
  g_assert_cmpmem (before, n_before, after, n_after);
  world_stop (world);
  g_free (second->folder);
  second->folder = g_dir_make_tmp ("corral-watch-XXXXXX", NULL);
  world_free (second);
  world_free (world);
}

/* A folder where nothing can be kept: it is watched and told all the same. */
static void
test_nothing_kept (void)
{
  World *world = world_new ();

  g_rmdir (world->folder);
  world->source = corral_incident_source_new ();
  world->watch = corral_watch_new (world->fleet, world->source, world->folder, TRUE, 0, world->clock);
  g_signal_connect_swapped (world->source, "changed", G_CALLBACK (changed_cb), world);
  wait_until (world, is_ready);
  g_assert_cmpuint (corral_incident_source_get_problems (world->source)->len, ==, 1);
  put_store (world, "s1", 118, 90);
  watch_until (world, has_open);
  world_stop (world);
  g_mkdir (world->folder, 0700);
  world_free (world);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/watch/told-once-and-kept", test_told_once_and_kept);
  g_test_add_func ("/watch/acknowledged", test_acknowledged);
  g_test_add_func ("/watch/stopped-early", test_stopped_early);
  g_test_add_data_func ("/watch/damaged-file", damage_file, test_damage);
  g_test_add_data_func ("/watch/damaged-book", damage_book, test_damage);
  g_test_add_func ("/watch/second-only-reads", test_second_only_reads);
  g_test_add_func ("/watch/nothing-kept", test_nothing_kept);
  return g_test_run ();
}
