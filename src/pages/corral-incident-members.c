/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The members of an incident as a table. Main thread. */
#include "config.h"

#include "corral-incident-members.h"

#include "corral-cells.h"
#include "corral-format.h"
#include "corral-incident-look.h"
#include "corral-table.h"

#include <glib/gi18n.h>


/* ---- rows ------------------------------------------------------------------------------------------- */

#define CORRAL_TYPE_MEMBER_ROW (corral_member_row_get_type ())
G_DECLARE_FINAL_TYPE (CorralMemberRow, corral_member_row, CORRAL, MEMBER_ROW, GObject)

/* A position of the list: what stands there is looked up in the incident that is shown. */
struct _CorralMemberRow
{
  GObject parent_instance;
  CorralIncidentMembers *owner; /* (unowned): NULL once it has gone */
  guint position;
};

G_DEFINE_FINAL_TYPE (CorralMemberRow, corral_member_row, G_TYPE_OBJECT)

static guint changed_signal;

static void
corral_member_row_class_init (CorralMemberRowClass *klass)
{
  changed_signal = g_signal_new ("changed", CORRAL_TYPE_MEMBER_ROW, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
corral_member_row_init (CorralMemberRow *self)
{
}

struct _CorralIncidentMembers
{
  GtkWidget parent_instance;

  CorralPageContext *context; /* (unowned) */
  CorralIncident *incident;   /* (owned) (nullable) */
  GTimeZone *zone;            /* (owned) (nullable) */
  GPtrArray *order;           /* (owned) (element-type CorralIncidentMember): the incident's, as they stand in the list */
  GListStore *rows;           /* (owned) (element-type CorralMemberRow) */

  GtkWidget *box;
  GtkWidget *heading;
  GtkWidget *quiet;
  GtkWidget *table;
};

G_DEFINE_FINAL_TYPE (CorralIncidentMembers, corral_incident_members, GTK_TYPE_WIDGET)

enum
{
  SIGNAL_CHOSEN,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

static const CorralIncidentMember *
get_member (gpointer item)
{
  CorralMemberRow *row = item;

  return row->owner != NULL && row->position < row->owner->order->len
             ? g_ptr_array_index (row->owner->order, row->position)
             : NULL;
}

/* Positions: what is selected is found anew by name when another stands there (see select_again()). */
static guint32
get_slot (GListModel *rows, guint position)
{
  return position < g_list_model_get_n_items (rows) ? position : G_MAXUINT32;
}

static guint
find_slot (GListModel *rows, guint32 slot)
{
  return slot < g_list_model_get_n_items (rows) ? slot : GTK_INVALID_LIST_POSITION;
}

static const CorralRowSource source = { get_slot, find_slot };

/* ---- cells ------------------------------------------------------------------------------------------ */

static CorralFleet *
get_fleet (gpointer item)
{
  return CORRAL_MEMBER_ROW (item)->owner->context->fleet;
}

static guint32
find_cart (gpointer item, const CorralIncidentMember *member)
{
  return corral_incident_member_find_cart (member, get_fleet (item));
}

static void
render_cart (CorralCell *cell, gpointer item, gpointer data)
{
  const CorralIncidentMember *member = get_member (item);
  guint32 cart = member != NULL ? find_cart (item, member) : CORRAL_NO_SLOT;

  if (member != NULL && member->id == NULL)
    corral_cell_set_text (cell, _ ("the store"));
  else if (cart != CORRAL_NO_SLOT)
    corral_cell_set_text (cell, corral_fleet_get_text (get_fleet (item), CORRAL_TABLE_CART, cart, CORRAL_CART_COL_LABEL));
}

static void
render_store (CorralCell *cell, gpointer item, gpointer data)
{
  const CorralIncidentMember *member = get_member (item);

  if (member != NULL)
    corral_cell_take_text (cell, corral_store_to_text (get_fleet (item),
                                                       corral_incident_member_find_store (member, get_fleet (item))));
}

static void
render_time (CorralCell *cell, gpointer item, gint64 time_ms)
{
  corral_cell_take_text (cell, corral_format_time (time_ms, corral_fleet_get_now (get_fleet (item)),
                                                   CORRAL_MEMBER_ROW (item)->owner->zone));
}

static void
render_joined (CorralCell *cell, gpointer item, gpointer data)
{
  const CorralIncidentMember *member = get_member (item);

  if (member != NULL)
    render_time (cell, item, member->joined_ms);
}

static void
render_left (CorralCell *cell, gpointer item, gpointer data)
{
  const CorralIncidentMember *member = get_member (item);

  if (member == NULL)
    return;
  if (CORRAL_IS_KNOWN (member->left_ms))
    render_time (cell, item, member->left_ms);
  else
    corral_cell_set_text (cell, _ ("still in it"));
}

static void
render_heard (CorralCell *cell, gpointer item, gpointer data)
{
  const CorralIncidentMember *member = get_member (item);

  if (member != NULL)
    render_time (cell, item, member->heard_ms);
}

static void
render_remark (CorralCell *cell, gpointer item, gpointer data)
{
  const CorralIncidentMember *member = get_member (item);
  g_autoptr (GString) text = g_string_new (NULL);

  if (member == NULL)
    return;
  if (member->quiet != CORRAL_QUIET_NONE)
    /* Translators: %s is a reason such as "charging" */
    g_string_append_printf (text, _ ("does not count: %s"), corral_quiet_to_text (member->quiet));
  if (member->n_joins > 1)
    g_string_append_printf (text, "%s", text->len > 0 ? "; " : "");
  if (member->n_joins > 1)
    /* Translators: of a cart in an incident */
    g_string_append_printf (text, ngettext ("came into it %u time", "came into it %u times", member->n_joins),
                            member->n_joins);
  if (member->worked_on)
    {
      g_autofree char *gap = corral_incident_gap_to_text (member->gap_ms, member->n_trips, member->n_missing);

      g_string_append_printf (text, "%s%s", text->len > 0 ? "; " : "", gap);
    }
  if (member->released)
    g_string_append_printf (text, "%s%s", text->len > 0 ? "; " : "", _ ("taken out by a person"));
  if (member->by_hand)
    g_string_append_printf (text, "%s%s", text->len > 0 ? "; " : "", _ ("added by a person"));
  corral_cell_set_text (cell, text->str);
  if (text->len == 0)
    corral_cell_take_text (cell, g_strdup (" "));
}

static const CorralTableColumn columns[] = {
  { .id = "cart", .title = N_ ("Cart"), .kind = CORRAL_CELL_TEXT, .sort = CORRAL_TABLE_NO_SORT, .chars = 4,
    .render = render_cart },
  { .id = "store", .title = N_ ("Store"), .kind = CORRAL_CELL_TEXT, .sort = CORRAL_TABLE_NO_SORT, .chars = 8,
    .expand = TRUE, .render = render_store },
  { .id = "heard", .title = N_ ("Last heard"), .kind = CORRAL_CELL_TIME, .sort = CORRAL_TABLE_NO_SORT, .chars = 9,
    .render = render_heard },
  { .id = "joined", .title = N_ ("In it since"), .kind = CORRAL_CELL_TIME, .sort = CORRAL_TABLE_NO_SORT, .chars = 9,
    .hidden = TRUE,
    .render = render_joined },
  { .id = "left", .title = N_ ("Well again"), .kind = CORRAL_CELL_TIME, .sort = CORRAL_TABLE_NO_SORT, .chars = 9,
    .render = render_left },
  { .id = "remark", .title = N_ ("Remarks"), .kind = CORRAL_CELL_TEXT, .sort = CORRAL_TABLE_NO_SORT, .chars = 11,
    .expand = TRUE, .render = render_remark },
};

static void
row_activated_cb (CorralIncidentMembers *self, guint slot)
{
  g_autoptr (CorralMemberRow) row = g_list_model_get_item (G_LIST_MODEL (self->rows), slot);
  const CorralIncidentMember *member = row != NULL ? get_member (row) : NULL;
  guint32 cart = member != NULL ? find_cart (row, member) : CORRAL_NO_SLOT;
  guint32 store = member != NULL ? corral_incident_member_find_store (member, self->context->fleet) : CORRAL_NO_SLOT;
  g_autoptr (CorralPlace) place = cart != CORRAL_NO_SLOT    ? corral_cells_place_of_cart (self->context->fleet, cart)
                                  : store != CORRAL_NO_SLOT ? corral_cells_place_of_store (self->context->fleet, store)
                                                            : NULL;

  if (place != NULL)
    corral_page_go (GTK_WIDGET (self), place);
}

static void
chosen_cb (CorralIncidentMembers *self)
{
  g_signal_emit (self, signals[SIGNAL_CHOSEN], 0);
}

/* ---- showing ---------------------------------------------------------------------------------------- */

/* Those still in it first, then by store, then as they came. */
static int
compare (gconstpointer a, gconstpointer b)
{
  const CorralIncidentMember *first = *(const CorralIncidentMember *const *) a;
  const CorralIncidentMember *second = *(const CorralIncidentMember *const *) b;
  gboolean first_left = CORRAL_IS_KNOWN (first->left_ms);
  gboolean second_left = CORRAL_IS_KNOWN (second->left_ms);
  int order;

  if (first_left != second_left)
    return first_left ? 1 : -1;
  order = g_strcmp0 (first->store, second->store);
  if (order == 0)
    order = (first->joined_ms > second->joined_ms) - (first->joined_ms < second->joined_ms);
  return order != 0 ? order : g_strcmp0 (first->id, second->id);
}

static void
update_rows (CorralIncidentMembers *self)
{
  guint n_before = g_list_model_get_n_items (G_LIST_MODEL (self->rows));
  guint n = self->order->len;

  for (guint i = 0; i < MIN (n, n_before); i++)
    {
      g_autoptr (CorralMemberRow) row = g_list_model_get_item (G_LIST_MODEL (self->rows), i);

      g_signal_emit (row, changed_signal, 0);
    }
  if (n < n_before)
    g_list_store_splice (self->rows, n, n_before - n, NULL, 0);
  else if (n > n_before)
    {
      g_autoptr (GPtrArray) more = g_ptr_array_new_with_free_func (g_object_unref);

      for (guint i = n_before; i < n; i++)
        {
          CorralMemberRow *row = g_object_new (CORRAL_TYPE_MEMBER_ROW, NULL);

          row->owner = self;
          row->position = i;
          g_ptr_array_add (more, row);
        }
      g_list_store_splice (self->rows, n_before, 0, more->pdata, more->len);
    }
}

/* Those of @chosen, wherever they stand now. */
static void
select_again (CorralIncidentMembers *self, char **chosen)
{
  g_autoptr (GHashTable) names = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (GArray) slots = g_array_new (FALSE, FALSE, sizeof (guint32));

  for (guint i = 0; chosen[i] != NULL; i++)
    g_hash_table_add (names, chosen[i]);
  for (guint32 i = 0; i < self->order->len && g_hash_table_size (names) > 0; i++)
    {
      const CorralIncidentMember *member = g_ptr_array_index (self->order, i);
      g_autofree char *name = g_strdup_printf ("%s/%s", member->chain, member->id);

      if (member->id != NULL && g_hash_table_contains (names, name))
        g_array_append_val (slots, i);
    }
  corral_selection_set (corral_table_get_selection (CORRAL_TABLE (self->table)),
                        (const guint32 *) (gpointer) slots->data, slots->len);
}

void
corral_incident_members_show (CorralIncidentMembers *self, CorralIncident *incident, GTimeZone *zone)
{
  CorralIncident *before;
  g_auto (GStrv) chosen = NULL;
  g_autofree char *heading = NULL;
  g_autofree char *carts = NULL;
  g_autofree char *quiet = NULL;

  g_return_if_fail (CORRAL_IS_INCIDENT_MEMBERS (self));

  if (zone != NULL)
    g_time_zone_ref (zone);
  g_clear_pointer (&self->zone, g_time_zone_unref);
  self->zone = zone;
  if (incident != NULL && incident == self->incident)
    {
      corral_table_refresh (CORRAL_TABLE (self->table));
      return;
    }
  chosen = corral_incident_members_list_chosen (self);
  before = self->incident;
  self->incident = incident != NULL ? corral_incident_ref (incident) : NULL;
  /* What was chosen was another's. */
  if (before == NULL || incident == NULL || g_strcmp0 (before->id, incident->id) != 0)
    {
      g_clear_pointer (&chosen, g_strfreev);
      chosen = g_new0 (char *, 1);
    }
  g_ptr_array_set_size (self->order, 0);
  if (incident != NULL)
    {
      for (guint i = 0; i < incident->members->len; i++)
        g_ptr_array_add (self->order, g_ptr_array_index (incident->members, i));
      g_ptr_array_sort (self->order, compare);
      g_ptr_array_set_size (self->order, (int) MIN (self->order->len, CORRAL_INCIDENT_MEMBERS_SHOWN));
    }
  update_rows (self);
  select_again (self, chosen);
  g_clear_pointer (&before, corral_incident_unref);

  if (incident == NULL)
    return;
  carts = corral_format_count (incident->members->len, CORRAL_NOUN_CART);
  if (incident->members->len > CORRAL_INCIDENT_MEMBERS_SHOWN)
    /* Translators: "12,000 carts" and a number */
    heading = g_strdup_printf (_ ("%s were in it; the first %d are listed"), carts, CORRAL_INCIDENT_MEMBERS_SHOWN);
  else
    /* Translators: "300 carts" */
    heading = g_strdup_printf (ngettext ("%s was in it", "%s were in it", incident->members->len), carts);
  gtk_label_set_text (GTK_LABEL (self->heading), heading);
  quiet = corral_incident_quiet_to_text (incident);
  gtk_label_set_text (GTK_LABEL (self->quiet), quiet != NULL ? quiet : "");
  gtk_widget_set_visible (self->quiet, quiet != NULL);
  gtk_widget_set_visible (GTK_WIDGET (self), incident->members->len > 0);
}

char **
corral_incident_members_list_chosen (CorralIncidentMembers *self)
{
  g_autoptr (GStrvBuilder) chosen = g_strv_builder_new ();
  g_autoptr (GArray) slots = NULL;

  g_return_val_if_fail (CORRAL_IS_INCIDENT_MEMBERS (self), NULL);

  slots = corral_table_list_selected (CORRAL_TABLE (self->table));
  for (guint i = 0; i < slots->len; i++)
    {
      guint position = g_array_index (slots, guint32, i);
      const CorralIncidentMember *member
          = position < self->order->len ? g_ptr_array_index (self->order, position) : NULL;
      g_autofree char *name = NULL;

      if (member == NULL || member->id == NULL)
        continue;
      name = g_strdup_printf ("%s/%s", member->chain, member->id);
      g_strv_builder_add (chosen, name);
    }
  return g_strv_builder_end (chosen);
}

void
corral_incident_members_choose (CorralIncidentMembers *self, guint n)
{
  g_autofree guint32 *slots = g_new0 (guint32, n + 1);

  g_return_if_fail (CORRAL_IS_INCIDENT_MEMBERS (self));

  for (guint i = 0; i < n; i++)
    slots[i] = i;
  corral_selection_set (corral_table_get_selection (CORRAL_TABLE (self->table)), slots,
                        MIN (n, g_list_model_get_n_items (G_LIST_MODEL (self->rows))));
}

guint
corral_incident_members_get_n (CorralIncidentMembers *self)
{
  g_return_val_if_fail (CORRAL_IS_INCIDENT_MEMBERS (self), 0);

  return g_list_model_get_n_items (G_LIST_MODEL (self->rows));
}

/* ---- life ------------------------------------------------------------------------------------------- */

static void
corral_incident_members_dispose (GObject *object)
{
  CorralIncidentMembers *self = CORRAL_INCIDENT_MEMBERS (object);

  g_clear_pointer (&self->box, gtk_widget_unparent);
  for (guint i = 0; self->rows != NULL && i < g_list_model_get_n_items (G_LIST_MODEL (self->rows)); i++)
    {
      g_autoptr (CorralMemberRow) row = g_list_model_get_item (G_LIST_MODEL (self->rows), i);

      row->owner = NULL;
    }
  g_clear_object (&self->rows);
  G_OBJECT_CLASS (corral_incident_members_parent_class)->dispose (object);
}

static void
corral_incident_members_finalize (GObject *object)
{
  CorralIncidentMembers *self = CORRAL_INCIDENT_MEMBERS (object);

  g_ptr_array_unref (self->order);
  g_clear_pointer (&self->incident, corral_incident_unref);
  g_clear_pointer (&self->zone, g_time_zone_unref);
  G_OBJECT_CLASS (corral_incident_members_parent_class)->finalize (object);
}

static void
corral_incident_members_class_init (CorralIncidentMembersClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = corral_incident_members_dispose;
  G_OBJECT_CLASS (klass)->finalize = corral_incident_members_finalize;
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BIN_LAYOUT);
  signals[SIGNAL_CHOSEN] = g_signal_new ("chosen", CORRAL_TYPE_INCIDENT_MEMBERS, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                         G_TYPE_NONE, 0);
}

static void
corral_incident_members_init (CorralIncidentMembers *self)
{
  self->order = g_ptr_array_new ();
  self->rows = g_list_store_new (CORRAL_TYPE_MEMBER_ROW);
}

GtkWidget *
corral_incident_members_new (CorralPageContext *context)
{
  CorralIncidentMembers *self = g_object_new (CORRAL_TYPE_INCIDENT_MEMBERS, NULL);

  self->context = context;
  self->box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  self->heading = gtk_label_new (NULL);
  gtk_label_set_xalign (GTK_LABEL (self->heading), 0);
  gtk_widget_add_css_class (self->heading, "heading");
  self->quiet = gtk_label_new (NULL);
  gtk_label_set_xalign (GTK_LABEL (self->quiet), 0);
  gtk_label_set_wrap (GTK_LABEL (self->quiet), TRUE);
  gtk_widget_add_css_class (self->quiet, "dim-label");
  self->table = corral_table_new ("incident-members", _ ("Carts of this incident"), columns, G_N_ELEMENTS (columns), self,
                                  context->settings);
  corral_table_set_multiple (CORRAL_TABLE (self->table), TRUE);
  corral_table_set_model (CORRAL_TABLE (self->table), G_LIST_MODEL (self->rows), &source);
  gtk_widget_add_css_class (self->table, "members-table");
  g_signal_connect_swapped (self->table, "row-activated", G_CALLBACK (row_activated_cb), self);
  g_signal_connect_swapped (self->table, "selected-rows-changed", G_CALLBACK (chosen_cb), self);
  gtk_box_append (GTK_BOX (self->box), self->heading);
  gtk_box_append (GTK_BOX (self->box), self->quiet);
  gtk_box_append (GTK_BOX (self->box), self->table);
  gtk_widget_set_parent (self->box, GTK_WIDGET (self));
  return GTK_WIDGET (self);
}
