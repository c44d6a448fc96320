/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Links into the program, addresses of clouds, ids and labels: each line of the input is read as all of them. */
#include "corral-api-private.h"
#include "corral-place.h"
#include "corral-text.h"
#include "fuzz-driver.h"

const char fuzz_name[] = "link";

static void
check_place (const char *text)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (CorralPlace) place = corral_place_parse (text, &error);
  g_autoptr (CorralPlace) again = NULL;
  g_autofree char *uri = NULL;
  GHashTableIter iter;
  gpointer key, value;

  if (place == NULL)
    {
      g_assert_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT);
      fuzz_check_shown (error->message);
      return;
    }
  if (place->chain != NULL)
    g_assert_true (corral_text_is_id (place->chain));
  if (place->subject != NULL)
    g_assert_true (corral_text_is_id (place->subject));
  g_hash_table_iter_init (&iter, place->filters);
  while (g_hash_table_iter_next (&iter, &key, &value))
    {
      g_assert_true (corral_text_is_id (key));
      fuzz_check_shown (value);
    }
  /* What is written of it is the same place, however it was written before. */
  uri = corral_place_to_uri (place);
  fuzz_check_shown (uri);
  if (strlen (uri) > 2048)
    return;
  again = corral_place_parse (uri, &error);
  g_assert_no_error (error);
  g_assert_true (corral_place_equal (place, again));
}

static void
check_address (const char *text)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *address = corral_api_check_address (text, &error);
  g_autofree char *again = NULL;

  if (address == NULL)
    {
      g_assert_error (error, CORRAL_API_ERROR, CORRAL_API_ERROR_ADDRESS);
      fuzz_check_shown (error->message);
      return;
    }
  g_assert_true (g_str_has_prefix (address, "https://")
                 || (g_str_has_prefix (address, "http://") && corral_api_is_this_machine (address)));
  g_assert_null (strpbrk (address, "?# "));
  g_assert_false (g_str_has_suffix (address, "/"));
  again = corral_api_check_address (address, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (again, ==, address);
}

static void
check_text (const char *text)
{
  g_autofree char *clean = corral_text_clean (text, 80);
  g_autofree char *again = corral_text_clean (clean, 80);
  g_autofree char *folded = corral_text_fold (clean);

  fuzz_check_shown (clean);
  g_assert_cmpstr (clean, ==, again);
  g_assert_true (g_utf8_validate (folded, -1, NULL));
  if (corral_api_is_path_id (text))
    g_assert_true (corral_text_is_id (text) && strcmp (text, ".") != 0 && strcmp (text, "..") != 0);
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  do
    {
      g_autofree char *line = fuzz_take_line (&data, &size);

      check_place (line);
      check_address (line);
      check_text (line);
    }
  while (size > 0);
  return 0;
}
