/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "corral-page.h"

G_BEGIN_DECLS

/* One flag: what it claims, what to do about it and why, the evidence, the decision, and on to the next. */
#define CORRAL_TYPE_FLAG_PAGE (corral_flag_page_get_type ())
G_DECLARE_FINAL_TYPE (CorralFlagPage, corral_flag_page, CORRAL, FLAG_PAGE, CorralPage)

CorralPage *corral_flag_page_new (CorralPageContext *context) G_GNUC_WARN_UNUSED_RESULT;

/* The flag that is shown as a sealed pack (corral-flag-pack.h). @seal: 64 digits. NULL before its evidence was read, and with an
 * error when it cannot be made. */
GBytes *corral_flag_page_make_pack (CorralFlagPage *self, char **seal, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Where a flag's row leads; NULL when the row has gone. */
CorralPlace *corral_flag_page_place_of (CorralFleet *fleet, guint32 slot) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
