/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The inside of the fleet simulator, shared by the corral-sim-*.c files only.
 *
 * How it works: entities that never change are made once. What a cart does on one local day (05:00 to 05:00
 * in the store's time, when it has charged over night and restarts) is a SimDay, computed from the seed, the
 * cart and the day alone, and kept in a small cache. From it follow the segments of activity, the messages,
 * the transitions of the cart's row, its trips and its alerts. Everything else reads SimDays.
 *
 * Numbers marked S and D are those of domain.md; SIM marks our own where it says nothing.
 */
#pragma once

#include "corral-cart-state.h"
#include "corral-opening-hours.h"
#include "corral-random.h"
#include "corral-sim.h"
#include "corral-time.h"

G_BEGIN_DECLS

#define SIM_FOREVER G_GINT64_CONSTANT (4000000000000) /* 2096 */
#define SIM_NO_CARRIER 255
#define SIM_N_LOTS 48
#define SIM_N_BATCHES 40
#define SIM_N_ITEMS 200
#define SIM_DAY_HOUR 5          /* a cart's day starts at 05:00 (SIM: after the charge, before any opening) */
#define SIM_VISIBLE_MS 1000     /* from a message to the changed row (SIM) */
#define SIM_ASKED_MS 300        /* from the cart to the cloud, of what it was asked for (SIM) */
#define SIM_BLOCK 4096          /* message numbers reserved at each start of a cart (SIM) */
#define SIM_WORN_SOH 68         /* D: below it a pack cannot finish a 12 h shift */

typedef enum
{
  SIM_ORDINARY,
  SIM_CARRIER_OUTAGE,
  SIM_SILENT_CARTS,
  SIM_CLOUD_DROPS_DATA,
  SIM_CERTIFICATE_BATCH,
  SIM_RADIO_NOISE,
  SIM_CALIBRATION_BUG,
  SIM_ROLLBACK_STORM,
  SIM_MISSING_CA,
  SIM_WRONG_FIRMWARE,
  SIM_REJECTED_MESSAGES,
  SIM_STORE_WIFI_DOWN,
  SIM_CAR_PARK,
  SIM_N_SCENARIOS,
} SimScenario;

typedef struct
{
  const char *city;
  const char *country;
  const char *region;
  const char *zone;
  double latitude;
  double longitude;
} SimPlace;

typedef struct
{
  CorralTenant tenant; /* constant strings */
  const char *currency;
  guint weight; /* of 312 stores */
  const SimPlace *places;
  guint n_places;
  const char *const *name_heads;
  const char *const *name_tails;
  guint n_heads, n_tails;
  guint name_offset;
  const char *const *hours;
  guint n_hours;
  const guint8 *carriers; /* SimCarrier indices, most used first */
  guint n_carriers;
  const char *ssid;
  gboolean rolling; /* a rollout is at 10 % */
} SimChainFacts;

/* What the cloud's own figures of a chain go by, counted when first asked for. */
typedef struct
{
  gboolean known;
  guint n_carts; /* all but revoked and never seen */
  guint n_hit[SIM_N_SCENARIOS];
} SimChainCount;

typedef struct
{
  const SimChainFacts *facts;
  CorralTenant tenant;
  guint first_store, n_stores;
  guint first_cart, n_carts;
  SimChainCount count;
} SimChain;

typedef struct
{
  gint32 day; /* days since 1970 of the local date; G_MININT32: nothing cached */
  gint64 start_ms; /* 05:00 */
  gint64 open_ms, close_ms; /* equal: closed */
} SimStoreDay;

#define SIM_STORE_DAYS 128

/* A store's flags of one day, worked out once. */
typedef struct
{
  gint32 day;
  GArray *flags; /* (owned) (nullable) (element-type SimFlag) */
} SimFlagDay;

#define SIM_FLAG_DAYS 32

typedef struct
{
  guint chain;
  char id[16];
  char name[64];
  char hours_text[64];
  char ssid[32];
  char refrigerated[32];
  const SimPlace *place;
  CorralOpeningHours hours;
  GTimeZone *zone; /* (owned) */
  double latitude, longitude;
  guint geofence_m;
  guint aisles;
  guint8 refrigerated_first, refrigerated_n; /* a run of aisles */
  guint n_access_points;
  guint first_cart, n_carts;
  double trouble;     /* how much ordinary wear: 1 is average */
  gint64 made_ms;
  SimStoreDay *days;  /* (owned) a ring of SIM_STORE_DAYS, by day */
  SimFlagDay *flags;  /* (owned) a ring of SIM_FLAG_DAYS, by day */
  gint32 week_before; /* the day that "week" is before; 0: not worked out yet */
  char week[64];      /* service_days_pct */
} SimStore;

typedef struct
{
  guint32 store;
  guint32 serial;
  guint16 label;
  guint8 revision;    /* 'A' or 'B' */
  guint8 lot;
  guint8 batch;
  guint8 carriers[2]; /* SIM_NO_CARRIER: none */
  guint8 soh;         /* state of health of its pack at the first of its weeks, % */
  guint8 cellular;    /* its uplink is LTE-M by choice, not Wi-Fi */
  guint8 never_seen;
  guint8 revoked;
  guint8 old_firmware;
  guint8 next_anchor;
} SimCart;

/* --- a cart's day ------------------------------------------------------------------------------ */

typedef enum
{
  SIM_SEGMENT_DOCK,  /* on the charger */
  SIM_SEGMENT_IDLE,
  SIM_SEGMENT_TRIP,
  SIM_SEGMENT_SLEEP, /* not docked, store closed */
  SIM_SEGMENT_AWAY,  /* outside the geofence: an hourly ping */
} SimSegmentKind;

typedef struct
{
  gint64 start;
  float pct; /* battery at the start */
  guint16 first_message; /* its number within the day */
  guint8 kind;
  gint8 trip;
} SimSegment;

typedef struct
{
  gint64 start, end;
  guint16 n_scans;
  guint8 identify; /* it sends an `identify` */
  guint8 assisted; /* its last eighth is paused */
} SimTrip;

typedef enum
{
  SIM_SPAN_OUTAGE, /* both links down: buffered, replayed at the end */
  SIM_SPAN_LOST,   /* sent, and lost behind the broker */
  SIM_SPAN_REVOKED,
  SIM_SPAN_OUT_OF_SERVICE,
  SIM_SPAN_UPDATING,
  SIM_SPAN_FAULT,
  SIM_SPAN_AWAY,
  SIM_SPAN_LOW,    /* battery at or below 15 % and not charging */
} SimSpanKind;

typedef enum
{
  SIM_CAUSE_ORDINARY,
  SIM_CAUSE_CARRIER,
  SIM_CAUSE_UNKNOWN, /* the silent carts: finding out is the point */
  SIM_CAUSE_CLOUD,
  SIM_CAUSE_CERTIFICATE,
  SIM_CAUSE_STORE_NETWORK,
} SimCause;

typedef struct
{
  gint64 start, end;
  guint8 kind;
  guint8 what;     /* fault kind, reason or SimCause */
  guint8 standing; /* does not belong to the day: its alert is made apart */
} SimSpan;

typedef struct
{
  gint64 at, state_since, last_message;
  guint8 state; /* CorralCartState */
  guint8 fault; /* index + 1, 0: none */
  guint8 reason;
  gint8 trip;   /* -1: none */
} SimTransition;

typedef struct
{
  guint32 cart;
  gint32 day;
  gint64 start, end;
  gint64 hidden_since; /* start of the outage that hides the day's start, or CORRAL_UNKNOWN */
  guint n_segments, n_trips, n_spans, n_transitions;
  SimSegment *segments;
  SimTrip *trips;
  SimSpan *spans;
  SimTransition *transitions;
} SimDay;

/* What the cloud holds of a cart at a moment. */
typedef struct
{
  SimTransition row;
  SimTrip trip; /* when row.trip >= 0 */
  gint32 day;   /* of the last boot it knows of, and of the trip */
} SimView;

struct _CorralSim
{
  guint64 seed;
  gint64 anchor_ms;
  gboolean on[SIM_N_SCENARIOS];
  guint n_chains, n_stores, n_carts;
  SimChain *chains;
  SimStore *stores;
  SimCart *carts;
  SimDay **days;        /* (owned) two for each cart, by the parity of the day */

  /* what the scenarios hit, chosen at creation */
  const char *outage_country;
  guint8 outage_carrier;
  guint8 bad_lot;
  guint8 bad_batch;
  guint wifi_store;
  const char *storm_country;
};

/* --- corral-sim-places.c: the tables ------------------------------------------------------------ */
extern const SimChainFacts sim_chain_facts[];
extern const guint sim_n_chain_facts;
extern const char *const sim_carrier_names[];
extern const char *const sim_fault_words[];
extern const char *const sim_reason_words[]; /* of out of service, 1-based */
typedef struct
{
  const char *name;
  const char *category;
  guint price_minor;
  guint grams;
} SimItemFacts;
extern const SimItemFacts sim_item_facts[];
extern const guint sim_n_item_facts;

#define SIM_FAULT_OVER_TEMPERATURE 5
#define SIM_REASON_REPAIR 3

/* --- corral-sim-walk.c: finding by id ---------------------------------------------------------- */
gboolean sim_find_cart (CorralSim *sim, guint tenant, const char *id, guint *cart);
gboolean sim_find_store (CorralSim *sim, guint tenant, const char *id, guint *store);

/* --- draws -------------------------------------------------------------------------------------- */
typedef enum
{
  SIM_SALT_STORE = 1,
  SIM_SALT_CART,
  SIM_SALT_DAY,
  SIM_SALT_FORGOTTEN,
  SIM_SALT_SERVICE,
  SIM_SALT_SAMPLE,
  SIM_SALT_SCAN,
  SIM_SALT_SCENARIO,
  SIM_SALT_NOISE,
  SIM_SALT_FLAG,
  SIM_SALT_ALERT,
  SIM_SALT_SESSION,
  SIM_SALT_ITEM,
  SIM_SALT_ROLLOUT,
  SIM_SALT_PACK,
  SIM_SALT_REJECT,
  SIM_SALT_INGEST,
  SIM_SALT_MAINTENANCE,
} SimSalt;

static inline guint64
sim_hash (CorralSim *sim, SimSalt salt, guint64 a, guint64 b)
{
  return corral_random_hash (sim->seed, salt, a, b);
}

static inline double
sim_draw (CorralSim *sim, SimSalt salt, guint64 a, guint64 b)
{
  return (double) (sim_hash (sim, salt, a, b) >> 11) * 0x1.0p-53;
}

static inline gint64
sim_floor_div (gint64 a, gint64 b)
{
  return a / b - (a % b < 0);
}

/* --- corral-sim-day.c ------------------------------------------------------------------------- */
const SimStoreDay *sim_store_day (CorralSim *sim, guint store, gint32 day);
/* The local date of @time_ms in the store, counted from 05:00 plus @shift_ms. */
gint32 sim_store_day_at (CorralSim *sim, guint store, gint64 time_ms, gint64 shift_ms);
gint64 sim_cart_shift_ms (CorralSim *sim, guint cart);
gint32 sim_cart_day_at (CorralSim *sim, guint cart, gint64 time_ms);
/* A fresh day; free with g_free(). */
SimDay *sim_day_new (CorralSim *sim, guint cart, gint32 day);
double sim_cart_soh (CorralSim *sim, guint cart, gint32 day);
/* What its pack holds, mAh. */
double sim_cart_capacity (CorralSim *sim, guint cart, gint32 day);
guint sim_cart_cycles (CorralSim *sim, guint cart, gint32 day);
guint sim_interval_s (SimSegmentKind kind);
/* Battery at @time_ms within the segment, %; @current_ma may be NULL. */
double sim_segment_battery (const SimSegment *segment,
                            gint64 time_ms,
                            double capacity_mah,
                            double *current_ma);
gint64 sim_segment_end (const SimDay *day, guint index);
/* The segment that holds @time_ms; the first or last one outside the day. */
guint sim_day_find_segment (const SimDay *day, gint64 time_ms);
guint sim_segment_n_messages (const SimDay *day, guint index, gint64 end);
gint64 sim_scan_ms (CorralSim *sim, const SimDay *day, guint trip, guint scan);
guint sim_scans_before (CorralSim *sim, const SimDay *day, guint trip, gint64 time_ms);

/* --- corral-sim-view.c ------------------------------------------------------------------------ */
/* The cached day. Holds until another day of the same cart is asked for. */
const SimDay *sim_day_get (CorralSim *sim, guint cart, gint32 day);
/* Fills in transitions and hidden_since; @out holds at most @max. */
guint sim_day_transitions (CorralSim *sim,
                           const SimDay *day,
                           SimTransition *out,
                           guint max,
                           gint64 *hidden_since);
/* FALSE: never seen. */
gboolean sim_cart_view (CorralSim *sim, guint cart, gint64 now_ms, SimView *view);
/* The outage among the spans of @day that holds @time_ms, or NULL. */
const SimSpan *sim_day_outage (const SimDay *day, gint64 time_ms);
/* Adds, for each hour between two of @bounds (@n_hours + 1 moments of the day), the milliseconds that the
 * cart was operational to @good, and those that it counted at all to @all. */
void sim_cart_service (CorralSim *sim,
                       guint cart,
                       gint32 day,
                       const gint64 *bounds,
                       guint n_hours,
                       double *good,
                       double *all);

/* --- corral-sim-scenarios.c ------------------------------------------------------------------- */
#define SIM_MAX_CONDITIONS 12
void sim_choose_targets (CorralSim *sim);
gint64 sim_scenario_start (CorralSim *sim, SimScenario scenario);
gint64 sim_scenario_end (CorralSim *sim, SimScenario scenario);
/* Whether the scenario hits this cart at some time. */
gboolean sim_scenario_hits (CorralSim *sim, SimScenario scenario, guint cart);
/* Of a cart whose store has no Wi-Fi: whether it has no LTE-M signal either. */
gboolean sim_cart_loses_all_links (CorralSim *sim, guint cart);
/* When a revoked cart was. */
gint64 sim_revoked_ms (CorralSim *sim, guint cart);
gboolean sim_store_is_noisy (CorralSim *sim, guint store);
/* Whether the store's compressors run, and spoil 2.4 GHz, at @time_ms. */
gboolean sim_compressor_runs (CorralSim *sim, guint store, gint64 time_ms);
/* Spans that are not of one day, overlapping [from, to): at most SIM_MAX_CONDITIONS. */
guint sim_cart_conditions (CorralSim *sim, guint cart, gint64 from, gint64 to, SimSpan *out);
/* The out-of-service span of the cart's epoch (16 days), if it has one. */
gboolean sim_out_of_service (CorralSim *sim, guint cart, gint64 epoch, SimSpan *out);
#define SIM_EPOCH_MS (16 * CORRAL_DAY_MS)

/* --- corral-sim-software.c -------------------------------------------------------------------- */
typedef enum
{
  SIM_FIRMWARE_OLD,
  SIM_FIRMWARE_CURRENT,
  SIM_FIRMWARE_NEXT,
  SIM_FIRMWARE_WRONG,
  SIM_N_FIRMWARES,
} SimFirmware;
extern const char *const sim_firmware_versions[];
/* What the cart runs after the start of @day. */
SimFirmware sim_cart_firmware (CorralSim *sim, guint cart, gint32 day);
char sim_cart_boot_slot (CorralSim *sim, guint cart, gint32 day);
guint sim_cart_boot_count (CorralSim *sim, guint cart, gint32 day);
/* When it fell back from the new image, or CORRAL_UNKNOWN. */
gint64 sim_rollback_ms (CorralSim *sim, guint cart);
/* Goods: by their place in the list, 0 to SIM_N_ITEMS - 1. */
double sim_item_grams (guint item);
gint64 sim_item_price (CorralSim *sim, guint tenant, guint item);

/* --- corral-sim-flags.c ------------------------------------------------------------------------ */
typedef enum
{
  SIM_FLAG_MISMATCH,
  SIM_FLAG_UNSCANNED,
  SIM_FLAG_EXIT,
  SIM_FLAG_VOIDS,
  SIM_FLAG_PREMISES,
  SIM_FLAG_RECHECK,
  SIM_FLAG_CALIBRATION,
} SimFlagKind;

/* What really happened. The cloud does not know, and never tells. */
typedef enum
{
  SIM_TRUTH_NOTHING,
  SIM_TRUTH_THEFT,
  SIM_TRUTH_ERROR, /* goods not paid for, and nobody meant it */
  SIM_TRUTH_ITEM,  /* the goods' stated weight is wrong */
  SIM_TRUTH_SCALE, /* the cart's scale is off, or its sensor is broken */
} SimTruth;

#define SIM_FLAG_KEPT_MS (7 * CORRAL_DAY_MS) /* after the decision (brief) */
#define SIM_DECIDE_AT_MOST_MS (48 * CORRAL_HOUR_MS)
#define SIM_OUTCOME_CONFIRMED 0
#define SIM_OUTCOME_SHOPPER_ERROR 1
#define SIM_OUTCOME_NOT_CHECKED 4
/* Of about three trips a cart and day, the flags that are re-checks (SIM). */
#define SIM_RECHECK_PCT 0.5

typedef struct
{
  gint64 raised, ends, decided, gone;
  SimTrip trip;
  guint32 cart;
  gint32 day;
  gint64 value_minor;
  double expected_g, measured_g;
  gint16 item;      /* -1: none */
  gint16 scan;      /* -1: not at a scan */
  gint8 trip_index; /* -1: no session */
  guint8 kind, truth, outcome, confidence, decider;
} SimFlag;

extern const char *const sim_truth_words[];
/* (element-type SimFlag): holds until another day of the same store is asked for. */
const GArray *sim_store_flags (CorralSim *sim, guint store, gint32 day);
/* The flag on the cart's trip, or NULL; as above. */
const SimFlag *sim_trip_flag (CorralSim *sim, guint cart, gint32 day, int trip);
/* The same for a day long past, not kept. */
GArray *sim_store_flags_new (CorralSim *sim, guint store, gint32 day) G_GNUC_WARN_UNUSED_RESULT;
const char *sim_flag_kind_word (const SimFlag *flag);
const char *sim_flag_outcome_word (const SimFlag *flag);
void sim_flag_id (const SimFlag *flag, char prefix, char id[40]);
gint64 sim_trip_total_minor (CorralSim *sim, guint cart, gint32 day, guint trip, guint n_scans);

/* --- corral-sim-vitals.c ---------------------------------------------------------------------- */
/* Strings that a row being built points to. */
typedef struct
{
  char text[24][96];
  guint used;
} SimText;
const char *sim_text (SimText *text, const char *format, ...) G_GNUC_PRINTF (2, 3);
/* How far the cart's scale is off. */
double sim_weight_drift (CorralSim *sim, guint cart, gint64 time_ms);
/* When the scale was last calibrated as of @time_ms, and by whom (static). */
gint64 sim_calibrated_ms (CorralSim *sim, guint cart, gint64 time_ms, const char **by);
void sim_sample (CorralSim *sim, const SimDay *day, gint64 time_ms, CorralVital *row, SimText *text);
gboolean sim_vital (CorralSim *sim, guint cart, gint64 now_ms, CorralVital *row, SimText *text);
/* The number of the message of @kind at @time_ms: health samples and faults. */
gint64 sim_health_counter (CorralSim *sim, const SimDay *day, guint segment, gint64 time_ms);
/* When the message made at @time_ms arrived; CORRAL_UNKNOWN: never. */
gint64 sim_arrival_ms (CorralSim *sim, const SimDay *day, gint64 time_ms, gint64 counter);
void sim_session_id (CorralSim *sim, guint cart, gint32 day, guint trip, gint64 start_ms, char id[37]);
void sim_serial (CorralSim *sim, guint cart, char *out, gsize size);

/* --- rows --------------------------------------------------------------------------------------- */
/* One walk over a collection: for a page, a count, one row, or a delta. */
typedef struct
{
  CorralSim *sim;
  guint tenant;
  CorralCollection collection;
  gint64 now_ms;
  gint64 since_ms;       /* CORRAL_UNKNOWN: not a delta */
  const char *after_id;  /* (nullable) */
  const char *only_id;   /* (nullable) */
  GHashTable *only_ids;  /* (nullable) (not owned) (element-type utf8): a set */
  guint limit;           /* of a page that comes in order of id */
  guint only_store;      /* G_MAXUINT: all */
  gboolean counting;
  gboolean full;         /* stop */
  guint64 n_rows;
  CorralBatch *batch;    /* (nullable) */
  GPtrArray *changes;    /* (nullable) */
  SimText text;
} SimWalk;

/* Whether the row called @id, last changed at @rev, is asked for: then build it and put it. */
gboolean sim_walk_wants (SimWalk *walk, const char *id, gint64 rev);
void sim_walk_put (SimWalk *walk, gconstpointer row);
/* A row that was there and went at @gone. @born: when it came. */
gboolean sim_walk_tells_short_lives (const SimWalk *walk);
void sim_walk_gone (SimWalk *walk, const char *id, gint64 born, gint64 gone);

/* The carts to walk for ids made of @prefix and six digits: from the first that the walk asks for. */
void sim_walk_range (SimWalk *walk, const char *prefix, guint *first, guint *end);
/* Rounded to hundredths. */
double sim_round (double value);

void sim_walk_stores (SimWalk *walk);
void sim_walk_carts (SimWalk *walk);
void sim_walk_vitals (SimWalk *walk);
void sim_walk_packs (SimWalk *walk);
void sim_walk_access_points (SimWalk *walk);
void sim_walk_certificates (SimWalk *walk);
void sim_walk_alerts (SimWalk *walk);
void sim_walk_tickets (SimWalk *walk);
void sim_walk_notes (SimWalk *walk);
void sim_walk_sessions (SimWalk *walk);
void sim_walk_flags (SimWalk *walk);
void sim_walk_cases (SimWalk *walk);
void sim_walk_rollouts (SimWalk *walk);
void sim_walk_executions (SimWalk *walk);
void sim_walk_firmware (SimWalk *walk);
void sim_walk_items (SimWalk *walk);
void sim_walk_ingest (SimWalk *walk);
void sim_walk_loss_weeks (SimWalk *walk);
void sim_walk_maintenance (SimWalk *walk);

/* How a trip ends. */
typedef struct
{
  const char *status;
  const char *payment;
  gint64 item_count;
  gint64 total_minor;
} SimEnd;
void sim_trip_end (CorralSim *sim, guint cart, gint32 day, guint index, const SimTrip *trip, SimEnd *end);

/* Puts or removes a row whose life is known: it came at times[0], changed at each of the others, and goes at
 * @gone. Returns whether to build it; its rev, the latest of the times so far, is then in *rev. */
gboolean sim_walk_life (SimWalk *walk,
                        const char *id,
                        const gint64 *times,
                        guint n_times,
                        gint64 gone,
                        gint64 *rev);

G_END_DECLS
