/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * CorralJsonValue:
 *
 * One value of a small JSON document from a client, read strictly as RFC 8259 says and no further: one document,
 * valid UTF-8 without NUL, no name twice in an object, at most 16 levels. A tree, for bodies of some kilobytes.
 */
typedef enum
{
  CORRAL_JSON_NULL,
  CORRAL_JSON_BOOLEAN,
  CORRAL_JSON_INTEGER, /* written without point and exponent, within ±(2^53 − 1) */
  CORRAL_JSON_REAL,    /* any other number */
  CORRAL_JSON_STRING,
  CORRAL_JSON_ARRAY,
  CORRAL_JSON_OBJECT,
} CorralJsonType;

typedef struct
{
  CorralJsonType type;
  gboolean boolean;
  gint64 integer;
  double real;
  char *string;     /* (owned) (nullable): STRING */
  GPtrArray *items; /* (owned) (nullable) (element-type CorralJsonValue): ARRAY, OBJECT */
  GPtrArray *names; /* (owned) (nullable) (element-type utf8): OBJECT, as long as items */
  gsize start;      /* where it stands in the document, in bytes */
  gsize length;
} CorralJsonValue;

/* %NULL and a sentence in *@fault, to be freed, when @text is no such document. */
CorralJsonValue *corral_json_value_parse (const char *text, gsize length, char **fault) G_GNUC_WARN_UNUSED_RESULT;
void corral_json_value_free (CorralJsonValue *self);

/* The member @name of an object, or %NULL: also when @self is %NULL or no object. */
const CorralJsonValue *corral_json_value_get (const CorralJsonValue *self, const char *name);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CorralJsonValue, corral_json_value_free)

G_END_DECLS
