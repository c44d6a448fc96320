/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Scanners in a window: looks at every key before anything else does, lets characters pass (a person's first one looks
 * the same), and when they turn out to be a scanner's puts back what they did to the focused field. Main thread. */
#include "config.h"

#include "corral-scan-watch.h"

#include "corral-scan-burst.h"

/* What had the focus when the first character came. */
typedef struct
{
  CorralScanBurst *burst;
  CorralScanFunc func;
  gpointer owner;   /* (nullable): weak */
  GtkWidget *field; /* (nullable): weak: a GtkEditable or a GtkTextView */
  char *text;       /* (owned) (nullable): what was in it */
  int start;        /* its selection, in characters */
  int end;
} Watch;

static void
forget_field (Watch *watch)
{
  if (watch->field != NULL)
    g_object_remove_weak_pointer (G_OBJECT (watch->field), (gpointer *) &watch->field);
  watch->field = NULL;
  g_clear_pointer (&watch->text, g_free);
}

static void
watch_free (gpointer data, GClosure *closure)
{
  Watch *watch = data;

  forget_field (watch);
  if (watch->owner != NULL)
    g_object_remove_weak_pointer (watch->owner, &watch->owner);
  corral_scan_burst_free (watch->burst);
  g_free (watch);
}

static void
remember_field (Watch *watch, GtkWidget *focus)
{
  forget_field (watch);
  if (focus != NULL && GTK_IS_EDITABLE (focus))
    {
      watch->text = g_strdup (gtk_editable_get_text (GTK_EDITABLE (focus)));
      if (!gtk_editable_get_selection_bounds (GTK_EDITABLE (focus), &watch->start, &watch->end))
        watch->start = watch->end = gtk_editable_get_position (GTK_EDITABLE (focus));
    }
  else if (focus != NULL && GTK_IS_TEXT_VIEW (focus))
    {
      GtkTextBuffer *buffer = gtk_text_view_get_buffer (GTK_TEXT_VIEW (focus));
      GtkTextIter start, end;

      gtk_text_buffer_get_bounds (buffer, &start, &end);
      watch->text = gtk_text_buffer_get_text (buffer, &start, &end, TRUE);
      gtk_text_buffer_get_selection_bounds (buffer, &start, &end);
      watch->start = gtk_text_iter_get_offset (&start);
      watch->end = gtk_text_iter_get_offset (&end);
    }
  else
    {
      return;
    }
  watch->field = focus;
  g_object_add_weak_pointer (G_OBJECT (focus), (gpointer *) &watch->field);
}

static void
put_back_buffer (GtkTextBuffer *buffer, const Watch *watch)
{
  GtkTextIter start, end;
  g_autofree char *is = NULL;

  gtk_text_buffer_get_bounds (buffer, &start, &end);
  is = gtk_text_buffer_get_text (buffer, &start, &end, TRUE);
  if (g_strcmp0 (is, watch->text) != 0)
    gtk_text_buffer_set_text (buffer, watch->text, -1);
  gtk_text_buffer_get_iter_at_offset (buffer, &start, watch->start);
  gtk_text_buffer_get_iter_at_offset (buffer, &end, watch->end);
  gtk_text_buffer_select_range (buffer, &start, &end);
}

static void
put_back (Watch *watch)
{
  if (watch->field == NULL)
    return;
  if (GTK_IS_TEXT_VIEW (watch->field))
    {
      put_back_buffer (gtk_text_view_get_buffer (GTK_TEXT_VIEW (watch->field)), watch);
      return;
    }
  if (g_strcmp0 (gtk_editable_get_text (GTK_EDITABLE (watch->field)), watch->text) != 0)
    gtk_editable_set_text (GTK_EDITABLE (watch->field), watch->text);
  gtk_editable_select_region (GTK_EDITABLE (watch->field), watch->start, watch->end);
}

static gboolean
is_enter (guint keyval)
{
  /* Some are set to send a line feed. */
  return keyval == GDK_KEY_Return || keyval == GDK_KEY_KP_Enter || keyval == GDK_KEY_ISO_Enter
         || keyval == GDK_KEY_Linefeed;
}

static gboolean
is_modifier (guint keyval)
{
  return (keyval >= GDK_KEY_Shift_L && keyval <= GDK_KEY_Hyper_R) || keyval == GDK_KEY_ISO_Level3_Shift;
}

static gboolean
key_pressed_cb (GtkEventControllerKey *keys, guint keyval, guint keycode, GdkModifierType state, gpointer data)
{
  Watch *watch = data;
  gint64 time_ms = gtk_event_controller_get_current_event_time (GTK_EVENT_CONTROLLER (keys));
  GtkWidget *window = gtk_event_controller_get_widget (GTK_EVENT_CONTROLLER (keys));
  gunichar character = gdk_keyval_to_unicode (keyval);
  g_autofree char *scanned = NULL;

  /* Capitals come with Shift. */
  if (is_modifier (keyval) || watch->owner == NULL)
    return GDK_EVENT_PROPAGATE;
  /* No scanner ends with Ctrl and Enter: that is somebody who types fast and has a caller on the line. */
  if (is_enter (keyval) && (state & (GDK_CONTROL_MASK | GDK_ALT_MASK | GDK_SUPER_MASK)) == 0)
    {
      scanned = corral_scan_burst_end (watch->burst, time_ms);
      if (scanned == NULL)
        {
          forget_field (watch);
          return GDK_EVENT_PROPAGATE;
        }
      put_back (watch);
      forget_field (watch);
      watch->func (scanned, watch->owner);
      return GDK_EVENT_STOP;
    }
  if (character < 0x20 || character == 0x7f || (state & (GDK_CONTROL_MASK | GDK_ALT_MASK | GDK_SUPER_MASK)) != 0)
    corral_scan_burst_break (watch->burst);
  else if (corral_scan_burst_take (watch->burst, character, time_ms))
    remember_field (watch, gtk_root_get_focus (GTK_ROOT (window)));
  return GDK_EVENT_PROPAGATE;
}

void
corral_scan_watch_add (GtkWindow *window, CorralScanFunc func, gpointer owner)
{
  GtkEventController *keys = gtk_event_controller_key_new ();
  Watch *watch = g_new0 (Watch, 1);

  watch->burst = corral_scan_burst_new ();
  watch->func = func;
  watch->owner = owner;
  g_object_add_weak_pointer (owner, &watch->owner);
  gtk_event_controller_set_propagation_phase (keys, GTK_PHASE_CAPTURE);
  g_signal_connect_data (keys, "key-pressed", G_CALLBACK (key_pressed_cb), watch, watch_free, 0);
  gtk_widget_add_controller (GTK_WIDGET (window), keys);
}
