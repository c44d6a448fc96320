/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The book of incidents: takes each look's findings to what it follows, and gives out what changed. One thread at a time. */
#include "config.h"

#include "corral-incident-private.h"

#include "corral-time.h"

#include <math.h>
#include <string.h>

/* A version is due when the sum of what was lost is another by a hundredth, and at least so many cart-hours. */
#define LOST_STEP 0.1

/* --- tracks ----------------------------------------------------------------------------------------- */

static void
clear_member (gpointer data)
{
  corral_incident_member_unref (((CorralMember *) data)->fact);
}

CorralTrack *
corral_track_new (char *key, CorralAlertRuleKind rule)
{
  CorralTrack *track = g_new0 (CorralTrack, 1);

  track->key = key;
  track->now = corral_incident_new ();
  track->now->rule = rule;
  track->now->value = track->now->target = NAN;
  track->now->detail = g_strdup ("");
  track->now->region = g_strdup ("");
  track->members = g_array_new (FALSE, FALSE, sizeof (CorralMember));
  g_array_set_clear_func (track->members, clear_member);
  track->carts = g_array_new (FALSE, FALSE, sizeof (guint32));
  track->stores = g_array_new (FALSE, FALSE, sizeof (guint32));
  track->clock_ms = track->before_ms = track->first_ms = track->flap_ms = track->cause_ms = track->opened_ms = CORRAL_UNKNOWN;
  return track;
}

void
corral_track_free (gpointer data)
{
  CorralTrack *track = data;

  g_free (track->key);
  corral_incident_unref (track->now);
  g_clear_pointer (&track->given, corral_incident_unref);
  g_array_unref (track->members);
  g_array_unref (track->carts);
  g_array_unref (track->stores);
  g_free (track->cause);
  g_free (track->split_from);
  g_free (track);
}

void
corral_track_set_split (CorralTrack *track)
{
  const char *split = track->now->id != NULL ? corral_incident_find_split (track->now->id) : NULL;

  g_free (track->split_from);
  track->split_from = split != NULL ? g_strndup (track->now->id, (gsize) (split - track->now->id)) : NULL;
}

void
corral_track_take (CorralTrack *track, CorralIncident *fact)
{
  corral_incident_unref (track->now);
  track->now = corral_incident_copy (fact);
  track->phase = CORRAL_TRACK_RAISED;
  corral_track_set_split (track);
  track->any_released = FALSE;
  g_array_set_size (track->members, 0);
  for (guint i = 0; i < fact->members->len; i++)
    {
      CorralIncidentMember *shared = fact->members->pdata[i];
      CorralMember member = { .slot = CORRAL_NO_SLOT,
                              .store = CORRAL_NO_SLOT,
                              .seen_heard_ms = shared->heard_ms,
                              .seen_count = CORRAL_UNKNOWN,
                              .seen_trips = CORRAL_UNKNOWN,
                              .seen_missing = CORRAL_UNKNOWN,
                              .silent_from_ms = CORRAL_UNKNOWN,
                              .join_ms = shared->joined_ms,
                              .lost_ms = shared->lost_ms,
                              .capped = shared->quiet == CORRAL_QUIET_CAPPED };

      corral_member_set_fact (&member, corral_incident_member_ref (shared));
      track->any_released |= member.released;
      g_array_append_val (track->members, member);
    }
  g_clear_pointer (&track->given, corral_incident_unref);
  track->given = corral_incident_ref (fact);
}

/* --- from findings to tracks ------------------------------------------------------------------------ */

static char *
make_key (CorralAlertRuleKind rule, const char *detail, const char *chain, const char *store)
{
  const char *word = corral_alert_rule_to_word (rule);

  if (store == NULL)
    return g_strdup_printf ("%s|%s", word, detail);
  return g_strdup_printf ("%s|%s|%s|%s", word, detail, chain != NULL ? chain : "", store);
}

char *
corral_incident_make_key (const CorralIncident *incident)
{
  /* Nothing else is the same. */
  if (incident->id != NULL && corral_incident_find_split (incident->id) != NULL)
    return g_strdup_printf ("split|%s", incident->id);
  return make_key (incident->rule, incident->detail, incident->chain, incident->store);
}

static char *
make_key_of_finding (CorralIncidentBook *self, const CorralFinding *finding)
{
  const char *chain;

  if (!corral_alert_rule_get (finding->rule)->about_store || finding->store == CORRAL_NO_SLOT)
    return make_key (finding->rule, finding->detail, NULL, NULL);
  chain = corral_fleet_get_text (self->fleet, CORRAL_TABLE_CHAIN,
                                 corral_fleet_get_link (self->fleet, CORRAL_TABLE_STORE, finding->store, CORRAL_STORE_COL_CHAIN),
                                 CORRAL_CHAIN_COL_ID);
  return make_key (finding->rule, finding->detail, chain,
                   corral_fleet_get_text (self->fleet, CORRAL_TABLE_STORE, finding->store, CORRAL_STORE_COL_ID));
}

static void
set_text (char **text, const char *value)
{
  if (g_strcmp0 (*text, value) == 0)
    return;
  g_free (*text);
  *text = g_strdup (value);
}

static int
compare_slots (gconstpointer a, gconstpointer b)
{
  guint32 x = *(const guint32 *) a, y = *(const guint32 *) b;

  return x < y ? -1 : x > y;
}

/* Adds @slots to @set, each once, ascending; those that the table does not have are dropped. */
static void
unite (GArray *set, const guint32 *slots, guint n, const CorralColumns *table)
{
  guint kept = 0;
  gboolean first = set->len == 0;

  for (guint i = 0; i < n; i++)
    if (slots[i] < corral_columns_get_n_slots (table) && corral_columns_exists (table, slots[i]))
      g_array_append_val (set, slots[i]);
  if (!first)
    g_array_sort (set, compare_slots);
  for (guint i = 0; i < set->len; i++)
    if (kept == 0 || g_array_index (set, guint32, kept - 1) != g_array_index (set, guint32, i))
      g_array_index (set, guint32, kept++) = g_array_index (set, guint32, i);
  g_array_set_size (set, kept);
}

static gint64
earlier (gint64 a, gint64 b)
{
  if (!CORRAL_IS_KNOWN (a))
    return b;
  return CORRAL_IS_KNOWN (b) ? MIN (a, b) : a;
}

static void
describe (CorralIncidentBook *self, CorralTrack *track, const CorralFinding *finding, gboolean more)
{
  CorralIncident *now = track->now;
  const char *chain = finding->chain == CORRAL_NO_SLOT
                        ? NULL
                        : corral_fleet_get_text (self->fleet, CORRAL_TABLE_CHAIN, finding->chain, CORRAL_CHAIN_COL_ID);
  const char *region = finding->region;

  now->severity = more ? MAX (now->severity, finding->severity) : finding->severity;
  now->cause = finding->cause;
  set_text (&now->detail, finding->detail);
  /* Of several findings of one cause: what they have in common. */
  if (more && g_strcmp0 (now->chain, chain) != 0)
    chain = NULL;
  if (more && g_strcmp0 (now->region, region) != 0)
    region = "";
  set_text (&now->chain, chain);
  set_text (&now->region, region);
  if (corral_alert_rule_get (finding->rule)->about_store && finding->store != CORRAL_NO_SLOT)
    set_text (&now->store, corral_fleet_get_text (self->fleet, CORRAL_TABLE_STORE, finding->store, CORRAL_STORE_COL_ID));
  if (!more || finding->n_carts > track->finding->n_carts)
    {
      now->value = finding->value;
      now->target = finding->target;
    }
  /* Its id is made of it. */
  if (track->phase == CORRAL_TRACK_PENDING)
    now->began_ms = more ? earlier (now->began_ms, finding->began_ms) : finding->began_ms;
}

static void
take_finding (CorralIncidentBook *self, const CorralFinding *finding)
{
  g_autofree char *key = NULL;
  CorralTrack *track;
  gboolean more;

  if ((guint) finding->rule >= CORRAL_N_ALERT_RULES || !self->settings.rules[finding->rule].enabled)
    return;
  key = make_key_of_finding (self, finding);
  track = g_hash_table_lookup (self->tracks, key);
  if (track == NULL)
    {
      track = corral_track_new (g_steal_pointer (&key), finding->rule);
      corral_incident_book_add_track (self, track);
    }
  more = track->finding != NULL;
  describe (self, track, finding, more);
  if (!more || finding->n_carts > track->finding->n_carts)
    track->finding = finding;
  if (finding->carts != NULL)
    unite (track->carts, finding->carts, finding->n_carts, corral_fleet_get_table (self->fleet, CORRAL_TABLE_CART));
  if (finding->stores != NULL)
    unite (track->stores, finding->stores, finding->n_stores, corral_fleet_get_table (self->fleet, CORRAL_TABLE_STORE));
}

/* --- time ------------------------------------------------------------------------------------------- */

/* Up to when what @track is about is known: its chain's own time, or the fleet's. */
static gint64
get_clock (CorralIncidentBook *self, const CorralTrack *track)
{
  gint64 known_ms = self->findings->known_ms;
  guint32 chain;

  if (track->now->chain == NULL || !CORRAL_IS_KNOWN (known_ms))
    return known_ms;
  chain = corral_fleet_find_chain (self->fleet, track->now->chain);
  /* A chain that we do not see (any more): nothing is known of it. */
  if (chain == CORRAL_NO_SLOT || !CORRAL_IS_KNOWN (corral_fleet_get_known_as_of (self->fleet, chain)))
    return CORRAL_UNKNOWN;
  return MIN (corral_fleet_get_known_as_of (self->fleet, chain), self->findings->now_ms);
}

static void
advance (CorralIncidentBook *self, CorralTrack *track)
{
  gint64 clock_ms = get_clock (self, track);
  gboolean first = !CORRAL_IS_KNOWN (track->clock_ms);
  gboolean late;

  track->fresh = CORRAL_IS_KNOWN (clock_ms) && (first || clock_ms > track->clock_ms);
  track->step_ms = 0;
  if (!CORRAL_IS_KNOWN (clock_ms))
    return;
  /* A clock that was set back: time goes on from there. */
  if (!first && clock_ms < track->clock_ms - CORRAL_INCIDENT_GAP_MS)
    {
      track->clock_ms = track->before_ms = clock_ms;
      return;
    }
  if (!track->fresh)
    return;
  late = first ? self->fresh_start : clock_ms - track->clock_ms > CORRAL_INCIDENT_GAP_MS;
  track->before_ms = first ? clock_ms : track->clock_ms;
  track->step_ms = first ? 0 : MIN (clock_ms - track->clock_ms, CORRAL_INCIDENT_GAP_MS);
  track->clock_ms = clock_ms;
  if (first)
    track->first_ms = clock_ms;
  /* Nobody looked meanwhile: it has held since it began. */
  if (late && track->finding != NULL && CORRAL_IS_KNOWN (track->now->began_ms))
    track->held_ms = MAX (track->held_ms, MIN (clock_ms - track->now->began_ms, CORRAL_DAY_MS));
  if (track->phase == CORRAL_TRACK_PENDING && !CORRAL_IS_KNOWN (track->now->began_ms))
    track->now->began_ms = track->first_ms;
}

/* --- giving out ------------------------------------------------------------------------------------- */

static gboolean
is_due (const CorralTrack *track)
{
  const CorralIncident *a = track->now, *b = track->given;

  return b == NULL || track->members_changed != track->members_given || a->state != b->state
         || a->severity != b->severity || a->cause != b->cause || a->n_carts != b->n_carts || a->n_stores != b->n_stores
         || a->n_regions != b->n_regions || a->events->len != b->events->len || a->symptoms->len != b->symptoms->len
         || a->began_ms != b->began_ms || memcmp (a->quiet, b->quiet, sizeof a->quiet) != 0
         || g_strcmp0 (a->chain, b->chain) != 0 || strcmp (a->region, b->region) != 0
         || fabs (a->open_hours_lost - b->open_hours_lost) >= MAX (LOST_STEP, b->open_hours_lost / 100);
}

static void
give (CorralIncidentBook *self, CorralTrack *track, GPtrArray *changed)
{
  CorralIncident *version;

  if (track->phase != CORRAL_TRACK_RAISED || !is_due (track))
    return;
  track->now->known_ms = track->clock_ms;
  version = corral_incident_copy (track->now);
  for (guint i = 0; i < track->members->len; i++)
    g_ptr_array_add (version->members,
                     corral_incident_member_ref (g_array_index (track->members, CorralMember, i).fact));
  track->members_given = track->members_changed;
  g_clear_pointer (&track->given, corral_incident_unref);
  track->given = corral_incident_ref (version);
  g_hash_table_replace (self->facts, version->id, version); /* the key is the value's */
  g_clear_pointer (&self->sorted, g_ptr_array_unref);
  if (changed != NULL)
    g_ptr_array_add (changed, corral_incident_ref (version));
}

/* --- the book --------------------------------------------------------------------------------------- */

static void
free_key_past (gpointer data)
{
  CorralKeyPast *past = data;

  g_free (past->last_id);
  g_free (past);
}

void
corral_incident_book_set_kept_days (CorralIncidentBook *self, guint days)
{
  self->kept_days = MIN (days, CORRAL_INCIDENT_KEPT_DAYS);
}

CorralIncidentBook *
corral_incident_book_new (const CorralRuleSettings *settings)
{
  CorralIncidentBook *self = g_new0 (CorralIncidentBook, 1);

  self->settings = *settings;
  self->kept_days = CORRAL_INCIDENT_KEPT_DAYS;
  self->tracks = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, corral_track_free);
  self->facts = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, (GDestroyNotify) corral_incident_unref);
  self->key_past = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, free_key_past);
  self->cart_past = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  self->times = corral_open_times_new ();
  self->known_ms = self->forgot_ms = self->since_ms = CORRAL_UNKNOWN;
  self->fresh_start = TRUE;
  return self;
}

void
corral_incident_book_free (CorralIncidentBook *self)
{
  g_clear_pointer (&self->order, g_ptr_array_unref);
  g_hash_table_unref (self->tracks);
  g_hash_table_unref (self->facts);
  g_clear_pointer (&self->sorted, g_ptr_array_unref);
  g_hash_table_unref (self->key_past);
  g_hash_table_unref (self->cart_past);
  corral_open_times_free (self->times);
  g_clear_pointer (&self->looked_at, g_ptr_array_unref);
  g_clear_pointer (&self->lingering, g_hash_table_unref);
  g_free (self->mark);
  g_free (self->store_mark);
  g_free (self);
}

void
corral_incident_book_set_settings (CorralIncidentBook *self, const CorralRuleSettings *settings)
{
  self->settings = *settings;
}

static int
compare_tracks (gconstpointer a, gconstpointer b)
{
  const CorralTrack *x = *(CorralTrack *const *) a, *y = *(CorralTrack *const *) b;

  return x->now->rule != y->now->rule ? (x->now->rule < y->now->rule ? -1 : 1) : strcmp (x->key, y->key);
}

GPtrArray *
corral_incident_book_get_tracks (CorralIncidentBook *self)
{
  GHashTableIter iter;
  gpointer value;

  if (self->order == NULL)
    {
      self->order = g_ptr_array_sized_new (g_hash_table_size (self->tracks) + 1);
      g_hash_table_iter_init (&iter, self->tracks);
      while (g_hash_table_iter_next (&iter, NULL, &value))
        g_ptr_array_add (self->order, value);
      g_ptr_array_sort (self->order, compare_tracks);
    }
  return g_ptr_array_ref (self->order);
}

void
corral_incident_book_add_track (CorralIncidentBook *self, CorralTrack *track)
{
  g_hash_table_insert (self->tracks, track->key, track);
  g_clear_pointer (&self->order, g_ptr_array_unref);
}

static void
make_marks (CorralIncidentBook *self)
{
  guint n = corral_columns_get_n_slots (corral_fleet_get_table (self->fleet, CORRAL_TABLE_CART)) + 1;
  guint n_stores = corral_columns_get_n_slots (corral_fleet_get_table (self->fleet, CORRAL_TABLE_STORE)) + 1;

  if (self->n_mark < n)
    {
      self->mark = g_renew (guint32, self->mark, n);
      memset (self->mark + self->n_mark, 0, (n - self->n_mark) * sizeof (guint32));
      self->n_mark = n;
    }
  if (self->n_store_mark < n_stores)
    {
      self->store_mark = g_renew (guint32, self->store_mark, n_stores);
      memset (self->store_mark + self->n_store_mark, 0, (n_stores - self->n_store_mark) * sizeof (guint32));
      self->n_store_mark = n_stores;
    }
}

/* What was found names rows by their slots, which are other rows', or nobody's, by now. Of that nothing is used: the look
 * goes on as one in which nothing new is known, and the next finds anew. */
static void
drop_found (CorralIncidentBook *self)
{
  GHashTableIter iter;
  gpointer value;

  self->outdated = TRUE;
  memset (self->mark, 0, self->n_mark * sizeof (guint32));
  memset (self->store_mark, 0, self->n_store_mark * sizeof (guint32));
  if (self->at_stage == 0)
    self->at_phase = self->at_member = 0;
  g_hash_table_iter_init (&iter, self->tracks);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    {
      CorralTrack *track = value;

      track->fresh = FALSE;
      g_array_set_size (track->carts, 0);
      g_array_set_size (track->stores, 0);
      corral_incident_members_bind (self, track);
    }
}

static void
peek (CorralIncidentBook *self)
{
  const CorralColumns *carts = corral_fleet_get_table (self->fleet, CORRAL_TABLE_CART);
  const CorralColumns *stores = corral_fleet_get_table (self->fleet, CORRAL_TABLE_STORE);
  guint n_forgotten = corral_findings_count_forgotten (self->fleet);

  self->states = corral_columns_peek (carts, CORRAL_CART_COL_SHOWN_STATE);
  self->heard = corral_columns_peek (carts, CORRAL_CART_COL_HEARD_MS);
  self->carts_exist = corral_columns_peek_exists (carts);
  self->stores_exist = corral_columns_peek_exists (stores);
  if (self->looked_at == NULL)
    self->bind = self->bound_to != self->fleet || self->n_forgotten != n_forgotten;
  if (self->findings->n_forgotten != n_forgotten && (!self->outdated || self->n_forgotten != n_forgotten))
    drop_found (self);
  self->bound_to = self->fleet;
  self->n_forgotten = n_forgotten;
}

static void
begin_look (CorralIncidentBook *self, CorralFleet *fleet, const CorralFindings *findings)
{
  GHashTableIter iter;
  gpointer value;

  self->fleet = fleet;
  self->findings = findings;
  self->outdated = FALSE;
  self->at_stage = self->at_track = self->at_phase = self->at_member = 0;
  self->at_advanced = FALSE;
  make_marks (self);
  peek (self);
  g_hash_table_iter_init (&iter, self->tracks);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    {
      CorralTrack *track = value;

      track->finding = NULL;
      g_array_set_size (track->carts, 0);
      g_array_set_size (track->stores, 0);
    }
  for (guint i = 0; i < findings->findings->len && !self->outdated; i++)
    take_finding (self, findings->findings->pdata[i]);
}

/* A version of what changed is given out; what is over is let go. */
static void
end_track (CorralIncidentBook *self, CorralTrack *track, GPtrArray *changed)
{
  if ((track->fresh || track->members_changed != track->members_given) && track->phase == CORRAL_TRACK_RAISED)
    {
      corral_incident_members_count (self, track);
      corral_incident_flow_grow (track);
    }
  give (self, track, changed);
  if (track->over)
    {
      g_hash_table_remove (self->tracks, track->key);
      g_clear_pointer (&self->order, g_ptr_array_unref);
    }
  else
    track->finding = NULL;
}

/* While we do not know how it stands nothing is fresh: nothing begins, nothing ends, but by people. */
void
corral_incident_book_begin_look (CorralIncidentBook *self, CorralFleet *fleet, const CorralFindings *findings)
{
  g_return_if_fail (self->looked_at == NULL);

  begin_look (self, fleet, findings);
  self->looked_at = corral_incident_book_get_tracks (self);
}

/* --- a look, stage by stage: each as many pieces as it takes --- */

/* FALSE: there is more to look at in this track. */
static gboolean
look_at_track (CorralIncidentBook *self, CorralTrack *track, guint *most)
{
  if (self->outdated)
    track->fresh = FALSE;
  else if (!self->at_advanced)
    advance (self, track);
  self->at_advanced = TRUE;
  if (track->fresh && !corral_incident_members_look (self, track, most))
    return FALSE;
  if (!track->fresh && self->bind)
    corral_incident_members_bind (self, track);
  self->at_advanced = FALSE;
  return TRUE;
}

static gboolean
look_at_tracks (CorralIncidentBook *self, guint *most, GPtrArray *changed)
{
  for (; self->at_track < self->looked_at->len; self->at_track++)
    if (!look_at_track (self, self->looked_at->pdata[self->at_track], most))
      return FALSE;
  return TRUE;
}

static gboolean
group (CorralIncidentBook *self, guint *most, GPtrArray *changed)
{
  if (!self->outdated)
    corral_incident_grouping_look (self);
  return TRUE;
}

static gboolean
flow (CorralIncidentBook *self, guint *most, GPtrArray *changed)
{
  for (; self->at_track < self->looked_at->len; self->at_track++)
    {
      if (!self->at_advanced)
        corral_incident_flow (self, self->looked_at->pdata[self->at_track]);
      self->at_advanced = TRUE;
      if (self->raised != NULL && !corral_incident_members_raised (self, self->raised, most))
        return FALSE;
      self->raised = NULL;
      self->at_advanced = FALSE;
    }
  return TRUE;
}

static gboolean
take_people (CorralIncidentBook *self, guint *most, GPtrArray *changed)
{
  corral_incident_grouping_renamed (self);
  corral_incident_people_look (self, changed);
  /* They may have split some off. */
  g_ptr_array_unref (self->looked_at);
  self->looked_at = corral_incident_book_get_tracks (self);
  return TRUE;
}

static gboolean
end_tracks (CorralIncidentBook *self, guint *most, GPtrArray *changed)
{
  for (; self->at_track < self->looked_at->len; self->at_track++)
    {
      CorralTrack *track = self->looked_at->pdata[self->at_track];
      /* To give a member out costs a part of what it costs to look at it. */
      guint cost = MIN (*most, track->members->len / 4);

      if (*most == 0)
        return FALSE;
      end_track (self, track, changed);
      *most -= cost;
    }
  return TRUE;
}

static void
conclude_look (CorralIncidentBook *self)
{
  gint64 known_ms = self->findings->known_ms;

  g_clear_pointer (&self->looked_at, g_ptr_array_unref);
  g_clear_pointer (&self->lingering, g_hash_table_unref);
  self->fleet = NULL;
  self->findings = NULL;
  if (!CORRAL_IS_KNOWN (known_ms))
    return;
  self->known_ms = known_ms;
  if (!CORRAL_IS_KNOWN (self->since_ms))
    self->since_ms = self->known_ms;
  self->fresh_start = FALSE;
  if (!CORRAL_IS_KNOWN (self->forgot_ms) || ABS (self->known_ms - self->forgot_ms) >= CORRAL_HOUR_MS)
    corral_incident_book_forget_old (self);
}

gboolean
corral_incident_book_go_on (CorralIncidentBook *self, guint most, GPtrArray *changed)
{
  static gboolean (*const stages[]) (CorralIncidentBook *self, guint *most, GPtrArray *changed)
      = { look_at_tracks, group, flow, take_people, end_tracks };

  g_return_val_if_fail (self->looked_at != NULL, FALSE);

  /* The fleet may have changed since the piece before. */
  make_marks (self);
  peek (self);
  if (stages[self->at_stage](self, &most, changed))
    {
      self->at_stage++;
      self->at_track = 0;
    }
  if (self->at_stage < G_N_ELEMENTS (stages))
    return TRUE;
  conclude_look (self);
  return FALSE;
}

void
corral_incident_book_look (CorralIncidentBook *self, CorralFleet *fleet, const CorralFindings *findings, GPtrArray *changed)
{
  corral_incident_book_begin_look (self, fleet, findings);
  while (corral_incident_book_go_on (self, G_MAXUINT, changed))
    ;
}

gint64
corral_incident_book_get_known_ms (CorralIncidentBook *self)
{
  return self->known_ms;
}

gint64
corral_incident_book_get_since_ms (CorralIncidentBook *self)
{
  return self->since_ms;
}

static int
compare_incidents (gconstpointer a, gconstpointer b)
{
  const CorralIncident *x = *(CorralIncident *const *) a, *y = *(CorralIncident *const *) b;

  if (corral_incident_is_ended (x) != corral_incident_is_ended (y))
    return corral_incident_is_ended (x) ? 1 : -1;
  if (corral_incident_is_ended (x))
    return corral_incident_get_ended_ms (x) != corral_incident_get_ended_ms (y) ? (corral_incident_get_ended_ms (x) > corral_incident_get_ended_ms (y) ? -1 : 1) : strcmp (x->id, y->id);
  if (x->state != y->state)
    return x->state < y->state ? -1 : 1;
  if (x->severity != y->severity)
    return x->severity > y->severity ? -1 : 1;
  if (x->n_carts != y->n_carts)
    return x->n_carts > y->n_carts ? -1 : 1;
  if (x->raised_ms != y->raised_ms)
    return x->raised_ms > y->raised_ms ? -1 : 1;
  return strcmp (x->id, y->id);
}

GPtrArray *
corral_incident_book_get_incidents (CorralIncidentBook *self)
{
  GHashTableIter iter;
  gpointer value;

  if (self->sorted != NULL)
    return self->sorted;
  self->sorted = g_ptr_array_new_with_free_func ((GDestroyNotify) corral_incident_unref);
  g_hash_table_iter_init (&iter, self->facts);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    g_ptr_array_add (self->sorted, corral_incident_ref (value));
  g_ptr_array_sort (self->sorted, compare_incidents);
  return self->sorted;
}

CorralIncident *
corral_incident_book_find (CorralIncidentBook *self, const char *id)
{
  return g_hash_table_lookup (self->facts, id);
}
