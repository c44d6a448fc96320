/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "corral-page.h"

G_BEGIN_DECLS

/* Help that comes with the program; it needs neither a network nor data. Main thread. */
#define CORRAL_TYPE_HELP_PAGE (corral_help_page_get_type ())
G_DECLARE_FINAL_TYPE (CorralHelpPage, corral_help_page, CORRAL, HELP_PAGE, CorralPage)

CorralPage *corral_help_page_new (CorralPageContext *context) G_GNUC_WARN_UNUSED_RESULT;

/* What stands on the page beside the list of topics, a line each; for tests. */
char *corral_help_page_to_text (CorralHelpPage *self) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
