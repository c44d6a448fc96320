/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sim-client.h"

G_BEGIN_DECLS

/* Who sits at the PC: what CorralOutbox (corral-outbox.c) does for them. They act when they like, also between any two
 * things that the sync thread does. */

struct _SimPeople
{
  const char *account;    /* (nullable): who the cloud last said they are; kept with the outbox */
  guint scopes;
  guint meddle_one_in;    /* each moment of the sync thread */
  gint64 patience_us;     /* between two acts, at most */
  const char *last;       /* (nullable): what they did last */
};

SimPeople *sim_people_new (Sim *sim) G_GNUC_WARN_UNUSED_RESULT;
void sim_people_free (SimPeople *self);

/* From now on they act from time to time. @for_us: until the calm. */
void sim_people_start (Sim *sim, gint64 for_us);
void sim_people_know (Sim *sim, const char *account, guint scopes);
/* Perhaps something, right now. */
void sim_people_meddle (Sim *sim);
/* They sign in again. */
void sim_people_sign_in (Sim *sim);
/* They take theirs wherever something went wrong. */
void sim_people_see_to_troubles (Sim *sim);

G_END_DECLS
