/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What people can do: the table fits together, and parameters are judged. */
#include "corral-operation-type.h"

#include <gio/gio.h>
#include <string.h>

static void
test_table (void)
{
  for (guint i = 0; i < CORRAL_N_OPERATIONS; i++)
    {
      const CorralOperationType *type = corral_operation_type_get (i);

      g_assert_true (corral_operation_type_find (type->name) == type);
      g_assert_cmpint (type->lives_ms, <=, CORRAL_OPERATION_OLDEST_MS);
      /* What would be dangerous late is never queued (api.md, "Operations"). */
      g_assert_true (corral_operation_type_is_queued (type)
                     == (i < CORRAL_OPERATION_SESSION_PAUSE || i >= CORRAL_OPERATION_INCIDENT_ACK));
      g_assert_true (type->makes_row == (i == CORRAL_OPERATION_NOTE_ADD || i == CORRAL_OPERATION_TICKET_OPEN));
      /* What is made under the client's own id is made by an incident's, a maintenance's or a case's first
       * operation. */
      g_assert_true (type->makes_target
                     == (i >= CORRAL_OPERATION_INCIDENT_ACK && i != CORRAL_OPERATION_INCIDENT_REOPEN
                         && i != CORRAL_OPERATION_MAINTENANCE_END
                         && (i < CORRAL_OPERATION_FLAG_VOID || i == CORRAL_OPERATION_CASE_OPEN)));
      g_assert_false (type->makes_target && (type->makes_row || type->any_target));
    }
  g_assert_null (corral_operation_type_find ("alert.eat"));
  g_assert_null (corral_operation_type_find (NULL));
}

static void
test_params (void)
{
  g_autofree char *long_text = g_strnfill (8193, 'x');
  const struct
  {
    const char *type;
    const char *params; /* "name=value|name=value" */
    gboolean good;
  } rows[] = {
    { "alert.ack", "", TRUE },
    { "alert.ack", "reason=repair", FALSE },
    { "alert.snooze", "", FALSE },
    { "alert.snooze", "until_ms=1790000000000", TRUE },
    { "alert.snooze", "until_ms=tomorrow", FALSE },
    { "alert.snooze", "until_ms=1", FALSE },
    { "alert.assign", "", TRUE },
    { "alert.assign", "assignee=st-204", TRUE },
    { "note.add", "text=Found beside aisle 15", TRUE },
    { "note.add", "text=", FALSE },
    { "note.add", "text= \n\t ", FALSE },
    { "note.add", long_text, FALSE },
    { "cart.out_of_service", "reason=repair", TRUE },
    { "cart.out_of_service", "reason=no word", FALSE },
    { "cart.out_of_service", "", FALSE },
    { "flag.decide", "outcome=staff_ok", TRUE },
    { "flag.decide", "outcome=staff_ok|text=Paid at the till.", TRUE },
    { "flag.decide", "text=Paid at the till.", FALSE },
    { "flag.seen", "", TRUE },
    { "flag.seen", "outcome=staff_ok", FALSE },
    { "flag.second_opinion", "", TRUE },
    { "flag.second_opinion", "assignee=st-204", TRUE },
    { "flag.second_withdraw", "assignee=st-204", FALSE },
    { "flag.recheck", "checked=5|wrong=0", TRUE },
    { "flag.recheck", "checked=0|wrong=0", TRUE },
    { "flag.recheck", "checked=5|wrong=6", FALSE },
    { "flag.recheck", "checked=-1|wrong=0", FALSE },
    { "flag.recheck", "checked=1001|wrong=0", FALSE },
    { "flag.recheck", "checked=five|wrong=0", FALSE },
    { "flag.recheck", "checked=5", FALSE },
    { "ticket.open", "reason=rma|summary=The pack was warm.", TRUE },
    { "ticket.open", "summary=The pack was warm.", FALSE },
    { "ticket.open", "reason=rma|outcome=staff_ok", FALSE },
    { "rebind.request", "store=harbor-118", TRUE },
    { "rebind.request", "store=harbor 118", FALSE },
    { "rebind.request", "colour=red", FALSE },
#define ABOUT "rule=carrier-outage|severity=act|began_ms=1790000000000"
    { "incident.ack", ABOUT, TRUE },
    { "incident.ack", ABOUT "|store=s-1|detail=Norvia|region=North|worse_ms=1790000060000", TRUE },
    { "incident.ack", "rule=carrier-outage|severity=act", FALSE },
    { "incident.ack", ABOUT "|until_ms=1790000000000", FALSE },
    { "incident.snooze", ABOUT "|until_ms=1790000000000", TRUE },
    { "incident.snooze", ABOUT, FALSE },
    { "incident.assign", ABOUT, TRUE },
    { "incident.close", ABOUT "|cause=carrier", TRUE },
    { "incident.close", ABOUT "|cause=carrier|text=A cut cable.", TRUE },
    { "incident.close", ABOUT, FALSE },
    { "incident.close", ABOUT "|cause=two words", FALSE },
    { "incident.reopen", "", TRUE },
    { "incident.reopen", ABOUT, FALSE },
    { "incident.merge", ABOUT "|into=inc-2", TRUE },
    { "incident.merge", ABOUT, FALSE },
    { "incident.adopt", ABOUT "|cart=c-1", TRUE },
    { "incident.release", ABOUT, FALSE },
    { "maintenance.plan", "starts_ms=1790000000000|ends_ms=1790000000001|reason=cleaning", TRUE },
    { "maintenance.plan", "starts_ms=1790000000000|ends_ms=1790000000000|reason=cleaning", FALSE },
    { "maintenance.plan", "starts_ms=1790000000000|reason=cleaning", FALSE },
    { "maintenance.plan", "starts_ms=1790000000000|ends_ms=1790003600000|reason=refit|store=s-1|cart=c-1|repeats=weekly|text=All.",
      TRUE },
    { "maintenance.end", "", TRUE },
    { "maintenance.end", "reason=refit", FALSE },
    { "flag.void", "lot=C-2317|text=Calibrated wrongly.", TRUE },
    { "flag.void", "lot=C-2317", FALSE },
    { "flag.void", "text=Calibrated wrongly.", FALSE },
    { "flag.void", "lot=C-2317|text= ", FALSE },
    { "flag.void", "lot=C-2317|text=x|outcome=confirmed", FALSE },
    { "flag.unvoid", "", TRUE },
    { "flag.unvoid", "lot=C-2317", FALSE },
    { "case.open", "store=s-1|title=Heavy baskets", TRUE },
    { "case.open", "title=Heavy baskets", FALSE },
    { "case.open", "store=s-1", FALSE },
    { "case.link", "flag=f-1", TRUE },
    { "case.link", "flag=f 1", FALSE },
    { "case.unlink", "", FALSE },
    { "case.status", "status=police", TRUE },
    { "case.status", "status=closed|outcome=insured", TRUE },
    { "case.status", "status=closed", FALSE },
    { "case.status", "status=open|outcome=insured", FALSE },
    { "case.status", "outcome=insured", FALSE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      const CorralOperationType *type = corral_operation_type_find (rows[i].type);
      g_autofree char *given = rows[i].params == long_text ? g_strconcat ("text=", long_text, NULL)
                                                           : g_strdup (rows[i].params);
      g_auto (GStrv) pairs = g_strsplit (given, "|", -1);
      g_autoptr (GError) error = NULL;
      CorralOperationParams params;
      gboolean good = TRUE;

      corral_operation_params_clear (&params);
      for (guint k = 0; good && pairs[k] != NULL; k++)
        {
          char *value = strchr (pairs[k], '=');

          *value++ = '\0';
          good = corral_operation_params_set (&params, type, pairs[k], value, &error);
        }
      good = good && corral_operation_params_check (&params, type, &error);
      if (good != rows[i].good)
        g_error ("%s {%s}: %s", rows[i].type, rows[i].params, good ? "taken" : error->message);
      if (!good)
        {
          /* The sentence names what it is about, and no placeholder is left in it. */
          g_assert_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT);
          g_assert_null (strchr (error->message, '%'));
        }
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/model/operation-type/table", test_table);
  g_test_add_func ("/model/operation-type/params", test_params);
  return g_test_run ();
}
