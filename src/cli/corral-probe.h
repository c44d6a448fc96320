/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "corral-json-tree.h"

G_BEGIN_DECLS

/* What came back. */
typedef struct
{
  guint status;         /* HTTP; 0: no whole answer came */
  char *trouble;        /* (nullable): why there is no whole answer, a sentence */
  GBytes *body;         /* (nullable) */
  char *content_type;   /* (nullable): without parameters */
  char *etag;           /* (nullable) */
  char *retry_after;    /* (nullable) */
  char *authenticate;   /* (nullable): WWW-Authenticate */
  CorralJsonTree *json; /* (nullable): of the body, when it is JSON in good order */
  char *flaw;           /* (nullable): why json is NULL although there is a body */
} CorralProbeAnswer;

typedef struct
{
  const char *method;
  const char *url;
  const char *token;         /* (nullable): none is sent */
  const char *if_none_match; /* (nullable) */
  const char *body;          /* (nullable): sent as application/json, right or wrong */
} CorralProbeRequest;

/**
 * CorralProbe:
 *
 * Asks a server for things exactly as told, also for what no client would ask, and hands over what came back without
 * judging it. Bodies up to 16 MiB, one exchange up to a minute; redirects are not followed, bad certificates never
 * accepted. Blocking; one thread a probe.
 */
typedef struct _CorralProbe CorralProbe;

/* @direct: past any proxy, for a server on this machine. */
CorralProbe *corral_probe_new (gboolean direct) G_GNUC_WARN_UNUSED_RESULT;
void corral_probe_free (CorralProbe *self);

/* Never NULL. */
CorralProbeAnswer *corral_probe_ask (CorralProbe *self, const CorralProbeRequest *request) G_GNUC_WARN_UNUSED_RESULT;
void corral_probe_answer_free (CorralProbeAnswer *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CorralProbe, corral_probe_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CorralProbeAnswer, corral_probe_answer_free)

G_END_DECLS
