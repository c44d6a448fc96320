/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The words of an incident that are more than facts. Each part is made anew only when it says something else: the pointer may
 * be over a link. Main thread. */
#include "config.h"

#include "corral-incident-story.h"

#include "corral-call-desk.h"
#include "corral-format.h"
#include "corral-incident-look.h"
#include "corral-incident-source.h"
#include "corral-incident-words.h"
#include "corral-play-book.h"
#include "corral-sentence.h"
#include "corral-verdict.h"

#include <glib/gi18n.h>

/* Lines of the log that are shown: the first says how it began, the last what it is now. */
#define EVENTS_SHOWN 60

/* A heading and what stands under it. */
typedef struct
{
  GtkWidget *box;
  GtkWidget *lines;
  char *said; /* (owned) (nullable) */
} Part;

struct _CorralIncidentStory
{
  GtkWidget parent_instance;

  CorralPageContext *context; /* (unowned) */
  GtkWidget *box;
  GtkWidget *told_box;
  GtkWidget *told;
  Part steps;
  Part symptoms;
  Part events;
};

G_DEFINE_FINAL_TYPE (CorralIncidentStory, corral_incident_story, GTK_TYPE_WIDGET)

/* ---- parts ------------------------------------------------------------------------------------------ */

/* Shows @markups (element-type utf8); hides itself when there are none. */
static void
part_show (Part *part, GPtrArray *markups)
{
  g_autofree char *said = NULL;
  GtkWidget *child;

  gtk_widget_set_visible (part->box, markups->len > 0);
  g_ptr_array_add (markups, NULL);
  said = g_strjoinv ("\n", (char **) markups->pdata);
  g_ptr_array_set_size (markups, (int) markups->len - 1);
  if (g_strcmp0 (said, part->said) == 0)
    return;
  g_free (part->said);
  part->said = g_steal_pointer (&said);
  while ((child = gtk_widget_get_first_child (part->lines)) != NULL)
    gtk_box_remove (GTK_BOX (part->lines), child);
  for (guint i = 0; i < markups->len; i++)
    {
      GtkWidget *line = corral_sentence_new ();

      corral_sentence_set_markup (CORRAL_SENTENCE (line), g_ptr_array_index (markups, i));
      gtk_box_append (GTK_BOX (part->lines), line);
    }
}

static void
part_init (Part *part, GtkWidget *parent, const char *title)
{
  GtkWidget *heading = gtk_label_new (title);

  part->box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  part->lines = gtk_box_new (GTK_ORIENTATION_VERTICAL, 3);
  gtk_label_set_xalign (GTK_LABEL (heading), 0);
  gtk_widget_add_css_class (heading, "heading");
  gtk_widget_add_css_class (part->lines, "incident-lines");
  gtk_box_append (GTK_BOX (part->box), heading);
  gtk_box_append (GTK_BOX (part->box), part->lines);
  gtk_widget_set_visible (part->box, FALSE);
  gtk_box_append (GTK_BOX (parent), part->box);
}

/* ---- what is in them -------------------------------------------------------------------------------- */

/* As far as a play is chosen by it. */
static void
make_verdict (CorralFleet *fleet, const CorralIncident *incident, CorralVerdict *verdict)
{
  g_autoptr (GArray) chains = corral_incident_list_chains (incident, fleet);

  *verdict = (CorralVerdict){
    .layer = corral_verdict_cause_get_layer (incident->cause),
    .cause = incident->cause,
    .since_ms = incident->began_ms,
    .n_carts = incident->n_carts,
    .n_of = incident->n_carts,
    .n_stores = incident->n_stores,
    .chain = chains->len == 1 ? g_array_index (chains, guint32, 0) : CORRAL_NO_SLOT,
    .store = corral_incident_find_store (incident, fleet),
    .cart = CORRAL_NO_SLOT,
  };
  g_strlcpy (verdict->detail, incident->detail != NULL ? incident->detail : "", sizeof verdict->detail);
  g_strlcpy (verdict->region, incident->region != NULL ? incident->region : "", sizeof verdict->region);
}

static void
update_told (CorralIncidentStory *self, const CorralIncident *incident)
{
  g_autofree char *spoken = incident->state == CORRAL_INCIDENT_OPEN
                                ? corral_incident_to_spoken (self->context->fleet, incident)
                                : NULL;
  g_autoptr (GPtrArray) steps = g_ptr_array_new_with_free_func (g_free);
  g_autofree char *text = NULL;
  CorralPlaySituation situation;
  CorralPlayChoice choice = { 0 };
  CorralVerdict verdict;

  if (spoken != NULL && (guint) incident->cause < CORRAL_N_VERDICT_CAUSES && self->context->calls != NULL)
    {
      make_verdict (self->context->fleet, incident, &verdict);
      corral_play_situation_of (self->context->fleet, &verdict, TRUE, &situation);
      corral_play_book_choose (corral_call_desk_get_plays (self->context->calls), incident->cause, &situation, &choice);
    }
  text = choice.say != NULL ? g_strdup_printf ("%s %s", spoken, choice.say) : g_strdup (spoken);
  gtk_label_set_text (GTK_LABEL (self->told), text != NULL ? text : "");
  gtk_widget_set_visible (self->told_box, text != NULL);
  for (guint i = 0; i < choice.n_steps; i++)
    g_ptr_array_add (steps, g_markup_printf_escaped ("%u. %s", i + 1, choice.steps[i]->action));
  part_show (&self->steps, steps);
}

static void
update_symptoms (CorralIncidentStory *self, const CorralIncident *incident)
{
  g_autoptr (GPtrArray) markups = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; incident->symptoms != NULL && i < incident->symptoms->len; i++)
    {
      const char *symptom = g_ptr_array_index (incident->symptoms, i);
      CorralIncident *other = corral_incident_source_find (self->context->incidents, symptom);
      CorralAlertRuleKind rule;

      if (other != NULL)
        {
          g_autofree char *text = corral_incident_to_text (self->context->fleet, other);
          g_autoptr (CorralPlace) place = corral_place_new (CORRAL_PAGE_INCIDENT, NULL, other->id);

          g_ptr_array_add (markups, corral_sentence_link (text, place));
        }
      else if (corral_alert_rule_from_word (symptom, &rule))
        {
          g_ptr_array_add (markups, g_markup_escape_text (corral_words_translate (CORRAL_WORDS_RULE, symptom), -1));
        }
    }
  part_show (&self->symptoms, markups);
}

static void
update_events (CorralIncidentStory *self, const CorralIncident *incident, GTimeZone *zone)
{
  gint64 now_ms = corral_clock_now_ms (self->context->clock);
  g_autoptr (GPtrArray) markups = g_ptr_array_new_with_free_func (g_free);
  guint n = incident->events != NULL ? incident->events->len : 0;
  guint left_out = n > EVENTS_SHOWN ? n - EVENTS_SHOWN : 0;

  for (guint i = 0; i < n; i++)
    {
      const CorralIncidentEvent *event = &g_array_index (incident->events, CorralIncidentEvent, i);
      g_autofree char *time = corral_format_time (event->time_ms, now_ms, zone);
      g_autofree char *text = corral_incident_event_to_text (event);

      if (left_out > 0 && i == 1)
        g_ptr_array_add (markups, g_strdup_printf (ngettext ("(%u more)", "(%u more)", left_out), left_out));
      if (i >= 1 && i < 1 + left_out)
        continue;
      g_ptr_array_add (markups, g_markup_printf_escaped (zone != NULL ? "%s  %s" : "%s UTC  %s", time, text));
    }
  part_show (&self->events, markups);
}

void
corral_incident_story_show (CorralIncidentStory *self, const CorralIncident *incident, GTimeZone *zone)
{
  g_return_if_fail (CORRAL_IS_INCIDENT_STORY (self));

  update_told (self, incident);
  update_symptoms (self, incident);
  update_events (self, incident, zone);
}

const char *
corral_incident_story_get_told (CorralIncidentStory *self)
{
  g_return_val_if_fail (CORRAL_IS_INCIDENT_STORY (self), NULL);

  return gtk_widget_get_visible (self->told_box) ? gtk_label_get_text (GTK_LABEL (self->told)) : NULL;
}

/* ---- life ------------------------------------------------------------------------------------------- */

static void
corral_incident_story_dispose (GObject *object)
{
  g_clear_pointer (&CORRAL_INCIDENT_STORY (object)->box, gtk_widget_unparent);
  G_OBJECT_CLASS (corral_incident_story_parent_class)->dispose (object);
}

static void
corral_incident_story_finalize (GObject *object)
{
  CorralIncidentStory *self = CORRAL_INCIDENT_STORY (object);

  g_free (self->steps.said);
  g_free (self->symptoms.said);
  g_free (self->events.said);
  G_OBJECT_CLASS (corral_incident_story_parent_class)->finalize (object);
}

static void
corral_incident_story_class_init (CorralIncidentStoryClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = corral_incident_story_dispose;
  G_OBJECT_CLASS (klass)->finalize = corral_incident_story_finalize;
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BIN_LAYOUT);
}

static void
corral_incident_story_init (CorralIncidentStory *self)
{
  GtkWidget *heading = gtk_label_new (_ ("What the stores should be told"));

  self->box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 15);
  self->told_box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 4);
  self->told = gtk_label_new (NULL);
  gtk_label_set_xalign (GTK_LABEL (heading), 0);
  gtk_widget_add_css_class (heading, "heading");
  gtk_label_set_xalign (GTK_LABEL (self->told), 0);
  gtk_label_set_wrap (GTK_LABEL (self->told), TRUE);
  gtk_label_set_selectable (GTK_LABEL (self->told), TRUE);
  gtk_widget_add_css_class (self->told_box, "call-say");
  gtk_box_append (GTK_BOX (self->told_box), heading);
  gtk_box_append (GTK_BOX (self->told_box), self->told);
  gtk_box_append (GTK_BOX (self->box), self->told_box);
  part_init (&self->steps, self->box, _ ("What to try there"));
  part_init (&self->symptoms, self->box, _ ("What it explains"));
  part_init (&self->events, self->box, _ ("What happened"));
  gtk_widget_set_parent (self->box, GTK_WIDGET (self));
}

GtkWidget *
corral_incident_story_new (CorralPageContext *context)
{
  CorralIncidentStory *self = g_object_new (CORRAL_TYPE_INCIDENT_STORY, NULL);

  self->context = context;
  return GTK_WIDGET (self);
}
