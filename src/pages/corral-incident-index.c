/* SPDX-License-Identifier: GPL-3.0-or-later */
/* From carts and stores to their incidents. Main thread. */
#include "config.h"

#include "corral-incident-index.h"

#include "corral-fleet.h"
#include "corral-incident-look.h"
#include "corral-incident-source.h"
#include "corral-incident-words.h"
#include "corral-sentence.h"

#include <glib/gi18n.h>

#define KEY "corral-incident-index"
/* Links under a store's sentence. */
#define STORE_SHOWN 3
#define CELL_CHARS 7

typedef struct
{
  gboolean current;
  GHashTable *carts;  /* (element-type utf8 CorralIncident): "chain/cart" */
  GHashTable *stores; /* (element-type utf8 GPtrArray): "chain/store" */
} Index;

static void
index_free (gpointer data)
{
  Index *index = data;

  g_hash_table_unref (index->carts);
  g_hash_table_unref (index->stores);
  g_free (index);
}

static void
changed_cb (CorralIncidentSource *source, Index *index)
{
  index->current = FALSE;
}

static gboolean
goes_on (const CorralIncident *incident)
{
  return incident->state == CORRAL_INCIDENT_OPEN || incident->state == CORRAL_INCIDENT_RECOVERED;
}

/* An incident stands once with each store. */
static void
add_store (Index *index, const char *chain, const char *store, CorralIncident *incident)
{
  g_autofree char *key = g_strdup_printf ("%s/%s", chain, store);
  GPtrArray *of_store = g_hash_table_lookup (index->stores, key);

  if (of_store == NULL)
    {
      of_store = g_ptr_array_new_with_free_func ((GDestroyNotify) corral_incident_unref);
      g_hash_table_insert (index->stores, g_steal_pointer (&key), of_store);
    }
  if (of_store->len == 0 || g_ptr_array_index (of_store, of_store->len - 1) != incident)
    g_ptr_array_add (of_store, corral_incident_ref (incident));
}

static void
add (Index *index, CorralIncident *incident)
{
  if (incident->chain != NULL && incident->store != NULL)
    add_store (index, incident->chain, incident->store, incident);
  for (guint i = 0; i < incident->members->len; i++)
    {
      const CorralIncidentMember *member = g_ptr_array_index (incident->members, i);

      if (CORRAL_IS_KNOWN (member->left_ms) || member->chain == NULL)
        continue;
      if (member->store != NULL)
        add_store (index, member->chain, member->store, incident);
      if (member->id != NULL)
        {
          g_autofree char *key = g_strdup_printf ("%s/%s", member->chain, member->id);

          if (!g_hash_table_contains (index->carts, key))
            g_hash_table_insert (index->carts, g_steal_pointer (&key), corral_incident_ref (incident));
        }
    }
}

static Index *
get_index (CorralPageContext *context)
{
  Index *index = g_object_get_data (G_OBJECT (context->incidents), KEY);
  GPtrArray *incidents;

  if (index == NULL)
    {
      index = g_new0 (Index, 1);
      index->carts = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) corral_incident_unref);
      index->stores = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) g_ptr_array_unref);
      g_object_set_data_full (G_OBJECT (context->incidents), KEY, index, index_free);
      g_signal_connect (context->incidents, "changed", G_CALLBACK (changed_cb), index);
    }
  if (index->current)
    return index;
  g_hash_table_remove_all (index->carts);
  g_hash_table_remove_all (index->stores);
  incidents = corral_incident_source_get_incidents (context->incidents);
  /* Most urgent first: the first one keeps the cart. */
  for (guint i = 0; i < incidents->len; i++)
    if (goes_on (g_ptr_array_index (incidents, i)))
      add (index, g_ptr_array_index (incidents, i));
  index->current = TRUE;
  return index;
}

/* "chain/row" of the row at @slot. */
static char *
make_key (CorralFleet *fleet, CorralTableKind table, guint32 slot, guint id, guint chain_column)
{
  guint32 chain = corral_fleet_get_link (fleet, table, slot, chain_column);

  return g_strdup_printf ("%s/%s", corral_fleet_get_text (fleet, CORRAL_TABLE_CHAIN, chain, CORRAL_CHAIN_COL_ID),
                          corral_fleet_get_text (fleet, table, slot, id));
}

CorralIncident *
corral_incident_index_of_cart (CorralPageContext *context, guint32 cart)
{
  g_autofree char *key = NULL;

  if (cart == CORRAL_NO_SLOT || corral_incident_source_get_incidents (context->incidents)->len == 0)
    return NULL;
  key = make_key (context->fleet, CORRAL_TABLE_CART, cart, CORRAL_CART_COL_ID, CORRAL_CART_COL_CHAIN);
  return g_hash_table_lookup (get_index (context)->carts, key);
}

GPtrArray *
corral_incident_index_of_store (CorralPageContext *context, guint32 store)
{
  g_autofree char *key = NULL;

  if (store == CORRAL_NO_SLOT || corral_incident_source_get_incidents (context->incidents)->len == 0)
    return NULL;
  key = make_key (context->fleet, CORRAL_TABLE_STORE, store, CORRAL_STORE_COL_ID, CORRAL_STORE_COL_CHAIN);
  return g_hash_table_lookup (get_index (context)->stores, key);
}

CorralIncident *
corral_incident_index_of_rule (CorralPageContext *context, CorralAlertRuleKind rule, guint32 store, const char *detail,
                               const char *region)
{
  GPtrArray *incidents = corral_incident_source_get_incidents (context->incidents);
  const char *id = store != CORRAL_NO_SLOT
                       ? corral_fleet_get_text (context->fleet, CORRAL_TABLE_STORE, store, CORRAL_STORE_COL_ID)
                       : NULL;

  for (guint i = 0; i < incidents->len; i++)
    {
      CorralIncident *incident = g_ptr_array_index (incidents, i);

      if (incident->state == CORRAL_INCIDENT_OPEN && incident->rule == rule
          && (id == NULL || g_strcmp0 (incident->store, id) == 0)
          && (*detail == '\0' || g_strcmp0 (incident->detail, detail) == 0)
          && (*region == '\0' || incident->region == NULL || *incident->region == '\0'
              || g_strcmp0 (incident->region, region) == 0))
        return incident;
    }
  return NULL;
}

/* ---- words ------------------------------------------------------------------------------------------ */

static char *
to_markup (CorralPageContext *context, CorralIncident *incident)
{
  g_autofree char *title = corral_incident_to_title (context->fleet, incident);
  g_autoptr (CorralPlace) place = corral_place_new (CORRAL_PAGE_INCIDENT, NULL, incident->id);
  g_autofree char *link = corral_sentence_link (title, place);

  /* Translators: %s is what an incident is: "Carrier Norvia, North: 300 carts silent" */
  return g_strdup_printf (_ ("Part of: %s"), link);
}

char *
corral_incident_index_cart_to_markup (CorralPageContext *context, guint32 cart)
{
  CorralIncident *incident = corral_incident_index_of_cart (context, cart);

  return incident != NULL ? to_markup (context, incident) : NULL;
}

char *
corral_incident_index_store_to_markup (CorralPageContext *context, guint32 store)
{
  GPtrArray *incidents = corral_incident_index_of_store (context, store);
  g_autoptr (GString) markup = g_string_new (NULL);

  if (incidents == NULL)
    return NULL;
  for (guint i = 0; i < MIN (incidents->len, STORE_SHOWN); i++)
    {
      g_autofree char *line = to_markup (context, g_ptr_array_index (incidents, i));

      g_string_append_printf (markup, "%s%s", i > 0 ? "\n" : "", line);
    }
  return g_strdup (markup->str);
}

/* ---- a cell ----------------------------------------------------------------------------------------- */

static void
clicked_cb (GtkWidget *cell)
{
  g_autoptr (CorralPlace) place = corral_place_new (CORRAL_PAGE_INCIDENT, NULL, gtk_widget_get_name (cell));

  corral_page_go (cell, place);
}

GtkWidget *
corral_incident_cell_new (void)
{
  GtkWidget *cell = gtk_button_new ();
  GtkWidget *text = gtk_inscription_new (NULL);

  gtk_inscription_set_min_chars (GTK_INSCRIPTION (text), CELL_CHARS);
  gtk_inscription_set_nat_chars (GTK_INSCRIPTION (text), CELL_CHARS);
  gtk_inscription_set_text_overflow (GTK_INSCRIPTION (text), GTK_INSCRIPTION_OVERFLOW_ELLIPSIZE_END);
  /* An inscription that is cut stands at the top of its height. */
  gtk_widget_set_valign (text, GTK_ALIGN_CENTER);
  gtk_button_set_child (GTK_BUTTON (cell), text);
  gtk_button_set_has_frame (GTK_BUTTON (cell), FALSE);
  /* Keys walk over rows, not over what stands in them; the page that Enter opens has the same link. */
  gtk_widget_set_focusable (cell, FALSE);
  gtk_widget_add_css_class (cell, "incident-cell");
  g_signal_connect (cell, "clicked", G_CALLBACK (clicked_cb), NULL);
  return cell;
}

void
corral_incident_cell_show (GtkWidget *cell, CorralPageContext *context, CorralIncident *incident)
{
  g_autofree char *title = incident != NULL ? corral_incident_to_title (context->fleet, incident) : NULL;

  gtk_widget_set_visible (cell, incident != NULL);
  if (incident == NULL)
    return;
  gtk_widget_set_name (cell, incident->id);
  gtk_inscription_set_text (GTK_INSCRIPTION (gtk_button_get_child (GTK_BUTTON (cell))), title);
  gtk_widget_set_tooltip_text (cell, title);
  gtk_accessible_update_property (GTK_ACCESSIBLE (cell), GTK_ACCESSIBLE_PROPERTY_LABEL, title, -1);
}
