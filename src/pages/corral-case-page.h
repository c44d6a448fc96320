/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "corral-fleet.h"
#include "corral-page.h"

G_BEGIN_DECLS

/* A case: what its flags come to, how it stands, its flags, its notes, its sealed pack. Main thread. */
#define CORRAL_TYPE_CASE_PAGE (corral_case_page_get_type ())
G_DECLARE_FINAL_TYPE (CorralCasePage, corral_case_page, CORRAL, CASE_PAGE, CorralPage)

CorralPage *corral_case_page_new (CorralPageContext *context) G_GNUC_WARN_UNUSED_RESULT;

/* Where the case in @slot is shown; NULL when it has gone. */
CorralPlace *corral_case_page_place_of (CorralFleet *fleet, guint32 slot) G_GNUC_WARN_UNUSED_RESULT;

/* What is exported, made in the background from what is held and can be fetched: for tests. */
void corral_case_page_make_pack_async (CorralCasePage *self, GAsyncReadyCallback callback, gpointer data);
GBytes *corral_case_page_make_pack_finish (CorralCasePage *self, GAsyncResult *result, char **seal, GError **error)
  G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
