/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "corral-incident.h"
#include "corral-watch-file.h"

G_BEGIN_DECLS

/*
 * Who is told of which incident, and when: pure rules over facts. Never of a single cart: there are no such incidents.
 * Main thread or any other; nothing is kept here.
 */

/* Of one incident nothing is told more often, unless it becomes more severe (D). */
#define CORRAL_TELLING_APART_MS (15 * 60 * G_GINT64_CONSTANT (1000))
/* So many notices of single incidents within so long; what is more comes as one for all (D). */
#define CORRAL_TELLING_BURST 3
#define CORRAL_TELLING_BURST_MS (10 * 60 * G_GINT64_CONSTANT (1000))

/* What a person chose; what is left to their role comes from corral_telling_wishes_set(). */
typedef struct
{
  gboolean on;               /* notices on the desktop; without them it is still noted what was missed */
  int severity;              /* CorralSeverity from which on; −1: as usual for the role */
  int quiet;                 /* 0: as usual for the role; 1: never; 2: from–to */
  guint quiet_from_min;      /* minutes after midnight, on this PC's clock */
  guint quiet_to_min;
  gboolean over;             /* also that something is over */
  gboolean sound;
} CorralTellingChoices;

/* What follows from it. */
typedef struct
{
  gboolean on;
  CorralTold told;           /* by these roles' incidents */
  CorralSeverity severity;   /* from this one on */
  guint quiet_from_min;      /* equal: no quiet hours */
  guint quiet_to_min;
  gboolean over;
  gboolean sound;
} CorralTellingWishes;

/* @roles (nullable, NULL-terminated): words of the contract; unknown ones count for nothing. NULL or empty: nobody has said yet
 * who this is, so everything is told. With several roles the one that is told more goes before. */
void corral_telling_wishes_set (CorralTellingWishes *self, const char *const *roles, const CorralTellingChoices *choices);

/* Whether @now_ms lies in the quiet hours, by the clock on the wall in @zone. */
gboolean corral_telling_is_quiet (const CorralTellingWishes *self, gint64 now_ms, GTimeZone *zone);

/* What people did about an incident (the mirror's table INCIDENT). */
typedef struct
{
  gint64 acknowledged_ms;    /* or CORRAL_UNKNOWN */
  gint64 snoozed_until_ms;   /* the same */
  gint64 snoozed_ms;         /* when it was snoozed until then; CORRAL_UNKNOWN: the cloud does not say */
  gint64 closed_ms;          /* the same */
} CorralTellingWork;

typedef enum
{
  CORRAL_TELLING_NEW,
  CORRAL_TELLING_WORSE,
  CORRAL_TELLING_BACK,       /* it was over, and is not */
  CORRAL_TELLING_STILL_OPEN, /* a snooze, or an acknowledgement, has ended */
  CORRAL_TELLING_OVER,
  CORRAL_TELLING_SUMMARY,    /* one for several */
  CORRAL_TELLING_AMENDED,    /* it is over, and data that came late changed what it was. Last: kinds are kept by number */
  CORRAL_N_TELLINGS
} CorralTellingKind;

/* Why there is nothing to tell of an incident now. */
typedef enum
{
  CORRAL_UNTOLD_NOT,          /* there is */
  CORRAL_UNTOLD_ROLE,         /* it is for others */
  CORRAL_UNTOLD_SEVERITY,
  CORRAL_UNTOLD_ALREADY,      /* told, and not worse since */
  CORRAL_UNTOLD_TOO_SOON,     /* worse, and told a moment ago */
  CORRAL_UNTOLD_SEEN,         /* this person has looked at it */
  CORRAL_UNTOLD_ACKNOWLEDGED,
  CORRAL_UNTOLD_SNOOZED,
  CORRAL_UNTOLD_CLOSED,       /* by a person */
  CORRAL_UNTOLD_PART,         /* of another */
  CORRAL_UNTOLD_NEVER_TOLD,   /* it is over before anybody was told of it */
  CORRAL_UNTOLD_NOT_WISHED,   /* that it is over */
  CORRAL_N_UNTOLD
} CorralUntold;

/* What there is to tell of @incident. @told: by its rule; @mark, @work (nullable): nothing was noted, done. */
CorralUntold corral_telling_judge (const CorralIncident *incident,
                                   CorralTold told,
                                   const CorralWatchMark *mark,
                                   const CorralTellingWork *work,
                                   const CorralTellingWishes *wishes,
                                   gint64 now_ms,
                                   CorralTellingKind *kind);

/* One thing to tell. */
typedef struct
{
  CorralTellingKind kind;
  CorralIncident *incident;  /* (owned) (nullable): NULL: of SUMMARY */
  CorralSeverity severity;   /* of SUMMARY: the highest */
  guint n_open;              /* of SUMMARY: so many that are open, and so many that are over */
  guint n_over;
  gboolean shown;            /* FALSE: in quiet hours, in a storm, or not wished: it is noted only */
  gboolean held;             /* to be shown when the quiet hours end */
  gboolean sound;
} CorralTelling;

void corral_telling_free (CorralTelling *self);

/* For so long after this PC looked for the first time what it finds comes as one: it is old, and this PC that is new (D). */
#define CORRAL_TELLING_FIRST_MS (15 * 60 * G_GINT64_CONSTANT (1000))

/* Facts that corral_telling_plan() asks for. */
typedef struct
{
  gint64 since_ms; /* when this PC first looked, by the cloud's clock; CORRAL_UNKNOWN: it does not matter */
  const CorralWatchMark *(*get_mark) (const CorralIncident *incident, gpointer data);          /* (nullable) */
  /* FALSE: nobody did a thing. @work is all unknown before. */
  gboolean (*get_work) (const CorralIncident *incident, CorralTellingWork *work, gpointer data);
  gpointer data;
} CorralTellingFacts;

/* What to tell now of @incidents (element-type CorralIncident); @notices (element-type CorralWatchNotice): those that were due,
 * oldest first. (transfer full) (element-type CorralTelling): one for each incident that there is something to tell of, and
 * perhaps one for all. @zone: of this PC. */
GPtrArray *corral_telling_plan (GPtrArray *incidents,
                                const CorralRuleSettings *settings,
                                const CorralTellingFacts *facts,
                                GPtrArray *notices,
                                const CorralTellingWishes *wishes,
                                gint64 now_ms,
                                GTimeZone *zone) G_GNUC_WARN_UNUSED_RESULT;

/* Notes in @mark, which is of the same incident, that it was told at @now_ms. */
void corral_telling_note (const CorralTelling *self, CorralWatchMark *mark, gint64 now_ms);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CorralTelling, corral_telling_free)

G_END_DECLS
