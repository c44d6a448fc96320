/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

/* What tests of widgets share: the program's styles and icons without the program, a window, waiting for a
 * condition, finding widgets, pictures to look at (in the folder named by CORRAL_PICTURES). */

static inline gboolean
widget_test_timed_out (gpointer flag)
{
  *(gboolean *) flag = TRUE;
  return G_SOURCE_REMOVE;
}

#define wait_until(condition) \
  G_STMT_START \
  { \
    gboolean wait_late = FALSE; \
    guint wait_source = g_timeout_add (10000, widget_test_timed_out, &wait_late); \
    while (!(condition) && !wait_late) \
      g_main_context_iteration (NULL, TRUE); \
    if (wait_late) \
      g_error ("%s:%d: waited in vain for: %s", __FILE__, __LINE__, #condition); \
    g_source_remove (wait_source); \
  } \
  G_STMT_END

static GtkCssProvider *widget_test_styles[4];

/* As AdwApplication does: style.css, then those for dark and for high contrast where they apply. */
static inline void
widget_test_set_look (gboolean dark, gboolean contrast)
{
  static const char *const names[] = { "style.css", "style-dark.css", "style-hc.css", "style-hc-dark.css" };
  gboolean wanted[] = { TRUE, dark, contrast, dark && contrast };
  GdkDisplay *display = gdk_display_get_default ();

  for (guint i = 0; i < 4; i++)
    {
      g_autofree char *path = g_strconcat ("/org/cartcorral/Corral/", names[i], NULL);

      if (widget_test_styles[i] == NULL)
        {
          widget_test_styles[i] = gtk_css_provider_new ();
          gtk_css_provider_load_from_resource (widget_test_styles[i], path);
        }
      gtk_style_context_remove_provider_for_display (display, GTK_STYLE_PROVIDER (widget_test_styles[i]));
      if (wanted[i])
        gtk_style_context_add_provider_for_display (display, GTK_STYLE_PROVIDER (widget_test_styles[i]),
                                                    GTK_STYLE_PROVIDER_PRIORITY_APPLICATION + (guint) i);
    }
  adw_style_manager_set_color_scheme (adw_style_manager_get_default (),
                                      dark ? ADW_COLOR_SCHEME_FORCE_DARK : ADW_COLOR_SCHEME_FORCE_LIGHT);
}

static inline void
widget_test_init (int *argc, char ***argv)
{
  gtk_test_init (argc, argv, NULL);
  adw_init ();
  gtk_icon_theme_add_resource_path (gtk_icon_theme_get_for_display (gdk_display_get_default ()),
                                    "/org/cartcorral/Corral/icons");
  widget_test_set_look (FALSE, FALSE);
}

/* A window that is on the screen, with @child in it. */
static inline GtkWidget *
widget_test_show (GtkWidget *child, int width, int height)
{
  GtkWidget *window = gtk_window_new ();

  gtk_window_set_default_size (GTK_WINDOW (window), width, height);
  gtk_window_set_title (GTK_WINDOW (window), "Test");
  gtk_window_set_child (GTK_WINDOW (window), child);
  gtk_window_present (GTK_WINDOW (window));
  wait_until (gtk_widget_get_mapped (window));
  gtk_test_widget_wait_for_draw (window);
  return window;
}

static inline gboolean
widget_test_count_frame (GtkWidget *widget, GdkFrameClock *clock, gpointer frames)
{
  (*(guint *) frames)++;
  return G_SOURCE_CONTINUE;
}

/* Lets @n frames go by. */
static inline void
widget_test_frames (GtkWidget *widget, guint n)
{
  guint frames = 0;
  guint tick = gtk_widget_add_tick_callback (widget, widget_test_count_frame, &frames, NULL);

  wait_until (frames > n);
  gtk_widget_remove_tick_callback (widget, tick);
}

/* Destroys the window and sees that nothing keeps it. */
static inline void
widget_test_close (GtkWidget *window)
{
  gpointer weak = window;

  g_object_add_weak_pointer (G_OBJECT (window), &weak);
  gtk_window_destroy (GTK_WINDOW (window));
  wait_until (weak == NULL);
}

static inline GtkWidget *
widget_test_find_type (GtkWidget *widget, GType type)
{
  if (g_type_is_a (G_OBJECT_TYPE (widget), type))
    return widget;
  for (GtkWidget *c = gtk_widget_get_first_child (widget); c != NULL; c = gtk_widget_get_next_sibling (c))
    {
      GtkWidget *found = widget_test_find_type (c, type);

      if (found != NULL)
        return found;
    }
  return NULL;
}

/* The first label or inscription that reads @text. */
static inline GtkWidget *
widget_test_find_text (GtkWidget *widget, const char *text)
{
  const char *own = GTK_IS_LABEL (widget)         ? gtk_label_get_text (GTK_LABEL (widget))
                    : GTK_IS_INSCRIPTION (widget) ? gtk_inscription_get_text (GTK_INSCRIPTION (widget))
                                                  : NULL;

  if (own != NULL && strcmp (own, text) == 0 && gtk_widget_get_mapped (widget))
    return widget;
  for (GtkWidget *c = gtk_widget_get_first_child (widget); c != NULL; c = gtk_widget_get_next_sibling (c))
    {
      GtkWidget *found = widget_test_find_text (c, text);

      if (found != NULL)
        return found;
    }
  return NULL;
}

static inline GdkTexture *
widget_test_picture (GtkWidget *window, const char *name)
{
  g_autoptr (GdkPaintable) paintable = NULL;
  g_autoptr (GskRenderNode) node = NULL;
  const char *folder = g_getenv ("CORRAL_PICTURES");
  GtkSnapshot *snapshot = gtk_snapshot_new ();
  GdkTexture *texture;
  int w, h;

  widget_test_frames (window, 2);
  paintable = gtk_widget_paintable_new (window);
  w = gdk_paintable_get_intrinsic_width (paintable);
  h = gdk_paintable_get_intrinsic_height (paintable);
  gdk_paintable_snapshot (paintable, snapshot, w, h);
  node = gtk_snapshot_free_to_node (snapshot);
  texture = gsk_renderer_render_texture (gtk_native_get_renderer (GTK_NATIVE (window)), node,
                                         &GRAPHENE_RECT_INIT (0, 0, w, h));
  if (folder != NULL)
    {
      g_autofree char *file = g_strdup_printf ("%s/%s.png", folder, name);

      gdk_texture_save_to_png (texture, file);
    }
  return texture;
}
