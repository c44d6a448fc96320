/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The evidence behind one flag, read on the cache's reader and fetched when the link is there. Main thread. */
#include "config.h"

#include "corral-flag-evidence.h"

#include "corral-audit.h"
#include "corral-cells.h"
#include "corral-chart.h"
#include "corral-flag-scans.h"
#include "corral-flag-weights.h"
#include "corral-flag-words.h"
#include "corral-fleet.h"
#include "corral-format.h"
#include "corral-ground-layer.h"
#include "corral-line-layer.h"
#include "corral-proof-words.h"
#include "corral-scale-words.h"
#include "corral-sentence.h"
#include "corral-sync.h"

#include <glib/gi18n.h>
#include <math.h>

/* Off by more than this it is worth an eye (domain.md: ±20 g). */
#define FINE_G 20.0

struct _CorralFlagEvidenceView
{
  GtkWidget parent_instance;

  CorralPageContext *context;
  char *tenant;              /* (owned) (nullable) */
  CorralFlag *flag;          /* (owned) (nullable): a fact, as it was when it was first shown */
  guint32 store;
  GCancellable *cancellable; /* (owned) */
  guint pending;
  gboolean asked;            /* the cloud, for this flag */
  CorralFlagEvidence *evidence; /* (owned) (nullable) */

  GtkWidget *box;
  GtkWidget *trip;
  GtkWidget *proof;
  GtkWidget *proof_icon;
  GtkWidget *proof_text;
  GtkWidget *notes;          /* what came late, what staff did */
  GtkWidget *weights;
  GtkWidget *scans;
  GtkWidget *message;
  GtkWidget *scale;          /* (owned): not within this widget */
  CorralTimeView *view;      /* (owned) */
  GtkWidget *drift_heading;
  GtkWidget *calibrated;     /* when, by whom */
  GtkWidget *lot;            /* leads to its carts */
  GtkWidget *chart;
  CorralLineLayer *line;     /* (owned) */
  CorralGroundLayer *band;   /* (owned): what is fine */
};

enum
{
  SIGNAL_READ,
  N_SIGNALS
};
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (CorralFlagEvidenceView, corral_flag_evidence_view, GTK_TYPE_WIDGET)

typedef struct
{
  CorralFlagEvidenceView *self; /* (owned) */
  GCancellable *cancellable;    /* (owned) */
} Reading;

static Reading *
reading_new (CorralFlagEvidenceView *self)
{
  Reading *reading = g_new0 (Reading, 1);

  reading->self = g_object_ref (self);
  reading->cancellable = g_object_ref (self->cancellable);
  self->pending++;
  return reading;
}

static gboolean
reading_end (Reading *reading)
{
  reading->self->pending--;
  return reading->self->cancellable == reading->cancellable && !g_cancellable_is_cancelled (reading->cancellable);
}

static void
reading_free (Reading *reading)
{
  g_object_unref (reading->self);
  g_object_unref (reading->cancellable);
  g_free (reading);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Reading, reading_free)

/* ---- words -------------------------------------------------------------------------------------------- */

static GtkWidget *
make_label (const char *text, const char *css_class, double xalign)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_xalign (GTK_LABEL (label), (float) xalign);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  if (css_class != NULL)
    gtk_widget_add_css_class (label, css_class);
  return label;
}

static GtkWidget *
make_text (const char *css_class)
{
  GtkWidget *label = make_label (NULL, css_class, 0);

  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_NONE);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  return label;
}

static const char *
say_payment (const char *status)
{
  static const struct
  {
    const char *word, *text;
  } words[] = {
    { "none", N_ ("nothing was paid") },
    { "pending", N_ ("the payment is under way") },
    { "paid", N_ ("it was paid") },
    { "refused", N_ ("the payment was refused") },
  };

  for (guint i = 0; i < G_N_ELEMENTS (words); i++)
    if (g_strcmp0 (words[i].word, status) == 0)
      return _ (words[i].text);
  return _ ("whether it was paid is not known");
}

static void
show_trip (CorralFlagEvidenceView *self, GTimeZone *zone, gint64 now_ms)
{
  const CorralSession *session = self->evidence->session;
  g_autofree char *text = NULL;

  if (session == NULL)
    {
      text = g_strdup (self->flag->session != NULL ? _ ("The trip is not stored on this PC.")
                                                   : _ ("There is no trip behind this flag."));
    }
  else
    {
      g_autofree char *began = corral_format_time (session->started_ms, now_ms, zone);
      g_autofree char *ended = corral_format_time (session->ended_ms, now_ms, zone);
      g_autofree char *total = corral_format_money (session->total_minor, session->currency);
      const char *payment = say_payment (session->payment_status);

      if (CORRAL_IS_KNOWN (session->ended_ms))
        /* Translators: two times, a sum of money, and how it stands: "nothing was paid" */
        text = g_strdup_printf (_ ("The trip began %s and ended %s; %s, %s."), began, ended, total, payment);
      else
        text = g_strdup_printf (_ ("The trip began %s and is not over; %s."), began, payment);
    }
  gtk_label_set_text (GTK_LABEL (self->trip), text);
}

static void
show_proof (CorralFlagEvidenceView *self)
{
  const CorralProvenMessages *messages = self->evidence->messages;
  const CorralProofSummary *summary = &messages->summary;
  CorralProofState state = corral_proof_summary_get_state (summary);
  CorralLook look = corral_look_of_proof (state);
  guint n = messages->events->len;
  g_autofree char *count = NULL;
  GString *text = g_string_new (NULL);

  if (n == 0)
    {
      g_string_append (text, _ ("No messages of this trip are stored on this PC: nothing can be verified."));
    }
  else
    {
      /* Translators: of the messages behind a flag, how many were verified */
      count = g_strdup_printf (ngettext ("%s: %u of %u message.", "%s: %u of %u messages.", n),
                               corral_look_of_proof (CORRAL_PROOF_VERIFIED).word, summary->n[CORRAL_PROOF_VERIFIED], n);
      g_string_append (text, count);
      if (summary->reason != CORRAL_PROOF_REASON_GOOD)
        g_string_append_printf (text, " %s: %s", corral_look_of_proof (corral_proof_reason_get_state (summary->reason)).word,
                                corral_proof_reason_to_text (summary->reason));
      if (summary->n_missing > 0)
        g_string_append_printf (text, ngettext (" %u message is missing in between.", " %u messages are missing in between.",
                                                summary->n_missing),
                                summary->n_missing);
      else if (!messages->is_whole)
        g_string_append_printf (text, " %s", _ ("Whether any is missing is not known: not all of them were fetched."));
    }
  gtk_image_set_from_icon_name (GTK_IMAGE (self->proof_icon), look.icon_name);
  gtk_widget_set_css_classes (self->proof, (const char *[]) { *look.css_class != '\0' ? look.css_class : "dim-label", NULL });
  gtk_label_set_text (GTK_LABEL (self->proof_text), text->str);
  g_string_free (text, TRUE);
}

/* ---- scans ------------------------------------------------------------------------------------------------ */

static void
show_scans (CorralFlagEvidenceView *self, GTimeZone *zone)
{
  CorralFlagScans *scans = CORRAL_FLAG_SCANS (self->scans);
  g_autofree char *notes = NULL;
  g_autofree char *late = corral_evidence_lateness_to_text (self->evidence);
  g_autofree char *staff = corral_evidence_staff_to_text (self->evidence);

  notes = late != NULL && staff != NULL ? g_strdup_printf ("%s %s", late, staff)
          : late != NULL                ? g_steal_pointer (&late)
                                        : g_steal_pointer (&staff);
  gtk_label_set_text (GTK_LABEL (self->notes), notes != NULL ? notes : "");
  gtk_widget_set_visible (self->notes, notes != NULL);
  corral_flag_weights_show (CORRAL_FLAG_WEIGHTS (self->weights), self->evidence, zone);
  corral_flag_scans_show (scans, self->evidence, self->flag->currency, zone);
  gtk_widget_set_visible (self->weights, self->evidence->scans->len > 0);
  gtk_widget_set_visible (self->scans, self->evidence->scans->len > 0);
  /* The eye begins where the flag is. */
  if (self->evidence->flagged >= 0 && self->evidence->moments->len > 0)
    corral_flag_scans_select (scans, self->evidence->flagged);
}

static void
scan_moved_cb (CorralFlagEvidenceView *self, int index)
{
  corral_flag_weights_select (CORRAL_FLAG_WEIGHTS (self->weights), index);
}

static void
cursor_moved_cb (CorralFlagEvidenceView *self, int index)
{
  corral_flag_scans_select (CORRAL_FLAG_SCANS (self->scans), index);
}

/* ---- the scale -------------------------------------------------------------------------------------------- */

/* The band of what is fine is always seen whole. */
static void
show_drift_range (CorralFlagEvidenceView *self)
{
  double low = -1.5 * FINE_G, high = 1.5 * FINE_G;

  for (guint i = 0; i < self->evidence->n_drift; i++)
    {
      low = fmin (low, self->evidence->drift_low[i]);
      high = fmax (high, self->evidence->drift_high[i]);
    }
  corral_chart_set_value_range (CORRAL_CHART (self->chart), low, high);
}

static void
show_drift (CorralFlagEvidenceView *self, GTimeZone *zone)
{
  const CorralFlagEvidence *evidence = self->evidence;
  const CorralSamples samples = { .times = evidence->drift_ms,
                                  .values = evidence->drift_mean,
                                  .lows = evidence->drift_low,
                                  .highs = evidence->drift_high,
                                  .n = evidence->n_drift };
  g_autoptr (CorralSeriesData) data
      = evidence->n_drift > 0 ? corral_series_data_new (&samples, 3 * CORRAL_HOUR_MS, &evidence->drift_span, 1) : NULL;
  guint n_off = 0;
  g_autofree char *heading = NULL;

  for (guint i = 0; i < evidence->n_drift; i++)
    n_off += fabs (evidence->drift_mean[i]) > FINE_G;
  corral_time_view_set_document (self->view, evidence->drift_span);
  corral_time_view_set_visible (self->view, evidence->drift_span);
  corral_chart_set_zone (CORRAL_CHART (self->chart), zone, NULL);
  corral_line_layer_set_data (self->line, data);
  show_drift_range (self);
  gtk_widget_set_visible (self->chart, evidence->n_drift > 0);
  if (evidence->n_drift == 0)
    heading = g_strdup (_ ("How the cart’s scale was in the 30 days before is not stored on this PC."));
  else if (n_off == 0)
    heading = g_strdup (_ ("The cart’s scale in the 30 days before: never more than 20 g off."));
  else
    heading = g_strdup_printf (_ ("The cart’s scale in the 30 days before: more than 20 g off for %.0f %% of the time."),
                               100.0 * n_off / evidence->n_drift);
  gtk_label_set_text (GTK_LABEL (self->drift_heading), heading);
}

/* When it was last calibrated and which lot it is of: the mirror knows, as it stands now. */
static void
show_calibration (CorralFlagEvidenceView *self, guint32 cart)
{
  CorralFleet *fleet = self->context->fleet;
  const char *lot = cart != CORRAL_NO_SLOT ? corral_fleet_get_text (fleet, CORRAL_TABLE_CART, cart, CORRAL_CART_COL_LOT) : NULL;
  g_autofree char *calibrated = corral_calibration_to_text (fleet, cart);

  gtk_label_set_text (GTK_LABEL (self->calibrated), calibrated);
  if (lot == NULL)
    {
      corral_sentence_set_text (CORRAL_SENTENCE (self->lot), _ ("Which lot it is of is not known."));
    }
  else
    {
      g_autoptr (CorralPlace) all = corral_place_new (CORRAL_PAGE_CARTS, NULL, NULL);
      g_autoptr (CorralPlace) place = corral_place_with_filter (all, "lot", lot);
      /* Translators: %s is the lot that a cart was made in; leads to all carts of that lot */
      g_autofree char *text = g_strdup_printf (_ ("Carts of lot %s"), lot);
      g_autofree char *markup = corral_page_context_has_page (self->context, CORRAL_PAGE_CARTS)
                                    ? corral_sentence_link (text, place)
                                    : g_markup_escape_text (text, -1);

      corral_sentence_set_markup (CORRAL_SENTENCE (self->lot), markup);
    }
}

/* ---- reading and fetching ---------------------------------------------------------------------------------- */

static void read_stored (CorralFlagEvidenceView *self);

static void
say (CorralFlagEvidenceView *self, const char *text)
{
  gtk_label_set_text (GTK_LABEL (self->message), text != NULL ? text : "");
  gtk_widget_set_visible (self->message, text != NULL);
}

static void
take_fetched (Reading *reading, gboolean fetched, GError *error)
{
  if (!reading_end (reading))
    return;
  if (fetched)
    read_stored (reading->self);
  else if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    say (reading->self, error->message);
}

static void
messages_fetched_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (Reading) reading = data;
  g_autoptr (GError) error = NULL;
  gboolean fetched = corral_sync_fetch_evidence_finish (CORRAL_SYNC (source), result, &error);

  take_fetched (reading, fetched, error);
}

static void
drift_fetched_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (Reading) reading = data;
  g_autoptr (GError) error = NULL;
  gboolean fetched = corral_sync_fetch_telemetry_finish (CORRAL_SYNC (source), result, &error);

  take_fetched (reading, fetched, error);
}

static void
fetch (CorralFlagEvidenceView *self)
{
  g_autoptr (GPtrArray) tenants = NULL;

  if (self->asked || self->context->sync == NULL || !corral_sync_get_status (self->context->sync)->connected)
    return;
  self->asked = TRUE;
  tenants = corral_cache_list_tenants (self->context->cache);
  for (guint i = 0; i < tenants->len; i++)
    {
      const CorralTenant *tenant = g_ptr_array_index (tenants, i);

      if (g_strcmp0 (tenant->id, self->tenant) != 0)
        continue;
      corral_sync_fetch_evidence_async (self->context->sync, tenant, self->flag->cart, self->evidence->span,
                                        self->cancellable, messages_fetched_cb, reading_new (self));
      corral_sync_fetch_telemetry_async (self->context->sync, tenant, self->flag->cart, CORRAL_RESOLUTION_HOUR,
                                         self->evidence->drift_span, self->cancellable, drift_fetched_cb,
                                         reading_new (self));
    }
}

static void
read_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (Reading) reading = data;
  CorralFlagEvidenceView *self = reading->self;
  g_autoptr (GError) error = NULL;
  g_autoptr (CorralFlagEvidence) evidence = corral_flag_evidence_read_finish (result, &error);
  g_autoptr (GTimeZone) zone = NULL;
  gint64 now_ms;

  if (!reading_end (reading))
    return;
  if (evidence == NULL)
    {
      if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
        say (self, error->message);
      return;
    }
  g_clear_pointer (&self->evidence, corral_flag_evidence_free);
  self->evidence = g_steal_pointer (&evidence);
  say (self, NULL);
  zone = corral_cells_zone (self->context->fleet, self->store);
  now_ms = corral_fleet_get_now (self->context->fleet);
  show_trip (self, zone, now_ms);
  show_proof (self);
  show_scans (self, zone);
  show_drift (self, zone);
  gtk_widget_set_visible (self->box, TRUE);
  gtk_widget_set_visible (self->scale, TRUE);
  g_signal_emit (self, signals[SIGNAL_READ], 0);
  fetch (self);
}

static void
read_stored (CorralFlagEvidenceView *self)
{
  corral_flag_evidence_read_async (self->context->cache, self->tenant, self->flag, self->cancellable, read_cb,
                                   reading_new (self));
}

/* The row as the mirror holds it. Its strings are the fleet's. */
static void
read_row (CorralFleet *fleet, guint32 slot, CorralFlag *row)
{
  guint32 cart = corral_fleet_get_link (fleet, CORRAL_TABLE_FLAG, slot, CORRAL_FLAG_COL_CART);

  corral_row_clear (corral_collection_get_schema (CORRAL_COLLECTION_FLAG), row);
  row->id = corral_fleet_get_text (fleet, CORRAL_TABLE_FLAG, slot, CORRAL_FLAG_COL_ID);
  row->kind = corral_fleet_get_text (fleet, CORRAL_TABLE_FLAG, slot, CORRAL_FLAG_COL_KIND);
  row->session = corral_fleet_get_text (fleet, CORRAL_TABLE_FLAG, slot, CORRAL_FLAG_COL_SESSION);
  row->cart = cart != CORRAL_NO_SLOT ? corral_fleet_get_text (fleet, CORRAL_TABLE_CART, cart, CORRAL_CART_COL_ID) : NULL;
  row->raised_ms = corral_fleet_get_integer (fleet, CORRAL_TABLE_FLAG, slot, CORRAL_FLAG_COL_RAISED_MS);
  row->currency = corral_fleet_get_text (fleet, CORRAL_TABLE_FLAG, slot, CORRAL_FLAG_COL_CURRENCY);
}

void
corral_flag_evidence_view_show (CorralFlagEvidenceView *self, const char *tenant, guint32 slot)
{
  CorralFlag row;

  g_return_if_fail (CORRAL_IS_FLAG_EVIDENCE_VIEW (self));

  read_row (self->context->fleet, slot, &row);
  show_calibration (self, corral_fleet_get_link (self->context->fleet, CORRAL_TABLE_FLAG, slot, CORRAL_FLAG_COL_CART));
  if (self->flag != NULL && g_strcmp0 (self->flag->id, row.id) == 0 && g_strcmp0 (self->tenant, tenant) == 0)
    {
      if (self->evidence != NULL && self->pending == 0)
        fetch (self);
      return;
    }
  g_cancellable_cancel (self->cancellable);
  g_object_unref (self->cancellable);
  self->cancellable = g_cancellable_new ();
  g_free (self->tenant);
  self->tenant = g_strdup (tenant);
  corral_fact_unref (self->flag);
  self->flag = corral_fact_new (corral_collection_get_schema (CORRAL_COLLECTION_FLAG), &row);
  self->store = corral_fleet_get_link (self->context->fleet, CORRAL_TABLE_FLAG, slot, CORRAL_FLAG_COL_STORE);
  self->asked = FALSE;
  g_clear_pointer (&self->evidence, corral_flag_evidence_free);
  gtk_widget_set_visible (self->box, FALSE);
  gtk_widget_set_visible (self->scale, FALSE);
  if (self->context->audit != NULL && !corral_audit_is_kept (self->context->audit))
    say (self, _ ("The evidence is not shown here: whoever looks at it is recorded, and this Corral cannot write the record. "
                  "Look at it in the Corral that keeps these data."));
  else if (self->context->cache != NULL && row.cart != NULL && CORRAL_IS_KNOWN (row.raised_ms))
    read_stored (self);
}

GtkWidget *
corral_flag_evidence_view_get_scale (CorralFlagEvidenceView *self)
{
  g_return_val_if_fail (CORRAL_IS_FLAG_EVIDENCE_VIEW (self), NULL);

  return self->scale;
}

const char *
corral_flag_evidence_view_get_trip (CorralFlagEvidenceView *self)
{
  g_return_val_if_fail (CORRAL_IS_FLAG_EVIDENCE_VIEW (self), NULL);

  return gtk_label_get_text (GTK_LABEL (self->trip));
}

const char *
corral_flag_evidence_view_get_proof (CorralFlagEvidenceView *self)
{
  g_return_val_if_fail (CORRAL_IS_FLAG_EVIDENCE_VIEW (self), NULL);

  return gtk_label_get_text (GTK_LABEL (self->proof_text));
}

const CorralFlagEvidence *
corral_flag_evidence_view_get (CorralFlagEvidenceView *self)
{
  g_return_val_if_fail (CORRAL_IS_FLAG_EVIDENCE_VIEW (self), NULL);

  return self->evidence;
}

gboolean
corral_flag_evidence_view_is_settled (CorralFlagEvidenceView *self)
{
  g_return_val_if_fail (CORRAL_IS_FLAG_EVIDENCE_VIEW (self), TRUE);

  return self->pending == 0;
}

/* ---- life ------------------------------------------------------------------------------------------------------ */

/* Out of the window: readings under way hold on to this widget, but what it reads from goes with the window. */
static void
corral_flag_evidence_view_unroot (GtkWidget *widget)
{
  g_cancellable_cancel (CORRAL_FLAG_EVIDENCE_VIEW (widget)->cancellable);
  GTK_WIDGET_CLASS (corral_flag_evidence_view_parent_class)->unroot (widget);
}

static void
corral_flag_evidence_view_dispose (GObject *object)
{
  CorralFlagEvidenceView *self = CORRAL_FLAG_EVIDENCE_VIEW (object);
  GtkWidget *child;

  g_cancellable_cancel (self->cancellable);
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self))) != NULL)
    gtk_widget_unparent (child);
  g_clear_object (&self->scale);
  g_clear_object (&self->line);
  g_clear_object (&self->band);
  g_clear_object (&self->view);
  G_OBJECT_CLASS (corral_flag_evidence_view_parent_class)->dispose (object);
}

static void
corral_flag_evidence_view_finalize (GObject *object)
{
  CorralFlagEvidenceView *self = CORRAL_FLAG_EVIDENCE_VIEW (object);

  g_object_unref (self->cancellable);
  g_free (self->tenant);
  corral_fact_unref (self->flag);
  g_clear_pointer (&self->evidence, corral_flag_evidence_free);
  G_OBJECT_CLASS (corral_flag_evidence_view_parent_class)->finalize (object);
}

static void
corral_flag_evidence_view_class_init (CorralFlagEvidenceViewClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = corral_flag_evidence_view_dispose;
  G_OBJECT_CLASS (klass)->finalize = corral_flag_evidence_view_finalize;
  GTK_WIDGET_CLASS (klass)->unroot = corral_flag_evidence_view_unroot;
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BOX_LAYOUT);
  signals[SIGNAL_READ] = g_signal_new ("read", CORRAL_TYPE_FLAG_EVIDENCE_VIEW, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                       G_TYPE_NONE, 0);
}

static void
corral_flag_evidence_view_init (CorralFlagEvidenceView *self)
{
  g_autoptr (GTimeZone) utc = g_time_zone_new_utc ();
  const CorralGroundPatch fine = { { 0, 0 }, -FINE_G, FINE_G, CORRAL_HUE_GREEN, _ ("up to 20 g off is fine") };
  GtkWidget *proof_row = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);

  gtk_orientable_set_orientation (GTK_ORIENTABLE (gtk_widget_get_layout_manager (GTK_WIDGET (self))),
                                  GTK_ORIENTATION_VERTICAL);
  self->store = CORRAL_NO_SLOT;
  self->cancellable = g_cancellable_new ();
  self->box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  self->trip = make_text (NULL);
  self->proof = proof_row;
  self->proof_icon = gtk_image_new ();
  self->proof_text = make_text (NULL);
  gtk_box_append (GTK_BOX (proof_row), self->proof_icon);
  gtk_box_append (GTK_BOX (proof_row), self->proof_text);
  self->notes = make_text (NULL);
  self->weights = corral_flag_weights_new ();
  self->scans = corral_flag_scans_new ();
  gtk_widget_set_vexpand (self->scans, TRUE);
  g_signal_connect_object (self->scans, "moved", G_CALLBACK (scan_moved_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->weights, "moved", G_CALLBACK (cursor_moved_cb), self, G_CONNECT_SWAPPED);
  self->message = make_text ("dim-label");
  gtk_widget_set_visible (self->message, FALSE);
  self->view = corral_time_view_new ((CorralTimeRange) { 0, CORRAL_EVIDENCE_DRIFT_DAYS * CORRAL_DAY_MS });
  self->drift_heading = make_text (NULL);
  self->calibrated = make_text (NULL);
  self->lot = corral_sentence_new ();
  self->chart = corral_chart_new (_ ("Scale"), self->view, utc);
  self->line = corral_line_layer_new (_ ("Off by"), "g", CORRAL_HUE_BLUE, CORRAL_LINE_PLAIN);
  self->band = corral_ground_layer_new (_ ("Fine"));
  corral_ground_layer_set_patches (self->band, &fine, 1);
  corral_chart_add_layer (CORRAL_CHART (self->chart), CORRAL_CHART_LAYER (self->band));
  corral_chart_add_layer (CORRAL_CHART (self->chart), CORRAL_CHART_LAYER (self->line));
  corral_chart_set_wheel_zooms (CORRAL_CHART (self->chart), FALSE);
  gtk_widget_add_css_class (self->chart, "scale-chart");
  gtk_box_append (GTK_BOX (self->box), self->trip);
  gtk_box_append (GTK_BOX (self->box), proof_row);
  gtk_box_append (GTK_BOX (self->box), self->notes);
  gtk_box_append (GTK_BOX (self->box), self->weights);
  gtk_box_append (GTK_BOX (self->box), self->scans);
  gtk_widget_set_vexpand (self->box, TRUE);
  self->scale = g_object_ref_sink (gtk_box_new (GTK_ORIENTATION_VERTICAL, 3));
  gtk_box_append (GTK_BOX (self->scale), self->drift_heading);
  /* Sentences before pictures: what a small window has no room for is scrolled to. */
  gtk_box_append (GTK_BOX (self->scale), self->calibrated);
  gtk_box_append (GTK_BOX (self->scale), self->chart);
  gtk_box_append (GTK_BOX (self->scale), self->lot);
  gtk_widget_set_visible (self->scale, FALSE);
  gtk_widget_set_parent (self->message, GTK_WIDGET (self));
  gtk_widget_set_parent (self->box, GTK_WIDGET (self));
}

GtkWidget *
corral_flag_evidence_view_new (CorralPageContext *context)
{
  CorralFlagEvidenceView *self = g_object_new (CORRAL_TYPE_FLAG_EVIDENCE_VIEW, NULL);

  self->context = context;
  return GTK_WIDGET (self);
}
