/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sim-client.h"

G_BEGIN_DECLS

/* Everybody else: colleagues who change rows, those who run the cloud, the weather on the line, the clocks, and whatever
 * ends the program. All of it until the calm. */

/* From now on they act from time to time. @for_us: until the calm. */
void sim_faults_start (Sim *sim, gint64 for_us);
/* No more: everything works, everybody may do what they may. */
void sim_faults_end (Sim *sim);

G_END_DECLS
