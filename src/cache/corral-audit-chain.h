/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/*
 * The record of who looked at what, as a chain: each entry holds the SHA-256 of the one before, so that nobody can change,
 * insert or take out one of them without all later ones telling. Pure, any thread.
 *
 * The hash of an entry is the lower-case hexadecimal SHA-256 of its members in the order of CORRAL_AUDIT_MEMBERS, then
 * `before`, each written as its length in bytes, a colon, its bytes, and a comma; numbers as decimal digits. So anybody can
 * check an export with a dozen lines of another language.
 */

/* The hash before the first entry. */
#define CORRAL_AUDIT_ORIGIN "0000000000000000000000000000000000000000000000000000000000000000"

/* What an entry is about: `what`. Words of the contract; add one, and its row in words/corral-audit-words.c. */
#define CORRAL_AUDIT_VIEW "view"           /* evidence was opened: of a flag, a case; or a cart's exact place */
#define CORRAL_AUDIT_EXPORT "export"       /* something was saved or printed, to be taken out of Corral */
#define CORRAL_AUDIT_OPERATION "operation" /* something was done; detail: the operation's type; the id is the operation's */
#define CORRAL_AUDIT_BREAK "break"         /* written by Corral itself: entries that were there are not any more */

/* F (TYPE, member): what is hashed, in this order. TEXT is never NULL; unknown is "". */
#define CORRAL_AUDIT_MEMBERS(F) \
  F (INTEGER, seq)       /* from 1, without gaps */ \
  F (TEXT, id)           /* a UUIDv7 */ \
  F (INTEGER, time_ms)   /* UTC, by the cloud's clock where that is known */ \
  F (TEXT, actor)        /* staff id of whoever was signed in; "": the cloud never said */ \
  F (TEXT, what) \
  F (TEXT, tenant)       /* the chain's id */ \
  F (TEXT, collection)   /* of the row it is about, as in the contract: "flag", "session", "case", …; "": none */ \
  F (TEXT, subject)      /* that row's id */ \
  F (TEXT, detail)       /* what of it: an operation's type, an export's kind and the beginning of its SHA-256 */ \
  F (TEXT, device)       /* the PC's name */ \
  F (INTEGER, online)    /* 1: the cloud answered at that time */

typedef struct
{
#define CORRAL_AUDIT_TYPE_INTEGER gint64
#define CORRAL_AUDIT_TYPE_TEXT char *
#define CORRAL_AUDIT_MEMBER(type, name) CORRAL_AUDIT_TYPE_##type name;
  CORRAL_AUDIT_MEMBERS (CORRAL_AUDIT_MEMBER)
#undef CORRAL_AUDIT_MEMBER
  char before[65]; /* the hash of the entry before, or CORRAL_AUDIT_ORIGIN */
  char hash[65];
} CorralAuditEntry;

/* An entry of empty texts. */
CorralAuditEntry *corral_audit_entry_new (void) G_GNUC_WARN_UNUSED_RESULT;
CorralAuditEntry *corral_audit_entry_copy (const CorralAuditEntry *self) G_GNUC_WARN_UNUSED_RESULT;
void corral_audit_entry_free (CorralAuditEntry *self);

/* Puts @self behind the entry of number @seq with the hash @before: its number, before and hash. */
void corral_audit_entry_chain (CorralAuditEntry *self, gint64 seq, const char *before);

/* The hash that the entry ought to have, into @hash. */
void corral_audit_entry_digest (const CorralAuditEntry *self, char hash[65]);

typedef enum
{
  CORRAL_AUDIT_WHOLE,   /* every entry is as it was written, and none is missing that the file's end is known to have had */
  CORRAL_AUDIT_CHANGED, /* the entry `seq` is not as it was written, or is none of this chain */
  CORRAL_AUDIT_MISSING, /* entries before `seq` are missing */
  CORRAL_AUDIT_CUT,     /* entries were missing at the end when Corral came to write `seq`, or when it read */
} CorralAuditState;

typedef struct
{
  CorralAuditState state;
  gint64 seq;  /* where the first break is; 0: WHOLE */
  guint n;     /* how many entries there are */
} CorralAuditVerdict;

/* Judges @entries (element-type CorralAuditEntry), a whole chain from its first entry on, in order. @last_seq and @last_hash
 * (nullable): the newest entry that is known to have been written, from somewhere else. */
CorralAuditVerdict corral_audit_verify (GPtrArray *entries, gint64 last_seq, const char *last_hash);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CorralAuditEntry, corral_audit_entry_free)

G_END_DECLS
