/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How old what is shown is, counting on by itself while it is on the screen. Main thread. */
#include "config.h"

#include "corral-age-label.h"

#include "corral-format.h"
#include "corral-hint.h"
#include "corral-schema.h"
#include "corral-time.h"

/* From when on what is not live is said in amber. */
#define OLD_MS (5 * CORRAL_MINUTE_MS)
#define LEAST_CHARS 16

struct _CorralAgeLabel
{
  GtkWidget parent_instance;

  GtkWidget *label;
  CorralClock *clock; /* (owned) */
  GTimeZone *zone;    /* (owned) (nullable) */
  gint64 as_of_ms;
  gboolean live;
  guint timer;
};

G_DEFINE_FINAL_TYPE (CorralAgeLabel, corral_age_label, GTK_TYPE_WIDGET)

static gboolean on_timer (gpointer data);

static void
stop (CorralAgeLabel *self)
{
  g_clear_handle_id (&self->timer, g_source_remove);
}

/* Says it, and comes back when the words will be others: each second, from a minute on each minute. */
static void
update (CorralAgeLabel *self)
{
  g_autoptr (GTimeZone) own = NULL;
  g_autofree char *text = NULL;
  g_autofree char *tooltip = NULL;
  gint64 now, age;

  stop (self);
  if (self->clock == NULL)
    return;
  own = self->zone != NULL ? g_time_zone_ref (self->zone) : g_time_zone_new_local ();
  now = corral_clock_now_ms (self->clock);
  text = corral_format_as_of (self->as_of_ms, now, own, self->live);
  if (strcmp (gtk_label_get_text (GTK_LABEL (self->label)), text) != 0)
    {
      gtk_label_set_text (GTK_LABEL (self->label), text);
      /* Beside a field that would take all the room: how old things are is read before it. */
      gtk_label_set_width_chars (GTK_LABEL (self->label), MIN ((int) g_utf8_strlen (text, -1), LEAST_CHARS));
    }
  age = CORRAL_IS_KNOWN (self->as_of_ms) ? MAX (now - self->as_of_ms, 0) : CORRAL_UNKNOWN;
  if (!self->live && CORRAL_IS_KNOWN (age) && age >= OLD_MS)
    gtk_widget_add_css_class (GTK_WIDGET (self), "old");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self), "old");
  if (!CORRAL_IS_KNOWN (age))
    {
      corral_hint_set (GTK_WIDGET (self), NULL);
      return;
    }
  tooltip = corral_format_time_tooltip (self->as_of_ms, own, NULL);
  corral_hint_set (GTK_WIDGET (self), tooltip);
  if (gtk_widget_get_mapped (GTK_WIDGET (self)))
    {
      gint64 step = age < CORRAL_MINUTE_MS ? CORRAL_SECOND_MS : CORRAL_MINUTE_MS;

      self->timer = g_timeout_add ((guint) (step - age % step) + 5, on_timer, self);
    }
}

static gboolean
on_timer (gpointer data)
{
  CorralAgeLabel *self = data;

  self->timer = 0;
  update (self);
  return G_SOURCE_REMOVE;
}

static void
corral_age_label_map (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (corral_age_label_parent_class)->map (widget);
  update (CORRAL_AGE_LABEL (widget));
}

static void
corral_age_label_unmap (GtkWidget *widget)
{
  stop (CORRAL_AGE_LABEL (widget));
  GTK_WIDGET_CLASS (corral_age_label_parent_class)->unmap (widget);
}

static void
corral_age_label_dispose (GObject *object)
{
  CorralAgeLabel *self = CORRAL_AGE_LABEL (object);

  stop (self);
  g_clear_pointer (&self->label, gtk_widget_unparent);
  g_clear_pointer (&self->clock, corral_clock_unref);
  g_clear_pointer (&self->zone, g_time_zone_unref);

  G_OBJECT_CLASS (corral_age_label_parent_class)->dispose (object);
}

static void
corral_age_label_class_init (CorralAgeLabelClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = corral_age_label_dispose;
  widget_class->map = corral_age_label_map;
  widget_class->unmap = corral_age_label_unmap;
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
}

static void
corral_age_label_init (CorralAgeLabel *self)
{
  self->as_of_ms = CORRAL_UNKNOWN;
  gtk_widget_add_css_class (GTK_WIDGET (self), "corral-age");
  self->label = gtk_label_new (NULL);
  gtk_label_set_ellipsize (GTK_LABEL (self->label), PANGO_ELLIPSIZE_END);
  gtk_widget_set_parent (self->label, GTK_WIDGET (self));
}

GtkWidget *
corral_age_label_new (CorralClock *clock)
{
  CorralAgeLabel *self = g_object_new (CORRAL_TYPE_AGE_LABEL, NULL);

  self->clock = corral_clock_ref (clock);
  update (self);
  return GTK_WIDGET (self);
}

void
corral_age_label_set (CorralAgeLabel *self, gint64 as_of_ms, gboolean live)
{
  g_return_if_fail (CORRAL_IS_AGE_LABEL (self));

  self->as_of_ms = as_of_ms;
  self->live = live;
  update (self);
}

void
corral_age_label_set_zone (CorralAgeLabel *self, GTimeZone *zone)
{
  g_return_if_fail (CORRAL_IS_AGE_LABEL (self));

  if (zone != NULL)
    g_time_zone_ref (zone);
  g_clear_pointer (&self->zone, g_time_zone_unref);
  self->zone = zone;
  update (self);
}

const char *
corral_age_label_get_text (CorralAgeLabel *self)
{
  g_return_val_if_fail (CORRAL_IS_AGE_LABEL (self), NULL);

  return gtk_label_get_text (GTK_LABEL (self->label));
}
