/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Acts on one incident. Main thread. */
#include "config.h"

#include "corral-incident-acts.h"

#include "corral-incident-look.h"
#include "corral-incident-work.h"
#include "corral-pending.h"

guint32
corral_incident_acts_show (CorralActStrip *strip, CorralPageContext *context, CorralIncident *incident,
                           const char *const *members)
{
  g_autoptr (GArray) chains = corral_incident_list_chains (incident, context->fleet);
  g_autoptr (GArray) slots = g_array_new (FALSE, FALSE, sizeof (guint32));
  guint32 row = CORRAL_NO_SLOT;
  CorralActSubject subject;

  for (guint i = 0; i < chains->len; i++)
    {
      guint32 slot = corral_incident_find_row (context->fleet, g_array_index (chains, guint32, i), incident->id);

      g_array_append_val (slots, slot);
      if (slot != CORRAL_NO_SLOT
          && (row == CORRAL_NO_SLOT
              || corral_pending_get (context->fleet, CORRAL_TABLE_INCIDENT, slot) != CORRAL_PENDING_NONE))
        row = slot;
    }
  subject = (CorralActSubject){ .table = CORRAL_TABLE_INCIDENT,
                                .slots = (const guint32 *) (gpointer) slots->data,
                                .n_slots = slots->len,
                                .incident = incident,
                                .chains = (const guint32 *) (gpointer) chains->data,
                                .members = members };
  corral_act_strip_show (strip, &subject);
  return row;
}

typedef struct
{
  CorralActStrip *strip; /* (unowned): of the same page */
  const CorralAct *act;
  gboolean (*begin) (GtkWidget *page);
} Key;

static gboolean
key_cb (GtkWidget *page, GVariant *arguments, gpointer data)
{
  Key *key = data;

  if (!key->begin (page))
    return FALSE;
  corral_act_strip_begin (key->strip, key->act);
  return TRUE;
}

void
corral_incident_acts_add_keys (GtkWidget *page, CorralActStrip *strip, gboolean (*begin) (GtkWidget *page))
{
  GtkEventController *keys = gtk_shortcut_controller_new ();
  guint n;
  const CorralAct *acts = corral_acts_get (&n);

  for (guint i = 0; i < n; i++)
    if (acts[i].key != NULL && (acts[i].tables & CORRAL_TABLE_BIT (CORRAL_TABLE_INCIDENT)) != 0)
      {
        Key *key = g_new0 (Key, 1);

        *key = (Key){ strip, &acts[i], begin };
        gtk_shortcut_controller_add_shortcut (GTK_SHORTCUT_CONTROLLER (keys),
                                              gtk_shortcut_new (gtk_shortcut_trigger_parse_string (acts[i].key),
                                                                gtk_callback_action_new (key_cb, key, g_free)));
      }
  gtk_widget_add_controller (page, keys);
}
