/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Who sees which part of the fleet. On the cloud's thread. */
#include "config.h"

#include "corral-demo-cloud-view.h"

#include "corral-cloud-edits.h"

#include <string.h>

#define ALL_ROWS (1u << 24)

static void
add_carts (CorralCloud *cloud, CorralCloudView *self)
{
  g_autoptr (CorralBatch) carts = corral_batch_new (CORRAL_COLLECTION_CART);

  corral_cloud_edits_snapshot (cloud->edits, self->tenant, CORRAL_COLLECTION_CART,
                               corral_cloud_point (cloud, corral_clock_now_ms (cloud->clock)), NULL, ALL_ROWS, carts);
  for (guint i = 0; i < carts->n_rows; i++)
    {
      const CorralCart *cart = corral_batch_get_row (carts, i);

      if (cart->store != NULL && g_hash_table_contains (self->stores, cart->store))
        g_hash_table_add (self->carts, g_strdup (cart->id));
    }
}

CorralCloudView *
corral_cloud_view_new (CorralCloud *cloud, guint tenant, const char *const *stores)
{
  CorralCloudView *self = g_new0 (CorralCloudView, 1);

  self->tenant = tenant;
  if (stores == NULL)
    return self;
  self->stores = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->carts = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  for (guint i = 0; stores[i] != NULL; i++)
    g_hash_table_add (self->stores, g_strdup (stores[i]));
  add_carts (cloud, self);
  return self;
}

void
corral_cloud_view_free (CorralCloudView *self)
{
  if (self == NULL)
    return;
  g_clear_pointer (&self->stores, g_hash_table_unref);
  g_clear_pointer (&self->carts, g_hash_table_unref);
  g_free (self);
}

static gboolean
is_limited (CorralCloud *self)
{
  return self->view != NULL && self->view->stores != NULL;
}

gboolean
corral_cloud_sees_tenant (CorralCloud *self, guint tenant)
{
  return self->view == NULL || self->view->tenant == tenant;
}

gboolean
corral_cloud_sees_cart (CorralCloud *self, const char *cart)
{
  return !is_limited (self) || g_hash_table_contains (self->view->carts, cart);
}

/* NULL where the row has no such member. */
static const char *
get_id (CorralCollection collection, gconstpointer row, const char *name)
{
  const CorralField *field = corral_schema_find (corral_collection_get_schema (collection), name);

  return field != NULL && corral_field_is_string (field) ? corral_row_get_string (row, field) : NULL;
}

static gboolean
sees_attached (CorralCloud *self, guint tenant, CorralCollection collection, gconstpointer row)
{
  const char *of = get_id (collection, row, "target_collection");
  const char *target = get_id (collection, row, "target");
  CorralCollection target_collection;

  return of != NULL && target != NULL && corral_collection_from_name (of, &target_collection)
         && target_collection != CORRAL_COLLECTION_NOTE && target_collection != CORRAL_COLLECTION_OPERATION
         && corral_cloud_sees_target (self, tenant, target_collection, target);
}

gboolean
corral_cloud_sees_row (CorralCloud *self, guint tenant, CorralCollection collection, gconstpointer row)
{
  const char *store, *cart;

  if (!is_limited (self))
    return TRUE;
  if (collection == CORRAL_COLLECTION_STORE)
    return g_hash_table_contains (self->view->stores, ((const CorralRow *) row)->id);
  if (collection == CORRAL_COLLECTION_VITAL || collection == CORRAL_COLLECTION_CART)
    return corral_cloud_sees_cart (self, ((const CorralRow *) row)->id);
  if (collection == CORRAL_COLLECTION_NOTE || collection == CORRAL_COLLECTION_OPERATION)
    return sees_attached (self, tenant, collection, row);
  store = get_id (collection, row, "store");
  if (store != NULL)
    return g_hash_table_contains (self->view->stores, store);
  cart = get_id (collection, row, "cart");
  if (cart != NULL)
    return corral_cloud_sees_cart (self, cart);
  /* An incident of several stores names their carts. */
  return get_id (collection, row, "adopted") == NULL && get_id (collection, row, "released") == NULL;
}

gboolean
corral_cloud_sees_target (CorralCloud *self, guint tenant, CorralCollection collection, const char *id)
{
  g_autoptr (CorralBatch) found = NULL;

  if (!is_limited (self))
    return TRUE;
  if (collection == CORRAL_COLLECTION_STORE)
    return g_hash_table_contains (self->view->stores, id);
  if (collection == CORRAL_COLLECTION_CART)
    return corral_cloud_sees_cart (self, id);
  found = corral_batch_new (collection);
  /* What is not there is nobody's secret. */
  return !corral_cloud_edits_row (self->edits, tenant, collection, id,
                                  corral_cloud_point (self, corral_clock_now_ms (self->clock)), found)
         || corral_cloud_sees_row (self, tenant, collection, corral_batch_get_row (found, 0));
}

CorralBatch *
corral_cloud_view_filter (CorralCloud *self, guint tenant, CorralBatch *batch)
{
  CorralBatch *seen;

  if (!is_limited (self))
    return batch;
  seen = corral_batch_new (batch->collection);
  for (guint i = 0; i < batch->n_rows; i++)
    if (corral_cloud_sees_row (self, tenant, batch->collection, corral_batch_get_row (batch, i)))
      corral_batch_add_copy (seen, CORRAL_CHANGE_PUT, corral_batch_get_row (batch, i));
  corral_batch_unref (batch);
  return seen;
}

gboolean
corral_cloud_view_admit (CorralCloud *self, guint tenant, const CorralSimChange *change, CorralChange *as)
{
  *as = change->change;
  if (!is_limited (self))
    return TRUE;
  if (change->change != CORRAL_CHANGE_PUT)
    return (change->collection != CORRAL_COLLECTION_STORE && change->collection != CORRAL_COLLECTION_CART)
           || corral_cloud_sees_target (self, tenant, change->collection, change->id);
  if (change->collection == CORRAL_COLLECTION_CART && corral_cloud_sees_cart (self, change->id)
      && !g_hash_table_contains (self->view->stores, ((const CorralCart *) change->row)->store))
    {
      *as = CORRAL_CHANGE_LEAVE;
      return TRUE;
    }
  return corral_cloud_sees_row (self, tenant, change->collection, change->row);
}
