/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "corral-page.h"
#include "corral-sheet.h"

G_BEGIN_DECLS

/* One store. Main thread.
 *
 * Who opens it: a store manager before opening, who asks how many carts can go out and which to pull, swap or
 * fetch, and then opens one of them. */
#define CORRAL_TYPE_STORE_PAGE (corral_store_page_get_type ())
G_DECLARE_FINAL_TYPE (CorralStorePage, corral_store_page, CORRAL, STORE_PAGE, CorralPage)

CorralPage *corral_store_page_new (CorralPageContext *context) G_GNUC_WARN_UNUSED_RESULT;

/* The morning's walk through the store that it shows, for paper (transfer full); NULL when it shows none, of which the person is
 * told. */
CorralSheet *corral_store_page_make_walk_sheet (CorralPage *page) G_GNUC_WARN_UNUSED_RESULT;

/* The same of its week of service level; also NULL when none is known. */
CorralSheet *corral_store_page_make_service_sheet (CorralPage *page) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
