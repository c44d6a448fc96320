/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sim-checks.h"

G_BEGIN_DECLS

/* What people see — the cache's rows with what they did laid over them — shows each operation from the moment it was
 * called saved until the truth does. Violates "shown". */
void sim_display_check (Sim *sim);

G_END_DECLS
