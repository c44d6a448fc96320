/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "corral-page.h"

G_BEGIN_DECLS

/* What people did here: what needs them, what waits, what has reached the cloud. Main thread. */
#define CORRAL_TYPE_OUTBOX_PAGE (corral_outbox_page_get_type ())
G_DECLARE_FINAL_TYPE (CorralOutboxPage, corral_outbox_page, CORRAL, OUTBOX_PAGE, CorralPage)

CorralPage *corral_outbox_page_new (CorralPageContext *context) G_GNUC_WARN_UNUSED_RESULT;

/* The rows of a group in order (element-type CorralOutboxRow), for tests. @group: 0 needs you, 1 waiting, 2 lately. */
GPtrArray *corral_outbox_page_list_rows (CorralOutboxPage *self, guint group) G_GNUC_WARN_UNUSED_RESULT;

/* The sentence at the top. */
const char *corral_outbox_page_get_sentence (CorralOutboxPage *self);

G_END_DECLS
