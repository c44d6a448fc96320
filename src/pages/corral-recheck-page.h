/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "corral-page.h"
#include "corral-table.h"

G_BEGIN_DECLS

/* Random re-checks of today: which trips were drawn in which store, which items are scanned again, what was found. Main
 * thread. */
#define CORRAL_TYPE_RECHECK_PAGE (corral_recheck_page_get_type ())
G_DECLARE_FINAL_TYPE (CorralRecheckPage, corral_recheck_page, CORRAL, RECHECK_PAGE, CorralPage)

CorralPage *corral_recheck_page_new (CorralPageContext *context) G_GNUC_WARN_UNUSED_RESULT;

CorralTable *corral_recheck_page_get_table (CorralRecheckPage *self);
const char *corral_recheck_page_get_sentence (CorralRecheckPage *self);

G_END_DECLS
