/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Entries of the record of who looked at what as they are sent: an AuditAppend of the contract. Immutable; may cross
 * threads. */
typedef struct
{
  char *actor;  /* whose they are */
  char *tenant; /* of which chain */
  char *record; /* of which stretch */
  GBytes *body;
} CorralSyncParcel;

static inline void
corral_sync_parcel_free (CorralSyncParcel *self)
{
  g_free (self->actor);
  g_free (self->tenant);
  g_free (self->record);
  g_bytes_unref (self->body);
  g_free (self);
}

G_END_DECLS
