/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A server of its own thread that forwards to another one and twists what the table below says. */
#include "config.h"

#include "wrong-cloud.h"

#include <json-glib/json-glib.h>
#include <libsoup/soup.h>
#include <stdio.h>
#include <string.h>

/* One request on its way there and back. */
typedef struct
{
  WrongCloud *cloud;
  const char *method;
  char *path;     /* with its query */
  char *token;    /* (nullable) */
  char *etag;     /* (nullable): If-None-Match */
  char *body;
  guint status;
  char *type;
  GHashTable *headers; /* of the answer that are passed on */
  JsonNode *json;      /* (nullable): the answer's body when it is JSON, to be changed */
  guint nth;           /* how often this method and path came before */
} Pass;

typedef void (*Twist) (Pass *pass);

typedef struct
{
  const char *name;
  Twist there; /* (nullable): before it is forwarded */
  Twist back;  /* (nullable): before it is answered */
} Wrong;

struct _WrongCloud
{
  char *api;
  char *token;
  const Wrong *wrong;
  GThread *thread;
  GMainContext *context;
  GMainLoop *loop;
  GSocketService *service;
  SoupServer *server;
  SoupSession *session;
  char *own_api;
  GHashTable *seen;     /* "METHOD path" → how often */
  GHashTable *memory;   /* what a twist wants to know again */
  int n_wrong;          /* atomic */
};

static void
did (Pass *pass)
{
  g_atomic_int_inc (&pass->cloud->n_wrong);
}

static gboolean
is (Pass *pass, const char *method, const char *part)
{
  return strcmp (pass->method, method) == 0 && strstr (pass->path, part) != NULL;
}

static JsonObject *
object_of (Pass *pass)
{
  return pass->json != NULL && JSON_NODE_HOLDS_OBJECT (pass->json) ? json_node_get_object (pass->json) : NULL;
}

/* The array @name of a good answer to GET …@part…, or NULL. */
static JsonArray *
list_of (Pass *pass, const char *part, const char *name)
{
  JsonObject *object = object_of (pass);

  if (!is (pass, "GET", part) || pass->status != 200 || object == NULL || !json_object_has_member (object, name))
    return NULL;
  return json_object_get_array_member (object, name);
}

static void
set_count (Pass *pass, JsonArray *array)
{
  json_object_set_int_member (object_of (pass), "count", json_array_get_length (array));
}

static void
replace_path (Pass *pass, const char *from, const char *to)
{
  g_autoptr (GString) path = g_string_new (pass->path);

  if (g_string_replace (path, from, to, 0) == 0)
    return;
  g_free (pass->path);
  pass->path = g_strdup (path->str);
  did (pass);
}

static void
answer (Pass *pass, guint status, const char *text)
{
  pass->status = status;
  g_clear_pointer (&pass->json, json_node_unref);
  g_free (pass->type);
  pass->type = g_strdup (status < 400 ? "application/json" : "application/problem+json");
  pass->json = json_from_string (text, NULL);
  did (pass);
}

static void
problem (Pass *pass, guint status, const char *code, const char *more)
{
  g_autofree char *text = g_strdup_printf ("{\"type\":\"about:blank\",\"title\":\"T\",\"status\":%u,\"code\":\"%s\","
                                           "\"retryable\":false%s}",
                                           status, code, more);

  answer (pass, status, text);
}

/* ---- what is wrong ----------------------------------------------------------------------------------- */

static void
me_without_tenants (Pass *pass)
{
  if (is (pass, "GET", "/v1/me") && pass->status == 200)
    {
      json_object_remove_member (object_of (pass), "tenants");
      did (pass);
    }
}

static void
anybody_may (Pass *pass)
{
  if (g_strcmp0 (pass->token, pass->cloud->token) == 0)
    return;
  g_free (pass->token);
  pass->token = g_strdup (pass->cloud->token);
  did (pass);
}

static void
no_challenge (Pass *pass)
{
  if (pass->status == 401 && g_hash_table_remove (pass->headers, "WWW-Authenticate"))
    did (pass);
}

static void
any_tenant (Pass *pass)
{
  if (g_strcmp0 (pass->token, pass->cloud->token) == 0)
    replace_path (pass, "corral-cli-conformance-no-such-chain", "harbor");
}

static void
problems_are_json (Pass *pass)
{
  if (pass->status < 400)
    return;
  g_free (pass->type);
  pass->type = g_strdup ("application/json");
  did (pass);
}

static void
problems_without_code (Pass *pass)
{
  if (pass->status < 400 || object_of (pass) == NULL)
    return;
  json_object_remove_member (object_of (pass), "code");
  did (pass);
}

static void
lists_of_nobody (Pass *pass)
{
  if (list_of (pass, "snapshots/store", "items") == NULL)
    return;
  json_object_remove_member (object_of (pass), "tenant");
  did (pass);
}

static void
wrong_count (Pass *pass)
{
  if (list_of (pass, "snapshots/cart", "items") == NULL)
    return;
  json_object_set_int_member (object_of (pass), "count", 999);
  did (pass);
}

static void
row_of_wrong_type (Pass *pass)
{
  JsonArray *items = list_of (pass, "snapshots/cart", "items");

  if (items == NULL || json_array_get_length (items) == 0)
    return;
  json_object_set_int_member (json_array_get_object_element (items, 0), "state", 5);
  did (pass);
}

static void
rows_backwards (Pass *pass)
{
  JsonArray *items = list_of (pass, "snapshots/store", "items");
  guint n = items != NULL ? json_array_get_length (items) : 0;
  g_autoptr (JsonArray) turned = NULL;

  if (n < 2)
    return;
  turned = json_array_new ();
  for (guint i = n; i-- > 0;)
    json_array_add_element (turned, json_array_dup_element (items, i));
  for (guint i = 0; i < n; i++)
    {
      json_array_remove_element (items, 0);
      json_array_add_element (items, json_array_dup_element (turned, i));
    }
  did (pass);
}

static void
as_of_moves (Pass *pass)
{
  static const char *const states[] = { "e1.one", "e1.two", "e1.three" };

  if (is (pass, "GET", "/v1/me") && pass->status == 200)
    json_object_set_int_member (json_object_get_object_member (object_of (pass), "limits"), "page_rows", 20);
  if (list_of (pass, "cursor=", "items") == NULL)
    return;
  json_object_set_string_member (object_of (pass), "as_of", states[pass->nth % G_N_ELEMENTS (states)]);
  did (pass);
}

static void
small_pages_end (Pass *pass)
{
  if (list_of (pass, "limit=1", "items") == NULL || g_str_has_suffix (pass->path, "limit=1") == FALSE)
    return;
  json_object_set_null_member (object_of (pass), "next");
  did (pass);
}

static void
page_without_end (Pass *pass)
{
  if (is (pass, "GET", "/v1/me") && pass->status == 200)
    json_object_set_int_member (json_object_get_object_member (object_of (pass), "limits"), "page_rows", 20);
  if (list_of (pass, "snapshots/item?cursor=", "items") == NULL)
    return;
  {
    const char *cursor = strstr (pass->path, "cursor=") + strlen ("cursor=");
    g_autofree char *next = g_uri_unescape_segment (cursor, cursor + strcspn (cursor, "&"), NULL);

    json_object_set_string_member (object_of (pass), "next", next);
  }
  did (pass);
}

static void
any_limit (Pass *pass)
{
  replace_path (pass, "limit=0", "limit=1");
}

static void
more_than_asked (Pass *pass)
{
  if (g_str_has_suffix (pass->path, "snapshots/cart?limit=1"))
    replace_path (pass, "limit=1", "limit=5");
}

static void
row_of_another_label (Pass *pass)
{
  if (!is (pass, "GET", "/cart/") || pass->status != 200)
    return;
  json_object_set_string_member (object_of (pass), "label", "9999");
  did (pass);
}

static void
never_304 (Pass *pass)
{
  if (!is (pass, "GET", "/cart/") || pass->etag == NULL)
    return;
  g_clear_pointer (&pass->etag, g_free);
  did (pass);
}

static void
no_etag (Pass *pass)
{
  if (is (pass, "GET", "/cart/") && pass->status == 200 && g_hash_table_remove (pass->headers, "ETag"))
    did (pass);
}

static void
row_is_never_missing (Pass *pass)
{
  if (is (pass, "GET", "corral-cli-conformance-no-such-row"))
    answer (pass, 200, "{\"id\":\"corral-cli-conformance-no-such-row\",\"rev\":1}");
}

/* Any state is as good as the one that it knows. */
static void
any_state (Pass *pass)
{
  const char *known = g_hash_table_lookup (pass->cloud->memory, "state");

  if (known != NULL)
    replace_path (pass, "corral-cli-conformance-no-such-state", known);
}

static void
remember_state (Pass *pass)
{
  if (list_of (pass, "snapshots/store", "items") != NULL)
    g_hash_table_insert (pass->cloud->memory, g_strdup ("state"),
                         g_strdup (json_object_get_string_member (object_of (pass), "as_of")));
}

static void
another_old_state (Pass *pass)
{
  if (list_of (pass, "/changes?", "changes") == NULL)
    return;
  json_object_set_string_member (object_of (pass), "old_state", "of-somebody-else");
  did (pass);
}

static void
changes_for_ever (Pass *pass)
{
  if (list_of (pass, "/changes?", "changes") == NULL)
    return;
  json_object_set_boolean_member (object_of (pass), "has_more", TRUE);
  did (pass);
}

/* A change at the end of the list. */
static void
add_change (Pass *pass, JsonArray *changes, const char *text)
{
  g_autoptr (JsonNode) node = json_from_string (text, NULL);

  g_assert_nonnull (node);
  json_array_add_element (changes, g_steal_pointer (&node));
  set_count (pass, changes);
  did (pass);
}

/* The changes of a page that has some, once, or NULL. */
static JsonArray *
changes_once (Pass *pass)
{
  JsonArray *changes = list_of (pass, "/changes?", "changes");

  if (changes == NULL || json_array_get_length (changes) == 0 || g_atomic_int_get (&pass->cloud->n_wrong) > 0)
    return NULL;
  return changes;
}

static void
revision_falls (Pass *pass)
{
  JsonArray *changes = changes_once (pass);

  if (changes == NULL)
    return;
  add_change (pass, changes, "{\"c\":\"flag\",\"id\":\"moves\",\"rev\":7,\"op\":\"del\"}");
  add_change (pass, changes, "{\"c\":\"flag\",\"id\":\"moves\",\"rev\":6,\"op\":\"del\"}");
}

static void
vitals_are_words (Pass *pass)
{
  if (list_of (pass, "/vitals", "revs") == NULL)
    return;
  json_object_set_string_member (object_of (pass), "ids", "none");
  did (pass);
}

static const char *
text_of_change (JsonArray *changes, guint i)
{
  JsonObject *change = json_array_get_object_element (changes, i);
  JsonObject *data
      = json_object_has_member (change, "data") ? json_object_get_object_member (change, "data") : NULL;

  return data != NULL && json_object_has_member (data, "text") ? json_object_get_string_member (data, "text") : "";
}

/* The sixth note of the test is skipped. */
static void
one_is_skipped (Pass *pass)
{
  JsonArray *changes = list_of (pass, "/changes?", "changes");

  for (guint i = 0; changes != NULL && i < json_array_get_length (changes); i++)
    if (strstr (text_of_change (changes, i), ", 6:") != NULL)
      {
        json_array_remove_element (changes, i--);
        set_count (pass, changes);
        did (pass);
      }
}

static void
another_the_second_time (Pass *pass)
{
  JsonArray *changes = list_of (pass, "/changes?", "changes");

  if (changes == NULL || json_array_get_length (changes) == 0 || pass->nth % 2 == 1)
    return;
  json_array_remove_element (changes, 0);
  set_count (pass, changes);
  did (pass);
}

static void
end_comes_first (Pass *pass)
{
  JsonObject *object = object_of (pass);
  g_autoptr (GList) names = NULL;

  if (list_of (pass, "/changes?", "changes") == NULL)
    return;
  names = json_object_get_members (object);
  for (GList *l = names; l != NULL; l = l->next)
    if (strcmp (l->data, "end") != 0)
      {
        g_autofree char *name = g_strdup (l->data);
        JsonNode *node = json_object_dup_member (object, name);

        json_object_remove_member (object, name);
        json_object_set_member (object, name, node);
      }
  did (pass);
}

static void
leaves_but_stays (Pass *pass)
{
  JsonArray *changes = changes_once (pass);
  const char *store = g_hash_table_lookup (pass->cloud->memory, "store");
  JsonArray *items = list_of (pass, "snapshots/store", "items");
  g_autofree char *text = NULL;

  if (items != NULL && json_array_get_length (items) > 0)
    g_hash_table_insert (
        pass->cloud->memory, g_strdup ("store"),
        g_strdup (json_object_get_string_member (json_array_get_object_element (items, 0), "id")));
  if (changes == NULL || store == NULL)
    return;
  text = g_strdup_printf ("{\"c\":\"store\",\"id\":\"%s\",\"rev\":9007199254740991,\"op\":\"leave\"}", store);
  add_change (pass, changes, text);
}

static void
one_state_survives (Pass *pass)
{
  if (is (pass, "GET", "/changes?") && pass->status == 200 && g_atomic_int_get (&pass->cloud->n_wrong) == 0)
    problem (pass, 410, "state-expired", ",\"reason\":\"epoch\"");
}

/* Another id each time: nothing is known again. */
static void
every_put_is_new (Pass *pass)
{
  char *last = strrchr (pass->path, '/');

  if (!is (pass, "PUT", "/operations/") || pass->nth == 0)
    return;
  g_snprintf (last + strlen (last) - 6, 7, "%06x", 0xabcdef - pass->nth);
  did (pass);
}

static void
not_replayed (Pass *pass)
{
  if (!is (pass, "PUT", "/operations/") || pass->status != 200)
    return;
  json_object_set_boolean_member (object_of (pass), "replayed", FALSE);
  did (pass);
}

static void
body_does_not_matter (Pass *pass)
{
  const char *before = g_hash_table_lookup (pass->cloud->memory, pass->path);

  if (!is (pass, "PUT", "/operations/"))
    return;
  if (before == NULL)
    g_hash_table_insert (pass->cloud->memory, g_strdup (pass->path), g_strdup (pass->body));
  else if (strcmp (before, pass->body) != 0)
    {
      g_free (pass->body);
      pass->body = g_strdup (before);
      did (pass);
    }
}

static void
refused_otherwise (Pass *pass)
{
  if (is (pass, "PUT", "/operations/") && pass->status >= 400 && pass->nth % 2 == 1)
    problem (pass, 409, "conflict", "");
}

static void
comes_back (Pass *pass)
{
  JsonArray *changes = changes_once (pass);

  if (changes == NULL)
    return;
  add_change (pass, changes, "{\"c\":\"note\",\"id\":\"ghost\",\"rev\":8,\"op\":\"del\"}");
  add_change (pass, changes,
              "{\"c\":\"note\",\"id\":\"ghost\",\"rev\":5,\"op\":\"put\",\"data\":{\"id\":\"ghost\",\"rev\":5,"
              "\"target_collection\":\"cart\",\"target\":\"c\",\"made_ms\":1793631600000,\"text\":\"boo\"}}");
}

static void
deleted_but_answered (Pass *pass)
{
  JsonArray *changes = changes_once (pass);

  if (changes != NULL)
    add_change (pass, changes, "{\"c\":\"note\",\"id\":\"ghost\",\"rev\":8,\"op\":\"del\"}");
  if (is (pass, "GET", "/note/ghost"))
    answer (pass, 200, "{\"id\":\"ghost\",\"rev\":5}");
}

/* A row is answered whichever chain it is asked for at. */
static void
no_walls (Pass *pass)
{
  if (is (pass, "GET", "/cart/"))
    {
      const char *end = strstr (pass->path, "/cart/");
      g_autofree char *path = g_strconcat ("/v1/tenants/harbor", end, NULL);

      if (strcmp (path, pass->path) == 0)
        return;
      g_free (pass->path);
      pass->path = g_steal_pointer (&path);
      did (pass);
    }
}

static void
list_of_another (Pass *pass)
{
  if (list_of (pass, "snapshots/firmware", "items") == NULL)
    return;
  json_object_set_string_member (object_of (pass), "tenant", "prairie");
  did (pass);
}

static void
busy_without_end (Pass *pass)
{
  if (is (pass, "GET", "snapshots/firmware") && pass->nth == 0)
    problem (pass, 503, "unavailable", "");
}

static void
busy_till_nonsense (Pass *pass)
{
  if (is (pass, "GET", "snapshots/firmware") && pass->nth == 0)
    {
      problem (pass, 429, "too-many-requests", "");
      g_hash_table_insert (pass->headers, g_strdup ("Retry-After"), g_strdup ("soon"));
    }
}

/* Who comes new does not get the last store; who was there before never hears of it. */
static void
snapshot_lacks_one (Pass *pass)
{
  JsonArray *items = list_of (pass, "snapshots/store", "items");

  if (items == NULL || pass->nth == 0 || json_array_get_length (items) < 2 || strstr (pass->path, "limit=1000") == NULL)
    return;
  json_array_remove_element (items, json_array_get_length (items) - 1);
  set_count (pass, items);
  did (pass);
}

static void
applied_without_rev (Pass *pass)
{
  if (!is (pass, "PUT", "/operations/") || pass->status != 200)
    return;
  json_object_remove_member (object_of (pass), "applied_rev");
  did (pass);
}

/* Of those that were sent once more, after the three. */
static void
replays_say_fresh (Pass *pass)
{
  if (!is (pass, "PUT", "/operations/") || pass->status != 200 || pass->nth != 3)
    return;
  json_object_set_boolean_member (object_of (pass), "replayed", FALSE);
  did (pass);
}

static void
nothing_is_known (Pass *pass)
{
  if (is (pass, "GET", "/operations/") && pass->status == 200)
    problem (pass, 404, "not-found", "");
}

static void
anything_is_known (Pass *pass)
{
  if (is (pass, "GET", "/operations/") && pass->status == 404)
    answer (pass, 200, "{\"id\":\"0195562f-9e88-7c55-b1a4-6f0d2a3b4c5d\",\"status\":\"accepted\",\"replayed\":true}");
}

static void
notes_are_never_told (Pass *pass)
{
  JsonArray *changes = list_of (pass, "/changes?", "changes");

  for (guint i = 0; changes != NULL && i < json_array_get_length (changes); i++)
    if (strstr (text_of_change (changes, i), "conformance") != NULL)
      {
        json_array_remove_element (changes, i--);
        set_count (pass, changes);
        did (pass);
      }
}

/* What the body of a PUT says is replaced. */
static void
replace_in_body (Pass *pass, const char *from, const char *to)
{
  g_autoptr (GString) body = g_string_new (pass->body);

  if (strcmp (pass->method, "PUT") != 0 || g_string_replace (body, from, to, 0) == 0)
    return;
  g_free (pass->body);
  pass->body = g_strdup (body->str);
  did (pass);
}

static void
never_too_late (Pass *pass)
{
  JsonObject *body;
  g_autoptr (JsonNode) node = NULL;
  gint64 issued_ms;
  gint64 not_after_ms;

  if (strcmp (pass->method, "PUT") != 0 || (node = json_from_string (pass->body, NULL)) == NULL
      || !JSON_NODE_HOLDS_OBJECT (node))
    return;
  body = json_node_get_object (node);
  if (!json_object_has_member (body, "not_after_ms"))
    return;
  issued_ms = json_object_get_int_member (body, "issued_at_ms");
  not_after_ms = json_object_get_int_member (body, "not_after_ms");
  if (not_after_ms - issued_ms > 2 * 3600 * 1000)
    return;
  json_object_set_int_member (body, "not_after_ms", not_after_ms + 24 * 3600 * 1000);
  g_free (pass->body);
  pass->body = json_to_string (node, FALSE);
  did (pass);
}

static void
any_type (Pass *pass)
{
  if (is (pass, "PUT", "/operations/") && strstr (pass->body, "cart.levitate") != NULL)
    answer (pass, 202, "{\"id\":\"x\",\"status\":\"accepted\",\"replayed\":false}");
}

static void
breaks_on_nonsense (Pass *pass)
{
  if (is (pass, "PUT", "/operations/") && strcmp (pass->body, "{\"type\":") == 0)
    problem (pass, 500, "internal", "");
}

static void
any_target (Pass *pass)
{
  replace_in_body (pass, "corral-cli-conformance-no-such-cart", g_hash_table_lookup (pass->cloud->memory, "cart"));
}

static void
remember_cart (Pass *pass)
{
  JsonArray *items = list_of (pass, "snapshots/cart", "items");

  if (items != NULL && json_array_get_length (items) > 0 && pass->nth == 0)
    g_hash_table_insert (
        pass->cloud->memory, g_strdup ("cart"),
        g_strdup (json_object_get_string_member (json_array_get_object_element (items, 0), "id")));
}

/* The token is said to allow little, but what it does not allow is done all the same. */
static void
scopes_are_talk (Pass *pass)
{
  g_autoptr (JsonArray) scopes = NULL;

  if (!is (pass, "GET", "/v1/me") || pass->status != 200)
    return;
  scopes = json_array_new ();
  json_array_add_string_element (scopes, "fleet.read");
  json_object_set_array_member (object_of (pass), "scopes", g_steal_pointer (&scopes));
  did (pass);
}

static void
nobody_was_first (Pass *pass)
{
  if (is (pass, "PUT", "/operations/") && pass->status == 200 && json_object_has_member (object_of (pass), "already_by"))
    {
      json_object_remove_member (object_of (pass), "already_by");
      did (pass);
    }
}

/* What is made gets an id of the server's choice. */
static void
made_as_it_likes (Pass *pass)
{
  if (!is (pass, "PUT", "/operations/") || pass->status != 200 || strstr (pass->body, "maintenance.plan") == NULL)
    return;
  json_object_set_string_member (json_object_get_object_member (object_of (pass), "data"), "id", "mw-1");
  did (pass);
}

/* Another one under the same id is taken for done. */
static void
made_twice (Pass *pass)
{
  if (is (pass, "PUT", "/operations/") && pass->status == 409 && strstr (pass->body, "maintenance.plan") != NULL)
    answer (pass, 200, "{\"id\":\"x\",\"status\":\"applied\",\"applied_rev\":1,\"data\":{},\"replayed\":false}");
}

static const Wrong wrongs[] = {
  { "me", NULL, me_without_tenants },
  { "auth", anybody_may, NULL },
  { "auth/challenge", NULL, no_challenge },
  { "tenant", any_tenant, NULL },
  { "problem", NULL, problems_are_json },
  { "problem/code", NULL, problems_without_code },
  { "envelope", NULL, lists_of_nobody },
  { "envelope/count", NULL, wrong_count },
  { "rows", NULL, row_of_wrong_type },
  { "order", NULL, rows_backwards },
  { "as-of", NULL, as_of_moves },
  { "paging", NULL, small_pages_end },
  { "paging/cycle", NULL, page_without_end },
  { "limit", any_limit, NULL },
  { "limit/more", more_than_asked, NULL },
  { "row", NULL, row_of_another_label },
  { "row/304", never_304, NULL },
  { "row/etag", NULL, no_etag },
  { "row/404", NULL, row_is_never_missing },
  { "state", any_state, remember_state },
  { "changes", NULL, another_old_state },
  { "changes/more", NULL, changes_for_ever },
  { "rev", NULL, revision_falls },
  { "vitals", NULL, vitals_are_words },
  { "C1", NULL, one_is_skipped },
  { "C2", NULL, another_the_second_time },
  { "C3", NULL, end_comes_first },
  { "C4", NULL, leaves_but_stays },
  { "C5", NULL, one_state_survives },
  { "C6", every_put_is_new, NULL },
  { "C6/answers", NULL, not_replayed },
  { "C7", body_does_not_matter, NULL },
  { "C8", NULL, refused_otherwise },
  { "C9", NULL, comes_back },
  { "C9/row", NULL, deleted_but_answered },
  { "C10", no_walls, NULL },
  { "C10/list", NULL, list_of_another },
  { "C11", NULL, busy_without_end },
  { "C11/nonsense", NULL, busy_till_nonsense },
  { "C12", NULL, snapshot_lacks_one },
  { "op-apply", NULL, applied_without_rev },
  { "op-replay", NULL, replays_say_fresh },
  { "op-probe", NULL, nothing_is_known },
  { "op-probe/unknown", NULL, anything_is_known },
  { "op-feed", NULL, notes_are_never_told },
  { "op-expired", never_too_late, NULL },
  { "op-type", NULL, any_type },
  { "op-body", NULL, breaks_on_nonsense },
  { "op-target", any_target, remember_cart },
  { "op-scope", NULL, scopes_are_talk },
  { "op-alert", NULL, nobody_was_first },
  { "op-made", NULL, made_as_it_likes },
  { "op-made/twice", NULL, made_twice },
};

const char *const *
wrong_cloud_list (void)
{
  static const char *names[G_N_ELEMENTS (wrongs) + 1];

  for (guint i = 0; i < G_N_ELEMENTS (wrongs); i++)
    names[i] = wrongs[i].name;
  return names;
}

/* ---- forwarding --------------------------------------------------------------------------------------- */

static void
forward (Pass *pass)
{
  g_autofree char *url = g_strconcat (pass->cloud->api, pass->path, NULL);
  g_autoptr (SoupMessage) message = soup_message_new (pass->method, url);
  g_autoptr (GBytes) body = NULL;
  g_autoptr (GError) error = NULL;
  SoupMessageHeaders *headers = soup_message_get_request_headers (message);
  static const char *const passed_on[] = { "ETag", "Retry-After", "WWW-Authenticate" };

  if (pass->token != NULL)
    {
      g_autofree char *value = g_strconcat ("Bearer ", pass->token, NULL);

      soup_message_headers_append (headers, "Authorization", value);
    }
  if (pass->etag != NULL)
    soup_message_headers_append (headers, "If-None-Match", pass->etag);
  if (strcmp (pass->method, "PUT") == 0)
    {
      g_autoptr (GBytes) sent = g_bytes_new (pass->body, strlen (pass->body));

      soup_message_set_request_body_from_bytes (message, "application/json", sent);
    }
  body = soup_session_send_and_read (pass->cloud->session, message, NULL, &error);
  g_assert_no_error (error);
  headers = soup_message_get_response_headers (message);
  pass->status = soup_message_get_status (message);
  pass->type = g_strdup (soup_message_headers_get_content_type (headers, NULL));
  for (guint i = 0; i < G_N_ELEMENTS (passed_on); i++)
    if (soup_message_headers_get_list (headers, passed_on[i]) != NULL)
      g_hash_table_insert (pass->headers, g_strdup (passed_on[i]),
                           g_strdup (soup_message_headers_get_list (headers, passed_on[i])));
  if (g_bytes_get_size (body) > 0)
    {
      g_autofree char *text = g_strndup (g_bytes_get_data (body, NULL), g_bytes_get_size (body));

      pass->json = json_from_string (text, &error);
      g_assert_no_error (error);
    }
}

static void
handle_cb (SoupServer *server, SoupServerMessage *message, const char *path, GHashTable *query, gpointer data)
{
  WrongCloud *self = data;
  SoupMessageHeaders *asked = soup_server_message_get_request_headers (message);
  SoupMessageHeaders *answered = soup_server_message_get_response_headers (message);
  const char *token = soup_message_headers_get_one (asked, "Authorization");
  GUri *uri = soup_server_message_get_uri (message);
  SoupMessageBody *sent = soup_server_message_get_request_body (message);
  g_autofree char *key = NULL;
  Pass pass = { .cloud = self, .method = soup_server_message_get_method (message) };
  GHashTableIter iter;
  gpointer name;
  gpointer value;

  pass.path = g_strconcat (path, g_uri_get_query (uri) != NULL ? "?" : "",
                           g_uri_get_query (uri) != NULL ? g_uri_get_query (uri) : "", NULL);
  pass.token = g_strdup (token != NULL && g_str_has_prefix (token, "Bearer ") ? token + 7 : NULL);
  pass.etag = g_strdup (soup_message_headers_get_one (asked, "If-None-Match"));
  pass.body = g_strndup (sent->data != NULL ? sent->data : "", (gsize) sent->length);
  pass.headers = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  key = g_strdup_printf ("%s %s", pass.method, pass.path);
  pass.nth = GPOINTER_TO_UINT (g_hash_table_lookup (self->seen, key));
  g_hash_table_replace (self->seen, g_steal_pointer (&key), GUINT_TO_POINTER (pass.nth + 1));

  if (self->wrong != NULL && self->wrong->there != NULL)
    self->wrong->there (&pass);
  forward (&pass);
  if (self->wrong != NULL && self->wrong->back != NULL)
    self->wrong->back (&pass);

  soup_server_message_set_status (message, pass.status, NULL);
  g_hash_table_iter_init (&iter, pass.headers);
  while (g_hash_table_iter_next (&iter, &name, &value))
    soup_message_headers_replace (answered, name, value);
  /* A SoupServer that listens to nobody closes behind each answer. */
  soup_message_headers_replace (answered, "Connection", "close");
  if (pass.json != NULL)
    {
      char *text = json_to_string (pass.json, FALSE);

      soup_server_message_set_response (message, pass.type, SOUP_MEMORY_TAKE, text, strlen (text));
    }
  g_free (pass.path);
  g_free (pass.token);
  g_free (pass.etag);
  g_free (pass.body);
  g_free (pass.type);
  g_clear_pointer (&pass.json, json_node_unref);
  g_hash_table_unref (pass.headers);
}

/* ---- its thread ---------------------------------------------------------------------------------------- */

static gpointer
serve (gpointer data)
{
  WrongCloud *self = data;

  g_main_context_push_thread_default (self->context);
  g_main_loop_run (self->loop);
  g_main_context_pop_thread_default (self->context);
  return NULL;
}

/* As in the demo cloud: a SoupServer of libsoup 3.2 that listens itself leaks a socket for every connection. */
static gboolean
incoming_cb (GSocketService *service, GSocketConnection *connection, GObject *source, gpointer data)
{
  WrongCloud *self = data;
  g_autoptr (GSocketAddress) local = g_socket_connection_get_local_address (connection, NULL);
  g_autoptr (GSocketAddress) remote = g_socket_connection_get_remote_address (connection, NULL);

  soup_server_accept_iostream (self->server, G_IO_STREAM (connection), local, remote, NULL);
  return TRUE;
}

WrongCloud *
wrong_cloud_new (const char *api, const char *token, const char *name)
{
  WrongCloud *self = g_new0 (WrongCloud, 1);
  g_autoptr (GInetAddress) loopback = g_inet_address_new_loopback (G_SOCKET_FAMILY_IPV4);
  g_autoptr (GSocketAddress) wanted = g_inet_socket_address_new (loopback, 0);
  g_autoptr (GSocketAddress) got = NULL;
  GError *error = NULL;

  self->api = g_strdup (api);
  self->token = g_strdup (token);
  self->seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->memory = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  for (guint i = 0; i < G_N_ELEMENTS (wrongs); i++)
    if (g_strcmp0 (wrongs[i].name, name) == 0)
      self->wrong = &wrongs[i];
  g_assert_true (name == NULL || self->wrong != NULL);

  self->context = g_main_context_new ();
  self->loop = g_main_loop_new (self->context, FALSE);
  g_main_context_push_thread_default (self->context);
  self->session = soup_session_new ();
  soup_session_remove_feature_by_type (self->session, SOUP_TYPE_AUTH_MANAGER);
  self->server = soup_server_new (NULL, NULL);
  soup_server_add_handler (self->server, NULL, handle_cb, self, NULL);
  self->service = g_socket_service_new ();
  g_socket_listener_add_address (G_SOCKET_LISTENER (self->service), wanted, G_SOCKET_TYPE_STREAM, G_SOCKET_PROTOCOL_TCP,
                                 NULL, &got, &error);
  g_assert_no_error (error);
  g_signal_connect (self->service, "incoming", G_CALLBACK (incoming_cb), self);
  g_main_context_pop_thread_default (self->context);
  self->own_api
      = g_strdup_printf ("http://127.0.0.1:%u", g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (got)));
  self->thread = g_thread_new ("wrong-cloud", serve, self);
  return self;
}

static gboolean
quit_cb (gpointer loop)
{
  g_main_loop_quit (loop);
  return G_SOURCE_REMOVE;
}

void
wrong_cloud_free (WrongCloud *self)
{
  g_autoptr (GSource) quit = g_idle_source_new ();

  g_source_set_callback (quit, quit_cb, self->loop, NULL);
  g_source_attach (quit, self->context);
  g_thread_join (self->thread);
  g_main_context_push_thread_default (self->context);
  g_socket_service_stop (self->service);
  g_socket_listener_close (G_SOCKET_LISTENER (self->service));
  g_object_unref (self->service);
  soup_server_disconnect (self->server);
  g_object_unref (self->server);
  soup_session_abort (self->session);
  g_object_unref (self->session);
  while (g_main_context_iteration (self->context, FALSE))
    ;
  g_main_context_pop_thread_default (self->context);
  g_main_loop_unref (self->loop);
  g_main_context_unref (self->context);
  g_hash_table_unref (self->seen);
  g_hash_table_unref (self->memory);
  g_free (self->own_api);
  g_free (self->api);
  g_free (self->token);
  g_free (self);
}

const char *
wrong_cloud_get_api (WrongCloud *self)
{
  return self->own_api;
}

guint
wrong_cloud_count (WrongCloud *self)
{
  return (guint) g_atomic_int_get (&self->n_wrong);
}
