/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The table of what people can do. Constant data and pure functions, any thread. */
#include "config.h"

#include "corral-operation-type.h"

#include "corral-text.h"

#include <gio/gio.h>
#include <glib/gi18n-lib.h>
#include <stddef.h>
#include <string.h>

#define HOUR_MS (3600 * G_GINT64_CONSTANT (1000))
#define DAY_MS (24 * HOUR_MS)
/* The contract's longest string, and its span of times (api.md, "Hard limits"). */
#define TEXT_MAX 8192
#define TIME_MIN_MS G_GINT64_CONSTANT (1420070400000)
#define TIME_MAX_MS G_GINT64_CONSTANT (4102444800000)

/* api.md, "Operations": what each acts on, what its answer holds, how long it lives, what it needs. */
static const CorralOperationType types[] = {
  { CORRAL_OPERATION_ALERT_ACK, "alert.ack", FALSE, CORRAL_COLLECTION_ALERT, CORRAL_COLLECTION_ALERT, FALSE,
    CORRAL_EXPECTED_REV_IGNORED, 30 * DAY_MS, "alert.write", "", "" },
  { CORRAL_OPERATION_ALERT_SNOOZE, "alert.snooze", FALSE, CORRAL_COLLECTION_ALERT, CORRAL_COLLECTION_ALERT, FALSE,
    CORRAL_EXPECTED_REV_SENT, 30 * DAY_MS, "alert.write", "until_ms", "" },
  { CORRAL_OPERATION_ALERT_ASSIGN, "alert.assign", FALSE, CORRAL_COLLECTION_ALERT, CORRAL_COLLECTION_ALERT, FALSE,
    CORRAL_EXPECTED_REV_SENT, 30 * DAY_MS, "alert.write", "", "assignee" },
  { CORRAL_OPERATION_ALERT_CLEAR, "alert.clear", FALSE, CORRAL_COLLECTION_ALERT, CORRAL_COLLECTION_ALERT, FALSE,
    CORRAL_EXPECTED_REV_IGNORED, 30 * DAY_MS, "alert.write", "", "" },
  { CORRAL_OPERATION_NOTE_ADD, "note.add", TRUE, CORRAL_COLLECTION_CART, CORRAL_COLLECTION_NOTE, TRUE,
    CORRAL_EXPECTED_REV_IGNORED, 30 * DAY_MS, "alert.write", "text", "rule severity began_ms store detail region" },
  { CORRAL_OPERATION_CART_OUT_OF_SERVICE, "cart.out_of_service", FALSE, CORRAL_COLLECTION_CART,
    CORRAL_COLLECTION_CART, FALSE, CORRAL_EXPECTED_REV_SENT, DAY_MS, "cart.write", "reason", "" },
  { CORRAL_OPERATION_CART_IN_SERVICE, "cart.in_service", FALSE, CORRAL_COLLECTION_CART, CORRAL_COLLECTION_CART,
    FALSE, CORRAL_EXPECTED_REV_SENT, DAY_MS, "cart.write", "", "" },
  { CORRAL_OPERATION_FLAG_DECIDE, "flag.decide", FALSE, CORRAL_COLLECTION_FLAG, CORRAL_COLLECTION_FLAG, FALSE,
    CORRAL_EXPECTED_REV_REQUIRED, DAY_MS, "flag.decide", "outcome", "text" },
  { CORRAL_OPERATION_TICKET_OPEN, "ticket.open", FALSE, CORRAL_COLLECTION_CART, CORRAL_COLLECTION_TICKET, TRUE,
    CORRAL_EXPECTED_REV_IGNORED, 7 * DAY_MS, "ticket.write", "reason", "summary" },
  { CORRAL_OPERATION_EXECUTION_RETRY, "execution.retry", FALSE, CORRAL_COLLECTION_EXECUTION,
    CORRAL_COLLECTION_EXECUTION, FALSE, CORRAL_EXPECTED_REV_IGNORED, DAY_MS, "ota.write", "", "" },
  { CORRAL_OPERATION_REBIND_REQUEST, "rebind.request", FALSE, CORRAL_COLLECTION_CART, CORRAL_COLLECTION_CART, FALSE,
    CORRAL_EXPECTED_REV_IGNORED, 3 * DAY_MS, "rebind.request", "store", "" },
  { CORRAL_OPERATION_SESSION_PAUSE, "session.pause", FALSE, CORRAL_COLLECTION_SESSION, CORRAL_COLLECTION_SESSION,
    FALSE, CORRAL_EXPECTED_REV_IGNORED, 0, "cart.write", "", "" },
  { CORRAL_OPERATION_SESSION_CANCEL, "session.cancel", FALSE, CORRAL_COLLECTION_SESSION, CORRAL_COLLECTION_SESSION,
    FALSE, CORRAL_EXPECTED_REV_IGNORED, 0, "cart.write", "", "" },
  { CORRAL_OPERATION_ROLLOUT_HOLD, "rollout.hold", FALSE, CORRAL_COLLECTION_ROLLOUT, CORRAL_COLLECTION_ROLLOUT,
    FALSE, CORRAL_EXPECTED_REV_IGNORED, 0, "ota.write", "", "reason" },
  { CORRAL_OPERATION_ROLLOUT_RELEASE, "rollout.release", FALSE, CORRAL_COLLECTION_ROLLOUT,
    CORRAL_COLLECTION_ROLLOUT, FALSE, CORRAL_EXPECTED_REV_IGNORED, 0, "ota.write", "", "" },
  { CORRAL_OPERATION_CERTIFICATE_REVOKE, "certificate.revoke", FALSE, CORRAL_COLLECTION_CERTIFICATE,
    CORRAL_COLLECTION_CERTIFICATE, FALSE, CORRAL_EXPECTED_REV_IGNORED, 0, "cart.write", "reason", "" },
  /* Reading, not writing: it changes nothing, and whoever sees a silent cart has to be able to ask whether it is. */
  { CORRAL_OPERATION_CART_REPORT, "cart.report", FALSE, CORRAL_COLLECTION_CART, CORRAL_COLLECTION_CART, FALSE,
    CORRAL_EXPECTED_REV_IGNORED, 0, "fleet.read", "", "", CORRAL_OPERATION_ANSWER_MS },
  /* The same, but who may is up to the role, and each has a reason: its answer is where the cart is to the metre. */
  { CORRAL_OPERATION_CART_FIND, "cart.find", FALSE, CORRAL_COLLECTION_CART, CORRAL_COLLECTION_CART, FALSE,
    CORRAL_EXPECTED_REV_IGNORED, 0, "fleet.read", "reason", "" },
#define INCIDENT(WORD, name, rev, required, optional) \
  { CORRAL_OPERATION_INCIDENT_##WORD, name, FALSE, CORRAL_COLLECTION_INCIDENT, CORRAL_COLLECTION_INCIDENT, FALSE, \
    CORRAL_EXPECTED_REV_##rev, 30 * DAY_MS, "alert.write", required "rule severity began_ms", \
    "store detail region" optional, 0, TRUE }
  INCIDENT (ACK, "incident.ack", IGNORED, "", " worse_ms"),
  INCIDENT (SNOOZE, "incident.snooze", SENT, "until_ms ", ""),
  INCIDENT (ASSIGN, "incident.assign", SENT, "", " assignee"),
  INCIDENT (CLOSE, "incident.close", IGNORED, "cause ", " text"),
  /* What nobody closed or merged cannot be opened again. */
  { CORRAL_OPERATION_INCIDENT_REOPEN, "incident.reopen", FALSE, CORRAL_COLLECTION_INCIDENT,
    CORRAL_COLLECTION_INCIDENT, FALSE, CORRAL_EXPECTED_REV_SENT, 30 * DAY_MS, "alert.write", "", "" },
  INCIDENT (MERGE, "incident.merge", SENT, "into ", ""),
  INCIDENT (ADOPT, "incident.adopt", IGNORED, "cart ", ""),
  INCIDENT (RELEASE, "incident.release", IGNORED, "cart ", ""),
#undef INCIDENT
  { CORRAL_OPERATION_MAINTENANCE_PLAN, "maintenance.plan", FALSE, CORRAL_COLLECTION_MAINTENANCE,
    CORRAL_COLLECTION_MAINTENANCE, FALSE, CORRAL_EXPECTED_REV_IGNORED, 7 * DAY_MS, "alert.write",
    "starts_ms ends_ms reason", "store cart repeats text", 0, TRUE },
  { CORRAL_OPERATION_MAINTENANCE_END, "maintenance.end", FALSE, CORRAL_COLLECTION_MAINTENANCE,
    CORRAL_COLLECTION_MAINTENANCE, FALSE, CORRAL_EXPECTED_REV_IGNORED, 7 * DAY_MS, "alert.write", "", "" },
  /* A lot is voided flag by flag: each stands or falls by the revision that was seen, so that coming late overwrites
   * nothing that somebody decided meanwhile. */
  { CORRAL_OPERATION_FLAG_VOID, "flag.void", FALSE, CORRAL_COLLECTION_FLAG, CORRAL_COLLECTION_FLAG, FALSE,
    CORRAL_EXPECTED_REV_REQUIRED, DAY_MS, "flag.decide", "lot text", "" },
  { CORRAL_OPERATION_FLAG_UNVOID, "flag.unvoid", FALSE, CORRAL_COLLECTION_FLAG, CORRAL_COLLECTION_FLAG, FALSE,
    CORRAL_EXPECTED_REV_REQUIRED, DAY_MS, "flag.decide", "", "text" },
  { CORRAL_OPERATION_CASE_OPEN, "case.open", FALSE, CORRAL_COLLECTION_CASE, CORRAL_COLLECTION_CASE, FALSE,
    CORRAL_EXPECTED_REV_IGNORED, 30 * DAY_MS, "flag.decide", "store title", "", 0, TRUE },
  { CORRAL_OPERATION_CASE_LINK, "case.link", FALSE, CORRAL_COLLECTION_CASE, CORRAL_COLLECTION_CASE, FALSE,
    CORRAL_EXPECTED_REV_SENT, 30 * DAY_MS, "flag.decide", "flag", "" },
  { CORRAL_OPERATION_CASE_UNLINK, "case.unlink", FALSE, CORRAL_COLLECTION_CASE, CORRAL_COLLECTION_CASE, FALSE,
    CORRAL_EXPECTED_REV_SENT, 30 * DAY_MS, "flag.decide", "flag", "" },
  { CORRAL_OPERATION_CASE_STATUS, "case.status", FALSE, CORRAL_COLLECTION_CASE, CORRAL_COLLECTION_CASE, FALSE,
    CORRAL_EXPECTED_REV_SENT, 30 * DAY_MS, "flag.decide", "status", "outcome" },
  /* Of those who may decide: that somebody else read it does not tell that it is being handled. */
  { CORRAL_OPERATION_FLAG_SEEN, "flag.seen", FALSE, CORRAL_COLLECTION_FLAG, CORRAL_COLLECTION_FLAG, FALSE,
    CORRAL_EXPECTED_REV_IGNORED, 7 * DAY_MS, "flag.decide", "", "", 0, FALSE, TRUE },
  { CORRAL_OPERATION_FLAG_SECOND_OPINION, "flag.second_opinion", FALSE, CORRAL_COLLECTION_FLAG, CORRAL_COLLECTION_FLAG,
    FALSE, CORRAL_EXPECTED_REV_IGNORED, DAY_MS, "flag.decide", "", "assignee" },
  { CORRAL_OPERATION_FLAG_SECOND_WITHDRAW, "flag.second_withdraw", FALSE, CORRAL_COLLECTION_FLAG,
    CORRAL_COLLECTION_FLAG, FALSE, CORRAL_EXPECTED_REV_IGNORED, DAY_MS, "flag.decide", "", "" },
  { CORRAL_OPERATION_FLAG_RECHECK, "flag.recheck", FALSE, CORRAL_COLLECTION_FLAG, CORRAL_COLLECTION_FLAG, FALSE,
    CORRAL_EXPECTED_REV_REQUIRED, DAY_MS, "flag.decide", "checked wrong", "" },
};
G_STATIC_ASSERT (G_N_ELEMENTS (types) == CORRAL_N_OPERATIONS);

const CorralOperationType *
corral_operation_type_get (CorralOperationKind kind)
{
  g_return_val_if_fail (kind < CORRAL_N_OPERATIONS, NULL);
  g_assert (types[kind].kind == kind);
  return &types[kind];
}

const CorralOperationType *
corral_operation_type_find (const char *name)
{
  for (guint i = 0; i < G_N_ELEMENTS (types); i++)
    if (g_strcmp0 (types[i].name, name) == 0)
      return &types[i];
  return NULL;
}

/* ---- parameters ---------------------------------------------------------------------------------- */

const CorralSchema *
corral_operation_params_get_schema (void)
{
  static const CorralField fields[] = {
#define FIELD(field_type, member, field_flags) \
  { .name = #member, \
    .type = CORRAL_FIELD_##field_type, \
    .offset = offsetof (CorralOperationParams, member), \
    .flags = CORRAL_FIELD_##field_flags },
    CORRAL_OPERATION_PARAMS (FIELD)
#undef FIELD
  };
  static const CorralSchema schema = {
    .name = "params", .size = sizeof (CorralOperationParams), .fields = fields, .n_fields = G_N_ELEMENTS (fields)
  };

  return &schema;
}

void
corral_operation_params_clear (CorralOperationParams *self)
{
  corral_row_clear (corral_operation_params_get_schema (), self);
}

/* Whether @words, joined with spaces, has @name. */
static gboolean
has_word (const char *words, const char *name)
{
  gsize length = strlen (name);

  for (const char *at = words; (at = strstr (at, name)) != NULL; at += length)
    if ((at == words || at[-1] == ' ') && (at[length] == '\0' || at[length] == ' '))
      return TRUE;
  return FALSE;
}

static gboolean
fail (GError **error, const char *format, const char *name, const CorralOperationType *type)
{
  g_autoptr (GString) sentence = g_string_new (format);

  g_string_replace (sentence, "%1", name, 0);
  g_string_replace (sentence, "%2", type->name, 0);
  g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT, sentence->str);
  return FALSE;
}

static gboolean
is_set (const CorralOperationParams *self, const CorralField *field)
{
  return corral_field_is_string (field) ? corral_row_get_string (self, field) != NULL
                                        : CORRAL_IS_KNOWN (corral_row_get_integer (self, field));
}

static gboolean
fits (const CorralOperationParams *self, const CorralField *field)
{
  const char *text;
  gint64 time_ms;

  if (field->type == CORRAL_FIELD_INTEGER)
    return corral_row_get_integer (self, field) >= 0
           && corral_row_get_integer (self, field) <= CORRAL_OPERATION_ITEMS_MAX;
  if (!corral_field_is_string (field))
    {
      time_ms = corral_row_get_integer (self, field);
      return time_ms >= TIME_MIN_MS && time_ms <= TIME_MAX_MS;
    }
  text = corral_row_get_string (self, field);
  if (field->type != CORRAL_FIELD_TEXT)
    return corral_text_is_id (text);
  return strlen (text) <= TEXT_MAX && g_utf8_validate (text, -1, NULL) && strspn (text, " \t\r\n") < strlen (text);
}

gboolean
corral_operation_params_check (const CorralOperationParams *self, const CorralOperationType *type, GError **error)
{
  const CorralSchema *schema = corral_operation_params_get_schema ();

  for (guint i = 0; i < schema->n_fields; i++)
    {
      const CorralField *field = &schema->fields[i];
      gboolean required = has_word (type->required, field->name);

      if (!is_set (self, field))
        {
          if (required)
            /* Translators: %1 is the name of a value such as "reason", %2 that of an operation such as "ticket.open" */
            return fail (error, _ ("“%2” needs “%1”."), field->name, type);
          continue;
        }
      if (!required && !has_word (type->optional, field->name))
        /* Translators: %1 is the name of a value such as "reason", %2 that of an operation such as "alert.ack" */
        return fail (error, _ ("“%2” takes no “%1”."), field->name, type);
      if (!fits (self, field))
        /* Translators: %1 is the name of a value such as "reason", %2 that of an operation such as "ticket.open" */
        return fail (error, _ ("“%1” is empty, too long, or no value that “%2” takes."), field->name, type);
    }
  if (type->kind == CORRAL_OPERATION_CASE_STATUS
      && (g_strcmp0 (self->status, "closed") == 0) != (self->outcome != NULL))
    /* Translators: %1 is the name of a value, "outcome", %2 that of an operation, "case.status" */
    return fail (error, _ ("“%2” needs “%1” when the status is “closed”, and only then."), "outcome", type);
  if (CORRAL_IS_KNOWN (self->starts_ms) && self->ends_ms <= self->starts_ms)
    /* Translators: %1 is the name of a value, "ends_ms", %2 that of an operation */
    return fail (error, _ ("“%1” of “%2” has to be later than “starts_ms”."), "ends_ms", type);
  if (CORRAL_IS_KNOWN (self->wrong) && self->wrong > self->checked)
    /* Translators: %1 is the name of a value, "wrong", %2 that of an operation */
    return fail (error, _ ("“%1” of “%2” cannot be more than “checked”."), "wrong", type);
  return TRUE;
}

gboolean
corral_operation_params_set (CorralOperationParams *self,
                             const CorralOperationType *type,
                             const char *name,
                             const char *text,
                             GError **error)
{
  const CorralField *field = corral_schema_find (corral_operation_params_get_schema (), name);
  gpointer at;

  if (field == NULL || (!has_word (type->required, name) && !has_word (type->optional, name)))
    return fail (error, _ ("“%2” takes no “%1”."), name, type);
  at = (char *) self + field->offset;
  if (corral_field_is_string (field))
    *(const char **) at = text;
  else if (field->type == CORRAL_FIELD_INTEGER)
    {
      if (!g_ascii_string_to_signed (text, 10, 0, CORRAL_OPERATION_ITEMS_MAX, at, NULL))
        /* Translators: %1 is the name of a value such as "checked" */
        return fail (error, _ ("“%1” is a number of items."), name, type);
    }
  else if (!g_ascii_string_to_signed (text, 10, TIME_MIN_MS, TIME_MAX_MS, at, NULL))
    /* Translators: %1 is the name of a value such as "until_ms" */
    return fail (error, _ ("“%1” is a time in milliseconds since 1970, UTC."), name, type);
  return fits (self, field) || fail (error, _ ("“%1” is empty, too long, or no value that “%2” takes."), name, type);
}
