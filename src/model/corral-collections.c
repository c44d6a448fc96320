/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The schemas of the nouns, made from the lines in the header. Constant data, any thread. */
#include "config.h"

#include "corral-collections.h"

#include <stddef.h>
#include <string.h>

#define FIELD(field_type, member, field_flags) \
  { .name = #member, \
    .type = CORRAL_FIELD_##field_type, \
    .offset = offsetof (Row, member), \
    .flags = CORRAL_FIELD_##field_flags },

/* Each collection's table in a function of its own, where Row names its struct. */
#define DEFINE(UPPER, Camel, lower) \
  static const CorralSchema *lower##_schema (void) \
  { \
    typedef Corral##Camel Row; \
    static const CorralField fields[] = { CORRAL_##UPPER##_FIELDS (FIELD) }; \
    static const CorralSchema schema = { \
      .name = #lower, .size = sizeof (Row), .fields = fields, .n_fields = G_N_ELEMENTS (fields) \
    }; \
    G_STATIC_ASSERT (offsetof (Row, id) == offsetof (CorralRow, id)); \
    G_STATIC_ASSERT (offsetof (Row, rev) == offsetof (CorralRow, rev)); \
    return &schema; \
  }
CORRAL_COLLECTIONS (DEFINE)
DEFINE (VITAL, Vital, vital)

const CorralSchema *
corral_collection_get_schema (CorralCollection collection)
{
  switch (collection)
    {
#define CASE(UPPER, Camel, lower) \
  case CORRAL_COLLECTION_##UPPER: \
    return lower##_schema ();
      CORRAL_COLLECTIONS (CASE)
      CASE (VITAL, Vital, vital)
    default:
      g_assert_not_reached ();
    }
}

gboolean
corral_collection_from_name (const char *name, CorralCollection *collection)
{
  for (guint i = 0; i < CORRAL_N_SYNCED_COLLECTIONS; i++)
    if (strcmp (corral_collection_get_schema (i)->name, name) == 0)
      {
        *collection = i;
        return TRUE;
      }
  return FALSE;
}
