/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "outbox-fixture.h"

#include <string.h>

static CorralOutboxEntry *
make (Fixture *fixture,
      const CorralOperationDraft *draft,
      const char *id,
      const char *depends_on,
      gboolean hold)
{
  return corral_outbox_entry_new (draft, id, "ada", depends_on,
                                  corral_clock_now_ms (fixture->clock),
                                  hold ? CORRAL_OPERATION_HOLD_MS : 0);
}

CorralOutboxEntry *
make_entry (Fixture *fixture,
            const char *id,
            const char *target,
            const char *depends_on,
            gboolean hold)
{
  CorralOperationDraft draft = {
    .kind = CORRAL_OPERATION_ALERT_ACK,
    .tenant = TENANT,
    .collection = CORRAL_COLLECTION_ALERT,
    .target = target,
    .expected_rev = 7,
  };

  corral_operation_params_clear (&draft.params);
  return make (fixture, &draft, id, depends_on, hold);
}

static void
add (Fixture *fixture, CorralOutboxEntry *entry)
{
  g_autoptr (GPtrArray) entries
      = g_ptr_array_new_with_free_func ((GDestroyNotify) corral_outbox_entry_unref);
  GError *error = NULL;

  g_ptr_array_add (entries, entry);
  corral_cache_outbox_add (fixture->cache, entries, &error);
  g_assert_no_error (error);
}

void
add_entry (Fixture *fixture,
           const char *id,
           const char *target,
           const char *depends_on,
           gboolean hold)
{
  add (fixture, make_entry (fixture, id, target, depends_on, hold));
}

CorralOutboxEntry *
make_note (Fixture *fixture, const char *id)
{
  CorralOperationDraft draft = {
    .kind = CORRAL_OPERATION_NOTE_ADD,
    .tenant = TENANT,
    .collection = CORRAL_COLLECTION_CART,
    .target = "c1",
    .expected_rev = CORRAL_UNKNOWN,
  };
  g_autofree char *text = g_strnfill (2000, 'n');

  corral_operation_params_clear (&draft.params);
  draft.params.text = text;
  return make (fixture, &draft, id, NULL, FALSE);
}

void
add_note (Fixture *fixture, const char *id)
{
  add (fixture, make_note (fixture, id));
}

CorralOutboxStep
make_step (const char *id, guint from, CorralOutboxState to)
{
  CorralOutboxStep step = {
    .id = id,
    .from = from,
    .to = to,
    .attempt = to == CORRAL_OUTBOX_SENDING,
    .next_attempt_ms = CORRAL_UNKNOWN,
    .applied_rev = CORRAL_UNKNOWN,
    .http_status = CORRAL_UNKNOWN,
    .ended_ms = CORRAL_UNKNOWN,
  };

  return step;
}

gboolean
step_entry (Fixture *fixture, const char *id, guint from, CorralOutboxState to)
{
  CorralOutboxStep step = make_step (id, from, to);
  guint moved = 0;
  GError *error = NULL;

  corral_cache_outbox_step (fixture->cache, &step, 1, &moved, &error);
  g_assert_no_error (error);
  return moved == 1;
}

gboolean
remove_entry (Fixture *fixture, const char *id, guint from)
{
  const char *ids[] = { id, NULL };
  guint n = 0;
  GError *error = NULL;

  corral_cache_outbox_remove (fixture->cache, ids, from, &n, &error);
  g_assert_no_error (error);
  return n > 0;
}

void
settle_entry (Fixture *fixture, const char *id)
{
  const char *ids[] = { id, NULL };
  GError *error = NULL;

  corral_cache_outbox_settle (fixture->cache, ids, &error);
  g_assert_no_error (error);
}

char *
list_entries (Fixture *fixture)
{
  GString *text = g_string_new (NULL);
  GError *error = NULL;
  g_autoptr (GPtrArray) entries = corral_cache_outbox_list (fixture->cache, G_MAXUINT, &error);

  g_assert_no_error (error);
  for (guint i = 0; i < entries->len; i++)
    {
      const CorralOutboxEntry *entry = g_ptr_array_index (entries, i);

      g_string_append_printf (text, "%s:%s%s ", entry->id,
                              corral_outbox_state_to_word (entry->state),
                              entry->settled ? "!" : "");
    }
  return g_string_free (text, FALSE);
}

char *
get_body (Fixture *fixture, const char *id)
{
  GError *error = NULL;
  g_autoptr (CorralOutboxEntry) entry = corral_cache_outbox_get (fixture->cache, id, &error);
  gsize size = 0;
  const char *bytes;

  g_assert_no_error (error);
  g_assert_nonnull (entry);
  bytes = g_bytes_get_data (entry->body, &size);
  return g_strndup (bytes, size);
}
