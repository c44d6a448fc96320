/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "corral-json-reader.h"

G_BEGIN_DECLS

/* One value. Belongs to its tree, and its strings with it. */
typedef struct _CorralJsonNode CorralJsonNode;

struct _CorralJsonNode
{
  CorralJsonKind kind;
  const char *name;    /* (nullable): of a member */
  const char *string;  /* STRING */
  double real;         /* NUMBER */
  gint64 integer;      /* NUMBER: the same when is_integer */
  gboolean is_integer;
  gboolean boolean;    /* BOOLEAN */
  GPtrArray *children; /* (owned) (nullable) (element-type CorralJsonNode): OBJECT, ARRAY: in the order of the text */
};

/**
 * CorralJsonTree:
 *
 * One JSON text as a tree, for looking at answers whose shape is not taken for granted. Read with the strict reader of
 * the contract (RFC 8259 exactly, its limits built in), and stricter: no member twice, no integer beyond 2^53 − 1.
 * Immutable.
 */
typedef struct
{
  CorralJsonNode *root; /* (owned) */
  char *buffer;         /* (owned): strings point into it */
} CorralJsonTree;

/* NULL when @bytes is no such text: @flaw says why, in English and with the place. */
CorralJsonTree *corral_json_tree_new (GBytes *bytes, char **flaw) G_GNUC_WARN_UNUSED_RESULT;
void corral_json_tree_free (CorralJsonTree *self);

/* The member of that name, or NULL; NULL also when @self is NULL or no object. */
const CorralJsonNode *corral_json_node_get (const CorralJsonNode *self, const char *name);
/* The same, of that kind alone. */
const char *corral_json_node_get_string (const CorralJsonNode *self, const char *name);
gboolean corral_json_node_get_integer (const CorralJsonNode *self, const char *name, gint64 *value);
/* −1: there is none. */
int corral_json_node_get_boolean (const CorralJsonNode *self, const char *name);
const CorralJsonNode *corral_json_node_get_array (const CorralJsonNode *self, const char *name);

static inline guint
corral_json_node_get_length (const CorralJsonNode *self)
{
  return self != NULL && self->children != NULL ? self->children->len : 0;
}

static inline const CorralJsonNode *
corral_json_node_at (const CorralJsonNode *self, guint index)
{
  return (const CorralJsonNode *) g_ptr_array_index (self->children, index);
}

/* A text that is the same for values that mean the same: members by name, those that are null or among @without
 * (nullable, NULL-terminated; of the outermost object) left out, numbers as numbers. */
char *corral_json_node_to_canonical (const CorralJsonNode *self, const char *const *without) G_GNUC_WARN_UNUSED_RESULT;

/* A short digest of that text. */
char *corral_json_node_digest (const CorralJsonNode *self) G_GNUC_WARN_UNUSED_RESULT;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CorralJsonTree, corral_json_tree_free)

G_END_DECLS
