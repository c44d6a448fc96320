/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "corral-page.h"

#include "corral-series-data.h"

G_BEGIN_DECLS

typedef enum
{
  CORRAL_COMPARE_NONE,
  CORRAL_COMPARE_MEDIAN, /* of some other carts of its store */
  CORRAL_COMPARE_CART,   /* another cart */
} CorralCompareKind;

/**
 * CorralCartComparison:
 *
 * What a cart's lines are held against: hours of its store's median, or another cart's own points. What is held is there at
 * once, what is not is asked for when there is a link. Main thread.
 *
 * Signal "changed": other numbers, or another message.
 */
#define CORRAL_TYPE_CART_COMPARISON (corral_cart_comparison_get_type ())
G_DECLARE_FINAL_TYPE (CorralCartComparison, corral_cart_comparison, CORRAL, CART_COMPARISON, GObject)

CorralCartComparison *corral_cart_comparison_new (CorralPageContext *context) G_GNUC_WARN_UNUSED_RESULT;

/* What to compare for: a cart by its id, and the slot of its store. With another cart nothing is compared, until it is
 * asked for. */
void corral_cart_comparison_set_cart (CorralCartComparison *self, const char *tenant, const char *cart, guint32 store);
/* What span is read. */
void corral_cart_comparison_set_span (CorralCartComparison *self, CorralTimeRange span);

void corral_cart_comparison_set_none (CorralCartComparison *self);
void corral_cart_comparison_set_median (CorralCartComparison *self);
/* Another cart of the same store by what is painted on it, by its serial, or by the last digits of that. FALSE, and nothing
 * else: no other one of the store is called so, or several are. */
gboolean corral_cart_comparison_set_other (CorralCartComparison *self, const char *name);

/* Ends what is under way: the page goes. */
void corral_cart_comparison_stop (CorralCartComparison *self);

CorralCompareKind corral_cart_comparison_get_kind (CorralCartComparison *self);
/* "Median of the store", "Cart 0413"; NULL: of nothing. */
const char *corral_cart_comparison_get_title (CorralCartComparison *self);
/* (transfer none) (nullable): what there is of @metric. */
CorralSeriesData *corral_cart_comparison_get_data (CorralCartComparison *self, const char *metric);
/* On what it stands, or why there is nothing, a sentence; NULL: nothing to say. */
const char *corral_cart_comparison_get_message (CorralCartComparison *self);
gboolean corral_cart_comparison_is_pending (CorralCartComparison *self);

G_END_DECLS
