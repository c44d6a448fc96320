/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A cart's page, right side: holds together what is read, what it is compared with, the lanes and the words beneath them.
 * Main thread. */
#include "config.h"

#include "corral-cart-story-private.h"

#include "corral-cart-lanes.h"
#include "corral-cells.h"
#include "corral-fleet.h"
#include "corral-opening-hours.h"
#include "corral-story-bar.h"
#include "corral-sync.h"

/* A reading is made again, for what came by other ways than telemetry (alerts, notes), when the last is as old. */
#define REREAD_MS (5 * CORRAL_SECOND_MS)
/* A live end moves on in such steps, not with every frame. */
#define FOLLOW_MS (30 * CORRAL_SECOND_MS)

G_DEFINE_FINAL_TYPE (CorralCartStory, corral_cart_story, GTK_TYPE_WIDGET)

gint64
corral_cart_story_get_now (CorralCartStory *self)
{
  gint64 now_ms = corral_fleet_get_now (self->context->fleet);

  return CORRAL_IS_KNOWN (now_ms) ? now_ms : corral_clock_now_ms (self->context->clock);
}

gint64
corral_cart_story_get_slop (CorralCartStory *self)
{
  CorralTimeRange visible = corral_time_view_get_visible (self->view);

  return MAX ((visible.end_ms - visible.start_ms) / 150, 1);
}

/* ---- what is read */

static void
update_closed (CorralCartStory *self)
{
  CorralFleet *fleet = self->context->fleet;
  CorralTimeRange document = corral_time_view_get_document (self->view);
  g_autoptr (GArray) closed = g_array_new (FALSE, FALSE, sizeof (CorralTimeRange));
  CorralOpeningHours hours = { 0 };
  gint64 at_ms = document.start_ms;
  gboolean open;

  if (self->store != CORRAL_NO_SLOT)
    hours = corral_opening_hours_parse (
        corral_fleet_get_text (fleet, CORRAL_TABLE_STORE, self->store, CORRAL_STORE_COL_OPENING_HOURS));
  open = hours.known && corral_opening_hours_is_open (&hours, self->zone, at_ms);
  while (hours.known && at_ms < document.end_ms)
    {
      gint64 change_ms = document.end_ms;
      gboolean opens = FALSE;
      CorralTimeRange range;

      if (!corral_opening_hours_next_change (&hours, self->zone, at_ms, &change_ms, &opens))
        change_ms = document.end_ms;
      range = (CorralTimeRange) { .start_ms = at_ms, .end_ms = MIN (change_ms, document.end_ms) };
      if (!open)
        g_array_append_val (closed, range);
      open = opens;
      at_ms = change_ms;
    }
  corral_lane_stack_set_closed (CORRAL_LANE_STACK (self->lanes), (const CorralTimeRange *) (gpointer) closed->data,
                                 closed->len);
}

static void
points_changed_cb (CorralCartStory *self)
{
  CorralStory *story = corral_cart_points_get_story (self->points);

  corral_lane_stack_show (CORRAL_LANE_STACK (self->lanes), story, corral_cart_points_get_columns (self->points),
                           corral_cart_points_get_resolution (self->points), corral_cart_points_get_span (self->points),
                           corral_cart_story_get_now (self));
  if (story != NULL)
    corral_cart_comparison_set_span (self->comparison, corral_cart_points_get_span (self->points));
  corral_cart_story_update_readout (self);
  corral_cart_story_update_message (self);
}

static void
comparison_changed_cb (CorralCartStory *self)
{
  corral_lane_stack_compare (CORRAL_LANE_STACK (self->lanes), self->comparison);
  corral_cart_story_update_readout (self);
  corral_cart_story_update_message (self);
}

/* With the link, what could not be fetched can be. */
static void
sync_changed_cb (CorralCartStory *self)
{
  gboolean connected = corral_sync_get_status (self->context->sync)->connected;

  if (connected == self->connected)
    return;
  self->connected = connected;
  if (connected && self->cart != NULL)
    corral_cart_points_refresh (self->points);
}

/* ---- what is looked at */

static void
visible_changed_cb (CorralCartStory *self)
{
  CorralTimeRange visible = corral_time_view_get_visible (self->view);

  g_simple_action_set_state (G_SIMPLE_ACTION (g_action_map_lookup_action (G_ACTION_MAP (self->actions), "span")),
                             g_variant_new_int64 (visible.end_ms - visible.start_ms));
  corral_cart_points_set_span (self->points, visible);
}

static void
follow_now (CorralCartStory *self)
{
  gint64 now_ms = corral_cart_story_get_now (self);

  corral_time_view_set_document (self->view, (CorralTimeRange) { now_ms - CORRAL_CART_POINTS_MOST_MS, now_ms });
}

void
corral_cart_story_refresh (CorralCartStory *self)
{
  gint64 now_ms;

  g_return_if_fail (CORRAL_IS_CART_STORY (self));

  now_ms = corral_cart_story_get_now (self);
  if (self->cart == NULL)
    return;
  if (now_ms - corral_time_view_get_document (self->view).end_ms >= FOLLOW_MS)
    follow_now (self);
  if (now_ms - self->read_ms < REREAD_MS)
    return;
  self->read_ms = now_ms;
  corral_cart_points_refresh (self->points);
}

void
corral_cart_story_set_cart (CorralCartStory *self, const char *tenant, const char *cart, const char *label, guint32 store)
{
  const char *zone_name = NULL;

  g_return_if_fail (CORRAL_IS_CART_STORY (self));

  self->store = store;
  g_free (self->label);
  self->label = g_strdup (label);
  if (g_strcmp0 (self->cart, cart) == 0 && g_strcmp0 (self->tenant, tenant) == 0)
    {
      corral_cart_comparison_set_cart (self->comparison, tenant, cart, store);
      return;
    }
  corral_cart_story_end_search (self);
  g_free (self->tenant);
  g_free (self->cart);
  self->tenant = g_strdup (tenant);
  self->cart = g_strdup (cart);
  g_time_zone_unref (self->zone);
  self->zone = corral_cells_zone (self->context->fleet, store);
  if (store != CORRAL_NO_SLOT)
    zone_name = corral_fleet_get_text (self->context->fleet, CORRAL_TABLE_STORE, store, CORRAL_STORE_COL_TIME_ZONE);
  g_free (self->zone_name);
  self->zone_name = g_strdup (zone_name != NULL ? zone_name : "UTC");

  corral_time_view_set_selected (self->view, (CorralTimeRange) { 0, 0 });
  corral_time_view_set_cursor (self->view, CORRAL_TIME_NONE);
  follow_now (self);
  corral_lane_stack_set_zone (CORRAL_LANE_STACK (self->lanes), self->zone, zone_name);
  update_closed (self);
  corral_time_view_show_last (self->view, CORRAL_DAY_MS);
  self->read_ms = corral_cart_story_get_now (self);
  corral_cart_comparison_set_cart (self->comparison, tenant, cart, store);
  corral_cart_points_set_span (self->points, corral_time_view_get_visible (self->view));
  corral_cart_points_set_cart (self->points, tenant, cart);
}

gboolean
corral_cart_story_is_settled (CorralCartStory *self)
{
  g_return_val_if_fail (CORRAL_IS_CART_STORY (self), TRUE);

  return !corral_cart_points_is_pending (self->points) && !corral_cart_comparison_is_pending (self->comparison)
         && self->search == NULL;
}

CorralTimeView *
corral_cart_story_get_view (CorralCartStory *self)
{
  g_return_val_if_fail (CORRAL_IS_CART_STORY (self), NULL);

  return self->view;
}

const char *
corral_cart_story_get_readout (CorralCartStory *self)
{
  g_return_val_if_fail (CORRAL_IS_CART_STORY (self), NULL);

  return gtk_label_get_text (GTK_LABEL (self->readout));
}

const char *
corral_cart_story_get_message (CorralCartStory *self)
{
  g_return_val_if_fail (CORRAL_IS_CART_STORY (self), NULL);

  return gtk_label_get_text (GTK_LABEL (self->message));
}

/* ---- life */

/* Out of the window: readings under way hold on to what they read for, but what they read from goes with the window. */
static void
corral_cart_story_unroot (GtkWidget *widget)
{
  CorralCartStory *self = CORRAL_CART_STORY (widget);

  corral_cart_story_end_search (self);
  corral_cart_points_stop (self->points);
  corral_cart_comparison_stop (self->comparison);
  GTK_WIDGET_CLASS (corral_cart_story_parent_class)->unroot (widget);
}

static void
corral_cart_story_dispose (GObject *object)
{
  CorralCartStory *self = CORRAL_CART_STORY (object);

  corral_cart_story_end_search (self);
  g_clear_pointer (&self->box, gtk_widget_unparent);
  g_clear_object (&self->points);
  g_clear_object (&self->comparison);
  g_clear_object (&self->view);
  g_clear_object (&self->actions);
  G_OBJECT_CLASS (corral_cart_story_parent_class)->dispose (object);
}

static void
corral_cart_story_finalize (GObject *object)
{
  CorralCartStory *self = CORRAL_CART_STORY (object);

  g_time_zone_unref (self->zone);
  g_time_zone_unref (self->own_zone);
  g_free (self->zone_name);
  g_free (self->tenant);
  g_free (self->cart);
  g_free (self->label);
  g_free (self->found);
  G_OBJECT_CLASS (corral_cart_story_parent_class)->finalize (object);
}

static void
corral_cart_story_class_init (CorralCartStoryClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = corral_cart_story_dispose;
  G_OBJECT_CLASS (klass)->finalize = corral_cart_story_finalize;
  GTK_WIDGET_CLASS (klass)->unroot = corral_cart_story_unroot;
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BIN_LAYOUT);
}

static void
corral_cart_story_init (CorralCartStory *self)
{
  self->store = CORRAL_NO_SLOT;
  self->zone = g_time_zone_new_utc ();
  self->own_zone = g_time_zone_new_local ();
}

static GtkWidget *
make_label (const char *css_class)
{
  GtkWidget *label = gtk_label_new (NULL);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  /* What is read out may have names of any length: they must not make the window wider. */
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_widget_add_css_class (label, "caption");
  gtk_widget_add_css_class (label, css_class);
  gtk_widget_set_visible (label, FALSE);
  return label;
}

GtkWidget *
corral_cart_story_new (CorralPageContext *context)
{
  CorralCartStory *self = g_object_new (CORRAL_TYPE_CART_STORY, NULL);
  gint64 now_ms = corral_clock_now_ms (context->clock);
  guint n_spans;
  const gint64 *spans = corral_story_bar_get_spans (&n_spans);
  GtkWidget *below = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);

  self->context = context;
  self->view = corral_time_view_new ((CorralTimeRange) { now_ms - CORRAL_CART_POINTS_MOST_MS, now_ms });
  corral_time_view_set_limits (self->view, spans[0], spans[n_spans - 1]);
  self->points = corral_cart_points_new (context);
  self->comparison = corral_cart_comparison_new (context);
  self->lanes = corral_lane_stack_new (self->view);
  self->readout = make_label ("numeric");
  gtk_widget_set_hexpand (self->readout, TRUE);
  self->link = gtk_button_new ();
  gtk_widget_add_css_class (self->link, "flat");
  gtk_widget_add_css_class (self->link, "caption");
  gtk_widget_set_valign (self->link, GTK_ALIGN_START);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (self->link), "story.open");
  self->message = make_label ("dim-label");

  self->box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  gtk_box_append (GTK_BOX (self->box), corral_story_bar_new (self->comparison));
  gtk_box_append (GTK_BOX (self->box), self->lanes);
  gtk_box_append (GTK_BOX (below), self->readout);
  gtk_box_append (GTK_BOX (below), self->link);
  gtk_box_append (GTK_BOX (self->box), below);
  gtk_box_append (GTK_BOX (self->box), self->message);
  gtk_widget_set_parent (self->box, GTK_WIDGET (self));

  corral_cart_story_add_actions (self);
  g_signal_connect_object (self->view, "notify::visible", G_CALLBACK (visible_changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->view, "notify::cursor", G_CALLBACK (corral_cart_story_update_readout), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->view, "notify::selected", G_CALLBACK (corral_cart_story_update_readout), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->points, "changed", G_CALLBACK (points_changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->comparison, "changed", G_CALLBACK (comparison_changed_cb), self, G_CONNECT_SWAPPED);
  if (context->sync != NULL)
    {
      self->connected = corral_sync_get_status (context->sync)->connected;
      g_signal_connect_object (context->sync, "changed", G_CALLBACK (sync_changed_cb), self, G_CONNECT_SWAPPED);
    }
  visible_changed_cb (self);
  points_changed_cb (self);
  return GTK_WIDGET (self);
}
