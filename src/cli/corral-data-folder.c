/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Getting at a folder of data to write there: one process at a time. Main thread. */
#include "config.h"

#include "corral-data-folder.h"

#include "corral-cache-outbox.h"

#include <glib/gi18n.h>

#define RETRY_US (G_USEC_PER_SEC / 5)

static const char *
sentence_of (CorralCacheAccess access, CorralDataUse use)
{
  if (access == CORRAL_CACHE_ACCESS_READ_LOCKED)
    return use == CORRAL_DATA_FLEET
               ? _ ("Another Corral on this PC already keeps these data up to date. Reports can be read all the same; "
                    "end the other one to sync here.")
               : _ ("Another Corral on this PC writes these data, so nothing was changed here. Do it there, or end "
                    "that one and try again.");
  return use == CORRAL_DATA_FLEET
             ? _ ("The folder for the data cannot be written. Reports of what is stored can be read all the same; "
                  "make the folder writable to sync.")
             : _ ("The folder for the data cannot be written, so nothing was changed.");
}

CorralCache *
corral_data_folder_open (const char *dir, CorralDataUse use, guint wait_s, CorralClock *clock, char **sentence)
{
  gint64 until_us = corral_clock_monotonic_us (clock) + wait_s * (gint64) G_USEC_PER_SEC;

  if (use == CORRAL_DATA_OUTBOX && !g_file_test (dir, G_FILE_TEST_IS_DIR))
    {
      *sentence = g_strdup_printf (_ ("There is no folder “%s”. “corral-cli sync” makes it and fetches the fleet."), dir);
      return NULL;
    }
  for (;;)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (CorralCache) cache = corral_cache_open (dir, dir, CORRAL_CACHE_OPEN_DEFAULT, clock, &error);
      CorralCacheAccess access;

      if (cache == NULL)
        {
          *sentence = g_strdup (error->message);
          return NULL;
        }
      access = corral_cache_get_access (cache);
      if (access == CORRAL_CACHE_ACCESS_WRITE)
        {
          const CorralOutboxFileReport *report = corral_cache_outbox_get_report (cache);

          if (report->message != NULL)
            g_printerr ("%s\n", report->message);
          return g_steal_pointer (&cache);
        }
      corral_cache_close (cache);
      if (access != CORRAL_CACHE_ACCESS_READ_LOCKED || corral_clock_monotonic_us (clock) >= until_us)
        {
          *sentence = g_strdup (sentence_of (access, use));
          return NULL;
        }
      g_usleep (RETRY_US);
    }
}
