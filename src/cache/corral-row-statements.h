/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <sqlite3.h>

#include "corral-cache.h"

G_BEGIN_DECLS

/*
 * The SQL of a collection's table, made once from its schema: names come from our own tables, never
 * from data. Private to this room.
 */
typedef struct
{
  const char *upsert; /* ?1 generation, then the members in order; takes effect only when newer */
  const char *select_all; /* the members in order */
  const char *select_one; /* … ?1 id */
  const char *select_beginning; /* … whose id begins with ?1, in order, ?2 limit */
  const char *count;
  const char *remove;        /* ?1 id, ?2 rev, ?3 generation: takes effect only when not older */
  const char *remove_purged; /* ?1 id */
  const char *select_older;  /* id, rev of rows before generation ?1 */
  const char *remove_older;  /* ?1 generation */
} CorralRowStatements;

/* Any thread. */
const CorralRowStatements *corral_row_statements_get (CorralCollection collection);

/* The SQL of @query: ?1 the foreign id, ?2 the limit. Any thread. */
const char *corral_query_get_sql (CorralQuery query);

/* Binds the members of @row from parameter @first on; the strings must outlive the next step. */
void
corral_row_bind (sqlite3_stmt *statement, const CorralSchema *schema, gconstpointer row, int first);

/* Reads the members from column 0 on; the strings are the statement's, until its next step. */
void corral_row_read (sqlite3_stmt *statement, const CorralSchema *schema, gpointer row);

G_END_DECLS
