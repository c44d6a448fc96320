/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

/* What the main thread is at, looked at a thousand times a second from beside it: so that a frame that took too
 * long can name what ran in it. It costs some of a hundred; figures are taken without. Linux. */

/* Once, on the main thread. */
void bench_why_start (void);

/* While the main thread waits it is not looked at. */
void bench_why_set_busy (gboolean busy);

/* What was seen since the last call belongs to a frame of @ms, or is nobody's (@ms 0). Main thread. */
void bench_why_frame (double ms);

/* Tells of the frames since the last call that were kept, the worst first, what ran in them, on stderr. */
void bench_why_print (const char *what);
