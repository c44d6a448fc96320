/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The dialog before an act. Main thread. */
#include "config.h"

#include "corral-act-dialog.h"

#include "corral-act-form.h"
#include "corral-act-words.h"
#include "corral-dialog-frame.h"
#include "corral-message.h"
#include "corral-outbox.h"

#include <glib/gi18n.h>
#include <string.h>

#define WIDTH_PX 480
/* What wraps does not make it wider. */
#define WIDTH_CHARS 50
/* So many are named; a thousand are a number. */
#define NAMED_MAX 100
#define NAMES_PX 160

struct _CorralActDialog
{
  AdwWindow parent_instance;

  CorralPageContext *context; /* (unowned): the window's, which this does not outlive */
  CorralActPlan *plan;        /* (owned) */
  CorralActForm *form;        /* (owned) (nullable) */
  gboolean busy;
  gboolean done;

  GtkWidget *cancel;
  GtkWidget *button;
  GtkWidget *spinner;
  GtkWidget *body;
  GtkWidget *promise;
  GtkWidget *left_out;
  GtkWidget *problem_box;
  GtkWidget *problem;
};

G_DEFINE_FINAL_TYPE (CorralActDialog, corral_act_dialog, ADW_TYPE_WINDOW)

enum
{
  SIGNAL_ACCEPTED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

static void
update_button (gpointer data)
{
  CorralActDialog *self = data;

  gtk_widget_set_sensitive (self->button,
                            !self->busy && (self->form == NULL || self->form->kind->is_ready (self->form)));
}

static void
accept (CorralActDialog *self)
{
  if (!self->busy && gtk_widget_is_sensitive (self->button))
    g_signal_emit (self, signals[SIGNAL_ACCEPTED], 0);
}

/* Before the fields: Enter on a choice means this one (a check button would only switch itself on), and with Ctrl it is
 * the button also from within a text. */
static gboolean
key_cb (CorralActDialog *self, guint keyval, guint keycode, GdkModifierType state)
{
  if (keyval != GDK_KEY_Return && keyval != GDK_KEY_KP_Enter)
    return FALSE;
  if ((state & GDK_CONTROL_MASK) == 0 && !GTK_IS_CHECK_BUTTON (gtk_window_get_focus (GTK_WINDOW (self))))
    return FALSE;
  if (!gtk_widget_is_sensitive (self->button))
    return FALSE;
  accept (self);
  return TRUE;
}

/* ---- closing --------------------------------------------------------------------------------------- */

static gboolean
finish_cb (gpointer data)
{
  corral_act_dialog_finish (data);
  return G_SOURCE_REMOVE;
}

static void
discard_cb (CorralActDialog *self, const char *response)
{
  /* Once the question has gone: GTK 4.8 trips over a window whose parent goes before it. */
  if (g_strcmp0 (response, "discard") == 0)
    g_idle_add_full (G_PRIORITY_DEFAULT_IDLE, finish_cb, g_object_ref (self), g_object_unref);
}

static void
ask_to_discard (CorralActDialog *self)
{
  GtkWidget *dialog
      = corral_message_new (GTK_WINDOW (self), _ ("Discard What You Wrote?"), _ ("It has not been saved."));

  corral_message_add_response (ADW_MESSAGE_DIALOG (dialog), "keep", _ ("_Keep Writing"));
  corral_message_add_response (ADW_MESSAGE_DIALOG (dialog), "discard", _ ("_Discard"));
  corral_message_set_destructive (ADW_MESSAGE_DIALOG (dialog), "discard");
  corral_message_set_default_response (ADW_MESSAGE_DIALOG (dialog), "keep");
  corral_message_set_close_response (ADW_MESSAGE_DIALOG (dialog), "keep");
  g_signal_connect_object (dialog, "response", G_CALLBACK (discard_cb), self, G_CONNECT_SWAPPED);
  gtk_window_set_destroy_with_parent (GTK_WINDOW (dialog), TRUE);
  gtk_window_present (GTK_WINDOW (dialog));
}

static gboolean
corral_act_dialog_close_request (GtkWindow *window)
{
  CorralActDialog *self = CORRAL_ACT_DIALOG (window);

  /* What is under way is told when it has ended, also without this dialog. */
  if (!self->done && !self->busy && self->form != NULL && self->form->kind->is_written != NULL
      && self->form->kind->is_written (self->form))
    {
      ask_to_discard (self);
      return TRUE;
    }
  return GTK_WINDOW_CLASS (corral_act_dialog_parent_class)->close_request (window);
}

void
corral_act_dialog_finish (CorralActDialog *self)
{
  g_return_if_fail (CORRAL_IS_ACT_DIALOG (self));

  self->done = TRUE;
  gtk_window_close (GTK_WINDOW (self));
}

/* ---- life ------------------------------------------------------------------------------------------ */

/* It may be held for longer than its parent lives, by what it has started; GTK 4.8 would look for the parent then. */
static void
corral_act_dialog_unrealize (GtkWidget *widget)
{
  gtk_window_set_transient_for (GTK_WINDOW (widget), NULL);
  GTK_WIDGET_CLASS (corral_act_dialog_parent_class)->unrealize (widget);
}

static void
corral_act_dialog_finalize (GObject *object)
{
  CorralActDialog *self = CORRAL_ACT_DIALOG (object);

  g_clear_pointer (&self->form, corral_act_form_free);
  g_clear_pointer (&self->plan, corral_act_plan_free);
  G_OBJECT_CLASS (corral_act_dialog_parent_class)->finalize (object);
}

static void
corral_act_dialog_class_init (CorralActDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = corral_act_dialog_finalize;
  widget_class->unrealize = corral_act_dialog_unrealize;
  GTK_WINDOW_CLASS (klass)->close_request = corral_act_dialog_close_request;
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);

  signals[SIGNAL_ACCEPTED] = g_signal_new ("accepted", CORRAL_TYPE_ACT_DIALOG, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                           G_TYPE_NONE, 0);
}

static void
corral_act_dialog_init (CorralActDialog *self)
{
  GtkEventController *keys = gtk_event_controller_key_new ();

  gtk_event_controller_set_propagation_phase (keys, GTK_PHASE_CAPTURE);
  g_signal_connect_swapped (keys, "key-pressed", G_CALLBACK (key_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self), keys);
}

/* ---- making it ------------------------------------------------------------------------------------- */

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

/* "cart 0412, 118 Riverside" begins a line of its own here. */
static char *
capitalise (const char *text)
{
  char first[7] = { 0 };

  g_unichar_to_utf8 (g_unichar_toupper (g_utf8_get_char (text)), first);
  return g_strconcat (first, *text != '\0' ? g_utf8_next_char (text) : "", NULL);
}

static char *
describe_promise (const CorralActPlan *plan)
{
  const CorralActTarget *first = g_ptr_array_index (plan->targets, 0);

  return plan->n_chosen > 1 ? corral_act_to_promise (plan->act, plan->targets->len) : capitalise (first->words);
}

/* Which they are, for who wants to make sure. */
static GtkWidget *
make_names (const CorralActPlan *plan)
{
  GtkWidget *expander = gtk_expander_new (_ ("Which these are"));
  GtkWidget *scrolled = gtk_scrolled_window_new ();
  g_autoptr (GString) names = g_string_new (NULL);
  guint n = MIN (plan->targets->len, NAMED_MAX);

  for (guint i = 0; i < n; i++)
    {
      g_autofree char *name = capitalise (((CorralActTarget *) g_ptr_array_index (plan->targets, i))->words);

      g_string_append_printf (names, "%s%s", i > 0 ? "\n" : "", name);
    }
  if (plan->targets->len > n)
    {
      g_string_append_c (names, '\n');
      g_string_append_printf (names, ngettext ("and %u more", "and %u more", plan->targets->len - n),
                              plan->targets->len - n);
    }
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scrolled), make_label (names->str, NULL));
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scrolled), GTK_POLICY_NEVER, GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_propagate_natural_height (GTK_SCROLLED_WINDOW (scrolled), TRUE);
  gtk_scrolled_window_set_max_content_height (GTK_SCROLLED_WINDOW (scrolled), NAMES_PX);
  gtk_expander_set_child (GTK_EXPANDER (expander), scrolled);
  gtk_accessible_update_property (GTK_ACCESSIBLE (expander), GTK_ACCESSIBLE_PROPERTY_LABEL, _ ("Which these are"), -1);
  return expander;
}

static void
add_preview (CorralActDialog *self)
{
  g_autofree char *promise = describe_promise (self->plan);
  g_autofree char *left_out = corral_act_plan_describe_left_out (self->plan);

  self->promise = make_label (promise, "act-promise");
  gtk_box_append (GTK_BOX (self->body), self->promise);
  if (self->plan->cover != NULL)
    gtk_box_append (GTK_BOX (self->body), make_label (self->plan->cover, NULL));
  if (left_out != NULL)
    {
      /* Translators: then clauses such as "4 are acknowledged already; 1 is cleared already" */
      g_autofree char *sentence = g_strdup_printf (_ ("Left out: %s."), left_out);

      self->left_out = make_label (sentence, NULL);
      gtk_box_append (GTK_BOX (self->body), self->left_out);
    }
  if (self->plan->n_chosen > 1)
    gtk_box_append (GTK_BOX (self->body), make_names (self->plan));
  if (corral_act_to_warning (self->plan->act) != NULL)
    gtk_box_append (GTK_BOX (self->body), make_label (corral_act_to_warning (self->plan->act), NULL));
}

static void
add_problem (CorralActDialog *self)
{
  GtkWidget *icon = gtk_image_new_from_icon_name ("corral-severity-act-symbolic");

  self->problem_box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  self->problem = make_label (NULL, NULL);
  gtk_widget_set_hexpand (self->problem, TRUE);
  gtk_widget_set_valign (icon, GTK_ALIGN_START);
  gtk_widget_add_css_class (self->problem_box, "severity-act");
  gtk_box_append (GTK_BOX (self->problem_box), icon);
  gtk_box_append (GTK_BOX (self->problem_box), self->problem);
  gtk_widget_set_visible (self->problem_box, FALSE);
  gtk_box_append (GTK_BOX (self->body), self->problem_box);
}

/* "Snooze…" on the button that asks is "Snooze" on the one that does. */
static char *
name_of (const CorralAct *act)
{
  g_autofree char *name = g_strdup (corral_act_get_label (act));

  if (g_str_has_suffix (name, "…"))
    name[strlen (name) - strlen ("…")] = '\0';
  /* Some languages put a space before it. */
  return g_strchomp (g_steal_pointer (&name));
}

static GtkWidget *
make_header (CorralActDialog *self, const char *name)
{
  GtkWidget *header = adw_header_bar_new ();

  adw_header_bar_set_show_start_title_buttons (ADW_HEADER_BAR (header), FALSE);
  adw_header_bar_set_show_end_title_buttons (ADW_HEADER_BAR (header), FALSE);
  self->cancel = gtk_button_new_with_mnemonic (_ ("_Cancel"));
  gtk_actionable_set_action_name (GTK_ACTIONABLE (self->cancel), "window.close");
  self->button = gtk_button_new_with_label (name);
  gtk_widget_add_css_class (self->button, self->plan->act->grave ? "destructive-action" : "suggested-action");
  g_signal_connect_swapped (self->button, "clicked", G_CALLBACK (accept), self);
  self->spinner = gtk_spinner_new ();
  adw_header_bar_pack_start (ADW_HEADER_BAR (header), self->cancel);
  adw_header_bar_pack_end (ADW_HEADER_BAR (header), self->button);
  adw_header_bar_pack_end (ADW_HEADER_BAR (header), self->spinner);
  return header;
}

CorralActDialog *
corral_act_dialog_new (GtkWindow *parent, CorralPageContext *context, CorralActPlan *plan)
{
  CorralActDialog *self = g_object_new (CORRAL_TYPE_ACT_DIALOG, "accessible-role", GTK_ACCESSIBLE_ROLE_DIALOG, NULL);
  g_autofree char *name = name_of (plan->act);
  GtkWidget *header;

  self->context = context;
  self->plan = plan;
  header = make_header (self, name);
  self->body = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12);
  gtk_widget_add_css_class (self->body, "act-dialog");
  gtk_widget_set_vexpand (self->body, TRUE);
  add_preview (self);
  self->form = corral_act_form_new (context, plan, update_button, self);
  if (self->form != NULL)
    gtk_box_append (GTK_BOX (self->body), self->form->widget);
  add_problem (self);
  corral_dialog_frame_fill (ADW_WINDOW (self), ADW_HEADER_BAR (header), self->body, name);

  gtk_window_set_transient_for (GTK_WINDOW (self), parent);
  gtk_window_set_modal (GTK_WINDOW (self), TRUE);
  gtk_window_set_destroy_with_parent (GTK_WINDOW (self), TRUE);
  /* As high as what it holds: notes come in and lists unfold while it is open. */
  gtk_window_set_resizable (GTK_WINDOW (self), FALSE);
  gtk_widget_set_size_request (self->body, WIDTH_PX, -1);
  gtk_window_set_default_widget (GTK_WINDOW (self), self->button);
  update_button (self);
  if (self->form != NULL && self->form->first != NULL)
    gtk_widget_grab_focus (self->form->first);
  else
    gtk_widget_grab_focus (self->button);
  return self;
}

/* ---- while it is open ------------------------------------------------------------------------------ */

const CorralActPlan *
corral_act_dialog_get_plan (CorralActDialog *self)
{
  g_return_val_if_fail (CORRAL_IS_ACT_DIALOG (self), NULL);

  return self->plan;
}

void
corral_act_dialog_fill (CorralActDialog *self, const CorralActTarget *target, CorralOperationParams *params)
{
  g_return_if_fail (CORRAL_IS_ACT_DIALOG (self));

  if (self->form != NULL)
    self->form->kind->fill (self->form, target, params);
}

gboolean
corral_act_dialog_takes (CorralActDialog *self, const CorralActTarget *target)
{
  g_return_val_if_fail (CORRAL_IS_ACT_DIALOG (self), FALSE);

  return self->form == NULL || self->form->kind->takes == NULL || self->form->kind->takes (self->form, target);
}

void
corral_act_dialog_set_busy (CorralActDialog *self, gboolean busy)
{
  g_return_if_fail (CORRAL_IS_ACT_DIALOG (self));

  self->busy = busy;
  gtk_spinner_set_spinning (GTK_SPINNER (self->spinner), busy);
  if (self->form != NULL)
    gtk_widget_set_sensitive (self->form->widget, !busy);
  update_button (self);
}

void
corral_act_dialog_set_problem (CorralActDialog *self, const char *sentence)
{
  g_return_if_fail (CORRAL_IS_ACT_DIALOG (self));

  gtk_label_set_text (GTK_LABEL (self->problem), sentence != NULL ? sentence : "");
  gtk_widget_set_visible (self->problem_box, sentence != NULL);
}

const char *
corral_act_dialog_get_problem (CorralActDialog *self)
{
  g_return_val_if_fail (CORRAL_IS_ACT_DIALOG (self), NULL);

  return gtk_widget_get_visible (self->problem_box) ? gtk_label_get_text (GTK_LABEL (self->problem)) : NULL;
}

GtkWidget *
corral_act_dialog_get_button (CorralActDialog *self)
{
  g_return_val_if_fail (CORRAL_IS_ACT_DIALOG (self), NULL);

  return self->button;
}

const char *
corral_act_dialog_get_promise (CorralActDialog *self)
{
  g_return_val_if_fail (CORRAL_IS_ACT_DIALOG (self), NULL);

  return gtk_label_get_text (GTK_LABEL (self->promise));
}

const char *
corral_act_dialog_get_left_out (CorralActDialog *self)
{
  g_return_val_if_fail (CORRAL_IS_ACT_DIALOG (self), NULL);

  return self->left_out != NULL ? gtk_label_get_text (GTK_LABEL (self->left_out)) : NULL;
}
