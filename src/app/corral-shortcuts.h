/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "corral-rights.h"

G_BEGIN_DECLS

typedef enum
{
  CORRAL_SHORTCUTS_GO,
  CORRAL_SHORTCUTS_FIND,
  CORRAL_SHORTCUTS_LISTS,
  CORRAL_SHORTCUTS_STORY,
  CORRAL_SHORTCUTS_PROGRAM,
} CorralShortcutGroup;

/* One key: what it does, in words, and which action that is. Keys without an action are handled where they
 * are pressed (lists) and stand here to be read. */
typedef struct
{
  CorralShortcutGroup group;
  const char *title;         /* marked for translation */
  const char *action;        /* (nullable): a detailed action name */
  const char *accelerators[3];
} CorralShortcut;

/* The one table of keys: accelerators and the shortcuts page are made from it. */
const CorralShortcut *corral_shortcuts_get (guint *n_shortcuts);

/* Its accelerators, NULL-terminated, as they are in the direction of the language: back is where one came from. */
const char *const *corral_shortcuts_get_accelerators (const CorralShortcut *shortcut);

/* The shortcuts page, transient for @parent: of what @rights (nullable: everything) has. */
GtkWindow *corral_shortcuts_window_new (GtkWindow *parent, const CorralRights *rights);

G_END_DECLS
