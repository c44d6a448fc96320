/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The script of faults: read, checked, and which rule strikes a request. One thread. */
#include "config.h"

#include "corral-cloud-faults.h"

#include "corral-random.h"

#include <glib/gi18n-lib.h>
#include <string.h>

typedef struct
{
  char *method;         /* (owned) (nullable): any */
  GPatternSpec *path;   /* (owned) */
  guint after;
  guint times;          /* 0: for ever */
  double probability;
  CorralRandom random;
  CorralCloudStrike strike; /* its strings are owned */
  guint n_fitted;
  guint n_struck;
} Rule;

struct _CorralCloudFaults
{
  GPtrArray *rules; /* (owned) (element-type Rule) */
};

static const char *const kind_words[] = {
  [CORRAL_CLOUD_FAULT_DELAY] = "delay",
  [CORRAL_CLOUD_FAULT_STATUS] = "status",
  [CORRAL_CLOUD_FAULT_DROP_BEFORE] = "drop-before",
  [CORRAL_CLOUD_FAULT_DROP_AFTER] = "drop-after",
  [CORRAL_CLOUD_FAULT_CUT] = "cut",
  [CORRAL_CLOUD_FAULT_GARBAGE] = "garbage",
  [CORRAL_CLOUD_FAULT_HTML] = "html",
  [CORRAL_CLOUD_FAULT_DUPLICATE] = "duplicate",
  [CORRAL_CLOUD_FAULT_TWICE] = "twice",
  [CORRAL_CLOUD_FAULT_OFFLINE] = "offline",
};
#define ANY_KIND G_MAXUINT

/* The numbers that a rule may have, and of which kind. */
static const struct
{
  const char *key;
  int min, max;
  guint kind;
  gboolean required; /* of that kind */
} numbers[] = {
  { "after", 0, 1000000, ANY_KIND, FALSE },
  { "times", 0, 1000000, ANY_KIND, FALSE },
  { "seed", 0, 1000000000, ANY_KIND, FALSE },
  { "delay-ms", 0, 600000, ANY_KIND, FALSE },
  { "delay-ms", 1, 600000, CORRAL_CLOUD_FAULT_DELAY, TRUE },
  { "status", 400, 599, CORRAL_CLOUD_FAULT_STATUS, TRUE },
  { "bytes", 0, 16 * 1024 * 1024, CORRAL_CLOUD_FAULT_CUT, TRUE },
  { "seconds", 1, 86400, CORRAL_CLOUD_FAULT_OFFLINE, TRUE },
};

static const struct
{
  const char *key;
  guint kind;
} texts[] = {
  { "method", ANY_KIND },
  { "path", ANY_KIND },
  { "kind", ANY_KIND },
  { "probability", ANY_KIND },
  { "code", CORRAL_CLOUD_FAULT_STATUS },
  { "reason", CORRAL_CLOUD_FAULT_STATUS },
  { "retry-after", CORRAL_CLOUD_FAULT_STATUS },
};

/* ---- reading --------------------------------------------------------------------------------------------- */

/* The rule being read. */
typedef struct
{
  GKeyFile *file;
  const char *group;
  guint number; /* from 1 */
  guint kind;
  GError **error;
} Reading;

static gboolean G_GNUC_PRINTF (2, 3)
fail (Reading *self, const char *format, ...)
{
  g_autofree char *what = NULL;
  va_list arguments;

  va_start (arguments, format);
  what = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  g_set_error (self->error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA,
               /* Translators: of a script of faults, e.g.: rule 2 (“lost answers”): “bytes” is missing. */
               _ ("rule %u (“%s”): %s"), self->number, self->group, what);
  return FALSE;
}

/* The text of @key, or NULL. Free with g_free(). */
static char *
get (Reading *self, const char *key)
{
  char *text = g_key_file_get_string (self->file, self->group, key, NULL);

  return text != NULL ? g_strstrip (text) : NULL;
}

static gboolean
get_kind (Reading *self)
{
  g_autofree char *text = get (self, "kind");
  g_autofree char *list = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (kind_words); i++)
    if (g_strcmp0 (text, kind_words[i]) == 0)
      {
        self->kind = i;
        return TRUE;
      }
  for (guint i = 0; i < G_N_ELEMENTS (kind_words); i++)
    {
      char *longer = g_strconcat (list != NULL ? list : "", list != NULL ? ", " : "", kind_words[i], NULL);

      g_free (list);
      list = longer;
    }
  return fail (self, _ ("“kind” has to be one of: %s."), list);
}

/* Whether the rule may have @key, being of its kind. */
static gboolean
check_key (Reading *self, const char *key)
{
  gboolean known = FALSE;

  for (guint i = 0; i < G_N_ELEMENTS (numbers); i++)
    if (strcmp (numbers[i].key, key) == 0)
      {
        if (numbers[i].kind == ANY_KIND || numbers[i].kind == self->kind)
          return TRUE;
        known = TRUE;
      }
  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    if (strcmp (texts[i].key, key) == 0)
      {
        if (texts[i].kind == ANY_KIND || texts[i].kind == self->kind)
          return TRUE;
        known = TRUE;
      }
  return known ? fail (self, _ ("“%s” means nothing to the kind “%s”."), key, kind_words[self->kind])
               : fail (self, _ ("there is no “%s”."), key);
}

/* Reads @key, which may be missing unless it is required: then *@value stays. */
static gboolean
read_number (Reading *self, const char *key, guint *value)
{
  g_autofree char *text = get (self, key);

  for (guint i = 0; i < G_N_ELEMENTS (numbers); i++)
    {
      gint64 number;

      if (strcmp (numbers[i].key, key) != 0 || (numbers[i].kind != ANY_KIND && numbers[i].kind != self->kind))
        continue;
      if (text == NULL && numbers[i].required)
        return fail (self, _ ("“%s” is missing."), key);
      if (text == NULL)
        continue;
      if (!g_ascii_string_to_signed (text, 10, numbers[i].min, numbers[i].max, &number, NULL))
        return fail (self, _ ("“%s” has to be a whole number from %d to %d."), key, numbers[i].min, numbers[i].max);
      *value = (guint) number;
    }
  return TRUE;
}

static gboolean
read_probability (Reading *self, double *probability)
{
  g_autofree char *text = get (self, "probability");
  char *end;

  *probability = 1;
  if (text == NULL)
    return TRUE;
  *probability = g_ascii_strtod (text, &end);
  /* Written so that "nan" is none. */
  if (end != text && *end == '\0' && *probability >= 0 && *probability <= 1)
    return TRUE;
  return fail (self, _ ("“%s” has to be a number from 0 to 1."), "probability");
}

static void
rule_free (gpointer data)
{
  Rule *rule = data;

  g_free (rule->method);
  g_clear_pointer (&rule->path, g_pattern_spec_free);
  g_free ((char *) rule->strike.code);
  g_free ((char *) rule->strike.reason);
  g_free ((char *) rule->strike.retry_after);
  g_free (rule);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Rule, rule_free)

static Rule *
read_rule (Reading *self)
{
  g_autoptr (Rule) rule = g_new0 (Rule, 1);
  g_auto (GStrv) keys = g_key_file_get_keys (self->file, self->group, NULL, NULL);
  g_autofree char *path = get (self, "path");
  guint seed = self->number;

  if (!get_kind (self))
    return NULL;
  for (guint i = 0; keys[i] != NULL; i++)
    if (!check_key (self, keys[i]))
      return NULL;
  rule->strike.kind = (CorralCloudFaultKind) self->kind;
  rule->method = get (self, "method");
  if (g_strcmp0 (rule->method, "*") == 0)
    g_clear_pointer (&rule->method, g_free);
  rule->path = g_pattern_spec_new (path != NULL ? path : "*");
  if (!read_number (self, "after", &rule->after) || !read_number (self, "times", &rule->times)
      || !read_number (self, "seed", &seed) || !read_number (self, "delay-ms", &rule->strike.delay_ms)
      || !read_number (self, "status", &rule->strike.status) || !read_number (self, "bytes", &rule->strike.bytes)
      || !read_number (self, "seconds", &rule->strike.seconds) || !read_probability (self, &rule->probability))
    return NULL;
  rule->strike.code = get (self, "code");
  rule->strike.reason = get (self, "reason");
  rule->strike.retry_after = get (self, "retry-after");
  /* Into the head of an answer it goes as it is, so it must not end it. */
  if (rule->strike.retry_after != NULL && strpbrk (rule->strike.retry_after, "\r\n") != NULL)
    {
      fail (self, _ ("“%s” has to be one line."), "retry-after");
      return NULL;
    }
  rule->random = corral_random_seeded (seed, 0x66617574, 0, 0);
  return g_steal_pointer (&rule);
}

/* The name of the first group that comes a second time, which GKeyFile would join with the first. */
static char *
find_name_twice (const char *script)
{
  g_auto (GStrv) lines = g_strsplit (script, "\n", -1);
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  for (guint i = 0; lines[i] != NULL; i++)
    {
      const char *line = g_strstrip (lines[i]);
      char *name;

      if (line[0] != '[' || strchr (line, ']') == NULL)
        continue;
      name = g_strndup (line + 1, (gsize) (strchr (line, ']') - line - 1));
      if (g_hash_table_contains (seen, name))
        return name;
      g_hash_table_add (seen, name);
    }
  return NULL;
}

CorralCloudFaults *
corral_cloud_faults_new (const char *script, GError **error)
{
  g_autoptr (CorralCloudFaults) self = g_new0 (CorralCloudFaults, 1);
  g_autoptr (GKeyFile) file = g_key_file_new ();
  g_autofree char *twice = find_name_twice (script);
  g_autoptr (GError) why = NULL;
  g_auto (GStrv) groups = NULL;

  self->rules = g_ptr_array_new_with_free_func (rule_free);
  if (!g_key_file_load_from_data (file, script, (gsize) -1, G_KEY_FILE_NONE, &why))
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA, _ ("this is no script of faults: %s"), why->message);
      return NULL;
    }
  if (twice != NULL)
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA, _ ("two rules are called “%s”"), twice);
      return NULL;
    }
  groups = g_key_file_get_groups (file, NULL);
  for (guint i = 0; groups[i] != NULL; i++)
    {
      Reading reading = { .file = file, .group = groups[i], .number = i + 1, .error = error };
      Rule *rule = read_rule (&reading);

      if (rule == NULL)
        return NULL;
      g_ptr_array_add (self->rules, rule);
    }
  if (self->rules->len == 0)
    {
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA, _ ("this script of faults has no rule"));
      return NULL;
    }
  return g_steal_pointer (&self);
}

void
corral_cloud_faults_free (CorralCloudFaults *self)
{
  g_clear_pointer (&self->rules, g_ptr_array_unref);
  g_free (self);
}

/* ---- striking -------------------------------------------------------------------------------------------- */

static gboolean
strikes (Rule *rule, const char *method, const char *path)
{
  if ((rule->method != NULL && strcmp (rule->method, method) != 0)
      || !g_pattern_spec_match_string (rule->path, path))
    return FALSE;
  if (rule->times > 0 && rule->n_struck >= rule->times)
    return FALSE;
  if (rule->n_fitted++ < rule->after)
    return FALSE;
  if (rule->probability < 1 && corral_random_double (&rule->random) >= rule->probability)
    return FALSE;
  rule->n_struck++;
  return TRUE;
}

const CorralCloudStrike *
corral_cloud_faults_choose (CorralCloudFaults *self, const char *method, const char *path)
{
  for (guint i = 0; i < self->rules->len; i++)
    {
      Rule *rule = g_ptr_array_index (self->rules, i);

      if (strikes (rule, method, path))
        return &rule->strike;
    }
  return NULL;
}
