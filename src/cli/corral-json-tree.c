/* SPDX-License-Identifier: GPL-3.0-or-later */
/* JSON as a tree, from the strict reader. Pure; any thread. */
#include "config.h"

#include "corral-json-tree.h"

#include "corral-json-text.h"

#include <math.h>
#include <string.h>

/* More members has no object of the contract, unknown ones included. */
#define MAX_MEMBERS 512

typedef struct
{
  CorralJsonReader json;
  char *flaw; /* (owned) (nullable) */
} Reading;

static void
node_free (gpointer data)
{
  CorralJsonNode *node = data;

  g_clear_pointer (&node->children, g_ptr_array_unref);
  g_free (node);
}

/* NULL: notes what the reader met, or @reason. */
static CorralJsonNode *
fail (Reading *reading, const char *reason)
{
  g_autofree char *pointer = NULL;

  if (reading->flaw == NULL)
    {
      pointer = corral_json_reader_dup_pointer (&reading->json);
      reading->flaw = g_strdup_printf ("%s (at “%s”, byte %" G_GSIZE_FORMAT ")",
                                       reason != NULL ? reason : corral_json_reader_get_reason (&reading->json), pointer,
                                       corral_json_reader_get_offset (&reading->json));
    }
  return NULL;
}

static CorralJsonNode *read_value (Reading *reading);

static gboolean
read_members (Reading *reading, CorralJsonNode *object)
{
  const char *name;
  gsize length;
  gboolean hit;

  while (corral_json_reader_next_member (&reading->json, NULL, 0, &hit, &name, &length))
    {
      CorralJsonNode *node;

      if (corral_json_node_get (object, name) != NULL)
        return fail (reading, "a member that is there twice") != NULL;
      if (object->children->len == MAX_MEMBERS)
        return fail (reading, "an object with too many members") != NULL;
      node = read_value (reading);
      if (node == NULL)
        return FALSE;
      node->name = name;
      g_ptr_array_add (object->children, node);
    }
  return TRUE;
}

static gboolean
read_elements (Reading *reading, CorralJsonNode *array)
{
  while (corral_json_reader_next_element (&reading->json))
    {
      CorralJsonNode *node = read_value (reading);

      if (node == NULL)
        return FALSE;
      g_ptr_array_add (array->children, node);
    }
  return TRUE;
}

static gboolean
read_number (Reading *reading, CorralJsonNode *node)
{
  const char *start = corral_json_reader_get_position (&reading->json);
  gsize length;

  if (!corral_json_reader_read_real (&reading->json, &node->real))
    return FALSE;
  node->is_integer = ABS (node->real) <= (double) CORRAL_JSON_MAX_INTEGER && node->real == floor (node->real);
  node->integer = node->is_integer ? (gint64) node->real : 0;
  length = (gsize) (corral_json_reader_get_position (&reading->json) - start);
  if (!node->is_integer && strspn (start, "-0123456789") >= length)
    return fail (reading, "a whole number beyond the limits") != NULL;
  return TRUE;
}

static CorralJsonNode *
read_value (Reading *reading)
{
  CorralJsonNode *node = g_new0 (CorralJsonNode, 1);
  gboolean ok = FALSE;
  char *text = NULL;
  gsize length;

  node->kind = corral_json_reader_peek (&reading->json);
  switch (node->kind)
    {
    case CORRAL_JSON_NULL:
      ok = corral_json_reader_read_null (&reading->json);
      break;
    case CORRAL_JSON_BOOLEAN:
      ok = corral_json_reader_read_boolean (&reading->json, &node->boolean);
      break;
    case CORRAL_JSON_NUMBER:
      ok = read_number (reading, node);
      break;
    case CORRAL_JSON_STRING:
      ok = corral_json_reader_read_string (&reading->json, &text, &length, NULL);
      node->string = text;
      break;
    case CORRAL_JSON_ARRAY:
      node->children = g_ptr_array_new_with_free_func (node_free);
      ok = corral_json_reader_begin_array (&reading->json) && read_elements (reading, node);
      break;
    case CORRAL_JSON_OBJECT:
      node->children = g_ptr_array_new_with_free_func (node_free);
      ok = corral_json_reader_begin_object (&reading->json) && read_members (reading, node);
      break;
    case CORRAL_JSON_NONE:
    default:
      ok = corral_json_reader_skip (&reading->json);
      break;
    }
  if (ok && reading->flaw == NULL && corral_json_reader_get_state (&reading->json) == CORRAL_JSON_OK)
    return node;
  fail (reading, NULL);
  node_free (node);
  return NULL;
}

CorralJsonTree *
corral_json_tree_new (GBytes *bytes, char **flaw)
{
  CorralJsonTree *self = g_new0 (CorralJsonTree, 1);
  Reading reading = { .flaw = NULL };
  gsize length;
  const char *data = g_bytes_get_data (bytes, &length);

  self->buffer = g_malloc (length + 1);
  if (length > 0)
    memcpy (self->buffer, data, length);
  self->buffer[length] = '\0';
  corral_json_reader_init (&reading.json, self->buffer, length);
  self->root = read_value (&reading);
  if (self->root != NULL && corral_json_reader_finish (&reading.json))
    return self;
  fail (&reading, NULL);
  *flaw = reading.flaw;
  corral_json_tree_free (self);
  return NULL;
}

void
corral_json_tree_free (CorralJsonTree *self)
{
  g_clear_pointer (&self->root, node_free);
  g_free (self->buffer);
  g_free (self);
}

/* ---- looking ----------------------------------------------------------------------------------------- */

const CorralJsonNode *
corral_json_node_get (const CorralJsonNode *self, const char *name)
{
  if (self == NULL || self->kind != CORRAL_JSON_OBJECT)
    return NULL;
  for (guint i = 0; i < self->children->len; i++)
    {
      const CorralJsonNode *child = g_ptr_array_index (self->children, i);

      if (strcmp (child->name, name) == 0)
        return child;
    }
  return NULL;
}

static const CorralJsonNode *
get_of_kind (const CorralJsonNode *self, const char *name, CorralJsonKind kind)
{
  const CorralJsonNode *child = corral_json_node_get (self, name);

  return child != NULL && child->kind == kind ? child : NULL;
}

const char *
corral_json_node_get_string (const CorralJsonNode *self, const char *name)
{
  const CorralJsonNode *child = get_of_kind (self, name, CORRAL_JSON_STRING);

  return child != NULL ? child->string : NULL;
}

gboolean
corral_json_node_get_integer (const CorralJsonNode *self, const char *name, gint64 *value)
{
  const CorralJsonNode *child = get_of_kind (self, name, CORRAL_JSON_NUMBER);

  if (child == NULL || !child->is_integer)
    return FALSE;
  *value = child->integer;
  return TRUE;
}

int
corral_json_node_get_boolean (const CorralJsonNode *self, const char *name)
{
  const CorralJsonNode *child = get_of_kind (self, name, CORRAL_JSON_BOOLEAN);

  return child != NULL ? child->boolean : -1;
}

const CorralJsonNode *
corral_json_node_get_array (const CorralJsonNode *self, const char *name)
{
  return get_of_kind (self, name, CORRAL_JSON_ARRAY);
}

/* ---- comparing --------------------------------------------------------------------------------------- */

static int
by_name (gconstpointer a, gconstpointer b)
{
  return strcmp ((*(const CorralJsonNode *const *) a)->name, (*(const CorralJsonNode *const *) b)->name);
}

static void append_canonical (GString *out, const CorralJsonNode *node, const char *const *without);

static void
append_members (GString *out, const CorralJsonNode *node, const char *const *without)
{
  g_autoptr (GPtrArray) sorted = g_ptr_array_copy (node->children, NULL, NULL);
  gboolean first = TRUE;

  g_ptr_array_set_free_func (sorted, NULL);
  g_ptr_array_sort (sorted, by_name);
  for (guint i = 0; i < sorted->len; i++)
    {
      const CorralJsonNode *child = g_ptr_array_index (sorted, i);

      if (child->kind == CORRAL_JSON_NULL || (without != NULL && g_strv_contains (without, child->name)))
        continue;
      g_string_append (out, first ? "" : ",");
      corral_json_append_string (out, child->name);
      g_string_append_c (out, ':');
      append_canonical (out, child, NULL);
      first = FALSE;
    }
}

static void
append_canonical (GString *out, const CorralJsonNode *node, const char *const *without)
{
  char number[G_ASCII_DTOSTR_BUF_SIZE];

  switch (node->kind)
    {
    case CORRAL_JSON_BOOLEAN:
      g_string_append (out, node->boolean ? "true" : "false");
      break;
    case CORRAL_JSON_NUMBER:
      if (node->is_integer)
        g_string_append_printf (out, "%" G_GINT64_FORMAT, node->integer);
      else
        g_string_append (out, g_ascii_dtostr (number, sizeof number, node->real));
      break;
    case CORRAL_JSON_STRING:
      corral_json_append_string (out, node->string);
      break;
    case CORRAL_JSON_ARRAY:
      g_string_append_c (out, '[');
      for (guint i = 0; i < node->children->len; i++)
        {
          g_string_append (out, i == 0 ? "" : ",");
          append_canonical (out, g_ptr_array_index (node->children, i), NULL);
        }
      g_string_append_c (out, ']');
      break;
    case CORRAL_JSON_OBJECT:
      g_string_append_c (out, '{');
      append_members (out, node, without);
      g_string_append_c (out, '}');
      break;
    case CORRAL_JSON_NULL:
    case CORRAL_JSON_NONE:
    default:
      g_string_append (out, "null");
      break;
    }
}

char *
corral_json_node_to_canonical (const CorralJsonNode *self, const char *const *without)
{
  GString *out = g_string_new (NULL);

  append_canonical (out, self, without);
  return g_string_free (out, FALSE);
}

char *
corral_json_node_digest (const CorralJsonNode *self)
{
  g_autofree char *text = corral_json_node_to_canonical (self, NULL);

  return g_compute_checksum_for_string (G_CHECKSUM_SHA256, text, -1);
}
