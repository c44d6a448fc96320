/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Pictures of the real program, for the README, for reviews and for tests: exactly what GSK renders. */
#include "config.h"

#include "corral-picture.h"

#include "corral-application.h"

#include <glib/gi18n.h>

#define LOOK_EVERY_MS 100
#define GIVE_UP_MS 60000
/* Looks in a row at which everything has to be there: lets layouts and late values come to rest. */
#define CALM_LOOKS 5

typedef struct
{
  CorralWindow *window;      /* (unowned) (nullable): the source goes with it */
  GtkWindow *plain;          /* (unowned) (nullable): the same, of one without a fleet */
  CorralServices *services;  /* (owned) (nullable) */
  char *file;                /* (owned) */
  guint calm;
  gint64 waited_ms;
} Taking;

static void
taking_free (gpointer data)
{
  Taking *taking = data;

  g_clear_object (&taking->services);
  g_free (taking->file);
  g_free (taking);
}

gboolean
corral_picture_write (GtkWindow *window, const char *file)
{
  g_autoptr (GdkPaintable) paintable = gtk_widget_paintable_new (GTK_WIDGET (window));
  GskRenderer *renderer = gtk_native_get_renderer (GTK_NATIVE (window));
  GtkSnapshot *snapshot = gtk_snapshot_new ();
  int width = gdk_paintable_get_intrinsic_width (paintable);
  int height = gdk_paintable_get_intrinsic_height (paintable);
  g_autoptr (GdkTexture) texture = NULL;
  GskRenderNode *node;

  gdk_paintable_snapshot (paintable, snapshot, width, height);
  node = gtk_snapshot_free_to_node (snapshot);
  if (node == NULL || renderer == NULL)
    return FALSE;
  texture = gsk_renderer_render_texture (renderer, node, &GRAPHENE_RECT_INIT (0, 0, (float) width, (float) height));
  gsk_render_node_unref (node);
  return gdk_texture_save_to_png (texture, file);
}

/* Nothing comes by itself before somebody signs in. */
static gboolean
waits_for_somebody (CorralServices *services)
{
  CorralSignIn *sign_in = corral_services_get_sign_in (services);

  return sign_in != NULL && corral_sign_in_get_state (sign_in) != CORRAL_SIGN_IN_STARTING
         && corral_sign_in_get_state (sign_in) != CORRAL_SIGN_IN_GOOD;
}

static gboolean
is_calm (Taking *taking)
{
  CorralSync *sync = corral_services_get_sync (taking->services);
  CorralSyncStatus *status = sync != NULL ? corral_sync_get_status (sync) : NULL;

  if (!gtk_widget_get_mapped (GTK_WIDGET (taking->window)) || !corral_window_is_settled (taking->window))
    return FALSE;
  if (corral_services_is_offline (taking->services) || status == NULL)
    return TRUE;
  if (!status->connected && waits_for_somebody (taking->services))
    return TRUE;
  if (!status->connected && corral_services_get_trouble (taking->services) != NULL)
    return TRUE; /* and it will stay so */
  return status->caught_up || status->hop != CORRAL_HOP_NONE;
}

static gboolean
write_or_complain (GtkWindow *window, const char *file)
{
  gboolean written = corral_picture_write (window, file);

  if (!written)
    g_printerr (_ ("corral: the picture could not be written to %s\n"), file);
  return written;
}

static gboolean
look_cb (gpointer data)
{
  Taking *taking = data;
  gboolean given_up = taking->waited_ms >= GIVE_UP_MS;
  GApplication *application = g_application_get_default ();
  gboolean written;

  taking->waited_ms += LOOK_EVERY_MS;
  taking->calm = is_calm (taking) ? taking->calm + 1 : 0;
  if (taking->calm < CALM_LOOKS && !given_up)
    return G_SOURCE_CONTINUE;

  written = write_or_complain (GTK_WINDOW (taking->window), taking->file);
  if (given_up)
    g_printerr ("%s\n", _ ("corral: not everything came in time; the picture shows what there is"));
  if (!written || given_up)
    corral_application_fail (CORRAL_APPLICATION (application));
  g_application_quit (application);
  return G_SOURCE_REMOVE;
}

void
corral_picture_take (CorralWindow *window, CorralServices *services, const char *file)
{
  Taking *taking = g_new0 (Taking, 1);

  taking->window = window;
  taking->services = g_object_ref (services);
  taking->file = g_canonicalize_filename (file, NULL);
  g_timeout_add_full (G_PRIORITY_LOW, LOOK_EVERY_MS, look_cb, taking, taking_free);
}

static gboolean
look_plainly_cb (gpointer data)
{
  Taking *taking = data;
  GApplication *application = g_application_get_default ();

  taking->calm = gtk_widget_get_mapped (GTK_WIDGET (taking->plain)) ? taking->calm + 1 : 0;
  if (taking->calm < CALM_LOOKS)
    return G_SOURCE_CONTINUE;
  if (!write_or_complain (taking->plain, taking->file))
    corral_application_fail (CORRAL_APPLICATION (application));
  g_application_quit (application);
  return G_SOURCE_REMOVE;
}

void
corral_picture_take_plain (GtkWindow *window, const char *file)
{
  Taking *taking = g_new0 (Taking, 1);

  taking->plain = window;
  taking->file = g_canonicalize_filename (file, NULL);
  g_timeout_add_full (G_PRIORITY_LOW, LOOK_EVERY_MS, look_plainly_cb, taking, taking_free);
}
