/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Every sheet of paper, made on the page it belongs to and read back by pdftotext, which says where each word stands. */
#include "config.h"

#include "fit-paper.h"

#include "page-tour.h"

#include "corral-case-page.h"
#include "corral-flag-page.h"
#include "corral-paper.h"
#include "corral-sealed.h"
#include "corral-sheets.h"

#include <math.h>
#include <string.h>

/* Printers leave that much white at the edges. */
#define LEAST_MARGIN_PT 36.0
/* Letters of neighbouring lines reach into each other's boxes, and an accent beyond its own. */
#define SLACK_PT 2.0

typedef struct
{
  double left, top, right, bottom;
  char *text; /* (owned) */
} Word;

static void
clear_word (gpointer data)
{
  g_free (((Word *) data)->text);
}

/* ---- reading back --------------------------------------------------------------------------------------- */

static char *
read_boxes (GBytes *pdf, const char *name, const char *paper)
{
  const char *folder = g_getenv ("CORRAL_PICTURES");
  g_autofree char *dir = folder == NULL ? g_dir_make_tmp ("corral-paper-XXXXXX", NULL) : NULL;
  g_autofree char *file = folder == NULL ? g_strdup ("sheet.pdf")
                                         : g_strdup_printf ("paper-%s-%s-%s.pdf", name, paper, g_getenv ("LANGUAGE"));
  g_autofree char *path = g_build_filename (folder != NULL ? folder : dir, file, NULL);
  const char *const args[] = { "pdftotext", "-bbox", path, "-", NULL };
  g_autoptr (GError) error = NULL;
  char *out = NULL;

  g_assert_true (g_file_set_contents (path, g_bytes_get_data (pdf, NULL), (gssize) g_bytes_get_size (pdf), NULL));
  g_assert_true (g_spawn_sync (NULL, (char **) args, NULL, G_SPAWN_SEARCH_PATH | G_SPAWN_STDERR_TO_DEV_NULL, NULL, NULL, &out,
                               NULL, NULL, &error));
  g_assert_no_error (error);
  if (dir != NULL)
    remove_tree (dir);
  return out;
}

static double
get_number (const char *line, const char *name)
{
  const char *at = strstr (line, name);

  g_assert_nonnull (at);
  return g_ascii_strtod (at + strlen (name), NULL);
}

static void
look_at_word (GArray *words, const Word *word, double width, double height, const char *name)
{
  if (word->left < LEAST_MARGIN_PT || word->top < LEAST_MARGIN_PT || word->right > width - LEAST_MARGIN_PT
      || word->bottom > height - LEAST_MARGIN_PT)
    {
      g_test_message ("%s: “%s” is at %.0f–%.0f × %.0f–%.0f of %.0f×%.0f", name, word->text, word->left, word->right, word->top,
                      word->bottom, width, height);
      g_test_fail ();
    }
  for (guint i = 0; i < words->len; i++)
    {
      const Word *other = &g_array_index (words, Word, i);
      double across = fmin (word->right, other->right) - fmax (word->left, other->left);
      double down = fmin (word->bottom, other->bottom) - fmax (word->top, other->top);

      if (across <= SLACK_PT || down <= 0.5 * fmin (word->bottom - word->top, other->bottom - other->top))
        continue;
      g_test_message ("%s: “%s” lies over “%s”", name, word->text, other->text);
      g_test_fail ();
    }
}

static void
look_at_pdf (GBytes *pdf, const char *name, const char *paper)
{
  g_autofree char *boxes = read_boxes (pdf, name, paper);
  g_auto (GStrv) lines = g_strsplit (boxes, "\n", -1);
  g_autoptr (GArray) words = g_array_new (FALSE, FALSE, sizeof (Word));
  double width = 0, height = 0;
  guint n = 0;

  g_array_set_clear_func (words, clear_word);
  for (guint i = 0; lines[i] != NULL; i++)
    {
      const char *open = strstr (lines[i], "<word ");
      Word word;

      if (strstr (lines[i], "<page ") != NULL)
        {
          width = get_number (lines[i], "width=\"");
          height = get_number (lines[i], "height=\"");
          g_array_set_size (words, 0);
        }
      if (open == NULL)
        continue;
      word = (Word){ get_number (open, "xMin=\""), get_number (open, "yMin=\""), get_number (open, "xMax=\""),
                     get_number (open, "yMax=\""), g_strndup (strchr (open, '>') + 1, strcspn (strchr (open, '>') + 1, "<")) };
      look_at_word (words, &word, width, height, name);
      g_array_append_val (words, word);
      n++;
    }
  g_test_message ("%s: %u words", name, n);
  g_assert_cmpuint (n, >, 10);
}

/* ---- what is made ----------------------------------------------------------------------------------------- */

static GBytes *
take_report (GBytes *sealed)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *seal = NULL;
  g_autoptr (CorralSealed) pack = corral_sealed_open (sealed, &seal, &error);

  g_assert_no_error (error);
  return g_bytes_ref (corral_sealed_get (pack, "report.pdf"));
}

static void
look_at_flag (Fixture *fixture, const char *paper)
{
  g_autofree char *seal = NULL;
  g_autoptr (GBytes) sealed = NULL;
  g_autoptr (GBytes) report = NULL;

  page_tour_go (fixture, CORRAL_PAGE_FLAG);
  wait_until ((sealed = corral_flag_page_make_pack (CORRAL_FLAG_PAGE (page_part (fixture, CORRAL_TYPE_FLAG_PAGE)), &seal, NULL))
              != NULL);
  report = take_report (sealed);
  look_at_pdf (report, "flag", paper);
}

static void
keep_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  *(GAsyncResult **) data = g_object_ref (result);
}

static void
look_at_case (Fixture *fixture, const char *paper)
{
  CorralCasePage *page;
  g_autofree char *seal = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GBytes) sealed = NULL;
  g_autoptr (GBytes) report = NULL;
  g_autoptr (GError) error = NULL;

  page_tour_go (fixture, CORRAL_PAGE_CASE);
  page = CORRAL_CASE_PAGE (page_part (fixture, CORRAL_TYPE_CASE_PAGE));
  corral_case_page_make_pack_async (page, keep_cb, &result);
  wait_until (result != NULL);
  sealed = corral_case_page_make_pack_finish (page, result, &seal, &error);
  g_assert_no_error (error);
  report = take_report (sealed);
  look_at_pdf (report, "case", paper);
}

/* Of the page that is shown. */
static void
look_at_sheet (Fixture *fixture, const CorralSheetKind *kind, const char *name, const char *paper)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (CorralSheet) sheet = kind->make (corral_window_get_page (fixture->window));
  g_autoptr (GBytes) pdf = NULL;

  g_assert_nonnull (sheet);
  pdf = corral_paper_to_pdf (sheet, paper, &error);
  g_assert_no_error (error);
  look_at_pdf (pdf, name, paper);
}

/* One has much to do, another nothing. */
static void
look_at_stores (Fixture *fixture, const CorralSheetKind *kind, const char *paper)
{
  const CorralColumns *stores = corral_fleet_get_table (get_fleet (fixture), CORRAL_TABLE_STORE);

  for (guint32 store = 0; store < corral_columns_get_n_slots (stores); store++)
    {
      g_autofree char *uri = NULL;
      g_autofree char *name = NULL;

      if (!corral_columns_exists (stores, store))
        continue;
      uri = uri_of_store (fixture, store);
      name = g_strdup_printf ("%s-%u", kind->name, store);
      go (fixture, uri);
      look_at_sheet (fixture, kind, name, paper);
    }
}

static void
look_at_kind (Fixture *fixture, const CorralSheetKind *kind, const char *paper)
{
  if (kind->page == CORRAL_PAGE_STORE)
    {
      look_at_stores (fixture, kind, paper);
      return;
    }
  if (kind->page == CORRAL_PAGE_STORES)
    {
      g_autofree char *chain = g_strdup_printf ("corral://%s", corral_fleet_get_text (get_fleet (fixture), CORRAL_TABLE_CHAIN,
                                                                                     first_slot (fixture, CORRAL_TABLE_CHAIN),
                                                                                     CORRAL_CHAIN_COL_ID));
      go (fixture, chain);
    }
  else
    {
      page_tour_go (fixture, kind->page);
    }
  look_at_sheet (fixture, kind, kind->name, paper);
}

void
fit_paper_test (Fixture *fixture, gconstpointer data)
{
  const char *paper = data;
  guint n;
  const CorralSheetKind *kinds = corral_sheets_get (&n);

  page_tour_open (fixture);
  for (guint i = 0; i < n; i++)
    look_at_kind (fixture, &kinds[i], paper);
  look_at_flag (fixture, paper);
  look_at_case (fixture, paper);
}
