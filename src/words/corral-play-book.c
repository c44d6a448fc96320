/* SPDX-License-Identifier: GPL-3.0-or-later */
/* All plays, and which of them is for a place. Reading folders blocks; all else is pure. One thread. */
#include "config.h"

#include "corral-play-book.h"

#include "corral-plays-resources.h"
#include "corral-text.h"

#include <errno.h>
#include <gio/gio.h>
#include <glib/gi18n-lib.h>

#define BUILT_IN "/org/cartcorral/Corral/plays/"

struct _CorralPlayBook
{
  CorralPlay *built_in[CORRAL_N_VERDICT_CAUSES]; /* (owned) */
  GPtrArray *others;   /* (owned) (element-type CorralPlay): the later ones go first */
  GPtrArray *troubles; /* (owned) (element-type utf8) */
};

static const char *
translate (const char *text)
{
  return g_dgettext (GETTEXT_PACKAGE, text);
}

static CorralPlay *
read_built_in (CorralVerdictCause cause)
{
  g_autofree char *path = g_strconcat (BUILT_IN, corral_verdict_cause_to_word (cause), ".play", NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) bytes
      = g_resource_lookup_data (corral_plays_get_resource (), path, G_RESOURCE_LOOKUP_FLAGS_NONE, &error);
  CorralPlay *play;
  const char *text;
  gsize length;

  if (bytes == NULL)
    g_error ("%s", error->message);
  text = g_bytes_get_data (bytes, &length);
  play = corral_play_parse (text, length, (const char *const[]){ NULL }, translate, &error);
  /* They are a part of the program and tested. */
  if (play == NULL)
    g_error ("%s: %s", path, error->message);
  g_assert (play->cause == cause);
  return play;
}

CorralPlayBook *
corral_play_book_new (void)
{
  CorralPlayBook *self = g_new0 (CorralPlayBook, 1);

  for (guint i = 0; i < CORRAL_N_VERDICT_CAUSES; i++)
    self->built_in[i] = read_built_in ((CorralVerdictCause) i);
  self->others = g_ptr_array_new_with_free_func ((GDestroyNotify) corral_play_free);
  self->troubles = g_ptr_array_new_with_free_func (g_free);
  return self;
}

void
corral_play_book_free (CorralPlayBook *self)
{
  for (guint i = 0; i < CORRAL_N_VERDICT_CAUSES; i++)
    corral_play_free (self->built_in[i]);
  g_ptr_array_unref (self->others);
  g_ptr_array_unref (self->troubles);
  g_free (self);
}

/* ---- those of the support lead ----------------------------------------------------------------------- */

static void
add_trouble (CorralPlayBook *self, const char *origin, const char *what)
{
  g_autofree char *name = corral_text_clean (origin, CORRAL_TEXT_LABEL_MAX);

  /* Translators: a file's name, and what is wrong with it: "/etc/corral/plays/dock.play, line 7: there is no …" */
  g_ptr_array_add (self->troubles, g_strdup_printf (_ ("%s, %s. What comes with Corral is used instead."), name, what));
}

gboolean
corral_play_book_add (CorralPlayBook *self, const char *origin, const char *text, gsize length)
{
  g_autoptr (GError) error = NULL;
  CorralPlay *play = corral_play_parse (text, length, g_get_language_names (), NULL, &error);

  if (play == NULL)
    {
      add_trouble (self, origin, error->message);
      return FALSE;
    }
  g_ptr_array_add (self->others, play);
  return TRUE;
}

/* No more than a byte beyond the limit is read of whatever has that name. */
static void
add_file (CorralPlayBook *self, const char *path)
{
  g_autofree char *bytes = g_malloc (CORRAL_PLAY_MAX_BYTES + 1);
  g_autofree char *shown = g_filename_display_name (path);
  g_autoptr (GError) error = NULL;
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autoptr (GFileInputStream) stream = NULL;
  gsize length = 0;

  /* A pipe would keep us waiting. */
  if (g_file_test (path, G_FILE_TEST_EXISTS) && !g_file_test (path, G_FILE_TEST_IS_REGULAR))
    {
      add_trouble (self, shown, _ ("this is no file"));
      return;
    }
  stream = g_file_read (file, NULL, &error);
  if (stream == NULL
      || !g_input_stream_read_all (G_INPUT_STREAM (stream), bytes, CORRAL_PLAY_MAX_BYTES + 1, &length, NULL, &error))
    {
      add_trouble (self, shown, error->message);
      return;
    }
  corral_play_book_add (self, shown, bytes, length);
}

static int
compare_names (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *) a, *(const char *const *) b);
}

void
corral_play_book_add_folder (CorralPlayBook *self, const char *folder)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GDir) dir = g_dir_open (folder, 0, &error);
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
  g_autofree char *shown = g_filename_display_name (folder);
  const char *name;

  if (dir == NULL)
    {
      if (!g_error_matches (error, G_FILE_ERROR, G_FILE_ERROR_NOENT))
        add_trouble (self, shown, error->message);
      return;
    }
  while ((name = g_dir_read_name (dir)) != NULL)
    if (g_str_has_suffix (name, ".play") && *name != '.')
      g_ptr_array_add (names, g_strdup (name));
  g_ptr_array_sort (names, compare_names);
  for (guint i = 0; i < MIN (names->len, CORRAL_PLAY_MAX_FILES); i++)
    {
      g_autofree char *path = g_build_filename (folder, g_ptr_array_index (names, i), NULL);

      add_file (self, path);
    }
  if (names->len > CORRAL_PLAY_MAX_FILES)
    {
      g_autofree char *what = g_strdup_printf (_ ("there are more than %d files; the last were not read"),
                                               CORRAL_PLAY_MAX_FILES);

      add_trouble (self, shown, what);
    }
}

void
corral_play_book_add_own (CorralPlayBook *self)
{
  g_autofree char *of_pc = g_build_filename (CORRAL_SYSCONF_DIR, "corral", "plays", NULL);
  g_autofree char *of_person = g_build_filename (g_get_user_config_dir (), "corral", "plays", NULL);

  corral_play_book_add_folder (self, of_pc);
  corral_play_book_add_folder (self, of_person);
}

GPtrArray *
corral_play_book_get_troubles (CorralPlayBook *self)
{
  return self->troubles;
}

/* ---- choosing ---------------------------------------------------------------------------------------- */

const CorralPlay *
corral_play_book_get_built_in (CorralPlayBook *self, CorralVerdictCause cause)
{
  g_return_val_if_fail ((guint) cause < CORRAL_N_VERDICT_CAUSES, NULL);

  return self->built_in[cause];
}

/* What is not known does not take a step away: one too many is better than the one that was missing. */
static gboolean
makes_sense (const CorralPlayStep *step, const CorralPlaySituation *situation)
{
  guint fails = situation->known & ~situation->holds;
  guint holds = situation->known & situation->holds;

  return (step->needs & fails) == 0 && (step->needs_not & holds) == 0;
}

static void
add_steps (const CorralPlay *play, const CorralPlaySituation *situation, guint most, CorralPlayChoice *choice)
{
  for (guint i = 0; i < play->steps->len && most > 0 && choice->n_steps < CORRAL_PLAY_SHOWN; i++)
    if (makes_sense (g_ptr_array_index (play->steps, i), situation))
      {
        choice->steps[choice->n_steps++] = g_ptr_array_index (play->steps, i);
        most--;
      }
}

void
corral_play_book_choose (CorralPlayBook *self, CorralVerdictCause cause, const CorralPlaySituation *situation,
                         CorralPlayChoice *choice)
{
  const CorralPlay *base;

  g_return_if_fail ((guint) cause < CORRAL_N_VERDICT_CAUSES);

  *choice = (CorralPlayChoice){ 0 };
  base = self->built_in[cause];
  for (guint i = self->others->len; i > 0; i--)
    {
      const CorralPlay *play = g_ptr_array_index (self->others, i - 1);

      if (play->cause != cause || !corral_play_is_for (play, situation->tenant, situation->number))
        continue;
      if (choice->say == NULL)
        choice->say = play->say;
      if (!play->adds)
        {
          base = play;
          break;
        }
      /* Room is left for the play itself. */
      add_steps (play, situation, CORRAL_PLAY_SHOWN - CORRAL_PLAY_SHOWN_OF_PLAY - MIN (choice->n_steps, 2), choice);
    }
  if (choice->say == NULL)
    choice->say = base->say;
  add_steps (base, situation, CORRAL_PLAY_SHOWN_OF_PLAY, choice);
}
