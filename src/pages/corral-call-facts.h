/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "corral-page.h"

#include "corral-verdict.h"

G_BEGIN_DECLS

/* The row that a call is about: found anew whenever it is asked for, for slots may come to mean other rows. */
typedef struct
{
  CorralPageKind about; /* CART or STORE */
  guint32 slot;         /* of that table, or CORRAL_NO_SLOT: it is not known (yet) */
  guint32 store;        /* the store itself, or the cart's, or CORRAL_NO_SLOT */
  guint32 chain;
} CorralCallSubject;

/* @place: of a call, a cart or a store; FALSE for any other. Main thread, like all here. */
gboolean corral_call_subject_find (CorralFleet *fleet, CorralPlace *place, CorralCallSubject *subject);

/* "0412", "118 Riverside": as a call keeps it. */
char *corral_call_subject_to_name (CorralFleet *fleet, const CorralCallSubject *subject) G_GNUC_WARN_UNUSED_RESULT;

/* "Cart 0412", "118 Riverside": what a call about it is called. */
char *corral_call_name_to_title (CorralPageKind about, const char *name) G_GNUC_WARN_UNUSED_RESULT;

/* Whether the cloud answers. */
gboolean corral_call_is_online (CorralPageContext *context);

/* The verdict of now. */
void corral_call_subject_judge (CorralPageContext *context, const CorralCallSubject *subject, CorralVerdict *verdict);

/* The zone of its store (nullable: UTC). */
GTimeZone *corral_call_subject_get_zone (CorralFleet *fleet, const CorralCallSubject *subject) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
