/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* How long it may be looked at, however much later the cloud would end it. */
#define CORRAL_CART_PLACE_MS (15 * 60 * G_GINT64_CONSTANT (1000))

/* Where a cart outside the premises is to the metre: what cart.find answers. It is in no row, so that it cannot get into a
 * file: it lives in memory, until its end. */
typedef struct
{
  double latitude, longitude; /* degrees, WGS 84 */
  gint64 reported_ms;         /* when the cart was there */
  gint64 until_ms;            /* until when it may be looked at */
} CorralCartPlace;

G_END_DECLS
