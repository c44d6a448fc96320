/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "corral-accounts.h"

G_BEGIN_DECLS

/*
 * The people of this PC as rows to choose from. Main thread.
 */

/* Somebody was chosen; not called from within the list. */
typedef void (*CorralAccountChosenFunc) (const char *folder, gpointer data);

/* A list of those in @accounts, each with what waits in their outbox. @here (nullable): the folder of whoever is here,
 * who cannot be chosen and is shown only with @removed. @removed (nullable): makes a button in each row, which calls
 * it. */
GtkWidget *corral_account_rows_new (CorralAccounts *accounts,
                                    const char *here,
                                    CorralAccountChosenFunc chosen,
                                    CorralAccountChosenFunc removed,
                                    gpointer data) G_GNUC_WARN_UNUSED_RESULT;

/* Gives the focus to the first who can be chosen; FALSE: there is none. */
gboolean corral_account_rows_focus (GtkWidget *rows);

/* How many it has. */
guint corral_account_rows_count (GtkWidget *rows);

/* "Store manager · api.example.com". Free with g_free(). */
char *corral_account_rows_describe (const CorralKnownAccount *account) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
