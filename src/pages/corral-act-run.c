/* SPDX-License-Identifier: GPL-3.0-or-later */
/* From a press of a button to what became of it. Main thread. */
#include "config.h"

#include "corral-act-run.h"

#include "corral-act-dialog.h"
#include "corral-act-words.h"
#include "corral-audit.h"
#include "corral-case-dialog.h"
#include "corral-lot-dialog.h"
#include "corral-message.h"
#include "corral-outbox.h"
#include "corral-place-dialog.h"
#include "corral-report-dialog.h"
#include "corral-text-size.h"

#include <glib/gi18n.h>

#define LIST_PX 220
#define ROW_PX 90

/* What is being done, and whom to tell. */
typedef struct
{
  GtkWidget *from;         /* (owned) */
  CorralOutbox *outbox;    /* (owned) */
  CorralSync *sync;        /* (owned) (nullable) */
  CorralFleet *fleet;      /* (owned) */
  CorralAudit *audit;      /* (owned) (nullable) */
  CorralActDialog *dialog; /* (owned) (nullable) */
  GPtrArray *targets;      /* (owned) (element-type CorralActTarget): the plan's that it is done to, in the order of results */
  CorralActPlan *plan;     /* (owned) (nullable): without a dialog, which has its own */
} Run;

static Run *
run_new (GtkWidget *from, CorralPageContext *context)
{
  Run *run = g_new0 (Run, 1);

  run->from = g_object_ref (from);
  run->targets = g_ptr_array_new ();
  run->outbox = g_object_ref (context->outbox);
  run->sync = context->sync != NULL ? g_object_ref (context->sync) : NULL;
  run->fleet = g_object_ref (context->fleet);
  run->audit = context->audit != NULL ? g_object_ref (context->audit) : NULL;
  return run;
}

static void
run_free (Run *run)
{
  g_object_unref (run->from);
  g_object_unref (run->outbox);
  g_clear_object (&run->sync);
  g_object_unref (run->fleet);
  g_clear_object (&run->audit);
  g_ptr_array_unref (run->targets);
  g_clear_object (&run->dialog);
  g_clear_pointer (&run->plan, corral_act_plan_free);
  g_free (run);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Run, run_free)

static const CorralActPlan *
get_plan (const Run *run)
{
  return run->dialog != NULL ? corral_act_dialog_get_plan (run->dialog) : run->plan;
}

static gboolean
is_dialog_open (const Run *run)
{
  return run->dialog != NULL && gtk_widget_get_visible (GTK_WIDGET (run->dialog));
}

static gboolean
is_online (const Run *run)
{
  CorralSyncStatus *status = run->sync != NULL ? corral_sync_get_status (run->sync) : NULL;

  return status != NULL && status->connected && status->hop == CORRAL_HOP_NONE;
}

static GtkWindow *
get_window (GtkWidget *from)
{
  GtkRoot *root = gtk_widget_get_root (from);

  return GTK_IS_WINDOW (root) ? GTK_WINDOW (root) : NULL;
}

/* ---- what it came to ------------------------------------------------------------------------------- */

static GtkWidget *
make_failures (GPtrArray *targets, GPtrArray *results)
{
  GtkWidget *list = gtk_list_box_new ();
  GtkWidget *scrolled = gtk_scrolled_window_new ();
  guint n = 0;

  gtk_list_box_set_selection_mode (GTK_LIST_BOX (list), GTK_SELECTION_NONE);
  gtk_widget_add_css_class (list, "boxed-list");
  gtk_accessible_update_property (GTK_ACCESSIBLE (list), GTK_ACCESSIBLE_PROPERTY_LABEL, _ ("What was not saved"), -1);
  for (guint i = 0; i < results->len; i++)
    {
      const CorralOutboxResult *result = g_ptr_array_index (results, i);
      const CorralActTarget *target = g_ptr_array_index (targets, i);
      g_autofree char *title = NULL;
      g_autofree char *subtitle = NULL;
      GtkWidget *row;

      if (result->error == NULL)
        continue;
      title = g_markup_escape_text (target->words, -1);
      subtitle = g_markup_escape_text (result->error->message, -1);
      row = adw_action_row_new ();
      adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
      adw_action_row_set_subtitle (ADW_ACTION_ROW (row), subtitle);
      gtk_list_box_append (GTK_LIST_BOX (list), row);
      n++;
    }
  /* By itself it asks for the height that it would have if nothing wrapped. */
  gtk_scrolled_window_set_min_content_height (GTK_SCROLLED_WINDOW (scrolled),
                                              MIN (LIST_PX, corral_text_size_px (list, ROW_PX) * (int) n));
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scrolled), list);
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scrolled), GTK_POLICY_NEVER, GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_propagate_natural_height (GTK_SCROLLED_WINDOW (scrolled), TRUE);
  gtk_scrolled_window_set_max_content_height (GTK_SCROLLED_WINDOW (scrolled), LIST_PX);
  return scrolled;
}

/* @child (nullable). */
static void
show_failure (GtkWidget *from, const char *heading, const char *sentence, GtkWidget *child)
{
  GtkWindow *window = get_window (from);
  GtkWidget *dialog;

  if (window == NULL)
    {
      if (child != NULL)
        g_object_ref_sink (child);
      g_clear_object (&child);
      return;
    }
  dialog = corral_message_new (window, heading, sentence);
  corral_message_add_response (ADW_MESSAGE_DIALOG (dialog), "close", _ ("_Close"));
  corral_message_set_default_response (ADW_MESSAGE_DIALOG (dialog), "close");
  corral_message_set_extra_child (ADW_MESSAGE_DIALOG (dialog), child);
  gtk_window_set_destroy_with_parent (GTK_WINDOW (dialog), TRUE);
  gtk_window_present (GTK_WINDOW (dialog));
}

/* Nothing was done. While the dialog is open it is said there, where it can be mended and tried again. */
static void
tell_failure (const Run *run, const char *sentence)
{
  if (is_dialog_open (run))
    {
      corral_act_dialog_set_busy (run->dialog, FALSE);
      corral_act_dialog_set_problem (run->dialog, sentence);
      return;
    }
  show_failure (run->from, _ ("Not Done"), sentence, NULL);
}

static void
tell_success (const Run *run, GPtrArray *results, guint n)
{
  g_autoptr (GPtrArray) ids = g_ptr_array_new ();
  g_autofree char *done = corral_act_to_result (get_plan (run)->act, n);
  g_autofree char *sentence = NULL;

  for (guint i = 0; i < results->len; i++)
    if (((CorralOutboxResult *) g_ptr_array_index (results, i))->id != NULL)
      g_ptr_array_add (ids, ((CorralOutboxResult *) g_ptr_array_index (results, i))->id);
  g_ptr_array_add (ids, NULL);
  if (is_online (run))
    sentence = g_steal_pointer (&done);
  else
    /* Translators: what was done, such as "30 alerts acknowledged" */
    sentence = g_strdup_printf (_ ("%s; sent when the link is back"), done);
  corral_page_tell (run->from, sentence, (const char *const *) ids->pdata);
}

static void
tell_partly (const Run *run, GPtrArray *results, guint n_failed)
{
  const CorralActPlan *plan = get_plan (run);
  g_autofree char *done = corral_act_to_result (plan->act, results->len - n_failed);
  g_autofree char *heading
      = g_strdup_printf (ngettext ("%u of %u Was Not Saved", "%u of %u Were Not Saved", n_failed), n_failed,
                         results->len);
  /* Translators: what was done, such as "28 alerts acknowledged" */
  g_autofree char *body = g_strdup_printf (_ ("%s. Of the others nothing was kept:"), done);

  show_failure (run->from, heading, body, make_failures (run->targets, results));
}

static void
submitted_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (Run) run = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) results = corral_outbox_submit_finish (CORRAL_OUTBOX (source), result, &error);
  const GError *first = NULL;
  guint n_failed = 0;

  if (results == NULL)
    {
      tell_failure (run, error->message);
      return;
    }
  for (guint i = 0; i < results->len; i++)
    {
      const CorralOutboxResult *one = g_ptr_array_index (results, i);

      n_failed += one->error != NULL;
      if (first == NULL)
        first = one->error;
    }
  if (n_failed == results->len && n_failed == 1)
    {
      tell_failure (run, first->message);
      return;
    }
  if (n_failed < results->len)
    tell_success (run, results, results->len - n_failed);
  if (n_failed > 0)
    tell_partly (run, results, n_failed);
  if (is_dialog_open (run))
    corral_act_dialog_finish (run->dialog);
}

/* Who closed the question before the answer came does not look any more, and is shown nothing. The look is recorded with
 * its reason; that it was asked for, the outbox's own entry says. */
static void
show_place (Run *run, const CorralCartPlace *place)
{
  const CorralActTarget *target = g_ptr_array_index (run->targets, 0);
  CorralOperationDraft draft = corral_act_plan_get_draft (get_plan (run), 0);
  g_autofree char *detail = NULL;
  CorralAuditEvent event
      = { .what = CORRAL_AUDIT_VIEW, .tenant = target->tenant, .collection = "cart", .subject = target->id };

  if (!is_dialog_open (run) || get_window (run->from) == NULL)
    return;
  corral_act_dialog_fill (run->dialog, target, &draft.params);
  detail = g_strdup_printf ("place %s", draft.params.reason);
  event.detail = detail;
  corral_audit_record (run->audit, &event);
  gtk_window_present (GTK_WINDOW (corral_place_dialog_new (get_window (run->from), get_plan (run), place,
                                                           corral_fleet_get_now (run->fleet))));
  corral_act_dialog_finish (run->dialog);
}

static void
performed_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (Run) run = data;
  g_autoptr (GError) error = NULL;
  g_autofree char *done = NULL;
  CorralCartPlace place;

  if (!corral_outbox_perform_finish (CORRAL_OUTBOX (source), result, &error))
    {
      tell_failure (run, error->message);
      return;
    }
  if (corral_outbox_perform_get_place (CORRAL_OUTBOX (source), result, &place))
    {
      show_place (run, &place);
      return;
    }
  done = corral_act_to_result (get_plan (run)->act, 1);
  corral_page_tell (run->from, done, NULL);
  if (is_dialog_open (run))
    corral_act_dialog_finish (run->dialog);
}

/* ---- doing it -------------------------------------------------------------------------------------- */

/* @run is taken. */
static void
carry_out (Run *run)
{
  const CorralActPlan *plan = get_plan (run);
  g_autofree CorralOperationDraft *drafts = g_new0 (CorralOperationDraft, plan->targets->len);
  guint n = 0;

  for (guint i = 0; i < plan->targets->len; i++)
    {
      CorralActTarget *target = g_ptr_array_index (plan->targets, i);

      if (run->dialog != NULL && !corral_act_dialog_takes (run->dialog, target))
        continue;
      drafts[n] = corral_act_plan_get_draft (plan, i);
      if (run->dialog != NULL)
        corral_act_dialog_fill (run->dialog, target, &drafts[n].params);
      g_ptr_array_add (run->targets, target);
      n++;
    }
  if (run->dialog != NULL)
    {
      corral_act_dialog_set_problem (run->dialog, NULL);
      corral_act_dialog_set_busy (run->dialog, TRUE);
    }
  if (corral_operation_type_is_queued (corral_operation_type_get (plan->act->kind)))
    corral_outbox_submit_async (run->outbox, drafts, n, NULL, submitted_cb, run);
  else
    corral_outbox_perform_async (run->outbox, &drafts[0], NULL, performed_cb, run);
}

typedef struct
{
  GtkWidget *from;
  CorralPageContext *context;
} Asked;

static void
accepted_cb (CorralActDialog *dialog, Asked *asked)
{
  Run *run = run_new (asked->from, asked->context);

  run->dialog = g_object_ref (dialog);
  carry_out (run);
}

static void
asked_free (gpointer data, GClosure *closure)
{
  Asked *asked = data;

  g_object_unref (asked->from);
  g_free (asked);
}

static void
ask (GtkWidget *from, CorralPageContext *context, CorralActPlan *plan)
{
  CorralActDialog *dialog = corral_act_dialog_new (get_window (from), context, plan);
  Asked *asked = g_new0 (Asked, 1);

  asked->from = g_object_ref (from);
  asked->context = context;
  g_signal_connect_data (dialog, "accepted", G_CALLBACK (accepted_cb), asked, asked_free, 0);
  gtk_window_present (GTK_WINDOW (dialog));
}

void
corral_act_begin (const CorralAct *act, GtkWidget *from, CorralPageContext *context, const CorralActSubject *subject)
{
  g_autoptr (CorralActPlan) plan = NULL;
  g_autofree char *why_not = NULL;
  Run *run;

  g_return_if_fail (act != NULL && GTK_IS_WIDGET (from));

  if (context->outbox == NULL)
    return;
  if (act->ask == CORRAL_ASK_LOT)
    {
      const char *lot = corral_lot_of_subject (context, subject);

      if (lot != NULL)
        gtk_window_present (GTK_WINDOW (corral_lot_dialog_new (from, context, lot)));
      return;
    }
  plan = corral_act_plan_new (context, act, subject);
  why_not = corral_act_plan_why_empty (plan);
  if (why_not == NULL)
    why_not = corral_outbox_why_not (context->outbox, act->kind);
  if (why_not != NULL)
    {
      corral_page_tell (from, why_not, NULL);
      return;
    }
  if (act->ask == CORRAL_ASK_CASE)
    {
      gtk_window_present (GTK_WINDOW (corral_case_dialog_new (from, context, g_steal_pointer (&plan))));
      return;
    }
  if (act->ask == CORRAL_ASK_ANSWER)
    {
      gtk_window_present (GTK_WINDOW (corral_report_dialog_new (get_window (from), context, g_steal_pointer (&plan))));
      return;
    }
  if (act->ask != CORRAL_ASK_NOTHING || plan->n_chosen > 1)
    {
      ask (from, context, g_steal_pointer (&plan));
      return;
    }
  run = run_new (from, context);
  run->plan = g_steal_pointer (&plan);
  carry_out (run);
}
