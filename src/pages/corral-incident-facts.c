/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Facts of an incident, one row of a table each. Main thread. */
#include "config.h"

#include "corral-incident-facts.h"

#include "corral-attention-text.h"
#include "corral-cells.h"
#include "corral-fact-row.h"
#include "corral-format.h"
#include "corral-incident-look.h"
#include "corral-incident-work.h"
#include "corral-look.h"
#include "corral-sentence.h"
#include "corral-verdict-words.h"

#include <glib/gi18n.h>
#include <math.h>

typedef struct
{
  CorralFleet *fleet;
  const CorralIncident *incident;
  GTimeZone *zone; /* (nullable) */
  gint64 now_ms;
} Facts;

typedef struct
{
  const char *title; /* marked for translation */
  /* FALSE: there is nothing to say. */
  gboolean (*fill) (CorralFactRow *row, const Facts *facts);
} Fact;

static char *
time_to_text (const Facts *facts, gint64 time_ms)
{
  g_autofree char *time = corral_format_time (time_ms, facts->now_ms, facts->zone);

  /* Translators: a time of no store's own */
  return facts->zone == NULL && CORRAL_IS_KNOWN (time_ms) ? g_strdup_printf (_ ("%s UTC"), time)
                                                          : g_steal_pointer (&time);
}

static gboolean
fill_severity (CorralFactRow *row, const Facts *facts)
{
  corral_fact_row_set_look (row, corral_look_of_incident_severity (facts->incident->severity), NULL);
  return TRUE;
}

static gboolean
fill_state (CorralFactRow *row, const Facts *facts)
{
  const CorralIncident *incident = facts->incident;
  g_autofree char *recovered = time_to_text (facts, incident->recovered_ms);
  g_autofree char *closed = time_to_text (facts, incident->closed_ms);
  g_autofree char *detail = NULL;

  corral_fact_row_set_look (row, corral_look_of_incident_state (incident->state), NULL);
  if (CORRAL_IS_KNOWN (incident->closed_ms))
    /* Translators: %s is a time */
    detail = g_strdup_printf (_ ("since %s"), closed);
  else if (incident->state == CORRAL_INCIDENT_OPEN)
    detail = g_strdup (corral_incident_trend_to_text (corral_incident_get_trend (incident)));
  else if (CORRAL_IS_KNOWN (incident->recovered_ms))
    detail = g_strdup_printf (_ ("since %s"), recovered);
  corral_fact_row_set_detail (row, detail);
  return TRUE;
}

static gboolean
fill_began (CorralFactRow *row, const Facts *facts)
{
  const CorralIncident *incident = facts->incident;
  g_autofree char *raised = time_to_text (facts, incident->raised_ms);
  g_autofree char *later = NULL;
  g_autofree char *detail = NULL;

  corral_fact_row_take_value (row, time_to_text (facts, incident->began_ms));
  if (CORRAL_IS_KNOWN (incident->began_ms) && CORRAL_IS_KNOWN (incident->raised_ms))
    {
      later = corral_format_duration (incident->raised_ms - incident->began_ms);
      /* Translators: a time, and how much later that was: "09:21", "7 min" */
      detail = g_strdup_printf (_ ("known at %s, %s later"), raised, later);
    }
  else if (CORRAL_IS_KNOWN (incident->raised_ms))
    /* Translators: %s is a time */
    detail = g_strdup_printf (_ ("known at %s"), raised);
  corral_fact_row_set_detail (row, detail);
  return TRUE;
}

static gboolean
fill_lasts (CorralFactRow *row, const Facts *facts)
{
  const CorralIncident *incident = facts->incident;
  gint64 end_ms = CORRAL_IS_KNOWN (incident->recovered_ms) ? incident->recovered_ms
                  : CORRAL_IS_KNOWN (incident->closed_ms)  ? incident->closed_ms
                                                           : incident->known_ms;
  gint64 begin_ms = CORRAL_IS_KNOWN (incident->began_ms) ? incident->began_ms : incident->raised_ms;
  gboolean is_open = incident->state == CORRAL_INCIDENT_OPEN;
  g_autofree char *as_of = NULL;
  g_autofree char *detail = NULL;

  if (!CORRAL_IS_KNOWN (end_ms) || !CORRAL_IS_KNOWN (begin_ms) || end_ms < begin_ms)
    return FALSE;
  corral_fact_row_take_value (row, corral_format_duration (end_ms - begin_ms));
  if (is_open)
    {
      as_of = time_to_text (facts, incident->known_ms);
      /* Translators: %s is a time */
      detail = g_strdup_printf (_ ("so far, as of %s"), as_of);
    }
  corral_fact_row_set_detail (row, detail);
  return TRUE;
}

static gboolean
fill_count (CorralFactRow *row, guint now, guint most, CorralNoun noun)
{
  g_autofree char *count = corral_format_count (most, noun);
  g_autofree char *detail = NULL;

  corral_fact_row_take_value (row, corral_format_count (now, noun));
  if (most != now)
    /* Translators: %s is "312 carts" */
    detail = g_strdup_printf (_ ("%s at most"), count);
  corral_fact_row_set_detail (row, detail);
  return most > 0;
}

static gboolean
fill_carts (CorralFactRow *row, const Facts *facts)
{
  return fill_count (row, facts->incident->n_carts, facts->incident->most_carts, CORRAL_NOUN_CART);
}

static gboolean
fill_stores (CorralFactRow *row, const Facts *facts)
{
  return fill_count (row, facts->incident->n_stores, facts->incident->most_stores, CORRAL_NOUN_STORE);
}

static gboolean
fill_lost (CorralFactRow *row, const Facts *facts)
{
  const CorralIncident *incident = facts->incident;
  g_autofree char *carts = NULL;
  g_autofree char *detail = NULL;

  if (!(incident->open_hours_lost > 0))
    return FALSE;
  corral_fact_row_take_value (
      row, corral_format_quantity (incident->open_hours_lost, incident->open_hours_lost < 10 ? 1 : 0, "h"));
  if (incident->n_worked_on > 0)
    {
      carts = corral_format_count (incident->n_worked_on, CORRAL_NOUN_CART);
      /* Translators: %s is "3 carts" */
      detail = g_strdup_printf (ngettext ("while stores were open; %s worked on and does not count",
                                          "while stores were open; %s worked on and do not count", incident->n_worked_on),
                                carts);
    }
  corral_fact_row_set_detail (row, detail != NULL ? detail : _ ("of carts, while their stores were open"));
  return TRUE;
}

static gboolean
fill_cause (CorralFactRow *row, const Facts *facts)
{
  const CorralIncident *incident = facts->incident;
  g_autofree char *detail = NULL;
  g_autofree char *region = NULL;
  g_autofree char *both = NULL;

  if ((guint) incident->cause >= CORRAL_N_VERDICT_CAUSES)
    return FALSE;
  corral_fact_row_set_value (row, corral_layer_to_text (corral_verdict_cause_get_layer (incident->cause)));
  if (incident->detail != NULL && *incident->detail != '\0')
    detail = corral_format_text (incident->detail);
  if (incident->region != NULL && *incident->region != '\0')
    region = corral_format_text (incident->region);
  if (detail != NULL && region != NULL)
    both = g_strdup_printf (_ ("%s · %s"), detail, region);
  corral_fact_row_set_detail (row, both != NULL ? both : detail != NULL ? detail : region);
  return TRUE;
}

static gboolean
fill_level (CorralFactRow *row, const Facts *facts)
{
  const CorralAlertRule *rule = corral_alert_rule_get (facts->incident->rule);
  gboolean percent = g_strcmp0 (rule->unit, "percent") == 0;
  g_autofree char *target = NULL;
  g_autofree char *detail = NULL;

  if (isnan (facts->incident->value) || !percent)
    return FALSE;
  corral_fact_row_take_value (row, corral_format_percent (facts->incident->value, 1));
  if (!isnan (facts->incident->target))
    {
      target = corral_format_percent (facts->incident->target, 1);
      /* Translators: %s is a percentage */
      detail = g_strdup_printf (_ ("target %s"), target);
    }
  corral_fact_row_set_detail (row, detail);
  return TRUE;
}

static gboolean
fill_where (CorralFactRow *row, const Facts *facts)
{
  const CorralIncident *incident = facts->incident;
  g_autoptr (GArray) chains = corral_incident_list_chains (incident, facts->fleet);
  g_autoptr (GString) markup = g_string_new (NULL);
  guint32 store = corral_incident_find_store (incident, facts->fleet);
  g_autoptr (CorralPlace) store_place
      = store != CORRAL_NO_SLOT ? corral_cells_place_of_store (facts->fleet, store) : NULL;
  g_autofree char *store_name = corral_store_to_text (facts->fleet, store);
  g_autofree char *store_link = store_place != NULL ? corral_sentence_link (store_name, store_place) : NULL;

  if (store_link != NULL)
    g_string_append (markup, store_link);
  for (guint i = 0; i < chains->len; i++)
    {
      guint32 chain = g_array_index (chains, guint32, i);
      g_autofree char *name = corral_format_text (
          corral_fleet_get_text (facts->fleet, CORRAL_TABLE_CHAIN, chain, CORRAL_CHAIN_COL_NAME));
      g_autoptr (CorralPlace) place = corral_place_new (
          CORRAL_PAGE_STORES, corral_fleet_get_text (facts->fleet, CORRAL_TABLE_CHAIN, chain, CORRAL_CHAIN_COL_ID), NULL);
      g_autofree char *link = corral_sentence_link (name, place);

      g_string_append_printf (markup, "%s%s", markup->len > 0 ? " · " : "", link);
    }
  if (markup->len == 0)
    return FALSE;
  corral_fact_row_set_markup (row, markup->str);
  return TRUE;
}

static gboolean
fill_who (CorralFactRow *row, const Facts *facts)
{
  CorralIncidentWork work;
  g_autofree char *detail = NULL;

  corral_incident_work_get (facts->incident, facts->fleet, &work);
  corral_fact_row_take_value (row, corral_incident_work_to_who (&work));
  detail = corral_incident_work_to_text (&work, facts->now_ms, facts->zone);
  corral_fact_row_set_detail (row, detail);
  return TRUE;
}

/* What a person said that it was, when they closed it. */
static gboolean
fill_closed (CorralFactRow *row, const Facts *facts)
{
  CorralIncidentWork work;
  g_autofree char *note = NULL;

  corral_incident_work_get (facts->incident, facts->fleet, &work);
  if (!CORRAL_IS_KNOWN (work.closed_ms) || work.cause == NULL)
    return FALSE;
  corral_fact_row_set_value (row, corral_words_translate (CORRAL_WORDS_CAUSE, work.cause));
  if (work.note != NULL)
    note = corral_format_text (work.note);
  corral_fact_row_set_detail (row, note);
  return TRUE;
}

static const Fact table[] = {
  { N_ ("Severity"), fill_severity },
  { N_ ("State"), fill_state },
  { N_ ("Who has it"), fill_who },
  { N_ ("What it was"), fill_closed },
  { N_ ("Began"), fill_began },
  { N_ ("Lasts"), fill_lasts },
  { N_ ("Carts in it"), fill_carts },
  { N_ ("Stores in it"), fill_stores },
  { N_ ("Cart hours lost"), fill_lost },
  { N_ ("Cause"), fill_cause },
  { N_ ("Level"), fill_level },
  { N_ ("Where"), fill_where },
};

struct _CorralIncidentFacts
{
  GtkWidget parent_instance;

  CorralPageContext *context; /* (unowned) */
  GtkWidget *box;
  GtkWidget *rows[G_N_ELEMENTS (table)];
};

G_DEFINE_FINAL_TYPE (CorralIncidentFacts, corral_incident_facts, GTK_TYPE_WIDGET)

void
corral_incident_facts_show (CorralIncidentFacts *self, const CorralIncident *incident, GTimeZone *zone)
{
  Facts facts;

  g_return_if_fail (CORRAL_IS_INCIDENT_FACTS (self));

  facts = (Facts){ .fleet = self->context->fleet,
                   .incident = incident,
                   .zone = zone,
                   .now_ms = corral_clock_now_ms (self->context->clock) };
  for (guint i = 0; i < G_N_ELEMENTS (table); i++)
    gtk_widget_set_visible (self->rows[i], table[i].fill (CORRAL_FACT_ROW (self->rows[i]), &facts));
}

static void
corral_incident_facts_dispose (GObject *object)
{
  g_clear_pointer (&CORRAL_INCIDENT_FACTS (object)->box, gtk_widget_unparent);
  G_OBJECT_CLASS (corral_incident_facts_parent_class)->dispose (object);
}

static void
corral_incident_facts_class_init (CorralIncidentFactsClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = corral_incident_facts_dispose;
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BIN_LAYOUT);
}

static void
corral_incident_facts_init (CorralIncidentFacts *self)
{
  self->box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  gtk_widget_add_css_class (self->box, "sheet");
  for (guint i = 0; i < G_N_ELEMENTS (table); i++)
    {
      self->rows[i] = corral_fact_row_new (_ (table[i].title));
      gtk_box_append (GTK_BOX (self->box), self->rows[i]);
    }
  gtk_widget_set_parent (self->box, GTK_WIDGET (self));
}

GtkWidget *
corral_incident_facts_new (CorralPageContext *context)
{
  CorralIncidentFacts *self = g_object_new (CORRAL_TYPE_INCIDENT_FACTS, NULL);

  self->context = context;
  return GTK_WIDGET (self);
}
