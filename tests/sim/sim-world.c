/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Time, chance, what will happen, and the trace of what did. One thread. */
#include "sim.h"

#include "sim-client.h"

#include <stdio.h>
#include <string.h>

typedef struct
{
  gint64 at_us;
  guint64 order;
  SimEventFunc func;
  gpointer data;
  gint64 number;
} Event;

static const struct
{
  const char *name;
  const char *what;
  const char *checks;
} mutations[] = {
  { "none", "no mistake", "" },
#define SIM_ROW(UPPER, what, checks) { #UPPER, what, checks },
  SIM_MUTATIONS (SIM_ROW)
#undef SIM_ROW
};
G_STATIC_ASSERT (G_N_ELEMENTS (mutations) == SIM_N_MUTATIONS);

const char *
sim_mutation_get_name (SimMutation mutation)
{
  return mutations[mutation].name;
}

const char *
sim_mutation_get_what (SimMutation mutation)
{
  return mutations[mutation].what;
}

const char *
sim_mutation_get_checks (SimMutation mutation)
{
  return mutations[mutation].checks;
}

/* ---- time ---------------------------------------------------------------------------------------- */

gint64
sim_server_ms (Sim *sim)
{
  return SIM_START_MS + sim->now_us / 1000;
}

gint64
sim_wall_ms (Sim *sim)
{
  return SIM_START_MS + (sim->now_us + sim->wall_off_us) / 1000;
}

gint64
sim_monotonic_us (Sim *sim)
{
  return 10 * SIM_SECOND + sim->now_us - sim->slept_us - sim->boot_us;
}

void
sim_at (Sim *sim, gint64 delay_us, SimEventFunc func, gpointer data, gint64 number)
{
  Event event = { sim->now_us + MAX (delay_us, 0), sim->n_events++, func, data, number };
  guint at = sim->events->len;

  /* The next one is last; of two at one time the one that was asked for first. */
  while (at > 0 && g_array_index (sim->events, Event, at - 1).at_us <= event.at_us)
    at--;
  g_array_insert_val (sim->events, at, event);
}

static gboolean
is_due (Sim *sim, gint64 at_us)
{
  return sim->events->len > 0 && g_array_index (sim->events, Event, sim->events->len - 1).at_us <= at_us;
}

static void
run_next (Sim *sim)
{
  Event event = g_array_index (sim->events, Event, sim->events->len - 1);

  g_array_set_size (sim->events, sim->events->len - 1);
  sim->now_us = MAX (sim->now_us, event.at_us);
  event.func (sim, event.data, event.number);
}

/* What the monotonic time @us is for the world. */
static gint64
to_world (Sim *sim, gint64 us)
{
  return sim->now_us + us - sim_monotonic_us (sim);
}

void
sim_sleep (Sim *sim, gint64 us)
{
  gint64 until_us = sim_monotonic_us (sim) + us;

  /* What happens may put the PC to sleep, and then the end is later. */
  while (SIM_HOLDS (sim) && !sim_client_is_ended (sim) && is_due (sim, to_world (sim, until_us)))
    run_next (sim);
  if (SIM_HOLDS (sim) && !sim_client_is_ended (sim))
    sim->now_us = MAX (sim->now_us, to_world (sim, until_us));
}

void
sim_doze (Sim *sim, gint64 until_us)
{
  if (is_due (sim, until_us < 0 ? G_MAXINT64 : to_world (sim, until_us)))
    run_next (sim);
  else if (until_us >= 0)
    sim->now_us = MAX (sim->now_us, to_world (sim, until_us));
  else
    sim_violate (sim, "sleeps", "nothing will ever happen again");
}

void
sim_pass (Sim *sim, gint64 us)
{
  gint64 until_us = sim->now_us + us;
  gboolean calm = sim->calm;

  while (SIM_HOLDS (sim) && is_due (sim, until_us))
    {
      run_next (sim);
      /* Nobody waits for weeks to see that all is well again. */
      if (sim->calm != calm)
        return;
    }
  sim->now_us = MAX (sim->now_us, until_us);
}

void
sim_suspend (Sim *sim, gint64 us)
{
  sim->now_us += us;
  sim->slept_us += us;
}

/* ---- chance -------------------------------------------------------------------------------------- */

gboolean
sim_chance (Sim *sim, guint one_in)
{
  return one_in > 0 && corral_random_int (&sim->random, 0, one_in) == 0;
}

gint64
sim_draw (Sim *sim, gint64 low, gint64 high)
{
  return corral_random_int (&sim->random, low, high);
}

gint64
sim_spread (Sim *sim, gint64 low, gint64 high)
{
  /* A tenth of the span, or of that, or of that: no logarithm, whose last digit differs between machines. */
  gint64 span = high - low;

  for (int i = 0; i < 5 && span > 10 && sim_chance (sim, 2); i++)
    span /= 8;
  return corral_random_int (&sim->random, low, low + MAX (span, 1));
}

/* ---- the trace ----------------------------------------------------------------------------------- */

const char *
sim_text (Sim *sim, const char *text)
{
  return text != NULL ? g_string_chunk_insert_const (sim->texts, text) : NULL;
}

const char *
sim_textf (Sim *sim, const char *format, ...)
{
  char text[256];
  va_list arguments;

  va_start (arguments, format);
  g_vsnprintf (text, sizeof text, format, arguments);
  va_end (arguments);
  return g_string_chunk_insert_const (sim->texts, text);
}

/* FNV-1a, 64 bits. */
static guint64
hash_bytes (guint64 hash, const void *bytes, gsize length)
{
  const guint8 *at = bytes;

  for (gsize i = 0; i < length; i++)
    hash = (hash ^ at[i]) * G_GUINT64_CONSTANT (0x100000001b3);
  return hash;
}

static guint64
hash_number (guint64 hash, gint64 number)
{
  /* The bytes of one machine are not those of another; the number is. */
  for (int i = 0; i < 8; i++)
    hash = (hash ^ (guint8) ((guint64) number >> (8 * i))) * G_GUINT64_CONSTANT (0x100000001b3);
  return hash;
}

void
sim_note (Sim *sim, const char *word, const char *text, gint64 a, gint64 b)
{
  sim->n_notes++;
  sim->hash = hash_number (sim->hash, sim->now_us);
  sim->hash = hash_bytes (sim->hash, word, strlen (word));
  if (text != NULL)
    sim->hash = hash_bytes (sim->hash, text, strlen (text));
  sim->hash = hash_number (hash_number (sim->hash, a), b);
  if (sim->trace)
    g_print ("%14.6f %-18s %-52s %" G_GINT64_FORMAT " %" G_GINT64_FORMAT "\n", (double) sim->now_us / 1e6, word,
             text != NULL ? text : "", a, b);
}

void
sim_violate (Sim *sim, const char *check, const char *format, ...)
{
  g_autofree char *what = NULL;
  va_list arguments;

  if (sim->violation != NULL)
    return;
  va_start (arguments, format);
  what = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  sim->violation = g_strdup_printf ("%s: %s", check, what);
  sim_note (sim, "VIOLATION", sim->violation, 0, 0);
}

/* ---- life ---------------------------------------------------------------------------------------- */

Sim *
sim_new (guint64 seed, SimMutation mutation, gboolean trace)
{
  Sim *sim = g_new0 (Sim, 1);

  sim->seed = seed;
  sim->mutation = mutation;
  sim->trace = trace;
  sim->random = corral_random_seeded (seed, 0x73696d, 0, 0);
  sim->events = g_array_new (FALSE, FALSE, sizeof (Event));
  sim->texts = g_string_chunk_new (16 * 1024);
  sim->hash = G_GUINT64_CONSTANT (0xcbf29ce484222325);
  return sim;
}

void
sim_free (Sim *sim)
{
  g_array_unref (sim->events);
  g_string_chunk_free (sim->texts);
  g_free (sim->violation);
  g_free (sim);
}
