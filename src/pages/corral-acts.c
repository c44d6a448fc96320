/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The table of what people can do. A new act is one row of it. Main thread. */
#include "config.h"

#include "corral-acts.h"

#include "corral-act-words.h"
#include "corral-flag-bulk.h"
#include "corral-incident-work.h"
#include "corral-look.h"
#include "corral-lot.h"
#include "corral-outbox.h"

#include <glib/gi18n.h>
#include <math.h>

/* ---- what stands in the way ------------------------------------------------------------------------ */

static gboolean
is_known (CorralFleet *fleet, CorralTableKind table, guint32 slot, guint column)
{
  return CORRAL_IS_KNOWN (corral_fleet_get_integer (fleet, table, slot, column));
}

static gboolean
is_word (CorralFleet *fleet, CorralTableKind table, guint32 slot, guint column, const char *word)
{
  return g_strcmp0 (corral_fleet_get_text (fleet, table, slot, column), word) == 0;
}

static CorralObstacle
judge_open_alert (CorralFleet *fleet, const CorralActSubject *subject, guint32 slot)
{
  return is_known (fleet, CORRAL_TABLE_ALERT, slot, CORRAL_ALERT_COL_CLEARED_MS) ? CORRAL_OBSTACLE_CLEARED
                                                                                 : CORRAL_OBSTACLE_NONE;
}

static CorralObstacle
judge_acknowledge (CorralFleet *fleet, const CorralActSubject *subject, guint32 slot)
{
  CorralObstacle obstacle = judge_open_alert (fleet, subject, slot);

  if (obstacle == CORRAL_OBSTACLE_NONE
      && is_known (fleet, CORRAL_TABLE_ALERT, slot, CORRAL_ALERT_COL_ACKNOWLEDGED_MS))
    return CORRAL_OBSTACLE_ACKNOWLEDGED;
  return obstacle;
}

static CorralObstacle
judge_take_out (CorralFleet *fleet, const CorralActSubject *subject, guint32 slot)
{
  if (is_word (fleet, CORRAL_TABLE_CART, slot, CORRAL_CART_COL_STATE, "revoked"))
    return CORRAL_OBSTACLE_BLOCKED;
  return is_word (fleet, CORRAL_TABLE_CART, slot, CORRAL_CART_COL_STATE, "out_of_service")
             ? CORRAL_OBSTACLE_OUT_OF_SERVICE
             : CORRAL_OBSTACLE_NONE;
}

static CorralObstacle
judge_put_back (CorralFleet *fleet, const CorralActSubject *subject, guint32 slot)
{
  return is_word (fleet, CORRAL_TABLE_CART, slot, CORRAL_CART_COL_STATE, "out_of_service")
             ? CORRAL_OBSTACLE_NONE
             : CORRAL_OBSTACLE_IN_SERVICE;
}

static CorralObstacle
judge_open_flag (CorralFleet *fleet, guint32 slot)
{
  if (corral_fleet_get_integer (fleet, CORRAL_TABLE_FLAG, slot, CORRAL_FLAG_COL_OPEN) != 1)
    return CORRAL_OBSTACLE_DECIDED;
  return corral_fleet_get_integer (fleet, CORRAL_TABLE_FLAG, slot, CORRAL_FLAG_COL_SECOND) == CORRAL_SECOND_ASKED
             ? CORRAL_OBSTACLE_YOU_ASKED
             : CORRAL_OBSTACLE_NONE;
}

/* @outcome (nullable): it is chosen later. */
static CorralObstacle
judge_outcome (CorralFleet *fleet, const CorralActSubject *subject, guint32 slot, const char *outcome)
{
  CorralObstacle obstacle = judge_open_flag (fleet, slot);

  if (obstacle == CORRAL_OBSTACLE_NONE
      && !corral_flag_bulk_takes (fleet, subject->slots, subject->n_slots, slot, outcome))
    return CORRAL_OBSTACLE_ALONE;
  return obstacle;
}

static CorralObstacle
judge_confirm (CorralFleet *fleet, const CorralActSubject *subject, guint32 slot)
{
  return judge_outcome (fleet, subject, slot, "confirmed");
}

static CorralObstacle
judge_sensor_fault (CorralFleet *fleet, const CorralActSubject *subject, guint32 slot)
{
  return judge_outcome (fleet, subject, slot, "sensor_fault");
}

static CorralObstacle
judge_decide (CorralFleet *fleet, const CorralActSubject *subject, guint32 slot)
{
  return judge_outcome (fleet, subject, slot, NULL);
}

static CorralObstacle
judge_ask_second (CorralFleet *fleet, const CorralActSubject *subject, guint32 slot)
{
  if (corral_fleet_get_integer (fleet, CORRAL_TABLE_FLAG, slot, CORRAL_FLAG_COL_OPEN) != 1)
    return CORRAL_OBSTACLE_DECIDED;
  return corral_fleet_get_integer (fleet, CORRAL_TABLE_FLAG, slot, CORRAL_FLAG_COL_SECOND) != CORRAL_SECOND_NONE
             ? CORRAL_OBSTACLE_ASKED_ALREADY
             : CORRAL_OBSTACLE_NONE;
}

static CorralObstacle
judge_withdraw_second (CorralFleet *fleet, const CorralActSubject *subject, guint32 slot)
{
  return corral_fleet_get_integer (fleet, CORRAL_TABLE_FLAG, slot, CORRAL_FLAG_COL_SECOND) == CORRAL_SECOND_ASKED
             ? CORRAL_OBSTACLE_NONE
             : CORRAL_OBSTACLE_NOT_ASKED;
}

static CorralObstacle
judge_recheck (CorralFleet *fleet, const CorralActSubject *subject, guint32 slot)
{
  if (!is_word (fleet, CORRAL_TABLE_FLAG, slot, CORRAL_FLAG_COL_KIND, "recheck_due"))
    return CORRAL_OBSTACLE_NO_RECHECK;
  if (is_known (fleet, CORRAL_TABLE_FLAG, slot, CORRAL_FLAG_COL_CHECKED_MS))
    return CORRAL_OBSTACLE_CHECKED;
  return judge_open_flag (fleet, slot);
}

static CorralObstacle
judge_note (CorralFleet *fleet, const CorralActSubject *subject, guint32 slot)
{
  /* A ticket that is still to be made has no name in the cloud that a note could be written to. An incident that nobody has
   * acted on is made by its first note. */
  if (subject->table == CORRAL_TABLE_INCIDENT)
    return CORRAL_OBSTACLE_NONE;
  if (slot == CORRAL_NO_SLOT
      || ((subject->table == CORRAL_TABLE_TICKET || subject->table == CORRAL_TABLE_CASE)
          && !CORRAL_IS_KNOWN (corral_fleet_get_rev (fleet, subject->table, slot))))
    return CORRAL_OBSTACLE_NOT_SENT;
  return CORRAL_OBSTACLE_NONE;
}

static CorralObstacle
judge_ticket (CorralFleet *fleet, const CorralActSubject *subject, guint32 slot)
{
  if (subject->table == CORRAL_TABLE_ALERT
      && corral_fleet_get_link (fleet, CORRAL_TABLE_ALERT, slot, CORRAL_ALERT_COL_CART) == CORRAL_NO_SLOT)
    return CORRAL_OBSTACLE_NO_CART;
  return CORRAL_OBSTACLE_NONE;
}

static CorralObstacle
judge_retry (CorralFleet *fleet, const CorralActSubject *subject, guint32 slot)
{
  return subject->failed_update != NULL ? CORRAL_OBSTACLE_NONE : CORRAL_OBSTACLE_NO_FAILED_UPDATE;
}

static CorralObstacle
judge_move (CorralFleet *fleet, const CorralActSubject *subject, guint32 slot)
{
  guint32 chain = corral_fleet_get_link (fleet, CORRAL_TABLE_CART, slot, CORRAL_CART_COL_CHAIN);

  if (chain == CORRAL_NO_SLOT
      || corral_fleet_get_integer (fleet, CORRAL_TABLE_CHAIN, chain, CORRAL_CHAIN_COL_STORES) < 2)
    return CORRAL_OBSTACLE_NO_OTHER_STORE;
  return CORRAL_OBSTACLE_NONE;
}

static CorralObstacle
judge_trip (CorralFleet *fleet, const CorralActSubject *subject, guint32 slot)
{
  return corral_fleet_get_text (fleet, CORRAL_TABLE_CART, slot, CORRAL_CART_COL_SESSION) != NULL
             ? CORRAL_OBSTACLE_NONE
             : CORRAL_OBSTACLE_NO_TRIP;
}

static CorralObstacle
judge_block (CorralFleet *fleet, const CorralActSubject *subject, guint32 slot)
{
  if (is_word (fleet, CORRAL_TABLE_CART, slot, CORRAL_CART_COL_STATE, "revoked"))
    return CORRAL_OBSTACLE_BLOCKED;
  return corral_fleet_get_text (fleet, CORRAL_TABLE_CART, slot, CORRAL_CART_COL_CERTIFICATE) != NULL
             ? CORRAL_OBSTACLE_NONE
             : CORRAL_OBSTACLE_NO_CERTIFICATE;
}

static CorralObstacle
judge_report (CorralFleet *fleet, const CorralActSubject *subject, guint32 slot)
{
  return is_word (fleet, CORRAL_TABLE_CART, slot, CORRAL_CART_COL_STATE, "revoked") ? CORRAL_OBSTACLE_BLOCKED
                                                                                    : CORRAL_OBSTACLE_NONE;
}

/* Also one that fell silent outside. */
static CorralObstacle
judge_find (CorralFleet *fleet, const CorralActSubject *subject, guint32 slot)
{
  return is_word (fleet, CORRAL_TABLE_CART, slot, CORRAL_CART_COL_STATE, "off_premises")
                 || !isnan (corral_fleet_get_real (fleet, CORRAL_TABLE_CART, slot, CORRAL_CART_COL_OUTSIDE_LATITUDE))
             ? CORRAL_OBSTACLE_NONE
             : CORRAL_OBSTACLE_NOT_OUTSIDE;
}

static CorralObstacle
judge_hold (CorralFleet *fleet, const CorralActSubject *subject, guint32 slot)
{
  return is_word (fleet, CORRAL_TABLE_ROLLOUT, slot, CORRAL_ROLLOUT_COL_STATUS, "running")
             ? CORRAL_OBSTACLE_NONE
             : CORRAL_OBSTACLE_NOT_RUNNING;
}

static CorralObstacle
judge_release (CorralFleet *fleet, const CorralActSubject *subject, guint32 slot)
{
  return is_word (fleet, CORRAL_TABLE_ROLLOUT, slot, CORRAL_ROLLOUT_COL_STATUS, "held") ? CORRAL_OBSTACLE_NONE
                                                                                        : CORRAL_OBSTACLE_NOT_HELD;
}

/* Slots of incidents may be none: nobody has touched it yet. */
static CorralObstacle
judge_open_incident (CorralFleet *fleet, const CorralActSubject *subject, guint32 slot)
{
  if (subject->incident->state == CORRAL_INCIDENT_MERGED
      || (slot != CORRAL_NO_SLOT
          && corral_fleet_get_text (fleet, CORRAL_TABLE_INCIDENT, slot, CORRAL_INCIDENT_COL_MERGED_INTO) != NULL))
    return CORRAL_OBSTACLE_MERGED;
  if (subject->incident->state == CORRAL_INCIDENT_CLOSED
      || (slot != CORRAL_NO_SLOT && is_known (fleet, CORRAL_TABLE_INCIDENT, slot, CORRAL_INCIDENT_COL_CLOSED_MS)))
    return CORRAL_OBSTACLE_CLOSED;
  return CORRAL_OBSTACLE_NONE;
}

static CorralObstacle
judge_acknowledge_incident (CorralFleet *fleet, const CorralActSubject *subject, guint32 slot)
{
  CorralObstacle obstacle = judge_open_incident (fleet, subject, slot);

  if (obstacle == CORRAL_OBSTACLE_NONE && corral_incident_is_acknowledged (subject->incident, fleet, slot))
    return CORRAL_OBSTACLE_ACKNOWLEDGED;
  return obstacle;
}

/* Only what a person ended: what fresh data ended is over. */
static CorralObstacle
judge_reopen (CorralFleet *fleet, const CorralActSubject *subject, guint32 slot)
{
  if (slot == CORRAL_NO_SLOT
      || (!is_known (fleet, CORRAL_TABLE_INCIDENT, slot, CORRAL_INCIDENT_COL_CLOSED_MS)
          && corral_fleet_get_text (fleet, CORRAL_TABLE_INCIDENT, slot, CORRAL_INCIDENT_COL_MERGED_INTO) == NULL))
    return CORRAL_OBSTACLE_NOT_CLOSED;
  return CORRAL_OBSTACLE_NONE;
}

static guint
count_members (const CorralActSubject *subject)
{
  return subject->members != NULL ? g_strv_length ((char **) subject->members) : 0;
}

static CorralObstacle
judge_release_member (CorralFleet *fleet, const CorralActSubject *subject, guint32 slot)
{
  CorralObstacle obstacle = judge_open_incident (fleet, subject, slot);

  return obstacle == CORRAL_OBSTACLE_NONE && count_members (subject) == 0 ? CORRAL_OBSTACLE_NO_MEMBER : obstacle;
}

/* The contract's longest list of carts moved by hand. */
#define MOVED_MAX 200

static CorralObstacle
judge_split (CorralFleet *fleet, const CorralActSubject *subject, guint32 slot)
{
  CorralObstacle obstacle = judge_release_member (fleet, subject, slot);
  g_autofree char *id = NULL;
  guint n_in = 0;

  if (obstacle != CORRAL_OBSTACLE_NONE)
    return obstacle;
  for (guint i = 0; i < subject->incident->members->len; i++)
    {
      const CorralIncidentMember *member = g_ptr_array_index (subject->incident->members, i);

      n_in += member->id != NULL && !CORRAL_IS_KNOWN (member->left_ms);
    }
  if (count_members (subject) >= n_in)
    return CORRAL_OBSTACLE_ALL_MEMBERS;
  if (count_members (subject) > MOVED_MAX)
    return CORRAL_OBSTACLE_TOO_MANY;
  id = corral_incident_make_split_id (subject->incident->id, 0);
  return id == NULL ? CORRAL_OBSTACLE_SPLIT_TWICE : CORRAL_OBSTACLE_NONE;
}

static CorralObstacle
judge_plan (CorralFleet *fleet, const CorralActSubject *subject, guint32 slot)
{
  return CORRAL_OBSTACLE_NONE;
}

static CorralObstacle
judge_end (CorralFleet *fleet, const CorralActSubject *subject, guint32 slot)
{
  return is_known (fleet, CORRAL_TABLE_MAINTENANCE, slot, CORRAL_MAINTENANCE_COL_ENDED_MS) ? CORRAL_OBSTACLE_ENDED
                                                                                           : CORRAL_OBSTACLE_NONE;
}

/* Of a flag, and of an incident: the scales of the lot that it is about are off, or were, and flags were voided. */
static CorralObstacle
judge_lot (CorralFleet *fleet, const CorralActSubject *subject, guint32 slot)
{
  if (subject->incident != NULL)
    return subject->incident->rule == CORRAL_RULE_CALIBRATION && *subject->incident->detail != '\0' ? CORRAL_OBSTACLE_NONE
                                                                                               : CORRAL_OBSTACLE_LOT_FINE;
  if (corral_fleet_get_text (fleet, CORRAL_TABLE_FLAG, slot, CORRAL_FLAG_COL_VOIDED_LOT) != NULL
      || corral_lot_is_off (fleet, corral_lot_of_flag (fleet, slot)))
    return CORRAL_OBSTACLE_NONE;
  return CORRAL_OBSTACLE_LOT_FINE;
}

static CorralObstacle
judge_voided (CorralFleet *fleet, const CorralActSubject *subject, guint32 slot)
{
  return corral_fleet_get_text (fleet, CORRAL_TABLE_FLAG, slot, CORRAL_FLAG_COL_VOIDED_LOT) != NULL
           ? CORRAL_OBSTACLE_NONE
           : CORRAL_OBSTACLE_NOT_VOIDED;
}

static CorralObstacle
judge_add_to_case (CorralFleet *fleet, const CorralActSubject *subject, guint32 slot)
{
  return CORRAL_OBSTACLE_NONE;
}

static CorralObstacle
judge_status (CorralFleet *fleet, guint32 slot, const char *status)
{
  return is_word (fleet, CORRAL_TABLE_CASE, slot, CORRAL_CASE_COL_STATUS, status) ? CORRAL_OBSTACLE_SAME_STATUS
                                                                                 : CORRAL_OBSTACLE_NONE;
}

static CorralObstacle
judge_police (CorralFleet *fleet, const CorralActSubject *subject, guint32 slot)
{
  return judge_status (fleet, slot, "police");
}

static CorralObstacle
judge_insurer (CorralFleet *fleet, const CorralActSubject *subject, guint32 slot)
{
  return judge_status (fleet, slot, "insurer");
}

static CorralObstacle
judge_close_case (CorralFleet *fleet, const CorralActSubject *subject, guint32 slot)
{
  return corral_fleet_get_integer (fleet, CORRAL_TABLE_CASE, slot, CORRAL_CASE_COL_OPEN) == 1 ? CORRAL_OBSTACLE_NONE
                                                                                             : CORRAL_OBSTACLE_CLOSED;
}

static CorralObstacle
judge_reopen_case (CorralFleet *fleet, const CorralActSubject *subject, guint32 slot)
{
  return corral_fleet_get_integer (fleet, CORRAL_TABLE_CASE, slot, CORRAL_CASE_COL_OPEN) == 1 ? CORRAL_OBSTACLE_NOT_CLOSED
                                                                                             : CORRAL_OBSTACLE_NONE;
}

/* ---- the table ------------------------------------------------------------------------------------- */

#define CARTS CORRAL_TABLE_BIT (CORRAL_TABLE_CART)
#define ALERTS CORRAL_TABLE_BIT (CORRAL_TABLE_ALERT)
#define FLAGS CORRAL_TABLE_BIT (CORRAL_TABLE_FLAG)
#define TICKETS CORRAL_TABLE_BIT (CORRAL_TABLE_TICKET)
#define INCIDENTS CORRAL_TABLE_BIT (CORRAL_TABLE_INCIDENT)
#define STORES CORRAL_TABLE_BIT (CORRAL_TABLE_STORE)
#define CHAINS CORRAL_TABLE_BIT (CORRAL_TABLE_CHAIN)
#define WINDOWS CORRAL_TABLE_BIT (CORRAL_TABLE_MAINTENANCE)
#define ROLLOUTS CORRAL_TABLE_BIT (CORRAL_TABLE_ROLLOUT)
#define CASES CORRAL_TABLE_BIT (CORRAL_TABLE_CASE)

/* Letters alone search (app/corral-search-box.c), and Ctrl with a letter is the program's: so Alt. */
static const CorralAct acts[] = {
  { .name = "acknowledge", .kind = CORRAL_OPERATION_ALERT_ACK, .tables = ALERTS, .label = N_ ("Acknowledge"),
    .icon_name = "object-select-symbolic", .key = "<Alt>a", .judge = judge_acknowledge },
  { .name = "snooze", .kind = CORRAL_OPERATION_ALERT_SNOOZE, .tables = ALERTS, .label = N_ ("Snooze…"),
    .icon_name = "corral-state-late-symbolic", .key = "<Alt>s", .ask = CORRAL_ASK_SNOOZE, .judge = judge_open_alert },
  { .name = "assign", .kind = CORRAL_OPERATION_ALERT_ASSIGN, .tables = ALERTS, .label = N_ ("Assign…"),
    .icon_name = "corral-person-symbolic", .key = "<Alt>g", .ask = CORRAL_ASK_ASSIGN, .judge = judge_open_alert },
  { .name = "clear", .kind = CORRAL_OPERATION_ALERT_CLEAR, .tables = ALERTS, .label = N_ ("Clear"),
    .icon_name = "edit-clear-all-symbolic", .key = "<Alt>c", .judge = judge_open_alert },

  { .name = "incident-acknowledge", .kind = CORRAL_OPERATION_INCIDENT_ACK, .tables = INCIDENTS,
    .label = N_ ("Acknowledge"), .icon_name = "object-select-symbolic", .key = "<Alt>a",
    .judge = judge_acknowledge_incident },
  { .name = "incident-assign", .kind = CORRAL_OPERATION_INCIDENT_ASSIGN, .tables = INCIDENTS, .label = N_ ("Assign…"),
    .icon_name = "corral-person-symbolic", .key = "<Alt>g", .ask = CORRAL_ASK_ASSIGN, .judge = judge_open_incident },
  { .name = "incident-void-lot", .kind = CORRAL_OPERATION_FLAG_VOID, .tables = INCIDENTS,
    .label = N_ ("Void the Lot’s Flags…"), .icon_name = "edit-clear-all-symbolic", .key = "<Alt>v", .ask = CORRAL_ASK_LOT,
    .absent = CORRAL_OBSTACLE_LOT_FINE, .judge = judge_lot },
  { .name = "incident-snooze", .kind = CORRAL_OPERATION_INCIDENT_SNOOZE, .tables = INCIDENTS, .label = N_ ("Snooze…"),
    .icon_name = "corral-state-late-symbolic", .key = "<Alt>s", .ask = CORRAL_ASK_SNOOZE,
    .judge = judge_open_incident },
  { .name = "incident-close", .kind = CORRAL_OPERATION_INCIDENT_CLOSE, .tables = INCIDENTS, .label = N_ ("Close…"),
    .icon_name = "edit-clear-all-symbolic", .key = "<Alt>c", .ask = CORRAL_ASK_CAUSE, .judge = judge_open_incident },
  { .name = "incident-reopen", .kind = CORRAL_OPERATION_INCIDENT_REOPEN, .tables = INCIDENTS, .label = N_ ("Reopen"),
    .icon_name = "edit-undo-symbolic", .absent = CORRAL_OBSTACLE_NOT_CLOSED, .judge = judge_reopen },
  { .name = "incident-merge", .kind = CORRAL_OPERATION_INCIDENT_MERGE, .tables = INCIDENTS, .label = N_ ("Merge into…"),
    .icon_name = "corral-page-incidents-symbolic", .ask = CORRAL_ASK_INCIDENT, .judge = judge_open_incident },
  { .name = "incident-adopt", .kind = CORRAL_OPERATION_INCIDENT_ADOPT, .tables = INCIDENTS, .label = N_ ("Add a Cart…"),
    .icon_name = "list-add-symbolic", .ask = CORRAL_ASK_CART, .judge = judge_open_incident },
  { .name = "incident-release", .kind = CORRAL_OPERATION_INCIDENT_RELEASE, .tables = INCIDENTS,
    .label = N_ ("Take the Chosen Carts out"), .icon_name = "list-remove-symbolic", .by_member = TRUE,
    .judge = judge_release_member },
  { .name = "incident-split", .kind = CORRAL_OPERATION_INCIDENT_ADOPT, .tables = INCIDENTS,
    .label = N_ ("Split off the Chosen Carts…"), .icon_name = "corral-page-incidents-symbolic", .ask = CORRAL_ASK_QUESTION,
    .by_member = TRUE, .splits = TRUE, .judge = judge_split },

  /* Of a cart that is outside this is what somebody wants first. */
  { .name = "find", .kind = CORRAL_OPERATION_CART_FIND, .tables = CARTS, .single = TRUE, .label = N_ ("Find Cart…"),
    .icon_name = "corral-state-off-premises-symbolic", .key = "<Alt>f", .ask = CORRAL_ASK_PLACE,
    .absent = CORRAL_OBSTACLE_NOT_OUTSIDE, .judge = judge_find },
  { .name = "back-in-service", .kind = CORRAL_OPERATION_CART_IN_SERVICE, .tables = CARTS,
    .label = N_ ("Back in Service"), .icon_name = "corral-state-idle-symbolic", .key = "<Alt>i",
    .absent = CORRAL_OBSTACLE_IN_SERVICE, .judge = judge_put_back },
  { .name = "out-of-service", .kind = CORRAL_OPERATION_CART_OUT_OF_SERVICE, .tables = CARTS,
    .label = N_ ("Out of Service…"), .icon_name = "corral-state-out-of-service-symbolic", .key = "<Alt>o",
    .ask = CORRAL_ASK_REASON, .absent = CORRAL_OBSTACLE_OUT_OF_SERVICE, .judge = judge_take_out },

  { .name = "report", .kind = CORRAL_OPERATION_CART_REPORT, .tables = CARTS, .single = TRUE,
    .label = N_ ("Ask to Report Now…"), .icon_name = "corral-report-symbolic", .key = "<Alt>r", .ask = CORRAL_ASK_ANSWER,
    .judge = judge_report },

  /* Of flags of a lot whose scales are off these are what somebody wants first. */
  { .name = "void-lot", .kind = CORRAL_OPERATION_FLAG_VOID, .tables = FLAGS, .single = TRUE,
    .label = N_ ("Void the Lot…"), .icon_name = "edit-clear-all-symbolic", .key = "<Alt>v", .ask = CORRAL_ASK_LOT,
    .absent = CORRAL_OBSTACLE_LOT_FINE, .judge = judge_lot },
  { .name = "unvoid", .kind = CORRAL_OPERATION_FLAG_UNVOID, .tables = FLAGS, .label = N_ ("Take the Voiding Back"),
    .icon_name = "edit-undo-symbolic", .absent = CORRAL_OBSTACLE_NOT_VOIDED, .judge = judge_voided },
  { .name = "confirmed", .kind = CORRAL_OPERATION_FLAG_DECIDE, .tables = FLAGS,
    .icon_name = "corral-flag-decided-symbolic", .key = "<Alt>1", .outcome = "confirmed", .judge = judge_confirm },
  { .name = "shopper-error", .kind = CORRAL_OPERATION_FLAG_DECIDE, .tables = FLAGS,
    .icon_name = "corral-flag-decided-symbolic", .key = "<Alt>2", .outcome = "shopper_error", .judge = judge_decide },
  { .name = "staff-ok", .kind = CORRAL_OPERATION_FLAG_DECIDE, .tables = FLAGS,
    .icon_name = "corral-flag-decided-symbolic", .key = "<Alt>3", .outcome = "staff_ok", .judge = judge_decide },
  { .name = "sensor-fault", .kind = CORRAL_OPERATION_FLAG_DECIDE, .tables = FLAGS,
    .icon_name = "corral-flag-decided-symbolic", .key = "<Alt>4", .outcome = "sensor_fault", .judge = judge_sensor_fault },
  { .name = "not-checked", .kind = CORRAL_OPERATION_FLAG_DECIDE, .tables = FLAGS,
    .icon_name = "corral-flag-decided-symbolic", .key = "<Alt>5", .outcome = "not_checked", .judge = judge_decide },
  { .name = "second-opinion", .kind = CORRAL_OPERATION_FLAG_SECOND_OPINION, .tables = FLAGS,
    .label = N_ ("Ask a Colleague…"), .icon_name = "corral-person-symbolic", .key = "<Alt>6", .ask = CORRAL_ASK_SECOND,
    .absent = CORRAL_OBSTACLE_ASKED_ALREADY, .judge = judge_ask_second },
  { .name = "second-withdraw", .kind = CORRAL_OPERATION_FLAG_SECOND_WITHDRAW, .tables = FLAGS,
    .label = N_ ("Withdraw the Question"), .icon_name = "edit-undo-symbolic", .key = "<Alt>7",
    .absent = CORRAL_OBSTACLE_NOT_ASKED, .judge = judge_withdraw_second },
  { .name = "recheck", .kind = CORRAL_OPERATION_FLAG_RECHECK, .tables = FLAGS, .single = TRUE,
    .label = N_ ("Record Re-check…"), .icon_name = "object-select-symbolic", .key = "<Alt>8", .ask = CORRAL_ASK_RECHECK,
    .absent = CORRAL_OBSTACLE_NO_RECHECK, .judge = judge_recheck },
  { .name = "decide", .kind = CORRAL_OPERATION_FLAG_DECIDE, .tables = FLAGS, .label = N_ ("Decide with a Reason…"),
    .icon_name = "corral-note-symbolic", .key = "<Alt>9", .ask = CORRAL_ASK_OUTCOME, .judge = judge_decide },

  { .name = "add-to-case", .kind = CORRAL_OPERATION_CASE_LINK, .tables = FLAGS, .label = N_ ("Add to Case…"),
    .icon_name = "corral-page-cases-symbolic", .key = "<Alt>k", .ask = CORRAL_ASK_CASE, .judge = judge_add_to_case },

  { .name = "case-police", .kind = CORRAL_OPERATION_CASE_STATUS, .tables = CASES, .label = N_ ("Hand to the Police"),
    .icon_name = "corral-person-symbolic", .outcome = "police", .judge = judge_police },
  { .name = "case-insurer", .kind = CORRAL_OPERATION_CASE_STATUS, .tables = CASES, .label = N_ ("Hand to the Insurer"),
    .icon_name = "corral-person-symbolic", .outcome = "insurer", .judge = judge_insurer },
  { .name = "case-close", .kind = CORRAL_OPERATION_CASE_STATUS, .tables = CASES, .label = N_ ("Close the Case…"),
    .icon_name = "edit-clear-all-symbolic", .key = "<Alt>c", .ask = CORRAL_ASK_ENDING, .outcome = "closed",
    .absent = CORRAL_OBSTACLE_CLOSED, .judge = judge_close_case },
  { .name = "case-reopen", .kind = CORRAL_OPERATION_CASE_STATUS, .tables = CASES, .label = N_ ("Open It Again"),
    .icon_name = "edit-undo-symbolic", .outcome = "open", .absent = CORRAL_OBSTACLE_NOT_CLOSED,
    .judge = judge_reopen_case },

  { .name = "note", .kind = CORRAL_OPERATION_NOTE_ADD, .tables = CARTS | ALERTS | FLAGS | TICKETS | INCIDENTS | CASES,
    .label = N_ ("Add Note…"), .icon_name = "corral-note-symbolic", .key = "<Alt>n", .ask = CORRAL_ASK_NOTE,
    .judge = judge_note },
  { .name = "ticket", .kind = CORRAL_OPERATION_TICKET_OPEN, .tables = CARTS | ALERTS, .label = N_ ("Open Ticket…"),
    .icon_name = "corral-ticket-symbolic", .key = "<Alt>t", .ask = CORRAL_ASK_TICKET, .judge = judge_ticket },

  { .name = "plan-maintenance", .kind = CORRAL_OPERATION_MAINTENANCE_PLAN, .tables = CARTS | STORES | CHAINS,
    .label = N_ ("Plan Maintenance…"), .icon_name = "corral-state-out-of-service-symbolic", .key = "<Alt>p",
    .ask = CORRAL_ASK_WINDOW, .judge = judge_plan },
  { .name = "end-maintenance", .kind = CORRAL_OPERATION_MAINTENANCE_END, .tables = WINDOWS, .single = TRUE,
    .label = N_ ("End Maintenance"), .icon_name = "media-playback-stop-symbolic", .judge = judge_end },
  { .name = "retry-update", .kind = CORRAL_OPERATION_EXECUTION_RETRY, .tables = CARTS, .single = TRUE,
    .label = N_ ("Try the Update Again"), .icon_name = "view-refresh-symbolic",
    .absent = CORRAL_OBSTACLE_NO_FAILED_UPDATE, .judge = judge_retry },
  { .name = "move", .kind = CORRAL_OPERATION_REBIND_REQUEST, .tables = CARTS, .single = TRUE,
    .label = N_ ("Ask to Move to Another Store…"), .icon_name = "corral-page-stores-symbolic",
    .ask = CORRAL_ASK_STORE, .judge = judge_move },
  { .name = "pause-trip", .kind = CORRAL_OPERATION_SESSION_PAUSE, .tables = CARTS, .single = TRUE,
    .label = N_ ("Pause the Trip…"), .icon_name = "media-playback-pause-symbolic", .ask = CORRAL_ASK_QUESTION,
    .absent = CORRAL_OBSTACLE_NO_TRIP, .judge = judge_trip },
  { .name = "cancel-trip", .kind = CORRAL_OPERATION_SESSION_CANCEL, .tables = CARTS, .single = TRUE, .grave = TRUE,
    .label = N_ ("Cancel the Trip…"), .icon_name = "media-playback-stop-symbolic", .ask = CORRAL_ASK_QUESTION,
    .absent = CORRAL_OBSTACLE_NO_TRIP, .judge = judge_trip },
  { .name = "block", .kind = CORRAL_OPERATION_CERTIFICATE_REVOKE, .tables = CARTS, .single = TRUE, .grave = TRUE,
    .label = N_ ("Block the Cart…"), .icon_name = "corral-state-revoked-symbolic", .ask = CORRAL_ASK_BLOCK,
    .judge = judge_block },

  { .name = "release", .kind = CORRAL_OPERATION_ROLLOUT_RELEASE, .tables = ROLLOUTS, .single = TRUE,
    .label = N_ ("Release…"), .icon_name = "media-playback-start-symbolic", .ask = CORRAL_ASK_QUESTION,
    .absent = CORRAL_OBSTACLE_NOT_HELD, .judge = judge_release },
  { .name = "hold", .kind = CORRAL_OPERATION_ROLLOUT_HOLD, .tables = ROLLOUTS, .single = TRUE, .label = N_ ("Hold…"),
    .icon_name = "media-playback-pause-symbolic", .ask = CORRAL_ASK_QUESTION, .absent = CORRAL_OBSTACLE_NOT_RUNNING,
    .judge = judge_hold },
};

const CorralAct *
corral_acts_get (guint *n_acts)
{
  *n_acts = G_N_ELEMENTS (acts);
  return acts;
}

const char *
corral_act_get_label (const CorralAct *self)
{
  return self->label != NULL ? _ (self->label) : corral_words_translate (CORRAL_WORDS_OUTCOME, self->outcome);
}

const CorralAct *
corral_act_find (const char *name)
{
  for (guint i = 0; i < G_N_ELEMENTS (acts); i++)
    if (g_strcmp0 (acts[i].name, name) == 0)
      return &acts[i];
  return NULL;
}

/* ---- how it stands --------------------------------------------------------------------------------- */

CorralOffer
corral_act_offer (const CorralAct *self, CorralPageContext *context, const CorralActSubject *subject, char **why)
{
  CorralObstacle first = CORRAL_OBSTACLE_NONE;
  gboolean same = TRUE;
  g_autofree char *reason = NULL;

  if (why != NULL)
    *why = NULL;
  if (context->outbox == NULL || (self->tables & CORRAL_TABLE_BIT (subject->table)) == 0 || subject->n_slots == 0
      || (self->single && subject->n_slots > 1) || !corral_outbox_may (context->outbox, self->kind))
    return CORRAL_OFFER_HIDDEN;

  for (guint i = 0; i < subject->n_slots; i++)
    {
      CorralObstacle obstacle = self->judge (context->fleet, subject, subject->slots[i]);

      if (obstacle == CORRAL_OBSTACLE_NONE)
        {
          first = CORRAL_OBSTACLE_NONE;
          break;
        }
      same = same && (i == 0 || obstacle == first);
      first = obstacle;
    }
  if (first != CORRAL_OBSTACLE_NONE && same && first == self->absent)
    return CORRAL_OFFER_HIDDEN;
  if (first != CORRAL_OBSTACLE_NONE)
    reason = corral_obstacle_to_sentence (first, same ? subject->n_slots : 0);
  else
    reason = corral_outbox_why_not (context->outbox, self->kind);
  if (reason == NULL)
    return CORRAL_OFFER_POSSIBLE;
  if (why != NULL)
    *why = g_steal_pointer (&reason);
  return CORRAL_OFFER_IMPOSSIBLE;
}
