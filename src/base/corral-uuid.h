/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "corral-random.h"

G_BEGIN_DECLS

/* A version 7 UUID (RFC 9562, section 5.7) for @time_ms, its random bits from @random. Free with g_free(). */
char *corral_uuid_v7 (gint64 time_ms, CorralRandom *random) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
