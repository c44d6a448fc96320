/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the window's menu has. Main thread. */
#include "config.h"

#include "corral-main-menu.h"

#include <glib/gi18n.h>

static gboolean
is_signed_in (CorralServices *services)
{
  CorralSignIn *sign_in = corral_services_get_sign_in (services);

  return sign_in != NULL && corral_sign_in_get_token (sign_in) != NULL;
}

/* "Kim · api.example.com"; the cloud alone before it said who we are. NULL: nobody signs in here. */
static char *
name_account (CorralServices *services, CorralOutbox *outbox)
{
  const char *name = outbox != NULL ? corral_outbox_get_account_name (outbox) : NULL;
  g_autofree char *cloud = corral_services_dup_cloud_name (services);

  if (corral_services_get_sign_in (services) == NULL || cloud == NULL)
    return NULL;
  if (name == NULL || !is_signed_in (services))
    return g_steal_pointer (&cloud);
  /* Translators: a person, and the cloud they are signed in to */
  return g_strdup_printf (_ ("%s · %s"), name, cloud);
}

static GMenu *
make_people (CorralServices *services)
{
  GMenu *menu = g_menu_new ();
  CorralSignIn *sign_in = corral_services_get_sign_in (services);

  if (sign_in != NULL && !is_signed_in (services))
    g_menu_append (menu, _ ("Sign In…"), "app.sign-in");
  if (sign_in != NULL)
    g_menu_append (menu, _ ("Sign Out…"), "app.sign-out");
  if (sign_in != NULL)
    g_menu_append (menu, _ ("People on This PC…"), "app.people");
  if (sign_in != NULL)
    g_menu_append (menu, _ ("Lock"), "app.lock");
  return menu;
}

static GMenu *
make_link (CorralServices *services)
{
  GMenu *menu = g_menu_new ();

  g_menu_append (menu, _ ("Ask the Cloud Now"), "win.refresh");
  g_menu_append (menu, _ ("Work Offline"), "app.work-offline");
  if (corral_services_is_demo (services))
    g_menu_append (menu, _ ("Demo: Pull the Plug of the Cloud"), "app.demo-unplugged");
  g_menu_append (menu, _ ("Copy a Link to This Page"), "win.copy-link");
  return menu;
}

static GMenu *
make_program (CorralServices *services)
{
  GMenu *menu = g_menu_new ();

  g_menu_append (menu, _ ("Go On Watching When Closed"), "app.watch-in-background");
  g_menu_append (menu, _ ("What Was Looked At"), "win.go('corral:audit')");
  if (corral_services_is_demo (services))
    g_menu_append (menu, _ ("Sign In to a Cloud…"), "app.welcome");
  g_menu_append (menu, _ ("Preferences"), "app.preferences");
  g_menu_append (menu, _ ("Keyboard Shortcuts"), "win.shortcuts");
  g_menu_append (menu, _ ("Help"), "win.help");
  g_menu_append (menu, _ ("About Corral"), "app.about");
  g_menu_append (menu, _ ("Quit"), "app.quit");
  return menu;
}

GMenuModel *
corral_main_menu_new (CorralServices *services, CorralOutbox *outbox, GMenuModel *others)
{
  GMenu *menu = g_menu_new ();
  g_autoptr (GMenu) people = make_people (services);
  g_autoptr (GMenu) link = make_link (services);
  g_autoptr (GMenu) program = make_program (services);
  g_autofree char *account = name_account (services, outbox);

  if (g_menu_model_get_n_items (G_MENU_MODEL (people)) > 0)
    g_menu_append_section (menu, account, G_MENU_MODEL (people));
  if (others != NULL)
    g_menu_append_section (menu, NULL, others);
  g_menu_append_section (menu, NULL, G_MENU_MODEL (link));
  g_menu_append_section (menu, NULL, G_MENU_MODEL (program));
  return G_MENU_MODEL (menu);
}

char *
corral_main_menu_describe (CorralServices *services, CorralOutbox *outbox)
{
  g_autofree char *account = name_account (services, outbox);

  return g_strdup_printf ("%d %d %s", corral_services_is_demo (services), is_signed_in (services), account != NULL ? account : "");
}
