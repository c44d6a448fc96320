/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A few sentences of somebody's own, looked at while they are written. Main thread. */
#include "config.h"

#include "corral-free-text.h"

#include "corral-text-private.h"

#include <glib/gi18n.h>
#include <string.h>

#define HEIGHT_PX 96

struct _CorralFreeText
{
  GtkWidget parent_instance;

  gboolean optional;
  gboolean fit;
  gboolean empty;
  GtkWidget *box;
  GtkWidget *label;
  GtkWidget *view;
  GtkWidget *warning; /* the icon and the sentence */
  GtkWidget *problem;
  GtkTextTag *mark;   /* (unowned): the buffer's */
};

G_DEFINE_FINAL_TYPE (CorralFreeText, corral_free_text, GTK_TYPE_WIDGET)

enum
{
  SIGNAL_CHANGED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

static GtkTextBuffer *
get_buffer (CorralFreeText *self)
{
  return gtk_text_view_get_buffer (GTK_TEXT_VIEW (self->view));
}

static char *
get_all (CorralFreeText *self)
{
  GtkTextIter start, end;

  gtk_text_buffer_get_bounds (get_buffer (self), &start, &end);
  return gtk_text_buffer_get_text (get_buffer (self), &start, &end, FALSE);
}

static const char *
describe (CorralPrivate kind)
{
  switch (kind)
    {
    case CORRAL_PRIVATE_CARD:
      return _ ("The marked part looks like a card number. Take it out: such numbers are never saved.");
    case CORRAL_PRIVATE_EMAIL:
      return _ ("The marked part looks like an e-mail address. Take it out: it is not to be saved.");
    case CORRAL_PRIVATE_PHONE:
      return _ ("The marked part looks like a phone number. Take it out: it is not to be saved.");
    case CORRAL_PRIVATE_TOKEN:
      return _ ("The marked part looks like a sign-in’s secret. Take it out: whoever reads it could use it.");
    case CORRAL_PRIVATE_NONE:
    default:
      return NULL;
    }
}

/* Marks everything of the kind, not only the first: who takes out one shall see the next. */
static CorralPrivate
mark_private (CorralFreeText *self, const char *text)
{
  CorralPrivate first = CORRAL_PRIVATE_NONE;
  gsize at = 0;

  while (text[at] != '\0')
    {
      gsize start, length;
      CorralPrivate kind = corral_text_find_private (text + at, &start, &length);
      GtkTextIter from, to;

      if (kind == CORRAL_PRIVATE_NONE || length == 0)
        break;
      if (first == CORRAL_PRIVATE_NONE)
        first = kind;
      gtk_text_buffer_get_iter_at_offset (get_buffer (self), &from, (int) g_utf8_strlen (text, (gssize) (at + start)));
      gtk_text_buffer_get_iter_at_offset (get_buffer (self), &to,
                                          (int) g_utf8_strlen (text, (gssize) (at + start + length)));
      gtk_text_buffer_apply_tag (get_buffer (self), self->mark, &from, &to);
      at += start + length;
    }
  return first;
}

static void
look_at_text (CorralFreeText *self)
{
  g_autofree char *text = get_all (self);
  g_autofree char *trimmed = g_strstrip (g_strdup (text));
  gsize length = strlen (trimmed);
  g_autofree char *too_long = NULL;
  const char *problem = NULL;
  GtkTextIter start, end;

  gtk_text_buffer_get_bounds (get_buffer (self), &start, &end);
  gtk_text_buffer_remove_tag (get_buffer (self), self->mark, &start, &end);
  if (length > CORRAL_FREE_TEXT_MAX)
    {
      const char *beyond = trimmed + CORRAL_FREE_TEXT_MAX;
      gulong over;

      while ((*beyond & 0xc0) == 0x80)
        beyond--;
      over = (gulong) g_utf8_strlen (beyond, -1);
      problem = too_long = g_strdup_printf (
          ngettext ("The text is %lu character too long.", "The text is %lu characters too long.", over), over);
    }
  else
    problem = describe (mark_private (self, text));
  self->empty = length == 0;
  self->fit = problem == NULL && (length > 0 || self->optional);

  if (g_strcmp0 (problem, corral_free_text_get_problem (self)) != 0)
    {
      gtk_label_set_text (GTK_LABEL (self->problem), problem != NULL ? problem : "");
      gtk_widget_set_visible (self->warning, problem != NULL);
      /* The sentence is what a screen reader says of the field when it is wrong. */
      gtk_accessible_update_property (GTK_ACCESSIBLE (self->view), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                      problem != NULL ? problem : "", -1);
      gtk_accessible_update_state (GTK_ACCESSIBLE (self->view), GTK_ACCESSIBLE_STATE_INVALID,
                                   problem != NULL ? GTK_ACCESSIBLE_INVALID_TRUE : GTK_ACCESSIBLE_INVALID_FALSE, -1);
    }
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

static void
corral_free_text_dispose (GObject *object)
{
  CorralFreeText *self = CORRAL_FREE_TEXT (object);

  g_clear_pointer (&self->box, gtk_widget_unparent);
  G_OBJECT_CLASS (corral_free_text_parent_class)->dispose (object);
}

static gboolean
corral_free_text_grab_focus (GtkWidget *widget)
{
  return gtk_widget_grab_focus (CORRAL_FREE_TEXT (widget)->view);
}

static void
corral_free_text_class_init (CorralFreeTextClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = corral_free_text_dispose;
  GTK_WIDGET_CLASS (klass)->grab_focus = corral_free_text_grab_focus;
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BIN_LAYOUT);

  signals[SIGNAL_CHANGED] = g_signal_new ("changed", CORRAL_TYPE_FREE_TEXT, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                          G_TYPE_NONE, 0);
}

static void
corral_free_text_init (CorralFreeText *self)
{
  GtkWidget *scrolled = gtk_scrolled_window_new ();
  GtkWidget *icon = gtk_image_new_from_icon_name ("corral-severity-act-symbolic");

  self->empty = TRUE;
  self->box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  self->label = gtk_label_new (NULL);
  gtk_label_set_xalign (GTK_LABEL (self->label), 0);
  gtk_widget_add_css_class (self->label, "heading");
  self->view = gtk_text_view_new ();
  gtk_text_view_set_wrap_mode (GTK_TEXT_VIEW (self->view), GTK_WRAP_WORD_CHAR);
  /* Tab leads on, as everywhere in a dialog. */
  gtk_text_view_set_accepts_tab (GTK_TEXT_VIEW (self->view), FALSE);
  gtk_text_view_set_top_margin (GTK_TEXT_VIEW (self->view), 8);
  gtk_text_view_set_bottom_margin (GTK_TEXT_VIEW (self->view), 8);
  gtk_text_view_set_left_margin (GTK_TEXT_VIEW (self->view), 9);
  gtk_text_view_set_right_margin (GTK_TEXT_VIEW (self->view), 9);
  self->mark = gtk_text_buffer_create_tag (get_buffer (self), NULL, "underline", PANGO_UNDERLINE_ERROR, "weight",
                                           PANGO_WEIGHT_BOLD, NULL);
  g_signal_connect_swapped (get_buffer (self), "changed", G_CALLBACK (look_at_text), self);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scrolled), self->view);
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scrolled), GTK_POLICY_NEVER, GTK_POLICY_AUTOMATIC);
  gtk_widget_set_size_request (scrolled, -1, HEIGHT_PX);
  gtk_widget_set_vexpand (scrolled, TRUE);
  gtk_widget_add_css_class (scrolled, "free-text");

  self->warning = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  gtk_widget_set_valign (icon, GTK_ALIGN_START);
  self->problem = gtk_label_new (NULL);
  gtk_label_set_xalign (GTK_LABEL (self->problem), 0);
  gtk_label_set_wrap (GTK_LABEL (self->problem), TRUE);
  /* However long, it makes nothing wider. */
  gtk_label_set_max_width_chars (GTK_LABEL (self->problem), 40);
  gtk_widget_set_hexpand (self->problem, TRUE);
  gtk_widget_add_css_class (self->warning, "severity-act");
  gtk_box_append (GTK_BOX (self->warning), icon);
  gtk_box_append (GTK_BOX (self->warning), self->problem);
  gtk_widget_set_visible (self->warning, FALSE);

  gtk_box_append (GTK_BOX (self->box), self->label);
  gtk_box_append (GTK_BOX (self->box), scrolled);
  gtk_box_append (GTK_BOX (self->box), self->warning);
  gtk_widget_set_parent (self->box, GTK_WIDGET (self));
}

GtkWidget *
corral_free_text_new (const char *label, gboolean optional)
{
  CorralFreeText *self = g_object_new (CORRAL_TYPE_FREE_TEXT, NULL);

  self->optional = optional;
  self->fit = optional;
  gtk_label_set_text (GTK_LABEL (self->label), label);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->view), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
  return GTK_WIDGET (self);
}

char *
corral_free_text_get_text (CorralFreeText *self)
{
  g_return_val_if_fail (CORRAL_IS_FREE_TEXT (self), NULL);

  return g_strstrip (get_all (self));
}

void
corral_free_text_set_text (CorralFreeText *self, const char *text)
{
  g_return_if_fail (CORRAL_IS_FREE_TEXT (self));

  gtk_text_buffer_set_text (get_buffer (self), text, -1);
}

gboolean
corral_free_text_is_empty (CorralFreeText *self)
{
  g_return_val_if_fail (CORRAL_IS_FREE_TEXT (self), TRUE);

  return self->empty;
}

gboolean
corral_free_text_is_fit (CorralFreeText *self)
{
  g_return_val_if_fail (CORRAL_IS_FREE_TEXT (self), FALSE);

  return self->fit;
}

const char *
corral_free_text_get_problem (CorralFreeText *self)
{
  g_return_val_if_fail (CORRAL_IS_FREE_TEXT (self), NULL);

  return gtk_widget_get_visible (self->warning) ? gtk_label_get_text (GTK_LABEL (self->problem)) : NULL;
}
