/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "corral-audit.h"
#include "corral-cache.h"
#include "corral-demo-cloud.h"
#include "corral-fleet.h"
#include "corral-managed.h"
#include "corral-outbox.h"
#include "corral-sign-in.h"
#include "corral-sync.h"
#include "corral-watch.h"

G_BEGIN_DECLS

/* How the program was started. */
typedef struct
{
  gboolean demo;         /* on the demo fleet, in a cloud of our own on this PC */
  gboolean offline;      /* ask nobody */
  char *api;             /* (nullable) (owned): the cloud's address */
  char *token;           /* (nullable) (owned): never logged */
  CorralSignIn *sign_in; /* (nullable) (owned): somebody signs in to that cloud, and there is no token */
  char *account;         /* (nullable) (owned): its folder's name (corral-accounts.h); NULL: that of the cloud */
  char *data_dir;        /* (nullable) (owned): everything under this folder; NULL: the user's own folders */
  guint demo_carts;      /* 0: the default */
  guint demo_stores;     /* 0: the default */
  const char *demo_role; /* (nullable): who one is there, constant; NULL: everybody in one person */
  const CorralManaged *managed; /* (nullable) (unowned): outlives the services */
} CorralStart;

void corral_start_clear (CorralStart *start);

/**
 * CorralServices:
 *
 * Everything behind the window: clock, cache, fleet mirror, sync, outbox and, for the demo, a cloud; how they are
 * started, wired together, and stopped in the one right order. Main thread.
 *
 * The mirror is filled on a thread of its own while GTK starts and the window is drawn; the last known fleet
 * is there before any network is asked. Until corral_services_go() nobody but that thread may read it.
 *
 * Signal "loaded": what is stored has been read; corral_services_go() will not wait. Not emitted after it.
 * Signal "forgotten": stores or a chain are none of the account's any more, and the mirror has them no longer.
 * Signal "changed": the sync's status, or one of the warnings, is another.
 */
#define CORRAL_TYPE_SERVICES (corral_services_get_type ())
G_DECLARE_FINAL_TYPE (CorralServices, corral_services, CORRAL, SERVICES, GObject)

/* Begins to load. @start is copied. */
CorralServices *corral_services_new (const CorralStart *start, CorralClock *clock) G_GNUC_WARN_UNUSED_RESULT;

/* Waits for the loading to end and takes over what was loaded; then begins to sync, unless told not to.
 * Once, before the others below. */
void corral_services_go (CorralServices *self);
gboolean corral_services_is_going (CorralServices *self);

/* Outbox drained, audit and watch written down, sync off, writer drained, readers ended, files closed; the cloud last. Blocks for some milliseconds. Twice is fine. */
void corral_services_stop (CorralServices *self);

CorralFleet *corral_services_get_fleet (CorralServices *self);
CorralCache *corral_services_get_cache (CorralServices *self); /* (nullable) */
CorralSync *corral_services_get_sync (CorralServices *self);   /* (nullable) */
CorralOutbox *corral_services_get_outbox (CorralServices *self); /* (nullable): when there is no cache */
CorralAudit *corral_services_get_audit (CorralServices *self);   /* (nullable): the same */
CorralClock *corral_services_get_clock (CorralServices *self);
CorralWatch *corral_services_get_watch (CorralServices *self); /* (nullable): before corral_services_go() */

/* Never NULL: empty until the watch has read what is kept. */
CorralIncidentSource *corral_services_get_incidents (CorralServices *self);

/* (nullable): NULL where nobody signs in: on the demo, with a token from a file, and while another Corral asks the cloud. */
CorralSignIn *corral_services_get_sign_in (CorralServices *self);

/* The cloud's host, for people; NULL on the demo. Free with g_free(). */
char *corral_services_dup_cloud_name (CorralServices *self) G_GNUC_WARN_UNUSED_RESULT;

/* Asks now, whatever is waited for. */
void corral_services_ask_now (CorralServices *self);

/* Removes what is kept of the account, when these have been stopped. @keep_outbox: not what people did. FALSE and
 * CORRAL_CACHE_ERROR when something is still there. */
gboolean corral_services_wipe (CorralServices *self, gboolean keep_outbox, GError **error);

/* The name of the account's folder. Free with g_free(). */
char *corral_services_dup_account (const CorralStart *start) G_GNUC_WARN_UNUSED_RESULT;

/* What is one person's of the preferences (org.cartcorral.Corral.Account). Free with g_object_unref(). */
GSettings *corral_services_new_settings (CorralServices *self) G_GNUC_WARN_UNUSED_RESULT;

/* The account's own folder, when this Corral may write there; else NULL. */
const char *corral_services_get_data_dir (CorralServices *self);

/* (nullable): what whoever looks after this PC has set. */
const CorralManaged *corral_services_get_managed (CorralServices *self);

/* Why nothing can be kept, read or written, as sentences for the notice bar; NULL when all is well. */
const char *corral_services_get_trouble (CorralServices *self);

/* Whether another Corral that kept these data has ended: services made anew would keep them. */
gboolean corral_services_may_take_over (CorralServices *self);

gboolean corral_services_is_demo (CorralServices *self);
gboolean corral_services_is_offline (CorralServices *self);

/* The demo's plug: FALSE stops the cloud as if the cable had been pulled. */
void corral_services_set_demo_online (CorralServices *self, gboolean online);
gboolean corral_services_get_demo_online (CorralServices *self);

/* For tests: the demo's cloud, where somebody else can do something; NULL of a real one. */
CorralDemoCloud *corral_services_get_demo_cloud (CorralServices *self);

/* Goes on or off the network by choice. */
void corral_services_set_offline (CorralServices *self, gboolean offline);

/* Who may not see several chains in one view (CORRAL_RIGHT_COMBINE) and has several: those (element-type CorralTenant), by
 * name; NULL: all that there is is seen at once. Free with g_ptr_array_unref(). */
GPtrArray *corral_services_list_chains (CorralServices *self) G_GNUC_WARN_UNUSED_RESULT;
/* (nullable): the one that is in view: the mirror holds no other. */
const char *corral_services_get_chain (CorralServices *self);
/* Another one of them from now on. FALSE: it is in view already, or none of them. Blocks for some milliseconds. */
gboolean corral_services_look_at (CorralServices *self, const char *chain);

/* The cloud's clock now, as well as it is known: UTC ms. */
gint64 corral_services_now_ms (CorralServices *self);

G_END_DECLS
