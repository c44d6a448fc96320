/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Small documents of sign-in services into places in memory, by the reader that the fleet's pages are read with. Pure. */
#include "config.h"

#include "corral-auth-json.h"

#include "corral-json-reader.h"

#include <string.h>

#define MAX_STRINGS 256

static gboolean
read_strings (CorralJsonReader *reader, GPtrArray **strings)
{
  if (*strings != NULL || !corral_json_reader_begin_array (reader))
    return FALSE;
  *strings = g_ptr_array_new_with_free_func (g_free);
  while (corral_json_reader_next_element (reader))
    {
      char *text;
      gsize length;

      if ((*strings)->len == MAX_STRINGS || !corral_json_reader_read_string (reader, &text, &length, NULL))
        return FALSE;
      g_ptr_array_add (*strings, g_strdup (text));
    }
  return corral_json_reader_get_state (reader) == CORRAL_JSON_OK;
}

static gboolean
read_member (CorralJsonReader *reader, const CorralAuthMember *member)
{
  char **string = member->place;
  char *text;
  gsize length;

  switch (member->kind)
    {
    case CORRAL_AUTH_STRING:
    case CORRAL_AUTH_SECRET:
      /* A NUL in the middle would make two of one. */
      if (*string != NULL || !corral_json_reader_read_string (reader, &text, &length, NULL) || strlen (text) != length)
        return FALSE;
      *string = g_strdup (text);
      if (member->kind == CORRAL_AUTH_SECRET)
        explicit_bzero (text, length);
      return TRUE;
    case CORRAL_AUTH_STRINGS:
      return read_strings (reader, member->place);
    case CORRAL_AUTH_INTEGER:
      return corral_json_reader_read_integer (reader, member->place);
    case CORRAL_AUTH_BOOLEAN:
      return corral_json_reader_read_boolean (reader, member->place);
    default:
      g_return_val_if_reached (FALSE);
    }
}

gboolean
corral_auth_json_read (char *body, gsize length, const CorralAuthMember *members, guint n_members)
{
  CorralJsonReader reader;
  const char *name;
  gsize name_length;
  gboolean hit;

  corral_json_reader_init (&reader, body, length);
  if (!corral_json_reader_begin_object (&reader))
    return FALSE;
  while (corral_json_reader_next_member (&reader, NULL, 0, &hit, &name, &name_length))
    {
      const CorralAuthMember *member = NULL;

      for (guint i = 0; i < n_members && member == NULL; i++)
        if (strcmp (members[i].name, name) == 0)
          member = &members[i];
      if (member == NULL)
        {
          /* One that nobody asked for may also be longer than may be. */
          if (!corral_json_reader_skip (&reader) && corral_json_reader_get_state (&reader) == CORRAL_JSON_BROKEN)
            return FALSE;
        }
      else if (corral_json_reader_peek (&reader) == CORRAL_JSON_NULL ? !corral_json_reader_read_null (&reader)
                                                                     : !read_member (&reader, member))
        {
          return FALSE;
        }
    }
  return corral_json_reader_get_state (&reader) == CORRAL_JSON_OK && corral_json_reader_finish (&reader);
}

gboolean
corral_auth_strings_have (const GPtrArray *strings, const char *text)
{
  for (guint i = 0; strings != NULL && i < strings->len; i++)
    if (strcmp (g_ptr_array_index (strings, i), text) == 0)
      return TRUE;
  return FALSE;
}
