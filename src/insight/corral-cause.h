/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "corral-freshness.h"

G_BEGIN_DECLS

/* Why a cart is not heard from, most likely. */
typedef enum
{
  CORRAL_CAUSE_NONE,     /* it is heard from */
  CORRAL_CAUSE_OWN_LINK, /* this PC has not reached the cloud: nobody can tell */
  CORRAL_CAUSE_CLOUD, /* carts of many stores and carriers fell silent at once: the cloud or its pipeline */
  CORRAL_CAUSE_STORE_WIFI,   /* the store's Wi-Fi */
  CORRAL_CAUSE_CARRIER,      /* the mobile carrier, in a region */
  CORRAL_CAUSE_CERTIFICATE,  /* it is blocked, or its certificate is */
  CORRAL_CAUSE_BATTERY,      /* it was nearly empty when last heard of */
  CORRAL_CAUSE_OFF_PREMISES, /* it left the store */
  CORRAL_CAUSE_CART,         /* its neighbours are fine: the cart itself */
  CORRAL_CAUSE_UNKNOWN,
} CorralCauseKind;

typedef struct
{
  CorralCauseKind kind;
  guint silent;        /* carts that share the cause, this one included */
  guint of;            /* carts that were looked at: of the store, of the carrier */
  guint stores;        /* that are touched */
  gint64 since_ms;     /* since when, or CORRAL_UNKNOWN */
  guint32 store;       /* slot, or CORRAL_NO_SLOT */
  const char *detail;  /* (nullable): the carrier's, the region's name; the fleet's, until it next changes */
  const char *region;  /* (nullable): the same */
  gboolean alert;      /* the cloud has raised an alert that says so */
} CorralCause;

/* The cause of the silence of the cart at slot @cart, from what the fleet holds. One pass over the carts. */
CorralCause corral_cause_of_cart (CorralFleet *fleet, guint32 cart);

/* The cause of the silence at the store at slot @store: NONE when fewer than three carts are silent. */
CorralCause corral_cause_of_store (CorralFleet *fleet, guint32 store);

G_END_DECLS
