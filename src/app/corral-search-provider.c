/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The desktop's search, answered from the mirror. Main thread. */
#include "config.h"

#include "corral-search-provider.h"

#include "corral-find-words.h"

#include <glib/gi18n.h>
#include <string.h>

/* More than a desktop shows of one program. */
#define RESULTS_OF_A_KIND 5

/* How long a program that runs for a search alone waits for the next letter. */
#define STAY_S 20

/* One letter names nothing of ours. */
#define FEWEST_LETTERS 2

static const char interface_xml[]
    = "<node><interface name='org.gnome.Shell.SearchProvider2'>"
      "<method name='GetInitialResultSet'><arg type='as' direction='in'/><arg type='as' direction='out'/></method>"
      "<method name='GetSubsearchResultSet'><arg type='as' direction='in'/><arg type='as' direction='in'/>"
      "<arg type='as' direction='out'/></method>"
      "<method name='GetResultMetas'><arg type='as' direction='in'/><arg type='aa{sv}' direction='out'/></method>"
      "<method name='ActivateResult'><arg type='s' direction='in'/><arg type='as' direction='in'/>"
      "<arg type='u' direction='in'/></method>"
      "<method name='LaunchSearch'><arg type='as' direction='in'/><arg type='u' direction='in'/></method>"
      "</interface></node>";

struct _CorralSearchProvider
{
  GApplication *application;
  const CorralSearchProviderActs *acts;
  gpointer data;
  GDBusConnection *connection; /* (owned) (nullable): while it is exported */
  guint registration;
  CorralFleet *fleet;          /* (owned) (nullable) */
  CorralFinder *finder;        /* (owned) (nullable): from the first search on */
  guint stay_source;           /* while it runs, the application is held */
  gboolean locked;
  GQueue waiting;              /* (owned) (element-type GDBusMethodInvocation): asked before there was a fleet */
};

/* ---- answers ----------------------------------------------------------------------------------------------- */

static char *
join_terms (GVariant *terms)
{
  g_autofree const char **words = g_variant_get_strv (terms, NULL);

  return g_strstrip (g_strjoinv (" ", (char **) words));
}

/* What was found as links, each once, best first. */
static GVariant *
find (CorralSearchProvider *self, GVariant *terms)
{
  g_autofree char *text = join_terms (terms);
  g_autoptr (GPtrArray) links = g_ptr_array_new_with_free_func (g_free);
  g_auto (CorralFound) found;

  corral_found_init (&found);
  if (self->fleet != NULL && !self->locked && g_utf8_strlen (text, -1) >= FEWEST_LETTERS)
    {
      if (self->finder == NULL)
        self->finder = corral_finder_new (self->fleet, corral_find_words_get ());
      corral_finder_find (self->finder, text, RESULTS_OF_A_KIND, &found);
    }
  for (guint i = 0; i < found.finds->len && found.meant == NULL && found.left_out == NULL; i++)
    {
      g_autoptr (CorralPlace) place = corral_find_to_place (self->fleet, &g_array_index (found.finds, CorralFind, i));
      g_autofree char *link = place != NULL ? corral_place_to_uri (place) : NULL;
      CorralFind same = { 0 };

      /* A ticket leads to its cart, which may be here already. */
      if (link == NULL || g_ptr_array_find_with_equal_func (links, link, g_str_equal, NULL)
          || !corral_find_from_place (self->fleet, place, &same))
        continue;
      corral_find_clear (&same);
      g_ptr_array_add (links, g_steal_pointer (&link));
    }
  return g_variant_new ("(@as)", g_variant_new_strv ((const char *const *) links->pdata, (gssize) links->len));
}

static GVariant *
find_first (CorralSearchProvider *self, GVariant *parameters)
{
  g_autoptr (GVariant) terms = g_variant_get_child_value (parameters, 0);

  return find (self, terms);
}

/* The former results, of fewer words, are of no help: a search takes about as long as looking through them. */
static GVariant *
find_further (CorralSearchProvider *self, GVariant *parameters)
{
  g_autoptr (GVariant) terms = g_variant_get_child_value (parameters, 1);

  return find (self, terms);
}

/* One for each that was asked for, in the same order, which the desktop insists on. */
static GVariant *
describe (CorralSearchProvider *self, GVariant *parameters)
{
  g_autoptr (GVariant) given = g_variant_get_child_value (parameters, 0);
  g_autofree const char **links = g_variant_get_strv (given, NULL);
  GVariantBuilder metas;

  g_variant_builder_init (&metas, G_VARIANT_TYPE ("aa{sv}"));
  for (guint i = 0; links[i] != NULL; i++)
    {
      g_autoptr (CorralPlace) place = corral_place_parse (links[i], NULL);
      g_auto (CorralFindSaid) said = { NULL };
      CorralFind what = { 0 };

      g_variant_builder_open (&metas, G_VARIANT_TYPE_VARDICT);
      g_variant_builder_add (&metas, "{sv}", "id", g_variant_new_string (links[i]));
      if (self->locked)
        g_variant_builder_add (&metas, "{sv}", "name", g_variant_new_string (_ ("Corral is locked")));
      else if (self->fleet != NULL && place != NULL && corral_find_from_place (self->fleet, place, &what))
        {
          corral_find_words_say (self->fleet, &what, &said);
          g_variant_builder_add (&metas, "{sv}", "name", g_variant_new_string (said.title));
          g_variant_builder_add (&metas, "{sv}", "description", g_variant_new_string (said.subtitle));
          corral_find_clear (&what);
        }
      else
        g_variant_builder_add (&metas, "{sv}", "name", g_variant_new_string (_ ("No longer there")));
      g_variant_builder_close (&metas);
    }
  return g_variant_new ("(aa{sv})", &metas);
}

static GVariant *
activate (CorralSearchProvider *self, GVariant *parameters)
{
  const char *link;

  g_variant_get_child (parameters, 0, "&s", &link);
  self->acts->open (link, self->data);
  return NULL;
}

static GVariant *
launch (CorralSearchProvider *self, GVariant *parameters)
{
  g_autoptr (GVariant) terms = g_variant_get_child_value (parameters, 0);
  g_autofree char *text = join_terms (terms);

  self->acts->search (text, self->data);
  return NULL;
}

static const struct
{
  const char *name;
  gboolean looks; /* into the fleet; the others open a window */
  GVariant *(*answer) (CorralSearchProvider *self, GVariant *parameters);
} methods[] = {
  { "GetInitialResultSet", TRUE, find_first },
  { "GetSubsearchResultSet", TRUE, find_further },
  { "GetResultMetas", TRUE, describe },
  { "ActivateResult", FALSE, activate },
  { "LaunchSearch", FALSE, launch },
};

/* ---- asking -------------------------------------------------------------------------------------------------- */

static void
answer (CorralSearchProvider *self, GDBusMethodInvocation *invocation)
{
  const char *name = g_dbus_method_invocation_get_method_name (invocation);

  for (guint i = 0; i < G_N_ELEMENTS (methods); i++)
    if (strcmp (methods[i].name, name) == 0)
      {
        g_dbus_method_invocation_return_value (
            invocation, methods[i].answer (self, g_dbus_method_invocation_get_parameters (invocation)));
        return;
      }
  g_assert_not_reached ();
}

static gboolean
looks (const char *method)
{
  for (guint i = 0; i < G_N_ELEMENTS (methods); i++)
    if (strcmp (methods[i].name, method) == 0)
      return methods[i].looks;
  return FALSE;
}

static gboolean
stayed_cb (gpointer data)
{
  CorralSearchProvider *self = data;

  self->stay_source = 0;
  g_application_release (self->application);
  return G_SOURCE_REMOVE;
}

/* Whoever types asks again with each letter. */
static void
stay (CorralSearchProvider *self)
{
  if (self->stay_source == 0)
    g_application_hold (self->application);
  g_clear_handle_id (&self->stay_source, g_source_remove);
  self->stay_source = g_timeout_add_seconds (STAY_S, stayed_cb, self);
}

/* There is a window by now, which is what the program lives for. */
static void
stay_no_longer (CorralSearchProvider *self)
{
  if (self->stay_source == 0)
    return;
  g_clear_handle_id (&self->stay_source, g_source_remove);
  g_application_release (self->application);
}

static void
asked_cb (GDBusConnection *connection,
          const char *sender,
          const char *path,
          const char *interface,
          const char *method,
          GVariant *parameters,
          GDBusMethodInvocation *invocation,
          gpointer data)
{
  CorralSearchProvider *self = data;

  if (self->fleet == NULL && looks (method) && self->acts->expects (self->data))
    {
      g_application_hold (self->application);
      g_queue_push_tail (&self->waiting, invocation);
      return;
    }
  answer (self, invocation);
  if (looks (method))
    stay (self);
  else
    stay_no_longer (self);
}

static void
answer_waiting (CorralSearchProvider *self)
{
  GDBusMethodInvocation *invocation;

  while ((invocation = g_queue_pop_head (&self->waiting)) != NULL)
    {
      answer (self, invocation);
      stay (self);
      g_application_release (self->application);
    }
}

/* ---- public ---------------------------------------------------------------------------------------------------- */

void
corral_search_provider_set_fleet (CorralSearchProvider *self, CorralFleet *fleet)
{
  g_clear_pointer (&self->finder, corral_finder_free);
  g_set_object (&self->fleet, fleet);
  answer_waiting (self);
}

void
corral_search_provider_set_locked (CorralSearchProvider *self, gboolean locked)
{
  self->locked = locked;
}

gboolean
corral_search_provider_export (CorralSearchProvider *self, GDBusConnection *connection, GError **error)
{
  static const GDBusInterfaceVTable vtable = { .method_call = asked_cb };
  g_autoptr (GDBusNodeInfo) node = g_dbus_node_info_new_for_xml (interface_xml, error);

  if (node == NULL)
    return FALSE;
  self->registration = g_dbus_connection_register_object (connection, CORRAL_SEARCH_PROVIDER_PATH, node->interfaces[0],
                                                          &vtable, self, NULL, error);
  if (self->registration == 0)
    return FALSE;
  g_set_object (&self->connection, connection);
  return TRUE;
}

void
corral_search_provider_unexport (CorralSearchProvider *self)
{
  if (self->connection == NULL)
    return;
  g_dbus_connection_unregister_object (self->connection, self->registration);
  g_clear_object (&self->connection);
}

CorralSearchProvider *
corral_search_provider_new (GApplication *application, const CorralSearchProviderActs *acts, gpointer data)
{
  CorralSearchProvider *self = g_new0 (CorralSearchProvider, 1);

  self->application = application;
  self->acts = acts;
  self->data = data;
  g_queue_init (&self->waiting);
  return self;
}

void
corral_search_provider_free (CorralSearchProvider *self)
{
  corral_search_provider_set_fleet (self, NULL);
  corral_search_provider_unexport (self);
  g_clear_handle_id (&self->stay_source, g_source_remove);
  g_free (self);
}
