/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A day, an hour and a minute, asked for. Main thread. */
#include "config.h"

#include "corral-form-clock.h"

#include "corral-name-compat.h"
#include "corral-snooze-times.h"

#include <glib/gi18n.h>

/* "07", not "7". */
static gboolean
show_two_digits_cb (GtkSpinButton *spin)
{
  g_autofree char *text = g_strdup_printf ("%02d", gtk_spin_button_get_value_as_int (spin));

  if (g_strcmp0 (gtk_editable_get_text (GTK_EDITABLE (spin)), text) != 0)
    gtk_editable_set_text (GTK_EDITABLE (spin), text);
  return TRUE;
}

GtkWidget *
corral_form_clock_make_number (const char *label, double most, double step, double value)
{
  GtkWidget *spin = gtk_spin_button_new_with_range (0, most, step);

  gtk_spin_button_set_wrap (GTK_SPIN_BUTTON (spin), TRUE);
  gtk_spin_button_set_numeric (GTK_SPIN_BUTTON (spin), TRUE);
  g_signal_connect (spin, "output", G_CALLBACK (show_two_digits_cb), NULL);
  gtk_spin_button_set_value (GTK_SPIN_BUTTON (spin), value);
  show_two_digits_cb (GTK_SPIN_BUTTON (spin));
  gtk_accessible_update_property (GTK_ACCESSIBLE (spin), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
  gtk_widget_set_tooltip_text (spin, label);
  return spin;
}

GtkWidget *
corral_form_clock_make_days (const char *label, GTimeZone *zone, gint64 now_ms, guint n_days)
{
  g_autoptr (GtkStringList) names = gtk_string_list_new (NULL);
  GtkWidget *days;

  for (guint i = 0; i < n_days; i++)
    {
      g_autoptr (GDateTime) utc = g_date_time_new_from_unix_utc (corral_snooze_clock_ms (zone, now_ms, i, 12, 0) / 1000);
      g_autoptr (GDateTime) noon = g_date_time_to_timezone (utc, zone);
      /* Translators: a day, as for strftime: "Tue 4 Nov" */
      g_autofree char *name = g_date_time_format (noon, _ ("%a %-d %b"));

      gtk_string_list_append (names, i == 0 ? _ ("Today") : i == 1 ? _ ("Tomorrow") : name);
    }
  days = gtk_drop_down_new (G_LIST_MODEL (g_steal_pointer (&names)), NULL);
  corral_compat_drop_down_set_name (days, label);
  return days;
}
