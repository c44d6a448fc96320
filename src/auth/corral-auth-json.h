/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* How one member of a small JSON object is taken. */
typedef enum
{
  CORRAL_AUTH_STRING,  /* char *: (owned) */
  CORRAL_AUTH_SECRET,  /* char *: the same */
  CORRAL_AUTH_STRINGS, /* GPtrArray *: (owned) (element-type utf8): of an array of strings */
  CORRAL_AUTH_INTEGER, /* gint64 */
  CORRAL_AUTH_BOOLEAN, /* gboolean */
} CorralAuthKind;

typedef struct
{
  const char *name;
  CorralAuthKind kind;
  gpointer place; /* set when the member is there; else left as it is */
} CorralAuthMember;

/* Reads the one object in @body (@length bytes and a NUL, changed by reading) strictly. Unknown members are passed over.
 * FALSE when it is not JSON, a named member is of another kind, or comes twice; what was set by then is the caller's. */
gboolean corral_auth_json_read (char *body, gsize length, const CorralAuthMember *members, guint n_members);

/* Whether @strings (nullable) has @text. */
gboolean corral_auth_strings_have (const GPtrArray *strings, const char *text);

G_END_DECLS
