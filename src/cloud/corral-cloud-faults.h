/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * CorralCloudFaults:
 *
 * A script of what goes wrong: rules that strike some of the requests. A key file; every group is a rule, called as
 * its group, and the first one that fits a request and is due strikes it. tests/support/faults-example.ini explains
 * every key by example.
 *
 * Which requests: `method` (default *), `path` (of the address without its query, * for any characters, ? for one;
 * default *), `after` (so many that fit are let pass first), `times` (so often at most; 0, the default: for ever),
 * `probability` (0 to 1, drawn from `seed`).
 *
 * What happens: `kind`, and before it `delay-ms`, of the wall clock:
 *   delay                nothing else
 *   status               `status` 400–599 instead of an answer; `code`, `reason`, `retry-after` as they are given
 *   drop-before          the connection ends, and nothing was done
 *   drop-after           it was done, and the connection ends without an answer
 *   cut                  it was done, and the connection ends after `bytes` of the answer's body
 *   garbage              it was done, and the answer is bytes that mean nothing
 *   html                 nothing was done, and the answer is a page to sign in to some Wi-Fi
 *   duplicate            the request comes twice, as by a repeating proxy; the second answer is the one that is sent
 *   twice                it was done, and the answer is sent twice on one connection
 *   offline              the plug is pulled for `seconds`
 */
typedef struct _CorralCloudFaults CorralCloudFaults;

typedef enum
{
  CORRAL_CLOUD_FAULT_DELAY,
  CORRAL_CLOUD_FAULT_STATUS,
  CORRAL_CLOUD_FAULT_DROP_BEFORE,
  CORRAL_CLOUD_FAULT_DROP_AFTER,
  CORRAL_CLOUD_FAULT_CUT,
  CORRAL_CLOUD_FAULT_GARBAGE,
  CORRAL_CLOUD_FAULT_HTML,
  CORRAL_CLOUD_FAULT_DUPLICATE,
  CORRAL_CLOUD_FAULT_TWICE,
  CORRAL_CLOUD_FAULT_OFFLINE,
} CorralCloudFaultKind;

/* What strikes one request. Lives as long as the script. */
typedef struct
{
  CorralCloudFaultKind kind;
  guint delay_ms;
  guint status;            /* STATUS */
  const char *code;        /* (nullable): STATUS */
  const char *reason;      /* (nullable): STATUS */
  const char *retry_after; /* (nullable): STATUS */
  guint bytes;             /* CUT */
  guint seconds;           /* OFFLINE */
} CorralCloudStrike;

/* G_IO_ERROR_INVALID_DATA with the rule's number, its name and what is wrong, when @script is none. */
CorralCloudFaults *corral_cloud_faults_new (const char *script, GError **error) G_GNUC_WARN_UNUSED_RESULT;
void corral_cloud_faults_free (CorralCloudFaults *self);

/* What strikes the next request, or %NULL. Counts it. */
const CorralCloudStrike *corral_cloud_faults_choose (CorralCloudFaults *self, const char *method, const char *path);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CorralCloudFaults, corral_cloud_faults_free)

G_END_DECLS
