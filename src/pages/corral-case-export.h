/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "corral-fleet.h"
#include "corral-page.h"

G_BEGIN_DECLS

/* Makes a sealed pack of the case in @slot (corral-case-pack.h): reads what is held of each flag, one after the other, and
 * fetches what is not while the cloud answers. @context outlives it, or @cancellable is cancelled before that goes. Main
 * thread; reads and verifies on the reader. */
void corral_case_export_async (CorralPageContext *context,
                               guint32 slot,
                               GCancellable *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer data);

/* The pack; @seal as corral_sealed_close(). NULL and G_IO_ERROR or CORRAL_CACHE_ERROR. */
GBytes *corral_case_export_finish (GAsyncResult *result, char **seal, GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
