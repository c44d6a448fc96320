/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

#include "corral-auth-error.h"

G_BEGIN_DECLS

/* Who we are to a cloud that does not give us a name of its own (CorralAuthResource.client). */
#define CORRAL_AUTH_CLIENT "corral"

/* What we ask to be allowed, unless the cloud says that it has less. */
#define CORRAL_AUTH_SCOPES "fleet.read alert.write cart.write flag.decide ticket.write ota.write rebind.request"

/**
 * CorralAuthResource:
 *
 * What a cloud says of its own sign-in (protected resource metadata, RFC 9728).
 */
typedef struct
{
  char *resource; /* (nullable): the cloud as tokens are made out to it (RFC 8707) */
  char *issuer;   /* the sign-in service */
  char *client;   /* what it knows this program as */
  char *scopes;   /* (nullable): what it knows, separated by spaces; NULL when it did not say */
} CorralAuthResource;

/* @body: @length bytes and a NUL, changed by reading. @address: the cloud's, as checked: a document of another resource is
 * refused (UNSAFE), or else its tokens would be good there. NULL and CORRAL_AUTH_ERROR: NO_SIGN_IN, UNSAFE, BROKEN. */
CorralAuthResource *
corral_auth_resource_read (const char *address, char *body, gsize length, GError **error) G_GNUC_WARN_UNUSED_RESULT;
void corral_auth_resource_free (CorralAuthResource *self);

/* Of a cloud that is its own sign-in service and says no more. */
CorralAuthResource *corral_auth_resource_new_plain (const char *address) G_GNUC_WARN_UNUSED_RESULT;

/**
 * CorralAuthServer:
 *
 * All that is to be known for signing in to one cloud: its resource, and what its sign-in service says of itself
 * (RFC 8414, OpenID Connect Discovery 1.0). A fact: immutable, with an atomic reference count; any thread.
 */
typedef struct
{
  gatomicrefcount ref_count;
  char *cloud;          /* its address, as checked */
  char *issuer;
  char *client;
  char *resource;       /* (nullable) */
  char *scope;          /* what to ask for */
  char *authorization;  /* (nullable): addresses; NULL: not offered */
  char *token;
  char *device;         /* (nullable) */
  char *revocation;     /* (nullable) */
  gboolean says_issuer; /* every answer that comes through the browser has to name it (RFC 9207) */
} CorralAuthServer;

/* Holds what @body says of the issuer of @resource to the rules: it is of that very issuer, its addresses are safe, and it
 * keeps codes from whoever reads them on the way (S256). NULL and CORRAL_AUTH_ERROR: UNSAFE, BROKEN. */
CorralAuthServer *corral_auth_server_read (const char *cloud,
                                           const CorralAuthResource *resource,
                                           char *body,
                                           gsize length,
                                           GError **error) G_GNUC_WARN_UNUSED_RESULT;
CorralAuthServer *corral_auth_server_ref (CorralAuthServer *self);
void corral_auth_server_unref (CorralAuthServer *self);

/* Where metadata of @address stand: "/.well-known/@name" behind its host, before its path (RFC 8414, 9728), or, with
 * @behind, behind it (OpenID Connect). Free with g_free(). */
char *corral_auth_well_known (const char *address, const char *name, gboolean behind) G_GNUC_WARN_UNUSED_RESULT;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CorralAuthResource, corral_auth_resource_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CorralAuthServer, corral_auth_server_unref)

G_END_DECLS
