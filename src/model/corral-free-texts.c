/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What people write: a row each. tests/unit/sync/test-free-texts.c asks of every text of the contract on which side it is. Any
 * thread. */
#include "config.h"

#include "corral-free-texts.h"

#include "corral-collections.h"

static const struct
{
  CorralCollection collection;
  const char *name;
} texts[] = {
  { CORRAL_COLLECTION_FLAG, "decided_note" }, { CORRAL_COLLECTION_CASE, "title" },    { CORRAL_COLLECTION_TICKET, "summary" },
  { CORRAL_COLLECTION_NOTE, "text" },         { CORRAL_COLLECTION_INCIDENT, "note" }, { CORRAL_COLLECTION_MAINTENANCE, "note" },
};

/* Members are told apart by where they stand, which no million of rows minds. */
static gpointer
find_fields (gpointer data)
{
  static const CorralField *fields[G_N_ELEMENTS (texts)];

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      fields[i] = corral_schema_find (corral_collection_get_schema (texts[i].collection), texts[i].name);
      g_assert (fields[i] != NULL);
    }
  return fields;
}

gboolean
corral_field_is_free_text (const CorralField *field)
{
  static GOnce once = G_ONCE_INIT;
  const CorralField *const *fields = g_once (&once, find_fields, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    if (fields[i] == field)
      return TRUE;
  return FALSE;
}
