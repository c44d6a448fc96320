/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a client asks for, read as the contract has it. Pure, any thread. */
#include "config.h"

#include "corral-cloud-request.h"

#include "corral-text.h"

#include <string.h>

#define TEXT_MAX 8192
#define CLIENT_MAX 64
#define TIME_MIN_MS G_GINT64_CONSTANT (1420070400000)
#define TIME_MAX_MS G_GINT64_CONSTANT (4102444800000)
/* What is only done at once must not be done much later, when an answer was slow to come. */
#define AT_ONCE_MS (60 * 1000)
#define CARD_DIGITS_MIN 13
#define CARD_DIGITS_MAX 19

/* The words that a parameter takes, where it is not any word. */
static const struct
{
  CorralOperationKind kind;
  const char *name;
  const char *const words[6];
} words[] = {
  { CORRAL_OPERATION_CART_OUT_OF_SERVICE, "reason", { "cleaning", "charging", "repair" } },
  { CORRAL_OPERATION_TICKET_OPEN, "reason", { "repair", "rma", "battery_swap" } },
  { CORRAL_OPERATION_FLAG_DECIDE, "outcome",
    { "confirmed", "shopper_error", "staff_ok", "sensor_fault", "not_checked" } },
  { CORRAL_OPERATION_MAINTENANCE_PLAN, "reason", { "cleaning", "refit", "network", "other" } },
  { CORRAL_OPERATION_MAINTENANCE_PLAN, "repeats", { "weekly" } },
  { CORRAL_OPERATION_CASE_STATUS, "status", { "open", "police", "insurer", "closed" } },
  { CORRAL_OPERATION_CASE_STATUS, "outcome", { "recovered", "charged", "insured", "written_off", "unfounded" } },
};

/* ---- card numbers ---------------------------------------------------------------------------------- */

static gboolean
passes_luhn (const guint8 *digits, guint n)
{
  guint sum = 0;

  for (guint i = 0; i < n; i++)
    {
      guint digit = digits[n - 1 - i];

      if (i % 2 == 1)
        digit = digit > 4 ? 2 * digit - 9 : 2 * digit;
      sum += digit;
    }
  return sum % 10 == 0;
}

/* What people put between the groups of a card number. */
static gboolean
is_separator (gunichar c)
{
  GUnicodeType type = g_unichar_type (c);

  return type == G_UNICODE_SPACE_SEPARATOR || type == G_UNICODE_DASH_PUNCTUATION || c == '.';
}

/* Looks at every run of whole groups: a date of expiry behind the number must not hide it. */
static gboolean
groups_hold_card (const GByteArray *digits, const GArray *starts)
{
  for (guint i = 0; i < starts->len; i++)
    for (guint k = i; k < starts->len; k++)
      {
        guint from = g_array_index (starts, guint, i);
        guint to = k + 1 < starts->len ? g_array_index (starts, guint, k + 1) : digits->len;

        if (to - from >= CARD_DIGITS_MIN && to - from <= CARD_DIGITS_MAX && passes_luhn (digits->data + from, to - from))
          return TRUE;
      }
  return FALSE;
}

gboolean
corral_cloud_has_card_number (const char *text)
{
  g_autoptr (GByteArray) digits = g_byte_array_new ();
  g_autoptr (GArray) starts = g_array_new (FALSE, FALSE, sizeof (guint));
  gboolean in_group = FALSE;
  guint n_separators = 0;

  for (const char *at = text;; at = g_utf8_next_char (at))
    {
      gunichar c = g_utf8_get_char (at);
      int value = g_unichar_digit_value (c);

      if (value >= 0)
        {
          guint8 digit = (guint8) value;

          if (!in_group)
            g_array_append_val (starts, digits->len);
          g_byte_array_append (digits, &digit, 1);
          in_group = TRUE;
          n_separators = 0;
          continue;
        }
      in_group = FALSE;
      if (c != 0 && is_separator (c) && ++n_separators <= 3)
        continue;
      if (groups_hold_card (digits, starts))
        return TRUE;
      g_byte_array_set_size (digits, 0);
      g_array_set_size (starts, 0);
      n_separators = 0;
      if (c == 0)
        return FALSE;
    }
}

/* ---- members --------------------------------------------------------------------------------------- */

static gboolean G_GNUC_PRINTF (3, 4)
fail (CorralCloudFault *fault, const char *pointer, const char *format, ...)
{
  va_list arguments;

  va_start (arguments, format);
  fault->code = "invalid";
  fault->pointer = pointer;
  fault->detail = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  return FALSE;
}

static gboolean
read_id (const CorralJsonValue *value, const char **id)
{
  if (value == NULL || value->type != CORRAL_JSON_STRING || !corral_text_is_id (value->string))
    return FALSE;
  *id = value->string;
  return TRUE;
}

static gboolean
read_integer (const CorralJsonValue *value, gint64 min, gint64 max, gint64 *integer)
{
  if (value == NULL || value->type != CORRAL_JSON_INTEGER || value->integer < min || value->integer > max)
    return FALSE;
  *integer = value->integer;
  return TRUE;
}

gboolean
corral_cloud_is_operation_id (const char *text)
{
  static const char shape[] = "xxxxxxxx-xxxx-7xxx-vxxx-xxxxxxxxxxxx";

  if (strlen (text) != strlen (shape))
    return FALSE;
  for (guint i = 0; text[i] != '\0'; i++)
    switch (shape[i])
      {
      case 'x':
        if (!g_ascii_isxdigit (text[i]) || g_ascii_isupper (text[i]))
          return FALSE;
        break;
      case 'v':
        if (strchr ("89ab", text[i]) == NULL)
          return FALSE;
        break;
      default:
        if (text[i] != shape[i])
          return FALSE;
      }
  return TRUE;
}

/* Whether @list, names joined with one space, has @name. */
static gboolean
has_name (const char *list, const char *name)
{
  g_auto (GStrv) names = g_strsplit (list, " ", -1);

  return g_strv_contains ((const char *const *) names, name);
}

/* ---- params ---------------------------------------------------------------------------------------- */

/* Constant pointers to the params that there are. */
static const char *
pointer_of (const char *name)
{
  static const char *const pointers[]
      = { "/params/until_ms", "/params/assignee", "/params/text",     "/params/reason", "/params/outcome",
          "/params/summary",  "/params/store",    "/params/rule",     "/params/severity", "/params/began_ms",
          "/params/detail",   "/params/region",   "/params/worse_ms", "/params/cause",  "/params/into",
          "/params/cart",     "/params/starts_ms", "/params/ends_ms", "/params/repeats",
          "/params/lot",      "/params/flag",     "/params/title",    "/params/status",
          "/params/checked",  "/params/wrong" };

  for (guint i = 0; i < G_N_ELEMENTS (pointers); i++)
    if (strcmp (pointers[i] + strlen ("/params/"), name) == 0)
      return pointers[i];
  return "/params";
}

static gboolean
read_text (const CorralJsonValue *value,
           const CorralField *field,
           gboolean required,
           const char **text,
           CorralCloudFault *fault)
{
  const char *pointer = pointer_of (field->name);

  /* The one that has a null: nobody. */
  if (value->type == CORRAL_JSON_NULL && strcmp (field->name, "assignee") == 0)
    return TRUE;
  if (value->type != CORRAL_JSON_STRING)
    return fail (fault, pointer, "%s has to be a text.", field->name);
  if (strlen (value->string) > TEXT_MAX)
    return fail (fault, pointer, "%s is longer than %d bytes.", field->name, TEXT_MAX);
  if (required && strspn (value->string, " \t\r\n") == strlen (value->string))
    return fail (fault, pointer, "%s is empty.", field->name);
  if (corral_cloud_has_card_number (value->string))
    return fail (fault, pointer, "%s looks like it holds a card number.", field->name);
  if (value->string[0] != '\0')
    *text = value->string;
  return TRUE;
}

static gboolean
read_word (const CorralJsonValue *value,
           const CorralField *field,
           CorralOperationKind kind,
           const char **word,
           CorralCloudFault *fault)
{
  if (!read_id (value, word))
    return fail (fault, pointer_of (field->name), "%s has to be a word or an id.", field->name);
  for (guint i = 0; i < G_N_ELEMENTS (words); i++)
    if (words[i].kind == kind && strcmp (words[i].name, field->name) == 0
        && !g_strv_contains (words[i].words, *word))
      {
        g_autofree char *list = g_strjoinv (", ", (char **) words[i].words);

        return fail (fault, pointer_of (field->name), "%s has to be one of: %s.", field->name, list);
      }
  return TRUE;
}

static gboolean
read_param (CorralCloudRequest *self, const CorralField *field, const CorralJsonValue *value, CorralCloudFault *fault)
{
  gboolean required = has_name (self->type->required, field->name);
  gpointer at = (char *) &self->params + field->offset;

  if (!required && !has_name (self->type->optional, field->name))
    return fail (fault, pointer_of (field->name), "%s takes no %s.", self->type->name, field->name);
  if (field->type == CORRAL_FIELD_TEXT)
    return read_text (value, field, required, at, fault);
  if (corral_field_is_string (field))
    return read_word (value, field, self->type->kind, at, fault);
  if (field->type == CORRAL_FIELD_INTEGER)
    return read_integer (value, 0, CORRAL_OPERATION_ITEMS_MAX, at)
           || fail (fault, pointer_of (field->name), "%s has to be a number of items, at most %d.", field->name,
                    CORRAL_OPERATION_ITEMS_MAX);
  return read_integer (value, TIME_MIN_MS, TIME_MAX_MS, at)
         || fail (fault, pointer_of (field->name), "%s has to be a time in ms, from 2015 to 2100.", field->name);
}

static gboolean
read_params (CorralCloudRequest *self, const CorralJsonValue *params, CorralCloudFault *fault)
{
  const CorralSchema *schema = corral_operation_params_get_schema ();

  if (params == NULL || params->type != CORRAL_JSON_OBJECT)
    return fail (fault, "/params", "params has to be an object.");
  for (guint i = 0; i < params->names->len; i++)
    {
      const char *name = g_ptr_array_index (params->names, i);
      const CorralField *field = corral_schema_find (schema, name);

      if (field == NULL)
        return fail (fault, "/params", "%s has a parameter that it does not take.", self->type->name);
      if (!read_param (self, field, g_ptr_array_index (params->items, i), fault))
        return FALSE;
    }
  for (guint i = 0; i < schema->n_fields; i++)
    if (has_name (self->type->required, schema->fields[i].name)
        && corral_json_value_get (params, schema->fields[i].name) == NULL)
      return fail (fault, pointer_of (schema->fields[i].name), "%s needs %s.", self->type->name,
                   schema->fields[i].name);
  if (CORRAL_IS_KNOWN (self->params.wrong) && self->params.wrong > self->params.checked)
    return fail (fault, pointer_of ("wrong"), "wrong cannot be more than checked.");
  return TRUE;
}

/* ---- the whole ------------------------------------------------------------------------------------- */

static void
clear (CorralCloudRequest *self)
{
  *self = (CorralCloudRequest){ .expected_rev = CORRAL_UNKNOWN, .issued_ms = CORRAL_UNKNOWN };
  corral_operation_params_clear (&self->params);
}

gboolean
corral_cloud_request_read_target (CorralCloudRequest *self, const CorralJsonValue *root)
{
  const CorralJsonValue *target = corral_json_value_get (root, "target");
  const char *name;

  clear (self);
  read_integer (corral_json_value_get (root, "issued_at_ms"), TIME_MIN_MS, TIME_MAX_MS, &self->issued_ms);
  if (!read_id (corral_json_value_get (root, "type"), &name))
    return FALSE;
  self->type = corral_operation_type_find (name);
  return self->type != NULL && read_id (corral_json_value_get (target, "c"), &name)
         && corral_collection_from_name (name, &self->collection)
         && self->collection < CORRAL_N_SYNCED_COLLECTIONS
         && read_id (corral_json_value_get (target, "id"), &self->target);
}

static gboolean
read_target (CorralCloudRequest *self, const CorralJsonValue *root, CorralCloudFault *fault)
{
  const char *name;

  if (!read_id (corral_json_value_get (root, "type"), &name))
    return fail (fault, "/type", "type has to be a word.");
  if (corral_operation_type_find (name) == NULL)
    {
      fail (fault, "/type", "This server does not know that type.");
      fault->code = "unknown-operation";
      return FALSE;
    }
  if (!corral_cloud_request_read_target (self, root))
    return fail (fault, "/target", "target has to name a collection and a row.");
  if (!self->type->any_target && self->type->target != self->collection)
    return fail (fault, "/target/c", "%s acts on %s only.", self->type->name,
                 corral_collection_get_schema (self->type->target)->name);
  return TRUE;
}

static gboolean
read_times (CorralCloudRequest *self, const CorralJsonValue *root, CorralCloudFault *fault)
{
  gint64 lives_ms = self->type->lives_ms > 0 ? self->type->lives_ms : AT_ONCE_MS;

  if (!read_integer (corral_json_value_get (root, "issued_at_ms"), TIME_MIN_MS, TIME_MAX_MS, &self->issued_ms))
    return fail (fault, "/issued_at_ms", "issued_at_ms has to be a time in ms, from 2015 to 2100.");
  if (!read_integer (corral_json_value_get (root, "not_after_ms"), TIME_MIN_MS, TIME_MAX_MS, &self->not_after_ms))
    return fail (fault, "/not_after_ms", "not_after_ms has to be a time in ms, from 2015 to 2100.");
  if (self->not_after_ms > self->issued_ms + lives_ms)
    return fail (fault, "/not_after_ms", "%s lives %" G_GINT64_FORMAT " ms at most.", self->type->name, lives_ms);
  return TRUE;
}

gboolean
corral_cloud_request_read (CorralCloudRequest *self, const CorralJsonValue *root, CorralCloudFault *fault)
{
  const CorralJsonValue *value;

  clear (self);
  if (!read_target (self, root, fault) || !read_params (self, corral_json_value_get (root, "params"), fault))
    return FALSE;
  value = corral_json_value_get (root, "expected_rev");
  if (value != NULL && !read_integer (value, 0, G_GINT64_CONSTANT (9007199254740991), &self->expected_rev))
    return fail (fault, "/expected_rev", "expected_rev has to be a revision.");
  if (value == NULL && self->type->expected_rev == CORRAL_EXPECTED_REV_REQUIRED)
    return fail (fault, "/expected_rev", "%s needs expected_rev.", self->type->name);
  if (!read_times (self, root, fault))
    return FALSE;
  value = corral_json_value_get (root, "depends_on");
  if (value != NULL && (!read_id (value, &self->depends_on) || !corral_cloud_is_operation_id (self->depends_on)))
    return fail (fault, "/depends_on", "depends_on has to be the id of an operation.");
  value = corral_json_value_get (root, "client");
  if (value == NULL || value->type != CORRAL_JSON_STRING || value->string[0] == '\0'
      || strlen (value->string) > CLIENT_MAX)
    return fail (fault, "/client", "client has to be a program and its version, at most %d bytes.", CLIENT_MAX);
  return TRUE;
}
