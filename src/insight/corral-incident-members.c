/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Who is in an incident: joins by what is found, leaves by fresh data alone, and what was lost of open hours. A cart that
 * is not found any more and was not heard since stays in it: its store may have closed, it may be charging; its silence
 * says nothing. One thread at a time.
 */
#include "config.h"

#include "corral-incident-private.h"

#include "corral-id-list.h"
#include "corral-time.h"

#include <string.h>

/* While a cart is in it, its own fact follows what it lost by the hour: the incident's sum is exact. */
#define FACT_LAGS_MS CORRAL_HOUR_MS

/* A gap in which a cart was alive is at least so long, and brings at least this share of the idle messages (D). */
#define WORKED_GAP_MS (10 * CORRAL_MINUTE_MS)
#define WORKED_IDLE_MS (300 * CORRAL_SECOND_MS)

/* Amendments within so long are one. */
#define AMENDED_TOGETHER_MS (30 * CORRAL_MINUTE_MS)

static gint64
cart_integer (CorralIncidentBook *self, guint32 slot, CorralCartColumn column)
{
  return corral_fleet_get_integer (self->fleet, CORRAL_TABLE_CART, slot, column);
}

/* Shoppers cannot use it. */
static gboolean
is_lost (gint64 state)
{
  return state == CORRAL_CART_OFFLINE || state == CORRAL_CART_FAULT;
}

/* Somebody, or the cloud, settled it: that is fresher than its silence. */
static gboolean
is_settled (gint64 state, CorralAlertRuleKind rule)
{
  return state == CORRAL_CART_OUT_OF_SERVICE || state == CORRAL_CART_REVOKED || state == CORRAL_CART_NEVER_SEEN
         || (state == CORRAL_CART_OFF_PREMISES && rule != CORRAL_RULE_OFF_PREMISES);
}

static void
change (CorralTrack *track, CorralMember *member, CorralIncidentMember values)
{
  CorralIncidentMember *before = member->fact;

  corral_member_set_fact (member, corral_incident_member_new (&values));
  corral_incident_member_unref (before);
  track->members_changed++;
}

/* The slot of @member's row, in the fleet of this look. */
static void
find_slot (CorralIncidentBook *self, CorralMember *member)
{
  const CorralColumns *table
      = corral_fleet_get_table (self->fleet, member->is_cart ? CORRAL_TABLE_CART : CORRAL_TABLE_STORE);
  const char *id = member->is_cart ? member->fact->id : member->fact->store;
  guint32 chain = corral_fleet_find_chain (self->fleet, member->fact->chain);

  member->slot = chain != CORRAL_NO_SLOT && id != NULL ? corral_columns_find (table, chain, id) : CORRAL_NO_SLOT;
  member->store = member->slot == CORRAL_NO_SLOT || !member->is_cart
                    ? member->slot
                    : corral_columns_get_link (table, member->slot, CORRAL_CART_COL_STORE);
}

static inline gboolean
is_there (CorralIncidentBook *self, const CorralMember *member)
{
  return member->slot != CORRAL_NO_SLOT && (member->is_cart ? self->carts_exist : self->stores_exist)[member->slot];
}

static inline void
bind_member (CorralIncidentBook *self, CorralMember *member)
{
  if (self->bind || member->slot == CORRAL_NO_SLOT)
    find_slot (self, member);
}

void
corral_incident_members_bind (CorralIncidentBook *self, CorralTrack *track)
{
  for (guint i = 0; i < track->members->len; i++)
    find_slot (self, &g_array_index (track->members, CorralMember, i));
}

/* Adds what was lost in [@from_ms, @to_ms) to @member. */
static void
lose (CorralIncidentBook *self, CorralMember *member, gint64 from_ms, gint64 to_ms)
{
  gint64 open_ms = corral_open_times_measure (self->times, self->fleet, member->store, from_ms, to_ms);

  if (CORRAL_IS_KNOWN (open_ms))
    member->lost_ms += open_ms;
}

/* Notes that a cart counts in one more incident of its rule. */
static void
count_for_cap (CorralIncidentBook *self, CorralTrack *track, CorralMember *member)
{
  g_autofree char *key = NULL;
  CorralCartPast *past;
  char rule[16];

  if (!member->is_cart || member->by_hand)
    return;
  /* For each of tens of thousands in a storm: putting together is half as dear as printing. */
  g_snprintf (rule, sizeof rule, "%u/", (guint) track->now->rule);
  key = g_strconcat (rule, member->fact->chain != NULL ? member->fact->chain : "(null)", "/", member->fact->id, NULL);
  past = g_hash_table_lookup (self->cart_past, key);
  if (past == NULL)
    {
      past = g_new0 (CorralCartPast, 1);
      past->since_ms = track->clock_ms;
      g_hash_table_insert (self->cart_past, g_steal_pointer (&key), past);
    }
  if (ABS (track->clock_ms - past->since_ms) >= CORRAL_DAY_MS)
    {
      past->since_ms = track->clock_ms;
      past->n = 0;
    }
  past->n++;
  member->capped = past->n > CORRAL_INCIDENT_CART_CAP;
}

static CorralMember *
join (CorralIncidentBook *self, CorralTrack *track, guint32 cart, guint32 store)
{
  CorralMember member = {
    .slot = cart != CORRAL_NO_SLOT ? cart : store,
    .store = store,
    .seen_heard_ms = CORRAL_UNKNOWN,
    .seen_count = CORRAL_UNKNOWN,
    .seen_trips = CORRAL_UNKNOWN,
    .seen_missing = CORRAL_UNKNOWN,
    .silent_from_ms = CORRAL_UNKNOWN,
    .join_ms = track->clock_ms,
    .flaps = 1,
    .found = TRUE,
  };
  CorralTableKind table = cart != CORRAL_NO_SLOT ? CORRAL_TABLE_CART : CORRAL_TABLE_STORE;
  guint32 chain = corral_fleet_get_link (self->fleet, table, member.slot, CORRAL_CART_COL_CHAIN);
  CorralIncidentMember values = { .joined_ms = track->clock_ms, .left_ms = CORRAL_UNKNOWN, .heard_ms = CORRAL_UNKNOWN,
                                  .n_joins = 1, .gap_ms = CORRAL_UNKNOWN, .n_trips = CORRAL_UNKNOWN,
                                  .n_missing = CORRAL_UNKNOWN };

  G_STATIC_ASSERT ((guint) CORRAL_CART_COL_CHAIN == (guint) CORRAL_STORE_COL_CHAIN);
  if (cart != CORRAL_NO_SLOT)
    {
      values.id = (char *) corral_fleet_get_text (self->fleet, CORRAL_TABLE_CART, cart, CORRAL_CART_COL_ID);
      values.heard_ms = cart_integer (self, cart, CORRAL_CART_COL_HEARD_MS);
    }
  if (chain != CORRAL_NO_SLOT)
    values.chain = (char *) corral_fleet_get_text (self->fleet, CORRAL_TABLE_CHAIN, chain, CORRAL_CHAIN_COL_ID);
  if (store != CORRAL_NO_SLOT)
    values.store = (char *) corral_fleet_get_text (self->fleet, CORRAL_TABLE_STORE, store, CORRAL_STORE_COL_ID);
  values.hours_known = CORRAL_IS_KNOWN (
      corral_open_times_measure (self->times, self->fleet, store, track->clock_ms, track->clock_ms));
  corral_member_set_fact (&member, corral_incident_member_new (&values));
  g_array_append_val (track->members, member);
  track->members_changed++;
  return &g_array_index (track->members, CorralMember, track->members->len - 1);
}

/* A sum of which a part is not known is not known. */
static gint64
sum (gint64 a, gint64 b)
{
  return CORRAL_IS_KNOWN (a) && CORRAL_IS_KNOWN (b) ? a + b : CORRAL_UNKNOWN;
}

/* A line among the events, one for those that come together. @values: of a cart that worked on. */
static void
amend (CorralTrack *track, const CorralIncidentMember *values)
{
  GArray *events = track->now->events;
  CorralIncidentEvent *last
      = events->len > 0 ? &g_array_index (events, CorralIncidentEvent, events->len - 1) : NULL;

  if (last != NULL && last->kind == CORRAL_INCIDENT_EVENT_AMENDED
      && track->clock_ms - last->time_ms < AMENDED_TOGETHER_MS)
    {
      last->n_carts++;
      last->value_ms = MAX (last->value_ms, values->gap_ms);
      last->n_trips = sum (last->n_trips, values->n_trips);
      last->n_missing = sum (last->n_missing, values->n_missing);
      track->members_changed++;
      return;
    }
  corral_incident_book_add_event (track, CORRAL_INCIDENT_EVENT_AMENDED, track->clock_ms, values->gap_ms);
  last = &g_array_index (events, CorralIncidentEvent, events->len - 1);
  last->n_carts = 1;
  last->n_trips = values->n_trips;
  last->n_missing = values->n_missing;
}

/* The cart was heard again. What it numbered meanwhile tells whether it was alive: a dead one numbers nothing. */
static gboolean
has_worked (CorralIncidentBook *self, const CorralMember *member, gint64 heard_ms)
{
  gint64 count = corral_fleet_get_message_count (self->fleet, member->slot);
  gint64 gap_ms;

  if (!CORRAL_IS_KNOWN (member->silent_from_ms) || !CORRAL_IS_KNOWN (count) || !CORRAL_IS_KNOWN (member->seen_count))
    return FALSE;
  gap_ms = heard_ms - member->silent_from_ms;
  return gap_ms >= WORKED_GAP_MS && (count - member->seen_count) * 2 >= gap_ms / WORKED_IDLE_MS;
}

/* How many trips it has ended: the one that it is on is not. */
static gint64
count_ended_trips (CorralIncidentBook *self, guint32 cart)
{
  gint64 n = cart_integer (self, cart, CORRAL_CART_COL_TRIPS);
  gboolean on_trip = corral_fleet_get_text (self->fleet, CORRAL_TABLE_CART, cart, CORRAL_CART_COL_SESSION) != NULL;

  return CORRAL_IS_KNOWN (n) ? MAX (n - on_trip, 0) : CORRAL_UNKNOWN;
}

/* What it did in a time in which it was not heard, by its own counters: they begin anew when it starts anew. */
static void
tell_gap (CorralIncidentBook *self, const CorralMember *member, CorralIncidentMember *values)
{
  gint64 booted_ms = cart_integer (self, member->slot, CORRAL_CART_COL_LAST_BOOT_MS);
  gint64 trips = cart_integer (self, member->slot, CORRAL_CART_COL_TRIPS);
  gint64 missing = cart_integer (self, member->slot, CORRAL_CART_COL_MISSING);
  gboolean anew = CORRAL_IS_KNOWN (booted_ms) && booted_ms > member->silent_from_ms;

  if (!anew && CORRAL_IS_KNOWN (trips) && CORRAL_IS_KNOWN (member->seen_trips) && trips >= member->seen_trips)
    values->n_trips = trips - member->seen_trips;
  if (!anew && CORRAL_IS_KNOWN (missing) && CORRAL_IS_KNOWN (member->seen_missing) && missing >= member->seen_missing)
    values->n_missing = missing - member->seen_missing;
}

static void
leave (CorralIncidentBook *self, CorralTrack *track, CorralMember *member, gint64 left_ms)
{
  CorralIncidentMember values = *member->fact;

  values.left_ms = left_ms;
  values.quiet = CORRAL_QUIET_NONE;
  if (member->slot != CORRAL_NO_SLOT && values.id != NULL && CORRAL_IS_KNOWN (left_ms)
      && has_worked (self, member, left_ms))
    {
      values.worked_on = TRUE;
      values.gap_ms = left_ms - member->silent_from_ms;
      tell_gap (self, member, &values);
      if (corral_track_get_matter (track) == CORRAL_MATTER_SILENCE)
        amend (track, &values);
    }
  values.lost_ms = member->lost_ms;
  change (track, member, values);
}

/* It came into it once more. */
static void
rejoin (CorralTrack *track, CorralMember *member)
{
  CorralIncidentMember values = *member->fact;

  values.left_ms = CORRAL_UNKNOWN;
  values.worked_on = FALSE;
  values.gap_ms = values.n_trips = values.n_missing = CORRAL_UNKNOWN;
  values.n_joins++;
  member->silent_from_ms = member->seen_count = member->seen_trips = member->seen_missing = CORRAL_UNKNOWN;
  if (track->clock_ms - member->join_ms > CORRAL_INCIDENT_FLAP_HOURS * CORRAL_HOUR_MS)
    member->flaps = 0;
  member->flaps++;
  member->join_ms = track->clock_ms;
  change (track, member, values);
}

/* What its being silent, or out of order, costs since the look before. */
static void
follow_loss (CorralIncidentBook *self, CorralTrack *track, CorralMember *member, gint64 state, gint64 heard_ms)
{
  gint64 from_ms = track->before_ms;

  if (state == CORRAL_CART_OFFLINE && !CORRAL_IS_KNOWN (member->silent_from_ms))
    {
      member->silent_from_ms = heard_ms;
      member->seen_count = corral_fleet_get_message_count (self->fleet, member->slot);
      member->seen_trips = count_ended_trips (self, member->slot);
      member->seen_missing = cart_integer (self, member->slot, CORRAL_CART_COL_MISSING);
    }
  if (!is_lost (state))
    return;
  /* It was lost before it was noticed; but what was wrong with it before it began is another matter. */
  if (member->lost_ms == 0 && state == CORRAL_CART_OFFLINE && member->fact->n_joins == 1)
    from_ms = CORRAL_IS_KNOWN (track->now->began_ms) ? MAX (heard_ms, track->now->began_ms) : heard_ms;
  lose (self, member, CORRAL_IS_KNOWN (from_ms) ? from_ms : track->clock_ms, track->clock_ms);
}

/* The member is in this look's finding, or is silent still. */
static void
stay (CorralIncidentBook *self, CorralTrack *track, CorralMember *member, gint64 state, gint64 heard_ms)
{
  CorralQuiet quiet = CORRAL_QUIET_NONE;
  CorralIncidentMember values;

  if (member->found && member->left)
    rejoin (track, member);
  if (member->is_cart && member->slot != CORRAL_NO_SLOT)
    {
      if (member->found || member->by_hand)
        member->seen_heard_ms = heard_ms;
      follow_loss (self, track, member, state, heard_ms);
      if (!member->found && member->slot < self->findings->n_slots && self->findings->quiet_of != NULL)
        quiet = (CorralQuiet) self->findings->quiet_of[member->slot];
    }
  if (member->capped)
    quiet = CORRAL_QUIET_CAPPED;
  else if (member->flaps >= CORRAL_INCIDENT_FLAP_JOINS)
    quiet = CORRAL_QUIET_FLAPPING;
  if (quiet == member->quiet && (member->lost_ms == 0 || member->lost_ms - member->fact->lost_ms < FACT_LAGS_MS))
    return;
  values = *member->fact;
  values.quiet = quiet;
  values.lost_ms = member->lost_ms;
  change (track, member, values);
}

static void
look_at_member (CorralIncidentBook *self, CorralTrack *track, CorralMember *member)
{
  gboolean lately = track->clock_ms - member->join_ms < CORRAL_INCIDENT_FLAP_HOURS * CORRAL_HOUR_MS;
  gboolean flaps = lately && member->flaps >= CORRAL_INCIDENT_FLAP_JOINS;
  gint64 state = CORRAL_UNKNOWN, heard_ms = CORRAL_UNKNOWN;

  if (member->is_cart && member->slot != CORRAL_NO_SLOT)
    {
      state = self->states[member->slot];
      heard_ms = self->heard[member->slot];
    }
  if (!lately && !member->found)
    member->flaps = MIN (member->flaps, 1);
  if (member->released)
    return;
  if (member->found)
    stay (self, track, member, state, heard_ms);
  else if (member->left)
    return;
  else if (!is_there (self, member))
    leave (self, track, member, track->clock_ms); /* out of our sight for good */
  else if ((member->by_hand && track->split_from == NULL) || flaps)
    stay (self, track, member, state, heard_ms);
  else if (!member->is_cart || is_settled (state, track->now->rule))
    leave (self, track, member, track->clock_ms);
  else if (state != CORRAL_CART_OFFLINE && CORRAL_IS_KNOWN (heard_ms)
           && (!CORRAL_IS_KNOWN (member->seen_heard_ms) || heard_ms > member->seen_heard_ms))
    leave (self, track, member, heard_ms);
  else
    stay (self, track, member, state, heard_ms);
}

/* --- a look, in as many pieces as it takes ----------------------------------------------------------- */

static guint32 *
get_mark (CorralIncidentBook *self, const CorralMember *member)
{
  return member->slot != CORRAL_NO_SLOT ? &(member->is_cart ? self->mark : self->store_mark)[member->slot] : NULL;
}

static void
mark_member (CorralIncidentBook *self, CorralTrack *track, guint i)
{
  CorralMember *member = &g_array_index (track->members, CorralMember, i);
  guint32 *mark;

  bind_member (self, member);
  member->found = FALSE;
  mark = get_mark (self, member);
  if (mark != NULL)
    *mark = i + 1;
}

/* (nullable) */
static const GArray *
get_found_carts (CorralIncidentBook *self, const CorralTrack *track)
{
  return track->split_from != NULL ? corral_incident_splits_get_found (self, track) : track->carts;
}

static void
find_cart (CorralIncidentBook *self, CorralTrack *track, guint i)
{
  guint32 slot = g_array_index (get_found_carts (self, track), guint32, i);

  if (self->mark[slot] != 0)
    g_array_index (track->members, CorralMember, self->mark[slot] - 1).found = TRUE;
  /* What is found for the one it was split off is no reason to join. It may have gone since it was found. */
  else if (track->split_from == NULL && self->carts_exist[slot])
    {
      CorralMember *member = join (
          self, track, slot, corral_fleet_get_link (self->fleet, CORRAL_TABLE_CART, slot, CORRAL_CART_COL_STORE));

      if (track->phase == CORRAL_TRACK_RAISED)
        count_for_cap (self, track, member);
    }
}

static void
find_store (CorralIncidentBook *self, CorralTrack *track, guint i)
{
  guint32 slot = g_array_index (track->stores, guint32, i);

  if (self->store_mark[slot] != 0)
    g_array_index (track->members, CorralMember, self->store_mark[slot] - 1).found = TRUE;
  else
    join (self, track, CORRAL_NO_SLOT, slot);
}

static void
judge_member (CorralIncidentBook *self, CorralTrack *track, guint i)
{
  CorralMember *member = &g_array_index (track->members, CorralMember, i);
  guint32 *mark = get_mark (self, member);

  if (mark != NULL)
    *mark = 0;
  look_at_member (self, track, member);
  track->split_found |= track->split_from != NULL && member->found && !member->released;
}

gboolean
corral_incident_members_look (CorralIncidentBook *self, CorralTrack *track, guint *most)
{
  const GArray *carts = get_found_carts (self, track);
  gboolean by_cart = carts != NULL && carts->len > 0;
  static void (*const phases[]) (CorralIncidentBook *self, CorralTrack *track, guint i)
      = { mark_member, find_cart, find_store, judge_member };

  if (self->at_phase == 0 && self->at_member == 0)
    track->split_found = FALSE;
  for (; self->at_phase < G_N_ELEMENTS (phases); self->at_phase++, self->at_member = 0)
    {
      const GArray *all = phases[self->at_phase] == find_cart    ? carts
                          : phases[self->at_phase] == find_store ? track->stores
                                                                 : track->members;

      if (all == NULL || (phases[self->at_phase] == find_store && by_cart))
        continue;
      for (; self->at_member < all->len; self->at_member++, (*most)--)
        {
          if (*most == 0)
            return FALSE;
          phases[self->at_phase](self, track, self->at_member);
        }
    }
  self->at_phase = self->at_member = 0;
  return TRUE;
}

void
corral_incident_members_raised (CorralIncidentBook *self, CorralTrack *track)
{
  for (guint i = 0; i < track->members->len; i++)
    {
      CorralMember *member = &g_array_index (track->members, CorralMember, i);

      if (!member->left)
        count_for_cap (self, track, member);
    }
}

void
corral_incident_members_count (CorralIncidentBook *self, CorralTrack *track)
{
  const CorralColumns *stores = corral_fleet_get_table (self->fleet, CORRAL_TABLE_STORE);
  guint32 n_words = corral_columns_get_n_words (stores, CORRAL_STORE_COL_REGION);
  const guint32 *regions = corral_columns_peek (stores, CORRAL_STORE_COL_REGION);
  g_autofree guint8 *seen = g_new0 (guint8, n_words + 1);
  CorralIncident *now = track->now;
  gint64 lost_ms = 0;
  gboolean carts = FALSE;

  now->n_carts = now->n_stores = now->n_regions = now->n_worked_on = now->n_hours_unknown = 0;
  now->gap_ms = now->n_trips = now->n_missing = CORRAL_UNKNOWN;
  memset (now->quiet, 0, sizeof now->quiet);
  for (guint i = 0; i < track->members->len; i++)
    {
      const CorralMember *member = &g_array_index (track->members, CorralMember, i);

      carts |= member->is_cart;
      now->n_worked_on += member->worked_on;
      now->n_hours_unknown += member->is_cart && !member->hours_known;
      /* What was taken out is another's. */
      lost_ms += member->worked_on || member->released ? 0 : member->lost_ms;
      if (member->worked_on)
        {
          const CorralIncidentMember *fact = member->fact;

          now->n_trips = now->n_worked_on == 1 ? fact->n_trips : sum (now->n_trips, fact->n_trips);
          now->n_missing = now->n_worked_on == 1 ? fact->n_missing : sum (now->n_missing, fact->n_missing);
          if (CORRAL_IS_KNOWN (fact->gap_ms) && (!CORRAL_IS_KNOWN (now->gap_ms) || fact->gap_ms > now->gap_ms))
            now->gap_ms = fact->gap_ms;
        }
      if (member->left)
        continue;
      now->quiet[member->quiet]++;
      if (member->quiet != CORRAL_QUIET_NONE)
        continue;
      now->n_carts += member->is_cart;
      if (member->store == CORRAL_NO_SLOT || member->store >= self->n_store_mark
          || self->store_mark[member->store] != 0)
        continue;
      self->store_mark[member->store] = 1;
      now->n_stores++;
      if (regions[member->store] != 0 && !seen[regions[member->store]])
        {
          seen[regions[member->store]] = 1;
          now->n_regions++;
        }
    }
  for (guint i = 0; i < track->members->len; i++)
    {
      guint32 store = g_array_index (track->members, CorralMember, i).store;

      if (store != CORRAL_NO_SLOT && store < self->n_store_mark)
        self->store_mark[store] = 0;
    }
  now->quiet[CORRAL_QUIET_NONE] = 0;
  if (!carts && track->finding != NULL)
    {
      now->n_carts = track->finding->n_carts;
      now->n_stores = MAX (now->n_stores, track->finding->n_stores);
    }
  now->most_carts = MAX (now->most_carts, now->n_carts);
  now->most_stores = MAX (now->most_stores, now->n_stores);
  now->open_hours_lost = (double) lost_ms / (double) CORRAL_HOUR_MS;
}

gboolean
corral_incident_members_allow_recovery (const CorralTrack *track)
{
  guint n = 0, n_in = 0;

  for (guint i = 0; i < track->members->len; i++)
    {
      const CorralMember *member = &g_array_index (track->members, CorralMember, i);

      if (!member->is_cart || (member->by_hand && track->split_from == NULL) || member->released)
        continue;
      /* What something else explains by now says nothing of this. */
      n += member->quiet != CORRAL_QUIET_EXPLAINED;
      n_in += !member->left && member->quiet != CORRAL_QUIET_EXPLAINED;
    }
  /* The rest was hit by something else meanwhile, or will be found by what it shows next. */
  return n_in * 2 <= n;
}

static CorralMember *
find_member (CorralTrack *track, const char *chain, const char *id)
{
  for (guint i = 0; i < track->members->len; i++)
    {
      CorralMember *member = &g_array_index (track->members, CorralMember, i);

      if (g_strcmp0 (member->fact->id, id) == 0 && g_strcmp0 (member->fact->chain, chain) == 0)
        return member;
    }
  return NULL;
}

void
corral_incident_members_adopt (CorralIncidentBook *self, CorralTrack *track, guint32 chain, const char *id)
{
  const CorralColumns *carts = corral_fleet_get_table (self->fleet, CORRAL_TABLE_CART);
  const char *tenant = corral_fleet_get_text (self->fleet, CORRAL_TABLE_CHAIN, chain, CORRAL_CHAIN_COL_ID);
  CorralMember *member = find_member (track, tenant, id);
  guint32 cart = corral_columns_find (carts, chain, id);
  CorralIncidentMember values;

  if (member == NULL)
    {
      /* A cart that we do not see. */
      if (cart == CORRAL_NO_SLOT || !corral_columns_exists (carts, cart))
        return;
      member = join (self, track, cart, corral_fleet_get_link (self->fleet, CORRAL_TABLE_CART, cart, CORRAL_CART_COL_STORE));
      member->found = FALSE;
    }
  if (member->fact->by_hand)
    return;
  values = *member->fact;
  values.by_hand = TRUE;
  values.released = FALSE;
  values.left_ms = CORRAL_UNKNOWN;
  values.quiet = CORRAL_QUIET_NONE;
  change (track, member, values);
}

void
corral_incident_members_settle (CorralTrack *track, const char *chain, const char *adopted,
                                const char *released)
{
  for (guint i = 0; i < track->members->len; i++)
    {
      CorralMember *member = &g_array_index (track->members, CorralMember, i);
      CorralIncidentMember values = *member->fact;

      if (values.id == NULL || g_strcmp0 (values.chain, chain) != 0)
        continue;
      if (corral_id_list_has (released, values.id))
        {
          if (values.released)
            continue;
          values.released = track->any_released = TRUE;
          values.by_hand = FALSE;
          values.left_ms = track->clock_ms;
        }
      /* It is not said any more: from now on it goes by what is found. That a person moved it is no coming and going. */
      else if (values.released || (values.by_hand && !corral_id_list_has (adopted, values.id)))
        {
          if (values.released && values.n_joins > 0)
            {
              values.n_joins--;
              member->flaps = MAX (member->flaps, 1) - 1;
            }
          values.released = values.by_hand = FALSE;
        }
      else
        continue;
      change (track, member, values);
    }
}

void
corral_incident_members_move (CorralIncidentBook *self, CorralTrack *from, CorralTrack *to)
{
  guint n_before = to->members->len;

  for (guint i = 0; i < n_before; i++)
    {
      CorralMember *member = &g_array_index (to->members, CorralMember, i);

      bind_member (self, member);
      if (member->slot != CORRAL_NO_SLOT && member->is_cart)
        self->mark[member->slot] = i + 1;
    }
  for (guint i = 0; i < from->members->len; i++)
    {
      CorralMember *member = &g_array_index (from->members, CorralMember, i);

      bind_member (self, member);
      if (member->left || !member->is_cart || member->slot == CORRAL_NO_SLOT
          || self->mark[member->slot] != 0)
        continue;
      g_array_append_val (to->members, *member);
      corral_incident_member_ref (member->fact);
      to->members_changed++;
    }
  for (guint i = 0; i < n_before; i++)
    {
      const CorralMember *member = &g_array_index (to->members, CorralMember, i);

      if (member->slot != CORRAL_NO_SLOT && member->is_cart)
        self->mark[member->slot] = 0;
    }
}
