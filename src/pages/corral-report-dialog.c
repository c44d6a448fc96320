/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A cart that was asked to report, and what came of it. Main thread. */
#include "config.h"

#include "corral-report-dialog.h"

#include "corral-fact-row.h"
#include "corral-fleet.h"
#include "corral-format.h"
#include "corral-look.h"
#include "corral-message.h"
#include "corral-outbox.h"
#include "corral-time-ticks.h"

#include <glib/gi18n.h>
#include <math.h>

#define TICK_MS 250
#define FACTS_PX 360
/* Scanning draws 700–800 mA in bursts, the dock gives 2,000 (domain.md): what is more than this is charging. */
#define DRAWN_MAX_MA 1200

struct _CorralReportDialog
{
  AdwMessageDialog parent_instance;

  CorralPageContext *context; /* (unowned) (nullable): NULL once closed: it may go with the window */
  CorralActPlan *plan;        /* (owned) */
  GCancellable *cancellable;  /* (owned) */
  CorralReportState state;
  gint64 asked_ms;            /* the cloud's time */
  gint64 asked_us;            /* monotonic */
  gint64 arrived_ms;          /* what was the last word of the cart before */
  guint tick_source;
  char *problem;              /* (owned) (nullable): what the last outcome was, if it was no answer */
  gint64 took_ms;

  GtkWidget *box;
  GtkWidget *progress;
  GtkWidget *facts;
};

G_DEFINE_FINAL_TYPE (CorralReportDialog, corral_report_dialog, CORRAL_TYPE_MESSAGE)

static const CorralActTarget *
get_target (CorralReportDialog *self)
{
  return g_ptr_array_index (self->plan->targets, 0);
}

/* Where the cart stands now: slots move. */
static guint32
find_cart (CorralReportDialog *self)
{
  const CorralActTarget *target = get_target (self);
  CorralFleet *fleet = self->context->fleet;
  guint32 chain = corral_fleet_find_chain (fleet, target->tenant);

  return chain != CORRAL_NO_SLOT ? corral_columns_find (corral_fleet_get_table (fleet, CORRAL_TABLE_CART), chain, target->id)
                                 : CORRAL_NO_SLOT;
}

static double
get_real (CorralReportDialog *self, guint32 cart, CorralCartColumn column)
{
  return corral_fleet_get_real (self->context->fleet, CORRAL_TABLE_CART, cart, column);
}

static gint64
get_integer (CorralReportDialog *self, guint32 cart, CorralCartColumn column)
{
  return cart != CORRAL_NO_SLOT ? corral_fleet_get_integer (self->context->fleet, CORRAL_TABLE_CART, cart, column)
                                : CORRAL_UNKNOWN;
}

/* ---- what came */

/* "09:14:05": seconds count here. In the store's time, which is said beside it. */
static char *
format_second (CorralReportDialog *self, gint64 time_ms)
{
  g_autoptr (GTimeZone) zone = corral_act_target_get_zone (get_target (self));
  g_autoptr (GDateTime) utc = g_date_time_new_from_unix_utc (time_ms / 1000);
  g_autoptr (GDateTime) local = utc != NULL ? g_date_time_to_timezone (utc, zone) : NULL;

  return local != NULL ? g_date_time_format (local, "%H:%M:%S") : g_strdup (CORRAL_DASH);
}

/* "CET": the zone that those are in. */
static char *
format_zone (CorralReportDialog *self, gint64 time_ms)
{
  g_autoptr (GTimeZone) zone = corral_act_target_get_zone (get_target (self));

  return corral_time_ticks_zone_name (time_ms, zone);
}

static char *
battery_to_text (CorralReportDialog *self, guint32 cart)
{
  g_autofree char *percent = corral_format_percent (get_real (self, cart, CORRAL_CART_COL_BATTERY_PCT), 0);
  gint64 current = get_integer (self, cart, CORRAL_CART_COL_CURRENT_MA);
  g_autofree char *amperes = corral_format_quantity (get_real (self, cart, CORRAL_CART_COL_CURRENT_MA), 0, "mA");

  if (!CORRAL_IS_KNOWN (current))
    return g_steal_pointer (&percent);
  /* Translators: charge and current: "78 %, charging at 1,800 mA" */
  return current > DRAWN_MAX_MA ? g_strdup_printf (_ ("%s, charging at %s"), percent, amperes)
                                : g_strdup_printf (_ ("%s, drawing %s"), percent, amperes);
}

static char *
radio_to_text (CorralReportDialog *self, guint32 cart)
{
  CorralFleet *fleet = self->context->fleet;
  const char *uplink = corral_fleet_get_text (fleet, CORRAL_TABLE_CART, cart, CORRAL_CART_COL_UPLINK);
  const char *point = corral_fleet_get_text (fleet, CORRAL_TABLE_CART, cart, CORRAL_CART_COL_ACCESS_POINT);
  gboolean wifi = g_strcmp0 (uplink, "wifi") == 0;
  double level = get_real (self, cart, wifi ? CORRAL_CART_COL_WIFI_RSSI_DBM : CORRAL_CART_COL_LTEM_RSRP_DBM);
  g_autofree char *strength = corral_format_quantity (level, 0, "dBm");
  g_autofree char *name = corral_format_text (point);

  if (uplink == NULL)
    return g_strdup (CORRAL_DASH);
  if (wifi && point != NULL)
    return g_strdup_printf ("%s, %s, %s", corral_words_translate (CORRAL_WORDS_UPLINK, uplink), strength, name);
  return g_strdup_printf (_ ("%s, %s"), corral_words_translate (CORRAL_WORDS_UPLINK, uplink), strength);
}

static char *
made_to_text (CorralReportDialog *self, guint32 cart)
{
  gint64 made_ms = get_integer (self, cart, CORRAL_CART_COL_VITAL_MESSAGE_MS);
  g_autofree char *made = format_second (self, made_ms);
  g_autofree char *letters = format_zone (self, made_ms);

  if (!CORRAL_IS_KNOWN (made_ms))
    return g_strdup (CORRAL_DASH);
  /* Translators: a time, and the zone that it is in: "09:14:09, CET time" */
  return g_strdup_printf (_ ("%s, %s time"), made, letters);
}

static char *
weight_to_text (CorralReportDialog *self, guint32 cart)
{
  double drift = get_real (self, cart, CORRAL_CART_COL_WEIGHT_DRIFT_G);
  g_autofree char *weight = corral_format_weight (drift);

  /* Translators: how far a scale is off: "−2 g drift" */
  return isnan (drift) ? g_strdup (CORRAL_DASH) : g_strdup_printf (_ ("%s drift"), weight);
}

static const struct
{
  const char *title; /* marked for translation */
  char *(*to_text) (CorralReportDialog *self, guint32 cart);
} facts[] = {
  { N_ ("Reported at"), made_to_text },
  { N_ ("Battery"), battery_to_text },
  { N_ ("Radio"), radio_to_text },
  { N_ ("Scale"), weight_to_text },
};

static void
show_facts (CorralReportDialog *self)
{
  guint32 cart = find_cart (self);
  GtkWidget *row = gtk_widget_get_first_child (self->facts);

  if (cart == CORRAL_NO_SLOT)
    return;
  for (guint i = 0; i < G_N_ELEMENTS (facts); i++, row = gtk_widget_get_next_sibling (row))
    corral_fact_row_take_value (CORRAL_FACT_ROW (row), facts[i].to_text (self, cart));
  gtk_widget_set_visible (self->facts, TRUE);
}

/* ---- how it stands */

static char *
seconds_to_text (gint64 ms)
{
  guint seconds = (guint) MAX (1, (ms + 500) / 1000);

  return g_strdup_printf (_ ("%u s"), seconds);
}

static char *
describe (CorralReportDialog *self)
{
  g_autofree char *asked = format_second (self, self->asked_ms);
  g_autofree char *letters = format_zone (self, self->asked_ms);
  g_autofree char *took = seconds_to_text (self->took_ms);

  switch (self->state)
    {
    case CORRAL_REPORT_ANSWERED:
      /* Translators: %s is how long it took: "4 s" */
      return g_strdup_printf (_ ("It answered after %s: it is alive, and the way to it is open."), took);
    case CORRAL_REPORT_SILENT:
      /* Translators: %s is a sentence: "The cart did not answer within 30 s." */
      return g_strdup_printf (_ ("%s That is a sign that it is off, out of reach, or cannot connect. Should it report "
                                 "later, it is said here."),
                              self->problem);
    case CORRAL_REPORT_LATE:
      /* Translators: %s is how long it took: "47 s" */
      return g_strdup_printf (_ ("It was late, and reported after %s: it is alive, but slow to reach."), took);
    case CORRAL_REPORT_FAILED:
      return g_strdup (self->problem);
    case CORRAL_REPORT_WAITING:
    default:
      /* Translators: a time, the zone that it is in, how long: "Asked at 09:14:05, CET time. …" */
      return g_strdup_printf (_ ("Asked at %s, %s time. A cart that hears answers within seconds; it is waited for up to "
                                 "%u s."),
                              asked, letters,
                              CORRAL_OPERATION_ANSWER_MS / 1000);
    }
}

static void
set_state (CorralReportDialog *self, CorralReportState state)
{
  g_autofree char *body = NULL;

  self->state = state;
  body = describe (self);
  corral_message_set_body (ADW_MESSAGE_DIALOG (self), body);
  gtk_widget_set_visible (self->progress, state == CORRAL_REPORT_WAITING);
  if (state != CORRAL_REPORT_WAITING)
    {
      corral_message_set_response_label (ADW_MESSAGE_DIALOG (self), "close", _ ("_Close"));
      g_clear_handle_id (&self->tick_source, g_source_remove);
    }
  if (state == CORRAL_REPORT_ANSWERED || state == CORRAL_REPORT_LATE)
    show_facts (self);
}

static gint64
elapsed_ms (CorralReportDialog *self)
{
  return (g_get_monotonic_time () - self->asked_us) / 1000;
}

static gboolean
tick_cb (gpointer data)
{
  CorralReportDialog *self = data;
  g_autofree char *text = seconds_to_text (elapsed_ms (self));

  gtk_progress_bar_set_fraction (GTK_PROGRESS_BAR (self->progress),
                                 MIN (1.0, (double) elapsed_ms (self) / CORRAL_OPERATION_ANSWER_MS));
  gtk_progress_bar_set_text (GTK_PROGRESS_BAR (self->progress), text);
  return G_SOURCE_CONTINUE;
}

/* What the cart says by itself, or at last: shown as soon as the fleet has it. */
static void
fleet_changed_cb (CorralReportDialog *self)
{
  gint64 arrived_ms;

  if (self->context == NULL)
    return;
  arrived_ms = get_integer (self, find_cart (self), CORRAL_CART_COL_ARRIVED_MS);
  if (self->state == CORRAL_REPORT_ANSWERED || self->state == CORRAL_REPORT_LATE)
    {
      show_facts (self);
      return;
    }
  if (self->state != CORRAL_REPORT_SILENT || !CORRAL_IS_KNOWN (arrived_ms) || arrived_ms <= self->arrived_ms
      || arrived_ms < self->asked_ms)
    return;
  self->took_ms = arrived_ms - self->asked_ms;
  set_state (self, CORRAL_REPORT_LATE);
}

static void
performed_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (CorralReportDialog) self = g_weak_ref_get (data);
  g_autoptr (GError) error = NULL;
  gboolean answered = corral_outbox_perform_finish (CORRAL_OUTBOX (source), result, &error);

  g_weak_ref_clear (data);
  g_free (data);
  /* Closed meanwhile, perhaps with the window and all that was in it. */
  if (self == NULL || self->context == NULL)
    return;
  self->took_ms = elapsed_ms (self);
  if (!answered)
    self->problem = g_strdup (error->message);
  set_state (self, answered ? CORRAL_REPORT_ANSWERED
                   : g_error_matches (error, CORRAL_OUTBOX_ERROR, CORRAL_OUTBOX_ERROR_NO_ANSWER)
                       ? CORRAL_REPORT_SILENT
                       : CORRAL_REPORT_FAILED);
}

/* Nobody looks any more. */
static void
give_up (CorralReportDialog *self)
{
  g_cancellable_cancel (self->cancellable);
  g_clear_handle_id (&self->tick_source, g_source_remove);
  self->context = NULL;
}

static void
corral_report_dialog_response (AdwMessageDialog *dialog, const char *response)
{
  give_up (CORRAL_REPORT_DIALOG (dialog));
}

static void
corral_report_dialog_unroot (GtkWidget *widget)
{
  give_up (CORRAL_REPORT_DIALOG (widget));
  GTK_WIDGET_CLASS (corral_report_dialog_parent_class)->unroot (widget);
}

static void
corral_report_dialog_dispose (GObject *object)
{
  give_up (CORRAL_REPORT_DIALOG (object));
  G_OBJECT_CLASS (corral_report_dialog_parent_class)->dispose (object);
}

static void
corral_report_dialog_finalize (GObject *object)
{
  CorralReportDialog *self = CORRAL_REPORT_DIALOG (object);

  g_object_unref (self->cancellable);
  g_clear_pointer (&self->plan, corral_act_plan_free);
  g_free (self->problem);
  G_OBJECT_CLASS (corral_report_dialog_parent_class)->finalize (object);
}

static void
corral_report_dialog_class_init (CorralReportDialogClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = corral_report_dialog_dispose;
  G_OBJECT_CLASS (klass)->finalize = corral_report_dialog_finalize;
  GTK_WIDGET_CLASS (klass)->unroot = corral_report_dialog_unroot;
  ADW_MESSAGE_DIALOG_CLASS (klass)->response = corral_report_dialog_response;
}

static void
corral_report_dialog_init (CorralReportDialog *self)
{
  self->cancellable = g_cancellable_new ();
  self->box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  self->progress = gtk_progress_bar_new ();
  gtk_progress_bar_set_show_text (GTK_PROGRESS_BAR (self->progress), TRUE);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->progress), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Waiting for the cart’s answer"), -1);
  self->facts = gtk_box_new (GTK_ORIENTATION_VERTICAL, 4);
  gtk_widget_set_size_request (self->facts, FACTS_PX, -1);
  gtk_widget_set_visible (self->facts, FALSE);
  for (guint i = 0; i < G_N_ELEMENTS (facts); i++)
    gtk_box_append (GTK_BOX (self->facts), corral_fact_row_new (_ (facts[i].title)));
  gtk_box_append (GTK_BOX (self->box), self->progress);
  gtk_box_append (GTK_BOX (self->box), self->facts);
  corral_message_set_extra_child (ADW_MESSAGE_DIALOG (self), self->box);
  corral_message_add_response (ADW_MESSAGE_DIALOG (self), "close", _ ("_Stop Waiting"));
  corral_message_set_default_response (ADW_MESSAGE_DIALOG (self), "close");
  corral_message_set_close_response (ADW_MESSAGE_DIALOG (self), "close");
  /* The page behind it can be read meanwhile. */
  gtk_window_set_modal (GTK_WINDOW (self), FALSE);
  gtk_window_set_destroy_with_parent (GTK_WINDOW (self), TRUE);
}

CorralReportDialog *
corral_report_dialog_new (GtkWindow *parent, CorralPageContext *context, CorralActPlan *plan)
{
  CorralReportDialog *self = g_object_new (CORRAL_TYPE_REPORT_DIALOG, "transient-for", parent, NULL);
  CorralOperationDraft draft;
  GWeakRef *reference;
  g_autofree char *label = NULL;
  g_autofree char *heading = NULL;

  self->context = context;
  self->plan = plan;
  self->asked_ms = corral_fleet_get_now (context->fleet);
  self->asked_us = g_get_monotonic_time ();
  self->arrived_ms = get_integer (self, find_cart (self), CORRAL_CART_COL_ARRIVED_MS);
  label = corral_format_text (plan->label);
  /* Translators: %s is what is painted on the cart */
  heading = g_strdup_printf (_ ("Cart %s Is Asked to Report"), label);
  corral_message_set_heading (ADW_MESSAGE_DIALOG (self), heading);
  corral_message_widen (ADW_MESSAGE_DIALOG (self));
  set_state (self, CORRAL_REPORT_WAITING);
  tick_cb (self);
  self->tick_source = g_timeout_add (TICK_MS, tick_cb, self);
  g_signal_connect_object (context->fleet, "changed", G_CALLBACK (fleet_changed_cb), self, G_CONNECT_SWAPPED);
  draft = corral_act_plan_get_draft (plan, 0);
  /* Weak: a window must not outlive the one that it stands before. */
  reference = g_new (GWeakRef, 1);
  g_weak_ref_init (reference, self);
  corral_outbox_perform_async (context->outbox, &draft, self->cancellable, performed_cb, reference);
  return self;
}

CorralReportState
corral_report_dialog_get_state (CorralReportDialog *self)
{
  g_return_val_if_fail (CORRAL_IS_REPORT_DIALOG (self), CORRAL_REPORT_FAILED);

  return self->state;
}
