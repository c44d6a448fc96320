/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Pages of rows: snapshots and changes, and one row alone. Any thread. */
#include "config.h"

#include "corral-page-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

void
corral_quarantined_free (CorralQuarantined *self)
{
  g_free (self->id);
  g_free (self->reason);
  g_free (self->pointer);
  g_free (self);
}

void
corral_snapshot_page_free (CorralSnapshotPage *self)
{
  g_free (self->as_of);
  g_clear_pointer (&self->rows, corral_batch_unref);
  g_free (self->next);
  g_clear_pointer (&self->quarantine, g_ptr_array_unref);
  g_free (self);
}

void
corral_changes_page_free (CorralChangesPage *self)
{
  g_free (self->old_state);
  g_free (self->new_state);
  g_clear_pointer (&self->batches, g_ptr_array_unref);
  g_clear_pointer (&self->quarantine, g_ptr_array_unref);
  g_free (self);
}

/* The length that the page claims against the one it has. */
static gboolean
check_count (CorralPage *page, gint64 claimed, guint count)
{
  if (claimed == (gint64) count)
    return TRUE;
  return corral_page_flaw (page, g_strdup (_ ("It does not hold as many entries as it says.")));
}

static gboolean
check_room (CorralPage *page, guint count)
{
  if (count < CORRAL_PAGE_MAX_ROWS)
    return TRUE;
  return corral_page_flaw (page, g_strdup (_ ("It holds more entries than a page may have.")));
}

/* --- snapshots ---------------------------------------------------------------------------------- */

static gboolean
read_items (CorralPage *page, CorralBatch *batch, guint *count)
{
  guint depth = corral_json_reader_get_depth (&page->json) + 1;
  gboolean failed = FALSE;

  if (!corral_page_begin_array (page))
    return FALSE;
  while (corral_page_next_element (page, &failed))
    {
      gpointer row;

      if (!check_room (page, *count))
        return FALSE;
      ++*count;
      row = corral_batch_add (batch, CORRAL_CHANGE_PUT);
      if (G_LIKELY (corral_page_read_row_object (page, batch->schema, row)))
        continue;
      if (!corral_page_quarantine (page, batch->collection, ((CorralRow *) row)->id, depth))
        return FALSE;
      corral_batch_drop_last (batch);
    }
  return !failed;
}

static gboolean
read_snapshot (CorralPage *page, CorralSnapshotPage *result)
{
  enum
  {
    TENANT,
    AS_OF,
    ITEMS,
    COUNT,
    TOTAL,
    NEXT,
    END
  };
  static const char *const names[] = { "tenant", "as_of", "items", "count", "total", "next", "end", NULL };
  CorralPageMembers members = CORRAL_PAGE_MEMBERS (names, END);
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
          ok = corral_page_read_token (page, &token);
          if (ok)
            result->as_of = g_strdup (token);
          break;
        case ITEMS:
          ok = read_items (page, result->rows, &result->count);
          break;
        case COUNT:
          ok = corral_page_read_integer (page, 0, CORRAL_PAGE_MAX_ROWS, &claimed);
          break;
        case TOTAL:
          ok = corral_page_is_null (page)
               || corral_page_read_integer (page, 0, CORRAL_JSON_MAX_INTEGER, &result->total);
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
  return member == -1 && corral_page_finish (page)
         && corral_page_has_members (page, &members,
                                     1 << TENANT | 1 << AS_OF | 1 << ITEMS | 1 << COUNT | 1 << NEXT | 1 << END)
         && check_count (page, claimed, result->count);
}

CorralSnapshotPage *
corral_page_read_snapshot (const char *tenant,
                           CorralCollection collection,
                           char *body,
                           gsize length,
                           GError **error)
{
  g_autoptr (CorralSnapshotPage) result = g_new0 (CorralSnapshotPage, 1);
  CorralPage page;
  gboolean ok;

  corral_page_init (&page, body, length);
  page.tenant = tenant;
  result->total = CORRAL_UNKNOWN;
  result->rows = corral_batch_new (collection);
  corral_batch_keep (result->rows, page.bytes);
  ok = read_snapshot (&page, result) || corral_page_refuse (&page, error);
  result->quarantine = g_steal_pointer (&page.quarantine);
  corral_page_clear (&page);
  return ok ? g_steal_pointer (&result) : NULL;
}

/* --- changes ------------------------------------------------------------------------------------ */

/* One change, as far as it is read. */
typedef struct
{
  gboolean known; /* the collection */
  CorralCollection collection;
  char *id;
  gint64 rev;
  CorralChange change;
  CorralBatch *batch; /* (unowned): where the row is */
  gpointer row;
} Change;

/* Neighbours of one collection share a batch. */
static CorralBatch *
find_batch (CorralPage *page, CorralChangesPage *result, CorralCollection collection)
{
  CorralBatch *last
      = result->batches->len > 0 ? g_ptr_array_index (result->batches, result->batches->len - 1) : NULL;

  if (last == NULL || last->collection != collection)
    {
      last = corral_batch_new (collection);
      corral_batch_keep (last, page->bytes);
      g_ptr_array_add (result->batches, last);
    }
  return last;
}

static gboolean
read_operation (CorralPage *page, CorralChange *change)
{
  static const char *const words[] = { "put", "del", "leave", "purge" };
  char *word;

  if (!corral_page_read_text (page, &word))
    return FALSE;
  for (guint i = 0; i < G_N_ELEMENTS (words); i++)
    if (strcmp (word, words[i]) == 0)
      {
        *change = (CorralChange) i;
        return TRUE;
      }
  return corral_page_flaw (page, g_strdup (_ ("A change of a kind that is not known here.")));
}

static gboolean
read_data (CorralPage *page, CorralChangesPage *result, Change *change)
{
  change->batch = find_batch (page, result, change->collection);
  change->row = corral_batch_add (change->batch, CORRAL_CHANGE_PUT);
  return corral_page_read_row_object (page, change->batch->schema, change->row);
}

static gboolean
read_change (CorralPage *page, CorralChangesPage *result, Change *change)
{
  enum
  {
    C,
    ID,
    REV,
    OP,
    DATA
  };
  static const char *const names[] = { "c", "id", "rev", "op", "data", NULL };
  CorralPageMembers members = CORRAL_PAGE_MEMBERS (names, -1);
  CorralJsonMark data;
  gboolean data_left = FALSE;
  CorralRow *row;
  int member;

  if (!corral_page_begin_object (page))
    return FALSE;
  while ((member = corral_page_next_member (page, &members)) >= 0)
    {
      gboolean ok = TRUE;
      char *word;

      switch (member)
        {
        case C:
          ok = corral_page_read_text (page, &word);
          if (ok)
            change->known = corral_collection_from_name (word, &change->collection)
                            && change->collection != CORRAL_COLLECTION_VITAL;
          break;
        case ID:
          ok = corral_page_read_id (page, &change->id);
          break;
        case REV:
          ok = corral_page_read_integer (page, 0, CORRAL_JSON_MAX_INTEGER, &change->rev);
          break;
        case OP:
          ok = read_operation (page, &change->change);
          break;
        case DATA:
        default:
          if (corral_page_is_null (page))
            break;
          if (change->known && (members.seen & 1 << OP) != 0 && change->change == CORRAL_CHANGE_PUT)
            ok = read_data (page, result, change);
          else
            {
              /* What it is will be known further on, or it is of no use. */
              data = corral_json_reader_mark (&page->json);
              data_left = TRUE;
              ok = corral_json_reader_skip (&page->json) || corral_page_json_flaw (page);
            }
          break;
        }
      if (!ok)
        return FALSE;
    }
  if (member != -1 || !corral_page_has_members (page, &members, 1 << C | 1 << ID | 1 << REV | 1 << OP))
    return FALSE;
  if (!change->known)
    return TRUE;

  if (change->change != CORRAL_CHANGE_PUT)
    {
      change->batch = find_batch (page, result, change->collection);
      change->row = row = corral_batch_add (change->batch, change->change);
      row->id = change->id;
      row->rev = change->rev;
      return TRUE;
    }
  if (change->row == NULL)
    {
      CorralJsonMark here = corral_json_reader_mark (&page->json);

      if (!data_left)
        return corral_page_flaw (page, g_strdup_printf (_ ("“%s” is missing."), names[DATA]));
      corral_json_reader_return (&page->json, data);
      if (!read_data (page, result, change))
        {
          /* Its text was found sound when it was passed over. */
          corral_json_reader_return (&page->json, here);
          return FALSE;
        }
      corral_json_reader_return (&page->json, here);
    }
  row = change->row;
  if (strcmp (row->id, change->id) != 0 || row->rev != change->rev)
    return corral_page_flaw (page, g_strdup (_ ("The change and its row do not belong together.")));
  return TRUE;
}

static gboolean
read_change_list (CorralPage *page, CorralChangesPage *result)
{
  guint depth = corral_json_reader_get_depth (&page->json) + 1;
  gboolean failed = FALSE;

  if (!corral_page_begin_array (page))
    return FALSE;
  while (corral_page_next_element (page, &failed))
    {
      Change change = { .known = FALSE };

      if (!check_room (page, result->count))
        return FALSE;
      result->count++;
      if (G_LIKELY (read_change (page, result, &change)))
        {
          if (!change.known)
            result->n_unknown++;
          continue;
        }
      if (!corral_page_quarantine (page, change.collection, change.id, depth))
        return FALSE;
      if (change.row != NULL)
        corral_batch_drop_last (change.batch);
    }
  /* A batch may have lost its only row. */
  for (guint i = result->batches->len; i-- > 0;)
    if (((CorralBatch *) g_ptr_array_index (result->batches, i))->n_rows == 0)
      g_ptr_array_remove_index (result->batches, i);
  return !failed;
}

static gboolean
read_changes (CorralPage *page, CorralChangesPage *result)
{
  enum
  {
    TENANT,
    OLD_STATE,
    NEW_STATE,
    HAS_MORE,
    CHANGES,
    SERVER_TIME,
    COUNT,
    END
  };
  static const char *const names[]
      = { "tenant", "old_state", "new_state", "has_more", "changes", "server_time_ms", "count", "end", NULL };
  CorralPageMembers members = CORRAL_PAGE_MEMBERS (names, END);
  gint64 claimed = 0;
  char *token;
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
        case OLD_STATE:
        case NEW_STATE:
          ok = corral_page_read_token (page, &token);
          if (ok)
            *(member == OLD_STATE ? &result->old_state : &result->new_state) = g_strdup (token);
          break;
        case HAS_MORE:
          ok = corral_page_read_boolean (page, &result->has_more);
          break;
        case CHANGES:
          ok = read_change_list (page, result);
          break;
        case SERVER_TIME:
          ok = corral_page_is_null (page) || corral_page_read_time (page, &result->server_time_ms);
          break;
        case COUNT:
          ok = corral_page_read_integer (page, 0, CORRAL_PAGE_MAX_ROWS, &claimed);
          break;
        case END:
        default:
          ok = corral_page_read_end (page);
          break;
        }
      if (!ok)
        return FALSE;
    }
  return member == -1 && corral_page_finish (page)
         && corral_page_has_members (page, &members,
                                     1 << TENANT | 1 << OLD_STATE | 1 << NEW_STATE | 1 << HAS_MORE | 1 << CHANGES
                                         | 1 << COUNT | 1 << END)
         && check_count (page, claimed, result->count);
}

CorralChangesPage *
corral_page_read_changes (const char *tenant, char *body, gsize length, GError **error)
{
  g_autoptr (CorralChangesPage) result = g_new0 (CorralChangesPage, 1);
  CorralPage page;
  gboolean ok;

  corral_page_init (&page, body, length);
  page.tenant = tenant;
  result->server_time_ms = CORRAL_UNKNOWN;
  result->batches = g_ptr_array_new_with_free_func ((GDestroyNotify) corral_batch_unref);
  ok = read_changes (&page, result) || corral_page_refuse (&page, error);
  result->quarantine = g_steal_pointer (&page.quarantine);
  corral_page_clear (&page);
  return ok ? g_steal_pointer (&result) : NULL;
}

/* --- one row ------------------------------------------------------------------------------------ */

CorralBatch *
corral_page_read_row (CorralCollection collection, char *body, gsize length, GError **error)
{
  g_autoptr (CorralBatch) batch = corral_batch_new (collection);
  CorralPage page;
  gboolean ok;

  corral_page_init (&page, body, length);
  corral_batch_keep (batch, page.bytes);
  ok = (corral_page_read_row_object (&page, batch->schema, corral_batch_add (batch, CORRAL_CHANGE_PUT))
        && corral_page_finish (&page))
       || corral_page_refuse (&page, error);
  corral_page_clear (&page);
  return ok ? g_steal_pointer (&batch) : NULL;
}
