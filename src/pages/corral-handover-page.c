/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Since you left, and the sheet for whoever comes next. Main thread.
 *
 * Who opens it: a support lead in the first minute of a shift, to see what is open and what became of the rest; the same lead
 * in the last five, to write two sentences and print the sheet. */
#include "config.h"

#include "corral-handover-page.h"

#include "corral-account-files.h"
#include "corral-fleet.h"
#include "corral-format.h"
#include "corral-free-text.h"
#include "corral-incident-source.h"
#include "corral-name-compat.h"
#include "corral-outbox.h"
#include "corral-pace.h"
#include "corral-sentence.h"
#include "corral-sheets.h"
#include "corral-time.h"
#include "corral-wrap-box.h"

#include <glib/gi18n.h>

/* So far apart it follows what changes. */
#define APART_MS 5000
#define WIDEST_PX 980
/* A moment after the last key what was written is kept. */
#define KEEP_AFTER_MS 800
/* A file that is longer was not written here. */
#define WORDS_MAX_BYTES (4 * CORRAL_FREE_TEXT_MAX)

/* From when on it tells; a row each. */
static const struct
{
  const char *word;  /* in links: since=… */
  const char *label;
  gint64 back_ms;    /* 0: since this person left */
} spans[] = {
  { "left", N_ ("Since you left"), 0 },
  { "shift", N_ ("The last 8 hours"), 8 * CORRAL_HOUR_MS },
  { "day", N_ ("The last 24 hours"), CORRAL_DAY_MS },
  { "week", N_ ("The last 7 days"), 7 * CORRAL_DAY_MS },
};

struct _CorralHandoverPage
{
  CorralPage parent_instance;

  CorralPace pace;
  guint span;       /* of spans */
  gboolean setting; /* the choice follows; it does not lead */
  guint keeping;    /* a source: what was written is kept soon */
  char *shown;      /* (owned) (nullable): what the rows say, as text */
  gboolean known;   /* anything had been heard of the carts when it was filled */

  GtkWidget *sentence;
  GtkWidget *as_of;
  GtkWidget *choice;
  GtkWidget *parts;
  GtkWidget *words;
};

G_DEFINE_FINAL_TYPE (CorralHandoverPage, corral_handover_page, CORRAL_TYPE_PAGE)

static CorralPageContext *
get_context (CorralHandoverPage *self)
{
  return corral_page_get_context (CORRAL_PAGE (self));
}

/* ---- what is said ----------------------------------------------------------------------------------- */

static gint64
get_from_ms (CorralHandoverPage *self, gint64 now_ms)
{
  if (spans[self->span].back_ms > 0)
    return now_ms - spans[self->span].back_ms;
  return corral_incident_source_get_left_ms (get_context (self)->incidents);
}

CorralHandover *
corral_handover_page_make (CorralHandoverPage *self)
{
  CorralPageContext *context = get_context (self);
  gint64 now_ms = corral_clock_now_ms (context->clock);
  const char *account = context->outbox != NULL ? corral_outbox_get_account_id (context->outbox) : NULL;
  g_autoptr (CorralShift) shift
      = corral_shift_new (context->fleet, corral_incident_source_get_incidents (context->incidents), account,
                          get_from_ms (self, now_ms), now_ms);
  g_autoptr (GTimeZone) zone = g_time_zone_new_local ();
  g_autofree char *words = corral_free_text_get_text (CORRAL_FREE_TEXT (self->words));

  return corral_handover_new (context->fleet, shift,
                              corral_free_text_is_fit (CORRAL_FREE_TEXT (self->words)) ? words : NULL,
                              corral_incident_source_get_known_ms (context->incidents), zone);
}

static GtkWidget *
make_label (const char *text, const char *css_class)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  if (css_class != NULL)
    gtk_widget_add_css_class (label, css_class);
  return label;
}

static GtkWidget *
make_row (const CorralHandoverLine *line)
{
  GtkWidget *row = gtk_list_box_row_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 2);
  g_autofree char *name
      = line->detail != NULL ? g_strdup_printf ("%s (%s)", line->text, line->detail) : g_strdup (line->text);

  gtk_box_append (GTK_BOX (box), make_label (line->text, NULL));
  if (line->detail != NULL)
    gtk_box_append (GTK_BOX (box), make_label (line->detail, "dim-label"));
  gtk_widget_add_css_class (box, "handover-line");
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), box);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), line->place != NULL);
  gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  if (line->place != NULL)
    g_object_set_data_full (G_OBJECT (row), "corral-place", corral_place_ref (line->place),
                            (GDestroyNotify) corral_place_unref);
  return row;
}

static void
activated_cb (GtkListBox *list, GtkListBoxRow *row, CorralHandoverPage *self)
{
  CorralPlace *place = g_object_get_data (G_OBJECT (row), "corral-place");

  if (place != NULL)
    corral_page_go (GTK_WIDGET (self), place);
}

static GtkWidget *
make_part (CorralHandoverPage *self, const CorralHandoverSection *section)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  GtkWidget *list = gtk_list_box_new ();

  gtk_box_append (GTK_BOX (box), make_label (section->title, "heading"));
  if (section->empty != NULL)
    gtk_box_append (GTK_BOX (box), make_label (section->empty, "dim-label"));
  for (guint i = 0; i < section->lines->len; i++)
    gtk_list_box_append (GTK_LIST_BOX (list), make_row (g_ptr_array_index (section->lines, i)));
  gtk_list_box_set_selection_mode (GTK_LIST_BOX (list), GTK_SELECTION_NONE);
  gtk_widget_add_css_class (list, "boxed-list");
  gtk_accessible_update_property (GTK_ACCESSIBLE (list), GTK_ACCESSIBLE_PROPERTY_LABEL, section->title, -1);
  gtk_widget_set_visible (list, section->lines->len > 0);
  g_signal_connect (list, "row-activated", G_CALLBACK (activated_cb), self);
  gtk_box_append (GTK_BOX (box), list);
  if (section->n_more > 0)
    {
      g_autofree char *more
          = g_strdup_printf (ngettext ("and %u more", "and %u more", section->n_more), section->n_more);

      gtk_box_append (GTK_BOX (box), make_label (more, "dim-label"));
    }
  return box;
}

static void
fill (CorralHandoverPage *self)
{
  g_autoptr (CorralHandover) handover = corral_handover_page_make (self);
  g_autofree char *text = NULL;
  GtkWidget *child;

  self->known = CORRAL_IS_KNOWN (corral_incident_source_get_known_ms (get_context (self)->incidents));
  corral_sentence_set_text (CORRAL_SENTENCE (self->sentence), handover->sentence);
  gtk_label_set_text (GTK_LABEL (self->as_of), handover->as_of);
  g_clear_pointer (&handover->words, g_free);
  text = corral_handover_to_text (handover);
  /* Rows that say the same stay: somebody may have the focus in one. */
  if (g_strcmp0 (text, self->shown) == 0)
    return;
  while ((child = gtk_widget_get_first_child (self->parts)) != NULL)
    gtk_box_remove (GTK_BOX (self->parts), child);
  for (guint i = 0; i < handover->sections->len; i++)
    gtk_box_append (GTK_BOX (self->parts), make_part (self, g_ptr_array_index (handover->sections, i)));
  g_free (self->shown);
  self->shown = g_steal_pointer (&text);
}

/* It reads all there is, so it does not follow each change. */
static void
follow (gpointer data)
{
  CorralHandoverPage *self = data;

  if (corral_pace_take (&self->pace, APART_MS, follow, self))
    fill (self);
}

static void
corral_handover_page_refresh (CorralPage *page)
{
  follow (page);
}

/* In a store where little happens the first look at the fleet may be all that changes for minutes. */
static void
incidents_changed_cb (CorralHandoverPage *self)
{
  if (self->known)
    follow (self);
  else
    fill (self);
}

/* ---- what was written ------------------------------------------------------------------------------- */

static GFile *
get_file (CorralHandoverPage *self)
{
  const char *folder = get_context (self)->folder;
  g_autofree char *path = folder != NULL ? g_build_filename (folder, CORRAL_ACCOUNT_FILE_HANDOVER, NULL) : NULL;

  return path != NULL ? g_file_new_for_path (path) : NULL;
}

static void
kept_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (CorralHandoverPage) self = data;
  g_autoptr (GError) error = NULL;
  g_autofree char *sentence = NULL;

  if (g_file_replace_contents_finish (G_FILE (source), result, NULL, &error) || gtk_widget_get_root (GTK_WIDGET (self)) == NULL)
    return;
  /* Translators: %s is a sentence that says why */
  sentence = g_strdup_printf (_ ("What you wrote for the next shift is here, but could not be kept for the next start: %s"),
                              error->message);
  corral_page_tell (GTK_WIDGET (self), sentence, NULL);
}

/* Keeps what is fit to be kept; what looks like a card number or a customer's address stays on the screen alone. */
static void
keep (CorralHandoverPage *self)
{
  g_autoptr (GFile) file = get_file (self);
  g_autoptr (GBytes) bytes = NULL;
  char *words;

  g_clear_handle_id (&self->keeping, g_source_remove);
  if (file == NULL || !corral_free_text_is_fit (CORRAL_FREE_TEXT (self->words)))
    return;
  words = corral_free_text_get_text (CORRAL_FREE_TEXT (self->words));
  bytes = g_bytes_new_take (words, strlen (words));
  g_file_replace_contents_bytes_async (file, bytes, NULL, FALSE, G_FILE_CREATE_PRIVATE | G_FILE_CREATE_REPLACE_DESTINATION,
                                       NULL, kept_cb, g_object_ref (self));
}

static gboolean
keep_cb (gpointer data)
{
  CorralHandoverPage *self = data;

  self->keeping = 0;
  keep (self);
  return G_SOURCE_REMOVE;
}

static void
written_cb (CorralHandoverPage *self)
{
  if (self->setting)
    return;
  g_clear_handle_id (&self->keeping, g_source_remove);
  self->keeping = g_timeout_add (KEEP_AFTER_MS, keep_cb, self);
}

/* Once, when the page is made: the file is small. */
static void
read_words (CorralHandoverPage *self)
{
  g_autoptr (GFile) file = get_file (self);
  g_autofree char *words = NULL;
  gsize length;

  if (file == NULL || !g_file_load_contents (file, NULL, &words, &length, NULL, NULL))
    return;
  if (length > WORDS_MAX_BYTES || !g_utf8_validate (words, length, NULL))
    return;
  self->setting = TRUE;
  corral_free_text_set_text (CORRAL_FREE_TEXT (self->words), words);
  self->setting = FALSE;
}

/* Which of the words are about what is not seen any more nobody can tell: all of them go. */
void
corral_handover_page_forget (CorralHandoverPage *self)
{
  g_autoptr (GFile) file = NULL;

  if (self == NULL)
    return;
  g_return_if_fail (CORRAL_IS_HANDOVER_PAGE (self));

  file = get_file (self);
  if (file != NULL)
    g_file_delete (file, NULL, NULL);
  self->setting = TRUE;
  corral_free_text_set_text (CORRAL_FREE_TEXT (self->words), "");
  self->setting = FALSE;
  g_clear_handle_id (&self->keeping, g_source_remove);
  fill (self);
}

/* ---- what is pressed -------------------------------------------------------------------------------- */

/* What is not fit to leave the program is not on the sheet; whoever prints has to know. */
static gboolean
is_ready_to_leave (CorralHandoverPage *self)
{
  if (corral_free_text_is_fit (CORRAL_FREE_TEXT (self->words)))
    return TRUE;
  corral_page_tell (GTK_WIDGET (self), corral_free_text_get_problem (CORRAL_FREE_TEXT (self->words)), NULL);
  gtk_widget_grab_focus (self->words);
  return FALSE;
}

static void
chosen_cb (CorralHandoverPage *self)
{
  CorralPlace *place = corral_page_get_place (CORRAL_PAGE (self));
  guint span = gtk_drop_down_get_selected (GTK_DROP_DOWN (self->choice));
  g_autoptr (CorralPlace) next = NULL;

  if (self->setting || place == NULL || span >= G_N_ELEMENTS (spans))
    return;
  self->span = span;
  next = corral_place_with_filter (place, "since", span == 0 ? NULL : spans[span].word);
  corral_page_set_place (CORRAL_PAGE (self), next);
  fill (self);
}

/* ---- overrides -------------------------------------------------------------------------------------- */

static void
corral_handover_page_show_place (CorralPage *page, CorralPlace *place)
{
  CorralHandoverPage *self = CORRAL_HANDOVER_PAGE (page);
  const char *word = corral_place_get_filter (place, "since");

  /* Whoever is here for the first time has left nothing: a shift then. */
  self->span = CORRAL_IS_KNOWN (corral_incident_source_get_left_ms (get_context (self)->incidents)) ? 0 : 1;
  for (guint i = 0; i < G_N_ELEMENTS (spans); i++)
    if (g_strcmp0 (spans[i].word, word) == 0)
      self->span = i;
  self->setting = TRUE;
  gtk_drop_down_set_selected (GTK_DROP_DOWN (self->choice), self->span);
  self->setting = FALSE;
  gtk_widget_set_visible (self->words, corral_page_context_has_right (get_context (self), CORRAL_RIGHT_WRITE_HANDOVER));
  fill (CORRAL_HANDOVER_PAGE (page));
}

/* What there is to say is known after the first look at the fleet. */
static gboolean
corral_handover_page_is_settled (CorralPage *page)
{
  return corral_incident_source_is_settled (corral_page_get_context (page)->incidents);
}

static void
corral_handover_page_dispose (GObject *object)
{
  CorralHandoverPage *self = CORRAL_HANDOVER_PAGE (object);

  if (self->keeping != 0)
    keep (self);
  corral_pace_stop (&CORRAL_HANDOVER_PAGE (object)->pace);
  G_OBJECT_CLASS (corral_handover_page_parent_class)->dispose (object);
}

static void
corral_handover_page_finalize (GObject *object)
{
  g_free (CORRAL_HANDOVER_PAGE (object)->shown);
  G_OBJECT_CLASS (corral_handover_page_parent_class)->finalize (object);
}

static void
corral_handover_page_class_init (CorralHandoverPageClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = corral_handover_page_dispose;
  G_OBJECT_CLASS (klass)->finalize = corral_handover_page_finalize;
  CORRAL_PAGE_CLASS (klass)->show_place = corral_handover_page_show_place;
  CORRAL_PAGE_CLASS (klass)->refresh = corral_handover_page_refresh;
  CORRAL_PAGE_CLASS (klass)->is_settled = corral_handover_page_is_settled;
}

static void
corral_handover_page_init (CorralHandoverPage *self)
{
}

static GtkWidget *
make_choice (CorralHandoverPage *self)
{
  const char *labels[G_N_ELEMENTS (spans) + 1] = { NULL };

  for (guint i = 0; i < G_N_ELEMENTS (spans); i++)
    labels[i] = _ (spans[i].label);
  self->choice = gtk_drop_down_new_from_strings (labels);
  corral_compat_drop_down_set_name (self->choice, _ ("From when on"));
  g_signal_connect_swapped (self->choice, "notify::selected", G_CALLBACK (chosen_cb), self);
  return self->choice;
}

static GtkWidget *
make_bar (CorralHandoverPage *self)
{
  static const struct
  {
    const char *label;
    const char *action;
    gboolean exports;
  } buttons[] = {
    { N_ ("_Copy as Text"), "sheet.copy('handover')", FALSE },
    { N_ ("Save as P_DF…"), "sheet.save('handover')", TRUE },
    { N_ ("_Print…"), "sheet.print('handover')", TRUE },
  };
  GtkWidget *bar = corral_wrap_box_new (9);

  corral_wrap_box_append (CORRAL_WRAP_BOX (bar), make_choice (self));
  self->as_of = make_label (NULL, "dim-label");
  gtk_label_set_xalign (GTK_LABEL (self->as_of), 1);
  gtk_widget_set_hexpand (self->as_of, TRUE);
  corral_wrap_box_append (CORRAL_WRAP_BOX (bar), self->as_of);
  for (guint i = 0; i < G_N_ELEMENTS (buttons); i++)
    {
      GtkWidget *button = gtk_button_new_with_mnemonic (_ (buttons[i].label));

      gtk_widget_set_visible (button, !buttons[i].exports || corral_page_context_may_export (get_context (self)));

      gtk_actionable_set_detailed_action_name (GTK_ACTIONABLE (button), buttons[i].action);
      corral_wrap_box_append (CORRAL_WRAP_BOX (bar), button);
    }
  return bar;
}

CorralPage *
corral_handover_page_new (CorralPageContext *context)
{
  CorralHandoverPage *self = g_object_new (CORRAL_TYPE_HANDOVER_PAGE, "context", context, NULL);
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12);
  GtkWidget *clamp = adw_clamp_new ();
  GtkWidget *scrolled = gtk_scrolled_window_new ();

  corral_sheets_add_actions (CORRAL_PAGE (self), CORRAL_PAGE_HANDOVER);
  self->sentence = corral_sentence_new ();
  self->words = corral_free_text_new (_ ("For whoever comes next"), TRUE);
  g_signal_connect_swapped (self->words, "changed", G_CALLBACK (written_cb), self);
  read_words (self);
  self->parts = gtk_box_new (GTK_ORIENTATION_VERTICAL, 15);
  gtk_widget_set_margin_bottom (self->parts, 18);
  gtk_box_append (GTK_BOX (box), self->sentence);
  gtk_box_append (GTK_BOX (box), make_bar (self));
  gtk_box_append (GTK_BOX (box), self->words);
  gtk_box_append (GTK_BOX (box), self->parts);
  gtk_widget_add_css_class (box, "page");
  adw_clamp_set_maximum_size (ADW_CLAMP (clamp), WIDEST_PX);
  adw_clamp_set_tightening_threshold (ADW_CLAMP (clamp), WIDEST_PX);
  adw_clamp_set_child (ADW_CLAMP (clamp), box);
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scrolled), GTK_POLICY_NEVER, GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scrolled), clamp);
  adw_bin_set_child (ADW_BIN (self), scrolled);
  g_signal_connect_object (context->incidents, "changed", G_CALLBACK (incidents_changed_cb), self, G_CONNECT_SWAPPED);
  corral_page_set_title (CORRAL_PAGE (self), _ ("Handover"));
  return CORRAL_PAGE (self);
}

CorralSheet *
corral_handover_page_make_sheet (CorralPage *page)
{
  CorralHandoverPage *self = CORRAL_HANDOVER_PAGE (page);
  g_autoptr (CorralHandover) handover = NULL;

  if (!is_ready_to_leave (self))
    return NULL;
  handover = corral_handover_page_make (self);
  return corral_handover_to_sheet (handover);
}
