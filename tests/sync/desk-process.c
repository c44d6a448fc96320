/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Talks to a desk-child over pipes. The test's thread. */
#include "desk-process.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

struct _DeskProcess
{
  GPid pid;
  int to;
  int from;
  GString *pending;
  gboolean ended;
  guint64 seed;
  guint kill_at;
};

DeskProcess *
desk_process_new (Desk *f, const char *url, guint64 seed, guint kill_at, KillMoment moment)
{
  DeskProcess *self = g_new0 (DeskProcess, 1);
  g_autofree char *program = g_build_filename (g_getenv ("CORRAL_BUILD_DIR"), "tests", "sync", "desk-child", NULL);
  g_autofree char *seed_text = g_strdup_printf ("%" G_GUINT64_FORMAT, seed);
  g_autofree char *now_text = g_strdup_printf ("%" G_GINT64_FORMAT, corral_clock_now_ms (f->clock));
  g_autofree char *kill_text = g_strdup_printf ("%u", kill_at);
  g_autofree char *moment_text = g_strdup_printf ("%u", moment);
  const char *const words[]
      = { program, f->root, url, f->token, seed_text, now_text, kill_text, moment_text, NULL };
  g_autoptr (GError) error = NULL;

  g_assert_null (f->cache);
  /* What a dead child is told must not end the test. */
  signal (SIGPIPE, SIG_IGN);
  g_spawn_async_with_pipes (NULL, (char **) words, NULL, G_SPAWN_DO_NOT_REAP_CHILD, NULL, NULL, &self->pid, &self->to,
                            &self->from, NULL, &error);
  g_assert_no_error (error);
  self->pending = g_string_new (NULL);
  self->seed = seed;
  self->kill_at = kill_at;
  return self;
}

void
desk_process_free (DeskProcess *self)
{
  if (!self->ended)
    {
      desk_process_kill (self);
      desk_process_join (self);
    }
  close (self->to);
  close (self->from);
  g_string_free (self->pending, TRUE);
  g_free (self);
}

static void
tell_line (DeskProcess *self, const GString *line)
{
  gsize done = 0;

  while (done < line->len)
    {
      gssize n = write (self->to, line->str + done, line->len - done);

      if (n <= 0)
        return;
      done += (gsize) n;
    }
}

void
desk_process_tell (DeskProcess *self, const char *word, ...)
{
  g_autoptr (GString) line = g_string_new (word);
  va_list words;

  va_start (words, word);
  while ((word = va_arg (words, const char *)) != NULL)
    g_string_append_printf (line, "\t%s", word);
  va_end (words);
  g_string_append_c (line, '\n');
  tell_line (self, line);
}

void
desk_process_submit (DeskProcess *self, const CorralOperationDraft *draft)
{
  const CorralSchema *schema = corral_operation_params_get_schema ();
  g_autoptr (GString) line = g_string_new (NULL);

  g_string_printf (line, "submit\t%s\t%s\t%s\t%s\t", corral_operation_type_get (draft->kind)->name, draft->tenant,
                   corral_collection_get_schema (draft->collection)->name, draft->target);
  if (CORRAL_IS_KNOWN (draft->expected_rev))
    g_string_append_printf (line, "%" G_GINT64_FORMAT, draft->expected_rev);
  for (guint i = 0; i < schema->n_fields; i++)
    {
      const CorralField *field = &schema->fields[i];

      if (corral_field_is_string (field) && corral_row_get_string (&draft->params, field) != NULL)
        g_string_append_printf (line, "\t%s=%s", field->name, corral_row_get_string (&draft->params, field));
      else if (!corral_field_is_string (field) && CORRAL_IS_KNOWN (corral_row_get_integer (&draft->params, field)))
        g_string_append_printf (line, "\t%s=%" G_GINT64_FORMAT, field->name,
                                corral_row_get_integer (&draft->params, field));
    }
  g_string_append_c (line, '\n');
  tell_line (self, line);
}

char **
desk_process_hear (DeskProcess *self)
{
  char *end;
  char **words;

  while ((end = memchr (self->pending->str, '\n', self->pending->len)) == NULL)
    {
      struct pollfd fd = { .fd = self->from, .events = POLLIN };
      char chunk[4096];
      gssize n;

      if (poll (&fd, 1, 60000) == 0)
        g_error ("desk-child says nothing (seed %" G_GUINT64_FORMAT ", to be killed at %u)", self->seed, self->kill_at);
      n = read (self->from, chunk, sizeof chunk);
      if (n <= 0)
        return NULL;
      g_string_append_len (self->pending, chunk, n);
    }
  *end = '\0';
  words = g_strsplit (self->pending->str, "\t", -1);
  g_string_erase (self->pending, 0, end - self->pending->str + 1);
  return words;
}

char *
desk_process_expect (DeskProcess *self, const char *word)
{
  g_auto (GStrv) words = desk_process_hear (self);

  g_assert_nonnull (words);
  g_assert_cmpstr (words[0], ==, word);
  return g_strjoinv ("\t", words + 1);
}

void
desk_process_kill (DeskProcess *self)
{
  kill (self->pid, SIGKILL);
}

gboolean
desk_process_join (DeskProcess *self)
{
  int status = 0;

  g_assert_false (self->ended);
  while (waitpid (self->pid, &status, 0) < 0)
    g_assert_cmpint (errno, ==, EINTR);
  self->ended = TRUE;
  g_spawn_close_pid (self->pid);
  if (WIFEXITED (status) && WEXITSTATUS (status) == 0)
    return TRUE;
  if (WIFSIGNALED (status) && WTERMSIG (status) == SIGKILL)
    return FALSE;
  g_error ("desk-child ended with %s %d (seed %" G_GUINT64_FORMAT ", to be killed at %u)",
           WIFEXITED (status) ? "status" : "signal", WIFEXITED (status) ? WEXITSTATUS (status) : WTERMSIG (status),
           self->seed, self->kill_at);
}
