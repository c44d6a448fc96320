/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The mirror's tables, from the one list in the header. Constant; any thread. */
#include "config.h"

#include "corral-fleet-tables.h"

#define SPEC_INT32 CORRAL_COLUMN_INT32, 0, FALSE
#define SPEC_INT64 CORRAL_COLUMN_INT64, 0, FALSE
#define SPEC_FLOAT CORRAL_COLUMN_FLOAT, 0, FALSE
#define SPEC_DOUBLE CORRAL_COLUMN_DOUBLE, 0, FALSE
#define SPEC_WORD CORRAL_COLUMN_WORD, 0, FALSE
#define SPEC_LIST CORRAL_COLUMN_WORD, 0, TRUE
#define SPEC_TEXT CORRAL_COLUMN_TEXT, 0, FALSE
#define SPEC_CHAIN CORRAL_COLUMN_LINK, CORRAL_TABLE_CHAIN, FALSE
#define SPEC_STORE CORRAL_COLUMN_LINK, CORRAL_TABLE_STORE, FALSE
#define SPEC_CART CORRAL_COLUMN_LINK, CORRAL_TABLE_CART, FALSE

#define FILL(spec_name, spec_source, spec_type, spec_target, spec_list) \
  { .name = spec_name, .type = spec_type, .source = spec_source, .target = spec_target, .list = spec_list },
#define EXPAND(spec_name, spec_source, ...) FILL (spec_name, spec_source, __VA_ARGS__)
#define SPEC(UPPER, name, type, source) EXPAND (#name, CORRAL_SOURCE_##source, SPEC_##type)

static const CorralColumnSpec chain_specs[] = { CORRAL_FLEET_CHAIN_COLUMNS (SPEC) };
static const CorralColumnSpec store_specs[] = { CORRAL_FLEET_STORE_COLUMNS (SPEC) };
static const CorralColumnSpec cart_specs[] = { CORRAL_FLEET_CART_COLUMNS (SPEC) };
static const CorralColumnSpec alert_specs[] = { CORRAL_FLEET_ALERT_COLUMNS (SPEC) };
static const CorralColumnSpec flag_specs[] = { CORRAL_FLEET_FLAG_COLUMNS (SPEC) };
static const CorralColumnSpec ticket_specs[] = { CORRAL_FLEET_TICKET_COLUMNS (SPEC) };
static const CorralColumnSpec rollout_specs[] = { CORRAL_FLEET_ROLLOUT_COLUMNS (SPEC) };

static const CorralColumnSpec access_point_specs[] = { CORRAL_FLEET_ACCESS_POINT_COLUMNS (SPEC) };
static const CorralColumnSpec firmware_specs[] = { CORRAL_FLEET_FIRMWARE_COLUMNS (SPEC) };
static const CorralColumnSpec incident_specs[] = { CORRAL_FLEET_INCIDENT_COLUMNS (SPEC) };
static const CorralColumnSpec maintenance_specs[] = { CORRAL_FLEET_MAINTENANCE_COLUMNS (SPEC) };
static const CorralColumnSpec ingest_specs[] = { CORRAL_FLEET_INGEST_COLUMNS (SPEC) };
static const CorralColumnSpec loss_week_specs[] = { CORRAL_FLEET_LOSS_WEEK_COLUMNS (SPEC) };
static const CorralColumnSpec case_specs[] = { CORRAL_FLEET_CASE_COLUMNS (SPEC) };

/* Changes are told as one bit a column. */
G_STATIC_ASSERT (CORRAL_N_CART_COLS <= 64);
G_STATIC_ASSERT (CORRAL_N_STORE_COLS <= 64);
G_STATIC_ASSERT (CORRAL_N_CHAIN_COLS <= 64);

/* The counts are reached as CARTS_IDLE + state. */
G_STATIC_ASSERT (CORRAL_STORE_COL_CARTS_OTHER - CORRAL_STORE_COL_CARTS_IDLE == CORRAL_CART_OTHER);
G_STATIC_ASSERT (CORRAL_CHAIN_COL_CARTS_OTHER - CORRAL_CHAIN_COL_CARTS_IDLE == CORRAL_CART_OTHER);

static const struct
{
  const CorralColumnSpec *specs;
  guint n_specs;
  guint tie_column;
  gboolean descending;
} tables[CORRAL_N_TABLES] = {
#define specs_CHAIN chain_specs
#define specs_STORE store_specs
#define specs_CART cart_specs
#define specs_ALERT alert_specs
#define specs_FLAG flag_specs
#define specs_TICKET ticket_specs
#define specs_ROLLOUT rollout_specs
#define specs_ACCESS_POINT access_point_specs
#define specs_FIRMWARE firmware_specs
#define specs_INCIDENT incident_specs
#define specs_MAINTENANCE maintenance_specs
#define specs_INGEST ingest_specs
#define specs_LOSS_WEEK loss_week_specs
#define specs_CASE case_specs
#define TABLE(UPPER, tie, desc) \
  { specs_##UPPER, G_N_ELEMENTS (specs_##UPPER), CORRAL_##UPPER##_COL_##tie, desc },
  CORRAL_FLEET_TABLES (TABLE)
};

const CorralColumnSpec *
corral_table_get_specs (CorralTableKind table, guint *n_columns)
{
  g_return_val_if_fail (table < CORRAL_N_TABLES, NULL);
  *n_columns = tables[table].n_specs;
  return tables[table].specs;
}

guint
corral_table_get_tie_column (CorralTableKind table, gboolean *descending)
{
  g_return_val_if_fail (table < CORRAL_N_TABLES, 0);
  *descending = tables[table].descending;
  return tables[table].tie_column;
}
