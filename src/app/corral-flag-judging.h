/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "corral-fleet.h"

G_BEGIN_DECLS

/* Keeps what is said of flags (corral_flags_judge()) up to date with what it is drawn from. Main thread; begins with a live
 * fleet whose flags were judged when it was loaded. */
typedef struct _CorralFlagJudging CorralFlagJudging;

CorralFlagJudging *corral_flag_judging_new (CorralFleet *fleet) G_GNUC_WARN_UNUSED_RESULT;
void corral_flag_judging_free (CorralFlagJudging *self);

G_END_DECLS
