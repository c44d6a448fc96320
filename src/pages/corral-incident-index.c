/* SPDX-License-Identifier: GPL-3.0-or-later */
/* From carts and stores to their incidents. Main thread. */
#include "config.h"

#include "corral-incident-index.h"

#include "corral-align-compat.h"
#include "corral-fleet.h"
#include "corral-incident-look.h"
#include "corral-incident-source.h"
#include "corral-incident-words.h"
#include "corral-sentence.h"

#include <glib/gi18n.h>
#include <string.h>

#define KEY "corral-incident-index"
/* Links under a store's sentence. */
#define STORE_SHOWN 3
/* A row that is part of nothing has the cell's width, too: all columns must find room in a small window. */
#define CELL_LEAST_CHARS 3
#define CELL_CHARS 7

/* The carts and stores that are in one incident now. */
typedef struct
{
  CorralIncident *incident; /* (owned): the version that was read */
  guint64 *carts;           /* (owned) (nullable): a bit for each slot */
  guint64 *stores;          /* (owned) (nullable) */
  guint n_carts, n_stores;  /* words of them */
  gboolean incomplete;      /* the mirror did not have all of them */
} Entry;

typedef struct
{
  gboolean current;
  guint n_forgotten;  /* slots may mean other rows when it is another number */
  GHashTable *by_id;  /* (element-type utf8 Entry): the incidents' ids are theirs */
  GPtrArray *entries; /* (element-type Entry): of those that go on, the most urgent first */
  GPtrArray *found;   /* (element-type CorralIncident): what was asked for last */
} Index;

static void
entry_free (gpointer data)
{
  Entry *entry = data;

  corral_incident_unref (entry->incident);
  g_free (entry->carts);
  g_free (entry->stores);
  g_free (entry);
}

static void
index_free (gpointer data)
{
  Index *index = data;

  g_ptr_array_unref (index->entries);
  g_ptr_array_unref (index->found);
  g_hash_table_unref (index->by_id);
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

/* ---- bits ------------------------------------------------------------------------------------------- */

static void
set_bit (guint64 **bits, guint *n_words, guint32 slot, gboolean set)
{
  guint word = slot / 64;

  if (word >= *n_words)
    {
      guint more = MAX (word + 1, *n_words * 2);

      if (!set)
        return;
      *bits = g_renew (guint64, *bits, more);
      memset (*bits + *n_words, 0, (more - *n_words) * sizeof **bits);
      *n_words = more;
    }
  if (set)
    (*bits)[word] |= G_GUINT64_CONSTANT (1) << slot % 64;
  else
    (*bits)[word] &= ~(G_GUINT64_CONSTANT (1) << slot % 64);
}

static gboolean
has_bit (const guint64 *bits, guint n_words, guint32 slot)
{
  return slot / 64 < n_words && (bits[slot / 64] >> slot % 64 & 1) != 0;
}

static guint32
find_slot (CorralFleet *fleet, CorralTableKind table, const char *chain, const char *id)
{
  guint32 slot = chain != NULL ? corral_fleet_find_chain (fleet, chain) : CORRAL_NO_SLOT;

  return slot != CORRAL_NO_SLOT && id != NULL ? corral_columns_find (corral_fleet_get_table (fleet, table), slot, id)
                                              : CORRAL_NO_SLOT;
}

static void
note_store (Entry *entry, CorralFleet *fleet, const char *chain, const char *store)
{
  guint32 slot = find_slot (fleet, CORRAL_TABLE_STORE, chain, store);

  if (slot != CORRAL_NO_SLOT)
    set_bit (&entry->stores, &entry->n_stores, slot, TRUE);
  else
    entry->incomplete = TRUE;
}

static void
note_cart (Entry *entry, CorralFleet *fleet, const CorralIncidentMember *member)
{
  guint32 slot = find_slot (fleet, CORRAL_TABLE_CART, member->chain, member->id);

  if (slot != CORRAL_NO_SLOT)
    set_bit (&entry->carts, &entry->n_carts, slot, !CORRAL_IS_KNOWN (member->left_ms));
  else
    entry->incomplete = TRUE;
}

/* ---- one incident ----------------------------------------------------------------------------------- */

static gboolean
is_same (const CorralIncidentMember *a, const CorralIncidentMember *b)
{
  return a == b || (g_strcmp0 (a->id, b->id) == 0 && g_strcmp0 (a->chain, b->chain) == 0);
}

/* Members keep their places in all versions of an incident, and are the same facts while nothing changed of them: of a
 * storm's tens of thousands only those that are new are looked up. */
static gboolean
is_next (const Entry *entry, const CorralIncident *incident)
{
  const GPtrArray *before = entry->incident->members;

  if (entry->incomplete || before->len > incident->members->len)
    return FALSE;
  for (guint i = 0; i < before->len; i++)
    if (!is_same (before->pdata[i], incident->members->pdata[i]))
      return FALSE;
  return TRUE;
}

/* Stores of the carts that are in it, as the mirror has them now; and those that are in it as such. */
static void
read_stores (Entry *entry, CorralFleet *fleet, const CorralIncident *incident)
{
  const CorralColumns *carts = corral_fleet_get_table (fleet, CORRAL_TABLE_CART);
  const guint32 *links = corral_columns_peek (carts, CORRAL_CART_COL_STORE);
  guint32 n_slots = corral_columns_get_n_slots (carts);

  if (entry->stores != NULL)
    memset (entry->stores, 0, entry->n_stores * sizeof *entry->stores);
  for (guint32 slot = 0; slot < n_slots && slot / 64 < entry->n_carts; slot++)
    if (has_bit (entry->carts, entry->n_carts, slot) && links[slot] != CORRAL_NO_SLOT)
      set_bit (&entry->stores, &entry->n_stores, links[slot], TRUE);
  if (incident->chain != NULL && incident->store != NULL)
    note_store (entry, fleet, incident->chain, incident->store);
  for (guint i = 0; i < incident->members->len; i++)
    {
      const CorralIncidentMember *member = g_ptr_array_index (incident->members, i);

      if (member->id == NULL && !CORRAL_IS_KNOWN (member->left_ms) && member->chain != NULL && member->store != NULL)
        note_store (entry, fleet, member->chain, member->store);
    }
}

static Entry *
read_incident (CorralFleet *fleet, Entry *entry, CorralIncident *incident)
{
  GPtrArray *members = incident->members;
  guint n_before = 0;

  if (entry != NULL && entry->incident == incident)
    return entry;
  if (entry != NULL && is_next (entry, incident))
    n_before = entry->incident->members->len;
  else
    entry = g_new0 (Entry, 1);
  for (guint i = 0; i < members->len; i++)
    {
      const CorralIncidentMember *member = g_ptr_array_index (members, i);

      if (member->id != NULL && (i >= n_before || entry->incident->members->pdata[i] != member))
        note_cart (entry, fleet, member);
    }
  read_stores (entry, fleet, incident);
  corral_incident_ref (incident);
  g_clear_pointer (&entry->incident, corral_incident_unref);
  entry->incident = incident;
  return entry;
}

/* ---- all of them ------------------------------------------------------------------------------------- */

static Index *
index_new (void)
{
  Index *index = g_new0 (Index, 1);

  index->by_id = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, entry_free);
  index->entries = g_ptr_array_new ();
  index->found = g_ptr_array_new ();
  return index;
}

static void
read_incidents (Index *index, CorralPageContext *context)
{
  g_autoptr (GHashTable) before = index->by_id;
  GPtrArray *incidents = corral_incident_source_get_incidents (context->incidents);
  guint n_forgotten
      = corral_columns_get_n_forgotten (corral_fleet_get_table (context->fleet, CORRAL_TABLE_CART))
        + corral_columns_get_n_forgotten (corral_fleet_get_table (context->fleet, CORRAL_TABLE_STORE));

  if (index->n_forgotten != n_forgotten)
    g_hash_table_remove_all (before);
  index->n_forgotten = n_forgotten;
  index->by_id = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, entry_free);
  g_ptr_array_set_size (index->entries, 0);
  for (guint i = 0; i < incidents->len; i++)
    {
      CorralIncident *incident = g_ptr_array_index (incidents, i);
      gpointer key = NULL, entry = NULL;
      Entry *read;

      if (!goes_on (incident))
        continue;
      if (g_hash_table_steal_extended (before, incident->id, &key, &entry))
        g_free (key);
      read = read_incident (context->fleet, entry, incident);
      if (entry != NULL && read != entry)
        entry_free (entry);
      g_hash_table_replace (index->by_id, g_strdup (incident->id), read);
      g_ptr_array_add (index->entries, read);
    }
}

static Index *
get_index (CorralPageContext *context)
{
  Index *index = g_object_get_data (G_OBJECT (context->incidents), KEY);

  if (index == NULL)
    {
      index = index_new ();
      g_object_set_data_full (G_OBJECT (context->incidents), KEY, index, index_free);
      g_signal_connect (context->incidents, "changed", G_CALLBACK (changed_cb), index);
    }
  if (!index->current)
    read_incidents (index, context);
  index->current = TRUE;
  return index;
}

CorralIncident *
corral_incident_index_of_cart (CorralPageContext *context, guint32 cart)
{
  Index *index;

  if (cart == CORRAL_NO_SLOT || corral_incident_source_get_incidents (context->incidents)->len == 0)
    return NULL;
  index = get_index (context);
  for (guint i = 0; i < index->entries->len; i++)
    {
      const Entry *entry = g_ptr_array_index (index->entries, i);

      if (has_bit (entry->carts, entry->n_carts, cart))
        return entry->incident;
    }
  return NULL;
}

GPtrArray *
corral_incident_index_of_store (CorralPageContext *context, guint32 store)
{
  Index *index;

  if (store == CORRAL_NO_SLOT || corral_incident_source_get_incidents (context->incidents)->len == 0)
    return NULL;
  index = get_index (context);
  g_ptr_array_set_size (index->found, 0);
  for (guint i = 0; i < index->entries->len; i++)
    {
      const Entry *entry = g_ptr_array_index (index->entries, i);

      if (has_bit (entry->stores, entry->n_stores, store))
        g_ptr_array_add (index->found, entry->incident);
    }
  return index->found->len > 0 ? index->found : NULL;
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

static gboolean
tooltip_cb (GtkWidget *cell, int x, int y, gboolean keyboard, GtkTooltip *tooltip)
{
  const char *title = gtk_inscription_get_text (GTK_INSCRIPTION (gtk_button_get_child (GTK_BUTTON (cell))));

  gtk_tooltip_set_text (tooltip, title);
  return title != NULL;
}

GtkWidget *
corral_incident_cell_new (void)
{
  GtkWidget *cell = gtk_button_new ();
  GtkWidget *text = gtk_inscription_new (NULL);

  gtk_inscription_set_min_chars (GTK_INSCRIPTION (text), CELL_LEAST_CHARS);
  gtk_inscription_set_nat_chars (GTK_INSCRIPTION (text), CELL_CHARS);
  gtk_inscription_set_text_overflow (GTK_INSCRIPTION (text), GTK_INSCRIPTION_OVERFLOW_ELLIPSIZE_END);
  /* An inscription that is cut stands at the top of its height. */
  gtk_widget_set_valign (text, GTK_ALIGN_CENTER);
  gtk_button_set_child (GTK_BUTTON (cell), text);
  gtk_button_set_has_frame (GTK_BUTTON (cell), FALSE);
  /* Keys walk over rows, not over what stands in them; the page that Enter opens has the same link. */
  gtk_widget_set_focusable (cell, FALSE);
  gtk_widget_add_css_class (cell, "incident-cell");
  /* Said when it is asked for: to set a tooltip asks the display where the pointer is, for each of two hundred cells. */
  gtk_widget_set_has_tooltip (cell, TRUE);
  g_signal_connect (cell, "query-tooltip", G_CALLBACK (tooltip_cb), NULL);
  g_signal_connect (cell, "clicked", G_CALLBACK (clicked_cb), NULL);
  return cell;
}

void
corral_incident_cell_show (GtkWidget *cell, CorralPageContext *context, CorralIncident *incident)
{
  GtkInscription *text = GTK_INSCRIPTION (gtk_button_get_child (GTK_BUTTON (cell)));
  g_autofree char *title = incident != NULL ? corral_incident_to_title (context->fleet, incident) : g_strdup ("");

  /* Not its visibility: the whole window would be laid out anew with each new row that is part of nothing yet. */
  if (gtk_widget_get_child_visible (cell) != (incident != NULL))
    {
      gtk_widget_set_child_visible (cell, incident != NULL);
      gtk_accessible_update_state (GTK_ACCESSIBLE (cell), GTK_ACCESSIBLE_STATE_HIDDEN, incident == NULL, -1);
    }
  if (incident != NULL && strcmp (gtk_widget_get_name (cell), incident->id) != 0)
    gtk_widget_set_name (cell, incident->id);
  if (g_strcmp0 (gtk_inscription_get_text (text), title) == 0)
    return;
  corral_compat_inscription_set_text (text, title, FALSE);
  gtk_accessible_update_property (GTK_ACCESSIBLE (cell), GTK_ACCESSIBLE_PROPERTY_LABEL, title, -1);
}
