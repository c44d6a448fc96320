/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "corral-page.h"

G_BEGIN_DECLS

/**
 * CorralFlagAttendance:
 *
 * Who is at a flag: how long the shopper has been in the store, who looked, who is asked for a second opinion, and of a
 * re-check what is to be scanned again. Whoever has it before them for a moment is noted as having seen it. Main thread.
 */
#define CORRAL_TYPE_FLAG_ATTENDANCE (corral_flag_attendance_get_type ())
G_DECLARE_FINAL_TYPE (CorralFlagAttendance, corral_flag_attendance, CORRAL, FLAG_ATTENDANCE, GtkBox)

GtkWidget *corral_flag_attendance_new (CorralPageContext *context) G_GNUC_WARN_UNUSED_RESULT;

/* The flag in @slot is on the screen, as it is now; CORRAL_NO_SLOT: none is. May be called again and again. */
void corral_flag_attendance_show (CorralFlagAttendance *self, guint32 slot);

G_END_DECLS
