/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Entries as a damaged outbox could give them back. The first line is the type and the target's collection
 * ("alert.ack alert"), the rest is the body. */
#include "corral-outbox-entry.h"
#include "fuzz-driver.h"

const char fuzz_name[] = "outbox-body";

static void
check_params (const CorralOperationParams *params)
{
  const CorralSchema *schema = corral_operation_params_get_schema ();

  for (guint i = 0; i < schema->n_fields; i++)
    if (corral_field_is_string (&schema->fields[i]))
      {
        const char *text = corral_row_get_string (params, &schema->fields[i]);

        g_assert_true (text == NULL || g_utf8_validate (text, -1, NULL));
      }
}

/* Laid over every kind of row, as it is and as it may become. */
static void
lay_over (CorralOutboxEntry *entry)
{
  for (guint state = 0; state < CORRAL_N_OUTBOX_STATES; state++)
    for (guint c = 0; c < CORRAL_N_COLLECTIONS; c++)
      {
        const CorralSchema *schema = corral_collection_get_schema ((CorralCollection) c);
        g_autofree char *row = g_malloc (schema->size);
        g_autoptr (GStringChunk) texts = g_string_chunk_new (64);
        gpointer fact;

        entry->state = (CorralOutboxState) state;
        corral_row_clear (schema, row);
        /* There, or not there yet. */
        ((CorralRow *) (gpointer) row)->id = state % 2 == 0 ? "x" : NULL;
        if (!corral_outbox_entry_overlay (entry, (CorralCollection) c, row, texts))
          continue;
        /* Every string can be read. */
        fact = corral_fact_new (schema, row);
        g_assert_true (corral_row_equal (schema, row, fact));
        corral_fact_unref (fact);
      }
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  g_autoptr (CorralOutboxEntry) entry = corral_outbox_entry_new_blank ();
  g_autoptr (CorralOutboxEntry) copy = NULL;
  g_autofree char *line = fuzz_take_line (&data, &size);
  char *space = strchr (line, ' ');
  gboolean read;

  if (space != NULL)
    *space++ = '\0';
  entry->id = g_strdup ("0195562f-9e88-7c55-b1a4-6f0d2a3b4c5d");
  entry->account = g_strdup ("staff-17");
  entry->tenant = g_strdup ("t1");
  entry->type_name = g_strdup (line);
  entry->target_collection = g_strdup (space != NULL ? space : "alert");
  entry->target = g_strdup ("alert-902");
  entry->made_ms = entry->not_after_ms = G_GINT64_CONSTANT (1772442000000);
  entry->body = g_bytes_new (data, size);
  read = corral_outbox_entry_read_body (entry);
  check_params (&entry->params);
  if (entry->depends_on != NULL)
    g_assert_true (g_utf8_validate (entry->depends_on, -1, NULL));
  lay_over (entry);
  copy = corral_outbox_entry_copy (entry);
  check_params (&copy->params);

  /* Twice gives the same. */
  g_assert_cmpint (corral_outbox_entry_read_body (copy), ==, read);
  g_assert_true (corral_row_equal (corral_operation_params_get_schema (), &copy->params, &entry->params));
  if (read && entry->type != NULL)
    {
      g_autoptr (GError) error = NULL;

      if (!corral_operation_params_check (&entry->params, entry->type, &error))
        fuzz_check_shown (error->message);
    }
  return 0;
}
