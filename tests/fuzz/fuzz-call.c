/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is stored of a call that is going on: the input is the file. */
#include "corral-call.h"
#include "corral-text-private.h"
#include "corral-text.h"
#include "fuzz-driver.h"

#include <gio/gio.h>

const char fuzz_name[] = "call";

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (CorralCall) call = corral_call_from_text ((const char *) data, size, &error);
  g_autoptr (CorralCall) again = NULL;
  g_autofree char *text = NULL;
  g_autofree char *once_more = NULL;

  if (call == NULL)
    {
      g_assert_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA);
      fuzz_check_shown (error->message);
      return 0;
    }
  g_assert_true (corral_text_is_id (call->tenant) && corral_text_is_id (call->subject));
  g_assert_cmpuint (call->events->len, <=, CORRAL_CALL_MAX_EVENTS);
  fuzz_check_shown (call->name);
  for (guint i = 0; i < call->events->len; i++)
    {
      const CorralCallEvent *event = g_ptr_array_index (call->events, i);

      if (event->text == NULL)
        continue;
      fuzz_check_shown (event->text);
      g_assert_cmpint (corral_text_find_private (event->text, NULL, NULL), ==, CORRAL_PRIVATE_NONE);
    }
  /* What is stored of it is the same call. */
  text = corral_call_to_text (call);
  again = corral_call_from_text (text, strlen (text), NULL);
  g_assert_nonnull (again);
  once_more = corral_call_to_text (again);
  g_assert_cmpstr (once_more, ==, text);
  return 0;
}
