/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "corral-batch.h"
#include "corral-fleet.h"
#include "corral-random.h"

G_BEGIN_DECLS

/* A made-up fleet for tests and benches of the mirror: the same seed gives the same rows. Values are
 * plausible, some are unknown, ties are frequent. For behaviour of real fleets use the demo cloud. */

#define SAMPLE_NOW_MS G_GINT64_CONSTANT (1790000000000)

typedef struct
{
  guint n_chains; /* chains are "c0", "c1", … */
  guint n_stores; /* in all, spread over the chains; numbers from 100 on */
  guint n_carts;
  guint n_alerts;
  guint n_flags;
  guint64 seed;
} SampleSize;

typedef struct
{
  char *tenant;
  CorralBatch *batch;
} SampleBatch;

/* (element-type SampleBatch): all rows of the fleet, one batch a collection and chain. */
GPtrArray *sample_fleet_rows (const SampleSize *size) G_GNUC_WARN_UNUSED_RESULT;

/* The tenants and all rows, put into @fleet in order. */
void sample_fleet_fill (CorralFleet *fleet, const SampleSize *size);

/* Adds tenant @index. */
void sample_fleet_put_tenant (CorralFleet *fleet, guint index);

/* Everything that people could see of a fleet, a line a row, sorted: equal fleets give equal texts whatever their
 * slots. */
char *sample_fleet_dump (CorralFleet *fleet) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
