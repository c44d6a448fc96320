/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "tool-fixture.h"

#include <glib/gstdio.h>
#include <libsoup/soup.h>
#include <string.h>

/* A Monday, 15:00 UTC: shops are open in Europe and in America. */
#define START_US G_GINT64_CONSTANT (1793631600000000)

void
said_free (Said *self)
{
  g_free (self->out);
  g_free (self->err);
  g_free (self);
}

void
tool_set_up (ToolFixture *f, gconstpointer data)
{
  GError *error = NULL;

  f->dir = g_dir_make_tmp ("corral-tool-XXXXXX", &error);
  g_assert_no_error (error);
  f->data = g_build_filename (f->dir, "data", NULL);
  f->token = g_build_filename (f->dir, "token", NULL);
  g_file_set_contents (f->token, "demo-token\n", -1, &error);
  g_assert_no_error (error);
}

static void
remove_all (const char *path)
{
  g_autoptr (GDir) dir = g_file_test (path, G_FILE_TEST_IS_SYMLINK) ? NULL : g_dir_open (path, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *child = g_build_filename (path, name, NULL);

      remove_all (child);
    }
  g_remove (path);
}

void
tool_tear_down (ToolFixture *f, gconstpointer data)
{
  g_clear_pointer (&f->cloud, corral_demo_cloud_free);
  g_clear_pointer (&f->clock, corral_clock_unref);
  remove_all (f->dir);
  g_free (f->dir);
  g_free (f->data);
  g_free (f->token);
}

void
tool_start_cloud (ToolFixture *f, guint n_carts, guint n_stores)
{
  CorralDemoCloudOptions options = { .n_carts = n_carts, .n_stores = n_stores };
  GError *error = NULL;

  f->clock = corral_clock_new_manual (START_US);
  options.clock = f->clock;
  f->cloud = corral_demo_cloud_new (&options, &error);
  g_assert_no_error (error);
  g_file_set_contents (f->token, corral_demo_cloud_get_token (f->cloud), -1, &error);
  g_assert_no_error (error);
}

static GPtrArray *
collect (const char *first, va_list args)
{
  GPtrArray *all = g_ptr_array_new ();

  for (const char *each = first; each != NULL; each = va_arg (args, const char *))
    g_ptr_array_add (all, (gpointer) each);
  g_ptr_array_add (all, NULL);
  return all;
}

static GSubprocess *
start (const char *const *arguments)
{
  g_autoptr (GSubprocessLauncher) launcher
      = g_subprocess_launcher_new (G_SUBPROCESS_FLAGS_STDOUT_PIPE | G_SUBPROCESS_FLAGS_STDERR_PIPE);
  g_autoptr (GPtrArray) argv = g_ptr_array_new ();
  GError *error = NULL;
  GSubprocess *process;

  /* A warning of ours is a fault. */
  g_subprocess_launcher_setenv (launcher, "G_DEBUG", "fatal-warnings", TRUE);
  g_ptr_array_add (argv, (gpointer) CORRAL_CLI);
  for (guint i = 0; arguments[i] != NULL; i++)
    g_ptr_array_add (argv, (gpointer) arguments[i]);
  g_ptr_array_add (argv, NULL);
  process = g_subprocess_launcher_spawnv (launcher, (const char *const *) argv->pdata, &error);
  g_assert_no_error (error);
  return process;
}

Said *
tool_run_argv (const char *const *arguments)
{
  g_autoptr (GSubprocess) process = start (arguments);
  Said *said = g_new0 (Said, 1);
  GError *error = NULL;

  g_subprocess_communicate_utf8 (process, NULL, NULL, &said->out, &said->err, &error);
  g_assert_no_error (error);
  said->code = g_subprocess_get_if_exited (process) ? g_subprocess_get_exit_status (process) : -1;
  return said;
}

Said *
tool_run (const char *first, ...)
{
  g_autoptr (GPtrArray) arguments = NULL;
  va_list args;

  va_start (args, first);
  arguments = collect (first, args);
  va_end (args);
  return tool_run_argv ((const char *const *) arguments->pdata);
}

GSubprocess *
tool_start (const char *first, ...)
{
  g_autoptr (GPtrArray) arguments = NULL;
  va_list args;

  va_start (args, first);
  arguments = collect (first, args);
  va_end (args);
  return start ((const char *const *) arguments->pdata);
}

char *
tool_read_line (GInputStream *stream)
{
  g_autoptr (GString) line = g_string_new (NULL);
  char c;

  while (g_input_stream_read (stream, &c, 1, NULL, NULL) == 1 && c != '\n')
    g_string_append_c (line, c);
  return g_string_free (g_steal_pointer (&line), FALSE);
}

Said *
tool_sync (ToolFixture *f)
{
  Said *said = tool_run ("sync", "--api", corral_demo_cloud_get_api (f->cloud), "--token-file", f->token, "--data",
                         f->data, "--json", NULL);

  g_test_message ("%s", said->err);
  g_assert_cmpint (said->code, ==, 0);
  return said;
}

JsonArray *
tool_report (ToolFixture *f, const char *what, const char *extra)
{
  g_autoptr (Said) said = tool_run ("report", what, "--data", f->data, "--format", "json", extra, NULL);
  g_autoptr (JsonNode) node = NULL;
  GError *error = NULL;

  g_assert_cmpstr (said->err, ==, "");
  g_assert_cmpint (said->code, ==, 0);
  node = json_from_string (said->out, &error);
  g_assert_no_error (error);
  return json_array_ref (json_node_get_array (node));
}

gint64
tool_count_in_cloud (ToolFixture *f, CorralCollection collection)
{
  g_autoptr (CorralClock) clock = corral_clock_new_system ();
  GError *error = NULL;
  g_autoptr (CorralApi) api = corral_api_new (corral_demo_cloud_get_api (f->cloud), clock, &error);
  g_autoptr (CorralMe) me = NULL;
  gint64 count = 0;

  g_assert_no_error (error);
  corral_api_set_token (api, corral_demo_cloud_get_token (f->cloud));
  me = corral_api_get_me (api, NULL, NULL, &error);
  g_assert_no_error (error);
  for (guint i = 0; i < me->tenants->len; i++)
    {
      const CorralTenant *tenant = g_ptr_array_index (me->tenants, i);
      g_autofree char *cursor = NULL;

      do
        {
          g_autoptr (CorralSnapshotPage) page
              = corral_api_get_snapshot_page (api, tenant, collection, cursor, 1000, NULL, NULL, &error);

          g_assert_no_error (error);
          count += page->count;
          g_free (cursor);
          cursor = g_strdup (page->next);
        }
      while (cursor != NULL);
    }
  return count;
}

JsonArray *
tool_read_cloud (ToolFixture *f, const char *tenant, const char *collection)
{
  g_autofree char *url = g_strdup_printf ("%s/v1/tenants/%s/snapshots/%s", corral_demo_cloud_get_api (f->cloud), tenant,
                                          collection);
  g_autofree char *header = g_strdup_printf ("Bearer %s", corral_demo_cloud_get_token (f->cloud));
  g_autoptr (SoupSession) session = soup_session_new ();
  g_autoptr (SoupMessage) message = soup_message_new ("GET", url);
  g_autoptr (GBytes) body = NULL;
  g_autofree char *text = NULL;
  g_autoptr (JsonNode) node = NULL;
  GError *error = NULL;

  soup_message_headers_append (soup_message_get_request_headers (message), "Authorization", header);
  body = soup_session_send_and_read (session, message, NULL, &error);
  g_assert_no_error (error);
  text = g_strndup (g_bytes_get_data (body, NULL), g_bytes_get_size (body));
  node = json_from_string (text, &error);
  g_assert_no_error (error);
  return json_array_ref (json_object_get_array_member (json_node_get_object (node), "items"));
}
