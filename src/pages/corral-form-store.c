/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Asks for another store of the cart's chain. Main thread. */
#include "config.h"

#include "corral-act-form.h"
#include "corral-attention-text.h"
#include "corral-choice-list.h"
#include "corral-order.h"

#include <glib/gi18n.h>

static void
make (CorralActForm *self)
{
  const CorralActTarget *target = g_ptr_array_index (self->plan->targets, 0);
  CorralFleet *fleet = self->context->fleet;
  g_autoptr (CorralOrder) order = corral_order_new (CORRAL_TABLE_STORE);
  g_autoptr (GArray) slots = g_array_new (FALSE, FALSE, sizeof (guint32));

  self->widget = self->first = corral_choice_list_new (_ ("Move to the store"));
  corral_order_where_named (order, "chain", target->tenant);
  corral_order_sort_by (order, CORRAL_STORE_COL_NUMBER, FALSE);
  corral_order_run (order, fleet, slots);
  for (guint i = 0; i < slots->len; i++)
    {
      guint32 slot = g_array_index (slots, guint32, i);
      const char *id = corral_fleet_get_text (fleet, CORRAL_TABLE_STORE, slot, CORRAL_STORE_COL_ID);
      g_autofree char *text = corral_store_to_text (fleet, slot);

      if (g_strcmp0 (id, self->plan->store) != 0)
        corral_choice_list_add (CORRAL_CHOICE_LIST (self->widget), id, text);
    }
  corral_choice_list_show (CORRAL_CHOICE_LIST (self->widget));
  g_signal_connect_swapped (self->widget, "changed", G_CALLBACK (corral_act_form_changed), self);
}

static gboolean
is_ready (CorralActForm *self)
{
  return corral_choice_list_get_chosen (CORRAL_CHOICE_LIST (self->widget)) != NULL;
}

static void
fill (CorralActForm *self, const CorralActTarget *target, CorralOperationParams *params)
{
  params->store
      = corral_act_form_keep (self, g_strdup (corral_choice_list_get_chosen (CORRAL_CHOICE_LIST (self->widget))));
}

const CorralActFormKind corral_act_form_store = { .make = make, .is_ready = is_ready, .fill = fill };
