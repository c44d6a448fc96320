/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "corral-json-reader.h"
#include "corral-page-reader.h"

G_BEGIN_DECLS

/*
 * What the page readers share. Every function that returns FALSE has noted the first flaw of what is being
 * read; an item's flaw is put aside with corral_page_quarantine(), any other refuses the page.
 */

#define CORRAL_TIME_MIN_MS G_GINT64_CONSTANT (1420070400000) /* 2015-01-01 */
#define CORRAL_TIME_MAX_MS G_GINT64_CONSTANT (4102444800000) /* 2100-01-01 */

typedef struct
{
  CorralJsonReader json;
  GBytes *bytes; /* the body */
  struct CorralPageBody *body;
  GPtrArray *quarantine;
  const char *tenant; /* (nullable): whose list it has to be */
  char *flaw;    /* a translated sentence, or NULL */
  char *pointer; /* where it was */
} CorralPage;

/* The members of one object that are known here. */
typedef struct
{
  const char *const *names; /* NULL-terminated */
  guint64 seen;
  guint guess;
  int end; /* index of the member that has to be the last one, or −1 */
} CorralPageMembers;

#define CORRAL_PAGE_MEMBERS(names_, end_)                                                                    \
  ((CorralPageMembers){ .names = (names_), .seen = 0, .guess = 0, .end = (end_) })

void corral_page_init (CorralPage *self, char *body, gsize length);
void corral_page_clear (CorralPage *self);

/* Notes @reason (translated, taken) unless something was noted before. Always FALSE. */
gboolean corral_page_flaw (CorralPage *self, char *reason);
/* The same, for a member whose value was not read and now is passed over. */
gboolean corral_page_flaw_before_value (CorralPage *self, char *reason);
/* The same, for what the JSON reader just said. */
gboolean corral_page_json_flaw (CorralPage *self);

/* Sets @error from the flaw and returns FALSE. */
gboolean corral_page_refuse (CorralPage *self, GError **error);

/* Puts the item being read aside and passes over the rest of it, back to @depth. FALSE when the page itself
 * is broken. */
gboolean corral_page_quarantine (CorralPage *self, CorralCollection collection, const char *id, guint depth);

/* Enters an object / an array. */
gboolean corral_page_begin_object (CorralPage *self);
gboolean corral_page_begin_array (CorralPage *self);

/* The index of the next known member; unknown ones are passed over. −1 at the end of the object, −2 for a
 * flaw: a member twice, one behind the last. */
int corral_page_next_member (CorralPage *self, CorralPageMembers *members);

/* Whether all of @names up to @n_required were there; notes a flaw if not. */
gboolean corral_page_has_members (CorralPage *self, const CorralPageMembers *members, guint64 required);

/* TRUE and consumed when the next value is null. Broken literals show with the next call. */
gboolean corral_page_is_null (CorralPage *self);

gboolean corral_page_read_id (CorralPage *self, char **id);
/* A state or a cursor: 1–512 printable ASCII characters. */
gboolean corral_page_read_token (CorralPage *self, char **token);
/* Cleaned of controls, card numbers masked; lives as long as the body. */
gboolean corral_page_read_text (CorralPage *self, char **text);
/* The same for a string that was just read: @plain as corral_json_reader_read_string() gave it. */
char *corral_page_make_fit (CorralPage *self, char *text, gsize length, gboolean plain);
/* The same of what people write: e-mail addresses, phone numbers and tokens are masked as well. */
char *corral_page_make_written_fit (CorralPage *self, char *text, gsize length, gboolean plain);
gboolean corral_page_read_integer (CorralPage *self, gint64 min, gint64 max, gint64 *value);
gboolean corral_page_read_time (CorralPage *self, gint64 *time_ms);
gboolean corral_page_read_boolean (CorralPage *self, gboolean *value);
/* The `tenant` member: the one that was asked for, nothing else. */
gboolean corral_page_read_tenant (CorralPage *self);
/* The `end` member: true, nothing else. */
gboolean corral_page_read_end (CorralPage *self);

/* Whether the array has another element. On FALSE: *failed tells the end from a flaw. */
gboolean corral_page_next_element (CorralPage *self, gboolean *failed);

/* The text is one whole document. */
gboolean corral_page_finish (CorralPage *self);

/* --- rows (corral-page-row.c) --- */

/* One value of @field into @row. */
gboolean corral_page_read_field (CorralPage *self, const CorralField *field, gpointer row);

/* A whole row object. */
gboolean corral_page_read_row_object (CorralPage *self, const CorralSchema *schema, gpointer row);

/* --- operations (corral-page-operation.c) --- */

/* Whether an HTTP status says for good that an operation was not done: every 4xx that does not ask to come back,
 * and 501. */
gboolean corral_page_is_refusal (gint64 http_status);

G_END_DECLS
