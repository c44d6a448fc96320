/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The error domain of this room. */
#include "config.h"

#include "corral-cache-error.h"

G_DEFINE_QUARK (corral - cache - error - quark, corral_cache_error)
