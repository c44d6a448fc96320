/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The digest of what an operation means. Pure, any thread. */
#include "config.h"

#include "corral-outbox-digest.h"

#include <string.h>

static void
add_bytes (GChecksum *sum, gconstpointer bytes, gsize size)
{
  guint64 length = GUINT64_TO_LE ((guint64) size);

  g_checksum_update (sum, (const guchar *) &length, sizeof length);
  if (size > 0)
    g_checksum_update (sum, bytes, (gssize) size);
}

static void
add_text (GChecksum *sum, const char *text)
{
  add_bytes (sum, text, text != NULL ? strlen (text) : 0);
}

static void
add_number (GChecksum *sum, gint64 number)
{
  gint64 bytes = GINT64_TO_LE (number);

  add_bytes (sum, &bytes, sizeof bytes);
}

void
corral_outbox_digest (const CorralOutboxEntry *entry, guint8 digest[CORRAL_OUTBOX_DIGEST_SIZE])
{
  g_autoptr (GChecksum) sum = g_checksum_new (G_CHECKSUM_SHA256);
  gsize size = 0;
  gconstpointer body = entry->body != NULL ? g_bytes_get_data (entry->body, &size) : NULL;
  gsize length = CORRAL_OUTBOX_DIGEST_SIZE;

  add_text (sum, entry->id);
  add_text (sum, entry->account);
  add_text (sum, entry->tenant);
  add_text (sum, entry->type_name);
  add_text (sum, entry->target_collection);
  add_text (sum, entry->target);
  add_bytes (sum, body, size);
  add_number (sum, entry->made_ms);
  add_number (sum, entry->not_after_ms);
  add_number (sum, entry->expected_rev);
  g_checksum_get_digest (sum, digest, &length);
}
