/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What all dialogs of forms are framed by. Main thread. */
#include "config.h"

#include "corral-dialog-frame.h"

#include "corral-text-size.h"

/* Beside a panel of the desktop, and below one. */
#define WIDEST_PX 960
#define HIGHEST_BODY_PX 640

struct _CorralDialogFrame
{
  GtkWidget parent_instance;

  GtkWidget *content;
};

#define CORRAL_TYPE_DIALOG_FRAME (corral_dialog_frame_get_type ())
G_DECLARE_FINAL_TYPE (CorralDialogFrame, corral_dialog_frame, CORRAL, DIALOG_FRAME, GtkWidget)
G_DEFINE_FINAL_TYPE (CorralDialogFrame, corral_dialog_frame, GTK_TYPE_WIDGET)

static GtkSizeRequestMode
corral_dialog_frame_get_request_mode (GtkWidget *widget)
{
  return GTK_SIZE_REQUEST_HEIGHT_FOR_WIDTH;
}

/* However long its buttons' words are, it wants to be no wider. */
static void
corral_dialog_frame_measure (GtkWidget *widget,
                             GtkOrientation orientation,
                             int for_size,
                             int *minimum,
                             int *natural,
                             int *minimum_baseline,
                             int *natural_baseline)
{
  gtk_widget_measure (CORRAL_DIALOG_FRAME (widget)->content, orientation, for_size, minimum,
                      natural, NULL, NULL);
  if (orientation == GTK_ORIENTATION_HORIZONTAL)
    *natural = MAX (*minimum, MIN (*natural, WIDEST_PX));
}

static void
corral_dialog_frame_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  gtk_widget_size_allocate (CORRAL_DIALOG_FRAME (widget)->content,
                            &(GtkAllocation){ 0, 0, width, height }, -1);
}

static void
corral_dialog_frame_dispose (GObject *object)
{
  g_clear_pointer (&CORRAL_DIALOG_FRAME (object)->content, gtk_widget_unparent);
  G_OBJECT_CLASS (corral_dialog_frame_parent_class)->dispose (object);
}

static void
corral_dialog_frame_class_init (CorralDialogFrameClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = corral_dialog_frame_dispose;
  GTK_WIDGET_CLASS (klass)->get_request_mode = corral_dialog_frame_get_request_mode;
  GTK_WIDGET_CLASS (klass)->measure = corral_dialog_frame_measure;
  GTK_WIDGET_CLASS (klass)->size_allocate = corral_dialog_frame_size_allocate;
}

static void
corral_dialog_frame_init (CorralDialogFrame *self)
{
  self->content = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  gtk_widget_set_parent (self->content, GTK_WIDGET (self));
}

void
corral_dialog_frame_fill (AdwWindow *window,
                          AdwHeaderBar *header,
                          GtkWidget *body,
                          const char *title)
{
  CorralDialogFrame *self = g_object_new (CORRAL_TYPE_DIALOG_FRAME, NULL);
  GtkWidget *scrolled = gtk_scrolled_window_new ();
  GtkWidget *words = adw_window_title_new (title, NULL);

  g_return_if_fail (ADW_IS_WINDOW (window) && ADW_IS_HEADER_BAR (header));

  gtk_widget_set_tooltip_text (words, title);
  adw_header_bar_set_title_widget (header, words);
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scrolled), GTK_POLICY_NEVER,
                                  GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_propagate_natural_height (GTK_SCROLLED_WINDOW (scrolled), TRUE);
  gtk_scrolled_window_set_propagate_natural_width (GTK_SCROLLED_WINDOW (scrolled), TRUE);
  gtk_scrolled_window_set_max_content_height (GTK_SCROLLED_WINDOW (scrolled), HIGHEST_BODY_PX);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scrolled), body);
  gtk_widget_set_vexpand (scrolled, TRUE);
  gtk_box_append (GTK_BOX (self->content), GTK_WIDGET (header));
  gtk_box_append (GTK_BOX (self->content), scrolled);
  adw_window_set_content (window, GTK_WIDGET (self));
  gtk_window_set_title (GTK_WINDOW (window), title);
}

int
corral_dialog_frame_px (GtkWidget *widget, int px)
{
  return MIN (corral_text_size_px (widget, px), WIDEST_PX);
}

static void
escape_cb (GtkWidget *search)
{
  GtkWidget *popover = gtk_widget_get_ancestor (search, GTK_TYPE_POPOVER);

  if (*gtk_editable_get_text (GTK_EDITABLE (search)) != '\0')
    gtk_editable_set_text (GTK_EDITABLE (search), "");
  else if (popover != NULL)
    gtk_popover_popdown (GTK_POPOVER (popover));
  else
    gtk_widget_activate_action (search, "window.close", NULL);
}

void
corral_dialog_frame_let_escape (GtkWidget *search)
{
  g_return_if_fail (GTK_IS_SEARCH_ENTRY (search));

  g_signal_connect (search, "stop-search", G_CALLBACK (escape_cb), NULL);
}
