/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The keyring. On whatever worker calls; libsecret keeps its connection to the keyring for all of them. */
#include "config.h"

#include "corral-secret-store.h"

#include "corral-auth-request.h"

#include <glib/gi18n-lib.h>
#include <libsecret/secret.h>
#include <string.h>

G_DEFINE_QUARK (corral-secret-error, corral_secret_error)

static const SecretSchema schema = {
  .name = "org.cartcorral.Corral.SignIn",
  .flags = SECRET_SCHEMA_NONE,
  .attributes = { { "cloud", SECRET_SCHEMA_ATTRIBUTE_STRING } },
};

static const char *const sentences[] = {
  [CORRAL_SECRET_ERROR_NOTHING] = N_ ("This PC’s keyring has no sign-in to this cloud."),
  [CORRAL_SECRET_ERROR_NO_KEYRING]
  = N_ ("This PC has no keyring to keep the sign-in in, so it ends when Corral is closed."),
  [CORRAL_SECRET_ERROR_LOCKED]
  = N_ ("This PC’s keyring is locked and was not opened, so the sign-in ends when Corral is closed."),
  [CORRAL_SECRET_ERROR_DENIED]
  = N_ ("Corral may not use this PC’s keyring, so the sign-in ends when Corral is closed."),
  [CORRAL_SECRET_ERROR_FAILED]
  = N_ ("This PC’s keyring could not be used, so the sign-in ends when Corral is closed."),
  [CORRAL_SECRET_ERROR_CANCELLED] = N_ ("This PC’s keyring was not waited for."),
};

/* The same, when something was looked for there. */
static const char *const looking_sentences[] = {
  [CORRAL_SECRET_ERROR_NO_KEYRING]
  = N_ ("This PC has no keyring, so Corral does not know who was signed in the last time."),
  [CORRAL_SECRET_ERROR_LOCKED]
  = N_ ("This PC’s keyring is locked and was not opened, so Corral does not know who was signed in the last time."),
  [CORRAL_SECRET_ERROR_DENIED]
  = N_ ("Corral may not use this PC’s keyring, so it does not know who was signed in the last time."),
  [CORRAL_SECRET_ERROR_FAILED]
  = N_ ("This PC’s keyring could not be used, so Corral does not know who was signed in the last time."),
  [CORRAL_SECRET_ERROR_CANCELLED] = NULL,
};

static void
fail (GError **error, CorralSecretError code, gboolean looking)
{
  const char *sentence = looking && looking_sentences[code] != NULL ? looking_sentences[code] : sentences[code];

  g_set_error_literal (error, CORRAL_SECRET_ERROR, code, _ (sentence));
}

static CorralSecretError
code_of (const GError *reason, GCancellable *cancellable)
{
  static const struct { CorralSecretError code; gint dbus; } dbus_codes[] = {
    { CORRAL_SECRET_ERROR_DENIED, G_DBUS_ERROR_ACCESS_DENIED },
    { CORRAL_SECRET_ERROR_DENIED, G_DBUS_ERROR_AUTH_FAILED },
    { CORRAL_SECRET_ERROR_NO_KEYRING, G_DBUS_ERROR_SERVICE_UNKNOWN },
    { CORRAL_SECRET_ERROR_NO_KEYRING, G_DBUS_ERROR_NAME_HAS_NO_OWNER },
    { CORRAL_SECRET_ERROR_NO_KEYRING, G_DBUS_ERROR_NO_REPLY },
    { CORRAL_SECRET_ERROR_NO_KEYRING, G_DBUS_ERROR_DISCONNECTED },
  };

  if (g_cancellable_is_cancelled (cancellable))
    return CORRAL_SECRET_ERROR_CANCELLED;
  if (g_error_matches (reason, SECRET_ERROR, SECRET_ERROR_IS_LOCKED))
    return CORRAL_SECRET_ERROR_LOCKED;
  /* A question that somebody closed. */
  if (g_error_matches (reason, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return CORRAL_SECRET_ERROR_LOCKED;
  if (g_error_matches (reason, G_IO_ERROR, G_IO_ERROR_PERMISSION_DENIED))
    return CORRAL_SECRET_ERROR_DENIED;
  /* No bus, or nobody there who answers. */
  if (reason->domain == G_IO_ERROR || reason->domain == G_SPAWN_ERROR)
    return CORRAL_SECRET_ERROR_NO_KEYRING;
  for (guint i = 0; i < G_N_ELEMENTS (dbus_codes); i++)
    if (g_error_matches (reason, G_DBUS_ERROR, dbus_codes[i].dbus))
      return dbus_codes[i].code;
  if (reason->domain == G_DBUS_ERROR && reason->code >= G_DBUS_ERROR_SPAWN_EXEC_FAILED
      && reason->code <= G_DBUS_ERROR_SPAWN_NO_MEMORY)
    return CORRAL_SECRET_ERROR_NO_KEYRING;
  return CORRAL_SECRET_ERROR_FAILED;
}

/* What the system says of it may hold anything: only what kind it is, is kept. FALSE. */
static gboolean
fail_for (GError **error, const GError *reason, gboolean looking, GCancellable *cancellable)
{
  g_debug ("keyring: %s %d", g_quark_to_string (reason->domain), reason->code);
  fail (error, code_of (reason, cancellable), looking);
  /* The next one who asks looks for it anew. */
  secret_service_disconnect ();
  return FALSE;
}

/* Whether it is worth asking again: a keyring that was started anew goes by another name, and does not know what was agreed
 * with the last one. Once: *@reason is forgotten then. */
static gboolean
is_lost_session (GError **reason, guint *tries)
{
  if ((*tries)++ > 0
      || (!g_error_matches (*reason, G_IO_ERROR, G_IO_ERROR_DBUS_ERROR)
          && !g_error_matches (*reason, G_DBUS_ERROR, G_DBUS_ERROR_SERVICE_UNKNOWN)
          && !g_error_matches (*reason, G_DBUS_ERROR, G_DBUS_ERROR_NAME_HAS_NO_OWNER)))
    return FALSE;
  g_clear_error (reason);
  secret_service_disconnect ();
  return TRUE;
}

CorralSecret *
corral_secret_new (const char *issuer, const char *client, const char *refresh)
{
  CorralSecret *self = g_new0 (CorralSecret, 1);

  self->issuer = g_strdup (issuer);
  self->client = g_strdup (client);
  self->refresh = g_strdup (refresh);
  return self;
}

void
corral_secret_free (CorralSecret *self)
{
  g_free (self->issuer);
  g_free (self->client);
  corral_auth_wipe (self->refresh);
  g_free (self);
}

gboolean
corral_secret_store_save (const char *cloud, const CorralSecret *secret, GCancellable *cancellable, GError **error)
{
  g_autoptr (GError) reason = NULL;
  g_autofree char *label = g_strdup_printf (_ ("Corral’s sign-in to %s"), cloud);
  /* Lines, for none of them can hold the end of one. */
  char *text = g_strdup_printf ("%s\n%s\n%s", secret->issuer, secret->client, secret->refresh);
  guint tries = 0;
  gboolean ok;

  do
    ok = secret_password_store_sync (&schema, SECRET_COLLECTION_DEFAULT, label, text, cancellable, &reason, "cloud", cloud,
                                     NULL);
  while (!ok && is_lost_session (&reason, &tries));
  corral_auth_wipe (text);
  if (ok)
    return TRUE;
  if (reason != NULL)
    return fail_for (error, reason, FALSE, cancellable);
  fail (error, CORRAL_SECRET_ERROR_LOCKED, FALSE);
  return FALSE;
}

static CorralSecret *
secret_of (const char *text)
{
  const char *client = strchr (text, '\n');
  const char *refresh = client != NULL ? strchr (client + 1, '\n') : NULL;
  CorralSecret *secret;

  if (refresh == NULL || refresh[1] == '\0')
    return NULL;
  secret = corral_secret_new (NULL, NULL, refresh + 1);
  secret->issuer = g_strndup (text, (gsize) (client - text));
  secret->client = g_strndup (client + 1, (gsize) (refresh - client - 1));
  return secret;
}

/* The first of @items, which are taken, as it is kept; NULL without an error: it is locked. */
static SecretValue *
take_value (GList *items, GCancellable *cancellable, GError **error)
{
  SecretValue *value
      = items != NULL ? secret_retrievable_retrieve_secret_sync (items->data, cancellable, error) : NULL;

  g_list_free_full (items, g_object_unref);
  return value;
}

CorralSecret *
corral_secret_store_load (const char *cloud, GCancellable *cancellable, GError **error)
{
  g_autoptr (GError) reason = NULL;
  g_autoptr (SecretValue) value = NULL;
  CorralSecret *secret = NULL;
  gboolean found = FALSE;
  guint tries = 0;

  do
    {
      GList *items = secret_password_search_sync (&schema, SECRET_SEARCH_UNLOCK | SECRET_SEARCH_LOAD_SECRETS, cancellable,
                                                  &reason, "cloud", cloud, NULL);

      found = items != NULL;
      value = take_value (items, cancellable, &reason);
    }
  while (reason != NULL && is_lost_session (&reason, &tries));

  if (reason != NULL)
    fail_for (error, reason, TRUE, cancellable);
  else if (!found)
    fail (error, CORRAL_SECRET_ERROR_NOTHING, TRUE);
  else if (value == NULL)
    fail (error, CORRAL_SECRET_ERROR_LOCKED, TRUE);
  else if (secret_value_get_text (value) == NULL || (secret = secret_of (secret_value_get_text (value))) == NULL)
    fail (error, CORRAL_SECRET_ERROR_NOTHING, TRUE);
  return secret;
}

gboolean
corral_secret_store_clear (const char *cloud, GCancellable *cancellable, GError **error)
{
  g_autoptr (GError) reason = NULL;
  g_autoptr (GError) left = NULL;
  g_autoptr (CorralSecret) secret = NULL;
  guint tries = 0;

  do
    if (secret_password_clear_sync (&schema, cancellable, &reason, "cloud", cloud, NULL))
      return TRUE;
  while (is_lost_session (&reason, &tries));
  if (reason != NULL)
    return fail_for (error, reason, FALSE, cancellable);
  /* Nothing was removed: because there was nothing? */
  secret = corral_secret_store_load (cloud, cancellable, &left);
  if (g_error_matches (left, CORRAL_SECRET_ERROR, CORRAL_SECRET_ERROR_NOTHING))
    return TRUE;
  if (left != NULL)
    g_propagate_error (error, g_steal_pointer (&left));
  else
    fail (error, CORRAL_SECRET_ERROR_FAILED, FALSE);
  return FALSE;
}
