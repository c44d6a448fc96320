/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tooltips that cost nothing as long as nobody points. Main thread. */
#include "config.h"

#include "corral-hint.h"

#define KEY "corral-hint"

static gboolean
query_cb (GtkWidget *widget, int x, int y, gboolean keyboard, GtkTooltip *tooltip, gpointer data)
{
  const char *text = corral_hint_get (widget);

  gtk_tooltip_set_text (tooltip, text);
  return text != NULL;
}

void
corral_hint_set (GtkWidget *widget, const char *text)
{
  g_return_if_fail (GTK_IS_WIDGET (widget));

  if (!gtk_widget_get_has_tooltip (widget))
    {
      if (text == NULL)
        return;
      gtk_widget_set_has_tooltip (widget, TRUE);
      g_signal_connect (widget, "query-tooltip", G_CALLBACK (query_cb), NULL);
    }
  if (g_strcmp0 (text, corral_hint_get (widget)) != 0)
    g_object_set_data_full (G_OBJECT (widget), KEY, g_strdup (text), g_free);
}

const char *
corral_hint_get (GtkWidget *widget)
{
  return g_object_get_data (G_OBJECT (widget), KEY);
}
