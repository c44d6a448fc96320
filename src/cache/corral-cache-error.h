/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * CORRAL_CACHE_ERROR:
 *
 * What can go wrong with the files on this computer. The message is one translated sentence for
 * people: what happened, what still works, what to do. The technical cause goes to the debug log,
 * without any content.
 */
#define CORRAL_CACHE_ERROR (corral_cache_error_quark ())
GQuark corral_cache_error_quark (void);

typedef enum
{
  CORRAL_CACHE_ERROR_DAMAGED, /* not a database, torn, flipped; it has been or will be set aside */
  CORRAL_CACHE_ERROR_NEWER,   /* written by a newer Corral; left untouched */
  CORRAL_CACHE_ERROR_FULL,    /* no space left; nothing of the transaction was kept */
  CORRAL_CACHE_ERROR_READ_ONLY, /* the folder or the file may not be written, or reading was asked
                                   for */
  CORRAL_CACHE_ERROR_LOCKED,    /* another process writes these files */
  CORRAL_CACHE_ERROR_UNMADE,    /* somebody has made the file but not yet its tables: nothing is in it */
  CORRAL_CACHE_ERROR_FAILED,    /* anything else: I/O, memory, a tenant that is not open */
} CorralCacheError;

G_END_DECLS
