/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "corral-page.h"

G_BEGIN_DECLS

/* Loss prevention of a chain or of one of its stores, in figures. Main thread. */
#define CORRAL_TYPE_LOSS_PAGE (corral_loss_page_get_type ())
G_DECLARE_FINAL_TYPE (CorralLossPage, corral_loss_page, CORRAL, LOSS_PAGE, CorralPage)

CorralPage *corral_loss_page_new (CorralPageContext *context) G_GNUC_WARN_UNUSED_RESULT;

/* What its button saves. */
char *corral_loss_page_to_csv (CorralLossPage *self) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
