/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "corral-flag-trust.h"

G_BEGIN_DECLS

/*
 * What other flags say of one: of the same cart, and of the same goods. Counted over the mirror; the thread that it belongs
 * to. One pass over the flags: some milliseconds at 50,000.
 */

/* Flags of one cart besides the one that is looked at. */
typedef struct
{
  guint n;       /* in all */
  guint open;
  guint decided; /* with an outcome that says what it was: not "not_checked" */
  guint false_n; /* of those, that were not theft: sensor_fault, shopper_error, staff_ok */
  guint sensor;  /* of those, that were a sensor's fault */
} CorralFlagHistory;

/* Flags of the same goods on other carts, whose scale measured something. */
typedef struct
{
  guint carts;       /* that flagged them */
  guint alike;       /* of those: that measured as this one did: by the rule that the flag's trust goes by */
  double expected_g; /* what is stated */
  double middle_g;   /* the median of what those that are alike measured, this one among them */
  gboolean is_wrong; /* so many agree that it is the stated weight that is wrong */
} CorralItemHistory;

void corral_flag_history_read (CorralFleet *fleet, guint32 flag, CorralFlagHistory *history);

/* @signs: what corral_flag_desk_read() says of @flag. FALSE: the flag has no goods, or no weight. */
gboolean corral_item_history_read (CorralFleet *fleet, guint32 flag, const CorralFlagSigns *signs,
                                   CorralItemHistory *history);

G_END_DECLS
