/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * CorralSecretStore:
 *
 * Where a sign-in outlasts the program: the system's keyring, through libsecret (in a sandbox: its encrypted file), and
 * nowhere else. There is no second place: without a keyring nothing is kept. Every call blocks, also while the system asks
 * for the keyring's password; for a worker.
 */

/* Errors: each is a sentence for a person. */
typedef enum
{
  CORRAL_SECRET_ERROR_NOTHING,    /* there is none of this cloud */
  CORRAL_SECRET_ERROR_NO_KEYRING, /* this PC has none, or it has gone away */
  CORRAL_SECRET_ERROR_LOCKED,     /* and nobody opened it */
  CORRAL_SECRET_ERROR_DENIED,     /* this program may not use it */
  CORRAL_SECRET_ERROR_FAILED,
  CORRAL_SECRET_ERROR_CANCELLED,
} CorralSecretError;

#define CORRAL_SECRET_ERROR (corral_secret_error_quark ())
GQuark corral_secret_error_quark (void);

/* What is kept of a sign-in. Wiped when it goes. */
typedef struct
{
  char *issuer;  /* the token is shown to the service that it came from, and to no other */
  char *client;
  char *refresh;
} CorralSecret;

CorralSecret *corral_secret_new (const char *issuer, const char *client, const char *refresh) G_GNUC_WARN_UNUSED_RESULT;
void corral_secret_free (CorralSecret *self);

/* @cloud: its address, as checked; there is one secret for each. */
gboolean
corral_secret_store_save (const char *cloud, const CorralSecret *secret, GCancellable *cancellable, GError **error);
CorralSecret *
corral_secret_store_load (const char *cloud, GCancellable *cancellable, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* TRUE when there is none left. */
gboolean corral_secret_store_clear (const char *cloud, GCancellable *cancellable, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CorralSecret, corral_secret_free)

G_END_DECLS
