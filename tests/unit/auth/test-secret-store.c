/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Sign-ins in a real keyring: kept, replaced, forgotten; and what becomes of it when it is absent, locked, vanished, denied;
 * and in the encrypted file that stands for it in a sandbox. CORRAL_TEST_KEYRING says which of them. */
#include "corral-secret-store.h"
#include "corral-test-keyring.h"

#include <string.h>

#define CLOUD "https://api.example.com"
#define OTHER "https://api.example.org"
#define ISSUER "https://login.example.com/a"
#define PLANTED "planted-secret-refresh-7d1f"

static CorralTestKeyring *keyring;

static gboolean
save (const char *cloud, const char *refresh, GError **error)
{
  g_autoptr (CorralSecret) secret = corral_secret_new (ISSUER, "corral", refresh);

  return corral_secret_store_save (cloud, secret, NULL, error);
}

static void
expect (const char *cloud, const char *refresh)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (CorralSecret) secret = corral_secret_store_load (cloud, NULL, &error);

  if (refresh == NULL)
    {
      g_assert_error (error, CORRAL_SECRET_ERROR, CORRAL_SECRET_ERROR_NOTHING);
      g_assert_null (secret);
      return;
    }
  g_assert_no_error (error);
  g_assert_cmpstr (secret->refresh, ==, refresh);
  g_assert_cmpstr (secret->issuer, ==, ISSUER);
  g_assert_cmpstr (secret->client, ==, "corral");
}

/* All three come to the same, and none of it leaves anything on the disk. */
static void
expect_trouble (CorralSecretError code)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (corral_secret_store_load (CLOUD, NULL, &error));
  g_assert_error (error, CORRAL_SECRET_ERROR, (int) code);
  g_assert_cmpuint (strlen (error->message), >, 20);
  g_clear_error (&error);
  g_assert_false (save (CLOUD, PLANTED "-2", &error));
  g_assert_error (error, CORRAL_SECRET_ERROR, (int) code);
  g_assert_null (strstr (error->message, PLANTED));
  g_clear_error (&error);
  g_assert_false (corral_test_find_in_files (corral_test_keyring_get_root (keyring), PLANTED));
}

static void
test_kept (void)
{
  g_autoptr (GError) error = NULL;

  expect (CLOUD, NULL);
  g_assert_true (save (CLOUD, PLANTED, &error));
  g_assert_no_error (error);
  g_assert_true (save (OTHER, "other", &error));
  expect (CLOUD, PLANTED);
  expect (OTHER, "other");
  /* A new one takes the place of the old. */
  g_assert_true (save (CLOUD, PLANTED "-1", &error));
  expect (CLOUD, PLANTED "-1");
  /* Encrypted, wherever it is. */
  g_assert_false (corral_test_find_in_files (corral_test_keyring_get_root (keyring), PLANTED));

  g_assert_true (corral_secret_store_clear (CLOUD, NULL, &error));
  g_assert_no_error (error);
  expect (CLOUD, NULL);
  expect (OTHER, "other");
  g_assert_true (corral_secret_store_clear (CLOUD, NULL, &error));
  g_assert_true (corral_secret_store_clear (OTHER, NULL, &error));
  g_assert_no_error (error);
}

static void
test_keyring (void)
{
  corral_test_keyring_start (keyring);
  test_kept ();
  g_assert_cmpuint (corral_test_keyring_count (keyring), ==, 0);
  corral_test_keyring_kill (keyring);
}

static void
test_absent (void)
{
  expect_trouble (CORRAL_SECRET_ERROR_NO_KEYRING);
}

static void
test_locked (void)
{
  corral_test_keyring_start (keyring);
  g_assert_true (save (CLOUD, PLANTED, NULL));
  corral_test_keyring_lock (keyring);
  expect_trouble (CORRAL_SECRET_ERROR_LOCKED);
  g_assert_cmpuint (corral_test_keyring_count (keyring), ==, 1);
  corral_test_keyring_kill (keyring);
  /* Opened again, it has what it had. */
  corral_test_keyring_start (keyring);
  expect (CLOUD, PLANTED);
  g_assert_true (corral_secret_store_clear (CLOUD, NULL, NULL));
  corral_test_keyring_kill (keyring);
}

/* Somebody is asked for the keyring's password, and closes the question. */
static void
test_dismissed (void)
{
  corral_test_keyring_start (keyring);
  g_assert_true (save (CLOUD, PLANTED, NULL));
  corral_test_keyring_lock (keyring);
  corral_test_keyring_dismiss (keyring);
  expect_trouble (CORRAL_SECRET_ERROR_LOCKED);
  /* They were asked once for each: nobody is asked again and again. */
  g_assert_cmpuint (corral_test_keyring_count_dismissed (keyring), ==, 2);
  g_assert_cmpuint (corral_test_keyring_count (keyring), ==, 1);
  corral_test_keyring_kill (keyring);
  corral_test_keyring_start (keyring);
  expect (CLOUD, PLANTED);
  g_assert_true (corral_secret_store_clear (CLOUD, NULL, NULL));
  corral_test_keyring_kill (keyring);
}

static void
test_vanished (void)
{
  corral_test_keyring_start (keyring);
  g_assert_true (save (CLOUD, PLANTED, NULL));
  corral_test_keyring_kill (keyring);
  expect_trouble (CORRAL_SECRET_ERROR_NO_KEYRING);
  /* And when it comes back it is found. */
  corral_test_keyring_start (keyring);
  expect (CLOUD, PLANTED);
  g_assert_true (corral_secret_store_clear (CLOUD, NULL, NULL));
  corral_test_keyring_kill (keyring);
}

static void
test_denied (void)
{
  corral_test_keyring_start (keyring);
  expect_trouble (CORRAL_SECRET_ERROR_DENIED);
  corral_test_keyring_kill (keyring);
}

static void
test_file (void)
{
  g_autofree char *file = g_build_filename (corral_test_keyring_get_root (keyring), "data", "keyring", NULL);

  test_kept ();
  /* It was this very file. */
  g_assert_true (g_file_test (file, G_FILE_TEST_EXISTS));
}

/* Given up while it is waited for. */
static void
test_cancelled (void)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;

  g_cancellable_cancel (cancellable);
  g_assert_null (corral_secret_store_load (CLOUD, cancellable, &error));
  g_assert_error (error, CORRAL_SECRET_ERROR, CORRAL_SECRET_ERROR_CANCELLED);
}

int
main (int argc, char *argv[])
{
  const char *kind = g_getenv ("CORRAL_TEST_KEYRING");
  gboolean denied = g_strcmp0 (kind, "denied") == 0;
  gboolean in_file = g_strcmp0 (kind, "file") == 0;
  int result;

  g_test_init (&argc, &argv, NULL);
  keyring = corral_test_keyring_new (denied);
  if (in_file)
    {
      g_autofree char *file = g_build_filename (corral_test_keyring_get_root (keyring), "data", "keyring", NULL);

      g_setenv ("SECRET_BACKEND", "file", TRUE);
      g_setenv ("SECRET_FILE_TEST_PATH", file, TRUE);
      g_setenv ("SECRET_FILE_TEST_PASSWORD", "open sesame", TRUE);
    }
  if (denied)
    g_test_add_func ("/secret/denied", test_denied);
  else if (in_file)
    g_test_add_func ("/secret/file", test_file);
  else
    {
      g_test_add_func ("/secret/keyring", test_keyring);
      g_test_add_func ("/secret/absent", test_absent);
      g_test_add_func ("/secret/locked", test_locked);
      g_test_add_func ("/secret/vanished", test_vanished);
      g_test_add_func ("/secret/cancelled", test_cancelled);
      /* The last: whoever closes questions stays. */
      g_test_add_func ("/secret/dismissed", test_dismissed);
    }
  result = g_test_run ();
  g_clear_pointer (&keyring, corral_test_keyring_free);
  return result;
}
