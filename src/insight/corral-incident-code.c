/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The book as bytes, and back: a first line that names the form, a checksum, then the fields as the tables below list them,
 * numbers little-endian, texts with their length before. What merely holds is not saved: it is found again. One thread at a
 * time.
 */
#include "config.h"

#include "corral-incident-private.h"

#include <gio/gio.h>
#include <glib/gi18n-lib.h>
#include <string.h>

/* Another number whenever a table changes: an older file is then no file. */
#define MAGIC "corral-incidents 2\n"
#define CHECKSUM_LENGTH 64 /* SHA-256 in hexadecimal */

/* No list is longer: a fleet is not. */
#define MAX_LIST 1000000
#define MAX_TEXT 8192

typedef enum
{
  FIELD_INT64,
  FIELD_UINT,   /* guint, gboolean or an enumeration: below most */
  FIELD_DOUBLE,
  FIELD_TEXT,   /* owned, or NULL */
  FIELD_RULE,   /* by their words, which stay when the lists grow */
  FIELD_CAUSE,
} FieldType;

typedef struct
{
  FieldType type;
  gsize offset;
  guint most;
} Field;

#define F(Struct, TYPE, member) { FIELD_##TYPE, G_STRUCT_OFFSET (Struct, member), G_MAXUINT }
#define E(Struct, member, n) { FIELD_UINT, G_STRUCT_OFFSET (Struct, member), (n) -1 }

static const Field incident_fields[] = {
  F (CorralIncident, TEXT, id),           F (CorralIncident, RULE, rule),
  F (CorralIncident, CAUSE, cause),       E (CorralIncident, severity, CORRAL_SEVERITY_ACT + 1),
  E (CorralIncident, state, CORRAL_N_INCIDENT_STATES),
  F (CorralIncident, TEXT, chain),        F (CorralIncident, TEXT, store),
  F (CorralIncident, TEXT, detail),       F (CorralIncident, TEXT, region),
  F (CorralIncident, TEXT, merged_into),  F (CorralIncident, INT64, began_ms),
  F (CorralIncident, INT64, raised_ms),   F (CorralIncident, INT64, known_ms),
  F (CorralIncident, INT64, recovered_ms), F (CorralIncident, INT64, closed_ms),
  F (CorralIncident, UINT, n_carts),      F (CorralIncident, UINT, n_stores),
  F (CorralIncident, UINT, n_regions),    F (CorralIncident, UINT, most_carts),
  F (CorralIncident, UINT, most_stores),  F (CorralIncident, UINT, n_worked_on),
  F (CorralIncident, UINT, n_hours_unknown), F (CorralIncident, UINT, n_times_back),
  F (CorralIncident, INT64, gap_ms),      F (CorralIncident, INT64, n_trips),
  F (CorralIncident, INT64, n_missing),
  F (CorralIncident, DOUBLE, open_hours_lost), F (CorralIncident, DOUBLE, value),
  F (CorralIncident, DOUBLE, target),     E (CorralIncident, closed_by_hand, 2),
};

static const Field fact_member_fields[] = {
  F (CorralIncidentMember, TEXT, id),         F (CorralIncidentMember, TEXT, chain),
  F (CorralIncidentMember, TEXT, store),      F (CorralIncidentMember, INT64, joined_ms),
  F (CorralIncidentMember, INT64, left_ms),   F (CorralIncidentMember, INT64, heard_ms),
  F (CorralIncidentMember, INT64, lost_ms),   F (CorralIncidentMember, UINT, n_joins),
  E (CorralIncidentMember, by_hand, 2),       E (CorralIncidentMember, released, 2),
  E (CorralIncidentMember, worked_on, 2),      F (CorralIncidentMember, INT64, gap_ms),
  F (CorralIncidentMember, INT64, n_trips),   F (CorralIncidentMember, INT64, n_missing),
  E (CorralIncidentMember, hours_known, 2),   E (CorralIncidentMember, quiet, CORRAL_N_QUIET),
};

static const Field point_fields[] = {
  F (CorralIncidentPoint, INT64, time_ms), F (CorralIncidentPoint, UINT, n_carts), F (CorralIncidentPoint, UINT, n_stores),
  F (CorralIncidentPoint, UINT, n_regions), E (CorralIncidentPoint, severity, CORRAL_SEVERITY_ACT + 1),
};

static const Field event_fields[] = {
  E (CorralIncidentEvent, kind, CORRAL_N_INCIDENT_EVENTS), F (CorralIncidentEvent, INT64, time_ms),
  F (CorralIncidentEvent, UINT, n_carts), F (CorralIncidentEvent, UINT, n_stores),
  F (CorralIncidentEvent, INT64, value_ms), F (CorralIncidentEvent, INT64, n_trips),
  F (CorralIncidentEvent, INT64, n_missing),
};

/* Of one that is worked on, in the order of its fact's members. */
static const Field member_fields[] = {
  F (CorralMember, INT64, seen_heard_ms), F (CorralMember, INT64, seen_count), F (CorralMember, INT64, silent_from_ms),
  F (CorralMember, INT64, seen_trips),    F (CorralMember, INT64, seen_missing),
  F (CorralMember, INT64, join_ms),       F (CorralMember, INT64, lost_ms),    F (CorralMember, UINT, flaps),
  E (CorralMember, capped, 2),
};

static const Field track_fields[] = {
  F (CorralTrack, INT64, clock_ms), F (CorralTrack, INT64, held_ms), F (CorralTrack, INT64, absent_ms),
  F (CorralTrack, INT64, first_ms), F (CorralTrack, INT64, flap_ms), F (CorralTrack, UINT, flaps),
  F (CorralTrack, INT64, opened_ms),
};

static const Field cart_past_fields[] = { F (CorralCartPast, INT64, since_ms), F (CorralCartPast, UINT, n) };

/* --- writing ---------------------------------------------------------------------------------------- */

static void
put_uint (GByteArray *out, guint32 value)
{
  value = GUINT32_TO_LE (value);
  g_byte_array_append (out, (const guint8 *) &value, sizeof value);
}

static void
put_int64 (GByteArray *out, gint64 value)
{
  value = GINT64_TO_LE (value);
  g_byte_array_append (out, (const guint8 *) &value, sizeof value);
}

static void
put_text (GByteArray *out, const char *text)
{
  put_uint (out, text != NULL ? (guint32) strlen (text) : G_MAXUINT32);
  if (text != NULL)
    g_byte_array_append (out, (const guint8 *) text, (guint) strlen (text));
}

static void
put_fields (GByteArray *out, gconstpointer row, const Field *fields, guint n_fields)
{
  for (guint i = 0; i < n_fields; i++)
    {
      gconstpointer at = (const char *) row + fields[i].offset;
      gint64 bits;

      switch (fields[i].type)
        {
        case FIELD_INT64:
          put_int64 (out, *(const gint64 *) at);
          break;
        case FIELD_UINT:
          put_uint (out, *(const guint *) at);
          break;
        case FIELD_DOUBLE:
          memcpy (&bits, at, sizeof bits);
          put_int64 (out, bits);
          break;
        case FIELD_TEXT:
          put_text (out, *(char *const *) at);
          break;
        case FIELD_RULE:
          put_text (out, corral_alert_rule_to_word (*(const CorralAlertRuleKind *) at));
          break;
        case FIELD_CAUSE:
        default:
          put_text (out, *(const CorralVerdictCause *) at < CORRAL_N_VERDICT_CAUSES
                           ? corral_verdict_cause_to_word (*(const CorralVerdictCause *) at)
                           : NULL);
          break;
        }
    }
}

#define PUT(out, row, fields) put_fields (out, row, fields, G_N_ELEMENTS (fields))

static void
put_incident (GByteArray *out, const CorralIncident *incident)
{
  PUT (out, incident, incident_fields);
  for (guint i = 0; i < CORRAL_N_QUIET; i++)
    put_uint (out, incident->quiet[i]);
  put_uint (out, incident->members->len);
  for (guint i = 0; i < incident->members->len; i++)
    PUT (out, incident->members->pdata[i], fact_member_fields);
  put_uint (out, incident->points->len);
  for (guint i = 0; i < incident->points->len; i++)
    PUT (out, &g_array_index (incident->points, CorralIncidentPoint, i), point_fields);
  put_uint (out, incident->events->len);
  for (guint i = 0; i < incident->events->len; i++)
    PUT (out, &g_array_index (incident->events, CorralIncidentEvent, i), event_fields);
  put_uint (out, incident->symptoms->len);
  for (guint i = 0; i < incident->symptoms->len; i++)
    put_text (out, incident->symptoms->pdata[i]);
}

static void
put_tracks (CorralIncidentBook *self, GByteArray *out)
{
  g_autoptr (GPtrArray) tracks = corral_incident_book_get_tracks (self);
  guint n = 0;

  for (guint i = 0; i < tracks->len; i++)
    n += ((CorralTrack *) tracks->pdata[i])->given != NULL;
  put_uint (out, n);
  for (guint i = 0; i < tracks->len; i++)
    {
      CorralTrack *track = tracks->pdata[i];

      if (track->given == NULL)
        continue;
      put_text (out, track->key);
      put_text (out, track->given->id);
      PUT (out, track, track_fields);
      PUT (out, &track->told, point_fields);
      for (guint k = 0; k < track->given->members->len; k++)
        PUT (out, &g_array_index (track->members, CorralMember, k), member_fields);
    }
}

static void
put_past (CorralIncidentBook *self, GByteArray *out)
{
  GHashTableIter iter;
  gpointer key, value;

  put_uint (out, g_hash_table_size (self->key_past));
  g_hash_table_iter_init (&iter, self->key_past);
  while (g_hash_table_iter_next (&iter, &key, &value))
    {
      const CorralKeyPast *past = value;

      put_text (out, key);
      put_text (out, past->last_id);
      for (guint i = 0; i < CORRAL_INCIDENT_KEY_CAP; i++)
        put_int64 (out, past->raised_ms[i]);
    }
  put_uint (out, g_hash_table_size (self->cart_past));
  g_hash_table_iter_init (&iter, self->cart_past);
  while (g_hash_table_iter_next (&iter, &key, &value))
    {
      put_text (out, key);
      PUT (out, value, cart_past_fields);
    }
}

GBytes *
corral_incident_book_save (CorralIncidentBook *self)
{
  GPtrArray *incidents = corral_incident_book_get_incidents (self);
  g_autoptr (GByteArray) body = g_byte_array_new ();
  GByteArray *out = g_byte_array_new ();
  g_autofree char *sum = NULL;

  put_int64 (body, self->known_ms);
  put_int64 (body, self->since_ms);
  put_uint (body, incidents->len);
  for (guint i = 0; i < incidents->len; i++)
    put_incident (body, incidents->pdata[i]);
  put_tracks (self, body);
  put_past (self, body);
  sum = g_compute_checksum_for_data (G_CHECKSUM_SHA256, body->data, body->len);
  g_byte_array_append (out, (const guint8 *) MAGIC, sizeof MAGIC - 1);
  g_byte_array_append (out, (const guint8 *) sum, CHECKSUM_LENGTH);
  g_byte_array_append (out, body->data, body->len);
  return g_byte_array_free_to_bytes (out);
}

/* --- reading ---------------------------------------------------------------------------------------- */

typedef struct
{
  const guint8 *at, *end;
  gboolean bad; /* nothing that was read since counts */
} Reader;

static gboolean
take (Reader *in, gpointer out, gsize n)
{
  if (in->bad || (gsize) (in->end - in->at) < n)
    {
      in->bad = TRUE;
      memset (out, 0, n);
      return FALSE;
    }
  memcpy (out, in->at, n);
  in->at += n;
  return TRUE;
}

static guint32
get_uint (Reader *in)
{
  guint32 value;

  take (in, &value, sizeof value);
  return GUINT32_FROM_LE (value);
}

static gint64
get_int64 (Reader *in)
{
  gint64 value;

  take (in, &value, sizeof value);
  return GINT64_FROM_LE (value);
}

/* How many follow: each of them is at least @least bytes long. */
static guint
get_count (Reader *in, gsize least)
{
  guint32 n = get_uint (in);

  if (n > MAX_LIST || n * least > (gsize) (in->end - in->at))
    in->bad = TRUE;
  return in->bad ? 0 : n;
}

/* (transfer full) (nullable) */
static char *
get_text (Reader *in)
{
  guint32 n = get_uint (in);
  char *text;

  if (in->bad || n == G_MAXUINT32)
    return NULL;
  if (n > MAX_TEXT || n > (gsize) (in->end - in->at) || !g_utf8_validate ((const char *) in->at, (gssize) n, NULL))
    {
      in->bad = TRUE;
      return NULL;
    }
  text = g_strndup ((const char *) in->at, n);
  in->at += n;
  return text;
}

static void
get_fields (Reader *in, gpointer row, const Field *fields, guint n_fields)
{
  for (guint i = 0; i < n_fields; i++)
    {
      gpointer at = (char *) row + fields[i].offset;
      g_autofree char *word = NULL;
      gint64 bits;

      switch (fields[i].type)
        {
        case FIELD_INT64:
          *(gint64 *) at = get_int64 (in);
          break;
        case FIELD_UINT:
          *(guint *) at = get_uint (in);
          if (*(guint *) at > fields[i].most)
            {
              in->bad = TRUE;
              *(guint *) at = 0;
            }
          break;
        case FIELD_DOUBLE:
          bits = get_int64 (in);
          memcpy (at, &bits, sizeof bits);
          break;
        case FIELD_TEXT:
          g_free (*(char **) at);
          *(char **) at = get_text (in);
          break;
        case FIELD_RULE:
          word = get_text (in);
          in->bad |= !corral_alert_rule_from_word (word, at);
          break;
        case FIELD_CAUSE:
        default:
          word = get_text (in);
          *(CorralVerdictCause *) at = CORRAL_N_VERDICT_CAUSES;
          in->bad |= word != NULL && !corral_verdict_cause_from_word (word, at);
          break;
        }
    }
}

#define GET(in, row, fields) get_fields (in, row, fields, G_N_ELEMENTS (fields))

static void
get_member (Reader *in, GPtrArray *members)
{
  CorralIncidentMember values = { 0 };

  GET (in, &values, fact_member_fields);
  g_ptr_array_add (members, corral_incident_member_new (&values));
  g_free (values.id);
  g_free (values.chain);
  g_free (values.store);
}

/* (transfer full) (nullable) */
static CorralIncident *
get_incident (Reader *in)
{
  CorralIncident *incident = corral_incident_new ();
  guint n;

  GET (in, incident, incident_fields);
  for (guint i = 0; i < CORRAL_N_QUIET; i++)
    incident->quiet[i] = get_uint (in);
  n = get_count (in, 4 * sizeof (gint64));
  for (guint i = 0; i < n && !in->bad; i++)
    get_member (in, incident->members);
  n = get_count (in, sizeof (gint64));
  for (guint i = 0; i < n && !in->bad; i++)
    {
      CorralIncidentPoint point;

      GET (in, &point, point_fields);
      g_array_append_val (incident->points, point);
    }
  n = get_count (in, sizeof (gint64));
  for (guint i = 0; i < n && !in->bad; i++)
    {
      CorralIncidentEvent event;

      GET (in, &event, event_fields);
      g_array_append_val (incident->events, event);
    }
  n = get_count (in, sizeof (guint32));
  for (guint i = 0; i < n && !in->bad; i++)
    {
      char *symptom = get_text (in);

      in->bad |= symptom == NULL;
      if (symptom != NULL)
        g_ptr_array_add (incident->symptoms, symptom);
    }
  if (!in->bad && incident->id != NULL && incident->detail != NULL && incident->region != NULL)
    return incident;
  in->bad = TRUE;
  corral_incident_unref (incident);
  return NULL;
}

static void
get_tracks (CorralIncidentBook *self, Reader *in)
{
  guint n = get_count (in, sizeof (guint32));

  for (guint i = 0; i < n && !in->bad; i++)
    {
      char *key = get_text (in);
      g_autofree char *id = get_text (in);
      CorralIncident *fact = id != NULL ? g_hash_table_lookup (self->facts, id) : NULL;
      CorralTrack *track;

      if (key == NULL || fact == NULL || g_hash_table_contains (self->tracks, key))
        {
          g_free (key);
          in->bad = TRUE;
          return;
        }
      track = corral_track_new (key, fact->rule);
      corral_incident_book_add_track (self, track);
      corral_track_take (track, fact);
      GET (in, track, track_fields);
      GET (in, &track->told, point_fields);
      for (guint k = 0; k < track->members->len && !in->bad; k++)
        GET (in, &g_array_index (track->members, CorralMember, k), member_fields);
      track->before_ms = track->clock_ms;
    }
}

static void
get_past (CorralIncidentBook *self, Reader *in)
{
  guint n = get_count (in, sizeof (guint32));

  for (guint i = 0; i < n && !in->bad; i++)
    {
      char *key = get_text (in);
      CorralKeyPast *past = g_new0 (CorralKeyPast, 1);

      past->last_id = get_text (in);
      for (guint k = 0; k < CORRAL_INCIDENT_KEY_CAP; k++)
        past->raised_ms[k] = get_int64 (in);
      in->bad |= key == NULL;
      g_hash_table_replace (self->key_past, key != NULL ? key : g_strdup (""), past);
    }
  n = get_count (in, sizeof (guint32));
  for (guint i = 0; i < n && !in->bad; i++)
    {
      char *key = get_text (in);
      CorralCartPast *past = g_new0 (CorralCartPast, 1);

      GET (in, past, cart_past_fields);
      in->bad |= key == NULL;
      g_hash_table_replace (self->cart_past, key != NULL ? key : g_strdup (""), past);
    }
}

static void
empty (CorralIncidentBook *self)
{
  g_clear_pointer (&self->order, g_ptr_array_unref);
  g_hash_table_remove_all (self->tracks);
  g_hash_table_remove_all (self->facts);
  g_hash_table_remove_all (self->key_past);
  g_hash_table_remove_all (self->cart_past);
  g_clear_pointer (&self->sorted, g_ptr_array_unref);
  self->known_ms = self->since_ms = CORRAL_UNKNOWN;
  self->fresh_start = TRUE;
}

static gboolean
is_whole (const guint8 *data, gsize size)
{
  const gsize head = sizeof MAGIC - 1 + CHECKSUM_LENGTH;
  g_autofree char *sum = NULL;

  if (size < head || memcmp (data, MAGIC, sizeof MAGIC - 1) != 0)
    return FALSE;
  sum = g_compute_checksum_for_data (G_CHECKSUM_SHA256, data + head, size - head);
  return memcmp (data + sizeof MAGIC - 1, sum, CHECKSUM_LENGTH) == 0;
}

gboolean
corral_incident_book_load (CorralIncidentBook *self, GBytes *bytes, GError **error)
{
  gsize size;
  const guint8 *data = g_bytes_get_data (bytes, &size);
  Reader in = { 0 };
  guint n;

  empty (self);
  if (data == NULL || !is_whole (data, size))
    in.bad = TRUE;
  else
    {
      in.at = data + sizeof MAGIC - 1 + CHECKSUM_LENGTH;
      in.end = data + size;
    }
  self->known_ms = get_int64 (&in);
  self->since_ms = get_int64 (&in);
  n = get_count (&in, sizeof (gint64));
  for (guint i = 0; i < n && !in.bad; i++)
    {
      CorralIncident *incident = get_incident (&in);

      if (incident != NULL)
        g_hash_table_replace (self->facts, incident->id, incident);
    }
  get_tracks (self, &in);
  get_past (self, &in);
  if (!in.bad && in.at == in.end)
    return TRUE;
  empty (self);
  g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA,
                       _ ("What was noted of incidents cannot be read; they are found anew."));
  return FALSE;
}
