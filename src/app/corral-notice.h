/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "corral-notice-bar.h"
#include "corral-sign-in.h"
#include "corral-sync-status.h"

G_BEGIN_DECLS

/* What the notice bar says. */
typedef struct
{
  CorralNoticeKind kind;
  char *sentence;           /* (owned): translated */
  const char *action_label; /* (nullable): translated */
  const char *action;       /* (nullable): a detailed action name */
} CorralNotice;

/* How the sign-in stands, where there is one. */
typedef struct
{
  CorralSignInState state;
  const char *message; /* (nullable) */
  gboolean has_token;
} CorralNoticeSignIn;

/* Fills @stand from @sign_in (nullable) and gives it back; NULL for none. Its message lives until that changes. */
const CorralNoticeSignIn *corral_notice_read_sign_in (CorralSignIn *sign_in, CorralNoticeSignIn *stand);

/* Which hop is gone, since when, and what still works, in one or two sentences; NULL when there is nothing to
 * say. Pure. @trouble (nullable): a sentence about the files on this PC. @may_take_over: another Corral kept them, and
 * has ended. @offline: by choice. @sign_in: NULL where nobody signs in. @zone: this PC's. */
CorralNotice *corral_notice_for (const CorralSyncStatus *status,
                                 const CorralNoticeSignIn *sign_in,
                                 const char *trouble,
                                 gboolean may_take_over,
                                 gboolean offline,
                                 GTimeZone *zone,
                                 gint64 now_ms) G_GNUC_WARN_UNUSED_RESULT;
void corral_notice_free (CorralNotice *notice);

/* "4,200 of 10,000 carts" while the first sync runs; NULL else. @fraction: 0–1, or −1 when it is not known. */
char *corral_notice_progress (const CorralSyncStatus *status, double *fraction) G_GNUC_WARN_UNUSED_RESULT;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CorralNotice, corral_notice_free)

G_END_DECLS
