/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How sure a verdict is, and why. Main thread. */
#include "config.h"

#include "corral-verdict-why.h"

#include "corral-sentence.h"
#include "corral-verdict-words.h"

#include <glib/gi18n.h>

struct _CorralVerdictWhy
{
  AdwBin parent_instance;

  GtkWidget *expander;
  GtkWidget *sentence;
};

G_DEFINE_FINAL_TYPE (CorralVerdictWhy, corral_verdict_why, ADW_TYPE_BIN)

static void
corral_verdict_why_class_init (CorralVerdictWhyClass *klass)
{
}

static void
corral_verdict_why_init (CorralVerdictWhy *self)
{
  self->sentence = corral_sentence_new ();
  gtk_widget_set_margin_top (self->sentence, 6);
  self->expander = gtk_expander_new (NULL);
  gtk_expander_set_child (GTK_EXPANDER (self->expander), self->sentence);
  adw_bin_set_child (ADW_BIN (self), self->expander);
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
}

GtkWidget *
corral_verdict_why_new (void)
{
  return g_object_new (CORRAL_TYPE_VERDICT_WHY, NULL);
}

static void
add_line (GString *markup, const char *text, const char *uri)
{
  g_autoptr (CorralPlace) place = uri != NULL ? corral_place_parse (uri, NULL) : NULL;
  g_autofree char *line = place != NULL ? corral_sentence_link (text, place) : g_markup_escape_text (text, -1);

  g_string_append_printf (markup, "%s• %s", markup->len > 0 ? "\n" : "", line);
}

static void
add_heading (GString *markup, const char *text)
{
  g_autofree char *safe = g_markup_escape_text (text, -1);

  g_string_append_printf (markup, "%s<b>%s</b>", markup->len > 0 ? "\n" : "", safe);
}

static void
add_evidence (GString *markup, CorralFleet *fleet, const CorralVerdict *verdict, gboolean against)
{
  gboolean any = FALSE;

  for (guint i = 0; i < verdict->n_evidence; i++)
    {
      const CorralEvidence *evidence = &verdict->evidence[i];
      g_autofree char *text = NULL;
      g_autofree char *uri = NULL;

      if (evidence->against != against)
        continue;
      if (against && !any)
        add_heading (markup, _ ("Against it"));
      any = TRUE;
      text = corral_evidence_to_text (fleet, verdict, evidence);
      uri = corral_evidence_to_uri (fleet, verdict, evidence);
      add_line (markup, text, uri);
    }
}

void
corral_verdict_why_show (CorralVerdictWhy *self, CorralFleet *fleet, const CorralVerdict *verdict)
{
  g_autoptr (GString) markup = g_string_new (NULL);
  g_autofree char *label = verdict->confidence_pct > 0
                             /* Translators: "Quite sure (92 %). Why?": a click tells */
                             ? g_strdup_printf (_ ("%s (%u %%). Why?"), corral_verdict_sureness (verdict),
                                                verdict->confidence_pct)
                             : g_strdup (_ ("Why not?"));

  g_return_if_fail (CORRAL_IS_VERDICT_WHY (self));
  add_evidence (markup, fleet, verdict, FALSE);
  add_evidence (markup, fleet, verdict, TRUE);
  if (verdict->n_doubts > 0)
    add_heading (markup, _ ("It would be otherwise if"));
  for (guint i = 0; i < verdict->n_doubts; i++)
    {
      g_autofree char *text = corral_doubt_to_text (fleet, verdict, verdict->doubts[i]);

      add_line (markup, text, NULL);
    }
  gtk_expander_set_label (GTK_EXPANDER (self->expander), label);
  /* Its label is a widget in it, which names nothing. */
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->expander), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
  corral_sentence_set_markup (CORRAL_SENTENCE (self->sentence), markup->str);
  gtk_widget_set_visible (GTK_WIDGET (self), markup->len > 0);
}
