/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Bytes onto a socket, right or wrong. On the thread of the connection. */
#include "corral-fault-wire.h"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

gboolean
corral_fault_wire_send (GOutputStream *output,
                        const CorralFault *fault,
                        CorralFaultWait wait,
                        gpointer server,
                        GCancellable *cancellable)
{
  gsize length;
  const char *bytes = g_bytes_get_data (fault->bytes, &length);
  gsize quick;

  if (fault->cut_at >= 0)
    length = MIN (length, (gsize) fault->cut_at);
  quick = fault->slow_us > 0 ? MIN (fault->slow_from, length) : length;
  if (!g_output_stream_write_all (output, bytes, quick, NULL, cancellable, NULL))
    return FALSE;
  for (gsize i = quick; i < length; i++)
    {
      if (!g_output_stream_write_all (output, bytes + i, 1, NULL, cancellable, NULL))
        return FALSE;
      wait (server, fault->slow_us);
    }
  return TRUE;
}

void
corral_fault_wire_reset (GSocketConnection *connection)
{
  const struct linger linger = { .l_onoff = 1, .l_linger = 0 };

  setsockopt (g_socket_get_fd (g_socket_connection_get_socket (connection)), SOL_SOCKET, SO_LINGER, &linger,
              sizeof linger);
}

void
corral_fault_wire_set_no_delay (GSocketConnection *connection)
{
  g_socket_set_option (g_socket_connection_get_socket (connection), IPPROTO_TCP, TCP_NODELAY, 1, NULL);
}
