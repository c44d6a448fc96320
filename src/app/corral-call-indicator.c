/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The call that is going on, under the sidebar. Main thread. */
#include "config.h"

#include "corral-call-indicator.h"

#include "corral-call-facts.h"
#include "corral-call-text.h"

#include <glib/gi18n.h>

struct _CorralCallIndicator
{
  GtkWidget parent_instance;

  CorralCallDesk *calls; /* (owned) (nullable) */
  gboolean folded;
  guint source;          /* while there is a call */

  GtkWidget *button;
  GtkWidget *words;
  GtkWidget *time;
  GtkWidget *name;
};

G_DEFINE_FINAL_TYPE (CorralCallIndicator, corral_call_indicator, GTK_TYPE_WIDGET)

static void
update_time (CorralCallIndicator *self)
{
  g_autofree char *length = corral_call_format_length (corral_call_desk_get_length_ms (self->calls));
  /* Translators: how long a call has lasted: "On a call · 02:31" */
  g_autofree char *text = self->folded ? g_strdup (length) : g_strdup_printf (_ ("On a call · %s"), length);

  gtk_label_set_text (GTK_LABEL (self->time), text);
}

static gboolean
tick_cb (gpointer data)
{
  update_time (data);
  return G_SOURCE_CONTINUE;
}

static void
update (CorralCallIndicator *self)
{
  const CorralCall *call = self->calls != NULL ? corral_call_desk_get_call (self->calls) : NULL;
  g_autofree char *title = NULL;
  g_autofree char *spoken = NULL;

  gtk_widget_set_visible (GTK_WIDGET (self), call != NULL);
  if (call == NULL)
    {
      g_clear_handle_id (&self->source, g_source_remove);
      return;
    }
  title = corral_call_name_to_title (call->about, call->name);
  /* Translators: what a call is about: "Back to the call: Cart 0412" */
  spoken = g_strdup_printf (_ ("Back to the call: %s"), title);
  gtk_label_set_text (GTK_LABEL (self->name), title);
  gtk_widget_set_visible (self->name, !self->folded);
  gtk_widget_set_tooltip_text (self->button, spoken);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->button), GTK_ACCESSIBLE_PROPERTY_LABEL, spoken, -1);
  update_time (self);
  if (self->source == 0)
    self->source = g_timeout_add_seconds (1, tick_cb, self);
}

void
corral_call_indicator_set_desk (CorralCallIndicator *self, CorralCallDesk *calls)
{
  g_return_if_fail (CORRAL_IS_CALL_INDICATOR (self) && self->calls == NULL);

  self->calls = g_object_ref (calls);
  g_signal_connect_object (calls, "changed", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  update (self);
}

void
corral_call_indicator_set_folded (CorralCallIndicator *self, gboolean folded)
{
  g_return_if_fail (CORRAL_IS_CALL_INDICATOR (self));

  self->folded = folded;
  update (self);
}

const char *
corral_call_indicator_get_text (CorralCallIndicator *self)
{
  g_return_val_if_fail (CORRAL_IS_CALL_INDICATOR (self), NULL);

  return gtk_widget_get_visible (GTK_WIDGET (self)) ? gtk_label_get_text (GTK_LABEL (self->time)) : NULL;
}

static void
corral_call_indicator_dispose (GObject *object)
{
  CorralCallIndicator *self = CORRAL_CALL_INDICATOR (object);

  g_clear_handle_id (&self->source, g_source_remove);
  g_clear_pointer (&self->button, gtk_widget_unparent);
  g_clear_object (&self->calls);
  G_OBJECT_CLASS (corral_call_indicator_parent_class)->dispose (object);
}

static void
corral_call_indicator_class_init (CorralCallIndicatorClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = corral_call_indicator_dispose;
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BIN_LAYOUT);
}

static void
corral_call_indicator_init (CorralCallIndicator *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 9);

  self->button = gtk_button_new ();
  self->words = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  self->time = gtk_label_new (NULL);
  self->name = gtk_label_new (NULL);
  gtk_label_set_xalign (GTK_LABEL (self->time), 0);
  gtk_label_set_xalign (GTK_LABEL (self->name), 0);
  gtk_label_set_ellipsize (GTK_LABEL (self->name), PANGO_ELLIPSIZE_END);
  gtk_widget_add_css_class (self->time, "numeric");
  gtk_widget_add_css_class (self->name, "dim-label");
  gtk_box_append (GTK_BOX (self->words), self->time);
  gtk_box_append (GTK_BOX (self->words), self->name);
  gtk_box_append (GTK_BOX (box), gtk_image_new_from_icon_name ("call-start-symbolic"));
  gtk_box_append (GTK_BOX (box), self->words);
  gtk_button_set_child (GTK_BUTTON (self->button), box);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (self->button), "win.call-back");
  gtk_widget_add_css_class (self->button, "call-indicator");
  gtk_widget_set_parent (self->button, GTK_WIDGET (self));
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
}

GtkWidget *
corral_call_indicator_new (void)
{
  return g_object_new (CORRAL_TYPE_CALL_INDICATOR, NULL);
}
