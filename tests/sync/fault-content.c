/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Answers that are none, or not quite. On the proxy's threads. */
#include "fault-table.h"

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
make_whole (const char *target, GBytes *body, gpointer data)
{
  const FaultRow *row = data;

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

CorralProxyFault
fault_content_whole (FaultRun *run, const char *target, guint nth)
{
  CorralProxyFault fault = corral_proxy_rewrite (make_whole, (gpointer) run->row);

  if (run->row->number == CONTENT_BOMB)
    fault.framing = CORRAL_FRAMING_GZIP;
  return fault;
}

/* ---- one value -------------------------------------------------------------------------------------------------- */

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
set_value (const char *target, GBytes *body, gpointer data)
{
  const FaultRow *row = data;
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
  at += strlen (member);
  bent = g_string_new_len (text, at - text);
  g_string_append (bent, raw);
  g_string_append (bent, skip_value (at));
  return g_string_free_to_bytes (bent);
}

CorralProxyFault
fault_content_value (FaultRun *run, const char *target, guint nth)
{
  return corral_proxy_rewrite (set_value, (gpointer) run->row);
}

static GBytes *
set_before_end (const char *target, GBytes *body, gpointer data)
{
  const FaultRow *row = data;
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
  return corral_proxy_rewrite (set_before_end, (gpointer) run->row);
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
