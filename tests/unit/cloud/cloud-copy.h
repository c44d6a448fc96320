/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cloud-fixture.h"
#include "corral-collections.h"

typedef struct
{
  GHashTable *rows[CORRAL_N_SYNCED_COLLECTIONS]; /* JSON text by id */
  char *state;
} CloudCopy;

/* All rows of a list as JSON text by id, page by page; time goes on between the pages. */
GHashTable *cloud_read_pages (CloudFixture *f, const char *list, guint limit, char **as_of);

/* All snapshots. */
void cloud_copy_take (CloudFixture *f, CloudCopy *copy);
/* One page of changes into the copy; returns whether there are more. */
gboolean cloud_copy_follow (CloudFixture *f, CloudCopy *copy, guint limit, guint *n_changes);
/* All of them. */
void cloud_copy_catch_up (CloudFixture *f, CloudCopy *copy, guint limit);
void cloud_copy_clear (CloudCopy *copy);
void assert_same_copies (const CloudCopy *a, const CloudCopy *b);
