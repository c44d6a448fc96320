/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/*
 * A list of ids as rows have it (CORRAL_FIELD_LIST): joined with one space, NULL when there is none. Pure, any thread.
 */

/* Whether @id is one of them. */
gboolean corral_id_list_has (const char *list, const char *id);

guint corral_id_list_count (const char *list);

/* With @id as its last; @list itself when it has it. A new string is in @texts. */
const char *corral_id_list_add (const char *list, const char *id, GStringChunk *texts);

/* Without @id; @list itself when it does not have it, NULL when nothing is left. A new string is in @texts. */
const char *corral_id_list_remove (const char *list, const char *id, GStringChunk *texts);

G_END_DECLS
