/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The opaque states and cursors of the demo cloud. Both are a line of text with a checksum, in base64url: who
 * makes one up, or bends one, is told so instead of being served nonsense. On the cloud's thread.
 *
 * The server keeps nothing per client: a state says all there is to know. In the middle of a delta it names
 * the span that is being paged through, so that every page comes from the same list although time goes on.
 */
#include "config.h"

#include "corral-demo-cloud-private.h"

#include "corral-time.h"

#include <stdlib.h>
#include <string.h>

#define STATE_LIFE_MS (30 * CORRAL_DAY_MS)
#define CHECKSUM_SIZE 12
#define MAX_TOKEN_SIZE 512
#define CHECKSUM_KEY "corral demo cloud, tokens 1"

static void
checksum (const char *text, gsize size, guint8 sum[CHECKSUM_SIZE])
{
  g_autoptr (GHmac) hmac
      = g_hmac_new (G_CHECKSUM_SHA256, (const guchar *) CHECKSUM_KEY, strlen (CHECKSUM_KEY));
  guint8 digest[32];
  gsize digest_size = sizeof digest;

  g_hmac_update (hmac, (const guchar *) text, (gssize) size);
  g_hmac_get_digest (hmac, digest, &digest_size);
  memcpy (sum, digest, CHECKSUM_SIZE);
}

/* base64url without padding: fits into a query without escapes. */
static char *
seal (const char *text)
{
  gsize size = strlen (text);
  g_autoptr (GByteArray) bytes = g_byte_array_new ();
  guint8 sum[CHECKSUM_SIZE];
  char *token;

  checksum (text, size, sum);
  g_byte_array_append (bytes, sum, sizeof sum);
  g_byte_array_append (bytes, (const guint8 *) text, (guint) size);
  token = g_base64_encode (bytes->data, bytes->len);
  g_strdelimit (token, "+", '-');
  g_strdelimit (token, "/", '_');
  token[strcspn (token, "=")] = '\0';
  return token;
}

/* The parts of the text that was sealed, or NULL when it is not one of ours. */
static char **
unseal (const char *token)
{
  gsize length = strlen (token);
  g_autofree char *padded = NULL;
  g_autofree guint8 *bytes = NULL;
  g_autofree char *text = NULL;
  g_autofree char *again = NULL;
  guint8 sum[CHECKSUM_SIZE];
  gsize size;

  if (length > MAX_TOKEN_SIZE || token[strspn (token, G_CSET_A_2_Z G_CSET_a_2_z "0123456789-_")] != '\0')
    return NULL;
  padded = g_strconcat (token, &"==="[3 - (4 - length % 4) % 4], NULL);
  g_strdelimit (padded, "-", '+');
  g_strdelimit (padded, "_", '/');
  bytes = g_base64_decode (padded, &size);
  if (size <= CHECKSUM_SIZE)
    return NULL;
  checksum ((const char *) bytes + CHECKSUM_SIZE, size - CHECKSUM_SIZE, sum);
  if (memcmp (sum, bytes, CHECKSUM_SIZE) != 0)
    return NULL;
  text = g_strndup ((const char *) bytes + CHECKSUM_SIZE, size - CHECKSUM_SIZE);
  /* One spelling each: the unused bits of the last character are zero, as we write them. */
  again = seal (text);
  if (strcmp (again, token) != 0)
    return NULL;
  return g_strsplit (text, "\n", -1);
}

static gboolean
same_epoch (CorralCloud *self, const char *epoch)
{
  return g_ascii_strtoull (epoch, NULL, 16) == self->epoch;
}

/* Why tokens of an earlier round do not count any more; NULL for the present round. */
static const char *
expired_reason (CorralCloud *self, const char *round_text)
{
  guint round = (guint) strtoul (round_text, NULL, 10);

  return round < self->round ? self->expired_reasons[round % CORRAL_CLOUD_EXPIRED_ROUNDS] : NULL;
}

/* A point as text: before the first edit it is the same in every run of the same fleet, afterwards good in ours alone:
 * another run has other edits, or none. */
static char *
write_point (CorralCloud *self, CorralCloudPoint point)
{
  return g_strdup_printf ("%" G_GINT64_FORMAT " %" G_GUINT64_FORMAT " %x", point.ms, point.seq,
                          point.seq > 0 ? self->run : 0);
}

/* FALSE: not of this run, or of a future that has not happened here: as after a restore from a backup. */
static gboolean
read_point (CorralCloud *self, const char *text, gint64 now_ms, CorralCloudPoint *point)
{
  char *end;
  guint64 run;

  point->ms = g_ascii_strtoll (text, &end, 10);
  point->seq = g_ascii_strtoull (end, &end, 10);
  run = g_ascii_strtoull (end, &end, 16);
  return point->ms <= now_ms && point->seq <= corral_cloud_edits_get_seq (self->edits)
         && (point->seq == 0 || run == self->run);
}

char *
corral_cloud_state_new (CorralCloud *self, guint tenant, const CorralCloudPosition *position)
{
  g_autofree char *since = write_point (self, position->since);
  g_autofree char *until
      = corral_cloud_point_equal (position->since, position->until) ? g_strdup ("") : write_point (self, position->until);
  g_autofree char *text = g_strdup_printf ("s\n%" G_GINT64_MODIFIER "x\n%u\n%s\n%s\n%s\n%u", self->epoch, self->round,
                                           corral_sim_get_tenant (self->sim, tenant)->id, since, until, position->index);

  return seal (text);
}

const char *
corral_cloud_state_read (CorralCloud *self,
                         guint tenant,
                         const char *state,
                         gint64 now_ms,
                         CorralCloudPosition *position)
{
  g_auto (GStrv) parts = unseal (state);
  const char *reason;

  /* Not of a form that this version of the server knows. */
  if (parts == NULL || g_strv_length (parts) != 7 || strcmp (parts[0], "s") != 0)
    return "schema";
  if (!same_epoch (self, parts[1]))
    return "epoch";
  reason = expired_reason (self, parts[2]);
  if (reason != NULL)
    return reason;
  if (strcmp (parts[3], corral_sim_get_tenant (self->sim, tenant)->id) != 0)
    return "scope";
  position->index = (guint) strtoul (parts[6], NULL, 10);
  if (!read_point (self, parts[4], now_ms, &position->since))
    return "epoch";
  position->until = position->since;
  if (parts[5][0] != '\0' && !read_point (self, parts[5], now_ms, &position->until))
    return "epoch";
  if (position->since.ms < now_ms - STATE_LIFE_MS)
    return "expired";
  return NULL;
}

char *
corral_cloud_cursor_new (CorralCloud *self, const char *list, CorralCloudPoint as_of, const char *after)
{
  g_autofree char *point = write_point (self, as_of);
  g_autofree char *text = g_strdup_printf ("c\n%" G_GINT64_MODIFIER "x\n%u\n%s\n%s\n%s", self->epoch, self->round,
                                           list, point, after);

  return seal (text);
}

gboolean
corral_exchange_read_cursor (CorralExchange *self, const char *list, CorralCloudPoint *as_of, char **after)
{
  const char *cursor = corral_exchange_get_parameter (self, "cursor");
  g_auto (GStrv) parts = NULL;
  const char *reason = NULL;
  CorralCloudPoint point;

  if (cursor == NULL)
    return TRUE;
  parts = unseal (cursor);
  if (parts == NULL || g_strv_length (parts) != 6 || strcmp (parts[0], "c") != 0)
    {
      corral_exchange_refuse_parameter (self, "cursor", "This cursor was not made by this server.");
      return FALSE;
    }
  if (!same_epoch (self->cloud, parts[1]) || !read_point (self->cloud, parts[4], self->now_ms, &point))
    reason = "epoch";
  else if (expired_reason (self->cloud, parts[2]) != NULL)
    reason = expired_reason (self->cloud, parts[2]);
  else if (point.ms < self->now_ms - STATE_LIFE_MS)
    reason = "expired";
  if (reason != NULL)
    {
      corral_exchange_refuse (
          self, &(CorralCloudProblem){ 410, "state-expired", .reason = reason },
          "The list that this cursor belongs to is gone: start again from the first page.");
      return FALSE;
    }
  if (strcmp (parts[3], list) != 0)
    {
      corral_exchange_refuse_parameter (self, "cursor", "This cursor belongs to another list.");
      return FALSE;
    }
  *as_of = point;
  *after = g_strdup (parts[5]);
  return TRUE;
}
