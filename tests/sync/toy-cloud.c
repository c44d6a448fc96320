/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A cloud of a few rows; answers are made on the fault server's threads, under one lock. */
#include "toy-cloud.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef struct
{
  char *collection;
  char *id;
  gint64 rev;
  char *label; /* (nullable): NULL: deleted */
  guint log;   /* when it changed last */
} ToyRow;

struct _ToyCloud
{
  CorralFaultServer *server;
  GMutex lock; /* guards the rest */
  char *tenants;
  GPtrArray *rows; /* (element-type ToyRow): by id */
  guint epoch;
  guint log;
  guint page_rows;
  gboolean minimal; /* serves stores and carts alone */
  GString *requests;
  guint n_requests;
  char *etag;  /* (nullable) */
  char *match; /* (nullable) */
  CorralFault fault;
  int times;
};

static void
row_free (gpointer data)
{
  ToyRow *row = data;

  g_free (row->collection);
  g_free (row->id);
  g_free (row->label);
  g_free (row);
}

static int
compare_ids (gconstpointer a, gconstpointer b)
{
  return strcmp ((*(const ToyRow *const *) a)->id, (*(const ToyRow *const *) b)->id);
}

static char *
parameter (const char *target, const char *name)
{
  g_autofree char *start = g_strconcat (name, "=", NULL);
  const char *query = strchr (target, '?');
  g_auto (GStrv) parts = g_strsplit (query != NULL ? query + 1 : "", "&", -1);

  for (guint i = 0; parts[i] != NULL; i++)
    if (g_str_has_prefix (parts[i], start))
      return g_uri_unescape_string (parts[i] + strlen (start), NULL);
  return NULL;
}

/* What must not be in the contract, and a careless cloud sends all the same, in every row, list and refusal: nothing of it may
 * be kept or logged. tests/planted looks for it in all that the tests leave. */
#define PLANTED \
  "\"customer_id\":\"planted-customer-77\",\"customer\":{\"name\":\"Planted-Person Ada\",\"email\":\"planted-customer-ada@" \
  "shopper.example\",\"card\":\"4111 1111 1111 1111\"}"

static void
append_row (GString *json, const ToyRow *row)
{
  g_string_append_printf (json, "{\"id\":\"%s\"," PLANTED ",\"rev\":%" G_GINT64_FORMAT ",", row->id, row->rev);
  if (strcmp (row->collection, "cart") == 0)
    g_string_append_printf (
        json, "\"serial\":\"S-%s\",\"label\":\"%s\",\"store\":\"s1\",\"state\":\"idle\"}", row->id,
        row->label);
  else
    g_string_append_printf (json, "\"number\":7,\"name\":\"%s\"}", row->label);
}

static CorralFault
answer_gone (void)
{
  return corral_fault_none (410, "application/problem+json", NULL,
                            "{\"status\":410,\"code\":\"state-expired\",\"reason\":\"epoch\"," PLANTED "}");
}

static CorralFault
answer_me (ToyCloud *self)
{
  g_auto (GStrv) ids = g_strsplit (self->tenants, ",", -1);
  g_autoptr (GString) json
      = g_string_new ("{\"user\":{\"id\":\"u\",\"name\":\"U\"}," PLANTED ",\"roles\":[],\"scopes\":[],"
                      "\"features\":[\"vitals\"],\"tenants\":[");

  for (guint i = 0; ids[i] != NULL; i++)
    g_string_append_printf (
        json,
        "%s{\"id\":\"%s\",\"name\":\"%s\",\"region\":\"eu\",\"residency\":\"eu\","
        "\"api_base\":null}",
        i > 0 ? "," : "", ids[i], ids[i]);
  g_string_append_printf (json, "],\"limits\":{\"page_rows\":%u,\"requests_per_minute\":600}}",
                          self->page_rows);
  return corral_fault_none (200, "application/json", NULL, json->str);
}

/* Rows of harbor alone: the other chains are empty. */
static gboolean
is_of (const ToyRow *row, const char *tenant, const char *collection)
{
  return row->label != NULL && strcmp (tenant, "harbor") == 0
         && strcmp (row->collection, collection) == 0;
}

static CorralFault
answer_snapshot (ToyCloud *self, const char *tenant, const char *collection, const char *cursor)
{
  g_autoptr (GString) json = g_string_new (NULL);
  g_auto (GStrv) position = g_strsplit (cursor != NULL ? cursor : "", "~", 3);
  guint log = self->log;
  guint count = 0;
  guint total = 0;
  const char *last = NULL;
  gboolean more = FALSE;

  if (cursor != NULL)
    {
      if (strtoul (position[0], NULL, 10) != self->epoch)
        return answer_gone ();
      log = (guint) strtoul (position[1], NULL, 10);
    }
  g_string_append_printf (json, "{\"tenant\":\"%s\"," PLANTED ",\"as_of\":\"e%u.%u\",\"items\":[", tenant,
                          self->epoch, log);
  for (guint i = 0; i < self->rows->len; i++)
    {
      const ToyRow *row = g_ptr_array_index (self->rows, i);

      if (!is_of (row, tenant, collection))
        continue;
      total++;
      if (cursor != NULL && strcmp (row->id, position[2]) <= 0)
        continue;
      if (count == self->page_rows)
        {
          more = TRUE;
          continue;
        }
      g_string_append (json, count++ > 0 ? "," : "");
      append_row (json, row);
      last = row->id;
    }
  g_string_append_printf (json, "],\"count\":%u,\"total\":%u,\"next\":", count, total);
  if (more)
    g_string_append_printf (json, "\"%u~%u~%s\"", self->epoch, log, last);
  else
    g_string_append (json, "null");
  g_string_append (json, ",\"end\":true}");
  return corral_fault_none (200, "application/json", NULL, json->str);
}

static CorralFault
answer_changes (ToyCloud *self, const char *tenant, const char *since)
{
  g_autoptr (GString) json = g_string_new (NULL);
  guint epoch = 0;
  guint log = 0;
  guint count = 0;

  if (since == NULL || sscanf (since, "e%u.%u", &epoch, &log) != 2 || epoch != self->epoch)
    return answer_gone ();
  g_string_append_printf (
      json,
      "{\"tenant\":\"%s\"," PLANTED ",\"old_state\":\"%s\",\"new_state\":\"e%u.%u\",\"has_more\":false,"
      "\"changes\":[",
      tenant, since, self->epoch, self->log);
  for (guint i = 0; i < self->rows->len; i++)
    {
      const ToyRow *row = g_ptr_array_index (self->rows, i);

      if (row->log <= log || strcmp (row->collection, "vital") == 0
          || strcmp (tenant, "harbor") != 0)
        continue;
      g_string_append_printf (json,
                              "%s{\"c\":\"%s\",\"id\":\"%s\",\"rev\":%" G_GINT64_FORMAT
                              ",\"op\":\"%s\"",
                              count++ > 0 ? "," : "", row->collection, row->id, row->rev,
                              row->label != NULL ? "put" : "del");
      if (row->label != NULL)
        {
          g_string_append (json, ",\"data\":");
          append_row (json, row);
        }
      g_string_append (json, "}");
    }
  g_string_append_printf (json, "],\"count\":%u,\"end\":true}", count);
  return corral_fault_none (200, "application/json", NULL, json->str);
}

static CorralFault
answer_vitals (ToyCloud *self, const char *tenant)
{
  g_autoptr (GString) ids = g_string_new (NULL);
  g_autoptr (GString) revs = g_string_new (NULL);
  g_autoptr (GString) charges = g_string_new (NULL);
  g_autofree char *json = NULL;
  guint count = 0;

  for (guint i = 0; i < self->rows->len; i++)
    {
      const ToyRow *row = g_ptr_array_index (self->rows, i);
      const char *comma = count > 0 ? "," : "";

      if (!is_of (row, tenant, "vital"))
        continue;
      g_string_append_printf (ids, "%s\"%s\"", comma, row->id);
      g_string_append_printf (revs, "%s%" G_GINT64_FORMAT, comma, row->rev);
      g_string_append_printf (charges, "%s%s", comma, row->label);
      count++;
    }
  json = g_strdup_printf (
      "{\"tenant\":\"%s\"," PLANTED ",\"as_of_ms\":1793631600000,\"ids\":[%s],\"revs\":[%s],"
      "\"metrics\":{\"battery_pct\":[%s]},\"count\":%u,\"next\":null,\"end\":true}",
      tenant, ids->str, revs->str, charges->str, count);
  return corral_fault_none (200, "application/json", NULL, json);
}

/* [locked] */
static CorralFault
make_answer (ToyCloud *self, const char *target)
{
  g_autofree char *path = g_strndup (target, strcspn (target, "?"));
  g_auto (GStrv) parts = g_strsplit (path, "/", -1); /* "", v1, tenants, t, … */
  guint n = g_strv_length (parts);
  g_autofree char *cursor = parameter (target, "cursor");
  g_autofree char *since = parameter (target, "since");

  if (strcmp (path, "/v1/me") == 0)
    return answer_me (self);
  if (n == 6 && strcmp (parts[4], "snapshots") == 0
      && (!self->minimal || strcmp (parts[5], "store") == 0 || strcmp (parts[5], "cart") == 0))
    return answer_snapshot (self, parts[3], parts[5], cursor);
  if (n == 5 && strcmp (parts[4], "changes") == 0)
    return answer_changes (self, parts[3], since);
  if (n == 5 && strcmp (parts[4], "vitals") == 0)
    return answer_vitals (self, parts[3]);
  return corral_fault_none (404, "application/problem+json", NULL,
                            "{\"status\":404,\"code\":\"not-found\"," PLANTED "}");
}

static CorralFault
answer_cb (const char *target, gpointer data)
{
  ToyCloud *self = data;
  g_autofree char *head = corral_fault_server_dup_request (self->server);
  CorralFault fault;

  g_mutex_lock (&self->lock);
  self->n_requests++;
  g_string_append_printf (self->requests, "%s\n", target);
  if (self->match != NULL && self->times != 0 && strstr (target, self->match) != NULL)
    {
      self->times -= self->times > 0;
      fault = self->fault;
      g_bytes_ref (fault.bytes);
    }
  else if (self->etag != NULL && head != NULL && strstr (head, self->etag) != NULL)
    fault = corral_fault_none (304, NULL, NULL, "");
  else
    fault = make_answer (self, target);
  g_mutex_unlock (&self->lock);
  return fault;
}

ToyCloud *
toy_cloud_new (void)
{
  ToyCloud *self = g_new0 (ToyCloud, 1);

  g_mutex_init (&self->lock);
  self->tenants = g_strdup ("harbor");
  self->rows = g_ptr_array_new_with_free_func (row_free);
  self->epoch = 1;
  self->page_rows = 1000;
  self->requests = g_string_new (NULL);
  self->server = corral_fault_server_new (NULL);
  corral_fault_server_set_func (self->server, answer_cb, self);
  return self;
}

void
toy_cloud_free (ToyCloud *self)
{
  corral_fault_server_free (self->server);
  toy_cloud_heal (self);
  g_ptr_array_unref (self->rows);
  g_string_free (self->requests, TRUE);
  g_free (self->tenants);
  g_free (self->etag);
  g_mutex_clear (&self->lock);
  g_free (self);
}

const char *
toy_cloud_get_url (ToyCloud *self)
{
  return corral_fault_server_get_url (self->server);
}

void
toy_cloud_set_tenants (ToyCloud *self, const char *ids)
{
  g_mutex_lock (&self->lock);
  g_free (self->tenants);
  self->tenants = g_strdup (ids);
  g_mutex_unlock (&self->lock);
}

void
toy_cloud_set_page_rows (ToyCloud *self, guint rows)
{
  g_mutex_lock (&self->lock);
  self->page_rows = rows;
  g_mutex_unlock (&self->lock);
}

void
toy_cloud_set_minimal (ToyCloud *self)
{
  g_mutex_lock (&self->lock);
  self->minimal = TRUE;
  g_mutex_unlock (&self->lock);
}

void
toy_cloud_set_etag (ToyCloud *self, const char *etag)
{
  g_mutex_lock (&self->lock);
  g_free (self->etag);
  self->etag = g_strdup (etag);
  g_mutex_unlock (&self->lock);
}

void
toy_cloud_put (ToyCloud *self,
               const char *collection,
               const char *id,
               gint64 rev,
               const char *label)
{
  ToyRow *row = g_new0 (ToyRow, 1);

  g_mutex_lock (&self->lock);
  for (guint i = self->rows->len; i-- > 0;)
    {
      const ToyRow *old = g_ptr_array_index (self->rows, i);

      if (strcmp (old->collection, collection) == 0 && strcmp (old->id, id) == 0)
        g_ptr_array_remove_index (self->rows, i);
    }
  row->collection = g_strdup (collection);
  row->id = g_strdup (id);
  row->rev = rev;
  row->label = g_strdup (label);
  row->log = ++self->log;
  g_ptr_array_add (self->rows, row);
  g_ptr_array_sort (self->rows, compare_ids);
  g_mutex_unlock (&self->lock);
}

void
toy_cloud_restore_backup (ToyCloud *self)
{
  g_mutex_lock (&self->lock);
  g_ptr_array_set_size (self->rows, 0);
  self->epoch++;
  self->log = 0;
  g_mutex_unlock (&self->lock);
}

void
toy_cloud_set_fault (ToyCloud *self, const char *match, CorralFault fault, int times)
{
  toy_cloud_heal (self);
  g_mutex_lock (&self->lock);
  self->match = g_strdup (match);
  self->fault = fault;
  self->times = times;
  g_mutex_unlock (&self->lock);
}

void
toy_cloud_heal (ToyCloud *self)
{
  g_mutex_lock (&self->lock);
  g_clear_pointer (&self->match, g_free);
  g_clear_pointer (&self->fault.bytes, g_bytes_unref);
  g_mutex_unlock (&self->lock);
}

GBytes *
toy_cloud_answer (ToyCloud *self, const char *target)
{
  CorralFault fault;

  g_mutex_lock (&self->lock);
  fault = make_answer (self, target);
  g_mutex_unlock (&self->lock);
  return fault.bytes;
}

char *
toy_cloud_take_requests (ToyCloud *self)
{
  char *requests;

  g_mutex_lock (&self->lock);
  requests = g_strdup (self->requests->str);
  g_string_truncate (self->requests, 0);
  g_mutex_unlock (&self->lock);
  return requests;
}

guint
toy_cloud_count_requests (ToyCloud *self)
{
  guint n;

  g_mutex_lock (&self->lock);
  n = self->n_requests;
  g_mutex_unlock (&self->lock);
  return n;
}
