/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The injected clock: the system's, a scaled one for the demo cloud, or a manual one for tests. Any thread. */
#include "config.h"

#include "corral-clock.h"

#include <time.h>

typedef enum
{
  CLOCK_SYSTEM,
  CLOCK_SCALED,
  CLOCK_MANUAL,
} ClockKind;

struct _CorralClock
{
  gatomicrefcount ref_count;
  ClockKind kind;
  gint64 start_us;     /* scaled: the time shown at origin_us */
  gint64 origin_us;    /* scaled: the monotonic time of the start */
  double speed;
  GMutex lock;         /* guards the two below */
  gint64 wall_us;      /* manual: the time; scaled: how far it was set */
  gint64 monotonic_us;
};

static CorralClock *
clock_new (ClockKind kind)
{
  CorralClock *self = g_new0 (CorralClock, 1);

  g_atomic_ref_count_init (&self->ref_count);
  g_mutex_init (&self->lock);
  self->kind = kind;
  return self;
}

CorralClock *
corral_clock_new_system (void)
{
  return clock_new (CLOCK_SYSTEM);
}

CorralClock *
corral_clock_new_scaled (gint64 start_us, double speed)
{
  CorralClock *self = clock_new (CLOCK_SCALED);

  self->start_us = start_us;
  self->origin_us = g_get_monotonic_time ();
  self->speed = speed;
  return self;
}

CorralClock *
corral_clock_new_manual (gint64 start_us)
{
  CorralClock *self = clock_new (CLOCK_MANUAL);

  self->wall_us = start_us;
  return self;
}

CorralClock *
corral_clock_ref (CorralClock *self)
{
  g_atomic_ref_count_inc (&self->ref_count);
  return self;
}

void
corral_clock_unref (CorralClock *self)
{
  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;
  g_mutex_clear (&self->lock);
  g_free (self);
}

static gint64
read_locked (CorralClock *self, gboolean wall)
{
  gint64 value;

  g_mutex_lock (&self->lock);
  value = wall ? self->wall_us : self->monotonic_us;
  g_mutex_unlock (&self->lock);
  return value;
}

gint64
corral_clock_now_us (CorralClock *self)
{
  switch (self->kind)
    {
    case CLOCK_SYSTEM:
      return g_get_real_time ();
    case CLOCK_SCALED:
      return self->start_us + read_locked (self, TRUE)
             + (gint64) ((double) (g_get_monotonic_time () - self->origin_us) * self->speed);
    case CLOCK_MANUAL:
      return read_locked (self, TRUE);
    default:
      g_assert_not_reached ();
    }
}

gint64
corral_clock_now_ms (CorralClock *self)
{
  return corral_clock_now_us (self) / 1000;
}

gint64
corral_clock_monotonic_us (CorralClock *self)
{
  if (self->kind == CLOCK_MANUAL)
    return read_locked (self, FALSE);
  return g_get_monotonic_time ();
}

gint64
corral_clock_elapsed_us (CorralClock *self)
{
#ifdef CLOCK_BOOTTIME
  struct timespec now;

  if (self->kind != CLOCK_MANUAL && clock_gettime (CLOCK_BOOTTIME, &now) == 0)
    return (gint64) now.tv_sec * G_USEC_PER_SEC + now.tv_nsec / 1000;
#endif
  return corral_clock_monotonic_us (self);
}

void
corral_clock_advance_us (CorralClock *self, gint64 delta_us)
{
  g_return_if_fail (self->kind == CLOCK_MANUAL);
  g_return_if_fail (delta_us >= 0);

  g_mutex_lock (&self->lock);
  self->wall_us += delta_us;
  self->monotonic_us += delta_us;
  g_mutex_unlock (&self->lock);
}

void
corral_clock_jump_us (CorralClock *self, gint64 delta_us)
{
  g_return_if_fail (self->kind != CLOCK_SYSTEM);

  g_mutex_lock (&self->lock);
  self->wall_us += delta_us;
  g_mutex_unlock (&self->lock);
}
