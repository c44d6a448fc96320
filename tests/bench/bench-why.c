/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What ran in a frame. A thread interrupts the main thread each millisecond while it is busy, which notes where it
 * is; the addresses of frames that took too long are given to addr2line at the end. */
#define _GNU_SOURCE
#include "bench-why.h"

#include <dlfcn.h>
#include <errno.h>
#include <execinfo.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#define EVERY_NS 1000000
#define DEPTH 96
#define MOST 4096
/* A frame is told of with so many lines, of what is in so much of it. */
#define MOST_LINES 14
#define LEAST_SHARE 0.12

typedef struct
{
  int n;
  void *at[DEPTH];
} Sample;

typedef struct
{
  double ms;
  GArray *samples; /* (owned) (element-type Sample) */
} Late;

static pthread_t main_thread;
static volatile sig_atomic_t is_busy;
static Sample samples[MOST];
static volatile sig_atomic_t n_samples;
static GPtrArray *late; /* (owned) (element-type Late) */
static guintptr base;
static const char *own_file;

static void
look_cb (int signal_number)
{
  int before = errno;

  if (is_busy && n_samples < MOST)
    {
      samples[n_samples].n = backtrace (samples[n_samples].at, DEPTH);
      n_samples++;
    }
  errno = before;
}

static void *
look_thread (void *data)
{
  const struct timespec pause = { .tv_nsec = EVERY_NS };

  for (;;)
    {
      nanosleep (&pause, NULL);
      if (is_busy)
        pthread_kill (main_thread, SIGUSR2);
    }
  return NULL;
}

static void
free_late (gpointer data)
{
  Late *frame = data;

  g_array_unref (frame->samples);
  g_free (frame);
}

void
bench_why_start (void)
{
  struct sigaction action = { .sa_handler = look_cb, .sa_flags = SA_RESTART };
  pthread_t thread;
  void *first[4];
  Dl_info info;

  /* The first call loads a library, which no handler may. */
  backtrace (first, G_N_ELEMENTS (first));
  dladdr ((void *) (guintptr) bench_why_start, &info);
  base = (guintptr) info.dli_fbase;
  own_file = "/proc/self/exe";
  late = g_ptr_array_new_with_free_func (free_late);
  main_thread = pthread_self ();
  sigaction (SIGUSR2, &action, NULL);
  pthread_create (&thread, NULL, look_thread, NULL);
}

void
bench_why_set_busy (gboolean busy)
{
  is_busy = busy && late != NULL;
}

void
bench_why_frame (double ms)
{
  Late *frame;

  if (late == NULL)
    return;
  is_busy = FALSE;
  if (ms > 0)
    {
      frame = g_new0 (Late, 1);
      frame->ms = ms;
      frame->samples = g_array_new (FALSE, FALSE, sizeof (Sample));
      g_array_append_vals (frame->samples, samples, (guint) n_samples);
      g_ptr_array_add (late, frame);
    }
  n_samples = 0;
  is_busy = TRUE;
}

/* ---- names ----------------------------------------------------------------------------------------------- */

/* (nullable): of a function in a library */
static const char *
find_name (void *at, gboolean *own)
{
  Dl_info info = { 0 };

  *own = FALSE;
  if (dladdr (at, &info) == 0)
    return NULL;
  *own = (guintptr) info.dli_fbase == base;
  return *own ? NULL : info.dli_sname;
}

/* All own addresses by name: (element-type gpointer utf8). */
static GHashTable *
name_own (void)
{
  GHashTable *names = g_hash_table_new_full (NULL, NULL, NULL, g_free);
  g_autoptr (GPtrArray) command = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GPtrArray) asked = g_ptr_array_new ();
  g_autofree char *file = g_file_read_link (own_file, NULL);
  g_autofree char *answer = NULL;
  g_auto (GStrv) lines = NULL;
  gboolean own;

  g_ptr_array_add (command, g_strdup ("addr2line"));
  g_ptr_array_add (command, g_strdup ("-fe"));
  g_ptr_array_add (command, g_strdup (file));
  for (guint i = 0; i < late->len; i++)
    for (guint k = 0; k < ((Late *) g_ptr_array_index (late, i))->samples->len; k++)
      {
        const Sample *sample = &g_array_index (((Late *) g_ptr_array_index (late, i))->samples, Sample, k);

        for (int d = 0; d < sample->n; d++)
          {
            find_name (sample->at[d], &own);
            if (own && g_hash_table_insert (names, sample->at[d], NULL))
              {
                g_ptr_array_add (asked, sample->at[d]);
                g_ptr_array_add (command, g_strdup_printf ("%" G_GINTPTR_MODIFIER "x", (guintptr) sample->at[d] - base - 1));
              }
          }
      }
  g_ptr_array_add (command, NULL);
  if (asked->len > 0
      && g_spawn_sync (NULL, (char **) command->pdata, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, &answer, NULL, NULL, NULL))
    lines = g_strsplit (answer, "\n", -1);
  for (guint i = 0; lines != NULL && i < asked->len && 2 * i < g_strv_length (lines); i++)
    g_hash_table_insert (names, asked->pdata[i], g_strdup (lines[2 * i]));
  return names;
}

static int
compare_late (gconstpointer a, gconstpointer b)
{
  double x = (*(Late *const *) a)->ms, y = (*(Late *const *) b)->ms;

  return (x < y) - (x > y);
}

typedef struct
{
  const char *name;
  guint n;     /* samples in it, or in what it called */
  int depth;   /* the least */
} Part;

static int
compare_parts (gconstpointer a, gconstpointer b)
{
  const Part *x = a, *y = b;

  return x->n != y->n ? (x->n < y->n ? 1 : -1) : (x->depth > y->depth) - (x->depth < y->depth);
}

static void
count_part (GArray *parts, const char *name, int depth, GHashTable *once)
{
  if (name == NULL || strcmp (name, "main") == 0 || !g_hash_table_add (once, (gpointer) name))
    return;
  for (guint i = 0; i < parts->len; i++)
    {
      Part *part = &g_array_index (parts, Part, i);

      if (strcmp (part->name, name) == 0)
        {
          part->n++;
          part->depth = MIN (part->depth, depth);
          return;
        }
    }
  g_array_append_val (parts, ((Part) { name, 1, depth }));
}

static void
print_late (const char *what, const Late *frame, GHashTable *names)
{
  g_autoptr (GArray) parts = g_array_new (FALSE, FALSE, sizeof (Part));

  for (guint k = 0; k < frame->samples->len; k++)
    {
      const Sample *sample = &g_array_index (frame->samples, Sample, k);
      g_autoptr (GHashTable) once = g_hash_table_new (g_str_hash, g_str_equal);

      for (int d = sample->n - 1; d >= 0; d--)
        {
          gboolean own;
          const char *name = find_name (sample->at[d], &own);

          count_part (parts, own ? g_hash_table_lookup (names, sample->at[d]) : name, sample->n - d, once);
        }
    }
  g_array_sort (parts, compare_parts);
  fprintf (stderr, "  %s %.1f ms:", what, frame->ms);
  for (guint i = 0, n = 0; i < parts->len && n < MOST_LINES; i++)
    {
      const Part *part = &g_array_index (parts, Part, i);

      if (part->n < LEAST_SHARE * frame->samples->len)
        break;
      if (strstr (part->name, "g_main_") != NULL || strstr (part->name, "g_application") != NULL || part->name[0] == '_'
          || g_str_has_prefix (part->name, "g_signal_") || g_str_has_prefix (part->name, "g_closure_")
          || g_str_has_prefix (part->name, "bench_") || g_str_has_prefix (part->name, "g_object_notify"))
        continue;
      fprintf (stderr, " %s %u%%", part->name, part->n * 100 / frame->samples->len);
      n++;
    }
  fprintf (stderr, "\n");
}

void
bench_why_print (const char *what)
{
  GHashTable *names;

  if (late == NULL)
    return;
  is_busy = FALSE;
  names = name_own ();
  g_ptr_array_sort (late, compare_late);
  for (guint i = 0; i < late->len; i++)
    print_late (what, g_ptr_array_index (late, i), names);
  g_ptr_array_set_size (late, 0);
  g_hash_table_unref (names);
  n_samples = 0;
}
