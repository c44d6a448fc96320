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

static GtkSizeRequestMode
corral_sentence_get_request_mode (GtkWidget *widget)
{
  return GTK_SIZE_REQUEST_HEIGHT_FOR_WIDTH;
}

/* How wide a sentence would be at some height is of no interest, but boxes ask, and a label that wraps finds it
 * by trying widths: 1,500 times for one notice before the first frame (tests/bench/bench-first-frame.c). */
static void
corral_sentence_measure (GtkWidget *widget, GtkOrientation orientation, int for_size, int *minimum, int *natural,
                         int *minimum_baseline, int *natural_baseline)
{
  gtk_widget_measure (CORRAL_SENTENCE (widget)->label, orientation,
                      orientation == GTK_ORIENTATION_HORIZONTAL ? -1 : for_size, minimum, natural, minimum_baseline,
                      natural_baseline);
}

static void
corral_sentence_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  gtk_widget_allocate (CORRAL_SENTENCE (widget)->label, width, height, baseline, NULL);
}

static void
corral_sentence_class_init (CorralSentenceClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = corral_sentence_dispose;
  widget_class->get_request_mode = corral_sentence_get_request_mode;
  widget_class->measure = corral_sentence_measure;
  widget_class->size_allocate = corral_sentence_size_allocate;
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
