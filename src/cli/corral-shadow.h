/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "corral-json-tree.h"

G_BEGIN_DECLS

/* One row as it was told last. */
typedef struct
{
  gint64 rev;
  gint64 told_rev;  /* by the changes; −1: only a snapshot had it */
  char *digest;     /* (owned) (nullable): of its content; NULL: it is gone */
  char *text;       /* (owned) (nullable): member `text`, of notes */
  const char *gone; /* (nullable): "del", "leave", "purge" */
} CorralShadowRow;

/* What a change did to a shadow. */
typedef enum
{
  CORRAL_SHADOW_TOOK,
  CORRAL_SHADOW_KNEW,      /* the same again */
  CORRAL_SHADOW_LATE,      /* older than a snapshot's row: to be expected after a snapshot */
  CORRAL_SHADOW_FELL,      /* older than what the changes told before */
  CORRAL_SHADOW_CAME_BACK, /* the same, of a row that was deleted */
  CORRAL_SHADOW_DIFFERS,   /* one revision, two contents */
} CorralShadowEffect;

/**
 * CorralShadow:
 *
 * What a client would hold: rows by "collection/id" with a digest of each, and the state it is at. Rules are those of
 * the contract: an older revision is passed over. One thread.
 */
typedef struct
{
  GHashTable *rows; /* (owned) (element-type utf8 CorralShadowRow) */
  char *state;      /* (owned) (nullable) */
  guint n_told;     /* changes that had an effect */
  guint n_gone[3];  /* of them: del, leave, purge */
  char *lost;       /* (owned) (nullable): the reason with which the state was refused */
} CorralShadow;

CorralShadow *corral_shadow_new (void) G_GNUC_WARN_UNUSED_RESULT;
void corral_shadow_free (CorralShadow *self);

/* A row of a snapshot; FALSE when it is there already, with another content of the same revision. */
gboolean corral_shadow_put_row (CorralShadow *self, const char *collection, const CorralJsonNode *row);

/* A change in good order: c, id, rev, op, data. */
CorralShadowEffect corral_shadow_apply (CorralShadow *self, const CorralJsonNode *change);

const CorralShadowRow *corral_shadow_find (const CorralShadow *self, const char *collection, const char *id);

/* How many notes have exactly @text. */
guint corral_shadow_count_text (const CorralShadow *self, const char *text);

/* Where @a and @b disagree: (element-type utf8), "collection/id" and, behind a blank, how: "kept" (@a alone has it),
 * "missed" (@b alone), or with the lower revision behind another blank "older" (@a's is), "newer", "differs" (one
 * revision). What is the same text a moment later was not just about to be told. */
GPtrArray *corral_shadow_compare (const CorralShadow *a, const CorralShadow *b) G_GNUC_WARN_UNUSED_RESULT;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CorralShadow, corral_shadow_free)

G_END_DECLS
