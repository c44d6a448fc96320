/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "corral-play.h"

G_BEGIN_DECLS

/* At most so many things are offered to try at once; of the play itself three. */
#define CORRAL_PLAY_SHOWN_OF_PLAY 3
#define CORRAL_PLAY_SHOWN 5

/* Of one folder. */
#define CORRAL_PLAY_MAX_FILES 100

/* Where the caller is and how it is there: which plays are for it, and which steps make sense. */
typedef struct
{
  const char *tenant;  /* (nullable) */
  gint64 number;       /* of the store, or CORRAL_UNKNOWN */
  guint known;         /* CORRAL_PLAY_BIT()s of which it is known whether they hold */
  guint holds;         /* those that do */
} CorralPlaySituation;

/* The situation of the call about the cart or store that @verdict is about. Main thread. */
void corral_play_situation_of (CorralFleet *fleet, const CorralVerdict *verdict, gboolean link,
                               CorralPlaySituation *situation);

/* What to say and to try now. Lent by the book. */
typedef struct
{
  const char *say;                                  /* (nullable) */
  const CorralPlayStep *steps[CORRAL_PLAY_SHOWN];
  guint n_steps;
} CorralPlayChoice;

/**
 * CorralPlayBook:
 *
 * All plays: those that come with the program, one for every cause, and over them those of the support lead: from the
 * folder of this PC, then from the person's own; later ones go before earlier ones. A file that is no play is named in
 * corral_play_book_get_troubles() and changes nothing else. One thread.
 */
typedef struct _CorralPlayBook CorralPlayBook;

/* The plays that come with the program, in the program's language. */
CorralPlayBook *corral_play_book_new (void) G_GNUC_WARN_UNUSED_RESULT;
void corral_play_book_free (CorralPlayBook *self);

/* One more, from a text; @origin is what troubles call it. FALSE when it is no play, which is then one of the troubles. */
gboolean corral_play_book_add (CorralPlayBook *self, const char *origin, const char *text, gsize length);

/* Every file "*.play" of @folder, by name. No such folder is no trouble. Blocks while it reads. */
void corral_play_book_add_folder (CorralPlayBook *self, const char *folder);

/* The two folders of this PC and person: SYSCONFDIR/corral/plays, $XDG_CONFIG_HOME/corral/plays. */
void corral_play_book_add_own (CorralPlayBook *self);

/* (element-type utf8): sentences on files that were not taken, in order; never NULL. */
GPtrArray *corral_play_book_get_troubles (CorralPlayBook *self);

/* What comes with the program for @cause; never NULL. */
const CorralPlay *corral_play_book_get_built_in (CorralPlayBook *self, CorralVerdictCause cause);

/* Which steps: those that were added for this place, then the first three of the play; of both only those whose
 * conditions are not known to fail. */
void corral_play_book_choose (CorralPlayBook *self, CorralVerdictCause cause, const CorralPlaySituation *situation,
                              CorralPlayChoice *choice);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CorralPlayBook, corral_play_book_free)

G_END_DECLS
