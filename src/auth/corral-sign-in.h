/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "corral-auth-error.h"

G_BEGIN_DECLS

/* How a sign-in stands. */
typedef enum
{
  CORRAL_SIGN_IN_NONE,     /* nobody is signed in */
  CORRAL_SIGN_IN_STARTING, /* it is being found out whether somebody is */
  CORRAL_SIGN_IN_WAITING,  /* somebody is, but their sign-in service cannot be asked; tried again by itself */
  CORRAL_SIGN_IN_GOOD,
  CORRAL_SIGN_IN_ENDED,    /* the sign-in service has ended it: somebody has to sign in again */
} CorralSignInState;

typedef enum
{
  CORRAL_SIGN_IN_BROWSER, /* in this PC's browser */
  CORRAL_SIGN_IN_DEVICE,  /* with a code, on another device */
} CorralSignInWay;

/* What a person needs for it. */
typedef struct
{
  const char *address;   /* BROWSER: to be opened at once; DEVICE: the page to type the code on */
  const char *full_page; /* (nullable): DEVICE: the page with the code in it, for a link */
  const char *code;      /* (nullable): DEVICE: what is typed there */
  gint64 lasts_ms;       /* how long there is for it */
} CorralSignInPage;

/* Who signed in, as the cloud says. */
typedef struct
{
  char *id;     /* of the staff, in that cloud */
  char *name;
  char **roles; /* words of the contract */
} CorralSignInPerson;

void corral_sign_in_person_free (CorralSignInPerson *self);

/* On the main thread, once. */
typedef void (*CorralSignInShowFunc) (const CorralSignInPage *page, gpointer data);

/**
 * CorralSignIn:
 *
 * One person's being signed in to one cloud: how it begins, is kept in the keyring, is renewed before it runs out, and
 * ends. The access token is in memory alone; the refresh token there and in the keyring. Main thread; the conversation and
 * the keyring, which may wait for somebody, are on a worker of its own.
 *
 * Signal "changed": the state or the message is another. Signal "token": corral_sign_in_get_token() is another one.
 */
#define CORRAL_TYPE_SIGN_IN (corral_sign_in_get_type ())
G_DECLARE_FINAL_TYPE (CorralSignIn, corral_sign_in, CORRAL, SIGN_IN, GObject)

/* @cloud: its address, as corral_api_check_address() gives it. */
CorralSignIn *corral_sign_in_new (const char *cloud) G_GNUC_WARN_UNUSED_RESULT;

/* Several people may be signed in to one cloud on one PC. @place (nullable: the first one): where in the keyring this one's
 * sign-in stands. Before anything else. */
void corral_sign_in_set_place (CorralSignIn *self, const char *place);

/* TRUE: the service is asked to have the person prove anew who they are (prompt=login), though the browser may remember one. */
void corral_sign_in_set_asks_anew (CorralSignIn *self, gboolean asks_anew);

/* From now on the cloud is asked who it is that signs in, before anything is kept; one that does not say lets nobody in.
 * @expected (nullable): the id of the only one who may: else CORRAL_AUTH_ERROR_ANOTHER, and what there was before stays. */
void corral_sign_in_ask_who (CorralSignIn *self, const char *expected);

/* (nullable): who signed in last, when it was asked. */
const CorralSignInPerson *corral_sign_in_get_person (CorralSignIn *self);

/* Whoever signs in has no place in the keyring before corral_sign_in_keep_at(). */
void corral_sign_in_set_keeps_later (CorralSignIn *self);

/* Has a place now; keeps what there is. Once, after corral_sign_in_set_keeps_later() and a sign-in. */
void corral_sign_in_keep_at (CorralSignIn *self, const char *place);

/* For tests, before anything else: how long the browser is waited for, and how young a
 * token is that the cloud refuses for another reason than its age. */
void corral_sign_in_set_patience (CorralSignIn *self, guint browser_ms, guint fresh_ms);

const char *corral_sign_in_get_cloud (CorralSignIn *self);
CorralSignInState corral_sign_in_get_state (CorralSignIn *self);

/* A sentence on why it is not GOOD, or, when it is, why it will not be kept; NULL when there is nothing to say. */
const char *corral_sign_in_get_message (CorralSignIn *self);

/* The access token; NULL unless there is one. */
const char *corral_sign_in_get_token (CorralSignIn *self);

/* Whether it outlasts the program. */
gboolean corral_sign_in_is_kept (CorralSignIn *self);

/* Goes on with what the keyring has, if it has anything. */
void corral_sign_in_resume (CorralSignIn *self);

/* The cloud does not accept the token any more: asks for another now. Not more often than makes sense. */
void corral_sign_in_renew (CorralSignIn *self);

/* While nobody is to be asked nothing is renewed by itself. */
void corral_sign_in_set_paused (CorralSignIn *self, gboolean paused);

/* Somebody signs in. What there was before stays until it has succeeded. Errors: CORRAL_AUTH_ERROR; without an error the
 * state is GOOD. @show is called once, unless it fails before; @cancellable ends it. */
void corral_sign_in_begin_async (CorralSignIn *self,
                                 CorralSignInWay way,
                                 CorralSignInShowFunc show,
                                 gpointer show_data,
                                 GCancellable *cancellable,
                                 GAsyncReadyCallback callback,
                                 gpointer data);
gboolean corral_sign_in_begin_finish (CorralSignIn *self, GAsyncResult *result, GError **error);

/* Signs out: here at once, in the keyring, and, if it can be reached, at the service. FALSE and CORRAL_SECRET_ERROR when the
 * keyring still has it; then people have to be told. That the service could not be told is no error. */
void corral_sign_in_end_async (CorralSignIn *self, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer data);
gboolean corral_sign_in_end_finish (CorralSignIn *self, GAsyncResult *result, GError **error);

/* Stops whatever goes on and joins the worker; what is kept stays kept. Before the last reference goes. Twice is fine. */
void corral_sign_in_stop (CorralSignIn *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CorralSignInPerson, corral_sign_in_person_free)

G_END_DECLS
