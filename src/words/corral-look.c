/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Word, shape and colour of states in one table, and what people say for the contract's words. Main thread. */
#include "config.h"

#include "corral-look.h"

#include <glib/gi18n-lib.h>

static const CorralLook states[CORRAL_N_CART_STATES] = {
  [CORRAL_CART_IDLE] = { N_ ("Ready"), "corral-state-idle-symbolic", "state-idle" },
  [CORRAL_CART_IN_USE] = { N_ ("In use"), "corral-state-in-use-symbolic", "state-in-use" },
  [CORRAL_CART_CHARGING] = { N_ ("Charging"), "corral-state-charging-symbolic", "state-charging" },
  [CORRAL_CART_LOW_BATTERY]
  = { N_ ("Battery low"), "corral-state-low-battery-symbolic", "state-low-battery" },
  [CORRAL_CART_LATE] = { N_ ("Late"), "corral-state-late-symbolic", "state-late" },
  [CORRAL_CART_FAULT] = { N_ ("Fault"), "corral-state-fault-symbolic", "state-fault" },
  [CORRAL_CART_OFFLINE] = { N_ ("Silent"), "corral-state-offline-symbolic", "state-offline" },
  [CORRAL_CART_UPDATING] = { N_ ("Updating"), "corral-state-updating-symbolic", "state-updating" },
  [CORRAL_CART_OUT_OF_SERVICE]
  = { N_ ("Out of service"), "corral-state-out-of-service-symbolic", "state-out-of-service" },
  [CORRAL_CART_OFF_PREMISES]
  = { N_ ("Off the premises"), "corral-state-off-premises-symbolic", "state-off-premises" },
  [CORRAL_CART_REVOKED] = { N_ ("Blocked"), "corral-state-revoked-symbolic", "state-revoked" },
  [CORRAL_CART_NEVER_SEEN]
  = { N_ ("Never seen"), "corral-state-never-seen-symbolic", "state-never-seen" },
  [CORRAL_CART_OTHER] = { N_ ("Other"), "corral-state-other-symbolic", "state-other" },
};

static CorralLook
translated (CorralLook look)
{
  look.word = _ (look.word);
  return look;
}

CorralLook
corral_look_of_state (CorralCartState state)
{
  if ((guint) state >= G_N_ELEMENTS (states))
    state = CORRAL_CART_OTHER;
  return translated (states[state]);
}

CorralLook
corral_look_of_severity (const char *severity)
{
  static const CorralLook info = { N_ ("Info"), "corral-severity-info-symbolic", "" };
  static const CorralLook watch = { N_ ("Watch"), "corral-severity-watch-symbolic", "severity-watch" };
  static const CorralLook act = { N_ ("Act"), "corral-severity-act-symbolic", "severity-act" };

  if (g_strcmp0 (severity, "act") == 0)
    return translated (act);
  if (g_strcmp0 (severity, "watch") == 0)
    return translated (watch);
  return translated (info);
}

CorralLook
corral_look_of_flag (const char *status, const char *outcome)
{
  static const CorralLook open = { N_ ("To review"), "corral-flag-open-symbolic", "severity-watch" };
  static const CorralLook confirmed
      = { N_ ("Confirmed"), "corral-severity-act-symbolic", "severity-act" };
  CorralLook decided = { N_ ("Decided"), "corral-flag-decided-symbolic", "dim-label" };

  if (g_strcmp0 (status, "decided") != 0)
    return translated (open);
  if (g_strcmp0 (outcome, "confirmed") == 0)
    return translated (confirmed);
  decided = translated (decided);
  if (outcome != NULL)
    decided.word = corral_words_translate (CORRAL_WORDS_OUTCOME, outcome);
  return decided;
}

CorralLook
corral_look_of_waiting (void)
{
  static const CorralLook waiting
      = { N_ ("Sent when the link is back"), "corral-waiting-symbolic", "dim-label" };

  return translated (waiting);
}

CorralLook
corral_look_of_troubled (void)
{
  static const CorralLook troubled = { N_ ("Not taken by the cloud"), "corral-troubled-symbolic", "severity-act" };

  return translated (troubled);
}

typedef struct
{
  const char *word;
  const char *text;
} Translation;

static const Translation alert_kinds[] = {
  { "offline", N_ ("Silent") },
  { "battery_low", N_ ("Battery low") },
  { "pack_worn", N_ ("Battery pack worn") },
  { "radio_noise", N_ ("Radio noise") },
  { "calibration", N_ ("Scale out of calibration") },
  { "store_wifi", N_ ("Store’s Wi-Fi down") },
  { "access_point_down", N_ ("Access point down") },
  { "carrier_outage", N_ ("Carrier outage") },
  { "certificate_expiring", N_ ("Certificate expires soon") },
  { "rollback", N_ ("Update undone") },
  { "firmware_anomaly", N_ ("Firmware behaves oddly") },
  { "off_premises", N_ ("Off the premises") },
  { "fault", N_ ("Fault") },
  { "firmware", N_ ("Firmware behaves oddly") },
  { "certificate", N_ ("Certificate refused") },
  { "scanner_jam", N_ ("Scanner jammed") },
  { "payment_fail", N_ ("Payment failed") },
  { "battery_cliff", N_ ("Battery drops suddenly") },
  { "exit_without_pay", N_ ("Left without paying") },
  { "over_temperature", N_ ("Too hot") },
  { "cell_imbalance", N_ ("Battery cells uneven") },
  { "watchdog_reset", N_ ("Restarted itself") },
  { "storage_full", N_ ("Storage full") },
  { "service_below_target", N_ ("Service below target") },
  { NULL, NULL },
};

static const Translation causes[] = {
  /* In a narrow column headed "Because of". */
  { "cart", N_ ("Cart itself") },
  { "store_network", N_ ("Store Wi-Fi") },
  { "carrier", N_ ("Carrier") },
  { "cloud", N_ ("Cloud") },
  { "certificate", N_ ("Certificate") },
  { "firmware", N_ ("Firmware") },
  { "power", N_ ("Battery") },
  { "scale", N_ ("Scale") },
  { "radio", N_ ("Radio noise") },
  { NULL, NULL },
};

static const Translation flag_kinds[] = {
  { "weight_mismatch", N_ ("Weight does not match") },
  { "weight_without_scan", N_ ("Weight without a scan") },
  { "exit_without_pay", N_ ("Left without paying") },
  { "void_cluster", N_ ("Many items taken back") },
  { "off_premises", N_ ("Left the premises") },
  { "recheck_due", N_ ("Re-check due") },
  { "calibration", N_ ("Impossible weight") },
  { NULL, NULL },
};

static const Translation outcomes[] = {
  { "confirmed", N_ ("Confirmed") },
  { "shopper_error", N_ ("Shopper's mistake") },
  { "staff_ok", N_ ("Cleared by staff") },
  { "sensor_fault", N_ ("Sensor fault") },
  { "not_checked", N_ ("Not checked") },
  { NULL, NULL },
};

static const Translation faults[] = {
  { "scanner_jam", N_ ("Scanner jammed") },
  { "payment_fail", N_ ("Payment failed") },
  { "battery_cliff", N_ ("Battery drops suddenly") },
  { "exit_without_pay", N_ ("Left without paying") },
  { "over_temperature", N_ ("Too hot") },
  { "cell_imbalance", N_ ("Battery cells uneven") },
  { "calibration", N_ ("Scale out of calibration") },
  { "watchdog_reset", N_ ("Restarted itself") },
  { "storage_full", N_ ("Storage full") },
  { NULL, NULL },
};

static const Translation uplinks[] = {
  { "wifi", N_ ("Wi-Fi") },
  { "ltem", N_ ("Mobile network") },
  { "none", N_ ("None") },
  { NULL, NULL },
};

static const Translation out_of_service[] = {
  { "cleaning", N_ ("Cleaning") },
  { "charging", N_ ("Charging") },
  { "repair", N_ ("Repair") },
  { NULL, NULL },
};

static const Translation ticket_reasons[] = {
  { "repair", N_ ("Repair") },
  { "rma", N_ ("Return to the maker") },
  { "battery_swap", N_ ("Battery swap") },
  { NULL, NULL },
};

static const Translation certificate_states[] = {
  /* Translators: of a certificate, in "Its certificate: valid, until 3 Nov" */
  { "valid", N_ ("valid") },
  { "expired", N_ ("expired") },
  { "revoked", N_ ("blocked") },
  { NULL, NULL },
};

static const Translation rules[] = {
  /* Translators: what an incident is, in short: in a narrow column and within “…” in a sentence */
  { "carrier-outage", N_ ("Carrier outage") },
  { "cloud-silence", N_ ("Carts silent together") },
  { "connected-drop", N_ ("Fewer carts connected") },
  { "ingest-errors", N_ ("Errors in the cloud") },
  { "ingest-delay", N_ ("Cloud is slow") },
  { "authentication", N_ ("Sign-ins of carts refused") },
  { "cloud-gap", N_ ("Cloud lost data") },
  { "cloud-rejects", N_ ("Cloud rejects messages") },
  { "certificate-batch", N_ ("Certificates refused") },
  { "missing-ca", N_ ("Next trust anchor missing") },
  { "wrong-build", N_ ("Wrong firmware") },
  { "rollback-storm", N_ ("Updates undone") },
  { "radio-noise", N_ ("Radio noise") },
  { "scale-lot", N_ ("Scales of one lot off") },
  { "store-wifi", N_ ("Store’s Wi-Fi down") },
  { "store-silent", N_ ("Store silent") },
  { "access-point", N_ ("Access point down") },
  { "below-target", N_ ("Service below target") },
  { "off-premises", N_ ("Carts to fetch") },
  { NULL, NULL },
};

static const Translation maintenance_reasons[] = {
  { "cleaning", N_ ("Cleaning") },
  { "refit", N_ ("Refit") },
  { "network", N_ ("Work on the network") },
  { "other", N_ ("Other work") },
  { NULL, NULL },
};

static const Translation case_states[] = {
  { "open", N_ ("Open") },
  { "police", N_ ("With the police") },
  { "insurer", N_ ("With the insurer") },
  { "closed", N_ ("Closed") },
  { NULL, NULL },
};

static const Translation case_outcomes[] = {
  /* Translators: these are how a case of goods that were not paid for ended */
  { "recovered", N_ ("Goods or money came back") },
  { "charged", N_ ("Charged") },
  { "insured", N_ ("The insurer paid") },
  { "written_off", N_ ("Written off") },
  { "unfounded", N_ ("Nothing in it") },
  { NULL, NULL },
};

static const Translation find_reasons[] = {
  /* Translators: why somebody has to know where a cart is */
  { "fetch", N_ ("Somebody fetches it") },
  { "stolen", N_ ("It may be stolen") },
  { "police", N_ ("The police asked") },
  { NULL, NULL },
};

static const Translation calibrated_by[] = {
  /* Translators: who calibrated a scale, in "Its scale was calibrated 3 Nov by a technician" */
  { "factory", N_ ("by the factory") },
  { "technician", N_ ("by a technician") },
  { "store_staff", N_ ("by the store’s staff") },
  { "self_check", N_ ("by its own check") },
  { NULL, NULL },
};

static const Translation *const tables[] = {
  [CORRAL_WORDS_ALERT_KIND] = alert_kinds,
  [CORRAL_WORDS_CAUSE] = causes,
  [CORRAL_WORDS_FLAG_KIND] = flag_kinds,
  [CORRAL_WORDS_OUTCOME] = outcomes,
  [CORRAL_WORDS_FAULT] = faults,
  [CORRAL_WORDS_UPLINK] = uplinks,
  [CORRAL_WORDS_OUT_OF_SERVICE] = out_of_service,
  [CORRAL_WORDS_TICKET_REASON] = ticket_reasons,
  [CORRAL_WORDS_CERTIFICATE] = certificate_states,
  [CORRAL_WORDS_RULE] = rules,
  [CORRAL_WORDS_MAINTENANCE] = maintenance_reasons,
  [CORRAL_WORDS_CASE_STATUS] = case_states,
  [CORRAL_WORDS_CASE_OUTCOME] = case_outcomes,
  [CORRAL_WORDS_FIND_REASON] = find_reasons,
  [CORRAL_WORDS_CALIBRATED_BY] = calibrated_by,
};

/* "pump_stuck" to "Pump stuck". Interned: the words of the contract are few. */
static const char *
readable (const char *word)
{
  g_autofree char *text = g_strdup (word);

  for (char *p = text; *p != '\0'; p++)
    if (*p == '_' || *p == '-' || g_ascii_iscntrl (*p))
      *p = ' ';
  text[0] = g_ascii_toupper (text[0]);
  return g_intern_string (text);
}

gboolean
corral_words_knows (CorralWords words, const char *word)
{
  g_return_val_if_fail (word != NULL, FALSE);

  for (const Translation *at = tables[words]; at->word != NULL; at++)
    if (strcmp (at->word, word) == 0)
      return TRUE;
  return FALSE;
}

const char *
corral_words_translate (CorralWords words, const char *word)
{
  g_return_val_if_fail ((guint) words < G_N_ELEMENTS (tables), NULL);

  if (word == NULL)
    return NULL;
  for (const Translation *t = tables[words]; t->word != NULL; t++)
    if (strcmp (t->word, word) == 0)
      return _ (t->text);
  return readable (word);
}
