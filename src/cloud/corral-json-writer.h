/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "corral-schema.h"

G_BEGIN_DECLS

/**
 * CorralJsonWriter:
 *
 * Appends JSON to a buffer, left to right, and never looks back. Commas are its business; that begins and
 * ends match is the caller's. Kept by value on the stack: corral_json_writer_init(), then either
 * corral_json_writer_steal() or corral_json_writer_clear().
 */
typedef struct
{
  GString *out; /* (owned) */
  gboolean comma; /* a value was written here, so the next needs a comma */
} CorralJsonWriter;

void corral_json_writer_init (CorralJsonWriter *self, gsize size_hint);
void corral_json_writer_clear (CorralJsonWriter *self);
/* The text so far, without a terminator; the writer is empty afterwards. */
GBytes *corral_json_writer_steal (CorralJsonWriter *self) G_GNUC_WARN_UNUSED_RESULT;

void corral_json_begin_object (CorralJsonWriter *self);
void corral_json_end_object (CorralJsonWriter *self);
void corral_json_begin_array (CorralJsonWriter *self);
void corral_json_end_array (CorralJsonWriter *self);

/* The name of the member that comes next: one of ours, plain ASCII that needs no escaping. */
void corral_json_name (CorralJsonWriter *self, const char *name);

/* %NULL gives null. Invalid UTF-8 is replaced. */
void corral_json_string (CorralJsonWriter *self, const char *text);
void corral_json_bytes (CorralJsonWriter *self, GBytes *bytes);  /* in base64 */
void corral_json_integer (CorralJsonWriter *self, gint64 value); /* CORRAL_UNKNOWN gives null */
void corral_json_real (CorralJsonWriter *self, double value);    /* not finite gives null */
void corral_json_boolean (CorralJsonWriter *self, gboolean value);
void corral_json_null (CorralJsonWriter *self);

/* One member's value as the contract has it; unknown gives null. */
void corral_json_field (CorralJsonWriter *self, gconstpointer row, const CorralField *field);

/* A row as a flat object; unknown members are left out. */
void corral_json_row (CorralJsonWriter *self, const CorralSchema *schema, gconstpointer row);

G_END_DECLS
