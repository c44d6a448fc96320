/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The room's error domain: a code to act on, a sentence to show, and what the server said about retrying.
 * Any thread. */
#include "config.h"

#include "corral-api-error-private.h"

typedef struct
{
  gint64 retry_after_us;
  guint status;
  char *reason;
  char *problem_code;
  char *pointer;
} CorralApiErrorPrivate;

static void
corral_api_error_private_init (CorralApiErrorPrivate *priv)
{
  priv->retry_after_us = -1;
}

static void
corral_api_error_private_copy (const CorralApiErrorPrivate *from, CorralApiErrorPrivate *to)
{
  to->retry_after_us = from->retry_after_us;
  to->status = from->status;
  to->reason = g_strdup (from->reason);
  to->problem_code = g_strdup (from->problem_code);
  to->pointer = g_strdup (from->pointer);
}

static void
corral_api_error_private_clear (CorralApiErrorPrivate *priv)
{
  g_free (priv->reason);
  g_free (priv->problem_code);
  g_free (priv->pointer);
}

/* GLib's macro casts through a byte pointer; GError's private data are aligned. */
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wcast-align"
G_DEFINE_EXTENDED_ERROR (CorralApiError, corral_api_error)
#pragma GCC diagnostic pop

static CorralApiErrorPrivate *
get_private (const GError *error)
{
  if (error == NULL || error->domain != CORRAL_API_ERROR)
    return NULL;
  return corral_api_error_get_private (error);
}

gint64
corral_api_error_get_retry_after_us (const GError *error)
{
  CorralApiErrorPrivate *priv = get_private (error);

  return priv != NULL ? priv->retry_after_us : -1;
}

const char *
corral_api_error_get_reason (const GError *error)
{
  CorralApiErrorPrivate *priv = get_private (error);

  return priv != NULL ? priv->reason : NULL;
}

const char *
corral_api_error_get_problem_code (const GError *error)
{
  CorralApiErrorPrivate *priv = get_private (error);

  return priv != NULL ? priv->problem_code : NULL;
}

guint
corral_api_error_get_status (const GError *error)
{
  CorralApiErrorPrivate *priv = get_private (error);

  return priv != NULL ? priv->status : 0;
}

const char *
corral_api_error_get_pointer (const GError *error)
{
  CorralApiErrorPrivate *priv = get_private (error);

  return priv != NULL ? priv->pointer : NULL;
}

void
corral_api_error_set_answer (GError *error,
                             guint status,
                             gint64 retry_after_us,
                             const char *problem_code,
                             const char *reason)
{
  CorralApiErrorPrivate *priv = get_private (error);

  g_return_if_fail (priv != NULL);
  priv->status = status;
  priv->retry_after_us = retry_after_us;
  g_free (priv->problem_code);
  priv->problem_code = g_strdup (problem_code);
  g_free (priv->reason);
  priv->reason = g_strdup (reason);
}

void
corral_api_error_take_pointer (GError *error, char *pointer)
{
  CorralApiErrorPrivate *priv = get_private (error);

  g_return_if_fail (priv != NULL);
  g_free (priv->pointer);
  priv->pointer = pointer;
}
