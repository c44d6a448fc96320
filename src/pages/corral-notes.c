/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The notes of one thing. They are not in the mirror: the cache is asked when the thing is shown, when the outbox
 * changes, and now and then while it stays on the screen. Main thread. */
#include "config.h"

#include "corral-notes.h"

#include "corral-cache.h"
#include "corral-call-text.h"
#include "corral-fleet.h"
#include "corral-format.h"
#include "corral-look.h"
#include "corral-operation-words.h"
#include "corral-outbox.h"
#include "corral-text-private.h"
#include "corral-text.h"

#include <glib/gi18n.h>
#include <string.h>

/* So many are read and shown: who wants more reads the ticket. */
#define NOTES_MAX 50
#define AGAIN_US (5 * G_USEC_PER_SEC)
/* Longer ones are cut until somebody wants the rest. */
#define EXCERPT 400

typedef struct
{
  char *id;
  gint64 made_ms;
  char *author;        /* (nullable) */
  char *text;
  char *state;         /* (nullable): "Sent when the link is back"; NULL: the cloud has it */
  gboolean troubled;
} Note;

struct _CorralNotes
{
  GtkWidget parent_instance;

  CorralPageContext *context;
  CorralOutbox *outbox;      /* (owned) (nullable) */
  char *tenant;              /* (owned) (nullable) */
  char *collection;          /* (owned) (nullable) */
  char *id;                  /* (owned) (nullable) */
  GTimeZone *zone;           /* (owned) (nullable) */
  GCancellable *cancellable; /* (owned) */
  guint pending;
  gint64 asked_us;           /* monotonic */
  gboolean stale;            /* the outbox changed while a reading was under way */
  GPtrArray *stored;         /* (owned) (nullable) (element-type CorralNote): facts */
  char *said;                /* (owned) (nullable): what is on the screen */
  guint n;

  GtkWidget *box;
  GtkWidget *list;
  GtkWidget *message;
};

G_DEFINE_FINAL_TYPE (CorralNotes, corral_notes, GTK_TYPE_WIDGET)

enum
{
  SIGNAL_COUNTED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

static void
note_free (gpointer data)
{
  Note *note = data;

  g_free (note->id);
  g_free (note->author);
  g_free (note->text);
  g_free (note->state);
  g_free (note);
}

/* Lines stay lines; what an outsider may have put in does not. */
static char *
clean_text (const char *text)
{
  g_autofree char *masked = corral_text_mask_cards (text != NULL ? text : "");
  g_auto (GStrv) lines = g_strsplit (masked, "\n", -1);

  for (guint i = 0; lines[i] != NULL; i++)
    {
      char *clean = corral_text_clean (lines[i], G_MAXINT32);

      g_free (lines[i]);
      lines[i] = clean;
    }
  return g_strjoinv ("\n", lines);
}

/* ---- what there is --------------------------------------------------------------------------------- */

static void
add_waiting (CorralNotes *self, GPtrArray *notes)
{
  g_autoptr (GPtrArray) entries = NULL;
  gint64 now_ms = corral_fleet_get_now (self->context->fleet);

  if (self->outbox == NULL)
    return;
  entries = corral_outbox_list_for_target (self->outbox, self->tenant, self->collection, self->id);
  for (guint i = 0; i < entries->len; i++)
    {
      const CorralOutboxEntry *entry = g_ptr_array_index (entries, i);
      gboolean known = FALSE;
      Note *note;

      if (entry->type == NULL || entry->type->kind != CORRAL_OPERATION_NOTE_ADD || entry->params.text == NULL)
        continue;
      /* It has arrived, and stands here as the cloud's own row. */
      for (guint k = 0; self->stored != NULL && k < self->stored->len; k++)
        known = known
                || (entry->result != NULL
                    && g_strcmp0 (((CorralNote *) g_ptr_array_index (self->stored, k))->id, entry->result) == 0);
      if (known)
        continue;
      note = g_new0 (Note, 1);
      note->id = g_strdup (entry->id);
      note->made_ms = entry->made_ms;
      note->author = g_strdup (entry->account);
      note->text = clean_text (entry->params.text);
      note->troubled = corral_outbox_entry_is_in (entry, CORRAL_OUTBOX_TROUBLED);
      /* No seconds are counted here. */
      if (corral_operation_is_held (entry, now_ms))
        note->state = g_strdup (_ ("Waits a moment, so that it can be undone"));
      else if (entry->state != CORRAL_OUTBOX_APPLIED)
        note->state = corral_operation_state_to_text (entry, now_ms, self->zone);
      g_ptr_array_add (notes, note);
    }
}

static int
compare (gconstpointer a, gconstpointer b)
{
  const Note *x = *(const Note *const *) a;
  const Note *y = *(const Note *const *) b;

  return (x->made_ms < y->made_ms) - (x->made_ms > y->made_ms);
}

static GPtrArray *
list_notes (CorralNotes *self)
{
  GPtrArray *notes = g_ptr_array_new_with_free_func (note_free);

  for (guint i = 0; self->stored != NULL && i < self->stored->len; i++)
    {
      const CorralNote *row = g_ptr_array_index (self->stored, i);
      Note *note;

      /* Ids are unique in a collection only. */
      if (g_strcmp0 (row->target_collection, self->collection) != 0)
        continue;
      note = g_new0 (Note, 1);
      note->id = g_strdup (row->id);
      note->made_ms = row->made_ms;
      note->author = g_strdup (row->author);
      note->text = clean_text (row->text);
      g_ptr_array_add (notes, note);
    }
  add_waiting (self, notes);
  g_ptr_array_sort (notes, compare);
  return notes;
}

/* ---- rows ------------------------------------------------------------------------------------------ */

static void
show_all_cb (GtkButton *button, GtkLabel *label)
{
  gtk_label_set_text (label, g_object_get_data (G_OBJECT (label), "whole"));
  gtk_widget_set_visible (GTK_WIDGET (button), FALSE);
}

static void
add_text (GtkWidget *box, const char *text)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_max_width_chars (GTK_LABEL (label), 50);
  gtk_label_set_selectable (GTK_LABEL (label), TRUE);
  gtk_box_append (GTK_BOX (box), label);
  if (g_utf8_strlen (text, -1) > EXCERPT)
    {
      GtkWidget *more = gtk_button_new_with_label (_ ("Show All of It"));
      g_autofree char *start = g_utf8_substring (text, 0, EXCERPT);
      g_autofree char *cut = g_strconcat (start, "…", NULL);

      gtk_label_set_text (GTK_LABEL (label), cut);
      g_object_set_data_full (G_OBJECT (label), "whole", g_strdup (text), g_free);
      gtk_widget_set_halign (more, GTK_ALIGN_START);
      gtk_widget_add_css_class (more, "flat");
      g_signal_connect_object (more, "clicked", G_CALLBACK (show_all_cb), label, 0);
      gtk_box_append (GTK_BOX (box), more);
    }
}

/* What a call was about, in the reader's own language. */
static void
add_call (GtkWidget *box, const CorralCallLine *call)
{
  GtkWidget *line = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  g_autofree char *text = corral_call_line_describe (call);
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_widget_add_css_class (label, "heading");
  gtk_box_append (GTK_BOX (line), gtk_image_new_from_icon_name ("call-start-symbolic"));
  gtk_box_append (GTK_BOX (line), label);
  gtk_box_append (GTK_BOX (box), line);
}

static void
add_note (CorralNotes *self, const Note *note)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 2);
  GtkWidget *head = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  g_autofree char *when
      = corral_format_time (note->made_ms, corral_fleet_get_now (self->context->fleet), self->zone);
  g_autofree char *author = corral_format_text (note->author);
  /* Translators: a person and a time: "jo.miller · 09:14" */
  g_autofree char *who = g_strdup_printf (_ ("%s · %s"), author, when);
  GtkWidget *label = gtk_label_new (who);
  const char *text = note->text;
  CorralCallLine call;

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_widget_add_css_class (label, "dim-label");
  gtk_widget_add_css_class (label, "caption");
  gtk_box_append (GTK_BOX (head), label);
  if (note->state != NULL)
    {
      CorralLook look = note->troubled ? corral_look_of_troubled () : corral_look_of_waiting ();
      GtkWidget *icon = gtk_image_new_from_icon_name (look.icon_name);
      GtkWidget *state = gtk_label_new (note->state);

      gtk_label_set_xalign (GTK_LABEL (state), 0);
      gtk_label_set_ellipsize (GTK_LABEL (state), PANGO_ELLIPSIZE_END);
      gtk_label_set_max_width_chars (GTK_LABEL (state), 40);
      gtk_widget_set_tooltip_text (state, note->state);
      gtk_widget_set_hexpand (state, TRUE);
      gtk_widget_add_css_class (state, "caption");
      gtk_widget_add_css_class (state, look.css_class);
      gtk_widget_add_css_class (icon, look.css_class);
      gtk_box_append (GTK_BOX (head), icon);
      gtk_box_append (GTK_BOX (head), state);
    }
  gtk_box_append (GTK_BOX (box), head);
  if (corral_call_line_parse (note->text, &call, &text))
    add_call (box, &call);
  if (*text != '\0')
    add_text (box, text);
  gtk_widget_add_css_class (box, "note");
  gtk_box_append (GTK_BOX (self->list), box);
}

static void
say (CorralNotes *self, const char *message)
{
  gtk_label_set_text (GTK_LABEL (self->message), message != NULL ? message : "");
  gtk_widget_set_visible (self->message, message != NULL);
}

/* Left alone while it says the same: what somebody reads does not jump. */
static void
show_notes (CorralNotes *self)
{
  g_autoptr (GPtrArray) notes = list_notes (self);
  g_autoptr (GString) said = g_string_new (NULL);
  GtkWidget *child;
  guint n_before = self->n;

  for (guint i = 0; i < notes->len; i++)
    {
      const Note *note = g_ptr_array_index (notes, i);

      g_string_append_printf (said, "%s %s\n", note->id, note->state != NULL ? note->state : "");
    }
  self->n = notes->len;
  say (self, notes->len == 0 ? _ ("No notes yet.") : NULL);
  if (g_strcmp0 (said->str, self->said) != 0)
    {
      g_free (self->said);
      self->said = g_strdup (said->str);
      while ((child = gtk_widget_get_first_child (self->list)) != NULL)
        gtk_box_remove (GTK_BOX (self->list), child);
      for (guint i = 0; i < notes->len; i++)
        add_note (self, g_ptr_array_index (notes, i));
    }
  if (self->n != n_before)
    g_signal_emit (self, signals[SIGNAL_COUNTED], 0);
}

/* ---- reading --------------------------------------------------------------------------------------- */

static void read_stored (CorralNotes *self);

typedef struct
{
  CorralNotes *self;         /* (owned) */
  CorralCache *cache;        /* (owned) */
  GCancellable *cancellable; /* (owned) */
} Reading;

static void
read_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  Reading *reading = data;
  g_autoptr (CorralNotes) self = reading->self;
  g_autoptr (CorralCache) cache = reading->cache;
  g_autoptr (GCancellable) cancellable = reading->cancellable;
  g_autoptr (GError) error = NULL;
  GPtrArray *rows = corral_cache_query_rows_finish (cache, result, &error);

  g_free (reading);
  if (cancellable == self->cancellable)
    self->pending--;
  /* It was about another thing, or the window has gone and the context with it. */
  if (cancellable != self->cancellable || g_cancellable_is_cancelled (cancellable))
    {
      g_clear_pointer (&rows, g_ptr_array_unref);
      return;
    }
  if (rows != NULL)
    {
      g_clear_pointer (&self->stored, g_ptr_array_unref);
      self->stored = rows;
      show_notes (self);
    }
  else if (self->n == 0)
    say (self, error->message);
  if (self->stale)
    read_stored (self);
}

static void
read_stored (CorralNotes *self)
{
  Reading *reading;

  if (self->context->cache == NULL || self->id == NULL)
    return;
  if (self->pending > 0)
    {
      self->stale = TRUE;
      return;
    }
  self->stale = FALSE;
  self->asked_us = g_get_monotonic_time ();
  self->pending++;
  reading = g_new0 (Reading, 1);
  reading->self = g_object_ref (self);
  reading->cache = corral_cache_ref (self->context->cache);
  reading->cancellable = g_object_ref (self->cancellable);
  corral_cache_query_rows_async (self->context->cache, self->tenant, CORRAL_QUERY_NOTES_OF_TARGET, self->id, NOTES_MAX,
                                 self->cancellable, read_cb, reading);
}

static void
outbox_changed_cb (CorralNotes *self)
{
  if (self->id == NULL || g_cancellable_is_cancelled (self->cancellable))
    return;
  show_notes (self);
  read_stored (self);
}

void
corral_notes_set_target (CorralNotes *self, const char *tenant, const char *collection, const char *id, GTimeZone *zone)
{
  g_return_if_fail (CORRAL_IS_NOTES (self));

  g_time_zone_ref (zone);
  g_clear_pointer (&self->zone, g_time_zone_unref);
  self->zone = zone;
  if (g_strcmp0 (self->tenant, tenant) == 0 && g_strcmp0 (self->id, id) == 0
      && g_strcmp0 (self->collection, collection) == 0)
    return;
  g_cancellable_cancel (self->cancellable);
  g_object_unref (self->cancellable);
  self->cancellable = g_cancellable_new ();
  self->pending = 0;
  g_free (self->tenant);
  g_free (self->collection);
  g_free (self->id);
  self->tenant = g_strdup (tenant);
  self->collection = g_strdup (collection);
  self->id = g_strdup (id);
  g_clear_pointer (&self->stored, g_ptr_array_unref);
  show_notes (self);
  read_stored (self);
}

void
corral_notes_refresh (CorralNotes *self)
{
  g_return_if_fail (CORRAL_IS_NOTES (self));

  if (self->id == NULL)
    return;
  show_notes (self);
  if (self->pending == 0 && g_get_monotonic_time () - self->asked_us > AGAIN_US)
    read_stored (self);
}

guint
corral_notes_get_n (CorralNotes *self)
{
  g_return_val_if_fail (CORRAL_IS_NOTES (self), 0);

  return self->n;
}

gboolean
corral_notes_is_settled (CorralNotes *self)
{
  g_return_val_if_fail (CORRAL_IS_NOTES (self), TRUE);

  return self->pending == 0;
}

/* ---- life ------------------------------------------------------------------------------------------ */

/* Out of the window: what is read from goes with it. */
static void
corral_notes_unroot (GtkWidget *widget)
{
  g_cancellable_cancel (CORRAL_NOTES (widget)->cancellable);
  GTK_WIDGET_CLASS (corral_notes_parent_class)->unroot (widget);
}

static void
corral_notes_dispose (GObject *object)
{
  CorralNotes *self = CORRAL_NOTES (object);

  g_cancellable_cancel (self->cancellable);
  if (self->outbox != NULL)
    g_signal_handlers_disconnect_by_data (self->outbox, self);
  g_clear_object (&self->outbox);
  g_clear_pointer (&self->box, gtk_widget_unparent);
  G_OBJECT_CLASS (corral_notes_parent_class)->dispose (object);
}

static void
corral_notes_finalize (GObject *object)
{
  CorralNotes *self = CORRAL_NOTES (object);

  g_object_unref (self->cancellable);
  g_clear_pointer (&self->stored, g_ptr_array_unref);
  g_clear_pointer (&self->zone, g_time_zone_unref);
  g_free (self->tenant);
  g_free (self->collection);
  g_free (self->id);
  g_free (self->said);
  G_OBJECT_CLASS (corral_notes_parent_class)->finalize (object);
}

static void
corral_notes_class_init (CorralNotesClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = corral_notes_dispose;
  G_OBJECT_CLASS (klass)->finalize = corral_notes_finalize;
  GTK_WIDGET_CLASS (klass)->unroot = corral_notes_unroot;
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BIN_LAYOUT);

  signals[SIGNAL_COUNTED] = g_signal_new ("counted", CORRAL_TYPE_NOTES, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                          G_TYPE_NONE, 0);
}

static void
corral_notes_init (CorralNotes *self)
{
  self->cancellable = g_cancellable_new ();
  self->box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  self->list = gtk_box_new (GTK_ORIENTATION_VERTICAL, 9);
  self->message = gtk_label_new (NULL);
  gtk_label_set_xalign (GTK_LABEL (self->message), 0);
  gtk_label_set_wrap (GTK_LABEL (self->message), TRUE);
  gtk_widget_add_css_class (self->message, "dim-label");
  gtk_box_append (GTK_BOX (self->box), self->message);
  gtk_box_append (GTK_BOX (self->box), self->list);
  gtk_widget_set_parent (self->box, GTK_WIDGET (self));
}

GtkWidget *
corral_notes_new (CorralPageContext *context)
{
  CorralNotes *self = g_object_new (CORRAL_TYPE_NOTES, NULL);

  self->context = context;
  if (context->outbox != NULL)
    {
      self->outbox = g_object_ref (context->outbox);
      g_signal_connect_swapped (self->outbox, "changed", G_CALLBACK (outbox_changed_cb), self);
    }
  return GTK_WIDGET (self);
}

GPtrArray *
corral_notes_list_texts (CorralNotes *self)
{
  g_autoptr (GPtrArray) notes = list_notes (self);
  GPtrArray *texts = g_ptr_array_new_with_free_func (g_free);

  g_return_val_if_fail (CORRAL_IS_NOTES (self), texts);

  for (guint i = 0; i < notes->len; i++)
    {
      const Note *note = g_ptr_array_index (notes, i);
      g_autofree char *time
          = corral_format_time (note->made_ms, corral_fleet_get_now (self->context->fleet), self->zone);

      /* Translators: when, and what somebody wrote then */
      g_ptr_array_add (texts, g_strdup_printf (_ ("%s: %s"), time, note->text));
    }
  return texts;
}
