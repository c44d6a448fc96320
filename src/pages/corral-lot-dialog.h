/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "corral-acts.h"

G_BEGIN_DECLS

/**
 * CorralLotDialog:
 *
 * Voids all open flags that rest on the scales of one lot, after a fault of calibration: what will be voided and what stays
 * out and why, the reason, then how far it has come, flag by flag where it was not taken, and the way back, also later. Each
 * flag is an operation of its own on the revision that was seen, all of them one transaction of the outbox: what somebody
 * decides meanwhile is not overwritten, also when it is sent late. Main thread.
 */
#define CORRAL_TYPE_LOT_DIALOG (corral_lot_dialog_get_type ())
G_DECLARE_FINAL_TYPE (CorralLotDialog, corral_lot_dialog, CORRAL, LOT_DIALOG, AdwWindow)

/* @from: a widget in the window, where it is told what was done. */
CorralLotDialog *corral_lot_dialog_new (GtkWidget *from, CorralPageContext *context, const char *lot)
  G_GNUC_WARN_UNUSED_RESULT;

/* The lot that @subject, a flag or an incident, is about; NULL: none is known. Lent. */
const char *corral_lot_of_subject (CorralPageContext *context, const CorralActSubject *subject);

/* For tests: what is said at the top, and of those that stay out; of how far it is; how many were not taken. */
const char *corral_lot_dialog_get_promise (CorralLotDialog *self);
const char *corral_lot_dialog_get_left_out (CorralLotDialog *self);
const char *corral_lot_dialog_get_progress (CorralLotDialog *self);
guint corral_lot_dialog_get_n_refused (CorralLotDialog *self);

/* What the keyboard and tests press: to void, and to take back. */
GtkWidget *corral_lot_dialog_get_button (CorralLotDialog *self);
GtkWidget *corral_lot_dialog_get_back (CorralLotDialog *self);

G_END_DECLS
