/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a case of several flags comes to. Pure; the thread the mirror belongs to. */
#include "config.h"

#include "corral-case.h"

#include "corral-id-list.h"

#include <string.h>

static gint64
get_integer (CorralFleet *fleet, guint32 flag, guint column)
{
  return corral_fleet_get_integer (fleet, CORRAL_TABLE_FLAG, flag, column);
}


static int
oldest_first (gconstpointer a, gconstpointer b, gpointer data)
{
  guint32 x = *(const guint32 *) a, y = *(const guint32 *) b;
  gint64 x_ms = get_integer (data, x, CORRAL_FLAG_COL_RAISED_MS);
  gint64 y_ms = get_integer (data, y, CORRAL_FLAG_COL_RAISED_MS);

  return x_ms != y_ms ? (x_ms > y_ms) - (x_ms < y_ms) : (x > y) - (x < y);
}

GArray *
corral_case_list_flags (CorralFleet *fleet, guint32 slot)
{
  const CorralColumns *flags = corral_fleet_get_table (fleet, CORRAL_TABLE_FLAG);
  const char *list = corral_fleet_get_text (fleet, CORRAL_TABLE_CASE, slot, CORRAL_CASE_COL_FLAGS);
  guint32 chain = corral_fleet_get_link (fleet, CORRAL_TABLE_CASE, slot, CORRAL_CASE_COL_CHAIN);
  g_auto (GStrv) ids = list != NULL ? g_strsplit (list, " ", -1) : NULL;
  GArray *found = g_array_new (FALSE, FALSE, sizeof (guint32));

  for (guint i = 0; ids != NULL && ids[i] != NULL; i++)
    {
      guint32 flag = corral_columns_find (flags, chain, ids[i]);

      if (flag != CORRAL_NO_SLOT && corral_columns_exists (flags, flag))
        g_array_append_val (found, flag);
    }
  g_array_sort_with_data (found, oldest_first, fleet);
  return found;
}

static void
add_flag (CorralFleet *fleet, guint32 flag, CorralCaseFigures *figures)
{
  gint64 minor = get_integer (fleet, flag, CORRAL_FLAG_COL_VALUE_MINOR);
  gboolean open = get_integer (fleet, flag, CORRAL_FLAG_COL_OPEN) == 1;
  gboolean confirmed
      = !open && g_strcmp0 (corral_fleet_get_text (fleet, CORRAL_TABLE_FLAG, flag, CORRAL_FLAG_COL_OUTCOME), "confirmed") == 0;
  gint64 raised_ms = get_integer (fleet, flag, CORRAL_FLAG_COL_RAISED_MS);

  figures->n_open += open;
  figures->n_confirmed += confirmed;
  figures->n_cleared += !open && !confirmed;
  if (CORRAL_IS_KNOWN (minor) && open)
    figures->suspected_minor += minor;
  if (CORRAL_IS_KNOWN (minor) && confirmed)
    figures->loss_minor += minor;
  if (figures->currency == NULL)
    figures->currency = corral_fleet_get_text (fleet, CORRAL_TABLE_FLAG, flag, CORRAL_FLAG_COL_CURRENCY);
  if (!CORRAL_IS_KNOWN (raised_ms))
    return;
  if (!CORRAL_IS_KNOWN (figures->first_ms) || raised_ms < figures->first_ms)
    figures->first_ms = raised_ms;
  if (!CORRAL_IS_KNOWN (figures->last_ms) || raised_ms > figures->last_ms)
    figures->last_ms = raised_ms;
}

/* How many different links @slots have in @column. */
static guint
count_links (CorralFleet *fleet, const GArray *slots, guint column)
{
  guint n = 0;

  for (guint i = 0; i < slots->len; i++)
    {
      guint32 link = corral_fleet_get_link (fleet, CORRAL_TABLE_FLAG, g_array_index (slots, guint32, i), column);
      guint k = 0;

      while (k < i
             && corral_fleet_get_link (fleet, CORRAL_TABLE_FLAG, g_array_index (slots, guint32, k), column) != link)
        k++;
      n += k == i;
    }
  return n;
}

void
corral_case_reckon (CorralFleet *fleet, guint32 slot, CorralCaseFigures *figures)
{
  g_autoptr (GArray) flags = corral_case_list_flags (fleet, slot);

  memset (figures, 0, sizeof *figures);
  figures->first_ms = figures->last_ms = CORRAL_UNKNOWN;
  figures->currency = corral_fleet_get_text (fleet, CORRAL_TABLE_CASE, slot, CORRAL_CASE_COL_CURRENCY);
  figures->n_flags
      = corral_id_list_count (corral_fleet_get_text (fleet, CORRAL_TABLE_CASE, slot, CORRAL_CASE_COL_FLAGS));
  figures->n_away = figures->n_flags - flags->len;
  for (guint i = 0; i < flags->len; i++)
    add_flag (fleet, g_array_index (flags, guint32, i), figures);
  figures->n_stores = count_links (fleet, flags, CORRAL_FLAG_COL_STORE);
  figures->n_carts = count_links (fleet, flags, CORRAL_FLAG_COL_CART);
  if (figures->n_away == 0)
    return;
  figures->loss_minor = corral_fleet_get_integer (fleet, CORRAL_TABLE_CASE, slot, CORRAL_CASE_COL_LOSS_MINOR);
  figures->suspected_minor = corral_fleet_get_integer (fleet, CORRAL_TABLE_CASE, slot, CORRAL_CASE_COL_SUSPECTED_MINOR);
}

guint32
corral_case_find_of_flag (CorralFleet *fleet, guint32 flag)
{
  const CorralColumns *cases = corral_fleet_get_table (fleet, CORRAL_TABLE_CASE);
  guint32 chain = corral_fleet_get_link (fleet, CORRAL_TABLE_FLAG, flag, CORRAL_FLAG_COL_CHAIN);
  const char *id = corral_fleet_get_text (fleet, CORRAL_TABLE_FLAG, flag, CORRAL_FLAG_COL_ID);
  guint32 closed = CORRAL_NO_SLOT;

  for (guint32 slot = 0; slot < corral_columns_get_n_slots (cases); slot++)
    {
      if (!corral_columns_exists (cases, slot) || corral_columns_get_link (cases, slot, CORRAL_CASE_COL_CHAIN) != chain
          || !corral_id_list_has (corral_columns_get_text (cases, slot, CORRAL_CASE_COL_FLAGS), id))
        continue;
      if (corral_columns_get_integer (cases, slot, CORRAL_CASE_COL_OPEN) == 1)
        return slot;
      closed = slot;
    }
  return closed;
}
