/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What was found as people read it, and by which words they look for it. Main thread. */
#include "config.h"

#include "corral-find-words.h"

#include "corral-format.h"
#include "corral-look.h"
#include "corral-text-private.h"
#include "corral-text.h"
#include "corral-time.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* What was typed is repeated up to here. */
#define TYPED_SHOWN_CHARS 40
/* The first group of a UUID. */
#define TRIP_ID_MIN_DIGITS 8
#define TRIP_ID_MAX_DIGITS 32

/* ---- what they are called ------------------------------------------------------------------------------- */

static const struct
{
  CorralCartColumn column;
  const char *name;   /* of the column */
  const char *format; /* (nullable): how one reads: NULL: the word says enough by itself */
  int words;          /* a CorralWords, or −1: shown as it is */
} columns[] = {
  { CORRAL_CART_COL_SHOWN_STATE, N_ ("State"), NULL, -1 },
  { CORRAL_CART_COL_FAULT, N_ ("Fault"), NULL, CORRAL_WORDS_FAULT },
  { CORRAL_CART_COL_FIRMWARE, N_ ("Firmware"), N_ ("Firmware %s"), -1 },
  { CORRAL_CART_COL_CARRIERS, N_ ("Carrier"), N_ ("Carrier %s"), -1 },
  { CORRAL_CART_COL_HARDWARE_REVISION, N_ ("Revision"), N_ ("Rev %s"), -1 },
  { CORRAL_CART_COL_LOT, N_ ("Lot"), N_ ("Lot %s"), -1 },
  { CORRAL_CART_COL_CERTIFICATE_BATCH, N_ ("Certificate batch"), N_ ("Certificate batch %s"), -1 },
  { CORRAL_CART_COL_PACK_LOT, N_ ("Battery lot"), N_ ("Battery lot %s"), -1 },
  { CORRAL_CART_COL_ACCESS_POINT, N_ ("Access point"), N_ ("Access point %s"), -1 },
};

static const struct
{
  const char *id;
  const char *one;
  const char *group;
  const char *icon_name;
} kinds[CORRAL_N_FIND_KINDS] = {
  [CORRAL_FIND_STORE] = { "store", N_ ("Store"), N_ ("Stores"), "corral-page-stores-symbolic" },
  [CORRAL_FIND_CART] = { "cart", N_ ("Cart"), N_ ("Carts"), "corral-page-carts-symbolic" },
  [CORRAL_FIND_CHAIN] = { "chain", N_ ("Chain"), N_ ("Chains"), "corral-page-fleet-symbolic" },
  [CORRAL_FIND_LIST] = { "list", N_ ("List of carts"), N_ ("Lists of carts"), "corral-page-carts-symbolic" },
  [CORRAL_FIND_TICKET] = { "ticket", N_ ("Ticket"), N_ ("Tickets"), "corral-ticket-symbolic" },
  [CORRAL_FIND_CASE] = { "case", N_ ("Case"), N_ ("Cases"), "corral-page-cases-symbolic" },
  [CORRAL_FIND_TRIP] = { "trip", N_ ("Trip"), N_ ("Trips"), "corral-state-in-use-symbolic" },
};

static guint
index_of_column (CorralCartColumn column)
{
  for (guint i = 0; i < G_N_ELEMENTS (columns); i++)
    if (columns[i].column == column)
      return i;
  return G_N_ELEMENTS (columns);
}

static char *
say_word (CorralCartColumn column, const char *word)
{
  guint i = index_of_column (column);
  CorralCartState state;
  g_autofree char *clean = NULL;

  if (column == CORRAL_CART_COL_SHOWN_STATE)
    {
      state = corral_cart_state_from_word (word);
      return g_strdup (state != CORRAL_CART_OTHER ? corral_look_of_state (state).word : word);
    }
  if (i < G_N_ELEMENTS (columns) && columns[i].words >= 0)
    return g_strdup (corral_words_translate ((CorralWords) columns[i].words, word));
  clean = corral_format_text (word);
  if (i == G_N_ELEMENTS (columns) || columns[i].format == NULL)
    return g_steal_pointer (&clean);
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
  return g_strdup_printf (_ (columns[i].format), clean);
#pragma GCC diagnostic pop
}

static const char *
name_column (CorralCartColumn column)
{
  guint i = index_of_column (column);

  return i < G_N_ELEMENTS (columns) ? _ (columns[i].name) : "";
}

static const char *
name_table (CorralTableKind table)
{
  if (table == CORRAL_TABLE_CART)
    return _ ("Cart");
  if (table == CORRAL_TABLE_STORE)
    return _ ("Store");
  if (table == CORRAL_TABLE_CHAIN)
    return _ ("Chain");
  return _ ("Ticket");
}

const CorralSearchWords *
corral_find_words_get (void)
{
  static const CorralSearchWords words = { say_word, name_column, name_table };

  return &words;
}

const char *
corral_find_words_name_kind (CorralFindKind kind)
{
  g_return_val_if_fail ((guint) kind < CORRAL_N_FIND_KINDS, "");

  return _ (kinds[kind].group);
}

const char *
corral_find_words_name_one (CorralFindKind kind)
{
  g_return_val_if_fail ((guint) kind < CORRAL_N_FIND_KINDS, "");

  return _ (kinds[kind].one);
}

const char *
corral_find_words_get_id (CorralFindKind kind)
{
  g_return_val_if_fail ((guint) kind < CORRAL_N_FIND_KINDS, "");

  return kinds[kind].id;
}

/* ---- rows -------------------------------------------------------------------------------------------------- */

/* "118 Riverside" */
static char *
name_store (CorralFleet *fleet, guint32 store)
{
  gint64 number;
  const char *name;

  if (!corral_columns_exists (corral_fleet_get_table (fleet, CORRAL_TABLE_STORE), store))
    return g_strdup (CORRAL_DASH);
  number = corral_fleet_get_integer (fleet, CORRAL_TABLE_STORE, store, CORRAL_STORE_COL_NUMBER);
  name = corral_fleet_get_text (fleet, CORRAL_TABLE_STORE, store, CORRAL_STORE_COL_NAME);
  return g_strdup_printf ("%" G_GINT64_FORMAT " %s", number, name != NULL ? name : CORRAL_DASH);
}

static const char *
name_chain (CorralFleet *fleet, guint32 chain)
{
  const char *name = corral_columns_exists (corral_fleet_get_table (fleet, CORRAL_TABLE_CHAIN), chain)
                         ? corral_fleet_get_text (fleet, CORRAL_TABLE_CHAIN, chain, CORRAL_CHAIN_COL_NAME)
                         : NULL;

  return name != NULL ? name : CORRAL_DASH;
}

/* "Cart 0412" */
static char *
name_cart (CorralFleet *fleet, guint32 cart)
{
  g_autofree char *label = corral_format_text (corral_fleet_get_text (fleet, CORRAL_TABLE_CART, cart, CORRAL_CART_COL_LABEL));

  return g_strdup_printf (_ ("Cart %s"), label);
}

static void
say_store (CorralFleet *fleet, const CorralFind *find, CorralFindSaid *said)
{
  const char *city = corral_fleet_get_text (fleet, CORRAL_TABLE_STORE, find->slot, CORRAL_STORE_COL_CITY);

  said->title = name_store (fleet, find->slot);
  said->subtitle = g_strdup_printf (
      _ ("%s · %s"), city != NULL ? city : CORRAL_DASH,
      name_chain (fleet, corral_fleet_get_link (fleet, CORRAL_TABLE_STORE, find->slot, CORRAL_STORE_COL_CHAIN)));
}

static void
say_cart (CorralFleet *fleet, const CorralFind *find, CorralFindSaid *said)
{
  gint64 state = corral_fleet_get_integer (fleet, CORRAL_TABLE_CART, find->slot, CORRAL_CART_COL_SHOWN_STATE);
  CorralLook look = corral_look_of_state (CORRAL_IS_KNOWN (state) ? (CorralCartState) state : CORRAL_CART_OTHER);
  g_autofree char *store
      = name_store (fleet, corral_fleet_get_link (fleet, CORRAL_TABLE_CART, find->slot, CORRAL_CART_COL_STORE));
  const char *serial = corral_fleet_get_text (fleet, CORRAL_TABLE_CART, find->slot, CORRAL_CART_COL_SERIAL);

  said->icon_name = look.icon_name;
  said->css_class = look.css_class;
  said->title = name_cart (fleet, find->slot);
  /* Translators: the state of a cart, its store, its serial number */
  said->subtitle = g_strdup_printf (_ ("%s · %s · %s"), look.word, store, serial != NULL ? serial : CORRAL_DASH);
}

static void
say_chain (CorralFleet *fleet, const CorralFind *find, CorralFindSaid *said)
{
  CorralRollup rollup;
  g_autofree char *stores = NULL;
  g_autofree char *carts = NULL;

  corral_fleet_get_rollup (fleet, CORRAL_TABLE_CHAIN, find->slot, &rollup);
  stores = corral_format_count (rollup.stores, CORRAL_NOUN_STORE);
  carts = corral_format_count (rollup.carts, CORRAL_NOUN_CART);
  said->title = g_strdup (name_chain (fleet, find->slot));
  said->subtitle = g_strdup_printf (_ ("%s · %s"), stores, carts);
}

/* Where its carts are. */
static char *
say_where (CorralFleet *fleet, const CorralCartList *list)
{
  g_autofree char *stores = NULL;

  if (list->chain == CORRAL_NO_SLOT)
    return g_strdup (_ ("all chains"));
  if (list->stores == NULL)
    return g_strdup (name_chain (fleet, list->chain));
  if (list->stores->len == 1)
    return name_store (fleet, g_array_index (list->stores, guint32, 0));
  stores = corral_format_count (list->stores->len, CORRAL_NOUN_STORE);
  /* Translators: "3 stores", then the name of a chain */
  return g_strdup_printf (_ ("%s of %s"), stores, name_chain (fleet, list->chain));
}

static void
say_list (CorralFleet *fleet, const CorralFind *find, CorralFindSaid *said)
{
  const CorralCartList *list = find->list;
  g_autofree char *first = say_word (list->parts[0].column, list->parts[0].word);
  g_autofree char *second = list->n_parts > 1 ? say_word (list->parts[1].column, list->parts[1].word) : NULL;
  g_autofree char *carts = corral_format_count (list->n_carts, CORRAL_NOUN_CART);
  g_autofree char *where = say_where (fleet, list);

  said->title = second != NULL ? g_strdup_printf (_ ("%s · %s"), first, second) : g_steal_pointer (&first);
  said->subtitle = g_strdup_printf (_ ("%s · %s"), carts, where);
  if (list->n_parts == 1 && list->parts[0].column == CORRAL_CART_COL_SHOWN_STATE)
    {
      CorralLook look = corral_look_of_state (corral_cart_state_from_word (list->parts[0].word));

      said->icon_name = look.icon_name;
      said->css_class = look.css_class;
    }
}

static const char *
say_ticket_status (const char *status)
{
  if (g_strcmp0 (status, "open") == 0)
    return _ ("Open");
  if (g_strcmp0 (status, "waiting") == 0)
    return _ ("Waits for parts or people");
  if (g_strcmp0 (status, "closed") == 0)
    return _ ("Closed");
  return status != NULL ? status : CORRAL_DASH;
}

static void
say_ticket (CorralFleet *fleet, const CorralFind *find, CorralFindSaid *said)
{
  const char *number = corral_fleet_get_text (fleet, CORRAL_TABLE_TICKET, find->slot, CORRAL_TICKET_COL_NUMBER);
  const char *reason = corral_words_translate (
      CORRAL_WORDS_TICKET_REASON, corral_fleet_get_text (fleet, CORRAL_TABLE_TICKET, find->slot, CORRAL_TICKET_COL_REASON));
  const char *status
      = say_ticket_status (corral_fleet_get_text (fleet, CORRAL_TABLE_TICKET, find->slot, CORRAL_TICKET_COL_STATUS));
  guint32 cart = corral_fleet_get_link (fleet, CORRAL_TABLE_TICKET, find->slot, CORRAL_TICKET_COL_CART);
  g_autofree char *store
      = name_store (fleet, corral_fleet_get_link (fleet, CORRAL_TABLE_TICKET, find->slot, CORRAL_TICKET_COL_STORE));
  g_autofree char *clean = corral_format_text (number);
  gboolean has_cart = corral_columns_exists (corral_fleet_get_table (fleet, CORRAL_TABLE_CART), cart);
  g_autofree char *label = has_cart ? name_cart (fleet, cart) : NULL;

  if (reason == NULL)
    reason = CORRAL_DASH;
  said->title = number != NULL ? g_strdup_printf (_ ("Ticket %s"), clean) : g_strdup (_ ("New ticket"));
  if (label != NULL)
    /* Translators: what a ticket is about, how far it is, its cart, the store */
    said->subtitle = g_strdup_printf (_ ("%s · %s · %s · %s"), reason, status, label, store);
  else
    said->subtitle = g_strdup_printf (_ ("%s · %s · %s"), reason, status, store);
}

static void
say_case (CorralFleet *fleet, const CorralFind *find, CorralFindSaid *said)
{
  g_autofree char *number
      = corral_format_text (corral_fleet_get_text (fleet, CORRAL_TABLE_CASE, find->slot, CORRAL_CASE_COL_NUMBER));
  g_autofree char *title
      = corral_format_text (corral_fleet_get_text (fleet, CORRAL_TABLE_CASE, find->slot, CORRAL_CASE_COL_TITLE));
  g_autofree char *store
      = name_store (fleet, corral_fleet_get_link (fleet, CORRAL_TABLE_CASE, find->slot, CORRAL_CASE_COL_STORE));
  const char *status = corral_words_translate (
      CORRAL_WORDS_CASE_STATUS, corral_fleet_get_text (fleet, CORRAL_TABLE_CASE, find->slot, CORRAL_CASE_COL_STATUS));

  /* Translators: %s is the number of a case of goods that were not paid for */
  said->title = g_strdup_printf (_ ("Case %s"), number);
  /* Translators: what a case is about, how it stands, the store where it began */
  said->subtitle = g_strdup_printf (_ ("%s · %s · %s"), title, status != NULL ? status : CORRAL_DASH, store);
}

static const char *
say_trip_status (const char *status)
{
  static const struct
  {
    const char *status;
    const char *text;
  } table[] = {
    { "active", N_ ("Under way") },    { "paused", N_ ("Paused") },     { "complete", N_ ("Completed") },
    { "abandoned", N_ ("Left behind") }, { "voided", N_ ("Cancelled") },
  };

  for (guint i = 0; i < G_N_ELEMENTS (table); i++)
    if (g_strcmp0 (status, table[i].status) == 0)
      return _ (table[i].text);
  return status != NULL ? status : CORRAL_DASH;
}

static void
say_trip (CorralFleet *fleet, const CorralFind *find, CorralFindSaid *said)
{
  const CorralSession *trip = find->trip;
  const CorralColumns *stores = corral_fleet_get_table (fleet, CORRAL_TABLE_STORE);
  guint32 cart = corral_columns_find (corral_fleet_get_table (fleet, CORRAL_TABLE_CART), find->slot, trip->cart);
  guint32 store = corral_columns_find (stores, find->slot, trip->store);
  const char *zone_name
      = store != CORRAL_NO_SLOT ? corral_columns_get_text (stores, store, CORRAL_STORE_COL_TIME_ZONE) : NULL;
  g_autoptr (GTimeZone) zone = zone_name != NULL ? corral_time_zone (zone_name) : NULL;
  g_autofree char *started = corral_format_time (trip->started_ms, corral_fleet_get_now (fleet), zone);
  g_autofree char *label = cart != CORRAL_NO_SLOT ? name_cart (fleet, cart) : g_strdup (CORRAL_DASH);
  g_autofree char *where = name_store (fleet, store);

  /* Translators: the beginning of a trip's id */
  said->title = g_strdup_printf (_ ("Trip %.8s"), trip->id);
  /* Translators: how a trip ended, when it began (the store's time), its cart, the store */
  said->subtitle = g_strdup_printf (_ ("%s · from %s · %s · %s"), say_trip_status (trip->status), started, label, where);
}

void
corral_find_words_say (CorralFleet *fleet, const CorralFind *find, CorralFindSaid *said)
{
  static void (*const say[CORRAL_N_FIND_KINDS]) (CorralFleet *fleet, const CorralFind *find, CorralFindSaid *said) = {
    [CORRAL_FIND_STORE] = say_store, [CORRAL_FIND_CART] = say_cart,     [CORRAL_FIND_CHAIN] = say_chain,
    [CORRAL_FIND_LIST] = say_list,   [CORRAL_FIND_TICKET] = say_ticket, [CORRAL_FIND_TRIP] = say_trip,
    [CORRAL_FIND_CASE] = say_case,
  };

  g_return_if_fail ((guint) find->kind < CORRAL_N_FIND_KINDS);

  *said = (CorralFindSaid){ .icon_name = kinds[find->kind].icon_name, .css_class = "" };
  say[find->kind](fleet, find, said);
}

void
corral_find_said_clear (CorralFindSaid *self)
{
  g_clear_pointer (&self->title, g_free);
  g_clear_pointer (&self->subtitle, g_free);
}

/* ---- sentences ---------------------------------------------------------------------------------------------- */

char *
corral_find_words_get_trip_id (const char *text)
{
  g_autofree char *trimmed = g_strstrip (corral_text_clean (text, 64));
  GString *id = g_string_new (NULL);
  guint n_digits = 0;

  for (const char *p = trimmed; *p != '\0'; p++)
    {
      if (*p == '-')
        continue;
      if (!g_ascii_isxdigit (*p) || n_digits == TRIP_ID_MAX_DIGITS)
        {
          g_string_free (id, TRUE);
          return NULL;
        }
      /* The groups of a UUID (RFC 4122): 8-4-4-4-12. */
      if (n_digits == 8 || n_digits == 12 || n_digits == 16 || n_digits == 20)
        g_string_append_c (id, '-');
      g_string_append_c (id, g_ascii_tolower (*p));
      n_digits++;
    }
  return g_string_free (id, n_digits < TRIP_ID_MIN_DIGITS);
}

/* What was typed, fit to repeat: card numbers masked, no longer than a line. */
static char *
repeat (const char *text)
{
  g_autofree char *masked = g_strdelimit (corral_text_mask_cards (text), "\t\r\n", ' ');
  g_autofree char *clean = g_strstrip (corral_text_clean (masked, CORRAL_TEXT_LABEL_MAX));

  if (g_utf8_strlen (clean, -1) <= TYPED_SHOWN_CHARS)
    return g_steal_pointer (&clean);
  *g_utf8_offset_to_pointer (clean, TYPED_SHOWN_CHARS) = '\0';
  return g_strconcat (clean, "…", NULL);
}

char *
corral_find_words_say_nothing (const char *text, const CorralFound *found)
{
  g_autofree char *typed = repeat (text);
  g_autofree char *trip = corral_find_words_get_trip_id (text);

  if (found->empty)
    return g_strdup (_ ("There is nothing to look for in that. Type a cart’s label, the last four of its serial, a store, "
                        "a fault, a version or a ticket’s number."));
  if (found->cut)
    return g_strdup_printf (_ ("Nothing for “%s”. That is more than anything is called, so only its beginning was looked "
                               "for: a few words are enough."), typed);
  if (corral_text_holds_card (text, strlen (text)))
    return g_strdup (_ ("That looks like the number of a payment card. Nothing is stored under such numbers: please do "
                        "not type them here."));
  if (trip != NULL && strlen (trip) == 36)
    return g_strdup_printf (_ ("No trip “%s” is stored here. It may be older than what is kept, or of another chain."),
                            typed);
  if (strpbrk (text, "*?%") != NULL)
    return g_strdup_printf (_ ("Nothing for “%s”. Signs such as * ? %% stand for themselves here: a part of the word is "
                               "enough."), typed);
  return g_strdup_printf (_ ("Nothing for “%s”. Try fewer words: a cart’s label, the last four of its serial, the store’s "
                             "number or name."), typed);
}

char *
corral_find_words_say_meant (const CorralFound *found)
{
  g_autofree char *typed = NULL;

  if (found->left_out != NULL)
    {
      typed = repeat (found->left_out);
      /* Translators: a number; results for the other words follow */
      return g_strdup_printf (_ ("Nothing there has “%s” as well. Without it:"), typed);
    }
  if (found->meant == NULL)
    return NULL;
  typed = repeat (found->meant_for);
  return g_strdup_printf (_ ("Nothing for “%s”. Did you mean %s?"), typed, found->meant);
}
