/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Voiding a lot. Main thread.
 *
 * Who opens it: loss prevention, when the scales of a lot turn out to be off, from the incident or from a flag: to get rid at
 * once of everything that rests on them, so that nobody is stopped on it; then they go on with the queue. */
#include "config.h"

#include "corral-lot-dialog.h"

#include "corral-case-words.h"
#include "corral-cells.h"
#include "corral-dialog-frame.h"
#include "corral-format.h"
#include "corral-free-text.h"
#include "corral-operation-words.h"
#include "corral-outbox.h"
#include "corral-wrap-box.h"

#include <glib/gi18n.h>
#include <math.h>

#define WIDTH_PX 500
#define WIDTH_CHARS 56
#define LIST_PX 200
#define STORES_SHOWN 12

struct _CorralLotDialog
{
  AdwWindow parent_instance;

  CorralPageContext *context; /* (unowned): the window's, which this does not outlive */
  GtkWidget *from;            /* (owned) */
  char *lot;                  /* (owned) */
  gint64 dear_minor;
  GPtrArray *ids;             /* (owned) (element-type utf8): of the outbox's entries that this made last */
  guint n_refused;
  gboolean takes_back;        /* the last that was done is a taking back */
  gboolean busy;

  GtkWidget *stack, *plan_box, *progress_box;
  GtkWidget *button, *cancel;
  GtkWidget *promise, *scales, *stores, *left_out, *dear, *why, *voided_box, *voided, *back_later, *problem;
  GtkWidget *said, *bar, *refused, *back;
};

G_DEFINE_FINAL_TYPE (CorralLotDialog, corral_lot_dialog, ADW_TYPE_WINDOW)

static void show_plan (CorralLotDialog *self);

/* ---- what will be done ---------------------------------------------------------------------------------- */

static CorralLotPlan *
make_plan (CorralLotDialog *self)
{
  return corral_lot_plan_new (self->context->fleet, self->lot, self->dear_minor);
}

static void
empty (GtkWidget *box)
{
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (box)) != NULL)
    gtk_box_remove (GTK_BOX (box), child);
}

static GtkWidget *
make_label (const char *text, const char *css_class)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_max_width_chars (GTK_LABEL (label), WIDTH_CHARS);
  if (css_class != NULL)
    gtk_widget_add_css_class (label, css_class);
  return label;
}

/* "118 Riverside: 12" */
static void
show_stores (CorralLotDialog *self, const CorralLotPlan *plan)
{
  CorralFleet *fleet = self->context->fleet;
  guint n_others = 0;

  empty (self->stores);
  for (guint i = 0; i < plan->stores->len; i++)
    {
      const CorralLotStore *store = &g_array_index (plan->stores, CorralLotStore, i);
      g_autofree char *name = corral_store_to_text (fleet, store->store);
      g_autofree char *flags = corral_format_count (store->n, CORRAL_NOUN_FLAG);
      /* Translators: a store, and how many flags: "118 Riverside: 12 flags" */
      g_autofree char *text = g_strdup_printf (_ ("%s: %s"), name, flags);

      if (i < STORES_SHOWN)
        gtk_box_append (GTK_BOX (self->stores), make_label (text, NULL));
      else
        n_others++;
    }
  if (n_others > 0)
    {
      g_autofree char *text
          = g_strdup_printf (ngettext ("and %u store more", "and %u stores more", n_others), n_others);

      gtk_box_append (GTK_BOX (self->stores), make_label (text, NULL));
    }
  gtk_widget_set_visible (self->stores, plan->stores->len > 0);
}

static void
show_left_out (CorralLotDialog *self, const CorralLotPlan *plan)
{
  g_autofree char *dear = corral_format_integer (self->dear_minor / 100);
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; i < CORRAL_N_LOT_CLASSES; i++)
    {
      g_autofree char *part = plan->flags[i]->len > 0
                                ? corral_lot_class_to_count ((CorralLotClass) i, plan->flags[i]->len, dear)
                                : NULL;

      if (part != NULL)
        g_string_append_printf (text, "%s%s", text->len > 0 ? "; " : "", part);
    }
  if (text->len > 0)
    {
      /* Translators: then clauses such as "4 are decided already; 1 is in a case" */
      g_autofree char *sentence = g_strdup_printf (_ ("These stay as they are: %s."), text->str);

      gtk_label_set_text (GTK_LABEL (self->left_out), sentence);
    }
  gtk_widget_set_visible (self->left_out, text->len > 0);
}

static void
show_promise (CorralLotDialog *self, const CorralLotPlan *plan)
{
  CorralFleet *fleet = self->context->fleet;
  guint n = plan->flags[CORRAL_LOT_VOIDS]->len;
  g_autofree char *flags = corral_format_count (n, CORRAL_NOUN_FLAG);
  g_autofree char *text = NULL;
  g_autofree char *scales = NULL;

  if (n == 0)
    {
      /* Translators: %s is a lot of carts, "C-2317" */
      text = g_strdup_printf (_ ("No open flag rests on the scales of lot %s."), self->lot);
    }
  else
    {
      g_autoptr (GTimeZone) zone = corral_cells_zone (
          fleet, corral_fleet_get_link (fleet, CORRAL_TABLE_FLAG,
                                        g_array_index (plan->flags[CORRAL_LOT_VOIDS], guint32, 0), CORRAL_FLAG_COL_STORE));
      g_autofree char *since = corral_format_time (plan->since_ms, corral_fleet_get_now (fleet), zone);

      /* Translators: "34 flags", a lot of carts, when the oldest was raised */
      text = g_strdup_printf (_ ("%s of lot %s will be voided, the oldest from %s (store’s time)."), flags, self->lot, since);
    }
  gtk_label_set_text (GTK_LABEL (self->promise), text);
  /* Translators: how many scales of a lot are off, of how many that are known */
  scales = g_strdup_printf (_ ("Of its scales %u of %u are so far off that their weights prove nothing."), plan->n_off,
                            plan->n_known);
  gtk_label_set_text (GTK_LABEL (self->scales), scales);
}

static void
show_voided (CorralLotDialog *self, const CorralLotPlan *plan)
{
  guint n = plan->flags[CORRAL_LOT_VOIDED]->len;
  g_autofree char *text = g_strdup_printf (
      ngettext ("%u flag was voided with this lot before.", "%u flags were voided with this lot before.", n), n);

  gtk_label_set_text (GTK_LABEL (self->voided), text);
  gtk_widget_set_visible (self->voided_box, n > 0);
}

static void
update_button (CorralLotDialog *self)
{
  g_autoptr (CorralLotPlan) plan = make_plan (self);
  guint n = MIN (plan->flags[CORRAL_LOT_VOIDS]->len, CORRAL_ACT_MOST);
  g_autofree char *label = g_strdup_printf (ngettext ("Void %u Flag", "Void %u Flags", n), n);

  gtk_button_set_label (GTK_BUTTON (self->button), label);
  gtk_widget_set_sensitive (self->button, n > 0 && !self->busy && corral_free_text_is_fit (CORRAL_FREE_TEXT (self->why)));
}

static void
say_problem (CorralLotDialog *self, const char *sentence)
{
  gtk_label_set_text (GTK_LABEL (self->problem), sentence != NULL ? sentence : "");
  gtk_widget_set_visible (self->problem, sentence != NULL);
}

static void
show_plan (CorralLotDialog *self)
{
  g_autoptr (CorralLotPlan) plan = make_plan (self);

  show_promise (self, plan);
  show_stores (self, plan);
  show_left_out (self, plan);
  show_voided (self, plan);
  update_button (self);
}

static void
dear_cb (CorralLotDialog *self)
{
  self->dear_minor = (gint64) (gtk_spin_button_get_value (GTK_SPIN_BUTTON (self->dear)) * 100);
  show_plan (self);
}

/* ---- how far it is ---------------------------------------------------------------------------------------- */

static const CorralOutboxEntry *
find_entry (GPtrArray *entries, const char *id)
{
  for (guint i = entries->len; i > 0; i--)
    if (g_strcmp0 (((const CorralOutboxEntry *) g_ptr_array_index (entries, i - 1))->id, id) == 0)
      return g_ptr_array_index (entries, i - 1);
  return NULL;
}

/* "the flag …" begins a line of its own here. */
static char *
capitalise (const char *text)
{
  char first[7] = { 0 };

  g_unichar_to_utf8 (g_unichar_toupper (g_utf8_get_char (text)), first);
  return g_strconcat (first, *text != '\0' ? g_utf8_next_char (text) : "", NULL);
}

/* Which flag, and why not. */
static GtkWidget *
make_refused (CorralLotDialog *self, const CorralOutboxEntry *entry)
{
  CorralFleet *fleet = self->context->fleet;
  g_autoptr (GTimeZone) zone = corral_cells_zone (fleet, corral_operation_find_store (fleet, entry));
  g_autofree char *what = corral_operation_target_to_text (fleet, entry->tenant, entry->target_collection, entry->target);
  g_autofree char *why = corral_operation_state_to_text (entry, corral_fleet_get_now (fleet), zone);
  g_autofree char *line = capitalise (what);
  g_autofree char *title = g_markup_escape_text (line, -1);
  g_autofree char *subtitle = g_markup_escape_text (why, -1);
  GtkWidget *row = adw_action_row_new ();

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), subtitle);
  return row;
}

static char *
progress_to_text (CorralLotDialog *self, guint n_done, guint n_waiting)
{
  guint n = self->ids->len;
  g_autofree char *of = NULL;

  if (n == 0)
    return g_strdup (_ ("Nothing was sent: all of it was taken back."));
  if (n_waiting == 0 && self->n_refused == 0)
    return self->takes_back
             ? g_strdup_printf (ngettext ("%u flag is open again.", "All %u flags are open again.", n), n)
             : g_strdup_printf (ngettext ("%u flag is voided.", "All %u flags are voided.", n), n);
  /* Translators: of so many flags that were voided or taken back, so many have reached the cloud */
  of = g_strdup_printf (ngettext ("%u of %u is done.", "%u of %u are done.", n_done), n_done, n);
  if (n_waiting == 0)
    return g_strdup_printf (ngettext ("%s %u was changed by somebody else and stays as it is there:",
                                      "%s %u were changed by somebody else and stay as they are there:", self->n_refused),
                            of, self->n_refused);
  return g_strdup_printf (ngettext ("%s %u waits; without the link it is sent when that is back, within a day.",
                                    "%s %u wait; without the link they are sent when that is back, within a day.", n_waiting),
                          of, n_waiting);
}

static void
show_progress (CorralLotDialog *self)
{
  GPtrArray *entries = corral_outbox_get_entries (self->context->outbox);
  guint n_done = 0, n_waiting = 0;
  g_autofree char *text = NULL;
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (self->refused)) != NULL)
    gtk_list_box_remove (GTK_LIST_BOX (self->refused), child);
  self->n_refused = 0;
  for (guint i = 0; i < self->ids->len; i++)
    {
      const CorralOutboxEntry *entry = find_entry (entries, g_ptr_array_index (self->ids, i));

      if (entry != NULL && corral_outbox_entry_is_in (entry, CORRAL_OUTBOX_TROUBLED))
        {
          self->n_refused++;
          gtk_list_box_append (GTK_LIST_BOX (self->refused), make_refused (self, entry));
        }
      else if (entry != NULL && corral_outbox_entry_is_in (entry, CORRAL_OUTBOX_WAITING))
        n_waiting++;
      else
        n_done++;
    }
  text = progress_to_text (self, n_done, n_waiting);
  gtk_label_set_text (GTK_LABEL (self->said), text);
  gtk_progress_bar_set_fraction (GTK_PROGRESS_BAR (self->bar),
                                 self->ids->len > 0 ? (double) (self->ids->len - n_waiting) / self->ids->len : 1);
  gtk_widget_set_visible (gtk_widget_get_ancestor (self->refused, GTK_TYPE_SCROLLED_WINDOW), self->n_refused > 0);
  gtk_widget_set_visible (self->back, !self->takes_back && self->ids->len > self->n_refused);
}

static gboolean
is_at_work (CorralLotDialog *self)
{
  return gtk_stack_get_visible_child (GTK_STACK (self->stack)) == self->progress_box;
}

static void
outbox_changed_cb (CorralLotDialog *self)
{
  if (is_at_work (self))
    show_progress (self);
}

static void
fleet_changed_cb (CorralLotDialog *self, const CorralFleetChanges *changes)
{
  const CorralTableChanges *flags = &changes->tables[CORRAL_TABLE_FLAG];
  const CorralTableChanges *cases = &changes->tables[CORRAL_TABLE_CASE];

  if (!is_at_work (self) && !self->busy
      && (flags->rows || flags->columns != 0 || flags->forgotten || cases->rows || cases->columns != 0))
    show_plan (self);
}

/* ---- doing it ---------------------------------------------------------------------------------------------- */

static void
begin_progress (CorralLotDialog *self)
{
  gtk_stack_set_visible_child (GTK_STACK (self->stack), self->progress_box);
  gtk_widget_set_visible (self->button, FALSE);
  gtk_button_set_label (GTK_BUTTON (self->cancel), _ ("_Close"));
  gtk_button_set_use_underline (GTK_BUTTON (self->cancel), TRUE);
  show_progress (self);
  gtk_widget_grab_focus (self->cancel);
}

static void
tell (CorralLotDialog *self)
{
  g_autoptr (GPtrArray) ids = g_ptr_array_new ();
  guint n = self->ids->len;
  g_autofree char *sentence
      = self->takes_back
            ? g_strdup_printf (ngettext ("Voiding of %u flag taken back", "Voiding of %u flags taken back", n), n)
            : g_strdup_printf (ngettext ("%u flag voided with its lot", "%u flags voided with their lot", n), n);

  for (guint i = 0; i < n; i++)
    g_ptr_array_add (ids, g_ptr_array_index (self->ids, i));
  g_ptr_array_add (ids, NULL);
  if (gtk_widget_get_root (self->from) != NULL)
    corral_page_tell (self->from, sentence, (const char *const *) ids->pdata);
}

static void
submitted_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (CorralLotDialog) self = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) results = corral_outbox_submit_finish (CORRAL_OUTBOX (source), result, &error);
  const char *first = results == NULL ? error->message : NULL;

  self->busy = FALSE;
  g_ptr_array_set_size (self->ids, 0);
  for (guint i = 0; results != NULL && i < results->len; i++)
    {
      const CorralOutboxResult *one = g_ptr_array_index (results, i);

      if (one->id != NULL)
        g_ptr_array_add (self->ids, g_strdup (one->id));
      else if (first == NULL)
        first = one->error->message;
    }
  if (self->ids->len == 0)
    {
      gtk_stack_set_visible_child (GTK_STACK (self->stack), self->plan_box);
      say_problem (self, first);
      show_plan (self);
      return;
    }
  tell (self);
  begin_progress (self);
}

/* Of each flag in @slots, on the revision that is seen. @text (nullable). */
static void
submit (CorralLotDialog *self, CorralOperationKind kind, const GArray *slots, const char *text)
{
  CorralFleet *fleet = self->context->fleet;
  guint n = MIN (slots->len, CORRAL_ACT_MOST);
  g_autofree CorralOperationDraft *drafts = g_new0 (CorralOperationDraft, n);

  for (guint i = 0; i < n; i++)
    {
      guint32 slot = g_array_index (slots, guint32, i);
      guint32 chain = corral_fleet_get_link (fleet, CORRAL_TABLE_FLAG, slot, CORRAL_FLAG_COL_CHAIN);

      drafts[i] = (CorralOperationDraft){
        .kind = kind,
        .tenant = corral_fleet_get_text (fleet, CORRAL_TABLE_CHAIN, chain, CORRAL_CHAIN_COL_ID),
        .collection = CORRAL_COLLECTION_FLAG,
        .target = corral_fleet_get_text (fleet, CORRAL_TABLE_FLAG, slot, CORRAL_FLAG_COL_ID),
        .expected_rev = corral_fleet_get_rev (fleet, CORRAL_TABLE_FLAG, slot),
      };
      corral_operation_params_clear (&drafts[i].params);
      drafts[i].params.text = text;
      if (kind == CORRAL_OPERATION_FLAG_VOID)
        drafts[i].params.lot = self->lot;
    }
  self->takes_back = kind == CORRAL_OPERATION_FLAG_UNVOID;
  self->busy = TRUE;
  say_problem (self, NULL);
  gtk_widget_set_sensitive (self->button, FALSE);
  corral_outbox_submit_async (self->context->outbox, drafts, n, NULL, submitted_cb, g_object_ref (self));
}

static void
accept (CorralLotDialog *self)
{
  g_autoptr (CorralLotPlan) plan = NULL;
  g_autofree char *text = NULL;
  g_autofree char *why_not = corral_outbox_why_not (self->context->outbox, CORRAL_OPERATION_FLAG_VOID);

  if (self->busy || is_at_work (self) || !gtk_widget_get_sensitive (self->button))
    return;
  if (why_not != NULL)
    {
      say_problem (self, why_not);
      return;
    }
  plan = make_plan (self);
  text = corral_free_text_get_text (CORRAL_FREE_TEXT (self->why));
  if (plan->flags[CORRAL_LOT_VOIDS]->len > 0)
    submit (self, CORRAL_OPERATION_FLAG_VOID, plan->flags[CORRAL_LOT_VOIDS], text);
}

/* What has reached the cloud is opened again there, as long as nobody has decided it otherwise. */
static void
take_back (CorralLotDialog *self)
{
  g_autoptr (CorralLotPlan) plan = make_plan (self);

  if (!self->busy && plan->flags[CORRAL_LOT_VOIDED]->len > 0)
    submit (self, CORRAL_OPERATION_FLAG_UNVOID, plan->flags[CORRAL_LOT_VOIDED], NULL);
}

static void
undone_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (CorralLotDialog) self = data;
  g_autoptr (GError) error = NULL;
  guint n = corral_outbox_undo_finish (CORRAL_OUTBOX (source), result, &error);

  self->busy = FALSE;
  if (n == self->ids->len)
    {
      g_ptr_array_set_size (self->ids, 0);
      show_progress (self);
      gtk_widget_grab_focus (self->cancel);
      return;
    }
  take_back (self);
}

/* First what the cloud has not heard of. */
static void
back_cb (CorralLotDialog *self)
{
  g_autoptr (GPtrArray) ids = g_ptr_array_new ();

  if (self->busy || self->ids->len == 0)
    return;
  for (guint i = 0; i < self->ids->len; i++)
    g_ptr_array_add (ids, g_ptr_array_index (self->ids, i));
  g_ptr_array_add (ids, NULL);
  self->busy = TRUE;
  corral_outbox_undo_async (self->context->outbox, (const char *const *) ids->pdata, undone_cb, g_object_ref (self));
}

/* ---- life --------------------------------------------------------------------------------------------------- */

static gboolean
key_cb (CorralLotDialog *self, guint keyval, guint keycode, GdkModifierType state)
{
  if ((keyval != GDK_KEY_Return && keyval != GDK_KEY_KP_Enter) || (state & GDK_CONTROL_MASK) == 0)
    return FALSE;
  accept (self);
  return TRUE;
}

/* It may be held for longer than its parent lives, by what it has started; GTK 4.8 would look for the parent then. */
static void
corral_lot_dialog_unrealize (GtkWidget *widget)
{
  gtk_window_set_transient_for (GTK_WINDOW (widget), NULL);
  GTK_WIDGET_CLASS (corral_lot_dialog_parent_class)->unrealize (widget);
}

static void
corral_lot_dialog_dispose (GObject *object)
{
  g_clear_object (&CORRAL_LOT_DIALOG (object)->from);
  G_OBJECT_CLASS (corral_lot_dialog_parent_class)->dispose (object);
}

static void
corral_lot_dialog_finalize (GObject *object)
{
  CorralLotDialog *self = CORRAL_LOT_DIALOG (object);

  g_free (self->lot);
  g_ptr_array_unref (self->ids);
  G_OBJECT_CLASS (corral_lot_dialog_parent_class)->finalize (object);
}

static void
corral_lot_dialog_class_init (CorralLotDialogClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = corral_lot_dialog_dispose;
  G_OBJECT_CLASS (klass)->finalize = corral_lot_dialog_finalize;
  GTK_WIDGET_CLASS (klass)->unrealize = corral_lot_dialog_unrealize;
  gtk_widget_class_add_binding_action (GTK_WIDGET_CLASS (klass), GDK_KEY_Escape, 0, "window.close", NULL);
}

static void
corral_lot_dialog_init (CorralLotDialog *self)
{
  GtkEventController *keys = gtk_event_controller_key_new ();

  self->ids = g_ptr_array_new_with_free_func (g_free);
  self->dear_minor = corral_lot_get_dear_minor (NULL);
  gtk_event_controller_set_propagation_phase (keys, GTK_PHASE_CAPTURE);
  g_signal_connect_swapped (keys, "key-pressed", G_CALLBACK (key_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self), keys);
}

/* ---- making it ----------------------------------------------------------------------------------------------- */

static GtkWidget *
make_dear (CorralLotDialog *self)
{
  GtkWidget *box = corral_wrap_box_new (9);
  GtkWidget *label = gtk_label_new_with_mnemonic (_ ("_Leave out what is worth more than"));

  self->dear = gtk_spin_button_new_with_range (0, 100000, 10);
  gtk_spin_button_set_value (GTK_SPIN_BUTTON (self->dear), (double) self->dear_minor / 100);
  gtk_spin_button_set_numeric (GTK_SPIN_BUTTON (self->dear), TRUE);
  gtk_widget_set_tooltip_text (self->dear, _ ("In the chain’s currency; of crowns ten times as much"));
  gtk_label_set_mnemonic_widget (GTK_LABEL (label), self->dear);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->dear), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Leave out what is worth more than"), -1);
  g_signal_connect_swapped (self->dear, "value-changed", G_CALLBACK (dear_cb), self);
  corral_wrap_box_append (CORRAL_WRAP_BOX (box), label);
  corral_wrap_box_append (CORRAL_WRAP_BOX (box), self->dear);
  return box;
}

static GtkWidget *
make_voided (CorralLotDialog *self)
{
  self->voided_box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 9);
  self->voided = make_label (NULL, NULL);
  gtk_widget_set_hexpand (self->voided, TRUE);
  self->back_later = gtk_button_new_with_mnemonic (_ ("_Take the Voiding Back"));
  gtk_widget_set_tooltip_text (self->back_later, _ ("They are to be reviewed again, where nobody has decided them otherwise"));
  gtk_widget_set_valign (self->back_later, GTK_ALIGN_CENTER);
  g_signal_connect_swapped (self->back_later, "clicked", G_CALLBACK (take_back), self);
  gtk_box_append (GTK_BOX (self->voided_box), self->voided);
  gtk_box_append (GTK_BOX (self->voided_box), self->back_later);
  return self->voided_box;
}

static GtkWidget *
make_plan_box (CorralLotDialog *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12);

  self->promise = make_label (NULL, "act-promise");
  self->scales = make_label (NULL, NULL);
  self->stores = gtk_box_new (GTK_ORIENTATION_VERTICAL, 2);
  self->left_out = make_label (NULL, NULL);
  self->why = corral_free_text_new (_ ("Why"), FALSE);
  corral_free_text_set_text (CORRAL_FREE_TEXT (self->why), _ ("The scales of this lot were calibrated wrongly."));
  g_signal_connect_swapped (self->why, "changed", G_CALLBACK (update_button), self);
  self->problem = make_label (NULL, "severity-act");
  gtk_widget_set_visible (self->problem, FALSE);
  gtk_box_append (GTK_BOX (box), self->promise);
  gtk_box_append (GTK_BOX (box), self->scales);
  gtk_box_append (GTK_BOX (box), self->stores);
  gtk_box_append (GTK_BOX (box), self->left_out);
  gtk_box_append (GTK_BOX (box), make_dear (self));
  gtk_box_append (GTK_BOX (box), self->why);
  gtk_box_append (GTK_BOX (box), make_voided (self));
  gtk_box_append (GTK_BOX (box), self->problem);
  return box;
}

static GtkWidget *
make_progress_box (CorralLotDialog *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12);
  GtkWidget *scrolled = gtk_scrolled_window_new ();

  self->said = make_label (NULL, "act-promise");
  self->bar = gtk_progress_bar_new ();
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->bar), GTK_ACCESSIBLE_PROPERTY_LABEL, _ ("How far it is"), -1);
  self->refused = gtk_list_box_new ();
  gtk_list_box_set_selection_mode (GTK_LIST_BOX (self->refused), GTK_SELECTION_NONE);
  gtk_widget_add_css_class (self->refused, "boxed-list");
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->refused), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Flags that were not taken"), -1);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scrolled), self->refused);
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scrolled), GTK_POLICY_NEVER, GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_propagate_natural_height (GTK_SCROLLED_WINDOW (scrolled), TRUE);
  gtk_scrolled_window_set_max_content_height (GTK_SCROLLED_WINDOW (scrolled), LIST_PX);
  self->back = gtk_button_new_with_mnemonic (_ ("_Take All of It Back"));
  gtk_widget_set_halign (self->back, GTK_ALIGN_START);
  g_signal_connect_swapped (self->back, "clicked", G_CALLBACK (back_cb), self);
  gtk_box_append (GTK_BOX (box), self->said);
  gtk_box_append (GTK_BOX (box), self->bar);
  gtk_box_append (GTK_BOX (box), scrolled);
  gtk_box_append (GTK_BOX (box), self->back);
  return box;
}

static GtkWidget *
make_header (CorralLotDialog *self)
{
  GtkWidget *header = adw_header_bar_new ();

  adw_header_bar_set_show_start_title_buttons (ADW_HEADER_BAR (header), FALSE);
  adw_header_bar_set_show_end_title_buttons (ADW_HEADER_BAR (header), FALSE);
  self->cancel = gtk_button_new_with_mnemonic (_ ("_Cancel"));
  gtk_actionable_set_action_name (GTK_ACTIONABLE (self->cancel), "window.close");
  self->button = gtk_button_new ();
  gtk_widget_add_css_class (self->button, "suggested-action");
  g_signal_connect_swapped (self->button, "clicked", G_CALLBACK (accept), self);
  adw_header_bar_pack_start (ADW_HEADER_BAR (header), self->cancel);
  adw_header_bar_pack_end (ADW_HEADER_BAR (header), self->button);
  return header;
}

CorralLotDialog *
corral_lot_dialog_new (GtkWidget *from, CorralPageContext *context, const char *lot)
{
  CorralLotDialog *self = g_object_new (CORRAL_TYPE_LOT_DIALOG, "accessible-role", GTK_ACCESSIBLE_ROLE_DIALOG, NULL);
  GtkWidget *header;
  GtkRoot *root = gtk_widget_get_root (from);
  /* Translators: %s is a lot of carts, "C-2317" */
  g_autofree char *title = g_strdup_printf (_ ("Void Lot %s"), lot);

  self->context = context;
  self->from = g_object_ref (from);
  self->lot = g_strdup (lot);
  header = make_header (self);
  self->plan_box = make_plan_box (self);
  self->progress_box = make_progress_box (self);
  self->stack = gtk_stack_new ();
  gtk_stack_set_vhomogeneous (GTK_STACK (self->stack), FALSE);
  gtk_stack_add_child (GTK_STACK (self->stack), self->plan_box);
  gtk_stack_add_child (GTK_STACK (self->stack), self->progress_box);
  gtk_widget_add_css_class (self->stack, "act-dialog");
  gtk_widget_set_size_request (self->stack, WIDTH_PX, -1);
  corral_dialog_frame_fill (ADW_WINDOW (self), ADW_HEADER_BAR (header), self->stack, title);
  gtk_window_set_transient_for (GTK_WINDOW (self), GTK_IS_WINDOW (root) ? GTK_WINDOW (root) : NULL);
  gtk_window_set_modal (GTK_WINDOW (self), TRUE);
  gtk_window_set_destroy_with_parent (GTK_WINDOW (self), TRUE);
  gtk_window_set_resizable (GTK_WINDOW (self), FALSE);
  g_signal_connect_object (context->outbox, "changed", G_CALLBACK (outbox_changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (context->fleet, "changed", G_CALLBACK (fleet_changed_cb), self, G_CONNECT_SWAPPED);
  show_plan (self);
  gtk_widget_grab_focus (gtk_widget_get_sensitive (self->button) ? self->button : self->cancel);
  return self;
}

const char *
corral_lot_of_subject (CorralPageContext *context, const CorralActSubject *subject)
{
  const char *voided;

  if (subject->incident != NULL)
    return subject->incident->rule == CORRAL_RULE_CALIBRATION
                   && *subject->incident->detail != '\0'
             ? subject->incident->detail
             : NULL;
  if (subject->table != CORRAL_TABLE_FLAG || subject->n_slots == 0)
    return NULL;
  voided = corral_fleet_get_text (context->fleet, CORRAL_TABLE_FLAG, subject->slots[0], CORRAL_FLAG_COL_VOIDED_LOT);
  return voided != NULL ? voided : corral_lot_of_flag (context->fleet, subject->slots[0]);
}

const char *
corral_lot_dialog_get_promise (CorralLotDialog *self)
{
  g_return_val_if_fail (CORRAL_IS_LOT_DIALOG (self), NULL);

  return gtk_label_get_text (GTK_LABEL (self->promise));
}

const char *
corral_lot_dialog_get_left_out (CorralLotDialog *self)
{
  g_return_val_if_fail (CORRAL_IS_LOT_DIALOG (self), NULL);

  return gtk_widget_get_visible (self->left_out) ? gtk_label_get_text (GTK_LABEL (self->left_out)) : NULL;
}

const char *
corral_lot_dialog_get_progress (CorralLotDialog *self)
{
  g_return_val_if_fail (CORRAL_IS_LOT_DIALOG (self), NULL);

  return is_at_work (self) ? gtk_label_get_text (GTK_LABEL (self->said)) : NULL;
}

guint
corral_lot_dialog_get_n_refused (CorralLotDialog *self)
{
  g_return_val_if_fail (CORRAL_IS_LOT_DIALOG (self), 0);

  return self->n_refused;
}

GtkWidget *
corral_lot_dialog_get_button (CorralLotDialog *self)
{
  g_return_val_if_fail (CORRAL_IS_LOT_DIALOG (self), NULL);

  return self->button;
}

GtkWidget *
corral_lot_dialog_get_back (CorralLotDialog *self)
{
  g_return_val_if_fail (CORRAL_IS_LOT_DIALOG (self), NULL);

  return is_at_work (self) ? self->back : self->back_later;
}
