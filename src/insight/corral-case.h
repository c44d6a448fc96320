/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "corral-fleet.h"

G_BEGIN_DECLS

/* What the flags of a case come to. A value. */
typedef struct
{
  guint n_flags, n_stores, n_carts;
  guint n_confirmed, n_open, n_cleared; /* cleared: decided as anything but confirmed */
  guint n_away;                         /* not held here */
  gint64 loss_minor, suspected_minor;   /* of the confirmed, and of the open ones; CORRAL_UNKNOWN: not known */
  const char *currency;                 /* (nullable): lives as long as the fleet is not changed */
  gint64 first_ms, last_ms;             /* when the oldest and the newest were raised, or CORRAL_UNKNOWN */
} CorralCaseFigures;

/* Reckons from the flags as they are shown, with what waits to be sent; where some are not held here, the amounts are what
 * the cloud says. Some µs a flag. */
void corral_case_reckon (CorralFleet *fleet, guint32 slot, CorralCaseFigures *figures);

/* Slots of the flags of the case in @slot that are held, oldest first (element-type guint32). */
GArray *corral_case_list_flags (CorralFleet *fleet, guint32 slot) G_GNUC_WARN_UNUSED_RESULT;

/* The case that is not closed and has the flag in @flag; else a closed one that has; else CORRAL_NO_SLOT. */
guint32 corral_case_find_of_flag (CorralFleet *fleet, guint32 flag);

G_END_DECLS
