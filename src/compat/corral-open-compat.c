/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Opening an address in another program. Main thread. */
#include "config.h"

#include "corral-open-compat.h"

typedef struct
{
  CorralCompatOpenedFunc func;
  gpointer data;
} Opening;

static void
finish (Opening *opening, gboolean opened)
{
  opening->func (opened, opening->data);
  g_free (opening);
}

#if GTK_CHECK_VERSION(4, 10, 0)

static void
opened_cb (GObject *object, GAsyncResult *result, gpointer data)
{
  finish (data, gtk_uri_launcher_launch_finish (GTK_URI_LAUNCHER (object), result, NULL));
}

static void
open_uri (GtkWindow *parent, const char *uri, Opening *opening)
{
  g_autoptr (GtkUriLauncher) launcher = gtk_uri_launcher_new (uri);

  gtk_uri_launcher_launch (launcher, parent, NULL, opened_cb, opening);
}

#else

static void
opened_cb (GObject *object, GAsyncResult *result, gpointer data)
{
  finish (data, gtk_show_uri_full_finish (GTK_WINDOW (object), result, NULL));
}

static void
open_uri (GtkWindow *parent, const char *uri, Opening *opening)
{
  gtk_show_uri_full (parent, uri, GDK_CURRENT_TIME, NULL, opened_cb, opening);
}

#endif

void
corral_compat_open_uri (GtkWindow *parent, const char *uri, CorralCompatOpenedFunc func, gpointer data)
{
  Opening *opening = g_new0 (Opening, 1);

  opening->func = func;
  opening->data = data;
  open_uri (parent, uri, opening);
}
