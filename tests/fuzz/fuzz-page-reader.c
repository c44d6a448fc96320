/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Bodies from the network through every page reader. The first byte says which: a letter from 'a' on. With
 * libFuzzer (clang, -fsanitize=fuzzer,address, -DCORRAL_LIBFUZZER) it hunts; as a test it runs the corpus,
 * and each file of it cut short at every byte. */
#include "corral-json-reader.h"
#include "corral-page-reader.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput (const guint8 *data, gsize size);

/* Every string of a row is whole, clean and inside the limits: reads them all. */
static void
look_at_rows (const CorralBatch *batch)
{
  for (guint i = 0; i < batch->n_rows; i++)
    {
      const char *row = corral_batch_get_row (batch, i);

      for (guint f = 0; f < batch->schema->n_fields; f++)
        {
          const CorralField *field = &batch->schema->fields[f];
          const char *text;

          if (field->type == CORRAL_FIELD_INTEGER && CORRAL_IS_KNOWN (corral_row_get_integer (row, field)))
            g_assert_cmpint (ABS (corral_row_get_integer (row, field)), <=, CORRAL_JSON_MAX_INTEGER);
          if (!corral_field_is_string (field))
            continue;
          text = corral_row_get_string (row, field);
          if (text == NULL)
            continue;
          g_assert_cmpuint (strlen (text), <=, CORRAL_JSON_MAX_STRING);
          g_assert_true (g_utf8_validate (text, -1, NULL));
          for (const char *p = text; *p != '\0'; p++)
            g_assert_true ((guchar) *p >= 0x20 && *p != 0x7f);
        }
    }
}

static void
read_as (guint kind, char *body, gsize length)
{
  static const CorralCollection collections[]
      = { CORRAL_COLLECTION_STORE, CORRAL_COLLECTION_CART, CORRAL_COLLECTION_ALERT, CORRAL_COLLECTION_FLAG };

  switch (kind)
    {
    case 0:
    case 1:
    case 2:
    case 3:
      {
        g_autoptr (CorralSnapshotPage) page
            = corral_page_read_snapshot ("t1", collections[kind], body, length, NULL);

        if (page == NULL)
          break;
        g_assert_cmpuint (page->rows->n_rows + page->quarantine->len, ==, page->count);
        look_at_rows (page->rows);
        break;
      }
    case 4:
      {
        g_autoptr (CorralChangesPage) page = corral_page_read_changes ("t1", body, length, NULL);
        guint n = 0;

        if (page == NULL)
          break;
        for (guint i = 0; i < page->batches->len; i++)
          {
            const CorralBatch *batch = g_ptr_array_index (page->batches, i);

            look_at_rows (batch);
            n += batch->n_rows;
          }
        g_assert_cmpuint (n + page->quarantine->len + page->n_unknown, ==, page->count);
        break;
      }
    case 5:
      {
        g_autoptr (CorralVitalsPage) page = corral_page_read_vitals ("t1", body, length, NULL);

        if (page == NULL)
          break;
        g_assert_cmpuint (page->rows->n_rows + page->quarantine->len, ==, page->count);
        look_at_rows (page->rows);
        break;
      }
    case 6:
      {
        g_autoptr (CorralTelemetry) result = corral_page_read_telemetry ("t1", body, length, NULL);

        for (guint i = 0; result != NULL && i < result->metrics->len; i++)
          {
            const CorralTelemetryMetric *metric = g_ptr_array_index (result->metrics, i);
            double sum = 0;

            for (guint j = 0; j < result->n_points; j++)
              sum += metric->values != NULL ? metric->values[j]
                                            : metric->n[j] + metric->min[j] + metric->max[j] + metric->sum[j];
            g_assert_true (sum == sum || sum != sum);
          }
        break;
      }
    case 7:
      {
        g_autoptr (CorralMessagePage) page = corral_page_read_messages ("t1", body, length, NULL);

        if (page != NULL)
          g_assert_cmpuint (page->messages->len + page->n_quarantined, ==, page->count);
        break;
      }
    case 8:
      {
        g_autoptr (CorralMe) me = corral_page_read_me (body, length, NULL);

        if (me != NULL)
          corral_me_has_feature (me, "stream");
        break;
      }
    case 9:
    default:
      {
        g_autoptr (CorralProblem) problem = corral_page_read_problem (body, length);

        if (problem != NULL && CORRAL_IS_KNOWN (problem->status))
          g_assert_cmpint (problem->status, <=, 599);
        break;
      }
    }
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  char *body;

  if (size == 0)
    return 0;
  body = g_malloc (size);
  memcpy (body, data + 1, size - 1);
  body[size - 1] = '\0';
  read_as ((guint) (data[0] - 'a') % 10, body, size - 1);
  return 0;
}

#ifndef CORRAL_LIBFUZZER
static int
compare_names (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *) a, *(const char *const *) b);
}

static void
run_file (gconstpointer file)
{
  g_autofree char *data = NULL;
  g_autoptr (GError) error = NULL;
  gsize size;

  g_file_get_contents (file, &data, &size, &error);
  g_assert_no_error (error);
  LLVMFuzzerTestOneInput ((const guint8 *) data, size);
  for (gsize n = 0; n < MIN (size, 4096); n++)
    LLVMFuzzerTestOneInput ((const guint8 *) data, n);
}

int
main (int argc, char *argv[])
{
  g_autofree char *folder
      = g_build_filename (g_getenv ("CORRAL_SOURCE_DIR"), "tests", "fuzz", "corpus", "page-reader", NULL);
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GError) error = NULL;
  g_autoptr (GDir) dir = NULL;
  const char *name;

  g_test_init (&argc, &argv, NULL);
  dir = g_dir_open (folder, 0, &error);
  g_assert_no_error (error);
  while ((name = g_dir_read_name (dir)) != NULL)
    g_ptr_array_add (names, g_strdup (name));
  g_ptr_array_sort (names, compare_names);
  g_assert_cmpuint (names->len, >, 10);
  for (guint i = 0; i < names->len; i++)
    {
      g_autofree char *path = g_strconcat ("/fuzz/page-reader/", g_ptr_array_index (names, i), NULL);

      g_test_add_data_func_full (path, g_build_filename (folder, g_ptr_array_index (names, i), NULL),
                                 run_file, g_free);
    }
  return g_test_run ();
}
#endif
