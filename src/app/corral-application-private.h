/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* The program's state, for the files that make it up: corral-application.c (life, command line, links),
 * corral-application-people.c (who is here) and corral-application-lock.c (the lock). Private to them. Main thread. */

#include "corral-application.h"

#include "corral-accounts.h"
#include "corral-background.h"
#include "corral-command-line.h"
#include "corral-desktop-notices.h"
#include "corral-idle-lock.h"
#include "corral-incident-notices.h"
#include "corral-search-provider.h"
#include "corral-services.h"
#include "corral-window.h"

G_BEGIN_DECLS

struct _CorralApplication
{
  AdwApplication parent_instance;

  CorralCommandLine line;
  CorralManaged *managed;         /* (owned) */
  CorralServices *services;       /* (owned) (nullable): from startup on, or, after a welcome, from then on */
  GSettings *settings;            /* (owned) (nullable): the same */
  CorralDesktopNotices *desktop;  /* (owned) (nullable): the same */
  CorralBackground *background;   /* (owned) (nullable): from startup on; none for a picture */
  CorralIncidentNotices *notices; /* (owned) (nullable): while the services are going; none for a picture */
  CorralSearchProvider *provider; /* (owned): answers the desktop's search */
  gboolean failed;

  CorralAccounts *accounts; /* (owned) (nullable): from startup on, or from --account on */
  char *here;               /* (owned) (nullable): the folder of whoever is here; NULL where nobody is told apart */
  CorralIdleLock *idle;     /* (owned) (nullable): from startup on; none for a picture */
  gboolean locked;
  gboolean proven;    /* whoever is here has said who they are at the lock, and it goes in a moment */
  GMenu *people;      /* (owned): those whom one can change to */
  CorralSignIn *unlocker; /* (owned) (nullable): only to say who one is, where what is here is only read */
  GPtrArray *covered; /* (owned) (element-type GtkWindow): hidden while it is locked */
};

/* ---- corral-application.c ------------------------------------------------------------------------------- */

/* In front, whichever it is; NULL: none. */
GtkWindow *corral_application_get_front (CorralApplication *self);
/* (nullable): the fleet's, also while it is covered. */
CorralWindow *corral_application_get_main (CorralApplication *self);

gboolean corral_application_has_fleet (CorralApplication *self);
void corral_application_start_services (CorralApplication *self);
/* Every window closed, and what is behind them stopped: it can be wiped, and must be cleared. */
void corral_application_stop_services (CorralApplication *self);
void corral_application_ensure_welcome (CorralApplication *self, const char *address, const char *sentence);
void corral_application_update_actions (CorralApplication *self);

/* Calls @func with @self later, when whatever button it came from may go. */
void corral_application_do_later (CorralApplication *self, GSourceFunc func);

/* ---- corral-application-people.c ------------------------------------------------------------------------ */

/* Before the display: --account. FALSE: it was wrong, and has been said. */
gboolean corral_application_choose_named (CorralApplication *self, int *status);
void corral_application_open_accounts (CorralApplication *self);
/* Who begins, when nothing else was asked for. */
void corral_application_choose_last (CorralApplication *self);
/* Gives start.sign_in to whoever is here. */
void corral_application_prepare_sign_in (CorralApplication *self);
/* The services are going. */
void corral_application_meet_account (CorralApplication *self);
void corral_application_welcome_signed_in (CorralApplication *self, CorralSignIn *sign_in);
void corral_application_choose (CorralApplication *self, const char *folder);
/* Nobody else may come in by @sign_in's door: who signs in again is who was here. */
void corral_application_expect_account (CorralApplication *self, CorralSignIn *sign_in);
/* @adds: only the page on which one is added. */
void corral_application_show_people (CorralApplication *self, gboolean adds);
void corral_application_add_people_actions (CorralApplication *self);

/* ---- corral-application-lock.c ---------------------------------------------------------------------------- */

void corral_application_watch_idle (CorralApplication *self);
/* Now; also when the fleet is still being read, and without a window: then there is one when somebody opens it. */
void corral_application_lock (CorralApplication *self);
/* Its window, in place of all others. */
void corral_application_show_lock (CorralApplication *self);
/* The services go: whose door was locked does not matter to them any more. */
void corral_application_end_lock (CorralApplication *self);
/* The services are going, and may have no sign-in any more: nor has the lock's window. */
void corral_application_renew_lock (CorralApplication *self);
/* Whether it is locked has changed: notices, the desktop's search and the actions follow. */
void corral_application_tell_locked (CorralApplication *self);

G_END_DECLS
