/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A flag on paper: what the page shows, as a PDF. Main thread. */
#include "config.h"

#include "corral-flag-pack.h"

#include "corral-cells.h"
#include "corral-format.h"
#include "corral-look.h"
#include "corral-proof-words.h"
#include "corral-scale-words.h"
#include "corral-trust-words.h"

#include <cairo-pdf.h>
#include <glib/gi18n.h>
#include <math.h>
#include <pango/pangocairo.h>

/* A4, in points. */
#define WIDTH 595.0
#define HEIGHT 842.0
#define MARGIN 50.0

typedef struct
{
  cairo_t *cr;
  double y;
} Paper;

static cairo_status_t
write_cb (void *closure, const unsigned char *data, unsigned int length)
{
  g_byte_array_append (closure, data, length);
  return CAIRO_STATUS_SUCCESS;
}

/* @text at @x, as wide as @width; returns its height. @draw: else it is only measured. */
static double
put (Paper *paper, const char *text, double x, double width, const char *font, gboolean right, gboolean draw)
{
  g_autoptr (PangoLayout) layout = pango_cairo_create_layout (paper->cr);
  PangoFontDescription *description = pango_font_description_from_string (font);
  int height;

  pango_layout_set_font_description (layout, description);
  pango_font_description_free (description);
  pango_layout_set_width (layout, (int) (width * PANGO_SCALE));
  pango_layout_set_wrap (layout, PANGO_WRAP_WORD_CHAR);
  pango_layout_set_alignment (layout, right ? PANGO_ALIGN_RIGHT : PANGO_ALIGN_LEFT);
  pango_layout_set_text (layout, text, -1);
  pango_layout_get_size (layout, NULL, &height);
  if (draw)
    {
      cairo_move_to (paper->cr, x, paper->y);
      pango_cairo_show_layout (paper->cr, layout);
    }
  return (double) height / PANGO_SCALE;
}

static void
make_room (Paper *paper, double height)
{
  if (paper->y + height <= HEIGHT - MARGIN)
    return;
  cairo_show_page (paper->cr);
  paper->y = MARGIN;
}

static void
add (Paper *paper, const char *text, const char *font, double after)
{
  double width = WIDTH - 2 * MARGIN;

  if (text == NULL)
    return;
  make_room (paper, put (paper, text, MARGIN, width, font, FALSE, FALSE));
  paper->y += put (paper, text, MARGIN, width, font, FALSE, TRUE) + after;
}

#define TITLE "Cantarell, sans Bold 16"
#define HEADING "Cantarell, sans Bold 11"
#define BODY "Cantarell, sans 10"
#define SMALL "Cantarell, sans 8"
#define SMALL_BOLD "Cantarell, sans Bold 8"

static const struct
{
  const char *title; /* marked for translation */
  double width;
  gboolean right;
} columns[] = {
  { N_ ("When"), 70, FALSE },     { N_ ("Goods"), 165, FALSE },  { N_ ("Expected"), 60, TRUE },
  { N_ ("Measured"), 60, TRUE }, { N_ ("Too much"), 60, TRUE }, { N_ ("Proof"), 80, TRUE },
};

static void
add_line (Paper *paper, const char *const *cells, const char *font)
{
  double x = MARGIN;
  double height = 0;

  for (guint i = 0; i < G_N_ELEMENTS (columns); i++)
    height = MAX (height, put (paper, cells[i], 0, columns[i].width - 4, font, FALSE, FALSE));
  make_room (paper, height);
  for (guint i = 0; i < G_N_ELEMENTS (columns); i++)
    {
      put (paper, cells[i], x, columns[i].width - 4, font, columns[i].right, TRUE);
      x += columns[i].width;
    }
  paper->y += height + 1;
}

static char *
format_weight (double grams)
{
  return isfinite (grams) ? corral_format_weight (round (grams)) : g_strdup (CORRAL_DASH);
}

static void
add_scans (Paper *paper, const CorralFlagEvidence *evidence, GTimeZone *zone, gint64 now_ms)
{
  const char *titles[G_N_ELEMENTS (columns)];

  for (guint i = 0; i < G_N_ELEMENTS (columns); i++)
    titles[i] = _ (columns[i].title);
  if (evidence->scans->len > 0)
    add_line (paper, titles, SMALL_BOLD);
  for (guint i = 0; i < evidence->scans->len; i++)
    {
      const CorralEvidenceScan *scan = &g_array_index (evidence->scans, CorralEvidenceScan, i);
      const CorralProof *proof = &g_array_index (evidence->messages->proofs, CorralProof, scan->message);
      g_autofree char *time = corral_format_time (scan->time_ms, now_ms, zone);
      g_autofree char *goods = corral_format_text (scan->name != NULL ? scan->name : scan->item);
      g_autofree char *expected = format_weight (scan->expected_g);
      g_autofree char *measured = format_weight (scan->measured_g);
      g_autofree char *running = format_weight (scan->running_g);
      const char *cells[] = { time, goods, expected, measured, running,
                              corral_look_of_proof (corral_proof_reason_get_state (proof->reason)).word };

      add_line (paper, cells, (int) i == evidence->flagged ? SMALL_BOLD : SMALL);
    }
}

static void
add_reasons (Paper *paper, const CorralTrust *trust)
{
  for (guint i = 0; i < trust->n_reasons; i++)
    {
      gboolean against = corral_trust_reason_get_weight (trust->reasons[i].kind) < 0;
      g_autofree char *reason = corral_trust_reason_to_text (&trust->reasons[i]);
      /* Translators: speaks against, or for, that goods were not paid for; then why */
      g_autofree char *text = g_strdup_printf (against ? _ ("Against: %s") : _ ("For: %s"), reason);

      add (paper, text, BODY, 2);
    }
}

static void
add_all (Paper *paper, const CorralFlagPackSource *source, gint64 made_ms)
{
  CorralFleet *fleet = source->fleet;
  guint32 flag = source->flag;
  guint32 store = corral_fleet_get_link (fleet, CORRAL_TABLE_FLAG, flag, CORRAL_FLAG_COL_STORE);
  guint32 cart = corral_fleet_get_link (fleet, CORRAL_TABLE_FLAG, flag, CORRAL_FLAG_COL_CART);
  g_autoptr (GTimeZone) zone = corral_cells_zone (fleet, store);
  g_autofree char *store_name = corral_store_to_text (fleet, store);
  g_autofree char *label = corral_format_text (corral_fleet_get_text (fleet, CORRAL_TABLE_CART, cart, CORRAL_CART_COL_LABEL));
  g_autofree char *raised = corral_format_time_tooltip (
      corral_fleet_get_integer (fleet, CORRAL_TABLE_FLAG, flag, CORRAL_FLAG_COL_RAISED_MS), zone, zone);
  g_autofree char *made = corral_format_time_tooltip (made_ms, zone, zone);
  g_autofree char *sure = corral_trust_to_text (source->trust->pct);
  g_autofree char *calibration = corral_calibration_to_text (fleet, cart);
  /* Translators: the cart's label, its store, when the flag was raised */
  g_autofree char *where = g_strdup_printf (_ ("Cart %s, %s, raised %s"), label, store_name, raised);
  /* Translators: "Likely (82 %)" */
  g_autofree char *trust = g_strdup_printf (_ ("That goods were not paid for: %s"), sure);
  CorralLook status = corral_look_of_flag (corral_fleet_get_text (fleet, CORRAL_TABLE_FLAG, flag, CORRAL_FLAG_COL_STATUS),
                                           corral_fleet_get_text (fleet, CORRAL_TABLE_FLAG, flag, CORRAL_FLAG_COL_OUTCOME));
  g_autofree char *decision = g_strdup_printf (_ ("Decision: %s"), status.word);
  /* Translators: when this paper was made */
  g_autofree char *foot = g_strdup_printf (_ ("Made by Corral, %s. “corral-cli verify” tells whether this pack was changed."), made);

  add (paper,
       corral_words_translate (CORRAL_WORDS_FLAG_KIND,
                               corral_fleet_get_text (fleet, CORRAL_TABLE_FLAG, flag, CORRAL_FLAG_COL_KIND)),
       TITLE, 4);
  add (paper, where, BODY, 2);
  add (paper, foot, SMALL, 12);
  add (paper, source->claim, HEADING, 8);
  add (paper, corral_advice_to_text (source->trust->advice), HEADING, 2);
  add (paper, trust, BODY, 2);
  add_reasons (paper, source->trust);
  add (paper, calibration, BODY, 2);
  paper->y += 6;
  add (paper, decision, BODY, 10);
  add (paper, _ ("The trip"), HEADING, 2);
  add (paper, source->trip, BODY, 2);
  add (paper, source->proof, BODY, 6);
  add_scans (paper, source->evidence, zone, made_ms);
}

GBytes *
corral_flag_report_make (const CorralFlagPackSource *source, gint64 made_ms)
{
  GByteArray *bytes = g_byte_array_new ();
  cairo_surface_t *surface = cairo_pdf_surface_create_for_stream (write_cb, bytes, WIDTH, HEIGHT);
  Paper paper = { .cr = cairo_create (surface), .y = MARGIN };

  add_all (&paper, source, made_ms);
  cairo_show_page (paper.cr);
  cairo_destroy (paper.cr);
  cairo_surface_finish (surface);
  cairo_surface_destroy (surface);
  return g_byte_array_free_to_bytes (bytes);
}
