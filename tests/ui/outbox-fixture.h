/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "window-fixture.h"

#include "corral-outbox-page.h"
#include "corral-outbox-row.h"

G_BEGIN_DECLS

#define GROUP_TROUBLED 0
#define GROUP_WAITING 1
#define GROUP_LATELY 2

void keep_result_cb (GObject *source, GAsyncResult *result, gpointer data);
CorralOutbox *get_outbox (Fixture *fixture);
guint32 first_where (Fixture *fixture, CorralTableKind table, const char *name, const char *value);
guint32 first_alert (Fixture *fixture);
char *act_on (Fixture *fixture, CorralOperationKind kind, CorralTableKind table, guint32 slot, const char *word);
void answer (Fixture *fixture, const char *id, CorralOutboxState to, const char *message, const char *row);
void decide_elsewhere (Fixture *fixture, guint32 slot, const char *outcome);
guint32 open_elsewhere (Fixture *fixture);
guint count_group (Fixture *fixture, guint group);
CorralOutboxRow *get_row (Fixture *fixture, guint group, guint position);
GtkWidget *find_button (GtkWidget *widget, const char *label);
void press (GtkWidget *within, const char *label);
void press_of (Fixture *fixture, guint group, const char *label);
GtkWidget *find_dialog (void);
void respond (const char *label);
gboolean says (GtkWidget *widget, const char *text);
gboolean sidebar_says (Fixture *fixture, const char *count);
gboolean find_spoken (GtkWidget *widget, const char *label);
void open_offline (Fixture *fixture);
CorralPending pending_of (Fixture *fixture, CorralTableKind table, guint32 slot);

G_END_DECLS
