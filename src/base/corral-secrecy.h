/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* What is secret in this program's memory is not to be read on the disk after a crash: no core is written, and where a
 * crash is handed to a program of the system's instead, it gets no memory. The first thing that main() does. */
void corral_secrecy_forbid_core_dumps (void);

/* Overwrites @text and frees it; NULL is fine. Any thread. */
void corral_secrecy_wipe (char *text);

static inline void
corral_secrecy_wipe_at (char **text)
{
  corral_secrecy_wipe (*text);
}

/* Before a local char *: it is wiped where it goes out of scope, as g_autofree frees. */
#define corral_autowipe __attribute__ ((cleanup (corral_secrecy_wipe_at)))

G_END_DECLS
