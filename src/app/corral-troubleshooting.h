/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "corral-services.h"

G_BEGIN_DECLS

/* What whoever helps from afar needs to know, in English whatever the language: versions, how the link stands, how much there is.
 * No name, address, id, token, nor anything that a cart sent. Free with g_free(). Main thread. @services (nullable). */
char *corral_troubleshooting_to_text (CorralServices *services) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
