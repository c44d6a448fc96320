/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "corral-fault-server.h"

G_BEGIN_DECLS

/* What the fault server and the fault proxy do to a connection. */

/* Waits until whoever serves ends, or so long. */
typedef void (*CorralFaultWait) (gpointer server, gint64 time_us);

/* Sends fault->bytes as @fault says: cut, slow. FALSE: the other side is gone, or @cancellable was. */
gboolean corral_fault_wire_send (GOutputStream *output,
                                 const CorralFault *fault,
                                 CorralFaultWait wait,
                                 gpointer server,
                                 GCancellable *cancellable);

/* The connection will end with a reset when it is closed. */
void corral_fault_wire_reset (GSocketConnection *connection);

/* No waiting for more to send: a byte is a packet. */
void corral_fault_wire_set_no_delay (GSocketConnection *connection);

G_END_DECLS
