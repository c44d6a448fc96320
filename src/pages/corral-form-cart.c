/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Asks which cart is part of an incident too: it is found as anywhere else, by what is painted on it and its store.
 * Main thread. */
#include "config.h"

#include "corral-act-form.h"
#include "corral-attention-text.h"
#include "corral-dialog-frame.h"
#include "corral-format.h"
#include "corral-search.h"

#include <glib/gi18n.h>

#define FOUND_MAX 8

typedef struct
{
  CorralSearch *search; /* (owned) (nullable): until something is typed */
  GtkWidget *entry;
  GtkWidget *found;
  GtkWidget *nothing;
  GtkWidget *radios[FOUND_MAX];
  char *ids[FOUND_MAX]; /* (owned) */
  char *tenants[FOUND_MAX]; /* (owned) */
  guint n;
} State;

static void
forget (State *state)
{
  for (guint i = 0; i < state->n; i++)
    {
      gtk_box_remove (GTK_BOX (state->found), state->radios[i]);
      g_clear_pointer (&state->ids[i], g_free);
      g_clear_pointer (&state->tenants[i], g_free);
    }
  state->n = 0;
}

static void
state_free (gpointer data)
{
  State *state = data;

  for (guint i = 0; i < state->n; i++)
    {
      g_free (state->ids[i]);
      g_free (state->tenants[i]);
    }
  g_clear_object (&state->search);
  g_free (state);
}

static const char *
get_tenant (CorralActForm *self, guint32 cart)
{
  CorralFleet *fleet = self->context->fleet;
  guint32 chain = corral_fleet_get_link (fleet, CORRAL_TABLE_CART, cart, CORRAL_CART_COL_CHAIN);

  return corral_fleet_get_text (fleet, CORRAL_TABLE_CHAIN, chain, CORRAL_CHAIN_COL_ID);
}

/* Of a chain that the incident is acted on in. */
static gboolean
fits (CorralActForm *self, guint32 cart)
{
  const char *tenant = get_tenant (self, cart);

  for (guint i = 0; i < self->plan->targets->len; i++)
    if (g_strcmp0 (((CorralActTarget *) g_ptr_array_index (self->plan->targets, i))->tenant, tenant) == 0)
      return TRUE;
  return FALSE;
}

static void
add (CorralActForm *self, State *state, guint32 cart)
{
  CorralFleet *fleet = self->context->fleet;
  g_autofree char *label = corral_format_text (
      corral_fleet_get_text (fleet, CORRAL_TABLE_CART, cart, CORRAL_CART_COL_LABEL));
  g_autofree char *store = corral_store_to_text (
      fleet, corral_fleet_get_link (fleet, CORRAL_TABLE_CART, cart, CORRAL_CART_COL_STORE));
  /* Translators: a cart's label, and its store */
  g_autofree char *text = g_strdup_printf (_ ("Cart %s, %s"), label, store);
  guint i = state->n++;

  state->radios[i] = corral_act_form_make_radio (self, text, i > 0 ? state->radios[0] : NULL);
  state->tenants[i] = g_strdup (get_tenant (self, cart));
  state->ids[i] = g_strdup (corral_fleet_get_text (fleet, CORRAL_TABLE_CART, cart, CORRAL_CART_COL_ID));
  gtk_box_append (GTK_BOX (state->found), state->radios[i]);
}

static void
searched_cb (CorralActForm *self)
{
  State *state = self->state;
  const char *text = gtk_editable_get_text (GTK_EDITABLE (state->entry));
  g_autoptr (GArray) hits = g_array_new (FALSE, FALSE, sizeof (CorralSearchHit));

  forget (state);
  if (state->search == NULL)
    state->search = corral_search_new (self->context->fleet);
  corral_search_find (state->search, text, 4 * FOUND_MAX, hits);
  for (guint i = 0; i < hits->len && state->n < FOUND_MAX; i++)
    {
      const CorralSearchHit *hit = &g_array_index (hits, CorralSearchHit, i);

      if (hit->table == CORRAL_TABLE_CART && fits (self, hit->slot))
        add (self, state, hit->slot);
    }
  if (state->n > 0)
    gtk_check_button_set_active (GTK_CHECK_BUTTON (state->radios[0]), TRUE);
  gtk_widget_set_visible (state->nothing, state->n == 0 && *text != '\0');
  corral_act_form_changed (self);
}

static void
make (CorralActForm *self)
{
  State *state = g_new0 (State, 1);

  self->state = state;
  self->destroy = state_free;
  self->widget = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  state->entry = gtk_search_entry_new ();
  corral_dialog_frame_let_escape (state->entry);
  gtk_accessible_update_property (GTK_ACCESSIBLE (state->entry), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("What is painted on the cart, and its store"), -1);
  g_object_set (state->entry, "placeholder-text", _ ("What is painted on the cart, and its store"), NULL);
  g_signal_connect_swapped (state->entry, "search-changed", G_CALLBACK (searched_cb), self);
  state->found = gtk_box_new (GTK_ORIENTATION_VERTICAL, 3);
  state->nothing = gtk_label_new (_ ("No such cart in the chains of this incident."));
  gtk_label_set_xalign (GTK_LABEL (state->nothing), 0);
  gtk_widget_set_visible (state->nothing, FALSE);
  gtk_box_append (GTK_BOX (self->widget), state->entry);
  gtk_box_append (GTK_BOX (self->widget), state->found);
  gtk_box_append (GTK_BOX (self->widget), state->nothing);
  self->first = state->entry;
}

/* The one that is switched on, or n. */
static guint
get_chosen (State *state)
{
  for (guint i = 0; i < state->n; i++)
    if (gtk_check_button_get_active (GTK_CHECK_BUTTON (state->radios[i])))
      return i;
  return state->n;
}

static gboolean
is_ready (CorralActForm *self)
{
  State *state = self->state;

  return get_chosen (state) < state->n;
}

/* A cart is of one chain, and so is the row that says that it belongs to the incident. */
static gboolean
takes (CorralActForm *self, const CorralActTarget *target)
{
  State *state = self->state;
  guint chosen = get_chosen (state);

  return chosen < state->n && g_strcmp0 (state->tenants[chosen], target->tenant) == 0;
}

static void
fill (CorralActForm *self, const CorralActTarget *target, CorralOperationParams *params)
{
  State *state = self->state;

  params->cart = corral_act_form_keep (self, g_strdup (state->ids[get_chosen (state)]));
}

const CorralActFormKind corral_act_form_cart
    = { .make = make, .is_ready = is_ready, .fill = fill, .takes = takes };
