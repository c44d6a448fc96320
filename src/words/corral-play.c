/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reads one play. GLib's reader of key files is not used: it does not say in which line something is wrong, takes keys
 * that nobody reads without a word, and complains on the log of what it cannot read. Pure, any thread. */
#include "config.h"

#include "corral-play.h"

#include "corral-text.h"

#include <glib/gi18n-lib.h>
#include <string.h>

G_DEFINE_QUARK (corral-play-error-quark, corral_play_error)

/* A longer word is none of ours. */
#define WORD_MAX 64

static const char *const conditions[] = {
#define WORD(UPPER, word) [CORRAL_PLAY_##UPPER] = word,
  CORRAL_PLAY_CONDITIONS (WORD)
#undef WORD
};

typedef struct
{
  CorralPlay *play;
  CorralPlayStep *step;     /* (nullable): of the group that is being read */
  const char *const *languages;
  CorralPlayTranslate translate;
  guint line;
  gboolean in_play;
  gboolean has_cause;
  guint seen;               /* bits: keys of the group that were read, without a language */
  guint ranks[8];           /* by key: how good the text that is held is; 0: none */
  GError **error;
} Reader;

static gboolean fail (Reader *self, CorralPlayError code, const char *format, ...) G_GNUC_PRINTF (3, 4);

static gboolean
fail (Reader *self, CorralPlayError code, const char *format, ...)
{
  g_autofree char *what = NULL;
  va_list args;

  va_start (args, format);
  what = g_strdup_vprintf (format, args);
  va_end (args);
  /* Translators: %u is the number of a line in a file, %s a clause about it */
  g_set_error (self->error, CORRAL_PLAY_ERROR, (int) code, _ ("line %u: %s"), self->line, what);
  return FALSE;
}

static gboolean
fail_unknown (Reader *self, const char *format, const char *word)
{
  g_autofree char *clean = corral_text_clean (word, WORD_MAX);
  g_autoptr (GString) sentence = g_string_new (format);

  g_string_replace (sentence, "%1", clean, 0);
  return fail (self, CORRAL_PLAY_ERROR_UNKNOWN, "%s", sentence->str);
}

/* ---- values ---------------------------------------------------------------------------------------- */

static gboolean
read_cause (Reader *self, const char *value)
{
  if (!corral_verdict_cause_from_word (value, &self->play->cause))
    /* Translators: keep %1, which is a word from a file */
    return fail_unknown (self, _ ("there is no cause “%1”"), value);
  self->has_cause = TRUE;
  return TRUE;
}

static gboolean
read_mode (Reader *self, const char *value)
{
  self->play->adds = strcmp (value, "add") == 0;
  if (!self->play->adds && strcmp (value, "replace") != 0)
    return fail (self, CORRAL_PLAY_ERROR_UNKNOWN, _ ("Mode is “replace” or “add”"));
  return TRUE;
}

static gboolean
read_chain (Reader *self, const char *value)
{
  if (!corral_text_is_id (value))
    return fail (self, CORRAL_PLAY_ERROR_SYNTAX, _ ("Chain takes the id of one chain"));
  self->play->chain = g_strdup (value);
  return TRUE;
}

static gboolean
read_stores (Reader *self, const char *value)
{
  g_auto (GStrv) parts = g_strsplit (value, ";", CORRAL_PLAY_MAX_STORES + 2);

  for (guint i = 0; parts[i] != NULL; i++)
    {
      guint64 number = 0;
      gint64 held;

      if (*g_strstrip (parts[i]) == '\0')
        continue;
      if (!g_ascii_string_to_unsigned (parts[i], 10, 0, G_MAXINT32, &number, NULL)
          || self->play->stores->len == CORRAL_PLAY_MAX_STORES)
        return fail (self, CORRAL_PLAY_ERROR_SYNTAX, _ ("Stores takes numbers of stores, at most %d, with “;” between them"),
                     CORRAL_PLAY_MAX_STORES);
      held = (gint64) number;
      g_array_append_val (self->play->stores, held);
    }
  return TRUE;
}

static gboolean
find_condition (const char *word, guint *bit)
{
  for (guint i = 0; i < G_N_ELEMENTS (conditions); i++)
    if (strcmp (conditions[i], word) == 0)
      {
        *bit = CORRAL_PLAY_BIT (i);
        return TRUE;
      }
  return FALSE;
}

static gboolean
read_when (Reader *self, const char *value)
{
  g_auto (GStrv) parts = g_strsplit (value, ";", CORRAL_N_PLAY_CONDITIONS * 2);

  for (guint i = 0; parts[i] != NULL; i++)
    {
      const char *word = g_strstrip (parts[i]);
      gboolean not = *word == '!';
      guint bit = 0;

      if (*word == '\0')
        continue;
      if (!find_condition (word + not, &bit))
        {
          g_autofree char *all = g_strjoinv (", ", (char **) (const char *[]){
#define WORD(UPPER, name) name,
              CORRAL_PLAY_CONDITIONS (WORD)
#undef WORD
              NULL });
          g_autofree char *clean = corral_text_clean (word, WORD_MAX);

          return fail (self, CORRAL_PLAY_ERROR_UNKNOWN, _ ("there is no condition “%s”; there are: %s"), clean, all);
        }
      if (not)
        self->step->needs_not |= bit;
      else
        self->step->needs |= bit;
    }
  if ((self->step->needs & self->step->needs_not) != 0)
    return fail (self, CORRAL_PLAY_ERROR_SYNTAX, _ ("a condition and its opposite never hold together"));
  return TRUE;
}

/* "ticket.open battery_swap" */
static gboolean
read_offer (Reader *self, const char *value)
{
  g_auto (GStrv) parts = g_strsplit (value, " ", 3);
  const CorralOperationType *type = corral_operation_type_find (parts[0]);

  if (type == NULL)
    return fail_unknown (self, _ ("there is no operation “%1”"), parts[0]);
  if (g_strv_length (parts) > 2 || (parts[1] != NULL && !corral_text_is_id (parts[1])))
    return fail (self, CORRAL_PLAY_ERROR_SYNTAX, _ ("Offer takes an operation and the word that it needs, such as “%s”"),
                 "ticket.open battery_swap");
  self->step->offers = TRUE;
  self->step->offer = type->kind;
  self->step->offer_reason = g_strdup (parts[1]);
  return TRUE;
}

/* ---- keys ------------------------------------------------------------------------------------------ */

typedef enum
{
  KEY_CAUSE,
  KEY_SAY,
  KEY_MODE,
  KEY_CHAIN,
  KEY_STORES,
  N_PLAY_KEYS,
} PlayKey;

typedef enum
{
  KEY_DO,
  KEY_EXPECT,
  KEY_HELPED,
  KEY_OFFER,
  KEY_WHEN,
  N_STEP_KEYS,
} StepKey;

G_STATIC_ASSERT (N_PLAY_KEYS <= G_N_ELEMENTS (((Reader *) 0)->ranks));
G_STATIC_ASSERT (N_STEP_KEYS <= G_N_ELEMENTS (((Reader *) 0)->ranks));

/* A key is a text for people, or has a reader. */
typedef struct
{
  const char *name;
  gboolean (*read) (Reader *self, const char *value);
} Key;

static const Key play_keys[] = {
  [KEY_CAUSE] = { "Cause", read_cause }, [KEY_SAY] = { "Say", NULL },          [KEY_MODE] = { "Mode", read_mode },
  [KEY_CHAIN] = { "Chain", read_chain }, [KEY_STORES] = { "Stores", read_stores },
};
G_STATIC_ASSERT (G_N_ELEMENTS (play_keys) == N_PLAY_KEYS);

static const Key step_keys[] = {
  [KEY_DO] = { "Do", NULL },          [KEY_EXPECT] = { "Expect", NULL }, [KEY_HELPED] = { "Helped", NULL },
  [KEY_OFFER] = { "Offer", read_offer }, [KEY_WHEN] = { "When", read_when },
};
G_STATIC_ASSERT (G_N_ELEMENTS (step_keys) == N_STEP_KEYS);

/* The higher the better, and never 0: a text in a language that nobody here reads is better than none, and what is a play
 * is one for everybody. Found by fuzzing: "Say[de]" alone was a play for some and none for others. */
static guint
rank_language (Reader *self, const char *language)
{
  guint n = g_strv_length ((char **) self->languages);

  if (language == NULL)
    return 2;
  for (guint i = 0; i < n; i++)
    if (strcmp (self->languages[i], language) == 0)
      return 3 + n - i;
  return 1;
}

static char **
get_text (Reader *self, guint key)
{
  if (self->step == NULL)
    return &self->play->say;
  return key == KEY_DO ? &self->step->action : key == KEY_EXPECT ? &self->step->expect : &self->step->helped;
}

static gboolean
keep_text (Reader *self, guint key, const char *language, const char *value)
{
  guint rank = rank_language (self, language);
  char **text = get_text (self, key);
  g_autofree char *clean = NULL;

  if (g_utf8_strlen (value, -1) > CORRAL_PLAY_MAX_CHARS)
    return fail (self, CORRAL_PLAY_ERROR_SYNTAX, _ ("a text of more than %d characters is not read on the phone"),
                 CORRAL_PLAY_MAX_CHARS);
  if (rank <= self->ranks[key])
    return TRUE;
  if (language == NULL && self->translate != NULL && *value != '\0')
    value = self->translate (value);
  clean = corral_text_clean (value, G_MAXINT32);
  /* An empty one says nothing, in whatever language. */
  if (*clean == '\0')
    return TRUE;
  self->ranks[key] = rank;
  g_free (*text);
  *text = g_steal_pointer (&clean);
  return TRUE;
}

static gboolean
read_key (Reader *self, char *name, const char *value)
{
  const Key *keys = self->step != NULL ? step_keys : play_keys;
  guint n = self->step != NULL ? N_STEP_KEYS : N_PLAY_KEYS;
  char *bracket = strchr (name, '[');
  char *language = NULL;

  if (bracket != NULL)
    {
      gsize length = strlen (bracket);

      if (length < 3 || bracket[length - 1] != ']')
        return fail (self, CORRAL_PLAY_ERROR_SYNTAX, _ ("a language stands in brackets behind the key, as in “Do[de]”"));
      bracket[length - 1] = '\0';
      bracket[0] = '\0';
      language = bracket + 1;
    }
  for (guint i = 0; i < n; i++)
    {
      if (strcmp (keys[i].name, name) != 0)
        continue;
      if (language != NULL && keys[i].read != NULL)
        return fail (self, CORRAL_PLAY_ERROR_SYNTAX, _ ("“%s” is the same in all languages"), name);
      if (language == NULL && (self->seen & (1u << i)) != 0)
        return fail (self, CORRAL_PLAY_ERROR_SYNTAX, _ ("“%s” stands here twice"), name);
      if (language == NULL)
        self->seen |= 1u << i;
      return keys[i].read != NULL ? keys[i].read (self, value) : keep_text (self, i, language, value);
    }
  return fail_unknown (self, self->step != NULL ? _ ("a [Try] has no “%1”; it has Do, Expect, Helped, Offer, When")
                                                : _ ("a [Play] has no “%1”; it has Cause, Say, Mode, Chain, Stores"),
                       name);
}

/* ---- lines ----------------------------------------------------------------------------------------- */

static void
step_free (gpointer data)
{
  CorralPlayStep *step = data;

  g_free (step->action);
  g_free (step->expect);
  g_free (step->helped);
  g_free (step->offer_reason);
  g_free (step);
}

static gboolean
end_group (Reader *self)
{
  if (self->step != NULL && self->step->action == NULL)
    return fail (self, CORRAL_PLAY_ERROR_MISSING, _ ("the [Try] that ends here does not say what to do (Do=)"));
  self->step = NULL;
  self->seen = 0;
  memset (self->ranks, 0, sizeof self->ranks);
  return TRUE;
}

static gboolean
begin_group (Reader *self, const char *name)
{
  g_autofree char *expected = g_strdup_printf ("Try %u", self->play->steps->len + 1);

  if (!end_group (self))
    return FALSE;
  if (strcmp (name, "Play") == 0)
    {
      if (self->in_play)
        return fail (self, CORRAL_PLAY_ERROR_SYNTAX, _ ("[Play] stands here twice"));
      self->in_play = TRUE;
      return TRUE;
    }
  if (!self->in_play)
    return fail (self, CORRAL_PLAY_ERROR_SYNTAX, _ ("a play begins with [Play]"));
  if (strcmp (name, expected) != 0)
    return fail (self, CORRAL_PLAY_ERROR_UNKNOWN, _ ("[%s] is expected here"), expected);
  if (self->play->steps->len == CORRAL_PLAY_MAX_STEPS)
    return fail (self, CORRAL_PLAY_ERROR_SYNTAX, _ ("nobody tries more than %d things on the phone"),
                 CORRAL_PLAY_MAX_STEPS);
  self->step = g_new0 (CorralPlayStep, 1);
  g_ptr_array_add (self->play->steps, self->step);
  return TRUE;
}

static gboolean
read_line (Reader *self, char *line)
{
  char *equals;
  gsize length;

  self->line++;
  g_strstrip (line);
  length = strlen (line);
  if (length == 0 || *line == '#')
    return TRUE;
  if (*line == '[')
    {
      if (line[length - 1] != ']')
        return fail (self, CORRAL_PLAY_ERROR_SYNTAX, _ ("a group ends with “]”"));
      line[length - 1] = '\0';
      return begin_group (self, line + 1);
    }
  equals = strchr (line, '=');
  if (equals == NULL || equals == line)
    return fail (self, CORRAL_PLAY_ERROR_SYNTAX, _ ("this is neither a group, such as [Try 1], nor a key with “=” and a value"));
  if (!self->in_play)
    return fail (self, CORRAL_PLAY_ERROR_SYNTAX, _ ("a play begins with [Play]"));
  *equals = '\0';
  return read_key (self, g_strchomp (line), g_strchug (equals + 1));
}

static gboolean
read_text (Reader *self, const char *text, gsize length)
{
  g_autofree char *copy = NULL;
  const char *end = NULL;
  char *at;

  self->line = 1;
  if (length > CORRAL_PLAY_MAX_BYTES)
    return fail (self, CORRAL_PLAY_ERROR_SYNTAX, _ ("a file of more than %d KiB is no play"), CORRAL_PLAY_MAX_BYTES / 1024);
  if (length > 0 && !g_utf8_validate_len (text, length, &end))
    {
      for (const char *p = text; p < end; p++)
        self->line += *p == '\n';
      return fail (self, CORRAL_PLAY_ERROR_SYNTAX, _ ("here stands something that is no text in UTF-8"));
    }
  copy = length > 0 ? g_strndup (text, length) : g_strdup ("");
  at = g_str_has_prefix (copy, "\xef\xbb\xbf") ? copy + 3 : copy;
  self->line = 0;
  while (at != NULL)
    {
      char *newline = strchr (at, '\n');

      if (newline != NULL)
        *newline = '\0';
      if (!read_line (self, at))
        return FALSE;
      at = newline != NULL ? newline + 1 : NULL;
    }
  if (!end_group (self))
    return FALSE;
  if (!self->has_cause)
    return fail (self, CORRAL_PLAY_ERROR_MISSING, _ ("the play does not say what it is for (Cause=)"));
  if (self->play->steps->len == 0 && !(self->play->adds && self->play->say != NULL))
    return fail (self, CORRAL_PLAY_ERROR_MISSING, _ ("the play has nothing to try: [Try 1] is missing"));
  return TRUE;
}

CorralPlay *
corral_play_parse (const char *text, gsize length, const char *const *languages, CorralPlayTranslate translate,
                   GError **error)
{
  g_autoptr (CorralPlay) play = g_new0 (CorralPlay, 1);
  Reader reader = { .play = play, .languages = languages, .translate = translate, .error = error };

  g_return_val_if_fail (text != NULL || length == 0, NULL);
  g_return_val_if_fail (languages != NULL, NULL);

  play->stores = g_array_new (FALSE, FALSE, sizeof (gint64));
  play->steps = g_ptr_array_new_with_free_func (step_free);
  return read_text (&reader, text, length) ? g_steal_pointer (&play) : NULL;
}

void
corral_play_free (CorralPlay *self)
{
  g_free (self->say);
  g_free (self->chain);
  g_clear_pointer (&self->stores, g_array_unref);
  g_clear_pointer (&self->steps, g_ptr_array_unref);
  g_free (self);
}

gboolean
corral_play_is_for (const CorralPlay *self, const char *tenant, gint64 number)
{
  if (self->chain != NULL && g_strcmp0 (self->chain, tenant) != 0)
    return FALSE;
  for (guint i = 0; i < self->stores->len; i++)
    if (g_array_index (self->stores, gint64, i) == number)
      return TRUE;
  return self->stores->len == 0;
}
