/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Answers that come as columns: last values and telemetry. Any thread. */
#include "config.h"

#include "corral-metric.h"
#include "corral-page-private.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

void
corral_vitals_page_free (CorralVitalsPage *self)
{
  g_clear_pointer (&self->rows, corral_batch_unref);
  g_free (self->next);
  g_clear_pointer (&self->quarantine, g_ptr_array_unref);
  g_free (self);
}

void
corral_telemetry_metric_free (CorralTelemetryMetric *self)
{
  g_free (self->name);
  g_free (self->values);
  g_free (self->n);
  g_free (self->min);
  g_free (self->max);
  g_free (self->sum);
  g_free (self);
}

void
corral_telemetry_free (CorralTelemetry *self)
{
  g_free (self->cart);
  g_free (self->times_ms);
  g_clear_pointer (&self->metrics, g_ptr_array_unref);
  g_strfreev (self->words);
  g_free (self);
}

static gboolean
uneven (CorralPage *page)
{
  return corral_page_flaw (page, g_strdup (_ ("Its columns are not of one length.")));
}

static gboolean
too_many (CorralPage *page)
{
  return corral_page_flaw (page, g_strdup (_ ("It holds more entries than a page may have.")));
}

/* --- last values -------------------------------------------------------------------------------- */

typedef struct
{
  CorralPage page;
  CorralVitalsPage *result;
  GArray *bad; /* (element-type gboolean): a flag for each row */
} Vitals;

/* The value of row @index was no good: the row is put aside, once. */
static gboolean
put_aside (Vitals *self, guint index, guint depth)
{
  CorralRow *row = corral_batch_get_row (self->result->rows, index);
  gboolean *bad = &g_array_index (self->bad, gboolean, index);

  if (*bad)
    {
      g_clear_pointer (&self->page.flaw, g_free);
      g_clear_pointer (&self->page.pointer, g_free);
      return corral_json_reader_unwind (&self->page.json, depth);
    }
  *bad = TRUE;
  return corral_page_quarantine (&self->page, CORRAL_COLLECTION_VITAL, row->id, depth);
}

/* One array into one member of every row. The first, the ids, makes the rows. */
static gboolean
read_column (Vitals *self, const CorralField *field, gboolean first)
{
  CorralPage *page = &self->page;
  CorralBatch *rows = self->result->rows;
  guint depth = corral_json_reader_get_depth (&page->json) + 1;
  gboolean failed = FALSE;
  guint n = 0;

  if (!corral_page_begin_array (page))
    return FALSE;
  for (; corral_page_next_element (page, &failed); n++)
    {
      gpointer row;

      if (first)
        {
          gboolean bad = FALSE;

          if (n == CORRAL_PAGE_MAX_ROWS)
            return too_many (page);
          row = corral_batch_add (rows, CORRAL_CHANGE_PUT);
          g_array_append_val (self->bad, bad);
        }
      else if (n == rows->n_rows)
        return uneven (page);
      else
        row = corral_batch_get_row (rows, n);

      if (G_UNLIKELY (!corral_page_read_field (page, field, row)) && !put_aside (self, n, depth))
        return FALSE;
    }
  if (failed)
    return FALSE;
  return n == rows->n_rows || uneven (page);
}

static gboolean
read_columns (Vitals *self)
{
  const CorralSchema *schema = self->result->rows->schema;
  CorralPage *page = &self->page;
  guint64 seen = 0;
  guint guess = 2; /* id and rev have arrays of their own */
  const char *name;
  gsize length;
  gboolean hit;

  if (!corral_page_begin_object (page))
    return FALSE;
  for (;;)
    {
      const char *expected = guess < schema->n_fields ? schema->fields[guess].name : NULL;
      guint index = guess;

      if (!corral_json_reader_next_member (&page->json, expected, expected != NULL ? strlen (expected) : 0,
                                           &hit, &name, &length))
        return corral_json_reader_get_state (&page->json) == CORRAL_JSON_OK || corral_page_json_flaw (page);
      if (!hit)
        {
          const CorralField *field = corral_schema_find (schema, name);

          if (field == NULL || field - schema->fields < 2)
            {
              if (!corral_json_reader_skip (&page->json))
                return corral_page_json_flaw (page);
              continue;
            }
          index = (guint) (field - schema->fields);
        }
      if ((seen >> index & 1) != 0)
        return corral_page_flaw (page,
                                 g_strdup_printf (_ ("“%s” is there twice."), schema->fields[index].name));
      seen |= (guint64) 1 << index;
      guess = index + 1;
      if (!read_column (self, &schema->fields[index], FALSE))
        return FALSE;
    }
}

/* Takes out the rows that are not whole; the others keep their order. */
static gboolean
keep_good_rows (Vitals *self)
{
  CorralBatch *rows = self->result->rows;
  guint kept = 0;

  for (guint i = 0; i < rows->n_rows; i++)
    {
      CorralRow *row = corral_batch_get_row (rows, i);

      if (!g_array_index (self->bad, gboolean, i) && (row->id == NULL || !CORRAL_IS_KNOWN (row->rev)))
        {
          gboolean always_false;

          g_array_index (self->bad, gboolean, i) = TRUE;
          always_false = corral_page_flaw (&self->page, g_strdup_printf (_ ("“%s” is missing."),
                                                                         row->id == NULL ? "id" : "rev"));
          g_assert (!always_false);
          /* The reader stands at the end of the page: there is nothing to pass over. */
          if (!corral_page_quarantine (&self->page, CORRAL_COLLECTION_VITAL, row->id,
                                       corral_json_reader_get_depth (&self->page.json)))
            return FALSE;
        }
      if (g_array_index (self->bad, gboolean, i))
        continue;
      if (kept < i)
        memcpy (corral_batch_get_row (rows, kept), row, rows->schema->size);
      kept++;
    }
  while (rows->n_rows > kept)
    corral_batch_drop_last (rows);
  return TRUE;
}

static gboolean
read_vitals (Vitals *self)
{
  enum
  {
    TENANT,
    AS_OF,
    IDS,
    REVS,
    METRICS,
    COUNT,
    NEXT,
    END
  };
  static const char *const names[] = { "tenant", "as_of_ms", "ids", "revs", "metrics", "count", "next", "end", NULL };
  CorralPageMembers members = CORRAL_PAGE_MEMBERS (names, END);
  CorralPage *page = &self->page;
  CorralVitalsPage *result = self->result;
  const CorralField *fields = result->rows->schema->fields;
  CorralJsonMark late[2]; /* columns that came before the ids */
  gboolean is_late[2] = { FALSE, FALSE };
  gint64 claimed = 0;
  char *token;
  int member;

  if (!corral_page_begin_object (page))
    return FALSE;
  while ((member = corral_page_next_member (page, &members)) >= 0)
    {
      gboolean ok = TRUE;

      switch (member)
        {
        case TENANT:
          ok = corral_page_read_tenant (page);
          break;
        case AS_OF:
          ok = corral_page_read_time (page, &result->as_of_ms);
          break;
        case IDS:
          ok = read_column (self, &fields[0], TRUE);
          break;
        case REVS:
        case METRICS:
          if ((members.seen & 1 << IDS) != 0)
            ok = member == REVS ? read_column (self, &fields[1], FALSE) : read_columns (self);
          else
            {
              is_late[member - REVS] = TRUE;
              late[member - REVS] = corral_json_reader_mark (&page->json);
              /* What is wrong in there is seen when it is read. */
              if (!corral_json_reader_skip (&page->json)
                  && corral_json_reader_get_state (&page->json) == CORRAL_JSON_BROKEN)
                ok = corral_page_json_flaw (page);
            }
          break;
        case COUNT:
          ok = corral_page_read_integer (page, 0, CORRAL_PAGE_MAX_ROWS, &claimed);
          break;
        case NEXT:
          if (corral_page_is_null (page))
            break;
          ok = corral_page_read_token (page, &token);
          if (ok)
            result->next = g_strdup (token);
          break;
        case END:
        default:
          ok = corral_page_read_end (page);
          break;
        }
      if (!ok)
        return FALSE;
    }
  if (member != -1 || !corral_page_finish (page)
      || !corral_page_has_members (page, &members,
                                   1 << TENANT | 1 << AS_OF | 1 << IDS | 1 << REVS | 1 << METRICS | 1 << COUNT | 1 << NEXT
                                       | 1 << END))
    return FALSE;
  for (guint i = 0; i < 2; i++)
    if (is_late[i])
      {
        corral_json_reader_return (&page->json, late[i]);
        if (!(i == 0 ? read_column (self, &fields[1], FALSE) : read_columns (self)))
          return FALSE;
      }
  result->count = result->rows->n_rows;
  if (claimed != (gint64) result->count)
    return corral_page_flaw (page, g_strdup (_ ("It does not hold as many entries as it says.")));
  return keep_good_rows (self);
}

CorralVitalsPage *
corral_page_read_vitals (const char *tenant, char *body, gsize length, GError **error)
{
  g_autoptr (CorralVitalsPage) result = g_new0 (CorralVitalsPage, 1);
  Vitals self = { .result = result };
  gboolean ok;

  corral_page_init (&self.page, body, length);
  self.page.tenant = tenant;
  self.bad = g_array_new (FALSE, FALSE, sizeof (gboolean));
  result->as_of_ms = CORRAL_UNKNOWN;
  result->rows = corral_batch_new (CORRAL_COLLECTION_VITAL);
  corral_batch_keep (result->rows, self.page.bytes);
  ok = read_vitals (&self) || corral_page_refuse (&self.page, error);
  result->quarantine = g_steal_pointer (&self.page.quarantine);
  corral_page_clear (&self.page);
  g_array_unref (self.bad);
  return ok ? g_steal_pointer (&result) : NULL;
}

/* --- telemetry ---------------------------------------------------------------------------------- */

/* Numbers, null as NAN. @n: how many there were. */
static gboolean
read_numbers (CorralPage *page, double **values, guint *n)
{
  GArray *numbers;
  gboolean failed = FALSE;

  if (!corral_page_begin_array (page))
    return FALSE;
  /* With room for one: the column of an answer without points is there all the same. */
  numbers = g_array_sized_new (FALSE, FALSE, sizeof (double), 1);
  while (corral_page_next_element (page, &failed))
    {
      double number = NAN;

      if (numbers->len == CORRAL_PAGE_MAX_POINTS)
        failed = !too_many (page);
      else if (!corral_page_is_null (page) && !corral_json_reader_read_real (&page->json, &number))
        failed = !corral_page_json_flaw (page);
      if (failed)
        break;
      g_array_append_val (numbers, number);
    }
  *n = numbers->len;
  *values = (double *) (gpointer) g_array_free (numbers, failed);
  return !failed;
}

static gboolean
read_times (CorralPage *page, CorralTelemetry *result)
{
  GArray *times;
  gboolean failed = FALSE;
  gint64 before = CORRAL_UNKNOWN;

  if (!corral_page_begin_array (page))
    return FALSE;
  times = g_array_new (FALSE, FALSE, sizeof (gint64));
  while (corral_page_next_element (page, &failed))
    {
      gint64 time;

      if (times->len == CORRAL_PAGE_MAX_POINTS)
        failed = !too_many (page);
      else if (!corral_page_read_time (page, &time))
        failed = TRUE;
      else if (time < before)
        failed = !corral_page_flaw (page, g_strdup (_ ("Its times are not in order.")));
      if (failed)
        break;
      before = time;
      g_array_append_val (times, time);
    }
  result->n_points = times->len;
  result->times_ms = (gint64 *) (gpointer) g_array_free (times, failed);
  return !failed;
}

/* One metric: an array, or an object of four. Its length is checked when all is read. */
static gboolean
read_metric (CorralPage *page, CorralTelemetryMetric *metric, GArray *lengths)
{
  static const char *const names[] = { "n", "min", "max", "sum", NULL };
  double **const columns[] = { &metric->n, &metric->min, &metric->max, &metric->sum };
  CorralPageMembers members = CORRAL_PAGE_MEMBERS (names, -1);
  guint n;
  int member;

  if (corral_json_reader_peek (&page->json) != CORRAL_JSON_OBJECT)
    {
      if (!read_numbers (page, &metric->values, &n))
        return FALSE;
      g_array_append_val (lengths, n);
      return TRUE;
    }
  if (!corral_page_begin_object (page))
    return FALSE;
  while ((member = corral_page_next_member (page, &members)) >= 0)
    {
      if (!read_numbers (page, columns[member], &n))
        return FALSE;
      g_array_append_val (lengths, n);
    }
  return member == -1 && corral_page_has_members (page, &members, 0xf);
}

/* What the columns of words point to. */
static gboolean
read_words (CorralPage *page, CorralTelemetry *result)
{
  g_autoptr (GPtrArray) words = g_ptr_array_new_with_free_func (g_free);
  gboolean failed = FALSE;
  char *word;

  if (!corral_page_begin_array (page))
    return FALSE;
  while (corral_page_next_element (page, &failed))
    {
      if (words->len == CORRAL_PAGE_MAX_ROWS)
        return too_many (page);
      if (!corral_page_read_id (page, &word))
        return FALSE;
      g_ptr_array_add (words, g_strdup (word));
    }
  if (failed)
    return FALSE;
  g_ptr_array_add (words, NULL);
  result->words = (char **) g_ptr_array_free (g_steal_pointer (&words), FALSE);
  return TRUE;
}

/* Whether every value of @column is a place in a list of @n_words, or unknown. */
static gboolean
are_places (const double *column, guint n, guint n_words)
{
  for (guint i = 0; column != NULL && i < n; i++)
    if (!isnan (column[i]) && (column[i] < 0 || column[i] >= n_words || column[i] != floor (column[i])))
      return FALSE;
  return TRUE;
}

static gboolean
check_words (CorralPage *page, const CorralTelemetry *result)
{
  guint n_words = result->words != NULL ? g_strv_length (result->words) : 0;

  for (guint i = 0; i < result->metrics->len; i++)
    {
      const CorralTelemetryMetric *metric = g_ptr_array_index (result->metrics, i);
      CorralMetricKind kind;

      if (corral_metric_find (metric->name, &kind) && kind == CORRAL_METRIC_WORD
          && !(are_places (metric->values, result->n_points, n_words)
               && are_places (metric->min, result->n_points, n_words)
               && are_places (metric->max, result->n_points, n_words)))
        return corral_page_flaw (page, g_strdup (_ ("A value is beyond the agreed limits.")));
    }
  return TRUE;
}

/* What this version can keep: whatever of vitals is a number, and what only telemetry has. */
static gboolean
is_metric (const CorralSchema *schema, const char *name)
{
  const CorralField *field = corral_schema_find (schema, name);

  return (field != NULL && (field->type == CORRAL_FIELD_INTEGER || field->type == CORRAL_FIELD_REAL))
         || corral_metric_find (name, NULL);
}

static gboolean
read_metrics (CorralPage *page, CorralTelemetry *result, GArray *lengths)
{
  const CorralSchema *schema = corral_collection_get_schema (CORRAL_COLLECTION_VITAL);
  const char *name;
  gsize length;
  gboolean hit;

  if (!corral_page_begin_object (page))
    return FALSE;
  while (corral_json_reader_next_member (&page->json, NULL, 0, &hit, &name, &length))
    {
      CorralTelemetryMetric *metric;

      if (!is_metric (schema, name))
        {
          if (!corral_json_reader_skip (&page->json))
            return corral_page_json_flaw (page);
          continue;
        }
      for (guint i = 0; i < result->metrics->len; i++)
        if (strcmp (((CorralTelemetryMetric *) g_ptr_array_index (result->metrics, i))->name, name) == 0)
          return corral_page_flaw (page, g_strdup_printf (_ ("“%s” is there twice."), name));
      metric = g_new0 (CorralTelemetryMetric, 1);
      metric->name = g_strdup (name);
      g_ptr_array_add (result->metrics, metric);
      if (!read_metric (page, metric, lengths))
        return FALSE;
    }
  return corral_json_reader_get_state (&page->json) == CORRAL_JSON_OK || corral_page_json_flaw (page);
}

static gboolean
read_resolution (CorralPage *page, CorralResolution *resolution)
{
  static const char *const words[] = { "raw", "1m", "1h" };
  char *word;

  if (!corral_page_read_text (page, &word))
    return FALSE;
  for (guint i = 0; i < G_N_ELEMENTS (words); i++)
    if (strcmp (word, words[i]) == 0)
      {
        *resolution = (CorralResolution) i;
        return TRUE;
      }
  return corral_page_flaw (page, g_strdup (_ ("A value is beyond the agreed limits.")));
}

static gboolean
read_telemetry (CorralPage *page, CorralTelemetry *result, GArray *lengths)
{
  enum
  {
    TENANT,
    CART,
    RES,
    FROM,
    TO,
    T,
    METRICS,
    COUNT,
    END,
    WORDS
  };
  static const char *const names[]
      = { "tenant", "cart", "res", "from_ms", "to_ms", "t", "metrics", "count", "end", "words", NULL };
  CorralPageMembers members = CORRAL_PAGE_MEMBERS (names, END);
  gint64 claimed = 0;
  char *text;
  int member;

  if (!corral_page_begin_object (page))
    return FALSE;
  while ((member = corral_page_next_member (page, &members)) >= 0)
    {
      gboolean ok;

      switch (member)
        {
        case TENANT:
          ok = corral_page_read_tenant (page);
          break;
        case CART:
          ok = corral_page_read_id (page, &text);
          if (ok)
            result->cart = g_strdup (text);
          break;
        case RES:
          ok = read_resolution (page, &result->resolution);
          break;
        case FROM:
          ok = corral_page_read_time (page, &result->from_ms);
          break;
        case TO:
          ok = corral_page_read_time (page, &result->to_ms);
          break;
        case T:
          ok = read_times (page, result);
          break;
        case METRICS:
          ok = read_metrics (page, result, lengths);
          break;
        case COUNT:
          ok = corral_page_read_integer (page, 0, CORRAL_PAGE_MAX_POINTS, &claimed);
          break;
        case WORDS:
          ok = read_words (page, result);
          break;
        case END:
        default:
          ok = corral_page_read_end (page);
          break;
        }
      if (!ok)
        return FALSE;
    }
  if (member != -1 || !corral_page_finish (page) || !corral_page_has_members (page, &members, 0x1ff))
    return FALSE;
  if (claimed != (gint64) result->n_points)
    return corral_page_flaw (page, g_strdup (_ ("It does not hold as many entries as it says.")));
  for (guint i = 0; i < lengths->len; i++)
    if (g_array_index (lengths, guint, i) != result->n_points)
      return uneven (page);
  for (guint i = 0; i < result->metrics->len; i++)
    {
      const CorralTelemetryMetric *metric = g_ptr_array_index (result->metrics, i);

      if ((metric->values != NULL) != (result->resolution == CORRAL_RESOLUTION_RAW))
        return corral_page_flaw (page, g_strdup (_ ("Its values are not of the resolution that it says.")));
    }
  return check_words (page, result);
}

CorralTelemetry *
corral_page_read_telemetry (const char *tenant, char *body, gsize length, GError **error)
{
  g_autoptr (CorralTelemetry) result = g_new0 (CorralTelemetry, 1);
  g_autoptr (GArray) lengths = g_array_new (FALSE, FALSE, sizeof (guint));
  CorralPage page;
  gboolean ok;

  corral_page_init (&page, body, length);
  page.tenant = tenant;
  result->metrics = g_ptr_array_new_with_free_func ((GDestroyNotify) corral_telemetry_metric_free);
  ok = read_telemetry (&page, result, lengths) || corral_page_refuse (&page, error);
  corral_page_clear (&page);
  return ok ? g_steal_pointer (&result) : NULL;
}
