/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A case on paper, as a PDF: first what it comes to, then each flag as a numbered piece of evidence on a page of its own, with
 * what it claims, how far it can be trusted, how it was decided, whether its messages verify, and its scans. Main thread. */
#include "config.h"

#include "corral-case-pack.h"

#include "corral-case-looks.h"
#include "corral-case-words.h"
#include "corral-format.h"
#include "corral-look.h"
#include "corral-proof-words.h"
#include "corral-text-private.h"
#include "corral-trust-words.h"

#include <cairo-pdf.h>
#include <glib/gi18n.h>
#include <math.h>
#include <pango/pangocairo.h>

/* A4, in points. */
#define WIDTH 595.0
#define HEIGHT 842.0
#define MARGIN 50.0
/* What stands at the foot of each page. */
#define FOOT 26.0
/* Between columns. */
#define GAP 9.0

#define TITLE "Cantarell, sans Bold 16"
#define HEADING "Cantarell, sans Bold 11"
#define BODY "Cantarell, sans 10"
#define SMALL "Cantarell, sans 8"
#define SMALL_BOLD "Cantarell, sans Bold 8"

typedef struct
{
  cairo_t *cr;
  double y;
  guint page, n_pages; /* n_pages 0: it is only counted */
  const char *foot;
} Paper;

static cairo_status_t
write_cb (void *closure, const unsigned char *data, unsigned int length)
{
  g_byte_array_append (closure, data, length);
  return CAIRO_STATUS_SUCCESS;
}

/* @text at @x, as wide as @width; returns its height. @draw: else it is only measured. */
static double
put (Paper *paper, const char *text, double x, double y, double width, const char *font, PangoAlignment alignment,
     gboolean draw)
{
  g_autoptr (PangoLayout) layout = pango_cairo_create_layout (paper->cr);
  PangoFontDescription *description = pango_font_description_from_string (font);
  int height;

  pango_layout_set_font_description (layout, description);
  pango_font_description_free (description);
  pango_layout_set_width (layout, (int) (width * PANGO_SCALE));
  pango_layout_set_wrap (layout, PANGO_WRAP_WORD_CHAR);
  pango_layout_set_alignment (layout, alignment);
  pango_layout_set_text (layout, text, -1);
  pango_layout_get_size (layout, NULL, &height);
  if (draw)
    {
      cairo_move_to (paper->cr, x, y);
      pango_cairo_show_layout (paper->cr, layout);
    }
  return (double) height / PANGO_SCALE;
}

/* ---- pages ---------------------------------------------------------------------------------------------------- */

static void
end_page (Paper *paper)
{
  double width = WIDTH - 2 * MARGIN;
  double y = HEIGHT - MARGIN - FOOT + 12;
  /* Translators: the number of a page, and how many there are */
  g_autofree char *number = g_strdup_printf (_ ("Page %u of %u"), paper->page, paper->n_pages);

  cairo_set_line_width (paper->cr, 0.5);
  cairo_move_to (paper->cr, MARGIN, y - 4);
  cairo_line_to (paper->cr, WIDTH - MARGIN, y - 4);
  cairo_stroke (paper->cr);
  put (paper, paper->foot, MARGIN, y, width - 90, SMALL, PANGO_ALIGN_LEFT, TRUE);
  put (paper, number, MARGIN + width - 90, y, 90, SMALL, PANGO_ALIGN_RIGHT, TRUE);
  cairo_show_page (paper->cr);
}

static void
begin_page (Paper *paper)
{
  if (paper->page > 0)
    end_page (paper);
  paper->page++;
  paper->y = MARGIN;
}

static void
make_room (Paper *paper, double height)
{
  if (paper->y + height > HEIGHT - MARGIN - FOOT)
    begin_page (paper);
}

static void
add (Paper *paper, const char *text, const char *font, double after)
{
  double width = WIDTH - 2 * MARGIN;
  double height;

  if (text == NULL)
    return;
  height = put (paper, text, MARGIN, 0, width, font, PANGO_ALIGN_LEFT, FALSE);
  make_room (paper, height);
  put (paper, text, MARGIN, paper->y, width, font, PANGO_ALIGN_LEFT, TRUE);
  paper->y += height + after;
}

typedef struct
{
  const char *title; /* marked for translation */
  double width;
  gboolean right;
} Column;

static void
add_line (Paper *paper, const Column *columns, guint n, const char *const *cells, const char *font)
{
  double x = MARGIN;
  double height = 0;

  for (guint i = 0; i < n; i++)
    height = MAX (height, put (paper, cells[i], 0, 0, columns[i].width - GAP, font, PANGO_ALIGN_LEFT, FALSE));
  make_room (paper, height);
  for (guint i = 0; i < n; i++)
    {
      put (paper, cells[i], x, paper->y, columns[i].width - GAP, font, columns[i].right ? PANGO_ALIGN_RIGHT : PANGO_ALIGN_LEFT,
           TRUE);
      x += columns[i].width;
    }
  paper->y += height + 2;
}

static void
add_titles (Paper *paper, const Column *columns, guint n)
{
  const char *titles[8];

  g_assert (n <= G_N_ELEMENTS (titles));
  for (guint i = 0; i < n; i++)
    titles[i] = _ (columns[i].title);
  add_line (paper, columns, n, titles, SMALL_BOLD);
}

/* ---- the case -------------------------------------------------------------------------------------------------- */

static const Column list_columns[] = {
  { N_ ("No."), 30, TRUE },   { N_ ("Raised"), 70, FALSE },  { N_ ("What"), 120, FALSE },
  { N_ ("Where"), 120, FALSE }, { N_ ("Value"), 65, TRUE }, { N_ ("Decision"), 90, FALSE },
};

static CorralLook
look_of (const CorralFlag *flag)
{
  return corral_look_of_flag (flag->status, flag->outcome);
}

static char *
where_of (const CorralCasePackFlag *one)
{
  /* Translators: what is painted on the cart, then its store */
  return g_strdup_printf (_ ("Cart %s, %s"), one->cart_label, one->store_name);
}

static void
add_list (Paper *paper, const CorralCasePackSource *source, gint64 made_ms)
{
  add (paper, _ ("The flags"), HEADING, 3);
  if (source->flags->len > 0)
    add_titles (paper, list_columns, G_N_ELEMENTS (list_columns));
  for (guint i = 0; i < source->flags->len; i++)
    {
      const CorralCasePackFlag *one = g_ptr_array_index (source->flags, i);
      g_autofree char *number = g_strdup_printf ("%u", i + 1);
      g_autofree char *raised = corral_format_time (one->flag->raised_ms, made_ms, one->zone);
      g_autofree char *where = where_of (one);
      g_autofree char *value = corral_format_money (one->flag->value_minor, one->flag->currency);
      const char *cells[] = { number, raised, corral_words_translate (CORRAL_WORDS_FLAG_KIND, one->flag->kind), where, value,
                              look_of (one->flag).word };

      add_line (paper, list_columns, G_N_ELEMENTS (list_columns), cells, SMALL);
    }
  if (source->figures.n_away > 0)
    {
      g_autofree char *away = g_strdup_printf (
          ngettext ("%u flag more is in the case, of which nothing was held where this was made.",
                    "%u flags more are in the case, of which nothing was held where this was made.", source->figures.n_away),
          source->figures.n_away);

      add (paper, away, BODY, 2);
    }
  paper->y += 8;
}

static void
add_event (Paper *paper, gint64 time_ms, GTimeZone *zone, const char *what, const char *who)
{
  g_autofree char *time = NULL;
  g_autofree char *person = NULL;
  g_autofree char *text = NULL;

  if (!CORRAL_IS_KNOWN (time_ms))
    return;
  time = corral_format_time_tooltip (time_ms, zone, zone);
  person = who != NULL ? corral_format_text (who) : NULL;
  if (person != NULL)
    /* Translators: when, what was done, by whom */
    text = g_strdup_printf (_ ("%s: %s, by %s"), time, what, person);
  else
    /* Translators: when, and what happened */
    text = g_strdup_printf (_ ("%s: %s"), time, what);
  add (paper, text, BODY, 2);
}

static void
add_history (Paper *paper, const CorralCasePackSource *source)
{
  const CorralCase *row = source->row;
  g_autofree char *closed = NULL;

  add (paper, _ ("What was done (times of the store where it began)"), HEADING, 3);
  add_event (paper, row->opened_ms, source->zone, _ ("the case was opened"), row->opened_by);
  if (row->outcome != NULL)
    /* Translators: %s is how a case ended: "Goods or money came back" */
    closed = g_strdup_printf (_ ("the case was closed: %s"), corral_words_translate (CORRAL_WORDS_CASE_OUTCOME, row->outcome));
  add_event (paper, row->closed_ms, source->zone, closed != NULL ? closed : _ ("the case was closed"), row->closed_by);
  for (guint i = 0; i < source->notes->len; i++)
    {
      const CorralNote *note = g_ptr_array_index (source->notes, i);
      g_autofree char *masked = corral_text_mask_private (note->text);
      g_autofree char *clean = corral_format_text (masked);
      /* Translators: %s is what somebody wrote */
      g_autofree char *what = g_strdup_printf (_ ("noted “%s”"), clean);

      add_event (paper, note->made_ms, source->zone, what, note->author);
    }
  paper->y += 8;
}

static void
add_looks (Paper *paper, const CorralCasePackSource *source)
{
  if (source->looks->len == 0)
    return;
  add (paper, _ ("Who looked, on the PC where this was made (times of the store where it began)"), HEADING, 3);
  if (!source->looks_whole)
    add (paper, _ ("The record of who looked is not whole: entries are missing or were changed."), BODY, 2);
  for (guint i = 0; i < source->looks->len; i++)
    {
      const CorralAuditEntry *look = g_ptr_array_index (source->looks, i);

      add_event (paper, look->time_ms, source->zone, corral_case_look_to_text (look), *look->actor != '\0' ? look->actor : NULL);
    }
  paper->y += 8;
}

static void
add_front (Paper *paper, const CorralCasePackSource *source, gint64 made_ms)
{
  g_autofree char *title = corral_text_mask_private (source->row->title);
  g_autofree char *clean = corral_format_text (title);
  g_autofree char *head = g_strdup_printf ("%s: %s", source->name, clean);
  /* Translators: %s is a store */
  g_autofree char *began = g_strdup_printf (_ ("Began in %s"), source->store_name);
  /* Translators: %s is how a case stands: "With the police" */
  g_autofree char *status
      = g_strdup_printf (_ ("Status: %s"), corral_words_translate (CORRAL_WORDS_CASE_STATUS, source->row->status));

  begin_page (paper);
  add (paper, head, TITLE, 4);
  add (paper, began, BODY, 2);
  add (paper, status, BODY, 8);
  add (paper, source->figures_text, HEADING, 10);
  add_list (paper, source, made_ms);
  add_history (paper, source);
  add_looks (paper, source);
  add (paper, _ ("How to check this"), HEADING, 3);
  add (paper,
       _ ("Every message that a cart sent is signed in the cart. This pack holds those behind each flag, with the certificates "
          "that verify them. “corral-cli verify” tells, without a network, whether anything in the pack was changed after it "
          "was made, and whether the messages are what the carts sent. The seal, a number of 64 digits that it shows, was told "
          "when the pack was made, to be written down apart from it."),
       BODY, 4);
  add (paper, _ ("A flag is a claim, no proof of intent; what speaks for and against each one is on its page."), BODY, 0);
}

/* ---- one flag --------------------------------------------------------------------------------------------------- */

static const Column scan_columns[] = {
  { N_ ("When"), 75, FALSE },     { N_ ("Goods"), 160, FALSE },   { N_ ("Expected"), 60, TRUE },
  { N_ ("Measured"), 60, TRUE }, { N_ ("Too much"), 60, TRUE }, { N_ ("Proof"), 80, TRUE },
};

static char *
format_weight (double grams)
{
  return isfinite (grams) ? corral_format_weight (round (grams)) : g_strdup (CORRAL_DASH);
}

static void
add_scans (Paper *paper, const CorralCasePackFlag *one, gint64 made_ms)
{
  const CorralFlagEvidence *evidence = one->evidence;

  if (evidence == NULL || evidence->scans->len == 0)
    {
      add (paper,
           one->flag->session == NULL ? _ ("There is no trip behind this flag.")
                                      : _ ("Its scans were not at hand when this was made."),
           BODY, 2);
      return;
    }
  add_titles (paper, scan_columns, G_N_ELEMENTS (scan_columns));
  for (guint i = 0; i < evidence->scans->len; i++)
    {
      const CorralEvidenceScan *scan = &g_array_index (evidence->scans, CorralEvidenceScan, i);
      const CorralProof *proof = &g_array_index (evidence->messages->proofs, CorralProof, scan->message);
      g_autofree char *time = corral_format_time (scan->time_ms, made_ms, one->zone);
      g_autofree char *goods = corral_format_text (scan->name != NULL ? scan->name : scan->item);
      g_autofree char *expected = format_weight (scan->expected_g);
      g_autofree char *measured = format_weight (scan->measured_g);
      g_autofree char *running = format_weight (scan->running_g);
      const char *cells[] = { time, goods, expected, measured, running,
                              corral_look_of_proof (corral_proof_reason_get_state (proof->reason)).word };

      add_line (paper, scan_columns, G_N_ELEMENTS (scan_columns), cells, (int) i == evidence->flagged ? SMALL_BOLD : SMALL);
    }
  if (evidence->flagged >= 0)
    add (paper, _ ("In bold: the scan at which the flag was raised."), SMALL, 2);
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
add_decision (Paper *paper, const CorralCasePackFlag *one)
{
  const CorralFlag *flag = one->flag;
  g_autofree char *voided = flag->voided_lot != NULL ? corral_voided_to_text (flag->voided_lot) : NULL;
  g_autofree char *decided
      /* Translators: how a flag was decided: "Confirmed" */
      = g_strdup_printf (_ ("decided: %s"), voided != NULL ? voided : look_of (flag).word);
  g_autofree char *note = flag->decided_note != NULL ? corral_text_mask_private (flag->decided_note) : NULL;

  add (paper, _ ("What was decided (store’s time)"), HEADING, 3);
  add_event (paper, flag->raised_ms, one->zone, _ ("the flag was raised"), NULL);
  if (CORRAL_IS_KNOWN (flag->decided_ms))
    add_event (paper, flag->decided_ms, one->zone, decided, flag->decided_by);
  else
    add (paper, _ ("Nobody has decided it yet."), BODY, 2);
  add (paper, note, BODY, 2);
  paper->y += 6;
}

static void
add_evidence (Paper *paper, const CorralCasePackSource *source, guint i, gint64 made_ms)
{
  const CorralCasePackFlag *one = g_ptr_array_index (source->flags, i);
  /* Translators: the number of a flag in a case, of how many, and what it says */
  g_autofree char *title
      = g_strdup_printf (_ ("Evidence %u of %u: %s"), i + 1, source->flags->len,
                         corral_words_translate (CORRAL_WORDS_FLAG_KIND, one->flag->kind));
  g_autofree char *where = where_of (one);
  g_autofree char *id = g_strdup_printf ("%s %s", _ ("Flag"), one->flag->id);
  g_autofree char *sure = corral_trust_to_text (one->trust.pct);
  /* Translators: "Likely (82 %)" */
  g_autofree char *trust = g_strdup_printf (_ ("That goods were not paid for: %s"), sure);
  g_autofree char *proof = corral_case_pack_proof_to_text (one->evidence);

  begin_page (paper);
  add (paper, title, TITLE, 4);
  add (paper, where, BODY, 2);
  add (paper, id, SMALL, 8);
  add (paper, one->claim, HEADING, 8);
  add (paper, trust, BODY, 2);
  add_reasons (paper, &one->trust);
  add (paper, one->calibration, BODY, 2);
  paper->y += 6;
  add_decision (paper, one);
  add (paper, _ ("Are the messages what the cart sent?"), HEADING, 3);
  add (paper, proof, BODY, 8);
  add (paper, _ ("The scans (store’s time)"), HEADING, 3);
  add_scans (paper, one, made_ms);
}

/* ---- all of it -------------------------------------------------------------------------------------------------- */

/* Returns how many pages it has. */
static guint
draw (cairo_t *cr, const CorralCasePackSource *source, gint64 made_ms, const char *foot, guint n_pages)
{
  Paper paper = { .cr = cr, .n_pages = n_pages, .foot = foot };

  add_front (&paper, source, made_ms);
  for (guint i = 0; i < source->flags->len; i++)
    add_evidence (&paper, source, i, made_ms);
  end_page (&paper);
  return paper.page;
}

GBytes *
corral_case_report_make (const CorralCasePackSource *source, gint64 made_ms)
{
  GByteArray *bytes = g_byte_array_new ();
  cairo_rectangle_t sheet = { 0, 0, WIDTH, HEIGHT };
  cairo_surface_t *counted = cairo_recording_surface_create (CAIRO_CONTENT_COLOR, &sheet);
  cairo_surface_t *surface = cairo_pdf_surface_create_for_stream (write_cb, bytes, WIDTH, HEIGHT);
  g_autofree char *made = corral_format_time_tooltip (made_ms, source->zone, source->zone);
  /* Translators: a case, and when this paper was made */
  g_autofree char *foot = g_strdup_printf (_ ("%s. Made by Corral, %s."), source->name, made);
  cairo_t *cr = cairo_create (counted);
  guint n_pages = draw (cr, source, made_ms, foot, 0);

  cairo_destroy (cr);
  cairo_surface_destroy (counted);
  cr = cairo_create (surface);
  draw (cr, source, made_ms, foot, n_pages);
  cairo_destroy (cr);
  cairo_surface_finish (surface);
  cairo_surface_destroy (surface);
  return g_byte_array_free_to_bytes (bytes);
}
