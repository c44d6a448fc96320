/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Holds the settings against what is seen, and puts symptoms under their causes. Pure over the mirror; main thread. */
#include "config.h"

#include "corral-finding-private.h"

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

  if (strcmp (unit, "carts") == 0)
    return finding->n_carts;
  if (strcmp (unit, "stores") == 0)
    return finding->n_stores;
  if (strcmp (unit, "points") == 0)
    return finding->target - finding->value;
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

/* The findings of @causes that hold any of what @symptom shows have it as a symptom. */
static void
note_symptom (Explaining *self, guint32 causes, CorralAlertRuleKind symptom)
{
  for (guint i = 0; i < self->result->findings->len; i++)
    {
      CorralFinding *finding = g_ptr_array_index (self->result->findings, i);

      if ((causes >> finding->rule & 1) != 0)
        finding->symptoms |= 1u << symptom;
    }
}

/* Takes from @finding what is explained. TRUE: nothing of it is left that would have to be said. */
static gboolean
explain (Explaining *self, CorralFinding *finding)
{
  guint32 causes = causes_of (finding->rule);
  /* A figure of the whole fleet has no members to ask. */
  gboolean whole = finding->n_carts == 0 && finding->n_stores == 0;
  guint32 found = whole ? self->standing & causes : 0;
  guint n_explained = 0, n_left = 0;

  for (guint i = 0; i < finding->n_carts; i++)
    {
      guint32 its = self->of_cart[finding->carts[i]] & causes;

      found |= its;
      n_explained += its != 0;
    }
  if (finding->n_stores == 1)
    found |= self->of_store[finding->stores[0]] & causes;
  if (found == 0)
    return FALSE;
  note_symptom (self, found, finding->rule);
  if (finding->n_stores == 1 && (self->of_store[finding->stores[0]] & causes) != 0)
    return TRUE;
  /* A figure, or a store's Wi-Fi, is one thing: it is explained or it is not. */
  if (isnan (finding->value) || finding->rule == CORRAL_RULE_STORE_SILENT)
    {
      for (guint i = 0; i < finding->n_carts; i++)
        if ((self->of_cart[finding->carts[i]] & causes) == 0)
          finding->carts[n_left++] = finding->carts[i];
      if (finding->rule == CORRAL_RULE_STORE_SILENT)
        finding->value *= (double) n_left / finding->n_carts;
      finding->n_carts = n_left;
      corral_finding_complete (finding, self->fleet);
      return n_left == 0 || !is_reached (finding, self->settings)
             || (finding->rule == CORRAL_RULE_STORE_SILENT && n_left < CORRAL_STORE_PART_CARTS);
    }
  return whole || n_explained > MOST * finding->n_carts;
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

static void
add_findings (Explaining *self, const GPtrArray *seen)
{
  CorralAlertRuleKind order[CORRAL_N_ALERT_RULES];

  order_rules (order);
  for (guint n = 0; n < CORRAL_N_ALERT_RULES; n++)
    for (guint i = 0; i < seen->len; i++)
      {
        const CorralFinding *candidate = g_ptr_array_index (seen, i);
        CorralFinding *finding;

        if (candidate->rule != order[n] || !is_reached (candidate, self->settings))
          continue;
        finding = corral_finding_copy (candidate);
        finding->severity = severity_of (finding, self->settings);
        if (explain (self, finding))
          {
            corral_finding_free (finding);
            continue;
          }
        /* Also one that nobody wants to hear of explains what it causes. */
        hold (self, finding);
        g_ptr_array_add (self->result->findings, finding);
      }
}

/* The silent carts that are part of something wider. */
static void
mark_explained (CorralFindings *self, CorralFleet *fleet)
{
  const gint32 *states
    = corral_columns_peek (corral_fleet_get_table (fleet, CORRAL_TABLE_CART), CORRAL_CART_COL_SHOWN_STATE);

  for (guint i = 0; i < self->findings->len; i++)
    {
      const CorralFinding *finding = g_ptr_array_index (self->findings, i);

      for (guint k = 0; k < finding->n_carts; k++)
        if (corral_census_is_silent ((CorralCartState) states[finding->carts[k]]))
          self->quiet_of[finding->carts[k]] = CORRAL_QUIET_EXPLAINED;
    }
  for (guint32 cart = 0; cart < self->n_slots; cart++)
    self->quiet[self->quiet_of[cart]] += self->quiet_of[cart] != CORRAL_QUIET_NONE;
}

CorralFindings *
corral_findings_new (CorralFleet *fleet, const CorralRuleSettings *settings)
{
  guint32 n_stores = corral_columns_get_n_slots (corral_fleet_get_table (fleet, CORRAL_TABLE_STORE));
  const GPtrArray *seen = corral_sight_get (fleet, NULL);
  CorralFindings *self = g_new0 (CorralFindings, 1);
  g_autofree guint32 *of_cart = NULL, *of_store = g_new0 (guint32, n_stores + 1);
  Explaining explaining = { .fleet = fleet, .settings = settings, .result = self, .of_store = of_store };

  self->now_ms = corral_fleet_get_now (fleet);
  self->known_ms = known_at (fleet);
  self->findings = g_ptr_array_new_with_free_func (corral_finding_free);
  self->n_slots = corral_columns_get_n_slots (corral_fleet_get_table (fleet, CORRAL_TABLE_CART));
  self->quiet_of = g_new0 (guint8, self->n_slots + 1);
  explaining.of_cart = of_cart = g_new0 (guint32, self->n_slots + 1);
  add_findings (&explaining, seen);
  mark_explained (self, fleet);
  for (guint i = self->findings->len; i > 0; i--)
    {
      const CorralFinding *finding = g_ptr_array_index (self->findings, i - 1);

      if (!settings->rules[finding->rule].enabled)
        g_ptr_array_remove_index (self->findings, i - 1);
    }
  g_ptr_array_sort (self->findings, compare_findings);
  return self;
}

void
corral_findings_free (CorralFindings *self)
{
  g_ptr_array_unref (self->findings);
  g_free (self->quiet_of);
  g_free (self);
}
