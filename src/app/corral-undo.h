/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "corral-outbox.h"

G_BEGIN_DECLS

/**
 * CorralUndo:
 *
 * Says at the foot of the window what was done, with a way back for as long as it stands there, and remembers what can be
 * taken back by a key after that: what has not been sent. Main thread.
 */
typedef struct _CorralUndo CorralUndo;

/* @overlay: outlives this. */
CorralUndo *corral_undo_new (AdwToastOverlay *overlay) G_GNUC_WARN_UNUSED_RESULT;
void corral_undo_free (CorralUndo *self);

/* (nullable) */
void corral_undo_set_outbox (CorralUndo *self, CorralOutbox *outbox);

/* @ids: of what was done, NULL-terminated; none: it is only told. */
void corral_undo_tell (CorralUndo *self, const char *sentence, const char *const *ids);

/* Takes back the last that can still be taken back, or says that nothing can. */
void corral_undo_last (CorralUndo *self);

/* What is being said, or was said last; NULL for nothing yet. For tests. */
const char *corral_undo_get_sentence (CorralUndo *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CorralUndo, corral_undo_free)

G_END_DECLS
