/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * CorralClock:
 *
 * Where time comes from. Nothing in Corral below the application asks the system for the time; it asks the
 * clock that it was given, so tests and the simulator set it. Times are microseconds, UTC, since 1970.
 *
 * Atomic reference count; every function may be called from any thread.
 */
typedef struct _CorralClock CorralClock;

CorralClock *corral_clock_new_system (void) G_GNUC_WARN_UNUSED_RESULT;

/* Starts at @start_us and runs @speed times as fast as the system's clock. @speed 0 stands still. */
CorralClock *corral_clock_new_scaled (gint64 start_us, double speed) G_GNUC_WARN_UNUSED_RESULT;

/* Stands still until it is moved: for tests. */
CorralClock *corral_clock_new_manual (gint64 start_us) G_GNUC_WARN_UNUSED_RESULT;

CorralClock *corral_clock_ref (CorralClock *self);
void corral_clock_unref (CorralClock *self);

gint64 corral_clock_now_us (CorralClock *self);
gint64 corral_clock_now_ms (CorralClock *self);

/* Never goes back, even when the wall clock is set; for durations and deadlines only. */
gint64 corral_clock_monotonic_us (CorralClock *self);

/* As corral_clock_monotonic_us(), but it goes on while the PC is suspended: for how old something is. */
gint64 corral_clock_elapsed_us (CorralClock *self);

/* Manual clocks only. */
void corral_clock_advance_us (CorralClock *self, gint64 delta_us);

/* As when somebody sets it: manual and scaled clocks. May be negative; does not move the monotonic time. */
void corral_clock_jump_us (CorralClock *self, gint64 delta_us);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CorralClock, corral_clock_unref)

G_END_DECLS
