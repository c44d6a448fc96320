/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "corral-cache.h"

G_BEGIN_DECLS

/* What a command wants to write, which decides what is said when it cannot. */
typedef enum
{
  CORRAL_DATA_FLEET,  /* the stored copy; the folder is made when there is none */
  CORRAL_DATA_OUTBOX, /* what people did; there has to be something stored */
} CorralDataUse;

/* Opens the files in @dir for writing. When another process writes them it is waited for, at most @wait_s seconds.
 * NULL and a sentence when they cannot be had: nothing was changed. What the outbox's file went through when it was
 * opened is said on stderr. Close with corral_cache_close(). Blocking. */
CorralCache *corral_data_folder_open (const char *dir,
                                      CorralDataUse use,
                                      guint wait_s,
                                      CorralClock *clock,
                                      char **sentence) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
