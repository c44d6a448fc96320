/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One sheet of paper: set with Pango, drawn with cairo, for a printer and as a PDF the same. Main thread.
 *
 * Black on white, without colour: what matters is said in words, and most printers in back offices have one ink. */
#include "config.h"

#include "corral-paper.h"

#include "corral-export-record.h"
#include "corral-format.h"
#include "corral-page.h"

#include <cairo-pdf.h>
#include <glib/gi18n.h>
#include <pango/pangocairo.h>

/* Points. Below 7.5 nobody reads at arm's length (D). */
#define LARGEST_PT 11.0
#define SMALLEST_PT 7.5
#define STEP_PT 0.5
#define MARGIN_PT 48.0
#define BULLET_PT 10.0
/* A line at the foot, and what is left free above it. */
#define FOOT_PT 20.0

typedef struct
{
  const CorralHandover *handover;
  cairo_t *cairo;
  double width;
  double size_pt;
  gboolean draws; /* FALSE: measures */
  guint *lines;   /* by section: so many of its lines are set */
  double y;
} Setting;

static void
set_text (Setting *setting, const char *text, double x, double scale, PangoWeight weight, double after_pt)
{
  g_autoptr (PangoLayout) layout = pango_cairo_create_layout (setting->cairo);
  PangoFontDescription *font = pango_font_description_from_string ("Cantarell, Adwaita Sans, Sans");
  int height;

  pango_font_description_set_absolute_size (font, setting->size_pt * scale * PANGO_SCALE);
  pango_font_description_set_weight (font, weight);
  pango_layout_set_font_description (layout, font);
  pango_font_description_free (font);
  pango_layout_set_width (layout, (int) ((setting->width - x) * PANGO_SCALE));
  pango_layout_set_wrap (layout, PANGO_WRAP_WORD_CHAR);
  pango_layout_set_text (layout, text, -1);
  pango_layout_get_size (layout, NULL, &height);
  if (setting->draws)
    {
      cairo_move_to (setting->cairo, x, setting->y);
      pango_cairo_show_layout (setting->cairo, layout);
    }
  setting->y += height / (double) PANGO_SCALE + after_pt;
}

/* @to_do: whoever has the sheet ticks it off; else it has happened. */
static void
set_line (Setting *setting, const CorralHandoverLine *line, gboolean to_do)
{
  g_autofree char *text
      = line->detail != NULL ? g_strdup_printf ("%s – %s", line->text, line->detail) : g_strdup (line->text);
  double top = setting->y;

  set_text (setting, text, BULLET_PT, 1, PANGO_WEIGHT_NORMAL, 3);
  if (!setting->draws)
    return;
  cairo_set_line_width (setting->cairo, 0.5);
  if (to_do)
    {
      cairo_rectangle (setting->cairo, 0.5, top + setting->size_pt * 0.35, 6, 6);
      cairo_stroke (setting->cairo);
      return;
    }
  cairo_arc (setting->cairo, 3.5, top + setting->size_pt * 0.35 + 3, 1.2, 0, 2 * G_PI);
  cairo_fill (setting->cairo);
}

static void
set_section (Setting *setting, guint index)
{
  const CorralHandoverSection *section = g_ptr_array_index (setting->handover->sections, index);
  guint n_more = section->n_more + section->lines->len - setting->lines[index];

  setting->y += setting->size_pt * 0.6;
  set_text (setting, section->title, 0, 1.15, PANGO_WEIGHT_BOLD, 3);
  if (section->empty != NULL)
    set_text (setting, section->empty, 0, 1, PANGO_WEIGHT_NORMAL, 3);
  for (guint i = 0; i < setting->lines[index]; i++)
    set_line (setting, g_ptr_array_index (section->lines, i),
              section->part != CORRAL_SHIFT_OVER && section->part != CORRAL_SHIFT_COLLEAGUES);
  if (n_more > 0)
    {
      g_autofree char *more = g_strdup_printf (ngettext ("and %u more", "and %u more", n_more), n_more);

      set_text (setting, more, BULLET_PT, 1, PANGO_WEIGHT_NORMAL, 3);
    }
}

/* Sets all of it; how high it is. */
static double
set_sheet (Setting *setting, gboolean draws)
{
  const CorralHandover *handover = setting->handover;

  setting->draws = draws;
  setting->y = 0;
  set_text (setting, _ ("Handover"), 0, 1.8, PANGO_WEIGHT_BOLD, 1);
  if (handover->whose != NULL)
    set_text (setting, handover->whose, 0, 1, PANGO_WEIGHT_NORMAL, 1);
  set_text (setting, handover->period, 0, 1, PANGO_WEIGHT_NORMAL, 1);
  set_text (setting, handover->as_of, 0, 1, PANGO_WEIGHT_NORMAL, setting->size_pt * 0.6);
  set_text (setting, handover->sentence, 0, 1.15, PANGO_WEIGHT_NORMAL, 3);
  if (handover->words != NULL)
    {
      setting->y += setting->size_pt * 0.6;
      set_text (setting, _ ("From Whoever Leaves"), 0, 1.15, PANGO_WEIGHT_BOLD, 3);
      set_text (setting, handover->words, 0, 1, PANGO_WEIGHT_NORMAL, 3);
    }
  for (guint i = 0; i < handover->sections->len; i++)
    set_section (setting, i);
  return setting->y;
}

/* Takes a line off the longest section; FALSE when none has more than one. */
static gboolean
shorten (Setting *setting)
{
  guint longest = 0;

  if (setting->handover->sections->len == 0)
    return FALSE;
  for (guint i = 1; i < setting->handover->sections->len; i++)
    if (setting->lines[i] > setting->lines[longest])
      longest = i;
  if (setting->lines[longest] <= 1)
    return FALSE;
  setting->lines[longest]--;
  return TRUE;
}

/* That this is all of it, at the foot of the sheet. */
static void
set_foot (Setting *setting, double bottom)
{
  double size_pt = setting->size_pt;

  setting->size_pt = SMALLEST_PT;
  setting->y = bottom - 1.4 * SMALLEST_PT;
  cairo_set_line_width (setting->cairo, 0.5);
  cairo_move_to (setting->cairo, 0, setting->y - 2);
  cairo_line_to (setting->cairo, setting->width, setting->y - 2);
  cairo_stroke (setting->cairo);
  set_text (setting, _ ("Corral – page 1 of 1"), 0, 1, PANGO_WEIGHT_NORMAL, 0);
  setting->size_pt = size_pt;
}

double
corral_paper_draw (const CorralHandover *handover, cairo_t *cairo, double width, double height)
{
  Setting setting = { .handover = handover, .cairo = cairo, .width = width, .size_pt = LARGEST_PT };
  g_autofree guint *lines = g_new0 (guint, handover->sections->len + 1);

  setting.lines = lines;
  for (guint i = 0; i < handover->sections->len; i++)
    lines[i] = ((const CorralHandoverSection *) g_ptr_array_index (handover->sections, i))->lines->len;
  height -= FOOT_PT;
  while (set_sheet (&setting, FALSE) > height && setting.size_pt > SMALLEST_PT)
    setting.size_pt -= STEP_PT;
  while (set_sheet (&setting, FALSE) > height && shorten (&setting))
    ;
  cairo_save (cairo);
  cairo_rectangle (cairo, -1, -1, width + 2, height + FOOT_PT + 2);
  cairo_clip (cairo);
  cairo_set_source_rgb (cairo, 0, 0, 0);
  set_sheet (&setting, TRUE);
  set_foot (&setting, height + FOOT_PT);
  cairo_restore (cairo);
  return setting.size_pt;
}

/* ---- PDF -------------------------------------------------------------------------------------------- */

static cairo_status_t
write_cb (void *data, const unsigned char *bytes, unsigned int length)
{
  g_byte_array_append (data, bytes, length);
  return CAIRO_STATUS_SUCCESS;
}

GBytes *
corral_paper_to_pdf (const CorralHandover *handover, GError **error)
{
  g_autoptr (GtkPaperSize) paper = gtk_paper_size_new (NULL);
  double width = gtk_paper_size_get_width (paper, GTK_UNIT_POINTS);
  double height = gtk_paper_size_get_height (paper, GTK_UNIT_POINTS);
  g_autoptr (GByteArray) bytes = g_byte_array_new ();
  cairo_surface_t *surface = cairo_pdf_surface_create_for_stream (write_cb, bytes, width, height);
  cairo_t *cairo = cairo_create (surface);
  cairo_status_t status;

  cairo_pdf_surface_set_metadata (surface, CAIRO_PDF_METADATA_TITLE, _ ("Handover"));
  cairo_pdf_surface_set_metadata (surface, CAIRO_PDF_METADATA_CREATOR, "Corral");
  cairo_translate (cairo, MARGIN_PT, MARGIN_PT);
  corral_paper_draw (handover, cairo, width - 2 * MARGIN_PT, height - 2 * MARGIN_PT);
  cairo_show_page (cairo);
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

/* ---- printing --------------------------------------------------------------------------------------- */

static void
draw_page_cb (GtkPrintOperation *operation, GtkPrintContext *context, int page, CorralHandover *handover)
{
  corral_paper_draw (handover, gtk_print_context_get_cairo_context (context), gtk_print_context_get_width (context),
                     gtk_print_context_get_height (context));
}

static void
done_cb (GtkPrintOperation *operation, GtkPrintOperationResult result, GtkWidget *from)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *sentence = NULL;

  if (result == GTK_PRINT_OPERATION_RESULT_APPLY)
    corral_export_record (from, "paper", NULL, NULL, NULL);
  if (result != GTK_PRINT_OPERATION_RESULT_ERROR || gtk_widget_get_root (from) == NULL)
    return;
  gtk_print_operation_get_error (operation, &error);
  /* Translators: %s is a sentence that says why */
  sentence = g_strdup_printf (_ ("It could not be printed: %s"), error != NULL ? error->message : CORRAL_DASH);
  corral_page_tell (from, sentence, NULL);
}

static void
free_handover (gpointer data, GClosure *closure)
{
  corral_handover_free (data);
}

static void
release_widget (gpointer data, GClosure *closure)
{
  g_object_unref (data);
}

void
corral_paper_print (CorralHandover *handover, GtkWidget *from)
{
  g_autoptr (GtkPrintOperation) operation = gtk_print_operation_new ();
  g_autoptr (GtkPageSetup) setup = gtk_page_setup_new ();
  GtkRoot *root = gtk_widget_get_root (from);

  g_return_if_fail (GTK_IS_WINDOW (root));

  if (!corral_page_check_export (from))
    {
      corral_handover_free (handover);
      return;
    }
  gtk_page_setup_set_top_margin (setup, MARGIN_PT, GTK_UNIT_POINTS);
  gtk_page_setup_set_bottom_margin (setup, MARGIN_PT, GTK_UNIT_POINTS);
  gtk_page_setup_set_left_margin (setup, MARGIN_PT, GTK_UNIT_POINTS);
  gtk_page_setup_set_right_margin (setup, MARGIN_PT, GTK_UNIT_POINTS);
  gtk_print_operation_set_default_page_setup (operation, setup);
  gtk_print_operation_set_unit (operation, GTK_UNIT_POINTS);
  gtk_print_operation_set_n_pages (operation, 1);
  gtk_print_operation_set_job_name (operation, _ ("Handover"));
  gtk_print_operation_set_allow_async (operation, TRUE);
  g_signal_connect_data (operation, "draw-page", G_CALLBACK (draw_page_cb), handover, free_handover, 0);
  g_signal_connect_data (operation, "done", G_CALLBACK (done_cb), g_object_ref (from), release_widget, 0);
  gtk_print_operation_run (operation, GTK_PRINT_OPERATION_ACTION_PRINT_DIALOG, GTK_WINDOW (root), NULL);
}
