/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "corral-window.h"

#include "corral-call-desk.h"
#include "corral-history.h"
#include "corral-leaving.h"
#include "corral-rights.h"
#include "corral-undo.h"

G_BEGIN_DECLS

struct _CorralWindow
{
  AdwApplicationWindow parent_instance;

  CorralServices *services; /* (owned) */
  GSettings *settings;      /* (owned): of this PC */
  GSettings *own;           /* (owned): of the account */
  CorralPageContext context;
  CorralHistory *history;   /* (owned) */
  gboolean begun;           /* the fleet may be read */
  CorralPlace *waiting;     /* (owned) (nullable): where to go then */
  CorralRights rights;      /* of whoever the window was last made right for */
  gboolean at_entrance;     /* nobody has gone anywhere yet: where the role begins */
  CorralPage *pages[CORRAL_N_PAGES]; /* (unowned): the stack's; NULL until first gone to */
  gboolean stale[CORRAL_N_PAGES];
  CorralPage *page;         /* (unowned) (nullable) */
  gboolean folded;
  guint fold_source;
  guint refresh_source;
  CorralUndo *undo;         /* (owned) */
  CorralLeaving *leaving;   /* (owned) (nullable): where there is an outbox of ours */
  gboolean leaves_program; /* it closes, and the program goes on */
  char *complaint;          /* (owned) (nullable): about a link, until the next step */
  GMenuModel *people;       /* (owned) (nullable) */
  char *menu_state;         /* (owned) (nullable): what the menu was made for */

  GtkWidget *chain;
  GtkWidget *sidebar;
  GtkWidget *call;
  GtkWidget *search;
  GtkWidget *age;
  GtkWidget *menu_button;
  GtkWidget *notice;
  GtkWidget *progress_box;
  GtkWidget *progress_label;
  GtkWidget *progress_bar;
  GtkWidget *stack;
};

/* --- corral-window.c --- */

/* Has what is on the page read anew. */
void corral_window_refresh_page (CorralWindow *self);
/* One step back (-1) or forward (1) among the places where one was. */
void corral_window_step (CorralWindow *self, int by);
/* Who sees one chain at a time looks at @chain from now on. */
void corral_window_choose_chain (CorralWindow *self, const char *chain);

/* --- corral-window-actions.c --- */

void corral_window_install_actions (GtkWidgetClass *klass);

G_END_DECLS
