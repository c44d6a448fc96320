/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The phone rings: one call at a time. Main thread. */
#include "config.h"

#include "corral-call-taking.h"

#include "corral-call-desk.h"
#include "corral-call-end.h"
#include "corral-call-facts.h"
#include "corral-message.h"

#include <glib/gi18n.h>

/* A call that waits for another to end. */
typedef struct
{
  GtkWindow *window;          /* (unowned): the dialogs go with it */
  CorralPageContext *context; /* (unowned): the window's */
  CorralPlace *place;         /* (owned) */
} Waiting;

static void
waiting_free (gpointer data, GClosure *closure)
{
  Waiting *waiting = data;

  corral_place_unref (waiting->place);
  g_free (waiting);
}

static Waiting *
waiting_copy (const Waiting *waiting)
{
  Waiting *copy = g_memdup2 (waiting, sizeof *waiting);

  corral_place_ref (copy->place);
  return copy;
}

static void
begin (GtkWindow *window, CorralPageContext *context, CorralPlace *place)
{
  CorralCallSubject subject;
  g_autofree char *name = NULL;
  g_autoptr (CorralPlace) to = NULL;

  if (!corral_call_subject_find (context->fleet, place, &subject) || subject.slot == CORRAL_NO_SLOT)
    {
      corral_page_tell (GTK_WIDGET (window), _ ("What the call is about is not in the fleet"), NULL);
      return;
    }
  name = corral_call_subject_to_name (context->fleet, &subject);
  corral_call_desk_begin (context->calls, place->about, place->chain, place->subject, name);
  to = corral_place_new_call (place->about, place->chain, place->subject);
  corral_page_go (GTK_WIDGET (window), to);
}

static void
ended_cb (CorralCallEnd *end, Waiting *waiting)
{
  begin (waiting->window, waiting->context, waiting->place);
}

static void
end_first (Waiting *waiting)
{
  CorralCallEnd *end;

  if (corral_call_desk_get_call (waiting->context->calls) == NULL)
    {
      begin (waiting->window, waiting->context, waiting->place);
      return;
    }
  end = corral_call_end_new (GTK_WIDGET (waiting->window), waiting->context);
  g_signal_connect_data (end, "ended", G_CALLBACK (ended_cb), waiting_copy (waiting), waiting_free, 0);
  gtk_window_present (GTK_WINDOW (end));
}

static void
answered_cb (AdwMessageDialog *dialog, const char *response, Waiting *waiting)
{
  if (g_strcmp0 (response, "end") == 0)
    end_first (waiting);
  else if (corral_call_desk_get_call (waiting->context->calls) != NULL)
    gtk_widget_activate_action (GTK_WIDGET (waiting->window), "win.call-back", NULL);
}

static void
ask (GtkWindow *window, CorralPageContext *context, const CorralCall *call, CorralPlace *place)
{
  g_autofree char *title = corral_call_name_to_title (call->about, call->name);
  /* Translators: %s is what a call is about: "Cart 0412", "118 Riverside" */
  g_autofree char *heading = g_strdup_printf (_ ("You Are on a Call: %s"), title);
  GtkWidget *dialog = corral_message_new (
      window, heading, _ ("One call is kept at a time. End that one with its note first, and this one begins."));
  Waiting waiting = { .window = window, .context = context, .place = place };

  corral_message_add_response (ADW_MESSAGE_DIALOG (dialog), "back", _ ("_Back to That Call"));
  corral_message_add_response (ADW_MESSAGE_DIALOG (dialog), "end", _ ("_End It…"));
  corral_message_set_default_response (ADW_MESSAGE_DIALOG (dialog), "end");
  corral_message_set_close_response (ADW_MESSAGE_DIALOG (dialog), "back");
  g_signal_connect_data (dialog, "response", G_CALLBACK (answered_cb), waiting_copy (&waiting), waiting_free, 0);
  gtk_window_set_destroy_with_parent (GTK_WINDOW (dialog), TRUE);
  gtk_window_present (GTK_WINDOW (dialog));
}

void
corral_call_take (GtkWindow *window, CorralPageContext *context, CorralPlace *place)
{
  const CorralCall *call;
  g_autoptr (CorralPlace) to = NULL;

  g_return_if_fail (GTK_IS_WINDOW (window));

  if (!corral_page_context_has_page (context, CORRAL_PAGE_CALL) || context->calls == NULL || place->subject == NULL || place->chain == NULL
      || (place->about != CORRAL_PAGE_CART && place->about != CORRAL_PAGE_STORE))
    return;
  call = corral_call_desk_get_call (context->calls);
  to = corral_place_new_call (place->about, place->chain, place->subject);
  if (call == NULL)
    begin (window, context, place);
  else if (corral_call_is_at (call, to))
    corral_page_go (GTK_WIDGET (window), to);
  else
    ask (window, context, call, place);
}
