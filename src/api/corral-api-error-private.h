/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "corral-api-error.h"

G_BEGIN_DECLS

/* What the server's answer said beside its status; strings are copied. */
void corral_api_error_set_answer (GError *error,
                                  guint status,
                                  gint64 retry_after_us,
                                  const char *problem_code,
                                  const char *reason);

/* Where in a page it went wrong; takes @pointer. */
void corral_api_error_take_pointer (GError *error, char *pointer);

G_END_DECLS
