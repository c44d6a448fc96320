/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How long a program takes from exec to a picture, and what memory it then has, seen from outside by a client of
 * the same X server: nothing is built into the programs for it.
 *
 *   bench-first-frame RUNS COMMAND [-- COMMAND]…      (each COMMAND with its arguments; "--" between them)
 *
 * The commands take turns; the first is the floor, a window with nothing in the middle. For each, in order, one JSON object a line with the median of every moment:
 *   first_ms    the first frame with something on it: at least 8 colours anywhere in the window
 *   body_ms     the first frame with at least 24 colours in the middle of it: neither edges nor header
 *   settled_ms  the last change before the window stayed as it is
 *   rss_kb, pss_kb, private_kb  of the process then */
#define _GNU_SOURCE
#include <X11/Xlib.h>
#include <X11/Xutil.h>
#include <X11/extensions/Xdamage.h>

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define MAX_COMMANDS 8
#define QUIET_MS 400
#define TIMEOUT_MS 20000
#define WHOLE_COLOURS 8
#define BODY_COLOURS 24

typedef enum
{
  FIRST,
  BODY,
  SETTLED,
  RSS,
  PSS,
  PRIVATE,
  N_MEASURES
} Measure;

static const char *const names[N_MEASURES] = { "first_ms", "body_ms", "settled_ms", "rss_kb", "pss_kb", "private_kb" };

typedef struct
{
  char **argv;
  double *values[N_MEASURES];
  unsigned n_values[N_MEASURES];
} Command;

static double
now_ms (void)
{
  struct timespec t;

  clock_gettime (CLOCK_MONOTONIC, &t);
  return (double) t.tv_sec * 1e3 + (double) t.tv_nsec / 1e6;
}

/* A window may go while it is being asked about. */
static int
ignore_error (Display *display, XErrorEvent *event)
{
  return 0;
}

/* Whether the rectangle of @window has at least @wanted colours. */
static bool
has_colours (Display *display, Window window, int x, int y, int width, int height, unsigned wanted)
{
  unsigned long seen[BODY_COLOURS];
  unsigned n = 0;
  XImage *image = XGetImage (display, window, x, y, (unsigned) width, (unsigned) height, AllPlanes, ZPixmap);

  if (image == NULL)
    return false;
  for (int row = 0; row < height && n < wanted; row += 2)
    for (int column = 0; column < width && n < wanted; column += 2)
      {
        unsigned long pixel = XGetPixel (image, column, row);
        unsigned i = 0;

        while (i < n && seen[i] != pixel)
          i++;
        if (i == n)
          seen[n++] = pixel;
      }
  XDestroyImage (image);
  return n >= wanted;
}

static bool
is_shown (Display *display, Window window, Measure what)
{
  XWindowAttributes a;

  if (!XGetWindowAttributes (display, window, &a) || a.width < 100 || a.height < 100)
    return false;
  if (what == FIRST)
    return has_colours (display, window, 0, 0, a.width, a.height, WHOLE_COLOURS);
  return has_colours (display, window, a.width / 4, a.height / 5, a.width / 2, a.height / 2, BODY_COLOURS);
}

/* A line "Word:  123 kB" of smaps_rollup. */
static double
read_kb (pid_t pid, const char *word)
{
  char path[64], line[256];
  double sum = 0;
  FILE *file;

  snprintf (path, sizeof path, "/proc/%d/smaps_rollup", (int) pid);
  file = fopen (path, "r");
  if (file == NULL)
    return 0;
  while (fgets (line, sizeof line, file) != NULL)
    if (strncmp (line, word, strlen (word)) == 0)
      sum += atof (strchr (line, ':') + 1);
  fclose (file);
  return sum;
}

static void
keep (Command *command, Measure what, double value)
{
  command->values[what][command->n_values[what]++] = value;
}

static pid_t
start (char **argv)
{
  pid_t pid = fork ();

  if (pid == 0)
    {
      execvp (argv[0], argv);
      fprintf (stderr, "%s: %s\n", argv[0], strerror (errno));
      _exit (127);
    }
  return pid;
}

/* @last: what must have been seen before it can be settled. */
static bool
measure (Command *command, Measure last)
{
  Display *display = XOpenDisplay (NULL);
  int damage_event, damage_error;
  Window window = None;
  double moments[N_MEASURES] = { 0 };
  double began;
  pid_t pid;
  bool ended = false;

  if (display == NULL)
    {
      fprintf (stderr, "bench-first-frame: no display\n");
      return false;
    }
  XSetErrorHandler (ignore_error);
  if (!XDamageQueryExtension (display, &damage_event, &damage_error))
    {
      fprintf (stderr, "bench-first-frame: this X server has no DAMAGE extension\n");
      XCloseDisplay (display);
      return false;
    }
  XSelectInput (display, DefaultRootWindow (display), SubstructureNotifyMask);
  XSync (display, False);
  began = now_ms ();
  pid = start (command->argv);

  for (;;)
    {
      struct pollfd connection = { ConnectionNumber (display), POLLIN, 0 };
      double passed;

      while (XPending (display))
        {
          XEvent event;

          XNextEvent (display, &event);
          if (event.type == MapNotify && window == None && !event.xmap.override_redirect)
            {
              XWindowAttributes a;

              if (!XGetWindowAttributes (display, event.xmap.window, &a) || a.width < 100)
                continue;
              window = event.xmap.window;
              XDamageCreate (display, window, XDamageReportNonEmpty);
              XFlush (display);
            }
          else if (event.type == damage_event + XDamageNotify)
            {
              double t = now_ms () - began;

              XDamageSubtract (display, ((XDamageNotifyEvent *) (void *) &event)->damage, None, None);
              for (Measure what = FIRST; what <= BODY; what++)
                if (moments[what] == 0 && is_shown (display, window, what))
                  moments[what] = t;
              moments[SETTLED] = t;
            }
        }
      passed = now_ms () - began;
      ended = waitpid (pid, NULL, WNOHANG) == pid;
      if (ended || passed > TIMEOUT_MS || (moments[last] > 0 && passed - moments[SETTLED] > QUIET_MS))
        break;
      poll (&connection, 1, 20);
    }

  if (!ended)
    {
      moments[RSS] = read_kb (pid, "Rss:");
      moments[PSS] = read_kb (pid, "Pss:");
      moments[PRIVATE] = read_kb (pid, "Private_");
      kill (pid, SIGTERM);
      waitpid (pid, NULL, 0);
    }
  XCloseDisplay (display);
  if (ended || moments[last] == 0)
    {
      fprintf (stderr, "bench-first-frame: %s showed nothing\n", command->argv[0]);
      return false;
    }
  for (Measure what = 0; what < N_MEASURES; what++)
    if (moments[what] > 0)
      keep (command, what, moments[what]);
  return true;
}

static int
compare (const void *a, const void *b)
{
  double x = *(const double *) a, y = *(const double *) b;

  return (x > y) - (x < y);
}

static void
print (const Command *command)
{
  const char *separator = "";

  printf ("{");
  for (Measure what = 0; what < N_MEASURES; what++)
    {
      unsigned n = command->n_values[what];

      if (n == 0)
        continue;
      qsort (command->values[what], n, sizeof (double), compare);
      printf ("%s\"%s\":%.1f", separator, names[what], command->values[what][n / 2]);
      separator = ",";
    }
  printf ("%s\"runs\":%u}\n", separator, command->n_values[FIRST]);
}

int
main (int argc, char **argv)
{
  Command commands[MAX_COMMANDS] = { 0 };
  unsigned n_commands = 0;
  unsigned runs = argc > 2 ? (unsigned) atoi (argv[1]) : 0;

  if (runs == 0)
    {
      fprintf (stderr, "Usage: bench-first-frame RUNS COMMAND [-- COMMAND]…\n");
      return 2;
    }
  for (char **word = argv + 2; *word != NULL && n_commands < MAX_COMMANDS; n_commands++)
    {
      commands[n_commands].argv = word;
      for (Measure what = 0; what < N_MEASURES; what++)
        commands[n_commands].values[what] = calloc (runs, sizeof (double));
      while (*word != NULL && strcmp (*word, "--") != 0)
        word++;
      if (*word != NULL)
        *word++ = NULL;
    }

  /* The first turn only warms the page cache. */
  for (unsigned run = 0; run <= runs; run++)
    for (unsigned i = 0; i < n_commands; i++)
      {
        if (!measure (&commands[i], i == 0 ? FIRST : BODY))
          return 1;
        for (Measure what = 0; run == 0 && what < N_MEASURES; what++)
          commands[i].n_values[what] = 0;
      }
  for (unsigned i = 0; i < n_commands; i++)
    {
      print (&commands[i]);
      for (Measure what = 0; what < N_MEASURES; what++)
        free (commands[i].values[what]);
    }
  return 0;
}
