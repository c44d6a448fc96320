/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Sheets of paper, read back by other programs: words by pdftotext, barcodes by zbarimg. And the ways to them in the real
 * window. */
#include "acts-fixture.h"
#include "incident-fixture.h"

#include "corral-audit.h"
#include "corral-finder.h"
#include "corral-find-words.h"
#include "corral-paper.h"
#include "corral-sheets.h"
#include "corral-walk-sheet.h"


#include <glib/gstdio.h>
#include <string.h>

/* What a printer in a back office does. */
#define DPI "300"

/* ---- reading back --------------------------------------------------------------------------------------- */

typedef struct
{
  char *text;     /* what pdftotext reads */
  char *boxes;    /* and where, as its -bbox has it */
  guint n_pages;
  char **scanned; /* what zbarimg reads, in order */
} Read;

static void
read_clear (Read *read)
{
  g_free (read->text);
  g_free (read->boxes);
  g_strfreev (read->scanned);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Read, read_clear)

static char *
run (const char *const *args)
{
  g_autoptr (GError) error = NULL;
  char *out = NULL;
  int status;

  g_assert_true (g_spawn_sync (NULL, (char **) args, NULL, G_SPAWN_SEARCH_PATH | G_SPAWN_STDERR_TO_DEV_NULL, NULL, NULL, &out,
                               NULL, &status, &error));
  g_assert_no_error (error);
  return out;
}

/* For whoever wants to look at them: into the folder that CORRAL_PICTURES names. */
static void
keep_picture (const char *path, const char *name)
{
  const char *folder = g_getenv ("CORRAL_PICTURES");
  static guint n;
  g_autofree char *stem = folder != NULL ? g_strdup_printf ("%s/sheet-%02u-%s", folder, n++, name) : NULL;
  const char *const args[] = { "pdftoppm", "-r", "100", "-png", path, stem, NULL };

  if (stem != NULL)
    g_free (run (args));
}

/* No letter is drawn on itself, which would make it bolder than its neighbours. */
static void
assert_drawn_once (const char *path, guint page)
{
  g_autofree char *number = g_strdup_printf ("%u", page);
  const char *const args[] = { "pdftocairo", "-svg", "-f", number, "-l", number, path, "-", NULL };
  g_autofree char *svg = run (args);
  g_auto (GStrv) lines = g_strsplit (svg, "\n", -1);
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);
  guint n = 0;

  for (guint i = 0; lines[i] != NULL; i++)
    if (strstr (lines[i], "<use ") != NULL && ++n > 0 && !g_hash_table_add (seen, lines[i]))
      g_error ("drawn twice on page %u: %s", page, lines[i]);
  g_assert_cmpuint (n, >, 10);
}

/* With @scans also its barcodes. */
static void
read_back (const CorralSheet *sheet, const char *paper, gboolean scans, Read *read)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) pdf = corral_paper_to_pdf (sheet, paper, &error);
  g_autofree char *dir = g_dir_make_tmp ("corral-paper-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (dir, "sheet.pdf", NULL);
  g_autofree char *stem = g_build_filename (dir, "page", NULL);
  const char *const text_args[] = { "pdftotext", "-layout", path, "-", NULL };
  const char *const box_args[] = { "pdftotext", "-bbox", path, "-", NULL };
  const char *const info_args[] = { "pdfinfo", path, NULL };
  const char *const draw_args[] = { "pdftoppm", "-r", DPI, "-gray", "-png", path, stem, NULL };
  g_autofree char *info = NULL;
  g_autoptr (GString) all = g_string_new (NULL);

  g_assert_no_error (error);
  g_assert_true (g_file_set_contents (path, g_bytes_get_data (pdf, NULL), g_bytes_get_size (pdf), NULL));
  read->text = run (text_args);
  read->boxes = run (box_args);
  info = run (info_args);
  g_assert_nonnull (strstr (info, "Pages:"));
  read->n_pages = (guint) atoi (strstr (info, "Pages:") + strlen ("Pages:"));
  for (guint i = 1; i <= read->n_pages && !scans; i++)
    assert_drawn_once (path, i);
  keep_picture (path, sheet->subject != NULL ? sheet->subject : sheet->title);
  if (scans)
    {
      g_free (run (draw_args));
      for (guint i = 1; i <= read->n_pages; i++)
        {
          g_autofree char *name
              = read->n_pages < 10 ? g_strdup_printf ("%s-%u.png", stem, i) : g_strdup_printf ("%s-%02u.png", stem, i);
          const char *const scan_args[] = { "zbarimg", "--quiet", "--raw", "-Sdisable", "-Scode128.enable", name, NULL };
          g_autofree char *out = run (scan_args);

          g_string_append (all, out);
        }
    }
  read->scanned = g_strsplit (all->str, "\n", -1);
  remove_tree (dir);
}

static gboolean
was_scanned (const Read *read, const char *text)
{
  return g_strv_contains ((const char *const *) read->scanned, text);
}

/* ---- sheets of our own ---------------------------------------------------------------------------------- */

static CorralSheet *
make_walk (guint n, const char *why)
{
  CorralSheet *sheet = corral_sheet_new ("Morning Walk");
  CorralSheetSection *section = corral_sheet_add_section (sheet, "Pull from Service", CORRAL_SHEET_TO_DO);

  sheet->subject = g_strdup ("118 Riverside");
  sheet->as_of = g_strdup ("As of 06:41 (store time, CET).");
  sheet->sentence = g_strdup ("24 of 30 carts can go out now.");
  sheet->n_note_lines = 6;
  for (guint i = 0; i < n; i++)
    {
      CorralSheetLine *line = corral_sheet_section_add_line (section, why, "Pull it.");

      line->number = g_strdup_printf ("%04u", i);
      line->where = g_strdup_printf ("Aisle %u", i);
      line->barcode = g_strdup_printf ("SC-A3-%07u", i);
    }
  return sheet;
}

/* Every cart of a sheet of several pages is read back, on both papers, and no page is without its number or its words. */
static void
test_barcodes (gconstpointer data)
{
  const char *paper = data;
  g_autoptr (CorralSheet) sheet = make_walk (40, "The scale is off (72 g).");
  g_auto (Read) read = { 0 };
  g_autofree char *last = NULL;

  read_back (sheet, paper, TRUE, &read);
  g_assert_cmpuint (read.n_pages, >=, 3);
  for (guint i = 0; i < 40; i++)
    {
      g_autofree char *serial = g_strdup_printf ("SC-A3-%07u", i);

      if (!was_scanned (&read, serial))
        g_error ("the barcode of %s was not read", serial);
      g_assert_nonnull (strstr (read.text, serial));
    }
  /* And nothing else. */
  g_assert_cmpuint (g_strv_length (read.scanned), ==, 40 + 1);
  last = g_strdup_printf ("page %u of %u", read.n_pages, read.n_pages);
  g_assert_nonnull (strstr (read.text, "page 1 of"));
  g_assert_nonnull (strstr (read.text, last));
  g_assert_nonnull (strstr (read.text, "Pull from Service, continued"));
  g_assert_nonnull (strstr (read.text, "Notes by Hand"));
}

/* Serials of other makers; what is no Code 128 is there to read and to type in. */
static void
test_other_serials (void)
{
  static const char *const serials[] = {
    "1", "00042", "0123456789", "cart/7 (old) #3", "AbC-dEf_12.34:56", "SC-B9-1234567",
  };
  static const char *const unfit[] = { "Wagen Überlingen 3", "0123456789012345678901234567890123456789ABCDEFGH" };
  g_autoptr (CorralSheet) sheet = make_walk (0, "");
  CorralSheetSection *section = g_ptr_array_index (sheet->sections, 0);
  g_auto (Read) read = { 0 };

  for (guint i = 0; i < G_N_ELEMENTS (serials) + G_N_ELEMENTS (unfit); i++)
    {
      CorralSheetLine *line = corral_sheet_section_add_line (section, "The battery is low.", NULL);

      line->number = g_strdup_printf ("%u", i);
      line->barcode = g_strdup (i < G_N_ELEMENTS (serials) ? serials[i] : unfit[i - G_N_ELEMENTS (serials)]);
    }
  read_back (sheet, GTK_PAPER_NAME_A4, TRUE, &read);
  for (guint i = 0; i < G_N_ELEMENTS (serials); i++)
    if (!was_scanned (&read, serials[i]))
      g_error ("the barcode of “%s” was not read", serials[i]);
  g_assert_cmpuint (g_strv_length (read.scanned), ==, G_N_ELEMENTS (serials) + 1);
  g_assert_nonnull (strstr (read.text, "Wagen"));
}

/* Long words, other scripts and many lines do not run into the barcode, nor off the page. */
static void
test_rough_words (void)
{
  g_autoptr (CorralSheet) sheet
      = make_walk (9,
                   "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft, עגלה 12 בתיקון, 高円寺店の"
                   "カートは充電できません; then a sentence that goes on for long enough to take four lines of its own.");
  g_auto (Read) read = { 0 };

  read_back (sheet, GTK_PAPER_NAME_A4, TRUE, &read);
  g_assert_cmpuint (g_strv_length (read.scanned), ==, 9 + 1);
  g_assert_nonnull (strstr (read.text, "four lines of its own."));
}

static void
test_nothing_to_do (void)
{
  g_autoptr (CorralSheet) sheet = make_walk (0, "");
  CorralSheetSection *section = g_ptr_array_index (sheet->sections, 0);
  g_auto (Read) read = { 0 };

  section->empty = g_strdup ("No cart has to be pulled.");
  read_back (sheet, NULL, FALSE, &read);
  g_assert_cmpuint (read.n_pages, ==, 1);
  g_assert_nonnull (strstr (read.text, "No cart has to be pulled."));
  g_assert_nonnull (strstr (read.text, "page 1 of 1"));
}

/* A table of many rows has its heading on every page; no row is lost or torn. */
static void
test_table (void)
{
  g_autoptr (CorralSheet) sheet = corral_sheet_new ("Incident");
  CorralSheetSection *section = corral_sheet_add_section (sheet, "By Store", CORRAL_SHEET_PLAIN);
  g_auto (Read) read = { 0 };
  guint n_heads = 0;

  sheet->as_of = g_strdup ("As of 09:14 UTC.");
  corral_sheet_section_add_column (section, "Store", CORRAL_SHEET_START, 5);
  corral_sheet_section_add_column (section, "In it now", CORRAL_SHEET_END, 2);
  for (guint i = 0; i < 130; i++)
    {
      char *row[] = { g_strdup_printf ("%u Riverside", i), g_strdup_printf ("%u", i * 7), NULL };

      corral_sheet_section_take_row (section, g_memdup2 (row, sizeof row));
    }
  section->n_more = 4;
  read_back (sheet, GTK_PAPER_NAME_A4, FALSE, &read);
  for (const char *p = read.text; (p = strstr (p, "In it now")) != NULL; p++)
    n_heads++;
  g_assert_cmpuint (n_heads, ==, read.n_pages);
  for (guint i = 0; i < 130; i++)
    {
      g_autofree char *name = g_strdup_printf ("%u Riverside", i);

      g_assert_nonnull (strstr (read.text, name));
    }
  g_assert_nonnull (strstr (read.text, "and 4 more"));
}

/* The edge ("xMin", "xMax") of the first @word, in points. */
static double
find_edge (const Read *read, const char *word, const char *edge)
{
  g_autofree char *pattern = g_strdup_printf ("%s=\"([0-9.]+)\"[^>]*>%s</word>", edge, word);
  g_autoptr (GRegex) regex = g_regex_new (pattern, 0, 0, NULL);
  g_autoptr (GMatchInfo) match = NULL;
  g_autofree char *digits = NULL;

  if (!g_regex_match (regex, read->boxes, 0, &match))
    g_error ("“%s” is not on the sheet:\n%s", word, read->boxes);
  digits = g_match_info_fetch (match, 1);
  return g_ascii_strtod (digits, NULL);
}

/* Read from the right, it all begins there: headings, columns, boxes, the foot; and nothing lies over anything else. Barcodes
 * stay as they are. */
static void
test_from_the_right (void)
{
  g_autoptr (CorralSheet) sheet = make_walk (3, "It reports a fault.");
  CorralSheetSection *table = corral_sheet_add_section (sheet, "Table", CORRAL_SHEET_PLAIN);
  const char *const row[] = { "עגלה", "Plain", "77", NULL };
  const double right = 595.0 - 48, left = 48;
  g_auto (Read) read = { 0 };

  corral_sheet_section_add_column (table, "First", CORRAL_SHEET_START, 2);
  corral_sheet_section_add_column (table, "Second", CORRAL_SHEET_START, 2);
  corral_sheet_section_add_column (table, "Third", CORRAL_SHEET_END, 2);
  corral_sheet_section_take_row (table, g_strdupv ((char **) row));
  corral_sheet_take_head (sheet, g_strdup ("עגלה\nLeftwards"));
  gtk_widget_set_default_direction (GTK_TEXT_DIR_RTL);
  read_back (sheet, GTK_PAPER_NAME_A4, TRUE, &read);
  gtk_widget_set_default_direction (GTK_TEXT_DIR_LTR);
  g_assert_cmpfloat_with_epsilon (find_edge (&read, "Walk", "xMax"), right, 3);
  g_assert_cmpfloat_with_epsilon (find_edge (&read, "Table", "xMax"), right, 3);
  g_assert_cmpfloat_with_epsilon (find_edge (&read, "Leftwards", "xMax"), right, 3);
  g_assert_cmpfloat_with_epsilon (find_edge (&read, "First", "xMax"), right, 3);
  g_assert_cmpfloat (find_edge (&read, "Second", "xMax"), <, find_edge (&read, "First", "xMin"));
  g_assert_cmpfloat_with_epsilon (find_edge (&read, "Plain", "xMax"), find_edge (&read, "Second", "xMax"), 1.5);
  g_assert_cmpfloat (find_edge (&read, "Third", "xMax"), <, find_edge (&read, "Second", "xMin"));
  g_assert_cmpfloat_with_epsilon (find_edge (&read, "77", "xMin"), find_edge (&read, "Third", "xMin"), 1.5);
  g_assert_cmpfloat_with_epsilon (find_edge (&read, "Corral", "xMin"), left, 3);
  g_assert_true (was_scanned (&read, "SC-A3-0000000"));
}

static void
test_as_text (void)
{
  g_autoptr (CorralSheet) sheet = make_walk (1, "The scale is off (72 g).");
  g_autofree char *text = corral_sheet_to_text (sheet);

  g_assert_cmpstr (text, ==,
                   "Morning Walk\n118 Riverside\nAs of 06:41 (store time, CET).\n24 of 30 carts can go out now.\n\n"
                   "Pull from Service\n☐ 0000  Aisle 0  The scale is off (72 g). – Pull it.  [SC-A3-0000000]\n");
}

/* ---- in the window -------------------------------------------------------------------------------------- */

/* Where a barcode of a sheet leads when it is scanned into the search. */
static guint32
scan (Fixture *fixture, const char *scanned)
{
  g_autoptr (CorralFinder) finder = corral_finder_new (get_fleet (fixture), corral_find_words_get ());

  return corral_finder_find_serial (finder, scanned);
}

/* Every store's walk sheet: what is scanned off the paper is the cart of that line, in its order. */
static void
test_walk_sheets (Fixture *fixture, gconstpointer data)
{
  CorralFleet *fleet;
  const CorralColumns *stores;
  guint n_stops = 0;

  open_offline (fixture);
  fleet = get_fleet (fixture);
  stores = corral_fleet_get_table (fleet, CORRAL_TABLE_STORE);
  for (guint32 store = 0; store < corral_columns_get_n_slots (stores); store++)
    {
      g_autofree char *uri = NULL;
      g_autoptr (CorralSheet) sheet = NULL;
      g_auto (Read) read = { 0 };

      if (!corral_columns_exists (stores, store))
        continue;
      uri = uri_of_store (fixture, store);
      go (fixture, uri);
      sheet = corral_sheets_find ("walk")->make (corral_window_get_page (fixture->window));
      g_assert_nonnull (sheet);
      g_assert_cmpuint (sheet->sections->len, ==, 3);
      read_back (sheet, GTK_PAPER_NAME_A4, TRUE, &read);
      /* Offline by choice: that is said in words. */
      g_assert_nonnull (strstr (read.text, "without an answer from the cloud"));
      for (guint i = 0; i < sheet->sections->len; i++)
        {
          const CorralSheetSection *section = g_ptr_array_index (sheet->sections, i);

          g_assert_true ((section->lines->len == 0) == (section->empty != NULL));
          for (guint k = 0; k < section->lines->len; k++)
            {
              const CorralSheetLine *line = g_ptr_array_index (section->lines, k);
              guint32 cart;

              g_assert_true (was_scanned (&read, line->barcode));
              cart = scan (fixture, line->barcode);
              g_assert_cmpstr (corral_fleet_get_text (fleet, CORRAL_TABLE_CART, cart, CORRAL_CART_COL_LABEL), ==, line->number);
              g_assert_cmpuint (corral_fleet_get_link (fleet, CORRAL_TABLE_CART, cart, CORRAL_CART_COL_STORE), ==, store);
              n_stops++;
            }
        }
    }
  /* The demo's stores have something to do. */
  g_assert_cmpuint (n_stops, >, 5);
}

/* What it is, what the stores are told, who is in it by store, and what happened; no staff. */
static void
test_incident (Fixture *fixture, gconstpointer data)
{
  g_autoptr (CorralSheet) sheet = NULL;
  g_auto (Read) read = { 0 };
  const char *const words[] = { "Incident", "In Short", "Carts in it", "By Store", "In it now", "What Happened", "Notes by Hand" };

  open_offline (fixture);
  take_over_source (fixture);
  show_incidents (fixture, make_outage (fixture, "inc-one", 30), NULL);
  go (fixture, "corral:incident/inc-one");
  sheet = corral_sheets_find ("incident")->make (corral_window_get_page (fixture->window));
  g_assert_nonnull (sheet);
  read_back (sheet, GTK_PAPER_NAME_A4, FALSE, &read);
  for (guint i = 0; i < G_N_ELEMENTS (words); i++)
    if (strstr (read.text, words[i]) == NULL)
      g_error ("“%s” is not on the sheet:\n%s", words[i], read.text);
  g_assert_null (strstr (read.text, "staff-"));
  go (fixture, "corral:incident/no-such");
  g_assert_null (corral_sheets_find ("incident")->make (corral_window_get_page (fixture->window)));
}

/* The table is whole: each sheet can be made where it is offered, its page has the button, and what it makes is more than a
 * title. */
static void
test_offered (Fixture *fixture, gconstpointer data)
{
  guint n;
  const CorralSheetKind *sheets = corral_sheets_get (&n);

  open_full (fixture);
  for (guint i = 0; i < n; i++)
    {
      g_autofree char *store = uri_of_first_store (fixture);
      g_autofree char *chain = NULL;

      g_assert_true (corral_sheets_find (sheets[i].name) == &sheets[i]);
      if (sheets[i].page == CORRAL_PAGE_INCIDENT)
        continue; /* its own test has one */
      chain = g_strdup_printf ("corral://%s", corral_fleet_get_text (get_fleet (fixture), CORRAL_TABLE_CHAIN,
                                                                     first_slot (fixture, CORRAL_TABLE_CHAIN), CORRAL_CHAIN_COL_ID));
      go (fixture, sheets[i].page == CORRAL_PAGE_STORE    ? store
                   : sheets[i].page == CORRAL_PAGE_STORES ? chain
                                                          : corral_page_kind_to_name (sheets[i].page));
      {
        g_autoptr (CorralSheet) sheet = sheets[i].make (corral_window_get_page (fixture->window));
        g_auto (Read) read = { 0 };

        g_assert_nonnull (sheet);
        read_back (sheet, GTK_PAPER_NAME_LETTER, FALSE, &read);
        g_assert_nonnull (strstr (read.text, sheet->title));
        g_assert_cmpuint (strlen (read.text), >, 100);
      }
    }
}

static void
test_copy (Fixture *fixture, gconstpointer data)
{
  g_autofree char *store = NULL;

  open_offline (fixture);
  store = uri_of_first_store (fixture);
  go (fixture, store);
  gtk_widget_activate_action (GTK_WIDGET (corral_window_get_page (fixture->window)), "sheet.copy", "s", "walk");
  wait_until (was_told (fixture, "in the clipboard"));
}

static void
printed_cb (GtkPrintOperation *operation, GtkPrintOperationResult result, int *out)
{
  *out = (int) result;
}

/* A printer as far as GTK goes, which writes into a file; how it ended. */
static int
print_into (Fixture *fixture, const char *path)
{
  CorralPage *page = corral_window_get_page (fixture->window);
  g_autoptr (GtkPrintOperation) operation = corral_paper_print_new (corral_sheets_find ("walk")->make (page), GTK_WIDGET (page));
  int result = -1;

  g_signal_connect (operation, "done", G_CALLBACK (printed_cb), &result);
  gtk_print_operation_set_export_filename (operation, path);
  gtk_print_operation_run (operation, GTK_PRINT_OPERATION_ACTION_EXPORT, GTK_WINDOW (fixture->window), NULL);
  wait_until (result != -1);
  return result;
}

/* That paper leaves is recorded before it does: where it cannot be, no page is printed. */
static void
test_print_recorded (Fixture *fixture, gconstpointer data)
{
  g_autofree char *dir = g_dir_make_tmp ("corral-paper-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (dir, "out.pdf", NULL);
  const char *const args[] = { "pdftotext", path, "-", NULL };
  g_autofree char *store = NULL;
  g_autofree char *text = NULL;

  open_offline (fixture);
  store = uri_of_first_store (fixture);
  go (fixture, store);
  g_assert_cmpuint (count_recorded (fixture, CORRAL_AUDIT_EXPORT, "paper"), ==, 0);
  g_assert_cmpint (print_into (fixture, path), ==, GTK_PRINT_OPERATION_RESULT_APPLY);
  g_assert_cmpuint (count_recorded (fixture, CORRAL_AUDIT_EXPORT, "paper"), ==, 1);
  text = run (args);
  g_assert_nonnull (strstr (text, "Morning Walk"));

  g_assert_cmpint (g_unlink (path), ==, 0);
  run_sql (fixture, "audit.db", "DROP TABLE entry");
  g_assert_cmpint (print_into (fixture, path), ==, GTK_PRINT_OPERATION_RESULT_CANCEL);
  g_clear_pointer (&text, g_free);
  text = run (args);
  g_assert_null (strstr (text, "Morning Walk"));
  wait_until (was_told (fixture, "Nothing was taken out"));
  remove_tree (dir);
}

static gboolean
is_asked_where (void)
{
  GListModel *windows = gtk_window_get_toplevels ();

  for (guint i = 0; i < g_list_model_get_n_items (windows); i++)
    {
      g_autoptr (GtkWidget) window = g_list_model_get_item (windows, i);

      if (GTK_IS_FILE_CHOOSER (window) && gtk_widget_get_mapped (window))
        return TRUE;
    }
  return FALSE;
}

/* Dialogs outlive their window where the desktop has them, and may be answered then: they hold no page, which would go on
 * without what it reads from. */
static void
test_window_gone (Fixture *fixture, gconstpointer data)
{
  g_autofree char *dir = g_dir_make_tmp ("corral-paper-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (dir, "out.pdf", NULL);
  g_autofree char *store = NULL;
  g_autoptr (GtkPrintOperation) operation = NULL;
  GtkWidget *page;
  int result = -1;

  open_offline (fixture);
  store = uri_of_first_store (fixture);
  go (fixture, store);
  page = GTK_WIDGET (corral_window_get_page (fixture->window));
  operation = corral_paper_print_new (corral_sheets_find ("walk")->make (CORRAL_PAGE (page)), page);
  gtk_widget_activate_action (page, "sheet.save", "s", "walk");
  wait_until (is_asked_where ());
  g_object_add_weak_pointer (G_OBJECT (page), (gpointer *) &page);
  close_window (fixture);
  wait_until (page == NULL);

  g_signal_connect (operation, "done", G_CALLBACK (printed_cb), &result);
  gtk_print_operation_set_export_filename (operation, path);
  gtk_print_operation_run (operation, GTK_PRINT_OPERATION_ACTION_EXPORT, NULL, NULL);
  wait_until (result != -1);
  g_assert_cmpint (result, ==, GTK_PRINT_OPERATION_RESULT_CANCEL);
  remove_tree (dir);
}

/* In a sandbox on a desktop without portals GTK's own dialogs would write where nobody looks: it is said, and nothing leaves. */
static void
test_no_dialogs (Fixture *fixture, gconstpointer data)
{
  g_autofree char *store = NULL;
  GtkWidget *page;

  open_offline (fixture);
  store = uri_of_first_store (fixture);
  go (fixture, store);
  page = GTK_WIDGET (corral_window_get_page (fixture->window));
  g_setenv ("GTK_USE_PORTAL", "1", TRUE);
  gtk_widget_activate_action (page, "sheet.print", "s", "walk");
  wait_until (was_told (fixture, "It could not be printed: This desktop has no dialog for it."));
  gtk_widget_activate_action (page, "sheet.save", "s", "walk");
  wait_until (was_told (fixture, ".pdf could not be saved: This desktop has no dialog for it."));
  g_unsetenv ("GTK_USE_PORTAL");
  g_assert_cmpuint (count_recorded (fixture, CORRAL_AUDIT_EXPORT, "paper"), ==, 0);
}

/* A page that is not made for paper says so, rather than nothing. */
static void
test_no_sheet (Fixture *fixture, gconstpointer data)
{
  open_offline (fixture);
  go (fixture, "corral:outbox");
  gtk_widget_activate_action (GTK_WIDGET (fixture->window), "win.print", NULL);
  wait_until (was_told (fixture, "not made for paper"));
}

#define ADD(path, test) g_test_add (path, Fixture, NULL, set_up, test, tear_down)

int
main (int argc, char **argv)
{
  window_fixture_init (&argc, &argv);
  g_test_add_data_func ("/paper/barcodes/a4", GTK_PAPER_NAME_A4, test_barcodes);
  g_test_add_data_func ("/paper/barcodes/letter", GTK_PAPER_NAME_LETTER, test_barcodes);
  g_test_add_func ("/paper/barcodes/other-serials", test_other_serials);
  g_test_add_func ("/paper/barcodes/rough-words", test_rough_words);
  g_test_add_func ("/paper/nothing-to-do", test_nothing_to_do);
  g_test_add_func ("/paper/table", test_table);
  g_test_add_func ("/paper/from-the-right", test_from_the_right);
  g_test_add_func ("/paper/as-text", test_as_text);
  ADD ("/paper/walk-sheets", test_walk_sheets);
  ADD ("/paper/incident", test_incident);
  ADD ("/paper/offered", test_offered);
  ADD ("/paper/copy", test_copy);
  ADD ("/paper/print-recorded", test_print_recorded);
  ADD ("/paper/window-gone", test_window_gone);
  ADD ("/paper/no-dialogs", test_no_dialogs);
  ADD ("/paper/no-sheet", test_no_sheet);
  return window_fixture_run ();
}
