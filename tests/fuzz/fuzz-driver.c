/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Runs a fuzz target over its corpus, as a test. */
#include "fuzz-driver.h"

/* Beyond that a file is only cut here and there. */
#define ALL_CUTS 4096

static int
compare_names (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *) a, *(const char *const *) b);
}

static void
run_file (gconstpointer file)
{
  g_autofree char *data = NULL;
  g_autoptr (GError) error = NULL;
  gsize size;

  g_file_get_contents (file, &data, &size, &error);
  g_assert_no_error (error);
  LLVMFuzzerTestOneInput ((const guint8 *) data, size);
  for (gsize n = 0; n < size; n += n < ALL_CUTS ? 1 : 997)
    {
      /* Its own, so that a sanitizer sees what is read behind it. */
      g_autofree guint8 *cut = g_memdup2 (data, n);

      LLVMFuzzerTestOneInput (cut, n);
    }
}

int
main (int argc, char *argv[])
{
  g_autofree char *folder
      = g_build_filename (g_getenv ("CORRAL_SOURCE_DIR"), "tests", "fuzz", "corpus", fuzz_name, NULL);
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GError) error = NULL;
  g_autoptr (GDir) dir = NULL;
  const char *name;

  g_test_init (&argc, &argv, NULL);
  dir = g_dir_open (folder, 0, &error);
  g_assert_no_error (error);
  while ((name = g_dir_read_name (dir)) != NULL)
    g_ptr_array_add (names, g_strdup (name));
  g_ptr_array_sort (names, compare_names);
  g_assert_cmpuint (names->len, >=, 8);
  for (guint i = 0; i < names->len; i++)
    {
      g_autofree char *path = g_strconcat ("/fuzz/", fuzz_name, "/", g_ptr_array_index (names, i), NULL);

      g_test_add_data_func_full (path, g_build_filename (folder, g_ptr_array_index (names, i), NULL), run_file,
                                 g_free);
    }
  return g_test_run ();
}
