/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The question before signing out. Main thread. */
#include "config.h"

#include "corral-sign-out.h"

#include <adwaita.h>
#include <glib/gi18n.h>

#define KEEP "keep"
#define DISCARD "discard"

typedef struct
{
  CorralSignOutFunc func;
  gpointer data;
  gboolean keep;
} Decision;

/* The dialog has closed itself by then. */
static gboolean
decided_cb (gpointer data)
{
  Decision *decision = data;

  decision->func (decision->keep, decision->data);
  return G_SOURCE_REMOVE;
}

static void
answered_cb (AdwMessageDialog *dialog, const char *response, Decision *decision)
{
  decision->keep = g_strcmp0 (response, KEEP) == 0;
  if (decision->keep || g_strcmp0 (response, DISCARD) == 0)
    g_idle_add_full (G_PRIORITY_DEFAULT, decided_cb, decision, g_free);
  else
    g_free (decision);
}

void
corral_sign_out_ask (GtkWindow *parent, CorralOutbox *outbox, const char *cloud, CorralSignOutFunc func, gpointer data)
{
  Decision *decision = g_new0 (Decision, 1);
  guint n = outbox != NULL ? corral_outbox_get_n_waiting (outbox) + corral_outbox_get_n_troubled (outbox) : 0;
  g_autofree char *body = NULL;
  GtkWidget *dialog;

  decision->func = func;
  decision->data = data;
  if (n > 0)
    body = g_strdup_printf (
        ngettext ("What this PC has stored of %s is removed. %u change of yours has not arrived in the cloud: keep it on this "
                  "PC until you sign in again, or discard it.",
                  "What this PC has stored of %s is removed. %u changes of yours have not arrived in the cloud: keep them on "
                  "this PC until you sign in again, or discard them.",
                  n),
        cloud, n);
  else
    body = g_strdup_printf (_ ("What this PC has stored of %s is removed. It is fetched again when somebody signs in."), cloud);
  dialog = adw_message_dialog_new (parent, _ ("Sign Out?"), body);
  adw_message_dialog_add_response (ADW_MESSAGE_DIALOG (dialog), "stay", _ ("_Stay"));
  if (n > 0)
    {
      adw_message_dialog_add_response (ADW_MESSAGE_DIALOG (dialog), DISCARD, _ ("_Discard and Sign Out"));
      adw_message_dialog_add_response (ADW_MESSAGE_DIALOG (dialog), KEEP, _ ("_Keep and Sign Out"));
      adw_message_dialog_set_response_appearance (ADW_MESSAGE_DIALOG (dialog), DISCARD, ADW_RESPONSE_DESTRUCTIVE);
      adw_message_dialog_set_default_response (ADW_MESSAGE_DIALOG (dialog), KEEP);
    }
  else
    {
      adw_message_dialog_add_response (ADW_MESSAGE_DIALOG (dialog), DISCARD, _ ("Sign _Out"));
      adw_message_dialog_set_default_response (ADW_MESSAGE_DIALOG (dialog), DISCARD);
    }
  adw_message_dialog_set_close_response (ADW_MESSAGE_DIALOG (dialog), "stay");
  g_signal_connect (dialog, "response", G_CALLBACK (answered_cb), decision);
  gtk_window_present (GTK_WINDOW (dialog));
}
