/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The question before signing out. Main thread. */
#include "config.h"

#include "corral-sign-out.h"

#include "corral-message.h"

#include <glib/gi18n.h>

#define KEEP "keep"
#define DISCARD "discard"

typedef struct
{
  CorralSignOutFunc func;
  GDestroyNotify destroy; /* (nullable) */
  gpointer data;
  gboolean keep;
} Decision;

static void
decision_free (gpointer data)
{
  Decision *decision = data;

  if (decision->destroy != NULL)
    decision->destroy (decision->data);
  g_free (decision);
}

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
    g_idle_add_full (G_PRIORITY_DEFAULT, decided_cb, decision, decision_free);
  else
    decision_free (decision);
}

/* Of whoever is here. */
static char *
describe_own (guint n, const char *cloud)
{
  if (n == 0)
    return g_strdup_printf (_ ("What this PC has stored of %s is removed. It is fetched again when somebody signs in."),
                            cloud);
  return g_strdup_printf (
      ngettext (
          "What this PC has stored of %s is removed. %u change of yours has not arrived in the cloud: keep it on this "
          "PC until you sign in again, or discard it.",
          "What this PC has stored of %s is removed. %u changes of yours have not arrived in the cloud: keep them on "
          "this PC until you sign in again, or discard them.",
          n),
      cloud, n);
}

static char *
describe_other (guint n, const char *cloud, const char *name)
{
  if (n == 0)
    /* Translators: a cloud, a person */
    return g_strdup_printf (_ ("What this PC has stored of %s for %s is removed. Nobody else’s data are touched."),
                            cloud, name);
  return g_strdup_printf (
      /* Translators: a cloud, a person, a number */
      ngettext ("What this PC has stored of %s for %s is removed; nobody else’s data are touched. %u change of theirs "
                "has not "
                "arrived in the cloud: keep it on this PC until they sign in again, or discard it.",
                "What this PC has stored of %s for %s is removed; nobody else’s data are touched. %u changes of theirs "
                "have not "
                "arrived in the cloud: keep them on this PC until they sign in again, or discard them.",
                n),
      cloud, name, n);
}

void
corral_sign_out_ask (GtkWindow *parent,
                     guint n,
                     const char *cloud,
                     const char *name,
                     CorralSignOutFunc func,
                     GDestroyNotify destroy,
                     gpointer data)
{
  Decision *decision = g_new0 (Decision, 1);
  g_autofree char *body = name != NULL ? describe_other (n, cloud, name) : describe_own (n, cloud);
  /* Translators: %s is a person's name */
  g_autofree char *heading = name != NULL ? g_strdup_printf (_ ("Sign Out %s?"), name) : g_strdup (_ ("Sign Out?"));
  GtkWidget *dialog;

  decision->func = func;
  decision->destroy = destroy;
  decision->data = data;
  dialog = corral_message_new (parent, heading, body);
  corral_message_add_response (ADW_MESSAGE_DIALOG (dialog), "stay", _ ("_Stay"));
  if (n > 0)
    {
      corral_message_add_response (ADW_MESSAGE_DIALOG (dialog), DISCARD, _ ("_Discard and Sign Out"));
      corral_message_add_response (ADW_MESSAGE_DIALOG (dialog), KEEP, _ ("_Keep and Sign Out"));
      corral_message_set_destructive (ADW_MESSAGE_DIALOG (dialog), DISCARD);
      corral_message_set_default_response (ADW_MESSAGE_DIALOG (dialog), KEEP);
    }
  else
    {
      corral_message_add_response (ADW_MESSAGE_DIALOG (dialog), DISCARD, _ ("Sign _Out"));
      corral_message_set_default_response (ADW_MESSAGE_DIALOG (dialog), DISCARD);
    }
  corral_message_set_close_response (ADW_MESSAGE_DIALOG (dialog), "stay");
  g_signal_connect (dialog, "response", G_CALLBACK (answered_cb), decision);
  gtk_window_present (GTK_WINDOW (dialog));
}
