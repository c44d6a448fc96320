/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The administrator's file: what it sets, and what a broken one forbids. */
#include "corral-managed.h"
#include "corral-managed-private.h"

#include <glib/gstdio.h>

#include <string.h>

typedef struct
{
  const char *name;
  const char *text;
  gboolean export, store, broken;
  guint days;
  const char *allowed; /* (nullable): clouds, with commas */
} Case;

#define ANY NULL

static const Case cases[] = {
  { "empty", "", TRUE, TRUE, FALSE, 0, ANY },
  { "comments", "# nothing\n\n; at all\n[Corral]\n", TRUE, TRUE, FALSE, 0, ANY },
  { "all", "[Corral]\nCloud=https://a.example/\nClouds=https://a.example; https://b.example:8443/x/\nExport=false\nCache=0\nRetentionDays=30\n",
    FALSE, FALSE, FALSE, 30, "https://a.example,https://b.example:8443/x" },
  { "cloud-alone", "[Corral]\r\nCloud = HTTPS://A.Example\r\n", TRUE, TRUE, FALSE, 0, "https://a.example" },
  { "default-port", "[Corral]\nClouds=https://a.example:443/", TRUE, TRUE, FALSE, 0, "https://a.example" },
  { "yes", "[corral]\nexport=TRUE\ncache=1", TRUE, TRUE, FALSE, 0, ANY },
  /* What cannot be read forbids, and the rest holds. */
  { "line", "[Corral]\nRetentionDays=7\nwhat is this\nClouds=https://a.example", FALSE, FALSE, TRUE, 7, "https://a.example" },
  { "word", "[Corral]\nExprot=false\nCache=true", FALSE, FALSE, TRUE, 0, ANY },
  { "value", "[Corral]\nExport=perhaps", FALSE, FALSE, TRUE, 0, ANY },
  { "days", "[Corral]\nRetentionDays=-3", FALSE, FALSE, TRUE, 1, ANY },
  { "days-0", "[Corral]\nRetentionDays=0", FALSE, FALSE, TRUE, 1, ANY },
  { "days-many", "[Corral]\nRetentionDays=99999999999999999999", FALSE, FALSE, TRUE, 1, ANY },
  { "one-cloud-wrong", "[Corral]\nClouds=https://a.example;ftp://b.example", FALSE, FALSE, TRUE, 0, "https://a.example" },
  { "all-clouds-wrong", "[Corral]\nClouds=nonsense", FALSE, FALSE, TRUE, 0, "" },
  { "no-clouds", "[Corral]\nClouds=", TRUE, TRUE, FALSE, 0, "" },
  { "password", "[Corral]\nCloud=https://kim:pw@a.example", FALSE, FALSE, TRUE, 0, ANY },
  { "no-group", "Export=false", FALSE, FALSE, TRUE, 0, ANY },
  { "other-group", "[Other]\nExport=false", FALSE, FALSE, TRUE, 0, ANY },
  { "twice", "[Corral]\nRetentionDays=9\nRetentionDays=5", TRUE, TRUE, FALSE, 5, ANY },
  { "no-text", "\xff\xfe[Corral]", FALSE, FALSE, TRUE, 0, "" },
};

static void
test_case (gconstpointer data)
{
  const Case *c = data;
  g_autoptr (CorralManaged) managed = corral_managed_parse ("/etc/x", c->text, (gssize) strlen (c->text));
  g_autofree char *allowed = managed->clouds != NULL ? g_strjoinv (",", managed->clouds) : NULL;
  g_autofree char *problem = corral_managed_dup_problem (managed);

  g_assert_cmpint (managed->may_export, ==, c->export);
  g_assert_cmpint (managed->may_store, ==, c->store);
  g_assert_cmpint (managed->is_broken, ==, c->broken);
  g_assert_cmpuint (managed->retention_days, ==, c->days);
  g_assert_cmpstr (allowed, ==, c->allowed);
  g_assert_cmpint (problem != NULL, ==, c->broken);
}

/* As strict as it could have been, when it cannot be read. */
static void
test_lock (void)
{
  static const struct { const char *text; guint minutes; gboolean broken; } locks[] = {
    { "[Corral]\nExport=true", 0, FALSE },      { "[Corral]\nLockMinutes=10", 10, FALSE }, { "[Corral]\nLockMinutes=480", 480, FALSE },
    { "[Corral]\nLockMinutes=481", 1, TRUE },   { "[Corral]\nLockMinutes=0", 1, TRUE },    { "[Corral]\nLockMinutes=", 1, TRUE },
    { "[Corral]\nLockMinutes=ten", 1, TRUE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (locks); i++)
    {
      g_autoptr (CorralManaged) managed = corral_managed_parse (NULL, locks[i].text, -1);

      g_assert_cmpuint (managed->lock_minutes, ==, locks[i].minutes);
      g_assert_cmpint (managed->is_broken, ==, locks[i].broken);
    }
}

static void
test_zero_bytes (void)
{
  g_autoptr (CorralManaged) managed = corral_managed_parse (NULL, "[Corral]\0Export=true", 20);
  g_autofree char *large = g_strnfill (100 * 1024, '#');
  g_autoptr (CorralManaged) endless = corral_managed_parse (NULL, large, 100 * 1024);

  g_assert_true (managed->is_broken);
  g_assert_true (endless->is_broken);
}

static void
test_clouds (void)
{
  static const char text[] = "[Corral]\nClouds=https://a.example;https://b.example/x";
  g_autoptr (CorralManaged) managed = corral_managed_parse (NULL, text, -1);
  g_autoptr (CorralManaged) none = corral_managed_parse (NULL, "[Corral]\nClouds=", -1);
  g_autoptr (GError) error = NULL;

  g_assert_true (corral_managed_allows_cloud (managed, "https://a.example", NULL));
  g_assert_true (corral_managed_allows_cloud (managed, "https://A.EXAMPLE:443/", NULL));
  g_assert_true (corral_managed_allows_cloud (managed, "https://b.example/x/", NULL));
  g_assert_false (corral_managed_allows_cloud (managed, "https://b.example", NULL));
  g_assert_false (corral_managed_allows_cloud (managed, "http://a.example", NULL));
  g_assert_false (corral_managed_allows_cloud (managed, "https://a.example.evil.example", NULL));
  g_assert_false (corral_managed_allows_cloud (managed, "https://a.example@evil.example", NULL));
  g_assert_false (corral_managed_allows_cloud (managed, "nonsense", &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_PERMISSION_DENIED);
  g_assert_nonnull (strstr (error->message, "https://a.example, https://b.example/x"));
  g_clear_error (&error);
  g_assert_false (corral_managed_allows_cloud (none, "https://a.example", &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_PERMISSION_DENIED);
}

/* The order that data/doc/administrators.md tells, of a package and of a Flatpak (whose sysconfdir is /app/etc). */
static void
test_places (void)
{
  static const char *const xdg[] = { "/etc/xdg", "/home/kim/xdg", NULL };
  g_auto (GStrv) package = corral_managed_list_files ("/etc", FALSE, xdg);
  g_auto (GStrv) flatpak = corral_managed_list_files ("/app/etc", TRUE, xdg);
  static const char *const of_package[] = { "/etc/corral/managed.ini", "/etc/xdg/corral/managed.ini", "/home/kim/xdg/corral/managed.ini", NULL };
  static const char *const of_flatpak[] = { "/app/etc/corral/managed.ini", "/run/host/etc/corral/managed.ini",
                                            "/etc/xdg/corral/managed.ini", "/home/kim/xdg/corral/managed.ini", NULL };
  g_autofree char *page_path = g_build_filename (g_getenv ("CORRAL_SOURCE_DIR"), "data", "doc", "administrators.md", NULL);
  g_autofree char *page = NULL;

  g_assert_cmpstrv (package, of_package);
  g_assert_cmpstrv (flatpak, of_flatpak);
  /* Each of them is on the page, in this order. */
  g_assert_true (g_file_get_contents (page_path, &page, NULL, NULL));
  {
    const char *app = strstr (page, "| `/app/etc/corral/managed.ini`");
    const char *host = strstr (page, "| `/run/host/etc/corral/managed.ini`");
    const char *etc = strstr (page, "| `/etc/corral/managed.ini`");
    const char *folder = strstr (page, "XDG_CONFIG_DIRS");

    g_assert_true (app != NULL && host != NULL && etc != NULL && folder != NULL);
    g_assert_true (app < host && host < folder && etc < folder);
  }
}

/* The first that is there counts, also where it says less than the next. */
static void
test_first_counts (void)
{
  g_autofree char *root = g_dir_make_tmp ("corral-managed-XXXXXX", NULL);
  g_autofree char *first = g_build_filename (root, "first", NULL);
  g_autofree char *second = g_build_filename (root, "second", NULL);
  g_autofree char *dirs = g_strjoin (":", first, second, NULL);

  if (g_test_subprocess ())
    {
      g_autoptr (CorralManaged) managed = corral_managed_new ();

      g_assert_true (g_str_has_suffix (managed->path, "first/corral/managed.ini"));
      g_assert_cmpuint (managed->retention_days, ==, 3);
      g_assert_true (managed->may_export);
      return;
    }
  for (guint i = 0; i < 2; i++)
    {
      g_autofree char *folder = g_build_filename (i == 0 ? first : second, "corral", NULL);
      g_autofree char *file = g_build_filename (folder, "managed.ini", NULL);

      g_assert_cmpint (g_mkdir_with_parents (folder, 0700), ==, 0);
      g_assert_true (g_file_set_contents (file, i == 0 ? "[Corral]\nRetentionDays=3\n" : "[Corral]\nExport=false\n", -1, NULL));
    }
  /* What it was set to is read once in a program. */
  g_setenv ("XDG_CONFIG_DIRS", dirs, TRUE);
  g_test_trap_subprocess (NULL, 0, 0);
  g_test_trap_assert_passed ();
  for (guint i = 0; i < 2; i++)
    {
      g_autofree char *folder = g_build_filename (i == 0 ? first : second, "corral", NULL);
      g_autofree char *file = g_build_filename (folder, "managed.ini", NULL);

      g_remove (file);
      g_rmdir (folder);
      g_rmdir (i == 0 ? first : second);
    }
  g_rmdir (root);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *path = g_strconcat ("/managed/", cases[i].name, NULL);

      g_test_add_data_func (path, &cases[i], test_case);
    }
  g_test_add_func ("/managed/zero-bytes", test_zero_bytes);
  g_test_add_func ("/managed/lock", test_lock);
  g_test_add_func ("/managed/clouds", test_clouds);
  g_test_add_func ("/managed/places", test_places);
  g_test_add_func ("/managed/first-counts", test_first_counts);
  return g_test_run ();
}
