/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "corral-fleet.h"

G_BEGIN_DECLS

/* Where the desktop finds it; data/org.cartcorral.Corral.search-provider.ini says the same. */
#define CORRAL_SEARCH_PROVIDER_PATH "/org/cartcorral/Corral/SearchProvider"

/* What the person does with what the desktop shows. */
typedef struct
{
  /* Goes to @uri, a corral: link. */
  void (*open) (const char *uri, gpointer data);
  /* Opens the program's own search with @text in it. */
  void (*search) (const char *text, gpointer data);
  /* Whether there will be a fleet to look through: else nobody is kept waiting. */
  gboolean (*expects) (gpointer data);
} CorralSearchProviderActs;

/**
 * CorralSearchProvider:
 *
 * Answers the desktop's search (org.gnome.Shell.SearchProvider2): somebody types a cart's number there, and the place opens
 * here. What it finds is what the program's own search finds, from the mirror alone, but no guesses: who searches a desktop
 * mostly means something else. Results are named by their links. Main thread.
 */
typedef struct _CorralSearchProvider CorralSearchProvider;

/* @application is kept alive while an answer is due; it and @acts outlive this. */
CorralSearchProvider *corral_search_provider_new (GApplication *application, const CorralSearchProviderActs *acts,
                                                  gpointer data) G_GNUC_WARN_UNUSED_RESULT;
void corral_search_provider_free (CorralSearchProvider *self);

/* From now on it can be asked over @connection. */
gboolean corral_search_provider_export (CorralSearchProvider *self, GDBusConnection *connection, GError **error);
void corral_search_provider_unexport (CorralSearchProvider *self);

/* What is searched from now on (nullable). Till there is something, who asks waits; who still waits when it is taken away is
 * told that nothing was found. */
void corral_search_provider_set_fleet (CorralSearchProvider *self, CorralFleet *fleet);

/* While Corral is locked nothing is found, and nothing is said of what was found before. */
void corral_search_provider_set_locked (CorralSearchProvider *self, gboolean locked);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CorralSearchProvider, corral_search_provider_free)

G_END_DECLS
