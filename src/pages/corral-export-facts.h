/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "corral-export.h"
#include "corral-noise.h"
#include "corral-page.h"

G_BEGIN_DECLS

/*
 * Lists that are not tables of the mirror, as rows for a file: facts that are held while they are written, so that they are of one
 * moment. Main thread.
 */

/* @incidents (element-type CorralIncident), in their order. */
CorralExportRows *corral_export_incidents_new (CorralPageContext *context, GPtrArray *incidents) G_GNUC_WARN_UNUSED_RESULT;

/* @entries (element-type CorralOutboxEntry). What people wrote is not in it, only what they did: that stays with the thing that it
 * is about. */
CorralExportRows *corral_export_outbox_new (CorralPageContext *context, GPtrArray *entries) G_GNUC_WARN_UNUSED_RESULT;

/* A row for each rule, then for each store, loudest first; all stores, not only those that have room on the screen. @noise:
 * (transfer full). */
CorralExportRows *corral_export_noise_new (CorralPageContext *context, CorralNoise *noise) G_GNUC_WARN_UNUSED_RESULT;

/* The rules as they are set. */
CorralExportRows *corral_export_rules_new (CorralPageContext *context) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
