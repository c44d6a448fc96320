/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The handover on paper, read back by another program, and the pages of handover and noise in the real window. */
#include "acts-fixture.h"

#include "corral-handover-page.h"
#include "corral-noise-page.h"
#include "corral-paper.h"

#include <glib/gstdio.h>
#include <string.h>

static void
free_line (gpointer data)
{
  CorralHandoverLine *line = data;

  g_free (line->text);
  g_free (line->detail);
  g_free (line);
}

static void
free_section (gpointer data)
{
  CorralHandoverSection *section = data;

  g_ptr_array_unref (section->lines);
  g_free (section);
}

/* @n lines of @text in one part. */
static CorralHandover *
make_handover (guint n, const char *text)
{
  CorralHandover *handover = g_new0 (CorralHandover, 1);
  CorralHandoverSection *section = g_new0 (CorralHandoverSection, 1);

  handover->sentence = g_strdup ("Since 09:14 (your time): 3 incidents are open now.");
  handover->as_of = g_strdup ("As of 17:00 (your time)");
  handover->whose = g_strdup ("Friday 27 November 2026; “your time” is CET, UTC+01:00\nHarbor Foods");
  handover->period = g_strdup ("09:14 (your time) to 17:00 (your time)");
  handover->words = g_strdup ("The dock at 118 is loose.");
  handover->sections = g_ptr_array_new_with_free_func (free_section);
  section->title = "Open Now";
  section->lines = g_ptr_array_new_with_free_func (free_line);
  for (guint i = 0; i < n; i++)
    {
      CorralHandoverLine *line = g_new0 (CorralHandoverLine, 1);

      line->text = g_strdup_printf ("%s %u.", text, i);
      line->detail = g_strdup ("nobody has it");
      g_ptr_array_add (section->lines, line);
    }
  g_ptr_array_add (handover->sections, section);
  return handover;
}

/* What another program reads in the PDF of @handover, and how many pages it has. */
static char *
read_back (const CorralHandover *handover, guint *n_pages)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (CorralSheet) sheet = corral_handover_to_sheet (handover);
  g_autoptr (GBytes) pdf = corral_paper_to_pdf (sheet, NULL, &error);
  g_autofree char *dir = g_dir_make_tmp ("corral-paper-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (dir, "sheet.pdf", NULL);
  const char *const text_args[] = { "pdftotext", "-layout", path, "-", NULL };
  const char *const info_args[] = { "pdfinfo", path, NULL };
  g_autofree char *info = NULL;
  char *text = NULL;

  g_assert_no_error (error);
  g_assert_true (g_file_set_contents (path, g_bytes_get_data (pdf, NULL), g_bytes_get_size (pdf), NULL));
  g_assert_true (g_spawn_sync (NULL, (char **) text_args, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, &text, NULL, NULL, &error));
  g_assert_no_error (error);
  g_assert_true (g_spawn_sync (NULL, (char **) info_args, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, &info, NULL, NULL, &error));
  g_assert_no_error (error);
  g_assert_nonnull (strstr (info, "Pages:"));
  *n_pages = atoi (strstr (info, "Pages:") + strlen ("Pages:"));
  g_remove (path);
  g_rmdir (dir);
  return text;
}

static void
test_paper (void)
{
  g_autoptr (CorralHandover) handover = make_handover (3, "Carrier Norvia: carts silent");
  guint n_pages;
  g_autofree char *text = read_back (handover, &n_pages);

  g_assert_cmpuint (n_pages, ==, 1);
  g_assert_nonnull (strstr (text, "Handover"));
  g_assert_nonnull (strstr (text, "The dock at 118 is loose."));
  /* It can be told from another day's, and another chain's; and that it is all of it. */
  g_assert_nonnull (strstr (text, "27 November 2026"));
  g_assert_nonnull (strstr (text, "UTC+01:00"));
  g_assert_nonnull (strstr (text, "Harbor Foods"));
  g_assert_nonnull (strstr (text, "page 1 of 1"));
  g_assert_nonnull (strstr (text, "Carrier Norvia: carts silent 2. – nobody has it"));
  g_assert_null (strstr (text, "more"));
}

/* Far more than a sheet holds: still one, and it says how many are not on it. */
static void
test_too_much (void)
{
  g_autoptr (CorralHandover) handover
      = make_handover (200, "A store whose name is long and whose carts fell silent one after the other all through the day, incident");
  guint n_pages;
  g_autofree char *text = read_back (handover, &n_pages);
  const char *more = g_strrstr (text, "and ");

  g_assert_cmpuint (n_pages, ==, 1);
  g_assert_nonnull (strstr (text, "incident 0."));
  g_assert_nonnull (more);
  g_assert_cmpint (atoi (more + 4), >, 50);
  g_assert_null (strstr (text, "incident 199."));
}

/* Nothing at all is a sheet too. */
static void
test_nothing (void)
{
  g_autoptr (CorralHandover) handover = make_handover (0, "");
  guint n_pages;
  g_autofree char *text = NULL;

  g_ptr_array_set_size (handover->sections, 0);
  text = read_back (handover, &n_pages);
  g_assert_cmpuint (n_pages, ==, 1);
}

static void
test_pages (Fixture *fixture, gconstpointer data)
{
  g_autoptr (CorralHandover) handover = NULL;
  CorralPage *page;

  open_offline (fixture);
  go (fixture, "corral:handover?since=day");
  page = corral_window_get_page (fixture->window);
  g_assert_true (CORRAL_IS_HANDOVER_PAGE (page));
  handover = corral_handover_page_make (CORRAL_HANDOVER_PAGE (page));
  g_assert_nonnull (handover->sentence);
  assert_drawn (fixture, "handover");
  go (fixture, "corral:noise?over=month");
  page = corral_window_get_page (fixture->window);
  g_assert_true (CORRAL_IS_NOISE_PAGE (page));
  assert_drawn (fixture, "noise");
  {
    g_autofree char *text = corral_noise_page_to_text (CORRAL_NOISE_PAGE (page));

    /* The demo fleet has alerts: the loudest store leads. */
    g_assert_cmpuint (strlen (text), >, 0);
  }
}

#define ADD(path, test) g_test_add (path, Fixture, NULL, set_up, test, tear_down)

int
main (int argc, char **argv)
{
  window_fixture_init (&argc, &argv);
  g_test_add_func ("/handover/paper", test_paper);
  g_test_add_func ("/handover/too-much", test_too_much);
  g_test_add_func ("/handover/nothing", test_nothing);
  ADD ("/handover/pages", test_pages);
  return g_test_run ();
}
