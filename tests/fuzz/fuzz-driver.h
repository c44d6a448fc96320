/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>
#include <stdlib.h>
#include <string.h>

G_BEGIN_DECLS

/*
 * A fuzz target is one function over bytes. With libFuzzer (clang, -DCORRAL_LIBFUZZER) it hunts; linked with
 * fuzz-driver.c it is an ordinary test that runs the files of its corpus, and each of them cut short at every byte.
 */

int LLVMFuzzerTestOneInput (const guint8 *data, gsize size);

/* The folder below tests/fuzz/corpus. */
extern const char fuzz_name[];

/* The next line of the input as a string of its own, without what ends it; "" behind the last. NULs end it early. */
static inline char *
fuzz_take_line (const guint8 **data, gsize *size)
{
  const guint8 *end = *size > 0 ? memchr (*data, '\n', *size) : NULL;
  gsize length = end != NULL ? (gsize) (end - *data) : *size;
  char *line = g_malloc (length + 1);

  if (length > 0)
    memcpy (line, *data, length);
  line[length] = '\0';
  if (*size > 0)
    *data += length + (end != NULL);
  *size -= length + (end != NULL);
  return line;
}

/* All that is left, with a NUL behind it. */
static inline char *
fuzz_take_rest (const guint8 **data, gsize *size)
{
  char *rest = g_malloc (*size + 1);

  if (*size > 0)
    memcpy (rest, *data, *size);
  rest[*size] = '\0';
  return rest;
}

/* Fit to be shown: valid UTF-8 without controls. */
static inline void
fuzz_check_shown (const char *text)
{
  g_assert_true (g_utf8_validate (text, -1, NULL));
  for (const char *p = text; *p != '\0'; p++)
    g_assert_true ((guchar) *p >= 0x20 && *p != 0x7f);
}

#ifdef CORRAL_LIBFUZZER
/* As in the tests, a warning is a finding. */
static inline void
fuzz_log (const char *domain, GLogLevelFlags level, const char *message, gpointer data)
{
  if ((level & (G_LOG_LEVEL_WARNING | G_LOG_LEVEL_CRITICAL | G_LOG_LEVEL_ERROR)) == 0)
    return;
  g_printerr ("%s: %s\n", domain != NULL ? domain : "", message);
  abort ();
}

int LLVMFuzzerInitialize (int *argc, char ***argv);

int
LLVMFuzzerInitialize (int *argc, char ***argv)
{
  g_log_set_default_handler (fuzz_log, NULL);
  return 0;
}
#endif

G_END_DECLS
