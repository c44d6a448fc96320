/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Answers that are none, or not quite, and good ones that do not go together. On the proxy's threads. */
#include "fault-table.h"

#include <json-glib/json-glib.h>
#include <stdlib.h>
#include <string.h>

#define JSON "application/json"

static GBytes *
fill (gsize length, const char *head, char c, const char *tail)
{
  GString *text = g_string_sized_new (length + 64);

  g_string_append (text, head);
  g_string_set_size (text, strlen (head) + length);
  memset (text->str + strlen (head), c, length);
  g_string_append (text, tail);
  return g_string_free_to_bytes (text);
}

static GBytes *
many_keys (void)
{
  GString *text = g_string_sized_new (12 * 1000 * 1000);

  g_string_append (text, "{\"tenant\":\"harbor\"");
  for (guint i = 0; i < 1000 * 1000; i++)
    g_string_append_printf (text, ",\"k%u\":0", i);
  g_string_append (text, ",\"end\":true}");
  return g_string_free_to_bytes (text);
}

static GBytes *
twice (GBytes *body)
{
  gsize length;
  const char *bytes = g_bytes_get_data (body, &length);
  GString *text = g_string_new_len (bytes, (gssize) length);

  g_string_append_len (text, bytes, (gssize) length);
  return g_string_free_to_bytes (text);
}

static GBytes *
make_whole (const char *target, GBytes *body, FaultRun *run)
{
  const FaultRow *row = run->row;

  switch ((Content) row->number)
    {
    case CONTENT_LONG_STRING:
      return fill (64 << 20, "{\"tenant\":\"", 'x', "\",\"end\":true}");
    case CONTENT_DEEP:
      return fill (100000, "{\"tenant\":", '[', "");
    case CONTENT_MANY_KEYS:
      return many_keys ();
    case CONTENT_BOMB:
      return fill (40 << 20, "{", ' ', "}");
    case CONTENT_TWICE:
      return twice (body);
    case CONTENT_EMPTY:
      return g_bytes_new_static ("", 0);
    default:
      return g_bytes_new_static (row->text, strlen (row->text));
    }
}

static GBytes *
bend (const char *target, GBytes *body, gpointer data)
{
  FaultRun *run = data;
  FaultRewrite rewrite = g_atomic_pointer_get (&run->rewrite);
  GBytes *bent = rewrite (target, body, run);

  if (!g_bytes_equal (bent, body))
    g_atomic_int_inc (&run->n_bent);
  return bent;
}

CorralProxyFault
fault_content_rewrite (FaultRun *run, FaultRewrite rewrite)
{
  g_atomic_pointer_set (&run->rewrite, rewrite);
  return corral_proxy_rewrite (bend, run);
}

CorralProxyFault
fault_content_whole (FaultRun *run, const char *target, guint nth)
{
  CorralProxyFault fault = fault_content_rewrite (run, make_whole);

  if (run->row->number == CONTENT_BOMB)
    fault.framing = CORRAL_FRAMING_GZIP;
  return fault;
}

/* ---- one value ----------------------------------------------------------------------------------------------- */

/* Where the value of member @name that begins at @at ends: a string, or up to a comma or bracket; an array or object up
 * to its end. */
static const char *
skip_value (const char *at)
{
  int depth = 0;
  gboolean in_string = FALSE;

  for (; *at != '\0'; at++)
    {
      if (in_string)
        {
          if (*at == '\\')
            at++;
          else if (*at == '"')
            in_string = FALSE;
          continue;
        }
      if (*at == '"')
        in_string = TRUE;
      else if (*at == '[' || *at == '{')
        depth++;
      else if ((*at == ']' || *at == '}') && depth-- == 0)
        return at;
      else if (*at == ',' && depth == 0)
        return at;
    }
  return at;
}

/* The rows of an answer begin here: what is before is its envelope. */
static const char *
find_rows (const char *body)
{
  static const char *const begins[] = { "\"items\":[", "\"changes\":[", "\"data\":{" };

  for (guint i = 0; i < G_N_ELEMENTS (begins); i++)
    {
      const char *at = strstr (body, begins[i]);

      if (at != NULL)
        return at + strlen (begins[i]);
    }
  return body;
}

static GBytes *
set_value (const char *target, GBytes *body, FaultRun *run)
{
  const FaultRow *row = run->row;
  gsize length;
  const char *bytes = g_bytes_get_data (body, &length);
  g_autofree char *text = g_strndup (bytes, length);
  gboolean in_envelope = *row->text == '/';
  const char *name = row->text + in_envelope;
  const char *raw = strchr (name, '=') + 1;
  g_autofree char *member = g_strdup_printf ("\"%.*s\":", (int) (raw - 1 - name), name);
  const char *at = strstr (in_envelope ? text : find_rows (text), member);
  GString *bent;

  if (at == NULL)
    return g_bytes_ref (body);
  if (*raw == '\0')
    {
      const char *end = skip_value (at + strlen (member));

      bent = g_string_new_len (text, at - text);
      g_string_append (bent, *end == ',' ? end + 1 : end);
      return g_string_free_to_bytes (bent);
    }
  at += strlen (member);
  bent = g_string_new_len (text, at - text);
  g_string_append (bent, raw);
  g_string_append (bent, skip_value (at));
  return g_string_free_to_bytes (bent);
}

CorralProxyFault
fault_content_value (FaultRun *run, const char *target, guint nth)
{
  return fault_content_rewrite (run, set_value);
}

static GBytes *
set_before_end (const char *target, GBytes *body, FaultRun *run)
{
  const FaultRow *row = run->row;
  gsize length;
  const char *bytes = g_bytes_get_data (body, &length);
  g_autofree char *text = g_strndup (bytes, length);
  char *mark = strstr (text, ",\"end\":true}");
  char *at = mark != NULL ? mark : strrchr (text, '}');
  GString *bent;

  if (at == NULL)
    return g_bytes_ref (body);
  bent = g_string_new_len (text, at - text);
  g_string_append (bent, row->text);
  g_string_append (bent, at);
  return g_string_free_to_bytes (bent);
}

CorralProxyFault
fault_content_append (FaultRun *run, const char *target, guint nth)
{
  return fault_content_rewrite (run, set_before_end);
}

/* ---- pages that do not go together --------------------------------------------------------------------------- */

/* Pages of few rows, so that there are several. */
static GBytes *
set_page_rows (const char *target, GBytes *body, gpointer data)
{
  gsize length;
  const char *bytes = g_bytes_get_data (body, &length);
  g_autofree char *text = g_strndup (bytes, length);
  GString *bent = g_string_new (text);

  g_string_replace (bent, "\"page_rows\":1000", "\"page_rows\":4", 0);
  return g_string_free_to_bytes (bent);
}

void
fault_content_small_pages (FaultRun *run)
{
  corral_fault_proxy_add (run->desk.proxy, (CorralProxyWhere){ .match = "/v1/me", .times = -1 },
                          corral_proxy_rewrite (set_page_rows, NULL));
}

/* The first answer is kept and given for each one after it. */
static GBytes *
give_kept (const char *target, GBytes *body, FaultRun *run)
{
  if (run->kept == NULL)
    run->kept = g_bytes_ref (body);
  return g_bytes_ref (run->kept);
}

CorralProxyFault
fault_content_repeat_page (FaultRun *run, const char *target, guint nth)
{
  return fault_content_rewrite (run, give_kept);
}

/* Rows of a page from the last to the first: ids that fall. */
static GBytes *
turn_round (const char *target, GBytes *body, FaultRun *run)
{
  g_autoptr (JsonParser) parser = json_parser_new ();
  g_autoptr (JsonGenerator) generator = json_generator_new ();
  g_autoptr (JsonArray) turned = json_array_new ();
  JsonObject *page;
  JsonArray *items;
  gsize length;
  char *text;

  g_assert_true (json_parser_load_from_data (parser, g_bytes_get_data (body, NULL), (gssize) g_bytes_get_size (body),
                                             NULL));
  page = json_node_get_object (json_parser_get_root (parser));
  items = json_object_get_array_member (page, "items");
  for (guint i = json_array_get_length (items); i > 0; i--)
    json_array_add_element (turned, json_node_copy (json_array_get_element (items, i - 1)));
  json_object_set_array_member (page, "items", g_steal_pointer (&turned));
  json_generator_set_root (generator, json_parser_get_root (parser));
  text = json_generator_to_data (generator, &length);
  return g_bytes_new_take (text, length);
}

CorralProxyFault
fault_content_reorder (FaultRun *run, const char *target, guint nth)
{
  return fault_content_rewrite (run, turn_round);
}

/* The next page is this one. */
static GBytes *
go_round (const char *target, GBytes *body, FaultRun *run)
{
  gsize length;
  const char *bytes = g_bytes_get_data (body, &length);
  g_autofree char *text = g_strndup (bytes, length);
  const char *cursor = strstr (target, "cursor=");
  GString *bent = g_string_new (text);

  if (cursor != NULL)
    {
      g_autofree char *own = g_strndup (cursor + 7, strcspn (cursor + 7, "&"));
      g_autofree char *plain = g_uri_unescape_string (own, NULL);
      char *next = strstr (bent->str, "\"next\":");

      if (next != NULL)
        {
          gsize at = (gsize) (next - bent->str) + 7;

          g_string_erase (bent, (gssize) at, (gssize) strcspn (bent->str + at, ",}"));
          g_string_insert (bent, (gssize) at, "\"\"");
          g_string_insert (bent, (gssize) at + 1, plain);
        }
    }
  return g_string_free_to_bytes (bent);
}

CorralProxyFault
fault_content_cycle (FaultRun *run, const char *target, guint nth)
{
  return fault_content_rewrite (run, go_round);
}

/* Rows of the first chain that are older than what is held, and one that has gone before it came: none of them is to be
 * seen. $C is the victim. */
static GBytes *
add_old_changes (const char *target, GBytes *body, FaultRun *run)
{
  g_autoptr (GString) changes = g_string_new (run->row->text);
  g_autofree char *chain
      = g_strdup_printf ("/%s/", ((const CorralTenant *) g_ptr_array_index (run->desk.tenants, 0))->id);
  gsize length;
  const char *bytes = g_bytes_get_data (body, &length);
  g_autofree char *text = g_strndup (bytes, length);
  char *end = strstr (text, "],\"server_time_ms\"");
  char *count = strstr (text, "\"count\":");
  guint n = 0;
  GString *bent;

  if (end == NULL)
    end = strstr (text, "],\"count\":");
  if (end == NULL || count == NULL || strstr (target, chain) == NULL)
    return g_bytes_ref (body);
  g_string_replace (changes, "$C", run->victim, 0);
  for (const char *at = changes->str; (at = strstr (at, "\"op\":")) != NULL; at++)
    n++;
  bent = g_string_new_len (text, end - text);
  g_string_append (bent, end[-1] == '[' ? "" : ",");
  g_string_append (bent, changes->str);
  g_string_append_len (bent, end, count + 8 - end);
  g_string_append_printf (bent, "%lu", strtoul (count + 8, NULL, 10) + n);
  g_string_append (bent, count + 8 + strspn (count + 8, "0123456789"));
  return g_string_free_to_bytes (bent);
}

CorralProxyFault
fault_content_add_old (FaultRun *run, const char *target, guint nth)
{
  return fault_content_rewrite (run, add_old_changes);
}


/* Another chain's answer. */
static GBytes *
of_another_chain (const char *target, GBytes *body, FaultRun *run)
{
  gsize length;
  const char *bytes = g_bytes_get_data (body, &length);
  g_autofree char *text = g_strndup (bytes, length);
  GString *bent = g_string_new (text);

  g_string_replace (bent, "\"tenant\":\"", "\"tenant\":\"not-", 1);
  return g_string_free_to_bytes (bent);
}

CorralProxyFault
fault_content_misroute (FaultRun *run, const char *target, guint nth)
{
  return fault_content_rewrite (run, of_another_chain);
}

void
fault_content_check_label (FaultRun *run)
{
  const CorralTenant *tenant = g_ptr_array_index (run->desk.tenants, 0);
  g_autoptr (GError) error = NULL;
  CorralCart *cart = NULL;

  corral_cache_get_row (run->desk.cache, tenant->id, CORRAL_COLLECTION_CART, run->victim, (gpointer *) &cart, &error);
  g_assert_no_error (error);
  if (cart == NULL)
    return; /* it was put aside */
  g_assert_true (g_utf8_validate (cart->label, -1, NULL));
  for (const char *at = cart->label; *at != '\0'; at = g_utf8_next_char (at))
    g_assert_true (g_unichar_isprint (g_utf8_get_char (at)));
  g_assert_null (strstr (cart->label, "4111")); /* the last four may be seen */
  corral_fact_unref (cart);
}
