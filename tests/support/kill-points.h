/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/*
 * Ends the process as kill −9 does at its n-th call that changes something outside of it: bytes into a file, a socket
 * or a pipe, a sync, a truncation, a removed, renamed or made file. A program that is linked with this file has these
 * calls counted, those of the libraries too, from kill_points_arm() on.
 */
typedef enum
{
  KILL_BEFORE, /* the call is not made */
  KILL_AFTER,  /* it was made, and nobody hears of it */
  KILL_TORN,   /* half of the bytes, where it writes bytes; else as before */
} KillMoment;

/* @at: from 1; 0: only count. */
void kill_points_arm (guint at, KillMoment moment);

/* How many there were so far. */
guint kill_points_get_count (void);

G_END_DECLS
