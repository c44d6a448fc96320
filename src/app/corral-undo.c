/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What was done, said in passing, and the way back. Main thread. */
#include "config.h"

#include "corral-undo.h"

#include <glib/gi18n.h>
#include <string.h>

/* As long as it is held before it is sent. */
#define SHOWN_S (CORRAL_OPERATION_HOLD_MS / 1000)
/* What was done before that is found in the outbox. */
#define STEPS_MAX 50

struct _CorralUndo
{
  gatomicrefcount ref_count; /* held by what is being taken back */
  AdwToastOverlay *overlay;  /* (unowned) (nullable): NULL once this was freed */
  CorralOutbox *outbox;      /* (owned) (nullable) */
  AdwToast *toast;           /* (owned) (nullable): while it is shown */
  GListModel *shown;         /* (owned): what the overlay shows */
  GQueue steps;              /* (element-type GStrv): what can be taken back, the last first */
  char *sentence;            /* (owned) (nullable) */
};

static void
undo_unref (CorralUndo *self)
{
  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;
  g_queue_clear_full (&self->steps, (GDestroyNotify) g_strfreev);
  g_clear_object (&self->outbox);
  g_clear_object (&self->toast);
  g_free (self->sentence);
  g_free (self);
}

/* ---- saying it ------------------------------------------------------------------------------------- */

static void take_back (CorralUndo *self, char **ids);

static void
button_clicked_cb (AdwToast *toast, CorralUndo *self)
{
  char **ids = g_strdupv (g_object_get_data (G_OBJECT (toast), "ids"));

  take_back (self, ids);
}

static void
dismissed_cb (AdwToast *toast, CorralUndo *self)
{
  if (self->toast == toast)
    g_clear_object (&self->toast);
}

static void
say (CorralUndo *self, const char *sentence, const char *const *ids)
{
  g_autofree char *markup = g_markup_escape_text (sentence, -1);
  AdwToast *toast;

  g_free (self->sentence);
  self->sentence = g_strdup (sentence);
  if (self->overlay == NULL)
    return;
  /* It would wait until the one before has gone, and then it would be too late to take it back. */
  if (self->toast != NULL)
    {
      g_autoptr (AdwToast) before = g_steal_pointer (&self->toast);

      adw_toast_dismiss (before);
    }
  toast = adw_toast_new (markup);
  adw_toast_set_timeout (toast, (guint) SHOWN_S);
  adw_toast_set_priority (toast, ADW_TOAST_PRIORITY_HIGH);
  if (ids != NULL && ids[0] != NULL)
    {
      adw_toast_set_button_label (toast, _ ("_Undo"));
      g_object_set_data_full (G_OBJECT (toast), "ids", g_strdupv ((char **) ids), (GDestroyNotify) g_strfreev);
      g_signal_connect (toast, "button-clicked", G_CALLBACK (button_clicked_cb), self);
    }
  g_signal_connect (toast, "dismissed", G_CALLBACK (dismissed_cb), self);
  self->toast = g_object_ref (toast);
  adw_toast_overlay_add_toast (self->overlay, toast);
}

void
corral_undo_tell (CorralUndo *self, const char *sentence, const char *const *ids)
{
  if (ids != NULL && ids[0] != NULL)
    {
      g_queue_push_head (&self->steps, g_strdupv ((char **) ids));
      while (g_queue_get_length (&self->steps) > STEPS_MAX)
        g_strfreev (g_queue_pop_tail (&self->steps));
    }
  say (self, sentence, ids);
}

const char *
corral_undo_get_sentence (CorralUndo *self)
{
  return self->sentence;
}

/* ---- taking it back -------------------------------------------------------------------------------- */

typedef struct
{
  CorralUndo *self; /* (owned) */
  guint n;          /* that were to be taken back */
} Request;

static void
undone_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  Request *request = data;
  CorralUndo *self = request->self;
  guint n = request->n;
  g_autoptr (GError) error = NULL;
  guint undone = corral_outbox_undo_finish (CORRAL_OUTBOX (source), result, &error);
  g_autofree char *back = NULL;
  g_autofree char *sentence = NULL;

  g_free (request);
  if (error != NULL)
    say (self, error->message, NULL);
  else
    {
      back = g_strdup_printf (ngettext ("%u taken back", "%u taken back", undone), undone);
      if (undone < n)
        /* Translators: "2 taken back", then how many others had been sent */
        sentence = g_strdup_printf (ngettext ("%s; %u had been sent already", "%s; %u had been sent already", n - undone),
                                    back, n - undone);
      say (self, sentence != NULL ? sentence : back, NULL);
    }
  undo_unref (self);
}

static gboolean
has_id (char **ids, const char *id)
{
  return g_strv_contains ((const char *const *) ids, id);
}

/* @ids is taken. */
static void
take_back (CorralUndo *self, char **ids)
{
  g_auto (GStrv) given = ids;
  Request *request;

  /* It is not offered once more. */
  for (GList *l = self->steps.head; l != NULL; l = l->next)
    if (has_id (l->data, given[0]))
      {
        g_strfreev (l->data);
        g_queue_delete_link (&self->steps, l);
        break;
      }
  if (self->outbox == NULL)
    return;
  request = g_new0 (Request, 1);
  request->self = self;
  request->n = g_strv_length (given);
  g_atomic_ref_count_inc (&self->ref_count);
  corral_outbox_undo_async (self->outbox, (const char *const *) given, undone_cb, request);
}

static gboolean
is_unsent (CorralUndo *self, char **ids)
{
  GPtrArray *entries = corral_outbox_get_entries (self->outbox);

  /* What was done last stands last. */
  for (guint i = entries->len; i > 0; i--)
    {
      const CorralOutboxEntry *entry = g_ptr_array_index (entries, i - 1);

      if (corral_outbox_entry_is_in (entry, CORRAL_OUTBOX_UNSENT) && has_id (ids, entry->id))
        return TRUE;
    }
  return FALSE;
}

void
corral_undo_last (CorralUndo *self)
{
  char **ids;

  while (self->outbox != NULL && (ids = g_queue_pop_head (&self->steps)) != NULL)
    {
      if (is_unsent (self, ids))
        {
          take_back (self, ids);
          return;
        }
      g_strfreev (ids);
    }
  say (self, _ ("Nothing can be taken back: what was done last has been sent."), NULL);
}

/* ---- for a screen reader ---------------------------------------------------------------------------- */

static void
name_buttons (GtkWidget *widget)
{
  if (GTK_IS_BUTTON (widget) && gtk_button_get_label (GTK_BUTTON (widget)) == NULL)
    gtk_accessible_update_property (GTK_ACCESSIBLE (widget), GTK_ACCESSIBLE_PROPERTY_LABEL, _ ("Close"), -1);
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL; child = gtk_widget_get_next_sibling (child))
    name_buttons (child);
}

/* The button that closes a toast has only an icon, and no name of its own (libadwaita 1.2). */
static void
shown_changed_cb (GListModel *shown, guint position, guint n_removed, guint n_added, CorralUndo *self)
{
  for (guint i = position; i < position + n_added; i++)
    {
      g_autoptr (GtkWidget) child = g_list_model_get_item (shown, i);

      if (child != adw_toast_overlay_get_child (self->overlay))
        name_buttons (child);
    }
}

/* ---- life ------------------------------------------------------------------------------------------ */

CorralUndo *
corral_undo_new (AdwToastOverlay *overlay)
{
  CorralUndo *self = g_new0 (CorralUndo, 1);

  g_atomic_ref_count_init (&self->ref_count);
  self->overlay = overlay;
  self->shown = gtk_widget_observe_children (GTK_WIDGET (overlay));
  g_signal_connect (self->shown, "items-changed", G_CALLBACK (shown_changed_cb), self);
  g_queue_init (&self->steps);
  return self;
}

void
corral_undo_free (CorralUndo *self)
{
  self->overlay = NULL;
  g_signal_handlers_disconnect_by_data (self->shown, self);
  g_clear_object (&self->shown);
  if (self->toast != NULL)
    g_signal_handlers_disconnect_by_data (self->toast, self);
  g_clear_object (&self->toast);
  undo_unref (self);
}

void
corral_undo_set_outbox (CorralUndo *self, CorralOutbox *outbox)
{
  g_set_object (&self->outbox, outbox);
}
