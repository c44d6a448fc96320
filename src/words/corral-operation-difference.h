/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "corral-fleet.h"

G_BEGIN_DECLS

/* One value of a row that would be another: what it is, as I did it, and as it is in the cloud. */
typedef struct
{
  const char *name; /* translated */
  char *mine;
  char *theirs;
} CorralOperationDifference;

/* Both versions of what was acted on, as far as the mirror knows. */
typedef struct
{
  gboolean known;         /* the mirror has the row; else there is nothing to compare with */
  gint64 rev;             /* of theirs: what to build on when mine is kept; or CORRAL_UNKNOWN */
  GPtrArray *differences; /* (element-type CorralOperationDifference): only what differs, in the order of the row */
} CorralOperationComparison;

/* Compares what @entry would make of its target with what the cloud has; of a type that makes a row, with the row that
 * is in the way (its result). Times in the store's zone. Main thread. */
CorralOperationComparison *corral_operation_compare (CorralFleet *fleet, const CorralOutboxEntry *entry)
  G_GNUC_WARN_UNUSED_RESULT;
void corral_operation_comparison_free (CorralOperationComparison *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CorralOperationComparison, corral_operation_comparison_free)

G_END_DECLS
