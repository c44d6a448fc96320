/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A sentence with links to places. Main thread. */
#include "config.h"

#include "corral-sentence.h"

struct _CorralSentence
{
  GtkWidget parent_instance;

  GtkWidget *label;
};

G_DEFINE_FINAL_TYPE (CorralSentence, corral_sentence, GTK_TYPE_WIDGET)

/* Only our own places are followed: a text from the cloud must not open a browser. */
static gboolean
on_activate_link (GtkLabel *label, const char *uri, CorralSentence *self)
{
  if (g_str_has_prefix (uri, "corral:"))
    gtk_widget_activate_action (GTK_WIDGET (self), "win.go", "s", uri);
  return GDK_EVENT_STOP;
}

static void
corral_sentence_dispose (GObject *object)
{
  CorralSentence *self = CORRAL_SENTENCE (object);

  g_clear_pointer (&self->label, gtk_widget_unparent);

  G_OBJECT_CLASS (corral_sentence_parent_class)->dispose (object);
}

static void
corral_sentence_class_init (CorralSentenceClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = corral_sentence_dispose;
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BIN_LAYOUT);
}

static void
corral_sentence_init (CorralSentence *self)
{
  gtk_widget_add_css_class (GTK_WIDGET (self), "corral-sentence");
  self->label = gtk_label_new (NULL);
  gtk_label_set_wrap (GTK_LABEL (self->label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (self->label), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_xalign (GTK_LABEL (self->label), 0);
  gtk_label_set_selectable (GTK_LABEL (self->label), FALSE);
  g_signal_connect (self->label, "activate-link", G_CALLBACK (on_activate_link), self);
  gtk_widget_set_parent (self->label, GTK_WIDGET (self));
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
}

GtkWidget *
corral_sentence_new (void)
{
  return g_object_new (CORRAL_TYPE_SENTENCE, NULL);
}

void
corral_sentence_set_text (CorralSentence *self, const char *text)
{
  g_return_if_fail (CORRAL_IS_SENTENCE (self));

  gtk_label_set_text (GTK_LABEL (self->label), text != NULL ? text : "");
  gtk_widget_set_visible (GTK_WIDGET (self), text != NULL);
}

void
corral_sentence_set_markup (CorralSentence *self, const char *markup)
{
  g_return_if_fail (CORRAL_IS_SENTENCE (self));

  /* Setting the same again would take the focus from a link. */
  if (markup != NULL && strcmp (gtk_label_get_label (GTK_LABEL (self->label)), markup) != 0)
    gtk_label_set_markup (GTK_LABEL (self->label), markup);
  gtk_widget_set_visible (GTK_WIDGET (self), markup != NULL);
}

const char *
corral_sentence_get_text (CorralSentence *self)
{
  g_return_val_if_fail (CORRAL_IS_SENTENCE (self), NULL);

  return gtk_label_get_text (GTK_LABEL (self->label));
}

char *
corral_sentence_link (const char *text, CorralPlace *place)
{
  g_autofree char *uri = corral_place_to_uri (place);

  return g_markup_printf_escaped ("<a href=\"%s\">%s</a>", uri, text);
}
