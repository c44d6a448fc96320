/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The scans of a trip as rows. Some dozens of them: each is made of labels, and its columns are aligned by size groups with
 * the headings, which do not scroll. Main thread. */
#include "config.h"

#include "corral-flag-scans.h"

#include "corral-flag-words.h"
#include "corral-format.h"
#include "corral-proof-words.h"
#include "corral-reach.h"
#include "corral-sideways.h"

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

#define INDEX_KEY "corral-scan"
#define GAP_PX 5
#define GOODS_CHARS 7
/* Some rows are seen on the smallest screen, and a notice above the page makes it no wider. */
#define LEAST_PX 110

enum
{
  COLUMN_WHEN,
  COLUMN_GOODS,
  COLUMN_PRICE,
  COLUMN_EXPECTED,
  COLUMN_MEASURED,
  COLUMN_AHEAD,
  COLUMN_PROOF,
  N_COLUMNS,
};

static const struct
{
  const char *title;
  const char *help; /* (nullable) */
  float xalign;
} columns[N_COLUMNS] = {
  [COLUMN_WHEN] = { N_ ("When"), N_ ("By the cart’s clock, in the store’s time"), 0 },
  [COLUMN_GOODS] = { N_ ("Goods"), NULL, 0 },
  [COLUMN_PRICE] = { N_ ("Price"), NULL, 1 },
  [COLUMN_EXPECTED] = { N_ ("Expected"), N_ ("What the goods weigh, as the store’s point of sale states it"), 1 },
  [COLUMN_MEASURED] = { N_ ("Measured"), N_ ("What the scale showed for this scan"), 1 },
  [COLUMN_AHEAD] = { N_ ("Running"), N_ ("All that lay on the scale then, less all that was scanned by then"), 1 },
  [COLUMN_PROOF] = { N_ ("Proof"), N_ ("Whether the cart’s signature under the message was verified on this PC"), 0 },
};

struct _CorralFlagScans
{
  GtkWidget parent_instance;

  GtkWidget *head;
  GtkWidget *price;                /* its heading */
  GtkWidget *list;
  GtkSizeGroup *widths[N_COLUMNS]; /* (owned) */
  gboolean quiet;                  /* while this changes the selection itself */
  guint later;                     /* a tick of the list, which goes with it: the selected row is to be scrolled to */
};

enum
{
  SIGNAL_MOVED,
  N_SIGNALS
};
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (CorralFlagScans, corral_flag_scans, GTK_TYPE_WIDGET)

/* ---- cells ----------------------------------------------------------------------------------------------- */

static GtkWidget *
make_label (const char *text, float xalign, const char *css_class)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_xalign (GTK_LABEL (label), xalign);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_NONE);
  if (css_class != NULL)
    gtk_widget_add_css_class (label, css_class);
  return label;
}

static void
append (CorralFlagScans *self, GtkWidget *row, guint column, GtkWidget *cell)
{
  gtk_size_group_add_widget (self->widths[column], cell);
  gtk_widget_set_hexpand (cell, column == COLUMN_GOODS);
  gtk_widget_set_valign (cell, GTK_ALIGN_START);
  gtk_box_append (GTK_BOX (row), cell);
}

static void
append_text (CorralFlagScans *self, GtkWidget *row, guint column, char *text)
{
  append (self, row, column, make_label (text, columns[column].xalign, NULL));
  g_free (text);
}

static char *
format_clock (gint64 time_ms, GTimeZone *zone)
{
  g_autoptr (GDateTime) utc = CORRAL_IS_KNOWN (time_ms) ? g_date_time_new_from_unix_utc (time_ms / 1000) : NULL;
  g_autoptr (GDateTime) there = utc != NULL ? g_date_time_to_timezone (utc, zone) : NULL;

  return there != NULL ? g_date_time_format (there, "%H:%M:%S") : g_strdup (CORRAL_DASH);
}

static char *
format_weight (double grams)
{
  return isfinite (grams) ? corral_format_weight (round (grams)) : g_strdup (CORRAL_DASH);
}

/* A currency that is written behind the number stands in the heading: a column of them would be all that is read. */
static gboolean
is_behind (const char *currency)
{
  g_autofree char *one = corral_format_money (100, currency);

  return currency != NULL && g_str_has_suffix (one, currency);
}

static char *
format_price (gint64 minor, const char *currency)
{
  g_autofree char *money = corral_format_money (minor, currency);

  if (CORRAL_IS_KNOWN (minor) && is_behind (currency))
    money[strlen (money) - strlen (currency)] = '\0';
  return g_strdup (g_strchomp (money));
}

/* "+120 g": which way is half of what it says. */
static char *
format_ahead (double grams)
{
  g_autofree char *weight = format_weight (grams);

  return isfinite (grams) && round (grams) > 0 ? g_strconcat ("+", weight, NULL) : g_steal_pointer (&weight);
}

static GtkWidget *
make_goods (const CorralEvidenceScan *scan)
{
  g_autofree char *goods = corral_format_text (scan->name != NULL ? scan->name : scan->item);
  /* Translators: goods whose scan was taken back */
  g_autofree char *name = scan->taken_back ? g_strdup_printf (_ ("Taken back: %s"), goods) : g_strdup (goods);
  GtkWidget *label = make_label (name, 0, NULL);

  /* Of all columns only this one gives way, and takes what is left. */
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_label_set_width_chars (GTK_LABEL (label), GOODS_CHARS);
  gtk_label_set_max_width_chars (GTK_LABEL (label), GOODS_CHARS);
  gtk_widget_set_tooltip_text (label, name);
  return label;
}

/* What is to be said of the scan besides, over the whole width; NULL: nothing. */
static GtkWidget *
make_note (const CorralEvidenceScan *scan)
{
  g_autofree char *staff = corral_scan_staff_to_text (scan);
  /* Translators: under the scan that a flag is about */
  const char *about = scan->disputed ? _ ("▲ The flag is about this.") : NULL;
  g_autofree char *text = about != NULL && staff != NULL ? g_strdup_printf ("%s %s", about, staff)
                          : about != NULL                ? g_strdup (about)
                                                         : g_strdup (staff);
  GtkWidget *label;

  if (text == NULL)
    return NULL;
  label = make_label (text, 0, about != NULL || !isfinite (scan->badge_dbm) ? "severity-watch" : "dim-label");
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_max_width_chars (GTK_LABEL (label), 1);
  gtk_widget_set_hexpand (label, TRUE);
  return label;
}

static GtkWidget *
make_proof (const CorralProof *proof)
{
  CorralProofState state = corral_proof_reason_get_state (proof->reason);
  CorralLook look = corral_look_of_proof (state);
  g_autofree char *sentence = corral_proof_to_text (proof);
  GtkWidget *cell = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 4);

  gtk_box_append (GTK_BOX (cell), gtk_image_new_from_icon_name (look.icon_name));
  /* What is as it should be is said in the line above; what is not stands here by name. */
  if (state != CORRAL_PROOF_VERIFIED)
    gtk_box_append (GTK_BOX (cell), make_label (look.word, 0, NULL));
  gtk_widget_add_css_class (cell, *look.css_class != '\0' ? look.css_class : "dim-label");
  gtk_widget_set_tooltip_text (cell, sentence);
  return cell;
}

static GtkWidget *
make_row (CorralFlagScans *self, const CorralFlagEvidence *evidence, guint index, const char *currency, GTimeZone *zone)
{
  const CorralEvidenceScan *scan = &g_array_index (evidence->scans, CorralEvidenceScan, index);
  const CorralProof *proof = &g_array_index (evidence->messages->proofs, CorralProof, scan->message);
  GtkWidget *row = gtk_list_box_row_new ();
  GtkWidget *lines = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, GAP_PX);
  GtkWidget *note = make_note (scan);
  g_autofree char *spoken = NULL;

  append_text (self, box, COLUMN_WHEN, format_clock (scan->time_ms, zone));
  append (self, box, COLUMN_GOODS, make_goods (scan));
  append_text (self, box, COLUMN_PRICE, format_price (scan->price_minor, currency));
  append_text (self, box, COLUMN_EXPECTED, format_weight (scan->expected_g));
  append_text (self, box, COLUMN_MEASURED, format_weight (scan->measured_g));
  append_text (self, box, COLUMN_AHEAD, format_ahead (scan->running_g));
  append (self, box, COLUMN_PROOF, make_proof (proof));
  gtk_box_append (GTK_BOX (lines), box);
  if (note != NULL)
    gtk_box_append (GTK_BOX (lines), note);
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), lines);
  g_object_set_data (G_OBJECT (row), INDEX_KEY, GUINT_TO_POINTER (index));
  if (scan->disputed)
    gtk_widget_add_css_class (row, "disputed");
  spoken = corral_scan_to_text (scan, proof, currency, zone);
  gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL, spoken, -1);
  return row;
}

/* ---- showing ---------------------------------------------------------------------------------------------- */

static void
empty (CorralFlagScans *self)
{
  GtkWidget *row;

  while ((row = gtk_widget_get_first_child (self->list)) != NULL)
    gtk_list_box_remove (GTK_LIST_BOX (self->list), row);
}

void
corral_flag_scans_show (CorralFlagScans *self, const CorralFlagEvidence *evidence, const char *currency, GTimeZone *zone)
{
  guint n = evidence != NULL ? evidence->scans->len : 0;
  g_autofree char *price = NULL;

  g_return_if_fail (CORRAL_IS_FLAG_SCANS (self));

  self->quiet = TRUE;
  empty (self);
  for (guint i = 0; i < n; i++)
    gtk_list_box_append (GTK_LIST_BOX (self->list), make_row (self, evidence, i, currency, zone));
  self->quiet = FALSE;
  gtk_widget_set_visible (self->head, n > 0);
  /* Translators: a column of prices, and their currency */
  price = is_behind (currency) ? g_strdup_printf (_ ("Price, %s"), currency) : g_strdup (_ (columns[COLUMN_PRICE].title));
  gtk_label_set_text (GTK_LABEL (self->price), price);
}

/* The list scrolls by itself to what has the focus alone, and the focus stays where somebody works. */
static void
scroll_to (CorralFlagScans *self, GtkWidget *row)
{
  GtkWidget *scrolled = gtk_widget_get_ancestor (self->list, GTK_TYPE_SCROLLED_WINDOW);
  GtkAdjustment *adjustment = gtk_scrolled_window_get_vadjustment (GTK_SCROLLED_WINDOW (scrolled));
  graphene_rect_t bounds;

  if (gtk_widget_compute_bounds (row, self->list, &bounds))
    gtk_adjustment_clamp_page (adjustment, bounds.origin.y, bounds.origin.y + bounds.size.height);
}

/* Rows that were just made have no place yet. */
static gboolean
later_cb (GtkWidget *list, GdkFrameClock *clock, gpointer data)
{
  CorralFlagScans *self = data;
  GtkListBoxRow *row = gtk_list_box_get_selected_row (GTK_LIST_BOX (list));

  if (row != NULL && gtk_widget_get_height (GTK_WIDGET (row)) == 0)
    return G_SOURCE_CONTINUE;
  self->later = 0;
  if (row != NULL)
    scroll_to (self, GTK_WIDGET (row));
  return G_SOURCE_REMOVE;
}

void
corral_flag_scans_select (CorralFlagScans *self, int index)
{
  GtkListBoxRow *row = index >= 0 ? gtk_list_box_get_row_at_index (GTK_LIST_BOX (self->list), index) : NULL;

  g_return_if_fail (CORRAL_IS_FLAG_SCANS (self));

  self->quiet = TRUE;
  if (row != NULL)
    gtk_list_box_select_row (GTK_LIST_BOX (self->list), row);
  else
    gtk_list_box_unselect_all (GTK_LIST_BOX (self->list));
  self->quiet = FALSE;
  if (row != NULL && gtk_widget_get_height (GTK_WIDGET (row)) > 0)
    scroll_to (self, GTK_WIDGET (row));
  else if (row != NULL && self->later == 0)
    self->later = gtk_widget_add_tick_callback (self->list, later_cb, self, NULL);
}

int
corral_flag_scans_get_selected (CorralFlagScans *self)
{
  GtkListBoxRow *row;

  g_return_val_if_fail (CORRAL_IS_FLAG_SCANS (self), -1);

  row = gtk_list_box_get_selected_row (GTK_LIST_BOX (self->list));
  return row != NULL ? (int) GPOINTER_TO_UINT (g_object_get_data (G_OBJECT (row), INDEX_KEY)) : -1;
}

static void
row_selected_cb (CorralFlagScans *self)
{
  if (!self->quiet)
    g_signal_emit (self, signals[SIGNAL_MOVED], 0, corral_flag_scans_get_selected (self));
}

/* ---- life ------------------------------------------------------------------------------------------------- */

static void
corral_flag_scans_dispose (GObject *object)
{
  CorralFlagScans *self = CORRAL_FLAG_SCANS (object);
  GtkWidget *child;

  self->quiet = TRUE;
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self))) != NULL)
    gtk_widget_unparent (child);
  for (guint i = 0; i < N_COLUMNS; i++)
    g_clear_object (&self->widths[i]);
  G_OBJECT_CLASS (corral_flag_scans_parent_class)->dispose (object);
}

static void
corral_flag_scans_class_init (CorralFlagScansClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = corral_flag_scans_dispose;
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BOX_LAYOUT);
  gtk_widget_class_set_css_name (GTK_WIDGET_CLASS (klass), "flagscans");
  signals[SIGNAL_MOVED] = g_signal_new ("moved", CORRAL_TYPE_FLAG_SCANS, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE,
                                        1, G_TYPE_INT);
}

static void
make_head (CorralFlagScans *self)
{
  self->head = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, GAP_PX);
  gtk_widget_add_css_class (self->head, "flagscans-head");
  for (guint i = 0; i < N_COLUMNS; i++)
    {
      GtkWidget *label = make_label (_ (columns[i].title), columns[i].xalign, "dim-label");

      if (columns[i].help != NULL)
        gtk_widget_set_tooltip_text (label, _ (columns[i].help));
      if (i == COLUMN_PRICE)
        self->price = label;
      append (self, self->head, i, label);
    }
  gtk_widget_set_visible (self->head, FALSE);
}

static void
corral_flag_scans_init (CorralFlagScans *self)
{
  GtkWidget *scrolled = gtk_scrolled_window_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);

  gtk_orientable_set_orientation (GTK_ORIENTABLE (gtk_widget_get_layout_manager (GTK_WIDGET (self))),
                                  GTK_ORIENTATION_VERTICAL);
  gtk_widget_add_css_class (GTK_WIDGET (self), "numeric");
  for (guint i = 0; i < N_COLUMNS; i++)
    self->widths[i] = gtk_size_group_new (GTK_SIZE_GROUP_HORIZONTAL);
  make_head (self);
  self->list = gtk_list_box_new ();
  gtk_list_box_set_selection_mode (GTK_LIST_BOX (self->list), GTK_SELECTION_BROWSE);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->list), GTK_ACCESSIBLE_PROPERTY_LABEL, _ ("Scans of the trip"), -1);
  g_signal_connect_swapped (self->list, "row-selected", G_CALLBACK (row_selected_cb), self);
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scrolled), GTK_POLICY_NEVER, GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scrolled), self->list);
  gtk_scrolled_window_set_min_content_height (GTK_SCROLLED_WINDOW (scrolled), LEAST_PX);
  gtk_scrolled_window_set_propagate_natural_height (GTK_SCROLLED_WINDOW (scrolled), TRUE);
  gtk_widget_set_vexpand (scrolled, TRUE);
  gtk_box_append (GTK_BOX (box), self->head);
  gtk_box_append (GTK_BOX (box), scrolled);
  /* With their headings. */
  gtk_widget_set_parent (corral_reach_new (corral_sideways_new (box)), GTK_WIDGET (self));
}

GtkWidget *
corral_flag_scans_new (void)
{
  return g_object_new (CORRAL_TYPE_FLAG_SCANS, NULL);
}
