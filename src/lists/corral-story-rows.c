/* SPDX-License-Identifier: GPL-3.0-or-later */
/* From cached rows, messages and the outbox to the lanes of a story. On the cache's "reader" worker, or any worker. */
#include "config.h"

#include "corral-story-private.h"

#include "corral-cache-outbox.h"
#include "corral-collections.h"
#include "corral-outbox-entry.h"

#include <glib/gi18n-lib.h>
#include <json-glib/json-glib.h>
#include <string.h>

/* A cart has about three trips a day (domain.md): 90 days of them, and some. */
#define MAX_ROWS 1000
/* domain.md: health every 300 s at the slowest; late is more than two intervals. */
#define LATE_MS (600 * CORRAL_SECOND_MS)

gint64
corral_story_late_arrival (gint64 made_ms, gint64 arrived_ms)
{
  return CORRAL_IS_KNOWN (made_ms) && CORRAL_IS_KNOWN (arrived_ms) && arrived_ms - made_ms > LATE_MS ? arrived_ms
                                                                                                    : CORRAL_UNKNOWN;
}

static void
add (CorralStoryBuilder *builder,
     CorralStoryLane lane,
     gint64 begin_ms,
     gint64 end_ms,
     const char *kind,
     const char *text,
     const char *uri)
{
  corral_story_builder_add (builder, lane,
                            &(CorralStoryItem) { .begin_ms = begin_ms,
                                                 .end_ms = end_ms,
                                                 .kind = kind,
                                                 .text = text,
                                                 .arrived_ms = CORRAL_UNKNOWN,
                                                 .uri = uri });
}

/* ---- messages */

/* A member of a message's body, if it is text; of a number its digits. The cart signed it, nobody checked it. */
static char *
read_member (JsonObject *body, const char *name)
{
  JsonNode *node = body != NULL ? json_object_get_member (body, name) : NULL;

  if (node == NULL || !JSON_NODE_HOLDS_VALUE (node))
    return NULL;
  if (json_node_get_value_type (node) == G_TYPE_STRING)
    return g_strdup (json_node_get_string (node));
  if (json_node_get_value_type (node) == G_TYPE_INT64)
    return g_strdup_printf ("%" G_GINT64_FORMAT, json_node_get_int (node));
  return NULL;
}

/* At most 800 bytes (domain.md); json-glib is for small documents. */
static JsonNode *
parse_body (const CorralEvent *event)
{
  gsize length = 0;
  const char *text = event->body != NULL ? g_bytes_get_data (event->body, &length) : NULL;
  g_autoptr (JsonParser) parser = json_parser_new_immutable ();

  if (text == NULL || length == 0 || length > 4096 || !json_parser_load_from_data (parser, text, (gssize) length, NULL))
    return NULL;
  return json_parser_steal_root (parser);
}

static void
add_boot (CorralStoryBuilder *builder, const CorralEvent *event, JsonObject *body, char **firmware)
{
  g_autofree char *slot = read_member (body, "slot");
  g_autofree char *boots = read_member (body, "boots");
  g_autofree char *version = read_member (body, "firmware");
  g_autofree char *text = NULL;

  if (slot != NULL && boots != NULL)
    /* Translators: a cart's program memory "A" or "B", and how often it has started */
    text = g_strdup_printf (_ ("Slot %s, start %s"), slot, boots);
  else if (slot != NULL)
    text = g_strdup_printf (_ ("Slot %s"), slot);
  corral_story_builder_add (builder, CORRAL_STORY_BOOT,
                            &(CorralStoryItem) {
                              .begin_ms = event->device_ms,
                              .kind = "boot",
                              .text = text,
                              .arrived_ms = corral_story_late_arrival (event->device_ms, event->arrived_ms) });
  /* What it says when it starts is the only proof of what a cart runs (domain.md). */
  if (version != NULL && *firmware != NULL && strcmp (version, *firmware) != 0)
    {
      g_autofree char *change = g_strdup_printf ("%s → %s", *firmware, version);

      add (builder, CORRAL_STORY_CHANGE, event->device_ms, event->device_ms, "firmware", change, NULL);
    }
  if (version != NULL)
    {
      g_free (*firmware);
      *firmware = g_steal_pointer (&version);
    }
}

void
corral_story_add_milestones (CorralStoryBuilder *builder, GPtrArray *events)
{
  g_autofree char *firmware = NULL;

  for (guint i = 0; i < events->len; i++)
    {
      const CorralEvent *event = g_ptr_array_index (events, i);
      g_autoptr (JsonNode) root = parse_body (event);
      JsonObject *body = root != NULL && JSON_NODE_HOLDS_OBJECT (root) ? json_node_get_object (root) : NULL;
      g_autofree char *fault = NULL;

      if (g_strcmp0 (event->type, "boot") == 0)
        {
          add_boot (builder, event, body, &firmware);
          continue;
        }
      fault = read_member (body, "fault");
      corral_story_builder_add (builder, CORRAL_STORY_FAULT,
                                &(CorralStoryItem) {
                                  .begin_ms = event->device_ms,
                                  .kind = fault,
                                  .arrived_ms = corral_story_late_arrival (event->device_ms, event->arrived_ms) });
    }
}

/* ---- rows */

static void
add_session (CorralStoryReading *self, gconstpointer fact)
{
  const CorralSession *row = fact;
  g_autofree char *text = NULL;

  if (CORRAL_IS_KNOWN (row->item_count))
    text = g_strdup_printf (ngettext ("%u item", "%u items", (gulong) row->item_count),
                            (guint) CLAMP (row->item_count, 0, G_MAXUINT));
  add (self->builder, CORRAL_STORY_SESSION, row->started_ms, row->ended_ms, row->status, text, NULL);
}

static void
add_alert (CorralStoryReading *self, gconstpointer fact)
{
  const CorralAlert *row = fact;

  add (self->builder, CORRAL_STORY_ALERT, row->raised_ms, row->cleared_ms, row->kind, row->detail, "corral:alerts");
}

static void
add_flag (CorralStoryReading *self, gconstpointer fact)
{
  const CorralFlag *row = fact;

  if (CORRAL_IS_KNOWN (row->decided_ms))
    add (self->builder, CORRAL_STORY_PEOPLE, row->decided_ms, row->decided_ms, "flag.decide", row->outcome,
         "corral:flags");
}

static void
add_ticket (CorralStoryReading *self, gconstpointer fact)
{
  const CorralTicket *row = fact;
  g_autofree char *text
      = row->summary != NULL ? g_strdup_printf ("%s: %s", row->number, row->summary) : g_strdup (row->number);

  add (self->builder, CORRAL_STORY_PEOPLE, row->opened_ms, row->opened_ms, "ticket", text, NULL);
  if (CORRAL_IS_KNOWN (row->closed_ms))
    add (self->builder, CORRAL_STORY_PEOPLE, row->closed_ms, row->closed_ms, "ticket-closed", row->number, NULL);
}

static void
add_note (CorralStoryReading *self, gconstpointer fact)
{
  const CorralNote *row = fact;

  add (self->builder, CORRAL_STORY_PEOPLE, row->made_ms, row->made_ms, "note", row->text, NULL);
}

static void
add_execution (CorralStoryReading *self, gconstpointer fact)
{
  const CorralExecution *row = fact;
  gpointer rollout = NULL;

  /* That of a rollout that is gone stands without its version. */
  if (!corral_cache_get_row (self->cache, self->tenant, CORRAL_COLLECTION_ROLLOUT, row->rollout, &rollout, NULL))
    rollout = NULL;
  add (self->builder, CORRAL_STORY_CHANGE, row->updated_ms, row->updated_ms, row->status,
       rollout != NULL ? ((const CorralRollout *) rollout)->firmware : NULL, NULL);
  if (rollout != NULL)
    corral_fact_unref (rollout);
}

static void
add_certificate (CorralStoryReading *self, gconstpointer fact)
{
  const CorralCertificate *row = fact;

  add (self->builder, CORRAL_STORY_CHANGE, row->not_before_ms, row->not_before_ms, "certificate", row->batch, NULL);
}

static void
add_operation (CorralStoryReading *self, gconstpointer fact)
{
  const CorralOperation *row = fact;
  const CorralOperationType *type = corral_operation_type_find (row->type);

  /* What it made stands there by itself; what was refused was not done. */
  if ((type != NULL && type->makes_row) || g_strcmp0 (row->status, "refused") == 0)
    return;
  add (self->builder, CORRAL_STORY_PEOPLE, row->issued_ms, row->issued_ms, row->type, row->made_by, NULL);
}

static const struct
{
  CorralQuery query;
  void (*add) (CorralStoryReading *self, gconstpointer fact);
} sources[] = {
  { CORRAL_QUERY_SESSIONS_OF_CART, add_session },       { CORRAL_QUERY_ALERTS_OF_CART, add_alert },
  { CORRAL_QUERY_FLAGS_OF_CART, add_flag },             { CORRAL_QUERY_TICKETS_OF_CART, add_ticket },
  { CORRAL_QUERY_NOTES_OF_TARGET, add_note },           { CORRAL_QUERY_EXECUTIONS_OF_CART, add_execution },
  { CORRAL_QUERY_CERTIFICATES_OF_CART, add_certificate }, { CORRAL_QUERY_OPERATIONS_OF_TARGET, add_operation },
};

/* What somebody did here and the cloud has not got yet. */
static void
add_outbox (CorralStoryReading *self, GPtrArray *entries)
{
  for (guint i = 0; i < entries->len; i++)
    {
      const CorralOutboxEntry *entry = g_ptr_array_index (entries, i);

      if (g_strcmp0 (entry->tenant, self->tenant) == 0 && g_strcmp0 (entry->target, self->cart) == 0
          && corral_outbox_entry_is_in (entry, CORRAL_OUTBOX_WAITING))
        add (self->builder, CORRAL_STORY_PEOPLE, entry->made_ms, entry->made_ms, entry->type_name, entry->params.text,
             "corral:outbox");
    }
}

gboolean
corral_story_add_rows (CorralStoryReading *self, GError **error)
{
  g_autoptr (GPtrArray) entries = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (sources); i++)
    {
      g_autoptr (GPtrArray) rows = corral_cache_query_rows (self->cache, self->tenant, sources[i].query, self->cart,
                                                            MAX_ROWS, self->cancellable, error);

      if (rows == NULL)
        return FALSE;
      for (guint k = 0; k < rows->len; k++)
        sources[i].add (self, g_ptr_array_index (rows, k));
    }
  /* An outbox that cannot be used says so elsewhere; it must not take the story away. */
  entries = corral_cache_outbox_list (self->cache, 0, NULL);
  if (entries != NULL)
    add_outbox (self, entries);
  return TRUE;
}
