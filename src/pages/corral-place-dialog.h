/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "corral-act-plan.h"
#include "corral-cart-place.h"

G_BEGIN_DECLS

/**
 * CorralPlaceDialog:
 *
 * Where a cart outside the premises is to the metre, as the cloud just answered, as text that can be copied and as a link
 * for the desktop's maps. It is nowhere but here, stands over the page that it was asked from, and is gone with it or when
 * its time is up. Main thread.
 */
#define CORRAL_TYPE_PLACE_DIALOG (corral_place_dialog_get_type ())
G_DECLARE_FINAL_TYPE (CorralPlaceDialog, corral_place_dialog, CORRAL, PLACE_DIALOG, AdwMessageDialog)

/* @plan: lent, of the one cart. @now_ms: the cloud's time. */
CorralPlaceDialog *corral_place_dialog_new (GtkWindow *parent, const CorralActPlan *plan, const CorralCartPlace *place,
                                            gint64 now_ms) G_GNUC_WARN_UNUSED_RESULT;

/* What stands there: "60.321170, 5.330120"; empty once the time is up. */
const char *corral_place_dialog_get_text (CorralPlaceDialog *self);

G_END_DECLS
