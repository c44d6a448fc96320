/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "corral-incident-book.h"

G_BEGIN_DECLS

/* A small fleet whose carts are heard or silent as a test says, and findings made by hand. Cart i is "k<i>" of store
 * "s<i / per_store>"; store s is of chain "c<s % n_chains>" and region north, south, … by s. */
typedef struct
{
  guint n_chains; /* 0: 1 */
  guint n_stores;
  guint per_store;
  const char *hours; /* NULL: always open */
  const char *zone;  /* NULL: Europe/Berlin */
  gint64 now_ms;     /* 0: WORLD_NOW_MS */
} WorldSize;

typedef struct
{
  CorralFleet *fleet;
  WorldSize size;
  guint n_carts;
  guint8 *silent;      /* by cart */
  guint8 *buffering;   /* silent, but numbers its messages */
  const char **states; /* by cart: what the cloud says */
  gint64 *counts;      /* by cart: number of its last message */
  gint64 *trips;       /* by cart: begun since its start; CORRAL_UNKNOWN: the cloud does not say */
  gint64 *missing;     /* by cart: messages that the cloud does not have; the same */
  const char **sessions; /* by cart: the trip it is on, or NULL */
  gint64 now_ms;
  gint64 known_ms;     /* what the cloud last told */
  gboolean behind;     /* this PC hears nothing from the cloud */
  CorralFindings findings;
  guint8 *quiet;       /* by slot */
  CorralIncidentBook *book;
  CorralRuleSettings settings;
  GPtrArray *changed;  /* of the last look */
} World;

/* Thursday, 26 November 2026, 10:00 UTC. */
#define WORLD_NOW_MS G_GINT64_CONSTANT (1795687200000)

World *world_new (const WorldSize *size);
void world_free (World *self);

/* Carts [@first, @first + @n) fall silent, or are heard again. */
void world_silence (World *self, guint first, guint n);
void world_hear (World *self, guint first, guint n);

/* Time goes on; whoever is not silent is heard. */
void world_pass (World *self, gint64 ms);

guint32 world_cart (World *self, guint index);
guint32 world_store (World *self, guint index);

/* What the next look finds: carts [@first, @first + @n) by @rule. @began_ms: CORRAL_UNKNOWN for none. */
CorralFinding *world_find (World *self, CorralAlertRuleKind rule, const char *detail, guint first, guint n, gint64 began_ms);
/* The same of a store as such, without carts. */
CorralFinding *world_find_store (World *self, CorralAlertRuleKind rule, guint store, gint64 began_ms);
void world_find_nothing (World *self);

/* Begins a look at what was found: corral_incident_book_go_on() has the pieces. */
void world_begin_look (World *self);
/* One look at what was found. */
void world_look (World *self);
/* A look a minute, for @minutes. */
void world_look_for (World *self, guint minutes);

/* The only incident that is open or recovered; NULL: none. More than one is an error. */
CorralIncident *world_only (World *self);
guint world_count (World *self, CorralIncidentState state);
guint world_count_events (const CorralIncident *incident, CorralIncidentEventKind kind);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (World, world_free)

G_END_DECLS
