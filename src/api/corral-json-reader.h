/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define CORRAL_JSON_MAX_DEPTH 16
#define CORRAL_JSON_MAX_STRING 8192                                  /* decoded bytes */
#define CORRAL_JSON_MAX_INTEGER G_GINT64_CONSTANT (9007199254740991) /* 2^53 − 1 */

typedef enum
{
  CORRAL_JSON_NONE, /* no value here: broken */
  CORRAL_JSON_NULL,
  CORRAL_JSON_BOOLEAN,
  CORRAL_JSON_NUMBER,
  CORRAL_JSON_STRING,
  CORRAL_JSON_ARRAY,
  CORRAL_JSON_OBJECT,
} CorralJsonKind;

/* What the last call that returned FALSE met. */
typedef enum
{
  CORRAL_JSON_OK,
  CORRAL_JSON_BAD_TYPE,  /* the value is of another kind; nothing was consumed */
  CORRAL_JSON_BAD_VALUE, /* well-formed, but beyond a limit; it was consumed, reading may go on */
  CORRAL_JSON_BROKEN,    /* not JSON; every further call returns FALSE */
} CorralJsonState;

typedef struct
{
  const char *name; /* of the member being read, or NULL in an array */
  guint32 length;
  guint32 index; /* in an array: of the element being read, plus one */
} CorralJsonLevel;

/**
 * CorralJsonReader:
 *
 * Reads one complete JSON text (RFC 8259, exactly) by pulling, in place and without allocating: strings are
 * unescaped where they stand and end in NUL, so they can be used for as long as the buffer lives. The limits
 * of the contract are built in. Kept by value on the stack; one thread.
 */
typedef struct
{
  /*< private >*/
  char *start;
  char *end;
  char *at;
  guint depth;
  gboolean fresh; /* just after the [ or { of the innermost container */
  CorralJsonState state;
  const char *reason;
  gsize offset;
  guint64 arrays; /* bit n: level n is an array */
  CorralJsonLevel levels[CORRAL_JSON_MAX_DEPTH + 1];
} CorralJsonReader;

/* A place to go back to; only over values that were skipped since. */
typedef struct
{
  char *at;
  guint depth;
  gboolean fresh;
  CorralJsonLevel level;
} CorralJsonMark;

/* @buffer: @length bytes and one NUL after them, changed by reading, kept by the caller. */
void corral_json_reader_init (CorralJsonReader *self, char *buffer, gsize length);

/* The kind of the next value, without consuming it. */
CorralJsonKind corral_json_reader_peek (CorralJsonReader *self);

/* Enters the object or array that is next. */
gboolean corral_json_reader_begin_object (CorralJsonReader *self);
gboolean corral_json_reader_begin_array (CorralJsonReader *self);

/* The next member's name, or FALSE at the end of the object (consumed; the state is OK) or when broken.
 * @guess (nullable): what the name probably is; when it is, *@hit is TRUE and @name is not set (cheap).
 * Otherwise @name is the NUL-terminated name. A value must be read or skipped before the next call. */
gboolean corral_json_reader_next_member (CorralJsonReader *self,
                                         const char *guess,
                                         gsize guess_length,
                                         gboolean *hit,
                                         const char **name,
                                         gsize *length);

/* TRUE when there is another element, FALSE at the end of the array (consumed) or when broken. */
gboolean corral_json_reader_next_element (CorralJsonReader *self);

/* The values. @plain (nullable): nothing but printable ASCII, written without escapes. */
gboolean corral_json_reader_read_string (CorralJsonReader *self, char **text, gsize *length, gboolean *plain);
/* Integers within ±(2^53 − 1); a fraction of zeros ("1.0") is let pass, an exponent is not. */
gboolean corral_json_reader_read_integer (CorralJsonReader *self, gint64 *value);
/* Finite numbers. */
gboolean corral_json_reader_read_real (CorralJsonReader *self, double *value);
gboolean corral_json_reader_read_boolean (CorralJsonReader *self, gboolean *value);
/* Consumes the value when it is null. */
gboolean corral_json_reader_read_null (CorralJsonReader *self);

/* Passes over one value of any kind, holding it to the same rules, without changing the buffer. */
gboolean corral_json_reader_skip (CorralJsonReader *self);

/* Where the next value starts; the bytes from there to the place after skipping it are its text. */
CorralJsonMark corral_json_reader_mark (CorralJsonReader *self);
void corral_json_reader_return (CorralJsonReader *self, CorralJsonMark mark);
char *corral_json_reader_get_position (CorralJsonReader *self);

/* How many containers are open. */
static inline guint
corral_json_reader_get_depth (const CorralJsonReader *self)
{
  return self->depth;
}

/* Passes over the rest of the innermost containers until only @depth are open, whatever is in them. FALSE
 * only when broken. To go on after a value that was not as it should be. */
gboolean corral_json_reader_unwind (CorralJsonReader *self, guint depth);

/* TRUE when the one value was read to its end and nothing but white space follows. */
gboolean corral_json_reader_finish (CorralJsonReader *self);

static inline CorralJsonState
corral_json_reader_get_state (const CorralJsonReader *self)
{
  return self->state;
}

/* After a call that returned FALSE: what was wrong (English, for logs), the byte, and where it stands. */
const char *corral_json_reader_get_reason (const CorralJsonReader *self);
gsize corral_json_reader_get_offset (const CorralJsonReader *self);

/* The JSON pointer (RFC 6901) of the value being read; member names capped, cleaned. Free with g_free(). */
char *corral_json_reader_dup_pointer (const CorralJsonReader *self) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
