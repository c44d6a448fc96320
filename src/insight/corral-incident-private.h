/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "corral-incident-book.h"
#include "corral-open-time.h"

G_BEGIN_DECLS

/* --- facts (corral-incident.c) --- */

/* A copy of @values. */
CorralIncidentMember *corral_incident_member_new (const CorralIncidentMember *values) G_GNUC_WARN_UNUSED_RESULT;
CorralIncidentMember *corral_incident_member_ref (CorralIncidentMember *self);
void corral_incident_member_unref (gpointer data);

/* An empty one, to be filled in before it is given out. */
CorralIncident *corral_incident_new (void) G_GNUC_WARN_UNUSED_RESULT;
/* A copy of it but for its members. */
CorralIncident *corral_incident_copy (const CorralIncident *from) G_GNUC_WARN_UNUSED_RESULT;

/* --- the book's working state --- */

/* A member while its incident is worked on. */
typedef struct
{
  CorralIncidentMember *fact; /* (owned): as it is now; replaced when something of it changes */
  guint32 slot;               /* of the cart, or of the store when fact->id is NULL; CORRAL_NO_SLOT: not in the mirror */
  guint32 store;              /* slot */
  gint64 seen_heard_ms;       /* last heard of when it was last seen to be in it */
  gint64 seen_count;          /* the number of its last message before it fell silent; CORRAL_UNKNOWN */
  gint64 seen_trips;          /* how many trips it had ended before it fell silent; CORRAL_UNKNOWN */
  gint64 seen_missing;        /* how many of its messages the cloud did not have then; CORRAL_UNKNOWN */
  gint64 silent_from_ms;      /* when it was last heard before that; CORRAL_UNKNOWN: it was not silent */
  gint64 join_ms;             /* when it last came into it */
  gint64 lost_ms;             /* see the fact, which follows by the hour */
  guint flaps;                /* how often it came within CORRAL_INCIDENT_FLAP_HOURS */
  gboolean capped;
  /* Of the fact, so that a look need not go there for each: see corral_member_set_fact(). */
  guint8 is_cart, left, by_hand, released, worked_on, hours_known, quiet;
  guint8 found;               /* in this look's finding */
} CorralMember;

/* (transfer full) @fact */
static inline void
corral_member_set_fact (CorralMember *self, CorralIncidentMember *fact)
{
  self->fact = fact;
  self->is_cart = fact->id != NULL;
  self->left = CORRAL_IS_KNOWN (fact->left_ms);
  self->by_hand = fact->by_hand != FALSE;
  self->released = fact->released != FALSE;
  self->worked_on = fact->worked_on != FALSE;
  self->hours_known = fact->hours_known != FALSE;
  self->quiet = (guint8) fact->quiet;
}

typedef enum
{
  CORRAL_TRACK_PENDING, /* holds, not raised yet */
  CORRAL_TRACK_RAISED,  /* there is an incident: its state says how it stands */
} CorralTrackPhase;

/* One cause that is followed: by rule, place and detail. */
typedef struct
{
  char *key;                  /* (owned): see corral_incident_make_key() */
  CorralTrackPhase phase;
  CorralIncident *now;        /* (owned): what is worked on; members are in @members until it is given out */
  CorralIncident *given;      /* (owned) (nullable): the version last given out */
  GArray *members;            /* (element-type CorralMember) */
  guint64 members_changed;    /* how often one was replaced: a version is due */
  guint64 members_given;
  const CorralFinding *finding; /* in this look; NULL: nothing is found now */
  GArray *carts;              /* (owned) (element-type guint32): of all findings of this key in this look, ascending */
  GArray *stores;             /* (owned) the same of stores */
  gint64 clock_ms;            /* fresh data up to then; CORRAL_UNKNOWN */
  gint64 before_ms;           /* the clock of the look before; CORRAL_UNKNOWN */
  gint64 step_ms;             /* by how much this look is further, as far as it counts */
  gboolean fresh;             /* FALSE: nothing new is known, and nothing moves */
  gint64 held_ms;             /* so long it has held */
  gint64 absent_ms;           /* so long fresh data have said that it is over */
  gint64 first_ms;            /* when it was first seen */
  gint64 flap_ms;             /* when it last came back */
  guint flaps;
  gint64 opened_ms;           /* when it came back, or was opened again: an earlier close does not hold; CORRAL_UNKNOWN */
  gboolean over;              /* to be forgotten after this look */
  char *cause;                /* (owned) (nullable): key of the track that explains it */
  gint64 cause_ms;            /* when that was last seen */
  gboolean held_on;           /* in this look: not found, because it is part of something wider */
  CorralIncidentPoint told;   /* counts at the last event about growth */
  char *split_from;           /* (owned) (nullable): the id of the incident that a person split it off */
  gboolean split_found;       /* in this look: one of its carts is found for that */
  gboolean any_released;      /* members may have been taken out: see corral-incident-splitting.c */
} CorralTrack;

/* What is remembered of a key after its incident is closed: for the cap of a day. */
typedef struct
{
  gint64 raised_ms[CORRAL_INCIDENT_KEY_CAP]; /* newest first; CORRAL_UNKNOWN */
  char *last_id; /* (owned) (nullable): of the newest */
} CorralKeyPast;

/* In which incidents a cart was counted within a day. */
typedef struct
{
  gint64 since_ms;
  guint n;
} CorralCartPast;

struct _CorralIncidentBook
{
  CorralRuleSettings settings;
  guint kept_days;        /* closed ones */
  GHashTable *tracks;     /* (element-type utf8 CorralTrack) by key */
  GPtrArray *order;       /* (owned) (nullable): of them: see corral_incident_book_get_tracks() */
  GHashTable *facts;      /* (element-type utf8 CorralIncident) by id: the version last given out of every incident */
  GPtrArray *sorted;      /* (owned) (nullable): what corral_incident_book_get_incidents() gives */
  GHashTable *key_past;   /* (element-type utf8 CorralKeyPast) by key */
  GHashTable *cart_past;  /* (element-type utf8 CorralCartPast) by "rule/chain/cart" */
  CorralOpenTimes *times;
  gint64 known_ms;        /* or CORRAL_UNKNOWN */
  gint64 since_ms;        /* since when it has been looking, however often it was saved and read; CORRAL_UNKNOWN */
  gint64 forgot_ms;       /* when the old was last looked for; CORRAL_UNKNOWN */
  gboolean fresh_start;   /* the next look is the first in a while: what holds has held since it began */

  /* Of the look that goes on: */
  CorralFleet *fleet;
  const CorralFindings *findings;
  guint32 *mark;          /* by the cart's slot: index of a member + 1 */
  guint n_mark;
  guint32 *store_mark;    /* by the store's slot */
  guint n_store_mark;
  const gint32 *states;   /* of carts, by slot */
  const gint64 *heard;
  const guint8 *carts_exist;
  const guint8 *stores_exist;
  CorralFleet *bound_to;  /* whose slots the members have, if that is the same still: never looked into */
  guint n_forgotten;
  gboolean bind;          /* slots may mean other rows by now */
  gboolean outdated;      /* what this look found names slots that were given back since */
  GPtrArray *looked_at;   /* (owned) (nullable): all tracks, while a look goes on */
  guint at_stage;         /* of the look: see corral_incident_book_go_on() */
  guint at_track;         /* of them, in that stage */
  gboolean at_advanced;   /* that one's clock has been moved on; it has flowed */
  guint at_phase;         /* of that one's members: see corral_incident_members_look() */
  guint at_member;        /* in that phase, or of those that are counted for their cap */
  CorralTrack *raised;    /* (nullable): has just been raised, and its members are to be counted for their cap */
  GHashTable *by_id;      /* (nullable): tracks, while what people did is taken */
  GHashTable *splits;     /* (nullable): the same: see corral-incident-splitting.c */
  GHashTable *lingering;  /* (nullable): see corral-incident-lingering.c */
};

/* Whether it is over: closed, or part of another. */
static inline gboolean
corral_incident_is_ended (const CorralIncident *incident)
{
  return incident->state == CORRAL_INCIDENT_CLOSED || incident->state == CORRAL_INCIDENT_MERGED;
}

static inline gint64
corral_incident_get_ended_ms (const CorralIncident *incident)
{
  return CORRAL_IS_KNOWN (incident->closed_ms) ? incident->closed_ms : incident->raised_ms;
}

/* Longer than this between two looks, and what was in between is not known. */
#define CORRAL_INCIDENT_GAP_MS (10 * G_GINT64_CONSTANT (60000))

/* What kind of thing a rule is about. */
typedef enum
{
  CORRAL_MATTER_SILENCE,   /* carts are not heard: over when they are */
  CORRAL_MATTER_BEHAVIOUR, /* carts are heard and do not do well: over when fresh data of them are well */
  CORRAL_MATTER_FIGURE,    /* a figure of a store or the fleet: over when the figure is well */
} CorralMatter;

CorralMatter corral_track_get_matter (const CorralTrack *track);

/* --- tracks (corral-incident-book.c) --- */

CorralTrack *corral_track_new (char *key, CorralAlertRuleKind rule) G_GNUC_WARN_UNUSED_RESULT;
void corral_track_free (gpointer data);
/* What it is about: the rule, the store when it is about one, the detail. Not the region: one that spreads is the same. Not
 * the chain of what is wider than a store: a desk that sees several chains has one. */
char *corral_incident_make_key (const CorralIncident *incident) G_GNUC_WARN_UNUSED_RESULT;

/* By its id: whether, and off which, it was split. */
void corral_track_set_split (CorralTrack *track);

/* Goes on with an incident that was given out. */
void corral_track_take (CorralTrack *track, CorralIncident *fact);

static inline gboolean
corral_track_is_live (const CorralTrack *track)
{
  return track->phase == CORRAL_TRACK_RAISED
         && (track->now->state == CORRAL_INCIDENT_OPEN || track->now->state == CORRAL_INCIDENT_RECOVERED);
}

void corral_incident_book_add_event (CorralTrack *track, CorralIncidentEventKind kind, gint64 time_ms, gint64 value_ms);

/* --- members (corral-incident-members.c) --- */

/* Brings the members of @track up to what this look shows, and counts them: @most of them, which becomes less by those that
 * were looked at. FALSE: there are more; the next call goes on with them. */
gboolean corral_incident_members_look (CorralIncidentBook *self, CorralTrack *track, guint *most);
/* Finds their rows anew. */
void corral_incident_members_bind (CorralIncidentBook *self, CorralTrack *track);
/* Counts anew: how many there are, where, and what was lost. */
void corral_incident_members_count (CorralIncidentBook *self, CorralTrack *track);
/* It has been raised: from now on its members count for their cap. @most of them, which becomes less; FALSE: there
 * are more. */
gboolean corral_incident_members_raised (CorralIncidentBook *self, CorralTrack *track, guint *most);
/* Whether so few of those that were ever in it are still not heard well that it can be over. */
gboolean corral_incident_members_allow_recovery (const CorralTrack *track);
/* Those of @from that are still in it go over to @to. */
void corral_incident_members_move (CorralIncidentBook *self, CorralTrack *from, CorralTrack *to);

/* A person says that the cart @id of the chain at slot @chain belongs to it. */
void corral_incident_members_adopt (CorralIncidentBook *self, CorralTrack *track, guint32 chain, const char *id);
/* Carts of @chain in @released (nullable) do not belong to it; those that are in neither list are as they are found. */
void corral_incident_members_settle (CorralTrack *track, const char *chain, const char *adopted,
                                     const char *released);

/* --- flow (corral-incident-flow.c) --- */

/* Raise, come back, recover, close: by the time that has passed. */
void corral_incident_flow (CorralIncidentBook *self, CorralTrack *track);
/* Growth, once it is counted. */
void corral_incident_flow_grow (CorralTrack *track);
void corral_incident_flow_close (CorralTrack *track, gint64 time_ms);
/* Open again, by a person. */
void corral_incident_flow_reopen (CorralTrack *track);
/* A person has made it of carts of another: they are in it by now. */
void corral_incident_flow_split (CorralIncidentBook *self, CorralTrack *track);
/* Part of @into from now on. */
void corral_incident_flow_merge (CorralIncidentBook *self, CorralTrack *track, CorralTrack *into, gint64 time_ms);

/* --- grouping (corral-incident-grouping.c) --- */

/* Finds for every track of this look what explains it. */
void corral_incident_grouping_look (CorralIncidentBook *self);
/* The same cause under another name: what was raised before becomes part of what is found now. */
void corral_incident_grouping_renamed (CorralIncidentBook *self);
/* Whether its cause is being followed: then it raises nothing of its own. Asked when it would. */
gboolean corral_incident_grouping_is_explained (CorralIncidentBook *self, const CorralTrack *track);

/* --- forgetting (corral-incident-forgetting.c) --- */

/* What was over long ago goes, and what only counts for a cap of a day. */
void corral_incident_book_forget_old (CorralIncidentBook *self);

/* --- what lingers (corral-incident-lingering.c) --- */

/* Whether what @symptom shows is what is left of an incident that is, or was, known: a store's figure of the day, a hole. */
gboolean corral_incident_lingers (CorralIncidentBook *self, const CorralTrack *symptom);

/* --- people (corral-incident-people.c) --- */

/* Takes what people did. Appends what is known under another name from now on to @changed (nullable). */
void corral_incident_people_look (CorralIncidentBook *self, GPtrArray *changed);

/* The row at @row's chain (its id), or NULL. */
const char *corral_incident_people_chain_of (CorralIncidentBook *self, guint32 row);
/* Whether somebody touched the incident @id, in any chain. */
gboolean corral_incident_people_has_row (CorralIncidentBook *self, const char *id);

/* --- what was split off (corral-incident-splitting.c) --- */

/* Whether there is, or was, any: then something may have been taken back. */
gboolean corral_incident_splits_any (CorralIncidentBook *self);
/* Reads from the table which carts were split off which incident. While what people did is taken. */
void corral_incident_splits_begin (CorralIncidentBook *self);
void corral_incident_splits_end (CorralIncidentBook *self);
/* The carts of @chain that were split off the incident @id, joined with one space; NULL: none. */
const char *corral_incident_splits_find (CorralIncidentBook *self, const char *id, const char *chain);
/* What the row at @row, of one that was split off, makes; NULL: it says too little. */
CorralTrack *corral_incident_splits_make (CorralIncidentBook *self, guint32 row);
/* Takes out of incidents without a row of their own what was split off them, and what was taken back. */
void corral_incident_splits_settle (CorralIncidentBook *self);
/* The carts that are found for the one that @track was split off (nullable). */
const GArray *corral_incident_splits_get_found (CorralIncidentBook *self, const CorralTrack *track);

/* --- lists of tracks --- */

/* (transfer full): in an order that does not depend on chance. */
GPtrArray *corral_incident_book_get_tracks (CorralIncidentBook *self) G_GNUC_WARN_UNUSED_RESULT;
void corral_incident_book_add_track (CorralIncidentBook *self, CorralTrack *track);

G_END_DECLS
