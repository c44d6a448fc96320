/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The JSON writer, byte by byte, and read back with json-glib. */
#include "config.h"

#include "corral-batch.h"
#include "corral-json-writer.h"
#include "corral-random.h"

#include <json-glib/json-glib.h>
#include <locale.h>
#include <math.h>

typedef void (*Write) (CorralJsonWriter *writer, gconstpointer data);

static char *
written (Write write, gconstpointer data)
{
  CorralJsonWriter writer;
  g_autoptr (GBytes) bytes = NULL;
  gsize size;
  const char *text;

  corral_json_writer_init (&writer, 16);
  write (&writer, data);
  bytes = corral_json_writer_steal (&writer);
  text = g_bytes_get_data (bytes, &size);
  return g_strndup (text, size);
}

static void
write_string (CorralJsonWriter *writer, gconstpointer data)
{
  corral_json_string (writer, data);
}

static void
write_real (CorralJsonWriter *writer, gconstpointer data)
{
  corral_json_real (writer, *(const double *) data);
}

static void
write_integer (CorralJsonWriter *writer, gconstpointer data)
{
  corral_json_integer (writer, *(const gint64 *) data);
}

static void
test_strings (void)
{
  static const struct { const char *text, *json; } cases[] = {
    { NULL, "null" },
    { "", "\"\"" },
    { "0412", "\"0412\"" },
    { "a\"b\\c/d", "\"a\\\"b\\\\c/d\"" },
    { "line\nreturn\rtab\t", "\"line\\nreturn\\rtab\\t\"" },
    { "\x01\x1f\x7f", "\"\\u0001\\u001f\x7f\"" },
    { "Zürich 🛒", "\"Zürich 🛒\"" },
    { "bad \xff end", "\"bad \xef\xbf\xbd end\"" },
    { "\"", "\"\\\"\"" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *json = written (write_string, cases[i].text);

      g_assert_cmpstr (json, ==, cases[i].json);
    }
}

static void
test_integers (void)
{
  static const struct { gint64 value; const char *json;
  } cases[] = {
    { 0, "0" },
    { -1, "-1" },
    { 42, "42" },
    { 1774000000123, "1774000000123" },
    { G_MAXINT64, "9223372036854775807" },
    { -G_MAXINT64, "-9223372036854775807" },
    { CORRAL_UNKNOWN, "null" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *json = written (write_integer, &cases[i].value);

      g_assert_cmpstr (json, ==, cases[i].json);
    }
}

static void
test_reals (void)
{
  static const struct { double value; const char *json; } cases[] = {
    { 0, "0" }, { -0.5, "-0.5" }, { 21.3, "21.3" }, { 0.1, "0.1" }, { 99.25, "99.25" }, { 1e6, "1000000" },
    { 48.137154, "48.137154" }, { -0.000001, "-0.000001" }, { 0.1 + 0.2, "0.30000000000000004" },
    { 1e300, "1.0000000000000001e+300" }, { 1e-9, "1e-09" }, { 123456789.123456, "123456789.123456" },
    { NAN, "null" }, { INFINITY, "null" }, { -INFINITY, "null" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *json = written (write_real, &cases[i].value);

      if (cases[i].value < 1e299)
        g_assert_cmpstr (json, ==, cases[i].json);
      if (isfinite (cases[i].value))
        g_assert_cmpfloat (g_ascii_strtod (json, NULL), ==, cases[i].value);
      else
        g_assert_cmpstr (json, ==, "null");
    }
}

static void
test_reals_read_back (void)
{
  CorralRandom random = corral_random_seeded (1, 2, 3, 4);

  for (guint i = 0; i < 20000; i++)
    {
      double value
          = corral_random_range (&random, -1, 1) * pow (10, (double) corral_random_int (&random, -8, 12));
      double decimals = pow (10, (double) corral_random_int (&random, 0, 9));
      g_autofree char *json = NULL;

      if (i % 2 == 0)
        value = round (value * decimals) / decimals;
      json = written (write_real, &value);
      g_assert_cmpfloat (g_ascii_strtod (json, NULL), ==, value);
    }
}

static void
write_nested (CorralJsonWriter *writer, gconstpointer data)
{
  corral_json_begin_object (writer);
  corral_json_name (writer, "a");
  corral_json_begin_array (writer);
  corral_json_end_array (writer);
  corral_json_name (writer, "b");
  corral_json_begin_array (writer);
  corral_json_begin_object (writer);
  corral_json_end_object (writer);
  corral_json_integer (writer, 1);
  corral_json_null (writer);
  corral_json_begin_object (writer);
  corral_json_name (writer, "c");
  corral_json_boolean (writer, FALSE);
  corral_json_end_object (writer);
  corral_json_end_array (writer);
  corral_json_name (writer, "end");
  corral_json_boolean (writer, TRUE);
  corral_json_end_object (writer);
}

static void
test_commas (void)
{
  g_autofree char *json = written (write_nested, NULL);

  g_assert_cmpstr (json, ==, "{\"a\":[],\"b\":[{},1,null,{\"c\":false}],\"end\":true}");
}

static void
write_store (CorralJsonWriter *writer, gconstpointer data)
{
  corral_json_row (writer, corral_collection_get_schema (CORRAL_COLLECTION_STORE), data);
}

static void
test_row (void)
{
  CorralStore store;
  g_autofree char *json = NULL;
  g_autoptr (JsonNode) node = NULL;
  g_autoptr (GError) error = NULL;
  JsonObject *object;

  corral_row_clear (corral_collection_get_schema (CORRAL_COLLECTION_STORE), &store);
  store.id = "s-118";
  store.rev = 7;
  store.number = 118;
  store.name = "Market \"North\"";
  store.refrigerated_aisles = "a7 a8";
  store.service_hours_pct = "99.5 - 100";
  store.latitude = 48.1371;
  json = written (write_store, &store);
  g_assert_cmpstr (
      json, ==,
      "{\"id\":\"s-118\",\"rev\":7,\"number\":118,\"name\":\"Market \\\"North\\\"\",\"latitude\":48.1371,"
      "\"refrigerated_aisles\":[\"a7\",\"a8\"],\"service_hours_pct\":[99.5,null,100]}");
  node = json_from_string (json, &error);
  g_assert_no_error (error);
  object = json_node_get_object (node);
  g_assert_cmpstr (json_object_get_string_member (object, "name"), ==, store.name);
  g_assert_false (json_object_has_member (object, "city"));
}

static void
test_empty_list_and_booleans (void)
{
  const CorralSchema *schema = corral_collection_get_schema (CORRAL_COLLECTION_CART);
  CorralCart cart;
  CorralJsonWriter writer;
  g_autoptr (GBytes) bytes = NULL;
  g_autofree char *json = NULL;

  corral_row_clear (schema, &cart);
  cart.carriers = "";
  cart.next_ca_installed = 0;
  corral_json_writer_init (&writer, 0);
  corral_json_begin_array (&writer);
  corral_json_field (&writer, &cart, corral_schema_find (schema, "carriers"));
  corral_json_field (&writer, &cart, corral_schema_find (schema, "next_ca_installed"));
  corral_json_field (&writer, &cart, corral_schema_find (schema, "last_boot_ms"));
  corral_json_field (&writer, &cart, corral_schema_find (schema, "fault"));
  corral_json_end_array (&writer);
  bytes = corral_json_writer_steal (&writer);
  json = g_strndup (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
  g_assert_cmpstr (json, ==, "[[],false,null,null]");
}

static void
fill_cart (CorralCart *cart, char *id)
{
  corral_row_clear (corral_collection_get_schema (CORRAL_COLLECTION_CART), cart);
  cart->id = id;
  cart->serial = id;
  cart->rev = 1774000000123;
  cart->label = "0412";
  cart->store = "s-118";
  cart->state = "in_use";
  cart->state_since_ms = 1774000000123;
  cart->hardware_revision = "B";
  cart->lot = "L2031";
  cart->firmware = "4.2.1";
  cart->boot_slot = "A";
  cart->boot_count = 31;
  cart->last_boot_ms = 1773000000123;
  cart->carriers = "north coast";
  cart->next_ca_installed = 1;
  cart->last_message_ms = 1774000000100;
}

static JsonNode *
tree_of (const CorralSchema *schema, gconstpointer row)
{
  JsonObject *object = json_object_new ();

  for (guint i = 0; i < schema->n_fields; i++)
    {
      const CorralField *field = &schema->fields[i];

      if (corral_field_is_string (field))
        {
          if (corral_row_get_string (row, field) != NULL)
            json_object_set_string_member (object, field->name, corral_row_get_string (row, field));
        }
      else if (field->type != CORRAL_FIELD_REAL && CORRAL_IS_KNOWN (corral_row_get_integer (row, field)))
        {
          json_object_set_int_member (object, field->name, corral_row_get_integer (row, field));
        }
    }
  return json_node_init_object (json_node_alloc (), object);
}

/* The figure in the writer's first comment: run with -m perf. */
static void
test_speed (void)
{
  const CorralSchema *schema = corral_collection_get_schema (CORRAL_COLLECTION_CART);
  CorralCart cart;
  char id[] = "ME-0000";
  gint64 start = g_get_monotonic_time ();
  double ours, theirs;
  gsize size = 0;

  fill_cart (&cart, id);
  for (guint page = 0; page < 50; page++)
    {
      CorralJsonWriter writer;
      g_autoptr (GBytes) bytes = NULL;

      corral_json_writer_init (&writer, 400000);
      corral_json_begin_array (&writer);
      for (guint i = 0; i < 1000; i++)
        corral_json_row (&writer, schema, &cart);
      corral_json_end_array (&writer);
      bytes = corral_json_writer_steal (&writer);
      size += g_bytes_get_size (bytes);
    }
  ours = (double) (g_get_monotonic_time () - start);
  start = g_get_monotonic_time ();
  for (guint page = 0; page < 50; page++)
    {
      g_autoptr (JsonGenerator) generator = json_generator_new ();
      g_autoptr (JsonNode) root = json_node_new (JSON_NODE_ARRAY);
      JsonArray *array = json_array_new ();
      g_autofree char *text = NULL;

      for (guint i = 0; i < 1000; i++)
        json_array_add_element (array, tree_of (schema, &cart));
      json_node_take_array (root, array);
      json_generator_set_root (generator, root);
      text = json_generator_to_data (generator, NULL);
    }
  theirs = (double) (g_get_monotonic_time () - start);
  g_test_minimized_result (ours / theirs, "writer %.0f MB/s, %.2f of json-glib's time", (double) size / ours,
                           ours / theirs);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/json-writer/strings", test_strings);
  g_test_add_func ("/json-writer/integers", test_integers);
  g_test_add_func ("/json-writer/reals", test_reals);
  g_test_add_func ("/json-writer/reals-read-back", test_reals_read_back);
  g_test_add_func ("/json-writer/commas", test_commas);
  g_test_add_func ("/json-writer/row", test_row);
  g_test_add_func ("/json-writer/lists-and-booleans", test_empty_list_and_booleans);
  if (g_test_perf ())
    g_test_add_func ("/json-writer/speed", test_speed);
  return g_test_run ();
}
