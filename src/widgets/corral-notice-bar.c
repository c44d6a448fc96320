/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One sentence above a page, and at most one action. Main thread. */
#include "config.h"

#include "corral-notice-bar.h"

#include "corral-sentence.h"

#define WIDEST_PX (1 << 16)

struct _CorralNoticeBar
{
  GtkWidget parent_instance;

  GtkWidget *box;
  GtkWidget *image;
  GtkWidget *label;
  GtkWidget *button;
};

enum
{
  ACTION,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (CorralNoticeBar, corral_notice_bar, GTK_TYPE_WIDGET)

static const struct
{
  const char *css_class;
  const char *icon_name;
} kinds[] = {
  [CORRAL_NOTICE_INFO] = { "info", "corral-severity-info-symbolic" },
  [CORRAL_NOTICE_WATCH] = { "watch", "corral-severity-watch-symbolic" },
  [CORRAL_NOTICE_ACT] = { "act", "corral-severity-act-symbolic" },
};

static void
on_clicked (GtkButton *button, CorralNoticeBar *self)
{
  if (gtk_actionable_get_action_name (GTK_ACTIONABLE (button)) == NULL)
    g_signal_emit (self, signals[ACTION], 0);
}

static void
corral_notice_bar_dispose (GObject *object)
{
  CorralNoticeBar *self = CORRAL_NOTICE_BAR (object);

  g_clear_pointer (&self->box, gtk_widget_unparent);

  G_OBJECT_CLASS (corral_notice_bar_parent_class)->dispose (object);
}

/* A row of words and buttons asks for a pixel less while nobody says how wide it will be than it then has (GTK 4.8): it is
 * asked for a width at which nothing wraps. */
static void
corral_notice_bar_measure (GtkWidget *widget, GtkOrientation orientation, int for_size, int *minimum, int *natural,
                           int *minimum_baseline, int *natural_baseline)
{
  if (orientation == GTK_ORIENTATION_VERTICAL && for_size < 0)
    for_size = WIDEST_PX;
  gtk_widget_measure (CORRAL_NOTICE_BAR (widget)->box, orientation, for_size, minimum, natural, NULL, NULL);
}

static void
corral_notice_bar_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  gtk_widget_size_allocate (CORRAL_NOTICE_BAR (widget)->box, &(GtkAllocation){ 0, 0, width, height }, -1);
}

static GtkSizeRequestMode
corral_notice_bar_get_request_mode (GtkWidget *widget)
{
  return GTK_SIZE_REQUEST_HEIGHT_FOR_WIDTH;
}

static void
corral_notice_bar_class_init (CorralNoticeBarClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = corral_notice_bar_dispose;
  GTK_WIDGET_CLASS (klass)->measure = corral_notice_bar_measure;
  GTK_WIDGET_CLASS (klass)->size_allocate = corral_notice_bar_size_allocate;
  GTK_WIDGET_CLASS (klass)->get_request_mode = corral_notice_bar_get_request_mode;
  gtk_widget_class_set_accessible_role (GTK_WIDGET_CLASS (klass), GTK_ACCESSIBLE_ROLE_ALERT);
  signals[ACTION] = g_signal_new ("action", CORRAL_TYPE_NOTICE_BAR, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                  G_TYPE_NONE, 0);
}

static void
corral_notice_bar_init (CorralNoticeBar *self)
{
  self->box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 10);
  self->image = gtk_image_new ();
  self->label = corral_sentence_new ();
  self->button = gtk_button_new ();
  gtk_widget_add_css_class (self->box, "corral-notice");
  gtk_widget_set_hexpand (self->label, TRUE);
  gtk_widget_set_valign (self->button, GTK_ALIGN_CENTER);
  g_signal_connect (self->button, "clicked", G_CALLBACK (on_clicked), self);
  gtk_box_append (GTK_BOX (self->box), self->image);
  gtk_box_append (GTK_BOX (self->box), self->label);
  gtk_box_append (GTK_BOX (self->box), self->button);
  gtk_widget_set_parent (self->box, GTK_WIDGET (self));
  /* At once, rather than sliding: what is below moves once, for everybody. */
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
}

GtkWidget *
corral_notice_bar_new (void)
{
  return g_object_new (CORRAL_TYPE_NOTICE_BAR, NULL);
}

void
corral_notice_bar_show (CorralNoticeBar *self, CorralNoticeKind kind, const char *sentence, const char *button,
                        const char *action)
{
  g_return_if_fail (CORRAL_IS_NOTICE_BAR (self) && sentence != NULL);
  g_return_if_fail ((guint) kind < G_N_ELEMENTS (kinds));

  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    gtk_widget_remove_css_class (self->box, kinds[i].css_class);
  gtk_widget_add_css_class (self->box, kinds[kind].css_class);
  gtk_image_set_from_icon_name (GTK_IMAGE (self->image), kinds[kind].icon_name);
  gtk_widget_set_visible (self->button, button != NULL);
  if (button != NULL)
    gtk_button_set_label (GTK_BUTTON (self->button), button);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (self->button), NULL);
  gtk_actionable_set_action_target_value (GTK_ACTIONABLE (self->button), NULL);
  /* An action that is not enabled leaves the button so. */
  gtk_widget_set_sensitive (self->button, TRUE);
  if (action != NULL)
    gtk_actionable_set_detailed_action_name (GTK_ACTIONABLE (self->button), action);
  if (strcmp (corral_sentence_get_text (CORRAL_SENTENCE (self->label)), sentence) != 0)
    {
      corral_sentence_set_text (CORRAL_SENTENCE (self->label), sentence);
      gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, sentence, -1);
    }
  gtk_widget_set_visible (GTK_WIDGET (self), TRUE);
}

void
corral_notice_bar_hide (CorralNoticeBar *self)
{
  g_return_if_fail (CORRAL_IS_NOTICE_BAR (self));

  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
}

const char *
corral_notice_bar_get_sentence (CorralNoticeBar *self)
{
  g_return_val_if_fail (CORRAL_IS_NOTICE_BAR (self), NULL);

  if (!gtk_widget_get_visible (GTK_WIDGET (self)))
    return NULL;
  return corral_sentence_get_text (CORRAL_SENTENCE (self->label));
}
