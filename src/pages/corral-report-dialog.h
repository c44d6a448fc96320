/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "corral-act-plan.h"

G_BEGIN_DECLS

/**
 * CorralReportDialog:
 *
 * A cart is asked to report now, while a caller is on the line: waits for its answer with a time limit, can be given up at
 * any moment, and shows what came, or what it means that nothing did. The page behind it stays usable. When the cart
 * reports later, that is shown too. Main thread.
 */
#define CORRAL_TYPE_REPORT_DIALOG (corral_report_dialog_get_type ())
G_DECLARE_FINAL_TYPE (CorralReportDialog, corral_report_dialog, CORRAL, REPORT_DIALOG, AdwMessageDialog)

typedef enum
{
  CORRAL_REPORT_WAITING,
  CORRAL_REPORT_ANSWERED,
  CORRAL_REPORT_SILENT,   /* the time is up; still listening */
  CORRAL_REPORT_LATE,     /* it answered after that */
  CORRAL_REPORT_FAILED,   /* it could not be asked, or nobody knows */
} CorralReportState;

/* Asks the one cart of @plan (taken). @parent (nullable). */
CorralReportDialog *corral_report_dialog_new (GtkWindow *parent, CorralPageContext *context, CorralActPlan *plan)
    G_GNUC_WARN_UNUSED_RESULT;

CorralReportState corral_report_dialog_get_state (CorralReportDialog *self);

G_END_DECLS
