/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a status means for the one who asked: a code to act on and a sentence. Pure. */
#include "config.h"

#include "corral-api-error-private.h"
#include "corral-api-private.h"
#include "corral-backoff.h"

#include <glib/gi18n-lib.h>
#include <string.h>

static gboolean
parse_http_date (const char *text, gint64 *time_us)
{
  g_autoptr (GDateTime) date = text != NULL ? soup_date_time_new_from_http_string (text) : NULL;

  if (date == NULL)
    return FALSE;
  *time_us = g_date_time_to_unix (date) * G_USEC_PER_SEC;
  return TRUE;
}

gint64
corral_api_parse_retry_after (const char *value, const char *date, gint64 now_us)
{
  gint64 then_us, wait_us;
  gsize digits;

  if (value == NULL || *value == '\0')
    return -1;
  digits = strspn (value, "0123456789");
  if (value[digits] == '\0')
    {
      digits -= strspn (value, "0");
      /* More digits than an hour has seconds are an hour all the same. */
      wait_us = digits > 9 ? CORRAL_RETRY_AFTER_MAX_US
                           : (gint64) g_ascii_strtoull (value, NULL, 10) * G_USEC_PER_SEC;
    }
  else if (digits == 0 && parse_http_date (value, &then_us))
    {
      /* By the server's own clock where it tells it. */
      parse_http_date (date, &now_us);
      wait_us = then_us - now_us;
    }
  else
    return -1;
  return CLAMP (wait_us, CORRAL_RETRY_AFTER_MIN_US, CORRAL_RETRY_AFTER_MAX_US);
}

gboolean
corral_api_is_media_type (SoupMessageHeaders *headers, const char *type)
{
  const char *given = soup_message_headers_get_content_type (headers, NULL);

  return given != NULL && g_ascii_strcasecmp (given, type) == 0;
}

/* The other side of a redirect: its host alone, for the rest may hold anything. */
static char *
dup_redirect_host (SoupMessageHeaders *headers)
{
  const char *location = soup_message_headers_get_one (headers, "Location");
  g_autoptr (GUri) uri = location != NULL ? g_uri_parse (location, SOUP_HTTP_URI_FLAGS, NULL) : NULL;
  const char *host = uri != NULL ? g_uri_get_host (uri) : NULL;

  if (host == NULL || *host == '\0' || strlen (host) > 253
      || strspn (host, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-:") != strlen (host))
    return NULL;
  return g_strdup (host);
}

static void
set_redirect (SoupMessageHeaders *headers, GError **error)
{
  g_autofree char *host = dup_redirect_host (headers);

  if (host != NULL)
    g_set_error (
        error, CORRAL_API_ERROR, CORRAL_API_ERROR_REDIRECT,
        _ ("The cloud's address points on to %s. Corral does not follow it; if that is right, enter the new "
           "address."),
        host);
  else
    g_set_error_literal (error, CORRAL_API_ERROR, CORRAL_API_ERROR_REDIRECT,
                         _ ("The cloud's address points on to another page. Corral does not follow it."));
}

static void
set_not_the_cloud (GError **error)
{
  g_set_error_literal (
      error, CORRAL_API_ERROR, CORRAL_API_ERROR_NOT_THE_CLOUD,
      _ ("A web page answered instead of the cloud. The address may be wrong, or this network wants "
         "you to sign in first."));
}

/* 4xx: to be believed, what matters must come from something that speaks the contract. */
static gboolean
is_from_the_cloud (guint status, SoupMessageHeaders *headers)
{
  gboolean json = corral_api_is_media_type (headers, "application/problem+json")
                  || corral_api_is_media_type (headers, "application/json");

  if (status >= 500 || status == 429)
    return status != 511; /* a network's sign-in page (RFC 6585) */
  if (status == 404 || status == 410)
    return json;
  return json || !corral_api_is_media_type (headers, "text/html");
}

static void
set_by_status (guint status, GError **error)
{
  CorralApiError code;
  const char *sentence;

  switch (status)
    {
    case 401:
      code = CORRAL_API_ERROR_AUTH;
      sentence = _ ("The cloud wants you to sign in again.");
      break;
    case 403:
      code = CORRAL_API_ERROR_FORBIDDEN;
      sentence = _ ("The cloud does not let you see this.");
      break;
    case 404:
      code = CORRAL_API_ERROR_NOT_FOUND;
      sentence = _ ("The cloud does not know this.");
      break;
    case 407:
      code = CORRAL_API_ERROR_UNREACHABLE;
      sentence = _ ("This computer's proxy did not let the cloud through.");
      break;
    case 408:
      code = CORRAL_API_ERROR_TIMEOUT;
      sentence = _ ("The question did not reach the cloud in time.");
      break;
    case 409:
    case 412:
      code = CORRAL_API_ERROR_CONFLICT;
      sentence = _ ("Somebody else changed this in the meantime.");
      break;
    case 410:
      code = CORRAL_API_ERROR_GONE;
      sentence = _ ("The cloud cannot go on from where this computer was; everything is fetched afresh.");
      break;
    case 429:
      code = CORRAL_API_ERROR_LIMITED;
      sentence = _ ("The cloud asks to be asked less often.");
      break;
    case 425: /* RFC 8470: it was not looked at, for it might have been a repetition */
      code = CORRAL_API_ERROR_UNAVAILABLE;
      sentence = _ ("The cloud cannot answer yet.");
      break;
    default:
      if (status >= 500)
        {
          code = CORRAL_API_ERROR_UNAVAILABLE;
          sentence = _ ("The cloud has trouble of its own and cannot answer now.");
        }
      else if (status >= 400)
        {
          code = CORRAL_API_ERROR_INVALID;
          sentence = _ ("The cloud did not accept the question.");
        }
      else
        {
          code = CORRAL_API_ERROR_BROKEN;
          sentence = _ ("The cloud answered in a way that is not part of the contract.");
        }
    }
  g_set_error_literal (error, CORRAL_API_ERROR, code, sentence);
}

gboolean
corral_api_fail_status (guint status,
                        SoupMessageHeaders *headers,
                        char *body,
                        gsize length,
                        CorralClock *clock,
                        GError **error)
{
  g_autoptr (CorralProblem) problem = body != NULL ? corral_page_read_problem (body, length) : NULL;
  GError *own = NULL;
  gint64 retry_after_us;

  if (status >= 300 && status < 400 && status != 304)
    set_redirect (headers, &own);
  else if (!is_from_the_cloud (status, headers))
    set_not_the_cloud (&own);
  else
    set_by_status (status, &own);
  retry_after_us = corral_api_parse_retry_after (soup_message_headers_get_one (headers, "Retry-After"),
                                                 soup_message_headers_get_one (headers, "Date"),
                                                 corral_clock_now_us (clock));
  corral_api_error_set_answer (own, status, retry_after_us, problem != NULL ? problem->code : NULL,
                               problem != NULL ? problem->reason : NULL);
  g_propagate_error (error, own);
  return FALSE;
}
