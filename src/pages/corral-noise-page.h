/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "corral-page.h"

G_BEGIN_DECLS

/* How much Corral asked of people, and what came of it. Main thread. */
#define CORRAL_TYPE_NOISE_PAGE (corral_noise_page_get_type ())
G_DECLARE_FINAL_TYPE (CorralNoisePage, corral_noise_page, CORRAL, NOISE_PAGE, CorralPage)

CorralPage *corral_noise_page_new (CorralPageContext *context) G_GNUC_WARN_UNUSED_RESULT;

/* What its rows say, a line each, cells between tabs; for tests. */
char *corral_noise_page_to_text (CorralNoisePage *self) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
