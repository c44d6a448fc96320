/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Time-ordered unique ids. Pure. */
#include "config.h"

#include "corral-uuid.h"

char *
corral_uuid_v7 (gint64 time_ms, CorralRandom *random)
{
  guint64 a = corral_random_next (random);
  guint64 b = corral_random_next (random);

  return g_strdup_printf ("%08x-%04x-7%03x-%04x-%012" G_GINT64_MODIFIER "x",
                          (guint) ((guint64) time_ms >> 16),
                          (guint) ((guint64) time_ms & 0xffff),
                          (guint) (a & 0xfff),
                          (guint) (0x8000 | ((a >> 16) & 0x3fff)),
                          b & G_GUINT64_CONSTANT (0xffffffffffff));
}
