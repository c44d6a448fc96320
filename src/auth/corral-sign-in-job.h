/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "corral-auth-client.h"
#include "corral-sign-in.h"

G_BEGIN_DECLS

/* What the worker of a sign-in has to do. It is given all that it needs, and what came of it stands in it. */
typedef enum
{
  CORRAL_SIGN_IN_JOB_RESUME,
  CORRAL_SIGN_IN_JOB_RENEW,
  CORRAL_SIGN_IN_JOB_BEGIN,
  CORRAL_SIGN_IN_JOB_END,
  CORRAL_SIGN_IN_JOB_KEEP,
} CorralSignInJobKind;

typedef struct
{
  CorralSignInJobKind kind;
  guint generation;
  char *cloud;
  char *place;              /* in the keyring */
  gboolean asks_anew;
  gboolean asks_who;        /* the cloud is asked who it is; without an answer nobody is signed in */
  gboolean keeps_later;     /* where it is kept is not known yet */
  char *expected;           /* (nullable): the id of the one who may sign in */
  CorralAuthServer *server; /* (nullable) */
  char *refresh;            /* (nullable) */
  gboolean kept;            /* what is there already */
  gboolean shut_out;        /* the keyring did not let us in: it is not asked for again */
  CorralSignInWay way;
  guint browser_ms;
  CorralSignInShowFunc show;
  gpointer show_data;

  /* What came of it. */
  CorralAuthTokens *tokens; /* (nullable) */
  CorralSignInPerson *person; /* (nullable): who it is, when that was asked */
  char *warning;            /* (nullable): why it is not kept */
} CorralSignInJob;

void corral_sign_in_job_free (gpointer job);

/* Does @job, the data of @task, whose callback runs on the main thread as what it shows does. FALSE and CORRAL_AUTH_ERROR or
 * CORRAL_SECRET_ERROR. Blocking. */
gboolean corral_sign_in_job_run (GTask *task, CorralSignInJob *job, GCancellable *cancellable, GError **error);

G_END_DECLS
