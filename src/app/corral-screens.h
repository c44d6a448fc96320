/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "corral-page.h"

G_BEGIN_DECLS

/* Makes the screen of that kind. */
CorralPage *corral_screen_new (CorralPageKind kind, CorralPageContext *context);

G_END_DECLS
