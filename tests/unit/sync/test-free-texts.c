/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Every text of the contract and what becomes of something private in it: what comes in is masked before it is stored, what
 * goes out is refused before it is queued. A row each, so that a text that is added without thinking of this fails. What people
 * can type into the window: tests/contract/test-typed.py.
 */
#include "corral-free-texts.h"
#include "corral-outbox-rules.h"
#include "corral-page-reader.h"
#include "corral-text-private.h"

#include <string.h>

#define TOKEN "eyJhbGciOiJFUzI1NiJ9.eyJzdWIiOiJwbGFudGVkIn0.c2lnbmF0dXJlLW9mLWl0"

static const struct
{
  const char *text;
  CorralPrivate kind;
  const char *secret; /* what may not be left of it */
} plants[] = {
  { "paid with 4111 1111 1111 1111 today", CORRAL_PRIVATE_CARD, "1111 1111 1111 11" },
  { "write to ada.lovelace@shopper.example please", CORRAL_PRIVATE_EMAIL, "ada.lovelace" },
  { "she is at +49 30 1234567 until noon", CORRAL_PRIVATE_PHONE, "1234567" },
  { "the log says " TOKEN " and stops", CORRAL_PRIVATE_TOKEN, "eyJzdWIi" },
  { "Authorization: Bearer abcdef0123456789abcdef", CORRAL_PRIVATE_TOKEN, "abcdef0123456789" },
};

/* ---- in ------------------------------------------------------------------------------------------------------------ */

/* LABEL: the fleet's own (a name, a version, a staff id): card numbers are masked. WRITTEN: people's: all that is private. */
typedef enum
{
  LABEL,
  WRITTEN,
} Side;

static const struct
{
  const char *name; /* "collection.member" */
  Side side;
} texts[] = {
  { "store.name", LABEL },            { "store.city", LABEL },           { "store.region", LABEL },
  { "store.time_zone", LABEL },       { "store.opening_hours", LABEL },  { "store.wifi_ssid", LABEL },
  { "cart.serial", LABEL },           { "cart.label", LABEL },           { "cart.lot", LABEL },
  { "cart.firmware", LABEL },   { "pack.lot", LABEL },
  { "access_point.name", LABEL },     { "flag.decided_by", LABEL },      { "flag.voided_lot", LABEL },
  { "flag.decided_note", WRITTEN },   { "flag.second_by", LABEL },       { "flag.second_of", LABEL },
  { "flag.checked_by", LABEL },       { "case.number", LABEL },          { "case.title", WRITTEN },
  { "case.opened_by", LABEL },        { "case.closed_by", LABEL },       { "alert.acknowledged_by", LABEL },
  { "alert.assigned_to", LABEL },     { "alert.detail", LABEL },         { "ticket.number", LABEL },
  { "ticket.opened_by", LABEL },      { "ticket.summary", WRITTEN },     { "note.author", LABEL },
  { "note.text", WRITTEN },           { "incident.detail", LABEL },      { "incident.region", LABEL },
  { "incident.acknowledged_by", LABEL }, { "incident.assigned_to", LABEL }, { "incident.closed_by", LABEL },
  { "incident.note", WRITTEN },       { "maintenance.note", WRITTEN },   { "maintenance.made_by", LABEL },
  { "loss_week.week", LABEL },        { "rollout.firmware", LABEL }, { "certificate.serial_number", LABEL }, { "certificate.batch", LABEL },
  { "firmware.version", LABEL },      { "item.name", LABEL },            { "item.category", LABEL },
  { "operation.made_by", LABEL },     { "rollout.from_firmware", LABEL },
};

static int
find_text (const char *collection, const char *member)
{
  g_autofree char *name = g_strdup_printf ("%s.%s", collection, member);

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    if (strcmp (texts[i].name, name) == 0)
      return (int) i;
  return -1;
}

static void
add_member (GString *json, const CorralField *field, const CorralField *planted, const char *text)
{
  g_string_append_printf (json, "%s\"%s\":", json->str[json->len - 1] == '{' ? "" : ",", field->name);
  if (field == planted)
    g_string_append_printf (json, "\"%s\"", text);
  else
    switch (field->type)
      {
      case CORRAL_FIELD_ID:
      case CORRAL_FIELD_WORD:
      case CORRAL_FIELD_TEXT:
        g_string_append (json, "\"x\"");
        break;
      case CORRAL_FIELD_LIST:
      case CORRAL_FIELD_NUMBERS:
        g_string_append (json, "[]");
        break;
      case CORRAL_FIELD_REAL:
      case CORRAL_FIELD_INTEGER:
        g_string_append (json, "3");
        break;
      case CORRAL_FIELD_BOOLEAN:
        g_string_append (json, "true");
        break;
      case CORRAL_FIELD_TIME:
      default:
        g_string_append (json, "1700000000000");
        break;
      }
}

/* What the reader makes of @text in @planted; free with g_free(). */
static char *
read_back (CorralCollection collection, const CorralField *planted, const char *text)
{
  const CorralSchema *schema = corral_collection_get_schema (collection);
  g_autoptr (GString) json = g_string_new ("{\"tenant\":\"t1\",\"as_of\":\"x1\",\"items\":[{");
  g_autoptr (CorralSnapshotPage) page = NULL;
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < schema->n_fields; i++)
    add_member (json, &schema->fields[i], planted, text);
  g_string_append (json, "}],\"count\":1,\"next\":null,\"end\":true}");
  page = corral_page_read_snapshot ("t1", collection, g_strdup (json->str), json->len, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (page->rows->n_rows, ==, 1);
  return g_strdup (corral_row_get_string (corral_batch_get_row (page->rows, 0), planted));
}

static void
check_text (CorralCollection collection, const CorralField *field, Side side)
{
  static const char harmless[] = "Cart 0412 of 118 Riverside, SC-B7-0031002, firmware 4.2.1, 09:14, −2 g";
  g_autofree char *same = read_back (collection, field, harmless);

  g_assert_cmpstr (same, ==, harmless);
  g_assert_cmpint (corral_field_is_free_text (field), ==, side == WRITTEN);
  for (guint i = 0; i < G_N_ELEMENTS (plants); i++)
    {
      g_autofree char *kept = read_back (collection, field, plants[i].text);

      if (side == WRITTEN || plants[i].kind == CORRAL_PRIVATE_CARD)
        g_assert_null (strstr (kept, plants[i].secret));
      if (side == WRITTEN)
        g_assert_cmpint (corral_text_find_private (kept, NULL, NULL), ==, CORRAL_PRIVATE_NONE);
    }
}

static void
test_in (void)
{
  guint n = 0;

  for (guint c = 0; c < CORRAL_N_COLLECTIONS; c++)
    {
      const CorralSchema *schema = corral_collection_get_schema ((CorralCollection) c);

      for (guint i = 0; i < schema->n_fields; i++)
        {
          int row;

          if (schema->fields[i].type != CORRAL_FIELD_TEXT)
            continue;
          row = find_text (schema->name, schema->fields[i].name);
          if (row < 0)
            g_error ("%s.%s is a text without a row here: who writes it?", schema->name, schema->fields[i].name);
          g_test_message ("%s", texts[row].name);
          check_text ((CorralCollection) c, &schema->fields[i], texts[row].side);
          n++;
        }
    }
  /* Nor a row without a text. */
  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_auto (GStrv) parts = g_strsplit (texts[i].name, ".", 2);
      CorralCollection collection;

      if (!corral_collection_from_name (parts[0], &collection)
          || corral_schema_find (corral_collection_get_schema (collection), parts[1]) == NULL)
        g_error ("there is no %s any more", texts[i].name);
    }
  g_assert_cmpuint (n, ==, G_N_ELEMENTS (texts));
}

/* ---- out ----------------------------------------------------------------------------------------------------------- */

/* Each parameter that is text, and a type that takes it. */
static const struct
{
  const char *param;
  CorralOperationKind kind;
} params[] = {
  { "assignee", CORRAL_OPERATION_ALERT_ASSIGN }, { "text", CORRAL_OPERATION_NOTE_ADD },
  { "summary", CORRAL_OPERATION_TICKET_OPEN },   { "detail", CORRAL_OPERATION_INCIDENT_ACK },
  { "region", CORRAL_OPERATION_INCIDENT_ACK },   { "lot", CORRAL_OPERATION_FLAG_VOID },
  { "title", CORRAL_OPERATION_CASE_OPEN },
};

/* All that @type requires, and @planted. */
static void
fill (CorralOperationDraft *draft, const CorralOperationType *type, const CorralField *planted, const char *text)
{
  const CorralSchema *schema = corral_operation_params_get_schema ();
  g_auto (GStrv) required = g_strsplit (type->required, " ", -1);

  corral_operation_params_clear (&draft->params);
  for (guint i = 0; i < schema->n_fields; i++)
    {
      const CorralField *field = &schema->fields[i];
      gpointer at = (char *) &draft->params + field->offset;

      if (field == planted)
        *(const char **) at = text;
      else if (!g_strv_contains ((const char *const *) required, field->name))
        continue;
      else if (field->type == CORRAL_FIELD_TIME)
        *(gint64 *) at = 1700000000000 + i;
      else if (corral_field_is_string (field))
        *(const char **) at = strcmp (field->name, "severity") == 0 ? "act" : "x";
      else
        *(gint64 *) at = 1;
    }
}

static gboolean
may_be_queued (CorralOperationKind kind, const CorralField *planted, const char *text, GError **error)
{
  const CorralOperationType *type = corral_operation_type_get (kind);
  CorralOperationDraft draft = { .kind = kind, .tenant = "t1", .target = "x-1", .expected_rev = 3,
                                 .collection = type->any_target ? CORRAL_COLLECTION_CART : type->target };

  fill (&draft, type, planted, text);
  return corral_outbox_check (&draft, NULL, corral_operation_type_is_queued (type), error);
}

static void
test_out (void)
{
  const CorralSchema *schema = corral_operation_params_get_schema ();
  guint n = 0;

  for (guint i = 0; i < schema->n_fields; i++)
    {
      guint row = 0;

      if (schema->fields[i].type != CORRAL_FIELD_TEXT)
        continue;
      while (row < G_N_ELEMENTS (params) && strcmp (params[row].param, schema->fields[i].name) != 0)
        row++;
      if (row == G_N_ELEMENTS (params))
        g_error ("“%s” is a text without a row here: what of something private in it?", schema->fields[i].name);
      n++;
      for (guint k = 0; k < G_N_ELEMENTS (plants); k++)
        {
          g_autoptr (GError) error = NULL;

          g_test_message ("%s: plant %u", params[row].param, k);
          g_assert_false (may_be_queued (params[row].kind, &schema->fields[i], plants[k].text, &error));
          g_assert_error (error, CORRAL_OUTBOX_ERROR, CORRAL_OUTBOX_ERROR_PRIVATE);
          /* Nor is it in what is said of it, which may be logged. */
          g_assert_null (strstr (error->message, plants[k].secret));
        }
      {
        g_autoptr (GError) error = NULL;

        g_assert_true (may_be_queued (params[row].kind, &schema->fields[i], "lot 17, see cart 0412", &error));
        g_assert_no_error (error);
      }
    }
  g_assert_cmpuint (n, ==, G_N_ELEMENTS (params));
}

/* ---- what is one ----------------------------------------------------------------------------------------------------- */

static void
test_tokens (void)
{
  static const struct
  {
    const char *text;
    CorralPrivate kind;
  } rows[] = {
    { TOKEN, CORRAL_PRIVATE_TOKEN },
    { "(" TOKEN ")", CORRAL_PRIVATE_TOKEN },
    { "eyJhbGciOiJFUzI1NiJ9.eyJzdWIiOiJwbGFudGVkIn0", CORRAL_PRIVATE_TOKEN },
    { "bearer: 0a1b2c3d4e5f6a7b8c9d", CORRAL_PRIVATE_TOKEN },
    { "Bearer abc/def+ghi=jkl~12345", CORRAL_PRIVATE_TOKEN },
    { "the bearer of this note", CORRAL_PRIVATE_NONE },
    { "Bearer internationalisation", CORRAL_PRIVATE_NONE },
    { "Bearer 0412", CORRAL_PRIVATE_NONE },
    { "eyJust.checking", CORRAL_PRIVATE_NONE },
    { "firmware eyJ-4.2", CORRAL_PRIVATE_NONE },
    { "0195562f-9e88-7c55-b1a4-6f0d2a3b4c0d", CORRAL_PRIVATE_NONE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *masked = corral_text_mask_private (rows[i].text);

      g_test_message ("row %u", i);
      g_assert_cmpint (corral_text_find_private (rows[i].text, NULL, NULL), ==, rows[i].kind);
      g_assert_cmpint (corral_text_find_private (masked, NULL, NULL), ==, CORRAL_PRIVATE_NONE);
      if (rows[i].kind == CORRAL_PRIVATE_NONE)
        g_assert_cmpstr (masked, ==, rows[i].text);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/free-texts/in", test_in);
  g_test_add_func ("/free-texts/out", test_out);
  g_test_add_func ("/free-texts/tokens", test_tokens);
  return g_test_run ();
}
