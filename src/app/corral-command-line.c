/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The options, and what can be said against them. Main thread, before there is a display. */
#include "config.h"

#include "corral-command-line.h"

#include "corral-api.h"
#include "corral-rights.h"
#include "corral-secrecy.h"

#include <glib/gi18n.h>
#include <stdio.h>

static const GOptionEntry options[] = {
  { "demo", 0, 0, G_OPTION_ARG_NONE, NULL, N_ ("Open on the demo fleet, in a cloud of its own on this PC"), NULL },
  { "offline", 0, 0, G_OPTION_ARG_NONE, NULL, N_ ("Ask nobody; show what is stored"), NULL },
  { "api", 0, 0, G_OPTION_ARG_STRING, NULL, N_ ("Address of the cloud"), N_ ("URL") },
  { "account", 0, 0, G_OPTION_ARG_STRING, NULL, N_ ("Begin as this person, who is signed in on this PC"), N_ ("NAME") },
  { "token-file", 0, 0, G_OPTION_ARG_FILENAME, NULL, N_ ("File with the access token"), N_ ("FILE") },
  { "data", 0, 0, G_OPTION_ARG_FILENAME, NULL, N_ ("Keep everything in this folder"), N_ ("DIR") },
  { "page", 0, 0, G_OPTION_ARG_STRING, NULL, N_ ("Open this page: a name or a corral: link"), N_ ("PAGE") },
  { "size", 0, 0, G_OPTION_ARG_STRING, NULL, N_ ("Size of the window"), N_ ("WIDTHxHEIGHT") },
  { "dark", 0, 0, G_OPTION_ARG_NONE, NULL, N_ ("Dark colours"), NULL },
  { "carts", 0, 0, G_OPTION_ARG_STRING, NULL, N_ ("How many carts the demo fleet has"), N_ ("N") },
  { "stores", 0, 0, G_OPTION_ARG_STRING, NULL, N_ ("How many stores the demo fleet has"), N_ ("N") },
  { "role", 0, 0, G_OPTION_ARG_STRING, NULL, N_ ("Who you are in the demo fleet, such as store_manager"), N_ ("ROLE") },
  { "picture", 0, 0, G_OPTION_ARG_FILENAME, NULL, N_ ("Write a picture of the window to this file and quit"),
    N_ ("FILE") },
  { "version", 0, 0, G_OPTION_ARG_NONE, NULL, N_ ("Print the version and quit"), NULL },
  { NULL },
};

gboolean
corral_command_line_complain (const char *sentence)
{
  g_printerr ("corral: %s\n", sentence);
  return FALSE;
}

static gboolean
read_token (const char *file, char **token)
{
  g_autoptr (GError) error = NULL;
  corral_autowipe char *text = NULL;

  if (!g_file_get_contents (file, &text, NULL, &error))
    {
      g_autofree char *sentence = g_strdup_printf (_ ("the token file cannot be read: %s"), error->message);

      return corral_command_line_complain (sentence);
    }
  *token = g_strdup (g_strstrip (text));
  return TRUE;
}

/* From 1 to @most; FALSE when it was given and is none. GApplication takes an option that is 0 as not given, so
 * numbers are read here. */
static gboolean
read_number (GVariantDict *given, const char *name, guint most, guint *number)
{
  const char *text = NULL;
  guint64 value = 0;

  if (!g_variant_dict_lookup (given, name, "&s", &text))
    return TRUE;
  if (!g_ascii_string_to_unsigned (text, 10, 1, most, &value, NULL))
    return FALSE;
  *number = (guint) value;
  return TRUE;
}

gboolean
corral_command_line_read (CorralCommandLine *self, GVariantDict *given, const CorralManaged *managed)
{
  const char *text = NULL;
  g_autoptr (GError) error = NULL;

  self->start.demo = g_variant_dict_contains (given, "demo");
  self->start.offline = g_variant_dict_contains (given, "offline");
  self->dark = g_variant_dict_contains (given, "dark");
  g_variant_dict_lookup (given, "api", "s", &self->start.api);
  g_variant_dict_lookup (given, "data", "^ay", &self->start.data_dir);
  g_variant_dict_lookup (given, "picture", "^ay", &self->picture);
  g_variant_dict_lookup (given, "account", "s", &self->account);

  if (self->start.data_dir != NULL && !managed->may_store)
    return corral_command_line_complain (_ ("--data cannot be used: your administrator has turned off keeping data on this PC"));
  if (self->start.data_dir != NULL)
    {
      char *absolute = g_canonicalize_filename (self->start.data_dir, NULL);

      g_free (self->start.data_dir);
      self->start.data_dir = absolute;
    }
  if (self->account != NULL
      && (self->start.demo || self->start.api != NULL || self->start.data_dir != NULL
          || g_variant_dict_contains (given, "token-file")))
    return corral_command_line_complain (_ ("--account says where to and which folder; it goes without --demo, --api, "
                                            "--token-file and --data"));
  if (!read_number (given, "carts", 1000000, &self->start.demo_carts))
    return corral_command_line_complain (_ ("--carts takes a number from 1 to 1000000"));
  if (!read_number (given, "stores", 10000, &self->start.demo_stores))
    return corral_command_line_complain (_ ("--stores takes a number from 1 to 10000"));
  if (g_variant_dict_lookup (given, "role", "&s", &text))
    {
      CorralRole role;

      if (!corral_role_from_name (text, &role))
        return corral_command_line_complain (_ ("--role takes support_agent, support_lead, store_manager, chain_manager, loss_prevention or "
                            "fleet_ops"));
      self->start.demo_role = corral_role_get_name (role);
    }
  if (self->start.api != NULL)
    {
      g_autoptr (CorralClock) clock = corral_clock_new_system ();
      g_autoptr (CorralApi) api = corral_api_new (self->start.api, clock, &error);

      if (api == NULL)
        return corral_command_line_complain (error->message);
      if (!corral_managed_allows_cloud (managed, corral_api_get_base (api), &error))
        return corral_command_line_complain (error->message);
      g_free (self->start.api);
      self->start.api = g_strdup (corral_api_get_base (api));
      self->signs_in = !g_variant_dict_contains (given, "token-file");
    }
  if (g_variant_dict_lookup (given, "token-file", "^&ay", &text) && !read_token (text, &self->start.token))
    return FALSE;
  if (g_variant_dict_lookup (given, "page", "&s", &text))
    {
      self->first_place = corral_place_parse (text, &error);
      if (self->first_place == NULL)
        return corral_command_line_complain (error->message);
    }
  if (g_variant_dict_lookup (given, "size", "&s", &text)
      && (sscanf (text, "%4dx%4d", &self->width, &self->height) != 2 || self->width < 360 || self->height < 240))
    return corral_command_line_complain (_ ("--size takes something like 1280x800"));
  return TRUE;
}


const GOptionEntry *
corral_command_line_get_options (void)
{
  return options;
}

void
corral_command_line_clear (CorralCommandLine *self)
{
  corral_start_clear (&self->start);
  g_clear_pointer (&self->account, g_free);
  g_clear_pointer (&self->picture, g_free);
  g_clear_pointer (&self->first_place, corral_place_unref);
}
