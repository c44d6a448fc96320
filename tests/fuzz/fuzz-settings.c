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
check_table_columns (GVariant *all)
{
  GVariantIter iter;
  const char *name;
  GVariant *value;

  g_assert_true (g_variant_is_of_type (all, G_VARIANT_TYPE ("a{sas}")));
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
check_place (const char *uri)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (CorralPlace) place = corral_place_parse (uri, &error);

  if (place == NULL)
    fuzz_check_shown (error->message);
}

static void
ignore_log (const char *domain, GLogLevelFlags level, const char *message, gpointer data)
{
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

static char *folder;
static char *file;

static void
remove_file (void)
{
  g_remove (file);
  g_rmdir (folder);
  g_free (file);
  g_free (folder);
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  g_autoptr (GSettingsBackend) backend = NULL;
  g_autoptr (GSettingsSchema) schema = NULL;
  g_autoptr (GSettingsSchema) own_schema = NULL;
  g_autoptr (GSettings) settings = NULL;
  g_autoptr (GSettings) own = NULL;
  g_autoptr (GVariant) table_columns = NULL;
  g_autofree char *bytes = NULL;
  g_autofree char *place = NULL;
  gboolean maximized, compact;
  int width, height, scheme;
  GLogLevelFlags fatal;
  guint handler;

  check_lines (data, size);
  if (file == NULL)
    {
      folder = g_dir_make_tmp ("corral-fuzz-settings-XXXXXX", NULL);
      file = g_build_filename (folder, "keyfile", NULL);
      atexit (remove_file);
    }
  bytes = fuzz_take_rest (&data, &size);
  g_file_set_contents_full (file, bytes, -1, G_FILE_SET_CONTENTS_NONE, 0600, NULL);
  schema = g_settings_schema_source_lookup (g_settings_schema_source_get_default (), "org.cartcorral.Corral", TRUE);
  own_schema = g_settings_schema_source_lookup (g_settings_schema_source_get_default (), "org.cartcorral.Corral.Account", TRUE);
  g_assert_nonnull (schema);
  g_assert_nonnull (own_schema);

  /* GLib's reader of such files complains of text that is none and of escapes for what is none (2.74), and goes on. */
  fatal = g_log_set_always_fatal (G_LOG_FATAL_MASK);
  handler = g_log_set_handler ("GLib", G_LOG_LEVEL_CRITICAL, ignore_log, NULL);
  backend = g_keyfile_settings_backend_new (file, "/", NULL);
  settings = g_settings_new_full (schema, backend, NULL);
  own = g_settings_new_full (own_schema, backend, "/org/cartcorral/Corral/accounts/demo/");
  width = g_settings_get_int (settings, "window-width");
  height = g_settings_get_int (settings, "window-height");
  maximized = g_settings_get_boolean (settings, "window-maximized");
  compact = g_settings_get_boolean (settings, "compact-rows");
  scheme = g_settings_get_enum (settings, "color-scheme");
  place = g_settings_get_string (own, "place");
  table_columns = g_settings_get_value (settings, "table-columns");
  g_log_remove_handler ("GLib", handler);
  g_log_set_always_fatal (fatal);

  g_assert_true (width >= 360 && width <= 32767 && height >= 300 && height <= 32767);
  g_assert_true (maximized <= TRUE && compact <= TRUE && scheme <= 2);
  check_place (place);
  check_table_columns (table_columns);
  return 0;
}
