/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What can be done with a cart's story: the table of its actions and keys; leading on, and taking it elsewhere as text, table,
 * picture or file. Main thread. */
#include "config.h"

#include "corral-cart-story-private.h"

#include "corral-cart-lanes.h"
#include "corral-cart-rows.h"
#include "corral-chart-picture.h"
#include "corral-format.h"
#include "corral-save-file.h"
#include "corral-schema.h"
#include "corral-series-words.h"
#include "corral-story-table.h"
#include "corral-time-ticks.h"

#include <glib/gi18n.h>
#include <string.h>

/* So many events are worth pasting; a file has all. */
#define MAX_COPIED 60

/* ---- from event to event */

static void
previous_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  corral_cart_story_step (data, -1);
}

static void
next_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  corral_cart_story_step (data, +1);
}

/* ---- leading on */

static void
open_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  CorralCartStory *self = data;
  CorralStory *story = corral_cart_points_get_story (self->points);
  gint64 cursor_ms = corral_time_view_get_cursor (self->view);
  CorralStoryLane lane;
  const CorralStoryItem *item = story != NULL && cursor_ms != CORRAL_TIME_NONE
                                    ? corral_story_find_link (story, cursor_ms, corral_cart_story_get_slop (self), &lane)
                                    : NULL;
  g_autoptr (CorralPlace) place = item != NULL ? corral_place_parse (item->uri, NULL) : NULL;

  if (place != NULL)
    corral_page_go (GTK_WIDGET (self), place);
}

static void
pressed_cb (GtkGestureClick *gesture, int n_press, double x, double y, gpointer data)
{
  if (n_press == 2)
    gtk_widget_activate_action (data, "story.open", NULL);
}

/* ---- spans */

static void
span_cb (GSimpleAction *action, GVariant *value, gpointer data)
{
  CorralCartStory *self = data;

  corral_time_view_show_last (self->view, g_variant_get_int64 (value));
}

/* ---- elsewhere */

static CorralTimeRange
get_range (CorralCartStory *self)
{
  CorralTimeRange selected = corral_time_view_get_selected (self->view);

  return selected.end_ms > selected.start_ms ? selected : corral_time_view_get_visible (self->view);
}

static GPtrArray *
make_rows (CorralCartStory *self, GError **error)
{
  CorralStory *story = corral_cart_points_get_story (self->points);

  if (story == NULL)
    {
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND, _ ("Nothing has been read of this cart yet."));
      return NULL;
    }
  return corral_cart_rows_new (story, corral_cart_points_get_columns (self->points),
                               corral_cart_points_get_resolution (self->points), get_range (self),
                               corral_cart_story_get_now (self), self->zone);
}

char *
corral_cart_story_dup_csv (CorralCartStory *self, GError **error)
{
  g_autoptr (GPtrArray) rows = NULL;

  g_return_val_if_fail (CORRAL_IS_CART_STORY (self), NULL);

  rows = make_rows (self, error);
  return rows != NULL ? corral_cart_rows_to_csv (rows, self->zone, self->zone_name) : NULL;
}

GBytes *
corral_cart_story_dup_png (CorralCartStory *self, GError **error)
{
  g_return_val_if_fail (CORRAL_IS_CART_STORY (self), NULL);

  return corral_chart_picture_dup_png (self->lanes, error);
}

/* All events that are seen, a line each, the newest first. */
static void
append_events (CorralCartStory *self, GString *text, const CorralStory *story)
{
  CorralTimeRange range = get_range (self);
  gint64 at_ms = range.end_ms;
  CorralStoryLane lane = 0;
  const CorralStoryItem *item;

  for (guint i = 0; i < MAX_COPIED && (item = corral_lanes_find_event (story, at_ms, -1, &lane)) != NULL
                    && item->begin_ms >= range.start_ms;
       i++)
    {
      g_autofree char *when = corral_time_ticks_format (item->begin_ms, corral_cart_story_get_now (self), self->zone);
      g_autofree char *what
          = corral_lane_item_to_plain_text (lane, item, corral_cart_story_get_now (self), self->zone);

      g_string_append_printf (text, "\n%s  %s", when, what);
      at_ms = item->begin_ms;
    }
}

char *
corral_cart_story_dup_text (CorralCartStory *self)
{
  CorralStoryReadout readout;
  CorralTimeRange selected;
  CorralTimeRange visible;
  gint64 cursor_ms;
  GString *text;

  g_return_val_if_fail (CORRAL_IS_CART_STORY (self), NULL);

  readout = corral_cart_story_get_readout_of (self);
  selected = corral_time_view_get_selected (self->view);
  visible = corral_time_view_get_visible (self->view);
  cursor_ms = corral_time_view_get_cursor (self->view);
  text = g_string_new (NULL);
  g_string_append_printf (text, _ ("Cart %s"), self->label != NULL ? self->label : CORRAL_DASH);
  g_string_append_printf (text, _ (", times in %s"), self->zone_name);
  g_string_append_c (text, '\n');
  if (readout.story == NULL)
    g_string_append (text, _ ("Nothing has been read of this cart yet."));
  else if (selected.end_ms > selected.start_ms)
    {
      g_autofree char *figures = corral_story_readout_of_span (&readout, selected, "\n");

      g_string_append (text, figures);
    }
  else if (cursor_ms != CORRAL_TIME_NONE)
    {
      g_autofree char *moment
          = corral_story_readout_of_moment (&readout, cursor_ms, corral_cart_story_get_slop (self), TRUE, "\n");

      g_string_append (text, moment);
    }
  else
    {
      g_autofree char *figures = corral_story_readout_of_span (&readout, visible, "\n");

      g_string_append (text, figures);
      append_events (self, text, readout.story);
    }
  g_string_append_c (text, '\n');
  return g_string_free (text, FALSE);
}

static void
copy_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  CorralCartStory *self = data;
  g_autofree char *text = corral_cart_story_dup_text (self);

  gdk_clipboard_set_text (gtk_widget_get_clipboard (GTK_WIDGET (self)), text);
  corral_page_tell (GTK_WIDGET (self), _ ("Copied"), NULL);
}

static void
table_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  CorralCartStory *self = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) rows = make_rows (self, &error);
  g_autofree char *title = NULL;

  if (rows == NULL)
    {
      corral_page_tell (GTK_WIDGET (self), error->message, NULL);
      return;
    }
  title = g_strdup_printf (_ ("Cart %s"), self->label != NULL ? self->label : CORRAL_DASH);
  gtk_window_present (corral_story_table_new (GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self))), title, rows, self->zone,
                                              self->zone_name));
}

/* "cart-0412-2026-11-26.csv": what is painted on a cart may hold anything. */
static char *
make_name (CorralCartStory *self, const char *ending)
{
  g_autoptr (GDateTime) utc = g_date_time_new_from_unix_utc (corral_cart_story_get_now (self) / 1000);
  g_autoptr (GDateTime) local = g_date_time_to_timezone (utc, self->zone);
  g_autofree char *day = g_date_time_format (local, "%Y-%m-%d");
  g_autofree char *label = g_strdup (self->label != NULL ? self->label : "");

  g_strcanon (label, G_CSET_A_2_Z G_CSET_a_2_z G_CSET_DIGITS "-", '-');
  return g_strdup_printf ("cart-%.40s-%s.%s", label, day, ending);
}

static void
save (CorralCartStory *self, const char *title, const char *ending, GBytes *bytes, const GError *error)
{
  g_autofree char *file_name = make_name (self, ending);

  if (bytes != NULL)
    corral_save_file (GTK_WIDGET (self), title, file_name, bytes);
  else
    corral_page_tell (GTK_WIDGET (self), error->message, NULL);
}

static void
save_picture_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) bytes = corral_cart_story_dup_png (data, &error);

  save (data, _ ("Save as PNG"), "png", bytes, error);
}

static void
save_csv_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  g_autoptr (GError) error = NULL;
  char *text = corral_cart_story_dup_csv (data, &error);
  g_autoptr (GBytes) bytes = text != NULL ? g_bytes_new_take (text, strlen (text)) : NULL;

  save (data, _ ("Save as CSV"), "csv", bytes, error);
}

/* ---- the table of them */

static const GActionEntry entries[] = {
  { .name = "span", .parameter_type = "x", .state = "int64 0", .change_state = span_cb },
  { .name = "previous", .activate = previous_cb },
  { .name = "next", .activate = next_cb },
  { .name = "open", .activate = open_cb },
  { .name = "copy", .activate = copy_cb },
  { .name = "table", .activate = table_cb },
};

static const GActionEntry exports[] = {
  { .name = "save-picture", .activate = save_picture_cb },
  { .name = "save-csv", .activate = save_csv_cb },
};

static const struct
{
  const char *keys;
  const char *action;
} shortcuts[] = {
  { "<Control><Shift>Left", "story.previous" },
  { "<Control><Shift>Right", "story.next" },
};

/* Wherever the keyboard is, as long as the page is seen, also in a label that would move its own cursor; but in a field the
 * same keys choose words. */
static gboolean
key_cb (GtkWidget *widget, GVariant *arguments, gpointer action)
{
  GtkRoot *root = gtk_widget_get_root (widget);
  GtkWidget *focus = root != NULL ? gtk_root_get_focus (root) : NULL;

  if (!gtk_widget_get_mapped (widget) || GTK_IS_EDITABLE (focus) || GTK_IS_TEXT_VIEW (focus))
    return FALSE;
  return gtk_widget_activate_action (widget, action, NULL);
}

void
corral_cart_story_add_actions (CorralCartStory *self)
{
  GtkEventController *keys = gtk_shortcut_controller_new ();
  CorralChart *const *charts = corral_lane_stack_get_charts (CORRAL_LANE_STACK (self->lanes));
  guint n_lanes;

  self->actions = g_simple_action_group_new ();
  g_action_map_add_action_entries (G_ACTION_MAP (self->actions), entries, G_N_ELEMENTS (entries), self);
  if (corral_page_context_may_export (self->context))
    g_action_map_add_action_entries (G_ACTION_MAP (self->actions), exports, G_N_ELEMENTS (exports), self);
  gtk_widget_insert_action_group (GTK_WIDGET (self), "story", G_ACTION_GROUP (self->actions));

  gtk_event_controller_set_propagation_phase (keys, GTK_PHASE_CAPTURE);
  gtk_shortcut_controller_set_scope (GTK_SHORTCUT_CONTROLLER (keys), GTK_SHORTCUT_SCOPE_GLOBAL);
  for (guint i = 0; i < G_N_ELEMENTS (shortcuts); i++)
    gtk_shortcut_controller_add_shortcut (
        GTK_SHORTCUT_CONTROLLER (keys),
        gtk_shortcut_new (gtk_shortcut_trigger_parse_string (shortcuts[i].keys),
                          gtk_callback_action_new (key_cb, (gpointer) shortcuts[i].action, NULL)));
  gtk_widget_add_controller (GTK_WIDGET (self), keys);

  corral_lanes_get (&n_lanes);
  for (guint i = 0; i < n_lanes; i++)
    {
      GtkGesture *click = gtk_gesture_click_new ();

      g_signal_connect (click, "pressed", G_CALLBACK (pressed_cb), self);
      gtk_widget_add_controller (GTK_WIDGET (charts[i]), GTK_EVENT_CONTROLLER (click));
    }
}
