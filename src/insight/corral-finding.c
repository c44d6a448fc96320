/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Holds the settings against what is seen, and puts symptoms under their causes. Pure over the mirror; main thread. */
#include "config.h"

#include "corral-finding-private.h"
#include "corral-quiet.h"

#include <math.h>
#include <string.h>

/* So much of a store's trouble has to be something wider before the store's own is not said (ours). */
#define MOST 0.5

/* --- thresholds ------------------------------------------------------------------------------------ */

/* What of @finding its rule's threshold is about. */
static double
measure (const CorralFinding *finding)
{
  const char *unit = corral_alert_rule_get (finding->rule)->unit;

  if (finding->rule == CORRAL_RULE_BELOW_TARGET)
    return finding->missing_carts;
  if (strcmp (unit, "carts") == 0)
    return finding->n_carts;
  if (strcmp (unit, "stores") == 0)
    return finding->n_stores;
  return finding->value;
}

static gboolean
is_reached (const CorralFinding *finding, const CorralRuleSettings *settings)
{
  return measure (finding) >= settings->rules[finding->rule].threshold;
}

/* What somebody chose goes before what the finding is worth by itself. */
static CorralSeverity
severity_of (const CorralFinding *finding, const CorralRuleSettings *settings)
{
  CorralSeverity chosen = settings->rules[finding->rule].severity;

  return chosen != corral_alert_rule_get (finding->rule)->defaults.severity ? chosen : finding->severity;
}

/* --- what explains what ------------------------------------------------------------------------------ */

/* Rules, each after all that may explain it. */
static void
order_rules (CorralAlertRuleKind order[CORRAL_N_ALERT_RULES])
{
  gboolean placed[CORRAL_N_ALERT_RULES] = { FALSE };

  for (guint n = 0; n < CORRAL_N_ALERT_RULES;)
    {
      guint before = n;

      for (guint i = 0; i < CORRAL_N_ALERT_RULES; i++)
        {
          gboolean ready = !placed[i];

          for (guint k = 0; k < CORRAL_N_ALERT_RULES && ready; k++)
            ready = placed[k] || k == i || !corral_alert_rule_explains ((CorralAlertRuleKind) k, (CorralAlertRuleKind) i);
          if (!ready)
            continue;
          placed[i] = TRUE;
          order[n++] = (CorralAlertRuleKind) i;
        }
      g_assert (n > before); /* the table has no circle: see the test of the rules */
    }
}

typedef struct
{
  CorralFleet *fleet;
  const CorralRuleSettings *settings;
  CorralFindings *result;
  CorralQuietJudge *judge;
  CorralShare *sleepers; /* by store: carts that are quiet, of those that are quiet or heard */
  guint32 *of_cart;  /* by cart: bits of the rules it is a member of */
  guint32 *of_store; /* by store: the same of findings that have no carts */
  guint32 standing;  /* bits of all findings */
} Explaining;

/* Bits of the rules that may explain @rule. */
static guint32
causes_of (CorralAlertRuleKind rule)
{
  guint32 causes = 0;

  for (guint k = 0; k < CORRAL_N_ALERT_RULES; k++)
    if (corral_alert_rule_explains ((CorralAlertRuleKind) k, rule))
      causes |= 1u << k;
  return causes;
}

static gboolean
has_slot (const guint32 *slots, guint n, guint32 slot)
{
  guint low = 0;

  while (low < n)
    {
      guint middle = low + (n - low) / 2;

      if (slots[middle] == slot)
        return TRUE;
      if (slots[middle] < slot)
        low = middle + 1;
      else
        n = middle;
    }
  return FALSE;
}

static gboolean
holds_any (const CorralFinding *cause, const CorralFinding *symptom)
{
  for (guint i = 0; i < symptom->n_carts; i++)
    if (has_slot (cause->carts, cause->n_carts, symptom->carts[i]))
      return TRUE;
  return cause->n_carts == 0 && symptom->n_stores == 1
         && has_slot (cause->stores, cause->n_stores, symptom->stores[0]);
}

/* Those findings of @causes that hold any of what @symptom shows have it as a symptom; of a figure of the @whole fleet all. */
static void
note_symptom (Explaining *self, guint32 causes, const CorralFinding *symptom, gboolean whole)
{
  for (guint i = 0; i < self->result->findings->len; i++)
    {
      CorralFinding *finding = g_ptr_array_index (self->result->findings, i);

      if ((causes >> finding->rule & 1) != 0 && (whole || holds_any (finding, symptom)))
        finding->symptoms |= 1u << symptom->rule;
    }
}

/* Whether its value is a share of carts that its members make up. */
static gboolean
is_share (const CorralFinding *finding)
{
  return finding->rule == CORRAL_RULE_STORE_SILENT || finding->rule == CORRAL_RULE_STORE_WIFI;
}

/* Keeps the members for which @keeps is set, @n_left of them. TRUE: too few are left. */
static gboolean
keep_members (Explaining *self, CorralFinding *finding, const guint8 *keeps, guint n_left)
{
  guint n = 0;

  if (is_share (finding) && !finding->outright)
    finding->value *= (double) n_left / finding->n_carts;
  for (guint i = 0; i < finding->n_carts; i++)
    if (keeps[i])
      finding->carts[n++] = finding->carts[i];
  finding->n_carts = n;
  corral_finding_complete (finding, self->fleet);
  return (n == 0 && !finding->outright) || !is_reached (finding, self->settings)
         || (finding->rule == CORRAL_RULE_STORE_SILENT && n < CORRAL_STORE_PART_CARTS);
}

/* Takes from @finding what is explained. TRUE: nothing of it is left that would have to be said. */
static gboolean
explain (Explaining *self, CorralFinding *finding)
{
  guint32 causes = causes_of (finding->rule);
  /* A figure of the whole fleet has no members to ask. */
  gboolean whole = finding->n_carts == 0 && !corral_alert_rule_get (finding->rule)->about_store;
  guint32 found = whole ? self->standing & causes : 0;
  guint32 store = finding->n_stores == 1 ? self->of_store[finding->stores[0]] & causes : 0;
  g_autofree guint8 *keeps = g_new0 (guint8, finding->n_carts + 1);
  guint n_left = 0;

  for (guint i = 0; i < finding->n_carts; i++)
    {
      guint32 its = self->of_cart[finding->carts[i]] & causes;

      found |= its;
      keeps[i] = its == 0;
      n_left += its == 0;
    }
  found |= store;
  if (found == 0)
    return FALSE;
  /* A figure is one thing: it is explained or it is not. */
  if (!whole && store == 0 && !isnan (finding->value) && !is_share (finding) && n_left >= (1 - MOST) * finding->n_carts)
    return FALSE;
  note_symptom (self, found, finding, whole);
  if (whole || store != 0 || (!isnan (finding->value) && !is_share (finding)))
    return TRUE;
  return keep_members (self, finding, keeps, n_left);
}

/* --- who may be silent ------------------------------------------------------------------------------- */

/* Rules about what is so just now, which maintenance brings about as well. */
#define NOW \
  (1u << CORRAL_RULE_CARRIER | 1u << CORRAL_RULE_CLOUD_SILENCE | 1u << CORRAL_RULE_CERTIFICATE | 1u << CORRAL_RULE_STORE_WIFI \
   | 1u << CORRAL_RULE_STORE_SILENT | 1u << CORRAL_RULE_ACCESS_POINT | 1u << CORRAL_RULE_OFF_PREMISES)

/* Rules about one store's silence, which its closing brings about. */
#define OF_STORE (1u << CORRAL_RULE_STORE_WIFI | 1u << CORRAL_RULE_STORE_SILENT | 1u << CORRAL_RULE_ACCESS_POINT)

/* The store has closed, and its carts have gone to sleep with it: where others of it are heard over night, closing time
 * explains nothing. */
static gboolean
is_asleep (Explaining *self, guint32 cart)
{
  const guint32 *links
    = corral_columns_peek (corral_fleet_get_table (self->fleet, CORRAL_TABLE_CART), CORRAL_CART_COL_STORE);
  CorralShare share = links[cart] != CORRAL_NO_SLOT ? self->sleepers[links[cart]] : (CorralShare) { 0 };

  return share.bad * 2 > share.known && corral_quiet_judge_is_asleep (self->judge, cart);
}

static gboolean
may_be_silent (Explaining *self, const CorralFinding *finding, guint32 cart)
{
  guint32 bit = 1u << finding->rule;

  if (self->result->quiet_of[cart] == CORRAL_QUIET_MAINTENANCE)
    return (NOW & bit) != 0;
  if (self->result->quiet_of[cart] != CORRAL_QUIET_CLOSED)
    return FALSE;
  if ((OF_STORE & bit) != 0)
    return !finding->outright;
  return (NOW & bit) != 0 && is_asleep (self, cart);
}

/* The part of the fleet that is silent and should not be, or the drop that the cloud itself tells of. */
static gboolean
excuse_connected (Explaining *self, CorralFinding *finding)
{
  guint n = 0, n_heard = self->result->presences[CORRAL_PRESENCE_HEARD] + self->result->presences[CORRAL_PRESENCE_LATE];
  double share;

  for (guint i = 0; i < finding->n_carts; i++)
    if (self->result->presence_of[finding->carts[i]] == CORRAL_PRESENCE_OFFLINE)
      finding->carts[n++] = finding->carts[i];
  finding->n_carts = n;
  corral_finding_complete (finding, self->fleet);
  share = n >= CORRAL_CONNECTED_CARTS ? 100.0 * n / (n + n_heard) : 0;
  if (!(finding->value >= share))
    finding->value = share;
  return !is_reached (finding, self->settings);
}

/* Takes from @finding those that may be silent. TRUE: too few are left. */
static gboolean
excuse (Explaining *self, CorralFinding *finding)
{
  g_autofree guint8 *keeps = NULL;
  guint n_left = 0;

  if (finding->rule == CORRAL_RULE_BELOW_TARGET)
    {
      /* What was planned to be missing is not missed; the figure itself knows nothing of it. */
      gint64 carts = corral_fleet_get_integer (self->fleet, CORRAL_TABLE_STORE, finding->store, CORRAL_STORE_COL_CARTS);

      finding->missing_carts -= corral_quiet_judge_planned_share (self->judge, finding->store) * (double) MAX (0, carts);
      return !is_reached (finding, self->settings);
    }

  if (finding->rule == CORRAL_RULE_CONNECTED)
    return excuse_connected (self, finding);
  if ((OF_STORE >> finding->rule & 1) != 0 && corral_quiet_judge_is_maintained (self->judge, finding->store))
    return TRUE;
  if ((NOW >> finding->rule & 1) == 0 && !finding->silent)
    return FALSE;
  keeps = g_new0 (guint8, finding->n_carts + 1);
  for (guint i = 0; i < finding->n_carts; i++)
    {
      keeps[i] = !may_be_silent (self, finding, finding->carts[i]);
      n_left += keeps[i];
    }
  return n_left < finding->n_carts && keep_members (self, finding, keeps, n_left);
}

static void
hold (Explaining *self, const CorralFinding *finding)
{
  guint32 bit = 1u << finding->rule;

  self->standing |= bit;
  for (guint i = 0; i < finding->n_carts; i++)
    self->of_cart[finding->carts[i]] |= bit;
  if (finding->n_carts > 0)
    return;
  for (guint i = 0; i < finding->n_stores; i++)
    self->of_store[finding->stores[i]] |= bit;
}

/* --- the look -------------------------------------------------------------------------------------- */

static int
compare_findings (gconstpointer a, gconstpointer b)
{
  const CorralFinding *x = *(CorralFinding *const *) a, *y = *(CorralFinding *const *) b;

  if (x->severity != y->severity)
    return x->severity > y->severity ? -1 : 1;
  if (x->n_carts != y->n_carts)
    return x->n_carts > y->n_carts ? -1 : 1;
  if (x->rule != y->rule)
    return x->rule < y->rule ? -1 : 1;
  if (x->store != y->store)
    return x->store < y->store ? -1 : 1;
  return strcmp (x->detail, y->detail);
}

/* The latest moment that any chain is known of. */
static gint64
known_at (CorralFleet *fleet)
{
  const CorralColumns *chains = corral_fleet_get_table (fleet, CORRAL_TABLE_CHAIN);
  gint64 now_ms = corral_fleet_get_now (fleet);
  gint64 known_ms = CORRAL_UNKNOWN;

  for (guint32 chain = 0, n_slots = corral_columns_get_n_slots (chains); chain < n_slots; chain++)
    if (corral_columns_exists (chains, chain))
      {
        gint64 its = corral_fleet_get_known_as_of (fleet, chain);

        if (CORRAL_IS_KNOWN (its) && CORRAL_IS_KNOWN (now_ms))
          known_ms = MAX (known_ms, MIN (now_ms, its)); /* CORRAL_UNKNOWN is below every time */
      }
  return known_ms;
}

/* What of @seen is of @rule, and has to be said. */
static void
add_findings (Explaining *self, CorralAlertRuleKind rule, const GPtrArray *seen)
{
  for (guint i = 0; i < seen->len; i++)
    {
      const CorralFinding *candidate = g_ptr_array_index (seen, i);
      CorralFinding *finding;

      if (candidate->rule != rule || (!is_reached (candidate, self->settings) && rule != CORRAL_RULE_CONNECTED))
        continue;
      finding = corral_finding_copy (candidate);
      finding->severity = severity_of (finding, self->settings);
      if (excuse (self, finding) || explain (self, finding))
        {
          corral_finding_free (finding);
          continue;
        }
      /* Also one that nobody wants to hear of explains what it causes. */
      hold (self, finding);
      g_ptr_array_add (self->result->findings, finding);
    }
}

/* How each cart is heard. */
static void
judge_carts (Explaining *self, const CorralColumns *carts)
{
  const guint8 *exists = corral_columns_peek_exists (carts);
  const guint32 *links = corral_columns_peek (carts, CORRAL_CART_COL_STORE);

  for (guint32 cart = 0; cart < self->result->n_slots; cart++)
    if (exists[cart])
      {
        CorralQuiet reason;
        CorralPresence presence = corral_quiet_judge_cart (self->judge, cart, &reason);
        gboolean sleeps = reason == CORRAL_QUIET_CLOSED || reason == CORRAL_QUIET_CHARGING;

        self->result->presence_of[cart] = (guint8) presence;
        self->result->presences[presence]++;
        self->result->quiet_of[cart] = (guint8) reason;
        if (links[cart] == CORRAL_NO_SLOT || (!sleeps && presence != CORRAL_PRESENCE_HEARD))
          continue;
        self->sleepers[links[cart]].known++;
        self->sleepers[links[cart]].bad += sleeps;
      }
}

/* Rules that say why carts are silent. */
#define OF_SILENCE \
  (1u << CORRAL_RULE_CARRIER | 1u << CORRAL_RULE_CLOUD_SILENCE | 1u << CORRAL_RULE_CONNECTED | 1u << CORRAL_RULE_CERTIFICATE \
   | OF_STORE)

/* The silent carts that are part of something wider are not called offline themselves. */
static void
mark_explained (CorralFindings *self, const guint8 *exists)
{
  for (guint i = 0; i < self->findings->len; i++)
    {
      const CorralFinding *finding = g_ptr_array_index (self->findings, i);

      if ((OF_SILENCE >> finding->rule & 1) == 0 && !finding->silent)
        continue;
      for (guint k = 0; k < finding->n_carts; k++)
        if (self->presence_of[finding->carts[k]] == CORRAL_PRESENCE_OFFLINE
            || self->presence_of[finding->carts[k]] == CORRAL_PRESENCE_GONE)
          {
            self->presence_of[finding->carts[k]] = CORRAL_PRESENCE_QUIET;
            self->quiet_of[finding->carts[k]] = CORRAL_QUIET_EXPLAINED;
          }
    }
  memset (self->presences, 0, sizeof self->presences);
  for (guint32 cart = 0; cart < self->n_slots; cart++)
    if (exists[cart])
      {
        self->presences[self->presence_of[cart]]++;
        self->quiet[self->quiet_of[cart]] += self->quiet_of[cart] != CORRAL_QUIET_NONE;
      }
}

/* @seen: what any setting could want. */
static CorralFindings *
look (CorralFleet *fleet, const CorralRuleSettings *settings, const GPtrArray *seen)
{
  guint32 n_stores = corral_columns_get_n_slots (corral_fleet_get_table (fleet, CORRAL_TABLE_STORE));
  g_autoptr (GPtrArray) below
    = corral_sight_look_below_target (fleet, settings->rules[CORRAL_RULE_BELOW_TARGET].threshold);
  CorralFindings *self = g_new0 (CorralFindings, 1);
  const CorralColumns *carts = corral_fleet_get_table (fleet, CORRAL_TABLE_CART);
  const guint8 *exists = corral_columns_peek_exists (carts);
  CorralAlertRuleKind order[CORRAL_N_ALERT_RULES];
  g_autoptr (CorralQuietJudge) judge = corral_quiet_judge_new (fleet);
  g_autofree CorralShare *sleepers = g_new0 (CorralShare, n_stores + 1);
  g_autofree guint32 *of_cart = NULL, *of_store = g_new0 (guint32, n_stores + 1);
  Explaining explaining
    = { .fleet = fleet, .settings = settings, .result = self, .judge = judge, .sleepers = sleepers, .of_store = of_store };

  self->now_ms = corral_fleet_get_now (fleet);
  self->known_ms = known_at (fleet);
  self->findings = g_ptr_array_new_with_free_func (corral_finding_free);
  self->n_slots = corral_columns_get_n_slots (carts);
  self->n_forgotten = corral_findings_count_forgotten (fleet);
  self->presence_of = g_new0 (guint8, self->n_slots + 1);
  self->quiet_of = g_new0 (guint8, self->n_slots + 1);
  explaining.of_cart = of_cart = g_new0 (guint32, self->n_slots + 1);
  judge_carts (&explaining, carts);
  order_rules (order);
  for (guint i = 0; i < CORRAL_N_ALERT_RULES; i++)
    add_findings (&explaining, order[i], order[i] == CORRAL_RULE_BELOW_TARGET ? below : seen);
  mark_explained (self, exists);
  for (guint i = self->findings->len; i > 0; i--)
    {
      const CorralFinding *finding = g_ptr_array_index (self->findings, i - 1);

      if (!settings->rules[finding->rule].enabled)
        g_ptr_array_remove_index (self->findings, i - 1);
    }
  g_ptr_array_sort (self->findings, compare_findings);
  return self;
}

guint
corral_findings_count_forgotten (CorralFleet *fleet)
{
  return corral_columns_get_n_forgotten (corral_fleet_get_table (fleet, CORRAL_TABLE_CART))
         + corral_columns_get_n_forgotten (corral_fleet_get_table (fleet, CORRAL_TABLE_STORE));
}

CorralFindings *
corral_findings_new (CorralFleet *fleet, const CorralRuleSettings *settings)
{
  return look (fleet, settings, corral_sight_get (fleet, NULL));
}

CorralFindings *
corral_findings_new_prepared (CorralFleet *fleet, const CorralRuleSettings *settings)
{
  return look (fleet, settings, corral_sight_get_near (fleet, NULL));
}

void
corral_findings_free (CorralFindings *self)
{
  g_ptr_array_unref (self->findings);
  g_free (self->presence_of);
  g_free (self->quiet_of);
  g_free (self);
}
