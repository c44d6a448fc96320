/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Into which case. Main thread.
 *
 * Who opens it: loss prevention, at a flag that looks like one they have seen, or with several chosen in the list; then they go
 * on with the queue. */
#include "config.h"

#include "corral-case-dialog.h"

#include "corral-attention-text.h"
#include "corral-case-words.h"
#include "corral-choice-list.h"
#include "corral-dialog-frame.h"
#include "corral-format.h"
#include "corral-free-text.h"
#include "corral-order.h"
#include "corral-outbox.h"

#include <glib/gi18n.h>
#include <string.h>

#define WIDTH_PX 480
#define WIDTH_CHARS 50
#define LIST_PX 190

struct _CorralCaseDialog
{
  AdwWindow parent_instance;

  CorralPageContext *context; /* (unowned): the window's, which this does not outlive */
  GtkWidget *from;            /* (owned) */
  CorralActPlan *plan;        /* (owned) */
  GPtrArray *flags;           /* (owned) (element-type CorralActTarget): the plan's, of one chain */
  gboolean busy;

  GtkWidget *button;
  GtkWidget *fresh, *there;   /* radio buttons: a new one, one that is there */
  GtkWidget *title, *choice, *choice_box;
  GtkWidget *problem;
};

G_DEFINE_FINAL_TYPE (CorralCaseDialog, corral_case_dialog, ADW_TYPE_WINDOW)

static const CorralActTarget *
get_first (CorralCaseDialog *self)
{
  return g_ptr_array_index (self->flags, 0);
}

static gboolean
is_fresh (CorralCaseDialog *self)
{
  return gtk_check_button_get_active (GTK_CHECK_BUTTON (self->fresh));
}

static void
update (CorralCaseDialog *self)
{
  gboolean ready = is_fresh (self) ? corral_free_text_is_fit (CORRAL_FREE_TEXT (self->title))
                                   : corral_choice_list_get_chosen (CORRAL_CHOICE_LIST (self->choice)) != NULL;

  gtk_widget_set_visible (self->title, is_fresh (self));
  gtk_widget_set_visible (self->choice_box, !is_fresh (self));
  gtk_widget_set_sensitive (self->button, ready && !self->busy);
}

static void
say_problem (CorralCaseDialog *self, const char *sentence)
{
  gtk_label_set_text (GTK_LABEL (self->problem), sentence != NULL ? sentence : "");
  gtk_widget_set_visible (self->problem, sentence != NULL);
}

/* ---- doing it ---------------------------------------------------------------------------------------------- */

static void
tell (CorralCaseDialog *self, GPtrArray *results, guint n_flags)
{
  g_autoptr (GPtrArray) ids = g_ptr_array_new ();
  g_autofree char *sentence
      = is_fresh (self)
            ? g_strdup_printf (ngettext ("Case opened with %u flag", "Case opened with %u flags", n_flags), n_flags)
            : g_strdup_printf (ngettext ("%u flag added to the case", "%u flags added to the case", n_flags), n_flags);

  for (guint i = 0; i < results->len; i++)
    if (((CorralOutboxResult *) g_ptr_array_index (results, i))->id != NULL)
      g_ptr_array_add (ids, ((CorralOutboxResult *) g_ptr_array_index (results, i))->id);
  g_ptr_array_add (ids, NULL);
  if (gtk_widget_get_root (self->from) != NULL)
    corral_page_tell (self->from, sentence, (const char *const *) ids->pdata);
}

static void
submitted_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (CorralCaseDialog) self = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) results = corral_outbox_submit_finish (CORRAL_OUTBOX (source), result, &error);
  const char *first = results == NULL ? error->message : NULL;

  self->busy = FALSE;
  for (guint i = 0; results != NULL && first == NULL && i < results->len; i++)
    if (((CorralOutboxResult *) g_ptr_array_index (results, i))->error != NULL)
      first = ((CorralOutboxResult *) g_ptr_array_index (results, i))->error->message;
  if (first != NULL)
    {
      say_problem (self, first);
      update (self);
      return;
    }
  tell (self, results, self->flags->len);
  gtk_window_close (GTK_WINDOW (self));
}

/* The revision of the case that is chosen, as it is shown. */
static gint64
get_rev (CorralCaseDialog *self, const char *id)
{
  CorralFleet *fleet = self->context->fleet;
  guint32 chain = corral_fleet_find_chain (fleet, get_first (self)->tenant);
  guint32 slot = chain != CORRAL_NO_SLOT
                   ? corral_columns_find (corral_fleet_get_table (fleet, CORRAL_TABLE_CASE), chain, id)
                   : CORRAL_NO_SLOT;

  return slot != CORRAL_NO_SLOT ? corral_fleet_get_rev (fleet, CORRAL_TABLE_CASE, slot) : CORRAL_UNKNOWN;
}

static CorralOperationDraft
make_draft (CorralCaseDialog *self, CorralOperationKind kind, const char *id, gint64 rev)
{
  CorralOperationDraft draft = {
    .kind = kind,
    .tenant = get_first (self)->tenant,
    .collection = CORRAL_COLLECTION_CASE,
    .target = id,
    .expected_rev = rev,
  };

  corral_operation_params_clear (&draft.params);
  return draft;
}

static void
accept (CorralCaseDialog *self)
{
  gboolean fresh = is_fresh (self);
  g_autofree CorralOperationDraft *drafts = g_new0 (CorralOperationDraft, self->flags->len + 1);
  g_autofree char *title = corral_free_text_get_text (CORRAL_FREE_TEXT (self->title));
  g_autofree char *uuid = g_uuid_string_random ();
  g_autofree char *id = fresh ? g_strdup_printf ("ca-%s", uuid)
                              : g_strdup (corral_choice_list_get_chosen (CORRAL_CHOICE_LIST (self->choice)));
  guint n = 0;

  if (self->busy || !gtk_widget_get_sensitive (self->button))
    return;
  if (fresh)
    {
      drafts[n] = make_draft (self, CORRAL_OPERATION_CASE_OPEN, id, CORRAL_UNKNOWN);
      drafts[n].params.store = get_first (self)->store;
      drafts[n++].params.title = title;
    }
  for (guint i = 0; i < self->flags->len; i++)
    {
      drafts[n] = make_draft (self, CORRAL_OPERATION_CASE_LINK, id, fresh ? CORRAL_UNKNOWN : get_rev (self, id));
      drafts[n++].params.flag = ((const CorralActTarget *) g_ptr_array_index (self->flags, i))->id;
    }
  self->busy = TRUE;
  say_problem (self, NULL);
  update (self);
  corral_outbox_submit_async (self->context->outbox, drafts, n, NULL, submitted_cb, g_object_ref (self));
}

static gboolean
key_cb (CorralCaseDialog *self, guint keyval, guint keycode, GdkModifierType state)
{
  if ((keyval != GDK_KEY_Return && keyval != GDK_KEY_KP_Enter) || (state & GDK_CONTROL_MASK) == 0)
    return FALSE;
  accept (self);
  return TRUE;
}

/* ---- life --------------------------------------------------------------------------------------------------- */

/* It may be held for longer than its parent lives, by what it has started; GTK 4.8 would look for the parent then. */
static void
corral_case_dialog_unrealize (GtkWidget *widget)
{
  gtk_window_set_transient_for (GTK_WINDOW (widget), NULL);
  GTK_WIDGET_CLASS (corral_case_dialog_parent_class)->unrealize (widget);
}

static void
corral_case_dialog_dispose (GObject *object)
{
  g_clear_object (&CORRAL_CASE_DIALOG (object)->from);
  G_OBJECT_CLASS (corral_case_dialog_parent_class)->dispose (object);
}

static void
corral_case_dialog_finalize (GObject *object)
{
  CorralCaseDialog *self = CORRAL_CASE_DIALOG (object);

  g_clear_pointer (&self->flags, g_ptr_array_unref);
  g_clear_pointer (&self->plan, corral_act_plan_free);
  G_OBJECT_CLASS (corral_case_dialog_parent_class)->finalize (object);
}

static void
corral_case_dialog_class_init (CorralCaseDialogClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = corral_case_dialog_dispose;
  G_OBJECT_CLASS (klass)->finalize = corral_case_dialog_finalize;
  GTK_WIDGET_CLASS (klass)->unrealize = corral_case_dialog_unrealize;
  gtk_widget_class_add_binding_action (GTK_WIDGET_CLASS (klass), GDK_KEY_Escape, 0, "window.close", NULL);
}

static void
corral_case_dialog_init (CorralCaseDialog *self)
{
  GtkEventController *keys = gtk_event_controller_key_new ();

  gtk_event_controller_set_propagation_phase (keys, GTK_PHASE_CAPTURE);
  g_signal_connect_swapped (keys, "key-pressed", G_CALLBACK (key_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self), keys);
}

/* ---- making it ----------------------------------------------------------------------------------------------- */

static GtkWidget *
make_label (const char *text, const char *css_class)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_max_width_chars (GTK_LABEL (label), WIDTH_CHARS);
  if (css_class != NULL)
    gtk_widget_add_css_class (label, css_class);
  return label;
}

/* Cases of the chain that are not closed, the newest first. */
static guint
fill_choice (CorralCaseDialog *self)
{
  CorralFleet *fleet = self->context->fleet;
  g_autoptr (CorralOrder) order = corral_order_new (CORRAL_TABLE_CASE);
  g_autoptr (GArray) slots = g_array_new (FALSE, FALSE, sizeof (guint32));

  corral_order_where_integer (order, CORRAL_CASE_COL_CHAIN, corral_fleet_find_chain (fleet, get_first (self)->tenant));
  corral_order_where_integer (order, CORRAL_CASE_COL_OPEN, 1);
  corral_order_run (order, fleet, slots);
  for (guint i = 0; i < slots->len; i++)
    {
      guint32 slot = g_array_index (slots, guint32, i);
      g_autofree char *name = corral_case_to_name (fleet, slot);
      g_autofree char *title
          = corral_format_text (corral_fleet_get_text (fleet, CORRAL_TABLE_CASE, slot, CORRAL_CASE_COL_TITLE));
      g_autofree char *store = corral_store_to_text (
          fleet, corral_fleet_get_link (fleet, CORRAL_TABLE_CASE, slot, CORRAL_CASE_COL_STORE));
      /* Translators: "Case K1000031", what it is about, its store */
      g_autofree char *text = g_strdup_printf (_ ("%s · %s · %s"), name, title, store);

      corral_choice_list_add (CORRAL_CHOICE_LIST (self->choice),
                              corral_fleet_get_text (fleet, CORRAL_TABLE_CASE, slot, CORRAL_CASE_COL_ID), text);
    }
  corral_choice_list_show (CORRAL_CHOICE_LIST (self->choice));
  return slots->len;
}

static GtkWidget *
make_header (CorralCaseDialog *self)
{
  GtkWidget *header = adw_header_bar_new ();
  GtkWidget *cancel = gtk_button_new_with_mnemonic (_ ("_Cancel"));

  adw_header_bar_set_show_start_title_buttons (ADW_HEADER_BAR (header), FALSE);
  adw_header_bar_set_show_end_title_buttons (ADW_HEADER_BAR (header), FALSE);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (cancel), "window.close");
  self->button = gtk_button_new_with_label (_ ("Add to Case"));
  gtk_widget_add_css_class (self->button, "suggested-action");
  g_signal_connect_swapped (self->button, "clicked", G_CALLBACK (accept), self);
  adw_header_bar_pack_start (ADW_HEADER_BAR (header), cancel);
  adw_header_bar_pack_end (ADW_HEADER_BAR (header), self->button);
  return header;
}

/* "the flag …" begins a line of its own here. */
static char *
capitalise (const char *text)
{
  char first[7] = { 0 };

  g_unichar_to_utf8 (g_unichar_toupper (g_utf8_get_char (text)), first);
  return g_strconcat (first, *text != '\0' ? g_utf8_next_char (text) : "", NULL);
}

static void
fill_body (CorralCaseDialog *self, GtkWidget *body)
{
  guint n_others = self->plan->targets->len - self->flags->len;
  g_autofree char *promise
      = self->flags->len > 1
            ? g_strdup_printf (ngettext ("%u flag will be in the case.", "%u flags will be in the case.", self->flags->len),
                               self->flags->len)
            : capitalise (get_first (self)->words);

  gtk_box_append (GTK_BOX (body), make_label (promise, "act-promise"));
  if (n_others > 0)
    {
      g_autofree char *others = g_strdup_printf (
          ngettext ("%u flag is of another chain and stays out.", "%u flags are of other chains and stay out.", n_others),
          n_others);

      gtk_box_append (GTK_BOX (body), make_label (others, NULL));
    }
  self->fresh = gtk_check_button_new_with_mnemonic (_ ("A _new case"));
  self->there = gtk_check_button_new_with_mnemonic (_ ("A case that is _open"));
  gtk_check_button_set_group (GTK_CHECK_BUTTON (self->there), GTK_CHECK_BUTTON (self->fresh));
  self->title = corral_free_text_new (_ ("What it is about"), FALSE);
  self->choice = corral_choice_list_new (_ ("Case"));
  self->choice_box = gtk_scrolled_window_new ();
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (self->choice_box), GTK_POLICY_NEVER, GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_min_content_height (GTK_SCROLLED_WINDOW (self->choice_box), LIST_PX);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (self->choice_box), self->choice);
  self->problem = make_label (NULL, "severity-act");
  gtk_widget_set_visible (self->problem, FALSE);
  gtk_box_append (GTK_BOX (body), self->fresh);
  gtk_box_append (GTK_BOX (body), self->title);
  gtk_box_append (GTK_BOX (body), self->there);
  gtk_box_append (GTK_BOX (body), self->choice_box);
  gtk_box_append (GTK_BOX (body), self->problem);
  gtk_widget_set_sensitive (self->there, fill_choice (self) > 0);
  gtk_check_button_set_active (GTK_CHECK_BUTTON (self->fresh), TRUE);
  g_signal_connect_swapped (self->fresh, "toggled", G_CALLBACK (update), self);
  g_signal_connect_swapped (self->title, "changed", G_CALLBACK (update), self);
  g_signal_connect_swapped (self->choice, "changed", G_CALLBACK (update), self);
}

CorralCaseDialog *
corral_case_dialog_new (GtkWidget *from, CorralPageContext *context, CorralActPlan *plan)
{
  CorralCaseDialog *self = g_object_new (CORRAL_TYPE_CASE_DIALOG, "accessible-role", GTK_ACCESSIBLE_ROLE_DIALOG, NULL);
  GtkWidget *body = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12);
  GtkRoot *root = gtk_widget_get_root (from);
  GtkWidget *header;

  self->context = context;
  self->from = g_object_ref (from);
  self->plan = plan;
  self->flags = g_ptr_array_new ();
  for (guint i = 0; i < plan->targets->len; i++)
    if (i == 0 || strcmp (((CorralActTarget *) g_ptr_array_index (plan->targets, i))->tenant, get_first (self)->tenant) == 0)
      g_ptr_array_add (self->flags, g_ptr_array_index (plan->targets, i));
  header = make_header (self);
  fill_body (self, body);
  gtk_widget_add_css_class (body, "act-dialog");
  gtk_widget_set_size_request (body, WIDTH_PX, -1);
  corral_dialog_frame_fill (ADW_WINDOW (self), ADW_HEADER_BAR (header), body, _ ("Add to Case"));
  gtk_window_set_transient_for (GTK_WINDOW (self), GTK_IS_WINDOW (root) ? GTK_WINDOW (root) : NULL);
  gtk_window_set_modal (GTK_WINDOW (self), TRUE);
  gtk_window_set_destroy_with_parent (GTK_WINDOW (self), TRUE);
  gtk_window_set_resizable (GTK_WINDOW (self), FALSE);
  gtk_window_set_default_widget (GTK_WINDOW (self), self->button);
  update (self);
  gtk_widget_grab_focus (self->title);
  return self;
}

GtkWidget *
corral_case_dialog_get_button (CorralCaseDialog *self)
{
  g_return_val_if_fail (CORRAL_IS_CASE_DIALOG (self), NULL);

  return self->button;
}

GtkWidget *
corral_case_dialog_get_title (CorralCaseDialog *self)
{
  g_return_val_if_fail (CORRAL_IS_CASE_DIALOG (self), NULL);

  return self->title;
}

GtkWidget *
corral_case_dialog_get_choice (CorralCaseDialog *self)
{
  g_return_val_if_fail (CORRAL_IS_CASE_DIALOG (self), NULL);

  gtk_check_button_set_active (GTK_CHECK_BUTTON (self->there), TRUE);
  return self->choice;
}

const char *
corral_case_dialog_get_problem (CorralCaseDialog *self)
{
  g_return_val_if_fail (CORRAL_IS_CASE_DIALOG (self), NULL);

  return gtk_widget_get_visible (self->problem) ? gtk_label_get_text (GTK_LABEL (self->problem)) : NULL;
}
