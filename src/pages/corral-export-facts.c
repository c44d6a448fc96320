/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Incidents, the outbox, noise and rules as rows for a file: one table of columns each. Main thread. */
#include "config.h"

#include "corral-export-facts.h"

#include "corral-attention-text.h"
#include "corral-cells.h"
#include "corral-fleet.h"
#include "corral-incident-look.h"
#include "corral-incident-source.h"
#include "corral-incident-words.h"
#include "corral-incident-work.h"
#include "corral-look.h"
#include "corral-operation-words.h"
#include "corral-outbox-entry.h"

/* What is held while it is written. */
typedef struct _Facts Facts;
struct _Facts
{
  CorralPageContext *context; /* (unowned): the window's, which outlives what its pages write */
  GPtrArray *items;           /* (owned) (nullable) */
  CorralNoise *noise;         /* (owned) (nullable) */
  CorralRuleSettings settings;
  void (*fill) (Facts *self, guint index, CorralRecordCell *cells, GTimeZone **zone);
};

static void
facts_free (gpointer data)
{
  Facts *self = data;

  g_clear_pointer (&self->items, g_ptr_array_unref);
  g_clear_pointer (&self->noise, corral_noise_free);
  g_free (self);
}

static gboolean
fill_cb (gpointer data, guint index, CorralRecordCell *cells, GTimeZone **zone)
{
  Facts *self = data;

  self->fill (self, index, cells, zone);
  return TRUE;
}

static CorralExportRows *
make_rows (Facts *self, guint n_rows, const CorralRecordColumn *columns, guint n_columns)
{
  CorralExportRows *rows = corral_export_rows_new (n_rows, fill_cb, self, facts_free);

  for (guint i = 0; i < n_columns; i++)
    corral_export_rows_add_column (rows, columns[i].key, columns[i].type, columns[i].decimals);
  return rows;
}

/* Who has one, or what it is about: which chain and store. */
static void
fill_store (Facts *self, guint32 store, CorralRecordCell *chain_cell, CorralRecordCell *store_cell)
{
  CorralFleet *fleet = self->context->fleet;

  if (store == CORRAL_NO_SLOT)
    return;
  chain_cell->text = g_strdup (corral_fleet_get_text (
      fleet, CORRAL_TABLE_CHAIN, corral_fleet_get_link (fleet, CORRAL_TABLE_STORE, store, CORRAL_STORE_COL_CHAIN),
      CORRAL_CHAIN_COL_ID));
  store_cell->integer = corral_fleet_get_integer (fleet, CORRAL_TABLE_STORE, store, CORRAL_STORE_COL_NUMBER);
}

static char *
dup_known (const char *text)
{
  return text != NULL && *text != '\0' ? g_strdup (text) : NULL;
}

/* ---- incidents ------------------------------------------------------------------------------------------ */

enum
{
  INCIDENT_ID, INCIDENT_LINK, INCIDENT_CHAIN, INCIDENT_STORE, INCIDENT_RULE, INCIDENT_SEVERITY, INCIDENT_STATE, INCIDENT_WHAT,
  INCIDENT_DETAIL, INCIDENT_REGION, INCIDENT_CARTS, INCIDENT_MOST_CARTS, INCIDENT_STORES, INCIDENT_MOST_STORES, INCIDENT_BEGAN,
  INCIDENT_RAISED, INCIDENT_RECOVERED, INCIDENT_CLOSED, INCIDENT_LOST, INCIDENT_BACK, INCIDENT_WHO, INCIDENT_KNOWN,
  N_INCIDENT_COLUMNS,
};

static const CorralRecordColumn incident_columns[N_INCIDENT_COLUMNS] = {
  [INCIDENT_ID] = { "id", CORRAL_RECORD_TEXT, 0 },
  [INCIDENT_LINK] = { "link", CORRAL_RECORD_TEXT, 0 },
  [INCIDENT_CHAIN] = { "chain_id", CORRAL_RECORD_TEXT, 0 },
  [INCIDENT_STORE] = { "store_number", CORRAL_RECORD_INTEGER, 0 },
  [INCIDENT_RULE] = { "rule", CORRAL_RECORD_TEXT, 0 },
  [INCIDENT_SEVERITY] = { "severity", CORRAL_RECORD_TEXT, 0 },
  [INCIDENT_STATE] = { "state", CORRAL_RECORD_TEXT, 0 },
  [INCIDENT_WHAT] = { "what", CORRAL_RECORD_TEXT, 0 },
  [INCIDENT_DETAIL] = { "detail", CORRAL_RECORD_TEXT, 0 },
  [INCIDENT_REGION] = { "region", CORRAL_RECORD_TEXT, 0 },
  [INCIDENT_CARTS] = { "carts", CORRAL_RECORD_INTEGER, 0 },
  [INCIDENT_MOST_CARTS] = { "most_carts", CORRAL_RECORD_INTEGER, 0 },
  [INCIDENT_STORES] = { "stores", CORRAL_RECORD_INTEGER, 0 },
  [INCIDENT_MOST_STORES] = { "most_stores", CORRAL_RECORD_INTEGER, 0 },
  [INCIDENT_BEGAN] = { "began", CORRAL_RECORD_TIME, 0 },
  [INCIDENT_RAISED] = { "raised", CORRAL_RECORD_TIME, 0 },
  [INCIDENT_RECOVERED] = { "recovered", CORRAL_RECORD_TIME, 0 },
  [INCIDENT_CLOSED] = { "closed", CORRAL_RECORD_TIME, 0 },
  [INCIDENT_LOST] = { "cart_hours_lost", CORRAL_RECORD_REAL, 1 },
  [INCIDENT_BACK] = { "came_back", CORRAL_RECORD_INTEGER, 0 },
  [INCIDENT_WHO] = { "who", CORRAL_RECORD_TEXT, 0 },
  [INCIDENT_KNOWN] = { "as_of", CORRAL_RECORD_TIME, 0 },
};

static void
fill_incident (Facts *self, guint index, CorralRecordCell *cells, GTimeZone **zone)
{
  const CorralIncident *incident = g_ptr_array_index (self->items, index);
  CorralFleet *fleet = self->context->fleet;
  g_autoptr (CorralPlace) place = corral_place_new (CORRAL_PAGE_INCIDENT, NULL, incident->id);
  CorralIncidentWork work;

  corral_incident_work_get (incident, fleet, &work);
  fill_store (self, corral_incident_find_store (incident, fleet), &cells[INCIDENT_CHAIN], &cells[INCIDENT_STORE]);
  if (cells[INCIDENT_CHAIN].text == NULL)
    cells[INCIDENT_CHAIN].text = dup_known (incident->chain);
  cells[INCIDENT_ID].text = g_strdup (incident->id);
  cells[INCIDENT_LINK].text = corral_place_to_uri (place);
  cells[INCIDENT_RULE].text = g_strdup (corral_alert_rule_to_word (incident->rule));
  cells[INCIDENT_SEVERITY].text = g_strdup (corral_look_of_incident_severity (incident->severity).word);
  cells[INCIDENT_STATE].text = g_strdup (corral_look_of_incident_state (incident->state).word);
  cells[INCIDENT_WHAT].text = corral_incident_to_text (fleet, incident);
  cells[INCIDENT_DETAIL].text = dup_known (incident->detail);
  cells[INCIDENT_REGION].text = dup_known (incident->region);
  cells[INCIDENT_CARTS].integer = incident->n_carts;
  cells[INCIDENT_MOST_CARTS].integer = incident->most_carts;
  cells[INCIDENT_STORES].integer = incident->n_stores;
  cells[INCIDENT_MOST_STORES].integer = incident->most_stores;
  cells[INCIDENT_BEGAN].integer = incident->began_ms;
  cells[INCIDENT_RAISED].integer = incident->raised_ms;
  cells[INCIDENT_RECOVERED].integer = incident->recovered_ms;
  cells[INCIDENT_CLOSED].integer = incident->closed_ms;
  cells[INCIDENT_LOST].real = incident->open_hours_lost;
  cells[INCIDENT_BACK].integer = incident->n_times_back;
  cells[INCIDENT_WHO].text = corral_incident_work_to_who (&work);
  cells[INCIDENT_KNOWN].integer = incident->known_ms;
  *zone = corral_incident_get_zone (incident, fleet);
}

static void
unref_incident (gpointer incident)
{
  corral_incident_unref (incident);
}

CorralExportRows *
corral_export_incidents_new (CorralPageContext *context, GPtrArray *incidents)
{
  Facts *self = g_new0 (Facts, 1);

  self->context = context;
  self->fill = fill_incident;
  self->items = g_ptr_array_new_full (incidents->len, unref_incident);
  for (guint i = 0; i < incidents->len; i++)
    g_ptr_array_add (self->items, corral_incident_ref (g_ptr_array_index (incidents, i)));
  return make_rows (self, self->items->len, incident_columns, N_INCIDENT_COLUMNS);
}

/* ---- the outbox ----------------------------------------------------------------------------------------- */

enum
{
  ENTRY_ID, ENTRY_CHAIN, ENTRY_STORE, ENTRY_TYPE, ENTRY_WHAT, ENTRY_COLLECTION, ENTRY_TARGET, ENTRY_BY, ENTRY_MADE,
  ENTRY_NOT_AFTER, ENTRY_STATE, ENTRY_SAID, ENTRY_ATTEMPTS, ENTRY_ENDED,
  N_ENTRY_COLUMNS,
};

static const CorralRecordColumn entry_columns[N_ENTRY_COLUMNS] = {
  [ENTRY_ID] = { "id", CORRAL_RECORD_TEXT, 0 },
  [ENTRY_CHAIN] = { "chain_id", CORRAL_RECORD_TEXT, 0 },
  [ENTRY_STORE] = { "store_number", CORRAL_RECORD_INTEGER, 0 },
  [ENTRY_TYPE] = { "type", CORRAL_RECORD_TEXT, 0 },
  [ENTRY_WHAT] = { "what", CORRAL_RECORD_TEXT, 0 },
  [ENTRY_COLLECTION] = { "collection", CORRAL_RECORD_TEXT, 0 },
  [ENTRY_TARGET] = { "target", CORRAL_RECORD_TEXT, 0 },
  [ENTRY_BY] = { "by", CORRAL_RECORD_TEXT, 0 },
  [ENTRY_MADE] = { "made", CORRAL_RECORD_TIME, 0 },
  [ENTRY_NOT_AFTER] = { "not_after", CORRAL_RECORD_TIME, 0 },
  [ENTRY_STATE] = { "state", CORRAL_RECORD_TEXT, 0 },
  [ENTRY_SAID] = { "said", CORRAL_RECORD_TEXT, 0 },
  [ENTRY_ATTEMPTS] = { "attempts", CORRAL_RECORD_INTEGER, 0 },
  [ENTRY_ENDED] = { "ended", CORRAL_RECORD_TIME, 0 },
};

static void
fill_entry (Facts *self, guint index, CorralRecordCell *cells, GTimeZone **zone)
{
  const CorralOutboxEntry *entry = g_ptr_array_index (self->items, index);
  CorralFleet *fleet = self->context->fleet;
  guint32 store = corral_operation_find_store (fleet, entry);

  fill_store (self, store, &cells[ENTRY_CHAIN], &cells[ENTRY_STORE]);
  if (cells[ENTRY_CHAIN].text == NULL)
    cells[ENTRY_CHAIN].text = dup_known (entry->tenant);
  *zone = store != CORRAL_NO_SLOT ? corral_store_get_zone (fleet, store) : NULL;
  cells[ENTRY_ID].text = g_strdup (entry->id);
  cells[ENTRY_TYPE].text = g_strdup (entry->type_name);
  cells[ENTRY_WHAT].text = corral_operation_to_sentence (fleet, entry);
  cells[ENTRY_COLLECTION].text = g_strdup (entry->target_collection);
  cells[ENTRY_TARGET].text = g_strdup (entry->target);
  cells[ENTRY_BY].text = dup_known (entry->account);
  cells[ENTRY_MADE].integer = entry->made_ms;
  cells[ENTRY_NOT_AFTER].integer = entry->not_after_ms;
  cells[ENTRY_STATE].text = g_strdup (corral_outbox_state_to_word (entry->state));
  cells[ENTRY_SAID].text = corral_operation_state_to_text (entry, corral_clock_now_ms (self->context->clock), *zone);
  cells[ENTRY_ATTEMPTS].integer = entry->attempts;
  cells[ENTRY_ENDED].integer = entry->ended_ms;
}

static void
unref_entry (gpointer entry)
{
  corral_outbox_entry_unref (entry);
}

CorralExportRows *
corral_export_outbox_new (CorralPageContext *context, GPtrArray *entries)
{
  Facts *self = g_new0 (Facts, 1);

  self->context = context;
  self->fill = fill_entry;
  self->items = g_ptr_array_new_full (entries->len, unref_entry);
  for (guint i = 0; i < entries->len; i++)
    g_ptr_array_add (self->items, corral_outbox_entry_ref (g_ptr_array_index (entries, i)));
  return make_rows (self, self->items->len, entry_columns, N_ENTRY_COLUMNS);
}

/* ---- noise ---------------------------------------------------------------------------------------------- */

static const char *const advice_words[] = {
  [CORRAL_NOISE_FINE] = "fine",
  [CORRAL_NOISE_TOO_LITTLE] = "too-little",
  [CORRAL_NOISE_RAISE_LATER] = "raise-later",
  [CORRAL_NOISE_HIGHER] = "higher",
  [CORRAL_NOISE_TELL_FEWER] = "tell-fewer",
  [CORRAL_NOISE_UNHEARD] = "unheard",
};
G_STATIC_ASSERT (G_N_ELEMENTS (advice_words) == CORRAL_N_NOISE_ADVICES);

enum
{
  NOISE_ABOUT, NOISE_NAME, NOISE_CHAIN, NOISE_STORE, NOISE_RAISED, NOISE_ACKNOWLEDGED, NOISE_ACTED, NOISE_BY_THEMSELVES,
  NOISE_INCIDENTS, NOISE_NOTICES, NOISE_PER_SHIFT, NOISE_ADVICE, NOISE_FROM, NOISE_TO,
  N_NOISE_COLUMNS,
};

static const CorralRecordColumn noise_columns[N_NOISE_COLUMNS] = {
  [NOISE_ABOUT] = { "about", CORRAL_RECORD_TEXT, 0 },
  [NOISE_NAME] = { "name", CORRAL_RECORD_TEXT, 0 },
  [NOISE_CHAIN] = { "chain_id", CORRAL_RECORD_TEXT, 0 },
  [NOISE_STORE] = { "store_number", CORRAL_RECORD_INTEGER, 0 },
  [NOISE_RAISED] = { "raised", CORRAL_RECORD_INTEGER, 0 },
  [NOISE_ACKNOWLEDGED] = { "acknowledged", CORRAL_RECORD_INTEGER, 0 },
  [NOISE_ACTED] = { "acted_upon", CORRAL_RECORD_INTEGER, 0 },
  [NOISE_BY_THEMSELVES] = { "over_by_themselves", CORRAL_RECORD_INTEGER, 0 },
  [NOISE_INCIDENTS] = { "incidents", CORRAL_RECORD_INTEGER, 0 },
  [NOISE_NOTICES] = { "notices", CORRAL_RECORD_INTEGER, 0 },
  [NOISE_PER_SHIFT] = { "notices_per_shift", CORRAL_RECORD_REAL, 2 },
  [NOISE_ADVICE] = { "advice", CORRAL_RECORD_TEXT, 0 },
  [NOISE_FROM] = { "from", CORRAL_RECORD_TIME_UTC, 0 },
  [NOISE_TO] = { "to", CORRAL_RECORD_TIME_UTC, 0 },
};

static void
fill_noise (Facts *self, guint index, CorralRecordCell *cells, GTimeZone **zone)
{
  cells[NOISE_FROM].integer = self->noise->from_ms;
  cells[NOISE_TO].integer = self->noise->to_ms;
  if (index < CORRAL_N_ALERT_RULES)
    {
      const CorralNoiseRule *rule = &self->noise->rules[index];

      cells[NOISE_ABOUT].text = g_strdup ("rule");
      cells[NOISE_NAME].text = g_strdup (corral_alert_rule_to_word ((CorralAlertRuleKind) index));
      cells[NOISE_RAISED].integer = rule->n_raised;
      cells[NOISE_ACKNOWLEDGED].integer = rule->n_acknowledged;
      cells[NOISE_ACTED].integer = rule->n_acted;
      cells[NOISE_BY_THEMSELVES].integer = rule->n_by_themselves;
      cells[NOISE_NOTICES].integer = rule->n_notices;
      cells[NOISE_PER_SHIFT].real = rule->per_shift;
      cells[NOISE_ADVICE].text = g_strdup (advice_words[rule->advice]);
      return;
    }
  {
    const CorralNoiseStore *store
        = &g_array_index (self->noise->stores, CorralNoiseStore, index - CORRAL_N_ALERT_RULES);

    cells[NOISE_ABOUT].text = g_strdup ("store");
    cells[NOISE_NAME].text = corral_store_to_text (self->context->fleet, store->store);
    fill_store (self, store->store, &cells[NOISE_CHAIN], &cells[NOISE_STORE]);
    cells[NOISE_RAISED].integer = store->n_alerts;
    cells[NOISE_ACKNOWLEDGED].integer = store->n_acknowledged;
    cells[NOISE_ACTED].integer = store->n_acted;
    cells[NOISE_BY_THEMSELVES].integer = store->n_by_themselves;
    cells[NOISE_INCIDENTS].integer = store->n_incidents;
  }
}

CorralExportRows *
corral_export_noise_new (CorralPageContext *context, CorralNoise *noise)
{
  Facts *self = g_new0 (Facts, 1);

  self->context = context;
  self->fill = fill_noise;
  self->noise = noise;
  return make_rows (self, CORRAL_N_ALERT_RULES + noise->stores->len, noise_columns, N_NOISE_COLUMNS);
}

/* ---- rules ---------------------------------------------------------------------------------------------- */

enum
{
  RULE_WORD, RULE_NAME, RULE_ENABLED, RULE_THRESHOLD, RULE_UNIT, RULE_RAISE, RULE_CLEAR, RULE_SEVERITY, RULE_TOLD,
  N_RULE_COLUMNS,
};

static const CorralRecordColumn rule_columns[N_RULE_COLUMNS] = {
  [RULE_WORD] = { "rule", CORRAL_RECORD_TEXT, 0 },
  [RULE_NAME] = { "name", CORRAL_RECORD_TEXT, 0 },
  [RULE_ENABLED] = { "enabled", CORRAL_RECORD_BOOLEAN, 0 },
  [RULE_THRESHOLD] = { "threshold", CORRAL_RECORD_REAL, 2 },
  [RULE_UNIT] = { "unit", CORRAL_RECORD_TEXT, 0 },
  [RULE_RAISE] = { "raise_minutes", CORRAL_RECORD_INTEGER, 0 },
  [RULE_CLEAR] = { "clear_minutes", CORRAL_RECORD_INTEGER, 0 },
  [RULE_SEVERITY] = { "severity", CORRAL_RECORD_TEXT, 0 },
  [RULE_TOLD] = { "told", CORRAL_RECORD_TEXT, 0 },
};

/* "support_agent support_lead": as the contract calls them; managers are of stores and chains. */
static char *
say_told (CorralTold told)
{
  static const struct
  {
    CorralTold bit;
    const char *words;
  } roles[] = {
    { CORRAL_TOLD_AGENT, "support_agent" },
    { CORRAL_TOLD_LEAD, "support_lead" },
    { CORRAL_TOLD_MANAGER, "store_manager chain_manager" },
    { CORRAL_TOLD_FLEET_OPS, "fleet_ops" },
  };
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < G_N_ELEMENTS (roles); i++)
    if ((told & roles[i].bit) != 0)
      g_string_append_printf (text, "%s%s", text->len > 0 ? " " : "", roles[i].words);
  return g_string_free (text, FALSE);
}

static void
fill_rule (Facts *self, guint index, CorralRecordCell *cells, GTimeZone **zone)
{
  CorralAlertRuleKind kind = (CorralAlertRuleKind) index;
  const CorralRuleSetting *setting = &self->settings.rules[index];
  const char *word = corral_alert_rule_to_word (kind);

  cells[RULE_WORD].text = g_strdup (word);
  cells[RULE_NAME].text = g_strdup (corral_words_translate (CORRAL_WORDS_RULE, word));
  cells[RULE_ENABLED].integer = setting->enabled;
  cells[RULE_THRESHOLD].real = setting->threshold;
  cells[RULE_UNIT].text = g_strdup (corral_alert_rule_get (kind)->unit);
  cells[RULE_RAISE].integer = setting->raise_minutes;
  cells[RULE_CLEAR].integer = setting->clear_minutes;
  cells[RULE_SEVERITY].text = g_strdup (corral_look_of_incident_severity (setting->severity).word);
  cells[RULE_TOLD].text = say_told (setting->told);
}

CorralExportRows *
corral_export_rules_new (CorralPageContext *context)
{
  Facts *self = g_new0 (Facts, 1);

  self->context = context;
  self->fill = fill_rule;
  self->settings = *corral_incident_source_get_settings (context->incidents);
  return make_rows (self, CORRAL_N_ALERT_RULES, rule_columns, N_RULE_COLUMNS);
}
