/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "corral-incident.h"

G_BEGIN_DECLS

/* How far ahead a handover looks: a shift (D). */
#define CORRAL_SHIFT_AHEAD_MS (8 * G_GINT64_CONSTANT (3600000))

/* What somebody who comes back, or takes over, has to know; in the order in which they need it. */
typedef enum
{
  CORRAL_SHIFT_OPEN,       /* incidents that are open */
  CORRAL_SHIFT_SNOOZES,    /* snoozes of incidents and alerts that end soon, or ended meanwhile */
  CORRAL_SHIFT_OVER,       /* incidents that ended meanwhile */
  CORRAL_SHIFT_COLLEAGUES, /* what others did meanwhile */
  CORRAL_SHIFT_PLANNED,    /* maintenance that goes on, or begins soon */
} CorralShiftPart;

#define CORRAL_N_SHIFT_PARTS (CORRAL_SHIFT_PLANNED + 1)

/* What a colleague did; the same deeds of one person are one item. */
typedef enum
{
  CORRAL_DEED_ACKNOWLEDGED_INCIDENT,
  CORRAL_DEED_CLOSED_INCIDENT,
  CORRAL_DEED_ACKNOWLEDGED_ALERT,
  CORRAL_DEED_DECIDED_FLAG,
  CORRAL_DEED_OPENED_TICKET,
} CorralDeed;

#define CORRAL_N_DEEDS (CORRAL_DEED_OPENED_TICKET + 1)

typedef struct
{
  CorralShiftPart part;
  gint64 time_ms;           /* when it began, ends, ended, was last done, starts */
  gint64 ends_ms;           /* PLANNED; else CORRAL_UNKNOWN */
  CorralIncident *incident; /* (owned) (nullable): OPEN, OVER, SNOOZES of one */
  gboolean fresh;           /* OPEN: it was raised, or came back, meanwhile; SNOOZES: it has ended already */
  CorralTableKind table;    /* SNOOZES: ALERT or INCIDENT; PLANNED: MAINTENANCE; COLLEAGUES: of the one thing done */
  guint32 slot;             /* there, or CORRAL_NO_SLOT: an incident without a row; several things */
  CorralDeed deed;          /* COLLEAGUES */
  guint n;                  /* COLLEAGUES: so many times */
  char who[64];             /* COLLEAGUES, PLANNED: a staff id; OPEN: who has it; "" */
} CorralShiftItem;

/**
 * CorralShift:
 *
 * What happened from one moment to another, and what is still to do. A value over the mirror: good until that next
 * changes. Main thread.
 */
typedef struct
{
  gint64 from_ms;
  gint64 to_ms;
  GArray *items; /* (owned) (element-type CorralShiftItem): by part, then the most urgent or the latest first */
  guint n_parts[CORRAL_N_SHIFT_PARTS];
  guint n_new;   /* of OPEN: raised meanwhile */
} CorralShift;

/* @incidents (element-type CorralIncident): as the book has them. @account (nullable): the staff id of who asks, whose own
 * deeds are left out. A @from_ms that is not known or lies after @to_ms: nothing is meanwhile. */
CorralShift *corral_shift_new (CorralFleet *fleet, GPtrArray *incidents, const char *account, gint64 from_ms, gint64 to_ms)
  G_GNUC_WARN_UNUSED_RESULT;
void corral_shift_free (CorralShift *self);

/* The items of @part: @n of them from the one returned on. NULL and 0 for none. */
const CorralShiftItem *corral_shift_get_part (const CorralShift *self, CorralShiftPart part, guint *n);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CorralShift, corral_shift_free)

G_END_DECLS
