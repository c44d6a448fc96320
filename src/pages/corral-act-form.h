/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "corral-act-plan.h"

G_BEGIN_DECLS

typedef struct _CorralActForm CorralActForm;

/* A way of asking: one for each CorralAsk that has something to fill in. */
typedef struct
{
  /* Sets widget, first and state. */
  void (*make) (CorralActForm *self);
  gboolean (*is_ready) (CorralActForm *self);
  /* Sets what was filled in, for one target; strings live as long as the form. */
  void (*fill) (CorralActForm *self, const CorralActTarget *target, CorralOperationParams *params);
  /* (nullable): whether @target is acted on at all with what was filled in. NULL: each is. */
  gboolean (*takes) (CorralActForm *self, const CorralActTarget *target);
  /* (nullable): whether there is text that would be lost. */
  gboolean (*is_written) (CorralActForm *self);
} CorralActFormKind;

/**
 * CorralActForm:
 *
 * What somebody fills in before an act: a widget, whether it is ready, and what it says as parameters of an operation.
 * Belongs to a dialog. Main thread.
 */
struct _CorralActForm
{
  const CorralActFormKind *kind;
  CorralPageContext *context;
  const CorralActPlan *plan; /* (unowned): the dialog's */
  GtkWidget *widget;         /* (unowned): floating until the dialog takes it */
  GtkWidget *first;          /* (unowned) (nullable): where the keyboard begins */
  gpointer state;            /* (owned) (nullable) */
  GDestroyNotify destroy;
  GPtrArray *kept;           /* (owned) (element-type utf8) */
  void (*changed) (gpointer data);
  gpointer data;
};

/* NULL when @plan's act asks for nothing. @changed: is_ready() may have another answer. */
CorralActForm *corral_act_form_new (CorralPageContext *context, const CorralActPlan *plan, void (*changed) (gpointer data),
                                    gpointer data) G_GNUC_WARN_UNUSED_RESULT;
void corral_act_form_free (CorralActForm *self);

/* For the kinds: something was filled in. */
void corral_act_form_changed (CorralActForm *self);

/* @text (taken), which from now on lives as long as the form. */
const char *corral_act_form_keep (CorralActForm *self, char *text);

/* A choice among others of @group (nullable: the first). */
GtkWidget *corral_act_form_make_radio (CorralActForm *self, const char *label, GtkWidget *group)
  G_GNUC_WARN_UNUSED_RESULT;

/* A heading within a form. */
GtkWidget *corral_act_form_make_heading (const char *label) G_GNUC_WARN_UNUSED_RESULT;

extern const CorralActFormKind corral_act_form_reason; /* also of tickets and of blocking */
extern const CorralActFormKind corral_act_form_snooze;
extern const CorralActFormKind corral_act_form_assign;
extern const CorralActFormKind corral_act_form_note;
extern const CorralActFormKind corral_act_form_store;
extern const CorralActFormKind corral_act_form_cause;
extern const CorralActFormKind corral_act_form_incident;
extern const CorralActFormKind corral_act_form_cart;
extern const CorralActFormKind corral_act_form_window;
extern const CorralActFormKind corral_act_form_ending;
extern const CorralActFormKind corral_act_form_outcome;
extern const CorralActFormKind corral_act_form_second;
extern const CorralActFormKind corral_act_form_recheck;

G_END_DECLS
