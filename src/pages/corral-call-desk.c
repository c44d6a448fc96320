/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The call that somebody is on, and its file. Main thread; the file is written on a worker of its own, the newest state
 * last. */
#include "config.h"

#include "corral-call-desk.h"

#include "corral-worker.h"

#include <glib/gi18n.h>
#include <glib/gstdio.h>

struct _CorralCallDesk
{
  GObject parent_instance;

  CorralClock *clock;   /* (owned) */
  char *file;           /* (owned) (nullable) */
  CorralWorker *worker; /* (owned) (nullable): from the first writing on */
  CorralCall *call;     /* (owned) (nullable) */
  CorralPlayBook *plays; /* (owned) */
  char *trouble;        /* (owned) (nullable) */
  gboolean stopped;
};

G_DEFINE_FINAL_TYPE (CorralCallDesk, corral_call_desk, G_TYPE_OBJECT)

enum
{
  SIGNAL_CHANGED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

/* ---- the file ---------------------------------------------------------------------------------------- */

typedef struct
{
  CorralCallDesk *desk; /* (owned) */
  char *file;
  char *text;           /* (nullable): there is no call any more */
  char *problem;        /* (nullable) */
} Writing;

static void
writing_free (gpointer data)
{
  Writing *writing = data;

  g_object_unref (writing->desk);
  g_free (writing->file);
  g_free (writing->text);
  g_free (writing->problem);
  g_free (writing);
}

static gboolean
written_cb (gpointer data)
{
  Writing *writing = data;
  CorralCallDesk *self = writing->desk;

  if (g_strcmp0 (self->trouble, writing->problem) == 0)
    return G_SOURCE_REMOVE;
  g_free (self->trouble);
  self->trouble = g_strdup (writing->problem);
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
  return G_SOURCE_REMOVE;
}

/* On the worker. */
static void
write_file (gpointer data)
{
  Writing *writing = data;
  Writing *told = g_new0 (Writing, 1);
  g_autoptr (GError) error = NULL;

  told->desk = g_object_ref (writing->desk);
  if (writing->text == NULL)
    g_unlink (writing->file);
  else if (!g_file_set_contents_full (writing->file, writing->text, -1,
                                      G_FILE_SET_CONTENTS_CONSISTENT | G_FILE_SET_CONTENTS_DURABLE, 0600, &error))
    told->problem = g_strdup_printf (_ ("The call cannot be kept, and would be lost if Corral ended: %s"), error->message);
  g_idle_add_full (G_PRIORITY_DEFAULT, written_cb, told, writing_free);
}

static void
keep (CorralCallDesk *self)
{
  Writing *writing;

  if (self->file == NULL || self->stopped)
    return;
  if (self->worker == NULL)
    self->worker = corral_worker_new ("call");
  writing = g_new0 (Writing, 1);
  writing->desk = g_object_ref (self);
  writing->file = g_strdup (self->file);
  writing->text = self->call != NULL ? corral_call_to_text (self->call) : NULL;
  corral_worker_push (self->worker, write_file, writing, writing_free);
}

static void
changed (CorralCallDesk *self)
{
  keep (self);
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

/* What cannot be read is left where it is: the next call takes its place. */
static void
resume (CorralCallDesk *self)
{
  g_autofree char *bytes = g_malloc (CORRAL_CALL_MAX_BYTES + 1);
  g_autoptr (GFile) file = g_file_new_for_path (self->file);
  g_autoptr (GError) error = NULL;
  g_autoptr (GFileInputStream) stream = g_file_read (file, NULL, &error);
  gsize length = 0;

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND))
    return;
  if (stream != NULL
      && g_input_stream_read_all (G_INPUT_STREAM (stream), bytes, CORRAL_CALL_MAX_BYTES + 1, &length, NULL, &error))
    self->call = corral_call_from_text (bytes, length, &error);
  if (self->call == NULL)
    self->trouble = g_strdup_printf (_ ("%s."), error->message);
}

/* ---- the call ---------------------------------------------------------------------------------------- */

static gint64
get_now (CorralCallDesk *self)
{
  return corral_clock_now_ms (self->clock);
}

const CorralCall *
corral_call_desk_get_call (CorralCallDesk *self)
{
  g_return_val_if_fail (CORRAL_IS_CALL_DESK (self), NULL);

  return self->call;
}

const CorralCall *
corral_call_desk_get_call_at (CorralCallDesk *self, CorralPlace *place)
{
  g_return_val_if_fail (CORRAL_IS_CALL_DESK (self), NULL);

  return self->call != NULL && corral_call_is_at (self->call, place) ? self->call : NULL;
}

gint64
corral_call_desk_get_length_ms (CorralCallDesk *self)
{
  g_return_val_if_fail (CORRAL_IS_CALL_DESK (self), 0);

  return self->call != NULL ? MAX (0, get_now (self) - self->call->begun_ms) : 0;
}

static void
read_plays (CorralCallDesk *self)
{
  g_clear_pointer (&self->plays, corral_play_book_free);
  self->plays = corral_play_book_new ();
  corral_play_book_add_own (self->plays);
}

void
corral_call_desk_begin (CorralCallDesk *self, CorralPageKind about, const char *tenant, const char *subject,
                        const char *name)
{
  g_return_if_fail (CORRAL_IS_CALL_DESK (self));

  read_plays (self);
  g_clear_pointer (&self->call, corral_call_free);
  self->call = corral_call_new (about, tenant, subject, name, get_now (self));
  changed (self);
}

void
corral_call_desk_end (CorralCallDesk *self)
{
  g_return_if_fail (CORRAL_IS_CALL_DESK (self));

  if (self->call == NULL)
    return;
  g_clear_pointer (&self->call, corral_call_free);
  changed (self);
}

void
corral_call_desk_note_verdict (CorralCallDesk *self, CorralVerdictCause cause)
{
  g_return_if_fail (CORRAL_IS_CALL_DESK (self));

  if (self->call != NULL && corral_call_note_verdict (self->call, get_now (self), cause))
    changed (self);
}

void
corral_call_desk_note_tried (CorralCallDesk *self, const char *text, CorralTried tried)
{
  g_return_if_fail (CORRAL_IS_CALL_DESK (self));

  if (self->call == NULL)
    return;
  corral_call_note_tried (self->call, get_now (self), text, tried);
  changed (self);
}

void
corral_call_desk_forget_tried (CorralCallDesk *self, const char *text)
{
  g_return_if_fail (CORRAL_IS_CALL_DESK (self));

  if (self->call == NULL)
    return;
  corral_call_forget_tried (self->call, text);
  changed (self);
}

void
corral_call_desk_note_ordered (CorralCallDesk *self, gint64 made_ms, CorralOperationKind operation)
{
  g_return_if_fail (CORRAL_IS_CALL_DESK (self));

  if (self->call == NULL || made_ms < self->call->begun_ms)
    return;
  for (guint i = 0; i < self->call->events->len; i++)
    {
      const CorralCallEvent *event = g_ptr_array_index (self->call->events, i);

      if (event->kind == CORRAL_CALL_EVENT_ORDERED && event->time_ms == made_ms && event->operation == operation)
        return;
    }
  corral_call_note_ordered (self->call, made_ms, operation);
  changed (self);
}

CorralPlayBook *
corral_call_desk_get_plays (CorralCallDesk *self)
{
  g_return_val_if_fail (CORRAL_IS_CALL_DESK (self), NULL);

  if (self->plays == NULL)
    read_plays (self);
  return self->plays;
}

const char *
corral_call_desk_get_trouble (CorralCallDesk *self)
{
  g_return_val_if_fail (CORRAL_IS_CALL_DESK (self), NULL);

  return self->trouble;
}

/* ---- life -------------------------------------------------------------------------------------------- */

void
corral_call_desk_stop (CorralCallDesk *self)
{
  g_return_if_fail (CORRAL_IS_CALL_DESK (self));

  self->stopped = TRUE;
  if (self->worker != NULL)
    corral_worker_stop (self->worker, CORRAL_WORKER_DRAIN);
  g_clear_pointer (&self->worker, corral_worker_unref);
}

static void
corral_call_desk_finalize (GObject *object)
{
  CorralCallDesk *self = CORRAL_CALL_DESK (object);

  corral_call_desk_stop (self);
  g_clear_pointer (&self->call, corral_call_free);
  g_clear_pointer (&self->plays, corral_play_book_free);
  corral_clock_unref (self->clock);
  g_free (self->file);
  g_free (self->trouble);
  G_OBJECT_CLASS (corral_call_desk_parent_class)->finalize (object);
}

static void
corral_call_desk_class_init (CorralCallDeskClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = corral_call_desk_finalize;

  signals[SIGNAL_CHANGED] = g_signal_new ("changed", CORRAL_TYPE_CALL_DESK, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                          G_TYPE_NONE, 0);
}

static void
corral_call_desk_init (CorralCallDesk *self)
{
}

CorralCallDesk *
corral_call_desk_new (const char *file, CorralClock *clock)
{
  CorralCallDesk *self = g_object_new (CORRAL_TYPE_CALL_DESK, NULL);

  self->clock = corral_clock_ref (clock);
  self->file = g_strdup (file);
  if (file != NULL)
    resume (self);
  return self;
}
