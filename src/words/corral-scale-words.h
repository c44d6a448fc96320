/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "corral-fleet.h"

G_BEGIN_DECLS

/* What is said of when a cart's scale was last calibrated, and by whom: a role or a service (cart.calibrated_by), never a
 * person. @cart: a slot, or CORRAL_NO_SLOT, of which nothing is known. Times are the store's. Main thread. */

/* A sentence: "Calibrated 3 Nov 09:14 (store’s time, 24 days ago) by a technician." What is not known it says. */
char *corral_calibration_to_text (CorralFleet *fleet, guint32 cart) G_GNUC_WARN_UNUSED_RESULT;

/* The same in two, for a sheet of facts: "3 Nov 09:14", or "Not known"; "by a technician, 24 days ago". @detail: NULL when
 * there is nothing to add. */
char *corral_calibration_to_fact (CorralFleet *fleet, guint32 cart, char **detail) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
