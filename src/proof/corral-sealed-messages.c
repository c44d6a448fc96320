/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The signed messages in a pack, and what they are verified by. What is read is a stranger's file: nothing in it is
 * believed but what fits. Any one thread. */
#include "config.h"

#include "corral-collections.h"
#include "corral-json-members.h"
#include "corral-sealed.h"

#include <glib/gi18n-lib.h>
#include <json-glib/json-glib.h>
#include <string.h>

#define MESSAGES "messages"
#define CERTIFICATES "certificates"
#define MAX_SETS 1000
#define MAX_MESSAGES 20000
#define MAX_CERTIFICATES 64

CorralProofGround *
corral_proof_ground_new (const char *serial)
{
  CorralProofGround *self = g_new0 (CorralProofGround, 1);

  self->serial = g_strdup (serial);
  self->certificates = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);
  self->anchors = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);
  self->standings = g_ptr_array_new_with_free_func (corral_fact_unref);
  return self;
}

void
corral_proof_ground_free (CorralProofGround *self)
{
  if (self == NULL)
    return;
  g_free (self->serial);
  g_clear_pointer (&self->certificates, g_ptr_array_unref);
  g_clear_pointer (&self->anchors, g_ptr_array_unref);
  g_clear_pointer (&self->standings, g_ptr_array_unref);
  g_free (self);
}

CorralProver *
corral_proof_ground_make_prover (const CorralProofGround *self)
{
  CorralProver *prover = corral_prover_new (self->serial, self->certificates, self->anchors);

  for (guint i = 0; i < self->standings->len; i++)
    {
      const CorralCertificate *certificate = g_ptr_array_index (self->standings, i);

      corral_prover_add_standing (prover, certificate->serial_number,
                                  g_strcmp0 (certificate->status, "revoked") == 0, certificate->revoked_ms);
    }
  return prover;
}

/* "messages.json", or of a numbered set "messages-001.json". */
static char *
name_part (const char *what, guint set)
{
  return set == 0 ? g_strdup_printf ("%s.json", what) : g_strdup_printf ("%s-%03u.json", what, set);
}

/* ---- writing ---------------------------------------------------------------------------------------------- */

static void
add_bytes (JsonBuilder *json, const char *name, GBytes *bytes)
{
  gsize size = 0;
  gconstpointer data = bytes != NULL ? g_bytes_get_data (bytes, &size) : NULL;
  g_autofree char *text = bytes != NULL ? g_base64_encode (data, size) : NULL;

  if (name != NULL)
    json_builder_set_member_name (json, name);
  if (text != NULL)
    json_builder_add_string_value (json, text);
  else
    json_builder_add_null_value (json);
}

static void
add_list (JsonBuilder *json, const char *name, GPtrArray *ders)
{
  json_builder_set_member_name (json, name);
  json_builder_begin_array (json);
  for (guint i = 0; i < ders->len; i++)
    add_bytes (json, NULL, g_ptr_array_index (ders, i));
  json_builder_end_array (json);
}

static void
add_part (CorralSealed *self, const char *what, guint set, JsonBuilder *json)
{
  g_autofree char *name = name_part (what, set);
  g_autoptr (JsonNode) root = json_builder_get_root (json);
  char *text = json_to_string (root, TRUE);
  g_autoptr (GBytes) bytes = g_bytes_new_take (text, strlen (text));

  corral_sealed_add (self, name, bytes);
}

static void
add_set (CorralSealed *self, guint set, GPtrArray *events, gboolean is_whole, const CorralProofGround *ground)
{
  g_autoptr (JsonBuilder) messages = json_builder_new ();
  g_autoptr (JsonBuilder) certificates = json_builder_new ();

  json_builder_begin_object (messages);
  corral_json_add_string (messages, "cart", ground->serial);
  json_builder_set_member_name (messages, "whole");
  json_builder_add_boolean_value (messages, is_whole);
  json_builder_set_member_name (messages, "messages");
  json_builder_begin_array (messages);
  for (guint i = 0; i < events->len; i++)
    {
      const CorralEvent *event = g_ptr_array_index (events, i);

      json_builder_begin_object (messages);
      corral_json_add_string (messages, "id", event->id);
      corral_json_add_integer (messages, "counter", event->counter);
      corral_json_add_string (messages, "type", event->type);
      corral_json_add_integer (messages, "device_ms", event->device_ms);
      corral_json_add_integer (messages, "arrived_ms", event->arrived_ms);
      add_bytes (messages, "body", event->body);
      add_bytes (messages, "signature", event->signature);
      json_builder_end_object (messages);
    }
  json_builder_end_array (messages);
  json_builder_end_object (messages);
  add_part (self, MESSAGES, set, messages);

  json_builder_begin_object (certificates);
  add_list (certificates, "certificates", ground->certificates);
  add_list (certificates, "trust_anchors", ground->anchors);
  json_builder_set_member_name (certificates, "standings");
  json_builder_begin_array (certificates);
  for (guint i = 0; i < ground->standings->len; i++)
    {
      const CorralCertificate *standing = g_ptr_array_index (ground->standings, i);

      json_builder_begin_object (certificates);
      corral_json_add_string (certificates, "serial_number", standing->serial_number);
      corral_json_add_string (certificates, "status", standing->status);
      corral_json_add_integer (certificates, "revoked_ms", standing->revoked_ms);
      json_builder_end_object (certificates);
    }
  json_builder_end_array (certificates);
  json_builder_end_object (certificates);
  add_part (self, CERTIFICATES, set, certificates);
}

void
corral_sealed_add_messages (CorralSealed *self, GPtrArray *events, gboolean is_whole, const CorralProofGround *ground)
{
  add_set (self, 0, events, is_whole, ground);
}

void
corral_sealed_add_set (CorralSealed *self, guint set, GPtrArray *events, gboolean is_whole, const CorralProofGround *ground)
{
  g_return_if_fail (set > 0 && set < MAX_SETS);

  add_set (self, set, events, is_whole, ground);
}

guint
corral_sealed_count_sets (CorralSealed *self)
{
  guint n = 0;

  for (; n + 1 < MAX_SETS; n++)
    {
      g_autofree char *name = name_part (MESSAGES, n + 1);

      if (corral_sealed_get (self, name) == NULL)
        break;
    }
  return n;
}

/* ---- reading ---------------------------------------------------------------------------------------------- */

static JsonNode *
get (JsonObject *object, const char *name, GType type)
{
  JsonNode *node = json_object_get_member (object, name);

  return node != NULL && JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == type ? node : NULL;
}

static const char *
get_string (JsonObject *object, const char *name)
{
  JsonNode *node = get (object, name, G_TYPE_STRING);

  return node != NULL ? json_node_get_string (node) : NULL;
}

static gint64
get_integer (JsonObject *object, const char *name)
{
  JsonNode *node = get (object, name, G_TYPE_INT64);

  return node != NULL ? json_node_get_int (node) : CORRAL_UNKNOWN;
}

static GBytes *
decode (const char *text)
{
  gsize size;
  guchar *data;

  if (text == NULL)
    return NULL;
  data = g_base64_decode (text, &size);
  return g_bytes_new_take (data, size);
}

static JsonArray *
get_array (JsonObject *object, const char *name, guint most)
{
  JsonNode *node = json_object_get_member (object, name);
  JsonArray *array = node != NULL && JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;

  return array != NULL && json_array_get_length (array) <= most ? array : NULL;
}

static JsonObject *
get_element (JsonArray *array, guint i)
{
  JsonNode *node = json_array_get_element (array, i);

  return JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
}

static void
read_list (JsonObject *object, const char *name, GPtrArray *ders)
{
  JsonArray *array = get_array (object, name, MAX_CERTIFICATES);

  for (guint i = 0; array != NULL && i < json_array_get_length (array); i++)
    {
      JsonNode *node = json_array_get_element (array, i);

      if (JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == G_TYPE_STRING)
        g_ptr_array_add (ders, decode (json_node_get_string (node)));
    }
}

/* The root of the part, an object; NULL: it is none. */
static JsonObject *
parse (CorralSealed *self, const char *what, guint set, JsonParser *parser)
{
  g_autofree char *name = name_part (what, set);
  GBytes *bytes = corral_sealed_get (self, name);
  gsize size = 0;
  const char *text = bytes != NULL ? g_bytes_get_data (bytes, &size) : NULL;
  JsonNode *root;

  if (size == 0 || !json_parser_load_from_data (parser, text, (gssize) size, NULL))
    return NULL;
  root = json_parser_get_root (parser);
  return root != NULL && JSON_NODE_HOLDS_OBJECT (root) ? json_node_get_object (root) : NULL;
}

static void
read_standings (JsonObject *root, CorralProver *prover)
{
  JsonArray *array = get_array (root, "standings", MAX_CERTIFICATES);

  for (guint i = 0; array != NULL && i < json_array_get_length (array); i++)
    {
      JsonObject *standing = get_element (array, i);
      const char *number = standing != NULL ? get_string (standing, "serial_number") : NULL;

      if (number != NULL)
        corral_prover_add_standing (prover, number, g_strcmp0 (get_string (standing, "status"), "revoked") == 0,
                                    get_integer (standing, "revoked_ms"));
    }
}

static CorralEvent *
read_event (JsonObject *object)
{
  CorralEvent *event = g_new0 (CorralEvent, 1);

  event->id = g_strdup (get_string (object, "id"));
  event->counter = get_integer (object, "counter");
  event->type = g_strdup (get_string (object, "type"));
  event->device_ms = get_integer (object, "device_ms");
  event->arrived_ms = get_integer (object, "arrived_ms");
  event->body = decode (get_string (object, "body"));
  event->signature = decode (get_string (object, "signature"));
  return event;
}

static gboolean
prove (CorralSealed *self, guint set, GPtrArray *anchors, CorralSealedProof *proof, GError **error)
{
  g_autoptr (JsonParser) messages_parser = json_parser_new_immutable ();
  g_autoptr (JsonParser) certificates_parser = json_parser_new_immutable ();
  JsonObject *messages = parse (self, MESSAGES, set, messages_parser);
  JsonObject *certificates = parse (self, CERTIFICATES, set, certificates_parser);
  JsonArray *list = messages != NULL ? get_array (messages, "messages", MAX_MESSAGES) : NULL;
  const char *serial = messages != NULL ? get_string (messages, "cart") : NULL;
  JsonNode *whole = messages != NULL ? get (messages, "whole", G_TYPE_BOOLEAN) : NULL;
  g_autoptr (CorralProofGround) ground = NULL;
  g_autoptr (CorralProver) prover = NULL;
  g_autoptr (GPtrArray) events = NULL;
  g_autoptr (GArray) proofs = NULL;

  if (list == NULL || serial == NULL || certificates == NULL)
    {
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA, _ ("The messages in it cannot be read."));
      return FALSE;
    }
  ground = corral_proof_ground_new (serial);
  read_list (certificates, "certificates", ground->certificates);
  read_list (certificates, "trust_anchors", ground->anchors);
  prover = corral_prover_new (serial, ground->certificates, anchors != NULL ? anchors : ground->anchors);
  read_standings (certificates, prover);
  events = g_ptr_array_new_with_free_func ((GDestroyNotify) corral_event_free);
  for (guint i = 0; i < json_array_get_length (list); i++)
    if (get_element (list, i) != NULL)
      g_ptr_array_add (events, read_event (get_element (list, i)));
  memset (proof, 0, sizeof *proof);
  proof->n_messages = events->len;
  proof->is_whole = whole != NULL && json_node_get_boolean (whole);
  g_strlcpy (proof->serial, serial, sizeof proof->serial);
  proofs = proof->is_whole ? corral_prover_check_all (prover, events) : corral_prover_check_each (prover, events);
  corral_proof_summarize (proofs, &proof->summary);
  return TRUE;
}

gboolean
corral_sealed_prove (CorralSealed *self, GPtrArray *anchors, CorralSealedProof *proof, GError **error)
{
  return prove (self, 0, anchors, proof, error);
}

gboolean
corral_sealed_prove_set (CorralSealed *self, guint set, GPtrArray *anchors, CorralSealedProof *proof, GError **error)
{
  g_return_val_if_fail (set > 0 && set < MAX_SETS, FALSE);

  return prove (self, set, anchors, proof, error);
}

static void
list_anchors (CorralSealed *self, guint set, GPtrArray *sums)
{
  g_autoptr (JsonParser) parser = json_parser_new_immutable ();
  JsonObject *certificates = parse (self, CERTIFICATES, set, parser);
  g_autoptr (GPtrArray) ders = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);

  if (certificates != NULL)
    read_list (certificates, "trust_anchors", ders);
  for (guint i = 0; i < ders->len; i++)
    {
      g_autofree char *sum = g_compute_checksum_for_bytes (G_CHECKSUM_SHA256, g_ptr_array_index (ders, i));

      if (!g_ptr_array_find_with_equal_func (sums, sum, g_str_equal, NULL))
        g_ptr_array_add (sums, g_steal_pointer (&sum));
    }
}

GPtrArray *
corral_sealed_list_anchors (CorralSealed *self)
{
  guint n_sets = corral_sealed_count_sets (self);
  GPtrArray *sums = g_ptr_array_new_with_free_func (g_free);

  for (guint set = n_sets > 0 ? 1 : 0; set <= n_sets; set++)
    list_anchors (self, set, sums);
  return sums;
}
