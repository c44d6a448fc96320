/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where somebody comes in. Main thread. */
#include "config.h"

#include "corral-entrance.h"

#include "corral-cells.h"

/* The only store that there is, or CORRAL_NO_SLOT. */
static guint32
find_only_store (CorralFleet *fleet)
{
  const CorralColumns *stores = corral_fleet_get_table (fleet, CORRAL_TABLE_STORE);
  guint32 found = CORRAL_NO_SLOT;

  for (guint32 slot = 0; slot < corral_columns_get_n_slots (stores); slot++)
    {
      if (!corral_columns_exists (stores, slot))
        continue;
      if (found != CORRAL_NO_SLOT)
        return CORRAL_NO_SLOT;
      found = slot;
    }
  return found;
}

static CorralPlace *
place_of_own_store (CorralFleet *fleet)
{
  guint32 store = find_only_store (fleet);

  return store != CORRAL_NO_SLOT ? corral_cells_place_of_store (fleet, store) : NULL;
}

CorralPlace *
corral_entrance_new (const CorralRights *rights, CorralFleet *fleet)
{
  CorralPlace *own = rights->own_store ? place_of_own_store (fleet) : NULL;

  if (own != NULL)
    return own;
  /* A store's page is of nothing without a store. */
  return corral_place_new (rights->start == CORRAL_PAGE_STORE ? CORRAL_PAGE_STORES : rights->start, NULL, NULL);
}

CorralPlace *
corral_entrance_admit (const CorralRights *rights, CorralFleet *fleet, CorralPlace *place)
{
  CorralPlace *own = rights->own_store && place->page == CORRAL_PAGE_STORES ? place_of_own_store (fleet) : NULL;

  if (own != NULL)
    return own;
  return corral_rights_has_page (rights, place->page) ? corral_place_ref (place) : NULL;
}
