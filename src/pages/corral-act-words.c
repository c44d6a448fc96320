/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is said of acts. Plural rules want whole sentences, so each kind has its own. Main thread. */
#include "config.h"

#include "corral-act-words.h"

#include "corral-format.h"
#include "corral-look.h"

#include <glib/gi18n.h>

/* ---- why not --------------------------------------------------------------------------------------- */

static const struct
{
  const char *one;
  const char *all;
} obstacles[CORRAL_N_OBSTACLES] = {
  /* Translators: each two are said of one row, and of all rows that were chosen */
  [CORRAL_OBSTACLE_ACKNOWLEDGED] = { N_ ("It is acknowledged already."), N_ ("All are acknowledged already.") },
  [CORRAL_OBSTACLE_CLEARED] = { N_ ("It is cleared already."), N_ ("All are cleared already.") },
  [CORRAL_OBSTACLE_NO_CART] = { N_ ("It is about the whole store, not about a cart."),
                                N_ ("All are about whole stores, not about carts.") },
  [CORRAL_OBSTACLE_SAME_CART] = { N_ ("Another one is about the same cart."), N_ ("All are about the same cart.") },
  [CORRAL_OBSTACLE_OUT_OF_SERVICE] = { N_ ("It is out of service already."), N_ ("All are out of service already.") },
  [CORRAL_OBSTACLE_IN_SERVICE] = { N_ ("It is in service already."), N_ ("All are in service already.") },
  [CORRAL_OBSTACLE_BLOCKED] = { N_ ("It is blocked."), N_ ("All are blocked.") },
  [CORRAL_OBSTACLE_NO_CERTIFICATE] = { N_ ("Its certificate is not known here."),
                                       N_ ("Their certificates are not known here.") },
  [CORRAL_OBSTACLE_NO_OTHER_STORE] = { N_ ("Its chain has no other store."), N_ ("Their chains have no other stores.") },
  [CORRAL_OBSTACLE_NO_TRIP] = { N_ ("It is on no trip."), N_ ("None is on a trip.") },
  [CORRAL_OBSTACLE_NO_FAILED_UPDATE] = { N_ ("None of its updates has failed."), N_ ("No update has failed.") },
  [CORRAL_OBSTACLE_DECIDED] = { N_ ("It is decided already."), N_ ("All are decided already.") },
  [CORRAL_OBSTACLE_NOT_RUNNING] = { N_ ("The rollout is not running."), N_ ("None of them is running.") },
  [CORRAL_OBSTACLE_NOT_HELD] = { N_ ("The rollout is not held."), N_ ("None of them is held.") },
  [CORRAL_OBSTACLE_CLOSED] = { N_ ("It is over already."), N_ ("All are over already.") },
  [CORRAL_OBSTACLE_MERGED] = { N_ ("It is part of another incident."), N_ ("All are part of another incident.") },
  [CORRAL_OBSTACLE_NOT_CLOSED] = { N_ ("Nobody has closed it."), N_ ("Nobody has closed them.") },
  [CORRAL_OBSTACLE_NO_MEMBER] = { N_ ("Choose some of its carts in the list first."),
                                  N_ ("Choose some of its carts in the list first.") },
  [CORRAL_OBSTACLE_ALL_MEMBERS] = { N_ ("All of its carts are chosen: nothing would be left."),
                                    N_ ("All of its carts are chosen: nothing would be left.") },
  [CORRAL_OBSTACLE_SPLIT_TWICE] = { N_ ("It was split off twice already; merge it into another one first."),
                                    N_ ("It was split off twice already; merge it into another one first.") },
  [CORRAL_OBSTACLE_ENDED] = { N_ ("It has been ended already."), N_ ("All have been ended already.") },
  [CORRAL_OBSTACLE_LOT_FINE] = { N_ ("The scales of its lot are not known to be off."),
                                 N_ ("The scales of their lots are not known to be off.") },
  [CORRAL_OBSTACLE_NOT_VOIDED] = { N_ ("It was not voided with its lot."), N_ ("None was voided with its lot.") },
  [CORRAL_OBSTACLE_SAME_STATUS] = { N_ ("It stands so already."), N_ ("All stand so already.") },
  [CORRAL_OBSTACLE_NOT_SENT] = { N_ ("The cloud does not know it yet."), N_ ("The cloud does not know them yet.") },
  [CORRAL_OBSTACLE_YOU_ASKED]
  = { N_ ("You asked for a second opinion: a colleague decides, or you withdraw the question."),
      N_ ("You asked for second opinions on them: colleagues decide, or you withdraw the questions.") },
  [CORRAL_OBSTACLE_ASKED_ALREADY] = { N_ ("A colleague is asked already."), N_ ("Colleagues are asked already.") },
  [CORRAL_OBSTACLE_NOT_ASKED] = { N_ ("You have asked nobody."), N_ ("You have asked nobody.") },
  [CORRAL_OBSTACLE_NO_RECHECK] = { N_ ("It is no re-check."), N_ ("None is a re-check.") },
  [CORRAL_OBSTACLE_CHECKED] = { N_ ("It has been re-checked already."), N_ ("All have been re-checked already.") },
  [CORRAL_OBSTACLE_ALONE] = { N_ ("It has to be decided by itself."),
                              N_ ("Each of these has to be decided by itself.") },
  [CORRAL_OBSTACLE_NOT_OUTSIDE] = { N_ ("It is not outside the premises."), N_ ("None is outside the premises.") },
  [CORRAL_OBSTACLE_TOO_MANY] = { N_ ("Those are too many at once."), N_ ("Those are too many at once.") },
};

char *
corral_obstacle_to_sentence (CorralObstacle obstacle, guint n)
{
  g_return_val_if_fail (obstacle > CORRAL_OBSTACLE_NONE && obstacle < CORRAL_N_OBSTACLES, NULL);

  if (n == 0)
    return g_strdup (_ ("It can be done to none of them, for several reasons."));
  return g_strdup (n == 1 ? _ (obstacles[obstacle].one) : _ (obstacles[obstacle].all));
}

char *
corral_obstacle_to_count (CorralObstacle obstacle, guint n)
{
  switch (obstacle)
    {
    case CORRAL_OBSTACLE_ACKNOWLEDGED:
      return g_strdup_printf (ngettext ("%u is acknowledged already", "%u are acknowledged already", n), n);
    case CORRAL_OBSTACLE_CLEARED:
      return g_strdup_printf (ngettext ("%u is cleared already", "%u are cleared already", n), n);
    case CORRAL_OBSTACLE_NO_CART:
      return g_strdup_printf (ngettext ("%u is about a whole store", "%u are about whole stores", n), n);
    case CORRAL_OBSTACLE_SAME_CART:
      return g_strdup_printf (ngettext ("%u is about a cart that another one is about",
                                        "%u are about carts that others are about", n),
                              n);
    case CORRAL_OBSTACLE_OUT_OF_SERVICE:
      return g_strdup_printf (ngettext ("%u is out of service already", "%u are out of service already", n), n);
    case CORRAL_OBSTACLE_IN_SERVICE:
      return g_strdup_printf (ngettext ("%u is in service already", "%u are in service already", n), n);
    case CORRAL_OBSTACLE_BLOCKED:
      return g_strdup_printf (ngettext ("%u is blocked", "%u are blocked", n), n);
    case CORRAL_OBSTACLE_DECIDED:
      return g_strdup_printf (ngettext ("%u is decided already", "%u are decided already", n), n);
    case CORRAL_OBSTACLE_NOT_VOIDED:
      return g_strdup_printf (ngettext ("%u was not voided with its lot", "%u were not voided with their lot", n), n);
    case CORRAL_OBSTACLE_SAME_STATUS:
      return g_strdup_printf (ngettext ("%u stands so already", "%u stand so already", n), n);
    case CORRAL_OBSTACLE_CLOSED:
      return g_strdup_printf (ngettext ("%u is over already", "%u are over already", n), n);
    case CORRAL_OBSTACLE_NOT_CLOSED:
      return g_strdup_printf (ngettext ("%u is not closed", "%u are not closed", n), n);
    case CORRAL_OBSTACLE_NOT_SENT:
      return g_strdup_printf (ngettext ("%u is not known to the cloud yet", "%u are not known to the cloud yet", n), n);
    case CORRAL_OBSTACLE_YOU_ASKED:
      return g_strdup_printf (ngettext ("%u waits for the second opinion you asked for",
                                        "%u wait for the second opinions you asked for", n),
                              n);
    case CORRAL_OBSTACLE_ASKED_ALREADY:
      return g_strdup_printf (ngettext ("on %u a colleague is asked already", "on %u colleagues are asked already", n), n);
    case CORRAL_OBSTACLE_ALONE:
      return g_strdup_printf (ngettext ("%u has to be decided by itself", "%u have to be decided one by one", n), n);
    case CORRAL_OBSTACLE_TOO_MANY:
      return g_strdup_printf (ngettext ("%u is beyond the thousand that can be done at once",
                                        "%u are beyond the thousand that can be done at once", n),
                              n);
    /* Of acts on one row. */
    case CORRAL_OBSTACLE_NO_CERTIFICATE:
    case CORRAL_OBSTACLE_NO_OTHER_STORE:
    case CORRAL_OBSTACLE_NO_TRIP:
    case CORRAL_OBSTACLE_NO_FAILED_UPDATE:
    case CORRAL_OBSTACLE_NOT_RUNNING:
    case CORRAL_OBSTACLE_NOT_HELD:
    case CORRAL_OBSTACLE_MERGED:
    case CORRAL_OBSTACLE_NO_MEMBER:
    case CORRAL_OBSTACLE_ALL_MEMBERS:
    case CORRAL_OBSTACLE_SPLIT_TWICE:
    case CORRAL_OBSTACLE_LOT_FINE:
    case CORRAL_OBSTACLE_ENDED:
    case CORRAL_OBSTACLE_NOT_ASKED:
    case CORRAL_OBSTACLE_NO_RECHECK:
    case CORRAL_OBSTACLE_CHECKED:
    case CORRAL_OBSTACLE_NOT_OUTSIDE:
    case CORRAL_OBSTACLE_NONE:
    default:
      return corral_obstacle_to_sentence (obstacle, 1);
    }
}

char *
corral_act_to_chosen (CorralTableKind table, guint n, guint n_hidden)
{
  g_autofree char *chosen = NULL;

  switch ((int) table)
    {
    case CORRAL_TABLE_CART:
      chosen = g_strdup_printf (ngettext ("%u cart chosen", "%u carts chosen", n), n);
      break;
    case CORRAL_TABLE_ALERT:
      chosen = g_strdup_printf (ngettext ("%u alert chosen", "%u alerts chosen", n), n);
      break;
    case CORRAL_TABLE_FLAG:
      chosen = g_strdup_printf (ngettext ("%u flag chosen", "%u flags chosen", n), n);
      break;
    case CORRAL_TABLE_CASE:
      chosen = g_strdup_printf (ngettext ("%u case chosen", "%u cases chosen", n), n);
      break;
    default:
      chosen = g_strdup_printf (ngettext ("%u chosen", "%u chosen", n), n);
      break;
    }
  if (n_hidden == 0)
    return g_steal_pointer (&chosen);
  /* Translators: "12 alerts chosen", then how many more were chosen and are not in the list now */
  return g_strdup_printf (ngettext ("%s, %u more filtered away", "%s, %u more filtered away", n_hidden), chosen,
                          n_hidden);
}

/* ---- before ---------------------------------------------------------------------------------------- */

char *
corral_act_to_promise (const CorralAct *act, guint n)
{
  switch (act->kind)
    {
    case CORRAL_OPERATION_ALERT_ACK:
      return g_strdup_printf (ngettext ("%u alert will be acknowledged.", "%u alerts will be acknowledged.", n), n);
    case CORRAL_OPERATION_ALERT_SNOOZE:
      return g_strdup_printf (ngettext ("%u alert will be snoozed.", "%u alerts will be snoozed.", n), n);
    case CORRAL_OPERATION_ALERT_ASSIGN:
      return g_strdup_printf (ngettext ("%u alert will be assigned.", "%u alerts will be assigned.", n), n);
    case CORRAL_OPERATION_ALERT_CLEAR:
      return g_strdup_printf (ngettext ("%u alert will be cleared, as if its reason were gone.",
                                        "%u alerts will be cleared, as if their reasons were gone.", n),
                              n);
    case CORRAL_OPERATION_NOTE_ADD:
      return g_strdup_printf (ngettext ("%u note will be added.", "%u notes will be added, with the same text.", n), n);
    case CORRAL_OPERATION_CART_OUT_OF_SERVICE:
      return g_strdup_printf (ngettext ("%u cart will be taken out of service.",
                                        "%u carts will be taken out of service.", n),
                              n);
    case CORRAL_OPERATION_CART_IN_SERVICE:
      return g_strdup_printf (ngettext ("%u cart will be put back into service.",
                                        "%u carts will be put back into service.", n),
                              n);
    case CORRAL_OPERATION_FLAG_SECOND_OPINION:
      return g_strdup_printf (ngettext ("A colleague will be asked about %u flag.",
                                        "A colleague will be asked about %u flags.", n),
                              n);
    case CORRAL_OPERATION_FLAG_SECOND_WITHDRAW:
      return g_strdup_printf (ngettext ("The question about %u flag will be withdrawn.",
                                        "The questions about %u flags will be withdrawn.", n),
                              n);
    case CORRAL_OPERATION_FLAG_DECIDE:
      if (act->outcome == NULL)
        return g_strdup_printf (ngettext ("%u flag will be decided.", "%u flags will be decided, all alike.", n), n);
      /* Translators: then the decision: "Cleared by staff" */
      return g_strdup_printf (ngettext ("%u flag will be decided: %s.", "%u flags will be decided: %s.", n), n,
                              corral_words_translate (CORRAL_WORDS_OUTCOME, act->outcome));
    case CORRAL_OPERATION_FLAG_UNVOID:
      return g_strdup_printf (ngettext ("%u flag will be to review again.", "%u flags will be to review again.", n), n);
    case CORRAL_OPERATION_CASE_LINK:
      return g_strdup_printf (ngettext ("%u flag will be in the case.", "%u flags will be in the case.", n), n);
    case CORRAL_OPERATION_CASE_STATUS:
      /* Translators: then how cases stand afterwards: "With the police" */
      return g_strdup_printf (ngettext ("%u case will be changed: %s.", "%u cases will be changed: %s.", n), n,
                              corral_words_translate (CORRAL_WORDS_CASE_STATUS, act->outcome));
    case CORRAL_OPERATION_TICKET_OPEN:
      return g_strdup_printf (ngettext ("%u ticket will be opened.", "%u tickets will be opened, one for each cart.", n),
                              n);
    case CORRAL_OPERATION_EXECUTION_RETRY:
    case CORRAL_OPERATION_REBIND_REQUEST:
    case CORRAL_OPERATION_SESSION_PAUSE:
    case CORRAL_OPERATION_SESSION_CANCEL:
    case CORRAL_OPERATION_ROLLOUT_HOLD:
    case CORRAL_OPERATION_ROLLOUT_RELEASE:
    case CORRAL_OPERATION_CERTIFICATE_REVOKE:
    case CORRAL_OPERATION_CART_REPORT:
    case CORRAL_OPERATION_CART_FIND:
    /* One at a time. */
    case CORRAL_OPERATION_INCIDENT_ACK:
    case CORRAL_OPERATION_INCIDENT_SNOOZE:
    case CORRAL_OPERATION_INCIDENT_ASSIGN:
    case CORRAL_OPERATION_INCIDENT_CLOSE:
    case CORRAL_OPERATION_INCIDENT_REOPEN:
    case CORRAL_OPERATION_INCIDENT_MERGE:
    case CORRAL_OPERATION_MAINTENANCE_END:
    /* These have dialogs and pages of their own. */
    case CORRAL_OPERATION_FLAG_VOID:
    case CORRAL_OPERATION_CASE_OPEN:
    case CORRAL_OPERATION_CASE_UNLINK:
    case CORRAL_OPERATION_FLAG_RECHECK:
    case CORRAL_OPERATION_FLAG_SEEN:
    default:
      return NULL;
    case CORRAL_OPERATION_INCIDENT_ADOPT:
      return g_strdup_printf (ngettext ("%u cart will become an incident of its own.",
                                        "%u carts will become an incident of their own.", n),
                              n);
    case CORRAL_OPERATION_INCIDENT_RELEASE:
      return g_strdup_printf (ngettext ("%u cart will be taken out of the incident.",
                                        "%u carts will be taken out of the incident.", n),
                              n);
    case CORRAL_OPERATION_MAINTENANCE_PLAN:
      return g_strdup_printf (ngettext ("Maintenance of %u cart will be planned.", "Maintenance of %u carts will be planned.",
                                        n),
                              n);
    }
}

const char *
corral_act_to_warning (const CorralAct *act)
{
  if (act->splits)
    return _ ("These carts are acknowledged, told and closed apart from the others from then on. Merging the new incident back "
              "into this one ends that.");
  switch ((int) act->kind)
    {
    case CORRAL_OPERATION_SESSION_PAUSE:
      return _ ("The shopper cannot scan or pay with this cart until the trip goes on. It is done at once and cannot be "
                "taken back from here.");
    case CORRAL_OPERATION_SESSION_CANCEL:
      return _ ("The shopper’s trip ends now: everything that was scanned is void. It is done at once and cannot be "
                "taken back.");
    case CORRAL_OPERATION_ROLLOUT_HOLD:
      return _ ("No further cart gets this firmware until the rollout is released. It is done at once.");
    case CORRAL_OPERATION_ROLLOUT_RELEASE:
      return _ ("Carts get this firmware again, stage by stage. It is done at once.");
    case CORRAL_OPERATION_CERTIFICATE_REVOKE:
      return _ ("The cart is cut off within a minute and cannot connect again until it has a new certificate, which "
                "takes somebody with tools at the cart. It is done at once and cannot be taken back.");
    case CORRAL_OPERATION_CART_FIND:
      return _ ("You see where it is to the metre, for 15 minutes at most. That you looked, when and why is recorded.");
    case CORRAL_OPERATION_INCIDENT_CLOSE:
      return _ ("While its carts still look wrong it stays closed: only when it gets worse does it come back.");
    case CORRAL_OPERATION_INCIDENT_MERGE:
      return _ ("Its carts count for the other one from then on, and it is told no more by itself.");
    case CORRAL_OPERATION_MAINTENANCE_PLAN:
      return _ ("What is silent or away then is no incident, and counts for none.");
    case CORRAL_OPERATION_FLAG_SECOND_OPINION:
      return _ ("Until they decide, you do not: the flag shows that it waits for somebody else. You can withdraw the "
                "question.");
    case CORRAL_OPERATION_FLAG_RECHECK:
      return _ ("Nothing wrong: the flag is closed. Anything wrong: it stays open, the whole basket is checked, and you "
                "decide what it was. A partial check finds errors in 2 to 3 of 100 baskets, a full one in 25 to 50: that "
                "little is found does not mean that little is lost.");
    case CORRAL_OPERATION_REBIND_REQUEST:
      return _ ("This only asks for it: the cart moves when somebody confirms it at the cart’s service port.");
    default:
      return NULL;
    }
}

char *
corral_flag_cover_to_text (const CorralFlagCover *cover)
{
  g_autoptr (GString) text = g_string_new (NULL);
  g_autofree char *value = NULL;

  g_string_append_printf (text, ngettext ("In %u store", "In %u stores", cover->n_stores), cover->n_stores);
  if (CORRAL_IS_KNOWN (cover->value_minor))
    {
      value = corral_format_money (cover->value_minor, cover->currency);
      g_string_append (text, _ (", "));
      /* Translators: within "In 2 stores, worth €54.20, …": a sum of money */
      g_string_append_printf (text, _ ("worth %s"), value);
    }
  if (cover->n_in_store > 0)
    {
      g_string_append (text, _ (", "));
      /* Translators: within "In 2 stores, worth €54.20, …" */
      g_string_append_printf (text, ngettext ("%u shopper still there", "%u shoppers still there", cover->n_in_store),
                              cover->n_in_store);
    }
  if (cover->n_unseen > 0)
    {
      g_string_append (text, _ (", "));
      /* Translators: the same: so many flags that nobody has opened */
      g_string_append_printf (text, ngettext ("%u looked at by nobody", "%u looked at by nobody", cover->n_unseen),
                              cover->n_unseen);
    }
  g_string_append_c (text, '.');
  return g_string_free (g_steal_pointer (&text), FALSE);
}

/* ---- after ----------------------------------------------------------------------------------------- */

char *
corral_act_to_result (const CorralAct *act, guint n)
{
  switch (act->kind)
    {
    case CORRAL_OPERATION_ALERT_ACK:
      return g_strdup_printf (ngettext ("%u alert acknowledged", "%u alerts acknowledged", n), n);
    case CORRAL_OPERATION_ALERT_SNOOZE:
      return g_strdup_printf (ngettext ("%u alert snoozed", "%u alerts snoozed", n), n);
    case CORRAL_OPERATION_ALERT_ASSIGN:
      return g_strdup_printf (ngettext ("%u alert assigned", "%u alerts assigned", n), n);
    case CORRAL_OPERATION_ALERT_CLEAR:
      return g_strdup_printf (ngettext ("%u alert cleared", "%u alerts cleared", n), n);
    case CORRAL_OPERATION_NOTE_ADD:
      return g_strdup_printf (ngettext ("%u note added", "%u notes added", n), n);
    case CORRAL_OPERATION_CART_OUT_OF_SERVICE:
      return g_strdup_printf (ngettext ("%u cart taken out of service", "%u carts taken out of service", n), n);
    case CORRAL_OPERATION_CART_IN_SERVICE:
      return g_strdup_printf (ngettext ("%u cart put back into service", "%u carts put back into service", n), n);
    case CORRAL_OPERATION_FLAG_SEEN:
      return g_strdup_printf (ngettext ("%u flag seen", "%u flags seen", n), n);
    case CORRAL_OPERATION_FLAG_SECOND_OPINION:
      return g_strdup_printf (ngettext ("Second opinion asked for on %u flag", "Second opinion asked for on %u flags", n), n);
    case CORRAL_OPERATION_FLAG_SECOND_WITHDRAW:
      return g_strdup_printf (ngettext ("Question about %u flag withdrawn", "Questions about %u flags withdrawn", n), n);
    case CORRAL_OPERATION_FLAG_RECHECK:
      return g_strdup (_ ("Re-check recorded"));
    case CORRAL_OPERATION_FLAG_DECIDE:
      if (act->outcome == NULL)
        return g_strdup_printf (ngettext ("%u flag decided", "%u flags decided", n), n);
      /* Translators: then the decision: "Cleared by staff" */
      return g_strdup_printf (ngettext ("%u flag decided: %s", "%u flags decided: %s", n), n,
                              corral_words_translate (CORRAL_WORDS_OUTCOME, act->outcome));
    case CORRAL_OPERATION_FLAG_UNVOID:
      return g_strdup_printf (ngettext ("Voiding of %u flag taken back", "Voiding of %u flags taken back", n), n);
    case CORRAL_OPERATION_CASE_STATUS:
      /* Translators: then how cases stand: "With the police" */
      return g_strdup_printf (ngettext ("%u case changed: %s", "%u cases changed: %s", n), n,
                              corral_words_translate (CORRAL_WORDS_CASE_STATUS, act->outcome));
    case CORRAL_OPERATION_FLAG_VOID:
      return g_strdup_printf (ngettext ("%u flag voided with its lot", "%u flags voided with their lot", n), n);
    case CORRAL_OPERATION_CASE_OPEN:
      return g_strdup (_ ("Case opened"));
    case CORRAL_OPERATION_CASE_LINK:
      return g_strdup_printf (ngettext ("%u flag added to the case", "%u flags added to the case", n), n);
    case CORRAL_OPERATION_CASE_UNLINK:
      return g_strdup_printf (ngettext ("%u flag taken out of the case", "%u flags taken out of the case", n), n);
    case CORRAL_OPERATION_TICKET_OPEN:
      return g_strdup_printf (ngettext ("%u ticket opened", "%u tickets opened", n), n);
    case CORRAL_OPERATION_EXECUTION_RETRY:
      return g_strdup (_ ("The update will be tried again"));
    case CORRAL_OPERATION_REBIND_REQUEST:
      return g_strdup (_ ("Asked to move the cart"));
    case CORRAL_OPERATION_SESSION_PAUSE:
      return g_strdup (_ ("The trip is paused"));
    case CORRAL_OPERATION_SESSION_CANCEL:
      return g_strdup (_ ("The trip is cancelled"));
    case CORRAL_OPERATION_ROLLOUT_HOLD:
      return g_strdup (_ ("The rollout is held"));
    case CORRAL_OPERATION_ROLLOUT_RELEASE:
      return g_strdup (_ ("The rollout is released"));
    case CORRAL_OPERATION_CART_REPORT:
      return g_strdup (_ ("The cart answered"));
    case CORRAL_OPERATION_CART_FIND:
      return g_strdup (_ ("The cart was found"));
    case CORRAL_OPERATION_INCIDENT_ACK:
      return g_strdup (_ ("Incident acknowledged"));
    case CORRAL_OPERATION_INCIDENT_SNOOZE:
      return g_strdup (_ ("Incident snoozed"));
    case CORRAL_OPERATION_INCIDENT_ASSIGN:
      return g_strdup (_ ("Incident assigned"));
    case CORRAL_OPERATION_INCIDENT_CLOSE:
      return g_strdup (_ ("Incident closed"));
    case CORRAL_OPERATION_INCIDENT_REOPEN:
      return g_strdup (_ ("Incident reopened"));
    case CORRAL_OPERATION_INCIDENT_MERGE:
      return g_strdup (_ ("Incident merged into the other one"));
    case CORRAL_OPERATION_INCIDENT_ADOPT:
      if (act->splits)
        return g_strdup_printf (ngettext ("%u cart split off", "%u carts split off", n), n);
      return g_strdup (_ ("Cart added to the incident"));
    case CORRAL_OPERATION_INCIDENT_RELEASE:
      return g_strdup_printf (ngettext ("%u cart taken out of the incident", "%u carts taken out of the incident", n), n);
    case CORRAL_OPERATION_MAINTENANCE_PLAN:
      return g_strdup (_ ("Maintenance planned"));
    case CORRAL_OPERATION_MAINTENANCE_END:
      return g_strdup (_ ("Maintenance ended"));
    case CORRAL_OPERATION_CERTIFICATE_REVOKE:
    default:
      return g_strdup (_ ("The cart is blocked"));
    }
}
