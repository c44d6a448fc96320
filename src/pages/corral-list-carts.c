/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The list of all carts. Main thread. */
#include "config.h"

#include "corral-cells.h"
#include "corral-list-page.h"

#include <glib/gi18n.h>

static const CorralListFilter filters[] = {
  { .name = "state", .title = N_ ("State"), .kind = CORRAL_FILTER_STATES },
  { .name = "chain", .title = N_ ("Chain"), .kind = CORRAL_FILTER_CHAINS },
  { .name = "store", .title = N_ ("Store"), .kind = CORRAL_FILTER_STORES },
  { .name = "firmware", .title = N_ ("Firmware"), .kind = CORRAL_FILTER_WORDS, .column = CORRAL_CART_COL_FIRMWARE,
    .words = -1 },
  { .name = "hardware_revision", .title = N_ ("Revision"), .kind = CORRAL_FILTER_WORDS,
    .column = CORRAL_CART_COL_HARDWARE_REVISION, .words = -1, .label = N_ ("Rev %s") },
  { .name = "carrier", .title = N_ ("Carrier"), .kind = CORRAL_FILTER_WORDS, .column = CORRAL_CART_COL_CARRIERS,
    .words = -1 },
  { .name = "fault", .title = N_ ("Fault"), .kind = CORRAL_FILTER_WORDS, .column = CORRAL_CART_COL_FAULT,
    .words = CORRAL_WORDS_FAULT },
  { .name = "lot", .title = N_ ("Lot"), .kind = CORRAL_FILTER_WORDS, .column = CORRAL_CART_COL_LOT, .words = -1 },
  CORRAL_LIST_FILTER_PENDING,
  { .name = "region", .title = N_ ("Region"), .kind = CORRAL_FILTER_REGIONS, .rare = TRUE },
  { .name = "access_point", .title = N_ ("Access point"), .kind = CORRAL_FILTER_HERE,
    .column = CORRAL_CART_COL_ACCESS_POINT, .rare = TRUE },
  { .name = "aisle", .title = N_ ("Aisle"), .kind = CORRAL_FILTER_HERE, .column = CORRAL_CART_COL_AISLE,
    .label = N_ ("Aisle %s"), .rare = TRUE },
  { .name = "sim_slots", .title = N_ ("SIMs"), .kind = CORRAL_FILTER_FIXED, .rare = TRUE,
    .choices = { { "1", N_ ("A single SIM") }, { "2", N_ ("Two SIMs") } } },
  { .name = "certificate_batch", .title = N_ ("Certificate batch"), .kind = CORRAL_FILTER_WORDS,
    .column = CORRAL_CART_COL_CERTIFICATE_BATCH, .words = -1, .rare = TRUE },
  { .name = "next_ca_installed", .title = N_ ("Next trust anchor"), .kind = CORRAL_FILTER_FIXED, .rare = TRUE,
    .choices = { { "0", N_ ("Missing") }, { "1", N_ ("Installed") } } },
  { .name = "pack_lot", .title = N_ ("Battery pack lot"), .kind = CORRAL_FILTER_WORDS,
    .column = CORRAL_CART_COL_PACK_LOT, .words = -1, .rare = TRUE },
};

const CorralListSpec *
corral_list_spec_carts (void)
{
  static CorralListSpec spec = {
    .page = CORRAL_PAGE_CARTS,
    .table = CORRAL_TABLE_CART,
    .noun = CORRAL_NOUN_CART,
    .name = "carts",
    .title = N_ ("Carts"),
    .filters = filters,
    .n_filters = G_N_ELEMENTS (filters),
    .sort = CORRAL_CART_COL_LABEL,
    .empty_title = N_ ("No Carts Yet"),
    .empty_description = N_ ("They appear here as they arrive from the cloud."),
    .place_of = corral_cells_place_of_cart,
    .shares = TRUE,
    .acts = TRUE,
  };

  spec.columns = corral_cart_columns_get (&spec.n_columns);
  return &spec;
}
