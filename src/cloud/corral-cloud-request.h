/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "corral-json-value.h"
#include "corral-operation-type.h"

G_BEGIN_DECLS

/* The longest body of one operation, and of a batch of 50, in bytes: a note of 8 KiB with every character escaped
 * fits. */
#define CORRAL_CLOUD_REQUEST_MAX (64 * 1024)
#define CORRAL_CLOUD_BATCH_MAX (50 * CORRAL_CLOUD_REQUEST_MAX)

/* What somebody asks for: an OperationRequest of the contract. Strings belong to the document that it was read from. */
typedef struct
{
  const CorralOperationType *type;
  CorralCollection collection; /* of the target */
  const char *target;
  CorralOperationParams params;
  gint64 expected_rev; /* or CORRAL_UNKNOWN */
  gint64 issued_ms;
  gint64 not_after_ms;
  const char *depends_on; /* (nullable) */
} CorralCloudRequest;

/* What is wrong with one. */
typedef struct
{
  const char *code;    /* the contract's: invalid, unknown-operation */
  const char *pointer; /* JSON pointer to it; constant */
  char *detail;        /* (owned): a sentence */
} CorralCloudFault;

/* Reads an OperationRequest strictly: every member of the contract has to be there and of its shape, params hold what
 * the type takes and nothing else, and free text holds no card number (domain.md, "Privacy and payment"). Members that
 * the contract does not have are passed over, but in params. FALSE and *@fault otherwise; then the type, where it is
 * known, is set all the same. */
gboolean corral_cloud_request_read (CorralCloudRequest *self, const CorralJsonValue *root, CorralCloudFault *fault);

/* Reads no more than the type and the target, for the record of what was refused: FALSE when it has none. */
gboolean corral_cloud_request_read_target (CorralCloudRequest *self, const CorralJsonValue *root);

/* Whether @text has the shape of the contract's operation ids: a UUIDv7 in lower case (RFC 9562, section 5.7). */
gboolean corral_cloud_is_operation_id (const char *text);

/* Whether @text holds 13 to 19 digits, in groups or not, that pass Luhn's check (ISO/IEC 7812-1, annex B). */
gboolean corral_cloud_has_card_number (const char *text);

G_END_DECLS
