/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Pages of rows: what is taken over, what is put aside, what is refused as a whole. */
#include "corral-page-reader.h"

#include <math.h>
#include <string.h>

#define STORE(id) "{\"id\":\"" id "\",\"rev\":3,\"number\":118,\"name\":\"Riverside\"}"
#define ALERT(id)                                                                                  \
  "{\"id\":\"" id "\",\"rev\":4,\"kind\":\"offline\",\"severity\":\"act\",\"store\":\"s1\","       \
                  "\"raised_ms\":1700000000000}"
#define PAGE(items, count)                                                                         \
  "{\"tenant\":\"t1\",\"as_of\":\"x1\",\"items\":[" items "],\"count\":" count                     \
  ",\"next\":null,\"end\":true}"

static CorralSnapshotPage *
read_snapshot (CorralCollection collection, const char *text, GError **error)
{
  return corral_page_read_snapshot ("t1", collection, g_strdup (text), strlen (text), error);
}

static CorralChangesPage *
read_changes (const char *text, GError **error)
{
  return corral_page_read_changes ("t1", g_strdup (text), strlen (text), error);
}

/* --- every field of every collection
 * -------------------------------------------------------------- */

static void
append_value (GString *json, const CorralField *field, guint i, gpointer row)
{
  static const char *const texts[] = { "Riverside",
                                       ("Z\xc3\xbcrich \"S\xc3\xbc"
                                        "d\""),
                                       "", "a/b\\c" };
  gpointer at = (char *) row + field->offset;

  switch (field->type)
    {
    case CORRAL_FIELD_ID:
    case CORRAL_FIELD_WORD:
      *(const char **) at = g_intern_string (i % 2 ? "cart-00412" : "a_B.c:d-9");
      g_string_append_printf (json, "\"%s\"", *(const char **) at);
      break;
    case CORRAL_FIELD_TEXT:
      *(const char **) at = texts[i % G_N_ELEMENTS (texts)];
      g_string_append_c (json, '"');
      for (const char *p = texts[i % G_N_ELEMENTS (texts)]; *p != '\0'; p++)
        {
          if (*p == '"' || *p == '\\')
            g_string_append_c (json, '\\');
          g_string_append_c (json, *p);
        }
      g_string_append_c (json, '"');
      break;
    case CORRAL_FIELD_LIST:
      *(const char **) at = i % 2 ? "a4 b-12 c" : "";
      g_string_append (json, i % 2 ? "[ \"a4\" ,\"\\u0062-12\",\"c\"]" : "[]");
      break;
    case CORRAL_FIELD_NUMBERS:
      *(const char **) at = "97.5 - -1 0";
      g_string_append (json, "[97.5, null,-1 ,0 ]");
      break;
    case CORRAL_FIELD_INTEGER:
      *(gint64 *) at = (gint64) i - 3;
      g_string_append_printf (json, "%d", (int) i - 3);
      break;
    case CORRAL_FIELD_REAL:
      *(double *) at = i + 0.25;
      g_string_append_printf (json, "%u.25", i);
      break;
    case CORRAL_FIELD_TIME:
      *(gint64 *) at = G_GINT64_CONSTANT (1700000000000) + i;
      g_string_append_printf (json, "1700000000%03u", i);
      break;
    case CORRAL_FIELD_BOOLEAN:
      *(gint64 *) at = i % 2;
      g_string_append (json, i % 2 ? "true" : "false");
      break;
    default:
      g_assert_not_reached ();
    }
}

typedef enum
{
  IN_ORDER,
  BACKWARDS,
  WITH_STRANGERS,
  REQUIRED_ONLY,
  N_MANNERS,
} Manner;

static void
check_collection (CorralCollection collection, Manner manner)
{
  const CorralSchema *schema = corral_collection_get_schema (collection);
  g_autoptr (GString) json = g_string_new ("{\"tenant\":\"t1\",\"as_of\":\"x\",\"items\":[{");
  g_autofree char *expected = g_malloc (schema->size);
  g_autoptr (CorralSnapshotPage) page = NULL;
  g_autoptr (GError) error = NULL;
  gboolean first = TRUE;

  corral_row_clear (schema, expected);
  for (guint i = 0; i < schema->n_fields; i++)
    {
      const CorralField *field
          = &schema->fields[manner == BACKWARDS ? schema->n_fields - 1 - i : i];

      if (manner == REQUIRED_ONLY && (field->flags & CORRAL_FIELD_REQUIRED) == 0)
        {
          if (i % 2)
            g_string_append_printf (json, "%s\"%s\":null", first ? "" : ",", field->name);
          else
            continue;
        }
      else
        {
          g_string_append_printf (json, "%s\"%s\" : ", first ? "" : ", ", field->name);
          append_value (json, field, i, expected);
        }
      if (manner == WITH_STRANGERS)
        g_string_append_printf (json, ",\"stranger_%u\":{\"a\":[1,\"\\u00fc\",{}]}", i);
      first = FALSE;
    }
  g_string_append (json, "}],\"count\":1,\"next\":\"c2\",\"total\":12,\"more\":[],\"end\":true}");

  page = read_snapshot (collection, json->str, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (page->quarantine->len, ==, 0);
  g_assert_cmpuint (page->rows->n_rows, ==, 1);
  g_assert_true (corral_row_equal (schema, corral_batch_get_row (page->rows, 0), expected));
  g_assert_cmpstr (page->next, ==, "c2");
  g_assert_cmpint (page->total, ==, 12);
}

static void
test_every_field (void)
{
  for (guint c = 0; c < CORRAL_N_SYNCED_COLLECTIONS; c++)
    for (guint manner = 0; manner < N_MANNERS; manner++)
      check_collection ((CorralCollection) c, (Manner) manner);
}

static void
test_strings_stay_in_the_body (void)
{
  static const char text[] = PAGE (STORE ("s1"), "1");
  char *body = g_strdup (text);
  g_autoptr (CorralSnapshotPage) page
      = corral_page_read_snapshot ("t1", CORRAL_COLLECTION_STORE, body, sizeof text - 1, NULL);
  g_autoptr (CorralBatch) rows = corral_batch_ref (page->rows);
  const CorralStore *store = corral_batch_get_row (rows, 0);

  g_clear_pointer (&page, corral_snapshot_page_free);
  /* The batch alone keeps them. */
  g_assert_true (store->name > body && store->name < body + sizeof text);
  g_assert_cmpstr (store->name, ==, "Riverside");
}

/* --- rows put aside
 * ------------------------------------------------------------------------------- */

static const struct
{
  const char *row;
  const char *id;
  const char *reason;
  const char *pointer;
} bad_rows[] = {
  { "7", NULL, "wrong kind", "/items/1" },
  { "null", NULL, "wrong kind", "/items/1" },
  { "[1,[2]]", NULL, "wrong kind", "/items/1" },
  { "\"x\"", NULL, "wrong kind", "/items/1" },
  { "{}", NULL, "“id” is missing", "/items/1" },
  { "{\"id\":\"s2\",\"rev\":1,\"number\":1}", "s2", "“name” is missing", "/items/1" },
  { "{\"id\":\"s2\",\"rev\":1,\"number\":null,\"name\":\"a\"}", "s2", "“number” is missing",
    "/items/1" },
  { "{\"id\":7,\"rev\":1,\"number\":1,\"name\":\"a\"}", NULL, "wrong kind", "/items/1/id" },
  { "{\"id\":\"a b\",\"rev\":1,\"number\":1,\"name\":\"a\"}", NULL, "“id” has characters",
    "/items/1/id" },
  { "{\"id\":\"\",\"rev\":1,\"number\":1,\"name\":\"a\"}", NULL, "“id” has characters",
    "/items/1/id" },
  { "{\"id\":\"s2\",\"rev\":\"1\",\"number\":1,\"name\":\"a\"}", "s2", "wrong kind",
    "/items/1/rev" },
  { "{\"id\":\"s2\",\"rev\":1.5,\"number\":1,\"name\":\"a\"}", "s2", "beyond the agreed limits",
    "/items/1/rev" },
  { "{\"id\":\"s2\",\"rev\":9007199254740993,\"number\":1,\"name\":\"a\"}", "s2",
    "beyond the agreed limits", "/items/1/rev" },
  { "{\"id\":\"s2\",\"rev\":1,\"number\":1,\"name\":{\"de\":\"a\"}}", "s2", "wrong kind",
    "/items/1/name" },
  { "{\"id\":\"s2\",\"rev\":1,\"number\":1,\"name\":\"a\\u0000b\"}", "s2",
    "beyond the agreed limits", "/items/1/name" },
  { "{\"id\":\"s2\",\"rev\":1,\"number\":1,\"name\":\"\\ud800\"}", "s2", "beyond the agreed limits",
    "/items/1/name" },
  { "{\"id\":\"s2\",\"rev\":1,\"number\":1,\"name\":\"a\",\"latitude\":1e400}", "s2",
    "beyond the agreed limits", "/items/1/latitude" },
  { "{\"id\":\"s2\",\"rev\":1,\"number\":1,\"name\":\"a\",\"service_as_of_ms\":1420070399999}",
    "s2", "no time between", "/items/1/service_as_of_ms" },
  { "{\"id\":\"s2\",\"rev\":1,\"number\":1,\"name\":\"a\",\"service_as_of_ms\":4102444800001}",
    "s2", "no time between", "/items/1/service_as_of_ms" },
  { "{\"id\":\"s2\",\"rev\":1,\"number\":1,\"name\":\"a\",\"refrigerated_aisles\":[\"4\",5,{\"x\":["
    "]}]}",
    "s2", "wrong kind", "/items/1/refrigerated_aisles/1" },
  { "{\"id\":\"s2\",\"rev\":1,\"number\":1,\"name\":\"a\",\"refrigerated_aisles\":[\"4 5\",[1]]}",
    "s2", "“refrigerated_aisles” has characters", "/items/1/refrigerated_aisles/0" },
  { "{\"id\":\"s2\",\"rev\":1,\"number\":1,\"name\":\"a\",\"service_hours_pct\":[1,\"2\"]}", "s2",
    "wrong kind", "/items/1/service_hours_pct/1" },
  { "{\"id\":\"s2\",\"rev\":1,\"number\":1,\"name\":\"a\",\"name\":\"b\"}", "s2",
    "“name” is there twice", "/items/1/name" },
  { "{\"id\":\"s2\",\"rev\":1,\"number\":1,\"name\":\"a\",\"\\u006eame\":\"b\"}", "s2",
    "“name” is there twice", "/items/1/name" },
  { "{\"id\":\"s2\",\"rev\":1,\"number\":1,\"name\":\"a\",\"new\":[\"\\ud800\"]}", "s2",
    "beyond the agreed limits", "/items/1/new" },
};

static void
test_bad_rows_are_put_aside (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (bad_rows); i++)
    {
      g_autofree char *text = g_strconcat ("{\"tenant\":\"t1\",\"as_of\":\"x1\",\"items\":[",
                                           STORE ("s1"), ",", bad_rows[i].row, ",", STORE ("s3"),
                                           "],\"count\":3,\"next\":null,\"end\":true}", NULL);
      g_autoptr (GError) error = NULL;
      g_autoptr (CorralSnapshotPage) page = read_snapshot (CORRAL_COLLECTION_STORE, text, &error);
      const CorralQuarantined *bad;

      g_assert_no_error (error);
      g_assert_cmpuint (page->count, ==, 3);
      g_assert_cmpuint (page->rows->n_rows, ==, 2);
      g_assert_cmpstr (((CorralRow *) corral_batch_get_row (page->rows, 0))->id, ==, "s1");
      g_assert_cmpstr (((CorralRow *) corral_batch_get_row (page->rows, 1))->id, ==, "s3");
      g_assert_cmpuint (page->quarantine->len, ==, 1);
      bad = g_ptr_array_index (page->quarantine, 0);
      g_assert_cmpint (bad->collection, ==, CORRAL_COLLECTION_STORE);
      g_assert_cmpstr (bad->id, ==, bad_rows[i].id);
      if (strstr (bad->reason, bad_rows[i].reason) == NULL)
        g_error ("%s: “%s”", bad_rows[i].row, bad->reason);
      g_assert_cmpstr (bad->pointer, ==, bad_rows[i].pointer);
    }
}

/* What is masked has no room where it stood, and lives as long all the same: in snapshots, changes, single rows. */
static void
test_card_numbers_are_masked (void)
{
#define NOTE(id, text)                                                                                     \
  "{\"id\":\"" id "\",\"rev\":5,\"target_collection\":\"cart\",\"target\":\"c1\",\"made_ms\":1700000000000,"     \
  "\"text\":\"" text "\"}"
  static const char text[]
      = PAGE (NOTE ("n1", "paid with 4111 1111 1111 1111, sk\\u00fc") ","
              NOTE ("n2", "0412, 26.11.2026, SC-26-000412") ","
              NOTE ("n3", "4111\\u0031111111111115500000000000004") ","
              NOTE ("n4", "４111111111111111"), "4");
  static const char changes[]
      = "{\"tenant\":\"t1\",\"old_state\":\"a\",\"new_state\":\"b\",\"has_more\":false,\"changes\":[{\"data\":"
      NOTE ("n1", "5500-0000-0000-0004") ",\"c\":\"note\",\"id\":\"n1\",\"rev\":5,\"op\":\"put\"}],\"count\":1,\"end\":true}";
  static const char *const expected[]
      = { "paid with •••• •••• •••• 1111, skü", "0412, 26.11.2026, SC-26-000412",
          /* 32 digits are no card's. */
          "41111111111111115500000000000004", "••••••••••••1111" };
  g_autoptr (GError) error = NULL;
  g_autoptr (CorralSnapshotPage) page = read_snapshot (CORRAL_COLLECTION_NOTE, text, &error);
  g_autoptr (CorralBatch) rows = NULL;
  g_autoptr (CorralChangesPage) delta = NULL;

  g_assert_no_error (error);
  g_assert_cmpuint (page->quarantine->len, ==, 0);
  rows = corral_batch_ref (page->rows);
  g_clear_pointer (&page, corral_snapshot_page_free);
  g_assert_cmpuint (rows->n_rows, ==, G_N_ELEMENTS (expected));
  for (guint i = 0; i < rows->n_rows; i++)
    g_assert_cmpstr (((const CorralNote *) corral_batch_get_row (rows, i))->text, ==, expected[i]);
  delta = read_changes (changes, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (delta->batches->len, ==, 1);
  g_assert_cmpstr (((const CorralNote *) corral_batch_get_row (g_ptr_array_index (delta->batches, 0), 0))->text, ==,
                   "••••-••••-••••-0004");
#undef NOTE
}

static void
test_text_is_cleaned_and_words_are_kept (void)
{
  static const char text[] = PAGE (
      "{\"id\":\"a1\",\"rev\":4,\"kind\":\"a_kind_of_2031\",\"severity\":\"act\",\"store\":\"s1\","
      "\"raised_ms\":1700000000000,\"detail\":\"\xe2\x80\xae"
      "AP\\u0007-4\x7f\xc2\x85\"}",
      "1");
  g_autoptr (GError) error = NULL;
  g_autoptr (CorralSnapshotPage) page = read_snapshot (CORRAL_COLLECTION_ALERT, text, &error);
  const CorralAlert *alert;

  g_assert_no_error (error);
  alert = corral_batch_get_row (page->rows, 0);
  g_assert_cmpstr (alert->kind, ==, "a_kind_of_2031");
  g_assert_cmpstr (alert->detail, ==, "AP-4");
}

/* --- pages refused
 * -------------------------------------------------------------------------------- */

static const struct
{
  const char *text;
  const char *reason;
} bad_pages[] = {
  { "", "cut off" },
  { "   ", "cut off" },
  { "{}", "“tenant” is missing" },
  { "[]", "wrong kind" },
  { "null", "wrong kind" },
  { "<html>Sign in</html>", "damaged" },
  { PAGE (STORE ("s1"), "2"), "as many entries as it says" },
  { PAGE ("", "1"), "as many entries as it says" },
  { PAGE (STORE ("s1"), "-1"), "out of its range" },
  { PAGE (STORE ("s1"), "\"1\""), "wrong kind" },
  { PAGE (STORE ("s1"), "1") "{}", "damaged" },
  { PAGE (STORE ("s1"), "1") " x", "damaged" },
  { "{\"as_of\":\"x1\",\"items\":[],\"count\":0,\"next\":null,\"end\":true}",
    "“tenant” is missing" },
  { "{\"tenant\":\"t2\",\"as_of\":\"x1\",\"items\":[],\"count\":0,\"next\":null,\"end\":true}",
    "another chain" },
  { "{\"as_of\":\"x1\",\"items\":[],\"count\":0,\"next\":null,\"tenant\":\"T1\",\"end\":true}",
    "another chain" },
  { "{\"tenant\":null,\"as_of\":\"x1\",\"items\":[],\"count\":0,\"next\":null,\"end\":true}",
    "wrong kind" },
  { "{\"tenant\":\"t1\",\"as_of\":\"x1\",\"items\":[],\"count\":0,\"next\":null}",
    "“end” is missing" },
  { "{\"tenant\":\"t1\",\"as_of\":\"x1\",\"items\":[],\"count\":0,\"next\":null,\"end\":false}",
    "it goes on" },
  { "{\"tenant\":\"t1\",\"as_of\":\"x1\",\"items\":[],\"count\":0,\"next\":null,\"end\":1}",
    "wrong kind" },
  { "{\"tenant\":\"t1\",\"as_of\":\"x1\",\"items\":[],\"count\":0,\"next\":null,\"end\":true,"
    "\"more\":1}",
    "follows the mark" },
  { "{\"tenant\":\"t1\",\"as_of\":\"x1\",\"items\":[],\"count\":0,\"end\":true,\"next\":null}",
    "follows the mark" },
  { "{\"tenant\":\"t1\",\"as_of\":\"x1\",\"items\":[],\"count\":0,\"next\":null,\"end\":true,"
    "\"end\":true}",
    "follows the mark" },
  { "{\"tenant\":\"t1\",\"as_of\":\"x1\",\"as_of\":\"x2\",\"items\":[],\"count\":0,\"next\":null,"
    "\"end\":true}",
    "“as_of” is there twice" },
  { "{\"tenant\":\"t1\",\"as_of\":\"x1\",\"items\":[],\"items\":[],\"count\":0,\"next\":null,"
    "\"end\":true}",
    "“items” is there twice" },
  { "{\"tenant\":\"t1\",\"as_of\":\"\",\"items\":[],\"count\":0,\"next\":null,\"end\":true}",
    "empty or too long" },
  { "{\"tenant\":\"t1\",\"as_of\":\"\xc3\xbc\",\"items\":[],\"count\":0,\"next\":null,\"end\":"
    "true}",
    "characters that none has" },
  { "{\"tenant\":\"t1\",\"as_of\":\"x\\n\",\"items\":[],\"count\":0,\"next\":null,\"end\":true}",
    "characters that none has" },
  { "{\"tenant\":\"t1\",\"as_of\":null,\"items\":[],\"count\":0,\"next\":null,\"end\":true}",
    "wrong kind" },
  { "{\"tenant\":\"t1\",\"as_of\":\"x1\",\"items\":{},\"count\":0,\"next\":null,\"end\":true}",
    "wrong kind" },
  { "{\"tenant\":\"t1\",\"as_of\":\"x1\",\"items\":null,\"count\":0,\"next\":null,\"end\":true}",
    "wrong kind" },
  { "{\"tenant\":\"t1\",\"as_of\":\"x1\",\"items\":[],\"count\":0,\"next\":7,\"end\":true}",
    "wrong kind" },
  { "{\"tenant\":\"t1\",\"as_of\":\"x1\",\"items\":[],\"count\":0,\"total\":-1,\"next\":null,"
    "\"end\":true}",
    "out of its range" },
  { "{\"tenant\":\"t1\",\"as_of\":\"x1\",\"items\":[" STORE ("s1") "," STORE (
        "s\xff") "],\"count\":2,\"next\":null,\"end\":true}",
    "damaged" },
  { "{\"tenant\":\"t1\",\"as_of\":\"x1\",\"items\":[" STORE (
        "s1") ",],\"count\":1,\"next\":null,\"end\":true}",
    "damaged" },
  { "{\"tenant\":\"t1\",\"as_of\":\"x1\",\"new\":\"\\u0000\",\"items\":[],\"count\":0,\"next\":"
    "null,\"end\":true}",
    "beyond the agreed limits" },
};

static void
test_bad_pages_are_refused (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (bad_pages); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (CorralSnapshotPage) page
          = read_snapshot (CORRAL_COLLECTION_STORE, bad_pages[i].text, &error);

      g_assert_error (error, CORRAL_API_ERROR, CORRAL_API_ERROR_BROKEN);
      g_assert_null (page);
      if (strstr (error->message, bad_pages[i].reason) == NULL)
        g_error ("%s: “%s”", bad_pages[i].text, error->message);
    }
}

static void
test_a_page_has_at_most_1000_rows (void)
{
  for (guint n = CORRAL_PAGE_MAX_ROWS; n <= CORRAL_PAGE_MAX_ROWS + 1; n++)
    {
      g_autoptr (GString) text = g_string_new ("{\"tenant\":\"t1\",\"as_of\":\"x1\",\"items\":[");
      g_autoptr (GError) error = NULL;
      g_autoptr (CorralSnapshotPage) page = NULL;

      for (guint i = 0; i < n; i++)
        g_string_append_printf (text, "%s{\"id\":\"s%u\",\"rev\":1,\"number\":%u,\"name\":\"a\"}",
                                i > 0 ? "," : "", i, i);
      g_string_append_printf (text, "],\"count\":%u,\"next\":null,\"end\":true}", n);
      page = read_snapshot (CORRAL_COLLECTION_STORE, text->str, &error);
      if (n == CORRAL_PAGE_MAX_ROWS)
        {
          g_assert_no_error (error);
          g_assert_cmpuint (page->rows->n_rows, ==, n);
          g_assert_cmpstr (((CorralRow *) corral_batch_get_row (page->rows, n - 1))->id, ==,
                           "s999");
        }
      else
        g_assert_error (error, CORRAL_API_ERROR, CORRAL_API_ERROR_BROKEN);
    }
}

static void
test_a_long_cursor (void)
{
  for (guint over = 0; over < 2; over++)
    {
      g_autofree char *cursor = g_strnfill (CORRAL_PAGE_MAX_CURSOR + over, 'c');
      g_autofree char *text = g_strdup_printf ("{\"tenant\":\"t1\",\"as_of\":\"x1\",\"items\":[],"
                                               "\"count\":0,\"next\":\"%s\",\"end\":true}",
                                               cursor);
      g_autoptr (GError) error = NULL;
      g_autoptr (CorralSnapshotPage) page = read_snapshot (CORRAL_COLLECTION_STORE, text, &error);

      g_assert_cmpint (page != NULL, ==, over == 0);
    }
}

/* --- changes
 * -------------------------------------------------------------------------------------- */

#define CHANGES(list, count)                                                                       \
  "{\"tenant\":\"t1\",\"old_state\":\"s1\",\"new_state\":\"s2\",\"has_more\":false,\"changes\":"   \
  "[" list "],"                                                                                    \
  "\"server_time_ms\":1700000000000,\"count\":" count ",\"end\":true}"
#define PUT_STORE(id)                                                                              \
  "{\"c\":\"store\",\"id\":\"" id "\",\"rev\":3,\"op\":\"put\",\"data\":" STORE (id) "}"
#define PUT_ALERT(id)                                                                              \
  "{\"c\":\"alert\",\"id\":\"" id "\",\"rev\":4,\"op\":\"put\",\"data\":" ALERT (id) "}"

static void
test_changes (void)
{
  static const char text[] = CHANGES (
      PUT_STORE ("a") "," PUT_STORE ("b") "," PUT_ALERT (
          "c") ",{\"c\":\"robot\",\"id\":\"r\",\"rev\":1,\"op\":\"put\",\"data\":{\"id\":\"r\"}}"
               ",{\"c\":\"alert\",\"id\":\"d\",\"rev\":9,\"op\":\"del\"}"
               ",{\"c\":\"alert\",\"id\":\"e\",\"rev\":10,\"op\":\"leave\",\"data\":null}"
               ",{\"data\":" STORE (
                   "f") ",\"op\":\"put\",\"rev\":3,\"id\":\"f\",\"c\":\"store\"}"
                        ",{\"c\":\"store\",\"id\":\"g\",\"rev\":11,\"op\":\"purge\"}",
      "8");
  static const struct
  {
    CorralCollection collection;
    const char *rows; /* id:rev:change */
  } expected[] = {
    { CORRAL_COLLECTION_STORE, "a:3:0 b:3:0 " },
    { CORRAL_COLLECTION_ALERT, "c:4:0 d:9:1 e:10:2 " },
    { CORRAL_COLLECTION_STORE, "f:3:0 g:11:3 " },
  };
  g_autoptr (GError) error = NULL;
  g_autoptr (CorralChangesPage) page = read_changes (text, &error);

  g_assert_no_error (error);
  g_assert_cmpstr (page->old_state, ==, "s1");
  g_assert_cmpstr (page->new_state, ==, "s2");
  g_assert_false (page->has_more);
  g_assert_cmpint (page->server_time_ms, ==, G_GINT64_CONSTANT (1700000000000));
  g_assert_cmpuint (page->count, ==, 8);
  g_assert_cmpuint (page->n_unknown, ==, 1);
  g_assert_cmpuint (page->quarantine->len, ==, 0);
  g_assert_cmpuint (page->batches->len, ==, G_N_ELEMENTS (expected));
  for (guint i = 0; i < page->batches->len; i++)
    {
      const CorralBatch *batch = g_ptr_array_index (page->batches, i);
      g_autoptr (GString) rows = g_string_new (NULL);

      g_assert_cmpint (batch->collection, ==, expected[i].collection);
      for (guint j = 0; j < batch->n_rows; j++)
        {
          const CorralRow *row = corral_batch_get_row (batch, j);

          g_string_append_printf (rows, "%s:%d:%d ", row->id, (int) row->rev,
                                  corral_batch_get_change (batch, j));
        }
      g_assert_cmpstr (rows->str, ==, expected[i].rows);
    }
}

static const struct
{
  const char *change;
  const char *id;
  const char *reason;
} bad_changes[] = {
  { "5", NULL, "wrong kind" },
  { "{\"c\":\"store\",\"id\":\"x\",\"rev\":3,\"op\":\"put\"}", "x", "“data” is missing" },
  { "{\"c\":\"store\",\"id\":\"x\",\"rev\":3,\"op\":\"put\",\"data\":null}", "x",
    "“data” is missing" },
  { "{\"c\":\"store\",\"id\":\"x\",\"rev\":3,\"op\":\"put\",\"data\":[]}", "x", "wrong kind" },
  { "{\"c\":\"store\",\"id\":\"x\",\"rev\":3,\"op\":\"put\",\"data\":" STORE ("y") "}", "x",
    "do not belong together" },
  { "{\"c\":\"store\",\"id\":\"x\",\"rev\":4,\"op\":\"put\",\"data\":" STORE ("x") "}", "x",
    "do not belong together" },
  { "{\"c\":\"store\",\"id\":\"x\",\"rev\":3,\"op\":\"merge\",\"data\":" STORE ("x") "}", "x",
    "not known here" },
  { "{\"id\":\"x\",\"rev\":3,\"op\":\"del\"}", "x", "“c” is missing" },
  { "{\"c\":\"store\",\"rev\":3,\"op\":\"del\"}", NULL, "“id” is missing" },
  { "{\"c\":\"store\",\"id\":\"x\",\"op\":\"del\"}", "x", "“rev” is missing" },
  { "{\"c\":\"store\",\"id\":\"x\",\"rev\":-3,\"op\":\"del\"}", "x", "out of its range" },
  { "{\"c\":\"store\",\"id\":\"x/y\",\"rev\":3,\"op\":\"del\"}", "x/y",
    "characters that no id has" },
  { "{\"c\":\"store\",\"c\":\"cart\",\"id\":\"x\",\"rev\":3,\"op\":\"del\"}", NULL,
    "“c” is there twice" },
  { "{\"c\":\"store\",\"id\":\"x\",\"rev\":3,\"op\":\"put\",\"data\":{\"id\":\"x\",\"rev\":3,"
    "\"number\":{}}}",
    "x", "wrong kind" },
  { "{\"data\":{\"id\":\"x\",\"rev\":3,\"number\":{\"a\":[]}},\"c\":\"store\",\"id\":\"x\",\"rev\":"
    "3,\"op\":"
    "\"put\"}",
    "x", "wrong kind" },
  { "{\"data\":" STORE ("x") ",\"c\":\"store\",\"id\":\"x\",\"rev\":8,\"op\":\"put\"}", "x",
    "do not belong together" },
};

static void
test_bad_changes_are_put_aside (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (bad_changes); i++)
    for (guint alone = 0; alone < 2; alone++)
      {
        g_autofree char *text
            = g_strconcat ("{\"tenant\":\"t1\",\"old_state\":\"s1\",\"new_state\":\"s2\",\"has_"
                           "more\":true,\"changes\":[",
                           alone ? "" : PUT_ALERT ("a") ",", bad_changes[i].change,
                           alone ? "" : "," PUT_STORE ("b"),
                           "],\"server_time_ms\":1700000000000,\"count\":", alone ? "1" : "3",
                           ",\"end\":true}", NULL);
        g_autoptr (GError) error = NULL;
        g_autoptr (CorralChangesPage) page = read_changes (text, &error);
        const CorralQuarantined *bad;

        g_assert_no_error (error);
        g_assert_cmpuint (page->quarantine->len, ==, 1);
        bad = g_ptr_array_index (page->quarantine, 0);
        if (strstr (bad->reason, bad_changes[i].reason) == NULL)
          g_error ("%s: “%s”", bad_changes[i].change, bad->reason);
        if (bad_changes[i].id != NULL && strchr (bad_changes[i].id, '/') == NULL)
          g_assert_cmpstr (bad->id, ==, bad_changes[i].id);
        g_assert_cmpuint (page->batches->len, ==, alone ? 0 : 2);
        for (guint j = 0; j < page->batches->len; j++)
          g_assert_cmpuint (((CorralBatch *) g_ptr_array_index (page->batches, j))->n_rows, ==, 1);
      }
}

static void
test_bad_changes_pages_are_refused (void)
{
  static const char *const texts[] = {
    CHANGES (PUT_STORE ("a"), "2"),
    CHANGES ("", "0") "[]",
    "{\"tenant\":\"t1\",\"old_state\":\"s1\",\"new_state\":\"s2\",\"has_more\":false,\"changes\":[]"
    ",\"count\":0}",
    "{\"tenant\":\"t1\",\"old_state\":\"s1\",\"new_state\":\"s2\",\"has_more\":0,\"changes\":[],"
    "\"count\":0,\"end\":true}",
    "{\"tenant\":\"t1\",\"old_state\":\"s1\",\"has_more\":false,\"changes\":[],\"count\":0,\"end\":"
    "true}",
    "{\"tenant\":\"t1\",\"old_state\":\"s1\",\"new_state\":\"s2\",\"has_more\":false,\"changes\":[]"
    ",\"server_time_ms\":5,"
    "\"count\":0,"
    "\"end\":true}",
  };

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (CorralChangesPage) page = read_changes (texts[i], &error);

      g_assert_null (page);
      g_assert_error (error, CORRAL_API_ERROR, CORRAL_API_ERROR_BROKEN);
    }
}

/* --- cut anywhere
 * --------------------------------------------------------------------------------- */

static void
test_cut_at_every_byte (void)
{
  static const char snapshot[] = PAGE (STORE ("s1") "," STORE ("s2"), "2");
  static const char changes[] = CHANGES (PUT_STORE ("a") "," PUT_ALERT ("c"), "2");

  for (gsize n = 0; n < sizeof snapshot - 1; n++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_null (corral_page_read_snapshot ("t1", CORRAL_COLLECTION_STORE,
                                                g_strndup (snapshot, n), n, &error));
      g_assert_error (error, CORRAL_API_ERROR, CORRAL_API_ERROR_BROKEN);
      g_assert_nonnull (strstr (error->message, "cut off"));
    }
  for (gsize n = 0; n < sizeof changes - 1; n++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_null (corral_page_read_changes ("t1", g_strndup (changes, n), n, &error));
      g_assert_error (error, CORRAL_API_ERROR, CORRAL_API_ERROR_BROKEN);
      g_assert_nonnull (strstr (error->message, "cut off"));
    }
}

static void
test_one_row (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (CorralBatch) batch = NULL;

  batch = corral_page_read_row (CORRAL_COLLECTION_STORE, g_strdup (STORE ("s1")),
                                strlen (STORE ("s1")), &error);
  g_assert_no_error (error);
  g_assert_cmpuint (batch->n_rows, ==, 1);
  g_assert_cmpstr (((CorralRow *) corral_batch_get_row (batch, 0))->id, ==, "s1");
  g_assert_null (
      corral_page_read_row (CORRAL_COLLECTION_STORE, g_strdup ("{\"id\":\"s1\"}"), 11, &error));
  g_assert_error (error, CORRAL_API_ERROR, CORRAL_API_ERROR_BROKEN);
  g_assert_cmpstr (corral_api_error_get_pointer (error), ==, "");
}

/* An over-precise cloud: where a cart is outside is taken over in steps of 0.01° on every road that a row comes by;
 * where a store is, is no secret. */
#define OUTSIDE(latitude, longitude) \
  "{\"id\":\"c1\",\"rev\":3,\"serial\":\"C-1\",\"label\":\"0001\",\"store\":\"s1\"," \
  "\"state\":\"off_premises\"," \
  "\"outside_latitude\":" latitude ",\"outside_longitude\":" longitude "}"
#define CHANGE_OF(row) \
  "{\"tenant\":\"t1\",\"old_state\":\"a\",\"new_state\":\"b\",\"has_more\":false," \
  "\"changes\":[{\"c\":\"cart\",\"id\":\"c1\",\"rev\":3,\"op\":\"put\",\"data\":" row "}]," \
  "\"server_time_ms\":1700000000000,\"count\":1,\"end\":true}"

static void
assert_coarse (const CorralBatch *batch, double latitude, double longitude)
{
  const CorralCart *cart;

  g_assert_cmpuint (batch->n_rows, ==, 1);
  cart = corral_batch_get_row (batch, 0);
  g_assert_cmpfloat (cart->outside_latitude, ==, latitude);
  g_assert_cmpfloat (cart->outside_longitude, ==, longitude);
  g_assert_false (signbit (cart->outside_latitude) && cart->outside_latitude == 0.0);
}

static void
test_outside_is_coarse (void)
{
  static const struct
  {
    const char *row, *snapshot, *changes;
    double latitude, longitude;
  } cases[] = {
#define CASE(latitude, longitude, coarse_latitude, coarse_longitude) \
  { OUTSIDE (latitude, longitude), PAGE (OUTSIDE (latitude, longitude), "1"), CHANGE_OF (OUTSIDE (latitude, longitude)), \
    coarse_latitude, coarse_longitude }
    CASE ("51.5237741", "-0.1585369", 51.52, -0.16),
    CASE ("51.52", "-0.16", 51.52, -0.16),
    CASE ("-33.868820", "151.209295", -33.87, 151.21),
    CASE ("-0.0004", "179.99999", 0.0, 180.0),
    CASE ("5.15237741e1", "12", 51.52, 12.0),
#undef CASE
  };
  g_autoptr (GError) error = NULL;
  g_autoptr (CorralBatch) unknown = NULL;
  g_autoptr (CorralBatch) store = NULL;
  const char *precise = "{\"id\":\"s1\",\"rev\":3,\"number\":118,\"name\":\"Riverside\",\"latitude\":51.5237741}";
  const char *nowhere = OUTSIDE ("null", "null");

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (CorralBatch) row
          = corral_page_read_row (CORRAL_COLLECTION_CART, g_strdup (cases[i].row), strlen (cases[i].row), &error);
      g_autoptr (CorralSnapshotPage) snapshot = read_snapshot (CORRAL_COLLECTION_CART, cases[i].snapshot, &error);
      g_autoptr (CorralChangesPage) changes = read_changes (cases[i].changes, &error);

      g_assert_no_error (error);
      assert_coarse (row, cases[i].latitude, cases[i].longitude);
      assert_coarse (snapshot->rows, cases[i].latitude, cases[i].longitude);
      assert_coarse (g_ptr_array_index (changes->batches, 0), cases[i].latitude, cases[i].longitude);
    }

  unknown = corral_page_read_row (CORRAL_COLLECTION_CART, g_strdup (nowhere), strlen (nowhere), &error);
  g_assert_no_error (error);
  g_assert_true (isnan (((const CorralCart *) corral_batch_get_row (unknown, 0))->outside_latitude));
  store = corral_page_read_row (CORRAL_COLLECTION_STORE, g_strdup (precise), strlen (precise), &error);
  g_assert_no_error (error);
  g_assert_cmpfloat (((const CorralStore *) corral_batch_get_row (store, 0))->latitude, ==, 51.5237741);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/page-reader/every-field", test_every_field);
  g_test_add_func ("/page-reader/strings-stay-in-the-body", test_strings_stay_in_the_body);
  g_test_add_func ("/page-reader/bad-rows-are-put-aside", test_bad_rows_are_put_aside);
  g_test_add_func ("/page-reader/text-is-cleaned-and-words-are-kept",
                   test_text_is_cleaned_and_words_are_kept);
  g_test_add_func ("/page-reader/card-numbers-are-masked", test_card_numbers_are_masked);
  g_test_add_func ("/page-reader/bad-pages-are-refused", test_bad_pages_are_refused);
  g_test_add_func ("/page-reader/a-page-has-at-most-1000-rows", test_a_page_has_at_most_1000_rows);
  g_test_add_func ("/page-reader/a-long-cursor", test_a_long_cursor);
  g_test_add_func ("/page-reader/changes", test_changes);
  g_test_add_func ("/page-reader/bad-changes-are-put-aside", test_bad_changes_are_put_aside);
  g_test_add_func ("/page-reader/bad-changes-pages-are-refused",
                   test_bad_changes_pages_are_refused);
  g_test_add_func ("/page-reader/cut-at-every-byte", test_cut_at_every_byte);
  g_test_add_func ("/page-reader/one-row", test_one_row);
  g_test_add_func ("/page-reader/outside-is-coarse", test_outside_is_coarse);
  return g_test_run ();
}
