/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Answers that are none: five lines — the status and the headers Content-Type, Retry-After, Date and Location — and
 * the body. */
#include "corral-api-private.h"
#include "corral-backoff.h"
#include "fuzz-driver.h"

const char fuzz_name[] = "problem";

static void
check_problem (const char *body, gsize size)
{
  g_autoptr (CorralProblem) problem = corral_page_read_problem (g_memdup2 (body, size + 1), size);
  const char *const texts[] = { problem != NULL ? problem->code : NULL, problem != NULL ? problem->title : NULL,
                                problem != NULL ? problem->detail : NULL, problem != NULL ? problem->reason : NULL,
                                problem != NULL ? problem->trace_id : NULL };

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    if (texts[i] != NULL)
      fuzz_check_shown (texts[i]);
  if (problem != NULL && CORRAL_IS_KNOWN (problem->status))
    g_assert_true (problem->status >= 100 && problem->status <= 599);
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  static const char *const names[] = { "Content-Type", "Retry-After", "Date", "Location" };
  g_autofree char *status = fuzz_take_line (&data, &size);
  SoupMessageHeaders *headers = soup_message_headers_new (SOUP_MESSAGE_HEADERS_RESPONSE);
  g_autoptr (CorralClock) clock = corral_clock_new_manual (G_GINT64_CONSTANT (1700000000) * G_USEC_PER_SEC);
  g_autoptr (GError) error = NULL;
  g_autofree char *body = NULL;
  gint64 retry_after_us;

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *value = fuzz_take_line (&data, &size);

      /* As the library would have it from the wire. */
      for (char *p = value; *p != '\0'; p++)
        if (*p == '\r')
          *p = ' ';
      if (*value != '\0')
        soup_message_headers_append (headers, names[i], value);
    }
  body = fuzz_take_rest (&data, &size);
  check_problem (body, size);

  g_assert_false (corral_api_fail_status ((guint) g_ascii_strtoull (status, NULL, 10) % 1000, headers,
                                          g_memdup2 (body, size + 1), size, clock, &error));
  g_assert_nonnull (error);
  g_assert_true (error->domain == CORRAL_API_ERROR);
  fuzz_check_shown (error->message);
  g_assert_cmpuint (strlen (error->message), <, 1024);
  retry_after_us = corral_api_error_get_retry_after_us (error);
  g_assert_true (retry_after_us == -1
                 || (retry_after_us >= CORRAL_RETRY_AFTER_MIN_US && retry_after_us <= CORRAL_RETRY_AFTER_MAX_US));
  soup_message_headers_unref (headers);
  return 0;
}
