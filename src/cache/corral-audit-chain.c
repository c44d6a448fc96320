/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Hashing and judging the record of who looked at what. Pure, any thread. */
#include "config.h"

#include "corral-audit-chain.h"

#include <string.h>

CorralAuditEntry *
corral_audit_entry_new (void)
{
  CorralAuditEntry *self = g_new0 (CorralAuditEntry, 1);

#define INIT_INTEGER(name)
#define INIT_TEXT(name) self->name = g_strdup ("");
#define INIT(type, name) INIT_##type (name)
  CORRAL_AUDIT_MEMBERS (INIT)
#undef INIT
  memcpy (self->before, CORRAL_AUDIT_ORIGIN, sizeof self->before);
  return self;
}

CorralAuditEntry *
corral_audit_entry_copy (const CorralAuditEntry *self)
{
  CorralAuditEntry *copy = g_memdup2 (self, sizeof *self);

#define COPY_INTEGER(name)
#define COPY_TEXT(name) copy->name = g_strdup (self->name);
#define COPY(type, name) COPY_##type (name)
  CORRAL_AUDIT_MEMBERS (COPY)
#undef COPY
  return copy;
}

void
corral_audit_entry_free (CorralAuditEntry *self)
{
  if (self == NULL)
    return;
#define FREE_INTEGER(name)
#define FREE_TEXT(name) g_free (self->name);
#define FREE(type, name) FREE_##type (name)
  CORRAL_AUDIT_MEMBERS (FREE)
#undef FREE
  g_free (self);
}

static void
add_text (GChecksum *sum, const char *text)
{
  gsize length = strlen (text);
  char head[24];

  g_snprintf (head, sizeof head, "%" G_GSIZE_FORMAT ":", length);
  g_checksum_update (sum, (const guchar *) head, -1);
  g_checksum_update (sum, (const guchar *) text, (gssize) length);
  g_checksum_update (sum, (const guchar *) ",", 1);
}

static void
add_integer (GChecksum *sum, gint64 number)
{
  char text[24];

  g_snprintf (text, sizeof text, "%" G_GINT64_FORMAT, number);
  add_text (sum, text);
}

void
corral_audit_entry_digest (const CorralAuditEntry *self, char hash[65])
{
  GChecksum *sum = g_checksum_new (G_CHECKSUM_SHA256);

#define ADD_INTEGER(name) add_integer (sum, self->name);
#define ADD_TEXT(name) add_text (sum, self->name);
#define ADD(type, name) ADD_##type (name)
  CORRAL_AUDIT_MEMBERS (ADD)
#undef ADD
  add_text (sum, self->before);
  g_strlcpy (hash, g_checksum_get_string (sum), 65);
  g_checksum_free (sum);
}

void
corral_audit_entry_chain (CorralAuditEntry *self, gint64 seq, const char *before)
{
  self->seq = seq;
  g_strlcpy (self->before, before, sizeof self->before);
  corral_audit_entry_digest (self, self->hash);
}

static CorralAuditVerdict
find_break (GPtrArray *entries)
{
  const char *before = CORRAL_AUDIT_ORIGIN;
  gint64 seq = 0;

  for (guint i = 0; i < entries->len; i++)
    {
      const CorralAuditEntry *entry = g_ptr_array_index (entries, i);
      char hash[65];

      corral_audit_entry_digest (entry, hash);
      if (strcmp (hash, entry->hash) != 0)
        return (CorralAuditVerdict){ CORRAL_AUDIT_CHANGED, entry->seq, entries->len };
      if (entry->seq != seq + 1)
        return (CorralAuditVerdict){ CORRAL_AUDIT_MISSING, entry->seq, entries->len };
      if (strcmp (before, entry->before) != 0)
        return (CorralAuditVerdict){ CORRAL_AUDIT_CHANGED, entry->seq, entries->len };
      if (strcmp (entry->what, CORRAL_AUDIT_BREAK) == 0)
        return (CorralAuditVerdict){ CORRAL_AUDIT_CUT, entry->seq, entries->len };
      seq = entry->seq;
      before = entry->hash;
    }
  return (CorralAuditVerdict){ CORRAL_AUDIT_WHOLE, 0, entries->len };
}

CorralAuditVerdict
corral_audit_verify (GPtrArray *entries, gint64 last_seq, const char *last_hash)
{
  CorralAuditVerdict verdict = find_break (entries);
  const CorralAuditEntry *last;

  if (verdict.state != CORRAL_AUDIT_WHOLE || last_seq <= 0)
    return verdict;
  if (last_seq > entries->len)
    return (CorralAuditVerdict){ CORRAL_AUDIT_CUT, (gint64) entries->len + 1, entries->len };
  last = g_ptr_array_index (entries, last_seq - 1);
  if (last_hash != NULL && strcmp (last->hash, last_hash) != 0)
    return (CorralAuditVerdict){ CORRAL_AUDIT_CHANGED, last_seq, entries->len };
  return verdict;
}
