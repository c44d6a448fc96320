/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A case on paper, as a PDF: first what it comes to, then each flag as a numbered piece of evidence on a page of its own, with
 * what it claims, how far it can be trusted, how it was decided, whether its messages verify, and its scans. Main thread. */
#include "config.h"

#include "corral-case-pack.h"

#include "corral-case-looks.h"
#include "corral-case-words.h"
#include "corral-format.h"
#include "corral-look.h"
#include "corral-paper.h"
#include "corral-proof-words.h"
#include "corral-report-parts.h"
#include "corral-text-private.h"
#include "corral-trust-words.h"

#include <glib/gi18n.h>

/* ---- the case -------------------------------------------------------------------------------------------------- */

static const struct
{
  const char *title; /* marked for translation */
  CorralSheetAlign align;
  guint parts;
} list_columns[] = {
  { N_ ("No."), CORRAL_SHEET_END, 5 },     { N_ ("Raised"), CORRAL_SHEET_START, 8 }, { N_ ("What"), CORRAL_SHEET_START, 12 },
  { N_ ("Where"), CORRAL_SHEET_START, 16 }, { N_ ("Value"), CORRAL_SHEET_END, 8 },   { N_ ("Decision"), CORRAL_SHEET_START, 10 },
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
add_list (CorralSheet *sheet, const CorralCasePackSource *source, gint64 made_ms)
{
  CorralSheetSection *section = corral_sheet_add_section (sheet, _ ("The flags"), CORRAL_SHEET_PLAIN);

  for (guint i = 0; i < G_N_ELEMENTS (list_columns) && source->flags->len > 0; i++)
    corral_sheet_section_add_column (section, _ (list_columns[i].title), list_columns[i].align, list_columns[i].parts);
  for (guint i = 0; i < source->flags->len; i++)
    {
      const CorralCasePackFlag *one = g_ptr_array_index (source->flags, i);
      char *row[] = { g_strdup_printf ("%u", i + 1),
                      corral_format_time (one->flag->raised_ms, made_ms, one->zone),
                      g_strdup (corral_words_translate (CORRAL_WORDS_FLAG_KIND, one->flag->kind)),
                      where_of (one),
                      corral_format_money (one->flag->value_minor, one->flag->currency),
                      g_strdup (look_of (one->flag).word),
                      NULL };

      corral_sheet_section_take_row (section, g_memdup2 (row, sizeof row));
    }
  if (source->figures.n_away > 0)
    section->note = g_strdup_printf (
        ngettext ("%u flag more is in the case, of which nothing was held where this was made.",
                  "%u flags more are in the case, of which nothing was held where this was made.", source->figures.n_away),
        source->figures.n_away);
}

static void
add_event (CorralSheetSection *section, gint64 time_ms, GTimeZone *zone, const char *what, const char *who)
{
  g_autofree char *time = NULL;
  g_autofree char *person = NULL;
  g_autofree char *text = NULL;

  if (!CORRAL_IS_KNOWN (time_ms))
    return;
  time = corral_report_say_time (time_ms, zone);
  person = who != NULL ? corral_format_text (who) : NULL;
  if (person != NULL)
    /* Translators: when, what was done, by whom */
    text = g_strdup_printf (_ ("%s: %s, by %s"), time, what, person);
  else
    /* Translators: when, and what happened */
    text = g_strdup_printf (_ ("%s: %s"), time, what);
  corral_sheet_section_add_line (section, text, NULL);
}

static void
add_history (CorralSheet *sheet, const CorralCasePackSource *source)
{
  CorralSheetSection *section
      = corral_sheet_add_section (sheet, _ ("What was done (times of the store where it began)"), CORRAL_SHEET_DONE);
  const CorralCase *row = source->row;
  g_autofree char *closed = NULL;

  add_event (section, row->opened_ms, source->zone, _ ("the case was opened"), row->opened_by);
  if (row->outcome != NULL)
    /* Translators: %s is how a case ended: "Goods or money came back" */
    closed = g_strdup_printf (_ ("the case was closed: %s"), corral_words_translate (CORRAL_WORDS_CASE_OUTCOME, row->outcome));
  add_event (section, row->closed_ms, source->zone, closed != NULL ? closed : _ ("the case was closed"), row->closed_by);
  for (guint i = 0; i < source->notes->len; i++)
    {
      const CorralNote *note = g_ptr_array_index (source->notes, i);
      g_autofree char *masked = corral_text_mask_private (note->text);
      g_autofree char *clean = corral_format_text (masked);
      /* Translators: %s is what somebody wrote */
      g_autofree char *what = g_strdup_printf (_ ("noted “%s”"), clean);

      add_event (section, note->made_ms, source->zone, what, note->author);
    }
}

static void
add_looks (CorralSheet *sheet, const CorralCasePackSource *source)
{
  CorralSheetSection *section;

  if (source->looks->len == 0)
    return;
  section = corral_sheet_add_section (
      sheet, _ ("Who looked, on the PC where this was made (times of the store where it began)"), CORRAL_SHEET_DONE);
  if (!source->looks_whole)
    section->empty = g_strdup (_ ("The record of who looked is not whole: entries are missing or were changed."));
  for (guint i = 0; i < source->looks->len; i++)
    {
      const CorralAuditEntry *look = g_ptr_array_index (source->looks, i);

      add_event (section, look->time_ms, source->zone, corral_case_look_to_text (look), *look->actor != '\0' ? look->actor : NULL);
    }
}

static void
add_front (CorralSheet *sheet, const CorralCasePackSource *source, gint64 made_ms)
{
  CorralSheetSection *section;

  /* Translators: %s is a store */
  corral_sheet_take_head (sheet, g_strdup_printf (_ ("Began in %s"), source->store_name));
  /* Translators: %s is how a case stands: "With the police" */
  corral_sheet_take_head (
      sheet, g_strdup_printf (_ ("Status: %s"), corral_words_translate (CORRAL_WORDS_CASE_STATUS, source->row->status)));
  sheet->sentence = g_strdup (source->figures_text);
  add_list (sheet, source, made_ms);
  add_history (sheet, source);
  add_looks (sheet, source);
  section = corral_sheet_add_section (sheet, _ ("How to check this"), CORRAL_SHEET_PLAIN);
  corral_sheet_section_add_line (
      section,
      _ ("Every message that a cart sent is signed in the cart. This pack holds those behind each flag, with the certificates "
         "that verify them. “corral-cli verify” tells, without a network, whether anything in the pack was changed after it "
         "was made, and whether the messages are what the carts sent. The seal, a number of 64 digits that it shows, was told "
         "when the pack was made, to be written down apart from it."),
      NULL);
  corral_sheet_section_add_line (
      section, _ ("A flag is a claim, no proof of intent; what speaks for and against each one is on its page."), NULL);
}

/* ---- one flag --------------------------------------------------------------------------------------------------- */

static void
add_claim (CorralSheet *sheet, const CorralCasePackSource *source, guint i)
{
  const CorralCasePackFlag *one = g_ptr_array_index (source->flags, i);
  /* Translators: the number of a flag in a case, of how many, and what it says */
  g_autofree char *title = g_strdup_printf (_ ("Evidence %u of %u: %s"), i + 1, source->flags->len,
                                            corral_words_translate (CORRAL_WORDS_FLAG_KIND, one->flag->kind));
  g_autofree char *where = where_of (one);
  g_autofree char *id = g_strdup_printf ("%s %s", _ ("Flag"), one->flag->id);
  CorralSheetSection *section = corral_sheet_add_section (sheet, title, CORRAL_SHEET_PLAIN);

  section->begins_page = TRUE;
  corral_sheet_section_add_line (section, where, NULL);
  corral_sheet_section_add_line (section, id, NULL);
  section = corral_sheet_add_section (sheet, one->claim, CORRAL_SHEET_PLAIN);
  corral_report_add_trust (section, &one->trust);
  if (one->calibration != NULL)
    corral_sheet_section_add_line (section, one->calibration, NULL);
}

static void
add_decision (CorralSheet *sheet, const CorralCasePackFlag *one)
{
  CorralSheetSection *section = corral_sheet_add_section (sheet, _ ("What was decided (store’s time)"), CORRAL_SHEET_PLAIN);
  const CorralFlag *flag = one->flag;
  g_autofree char *voided = flag->voided_lot != NULL ? corral_voided_to_text (flag->voided_lot) : NULL;
  g_autofree char *decided
      /* Translators: how a flag was decided: "Confirmed" */
      = g_strdup_printf (_ ("decided: %s"), voided != NULL ? voided : look_of (flag).word);
  g_autofree char *note = flag->decided_note != NULL ? corral_text_mask_private (flag->decided_note) : NULL;

  add_event (section, flag->raised_ms, one->zone, _ ("the flag was raised"), NULL);
  if (CORRAL_IS_KNOWN (flag->decided_ms))
    add_event (section, flag->decided_ms, one->zone, decided, flag->decided_by);
  else
    corral_sheet_section_add_line (section, _ ("Nobody has decided it yet."), NULL);
  if (note != NULL)
    corral_sheet_section_add_line (section, note, NULL);
}

static void
add_evidence (CorralSheet *sheet, const CorralCasePackSource *source, guint i, gint64 made_ms)
{
  const CorralCasePackFlag *one = g_ptr_array_index (source->flags, i);
  g_autofree char *proof = corral_case_pack_proof_to_text (one->evidence);
  CorralSheetSection *section;

  add_claim (sheet, source, i);
  add_decision (sheet, one);
  section = corral_sheet_add_section (sheet, _ ("Are the messages what the cart sent?"), CORRAL_SHEET_PLAIN);
  corral_sheet_section_add_line (section, proof, NULL);
  section = corral_sheet_add_section (sheet, _ ("The scans (store’s time)"), CORRAL_SHEET_PLAIN);
  corral_report_add_scans (section, one->evidence, one->zone, made_ms);
  if (section->rows->len == 0)
    section->empty = g_strdup (one->flag->session == NULL ? _ ("There is no trip behind this flag.")
                                                          : _ ("Its scans were not at hand when this was made."));
}

/* ---- all of it -------------------------------------------------------------------------------------------------- */

GBytes *
corral_case_report_make (const CorralCasePackSource *source, gint64 made_ms, GError **error)
{
  g_autofree char *title = corral_text_mask_private (source->row->title);
  g_autofree char *clean = corral_format_text (title);
  g_autofree char *head = g_strdup_printf ("%s: %s", source->name, clean);
  g_autofree char *made = corral_report_say_time (made_ms, source->zone);
  g_autoptr (CorralSheet) sheet = corral_sheet_new (head);

  /* Translators: a case, and when this paper was made */
  sheet->as_of = g_strdup_printf (_ ("%s. Made by Corral, %s."), source->name, made);
  add_front (sheet, source, made_ms);
  for (guint i = 0; i < source->flags->len; i++)
    add_evidence (sheet, source, i, made_ms);
  return corral_paper_to_pdf (sheet, NULL, error);
}
