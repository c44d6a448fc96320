/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "corral-clock.h"
#include "corral-managed.h"
#include "corral-place.h"
#include "corral-rights.h"

G_BEGIN_DECLS

typedef struct _CorralFleet CorralFleet;
typedef struct _CorralCache CorralCache;
typedef struct _CorralSync CorralSync;
typedef struct _CorralOutbox CorralOutbox;
typedef struct _CorralAudit CorralAudit;
typedef struct _CorralCallDesk CorralCallDesk;
typedef struct _CorralIncidentSource CorralIncidentSource;

/**
 * CorralPageContext:
 *
 * What every page works with. Handed to each page by the window; owned by it, and it outlives the pages.
 */
typedef struct
{
  CorralFleet *fleet;
  CorralCache *cache; /* (nullable): NULL when no folder could be opened; reading then comes from RAM alone */
  CorralSync *sync;   /* (nullable): NULL when started without a cloud */
  CorralOutbox *outbox; /* (nullable): NULL when nothing can be kept */
  CorralAudit *audit;   /* (nullable): the same; corral_audit_record() takes NULL */
  CorralIncidentSource *incidents; /* never NULL; empty where nothing watches */
  CorralCallDesk *calls; /* (nullable): NULL before anything was read */
  CorralClock *clock;
  const char *folder; /* (nullable): the account's own, when something may be kept there */
  GSettings *settings; /* of this PC */
  GSettings *own;      /* of whoever the account is */
  const CorralManaged *managed; /* (nullable): what whoever looks after this PC has set */
} CorralPageContext;

/* Whether the account's role has that page, or that right; TRUE where nobody has said who this is. */
gboolean corral_page_context_has_page (const CorralPageContext *self, CorralPageKind page);
gboolean corral_page_context_has_right (const CorralPageContext *self, CorralRight right);

/**
 * CorralPage:
 *
 * One screen. Abstract; derivable because the window handles all screens alike. Main thread.
 *
 * A page is made when it is first gone to and kept. It leads on by the action "win.go" with a corral: link
 * (corral_page_go()), so that no page knows another, nor the window.
 */
#define CORRAL_TYPE_PAGE (corral_page_get_type ())
G_DECLARE_DERIVABLE_TYPE (CorralPage, corral_page, CORRAL, PAGE, AdwBin)

struct _CorralPageClass
{
  AdwBinClass parent_class;

  /* Goes to @place, which is of this page's kind: what it is about, filters. May be called again and again. */
  void (*show_place) (CorralPage *self, CorralPlace *place);

  /* The fleet has changed, or time has passed: read again what is on the screen. At most once a frame, and
   * only while the page is visible (and once when it becomes so). */
  void (*refresh) (CorralPage *self);

  /* Whether what it shows is there (not waiting for a reader): for pictures and tests. */
  gboolean (*is_settled) (CorralPage *self);

  gpointer padding[4];
};

void corral_page_show_place (CorralPage *self, CorralPlace *place);
void corral_page_refresh (CorralPage *self);
gboolean corral_page_is_settled (CorralPage *self);

/* Property "context" (construct-only pointer). */
CorralPageContext *corral_page_get_context (CorralPage *self);

/* Whether files and paper may leave this PC, as far as whoever looks after it is concerned: what would make some is absent
 * then. @context may be NULL. */
gboolean corral_page_context_may_export (const CorralPageContext *context);

/* The same for the page that @from is on; else says there why not. FALSE also where that is in no window any more. */
gboolean corral_page_check_export (GtkWidget *from);

/* Property "title": what the window's header says ("Cart 0412", "Riverside"). Translated. */
const char *corral_page_get_title (CorralPage *self);
void corral_page_set_title (CorralPage *self, const char *title);

/* Property "place": where the page is now, filters included; the window writes it into its history without
 * a new entry when a page changes its filters. */
CorralPlace *corral_page_get_place (CorralPage *self);
void corral_page_set_place (CorralPage *self, CorralPlace *place);

/* Property "chain": the tenant whose age of data the header shows, or NULL for the oldest of all. */
const char *corral_page_get_chain (CorralPage *self);
void corral_page_set_chain (CorralPage *self, const char *chain);

/* Leads on to @place: activates "win.go" on @from, any widget inside a window. */
void corral_page_go (GtkWidget *from, CorralPlace *place);

/* Takes a call about @place (of a cart or store, or of a call about one): activates "win.call" on @from. */
void corral_page_take_call (GtkWidget *from, CorralPlace *place);

/* A button that takes a call about where @self then is. */
GtkWidget *corral_page_make_call_button (CorralPage *self) G_GNUC_WARN_UNUSED_RESULT;

/* Says at the foot of the window, for a moment, what was done: activates "win.tell" on @from. @ids (nullable,
 * NULL-terminated): of the outbox's entries that it made; then it can be taken back there, and by the key for it. */
void corral_page_tell (GtkWidget *from, const char *sentence, const char *const *ids);

G_END_DECLS
