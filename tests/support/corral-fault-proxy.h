/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "corral-fault-server.h"

G_BEGIN_DECLS

/**
 * CorralFaultProxy:
 *
 * Stands between the real client and a real server and does to each request what it was told: the request may be
 * lost, carried out twice or long after, the answer lost after the effect, cut, slowed down, framed otherwise,
 * rewritten or replaced. One request at a time per connection; bytes come out exactly as asked for. It runs in threads
 * of its own on a port of this machine that stays its own while it is offline, and ends everything when it is freed.
 *
 * Every function may be called from any thread.
 */
typedef struct _CorralFaultProxy CorralFaultProxy;

typedef enum
{
  CORRAL_PROXY_PASS,    /* forwarded; what comes of it goes back */
  CORRAL_PROXY_DROP,    /* never forwarded, never answered */
  CORRAL_PROXY_LOSE,    /* forwarded, the whole answer awaited, and thrown away */
  CORRAL_PROXY_ANSWER,  /* never forwarded; `how.bytes` are the answer */
  CORRAL_PROXY_REPLACE, /* forwarded and the answer awaited; `how.bytes` are sent instead of it */
  CORRAL_PROXY_TWICE,   /* forwarded twice at the same time; the later answer goes back */
  CORRAL_PROXY_DELAY,   /* kept for corral_fault_proxy_deliver(), never answered */
} CorralProxyKind;

/* How the body of an answer that is passed on is framed. */
typedef enum
{
  CORRAL_FRAMING_AS_IT_IS,
  CORRAL_FRAMING_LENGTH,      /* Content-Length */
  CORRAL_FRAMING_CHUNKED,     /* in chunks of 64 bytes */
  CORRAL_FRAMING_UNTIL_CLOSE, /* the end of the connection is the end of the body */
  CORRAL_FRAMING_GZIP,        /* packed, with Content-Length */
  CORRAL_FRAMING_GZIP_TWICE,  /* packed twice, said once */
  CORRAL_FRAMING_GZIP_SAID,   /* not packed, but said to be */
} CorralProxyFraming;

/* Another body instead of @body, which was unpacked. On a thread of the proxy's; @target has its query. */
typedef GBytes *(*CorralProxyRewrite) (const char *target, GBytes *body, gpointer data);

typedef struct
{
  CorralProxyKind kind;
  CorralFault how; /* what is sent is cut and slowed down as this says, and then ends so. Zeroed with cut_at −1: all
                      of it at once, and the connection stays open. With nothing to send KEEP is the same as CLOSE */
  guint cut_thousandths;      /* > 0: cut_at is so much of what there is to send */
  CorralProxyFraming framing; /* PASS, TWICE */
  CorralProxyRewrite rewrite; /* (nullable): PASS, TWICE */
  gpointer data;
  gboolean rude; /* over TLS: the end comes without its goodbye */
} CorralProxyFault;

/* Which requests. */
typedef struct
{
  const char *method; /* (nullable): any */
  const char *match;  /* (nullable): in the target */
  guint skip;         /* so many pass first */
  int times;          /* then so many are treated so; −1: all */
} CorralProxyWhere;

/* @upstream: "http://127.0.0.1:port". */
CorralFaultProxy *corral_fault_proxy_new (const char *upstream) G_GNUC_WARN_UNUSED_RESULT;
void corral_fault_proxy_free (CorralFaultProxy *self);

/* "http://127.0.0.1:port". */
const char *corral_fault_proxy_get_url (CorralFaultProxy *self);
guint16 corral_fault_proxy_get_port (CorralFaultProxy *self);

/* FALSE: connections are refused, and open ones cut. */
void corral_fault_proxy_set_online (CorralFaultProxy *self, gboolean online);

/* New connections speak TLS with @certificate (nullable: they do not). Open ones are cut. */
void corral_fault_proxy_set_certificate (CorralFaultProxy *self, GTlsCertificate *certificate);

/* New connections are answered with @bytes as soon as a byte has come, and closed: what speaks no HTTP at all, or
 * another TLS. NULL: no more. Counts as a fault. */
void corral_fault_proxy_set_greeting (CorralFaultProxy *self, GBytes *bytes);

/* Adds a rule; of those that fit a request the last added counts. Takes the bytes of @fault. */
void corral_fault_proxy_add (CorralFaultProxy *self, CorralProxyWhere where, CorralProxyFault fault);

/* Asked about what no rule fits; bytes of what it returns are taken. On a thread of the proxy's, one at a time. NULL
 * @func: passed. @number: of the request, from 0. */
typedef CorralProxyFault (*CorralProxyFunc) (const char *method, const char *target, guint number, gpointer data);
void corral_fault_proxy_set_func (CorralFaultProxy *self, CorralProxyFunc func, gpointer data);

/* No rule, no function, no greeting any more, online; who hangs is let go. What is kept stays kept. */
void corral_fault_proxy_heal (CorralFaultProxy *self);

/* Forwards what was kept, the last first, and throws the answers away: how many. Returns when they are carried out. */
guint corral_fault_proxy_deliver (CorralFaultProxy *self);

/* Requests that came to something else than being passed on untouched, so far. Those that hang count from then on. */
guint corral_fault_proxy_get_n_faults (CorralFaultProxy *self);
/* Until there were @n of them; FALSE: not within @seconds. */
gboolean corral_fault_proxy_wait (CorralFaultProxy *self, guint n, guint seconds);

/* How many requests of @method (nullable: any) with @match (nullable) in the target have come, and how many of these
 * the server was given (twice counts as two, one that was kept once it was delivered). */
guint corral_fault_proxy_count (CorralFaultProxy *self, const char *method, const char *match);
guint corral_fault_proxy_count_forwarded (CorralFaultProxy *self, const char *method, const char *match);

/* The body of the @nth of these, from 0; NULL: there were not so many. Free with g_bytes_unref(). */
GBytes *corral_fault_proxy_dup_body (CorralFaultProxy *self, const char *method, const char *match, guint nth)
    G_GNUC_WARN_UNUSED_RESULT;

/* A line for each of the first and the last requests, for the message of a test that failed. Free with g_free(). */
char *corral_fault_proxy_dup_log (CorralFaultProxy *self) G_GNUC_WARN_UNUSED_RESULT;

/* Faults by their names. */
static inline CorralProxyFault
corral_proxy_pass (void)
{
  return (CorralProxyFault){ .kind = CORRAL_PROXY_PASS, .how = { .cut_at = -1 } };
}

/* Nothing is sent: DROP, LOSE, DELAY. */
static inline CorralProxyFault
corral_proxy_silence (CorralProxyKind kind, CorralFaultEnd end)
{
  return (CorralProxyFault){ .kind = kind, .how = { .cut_at = -1, .end = end } };
}

/* ANSWER or REPLACE, in good order. */
CorralProxyFault corral_proxy_answer (CorralProxyKind kind,
                                      guint status,
                                      const char *content_type,
                                      const char *headers,
                                      const char *body);

static inline CorralProxyFault
corral_proxy_rewrite (CorralProxyRewrite rewrite, gpointer data)
{
  return (CorralProxyFault){
    .kind = CORRAL_PROXY_PASS, .how = { .cut_at = -1 }, .framing = CORRAL_FRAMING_LENGTH, .rewrite = rewrite, .data = data
  };
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CorralFaultProxy, corral_fault_proxy_free)

G_END_DECLS
