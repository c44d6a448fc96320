/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "corral-operation-type.h"
#include "corral-place.h"
#include "corral-verdict.h"

G_BEGIN_DECLS

/* The longest day has fewer events; then the oldest but the first verdict go. */
#define CORRAL_CALL_MAX_EVENTS 200
/* Of what is stored: more is none of ours. */
#define CORRAL_CALL_MAX_BYTES (256 * 1024)

/* What came of something that was tried. */
typedef enum
{
  CORRAL_TRIED_HELPED,
  CORRAL_TRIED_DID_NOT_HELP,
  CORRAL_TRIED_SKIPPED,
} CorralTried;

#define CORRAL_N_TRIED (CORRAL_TRIED_SKIPPED + 1)

typedef enum
{
  CORRAL_CALL_EVENT_VERDICT, /* the verdict became this one */
  CORRAL_CALL_EVENT_TRIED,
  CORRAL_CALL_EVENT_ORDERED, /* something was put into the outbox */
} CorralCallEventKind;

typedef struct
{
  CorralCallEventKind kind;
  gint64 time_ms;
  CorralVerdictCause cause;      /* VERDICT */
  CorralTried tried;             /* TRIED */
  char *text;                    /* TRIED: what; in the language of whoever tried it */
  CorralOperationKind operation; /* ORDERED */
} CorralCallEvent;

/**
 * CorralCall:
 *
 * A call that somebody is on: what it is about, since when, which verdicts the screen showed, what was tried and ordered.
 * It holds nothing about the caller. Not thread-safe; times are ms UTC.
 */
typedef struct
{
  CorralPageKind about; /* CART or STORE */
  char *tenant;
  char *subject;        /* serial, or the store's number */
  char *name;           /* for people: "0412", "118 Riverside" */
  gint64 begun_ms;
  GPtrArray *events;    /* (element-type CorralCallEvent): in order */
} CorralCall;

CorralCall *corral_call_new (CorralPageKind about, const char *tenant, const char *subject, const char *name,
                             gint64 begun_ms) G_GNUC_WARN_UNUSED_RESULT;
void corral_call_free (CorralCall *self);

/* Where its page is. */
CorralPlace *corral_call_get_place (const CorralCall *self) G_GNUC_WARN_UNUSED_RESULT;
/* Whether @place (nullable) is that page. */
gboolean corral_call_is_at (const CorralCall *self, CorralPlace *place);

/* The verdict is now of @cause; FALSE when it was before. */
gboolean corral_call_note_verdict (CorralCall *self, gint64 now_ms, CorralVerdictCause cause);
/* @text was tried; what came of it the last time counts. */
void corral_call_note_tried (CorralCall *self, gint64 now_ms, const char *text, CorralTried tried);
/* It was a slip. */
void corral_call_forget_tried (CorralCall *self, const char *text);
void corral_call_note_ordered (CorralCall *self, gint64 now_ms, CorralOperationKind operation);

/* Whether @text was tried, and what came of it. */
gboolean corral_call_find_tried (const CorralCall *self, const char *text, CorralTried *tried);
/* Whether anything that was tried helped. */
gboolean corral_call_has_helped (const CorralCall *self);
/* The last verdict of the log; FALSE when there is none. */
gboolean corral_call_get_cause (const CorralCall *self, CorralVerdictCause *cause);

/* As it is stored, and back: NULL and G_IO_ERROR_INVALID_DATA when it is none of ours. @text: @length bytes. */
char *corral_call_to_text (const CorralCall *self) G_GNUC_WARN_UNUSED_RESULT;
CorralCall *corral_call_from_text (const char *text, gsize length, GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CorralCall, corral_call_free)

G_END_DECLS
