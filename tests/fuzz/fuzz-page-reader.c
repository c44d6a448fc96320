/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Bodies from the network through every page reader. The first byte says which: a letter from 'a' on. */
#include "corral-json-reader.h"
#include "corral-page-reader.h"
#include "corral-text-private.h"
#include "fuzz-driver.h"

const char fuzz_name[] = "page-reader";

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
          /* What is masked needs three bytes where a digit stood. */
          g_assert_cmpuint (strlen (text), <=, 3 * CORRAL_JSON_MAX_STRING);
          fuzz_check_shown (text);
          if (field->type == CORRAL_FIELD_TEXT)
            g_assert_false (corral_text_holds_card (text, strlen (text)));
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
