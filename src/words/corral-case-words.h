/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "corral-case.h"
#include "corral-look.h"
#include "corral-lot.h"

G_BEGIN_DECLS

/* How a case stands; a closed one by how it ended. */
CorralLook corral_look_of_case (const char *status, const char *outcome);

/* "Case K1000031"; before the cloud has it: "New case". */
char *corral_case_to_name (CorralFleet *fleet, guint32 slot) G_GNUC_WARN_UNUSED_RESULT;

/* What its flags come to, a sentence that stands by itself: "3 flags of 2 carts in 2 stores: 34.50 EUR confirmed, 12.00 EUR
 * suspected." */
char *corral_case_figures_to_text (const CorralCaseFigures *figures) G_GNUC_WARN_UNUSED_RESULT;

/* "Voided with the lot: calibration fault of lot C-2317". */
char *corral_voided_to_text (const char *lot) G_GNUC_WARN_UNUSED_RESULT;

/* How a flag stands: as corral_look_of_flag(), and of one that was voided with its lot, that. */
CorralLook corral_look_of_flag_row (CorralFleet *fleet, guint32 slot);

/* "3 are decided already": why so many of a lot stay out. NULL of those that do not. */
char *corral_lot_class_to_count (CorralLotClass class, guint n, const char *dear) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
