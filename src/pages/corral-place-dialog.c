/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where a cart is to the metre, for a quarter of an hour. Main thread. */
#include "config.h"

#include "corral-place-dialog.h"

#include "corral-clock.h"
#include "corral-format.h"
#include "corral-message.h"
#include "corral-open-compat.h"
#include "corral-time-ticks.h"

#include <glib/gi18n.h>

struct _CorralPlaceDialog
{
  AdwMessageDialog parent_instance;

  GTimeZone *zone;        /* (owned) */
  gint64 reported_ms;
  gint64 now_ms;          /* the cloud's time when it was shown … */
  CorralClock *clock;     /* (owned): the PC's own, whatever is shown */
  gint64 shown_us;        /* … which is this, by what goes on while the PC sleeps and cannot be set back */
  gint64 ends_us;         /* the same */
  guint tick_source;

  GtkWidget *box;
  GtkWidget *text;
  GtkWidget *told;        /* NULL once it is gone */
};

G_DEFINE_FINAL_TYPE (CorralPlaceDialog, corral_place_dialog, CORRAL_TYPE_MESSAGE)

/* As maps and messengers understand it, in every language. */
static char *
place_to_text (const CorralCartPlace *place, const char *between)
{
  char north[G_ASCII_DTOSTR_BUF_SIZE], east[G_ASCII_DTOSTR_BUF_SIZE];

  return g_strdup_printf ("%s%s%s", g_ascii_formatd (north, sizeof north, "%.6f", place->latitude), between,
                          g_ascii_formatd (east, sizeof east, "%.6f", place->longitude));
}

static void
describe (CorralPlaceDialog *self)
{
  gint64 gone_ms = (corral_clock_elapsed_us (self->clock) - self->shown_us) / 1000;
  gint64 now_ms = self->now_ms + gone_ms;
  g_autofree char *age = corral_format_age (MAX (0, now_ms - self->reported_ms));
  g_autofree char *reported = corral_format_time (self->reported_ms, now_ms, self->zone);
  gint64 until_ms = self->now_ms + (self->ends_us - self->shown_us) / 1000;
  g_autofree char *until = corral_format_time (until_ms, now_ms, self->zone);
  g_autofree char *letters = corral_time_ticks_zone_name (self->reported_ms, self->zone);
  /* Translators: a time, the zone that it is in, how long ago, a time: "It was there at 09:14, CET time, 40 min
   * ago. Shown until 10:09; that you looked is recorded." */
  g_autofree char *body
      = g_strdup_printf (_ ("It was there at %s, %s time, %s. Shown until %s; that you looked is recorded."), reported,
                         letters, age, until);

  corral_message_set_body (ADW_MESSAGE_DIALOG (self), body);
}

static void
end (CorralPlaceDialog *self)
{
  gtk_label_set_text (GTK_LABEL (self->text), "");
  gtk_widget_set_visible (self->box, FALSE);
  corral_message_set_heading (ADW_MESSAGE_DIALOG (self), _ ("The Time Is Up"));
  corral_message_set_body (ADW_MESSAGE_DIALOG (self),
                           _ ("The exact place is not shown any more. Find the cart again if that is still needed."));
}

static gboolean
tick_cb (gpointer data)
{
  CorralPlaceDialog *self = data;

  if (corral_clock_elapsed_us (self->clock) < self->ends_us)
    {
      describe (self);
      return G_SOURCE_CONTINUE;
    }
  self->tick_source = 0;
  end (self);
  return G_SOURCE_REMOVE;
}

static void
tell (CorralPlaceDialog *self, const char *sentence)
{
  gtk_label_set_text (GTK_LABEL (self->told), sentence);
  gtk_widget_set_visible (self->told, TRUE);
}

static void
copy_cb (CorralPlaceDialog *self)
{
  gdk_clipboard_set_text (gtk_widget_get_clipboard (GTK_WIDGET (self)), corral_place_dialog_get_text (self));
  tell (self, _ ("Copied."));
}

static void
opened_cb (gboolean opened, gpointer data)
{
  g_autoptr (CorralPlaceDialog) self = data;

  if (!opened && self->told != NULL)
    tell (self, _ ("No program for maps took it. Copy it instead."));
}

static void
open_cb (CorralPlaceDialog *self)
{
  g_autofree char *place = g_strdup (corral_place_dialog_get_text (self));
  g_auto (GStrv) parts = g_strsplit (place, ", ", 2);
  g_autofree char *joined = g_strjoinv (",", parts);
  g_autofree char *uri = g_strconcat ("geo:", joined, NULL); /* RFC 5870 */

  corral_compat_open_uri (GTK_WINDOW (self), uri, opened_cb, g_object_ref (self));
}

static void
corral_place_dialog_dispose (GObject *object)
{
  CorralPlaceDialog *self = CORRAL_PLACE_DIALOG (object);

  g_clear_handle_id (&self->tick_source, g_source_remove);
  self->told = NULL;
  G_OBJECT_CLASS (corral_place_dialog_parent_class)->dispose (object);
}

static void
corral_place_dialog_finalize (GObject *object)
{
  CorralPlaceDialog *self = CORRAL_PLACE_DIALOG (object);

  corral_clock_unref (self->clock);
  g_time_zone_unref (self->zone);
  G_OBJECT_CLASS (corral_place_dialog_parent_class)->finalize (object);
}

static void
corral_place_dialog_class_init (CorralPlaceDialogClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = corral_place_dialog_dispose;
  G_OBJECT_CLASS (klass)->finalize = corral_place_dialog_finalize;
}

static void
corral_place_dialog_init (CorralPlaceDialog *self)
{
  GtkWidget *buttons = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  GtkWidget *copy = gtk_button_new_with_mnemonic (_ ("_Copy"));
  GtkWidget *open = gtk_button_new_with_mnemonic (_ ("_Open in Maps"));

  self->box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 9);
  self->text = gtk_label_new (NULL);
  gtk_label_set_selectable (GTK_LABEL (self->text), TRUE);
  /* Latitude first, also in a language that is read from the right. */
  gtk_widget_set_direction (self->text, GTK_TEXT_DIR_LTR);
  gtk_widget_add_css_class (self->text, "title-3");
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->text), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                  _ ("Degrees north and degrees east"), -1);
  self->told = gtk_label_new (NULL);
  gtk_label_set_wrap (GTK_LABEL (self->told), TRUE);
  gtk_widget_set_visible (self->told, FALSE);
  g_signal_connect_swapped (copy, "clicked", G_CALLBACK (copy_cb), self);
  g_signal_connect_swapped (open, "clicked", G_CALLBACK (open_cb), self);
  gtk_widget_set_halign (buttons, GTK_ALIGN_CENTER);
  gtk_box_append (GTK_BOX (buttons), copy);
  gtk_box_append (GTK_BOX (buttons), open);
  gtk_box_append (GTK_BOX (self->box), self->text);
  gtk_box_append (GTK_BOX (self->box), buttons);
  gtk_box_append (GTK_BOX (self->box), self->told);
  corral_message_set_extra_child (ADW_MESSAGE_DIALOG (self), self->box);
  corral_message_add_response (ADW_MESSAGE_DIALOG (self), "close", _ ("C_lose"));
  corral_message_set_default_response (ADW_MESSAGE_DIALOG (self), "close");
  corral_message_set_close_response (ADW_MESSAGE_DIALOG (self), "close");
  /* The page behind it cannot be left before it is closed. */
  gtk_window_set_modal (GTK_WINDOW (self), TRUE);
  gtk_window_set_destroy_with_parent (GTK_WINDOW (self), TRUE);
}

CorralPlaceDialog *
corral_place_dialog_new (GtkWindow *parent, const CorralActPlan *plan, const CorralCartPlace *place, gint64 now_ms)
{
  CorralPlaceDialog *self = g_object_new (CORRAL_TYPE_PLACE_DIALOG, "transient-for", parent, NULL);
  const CorralActTarget *target = g_ptr_array_index (plan->targets, 0);
  g_autofree char *label = corral_format_text (plan->label);
  /* Translators: %s is what is painted on the cart */
  g_autofree char *heading = g_strdup_printf (_ ("Where Cart %s Is"), label);
  g_autofree char *text = place_to_text (place, ", ");

  self->zone = corral_act_target_get_zone (target);
  self->reported_ms = place->reported_ms;
  self->now_ms = now_ms;
  self->clock = corral_clock_new_system ();
  self->shown_us = corral_clock_elapsed_us (self->clock);
  self->ends_us = self->shown_us + CLAMP (place->until_ms - now_ms, 0, CORRAL_CART_PLACE_MS) * 1000;
  corral_message_set_heading (ADW_MESSAGE_DIALOG (self), heading);
  corral_message_widen (ADW_MESSAGE_DIALOG (self));
  gtk_label_set_text (GTK_LABEL (self->text), text);
  describe (self);
  self->tick_source = g_timeout_add_seconds (1, tick_cb, self);
  return self;
}

const char *
corral_place_dialog_get_text (CorralPlaceDialog *self)
{
  g_return_val_if_fail (CORRAL_IS_PLACE_DIALOG (self), NULL);

  return gtk_label_get_text (GTK_LABEL (self->text));
}
