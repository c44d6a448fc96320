/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* What was done to files, in order, and what of it a power cut leaves: the recorder of
 * corral-fault-vfs.h. */

#define CORRAL_POWER_SECTOR 512

typedef struct _CorralPowerFile CorralPowerFile;

/* The file that has the name @path now; NULL when it is not recorded. Lives for ever. */
CorralPowerFile *corral_power_open (const char *path);

/* Before it is done. A NULL file is fine. */
void corral_power_write (CorralPowerFile *file, gint64 at, gconstpointer bytes, gsize size);
void corral_power_truncate (CorralPowerFile *file, gint64 size);
void corral_power_sync (CorralPowerFile *file);
void corral_power_sync_names (CorralPowerFile *file); /* the folder that it is in */
void corral_power_sync_folder (const char *folder);
void corral_power_rename (const char *from, const char *to);
void corral_power_unlink (const char *path);

G_END_DECLS
