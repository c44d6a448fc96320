/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Search as you type over the fleet mirror, with its results in a popover under the field. Main thread. */
#include "config.h"

#include "corral-search-box.h"

#include "corral-format.h"
#include "corral-page.h"
#include "corral-search.h"
#include "corral-look.h"
#include "corral-text.h"

#include <glib/gi18n.h>

/* As many of each kind as fit under the field on a screen 768 pixels high. */
#define RESULTS_OF_A_KIND 8
/* The searched text is brought up to date when the fleet has been still for so long, not at the first key. */
#define PREPARE_AFTER_MS 700

struct _CorralSearchBox
{
  GtkWidget parent_instance;

  CorralFleet *fleet;     /* (owned) */
  CorralSearch *search;   /* (owned) */
  guint prepare_source;
  GArray *hits;           /* (owned) (element-type CorralSearchHit): in the order of the rows */
  GtkWidget *entry;
  GtkWidget *popover;
  GtkWidget *list;
  GtkWidget *nothing;
};

G_DEFINE_FINAL_TYPE (CorralSearchBox, corral_search_box, GTK_TYPE_WIDGET)

static CorralPlace *
place_of_hit (CorralSearchBox *self, const CorralSearchHit *hit)
{
  gboolean cart = hit->table == CORRAL_TABLE_CART;
  guint32 chain = corral_fleet_get_link (self->fleet, hit->table, hit->slot,
                                         cart ? (guint) CORRAL_CART_COL_CHAIN : (guint) CORRAL_STORE_COL_CHAIN);
  const char *chain_id = corral_fleet_get_text (self->fleet, CORRAL_TABLE_CHAIN, chain, CORRAL_CHAIN_COL_ID);
  g_autofree char *number = NULL;

  if (cart)
    return corral_place_new (CORRAL_PAGE_CART, chain_id,
                             corral_fleet_get_text (self->fleet, CORRAL_TABLE_CART, hit->slot, CORRAL_CART_COL_SERIAL));
  number = g_strdup_printf ("%" G_GINT64_FORMAT,
                            corral_fleet_get_integer (self->fleet, CORRAL_TABLE_STORE, hit->slot,
                                                      CORRAL_STORE_COL_NUMBER));
  return corral_place_new (CORRAL_PAGE_STORE, chain_id, number);
}

static void
go_to (CorralSearchBox *self, guint index)
{
  g_autoptr (CorralPlace) place = NULL;

  if (index >= self->hits->len)
    return;
  place = place_of_hit (self, &g_array_index (self->hits, CorralSearchHit, index));
  gtk_popover_popdown (GTK_POPOVER (self->popover));
  gtk_editable_set_text (GTK_EDITABLE (self->entry), "");
  corral_page_go (GTK_WIDGET (self), place);
}

/* ---- rows ----------------------------------------------------------------------------------------- */

static GtkWidget *
make_label (const char *text, const char *css_class, gboolean expand)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_widget_set_hexpand (label, expand);
  if (css_class != NULL)
    gtk_widget_add_css_class (label, css_class);
  return label;
}

static GtkWidget *
make_row (CorralSearchBox *self, const CorralSearchHit *hit)
{
  GtkWidget *row = gtk_list_box_row_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 9);
  gboolean cart = hit->table == CORRAL_TABLE_CART;
  guint32 store = cart ? corral_fleet_get_link (self->fleet, CORRAL_TABLE_CART, hit->slot, CORRAL_CART_COL_STORE)
                       : hit->slot;
  guint32 chain = store != CORRAL_NO_SLOT
                      ? corral_fleet_get_link (self->fleet, CORRAL_TABLE_STORE, store, CORRAL_STORE_COL_CHAIN)
                      : CORRAL_NO_SLOT;
  const char *chain_name = chain != CORRAL_NO_SLOT
                               ? corral_fleet_get_text (self->fleet, CORRAL_TABLE_CHAIN, chain, CORRAL_CHAIN_COL_NAME)
                               : NULL;
  const char *store_name = store != CORRAL_NO_SLOT
                               ? corral_fleet_get_text (self->fleet, CORRAL_TABLE_STORE, store, CORRAL_STORE_COL_NAME)
                               : NULL;
  gint64 number = store != CORRAL_NO_SLOT
                      ? corral_fleet_get_integer (self->fleet, CORRAL_TABLE_STORE, store, CORRAL_STORE_COL_NUMBER)
                      : 0;
  g_autofree char *store_title
      = g_strdup_printf ("%" G_GINT64_FORMAT " %s", number, store_name != NULL ? store_name : CORRAL_DASH);
  g_autofree char *title = NULL;
  g_autofree char *subtitle = NULL;
  g_autofree char *spoken = NULL;
  GtkWidget *icon;

  if (cart)
    {
      CorralCartState state = (CorralCartState) corral_fleet_get_integer (self->fleet, CORRAL_TABLE_CART, hit->slot,
                                                                          CORRAL_CART_COL_SHOWN_STATE);
      CorralLook look = corral_look_of_state (state);
      g_autofree char *label = corral_text_clean (
          corral_fleet_get_text (self->fleet, CORRAL_TABLE_CART, hit->slot, CORRAL_CART_COL_LABEL), 40);

      icon = gtk_image_new_from_icon_name (look.icon_name);
      gtk_widget_add_css_class (icon, look.css_class);
      title = g_strdup_printf (_ ("Cart %s"), label);
      /* Translators: the state of a cart, its store, its serial number */
      subtitle = g_strdup_printf (_ ("%s · %s · %s"), look.word, store_title,
                                  corral_fleet_get_text (self->fleet, CORRAL_TABLE_CART, hit->slot,
                                                         CORRAL_CART_COL_SERIAL));
    }
  else
    {
      const char *city = corral_fleet_get_text (self->fleet, CORRAL_TABLE_STORE, hit->slot, CORRAL_STORE_COL_CITY);

      icon = gtk_image_new_from_icon_name ("corral-page-stores-symbolic");
      title = g_steal_pointer (&store_title);
      subtitle = g_strdup_printf (_ ("%s · %s"), city != NULL ? city : "–", chain_name != NULL ? chain_name : "–");
    }

  spoken = g_strdup_printf ("%s, %s", title, subtitle);
  gtk_box_append (GTK_BOX (box), icon);
  gtk_box_append (GTK_BOX (box), make_label (title, NULL, FALSE));
  gtk_box_append (GTK_BOX (box), make_label (subtitle, "dim-label", TRUE));
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), box);
  gtk_widget_set_focusable (row, FALSE);
  gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL, spoken, -1);
  return row;
}

static void
show_results (CorralSearchBox *self)
{
  const char *text = gtk_editable_get_text (GTK_EDITABLE (self->entry));
  GtkWidget *row;

  /* What is stored is still being read: what has been typed is looked for as soon as it is there. */
  if (self->search == NULL)
    return;
  g_array_set_size (self->hits, 0);
  corral_search_find (self->search, text, RESULTS_OF_A_KIND, self->hits);

  while ((row = gtk_widget_get_first_child (self->list)) != NULL)
    gtk_list_box_remove (GTK_LIST_BOX (self->list), row);
  for (guint i = 0; i < self->hits->len; i++)
    gtk_list_box_append (GTK_LIST_BOX (self->list), make_row (self, &g_array_index (self->hits, CorralSearchHit, i)));
  gtk_list_box_select_row (GTK_LIST_BOX (self->list), gtk_list_box_get_row_at_index (GTK_LIST_BOX (self->list), 0));

  gtk_widget_set_visible (self->list, self->hits->len > 0);
  gtk_widget_set_visible (self->nothing, self->hits->len == 0);
  if (*text != '\0')
    gtk_popover_popup (GTK_POPOVER (self->popover));
  else
    gtk_popover_popdown (GTK_POPOVER (self->popover));
}

static gboolean
prepare_cb (gpointer data)
{
  CorralSearchBox *self = data;

  self->prepare_source = 0;
  corral_search_prepare (self->search);
  return G_SOURCE_REMOVE;
}

static void
fleet_changed_cb (CorralSearchBox *self)
{
  if (self->prepare_source == 0)
    self->prepare_source = g_timeout_add_full (G_PRIORITY_LOW, PREPARE_AFTER_MS, prepare_cb, self, NULL);
}

/* ---- callbacks ------------------------------------------------------------------------------------ */

static void
changed_cb (CorralSearchBox *self)
{
  show_results (self);
}

/* Somebody types while the focus is elsewhere: the field takes it, or a space would press a button there. */
static void
search_started_cb (CorralSearchBox *self)
{
  gtk_widget_grab_focus (self->entry);
  gtk_editable_set_position (GTK_EDITABLE (self->entry), -1);
}

static void
focus_left_cb (CorralSearchBox *self)
{
  gtk_popover_popdown (GTK_POPOVER (self->popover));
}

static void
focus_came_cb (CorralSearchBox *self)
{
  if (*gtk_editable_get_text (GTK_EDITABLE (self->entry)) != '\0')
    show_results (self);
}

static int
selected_index (CorralSearchBox *self)
{
  GtkListBoxRow *row = gtk_list_box_get_selected_row (GTK_LIST_BOX (self->list));

  return row != NULL ? gtk_list_box_row_get_index (row) : -1;
}

static void
activate_cb (CorralSearchBox *self)
{
  go_to (self, (guint) MAX (selected_index (self), 0));
}

static void
row_activated_cb (CorralSearchBox *self, GtkListBoxRow *row)
{
  go_to (self, (guint) gtk_list_box_row_get_index (row));
}

static void
stop_cb (CorralSearchBox *self)
{
  gtk_popover_popdown (GTK_POPOVER (self->popover));
  gtk_editable_set_text (GTK_EDITABLE (self->entry), "");
  gtk_widget_child_focus (GTK_WIDGET (gtk_widget_get_root (GTK_WIDGET (self))), GTK_DIR_TAB_FORWARD);
}

static gboolean
key_pressed_cb (CorralSearchBox *self, guint keyval, guint keycode, GdkModifierType state)
{
  int index = selected_index (self);
  GtkListBoxRow *row;

  if (keyval != GDK_KEY_Down && keyval != GDK_KEY_Up)
    return GDK_EVENT_PROPAGATE;
  if (self->hits->len == 0)
    return GDK_EVENT_STOP;
  index = CLAMP (index + (keyval == GDK_KEY_Down ? 1 : -1), 0, (int) self->hits->len - 1);
  row = gtk_list_box_get_row_at_index (GTK_LIST_BOX (self->list), index);
  gtk_list_box_select_row (GTK_LIST_BOX (self->list), row);
  return GDK_EVENT_STOP;
}

/* ---- overrides ------------------------------------------------------------------------------------ */

static void
corral_search_box_dispose (GObject *object)
{
  CorralSearchBox *self = CORRAL_SEARCH_BOX (object);

  g_clear_handle_id (&self->prepare_source, g_source_remove);
  g_clear_pointer (&self->popover, gtk_widget_unparent);
  g_clear_pointer (&self->entry, gtk_widget_unparent);
  g_clear_object (&self->search);
  g_clear_object (&self->fleet);
  G_OBJECT_CLASS (corral_search_box_parent_class)->dispose (object);
}

static void
corral_search_box_finalize (GObject *object)
{
  g_array_unref (CORRAL_SEARCH_BOX (object)->hits);
  G_OBJECT_CLASS (corral_search_box_parent_class)->finalize (object);
}

static void
corral_search_box_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  CorralSearchBox *self = CORRAL_SEARCH_BOX (widget);

  gtk_widget_allocate (self->entry, width, height, baseline, NULL);
  gtk_popover_present (GTK_POPOVER (self->popover));
}

static void
corral_search_box_measure (GtkWidget *widget,
                           GtkOrientation orientation,
                           int for_size,
                           int *minimum,
                           int *natural,
                           int *minimum_baseline,
                           int *natural_baseline)
{
  gtk_widget_measure (CORRAL_SEARCH_BOX (widget)->entry, orientation, for_size, minimum, natural, minimum_baseline,
                      natural_baseline);
}

static void
corral_search_box_class_init (CorralSearchBoxClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = corral_search_box_dispose;
  object_class->finalize = corral_search_box_finalize;
  widget_class->size_allocate = corral_search_box_size_allocate;
  widget_class->measure = corral_search_box_measure;
  gtk_widget_class_set_css_name (widget_class, "searchbox");
}

static void
corral_search_box_init (CorralSearchBox *self)
{
  GtkEventController *keys = gtk_event_controller_key_new ();
  GtkEventController *focus;
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);

  self->hits = g_array_new (FALSE, FALSE, sizeof (CorralSearchHit));

  self->entry = gtk_search_entry_new ();
  g_object_set (self->entry, "placeholder-text", _ ("Find a cart or store   Ctrl+K"), NULL);
  gtk_widget_set_size_request (self->entry, 240, -1);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->entry), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Find a cart or store"), -1);
  gtk_search_entry_set_search_delay (GTK_SEARCH_ENTRY (self->entry), 0);
  gtk_widget_set_parent (self->entry, GTK_WIDGET (self));
  g_signal_connect_swapped (self->entry, "search-changed", G_CALLBACK (changed_cb), self);
  g_signal_connect_swapped (self->entry, "activate", G_CALLBACK (activate_cb), self);
  g_signal_connect_swapped (self->entry, "stop-search", G_CALLBACK (stop_cb), self);
  g_signal_connect_swapped (self->entry, "search-started", G_CALLBACK (search_started_cb), self);
  focus = gtk_event_controller_focus_new ();
  g_signal_connect_swapped (focus, "leave", G_CALLBACK (focus_left_cb), self);
  g_signal_connect_swapped (focus, "enter", G_CALLBACK (focus_came_cb), self);
  gtk_widget_add_controller (self->entry, focus);
  gtk_event_controller_set_propagation_phase (keys, GTK_PHASE_CAPTURE);
  g_signal_connect_swapped (keys, "key-pressed", G_CALLBACK (key_pressed_cb), self);
  gtk_widget_add_controller (self->entry, keys);

  self->list = gtk_list_box_new ();
  gtk_list_box_set_selection_mode (GTK_LIST_BOX (self->list), GTK_SELECTION_BROWSE);
  gtk_widget_set_focusable (self->list, FALSE);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->list), GTK_ACCESSIBLE_PROPERTY_LABEL, _ ("Results"), -1);
  g_signal_connect_swapped (self->list, "row-activated", G_CALLBACK (row_activated_cb), self);
  self->nothing = make_label (_ ("No cart or store has that. Try its label, the last four of its serial, or the "
                                 "store’s number or name."),
                              "dim-label", TRUE);
  gtk_label_set_wrap (GTK_LABEL (self->nothing), TRUE);
  gtk_label_set_ellipsize (GTK_LABEL (self->nothing), PANGO_ELLIPSIZE_NONE);
  gtk_label_set_max_width_chars (GTK_LABEL (self->nothing), 44);
  gtk_box_append (GTK_BOX (box), self->list);
  gtk_box_append (GTK_BOX (box), self->nothing);
  gtk_widget_set_size_request (box, 440, -1);

  self->popover = gtk_popover_new ();
  gtk_popover_set_autohide (GTK_POPOVER (self->popover), FALSE);
  gtk_popover_set_has_arrow (GTK_POPOVER (self->popover), FALSE);
  gtk_popover_set_child (GTK_POPOVER (self->popover), box);
  gtk_widget_add_css_class (self->popover, "search-results");
  gtk_widget_set_parent (self->popover, GTK_WIDGET (self));
}

/* ---- public ---------------------------------------------------------------------------------------- */

GtkWidget *
corral_search_box_new (CorralFleet *fleet)
{
  CorralSearchBox *self = g_object_new (CORRAL_TYPE_SEARCH_BOX, NULL);

  if (fleet != NULL)
    corral_search_box_set_fleet (self, fleet);
  return GTK_WIDGET (self);
}

void
corral_search_box_set_fleet (CorralSearchBox *self, CorralFleet *fleet)
{
  g_return_if_fail (CORRAL_IS_SEARCH_BOX (self) && self->fleet == NULL);

  self->fleet = g_object_ref (fleet);
  self->search = corral_search_new (fleet);
  g_signal_connect_object (fleet, "changed", G_CALLBACK (fleet_changed_cb), self, G_CONNECT_SWAPPED);
  fleet_changed_cb (self);
  if (*gtk_editable_get_text (GTK_EDITABLE (self->entry)) != '\0')
    show_results (self);
}

void
corral_search_box_capture (CorralSearchBox *self, GtkWidget *widget)
{
  g_return_if_fail (CORRAL_IS_SEARCH_BOX (self));

  gtk_search_entry_set_key_capture_widget (GTK_SEARCH_ENTRY (self->entry), widget);
}

void
corral_search_box_focus (CorralSearchBox *self)
{
  g_return_if_fail (CORRAL_IS_SEARCH_BOX (self));

  gtk_widget_grab_focus (self->entry);
  gtk_editable_select_region (GTK_EDITABLE (self->entry), 0, -1);
}

void
corral_search_box_set_text (CorralSearchBox *self, const char *text)
{
  g_return_if_fail (CORRAL_IS_SEARCH_BOX (self));

  gtk_editable_set_text (GTK_EDITABLE (self->entry), text);
  show_results (self);
}

guint
corral_search_box_get_n_results (CorralSearchBox *self)
{
  g_return_val_if_fail (CORRAL_IS_SEARCH_BOX (self), 0);

  return self->hits->len;
}
