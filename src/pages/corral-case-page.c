/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A case. Main thread.
 *
 * Who opens it: loss prevention, when the police or the insurer calls, or to add what they found; they read what it comes to,
 * write a note, hand it on or close it, or export all of it as one sealed pack. */
#include "config.h"

#include "corral-case-page.h"

#include "corral-act-strip.h"
#include "corral-audit.h"
#include "corral-case-export.h"
#include "corral-case-flags.h"
#include "corral-case-looks.h"
#include "corral-case-words.h"
#include "corral-cells.h"
#include "corral-export-record.h"
#include "corral-fact-row.h"
#include "corral-format.h"
#include "corral-notes.h"
#include "corral-outbox.h"
#include "corral-panes.h"
#include "corral-pending.h"
#include "corral-pill.h"
#include "corral-reach.h"
#include "corral-save-file.h"
#include "corral-sentence.h"
#include "corral-wrap-box.h"

#include <glib/gi18n.h>

#define ACTS_SHOWN 5
#define SIDE_PX 270
/* With less the flags stand over the facts. */
#define FLAGS_PX 360

struct _CorralCasePage
{
  CorralPage parent_instance;

  guint32 slot;  /* or CORRAL_NO_SLOT */
  GCancellable *cancellable; /* (owned) (nullable): of the export that is under way */
  char *noted;   /* (owned) (nullable): id of the case whose opening has been recorded */

  GtkWidget *stack, *content, *unknown;
  GtkWidget *name, *pill, *mark, *export, *spinner;
  GtkWidget *title, *sentence, *acts;
  GtkWidget *store, *opened, *closed, *span, *outcome;
  GtkWidget *notes, *looks, *flags;
};

G_DEFINE_FINAL_TYPE (CorralCasePage, corral_case_page, CORRAL_TYPE_PAGE)

static CorralFleet *
get_fleet (CorralCasePage *self)
{
  return corral_page_get_context (CORRAL_PAGE (self))->fleet;
}

static const char *
get_text (CorralCasePage *self, guint column)
{
  return corral_fleet_get_text (get_fleet (self), CORRAL_TABLE_CASE, self->slot, column);
}

static gint64
get_integer (CorralCasePage *self, guint column)
{
  return corral_fleet_get_integer (get_fleet (self), CORRAL_TABLE_CASE, self->slot, column);
}

CorralPlace *
corral_case_page_place_of (CorralFleet *fleet, guint32 slot)
{
  guint32 chain = corral_fleet_get_link (fleet, CORRAL_TABLE_CASE, slot, CORRAL_CASE_COL_CHAIN);
  const char *id = corral_fleet_get_text (fleet, CORRAL_TABLE_CASE, slot, CORRAL_CASE_COL_ID);

  return id != NULL && chain != CORRAL_NO_SLOT
           ? corral_place_new (CORRAL_PAGE_CASE,
                               corral_fleet_get_text (fleet, CORRAL_TABLE_CHAIN, chain, CORRAL_CHAIN_COL_ID), id)
           : NULL;
}

static GTimeZone *
get_zone (CorralCasePage *self)
{
  return corral_cells_zone (get_fleet (self),
                            corral_fleet_get_link (get_fleet (self), CORRAL_TABLE_CASE, self->slot, CORRAL_CASE_COL_STORE));
}

/* ---- what is shown ------------------------------------------------------------------------------------------- */

static void
update_head (CorralCasePage *self, const CorralCaseFigures *figures)
{
  CorralFleet *fleet = get_fleet (self);
  g_autofree char *name = corral_case_to_name (fleet, self->slot);
  g_autofree char *title = corral_format_text (get_text (self, CORRAL_CASE_COL_TITLE));
  g_autofree char *sentence = corral_case_figures_to_text (figures);

  gtk_label_set_text (GTK_LABEL (self->name), name);
  gtk_label_set_text (GTK_LABEL (self->title), title);
  corral_sentence_set_text (CORRAL_SENTENCE (self->sentence), sentence);
  corral_pill_set_look (CORRAL_PILL (self->pill), corral_look_of_case (get_text (self, CORRAL_CASE_COL_STATUS), NULL));
  corral_pending_mark_show (CORRAL_PENDING_MARK (self->mark), corral_page_get_context (CORRAL_PAGE (self)),
                            CORRAL_TABLE_CASE, self->slot);
  corral_page_set_title (CORRAL_PAGE (self), name);
}

/* "3 Nov 09:14, by st-301" */
static char *
when_and_who (CorralCasePage *self, guint when, guint who, GTimeZone *zone)
{
  gint64 time_ms = get_integer (self, when);
  g_autofree char *time = corral_format_time (time_ms, corral_fleet_get_now (get_fleet (self)), zone);
  g_autofree char *person = get_text (self, who) != NULL ? corral_format_text (get_text (self, who)) : NULL;

  if (!CORRAL_IS_KNOWN (time_ms))
    return g_strdup (CORRAL_DASH);
  /* Translators: when something was done, and by whom */
  return person != NULL ? g_strdup_printf (_ ("%s, by %s"), time, person) : g_steal_pointer (&time);
}

static void
update_facts (CorralCasePage *self, const CorralCaseFigures *figures)
{
  CorralFleet *fleet = get_fleet (self);
  guint32 store = corral_fleet_get_link (fleet, CORRAL_TABLE_CASE, self->slot, CORRAL_CASE_COL_STORE);
  g_autoptr (GTimeZone) zone = get_zone (self);
  g_autofree char *store_name = corral_store_to_text (fleet, store);
  g_autoptr (CorralPlace) place = corral_cells_place_of_store (fleet, store);
  g_autofree char *link = place != NULL ? corral_sentence_link (store_name, place) : g_markup_escape_text (store_name, -1);
  g_autofree char *first = corral_format_time (figures->first_ms, corral_fleet_get_now (fleet), zone);
  g_autofree char *last = corral_format_time (figures->last_ms, corral_fleet_get_now (fleet), zone);

  corral_fact_row_set_markup (CORRAL_FACT_ROW (self->store), link);
  corral_fact_row_take_value (CORRAL_FACT_ROW (self->opened),
                              when_and_who (self, CORRAL_CASE_COL_OPENED_MS, CORRAL_CASE_COL_OPENED_BY, zone));
  corral_fact_row_take_value (CORRAL_FACT_ROW (self->closed),
                              when_and_who (self, CORRAL_CASE_COL_CLOSED_MS, CORRAL_CASE_COL_CLOSED_BY, zone));
  gtk_widget_set_visible (self->closed, CORRAL_IS_KNOWN (get_integer (self, CORRAL_CASE_COL_CLOSED_MS)));
  corral_fact_row_set_value (CORRAL_FACT_ROW (self->outcome),
                             get_text (self, CORRAL_CASE_COL_OUTCOME) != NULL
                                 ? corral_words_translate (CORRAL_WORDS_CASE_OUTCOME, get_text (self, CORRAL_CASE_COL_OUTCOME))
                                 : NULL);
  gtk_widget_set_visible (self->outcome, get_text (self, CORRAL_CASE_COL_OUTCOME) != NULL);
  corral_fact_row_take_value (CORRAL_FACT_ROW (self->span),
                              figures->first_ms == figures->last_ms
                                  ? g_strdup (first)
                                  /* Translators: two times, the first and the last */
                                  : g_strdup_printf (_ ("%s – %s"), first, last));
}

static void
update_acts (CorralCasePage *self)
{
  CorralActSubject subject = { .table = CORRAL_TABLE_CASE, .slots = &self->slot, .n_slots = 1 };

  corral_act_strip_show (CORRAL_ACT_STRIP (self->acts), &subject);
}

static void
update_notes (CorralCasePage *self)
{
  g_autoptr (GTimeZone) zone = get_zone (self);

  corral_notes_set_target (CORRAL_NOTES (self->notes), corral_page_get_chain (CORRAL_PAGE (self)), "case",
                           get_text (self, CORRAL_CASE_COL_ID), zone);
  corral_notes_refresh (CORRAL_NOTES (self->notes));
  corral_case_looks_show (CORRAL_CASE_LOOKS (self->looks), corral_page_get_chain (CORRAL_PAGE (self)),
                          get_text (self, CORRAL_CASE_COL_ID), get_text (self, CORRAL_CASE_COL_FLAGS), zone);
}

/* ---- keys ------------------------------------------------------------------------------------------------------ */

static gboolean
act_key_cb (GtkWidget *widget, GVariant *arguments, gpointer act)
{
  CorralCasePage *self = CORRAL_CASE_PAGE (widget);

  if (self->slot == CORRAL_NO_SLOT || corral_page_get_context (CORRAL_PAGE (self))->outbox == NULL)
    return FALSE;
  update_acts (self);
  corral_act_strip_begin (CORRAL_ACT_STRIP (self->acts), act);
  return TRUE;
}

static void
add_keys (CorralCasePage *self)
{
  GtkEventController *keys = gtk_shortcut_controller_new ();
  guint n;
  const CorralAct *acts = corral_acts_get (&n);

  for (guint i = 0; i < n; i++)
    if (acts[i].key != NULL && (acts[i].tables & CORRAL_TABLE_BIT (CORRAL_TABLE_CASE)) != 0)
      gtk_shortcut_controller_add_shortcut (
          GTK_SHORTCUT_CONTROLLER (keys),
          gtk_shortcut_new (gtk_shortcut_trigger_parse_string (acts[i].key),
                            gtk_callback_action_new (act_key_cb, (gpointer) &acts[i], NULL)));
  gtk_widget_add_controller (GTK_WIDGET (self), keys);
}

/* ---- exporting -------------------------------------------------------------------------------------------------- */

void
corral_case_page_make_pack_async (CorralCasePage *self, GAsyncReadyCallback callback, gpointer data)
{
  corral_case_export_async (corral_page_get_context (CORRAL_PAGE (self)), self->slot, self->cancellable, callback, data);
}

GBytes *
corral_case_page_make_pack_finish (CorralCasePage *self, GAsyncResult *result, char **seal, GError **error)
{
  return corral_case_export_finish (result, seal, error);
}

static void
set_busy (CorralCasePage *self, gboolean busy)
{
  gtk_button_set_label (GTK_BUTTON (self->export), busy ? _ ("Stop") : _ ("Export Case…"));
  gtk_spinner_set_spinning (GTK_SPINNER (self->spinner), busy);
}

static void
exported_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (CorralCasePage) self = data;
  g_autoptr (GError) error = NULL;
  g_autofree char *seal = NULL;
  g_autofree char *name = NULL;
  g_autoptr (GBytes) bytes = corral_case_export_finish (result, &seal, &error);

  g_clear_object (&self->cancellable);
  if (gtk_widget_get_root (GTK_WIDGET (self)) == NULL)
    return;
  set_busy (self, FALSE);
  if (bytes == NULL)
    {
      if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
        corral_page_tell (GTK_WIDGET (self), error->message, NULL);
      return;
    }
  /* The seal's beginning in the name is what one has when the file comes back years later. */
  name = g_strdup_printf ("corral-case-%.12s.tar", seal);
  corral_save_file (GTK_WIDGET (self), _ ("Export Case"), name, bytes);
}

static void
export_cb (CorralCasePage *self)
{
  if (self->cancellable != NULL)
    {
      g_cancellable_cancel (self->cancellable);
      return;
    }
  if (self->slot == CORRAL_NO_SLOT)
    return;
  self->cancellable = g_cancellable_new ();
  set_busy (self, TRUE);
  corral_case_page_make_pack_async (self, exported_cb, g_object_ref (self));
}

/* ---- the page ------------------------------------------------------------------------------------------------------ */

static guint32
find_case (CorralCasePage *self, CorralPlace *place)
{
  CorralFleet *fleet = get_fleet (self);
  CorralOutbox *outbox = corral_page_get_context (CORRAL_PAGE (self))->outbox;
  guint32 chain = place->chain != NULL ? corral_fleet_find_chain (fleet, place->chain) : CORRAL_NO_SLOT;
  const CorralColumns *cases = corral_fleet_get_table (fleet, CORRAL_TABLE_CASE);
  guint32 slot;

  if (place->subject == NULL || chain == CORRAL_NO_SLOT
      || (outbox != NULL && !corral_outbox_may (outbox, CORRAL_OPERATION_CASE_OPEN)))
    return CORRAL_NO_SLOT;
  slot = corral_columns_find (cases, chain, place->subject);
  return slot != CORRAL_NO_SLOT && corral_columns_exists (cases, slot) ? slot : CORRAL_NO_SLOT;
}

/* Once for each opening: what is refreshed under somebody's eyes is still the same look. */
static void
note_view (CorralCasePage *self)
{
  const char *id = self->slot != CORRAL_NO_SLOT ? get_text (self, CORRAL_CASE_COL_ID) : NULL;
  const CorralAuditEvent event = {
    .what = CORRAL_AUDIT_VIEW,
    .tenant = corral_page_get_chain (CORRAL_PAGE (self)),
    .collection = "case",
    .subject = id,
    .detail = id != NULL ? get_text (self, CORRAL_CASE_COL_NUMBER) : NULL,
  };

  corral_view_record (CORRAL_PAGE (self), &self->noted, &event);
}

static void
corral_case_page_map (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (corral_case_page_parent_class)->map (widget);
  note_view (CORRAL_CASE_PAGE (widget));
}

static void
corral_case_page_unmap (GtkWidget *widget)
{
  g_clear_pointer (&CORRAL_CASE_PAGE (widget)->noted, g_free);
  GTK_WIDGET_CLASS (corral_case_page_parent_class)->unmap (widget);
}

static void
corral_case_page_refresh (CorralPage *page)
{
  CorralCasePage *self = CORRAL_CASE_PAGE (page);
  CorralPlace *place = corral_page_get_place (page);
  CorralCaseFigures figures;

  self->slot = place != NULL ? find_case (self, place) : CORRAL_NO_SLOT;
  gtk_stack_set_visible_child (GTK_STACK (self->stack), self->slot != CORRAL_NO_SLOT ? self->content : self->unknown);
  if (self->slot == CORRAL_NO_SLOT)
    {
      corral_page_set_title (page, _ ("Case"));
      return;
    }
  corral_case_reckon (get_fleet (self), self->slot, &figures);
  update_head (self, &figures);
  update_facts (self, &figures);
  corral_case_flags_show (CORRAL_CASE_FLAGS (self->flags), self->slot);
  update_notes (self);
  update_acts (self);
  note_view (self);
}

static void
corral_case_page_show_place (CorralPage *page, CorralPlace *place)
{
  corral_page_set_chain (page, place->chain);
  corral_case_page_refresh (page);
}

static gboolean
corral_case_page_is_settled (CorralPage *page)
{
  return corral_notes_is_settled (CORRAL_NOTES (CORRAL_CASE_PAGE (page)->notes));
}

static void
corral_case_page_dispose (GObject *object)
{
  CorralCasePage *self = CORRAL_CASE_PAGE (object);

  if (self->cancellable != NULL)
    g_cancellable_cancel (self->cancellable);
  G_OBJECT_CLASS (corral_case_page_parent_class)->dispose (object);
}

static void
corral_case_page_finalize (GObject *object)
{
  g_free (CORRAL_CASE_PAGE (object)->noted);
  G_OBJECT_CLASS (corral_case_page_parent_class)->finalize (object);
}

static void
corral_case_page_class_init (CorralCasePageClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = corral_case_page_dispose;
  G_OBJECT_CLASS (klass)->finalize = corral_case_page_finalize;
  GTK_WIDGET_CLASS (klass)->map = corral_case_page_map;
  GTK_WIDGET_CLASS (klass)->unmap = corral_case_page_unmap;
  CORRAL_PAGE_CLASS (klass)->show_place = corral_case_page_show_place;
  CORRAL_PAGE_CLASS (klass)->refresh = corral_case_page_refresh;
  CORRAL_PAGE_CLASS (klass)->is_settled = corral_case_page_is_settled;
}

static void
corral_case_page_init (CorralCasePage *self)
{
  self->slot = CORRAL_NO_SLOT;
}

static GtkWidget *
make_scrolled (GtkWidget *child)
{
  GtkWidget *scrolled = gtk_scrolled_window_new ();

  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scrolled), GTK_POLICY_NEVER, GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scrolled), child);
  gtk_widget_set_vexpand (scrolled, TRUE);
  return scrolled;
}

static GtkWidget *
make_heading (const char *text)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_widget_add_css_class (label, "heading");
  return label;
}

/* Facts and notes on the left, the flags on the right. */
static GtkWidget *
make_body (CorralCasePage *self, CorralPageContext *context)
{
  GtkWidget *said = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12);
  GtkWidget *rows = gtk_box_new (GTK_ORIENTATION_VERTICAL, 9);

  self->store = corral_fact_row_new (_ ("Began in"));
  self->opened = corral_fact_row_new (_ ("Opened (store’s time)"));
  self->span = corral_fact_row_new (_ ("Flags from (store’s time)"));
  self->closed = corral_fact_row_new (_ ("Closed (store’s time)"));
  self->outcome = corral_fact_row_new (_ ("How it ended"));
  self->notes = corral_notes_new (context);
  self->looks = corral_case_looks_new (context);
  self->flags = corral_case_flags_new (context);
  gtk_box_append (GTK_BOX (said), self->store);
  gtk_box_append (GTK_BOX (said), self->opened);
  gtk_box_append (GTK_BOX (said), self->span);
  gtk_box_append (GTK_BOX (said), self->closed);
  gtk_box_append (GTK_BOX (said), self->outcome);
  gtk_box_append (GTK_BOX (said), make_heading (_ ("Notes")));
  gtk_box_append (GTK_BOX (said), self->notes);
  gtk_box_append (GTK_BOX (said), make_heading (_ ("Who looked (on this PC)")));
  gtk_box_append (GTK_BOX (said), self->looks);
  gtk_widget_add_css_class (said, "sheet");
  gtk_box_append (GTK_BOX (rows), make_heading (_ ("Flags")));
  gtk_box_append (GTK_BOX (rows), corral_reach_new (self->flags));
  gtk_widget_add_css_class (rows, "story");
  return corral_panes_new (make_scrolled (said), SIDE_PX, make_scrolled (rows), FLAGS_PX, CORRAL_PANES_MAIN_ON_TOP);
}

static GtkWidget *
make_head (CorralCasePage *self)
{
  GtkWidget *head = corral_wrap_box_new (12);

  self->name = gtk_label_new (NULL);
  gtk_widget_add_css_class (self->name, "title-2");
  self->pill = corral_pill_new ();
  self->mark = corral_pending_mark_new ();
  self->spinner = gtk_spinner_new ();
  gtk_widget_set_hexpand (self->spinner, TRUE);
  gtk_widget_set_halign (self->spinner, GTK_ALIGN_END);
  self->export = gtk_button_new ();
  gtk_widget_set_tooltip_text (self->export,
                               _ ("A sealed pack: PDF, CSV, JSON, and the signed messages with what verifies them"));
  g_signal_connect_swapped (self->export, "clicked", G_CALLBACK (export_cb), self);
  corral_wrap_box_append (CORRAL_WRAP_BOX (head), self->name);
  corral_wrap_box_append (CORRAL_WRAP_BOX (head), self->pill);
  corral_wrap_box_append (CORRAL_WRAP_BOX (head), self->mark);
  corral_wrap_box_append (CORRAL_WRAP_BOX (head), self->spinner);
  corral_wrap_box_append (CORRAL_WRAP_BOX (head), self->export);
  set_busy (self, FALSE);
  return head;
}

CorralPage *
corral_case_page_new (CorralPageContext *context)
{
  CorralCasePage *self = g_object_new (CORRAL_TYPE_CASE_PAGE, "context", context, NULL);

  self->content = gtk_box_new (GTK_ORIENTATION_VERTICAL, 9);
  self->title = make_heading (NULL);
  gtk_label_set_wrap (GTK_LABEL (self->title), TRUE);
  self->sentence = corral_sentence_new ();
  self->acts = corral_act_strip_new (context, ACTS_SHOWN, FALSE);
  gtk_box_append (GTK_BOX (self->content), make_head (self));
  gtk_box_append (GTK_BOX (self->content), self->title);
  gtk_box_append (GTK_BOX (self->content), self->sentence);
  gtk_box_append (GTK_BOX (self->content), self->acts);
  gtk_box_append (GTK_BOX (self->content), make_body (self, context));
  gtk_widget_add_css_class (self->content, "page");
  add_keys (self);

  self->unknown = adw_status_page_new ();
  adw_status_page_set_icon_name (ADW_STATUS_PAGE (self->unknown), "corral-page-cases-symbolic");
  adw_status_page_set_title (ADW_STATUS_PAGE (self->unknown), _ ("No Such Case"));
  adw_status_page_set_description (ADW_STATUS_PAGE (self->unknown),
                                   _ ("It has not arrived yet, or this account may not see cases."));
  self->stack = gtk_stack_new ();
  gtk_stack_set_hhomogeneous (GTK_STACK (self->stack), FALSE);
  gtk_stack_add_child (GTK_STACK (self->stack), self->content);
  gtk_stack_add_child (GTK_STACK (self->stack), self->unknown);
  adw_bin_set_child (ADW_BIN (self), self->stack);
  corral_page_set_title (CORRAL_PAGE (self), _ ("Case"));
  return CORRAL_PAGE (self);
}
