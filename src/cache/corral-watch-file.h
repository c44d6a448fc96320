/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "corral-cache-error.h"

G_BEGIN_DECLS

/* What was told of an incident, as far as it matters for what is told next. */
typedef enum
{
  CORRAL_TOLD_WHAT_NOTHING,
  CORRAL_TOLD_WHAT_OPEN, /* that it is there, or that it got worse, or came back */
  CORRAL_TOLD_WHAT_OVER, /* that it is over */
} CorralToldWhat;

/* What this PC noted of one incident, for the person at it. */
typedef struct
{
  char *incident;      /* (owned): its id */
  CorralToldWhat what;
  gint64 told_ms;      /* when there was last something to tell of it, shown or not; CORRAL_UNKNOWN: never */
  gint64 seen_ms;      /* when somebody here last looked at it; CORRAL_UNKNOWN: never */
  gint64 known_ms;     /* the moment that what was told or seen last was true of; CORRAL_UNKNOWN */
  gboolean held;       /* it was due in quiet hours, or in a storm, and has not been shown by itself */
  guint told_severity; /* as of told_ms */
  guint told_carts;
} CorralWatchMark;

CorralWatchMark *corral_watch_mark_new (const char *incident) G_GNUC_WARN_UNUSED_RESULT;
CorralWatchMark *corral_watch_mark_copy (const CorralWatchMark *self) G_GNUC_WARN_UNUSED_RESULT;
void corral_watch_mark_free (CorralWatchMark *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CorralWatchMark, corral_watch_mark_free)

/* One notice that was due, for counting them. */
typedef struct
{
  char *incident;  /* (owned) (nullable): NULL: one for several */
  char *rule;      /* (owned): the rule's word */
  guint kind;      /* CorralTellingKind of the watch */
  gint64 time_ms;
  gboolean shown;  /* FALSE: held back by quiet hours or a storm */
} CorralWatchNotice;

CorralWatchNotice *corral_watch_notice_new (const char *incident, const char *rule) G_GNUC_WARN_UNUSED_RESULT;
CorralWatchNotice *corral_watch_notice_copy (const CorralWatchNotice *self) G_GNUC_WARN_UNUSED_RESULT;
void corral_watch_notice_free (CorralWatchNotice *self);

/* All that is kept. */
typedef struct
{
  GBytes *book;       /* (owned) (nullable): the book of incidents as one value; NULL: there is none */
  GPtrArray *marks;   /* (owned) (element-type CorralWatchMark) */
  GPtrArray *notices; /* (owned) (element-type CorralWatchNotice): oldest first */
  gint64 left_ms;     /* until when somebody was here; CORRAL_UNKNOWN: never */
} CorralWatchKept;

CorralWatchKept *corral_watch_kept_new (void) G_GNUC_WARN_UNUSED_RESULT;
void corral_watch_kept_free (CorralWatchKept *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CorralWatchKept, corral_watch_kept_free)

/**
 * CorralWatchFile:
 *
 * watch.db in an account's folder. Nothing in it is precious: without it incidents are found again, and what was seen is
 * asked once more. Used by one thread at a time, the worker "watch"; every function blocks.
 */
typedef struct _CorralWatchFile CorralWatchFile;

/* @folder: the account's. @writable: this process may write there (it holds the cache's lock). Touches nothing. */
CorralWatchFile *corral_watch_file_new (const char *folder, gboolean writable) G_GNUC_WARN_UNUSED_RESULT;

/* Closes. NULL is fine. */
void corral_watch_file_free (CorralWatchFile *self);

/* Reads all. A damaged file is set aside and a new one made; @aside (nullable) is then its new name (owned by the caller).
 * One that is not there (yet) is read as empty. NULL on other failures (CORRAL_CACHE_ERROR: it is newer, no room, no
 * permission): nothing can be kept then, and the file is as it was. @now_ms: for the name. */
CorralWatchKept *corral_watch_file_read (CorralWatchFile *self, gint64 now_ms, char **aside, GError **error)
  G_GNUC_WARN_UNUSED_RESULT;

/* What goes because of its age leaves no bytes from now on: once a day the file is written anew, and what was set aside of it
 * goes. For who may keep things for a limited time only. */
void corral_watch_file_set_erasing (CorralWatchFile *self);

/* Writes what @changes has, in one transaction: a book when there is one, the marks over those of the same incident, the
 * notices after the others, left_ms when it is known. What is older than @oldest_ms goes: notices, and marks that were
 * neither told nor seen since. On CORRAL_CACHE_ERROR_DAMAGED the file has been set aside and an empty one stands there:
 * write all that there is. */
gboolean corral_watch_file_write (CorralWatchFile *self, const CorralWatchKept *changes, gint64 oldest_ms, gint64 now_ms,
                                  GError **error);

/* Removes marks and notices of the incidents @ids (element-type utf8), puts @book (nullable: none) in the place of the one
 * that is there, and leaves none of the bytes in the file, nor in files that were set aside. */
gboolean corral_watch_file_forget (CorralWatchFile *self, GPtrArray *ids, GBytes *book, GError **error);

/* Puts the file aside as damaged, because what it says of the book cannot be read, and makes an empty one. Its new name, or
 * NULL. */
char *corral_watch_file_set_aside (CorralWatchFile *self, gint64 now_ms, GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
