/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The cloud's name: what the client does while it leads nowhere, and when it leads somewhere else. */
#include "corral-api.h"
#include "corral-fault-server.h"
#include "corral-test-certificate.h"
#include "fault-resolver.h"

#include <glib/gstdio.h>

#define ME "{\"user\":{\"id\":\"u1\",\"name\":\"Kim\"},\"tenants\":[],\"server_time_ms\":1700000005000}"

typedef struct
{
  char *folder;
  CorralFaultServer *server;
  CorralClock *clock;
  CorralApi *api;
} Fixture;

static void
set_up (Fixture *f, gconstpointer data)
{
  gint64 now = g_get_real_time () / G_USEC_PER_SEC;
  g_autoptr (GTlsCertificate) certificate = corral_test_certificate_new (FAULT_RESOLVER_NAME, now - 86400, now + 86400);
  g_autoptr (GTlsDatabase) database = NULL;
  g_autofree char *url = NULL;
  g_autoptr (GError) error = NULL;

  f->folder = g_dir_make_tmp ("corral-names-XXXXXX", &error);
  g_assert_no_error (error);
  database = corral_test_database_new (certificate, f->folder);
  f->server = corral_fault_server_new (certificate);
  corral_fault_server_set (f->server, "/v1/me", corral_fault_none (200, "application/json", NULL, ME));
  f->clock = corral_clock_new_system ();
  url = g_strdup_printf ("https://%s:%u", FAULT_RESOLVER_NAME, corral_fault_server_get_port (f->server));
  f->api = corral_api_new (url, f->clock, &error);
  g_assert_no_error (error);
  corral_api_set_tls_database (f->api, database);
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  g_autofree char *file = g_build_filename (f->folder, "trusted.pem", NULL);

  corral_api_unref (f->api);
  corral_clock_unref (f->clock);
  corral_fault_server_free (f->server);
  g_remove (file);
  g_assert_cmpint (g_rmdir (f->folder), ==, 0);
  g_free (f->folder);
}

static void
expect (Fixture *f, FaultResolverMode mode, gboolean answered)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (CorralMe) me = NULL;

  fault_resolver_set (mode);
  me = corral_api_get_me (f->api, NULL, NULL, &error);
  if (answered)
    g_assert_no_error (error);
  else
    g_assert_error (error, CORRAL_API_ERROR, CORRAL_API_ERROR_UNREACHABLE);
  g_assert_true ((me != NULL) == answered);
}

/* A PC on another network, a cloud that moved: an address that led nowhere is not kept. */
static void
test_another_address (Fixture *f, gconstpointer data)
{
  expect (f, FAULT_RESOLVER_UNREACHABLE, FALSE);
  expect (f, FAULT_RESOLVER_UNREACHABLE, FALSE);
  expect (f, FAULT_RESOLVER_LOOPBACK, TRUE);
}

static void
test_no_name (Fixture *f, gconstpointer data)
{
  expect (f, FAULT_RESOLVER_FAILS, FALSE);
  expect (f, FAULT_RESOLVER_LOOPBACK, TRUE);
  /* The connection is there: nobody asks for the name. */
  expect (f, FAULT_RESOLVER_FAILS, TRUE);
  g_assert_cmpuint (corral_fault_server_count_connections (f->server), ==, 1);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  fault_resolver_install ();
  g_test_add ("/names/another-address", Fixture, NULL, set_up, test_another_address, tear_down);
  g_test_add ("/names/no-name", Fixture, NULL, set_up, test_no_name, tear_down);
  return g_test_run ();
}
