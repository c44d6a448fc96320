/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rollouts under way, one line each. Main thread. */
#include "config.h"

#include "corral-rollouts.h"

#include "corral-act-strip.h"
#include "corral-format.h"
#include "corral-look.h"
#include "corral-order.h"

#include <glib/gi18n.h>

/* More than these are the business of who runs rollouts, not of this page. */
#define SHOWN 8

typedef struct
{
  guint32 slot;
  GtkWidget *box;
  GtkWidget *icon;
  GtkWidget *title;
  GtkWidget *detail;
  GtkWidget *acts;
} Row;

struct _CorralRollouts
{
  GtkWidget parent_instance;

  CorralPageContext *context; /* (unowned) */
  GArray *rows;               /* (owned) (element-type Row) */
  GtkWidget *box;
  GtkWidget *list;
};

G_DEFINE_FINAL_TYPE (CorralRollouts, corral_rollouts, GTK_TYPE_WIDGET)

static const char *
get_text (CorralRollouts *self, guint32 slot, CorralRolloutColumn column)
{
  return corral_fleet_get_text (self->context->fleet, CORRAL_TABLE_ROLLOUT, slot, column);
}

static gint64
get_integer (CorralRollouts *self, guint32 slot, CorralRolloutColumn column)
{
  return corral_fleet_get_integer (self->context->fleet, CORRAL_TABLE_ROLLOUT, slot, column);
}

static gboolean
is_held (CorralRollouts *self, guint32 slot)
{
  return g_strcmp0 (get_text (self, slot, CORRAL_ROLLOUT_COL_STATUS), "held") == 0;
}

/* Held ones first: they wait for somebody. */
static GArray *
list_slots (CorralRollouts *self)
{
  g_autoptr (CorralOrder) order = corral_order_new (CORRAL_TABLE_ROLLOUT);
  g_autoptr (GArray) all = g_array_new (FALSE, FALSE, sizeof (guint32));
  GArray *slots = g_array_new (FALSE, FALSE, sizeof (guint32));

  corral_order_run (order, self->context->fleet, all);
  for (guint pass = 0; pass < 2; pass++)
    for (guint i = 0; i < all->len && slots->len < SHOWN; i++)
      {
        guint32 slot = g_array_index (all, guint32, i);
        gboolean running = g_strcmp0 (get_text (self, slot, CORRAL_ROLLOUT_COL_STATUS), "running") == 0;

        if (pass == 0 ? is_held (self, slot) : running)
          g_array_append_val (slots, slot);
      }
  return slots;
}

/* "4.2.0 for Norvia: held at 10 %" */
static char *
describe_title (CorralRollouts *self, guint32 slot)
{
  CorralFleet *fleet = self->context->fleet;
  g_autofree char *firmware = corral_format_text (get_text (self, slot, CORRAL_ROLLOUT_COL_FIRMWARE));
  g_autofree char *chain = corral_format_text (
      corral_fleet_get_text (fleet, CORRAL_TABLE_CHAIN,
                             corral_fleet_get_link (fleet, CORRAL_TABLE_ROLLOUT, slot, CORRAL_ROLLOUT_COL_CHAIN),
                             CORRAL_CHAIN_COL_NAME));
  g_autofree char *stage = corral_format_percent (
      corral_fleet_get_real (fleet, CORRAL_TABLE_ROLLOUT, slot, CORRAL_ROLLOUT_COL_STAGE_PCT), 0);

  if (is_held (self, slot))
    /* Translators: a firmware, a chain, how far it has got: "4.2.0 for Norvia: held at 10 %" */
    return g_strdup_printf (_ ("%s for %s: held at %s"), firmware, chain, stage);
  /* Translators: the same: "4.2.0 for Norvia: running at 10 %" */
  return g_strdup_printf (_ ("%s for %s: running at %s"), firmware, chain, stage);
}

/* Claimed, booted and gone back are three numbers (domain.md, "Rollouts and certificates"). */
static char *
describe_detail (CorralRollouts *self, guint32 slot)
{
  gint64 since_ms = get_integer (self, slot, CORRAL_ROLLOUT_COL_STAGE_SINCE_MS);
  gint64 now_ms = corral_fleet_get_now (self->context->fleet);
  g_autofree char *booted = corral_format_integer (get_integer (self, slot, CORRAL_ROLLOUT_COL_CARTS_BOOTED));
  g_autofree char *total = corral_format_integer (get_integer (self, slot, CORRAL_ROLLOUT_COL_CARTS_TOTAL));
  g_autofree char *back = corral_format_integer (get_integer (self, slot, CORRAL_ROLLOUT_COL_CARTS_ROLLED_BACK));
  g_autofree char *age = CORRAL_IS_KNOWN (since_ms) && CORRAL_IS_KNOWN (now_ms)
                             ? corral_format_duration (now_ms - since_ms)
                             : g_strdup (CORRAL_DASH);

  /* Translators: how long, then numbers of carts: "At this stage for 2 h; 412 of 1,000 carts run it, 3 went back" */
  return g_strdup_printf (_ ("At this stage for %s; %s of %s carts run it, %s went back"), age, booted, total, back);
}

static void
set_text (GtkWidget *label, char *text)
{
  if (g_strcmp0 (gtk_label_get_text (GTK_LABEL (label)), text) != 0)
    gtk_label_set_text (GTK_LABEL (label), text);
  g_free (text);
}

static GtkWidget *
make_label (const char *css_class)
{
  GtkWidget *label = gtk_label_new (NULL);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  if (css_class != NULL)
    gtk_widget_add_css_class (label, css_class);
  return label;
}

static void
add_row (CorralRollouts *self, guint32 slot)
{
  Row row = { .slot = slot };
  GtkWidget *words = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);

  row.box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 9);
  row.icon = gtk_image_new ();
  row.title = make_label (NULL);
  row.detail = make_label ("dim-label");
  gtk_widget_add_css_class (row.detail, "caption");
  row.acts = corral_act_strip_new (self->context, 1, TRUE);
  gtk_widget_set_valign (row.acts, GTK_ALIGN_CENTER);
  gtk_widget_set_hexpand (words, TRUE);
  gtk_box_append (GTK_BOX (words), row.title);
  gtk_box_append (GTK_BOX (words), row.detail);
  gtk_box_append (GTK_BOX (row.box), row.icon);
  gtk_box_append (GTK_BOX (row.box), words);
  gtk_box_append (GTK_BOX (row.box), row.acts);
  gtk_box_append (GTK_BOX (self->list), row.box);
  g_array_append_val (self->rows, row);
}

static void
show_row (CorralRollouts *self, Row *row)
{
  gboolean held = is_held (self, row->slot);
  CorralActSubject subject = { .table = CORRAL_TABLE_ROLLOUT, .slots = &row->slot, .n_slots = 1 };
  CorralLook look = held ? corral_look_of_severity ("watch") : corral_look_of_state (CORRAL_CART_UPDATING);

  gtk_image_set_from_icon_name (GTK_IMAGE (row->icon), look.icon_name);
  gtk_widget_remove_css_class (row->icon, "severity-watch");
  gtk_widget_remove_css_class (row->icon, "state-updating");
  gtk_widget_add_css_class (row->icon, look.css_class);
  set_text (row->title, describe_title (self, row->slot));
  set_text (row->detail, describe_detail (self, row->slot));
  corral_act_strip_show (CORRAL_ACT_STRIP (row->acts), &subject);
}

void
corral_rollouts_refresh (CorralRollouts *self)
{
  g_autoptr (GArray) slots = NULL;
  gboolean same;

  g_return_if_fail (CORRAL_IS_ROLLOUTS (self));

  slots = list_slots (self);
  same = slots->len == self->rows->len;
  for (guint i = 0; same && i < slots->len; i++)
    same = g_array_index (self->rows, Row, i).slot == g_array_index (slots, guint32, i);
  if (!same)
    {
      for (guint i = 0; i < self->rows->len; i++)
        gtk_box_remove (GTK_BOX (self->list), g_array_index (self->rows, Row, i).box);
      g_array_set_size (self->rows, 0);
      for (guint i = 0; i < slots->len; i++)
        add_row (self, g_array_index (slots, guint32, i));
    }
  for (guint i = 0; i < self->rows->len; i++)
    show_row (self, &g_array_index (self->rows, Row, i));
  gtk_widget_set_visible (GTK_WIDGET (self), self->rows->len > 0);
}

static void
corral_rollouts_dispose (GObject *object)
{
  CorralRollouts *self = CORRAL_ROLLOUTS (object);

  g_clear_pointer (&self->box, gtk_widget_unparent);
  G_OBJECT_CLASS (corral_rollouts_parent_class)->dispose (object);
}

static void
corral_rollouts_finalize (GObject *object)
{
  g_array_unref (CORRAL_ROLLOUTS (object)->rows);
  G_OBJECT_CLASS (corral_rollouts_parent_class)->finalize (object);
}

static void
corral_rollouts_class_init (CorralRolloutsClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = corral_rollouts_dispose;
  G_OBJECT_CLASS (klass)->finalize = corral_rollouts_finalize;
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BIN_LAYOUT);
}

static void
corral_rollouts_init (CorralRollouts *self)
{
  GtkWidget *heading = make_label ("heading");

  self->rows = g_array_new (FALSE, FALSE, sizeof (Row));
  gtk_label_set_text (GTK_LABEL (heading), _ ("Updates under way"));
  self->box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  self->list = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  gtk_box_append (GTK_BOX (self->box), heading);
  gtk_box_append (GTK_BOX (self->box), self->list);
  gtk_widget_set_parent (self->box, GTK_WIDGET (self));
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
}

GtkWidget *
corral_rollouts_new (CorralPageContext *context)
{
  CorralRollouts *self = g_object_new (CORRAL_TYPE_ROLLOUTS, NULL);

  self->context = context;
  return GTK_WIDGET (self);
}
