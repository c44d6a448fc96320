/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* How finely a cart's series is told: every message, or rolled up by minute or hour. */
typedef enum
{
  CORRAL_RESOLUTION_RAW,
  CORRAL_RESOLUTION_MINUTE,
  CORRAL_RESOLUTION_HOUR,
} CorralResolution;

/* The contract's words: raw 1m 1h. */
const char *corral_resolution_to_word (CorralResolution resolution);

G_END_DECLS
