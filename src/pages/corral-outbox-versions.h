/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "corral-operation-difference.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * CorralOutboxVersions:
 *
 * Mine and theirs side by side, a line for each value that differs. Main thread.
 */
#define CORRAL_TYPE_OUTBOX_VERSIONS (corral_outbox_versions_get_type ())
G_DECLARE_FINAL_TYPE (CorralOutboxVersions, corral_outbox_versions, CORRAL, OUTBOX_VERSIONS, GtkWidget)

GtkWidget *corral_outbox_versions_new (void) G_GNUC_WARN_UNUSED_RESULT;

/* Reads @comparison; what says the same as before is left alone. */
void corral_outbox_versions_show (CorralOutboxVersions *self, const CorralOperationComparison *comparison);

/* All of it as lines of text, for tests: "Decision: Confirmed / Cleared by staff". */
const char *corral_outbox_versions_get_text (CorralOutboxVersions *self);

G_END_DECLS
