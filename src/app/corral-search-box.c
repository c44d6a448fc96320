/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The field that finds anything, with its results in a popover under it. Main thread. */
#include "config.h"

#include "corral-search-box.h"

#include "corral-find-words.h"
#include "corral-recent-finds.h"
#include "corral-scan-words.h"
#include "corral-search-list.h"
#include "corral-text-private.h"
#include "corral-text.h"
#include "corral-trip-search.h"

#include <glib/gi18n.h>
#include <string.h>

/* As many of the best kind as fit under the field on a screen 768 pixels high, and of the other kinds. */
#define RESULTS_OF_A_KIND 8
#define RESULTS_OF_OTHER_KINDS 4
#define RECENT_FINDS 8
#define TRIPS_OF_A_CHAIN 4
/* The searched text is brought up to date when the fleet has been still for so long, not at the first key. */
#define PREPARE_AFTER_MS 700

struct _CorralSearchBox
{
  GtkWidget parent_instance;

  CorralPageContext *context; /* (nullable): until the fleet may be read */
  CorralFinder *finder;       /* (owned) (nullable): the same */
  CorralTripSearch *trips;    /* (owned) (nullable): the same */
  CorralFound found;          /* in the order of the rows */
  char *shown;                /* (owned) (nullable): what it was found for */
  gboolean quiet;             /* the text is changed by us */
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
  if (self->trips != NULL)
    corral_trip_search_ask (self->trips, NULL, 0);
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

/* Of all but the best kind a few. */
static void
shorten (CorralFound *found)
{
  guint n_of_kind = 0;

  for (guint i = 0; i < found->finds->len; i++)
    {
      CorralFindKind kind = g_array_index (found->finds, CorralFind, i).kind;
      gboolean first = kind == g_array_index (found->finds, CorralFind, 0).kind;

      n_of_kind = i > 0 && g_array_index (found->finds, CorralFind, i - 1).kind == kind ? n_of_kind + 1 : 1;
      if (first || n_of_kind <= RESULTS_OF_OTHER_KINDS)
        continue;
      g_array_remove_index (found->finds, i--);
      n_of_kind--;
      found->n_of_kind[kind]--;
      found->more_of_kind[kind] = TRUE;
    }
}

static void
tell_nothing (CorralSearchBox *self)
{
  g_autofree char *sentence = corral_find_words_say_nothing (self->shown, &self->found);

  corral_search_list_tell (get_list (self), sentence);
}

static void
show_recent (CorralSearchBox *self)
{
  g_autoptr (GPtrArray) places = corral_recent_finds_list (self->context->settings);

  corral_trip_search_ask (self->trips, NULL, 0);
  corral_found_clear (&self->found);
  corral_found_init (&self->found);
  for (guint i = 0; i < places->len && self->found.finds->len < RECENT_FINDS; i++)
    {
      CorralFind find;

      if (corral_find_from_place (self->context->fleet, places->pdata[i], &find))
        g_array_append_val (self->found.finds, find);
    }
  put_text (self, "");
  corral_search_list_show (get_list (self), self->context->fleet, self->found.finds, NULL, FALSE);
  corral_search_list_tell (get_list (self), self->found.finds->len > 0
                                                ? _ ("Found last")
                                                : _ ("Type a cart’s label, the last four of its serial, a store, a fault, a "
                                                     "version, a ticket’s number, or scan a cart."));
  open_popover (self);
}

static void
show_results (CorralSearchBox *self)
{
  const char *text = get_text (self);
  g_autofree char *meant = NULL;
  g_autofree char *trip_id = NULL;

  /* What is stored is still being read: what has been typed is looked for as soon as it is there. */
  if (self->finder == NULL)
    return;
  g_free (self->shown);
  self->shown = g_strdup (text);
  if (*text == '\0')
    {
      if (gtk_widget_has_focus (GTK_WIDGET (gtk_editable_get_delegate (GTK_EDITABLE (self->entry)))))
        show_recent (self);
      else
        close_popover (self);
      return;
    }
  corral_finder_find (self->finder, text, RESULTS_OF_A_KIND, &self->found);
  shorten (&self->found);
  meant = corral_find_words_say_meant (&self->found);
  trip_id = corral_find_words_get_trip_id (text);
  corral_search_list_show (get_list (self), self->context->fleet, self->found.finds, self->found.more_of_kind, TRUE);
  corral_search_list_tell (get_list (self), meant);
  corral_trip_search_ask (self->trips, trip_id, TRIPS_OF_A_CHAIN);
  if (self->found.finds->len == 0)
    tell_nothing (self);
  if (corral_trip_search_is_asking (self->trips) && self->found.finds->len == 0)
    corral_search_list_tell (get_list (self), _ ("Looking among the trips that are stored…"));
  open_popover (self);
}

/* Below what is there: nothing moves under the one that is chosen. */
static void
trip_found_cb (const CorralFind *found, gpointer data)
{
  CorralSearchBox *self = data;
  CorralFind find = *found;

  find.trip = corral_fact_ref (found->trip);
  g_array_append_val (self->found.finds, find);
  self->found.n_of_kind[CORRAL_FIND_TRIP]++;
  corral_search_list_append (get_list (self), self->context->fleet, &find);
  if (self->found.meant == NULL && self->found.left_out == NULL)
    corral_search_list_tell (get_list (self), NULL);
  announce (self);
}

static void
trips_done_cb (gpointer data)
{
  CorralSearchBox *self = data;

  if (self->found.finds->len > 0 || self->shown == NULL)
    return;
  tell_nothing (self);
  announce (self);
}

/* ---- going ------------------------------------------------------------------------------------------------ */

static void
go_to (CorralSearchBox *self, CorralPlace *place)
{
  g_autoptr (GPtrArray) recent = NULL;

  corral_recent_finds_add (self->context->settings, place);
  recent = corral_recent_finds_list (self->context->settings);
  corral_finder_set_recent (self->finder, recent);
  close_popover (self);
  put_text (self, "");
  corral_page_go (GTK_WIDGET (self), place);
  g_signal_emit (self, signals[SIGNAL_GONE], 0);
}

static void
go_to_chosen (CorralSearchBox *self)
{
  int chosen = corral_search_list_get_chosen (get_list (self));
  g_autoptr (CorralPlace) place = NULL;

  if (chosen < 0 || (guint) chosen >= self->found.finds->len)
    return;
  place = corral_find_to_place (self->context->fleet, &g_array_index (self->found.finds, CorralFind, chosen));
  if (place != NULL)
    go_to (self, place);
}

/* A PC that was held up between two keys may have taken the first few for a person's: then they are in the field. */
static guint32
find_scanned (CorralSearchBox *self, const char *scanned)
{
  guint32 cart = corral_finder_find_serial (self->finder, scanned);
  g_autofree char *whole = NULL;

  if (cart != CORRAL_NO_SLOT || *get_text (self) == '\0')
    return cart;
  whole = g_strconcat (get_text (self), scanned, NULL);
  return corral_finder_find_serial (self->finder, whole);
}

void
corral_search_box_take_scan (CorralSearchBox *self, const char *scanned)
{
  g_autofree char *clean = NULL;
  g_autofree char *foreign = NULL;
  g_autoptr (CorralPlace) place = NULL;
  guint32 cart;

  g_return_if_fail (CORRAL_IS_SEARCH_BOX (self));

  if (self->finder == NULL)
    return;
  cart = find_scanned (self, scanned);
  if (cart != CORRAL_NO_SLOT)
    {
      const CorralFind find = { .kind = CORRAL_FIND_CART, .slot = cart };

      place = corral_find_to_place (self->context->fleet, &find);
    }
  else if (g_str_has_prefix (scanned, "corral:"))
    {
      place = corral_place_parse (scanned, NULL);
    }
  if (place != NULL)
    {
      go_to (self, place);
      return;
    }
  clean = g_strstrip (corral_text_clean (scanned, CORRAL_TYPED_MAX_CHARS));
  gtk_widget_grab_focus (self->entry);
  put_text (self, corral_text_holds_card (clean, strlen (clean)) ? "" : clean);
  gtk_editable_select_region (GTK_EDITABLE (self->entry), 0, -1);
  corral_finder_find (self->finder, clean, RESULTS_OF_A_KIND, &self->found);
  if (self->found.meant != NULL || self->found.left_out != NULL)
    {
      /* A scanner makes no mistakes. */
      corral_found_clear (&self->found);
      corral_found_init (&self->found);
    }
  shorten (&self->found);
  corral_search_list_show (get_list (self), self->context->fleet, self->found.finds, self->found.more_of_kind, TRUE);
  corral_trip_search_ask (self->trips, NULL, 0);
  if (self->found.finds->len == 0)
    foreign = corral_scan_words_say_foreign (scanned);
  corral_search_list_tell (get_list (self), foreign);
  open_popover (self);
}

/* ---- callbacks ---------------------------------------------------------------------------------------------- */

static gboolean
prepare_cb (gpointer data)
{
  CorralSearchBox *self = data;

  self->prepare_source = 0;
  corral_finder_prepare (self->finder);
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

  if (keyval == GDK_KEY_Down && !open && self->finder != NULL)
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
  g_clear_pointer (&self->trips, corral_trip_search_free);
  g_clear_pointer (&self->popover, gtk_widget_unparent);
  g_clear_pointer (&self->entry, gtk_widget_unparent);
  g_clear_pointer (&self->finder, corral_finder_free);
  G_OBJECT_CLASS (corral_search_box_parent_class)->dispose (object);
}

static void
corral_search_box_finalize (GObject *object)
{
  CorralSearchBox *self = CORRAL_SEARCH_BOX (object);

  corral_found_clear (&self->found);
  g_free (self->shown);
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

  self->entry = gtk_search_entry_new ();
  g_object_set (self->entry, "placeholder-text", _ ("Find a cart, store, ticket…   Ctrl+K"), NULL);
  gtk_widget_set_size_request (self->entry, 240, -1);
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
  corral_found_init (&self->found);
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
  g_autoptr (GPtrArray) recent = NULL;

  g_return_if_fail (CORRAL_IS_SEARCH_BOX (self) && self->context == NULL);

  self->context = context;
  self->finder = corral_finder_new (context->fleet, corral_find_words_get ());
  self->trips = corral_trip_search_new (context->fleet, context->cache, trip_found_cb, trips_done_cb, self);
  recent = corral_recent_finds_list (context->settings);
  corral_finder_set_recent (self->finder, recent);
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
  if (self->finder != NULL && *get_text (self) == '\0')
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

  return self->found.finds->len;
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

  return self->trips != NULL && corral_trip_search_is_asking (self->trips);
}
