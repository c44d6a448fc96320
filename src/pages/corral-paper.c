/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Sheets as pages: what goes on which, as a PDF and on a printer the same. Set with Pango, drawn with cairo. Main thread. */
#include "config.h"

#include "corral-paper.h"

#include "corral-export-record.h"
#include "corral-format.h"
#include "corral-page.h"
#include "corral-paper-private.h"
#include "corral-print-compat.h"

#include <cairo-pdf.h>
#include <glib/gi18n.h>

#define MARGIN_PT 48.0
/* A line at the foot, and what is left free above it. */
#define FOOT_PT 20.0

/* The items that stand on it. */
typedef struct
{
  guint first, n;
  const CorralSheetSection *continued; /* (nullable): what began on the page before */
} PaperPage;

struct _CorralPaper
{
  const CorralSheet *sheet; /* (unowned) */
  PangoContext *pango;      /* (owned) */
  double width, height;
  double size_pt;
  guint *lines;             /* (owned): by section: so many of its lines are set */
  GArray *items;            /* (owned) (element-type PaperItem) */
  GArray *pages;            /* (owned) (element-type PaperPage) */
};

static void
clear_item (gpointer data)
{
  g_free (((PaperItem *) data)->text);
}

static PaperSetting
make_setting (const CorralPaper *self, cairo_t *cairo)
{
  return (PaperSetting){ self->pango, cairo, self->width, self->size_pt };
}

/* ---- what is set ---------------------------------------------------------------------------------------- */

static void
add_item (CorralPaper *self, PaperItemKind kind, const CorralSheetSection *section, guint index, const char *text)
{
  PaperItem item = { .kind = kind, .section = section, .index = index, .text = g_strdup (text) };
  PaperSetting setting = make_setting (self, NULL);

  item.height = corral_paper_set_item (&setting, self->sheet, &item, 0);
  g_array_append_val (self->items, item);
}

static void
add_section (CorralPaper *self, guint index)
{
  const CorralSheetSection *section = g_ptr_array_index (self->sheet->sections, index);
  guint n_more = section->n_more + section->lines->len - self->lines[index];

  add_item (self, PAPER_SECTION, section, 0, NULL);
  if (section->empty != NULL)
    add_item (self, PAPER_TEXT, section, 0, section->empty);
  for (guint i = 0; i < self->lines[index]; i++)
    add_item (self, PAPER_LINE, section, i, NULL);
  if (section->bars->len > 0)
    add_item (self, PAPER_BARS, section, 0, NULL);
  if (section->rows->len > 0)
    add_item (self, PAPER_TABLE_HEAD, section, 0, NULL);
  for (guint i = 0; i < section->rows->len; i++)
    add_item (self, PAPER_ROW, section, i, NULL);
  if (section->note != NULL)
    add_item (self, PAPER_TEXT, section, 0, section->note);
  if (n_more > 0)
    {
      g_autofree char *more = g_strdup_printf (ngettext ("and %u more", "and %u more", n_more), n_more);

      add_item (self, PAPER_TEXT, section, 0, more);
    }
}

/* All of it anew, at the size it has now; how high it is together. */
static double
set_all (CorralPaper *self)
{
  double height = 0;

  g_array_set_size (self->items, 0);
  add_item (self, PAPER_HEAD, NULL, 0, NULL);
  for (guint i = 0; i < self->sheet->sections->len; i++)
    add_section (self, i);
  if (self->sheet->n_note_lines > 0)
    add_item (self, PAPER_NOTES, NULL, self->sheet->n_note_lines, NULL);
  for (guint i = 0; i < self->items->len; i++)
    height += g_array_index (self->items, PaperItem, i).height;
  return height;
}

/* Takes a line off the longest section; FALSE when none has more than one. */
static gboolean
shorten (CorralPaper *self)
{
  guint longest = 0;

  if (self->sheet->sections->len == 0)
    return FALSE;
  for (guint i = 1; i < self->sheet->sections->len; i++)
    if (self->lines[i] > self->lines[longest])
      longest = i;
  if (self->lines[longest] <= 1)
    return FALSE;
  self->lines[longest]--;
  return TRUE;
}

static void
fit_on_one (CorralPaper *self)
{
  PaperPage page = { 0 };
  double room = self->height - FOOT_PT;

  self->size_pt = PAPER_LARGEST_PT;
  while (set_all (self) > room && self->size_pt > PAPER_SMALLEST_PT)
    self->size_pt -= PAPER_STEP_PT;
  while (set_all (self) > room && shorten (self))
    ;
  page.n = self->items->len;
  g_array_append_val (self->pages, page);
}

/* ---- what goes on which page ---------------------------------------------------------------------------- */

/* From @index on, what must not be parted: a heading with what follows it. */
static double
measure_together (const CorralPaper *self, guint index)
{
  double height = 0;

  for (guint i = index; i < self->items->len; i++)
    {
      const PaperItem *item = &g_array_index (self->items, PaperItem, i);

      height += item->height;
      if (item->kind != PAPER_SECTION && item->kind != PAPER_TABLE_HEAD)
        break;
    }
  return height;
}

static gboolean
begins_page (const PaperItem *item)
{
  return item->kind == PAPER_SECTION && item->section->begins_page;
}

static const CorralSheetSection *
find_continued (const CorralPaper *self, guint index)
{
  const PaperItem *item = &g_array_index (self->items, PaperItem, index);

  return item->kind == PAPER_LINE || item->kind == PAPER_ROW || item->kind == PAPER_TEXT ? item->section : NULL;
}

/* What stands above the items of a page after the first. */
static double
set_page_head (const CorralPaper *self, const PaperPage *page, cairo_t *cairo)
{
  PaperSetting setting = make_setting (self, cairo);
  double y = corral_paper_set_running_head (&setting, self->sheet, page->continued, 0);
  PaperItem head = { .kind = PAPER_TABLE_HEAD, .section = page->continued };

  if (page->continued != NULL && page->continued->rows->len > 0)
    y += corral_paper_set_item (&setting, self->sheet, &head, y);
  return y;
}

static void
fill_pages (CorralPaper *self)
{
  double room = self->height - FOOT_PT;
  PaperPage page = { 0 };
  double y = 0;

  self->size_pt = PAPER_SIZE_PT;
  set_all (self);
  for (guint i = 0; i < self->items->len; i++)
    {
      /* What is higher than a page has one for itself, or there would be no end. */
      if (page.n > 0 && (begins_page (&g_array_index (self->items, PaperItem, i)) || y + measure_together (self, i) > room))
        {
          g_array_append_val (self->pages, page);
          page = (PaperPage){ .first = i, .continued = find_continued (self, i) };
          y = set_page_head (self, &page, NULL);
        }
      page.n++;
      y += g_array_index (self->items, PaperItem, i).height;
    }
  g_array_append_val (self->pages, page);
}

CorralPaper *
corral_paper_new (const CorralSheet *sheet, double width, double height)
{
  CorralPaper *self = g_new0 (CorralPaper, 1);

  self->sheet = sheet;
  self->pango = pango_font_map_create_context (pango_cairo_font_map_get_default ());
  pango_context_set_base_dir (self->pango, gtk_widget_get_default_direction () == GTK_TEXT_DIR_RTL ? PANGO_DIRECTION_RTL
                                                                                                   : PANGO_DIRECTION_LTR);
  self->width = width;
  self->height = height;
  self->lines = g_new0 (guint, sheet->sections->len + 1);
  self->items = g_array_new (FALSE, FALSE, sizeof (PaperItem));
  g_array_set_clear_func (self->items, clear_item);
  self->pages = g_array_new (FALSE, FALSE, sizeof (PaperPage));
  for (guint i = 0; i < sheet->sections->len; i++)
    self->lines[i] = ((const CorralSheetSection *) g_ptr_array_index (sheet->sections, i))->lines->len;
  if (sheet->one_page)
    fit_on_one (self);
  else
    fill_pages (self);
  return self;
}

void
corral_paper_free (CorralPaper *self)
{
  g_object_unref (self->pango);
  g_free (self->lines);
  g_array_unref (self->items);
  g_array_unref (self->pages);
  g_free (self);
}

guint
corral_paper_get_n_pages (const CorralPaper *self)
{
  return self->pages->len;
}

double
corral_paper_get_size_pt (const CorralPaper *self)
{
  return self->size_pt;
}

void
corral_paper_draw_page (const CorralPaper *self, cairo_t *cairo, guint page_index)
{
  const PaperPage *page = &g_array_index (self->pages, PaperPage, page_index);
  PaperSetting setting = make_setting (self, cairo);
  double y = 0;

  g_return_if_fail (page_index < self->pages->len);

  cairo_save (cairo);
  cairo_rectangle (cairo, -1, -1, self->width + 2, self->height + 2);
  cairo_clip (cairo);
  cairo_set_source_rgb (cairo, 0, 0, 0);
  if (page_index > 0)
    y = set_page_head (self, page, cairo);
  cairo_save (cairo);
  cairo_rectangle (cairo, -1, -1, self->width + 2, self->height - FOOT_PT + 2);
  cairo_clip (cairo);
  for (guint i = page->first; i < page->first + page->n; i++)
    y += corral_paper_set_item (&setting, self->sheet, &g_array_index (self->items, PaperItem, i), y);
  cairo_restore (cairo);
  corral_paper_set_foot (&setting, self->sheet, self->height, page_index + 1, self->pages->len);
  cairo_restore (cairo);
}

/* ---- PDF ------------------------------------------------------------------------------------------------ */

static cairo_status_t
write_cb (void *data, const unsigned char *bytes, unsigned int length)
{
  g_byte_array_append (data, bytes, length);
  return CAIRO_STATUS_SUCCESS;
}

GBytes *
corral_paper_to_pdf (const CorralSheet *sheet, const char *paper_name, GError **error)
{
  g_autoptr (GtkPaperSize) paper_size = gtk_paper_size_new (paper_name);
  double width = gtk_paper_size_get_width (paper_size, GTK_UNIT_POINTS);
  double height = gtk_paper_size_get_height (paper_size, GTK_UNIT_POINTS);
  g_autoptr (CorralPaper) paper = corral_paper_new (sheet, width - 2 * MARGIN_PT, height - 2 * MARGIN_PT);
  g_autoptr (GByteArray) bytes = g_byte_array_new ();
  cairo_surface_t *surface = cairo_pdf_surface_create_for_stream (write_cb, bytes, width, height);
  cairo_t *cairo = cairo_create (surface);
  cairo_status_t status;

  cairo_pdf_surface_set_metadata (surface, CAIRO_PDF_METADATA_TITLE, sheet->title);
  cairo_pdf_surface_set_metadata (surface, CAIRO_PDF_METADATA_CREATOR, "Corral");
  cairo_translate (cairo, MARGIN_PT, MARGIN_PT);
  for (guint i = 0; i < corral_paper_get_n_pages (paper); i++)
    {
      corral_paper_draw_page (paper, cairo, i);
      cairo_show_page (cairo);
    }
  cairo_destroy (cairo);
  cairo_surface_finish (surface);
  status = cairo_surface_status (surface);
  cairo_surface_destroy (surface);
  if (status == CAIRO_STATUS_SUCCESS)
    return g_byte_array_free_to_bytes (g_steal_pointer (&bytes));
  g_set_error (error, G_IO_ERROR, G_IO_ERROR_FAILED,
               /* Translators: %s is a sentence that says why */
               _ ("The sheet could not be made: %s"), cairo_status_to_string (status));
  return NULL;
}

/* ---- printing ------------------------------------------------------------------------------------------- */

typedef enum
{
  ASKED,   /* it is being recorded */
  REFUSED, /* it cannot be, which somebody has been told */
  ALLOWED,
} Answer;

typedef struct
{
  CorralSheet *sheet; /* (owned) */
  CorralPaper *paper; /* (owned) (nullable): once the paper is known */
  GtkWidget *from;    /* (weak) (nullable): a dialog may stay open when the window has gone, and GTK keeps some for ever */
  Answer answer;
} Printing;

static void
printing_free (gpointer data)
{
  Printing *printing = data;

  g_clear_pointer (&printing->paper, corral_paper_free);
  corral_sheet_free (printing->sheet);
  g_clear_weak_pointer (&printing->from);
  g_free (printing);
}

static Printing *
get_printing (gpointer operation)
{
  return g_object_get_data (operation, "corral-printing");
}

static void
recorded_cb (gboolean recorded, gpointer operation)
{
  get_printing (operation)->answer = recorded ? ALLOWED : REFUSED;
}

/* The preview may be followed by the print, on other paper. */
static void
begin_print_cb (GtkPrintOperation *operation, GtkPrintContext *context, gpointer data)
{
  Printing *printing = get_printing (operation);

  g_clear_pointer (&printing->paper, corral_paper_free);
  printing->paper = corral_paper_new (printing->sheet, gtk_print_context_get_width (context),
                                      gtk_print_context_get_height (context));
  gtk_print_operation_set_n_pages (operation, (int) corral_paper_get_n_pages (printing->paper));
  if (printing->from == NULL)
    {
      printing->answer = REFUSED;
      return;
    }
  printing->answer = ASKED;
  corral_export_record (printing->from, "paper", recorded_cb, g_object_ref (operation), g_object_unref);
}

/* Asked again and again, and no page drawn, until it says TRUE. */
static gboolean
paginate_cb (GtkPrintOperation *operation, GtkPrintContext *context, gpointer data)
{
  Answer answer = get_printing (operation)->answer;

  if (answer == REFUSED)
    gtk_print_operation_cancel (operation);
  return answer != ASKED;
}

static void
draw_page_cb (GtkPrintOperation *operation, GtkPrintContext *context, int page, gpointer data)
{
  corral_paper_draw_page (get_printing (operation)->paper, gtk_print_context_get_cairo_context (context), (guint) page);
}

static void
failed_cb (GtkPrintOperation *operation, const GError *error)
{
  GtkWidget *from = get_printing (operation)->from;
  g_autofree char *sentence = NULL;

  if (from == NULL || gtk_widget_get_root (from) == NULL)
    return;
  /* Translators: %s is a sentence that says why */
  sentence = g_strdup_printf (_ ("It could not be printed: %s"), error != NULL ? error->message : CORRAL_DASH);
  corral_page_tell (from, sentence, NULL);
}

static void
done_cb (GtkPrintOperation *operation, GtkPrintOperationResult result, gpointer data)
{
  g_autoptr (GError) error = NULL;

  if (result != GTK_PRINT_OPERATION_RESULT_ERROR)
    return;
  gtk_print_operation_get_error (operation, &error);
  failed_cb (operation, error);
}

GtkPrintOperation *
corral_paper_print_new (CorralSheet *sheet, GtkWidget *from)
{
  GtkPrintOperation *operation = gtk_print_operation_new ();
  g_autoptr (GtkPageSetup) setup = gtk_page_setup_new ();
  Printing *printing = g_new0 (Printing, 1);

  printing->sheet = sheet;
  g_set_weak_pointer (&printing->from, from);
  g_object_set_data_full (G_OBJECT (operation), "corral-printing", printing, printing_free);
  gtk_page_setup_set_top_margin (setup, MARGIN_PT, GTK_UNIT_POINTS);
  gtk_page_setup_set_bottom_margin (setup, MARGIN_PT, GTK_UNIT_POINTS);
  gtk_page_setup_set_left_margin (setup, MARGIN_PT, GTK_UNIT_POINTS);
  gtk_page_setup_set_right_margin (setup, MARGIN_PT, GTK_UNIT_POINTS);
  gtk_print_operation_set_default_page_setup (operation, setup);
  gtk_print_operation_set_unit (operation, GTK_UNIT_POINTS);
  gtk_print_operation_set_job_name (operation, sheet->title);
  gtk_print_operation_set_allow_async (operation, TRUE);
  g_signal_connect (operation, "begin-print", G_CALLBACK (begin_print_cb), NULL);
  g_signal_connect (operation, "paginate", G_CALLBACK (paginate_cb), NULL);
  g_signal_connect (operation, "draw-page", G_CALLBACK (draw_page_cb), NULL);
  g_signal_connect (operation, "done", G_CALLBACK (done_cb), NULL);
  return operation;
}

void
corral_paper_print (CorralSheet *sheet, GtkWidget *from)
{
  GtkRoot *root = gtk_widget_get_root (from);
  g_autoptr (GtkPrintOperation) operation = NULL;

  if (!corral_page_check_export (from))
    {
      corral_sheet_free (sheet);
      return;
    }
  operation = corral_paper_print_new (sheet, from);
  corral_compat_print (operation, GTK_WINDOW (root), failed_cb);
}
