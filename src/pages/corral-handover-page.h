/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "corral-handover.h"
#include "corral-page.h"

G_BEGIN_DECLS

/* What happened since somebody left, and the sheet that they hand on. Main thread. */
#define CORRAL_TYPE_HANDOVER_PAGE (corral_handover_page_get_type ())
G_DECLARE_FINAL_TYPE (CorralHandoverPage, corral_handover_page, CORRAL, HANDOVER_PAGE, CorralPage)

CorralPage *corral_handover_page_new (CorralPageContext *context) G_GNUC_WARN_UNUSED_RESULT;

/* What it would print now. */
CorralHandover *corral_handover_page_make (CorralHandoverPage *self) G_GNUC_WARN_UNUSED_RESULT;

/* The account sees less than it did: what was written for the next shift goes, here and on the disk. @self nullable: a page
 * that was never gone to has nothing. */
void corral_handover_page_forget (CorralHandoverPage *self);

/* The same for paper; NULL when what was written is not fit to leave the program, of which the person is told. */
CorralSheet *corral_handover_page_make_sheet (CorralPage *page) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
