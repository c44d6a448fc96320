/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "corral-cache.h"

#include <sqlite3.h>

/* A folder of the test's own with the files of one account, and the notices that came. */
typedef struct
{
  char *root;
  char *data_dir;
  char *cache_dir;
  CorralClock *clock;
  CorralCache *cache;
  GString *heard; /* "#1 cart+a cart-b; " for each notice */
} Fixture;

#define TENANT "north"
#define START_US (G_GINT64_CONSTANT (1760000000000) * 1000)

void fixture_set_up (Fixture *fixture);
void fixture_tear_down (Fixture *fixture);

/* Opens the cache and the tenant, which must succeed, and listens. */
void fixture_open (Fixture *fixture);
CorralTenantFile fixture_open_as (Fixture *fixture, const char *tenant, GError **error);
void fixture_close (Fixture *fixture);

/* DATA/… and CACHE/<tenant>/…; free with g_free(). */
char *fixture_path (Fixture *fixture, const char *tenant, const char *name);

/* What has been heard since the last call, after the main context has run dry. Free with g_free().
 */
char *fixture_listen (Fixture *fixture);

CorralBatch *make_batch (CorralCollection collection);
void put_cart (CorralBatch *batch, const char *id, gint64 rev, const char *label);
void put_vital (CorralBatch *batch, const char *id, gint64 rev);
void put_alert (CorralBatch *batch, const char *id, gint64 rev, const char *cart, gint64 raised_ms);
void take_away (CorralBatch *batch, CorralChange change, const char *id, gint64 rev);

/* Commits @batch (taken) alone; must succeed. */
void commit_batch (Fixture *fixture, CorralBatch *batch);

/* Commits @n carts "c00000", … of revision 1 and label "filled". */
void fill_carts (Fixture *fixture, guint n);

/* How many files of the cache have been set aside. */
guint count_set_aside (Fixture *fixture);

/* As if the last writer had been killed: the next one looks through the files. */
void fixture_note_unclean_end (Fixture *fixture);

/* "a:1:label b:2:label " of the carts held, in order of arrival. Free with g_free(). */
char *list_carts (Fixture *fixture);

/* The first column of @sql on a connection of the test's own, as text. Free with g_free(). */
char *ask_file (const char *path, const char *sql);

/* Flips @size bytes at @offset; cuts the file at @size. */
void flip_bytes (const char *path, goffset offset, gsize size);
void cut_file (const char *path, goffset size);

#define assert_text(expression, expected)                                                          \
  G_STMT_START                                                                                     \
  {                                                                                                \
    g_autofree char *text_ = (expression);                                                         \
    g_assert_cmpstr (text_, ==, (expected));                                                       \
  }                                                                                                \
  G_STMT_END
