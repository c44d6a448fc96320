/* SPDX-License-Identifier: GPL-3.0-or-later */
/* An incident. Main thread.
 *
 * Who opens it: a support lead from the list of incidents or from a notice, to decide who takes it and what the stores are
 * told; an agent with a caller in one of the stores, from the cart or the store, to say since when and what goes on. The
 * sentence answers both; then come who has it, how it grows, and everybody who is in it. */
#include "config.h"

#include "corral-incident-page.h"

#include "corral-fleet.h"
#include "corral-incident-acts.h"
#include "corral-incident-facts.h"
#include "corral-incident-growth.h"
#include "corral-incident-look.h"
#include "corral-incident-members.h"
#include "corral-incident-sheet.h"
#include "corral-incident-source.h"
#include "corral-incident-story.h"
#include "corral-incident-words.h"
#include "corral-notes.h"
#include "corral-panes.h"
#include "corral-pending.h"
#include "corral-pill.h"
#include "corral-sentence.h"
#include "corral-sheets.h"
#include "corral-wrap-box.h"

#include <glib/gi18n.h>

#define SHEET_PX 250
/* With less the story stands over the facts. */
#define STORY_PX 420
/* As buttons; more of them behind one more. */
#define ACTS_SHOWN 4

struct _CorralIncidentPage
{
  CorralPage parent_instance;

  char *id;                 /* (owned) (nullable): of the incident that is shown */

  GtkWidget *stack;
  GtkWidget *content;
  GtkWidget *unknown;
  GtkWidget *pill;
  GtkWidget *name;
  GtkWidget *mark;
  GtkWidget *acts;
  GtkWidget *sentence;
  GtkWidget *part_of;
  GtkWidget *facts;
  GtkWidget *story;
  GtkWidget *growth;
  GtkWidget *members;
  GtkWidget *notes;
};

G_DEFINE_FINAL_TYPE (CorralIncidentPage, corral_incident_page, CORRAL_TYPE_PAGE)

static CorralPageContext *
get_context (CorralIncidentPage *self)
{
  return corral_page_get_context (CORRAL_PAGE (self));
}

/* ---- parts ------------------------------------------------------------------------------------------ */

static void
update_head (CorralIncidentPage *self, CorralIncident *incident)
{
  CorralPageContext *context = get_context (self);
  g_autofree char *sentence = corral_incident_to_text (context->fleet, incident);
  const char *name = corral_words_translate (CORRAL_WORDS_RULE, corral_alert_rule_to_word (incident->rule));

  corral_pill_set_look (CORRAL_PILL (self->pill), corral_look_of_incident_severity (incident->severity));
  gtk_label_set_text (GTK_LABEL (self->name), name);
  corral_sentence_set_text (CORRAL_SENTENCE (self->sentence), sentence);
  corral_page_set_title (CORRAL_PAGE (self), name);
  corral_page_set_chain (CORRAL_PAGE (self), incident->chain);
}

/* "Part of: …" or "Split off: …", with the way there. */
static void
update_part_of (CorralIncidentPage *self, CorralIncident *incident)
{
  CorralPageContext *context = get_context (self);
  const char *split = corral_incident_find_split (incident->id);
  g_autofree char *id = incident->merged_into != NULL ? g_strdup (incident->merged_into)
                        : split != NULL               ? g_strndup (incident->id, (gsize) (split - incident->id))
                                                      : NULL;
  CorralIncident *other = id != NULL ? corral_incident_source_find (context->incidents, id) : NULL;
  g_autofree char *text = NULL;
  g_autofree char *link = NULL;
  g_autofree char *markup = NULL;
  g_autoptr (CorralPlace) place = NULL;

  if (id == NULL)
    {
      corral_sentence_set_text (CORRAL_SENTENCE (self->part_of), NULL);
      return;
    }
  if (other == NULL)
    {
      corral_sentence_set_text (CORRAL_SENTENCE (self->part_of),
                                incident->merged_into == NULL
                                    ? _ ("Split off another incident that is not kept here any more.")
                                    : _ ("Part of another incident that is not kept here any more."));
      return;
    }
  text = corral_incident_to_text (context->fleet, other);
  place = corral_place_new (CORRAL_PAGE_INCIDENT, NULL, other->id);
  link = corral_sentence_link (text, place);
  /* Translators: %s is the sentence of another incident */
  markup = g_strdup_printf (incident->merged_into != NULL ? _ ("Part of: %s") : _ ("Split off by a person from: %s"), link);
  corral_sentence_set_markup (CORRAL_SENTENCE (self->part_of), markup);
}

static void
update_notes (CorralIncidentPage *self, CorralIncident *incident, GTimeZone *zone)
{
  CorralPageContext *context = get_context (self);
  g_autoptr (GArray) chains = corral_incident_list_chains (incident, context->fleet);
  const char *tenant = chains->len > 0
                           ? corral_fleet_get_text (context->fleet, CORRAL_TABLE_CHAIN, g_array_index (chains, guint32, 0),
                                                    CORRAL_CHAIN_COL_ID)
                           : NULL;
  g_autoptr (GTimeZone) utc = g_time_zone_new_utc ();

  gtk_widget_set_visible (self->notes, tenant != NULL);
  if (tenant == NULL)
    return;
  corral_notes_set_target (CORRAL_NOTES (self->notes), tenant, "incident", incident->id, zone != NULL ? zone : utc);
  corral_notes_refresh (CORRAL_NOTES (self->notes));
}

static void
update_acts (CorralIncidentPage *self)
{
  CorralPageContext *context = get_context (self);
  CorralIncident *incident = self->id != NULL ? corral_incident_source_find (context->incidents, self->id) : NULL;
  g_auto (GStrv) chosen = corral_incident_members_list_chosen (CORRAL_INCIDENT_MEMBERS (self->members));
  guint32 row;

  if (incident == NULL)
    return;
  row = corral_incident_acts_show (CORRAL_ACT_STRIP (self->acts), context, incident, (const char *const *) chosen);
  gtk_widget_set_visible (self->mark, row != CORRAL_NO_SLOT);
  if (row != CORRAL_NO_SLOT)
    corral_pending_mark_show (CORRAL_PENDING_MARK (self->mark), context, CORRAL_TABLE_INCIDENT, row);
}

static gboolean
begin_key (GtkWidget *page)
{
  CorralIncidentPage *self = CORRAL_INCIDENT_PAGE (page);

  if (self->id == NULL || get_context (self)->outbox == NULL)
    return FALSE;
  update_acts (self);
  return TRUE;
}

/* ---- overrides -------------------------------------------------------------------------------------- */

static void
corral_incident_page_refresh (CorralPage *page)
{
  CorralIncidentPage *self = CORRAL_INCIDENT_PAGE (page);
  CorralPageContext *context = get_context (self);
  CorralPlace *place = corral_page_get_place (page);
  CorralIncident *incident = place != NULL && place->subject != NULL
                                 ? corral_incident_source_find (context->incidents, place->subject)
                                 : NULL;
  g_autoptr (GTimeZone) zone = NULL;

  g_free (self->id);
  self->id = incident != NULL ? g_strdup (incident->id) : NULL;
  gtk_stack_set_visible_child (GTK_STACK (self->stack), incident != NULL ? self->content : self->unknown);
  if (incident == NULL)
    {
      gboolean ready = corral_incident_source_is_ready (context->incidents);

      adw_status_page_set_title (ADW_STATUS_PAGE (self->unknown),
                                 ready ? _ ("No Such Incident") : _ ("What Was Known Is Being Read…"));
      adw_status_page_set_description (
          ADW_STATUS_PAGE (self->unknown),
          ready ? _ ("None of this name is known here: it may have ended more than 90 days ago, or this PC has not heard "
                     "enough of the carts yet to see it too.")
                : NULL);
      corral_page_set_title (page, _ ("Incident"));
      corral_incident_members_show (CORRAL_INCIDENT_MEMBERS (self->members), NULL, NULL);
      return;
    }

  zone = corral_incident_get_zone (incident, context->fleet);
  update_head (self, incident);
  update_part_of (self, incident);
  corral_incident_facts_show (CORRAL_INCIDENT_FACTS (self->facts), incident, zone);
  corral_incident_story_show (CORRAL_INCIDENT_STORY (self->story), incident, zone);
  corral_incident_growth_show (CORRAL_INCIDENT_GROWTH (self->growth), incident, zone);
  corral_incident_members_show (CORRAL_INCIDENT_MEMBERS (self->members), incident, zone);
  update_notes (self, incident, zone);
  update_acts (self);
}

/* Whoever has it on the screen has seen it. */
static void
mark_seen (CorralIncidentPage *self)
{
  CorralPageContext *context = get_context (self);

  if (self->id != NULL
      && (!corral_incident_source_is_seen (context->incidents, self->id)
          || corral_incident_source_is_missed (context->incidents, self->id)))
    corral_incident_source_mark_seen (context->incidents, self->id, corral_clock_now_ms (context->clock));
}

static void
incident_changed_cb (CorralIncidentPage *self)
{
  if (!gtk_widget_get_mapped (GTK_WIDGET (self)))
    return;
  corral_incident_page_refresh (CORRAL_PAGE (self));
  mark_seen (self);
}

static void
corral_incident_page_show_place (CorralPage *page, CorralPlace *place)
{
  corral_page_set_chain (page, place->chain);
  corral_incident_page_refresh (page);
  mark_seen (CORRAL_INCIDENT_PAGE (page));
}

static gboolean
corral_incident_page_is_settled (CorralPage *page)
{
  CorralIncidentPage *self = CORRAL_INCIDENT_PAGE (page);

  return self->id == NULL || corral_notes_is_settled (CORRAL_NOTES (self->notes));
}

static void
corral_incident_page_finalize (GObject *object)
{
  g_free (CORRAL_INCIDENT_PAGE (object)->id);
  G_OBJECT_CLASS (corral_incident_page_parent_class)->finalize (object);
}

static void
corral_incident_page_class_init (CorralIncidentPageClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = corral_incident_page_finalize;
  CORRAL_PAGE_CLASS (klass)->show_place = corral_incident_page_show_place;
  CORRAL_PAGE_CLASS (klass)->refresh = corral_incident_page_refresh;
  CORRAL_PAGE_CLASS (klass)->is_settled = corral_incident_page_is_settled;
}

static void
corral_incident_page_init (CorralIncidentPage *self)
{
}

static GtkWidget *
make_scrolled (GtkWidget *child)
{
  GtkWidget *scrolled = gtk_scrolled_window_new ();

  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scrolled), GTK_POLICY_NEVER, GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scrolled), child);
  return scrolled;
}

static GtkWidget *
make_body (CorralIncidentPage *self, CorralPageContext *context)
{
  GtkWidget *right = gtk_box_new (GTK_ORIENTATION_VERTICAL, 15);

  self->facts = corral_incident_facts_new (context);
  self->growth = corral_incident_growth_new ();
  self->story = corral_incident_story_new (context);
  self->members = corral_incident_members_new (context);
  self->notes = corral_notes_new (context);
  g_signal_connect_object (self->members, "chosen", G_CALLBACK (update_acts), self, G_CONNECT_SWAPPED);
  gtk_box_append (GTK_BOX (right), self->growth);
  gtk_box_append (GTK_BOX (right), self->story);
  gtk_box_append (GTK_BOX (right), self->members);
  gtk_box_append (GTK_BOX (right), self->notes);
  gtk_widget_add_css_class (right, "story");
  return corral_panes_new (make_scrolled (self->facts), SHEET_PX, make_scrolled (right), STORY_PX, CORRAL_PANES_MAIN_ON_TOP);
}

CorralPage *
corral_incident_page_new (CorralPageContext *context)
{
  CorralIncidentPage *self = g_object_new (CORRAL_TYPE_INCIDENT_PAGE, "context", context, NULL);
  GtkWidget *head = corral_wrap_box_new (12);

  self->content = gtk_box_new (GTK_ORIENTATION_VERTICAL, 9);
  self->pill = corral_pill_new ();
  self->name = gtk_label_new (NULL);
  gtk_label_set_xalign (GTK_LABEL (self->name), 0);
  gtk_label_set_wrap (GTK_LABEL (self->name), TRUE);
  gtk_widget_add_css_class (self->name, "title-2");
  gtk_widget_set_hexpand (self->name, TRUE);
  corral_wrap_box_append (CORRAL_WRAP_BOX (head), self->pill);
  corral_wrap_box_append (CORRAL_WRAP_BOX (head), self->name);
  self->mark = corral_pending_mark_new ();
  corral_wrap_box_append (CORRAL_WRAP_BOX (head), self->mark);
  self->acts = corral_act_strip_new (context, ACTS_SHOWN, TRUE);
  gtk_widget_set_valign (self->acts, GTK_ALIGN_CENTER);
  gtk_widget_set_hexpand (self->acts, TRUE);
  corral_wrap_box_append (CORRAL_WRAP_BOX (head), self->acts);
  corral_wrap_box_append (CORRAL_WRAP_BOX (head), corral_sheet_button_new (CORRAL_PAGE (self), CORRAL_PAGE_INCIDENT));
  corral_incident_acts_add_keys (GTK_WIDGET (self), CORRAL_ACT_STRIP (self->acts), begin_key);
  self->sentence = corral_sentence_new ();
  self->part_of = corral_sentence_new ();
  gtk_box_append (GTK_BOX (self->content), head);
  gtk_box_append (GTK_BOX (self->content), self->sentence);
  gtk_box_append (GTK_BOX (self->content), self->part_of);
  gtk_box_append (GTK_BOX (self->content), make_body (self, context));
  gtk_widget_add_css_class (self->content, "page");

  self->unknown = adw_status_page_new ();
  adw_status_page_set_icon_name (ADW_STATUS_PAGE (self->unknown), "corral-page-incidents-symbolic");
  self->stack = gtk_stack_new ();
  /* What is not shown does not widen the window. */
  gtk_stack_set_hhomogeneous (GTK_STACK (self->stack), FALSE);
  gtk_stack_add_child (GTK_STACK (self->stack), self->content);
  gtk_stack_add_child (GTK_STACK (self->stack), self->unknown);
  adw_bin_set_child (ADW_BIN (self), self->stack);
  g_signal_connect_object (context->incidents, "changed", G_CALLBACK (incident_changed_cb), self, G_CONNECT_SWAPPED);
  corral_page_set_title (CORRAL_PAGE (self), _ ("Incident"));
  return CORRAL_PAGE (self);
}

const char *
corral_incident_page_get_sentence (CorralIncidentPage *self)
{
  g_return_val_if_fail (CORRAL_IS_INCIDENT_PAGE (self), NULL);

  return self->id != NULL ? corral_sentence_get_text (CORRAL_SENTENCE (self->sentence)) : NULL;
}

CorralSheet *
corral_incident_page_make_sheet (CorralPage *page)
{
  CorralIncidentPage *self = CORRAL_INCIDENT_PAGE (page);
  CorralPageContext *context = get_context (self);
  CorralIncident *incident = self->id != NULL ? corral_incident_source_find (context->incidents, self->id) : NULL;
  g_autoptr (GPtrArray) notes = NULL;

  if (incident == NULL)
    {
      corral_page_tell (GTK_WIDGET (page), _ ("No incident is shown that could be printed."), NULL);
      return NULL;
    }
  notes = corral_notes_list_texts (CORRAL_NOTES (self->notes));
  return corral_incident_sheet_new (context->fleet, incident,
                                    corral_incident_story_get_told (CORRAL_INCIDENT_STORY (self->story)), notes,
                                    corral_clock_now_ms (context->clock));
}
