/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The field that finds anything, with its results in a popover under it. Main thread. */
#include "config.h"

#include "corral-search-box.h"

#include "corral-search-results.h"
#include "corral-text-private.h"
#include "corral-text.h"

#include <glib/gi18n.h>
#include <string.h>

/* The searched text is brought up to date when the fleet has been still for so long, not at the first key. */
#define PREPARE_AFTER_MS 700
/* Of what was scanned, this much is put into the field. */
#define SCANNED_SHOWN_CHARS 120

struct _CorralSearchBox
{
  GtkWidget parent_instance;

  CorralSearchResults *results; /* (owned) (nullable): until the fleet may be read */
  char *shown;                  /* (owned) (nullable): what they are for */
  gboolean quiet;               /* the text is changed by us */
  guint prepare_source;
  GtkWidget *entry;
  GtkWidget *popover;
  GtkWidget *list;
};

G_DEFINE_FINAL_TYPE (CorralSearchBox, corral_search_box, GTK_TYPE_WIDGET)

enum
{
  SIGNAL_GONE,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

static CorralSearchList *
get_list (CorralSearchBox *self)
{
  return CORRAL_SEARCH_LIST (self->list);
}

static const char *
get_text (CorralSearchBox *self)
{
  return gtk_editable_get_text (GTK_EDITABLE (self->entry));
}

/* ---- showing -------------------------------------------------------------------------------------------- */

/* A popover that never has the focus says nothing by itself: the field's description says what is chosen. */
static void
announce (CorralSearchBox *self)
{
  const char *told = corral_search_list_get_told (get_list (self));
  const char *spoken = corral_search_list_get_spoken (get_list (self));
  guint n = corral_search_list_get_n (get_list (self));
  int chosen = corral_search_list_get_chosen (get_list (self));
  g_autofree char *place = NULL;
  g_autofree char *description = NULL;

  if (spoken != NULL)
    /* Translators: which of the results is chosen */
    place = g_strdup_printf (ngettext ("%d of %u result", "%d of %u results", n), chosen + 1, n);
  description = g_strjoin (". ", told != NULL ? told : place != NULL ? spoken : "", told != NULL ? spoken : place,
                           told != NULL ? place : NULL, NULL);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->entry), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, description, -1);
}

static void
open_popover (CorralSearchBox *self)
{
  announce (self);
  gtk_popover_popup (GTK_POPOVER (self->popover));
}

static void
close_popover (CorralSearchBox *self)
{
  gtk_popover_popdown (GTK_POPOVER (self->popover));
  if (self->results != NULL)
    corral_search_results_stop (self->results);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->entry), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, "", -1);
}

/* Changes the text without looking for it. */
static void
put_text (CorralSearchBox *self, const char *text)
{
  self->quiet = TRUE;
  gtk_editable_set_text (GTK_EDITABLE (self->entry), text);
  self->quiet = FALSE;
  g_free (self->shown);
  self->shown = g_strdup (text);
}

static void
show_recent (CorralSearchBox *self)
{
  put_text (self, "");
  corral_search_results_show_recent (self->results);
  open_popover (self);
}

static void
show_results (CorralSearchBox *self)
{
  const char *text = get_text (self);

  /* What is stored is still being read: what has been typed is looked for as soon as it is there. */
  if (self->results == NULL)
    return;
  g_free (self->shown);
  self->shown = g_strdup (text);
  if (*text != '\0')
    {
      corral_search_results_show_text (self->results, text);
      open_popover (self);
    }
  else if (gtk_widget_has_focus (GTK_WIDGET (gtk_editable_get_delegate (GTK_EDITABLE (self->entry)))))
    {
      show_recent (self);
    }
  else
    {
      close_popover (self);
    }
}

/* ---- going ------------------------------------------------------------------------------------------------ */

static void
go_to (CorralSearchBox *self, CorralPlace *place)
{
  corral_search_results_note (self->results, place);
  close_popover (self);
  put_text (self, "");
  corral_page_go (GTK_WIDGET (self), place);
  g_signal_emit (self, signals[SIGNAL_GONE], 0);
}

static void
go_to_chosen (CorralSearchBox *self)
{
  g_autoptr (CorralPlace) place = self->results != NULL ? corral_search_results_get_place (self->results) : NULL;

  if (place != NULL)
    go_to (self, place);
}

/* A serial, or one of our links, printed as a code. */
static CorralPlace *
find_scanned (CorralSearchBox *self, const char *scanned)
{
  CorralPlace *place = corral_search_results_find_serial (self->results, scanned);
  g_autofree char *whole = NULL;

  if (place != NULL)
    return place;
  if (g_str_has_prefix (scanned, "corral:"))
    return corral_place_parse (scanned, NULL);
  /* A PC that was held up between two keys may have taken the first few for a person's: then they are in the field. */
  whole = g_strconcat (get_text (self), scanned, NULL);
  return corral_search_results_find_serial (self->results, whole);
}

void
corral_search_box_take_scan (CorralSearchBox *self, const char *scanned)
{
  g_autofree char *clean = NULL;
  g_autoptr (CorralPlace) place = NULL;

  g_return_if_fail (CORRAL_IS_SEARCH_BOX (self));

  if (self->results == NULL)
    return;
  place = find_scanned (self, scanned);
  if (place != NULL)
    {
      go_to (self, place);
      return;
    }
  clean = g_strstrip (corral_text_clean (scanned, SCANNED_SHOWN_CHARS));
  gtk_widget_grab_focus (self->entry);
  put_text (self, corral_text_holds_card (clean, strlen (clean)) ? "" : clean);
  gtk_editable_select_region (GTK_EDITABLE (self->entry), 0, -1);
  corral_search_results_show_scan (self->results, scanned);
  open_popover (self);
}

/* ---- callbacks ---------------------------------------------------------------------------------------------- */

static void
results_changed_cb (gpointer data)
{
  announce (data);
}

static gboolean
prepare_cb (gpointer data)
{
  CorralSearchBox *self = data;

  self->prepare_source = 0;
  corral_search_results_prepare (self->results);
  return G_SOURCE_REMOVE;
}

static void
fleet_changed_cb (CorralSearchBox *self)
{
  if (self->prepare_source == 0)
    self->prepare_source = g_timeout_add_full (G_PRIORITY_LOW, PREPARE_AFTER_MS, prepare_cb, self, NULL);
}

static void
changed_cb (CorralSearchBox *self)
{
  if (!self->quiet && g_strcmp0 (get_text (self), self->shown) != 0)
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
  close_popover (self);
}

static void
focus_came_cb (CorralSearchBox *self)
{
  if (*get_text (self) != '\0')
    show_results (self);
}

/* The keys may have been faster than the results. */
static void
activate_cb (CorralSearchBox *self)
{
  changed_cb (self);
  go_to_chosen (self);
}

static void
stop_cb (CorralSearchBox *self)
{
  put_text (self, "");
  close_popover (self);
  gtk_widget_child_focus (GTK_WIDGET (gtk_widget_get_root (GTK_WIDGET (self))), GTK_DIR_TAB_FORWARD);
}

static gboolean
key_pressed_cb (CorralSearchBox *self, guint keyval, guint keycode, GdkModifierType state)
{
  gboolean open = gtk_widget_get_visible (self->popover);

  if (keyval == GDK_KEY_Down && !open && self->results != NULL)
    show_results (self);
  else if (keyval == GDK_KEY_Down || keyval == GDK_KEY_Up)
    corral_search_list_step (get_list (self), keyval == GDK_KEY_Down ? 1 : -1);
  else if (open && corral_search_list_get_n (get_list (self)) > 0
           && (keyval == GDK_KEY_Tab || keyval == GDK_KEY_ISO_Left_Tab))
    corral_search_list_step_group (get_list (self),
                                   keyval == GDK_KEY_Tab && (state & GDK_SHIFT_MASK) == 0 ? 1 : -1);
  else
    return GDK_EVENT_PROPAGATE;
  announce (self);
  return GDK_EVENT_STOP;
}

/* ---- overrides ---------------------------------------------------------------------------------------------- */

static void
corral_search_box_dispose (GObject *object)
{
  CorralSearchBox *self = CORRAL_SEARCH_BOX (object);

  g_clear_handle_id (&self->prepare_source, g_source_remove);
  g_clear_pointer (&self->results, corral_search_results_free);
  g_clear_pointer (&self->popover, gtk_widget_unparent);
  g_clear_pointer (&self->entry, gtk_widget_unparent);
  G_OBJECT_CLASS (corral_search_box_parent_class)->dispose (object);
}

static void
corral_search_box_finalize (GObject *object)
{
  g_free (CORRAL_SEARCH_BOX (object)->shown);
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
  signals[SIGNAL_GONE]
      = g_signal_new ("gone", CORRAL_TYPE_SEARCH_BOX, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
make_entry (CorralSearchBox *self)
{
  GtkEventController *keys = gtk_event_controller_key_new ();
  GtkEventController *focus = gtk_event_controller_focus_new ();
  const char *words = _ ("Find a cart, store, ticket…   Ctrl+K");

  self->entry = gtk_search_entry_new ();
  g_object_set (self->entry, "placeholder-text", words, "tooltip-text", words, NULL);
  gtk_widget_set_size_request (self->entry, 240, -1);
  /* As wide as its words where there is room: their letters are narrower than what is reckoned with, which leaves some for the
   * icons. */
  gtk_editable_set_max_width_chars (GTK_EDITABLE (self->entry), (int) g_utf8_strlen (words, -1));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->entry), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Find a cart, a store or anything else"), -1);
  gtk_search_entry_set_search_delay (GTK_SEARCH_ENTRY (self->entry), 0);
  gtk_widget_set_parent (self->entry, GTK_WIDGET (self));
  g_signal_connect_swapped (self->entry, "search-changed", G_CALLBACK (changed_cb), self);
  g_signal_connect_swapped (self->entry, "activate", G_CALLBACK (activate_cb), self);
  g_signal_connect_swapped (self->entry, "stop-search", G_CALLBACK (stop_cb), self);
  g_signal_connect_swapped (self->entry, "search-started", G_CALLBACK (search_started_cb), self);
  g_signal_connect_swapped (focus, "leave", G_CALLBACK (focus_left_cb), self);
  g_signal_connect_swapped (focus, "enter", G_CALLBACK (focus_came_cb), self);
  gtk_widget_add_controller (self->entry, focus);
  gtk_event_controller_set_propagation_phase (keys, GTK_PHASE_CAPTURE);
  g_signal_connect_swapped (keys, "key-pressed", G_CALLBACK (key_pressed_cb), self);
  gtk_widget_add_controller (self->entry, keys);
}

static void
corral_search_box_init (CorralSearchBox *self)
{
  make_entry (self);
  self->list = corral_search_list_new ();
  g_signal_connect_swapped (self->list, "activated", G_CALLBACK (go_to_chosen), self);
  self->popover = gtk_popover_new ();
  gtk_popover_set_autohide (GTK_POPOVER (self->popover), FALSE);
  gtk_popover_set_has_arrow (GTK_POPOVER (self->popover), FALSE);
  gtk_popover_set_child (GTK_POPOVER (self->popover), self->list);
  gtk_widget_add_css_class (self->popover, "search-results");
  gtk_widget_set_parent (self->popover, GTK_WIDGET (self));
}

/* ---- public ---------------------------------------------------------------------------------------------------- */

GtkWidget *
corral_search_box_new (void)
{
  return g_object_new (CORRAL_TYPE_SEARCH_BOX, NULL);
}

void
corral_search_box_begin (CorralSearchBox *self, CorralPageContext *context)
{
  g_return_if_fail (CORRAL_IS_SEARCH_BOX (self) && self->results == NULL);

  self->results = corral_search_results_new (context, get_list (self), results_changed_cb, self);
  g_signal_connect_object (context->fleet, "changed", G_CALLBACK (fleet_changed_cb), self, G_CONNECT_SWAPPED);
  fleet_changed_cb (self);
  if (*get_text (self) != '\0')
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
  if (self->results != NULL && *get_text (self) == '\0')
    show_recent (self);
}

void
corral_search_box_set_text (CorralSearchBox *self, const char *text)
{
  g_return_if_fail (CORRAL_IS_SEARCH_BOX (self));

  put_text (self, text);
  show_results (self);
}

guint
corral_search_box_get_n_results (CorralSearchBox *self)
{
  g_return_val_if_fail (CORRAL_IS_SEARCH_BOX (self), 0);

  return self->results != NULL ? corral_search_results_get_n (self->results) : 0;
}

const char *
corral_search_box_get_told (CorralSearchBox *self)
{
  g_return_val_if_fail (CORRAL_IS_SEARCH_BOX (self), NULL);

  return corral_search_list_get_told (get_list (self));
}

const char *
corral_search_box_get_chosen (CorralSearchBox *self)
{
  g_return_val_if_fail (CORRAL_IS_SEARCH_BOX (self), NULL);

  return corral_search_list_get_spoken (get_list (self));
}

gboolean
corral_search_box_is_open (CorralSearchBox *self)
{
  g_return_val_if_fail (CORRAL_IS_SEARCH_BOX (self), FALSE);

  return gtk_widget_get_visible (self->popover);
}

gboolean
corral_search_box_is_asking (CorralSearchBox *self)
{
  g_return_val_if_fail (CORRAL_IS_SEARCH_BOX (self), FALSE);

  return self->results != NULL && corral_search_results_is_asking (self->results);
}
