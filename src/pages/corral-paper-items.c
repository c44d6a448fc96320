/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The parts of a page, each measured and drawn by the same function, so that what is drawn is as high as was reckoned with.
 * Main thread. */
#include "config.h"

#include "corral-paper-private.h"

#include "corral-code128.h"
#include "corral-format.h"

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

/* Points. */
#define BULLET_PT 10.0
#define TICK_PT 10.0
#define NUMBER_X 18.0
#define NUMBER_PT 50.0
#define WHERE_X (NUMBER_X + NUMBER_PT + 4.0)
#define WHERE_PT 58.0
#define TEXT_X (WHERE_X + WHERE_PT + 6.0)
#define HAIR_PT 0.5
#define RULED_PT 24.0
#define BARS_CHART_PT 80.0
/* A module of 0.26 mm is what hand scanners are specified for, one of 0.19 mm what they still read; bars as high as 15 % of
 * their length are hit without aiming (ISO/IEC 15417 and common practice). */
#define MODULE_PT 0.75
#define MODULE_LEAST_PT 0.54
#define BARS_MAX_PT 200.0
#define BARS_HIGH_PT 21.0
#define BARS_GAP_PT 8.0
/* Figures at the end of a column, and words at the beginning of the next, are told apart. */
#define COLUMN_GAP_PT 10.0

static gboolean
is_rtl (const PaperSetting *setting)
{
  return pango_context_get_base_dir (setting->pango) == PANGO_DIRECTION_RTL;
}

/* The left edge of what is @width wide and begins at @x from where reading begins. */
static double
find_left (const PaperSetting *setting, double x, double width)
{
  return is_rtl (setting) ? setting->width - x - width : x;
}

/* Pango turns the sides round where a text is read the other way than the page. */
static void
align (PangoLayout *layout, PangoAlignment side)
{
  PangoDirection direction = pango_layout_line_get_resolved_direction (pango_layout_get_line_readonly (layout, 0));

  if (side != PANGO_ALIGN_CENTER && direction == PANGO_DIRECTION_RTL)
    side = side == PANGO_ALIGN_LEFT ? PANGO_ALIGN_RIGHT : PANGO_ALIGN_LEFT;
  pango_layout_set_alignment (layout, side);
}

/* Each paragraph by itself: which way it is read is its own matter. */
static double
set_paragraphs (const PaperSetting *setting, const char *text, const PaperText *how, double y)
{
  g_auto (GStrv) paragraphs = g_strsplit (text, "\n", -1);
  double high = 0;

  for (guint i = 0; paragraphs[i] != NULL; i++)
    high += corral_paper_set_text (setting, g_strchomp (paragraphs[i]), how, y + high);
  return high;
}

double
corral_paper_set_text (const PaperSetting *setting, const char *text, const PaperText *how, double y)
{
  g_autoptr (PangoLayout) layout = NULL;
  PangoFontDescription *font;
  int height;

  if (!how->one_line && strchr (text, '\n') != NULL)
    return set_paragraphs (setting, text, how, y);
  layout = pango_layout_new (setting->pango);
  font = pango_font_description_from_string ("Cantarell, Adwaita Sans, Sans");
  pango_font_description_set_absolute_size (font, setting->size_pt * how->scale * PANGO_SCALE);
  pango_font_description_set_weight (font, how->weight);
  pango_layout_set_font_description (layout, font);
  pango_font_description_free (font);
  pango_layout_set_width (layout, (int) (how->width * PANGO_SCALE));
  if (how->one_line)
    {
      pango_layout_set_ellipsize (layout, PANGO_ELLIPSIZE_END);
      pango_layout_set_single_paragraph_mode (layout, TRUE);
    }
  else
    {
      pango_layout_set_wrap (layout, PANGO_WRAP_WORD_CHAR);
    }
  pango_layout_set_text (layout, text, -1);
  align (layout, how->align);
  pango_layout_get_size (layout, NULL, &height);
  if (setting->cairo != NULL)
    {
      cairo_move_to (setting->cairo, find_left (setting, how->x, how->width), y);
      pango_cairo_show_layout (setting->cairo, layout);
    }
  return height / (double) PANGO_SCALE;
}

static double
set_plain (const PaperSetting *setting, const char *text, double x, double scale, PangoWeight weight, double y)
{
  PaperText how = { .x = x, .width = setting->width - x, .scale = scale, .weight = weight };

  return corral_paper_set_text (setting, text, &how, y);
}

static void
draw_hair (const PaperSetting *setting, double y)
{
  if (setting->cairo == NULL)
    return;
  cairo_set_line_width (setting->cairo, HAIR_PT);
  cairo_move_to (setting->cairo, 0, y);
  cairo_line_to (setting->cairo, setting->width, y);
  cairo_stroke (setting->cairo);
}

/* ---- barcodes ------------------------------------------------------------------------------------------- */

/* How wide @text is as bars, clear space included, and the width of a module; 0: it is not set as bars. */
static double
measure_bars (const char *widths, double *module)
{
  guint n = corral_code128_count_modules (widths) + 2 * CORRAL_CODE128_QUIET;

  *module = MIN (MODULE_PT, BARS_MAX_PT / n);
  return *module < MODULE_LEAST_PT ? 0 : n * *module;
}

static void
draw_bars (const PaperSetting *setting, const char *widths, double module, double x, double y)
{
  x += CORRAL_CODE128_QUIET * module;
  for (guint i = 0; widths[i] != '\0'; i++)
    {
      double width = (widths[i] - '0') * module;

      if (i % 2 == 0)
        cairo_rectangle (setting->cairo, x, y, width, BARS_HIGH_PT);
      x += width;
    }
  cairo_fill (setting->cairo);
}

/* The barcode at the end of a line, its text below it. Sets how wide it is in @width; the height. */
static double
set_barcode (const PaperSetting *setting, const char *text, double y, double *width)
{
  g_autofree char *widths = corral_code128_encode (text);
  double module = 0;
  double wide = widths != NULL ? measure_bars (widths, &module) : 0;
  double high = 0;
  PaperText how = { .scale = 0.7, .align = PANGO_ALIGN_CENTER, .weight = PANGO_WEIGHT_NORMAL };

  /* What cannot be scanned can still be read. */
  *width = wide > 0 ? wide : BARS_MAX_PT / 2;
  how.x = setting->width - *width;
  how.width = *width;
  if (wide > 0)
    {
      high = BARS_HIGH_PT + 1;
      if (setting->cairo != NULL)
        draw_bars (setting, widths, module, find_left (setting, how.x, wide), y);
    }
  return high + corral_paper_set_text (setting, text, &how, y + high);
}

/* ---- lines ---------------------------------------------------------------------------------------------- */

static void
draw_mark (const PaperSetting *setting, CorralSheetMark mark, double side, double y)
{
  cairo_t *cairo = setting->cairo;

  if (cairo == NULL || mark == CORRAL_SHEET_PLAIN)
    return;
  cairo_set_line_width (cairo, side > 6 ? 0.8 : HAIR_PT);
  if (mark == CORRAL_SHEET_TO_DO)
    {
      cairo_rectangle (cairo, find_left (setting, 0.5, side), y, side, side);
      cairo_stroke (cairo);
      return;
    }
  /* Else a hair leads to it from the last text. */
  cairo_new_path (cairo);
  cairo_arc (cairo, find_left (setting, 3.5, 0), y + 3, 1.2, 0, 2 * G_PI);
  cairo_fill (cairo);
}

static double
set_simple_line (const PaperSetting *setting, const CorralSheetSection *section, const CorralSheetLine *line, double y)
{
  g_autofree char *text
      = line->detail != NULL ? g_strdup_printf ("%s – %s", line->text, line->detail) : g_strdup (line->text);
  double x = section->mark == CORRAL_SHEET_PLAIN ? 0 : BULLET_PT;

  draw_mark (setting, section->mark, 6, y + setting->size_pt * 0.35);
  return set_plain (setting, text, x, 1, PANGO_WEIGHT_NORMAL, y) + 3;
}

/* A cart: its box, its number, where it is, why and what to do, its barcode. */
static double
set_cart_line (const PaperSetting *setting, const CorralSheetSection *section, const CorralSheetLine *line, double y)
{
  double top = y + 4;
  double bars = 0;
  double barcode_high = line->barcode != NULL ? set_barcode (setting, line->barcode, top, &bars) : 0;
  double text_width = setting->width - TEXT_X - bars - BARS_GAP_PT;
  PaperText number = { .x = NUMBER_X, .width = NUMBER_PT, .scale = 1.5, .weight = PANGO_WEIGHT_BOLD };
  PaperText where = { .x = WHERE_X, .width = WHERE_PT, .scale = 1, .weight = PANGO_WEIGHT_NORMAL };
  PaperText why = { .x = TEXT_X, .width = text_width, .scale = 1, .weight = PANGO_WEIGHT_BOLD };
  PaperText what = { .x = TEXT_X, .width = text_width, .scale = 1, .weight = PANGO_WEIGHT_NORMAL };
  double number_high, where_high, text_high, high;

  draw_mark (setting, section->mark, TICK_PT, top + 3);
  number_high = corral_paper_set_text (setting, line->number, &number, top - 1);
  where_high = line->where != NULL ? corral_paper_set_text (setting, line->where, &where, top + 2) : 0;
  text_high = corral_paper_set_text (setting, line->text, &why, top);
  if (line->detail != NULL)
    text_high += corral_paper_set_text (setting, line->detail, &what, top + text_high);
  high = MAX (MAX (number_high, where_high + 2), MAX (text_high, barcode_high)) + 4 + 4;
  draw_hair (setting, y + high);
  return high;
}

/* ---- a chart -------------------------------------------------------------------------------------------- */

/* The least round number from which all bars can be told apart: what falls short by one in a hundred is to be seen. */
static double
find_floor (const CorralSheetSection *section)
{
  static const double floors[] = { 95, 90, 80, 60, 0 };
  double least = isnan (section->target) ? 100 : section->target;

  for (guint i = 0; i < section->bars->len; i++)
    {
      double pct = g_array_index (section->bars, CorralSheetBar, i).pct;

      if (!isnan (pct))
        least = MIN (least, pct);
    }
  for (guint i = 0; i < G_N_ELEMENTS (floors); i++)
    if (least > floors[i])
      return floors[i];
  return 0;
}

/* Filled where it falls short, else only drawn round: one ink tells the two apart. */
static void
draw_bar (const PaperSetting *setting, double x, double width, double bottom, double high, gboolean falls_short)
{
  cairo_t *cairo = setting->cairo;

  cairo_set_line_width (cairo, 0.8);
  cairo_rectangle (cairo, find_left (setting, x, width), bottom - high, width, high);
  if (falls_short)
    cairo_fill_preserve (cairo);
  cairo_stroke (cairo);
}

/* A figure is not struck through by the line of the target. */
static void
clear_behind (const PaperSetting *setting, double x, double y, double width)
{
  if (setting->cairo == NULL)
    return;
  cairo_set_source_rgb (setting->cairo, 1, 1, 1);
  cairo_rectangle (setting->cairo, find_left (setting, x, width), y + 1, width, setting->size_pt * 1.1);
  cairo_fill (setting->cairo);
  cairo_set_source_rgb (setting->cairo, 0, 0, 0);
}

static double
set_bars (const PaperSetting *setting, const CorralSheetSection *section, double y)
{
  double floor_pct = find_floor (section);
  double step = setting->width / section->bars->len;
  double top = y + 2 + setting->size_pt * 1.4;
  double bottom = top + BARS_CHART_PT;
  g_autofree char *scale = g_strdup_printf (_ ("The bars begin at %d %%. Filled: short of the target."), (int) floor_pct);
  double high = 0;

  if (setting->cairo != NULL && !isnan (section->target) && section->target > floor_pct)
    {
      const double dashes[] = { 4, 3 };

      cairo_set_dash (setting->cairo, dashes, G_N_ELEMENTS (dashes), 0);
      draw_hair (setting, bottom - BARS_CHART_PT * (section->target - floor_pct) / (100 - floor_pct));
      cairo_set_dash (setting->cairo, NULL, 0, 0);
    }
  for (guint i = 0; i < section->bars->len; i++)
    {
      const CorralSheetBar *bar = &g_array_index (section->bars, CorralSheetBar, i);
      g_autofree char *value = corral_format_real (bar->pct, 1);
      double label_high;
      double tall = isnan (bar->pct) ? 0 : BARS_CHART_PT * (bar->pct - floor_pct) / (100 - floor_pct);
      PaperText how = { .x = i * step, .width = step, .scale = 0.85, .weight = PANGO_WEIGHT_NORMAL,
                        .align = PANGO_ALIGN_CENTER };

      if (setting->cairo != NULL && tall > 0)
        draw_bar (setting, i * step + step * 0.25, step * 0.5, bottom, tall, bar->pct < section->target);
      clear_behind (setting, i * step + step * 0.3, bottom - tall - setting->size_pt * 1.3, step * 0.4);
      corral_paper_set_text (setting, value, &how, bottom - tall - setting->size_pt * 1.3);
      label_high = corral_paper_set_text (setting, bar->label, &how, bottom + 2);
      high = MAX (high, label_high);
    }
  draw_hair (setting, bottom);
  high += 4 + set_plain (setting, scale, 0, 0.85, PANGO_WEIGHT_NORMAL, bottom + high + 4);
  return bottom + high + 6 - y;
}

/* ---- tables --------------------------------------------------------------------------------------------- */

static double
set_row (const PaperSetting *setting, const CorralSheetSection *section, char **row, PangoWeight weight, double y)
{
  guint parts = 0;
  double x = 0;
  double high = 0;

  for (guint i = 0; i < section->columns->len; i++)
    parts += g_array_index (section->columns, CorralSheetColumn, i).parts;
  for (guint i = 0; i < section->columns->len; i++)
    {
      const CorralSheetColumn *column = &g_array_index (section->columns, CorralSheetColumn, i);
      double width = setting->width * column->parts / MAX (parts, 1);
      double cell_high;
      PaperText how = { .x = x, .width = width - COLUMN_GAP_PT, .scale = 1, .weight = weight,
                        .align = column->align == CORRAL_SHEET_END ? PANGO_ALIGN_RIGHT : PANGO_ALIGN_LEFT };

      /* Not within MAX(), which would set it twice. */
      cell_high = corral_paper_set_text (setting, row[i], &how, y + 1);
      high = MAX (high, cell_high);
      x += width;
    }
  return high + 3;
}

static gboolean
has_titles (const CorralSheetSection *section)
{
  for (guint i = 0; i < section->columns->len; i++)
    if (*g_array_index (section->columns, CorralSheetColumn, i).title != '\0')
      return TRUE;
  return FALSE;
}

static double
set_table_head (const PaperSetting *setting, const CorralSheetSection *section, double y)
{
  g_autofree char **titles = g_new0 (char *, section->columns->len + 1);
  double high;

  if (!has_titles (section))
    return 0;
  for (guint i = 0; i < section->columns->len; i++)
    titles[i] = g_array_index (section->columns, CorralSheetColumn, i).title;
  high = set_row (setting, section, titles, PANGO_WEIGHT_BOLD, y);
  draw_hair (setting, y + high);
  return high + 2;
}

/* ---- head, foot, notes ---------------------------------------------------------------------------------- */

static double
set_head (const PaperSetting *setting, const CorralSheet *sheet, double y)
{
  double top = y;

  y += set_plain (setting, sheet->title, 0, 1.8, PANGO_WEIGHT_BOLD, y) + 1;
  if (sheet->subject != NULL)
    y += set_plain (setting, sheet->subject, 0, 1.3, PANGO_WEIGHT_BOLD, y) + 1;
  for (guint i = 0; i < sheet->head->len; i++)
    y += set_plain (setting, g_ptr_array_index (sheet->head, i), 0, 1, PANGO_WEIGHT_NORMAL, y) + 1;
  y += set_plain (setting, sheet->as_of, 0, 1, PANGO_WEIGHT_NORMAL, y) + 1;
  if (sheet->missing != NULL)
    y += set_plain (setting, sheet->missing, 0, 1, PANGO_WEIGHT_BOLD, y) + 1;
  y += setting->size_pt * 0.6;
  if (sheet->sentence != NULL)
    y += set_plain (setting, sheet->sentence, 0, 1.15, PANGO_WEIGHT_NORMAL, y) + 3;
  if (sheet->words != NULL)
    {
      y += setting->size_pt * 0.6;
      y += set_plain (setting, _ ("From Whoever Leaves"), 0, 1.15, PANGO_WEIGHT_BOLD, y) + 3;
      y += set_plain (setting, sheet->words, 0, 1, PANGO_WEIGHT_NORMAL, y) + 3;
    }
  return y - top;
}

double
corral_paper_set_running_head (const PaperSetting *setting, const CorralSheet *sheet, const CorralSheetSection *section, double y)
{
  g_autofree char *title = sheet->subject != NULL
                               /* Translators: a sheet's title, and what it is about: "Morning Walk", "118 Riverside" */
                               ? g_strdup_printf (_ ("%s – %s"), sheet->title, sheet->subject)
                               : g_strdup (sheet->title);
  PaperText how = { .width = setting->width, .scale = 1, .weight = PANGO_WEIGHT_BOLD, .one_line = TRUE };
  double high = corral_paper_set_text (setting, title, &how, y);

  draw_hair (setting, y + high + 2);
  high += 8;
  if (section != NULL)
    {
      /* Translators: %s is a heading whose lines began on the page before */
      g_autofree char *heading = g_strdup_printf (_ ("%s, continued"), section->title);

      high += set_plain (setting, heading, 0, 1.15, PANGO_WEIGHT_BOLD, y + high) + 3;
    }
  return high;
}

void
corral_paper_set_foot (const PaperSetting *setting, const CorralSheet *sheet, double height, guint page, guint n_pages)
{
  PaperSetting small = *setting;
  /* Translators: at the foot of a sheet of paper */
  g_autofree char *pages = g_strdup_printf (_ ("Corral – page %u of %u"), page, n_pages);
  PaperText left = { .width = setting->width * 0.72, .scale = 1, .weight = PANGO_WEIGHT_NORMAL, .one_line = TRUE };
  PaperText right = { .x = setting->width * 0.72, .width = setting->width * 0.28, .scale = 1, .weight = PANGO_WEIGHT_NORMAL,
                      .align = PANGO_ALIGN_RIGHT, .one_line = TRUE };
  double y = height - 1.4 * PAPER_SMALLEST_PT;

  small.size_pt = PAPER_SMALLEST_PT;
  draw_hair (&small, y - 2);
  corral_paper_set_text (&small, sheet->foot != NULL ? sheet->foot : sheet->as_of, &left, y);
  corral_paper_set_text (&small, pages, &right, y);
}

static double
set_notes (const PaperSetting *setting, guint n, double y)
{
  double top = y;

  y += setting->size_pt * 0.8;
  /* Translators: the heading of ruled lines for a pen */
  y += set_plain (setting, _ ("Notes by Hand"), 0, 1.15, PANGO_WEIGHT_BOLD, y);
  for (guint i = 0; i < n; i++)
    {
      y += RULED_PT;
      draw_hair (setting, y);
    }
  return y - top + 2;
}

double
corral_paper_set_item (const PaperSetting *setting, const CorralSheet *sheet, const PaperItem *item, double y)
{
  const CorralSheetSection *section = item->section;

  switch (item->kind)
    {
    case PAPER_HEAD:
      return set_head (setting, sheet, y);
    case PAPER_SECTION:
      {
        double before = setting->size_pt * 0.6;
        double scale = section->begins_page ? 1.8 : 1.15;

        return before + set_plain (setting, section->title, 0, scale, PANGO_WEIGHT_BOLD, y + before) + 3;
      }
    case PAPER_TEXT:
      return set_plain (setting, item->text, section->mark == CORRAL_SHEET_PLAIN ? 0 : BULLET_PT, 1, PANGO_WEIGHT_NORMAL, y) + 3;
    case PAPER_LINE:
      {
        const CorralSheetLine *line = g_ptr_array_index (section->lines, item->index);

        return line->number != NULL ? set_cart_line (setting, section, line, y) : set_simple_line (setting, section, line, y);
      }
    case PAPER_BARS:
      return set_bars (setting, section, y);
    case PAPER_TABLE_HEAD:
      return set_table_head (setting, section, y);
    case PAPER_ROW:
      return set_row (setting, section, g_ptr_array_index (section->rows, item->index),
                      (int) item->index == section->strong_row ? PANGO_WEIGHT_BOLD : PANGO_WEIGHT_NORMAL, y);
    case PAPER_NOTES:
    default:
      return set_notes (setting, item->index, y);
    }
}
