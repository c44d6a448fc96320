/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What builds on what. */
#include "corral-outbox-rules.h"

#include <string.h>

#define ID(n) "0195562f-9e88-7c55-b1a4-6f0d2a3b4c0" n

static CorralOutboxEntry *
make (CorralOperationKind kind, const char *id, const char *account, CorralOutboxState state)
{
  CorralOperationDraft draft = { .kind = kind,
                                 .tenant = "harbor",
                                 .collection = corral_operation_type_get (kind)->target,
                                 .target = "t-1",
                                 .expected_rev = 5 };
  g_autoptr (CorralOutboxEntry) entry = NULL;
  CorralOutboxEntry *copy;

  corral_operation_params_clear (&draft.params);
  entry = corral_outbox_entry_new (&draft, id, account, NULL, 1000000, 0);
  copy = corral_outbox_entry_copy (entry);
  copy->state = state;
  return copy;
}

static const char *
find (const CorralOutboxEntry *entry, CorralOperationKind kind, const char *target, const char *account)
{
  g_autoptr (GPtrArray) entries = g_ptr_array_new ();
  CorralOperationDraft draft = { .kind = kind,
                                 .tenant = "harbor",
                                 .collection = corral_operation_type_get (kind)->target,
                                 .target = target,
                                 .expected_rev = 5 };
  const CorralOutboxEntry *found;

  corral_operation_params_clear (&draft.params);
  g_ptr_array_add (entries, (gpointer) entry);
  found = corral_outbox_find_dependency (entries, &draft, account);
  return found != NULL ? found->id : NULL;
}

static void
test_what_builds_on_what (void)
{
  static const struct
  {
    const char *name;
    CorralOperationKind kind;
    CorralOutboxState state;
    const char *account;
    CorralOperationKind later;
    const char *target;
    gboolean depends;
  } rows[] = {
    { "the same row", CORRAL_OPERATION_ALERT_ACK, CORRAL_OUTBOX_QUEUED, "me", CORRAL_OPERATION_ALERT_ASSIGN, "t-1", TRUE },
    { "another row", CORRAL_OPERATION_ALERT_ACK, CORRAL_OUTBOX_QUEUED, "me", CORRAL_OPERATION_ALERT_ASSIGN, "t-2", FALSE },
    { "who minds no revision", CORRAL_OPERATION_ALERT_ASSIGN, CORRAL_OUTBOX_QUEUED, "me", CORRAL_OPERATION_ALERT_ACK,
      "t-1", FALSE },
    { "what is not settled yet", CORRAL_OPERATION_ALERT_ACK, CORRAL_OUTBOX_APPLIED, "me", CORRAL_OPERATION_ALERT_ASSIGN,
      "t-1", TRUE },
    { "what came to nothing", CORRAL_OPERATION_ALERT_ACK, CORRAL_OUTBOX_REFUSED, "me", CORRAL_OPERATION_ALERT_ASSIGN,
      "t-1", FALSE },
    { "what leaves the row as it is", CORRAL_OPERATION_TICKET_OPEN, CORRAL_OUTBOX_QUEUED, "me",
      CORRAL_OPERATION_CART_IN_SERVICE, "t-1", FALSE },
    { "before the cloud ever said who we are", CORRAL_OPERATION_ALERT_ACK, CORRAL_OUTBOX_QUEUED, "",
      CORRAL_OPERATION_ALERT_ASSIGN, "t-1", TRUE },
    /* It may have to wait for that account to be back, which may be never. */
    { "what another account did", CORRAL_OPERATION_ALERT_ACK, CORRAL_OUTBOX_QUEUED, "you",
      CORRAL_OPERATION_ALERT_ASSIGN, "t-1", FALSE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (CorralOutboxEntry) entry = make (rows[i].kind, ID ("1"), rows[i].account, rows[i].state);

      g_test_message ("%s", rows[i].name);
      g_assert_cmpstr (find (entry, rows[i].later, rows[i].target, "me"), ==, rows[i].depends ? ID ("1") : NULL);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/sync/outbox-rules/what-builds-on-what", test_what_builds_on_what);
  return g_test_run ();
}
