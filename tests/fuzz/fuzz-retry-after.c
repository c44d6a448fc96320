/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Retry-After: three lines — the header, the Date beside it, our clock in microseconds. */
#include "corral-api-private.h"
#include "corral-backoff.h"
#include "fuzz-driver.h"

const char fuzz_name[] = "retry-after";

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  g_autofree char *value = fuzz_take_line (&data, &size);
  g_autofree char *date = fuzz_take_line (&data, &size);
  g_autofree char *now = fuzz_take_line (&data, &size);
  /* Any time that a PC's clock can be set to. */
  gint64 now_us = CLAMP (g_ascii_strtoll (now, NULL, 10), 0, G_GINT64_CONSTANT (253402300799) * G_USEC_PER_SEC);
  gint64 wait_us = corral_api_parse_retry_after (value, *date != '\0' ? date : NULL, now_us);

  g_assert_true (wait_us == -1 || (wait_us >= CORRAL_RETRY_AFTER_MIN_US && wait_us <= CORRAL_RETRY_AFTER_MAX_US));
  if (*value != '\0' && value[strspn (value, "0123456789")] == '\0')
    {
      const char *digits = value + strspn (value, "0");
      guint64 seconds = strlen (digits) < 19 ? g_ascii_strtoull (digits, NULL, 10) : G_MAXUINT64;

      g_assert_cmpint (wait_us, ==, (gint64) CLAMP (seconds, 1, 3600) * G_USEC_PER_SEC);
    }
  return 0;
}
