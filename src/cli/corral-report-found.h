/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "corral-finder.h"
#include "corral-report.h"

G_BEGIN_DECLS

/* What was found, in its order. Columns that a kind does not have stay unknown; "link" leads to it in the window. */
CorralReport *corral_report_of_found (CorralFleet *fleet, const CorralFound *found) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
