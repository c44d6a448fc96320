/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "corral-audit-file.h"
#include "corral-outbox.h"
#include "corral-worker.h"

G_BEGIN_DECLS

/**
 * CorralAuditSender:
 *
 * Brings the record of who looked at what to the cloud, quietly: the signed-in account's own entries, each chain's to that
 * chain, in order, in parcels of up to 100. The cloud takes each once however often it is sent, and an entry counts as
 * delivered when it has said so and that is on the disk. Nothing waits for it, nothing is lost by it: what was not
 * delivered stays in audit.db and is sent when there is a cloud again.
 *
 * No operation of the outbox: those are recorded themselves, are kept a second time, end after 30 days and are asked about
 * before Corral quits. Main thread; the file is the worker "audit"'s, the network the demand worker's.
 *
 * Signal "changed": what the functions below say is another.
 */
#define CORRAL_TYPE_AUDIT_SENDER (corral_audit_sender_get_type ())
G_DECLARE_FINAL_TYPE (CorralAuditSender, corral_audit_sender, CORRAL, AUDIT_SENDER, GObject)

/* The most entries of a parcel, as the contract says. */
#define CORRAL_AUDIT_PARCEL_MAX 100

/* @file (unowned) is used on @worker alone, which is stopped after this. */
CorralAuditSender *corral_audit_sender_new (CorralAuditFile *file, CorralWorker *worker, CorralOutbox *outbox,
                                            CorralSync *sync, CorralClock *clock, guint64 seed) G_GNUC_WARN_UNUSED_RESULT;

/* There are new entries: they go in a moment, with those that come till then. */
void corral_audit_sender_wake (CorralAuditSender *self);

/* Sends nothing any more; does not wait for what is on its way. Twice is fine. */
void corral_audit_sender_stop (CorralAuditSender *self);

/* How many of the account's entries are not delivered yet. */
guint corral_audit_sender_get_n_waiting (CorralAuditSender *self);

/* NULL, or a sentence on why they are not: the cloud refuses them, or does not take such. Not that it cannot be reached. */
const char *corral_audit_sender_get_trouble (CorralAuditSender *self);

G_END_DECLS
