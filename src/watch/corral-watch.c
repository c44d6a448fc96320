/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The actor that looks after incidents: when to look, in which pieces, what is told of it, and what of it is kept. Main
 * thread; the file, and the book while it is being written down, are the worker's. */
#include "config.h"

#include "corral-watch.h"

#include "corral-time.h"
#include "corral-worker.h"

#include <glib/gi18n-lib.h>

#define SAVE_MS (15 * CORRAL_SECOND_MS)
#define READ_MS (30 * CORRAL_SECOND_MS)
/* The first look waits until the window is drawn. */
#define FIRST_MS 1000
/* Pieces of a look are so far apart that each has a frame of its own. */
#define PIECE_MS 25
/* So many members of incidents are looked at in a piece: some milliseconds when all of them are new. */
#define PIECE_MEMBERS 6000
/* A look may take this part of the main thread's time (D): the longer it took, the later the next one. */
#define LOOK_SHARE 100

typedef struct _Job Job;

/* Stores that may not be seen any more. */
typedef struct
{
  char *chain;        /* (owned) */
  GHashTable *stores; /* (owned) (nullable): all of the chain */
} Forgetting;

struct _CorralWatch
{
  GObject parent_instance;

  CorralFleet *fleet;            /* (owned) */
  CorralIncidentSource *source;  /* (owned) */
  CorralClock *clock;            /* (owned) */
  CorralWorker *worker;          /* (owned) (nullable): NULL when nothing is kept, or it has ended */
  CorralWatchFile *file;         /* (owned) (nullable): the worker's */
  CorralIncidentBook *book;      /* (owned): the worker's while there is a job */
  gboolean writable;             /* this process looks and tells */
  gboolean keeps;                /* the file may be written */
  gint64 kept_ms;                /* what is older goes */
  Job *job;                      /* (nullable): what the worker does now, one at a time; its idle's */
  gboolean ready;                /* what was kept has been read */
  gboolean stopped;

  gboolean due;                  /* the fleet has changed since the last look */
  gint64 looked_us;              /* monotonic: when the last look ended; 0: never */
  gint64 cost_us;                /* of the last look in all */
  gint64 longest_us;             /* of its pieces */
  gint64 part_us;                /* cost of the look in progress */
  CorralFindings *findings;      /* (owned) (nullable): from when they are found to the end of the look */
  GPtrArray *changed;            /* (owned) (nullable) (element-type CorralIncident): while the book looks at them */
  gboolean concluded;            /* the book has nothing more to look at; it is to be told of */
  guint step;                    /* of what is worked out before them */
  gboolean prepared;
  guint timer;
  guint piece;                   /* a source: the next piece of the look */

  CorralTellingWishes wishes;
  gboolean wishes_known;
  gboolean present;
  CorralWatchKept *unsaved;      /* (owned): marks and notices to write */
  gboolean book_unsaved;
  GPtrArray *forgetting;         /* (owned) (element-type Forgetting): what the book is to forget when it is here */
  GPtrArray *forgotten;          /* (owned) (nullable) (element-type utf8): ids that the file does not know to be gone */
  gboolean settings_due;         /* the book has not heard of the settings yet */
  gint64 saved_us;
};

G_DEFINE_FINAL_TYPE (CorralWatch, corral_watch, G_TYPE_OBJECT)

enum
{
  SIGNAL_TELL,
  SIGNAL_WITHDRAW,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

static void arm (CorralWatch *self);

/* The cloud's time, as the incidents' times are; before anything is known of it this PC's. */
static gint64
get_now_ms (CorralWatch *self)
{
  gint64 now_ms = corral_fleet_get_now (self->fleet);

  return CORRAL_IS_KNOWN (now_ms) ? now_ms : corral_clock_now_ms (self->clock);
}

/* ---- what is kept: on the worker ------------------------------------------------------------------------ */

struct _Job
{
  CorralWatch *self;        /* not referenced: it drains the worker before it goes */
  CorralWatchFile *file;
  CorralIncidentBook *book; /* (nullable): to read or write */
  CorralWatchKept *kept;    /* (owned) (nullable): to write, or what was read */
  GPtrArray *forgotten;     /* (owned) (nullable): ids whose bytes are to go, with the book in the place of the old one */
  gint64 now_ms;
  gboolean reading;
  gboolean book_damaged;
  char *aside;              /* (owned) (nullable) */
  GError *error;            /* (owned) (nullable) */
};

static void
job_free (gpointer data)
{
  Job *job = data;

  g_clear_pointer (&job->kept, corral_watch_kept_free);
  g_clear_pointer (&job->forgotten, g_ptr_array_unref);
  g_free (job->aside);
  g_clear_error (&job->error);
  g_free (job);
}

static void
read_job (Job *job, gboolean writable)
{
  g_autoptr (GError) damage = NULL;

  job->kept = corral_watch_file_read (job->file, job->now_ms, &job->aside, &job->error);
  if (job->kept == NULL || job->kept->book == NULL)
    return;
  if (corral_incident_book_load (job->book, job->kept->book, &damage))
    return;
  g_debug ("watch: the book cannot be read: %s", damage->message);
  job->book_damaged = TRUE;
  if (writable && job->aside == NULL)
    job->aside = corral_watch_file_set_aside (job->file, job->now_ms, NULL);
}

static void
write_job (Job *job)
{
  if (job->book != NULL)
    job->kept->book = corral_incident_book_save (job->book);
  if (corral_watch_file_write (job->file, job->kept, job->now_ms - job->self->kept_ms, job->now_ms, &job->error)
      && job->forgotten != NULL)
    corral_watch_file_forget (job->file, job->forgotten, job->kept->book, &job->error);
}

static gboolean job_done_cb (gpointer data);

static void
job_run (gpointer data)
{
  Job *job = data;

  if (job->reading)
    read_job (job, job->self->writable);
  else
    write_job (job);
  g_idle_add_full (G_PRIORITY_DEFAULT, job_done_cb, job, job_free);
}

static void
push (CorralWatch *self, Job *job)
{
  job->self = self;
  job->file = self->file;
  job->now_ms = get_now_ms (self);
  self->job = job;
  corral_worker_push (self->worker, job_run, job, NULL);
}

static void
push_read (CorralWatch *self)
{
  Job *job = g_new0 (Job, 1);

  job->reading = TRUE;
  job->book = self->book;
  push (self, job);
}

static gboolean
has_unsaved (CorralWatch *self)
{
  return self->book_unsaved || self->forgotten != NULL || self->unsaved->marks->len > 0 || self->unsaved->notices->len > 0
         || CORRAL_IS_KNOWN (self->unsaved->left_ms);
}

/* What is to be written now, or NULL; then nothing is unsaved any more. */
static CorralWatchKept *
take_unsaved (CorralWatch *self)
{
  CorralWatchKept *kept;

  if (!self->keeps || !self->ready)
    return NULL;
  if (self->present)
    self->unsaved->left_ms = get_now_ms (self);
  if (!has_unsaved (self))
    return NULL;
  kept = self->unsaved;
  self->unsaved = corral_watch_kept_new ();
  return kept;
}

static void
push_write (CorralWatch *self)
{
  CorralWatchKept *kept;
  Job *job;

  if (self->worker == NULL || self->job != NULL)
    return;
  kept = take_unsaved (self);
  if (kept == NULL)
    return;
  job = g_new0 (Job, 1);
  job->kept = kept;
  job->forgotten = g_steal_pointer (&self->forgotten);
  job->book = self->book_unsaved || job->forgotten != NULL ? self->book : NULL;
  self->book_unsaved = FALSE;
  self->saved_us = corral_clock_monotonic_us (self->clock);
  push (self, job);
}

/* ---- what is kept: back on the main thread ---------------------------------------------------------------- */

static void
take_read (CorralWatch *self, Job *job)
{
  gboolean first = !self->ready;

  if (job->kept != NULL)
    corral_incident_source_restore (self->source, job->kept->marks, job->kept->notices, job->kept->left_ms);
  if (first && job->aside != NULL)
    corral_incident_source_add_problem (self->source,
                                        _ ("What Corral had noted of incidents was damaged and has been set aside. "
                                           "Incidents that are open are found again; what you had seen of them is not "
                                           "known any more."));
  else if (first && job->book_damaged)
    corral_incident_source_add_problem (self->source, _ ("What is noted of incidents cannot be read."));
  else if (first && job->error != NULL)
    corral_incident_source_add_problem (self->source, job->error->message);
  if (first && job->error != NULL)
    self->keeps = FALSE; /* what stands there is of a newer Corral, or the disk will not have it */
  self->ready = TRUE;
  corral_incident_source_take (self->source, corral_incident_book_get_incidents (self->book), NULL,
                               corral_incident_book_get_known_ms (self->book), NULL);
}

static void
add_copies (GPtrArray *to, GPtrArray *from)
{
  for (guint i = 0; i < from->len; i++)
    g_ptr_array_add (to, g_steal_pointer (&from->pdata[i]));
  g_ptr_array_set_size (from, 0);
}

/* Nothing is lost yet: it is tried again with the next. */
static void
take_failure (CorralWatch *self, Job *job)
{
  CorralWatchKept *newer = self->unsaved;

  g_debug ("watch: %s", job->error->message);
  self->unsaved = g_steal_pointer (&job->kept);
  g_clear_pointer (&self->unsaved->book, g_bytes_unref);
  add_copies (self->unsaved->marks, newer->marks);
  add_copies (self->unsaved->notices, newer->notices);
  if (CORRAL_IS_KNOWN (newer->left_ms))
    self->unsaved->left_ms = newer->left_ms;
  corral_watch_kept_free (newer);
  self->book_unsaved = TRUE;
  if (self->forgotten == NULL)
    self->forgotten = g_steal_pointer (&job->forgotten);
  else if (job->forgotten != NULL)
    g_ptr_array_extend_and_steal (self->forgotten, g_steal_pointer (&job->forgotten));
}

static void forget_due (CorralWatch *self);

static gboolean
job_done_cb (gpointer data)
{
  Job *job = data;
  CorralWatch *self = job->self;

  self->job = NULL;
  if (job->reading)
    take_read (self, job);
  else if (job->error != NULL)
    take_failure (self, job);
  if (self->settings_due)
    corral_incident_book_set_settings (self->book, corral_incident_source_get_settings (self->source));
  self->settings_due = FALSE;
  forget_due (self);
  arm (self);
  return G_SOURCE_REMOVE;
}

/* ---- telling --------------------------------------------------------------------------------------------- */

static const CorralWatchMark *
get_mark (const CorralIncident *incident, gpointer data)
{
  CorralWatch *self = data;

  return corral_incident_source_get_mark (self->source, incident->id);
}

static void
add_latest (gint64 *time_ms, gint64 other_ms)
{
  if (CORRAL_IS_KNOWN (other_ms) && (!CORRAL_IS_KNOWN (*time_ms) || other_ms > *time_ms))
    *time_ms = other_ms;
}

/* One row for each chain that somebody has touched it in. */
static gboolean
get_work (const CorralIncident *incident, CorralTellingWork *work, gpointer data)
{
  CorralWatch *self = data;
  const CorralColumns *rows = corral_fleet_get_table (self->fleet, CORRAL_TABLE_INCIDENT);
  guint32 n_chains = corral_columns_get_n_slots (corral_fleet_get_table (self->fleet, CORRAL_TABLE_CHAIN));
  gboolean any = FALSE;

  if (corral_columns_get_n_rows (rows) == 0)
    return FALSE;
  for (guint32 chain = 0; chain < n_chains; chain++)
    {
      guint32 slot = corral_columns_find (rows, chain, incident->id);

      if (slot == CORRAL_NO_SLOT || !corral_columns_exists (rows, slot))
        continue;
      any = TRUE;
      add_latest (&work->acknowledged_ms, corral_columns_get_integer (rows, slot, CORRAL_INCIDENT_COL_ACKNOWLEDGED_MS));
      add_latest (&work->snoozed_ms, corral_columns_get_integer (rows, slot, CORRAL_INCIDENT_COL_SNOOZED_MS));
      add_latest (&work->snoozed_until_ms, corral_columns_get_integer (rows, slot, CORRAL_INCIDENT_COL_SNOOZED_UNTIL_MS));
      add_latest (&work->closed_ms, corral_columns_get_integer (rows, slot, CORRAL_INCIDENT_COL_CLOSED_MS));
    }
  return any;
}

static void
note_mark (CorralWatch *self, const CorralWatchMark *mark)
{
  corral_incident_source_put_mark (self->source, mark);
  g_ptr_array_add (self->unsaved->marks, corral_watch_mark_copy (mark));
}

static void
note_telling (CorralWatch *self, const CorralTelling *telling, gint64 now_ms)
{
  g_autoptr (CorralWatchMark) mark = NULL;
  CorralWatchNotice *notice;

  if (telling->incident != NULL)
    {
      const CorralWatchMark *before = corral_incident_source_get_mark (self->source, telling->incident->id);

      mark = before != NULL ? corral_watch_mark_copy (before) : corral_watch_mark_new (telling->incident->id);
      corral_telling_note (telling, mark, now_ms);
      note_mark (self, mark);
    }
  notice = corral_watch_notice_new (telling->incident != NULL ? telling->incident->id : NULL,
                                    telling->incident != NULL ? corral_alert_rule_to_word (telling->incident->rule) : "");
  notice->kind = telling->kind;
  notice->time_ms = now_ms;
  notice->shown = telling->shown;
  corral_incident_source_add_notice (self->source, notice);
  g_ptr_array_add (self->unsaved->notices, notice);
}

/* A notice that stands on the desktop and says what is not so any more. */
static void
withdraw_stale (CorralWatch *self, GPtrArray *changed)
{
  for (guint i = 0; i < changed->len; i++)
    {
      const CorralIncident *incident = g_ptr_array_index (changed, i);
      gboolean closed_by_hand = incident->state == CORRAL_INCIDENT_CLOSED && !CORRAL_IS_KNOWN (incident->recovered_ms);

      if (incident->state == CORRAL_INCIDENT_MERGED || closed_by_hand)
        g_signal_emit (self, signals[SIGNAL_WITHDRAW], 0, incident->id);
    }
}

static void
tell (CorralWatch *self, GPtrArray *changed)
{
  CorralTellingFacts facts = { .since_ms = corral_incident_book_get_since_ms (self->book), .get_mark = get_mark, .get_work = get_work, .data = self };
  g_autoptr (GTimeZone) zone = g_time_zone_new_local ();
  g_autoptr (GPtrArray) tellings = NULL;
  gint64 now_ms = get_now_ms (self);

  withdraw_stale (self, changed);
  if (!self->wishes_known)
    return;
  tellings = corral_telling_plan (corral_incident_source_get_incidents (self->source),
                                  corral_incident_source_get_settings (self->source), &facts,
                                  corral_incident_source_get_notices (self->source), &self->wishes, now_ms, zone);
  for (guint i = 0; i < tellings->len; i++)
    note_telling (self, g_ptr_array_index (tellings, i), now_ms);
  for (guint i = 0; i < tellings->len; i++)
    if (((const CorralTelling *) g_ptr_array_index (tellings, i))->shown)
      g_signal_emit (self, signals[SIGNAL_TELL], 0, g_ptr_array_index (tellings, i));
}

static void complete_look (CorralWatch *self);

/* ---- forgetting ----------------------------------------------------------------------------------------- */

static void
forgetting_free (gpointer data)
{
  Forgetting *forgetting = data;

  g_free (forgetting->chain);
  g_clear_pointer (&forgetting->stores, g_hash_table_unref);
  g_free (forgetting);
}

static gboolean
has_id (GPtrArray *ids, const char *id)
{
  return id != NULL && g_ptr_array_find_with_equal_func (ids, id, g_str_equal, NULL);
}

/* What was to be written of them is not. */
static void
drop_unsaved (CorralWatch *self, GPtrArray *ids)
{
  for (guint i = self->unsaved->marks->len; i > 0; i--)
    if (has_id (ids, ((const CorralWatchMark *) g_ptr_array_index (self->unsaved->marks, i - 1))->incident))
      g_ptr_array_remove_index (self->unsaved->marks, i - 1);
  for (guint i = self->unsaved->notices->len; i > 0; i--)
    if (has_id (ids, ((const CorralWatchNotice *) g_ptr_array_index (self->unsaved->notices, i - 1))->incident))
      g_ptr_array_remove_index (self->unsaved->notices, i - 1);
}

static void
forget (CorralWatch *self, const Forgetting *forgetting)
{
  GPtrArray *ids = corral_incident_book_forget_stores (self->book, forgetting->chain, forgetting->stores);

  corral_incident_source_forget (self->source, ids);
  drop_unsaved (self, ids);
  for (guint i = 0; i < ids->len; i++)
    g_signal_emit (self, signals[SIGNAL_WITHDRAW], 0, g_ptr_array_index (ids, i));
  if (self->forgotten == NULL)
    self->forgotten = ids;
  else
    g_ptr_array_extend_and_steal (self->forgotten, ids);
}

/* While the worker has the book it is not touched; its return comes here. */
static void
forget_due (CorralWatch *self)
{
  if (self->job != NULL || !self->ready || self->forgetting->len == 0)
    return;
  complete_look (self);
  if (self->job != NULL)
    return;
  for (guint i = 0; i < self->forgetting->len; i++)
    forget (self, g_ptr_array_index (self->forgetting, i));
  g_ptr_array_set_size (self->forgetting, 0);
  g_clear_pointer (&self->findings, corral_findings_free);
  corral_incident_source_take (self->source, corral_incident_book_get_incidents (self->book), NULL,
                               corral_incident_book_get_known_ms (self->book), NULL);
  self->due = TRUE;
  self->book_unsaved = TRUE;
  push_write (self);
}

void
corral_watch_forget_stores (CorralWatch *self, const char *chain, GHashTable *stores)
{
  Forgetting *forgetting;

  g_return_if_fail (CORRAL_IS_WATCH (self) && chain != NULL);

  if (self->stopped || !self->writable)
    return;
  forgetting = g_new0 (Forgetting, 1);
  forgetting->chain = g_strdup (chain);
  forgetting->stores = stores != NULL ? g_hash_table_ref (stores) : NULL;
  g_ptr_array_add (self->forgetting, forgetting);
  forget_due (self);
}

/* ---- looking: in pieces ---------------------------------------------------------------------------------- */

static void
count_piece (CorralWatch *self, gint64 began_us)
{
  gint64 us = corral_clock_monotonic_us (self->clock) - began_us;

  self->part_us += us;
  self->longest_us = MAX (self->longest_us, us);
}

static void
begin_look (CorralWatch *self)
{
  self->changed = g_ptr_array_new_with_free_func ((GDestroyNotify) corral_incident_unref);
  self->concluded = FALSE;
  corral_incident_book_begin_look (self->book, self->fleet, self->findings);
}

/* What the book has come to. */
static void
finish_look (CorralWatch *self)
{
  gint64 began_us = corral_clock_monotonic_us (self->clock);
  g_autoptr (GPtrArray) changed = g_steal_pointer (&self->changed);

  corral_incident_source_take (self->source, corral_incident_book_get_incidents (self->book), changed,
                               corral_incident_book_get_known_ms (self->book), self->findings->quiet);
  g_clear_pointer (&self->findings, corral_findings_free);
  tell (self, changed);
  self->book_unsaved |= changed->len > 0;
  count_piece (self, began_us);
  g_debug ("watch: looked in %" G_GINT64_FORMAT " µs, the longest piece %" G_GINT64_FORMAT " µs, %u changed", self->part_us,
           self->longest_us, changed->len);
  self->cost_us = self->part_us;
  self->looked_us = corral_clock_monotonic_us (self->clock);
  if (self->looked_us - self->saved_us >= SAVE_MS * 1000)
    push_write (self);
}

/* A look that the book is at is brought to its end at once: somebody else wants the book. */
static void
complete_look (CorralWatch *self)
{
  if (self->changed == NULL)
    return;
  while (!self->concluded)
    self->concluded = !corral_incident_book_go_on (self->book, G_MAXUINT, self->changed);
  g_clear_handle_id (&self->piece, g_source_remove);
  finish_look (self);
}

static gboolean
piece_cb (gpointer data)
{
  CorralWatch *self = data;
  gint64 began_us = corral_clock_monotonic_us (self->clock);

  if (!self->prepared)
    {
      self->prepared = !corral_findings_prepare (self->fleet, self->step++);
      count_piece (self, began_us);
      return G_SOURCE_CONTINUE;
    }
  if (self->findings == NULL)
    {
      self->findings = corral_findings_new_prepared (self->fleet, corral_incident_source_get_settings (self->source));
      count_piece (self, began_us);
      return G_SOURCE_CONTINUE;
    }
  if (self->changed == NULL)
    begin_look (self);
  if (!self->concluded)
    {
      self->concluded = !corral_incident_book_go_on (self->book, PIECE_MEMBERS, self->changed);
      count_piece (self, began_us);
      return G_SOURCE_CONTINUE;
    }
  self->piece = 0;
  finish_look (self);
  arm (self);
  return G_SOURCE_REMOVE;
}

static gboolean
timer_cb (gpointer data)
{
  CorralWatch *self = data;

  self->timer = 0;
  if (!self->writable)
    {
      if (self->job == NULL && self->worker != NULL)
        push_read (self);
      return G_SOURCE_REMOVE;
    }
  /* While the book is being written down it is the worker's; its return arms again. */
  if (self->job == NULL && self->piece == 0)
    {
      /* What changes from here on is the next look's. */
      self->due = self->prepared = FALSE;
      self->step = 0;
      self->part_us = self->longest_us = 0;
      self->piece = g_timeout_add_full (G_PRIORITY_DEFAULT_IDLE, PIECE_MS, piece_cb, self, NULL);
    }
  return G_SOURCE_REMOVE;
}

/* When the next look is to be, by what has happened since. */
static void
arm (CorralWatch *self)
{
  gint64 since_ms = (corral_clock_monotonic_us (self->clock) - self->looked_us) / 1000;
  gint64 apart_ms = self->due ? MAX (CORRAL_WATCH_LEAST_MS, self->cost_us * LOOK_SHARE / 1000) : CORRAL_WATCH_MOST_MS;

  if (self->stopped || !self->ready || self->job != NULL || self->piece != 0)
    return;
  g_clear_handle_id (&self->timer, g_source_remove);
  if (!self->writable)
    apart_ms = READ_MS, since_ms = 0;
  else if (self->looked_us == 0)
    since_ms = apart_ms - FIRST_MS;
  self->timer = g_timeout_add ((guint) MAX (apart_ms - since_ms, 0), timer_cb, self);
}

static void
fleet_changed_cb (CorralWatch *self)
{
  if (!self->writable || self->due)
    return;
  self->due = TRUE;
  arm (self);
}

/* ---- what this person does ------------------------------------------------------------------------------- */

static void
marked_cb (CorralWatch *self, const char *id)
{
  g_ptr_array_add (self->unsaved->marks, corral_watch_mark_copy (corral_incident_source_get_mark (self->source, id)));
  g_signal_emit (self, signals[SIGNAL_WITHDRAW], 0, id);
}

static void
settings_changed_cb (CorralWatch *self)
{
  complete_look (self);
  self->due = TRUE;
  self->settings_due = self->job != NULL;
  if (!self->settings_due)
    corral_incident_book_set_settings (self->book, corral_incident_source_get_settings (self->source));
  /* Findings in progress were made by the old ones. */
  g_clear_pointer (&self->findings, corral_findings_free);
  arm (self);
}

/* ---- life ------------------------------------------------------------------------------------------------- */

/* The worker has ended, so file and book are this thread's. */
static void
write_last (CorralWatch *self)
{
  g_autoptr (CorralWatchKept) kept = take_unsaved (self);
  g_autoptr (GError) error = NULL;

  if (kept == NULL)
    return;
  if (self->book_unsaved || self->forgotten != NULL)
    kept->book = corral_incident_book_save (self->book);
  if (!corral_watch_file_write (self->file, kept, get_now_ms (self) - self->kept_ms, get_now_ms (self), &error)
      || (self->forgotten != NULL && !corral_watch_file_forget (self->file, self->forgotten, kept->book, &error)))
    g_debug ("watch: %s", error->message);
}

/* While the worker has the book nobody else looks into it. */
static CorralDryRun *
try_rule_cb (CorralAlertRuleKind rule, const CorralRuleSetting *setting, gpointer data)
{
  CorralWatch *self = data;

  complete_look (self);
  return self->job == NULL ? corral_incident_dry_run (self->book, self->fleet, rule, setting) : NULL;
}

void
corral_watch_stop (CorralWatch *self)
{
  g_return_if_fail (CORRAL_IS_WATCH (self));

  if (self->stopped)
    return;
  complete_look (self);
  self->stopped = TRUE;
  corral_incident_source_set_try (self->source, NULL, NULL);
  g_signal_handlers_disconnect_by_data (self->fleet, self);
  g_signal_handlers_disconnect_by_data (self->source, self);
  g_clear_handle_id (&self->timer, g_source_remove);
  g_clear_handle_id (&self->piece, g_source_remove);
  g_clear_pointer (&self->findings, corral_findings_free);
  if (self->worker == NULL)
    return;
  corral_worker_stop (self->worker, CORRAL_WORKER_DRAIN);
  g_clear_pointer (&self->worker, corral_worker_unref);
  /* Its end has not been heard of yet. */
  if (self->job != NULL)
    {
      if (!self->job->reading && self->job->error != NULL)
        take_failure (self, self->job);
      g_source_remove_by_user_data (g_steal_pointer (&self->job));
    }
  forget_due (self);
  write_last (self);
}

static void
corral_watch_dispose (GObject *object)
{
  CorralWatch *self = CORRAL_WATCH (object);

  corral_watch_stop (self);
  g_clear_object (&self->fleet);
  g_clear_object (&self->source);
  G_OBJECT_CLASS (corral_watch_parent_class)->dispose (object);
}

static void
corral_watch_finalize (GObject *object)
{
  CorralWatch *self = CORRAL_WATCH (object);

  corral_watch_file_free (self->file);
  corral_incident_book_free (self->book);
  corral_watch_kept_free (self->unsaved);
  g_ptr_array_unref (self->forgetting);
  g_clear_pointer (&self->forgotten, g_ptr_array_unref);
  corral_clock_unref (self->clock);
  G_OBJECT_CLASS (corral_watch_parent_class)->finalize (object);
}

static void
corral_watch_class_init (CorralWatchClass *klass)
{
  GType type = G_TYPE_FROM_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = corral_watch_dispose;
  G_OBJECT_CLASS (klass)->finalize = corral_watch_finalize;
  signals[SIGNAL_TELL]
      = g_signal_new ("tell", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_POINTER);
  signals[SIGNAL_WITHDRAW]
      = g_signal_new ("withdraw", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
}

static void
corral_watch_init (CorralWatch *self)
{
  self->unsaved = corral_watch_kept_new ();
  self->forgetting = g_ptr_array_new_with_free_func (forgetting_free);
}

CorralWatch *
corral_watch_new (CorralFleet *fleet, CorralIncidentSource *source, const char *folder, gboolean writable, guint retention_days,
                  CorralClock *clock)
{
  CorralWatch *self = g_object_new (CORRAL_TYPE_WATCH, NULL);

  self->fleet = g_object_ref (fleet);
  self->source = g_object_ref (source);
  self->clock = corral_clock_ref (clock);
  self->writable = writable;
  self->keeps = writable && folder != NULL;
  self->book = corral_incident_book_new (corral_incident_source_get_settings (source));
  self->kept_ms = CORRAL_INCIDENT_KEPT_DAYS * CORRAL_DAY_MS;
  if (retention_days > 0)
    {
      self->kept_ms = MIN (self->kept_ms, retention_days * CORRAL_DAY_MS);
      corral_incident_book_set_kept_days (self->book, retention_days);
    }
  corral_incident_source_set_try (source, try_rule_cb, self);
  corral_incident_source_expect_looks (source);
  g_signal_connect_object (fleet, "changed", G_CALLBACK (fleet_changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (source, "marked", G_CALLBACK (marked_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (source, "settings-changed", G_CALLBACK (settings_changed_cb), self, G_CONNECT_SWAPPED);
  if (folder != NULL)
    {
      self->worker = corral_worker_new ("watch");
      self->file = corral_watch_file_new (folder, writable);
      if (retention_days > 0)
        corral_watch_file_set_erasing (self->file);
      push_read (self);
      return self;
    }
  /* Nothing is kept, and nothing was. */
  self->ready = TRUE;
  corral_incident_source_take (source, corral_incident_book_get_incidents (self->book), NULL, CORRAL_UNKNOWN, NULL);
  arm (self);
  return self;
}

void
corral_watch_set_wishes (CorralWatch *self, const CorralTellingWishes *wishes)
{
  g_return_if_fail (CORRAL_IS_WATCH (self));

  self->wishes = *wishes;
  self->wishes_known = TRUE;
}

void
corral_watch_set_present (CorralWatch *self, gboolean present)
{
  g_return_if_fail (CORRAL_IS_WATCH (self));

  if (self->present && !present)
    self->unsaved->left_ms = get_now_ms (self);
  self->present = present;
}
