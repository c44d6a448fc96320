/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "corral-silence.h"

G_BEGIN_DECLS

/* What corral_silence_new() finds, worked out in the plainest way: every window looks at every cart. */
CorralSilence *silence_reference_new (CorralFleet *fleet) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
