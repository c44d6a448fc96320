/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Buttons in a row that ends where the room ends. Main thread. */
#include "config.h"

#include "corral-act-strip.h"

#include "corral-act-menu.h"
#include "corral-act-run.h"

#include <glib/gi18n.h>
#include <string.h>

#define SPACING 6

typedef struct
{
  const CorralAct *act;
  GtkWidget *button;
} Offer;

struct _CorralActStrip
{
  GtkWidget parent_instance;

  CorralPageContext *context; /* (unowned) */
  guint most;
  gboolean at_end;
  CorralTableKind table;
  GArray *slots;              /* (owned) (element-type guint32) */
  GArray *chains;             /* (owned) (element-type guint32): of an incident */
  CorralIncident *incident;   /* (owned) (nullable) */
  char **members;             /* (owned) (nullable) */
  char *failed_update;        /* (owned) (nullable) */
  GArray *offers;             /* (owned) (element-type Offer): in order, without the hidden ones */
  guint n_placed;             /* so many of them have a place */
  GtkWidget *more;
};

G_DEFINE_FINAL_TYPE (CorralActStrip, corral_act_strip, GTK_TYPE_WIDGET)

static CorralActSubject
get_subject (CorralActStrip *self)
{
  return (CorralActSubject){ .table = self->table,
                             .slots = (const guint32 *) (gpointer) self->slots->data,
                             .n_slots = self->slots->len,
                             .incident = self->incident,
                             .chains = self->chains->len > 0 ? (const guint32 *) (gpointer) self->chains->data : NULL,
                             .members = (const char *const *) self->members,
                             .failed_update = self->failed_update };
}

static void
chosen_cb (const CorralAct *act, gpointer data)
{
  corral_act_strip_begin (data, act);
}

static void
clicked_cb (GtkButton *button, CorralActStrip *self)
{
  corral_act_strip_begin (self, corral_act_find (gtk_widget_get_name (GTK_WIDGET (button))));
}

static void
create_popover_cb (GtkMenuButton *button, gpointer data)
{
  CorralActStrip *self = data;
  CorralActSubject subject = get_subject (self);

  gtk_menu_button_set_popover (button, corral_act_menu_new (self->context, &subject, self->n_placed, chosen_cb, self));
}

/* ---- where they stand ------------------------------------------------------------------------------ */

static int
natural_width (GtkWidget *widget)
{
  int natural = 0;

  gtk_widget_measure (widget, GTK_ORIENTATION_HORIZONTAL, -1, NULL, &natural, NULL, NULL);
  return natural;
}

static Offer *
get_offer (CorralActStrip *self, guint index)
{
  return &g_array_index (self->offers, Offer, index);
}

/* So many of the offers have buttons. */
static guint
count_buttons (CorralActStrip *self)
{
  return MIN (self->offers->len, self->most);
}

static void
corral_act_strip_measure (GtkWidget *widget, GtkOrientation orientation, int for_size, int *minimum, int *natural,
                          int *minimum_baseline, int *natural_baseline)
{
  CorralActStrip *self = CORRAL_ACT_STRIP (widget);

  *minimum = *natural = 0;
  if (self->offers->len == 0)
    return;
  gtk_widget_measure (self->more, orientation, -1, minimum, natural, NULL, NULL);
  if (orientation == GTK_ORIENTATION_HORIZONTAL && self->offers->len == count_buttons (self))
    *natural = -SPACING; /* all of them are there: one button less */
  for (guint i = 0; i < count_buttons (self); i++)
    {
      int least, likes;

      gtk_widget_measure (get_offer (self, i)->button, orientation, -1, &least, &likes, NULL, NULL);
      if (orientation == GTK_ORIENTATION_HORIZONTAL)
        {
          *natural += likes + SPACING;
          continue;
        }
      *minimum = MAX (*minimum, least);
      *natural = MAX (*natural, likes);
    }
  *natural = MAX (*natural, *minimum);
}

static void
place (CorralActStrip *self, GtkWidget *child, int *x, int width, int height)
{
  gboolean rtl = gtk_widget_get_direction (GTK_WIDGET (self)) == GTK_TEXT_DIR_RTL;
  int all = gtk_widget_get_width (GTK_WIDGET (self));

  gtk_widget_set_child_visible (child, TRUE);
  gtk_widget_size_allocate (child, &(GtkAllocation){ rtl ? all - *x - width : *x, 0, width, height }, -1);
  *x += width + SPACING;
}

static void
corral_act_strip_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  CorralActStrip *self = CORRAL_ACT_STRIP (widget);
  int more = natural_width (self->more);
  gboolean all = self->offers->len == count_buttons (self);
  int needed = 0;
  int x = 0;

  for (guint i = 0; i < count_buttons (self); i++)
    needed += natural_width (get_offer (self, i)->button) + SPACING;
  all = all && needed - SPACING <= width;

  self->n_placed = 0;
  for (guint i = 0; i < count_buttons (self); i++)
    {
      int likes = natural_width (get_offer (self, i)->button);

      if (x + likes + (all ? 0 : SPACING + more) > width)
        break;
      x += likes + SPACING;
      self->n_placed++;
    }
  if (self->n_placed < self->offers->len)
    x += more + SPACING;
  x = self->at_end ? MAX (0, width - (x - SPACING)) : 0;
  for (guint i = 0; i < count_buttons (self); i++)
    {
      GtkWidget *button = get_offer (self, i)->button;

      if (i < self->n_placed)
        place (self, button, &x, natural_width (button), height);
      else
        gtk_widget_set_child_visible (button, FALSE);
    }
  if (self->n_placed < self->offers->len)
    place (self, self->more, &x, more, height);
  else
    gtk_widget_set_child_visible (self->more, FALSE);
}

/* ---- what they say --------------------------------------------------------------------------------- */

static GtkWidget *
make_button (CorralActStrip *self, const CorralAct *act)
{
  GtkWidget *button = gtk_button_new_with_label (corral_act_get_label (act));

  gtk_widget_set_name (button, act->name);
  g_signal_connect (button, "clicked", G_CALLBACK (clicked_cb), self);
  gtk_widget_insert_before (button, GTK_WIDGET (self), self->more);
  return button;
}

/* The key is told where the pointer rests, or why it cannot be done. */
static void
dress (GtkWidget *button, const CorralAct *act, const char *why)
{
  g_autofree char *keys = NULL;
  guint key = 0;
  GdkModifierType modifiers = 0;

  if (act->key != NULL && gtk_accelerator_parse (act->key, &key, &modifiers))
    keys = gtk_accelerator_get_label (key, modifiers);
  gtk_widget_set_tooltip_text (button, why != NULL ? why : keys);
  gtk_widget_set_sensitive (button, why == NULL);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                  why != NULL ? why : "", GTK_ACCESSIBLE_PROPERTY_KEY_SHORTCUTS,
                                  keys != NULL ? keys : "", -1);
}

static void
remove_offers (CorralActStrip *self, guint from)
{
  for (guint i = from; i < self->offers->len; i++)
    g_clear_pointer (&get_offer (self, i)->button, gtk_widget_unparent);
  g_array_set_size (self->offers, from);
}

void
corral_act_strip_show (CorralActStrip *self, const CorralActSubject *subject)
{
  guint n;
  const CorralAct *acts = corral_acts_get (&n);
  guint at = 0;

  g_return_if_fail (CORRAL_IS_ACT_STRIP (self));

  self->table = subject->table;
  if (subject->slots != (const guint32 *) (gpointer) self->slots->data)
    {
      g_array_set_size (self->slots, 0);
      g_array_append_vals (self->slots, subject->slots, subject->n_slots);
    }
  if (subject->chains == NULL)
    g_array_set_size (self->chains, 0);
  else if (subject->chains != (const guint32 *) (gpointer) self->chains->data)
    {
      g_array_set_size (self->chains, 0);
      g_array_append_vals (self->chains, subject->chains, subject->n_slots);
    }
  if (subject->incident != self->incident)
    {
      g_clear_pointer (&self->incident, corral_incident_unref);
      self->incident = subject->incident != NULL ? corral_incident_ref (subject->incident) : NULL;
    }
  if (subject->members != (const char *const *) self->members)
    {
      g_strfreev (self->members);
      self->members = g_strdupv ((char **) subject->members);
    }
  if (subject->failed_update != self->failed_update)
    {
      g_free (self->failed_update);
      self->failed_update = g_strdup (subject->failed_update);
    }

  for (guint i = 0; i < n; i++)
    {
      CorralActSubject current = get_subject (self);
      g_autofree char *why = NULL;

      if (corral_act_offer (&acts[i], self->context, &current, &why) == CORRAL_OFFER_HIDDEN)
        continue;
      /* Buttons that say the same are left alone: the pointer may be over one. */
      if (at < self->offers->len && get_offer (self, at)->act != &acts[i])
        remove_offers (self, at);
      if (at == self->offers->len)
        {
          Offer offer = { .act = &acts[i], .button = at < self->most ? make_button (self, &acts[i]) : NULL };

          g_array_append_val (self->offers, offer);
          gtk_widget_queue_resize (GTK_WIDGET (self));
        }
      if (get_offer (self, at)->button != NULL)
        dress (get_offer (self, at)->button, &acts[i], why);
      at++;
    }
  if (at < self->offers->len)
    {
      remove_offers (self, at);
      gtk_widget_queue_resize (GTK_WIDGET (self));
    }
  gtk_widget_set_visible (self->more, self->offers->len > 0);
}

void
corral_act_strip_begin (CorralActStrip *self, const CorralAct *act)
{
  CorralActSubject subject;

  g_return_if_fail (CORRAL_IS_ACT_STRIP (self) && act != NULL);

  subject = get_subject (self);
  corral_act_begin (act, GTK_WIDGET (self), self->context, &subject);
}

GtkWidget *
corral_act_strip_get_button (CorralActStrip *self, const char *name)
{
  g_return_val_if_fail (CORRAL_IS_ACT_STRIP (self), NULL);

  for (guint i = 0; i < self->offers->len; i++)
    if (strcmp (get_offer (self, i)->act->name, name) == 0)
      return get_offer (self, i)->button;
  return NULL;
}

/* ---- life ------------------------------------------------------------------------------------------ */

static void
corral_act_strip_dispose (GObject *object)
{
  CorralActStrip *self = CORRAL_ACT_STRIP (object);

  remove_offers (self, 0);
  g_clear_pointer (&self->more, gtk_widget_unparent);
  G_OBJECT_CLASS (corral_act_strip_parent_class)->dispose (object);
}

static void
corral_act_strip_finalize (GObject *object)
{
  CorralActStrip *self = CORRAL_ACT_STRIP (object);

  g_array_unref (self->slots);
  g_array_unref (self->chains);
  g_clear_pointer (&self->incident, corral_incident_unref);
  g_strfreev (self->members);
  g_array_unref (self->offers);
  g_free (self->failed_update);
  G_OBJECT_CLASS (corral_act_strip_parent_class)->finalize (object);
}

static void
corral_act_strip_class_init (CorralActStripClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = corral_act_strip_dispose;
  G_OBJECT_CLASS (klass)->finalize = corral_act_strip_finalize;
  widget_class->measure = corral_act_strip_measure;
  widget_class->size_allocate = corral_act_strip_size_allocate;
}

static void
corral_act_strip_init (CorralActStrip *self)
{
  self->slots = g_array_new (FALSE, FALSE, sizeof (guint32));
  self->chains = g_array_new (FALSE, FALSE, sizeof (guint32));
  self->offers = g_array_new (FALSE, TRUE, sizeof (Offer));
  self->more = gtk_menu_button_new ();
  gtk_menu_button_set_icon_name (GTK_MENU_BUTTON (self->more), "view-more-symbolic");
  gtk_menu_button_set_create_popup_func (GTK_MENU_BUTTON (self->more), create_popover_cb, self, NULL);
  gtk_widget_set_tooltip_text (self->more, _ ("More that can be done"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->more), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("More that can be done"), -1);
  gtk_widget_set_parent (self->more, GTK_WIDGET (self));
}

GtkWidget *
corral_act_strip_new (CorralPageContext *context, guint most, gboolean at_end)
{
  CorralActStrip *self = g_object_new (CORRAL_TYPE_ACT_STRIP, NULL);

  self->context = context;
  self->most = most;
  self->at_end = at_end;
  return GTK_WIDGET (self);
}
