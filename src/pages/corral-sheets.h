/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "corral-page.h"
#include "corral-sheet.h"

G_BEGIN_DECLS

/**
 * CorralSheetKind:
 *
 * What can be printed, saved as PDF or copied as text. A new sheet is a row in corral-sheets.c, the function that makes it, and
 * its test.
 */
typedef struct
{
  const char *name;    /* in the names of files and actions: never changed */
  const char *label;   /* marked for translation: a heading in the menu */
  const char *ask;     /* marked for translation: the title of the dialog that asks where to save it */
  CorralPageKind page; /* where it is offered */
  CorralRight right;   /* needed for it, or CORRAL_N_RIGHTS: whoever has the page */
  /* What is on @page as a sheet; NULL when there is none, of which it has told the person. (transfer full) */
  CorralSheet *(*make) (CorralPage *page);
} CorralSheetKind;

const CorralSheetKind *corral_sheets_get (guint *n_sheets);

/* NULL: there is none of that name. */
const CorralSheetKind *corral_sheets_find (const char *name);

/* Whether the account may have it, as far as its role is concerned. @context may be NULL. */
gboolean corral_sheet_kind_is_allowed (const CorralSheetKind *self, const CorralPageContext *context);

/* Gives @page the actions "sheet.print", "sheet.save" and "sheet.copy" (all: "s", a sheet's name), and, under the name by which
 * the key for printing finds it, "sheet.first" for the first sheet of @kind. */
void corral_sheets_add_actions (CorralPage *page, CorralPageKind kind);

/* A button with all sheets of @kind in its menu; also adds the actions. Call corral_sheet_button_refresh() when the account may
 * be another. Main thread. */
GtkWidget *corral_sheet_button_new (CorralPage *page, CorralPageKind kind) G_GNUC_WARN_UNUSED_RESULT;

void corral_sheet_button_refresh (GtkWidget *button, CorralPage *page, CorralPageKind kind);

G_END_DECLS
