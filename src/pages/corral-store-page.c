/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A store: its time and hours, the sentence, tiles that filter, its carts, and at the side its alerts, flags
 * and today's service level. Main thread. */
#include "config.h"

#include "corral-store-page.h"

#include "corral-act-bar.h"
#include "corral-act-run.h"
#include "corral-cells.h"
#include "corral-desk.h"
#include "corral-format.h"
#include "corral-maintenance-list.h"
#include "corral-opening-hours.h"
#include "corral-pace.h"
#include "corral-incident-index.h"
#include "corral-incident-source.h"
#include "corral-sentence.h"
#include "corral-service-sheet.h"
#include "corral-sheets.h"
#include "corral-short-list.h"
#include "corral-step-bar.h"
#include "corral-text-size.h"
#include "corral-time.h"
#include "corral-tile.h"
#include "corral-verdict-why.h"
#include "corral-verdict-words.h"
#include "corral-walk-sheet.h"
#include "corral-wrap-box.h"

#include <glib/gi18n.h>
#include <math.h>
#include <stdlib.h>

/* Narrower than this the side column goes below the sentence (look.md: folds under a window of 1200 px). */
#define SIDE_FROM_PX 980
#define SIDE_PX 300
/* Under the table they stand beside each other from this width on. */
#define IN_ROW_FROM_PX 700

/* The tiles: what a manager asks first comes first; only those that exist are shown beyond the first four. */
static const CorralCartState tile_states[] = {
  CORRAL_CART_IDLE,     CORRAL_CART_IN_USE,         CORRAL_CART_CHARGING,     CORRAL_CART_OFFLINE,
  CORRAL_CART_LATE,     CORRAL_CART_LOW_BATTERY,    CORRAL_CART_FAULT,        CORRAL_CART_OUT_OF_SERVICE,
  CORRAL_CART_UPDATING, CORRAL_CART_OFF_PREMISES,   CORRAL_CART_REVOKED,      CORRAL_CART_NEVER_SEEN,
};
#define TILES_ALWAYS 4

struct _CorralStorePage
{
  CorralPage parent_instance;

  guint32 store;           /* slot, or CORRAL_NO_SLOT */
  CorralRowList *rows;     /* (owned) */
  gboolean setting;        /* tiles follow; they do not lead */
  gboolean narrow; /* the lists stand under the table */
  gboolean in_row; /* then, beside each other */
  guint layout_source;
  CorralPace pace;         /* of what is shown of the store … */
  CorralPace verdict_pace; /* … and of what is said of it, which is drawn from the whole fleet */

  GtkWidget *stack;
  GtkWidget *content;
  GtkWidget *unknown;
  GtkWidget *name;
  GtkWidget *where;
  GtkWidget *hours;
  GtkWidget *sentence;
  GtkWidget *why;
  GtkWidget *part_of;
  GtkWidget *tiles[G_N_ELEMENTS (tile_states)];
  GtkWidget *table;
  GtkWidget *side;
  GtkWidget *service;
  GtkWidget *service_bar;
  GtkWidget *alerts;
  GtkWidget *flags;
  GtkWidget *maintenance;
  GtkWidget *acts;
  GtkWidget *sheets;
};

G_DEFINE_FINAL_TYPE (CorralStorePage, corral_store_page, CORRAL_TYPE_PAGE)

static CorralFleet *
get_fleet (CorralStorePage *self)
{
  return corral_page_get_context (CORRAL_PAGE (self))->fleet;
}

/* ---- head --------------------------------------------------------------------------------------------- */

static char *
describe_hours (CorralStorePage *self, GTimeZone *zone)
{
  CorralFleet *fleet = get_fleet (self);
  gint64 now_ms = corral_fleet_get_now (fleet);
  CorralOpeningHours hours = corral_opening_hours_parse (
      corral_fleet_get_text (fleet, CORRAL_TABLE_STORE, self->store, CORRAL_STORE_COL_OPENING_HOURS));
  g_autofree char *now = corral_format_time (now_ms, now_ms, zone);
  g_autofree char *then = NULL;
  gint64 change_ms = 0;
  gboolean opens = FALSE;

  if (!CORRAL_IS_KNOWN (now_ms))
    return g_strdup (CORRAL_DASH);
  if (!hours.known)
    /* Translators: %s is the time in the store, here and in the next four */
    return g_strdup_printf (_ ("%s there · opening hours not known"), now);
  if (!corral_opening_hours_next_change (&hours, zone, now_ms, &change_ms, &opens))
    return corral_opening_hours_is_open (&hours, zone, now_ms) ? g_strdup_printf (_ ("%s there · always open"), now)
                                                               : g_strdup_printf (_ ("%s there · closed"), now);
  then = corral_format_time (change_ms, now_ms, zone);
  /* Tomorrow's opening is not "today": say the weekday. */
  if (change_ms - corral_time_day_start_ms (zone, now_ms) >= CORRAL_DAY_MS)
    {
      g_autoptr (GDateTime) utc = g_date_time_new_from_unix_utc (change_ms / 1000);
      g_autoptr (GDateTime) local = g_date_time_to_timezone (utc, zone);

      g_free (then);
      then = g_date_time_format (local, _ ("%a %H:%M"));
    }
  return opens ? g_strdup_printf (_ ("%s there · closed until %s"), now, then)
               : g_strdup_printf (_ ("%s there · open until %s"), now, then);
}

static void
update_head (CorralStorePage *self, GTimeZone *zone)
{
  CorralFleet *fleet = get_fleet (self);
  g_autofree char *name = corral_store_to_text (fleet, self->store);
  g_autofree char *city = corral_format_text (
      corral_fleet_get_text (fleet, CORRAL_TABLE_STORE, self->store, CORRAL_STORE_COL_CITY));
  guint32 chain = corral_fleet_get_link (fleet, CORRAL_TABLE_STORE, self->store, CORRAL_STORE_COL_CHAIN);
  g_autofree char *chain_name = corral_format_text (
      corral_fleet_get_text (fleet, CORRAL_TABLE_CHAIN, chain, CORRAL_CHAIN_COL_NAME));
  g_autofree char *where = g_strdup_printf (_ ("%s · %s"), chain_name, city);
  g_autofree char *hours = describe_hours (self, zone);

  gtk_label_set_text (GTK_LABEL (self->name), name);
  gtk_label_set_text (GTK_LABEL (self->where), where);
  gtk_label_set_text (GTK_LABEL (self->hours), hours);
  gtk_widget_set_tooltip_text (self->hours, corral_fleet_get_text (fleet, CORRAL_TABLE_STORE, self->store,
                                                                   CORRAL_STORE_COL_TIME_ZONE));
  corral_page_set_title (CORRAL_PAGE (self), name);
}

static void
update_sentence (CorralStorePage *self, const CorralRollup *rollup)
{
  CorralFleet *fleet = get_fleet (self);
  CorralVerdict verdict;
  guint ready = rollup->by_state[CORRAL_CART_IDLE];
  g_autofree char *carts = corral_format_count (rollup->carts, CORRAL_NOUN_CART);
  g_autofree char *text = NULL;
  guint look_at = rollup->by_state[CORRAL_CART_LOW_BATTERY] + rollup->by_state[CORRAL_CART_FAULT]
                  + rollup->by_state[CORRAL_CART_OFF_PREMISES] + rollup->by_state[CORRAL_CART_OFFLINE];

  corral_verdict_of_store (corral_desk_get (corral_page_get_context (CORRAL_PAGE (self))), self->store, &verdict);
  if (verdict.layer != CORRAL_LAYER_NONE)
    text = corral_verdict_to_text (fleet, &verdict, NULL, NULL);
  else if (look_at > 0)
    text = g_strdup_printf (ngettext ("%u of %s can go out now; %u needs a look.",
                                      "%u of %s can go out now; %u need a look.", look_at),
                            ready, carts, look_at);
  else
    text = g_strdup_printf (_ ("%u of %s can go out now; none needs a look."), ready, carts);
  corral_sentence_set_text (CORRAL_SENTENCE (self->sentence), text);
  /* While nothing is wrong with the store, the sentence is not the verdict's. */
  if (verdict.layer != CORRAL_LAYER_NONE)
    corral_verdict_why_show (CORRAL_VERDICT_WHY (self->why), fleet, &verdict);
  else
    gtk_widget_set_visible (self->why, FALSE);
}

/* Which incident it is in. */
static void
update_part_of (CorralStorePage *self)
{
  g_autofree char *markup
      = corral_incident_index_store_to_markup (corral_page_get_context (CORRAL_PAGE (self)), self->store);

  if (markup != NULL)
    corral_sentence_set_markup (CORRAL_SENTENCE (self->part_of), markup);
  else
    corral_sentence_set_text (CORRAL_SENTENCE (self->part_of), NULL);
}

/* ---- tiles and table -------------------------------------------------------------------------------------- */

static void
apply_filter (CorralStorePage *self, const char *state)
{
  g_autoptr (CorralOrder) order = corral_order_new (CORRAL_TABLE_CART);
  gboolean descending = FALSE;
  guint sort = corral_order_get_sort (corral_row_list_get_spec (self->rows), &descending);

  corral_order_sort_by (order, sort, descending);
  corral_order_where_integer (order, CORRAL_CART_COL_STORE, self->store);
  if (state != NULL)
    corral_order_where_named (order, "state", state);
  corral_row_list_set_spec (self->rows, order);

  self->setting = TRUE;
  for (guint i = 0; i < G_N_ELEMENTS (tile_states); i++)
    gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (self->tiles[i]),
                                  g_strcmp0 (state, corral_cart_state_to_word (tile_states[i])) == 0);
  self->setting = FALSE;
}

static void
tile_toggled_cb (GtkToggleButton *tile, CorralStorePage *self)
{
  CorralPlace *place = corral_page_get_place (CORRAL_PAGE (self));
  g_autoptr (CorralPlace) next = NULL;
  const char *state = NULL;

  if (self->setting || place == NULL)
    return;
  for (guint i = 0; i < G_N_ELEMENTS (tile_states); i++)
    if (self->tiles[i] == GTK_WIDGET (tile) && gtk_toggle_button_get_active (tile))
      state = corral_cart_state_to_word (tile_states[i]);
  next = corral_place_with_filter (place, "state", state);
  apply_filter (self, state);
  corral_page_set_place (CORRAL_PAGE (self), next);
}

static void
row_activated_cb (CorralStorePage *self, guint slot)
{
  g_autoptr (CorralPlace) place = corral_cells_place_of_cart (get_fleet (self), slot);

  if (place != NULL)
    corral_page_go (GTK_WIDGET (self), place);
}

/* ---- service level ------------------------------------------------------------------------------------------ */

static void
update_service (CorralStorePage *self, const CorralRollup *rollup, GTimeZone *zone)
{
  CorralFleet *fleet = get_fleet (self);
  const char *text = corral_fleet_get_text (fleet, CORRAL_TABLE_STORE, self->store, CORRAL_STORE_COL_SERVICE_HOURS_PCT);
  g_auto (GStrv) numbers = g_strsplit (text != NULL ? text : "", " ", 25);
  g_autofree char *today = corral_format_percent (rollup->service_today_pct, 1);
  g_autofree char *target = corral_format_percent (rollup->service_target_pct, 0);
  g_autofree char *sentence = g_strdup_printf (_ ("Service level today: %s, target %s"), today, target);
  CorralOpeningHours hours = corral_opening_hours_parse (
      corral_fleet_get_text (fleet, CORRAL_TABLE_STORE, self->store, CORRAL_STORE_COL_OPENING_HOURS));
  gint64 now_ms = corral_fleet_get_now (fleet);
  double values[24];
  guint n = 0;
  guint first_hour = 0;

  for (guint i = 0; numbers[i] != NULL && n < G_N_ELEMENTS (values); i++)
    if (*numbers[i] != '\0')
      values[n++] = g_strcmp0 (numbers[i], "-") == 0 ? NAN : g_ascii_strtod (numbers[i], NULL);
  if (hours.known && CORRAL_IS_KNOWN (now_ms))
    {
      gint64 day = (now_ms + corral_time_offset_s (zone, now_ms) * 1000) / CORRAL_DAY_MS;
      int weekday = (int) (((day + 3) % 7 + 7) % 7);

      first_hour = (guint) (hours.open_min[weekday] / 60) % 24;
    }
  {
    g_autoptr (GString) kept = g_string_new (sentence);

    /* In a narrow column the sign does not leave its number. */
    g_string_replace (kept, " %", "\u00a0%", 0);
    gtk_label_set_text (GTK_LABEL (self->service), kept->str);
  }
  if (rollup->service_today_pct < rollup->service_target_pct)
    gtk_widget_add_css_class (self->service, "severity-act");
  else
    gtk_widget_remove_css_class (self->service, "severity-act");
  gtk_widget_set_visible (self->service_bar, n > 0);
  if (n > 0)
    corral_step_bar_set_values (CORRAL_STEP_BAR (self->service_bar), values, n, first_hour, rollup->service_target_pct);
}

/* ---- overrides --------------------------------------------------------------------------------------------- */

static guint32
find_store (CorralStorePage *self, CorralPlace *place)
{
  CorralFleet *fleet = get_fleet (self);
  guint32 chain = place->chain != NULL ? corral_fleet_find_chain (fleet, place->chain) : CORRAL_NO_SLOT;
  char *end = NULL;
  gint64 number;

  if (place->subject == NULL || (place->chain != NULL && chain == CORRAL_NO_SLOT))
    return CORRAL_NO_SLOT;
  number = g_ascii_strtoll (place->subject, &end, 10);
  return *end == '\0' ? corral_fleet_find_store (fleet, chain, number) : CORRAL_NO_SLOT;
}

static void
update_verdict (gpointer data)
{
  CorralStorePage *self = data;
  CorralRollup rollup;

  corral_pace_done (&self->verdict_pace);
  if (self->store == CORRAL_NO_SLOT)
    return;
  corral_fleet_get_rollup (get_fleet (self), CORRAL_TABLE_STORE, self->store, &rollup);
  update_sentence (self, &rollup);
}

static void
update_details (gpointer data)
{
  CorralStorePage *self = data;
  CorralPageContext *context = corral_page_get_context (CORRAL_PAGE (self));
  g_autoptr (GTimeZone) zone = NULL;
  CorralRollup rollup;

  corral_pace_done (&self->pace);
  if (self->store == CORRAL_NO_SLOT)
    return;
  zone = corral_cells_zone (context->fleet, self->store);
  corral_fleet_get_rollup (context->fleet, CORRAL_TABLE_STORE, self->store, &rollup);
  update_head (self, zone);
  for (guint i = 0; i < G_N_ELEMENTS (tile_states); i++)
    {
      guint count = rollup.by_state[tile_states[i]];

      corral_tile_set_count (CORRAL_TILE (self->tiles[i]), count);
      gtk_widget_set_visible (self->tiles[i], i < TILES_ALWAYS || count > 0
                                                  || gtk_toggle_button_get_active (GTK_TOGGLE_BUTTON (self->tiles[i])));
    }
  update_part_of (self);
  update_service (self, &rollup, zone);
  corral_short_list_show (CORRAL_SHORT_LIST (self->alerts), self->store, CORRAL_NO_SLOT);
  gtk_widget_set_visible (self->flags, corral_page_context_has_page (context, CORRAL_PAGE_FLAGS));
  gtk_widget_set_visible (self->alerts, corral_page_context_has_page (context, CORRAL_PAGE_ALERTS));
  corral_short_list_show (CORRAL_SHORT_LIST (self->flags), self->store, CORRAL_NO_SLOT);
  corral_maintenance_list_show (CORRAL_MAINTENANCE_LIST (self->maintenance), self->store);
  corral_table_refresh (CORRAL_TABLE (self->table));
}

static void
corral_store_page_refresh (CorralPage *page)
{
  CorralStorePage *self = CORRAL_STORE_PAGE (page);
  CorralPlace *place = corral_page_get_place (page);
  guint32 store = place != NULL ? find_store (self, place) : CORRAL_NO_SLOT;
  gboolean another = store != self->store;

  if (another)
    {
      /* It has arrived, or its chain was forgotten and came back. */
      self->store = store;
      /* What was chosen was another store's. */
      corral_selection_set (corral_table_get_selection (CORRAL_TABLE (self->table)), NULL, 0);
      if (store != CORRAL_NO_SLOT)
        apply_filter (self, corral_place_get_filter (place, "state"));
    }
  gtk_stack_set_visible_child (GTK_STACK (self->stack), store != CORRAL_NO_SLOT ? self->content : self->unknown);
  if (store == CORRAL_NO_SLOT)
    {
      corral_page_set_title (page, _ ("Store"));
      return;
    }

  if (another || corral_pace_take (&self->pace, CORRAL_PACE_DETAILS_MS, update_details, self))
    update_details (self);
  if (another || corral_pace_take (&self->verdict_pace, CORRAL_PACE_VERDICT_MS, update_verdict, self))
    update_verdict (self);
  corral_act_bar_refresh (CORRAL_ACT_BAR (self->acts));
  corral_sheet_button_refresh (self->sheets, page, CORRAL_PAGE_STORE);
}

static void
corral_store_page_show_place (CorralPage *page, CorralPlace *place)
{
  CorralStorePage *self = CORRAL_STORE_PAGE (page);

  self->store = CORRAL_NO_SLOT; /* taken anew, with the place's filter */
  corral_page_set_chain (page, place->chain);
  corral_store_page_refresh (page);
}

static gboolean
layout_cb (gpointer data)
{
  CorralStorePage *self = data;

  self->layout_source = 0;
  gtk_orientable_set_orientation (GTK_ORIENTABLE (gtk_widget_get_parent (self->side)),
                                  self->narrow ? GTK_ORIENTATION_VERTICAL : GTK_ORIENTATION_HORIZONTAL);
  gtk_orientable_set_orientation (GTK_ORIENTABLE (self->side),
                                  self->in_row ? GTK_ORIENTATION_HORIZONTAL : GTK_ORIENTATION_VERTICAL);
  gtk_widget_set_size_request (self->side, self->narrow ? -1 : corral_text_size_px (GTK_WIDGET (self), SIDE_PX), -1);
  gtk_box_set_homogeneous (GTK_BOX (self->side), self->in_row);
  return G_SOURCE_REMOVE;
}

static void
resized_cb (CorralStorePage *self, int width, int height)
{
  gboolean narrow = width < corral_text_size_px (GTK_WIDGET (self), SIDE_FROM_PX);
  gboolean in_row = narrow && width >= corral_text_size_px (GTK_WIDGET (self), IN_ROW_FROM_PX);

  if (narrow == self->narrow && in_row == self->in_row)
    return;
  self->narrow = narrow;
  self->in_row = in_row;
  if (self->layout_source == 0)
    self->layout_source = g_idle_add (layout_cb, self);
}

static gboolean
corral_store_page_is_settled (CorralPage *page)
{
  return CORRAL_STORE_PAGE (page)->layout_source == 0;
}

static void
corral_store_page_dispose (GObject *object)
{
  CorralStorePage *self = CORRAL_STORE_PAGE (object);

  g_clear_handle_id (&self->layout_source, g_source_remove);
  corral_pace_stop (&self->pace);
  corral_pace_stop (&self->verdict_pace);
  g_clear_object (&self->rows);
  G_OBJECT_CLASS (corral_store_page_parent_class)->dispose (object);
}

static void
corral_store_page_class_init (CorralStorePageClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = corral_store_page_dispose;
  CORRAL_PAGE_CLASS (klass)->show_place = corral_store_page_show_place;
  CORRAL_PAGE_CLASS (klass)->refresh = corral_store_page_refresh;
  CORRAL_PAGE_CLASS (klass)->is_settled = corral_store_page_is_settled;
}

static void
corral_store_page_init (CorralStorePage *self)
{
  self->store = CORRAL_NO_SLOT;
}

static void
plan_cb (CorralStorePage *self)
{
  CorralActSubject subject = { .table = CORRAL_TABLE_STORE, .slots = &self->store, .n_slots = 1 };

  if (self->store != CORRAL_NO_SLOT)
    corral_act_begin (corral_act_find ("plan-maintenance"), GTK_WIDGET (self),
                      corral_page_get_context (CORRAL_PAGE (self)), &subject);
}

static GtkWidget *
make_plan_button (CorralStorePage *self)
{
  GtkWidget *button = gtk_button_new_from_icon_name ("corral-state-out-of-service-symbolic");
  const char *label = _ ("Plan maintenance of this store");

  gtk_widget_set_name (button, "plan-store-maintenance");
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_widget_set_tooltip_text (button, label);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
  g_signal_connect_swapped (button, "clicked", G_CALLBACK (plan_cb), self);
  return button;
}

static GtkWidget *
make_label (const char *css_class, gboolean expand)
{
  GtkWidget *label = gtk_label_new (NULL);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_widget_set_hexpand (label, expand);
  gtk_widget_add_css_class (label, css_class);
  return label;
}

static GtkWidget *
make_tiles (CorralStorePage *self)
{
  GtkWidget *box = corral_wrap_box_new (6);

  for (guint i = 0; i < G_N_ELEMENTS (tile_states); i++)
    {
      self->tiles[i] = corral_tile_new (corral_look_of_state (tile_states[i]));
      g_signal_connect (self->tiles[i], "toggled", G_CALLBACK (tile_toggled_cb), self);
      corral_wrap_box_append (CORRAL_WRAP_BOX (box), self->tiles[i]);
    }
  gtk_widget_add_css_class (box, "tiles");
  return box;
}

static GtkWidget *
make_side (CorralStorePage *self)
{
  CorralPageContext *context = corral_page_get_context (CORRAL_PAGE (self));
  GtkWidget *level = gtk_box_new (GTK_ORIENTATION_VERTICAL, 4);

  self->side = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12);
  self->service = make_label ("heading", FALSE);
  self->service_bar = corral_step_bar_new (_ ("Service level today"));
  gtk_widget_add_css_class (self->service_bar, "service-bar");
  gtk_box_append (GTK_BOX (level), self->service);
  gtk_box_append (GTK_BOX (level), self->service_bar);
  self->alerts = corral_short_list_new (context, CORRAL_TABLE_ALERT, _ ("Alerts"));
  self->flags = corral_short_list_new (context, CORRAL_TABLE_FLAG, _ ("Flags to review"));
  gtk_box_append (GTK_BOX (self->side), level);
  gtk_box_append (GTK_BOX (self->side), self->alerts);
  gtk_box_append (GTK_BOX (self->side), self->flags);
  self->maintenance = corral_maintenance_list_new (context);
  gtk_box_append (GTK_BOX (self->side), self->maintenance);
  gtk_widget_set_size_request (self->side, SIDE_PX, -1);
  gtk_widget_add_css_class (self->side, "side");
  return self->side;
}

CorralPage *
corral_store_page_new (CorralPageContext *context)
{
  CorralStorePage *self = g_object_new (CORRAL_TYPE_STORE_PAGE, "context", context, NULL);
  g_autoptr (CorralOrder) order = corral_order_new (CORRAL_TABLE_CART);
  GtkWidget *head = corral_wrap_box_new (12);
  GtkWidget *scrolled = gtk_scrolled_window_new ();
  GtkWidget *body = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 18);
  GtkWidget *width_watch;
  const CorralTableColumn *columns;
  guint n_columns;

  corral_order_sort_by (order, CORRAL_CART_COL_LABEL, FALSE);
  corral_order_where_slots (order, NULL, 0);
  self->rows = corral_row_list_new (context->fleet, order);

  self->content = gtk_box_new (GTK_ORIENTATION_VERTICAL, 9);
  /* Without height or content: it tells how wide the page is. */
  width_watch = gtk_drawing_area_new ();
  g_signal_connect_swapped (width_watch, "resize", G_CALLBACK (resized_cb), self);
  self->name = make_label ("title-2", FALSE);
  self->where = make_label ("dim-label", TRUE);
  self->hours = make_label ("numeric", FALSE);
  gtk_widget_set_valign (self->where, GTK_ALIGN_CENTER);
  gtk_widget_set_valign (self->name, GTK_ALIGN_CENTER);
  gtk_widget_set_valign (self->hours, GTK_ALIGN_CENTER);
  corral_wrap_box_append (CORRAL_WRAP_BOX (head), self->name);
  corral_wrap_box_append (CORRAL_WRAP_BOX (head), self->where);
  corral_wrap_box_append (CORRAL_WRAP_BOX (head), self->hours);
  corral_wrap_box_append (CORRAL_WRAP_BOX (head), make_plan_button (self));
  self->sheets = corral_sheet_button_new (CORRAL_PAGE (self), CORRAL_PAGE_STORE);
  corral_wrap_box_append (CORRAL_WRAP_BOX (head), self->sheets);
  corral_wrap_box_append (CORRAL_WRAP_BOX (head), corral_page_make_call_button (CORRAL_PAGE (self)));
  self->sentence = corral_sentence_new ();

  columns = corral_cart_columns_get_in_store (&n_columns);
  self->table = corral_table_new ("store-carts", _ ("Carts of this store"), columns, n_columns, context,
                                  context->settings);
  corral_table_set_multiple (CORRAL_TABLE (self->table), TRUE);
  corral_table_set_rows (CORRAL_TABLE (self->table), self->rows);
  corral_table_set_sort (CORRAL_TABLE (self->table), CORRAL_CART_COL_LABEL, FALSE);
  g_signal_connect_swapped (self->table, "row-activated", G_CALLBACK (row_activated_cb), self);
  gtk_widget_set_hexpand (self->table, TRUE);
  gtk_widget_set_vexpand (self->table, TRUE);

  gtk_box_append (GTK_BOX (body), self->table);
  gtk_box_append (GTK_BOX (body), make_side (self));
  gtk_widget_set_vexpand (body, TRUE);
  gtk_box_append (GTK_BOX (self->content), head);
  gtk_box_append (GTK_BOX (self->content), self->sentence);
  self->why = corral_verdict_why_new ();
  gtk_box_append (GTK_BOX (self->content), self->why);
  self->part_of = corral_sentence_new ();
  gtk_widget_add_css_class (self->part_of, "part-of");
  gtk_box_append (GTK_BOX (self->content), self->part_of);
  gtk_box_append (GTK_BOX (self->content), make_tiles (self));
  gtk_box_append (GTK_BOX (self->content), body);
  self->acts = corral_act_bar_new (context, CORRAL_TABLE (self->table), CORRAL_TABLE_CART, GTK_WIDGET (self));
  gtk_box_append (GTK_BOX (self->content), self->acts);
  gtk_box_append (GTK_BOX (self->content), width_watch);
  gtk_widget_add_css_class (self->content, "page");
  /* The table has a height that can be read; where that is too much for the window, all of the page is moved. */
  gtk_widget_add_css_class (self->table, "store-carts");
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scrolled), GTK_POLICY_NEVER, GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scrolled), self->content);
  self->content = scrolled;

  self->unknown = adw_status_page_new ();
  adw_status_page_set_icon_name (ADW_STATUS_PAGE (self->unknown), "corral-page-stores-symbolic");
  adw_status_page_set_title (ADW_STATUS_PAGE (self->unknown), _ ("No Such Store"));
  adw_status_page_set_description (ADW_STATUS_PAGE (self->unknown),
                                   _ ("No store of that chain has this number, or it has not arrived yet. Find it by "
                                      "number, name or city with Ctrl+K."));
  self->stack = gtk_stack_new ();
  /* What is not shown does not widen the window. */
  gtk_stack_set_hhomogeneous (GTK_STACK (self->stack), FALSE);
  gtk_stack_add_child (GTK_STACK (self->stack), self->content);
  gtk_stack_add_child (GTK_STACK (self->stack), self->unknown);
  adw_bin_set_child (ADW_BIN (self), self->stack);
  corral_page_set_title (CORRAL_PAGE (self), _ ("Store"));
  return CORRAL_PAGE (self);
}

CorralSheet *
corral_store_page_make_walk_sheet (CorralPage *page)
{
  CorralStorePage *self = CORRAL_STORE_PAGE (page);
  CorralPageContext *context = corral_page_get_context (page);

  if (self->store != CORRAL_NO_SLOT)
    return corral_walk_sheet_new (context->fleet, self->store, corral_desk_cloud_answers (context),
                                  corral_clock_now_ms (context->clock));
  corral_page_tell (GTK_WIDGET (page), _ ("No store is shown that could be printed."), NULL);
  return NULL;
}

CorralSheet *
corral_store_page_make_service_sheet (CorralPage *page)
{
  CorralStorePage *self = CORRAL_STORE_PAGE (page);
  CorralPageContext *context = corral_page_get_context (page);
  CorralSheet *sheet = NULL;

  if (self->store != CORRAL_NO_SLOT)
    sheet = corral_service_sheet_of_store (context->fleet, self->store,
                                           corral_incident_source_get_incidents (context->incidents),
                                           corral_desk_cloud_answers (context), corral_clock_now_ms (context->clock));
  if (sheet == NULL)
    corral_page_tell (GTK_WIDGET (page), _ ("Nothing is known of this store’s service level."), NULL);
  return sheet;
}
