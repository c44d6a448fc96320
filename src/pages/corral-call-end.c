/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The dialog at the end of a call. Main thread. */
#include "config.h"

#include "corral-call-end.h"

#include "corral-acts.h"
#include "corral-call-desk.h"
#include "corral-call-facts.h"
#include "corral-call-text.h"
#include "corral-dialog-frame.h"
#include "corral-free-text.h"
#include "corral-look.h"
#include "corral-name-compat.h"
#include "corral-operation-words.h"
#include "corral-outbox.h"

#include <glib/gi18n.h>
#include <string.h>

#define WIDTH_PX 520

/* The contract's reasons for a ticket (OpenAPI, OperationParams.reason). */
static const char *const reasons[] = { "repair", "battery_swap", "rma" };

struct _CorralCallEnd
{
  AdwWindow parent_instance;

  GtkWidget *from;            /* (owned) */
  CorralPageContext *context; /* (unowned): the window's, which this does not outlive */
  CorralPlace *place;         /* (owned): of the call */
  CorralVerdict verdict;      /* of the moment it was opened; slots are as of then */
  char *id;                   /* (owned) (nullable): of the row in the contract's words; NULL: it has gone */
  char *evidence;             /* (owned): what a ticket says beside the note */
  char *begins;               /* (owned): the note's first line as it was offered: the evidence says the same */
  gboolean busy;
  gboolean cannot;            /* nothing can be saved now, and why has been said */
  gboolean noted;             /* the note is saved; the ticket was not */

  GtkWidget *solved;
  GtkWidget *text;
  GtkWidget *ticket;          /* (nullable) */
  GtkWidget *reason;          /* (nullable) */
  GtkWidget *save;
  GtkWidget *spinner;
  GtkWidget *problem;
};

G_DEFINE_FINAL_TYPE (CorralCallEnd, corral_call_end, ADW_TYPE_WINDOW)

enum
{
  SIGNAL_ENDED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

static gboolean
wants_ticket (CorralCallEnd *self)
{
  return self->ticket != NULL && gtk_check_button_get_active (GTK_CHECK_BUTTON (self->ticket));
}

static void
update (CorralCallEnd *self)
{
  gtk_widget_set_sensitive (self->save, !self->busy && !self->cannot && self->id != NULL
                                            && corral_free_text_is_fit (CORRAL_FREE_TEXT (self->text)));
  if (self->reason != NULL)
    gtk_widget_set_sensitive (self->reason, wants_ticket (self));
  gtk_spinner_set_spinning (GTK_SPINNER (self->spinner), self->busy);
}

static void
set_problem (CorralCallEnd *self, const char *sentence)
{
  gtk_label_set_text (GTK_LABEL (self->problem), sentence != NULL ? sentence : "");
  gtk_widget_set_visible (self->problem, sentence != NULL);
}

/* ---- texts ------------------------------------------------------------------------------------------- */

/* The whole for a ticket or another program: the evidence, then what was written, without saying the same twice. */
static char *
make_ticket_text (CorralCallEnd *self)
{
  g_autofree char *written = corral_free_text_get_text (CORRAL_FREE_TEXT (self->text));
  const char *note = written;
  g_autofree char *whole = NULL;
  g_autofree char *clean = NULL;
  const char *account = self->context->outbox != NULL ? corral_outbox_get_account_id (self->context->outbox) : NULL;

  if (g_str_has_prefix (note, self->begins))
    note += strlen (self->begins);
  while (*note == '\n')
    note++;
  whole = *note != '\0' ? g_strdup_printf ("%s\n\n%s", self->evidence, note) : g_strdup (self->evidence);
  clean = corral_call_without_people (self->context->fleet, account, whole);
  /* The contract's longest string; what is cut off is in the note. */
  while (strlen (clean) > CORRAL_FREE_TEXT_MAX)
    *g_utf8_find_prev_char (clean, clean + strlen (clean)) = '\0';
  return g_steal_pointer (&clean);
}

char *
corral_call_end_get_copied (CorralCallEnd *self)
{
  g_return_val_if_fail (CORRAL_IS_CALL_END (self), NULL);

  return make_ticket_text (self);
}

/* The note with its first line, by which it is known as a call's. */
static char *
make_note (CorralCallEnd *self)
{
  gint64 minute_ms = 60 * 1000;
  CorralCallLine line = {
    .minutes = (guint) ((corral_call_desk_get_length_ms (self->context->calls) + minute_ms - 1) / minute_ms),
    .cause = self->verdict.cause,
    .solved = gtk_check_button_get_active (GTK_CHECK_BUTTON (self->solved)),
  };
  g_autofree char *first = corral_call_line_to_text (&line);
  g_autofree char *written = corral_free_text_get_text (CORRAL_FREE_TEXT (self->text));

  return g_strdup_printf ("%s\n%s", first, written);
}

static void
copy_cb (CorralCallEnd *self)
{
  g_autofree char *text = make_ticket_text (self);

  gdk_clipboard_set_text (gtk_widget_get_clipboard (GTK_WIDGET (self)), text);
  corral_page_tell (self->from, _ ("The text is on the clipboard, without names and numbers of people"), NULL);
}

/* ---- ending ------------------------------------------------------------------------------------------ */

static void
finish (CorralCallEnd *self)
{
  corral_call_desk_end (self->context->calls);
  g_signal_emit (self, signals[SIGNAL_ENDED], 0);
  gtk_window_close (GTK_WINDOW (self));
}

static void
drop_cb (CorralCallEnd *self)
{
  if (!self->busy)
    finish (self);
}

static void
tell (CorralCallEnd *self, GPtrArray *results)
{
  g_autoptr (GPtrArray) ids = g_ptr_array_new ();
  const char *done = results->len > 1 ? _ ("Call note saved, ticket opened") : _ ("Call note saved");
  g_autofree char *later = g_strdup_printf (_ ("%s; sent when the link is back"), done);

  for (guint i = 0; i < results->len; i++)
    g_ptr_array_add (ids, ((CorralOutboxResult *) g_ptr_array_index (results, i))->id);
  g_ptr_array_add (ids, NULL);
  corral_page_tell (self->from, corral_call_is_online (self->context) ? done : later, (const char *const *) ids->pdata);
}

static void
saved_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (CorralCallEnd) self = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) results = corral_outbox_submit_finish (CORRAL_OUTBOX (source), result, &error);
  g_autoptr (GPtrArray) made = g_ptr_array_new ();
  const char *problem = error != NULL ? error->message : NULL;

  /* The window, and what it works with, has gone. It is saved all the same, and the call with it. */
  if (gtk_widget_get_root (self->from) == NULL)
    return;
  self->busy = FALSE;
  for (guint i = 0; results != NULL && i < results->len; i++)
    {
      CorralOutboxResult *one = g_ptr_array_index (results, i);

      if (one->error != NULL)
        problem = one->error->message;
      else
        g_ptr_array_add (made, one);
      /* It is not saved twice when the ticket is tried again. */
      self->noted = self->noted || (i == 0 && one->error == NULL);
    }
  if (problem == NULL)
    {
      tell (self, made);
      finish (self);
      return;
    }
  set_problem (self, problem);
  update (self);
}

static CorralOperationDraft
make_draft (CorralCallEnd *self, CorralOperationKind kind)
{
  CorralOperationDraft draft = {
    .kind = kind,
    .tenant = self->place->chain,
    .collection = self->place->about == CORRAL_PAGE_CART ? CORRAL_COLLECTION_CART : CORRAL_COLLECTION_STORE,
    .target = self->id,
    .expected_rev = CORRAL_UNKNOWN,
  };

  corral_operation_params_clear (&draft.params);
  return draft;
}

static void
save_cb (CorralCallEnd *self)
{
  CorralOperationDraft drafts[2];
  g_autofree char *note = NULL;
  g_autofree char *summary = NULL;
  guint n = 0;

  if (self->busy || !gtk_widget_is_sensitive (self->save))
    return;
  if (!self->noted)
    {
      note = make_note (self);
      drafts[n] = make_draft (self, CORRAL_OPERATION_NOTE_ADD);
      drafts[n++].params.text = note;
    }
  if (wants_ticket (self))
    {
      guint chosen = gtk_drop_down_get_selected (GTK_DROP_DOWN (self->reason));

      summary = make_ticket_text (self);
      drafts[n] = make_draft (self, CORRAL_OPERATION_TICKET_OPEN);
      drafts[n].params.reason = reasons[MIN (chosen, G_N_ELEMENTS (reasons) - 1)];
      drafts[n++].params.summary = summary;
    }
  if (n == 0)
    {
      finish (self);
      return;
    }
  self->busy = TRUE;
  set_problem (self, NULL);
  update (self);
  corral_outbox_submit_async (self->context->outbox, drafts, n, NULL, saved_cb, g_object_ref (self));
}

/* With Ctrl, Enter saves also from within the text. */
static gboolean
key_cb (CorralCallEnd *self, guint keyval, guint keycode, GdkModifierType state)
{
  if ((keyval != GDK_KEY_Return && keyval != GDK_KEY_KP_Enter) || (state & GDK_CONTROL_MASK) == 0)
    return FALSE;
  save_cb (self);
  return TRUE;
}

static gboolean
corral_call_end_close_request (GtkWindow *window)
{
  if (CORRAL_CALL_END (window)->busy)
    return TRUE;
  return GTK_WINDOW_CLASS (corral_call_end_parent_class)->close_request (window);
}

/* ---- life -------------------------------------------------------------------------------------------- */

static void
corral_call_end_finalize (GObject *object)
{
  CorralCallEnd *self = CORRAL_CALL_END (object);

  g_clear_object (&self->from);
  g_clear_pointer (&self->place, corral_place_unref);
  g_free (self->id);
  g_free (self->evidence);
  g_free (self->begins);
  G_OBJECT_CLASS (corral_call_end_parent_class)->finalize (object);
}

static void
corral_call_end_class_init (CorralCallEndClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = corral_call_end_finalize;
  GTK_WINDOW_CLASS (klass)->close_request = corral_call_end_close_request;

  signals[SIGNAL_ENDED]
      = g_signal_new ("ended", CORRAL_TYPE_CALL_END, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
corral_call_end_init (CorralCallEnd *self)
{
  GtkEventController *keys = gtk_event_controller_key_new ();
  GtkEventController *shortcuts = gtk_shortcut_controller_new ();

  gtk_event_controller_set_propagation_phase (keys, GTK_PHASE_CAPTURE);
  g_signal_connect_swapped (keys, "key-pressed", G_CALLBACK (key_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self), keys);
  gtk_shortcut_controller_add_shortcut (
      GTK_SHORTCUT_CONTROLLER (shortcuts),
      gtk_shortcut_new (gtk_keyval_trigger_new (GDK_KEY_Escape, 0), gtk_named_action_new ("window.close")));
  gtk_widget_add_controller (GTK_WIDGET (self), shortcuts);
}

static GtkWidget *
make_header (CorralCallEnd *self)
{
  GtkWidget *header = adw_header_bar_new ();
  GtkWidget *cancel = gtk_button_new_with_mnemonic (_ ("_Back to the Call"));

  adw_header_bar_set_show_start_title_buttons (ADW_HEADER_BAR (header), FALSE);
  adw_header_bar_set_show_end_title_buttons (ADW_HEADER_BAR (header), FALSE);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (cancel), "window.close");
  self->save = gtk_button_new_with_mnemonic (_ ("_Save and End"));
  gtk_widget_add_css_class (self->save, "suggested-action");
  g_signal_connect_swapped (self->save, "clicked", G_CALLBACK (save_cb), self);
  self->spinner = gtk_spinner_new ();
  adw_header_bar_pack_start (ADW_HEADER_BAR (header), cancel);
  adw_header_bar_pack_end (ADW_HEADER_BAR (header), self->save);
  adw_header_bar_pack_end (ADW_HEADER_BAR (header), self->spinner);
  return header;
}

static GtkWidget *
make_outcome (CorralCallEnd *self, gboolean solved)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  GtkWidget *open = gtk_check_button_new_with_mnemonic (_ ("_Not solved yet"));

  self->solved = gtk_check_button_new_with_mnemonic (_ ("S_olved"));
  gtk_check_button_set_group (GTK_CHECK_BUTTON (open), GTK_CHECK_BUTTON (self->solved));
  gtk_check_button_set_active (GTK_CHECK_BUTTON (solved ? self->solved : open), TRUE);
  gtk_box_append (GTK_BOX (box), self->solved);
  gtk_box_append (GTK_BOX (box), open);
  return box;
}

/* Tickets are opened for a cart, by whoever may. */
static GtkWidget *
make_ticket (CorralCallEnd *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  const char *words[G_N_ELEMENTS (reasons) + 1] = { NULL };
  g_autofree char *why = NULL;

  if (self->place->about != CORRAL_PAGE_CART || self->context->outbox == NULL
      || !corral_outbox_may (self->context->outbox, CORRAL_OPERATION_TICKET_OPEN))
    return NULL;
  for (guint i = 0; i < G_N_ELEMENTS (reasons); i++)
    words[i] = corral_words_translate (CORRAL_WORDS_TICKET_REASON, reasons[i]);
  self->ticket = gtk_check_button_new_with_mnemonic (_ ("Open a _ticket with this text as well"));
  g_signal_connect_swapped (self->ticket, "toggled", G_CALLBACK (update), self);
  self->reason = gtk_drop_down_new_from_strings (words);
  /* A battery is what tickets about power are for. */
  gtk_drop_down_set_selected (GTK_DROP_DOWN (self->reason), self->verdict.layer == CORRAL_LAYER_POWER ? 1 : 0);
  corral_compat_drop_down_set_name (self->reason, _ ("What the ticket is for"));
  why = corral_outbox_why_not (self->context->outbox, CORRAL_OPERATION_TICKET_OPEN);
  gtk_widget_set_sensitive (self->ticket, why == NULL);
  gtk_widget_set_tooltip_text (self->ticket, why);
  gtk_widget_set_hexpand (self->ticket, TRUE);
  gtk_box_append (GTK_BOX (box), self->ticket);
  gtk_box_append (GTK_BOX (box), self->reason);
  return box;
}

static GtkWidget *
make_feet (CorralCallEnd *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  GtkWidget *copy = gtk_button_new_with_mnemonic (_ ("_Copy for a Ticket"));
  GtkWidget *drop = gtk_button_new_with_mnemonic (_ ("End _Without a Note"));

  gtk_widget_set_name (copy, "copy");
  gtk_widget_set_name (drop, "drop");
  gtk_widget_set_tooltip_text (copy, _ ("Verdict, evidence and note, without names and numbers of people"));
  gtk_widget_add_css_class (drop, "flat");
  gtk_widget_set_hexpand (drop, TRUE);
  gtk_widget_set_halign (drop, GTK_ALIGN_END);
  g_signal_connect_swapped (copy, "clicked", G_CALLBACK (copy_cb), self);
  g_signal_connect_swapped (drop, "clicked", G_CALLBACK (drop_cb), self);
  gtk_box_append (GTK_BOX (box), copy);
  gtk_box_append (GTK_BOX (box), drop);
  return box;
}

static void
fill_texts (CorralCallEnd *self, const CorralCall *call, const CorralCallSubject *subject)
{
  CorralFleet *fleet = self->context->fleet;
  gint64 now_ms = corral_clock_now_ms (self->context->clock);
  g_autoptr (GTimeZone) zone = corral_call_subject_get_zone (fleet, subject);
  g_autofree char *note = NULL;
  CorralTableKind table = subject->about == CORRAL_PAGE_CART ? CORRAL_TABLE_CART : CORRAL_TABLE_STORE;
  guint column = subject->about == CORRAL_PAGE_CART ? CORRAL_CART_COL_ID : CORRAL_STORE_COL_ID;

  if (subject->slot == CORRAL_NO_SLOT)
    {
      /* It was moved or sold while somebody spoke of it: what was done can still be copied. */
      self->evidence = corral_call_name_to_title (call->about, call->name);
      self->begins = g_strdup ("");
      note = corral_call_to_log (call, now_ms, NULL, TRUE);
      corral_free_text_set_text (CORRAL_FREE_TEXT (self->text), note);
      set_problem (self, _ ("This is no longer in the fleet, so no note can be written to it. The text can be copied."));
      return;
    }
  self->id = g_strdup (corral_fleet_get_text (fleet, table, subject->slot, column));
  self->evidence = corral_call_to_ticket (NULL, fleet, &self->verdict, now_ms, zone);
  note = corral_call_to_note (call, fleet, &self->verdict, now_ms, zone);
  self->begins = g_strndup (note, strcspn (note, "\n"));
  corral_free_text_set_text (CORRAL_FREE_TEXT (self->text), note);
}

CorralCallEnd *
corral_call_end_new (GtkWidget *from, CorralPageContext *context)
{
  CorralCallEnd *self = g_object_new (CORRAL_TYPE_CALL_END, "accessible-role", GTK_ACCESSIBLE_ROLE_DIALOG, NULL);
  const CorralCall *call = corral_call_desk_get_call (context->calls);
  GtkWidget *header;
  GtkWidget *body = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12);
  g_autofree char *title = NULL;
  g_autofree char *length = corral_call_format_length (corral_call_desk_get_length_ms (context->calls));
  g_autofree char *heading = NULL;
  g_autofree char *why = NULL;
  GtkWidget *label;
  GtkWidget *ticket;
  CorralCallSubject subject;

  g_return_val_if_fail (call != NULL, self);

  self->from = g_object_ref (from);
  self->context = context;
  self->place = corral_call_get_place (call);
  corral_call_subject_find (context->fleet, self->place, &subject);
  if (subject.slot != CORRAL_NO_SLOT)
    corral_call_subject_judge (context, &subject, &self->verdict);
  else
    corral_call_get_cause (call, &self->verdict.cause);

  title = corral_call_name_to_title (call->about, call->name);
  /* Translators: what a call was about, and how long it was: "Cart 0412 · 02:31" */
  heading = g_strdup_printf (_ ("%s · %s"), title, length);
  label = gtk_label_new (heading);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_widget_add_css_class (label, "title-3");
  header = make_header (self);
  gtk_box_append (GTK_BOX (body), label);
  gtk_box_append (GTK_BOX (body), make_outcome (self, corral_call_has_helped (call)));
  self->text = corral_free_text_new (_ ("Note"), FALSE);
  g_signal_connect_swapped (self->text, "changed", G_CALLBACK (update), self);
  gtk_box_append (GTK_BOX (body), self->text);
  ticket = make_ticket (self);
  if (ticket != NULL)
    gtk_box_append (GTK_BOX (body), ticket);
  self->problem = gtk_label_new (NULL);
  gtk_label_set_xalign (GTK_LABEL (self->problem), 0);
  gtk_label_set_wrap (GTK_LABEL (self->problem), TRUE);
  gtk_label_set_max_width_chars (GTK_LABEL (self->problem), 50);
  gtk_widget_add_css_class (self->problem, "severity-act");
  set_problem (self, NULL);
  gtk_box_append (GTK_BOX (body), self->problem);
  gtk_box_append (GTK_BOX (body), make_feet (self));
  gtk_widget_add_css_class (body, "act-dialog");
  gtk_widget_set_size_request (body, WIDTH_PX, -1);
  corral_dialog_frame_fill (ADW_WINDOW (self), ADW_HEADER_BAR (header), body, _ ("End the Call"));
  fill_texts (self, call, &subject);
  why = context->outbox != NULL ? corral_outbox_why_not (context->outbox, CORRAL_OPERATION_NOTE_ADD) : NULL;
  if (why != NULL || context->outbox == NULL)
    {
      set_problem (self, why != NULL ? why : _ ("Nothing can be kept on this PC. The text can be copied."));
      self->cannot = TRUE;
    }

  gtk_window_set_transient_for (GTK_WINDOW (self), GTK_WINDOW (gtk_widget_get_root (from)));
  gtk_window_set_modal (GTK_WINDOW (self), TRUE);
  gtk_window_set_destroy_with_parent (GTK_WINDOW (self), TRUE);
  gtk_window_set_resizable (GTK_WINDOW (self), FALSE);
  gtk_window_set_default_widget (GTK_WINDOW (self), self->save);
  update (self);
  gtk_widget_grab_focus (self->text);
  return self;
}

GtkWidget *
corral_call_end_get_save_button (CorralCallEnd *self)
{
  return self->save;
}

GtkWidget *
corral_call_end_get_text (CorralCallEnd *self)
{
  return self->text;
}

GtkWidget *
corral_call_end_get_solved (CorralCallEnd *self)
{
  return self->solved;
}

GtkWidget *
corral_call_end_get_ticket (CorralCallEnd *self)
{
  return self->ticket;
}
