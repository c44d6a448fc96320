/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* Choosing rows, pressing what can be done to them, and reading what is said, in the real window. Main thread. */
#include "window-fixture.h"

#include "corral-act-bar.h"
#include "corral-act-dialog.h"
#include "corral-outbox.h"
#include "corral-table.h"

G_BEGIN_DECLS

CorralOutbox *get_outbox (Fixture *fixture);
/* Offline nothing leaves while it is looked at. */
void open_offline (Fixture *fixture);
/* The slots that meet both conditions; the first @most of them (0: all). */
GArray *list_where (Fixture *fixture, CorralTableKind table, const char *name, const char *value, guint most);
CorralTable *get_table (Fixture *fixture);
void choose (Fixture *fixture, const GArray *slots);
CorralActBar *get_bar (Fixture *fixture);
GtkWidget *get_button (Fixture *fixture, const char *name);
void press (Fixture *fixture, const char *name);
/* On a cart's page. */
CorralActStrip *get_strip (Fixture *fixture);
GtkWidget *get_page_button (Fixture *fixture, const char *name);
/* The dialog of that type that is open, or NULL. */
gpointer get_dialog (GType type);
CorralActDialog *wait_for_dialog (void);
void accept_dialog (CorralActDialog *dialog);
void close_dialog (CorralActDialog *dialog);
gboolean was_told (Fixture *fixture, const char *words);
GtkWidget *find_labelled (GtkWidget *widget, GType type, const char *label);
/* Presses the button of the question that is open. */
void answer (const char *label);
/* The one whose label holds @label, switched on. */
void switch_on (CorralActDialog *dialog, const char *label);
guint count_entries (Fixture *fixture, CorralOperationKind kind);
const CorralOutboxEntry *get_entry (Fixture *fixture, CorralOperationKind kind);
gboolean is_acknowledged (Fixture *fixture, guint32 alert);
guint count_acknowledged (Fixture *fixture, const GArray *alerts);
/* Open alerts, acknowledged or not. */
GArray *list_alerts (Fixture *fixture, gboolean acknowledged, guint most);
const char *text_of (Fixture *fixture, CorralTableKind table, guint32 slot, guint column);
guint32 first_word (Fixture *fixture, CorralTableKind table, guint column, const char *word);
void go_to_cart (Fixture *fixture, guint32 cart);

/* How many entries of the record are @what (CORRAL_AUDIT_VIEW, …), with @words as their subject or their detail. */
guint count_recorded (Fixture *fixture, const char *what, const char *words);
/* Into a file of the account's folder, as nobody but a test does. */
void run_sql (Fixture *fixture, const char *file, const char *sql);

G_END_DECLS
