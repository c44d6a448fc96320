/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rows of lists of incidents, and the table that shows them: on the page of incidents and where a rule is tried out. They
 * are few, and what is wrong is a sentence: so a row is as high as that, unlike in other tables. Main thread. */
#include "config.h"

#include "corral-incident-row.h"

#include "corral-fleet.h"
#include "corral-format.h"
#include "corral-hint.h"
#include "corral-incident-look.h"
#include "corral-incident-source.h"
#include "corral-incident-words.h"
#include "corral-incident-work.h"
#include "corral-pill.h"
#include "corral-text-size.h"

#include <glib/gi18n.h>

/* Of the sentence. */
#define LINES 8
/* With headings that need more, what the sentence says as well has no column: long words, or large text. */
#define HEADINGS_PX 720
/* Beside a heading. */
#define TITLE_SPARE_PX 12

struct _CorralIncidentRow
{
  GObject parent_instance;

  CorralIncident *incident; /* (owned) */
};

G_DEFINE_FINAL_TYPE (CorralIncidentRow, corral_incident_row, G_TYPE_OBJECT)

enum
{
  SIGNAL_CHANGED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

static void
corral_incident_row_finalize (GObject *object)
{
  corral_incident_unref (CORRAL_INCIDENT_ROW (object)->incident);
  G_OBJECT_CLASS (corral_incident_row_parent_class)->finalize (object);
}

static void
corral_incident_row_class_init (CorralIncidentRowClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = corral_incident_row_finalize;
  signals[SIGNAL_CHANGED] = g_signal_new ("changed", CORRAL_TYPE_INCIDENT_ROW, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                          G_TYPE_NONE, 0);
}

static void
corral_incident_row_init (CorralIncidentRow *self)
{
}

CorralIncidentRow *
corral_incident_row_new (CorralIncident *incident)
{
  CorralIncidentRow *self = g_object_new (CORRAL_TYPE_INCIDENT_ROW, NULL);

  self->incident = corral_incident_ref (incident);
  return self;
}

CorralIncident *
corral_incident_row_get_incident (CorralIncidentRow *self)
{
  g_return_val_if_fail (CORRAL_IS_INCIDENT_ROW (self), NULL);

  return self->incident;
}

void
corral_incident_row_set_incident (CorralIncidentRow *self, CorralIncident *incident)
{
  g_return_if_fail (CORRAL_IS_INCIDENT_ROW (self));

  corral_incident_ref (incident);
  corral_incident_unref (self->incident);
  self->incident = incident;
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

/* ---- the list --------------------------------------------------------------------------------------- */

static gboolean
stand_alike (GListStore *rows, GPtrArray *incidents)
{
  if (g_list_model_get_n_items (G_LIST_MODEL (rows)) != incidents->len)
    return FALSE;
  for (guint i = 0; i < incidents->len; i++)
    {
      g_autoptr (CorralIncidentRow) row = g_list_model_get_item (G_LIST_MODEL (rows), i);
      const CorralIncident *incident = g_ptr_array_index (incidents, i);

      if (g_strcmp0 (row->incident->id, incident->id) != 0)
        return FALSE;
    }
  return TRUE;
}

void
corral_incident_rows_show (GListStore *rows, GPtrArray *incidents)
{
  guint n_before = g_list_model_get_n_items (G_LIST_MODEL (rows));
  gboolean alike = stand_alike (rows, incidents);
  g_autoptr (GHashTable) before = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (GPtrArray) held = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (GPtrArray) after = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; i < n_before; i++)
    {
      CorralIncidentRow *row = g_list_model_get_item (G_LIST_MODEL (rows), i);

      g_ptr_array_add (held, row);
      g_hash_table_insert (before, row->incident->id, row);
    }
  for (guint i = 0; i < incidents->len; i++)
    {
      CorralIncident *incident = g_ptr_array_index (incidents, i);
      CorralIncidentRow *row = g_hash_table_lookup (before, incident->id);

      g_ptr_array_add (after, row != NULL ? g_object_ref (row) : corral_incident_row_new (incident));
    }
  if (!alike)
    g_list_store_splice (rows, 0, n_before, after->pdata, after->len);
  for (guint i = 0; i < after->len; i++)
    corral_incident_row_set_incident (g_ptr_array_index (after, i), g_ptr_array_index (incidents, i));
}

/* ---- cells ------------------------------------------------------------------------------------------ */

typedef struct
{
  const char *title; /* marked for translation */
  gboolean pill;
  gboolean number;
  gboolean expand;
  gboolean spare;    /* the sentence says it as well, or the incident's own page */
  int width_px;      /* at least, of what wraps or changes; 0: what its words need, or what is left */
  void (*fill) (GtkWidget *cell, CorralIncident *incident, CorralPageContext *context);
} Column;

static void
fill_severity (GtkWidget *cell, CorralIncident *incident, CorralPageContext *context)
{
  corral_pill_set_look (CORRAL_PILL (cell), corral_look_of_incident_severity (incident->severity));
}

static void
fill_sentence (GtkWidget *cell, CorralIncident *incident, CorralPageContext *context)
{
  g_autofree char *sentence = corral_incident_to_text (context->fleet, incident);
  gboolean bold = incident->state == CORRAL_INCIDENT_OPEN
                  && !corral_incident_source_is_seen (context->incidents, incident->id);

  gtk_label_set_text (GTK_LABEL (cell), sentence);
  corral_hint_set (cell, sentence);
  if (bold)
    gtk_widget_add_css_class (cell, "heading");
  else
    gtk_widget_remove_css_class (cell, "heading");
}

static void
fill_carts (GtkWidget *cell, CorralIncident *incident, CorralPageContext *context)
{
  g_autofree char *now = corral_format_integer (incident->n_carts);
  g_autofree char *most = corral_format_integer (incident->most_carts);
  g_autofree char *text = g_strdup_printf ("%s (%s)", now, most);

  gtk_label_set_text (GTK_LABEL (cell), incident->n_carts == incident->most_carts ? now : text);
}

static void
fill_stores (GtkWidget *cell, CorralIncident *incident, CorralPageContext *context)
{
  g_autofree char *text = corral_format_integer (incident->n_stores);

  gtk_label_set_text (GTK_LABEL (cell), text);
}

static void
fill_since (GtkWidget *cell, CorralIncident *incident, CorralPageContext *context)
{
  g_autoptr (GTimeZone) zone = corral_incident_get_zone (incident, context->fleet);
  gint64 since_ms = CORRAL_IS_KNOWN (incident->began_ms) ? incident->began_ms : incident->raised_ms;
  g_autofree char *text = corral_format_time (since_ms, corral_fleet_get_now (context->fleet), zone);
  g_autofree char *utc = zone == NULL && CORRAL_IS_KNOWN (since_ms) ? g_strdup_printf (_ ("%s UTC"), text) : NULL;
  g_autofree char *tooltip = corral_format_time_tooltip (since_ms, zone, NULL);

  gtk_label_set_text (GTK_LABEL (cell), utc != NULL ? utc : text);
  corral_hint_set (cell, tooltip);
}

/* Of an open one, how it goes: that it is open is said by standing here. */
static void
fill_state (GtkWidget *cell, CorralIncident *incident, CorralPageContext *context)
{
  CorralIncidentTrend trend = corral_incident_get_trend (incident);

  corral_pill_set_look_with_word (CORRAL_PILL (cell), corral_look_of_incident_state (incident->state),
                                  trend == CORRAL_INCIDENT_GROWING     ? _ ("Growing")
                                  : trend == CORRAL_INCIDENT_SHRINKING ? _ ("Shrinking")
                                                                       : corral_look_of_incident_state (incident->state).word);
}

static void
fill_who (GtkWidget *cell, CorralIncident *incident, CorralPageContext *context)
{
  g_autoptr (GTimeZone) zone = corral_incident_get_zone (incident, context->fleet);
  CorralIncidentWork work;
  g_autofree char *who = NULL;
  g_autofree char *all = NULL;

  corral_incident_work_get (incident, context->fleet, &work);
  who = corral_incident_work_to_who (&work);
  all = corral_incident_work_to_text (&work, corral_fleet_get_now (context->fleet), zone);
  gtk_label_set_text (GTK_LABEL (cell), who);
  corral_hint_set (cell, all);
}

static const Column columns[] = {
  { N_ ("Severity"), TRUE, FALSE, FALSE, FALSE, 0, fill_severity },
  { N_ ("What is wrong"), FALSE, FALSE, TRUE, FALSE, 0, fill_sentence },
  /* Translators: how many there are now, and in brackets the most there were */
  { N_ ("Carts (most)"), FALSE, TRUE, FALSE, TRUE, 0, fill_carts },
  { N_ ("Stores"), FALSE, TRUE, FALSE, TRUE, 0, fill_stores },
  { N_ ("Since"), FALSE, FALSE, FALSE, FALSE, 92, fill_since },
  { N_ ("Who has it"), FALSE, FALSE, FALSE, TRUE, 80, fill_who },
  { N_ ("State"), TRUE, FALSE, FALSE, FALSE, 104, fill_state },
};

typedef struct
{
  const Column *column;
  CorralPageContext *context;
} Factory;

static void
setup_cb (GtkSignalListItemFactory *factory, GtkListItem *item, Factory *data)
{
  GtkWidget *cell;

  if (data->column->pill)
    {
      cell = corral_pill_new ();
      gtk_widget_set_halign (cell, GTK_ALIGN_START);
    }
  else
    {
      cell = gtk_label_new (NULL);
      gtk_label_set_xalign (GTK_LABEL (cell), data->column->number ? 1 : 0);
      gtk_label_set_ellipsize (GTK_LABEL (cell), PANGO_ELLIPSIZE_END);
      gtk_widget_add_css_class (cell, "numeric");
      gtk_label_set_wrap (GTK_LABEL (cell), !data->column->number);
      gtk_label_set_lines (GTK_LABEL (cell), data->column->expand ? LINES : 2);
    }
  gtk_widget_set_valign (cell, GTK_ALIGN_CENTER);
  gtk_list_item_set_child (item, cell);
}

static void
fill (GtkListItem *item)
{
  const Factory *data = g_object_get_data (G_OBJECT (item), "corral-column");

  data->column->fill (gtk_list_item_get_child (item), corral_incident_row_get_incident (gtk_list_item_get_item (item)),
                      data->context);
}

static void
bind_cb (GtkSignalListItemFactory *factory, GtkListItem *item, Factory *data)
{
  g_object_set_data (G_OBJECT (item), "corral-column", data);
  g_signal_connect_swapped (gtk_list_item_get_item (item), "changed", G_CALLBACK (fill), item);
  fill (item);
}

static void
unbind_cb (GtkSignalListItemFactory *factory, GtkListItem *item, Factory *data)
{
  g_signal_handlers_disconnect_by_data (gtk_list_item_get_item (item), item);
}

static void
free_factory (gpointer data, GClosure *closure)
{
  g_free (data);
}

static void
activate_cb (GtkColumnView *view, guint position)
{
  g_autoptr (CorralIncidentRow) row
      = g_list_model_get_item (G_LIST_MODEL (gtk_column_view_get_model (view)), position);
  g_autoptr (CorralPlace) place = NULL;

  if (row == NULL)
    return;
  place = corral_place_new (CORRAL_PAGE_INCIDENT, NULL, row->incident->id);
  corral_page_go (GTK_WIDGET (view), place);
}

/* So wide is a heading, whatever the language. */
static int
measure_title (GtkWidget *view, const char *title)
{
  g_autoptr (PangoLayout) layout = gtk_widget_create_pango_layout (view, title);
  int width;

  pango_layout_get_pixel_size (layout, &width, NULL);
  return width + TITLE_SPARE_PX;
}

static int
measure_column (GtkWidget *view, const Column *column)
{
  int title = measure_title (view, _ (column->title));

  return column->width_px > 0 ? MAX (corral_text_size_px (view, column->width_px), title) : title;
}

static int
measure_titles (GtkWidget *view)
{
  int width = 0;

  for (guint i = 0; i < G_N_ELEMENTS (columns); i++)
    width += measure_column (view, &columns[i]);
  return width;
}

static void
fit_columns (GtkWidget *view)
{
  GListModel *list = gtk_column_view_get_columns (GTK_COLUMN_VIEW (view));
  gboolean has_room;

  if (gtk_widget_get_root (view) == NULL || g_list_model_get_n_items (list) < G_N_ELEMENTS (columns))
    return;
  has_room = measure_titles (view) <= HEADINGS_PX;
  for (guint i = G_N_ELEMENTS (columns); i-- > 0;)
    {
      g_autoptr (GtkColumnViewColumn) column = g_list_model_get_item (list, i);

      if (columns[i].width_px > 0)
        gtk_column_view_column_set_fixed_width (column, measure_column (view, &columns[i]));
      /* Taken out: of a column that is only hidden GTK 4.8 still asks for the width. */
      if (columns[i].spare && !has_room)
        gtk_column_view_remove_column (GTK_COLUMN_VIEW (view), column);
    }
}

GtkWidget *
corral_incident_rows_make_view (CorralPageContext *context, GListModel *rows, const char *label)
{
  GtkSingleSelection *selection = gtk_single_selection_new (g_object_ref (rows));
  GtkWidget *view;

  gtk_single_selection_set_autoselect (selection, FALSE);
  gtk_single_selection_set_can_unselect (selection, TRUE);
  view = gtk_column_view_new (GTK_SELECTION_MODEL (selection));
  gtk_widget_add_css_class (view, "incidents");
  /* How large text is, is known when there is a window around it. */
  g_signal_connect (view, "notify::root", G_CALLBACK (fit_columns), NULL);
  for (guint i = 0; i < G_N_ELEMENTS (columns); i++)
    {
      GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();
      Factory *data = g_new0 (Factory, 1);
      GtkColumnViewColumn *column;

      data->column = &columns[i];
      data->context = context;
      g_signal_connect_data (factory, "setup", G_CALLBACK (setup_cb), data, free_factory, 0);
      g_signal_connect (factory, "bind", G_CALLBACK (bind_cb), data);
      g_signal_connect (factory, "unbind", G_CALLBACK (unbind_cb), data);
      column = gtk_column_view_column_new (_ (columns[i].title), factory);
      gtk_column_view_column_set_expand (column, columns[i].expand);
      gtk_column_view_append_column (GTK_COLUMN_VIEW (view), column);
      g_object_unref (column);
    }
  g_signal_connect (view, "activate", G_CALLBACK (activate_cb), NULL);
  gtk_accessible_update_property (GTK_ACCESSIBLE (view), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
  return view;
}
