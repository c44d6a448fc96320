/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * CorralFaultServer:
 *
 * A server for tests that answers with exactly the bytes it was given, right or wrong, at the speed and with
 * the ending that was asked for: a real HTTP library cannot send malformed HTTP. It runs in threads of its
 * own on a free port of this machine and ends everything when it is freed.
 */
typedef struct _CorralFaultServer CorralFaultServer;

typedef enum
{
  CORRAL_FAULT_KEEP,  /* the connection stays open for the next request */
  CORRAL_FAULT_CLOSE, /* closed in order */
  CORRAL_FAULT_RESET, /* torn down: the other side sees a reset */
  CORRAL_FAULT_HANG,  /* nothing more comes, for ever */
} CorralFaultEnd;

typedef struct
{
  GBytes *bytes; /* head and body as sent; taken */
  gssize cut_at; /* send only so many of them; −1 for all */
  guint slow_us; /* send byte by byte from the slow_from-th on, so long between two; 0: at once */
  gsize slow_from;
  CorralFaultEnd end;
} CorralFault;

/* @certificate (nullable): speak TLS. */
CorralFaultServer *corral_fault_server_new (GTlsCertificate *certificate) G_GNUC_WARN_UNUSED_RESULT;
void corral_fault_server_free (CorralFaultServer *self);

/* "http://127.0.0.1:port", or https. */
const char *corral_fault_server_get_url (CorralFaultServer *self);
guint16 corral_fault_server_get_port (CorralFaultServer *self);

/* What a path (without its query) is answered with from now on. NULL: for every other path. */
void corral_fault_server_set (CorralFaultServer *self, const char *path, CorralFault fault);

/* Asked for the answer to what no path was set for; @target has its query. On a thread of the server's. */
typedef CorralFault (*CorralFaultFunc) (const char *target, gpointer data);

/* Before the first request. */
void corral_fault_server_set_func (CorralFaultServer *self, CorralFaultFunc func, gpointer data);

/* An answer in good order: status line, Content-Length, Content-Type unless NULL, @headers (nullable, each
 * ending in CRLF), body. @length −1: @body is a string. */
GBytes *corral_fault_answer (guint status,
                             const char *content_type,
                             const char *headers,
                             const char *body,
                             gssize length) G_GNUC_WARN_UNUSED_RESULT;

/* The same as a fault without fault. */
CorralFault corral_fault_none (guint status, const char *content_type, const char *headers, const char *body);

/* The next @n connections are torn down before anything is read from them. */
void corral_fault_server_set_deaf (CorralFaultServer *self, guint n);

/* How many requests have come, and the head of the last one (free with g_free(), nullable). */
guint corral_fault_server_count (CorralFaultServer *self);
char *corral_fault_server_dup_request (CorralFaultServer *self);

/* The body of the last request that came with one (nullable; free with g_bytes_unref()). */
GBytes *corral_fault_server_dup_body (CorralFaultServer *self);

/* How many connections were made. */
guint corral_fault_server_count_connections (CorralFaultServer *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CorralFaultServer, corral_fault_server_free)

G_END_DECLS
