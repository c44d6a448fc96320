/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The file that settings are kept in where there is no desktop's service (Flatpak): the input is the file, read through
 * the program's own schema, and then by everything that reads settings back. */
#include "corral-place.h"
#include "corral-table-arrangement.h"
#include "fuzz-driver.h"

#define G_SETTINGS_ENABLE_BACKEND
#include <gio/gsettingsbackend.h>
#include <glib/gstdio.h>

const char fuzz_name[] = "settings";

#define N_COLUMNS 5
static const CorralTableColumn columns[N_COLUMNS] = {
  { .id = "label", .title = "a" },  { .id = "state", .title = "b" }, { .id = "battery", .title = "c", .hidden = TRUE },
  { .id = "uplink", .title = "d" }, { .id = "", .title = "e", .hidden = TRUE },
};

/* Every column once, and those that were named first and in their order. */
static void
check_arrangement (const char *const *ids)
{
  CorralTablePlace places[N_COLUMNS];
  CorralTablePlace again[N_COLUMNS];
  const char *written[N_COLUMNS + 1] = { NULL };
  guint seen = 0;

  corral_table_arrange (columns, N_COLUMNS, ids, places);
  for (guint i = 0; i < N_COLUMNS; i++)
    {
      g_assert_cmpuint (places[i].column, <, N_COLUMNS);
      seen |= 1u << places[i].column;
    }
  g_assert_cmpuint (seen, ==, (1u << N_COLUMNS) - 1);
  /* What the table would then write is read the same. */
  for (guint i = 0; i < N_COLUMNS; i++)
    written[i] = g_strconcat (places[i].hidden ? "-" : "", columns[places[i].column].id, NULL);
  corral_table_arrange (columns, N_COLUMNS, written, again);
  for (guint i = 0; i < N_COLUMNS; i++)
    {
      g_assert_cmpuint (again[i].column, ==, places[i].column);
      g_assert_cmpint (again[i].hidden, ==, places[i].hidden);
      g_free ((char *) written[i]);
    }
}

static void
check_table_columns (GSettings *settings)
{
  g_autoptr (GVariant) all = g_settings_get_value (settings, "table-columns");
  GVariantIter iter;
  const char *name;
  GVariant *value;

  g_variant_iter_init (&iter, all);
  while (g_variant_iter_loop (&iter, "{&s@as}", &name, &value))
    {
      g_autofree const char **ids = NULL;

      g_assert_true (g_utf8_validate (name, -1, NULL));
      g_assert_true (g_variant_lookup (all, name, "^a&s", &ids));
      check_arrangement (ids);
    }
  check_arrangement (NULL);
}

static void
check_place (GSettings *settings)
{
  g_autofree char *uri = g_settings_get_string (settings, "place");
  g_autoptr (GError) error = NULL;
  g_autoptr (CorralPlace) place = corral_place_parse (uri, &error);

  if (place == NULL)
    fuzz_check_shown (error->message);
}

/* Ids as the settings could have them, without the file around them: many more of them in the same time. */
static void
check_lines (const guint8 *data, gsize size)
{
  g_autoptr (GPtrArray) ids = g_ptr_array_new_with_free_func (g_free);

  while (size > 0 && ids->len < 64)
    g_ptr_array_add (ids, fuzz_take_line (&data, &size));
  g_ptr_array_add (ids, NULL);
  check_arrangement ((const char *const *) ids->pdata);
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  static char *file;
  g_autoptr (GSettingsBackend) backend = NULL;
  g_autoptr (GSettingsSchema) schema = NULL;
  g_autoptr (GSettings) settings = NULL;
  g_autofree char *bytes = NULL;
  g_autofree char *text = NULL;
  int width, height;

  check_lines (data, size);
  if (file == NULL)
    {
      g_autofree char *folder = g_dir_make_tmp ("corral-fuzz-settings-XXXXXX", NULL);

      file = g_build_filename (folder, "keyfile", NULL);
    }
  /* GLib's own reader of such files complains of bytes that are no text (2.74), and goes on. */
  bytes = fuzz_take_rest (&data, &size);
  text = g_utf8_make_valid (bytes, -1);
  g_file_set_contents_full (file, text, -1, G_FILE_SET_CONTENTS_NONE, 0600, NULL);
  backend = g_keyfile_settings_backend_new (file, "/", NULL);
  schema = g_settings_schema_source_lookup (g_settings_schema_source_get_default (), "org.cartcorral.Corral", TRUE);
  g_assert_nonnull (schema);
  settings = g_settings_new_full (schema, backend, NULL);

  width = g_settings_get_int (settings, "window-width");
  height = g_settings_get_int (settings, "window-height");
  g_assert_true (width >= 360 && width <= 32767 && height >= 300 && height <= 32767);
  g_assert_cmpint (g_settings_get_boolean (settings, "window-maximized"), <=, TRUE);
  g_assert_cmpint (g_settings_get_boolean (settings, "compact-rows"), <=, TRUE);
  g_assert_cmpint (g_settings_get_enum (settings, "color-scheme"), <=, 2);
  check_place (settings);
  check_table_columns (settings);
  return 0;
}
