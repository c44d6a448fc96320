/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One operation on the outbox page. Main thread. */
#include "config.h"

#include "corral-outbox-row.h"

#include "corral-cells.h"
#include "corral-format.h"
#include "corral-operation-words.h"
#include "corral-outbox-versions.h"
#include "corral-outbox.h"

#include <glib/gi18n.h>

struct _CorralOutboxRow
{
  GtkListBoxRow parent_instance;

  CorralPageContext *context; /* (unowned): the window's */
  CorralOutboxEntry *entry;   /* (owned) (nullable) */
  gint64 seen_rev;
  gint64 now_ms;              /* of what is shown */
  GTimeZone *zone;            /* (owned) (nullable): read once, for there are many rows and it is a file */
  guint32 zone_store;         /* that of this store */

  GtkWidget *icon;
  GtkWidget *sentence;
  GtkWidget *state;
  GtkWidget *versions;
  GtkWidget *right;
  GtkWidget *buttons[CORRAL_N_OUTBOX_ACTS]; /* (nullable) */
};

G_DEFINE_FINAL_TYPE (CorralOutboxRow, corral_outbox_row, GTK_TYPE_LIST_BOX_ROW)

enum
{
  SIGNAL_ACT,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

/* In the order on the screen. */
static const struct
{
  const char *label;
  const char *tooltip;
} acts[CORRAL_N_OUTBOX_ACTS] = {
  [CORRAL_OUTBOX_ACT_UNDO] = { N_ ("Undo"), N_ ("It has not been sent: the cloud never hears of it") },
  [CORRAL_OUTBOX_ACT_TAKE_BACK] = { N_ ("Take Back…"), N_ ("It has not been sent: the cloud never hears of it") },
  [CORRAL_OUTBOX_ACT_KEEP_MINE] = { N_ ("Keep Mine"), N_ ("Do it again, on top of what you see as theirs") },
  [CORRAL_OUTBOX_ACT_ADD_AS_NOTE] = { N_ ("Add as Note"), N_ ("Add what you wrote to the ticket that is open already") },
  [CORRAL_OUTBOX_ACT_TAKE_THEIRS] = { N_ ("Take Theirs"), N_ ("Leave it as it is in the cloud") },
  [CORRAL_OUTBOX_ACT_AGAIN] = { N_ ("Try Again"), N_ ("Ask the cloud for the same once more") },
  [CORRAL_OUTBOX_ACT_COPY] = { N_ ("Copy Text"), N_ ("Copy what was written to the clipboard") },
  [CORRAL_OUTBOX_ACT_DISCARD] = { N_ ("Discard…"), N_ ("It was not done; leave it at that") },
};

const char *
corral_outbox_row_get_written (CorralOutboxRow *self)
{
  g_return_val_if_fail (CORRAL_IS_OUTBOX_ROW (self) && self->entry != NULL, NULL);

  return self->entry->params.text != NULL ? self->entry->params.text : self->entry->params.summary;
}

/* @comparison: (nullable): of a troubled one. */
static gboolean
offers (CorralOutboxRow *self, CorralOutboxAct act, const CorralOperationComparison *comparison)
{
  const CorralOutboxEntry *entry = self->entry;
  gboolean conflict = entry->state == CORRAL_OUTBOX_CONFLICT;
  gboolean both = conflict && comparison != NULL && comparison->known;
  gboolean makes_row = entry->type != NULL && entry->type->makes_row;

  if (entry->settled)
    return act == CORRAL_OUTBOX_ACT_COPY && corral_outbox_entry_is_in (entry, CORRAL_OUTBOX_TROUBLED)
           && corral_outbox_row_get_written (self) != NULL;
  switch (act)
    {
    case CORRAL_OUTBOX_ACT_UNDO:
      return corral_operation_is_held (entry, self->now_ms);
    case CORRAL_OUTBOX_ACT_TAKE_BACK:
      return corral_outbox_entry_is_in (entry, CORRAL_OUTBOX_UNSENT) && !corral_operation_is_held (entry, self->now_ms);
    case CORRAL_OUTBOX_ACT_KEEP_MINE:
      return both && !makes_row && comparison->differences->len > 0;
    case CORRAL_OUTBOX_ACT_ADD_AS_NOTE:
      return both && makes_row && entry->params.summary != NULL;
    case CORRAL_OUTBOX_ACT_TAKE_THEIRS:
      return both;
    case CORRAL_OUTBOX_ACT_AGAIN:
      return entry->type != NULL && corral_outbox_entry_is_in (entry, CORRAL_OUTBOX_TROUBLED) && !both;
    case CORRAL_OUTBOX_ACT_COPY:
      return corral_outbox_entry_is_in (entry, CORRAL_OUTBOX_TROUBLED) && corral_outbox_row_get_written (self) != NULL;
    case CORRAL_OUTBOX_ACT_DISCARD:
    default:
      return corral_outbox_entry_is_in (entry, CORRAL_OUTBOX_TROUBLED) && !both;
    }
}

/* ---- what it says -------------------------------------------------------------------------------- */

static void
show_icon (CorralOutboxRow *self)
{
  static const char *const classes[] = { "severity-act", "dim-label" };
  CorralLook look = corral_look_of_waiting ();

  if (corral_outbox_entry_is_in (self->entry, CORRAL_OUTBOX_TROUBLED))
    look = corral_look_of_troubled ();
  else if (self->entry->state == CORRAL_OUTBOX_APPLIED)
    look.icon_name = "corral-flag-decided-symbolic";
  for (guint i = 0; i < G_N_ELEMENTS (classes); i++)
    gtk_widget_remove_css_class (self->icon, classes[i]);
  gtk_widget_add_css_class (self->icon, self->entry->settled ? "dim-label" : look.css_class);
  gtk_image_set_from_icon_name (GTK_IMAGE (self->icon), look.icon_name);
}

/* "Sent when the link is back · by you, 09:14". What was done at this desk was done by its clock: thirty acts of one
 * moment would else stand at as many times as their stores have zones. The store's time is in the tooltip. */
static char *
describe (CorralOutboxRow *self, gboolean online)
{
  const CorralOutboxEntry *entry = self->entry;
  g_autoptr (GTimeZone) own = g_time_zone_new_local ();
  const char *account = self->context->outbox != NULL ? corral_outbox_get_account_id (self->context->outbox) : NULL;
  /* With the link there, what waits does so for those before it. */
  g_autofree char *state
      = online && corral_outbox_entry_is_in (entry, CORRAL_OUTBOX_UNSENT) && !corral_operation_is_held (entry, self->now_ms)
            ? g_strdup (_ ("Sent in its turn"))
            : corral_operation_state_to_text (entry, self->now_ms, own);
  g_autofree char *time = corral_format_time (entry->made_ms, self->now_ms, own);
  g_autofree char *who = corral_format_text (entry->account);

  if (account == NULL || *entry->account == '\0' || strcmp (account, entry->account) == 0)
    /* Translators: how an operation stands, then when it was made */
    return g_strdup_printf (_ ("%s · by you, %s"), state, time);
  /* Translators: how an operation stands, who made it, when */
  return g_strdup_printf (_ ("%s · by %s, %s"), state, who, time);
}

static void
set_text (GtkWidget *label, const char *text)
{
  if (strcmp (gtk_label_get_label (GTK_LABEL (label)), text) != 0)
    gtk_label_set_text (GTK_LABEL (label), text);
}

static void
clicked_cb (GtkButton *button, CorralOutboxRow *self)
{
  for (guint i = 0; i < CORRAL_N_OUTBOX_ACTS; i++)
    if (self->buttons[i] == GTK_WIDGET (button))
      g_signal_emit (self, signals[SIGNAL_ACT], 0, i);
}

/* Made when it is first offered: most rows have one button or none. */
static void
ensure_button (CorralOutboxRow *self, guint act)
{
  GtkWidget *before = NULL;

  if (self->buttons[act] != NULL)
    return;
  for (guint i = 0; i < act; i++)
    before = self->buttons[i] != NULL ? self->buttons[i] : before;
  self->buttons[act] = gtk_button_new_with_label (_ (acts[act].label));
  gtk_widget_set_tooltip_text (self->buttons[act], _ (acts[act].tooltip));
  g_signal_connect (self->buttons[act], "clicked", G_CALLBACK (clicked_cb), self);
  gtk_box_insert_child_after (GTK_BOX (self->right), self->buttons[act], before);
}

static void
show_buttons (CorralOutboxRow *self, const CorralOperationComparison *comparison)
{
  for (guint i = 0; i < CORRAL_N_OUTBOX_ACTS; i++)
    {
      gboolean offered = offers (self, (CorralOutboxAct) i, comparison);

      if (offered)
        ensure_button (self, i);
      if (self->buttons[i] == NULL)
        continue;
      gtk_widget_set_visible (self->buttons[i], offered);
      gtk_accessible_update_property (GTK_ACCESSIBLE (self->buttons[i]), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                      gtk_label_get_label (GTK_LABEL (self->sentence)), -1);
    }
}

/* Where what it is about can be seen. */
static CorralPlace *
find_place (CorralOutboxRow *self)
{
  static const guint carts[CORRAL_N_TABLES] = {
    [CORRAL_TABLE_ALERT] = CORRAL_ALERT_COL_CART,
    [CORRAL_TABLE_FLAG] = CORRAL_FLAG_COL_CART,
    [CORRAL_TABLE_TICKET] = CORRAL_TICKET_COL_CART,
  };
  CorralFleet *fleet = self->context->fleet;
  guint32 cart = CORRAL_NO_SLOT;
  CorralPlace *place;
  CorralTableKind table;
  guint32 slot;

  if (!corral_operation_find_target (fleet, self->entry, &table, &slot))
    return NULL;
  if (table == CORRAL_TABLE_CART)
    cart = slot;
  else if (carts[table] != 0)
    cart = corral_fleet_get_link (fleet, table, slot, carts[table]);
  place = corral_cells_place_of_cart (fleet, cart);
  return place != NULL ? place
                       : corral_cells_place_of_store (fleet, corral_operation_find_store (fleet, self->entry));
}

static GTimeZone *
ensure_zone (CorralOutboxRow *self)
{
  guint32 store = corral_operation_find_store (self->context->fleet, self->entry);

  if (self->zone == NULL || store != self->zone_store)
    {
      g_clear_pointer (&self->zone, g_time_zone_unref);
      self->zone = corral_cells_zone (self->context->fleet, store);
      self->zone_store = store;
    }
  return self->zone;
}

/* Setting the same again would ask the display where the pointer is. */
static void
show_tooltip (CorralOutboxRow *self)
{
  g_autofree char *tooltip = corral_format_time_tooltip (self->entry->made_ms, ensure_zone (self), NULL);

  if (g_strcmp0 (gtk_widget_get_tooltip_text (self->state), tooltip) != 0)
    gtk_widget_set_tooltip_text (self->state, tooltip);
}

void
corral_outbox_row_show (CorralOutboxRow *self, CorralOutboxEntry *entry, gint64 now_ms, gboolean online)
{
  CorralFleet *fleet;
  g_autoptr (CorralOutboxEntry) before = NULL;
  g_autoptr (CorralOperationComparison) comparison = NULL;
  g_autoptr (CorralPlace) place = NULL;
  g_autofree char *sentence = NULL;
  g_autofree char *state = NULL;
  g_autofree char *spoken = NULL;

  g_return_if_fail (CORRAL_IS_OUTBOX_ROW (self));

  before = g_steal_pointer (&self->entry);
  self->entry = corral_outbox_entry_ref (entry);
  self->now_ms = now_ms;
  fleet = self->context->fleet;
  sentence = corral_operation_to_sentence (fleet, entry);
  state = describe (self, online);
  spoken = g_strdup_printf ("%s. %s", sentence, state);
  if (corral_outbox_entry_is_in (entry, CORRAL_OUTBOX_TROUBLED) && !entry->settled)
    comparison = corral_operation_compare (fleet, entry);
  self->seen_rev = comparison != NULL ? comparison->rev : CORRAL_UNKNOWN;
  place = find_place (self);

  show_icon (self);
  set_text (self->sentence, sentence);
  set_text (self->state, state);
  show_tooltip (self);
  gtk_widget_set_visible (self->versions, entry->state == CORRAL_OUTBOX_CONFLICT && !entry->settled);
  if (gtk_widget_get_visible (self->versions))
    corral_outbox_versions_show (CORRAL_OUTBOX_VERSIONS (self->versions), comparison);
  show_buttons (self, comparison);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (self), place != NULL);
  if (place != NULL)
    {
      g_autofree char *uri = corral_place_to_uri (place);

      gtk_widget_set_name (GTK_WIDGET (self), uri);
    }
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, spoken, -1);
}

CorralOutboxEntry *
corral_outbox_row_get_entry (CorralOutboxRow *self)
{
  g_return_val_if_fail (CORRAL_IS_OUTBOX_ROW (self), NULL);

  return self->entry;
}

gint64
corral_outbox_row_get_seen_rev (CorralOutboxRow *self)
{
  g_return_val_if_fail (CORRAL_IS_OUTBOX_ROW (self), CORRAL_UNKNOWN);

  return self->seen_rev;
}

const char *
corral_outbox_row_get_sentence (CorralOutboxRow *self)
{
  g_return_val_if_fail (CORRAL_IS_OUTBOX_ROW (self), NULL);

  return gtk_label_get_label (GTK_LABEL (self->sentence));
}

/* ---- life ---------------------------------------------------------------------------------------- */

static void
corral_outbox_row_finalize (GObject *object)
{
  g_clear_pointer (&CORRAL_OUTBOX_ROW (object)->entry, corral_outbox_entry_unref);
  g_clear_pointer (&CORRAL_OUTBOX_ROW (object)->zone, g_time_zone_unref);
  G_OBJECT_CLASS (corral_outbox_row_parent_class)->finalize (object);
}

static void
corral_outbox_row_class_init (CorralOutboxRowClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = corral_outbox_row_finalize;

  /* (guint act) */
  signals[SIGNAL_ACT] = g_signal_new ("act", CORRAL_TYPE_OUTBOX_ROW, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                      G_TYPE_NONE, 1, G_TYPE_UINT);
}

static GtkWidget *
make_label (const char *css_class)
{
  GtkWidget *label = gtk_label_new (NULL);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  if (css_class != NULL)
    gtk_widget_add_css_class (label, css_class);
  return label;
}

static void
corral_outbox_row_init (CorralOutboxRow *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 9);
  GtkWidget *middle = gtk_box_new (GTK_ORIENTATION_VERTICAL, 3);

  self->icon = gtk_image_new ();
  gtk_widget_set_valign (self->icon, GTK_ALIGN_START);
  gtk_accessible_update_state (GTK_ACCESSIBLE (self->icon), GTK_ACCESSIBLE_STATE_HIDDEN, TRUE, -1);
  self->sentence = make_label (NULL);
  self->state = make_label ("dim-label");
  gtk_widget_add_css_class (self->state, "numeric");
  gtk_widget_add_css_class (self->state, "outbox-state");
  self->versions = corral_outbox_versions_new ();
  gtk_widget_set_visible (self->versions, FALSE);
  gtk_box_append (GTK_BOX (middle), self->sentence);
  gtk_box_append (GTK_BOX (middle), self->state);
  gtk_box_append (GTK_BOX (middle), self->versions);
  gtk_widget_set_hexpand (middle, TRUE);
  self->right = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  gtk_widget_set_valign (self->right, GTK_ALIGN_START);
  gtk_box_append (GTK_BOX (box), self->icon);
  gtk_box_append (GTK_BOX (box), middle);
  gtk_box_append (GTK_BOX (box), self->right);
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (self), box);
  gtk_widget_add_css_class (GTK_WIDGET (self), "outbox-row");
  self->seen_rev = CORRAL_UNKNOWN;
}

GtkWidget *
corral_outbox_row_new (CorralPageContext *context)
{
  CorralOutboxRow *self = g_object_new (CORRAL_TYPE_OUTBOX_ROW, NULL);

  self->context = context;
  return GTK_WIDGET (self);
}
