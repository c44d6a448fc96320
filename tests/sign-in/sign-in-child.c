/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Corral's sign-in with the window taken away: does what it is told on its standard input, a line each, and says on its
 * standard output what comes of it. With a real keyring of its own.
 *
 *   sign-in-child CLOUD
 *
 *   browser, device     sign in:   "open ADDRESS" or "code CODE PAGE FULL-PAGE", then "good" or "failed SENTENCE"
 *   resume              go on with what the keyring has
 *   renew               have the token exchanged
 *   me                  ask the cloud who we are: "me NAME" or "refused SENTENCE"
 *   plant ISSUER CLIENT TOKEN   put that into the keyring
 *   kept                "kept TOKEN" as the keyring has it, or "kept -"
 *   end                 sign out: "ended"
 *   quit
 *
 * "state STATE SENTENCE" whenever that changes. */
#include "corral-api.h"
#include "corral-secret-store.h"
#include "corral-sign-in.h"
#include "corral-test-keyring.h"

#include <gio/gunixinputstream.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static GMainLoop *loop;
static const char *cloud;

static void
say (const char *word, const char *rest)
{
  g_print ("%s %s\n", word, rest != NULL ? rest : "-");
  fflush (stdout);
}

static void
changed_cb (CorralSignIn *sign_in)
{
  static const char *const words[] = { [CORRAL_SIGN_IN_NONE] = "none",       [CORRAL_SIGN_IN_STARTING] = "starting",
                                       [CORRAL_SIGN_IN_WAITING] = "waiting", [CORRAL_SIGN_IN_GOOD] = "good",
                                       [CORRAL_SIGN_IN_ENDED] = "ended" };
  g_autofree char *text = g_strdup_printf ("%s %s", words[corral_sign_in_get_state (sign_in)],
                                           corral_sign_in_get_message (sign_in) != NULL ? corral_sign_in_get_message (sign_in) : "-");

  say ("state", text);
}

static void
token_cb (CorralSignIn *sign_in)
{
  say ("token", NULL);
}

static void
show (const CorralSignInPage *page, gpointer data)
{
  g_autofree char *text = NULL;

  if (page->code == NULL)
    {
      say ("open", page->address);
      return;
    }
  text = g_strdup_printf ("%s %s %s", page->code, page->address, page->full_page != NULL ? page->full_page : "-");
  say ("code", text);
}

static void
begun_cb (GObject *object, GAsyncResult *result, gpointer data)
{
  g_autoptr (GError) error = NULL;

  if (corral_sign_in_begin_finish (CORRAL_SIGN_IN (object), result, &error))
    say ("good", NULL);
  else
    say ("failed", error->message);
}

static void
ended_cb (GObject *object, GAsyncResult *result, gpointer data)
{
  g_autoptr (GError) error = NULL;

  corral_sign_in_end_finish (CORRAL_SIGN_IN (object), result, &error);
  say ("ended", error != NULL ? error->message : NULL);
}

static void
ask_me (CorralSignIn *sign_in)
{
  g_autoptr (CorralClock) clock = corral_clock_new_system ();
  g_autoptr (CorralApi) api = corral_api_new (cloud, clock, NULL);
  g_autoptr (GError) error = NULL;
  CorralMe *me;

  corral_api_set_token (api, corral_sign_in_get_token (sign_in));
  me = corral_api_get_me (api, NULL, NULL, &error);
  say (me != NULL ? "me" : "refused", me != NULL ? me->user_name : error->message);
  g_clear_pointer (&me, corral_me_free);
}

static void
obey (CorralSignIn *sign_in, char **words)
{
  g_autoptr (CorralSecret) secret = NULL;
  g_autoptr (GError) error = NULL;

  if (g_str_equal (words[0], "browser") || g_str_equal (words[0], "device"))
    corral_sign_in_begin_async (sign_in, *words[0] == 'b' ? CORRAL_SIGN_IN_BROWSER : CORRAL_SIGN_IN_DEVICE, show, NULL, NULL,
                                begun_cb, NULL);
  else if (g_str_equal (words[0], "resume"))
    corral_sign_in_resume (sign_in);
  else if (g_str_equal (words[0], "renew"))
    corral_sign_in_renew (sign_in);
  else if (g_str_equal (words[0], "me"))
    ask_me (sign_in);
  else if (g_str_equal (words[0], "end"))
    corral_sign_in_end_async (sign_in, NULL, ended_cb, NULL);
  else if (g_str_equal (words[0], "plant") && g_strv_length (words) == 4)
    {
      secret = corral_secret_new (words[1], words[2], words[3]);
      say ("planted", corral_secret_store_save (cloud, secret, NULL, &error) ? NULL : error->message);
    }
  else if (g_str_equal (words[0], "kept"))
    {
      secret = corral_secret_store_load (cloud, NULL, NULL);
      say ("kept", secret != NULL ? secret->refresh : NULL);
    }
  else
    g_main_loop_quit (loop);
}

static void
line_cb (GObject *object, GAsyncResult *result, gpointer data)
{
  g_autofree char *line = g_data_input_stream_read_line_finish (G_DATA_INPUT_STREAM (object), result, NULL, NULL);
  g_auto (GStrv) words = line != NULL ? g_strsplit (line, " ", -1) : NULL;

  if (words == NULL || words[0] == NULL)
    {
      g_main_loop_quit (loop);
      return;
    }
  obey (data, words);
  g_data_input_stream_read_line_async (G_DATA_INPUT_STREAM (object), G_PRIORITY_DEFAULT, NULL, line_cb, data);
}

int
main (int argc, char *argv[])
{
  g_autoptr (CorralTestKeyring) keyring = corral_test_keyring_new (FALSE);
  g_autoptr (GInputStream) in = g_unix_input_stream_new (STDIN_FILENO, FALSE);
  g_autoptr (GDataInputStream) lines = g_data_input_stream_new (in);
  CorralSignIn *sign_in;

  g_return_val_if_fail (argc == 2, 2);
  corral_test_keyring_start (keyring);
  loop = g_main_loop_new (NULL, FALSE);
  cloud = argv[1];
  sign_in = corral_sign_in_new (cloud);
  corral_sign_in_set_patience (sign_in, (guint) g_ascii_strtoull (g_getenv ("PATIENCE_MS"), NULL, 10), 0);
  g_signal_connect (sign_in, "changed", G_CALLBACK (changed_cb), NULL);
  g_signal_connect (sign_in, "token", G_CALLBACK (token_cb), NULL);
  say ("ready", corral_test_keyring_get_root (keyring));
  g_data_input_stream_read_line_async (lines, G_PRIORITY_DEFAULT, NULL, line_cb, sign_in);
  g_main_loop_run (loop);
  corral_sign_in_stop (sign_in);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_object_unref (sign_in);
  g_main_loop_unref (loop);
  return 0;
}
