/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "corral-page.h"

G_BEGIN_DECLS

/* The rules by which incidents are raised, to read and to change. Main thread. */
#define CORRAL_TYPE_RULES_PAGE (corral_rules_page_get_type ())
G_DECLARE_FINAL_TYPE (CorralRulesPage, corral_rules_page, CORRAL, RULES_PAGE, CorralPage)

CorralPage *corral_rules_page_new (CorralPageContext *context) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
