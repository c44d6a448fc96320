/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A cart: who it is and how it is on the left, the story on the right. Main thread. */
#include "config.h"

#include "corral-cart-page.h"

#include "corral-act-strip.h"
#include "corral-cache.h"
#include "corral-cart-story.h"
#include "corral-cart-messages.h"
#include "corral-cart-work.h"
#include "corral-cells.h"
#include "corral-desk.h"
#include "corral-fact-row.h"
#include "corral-format.h"
#include "corral-freshness.h"
#include "corral-pace.h"
#include "corral-panes.h"
#include "corral-pending.h"
#include "corral-pill.h"
#include "corral-incident-index.h"
#include "corral-outside-words.h"
#include "corral-reach.h"
#include "corral-scale-words.h"
#include "corral-sentence.h"
#include "corral-short-list.h"
#include "corral-similar-carts.h"
#include "corral-time-ticks.h"
#include "corral-verdict-why.h"
#include "corral-verdict-words.h"
#include "corral-wrap-box.h"

#include <glib/gi18n.h>
#include <math.h>

#define SHEET_PX 250
/* With less the story stands over the sheet. */
#define STORY_PX 420
/* What is the matter, since when; then whether others have the same; then the rest. */
#define FACTS_BEFORE_SIMILAR 2
/* More than these are in the menu beside them. */
#define ACTS_SHOWN 4
/* Scanning draws 700–800 mA in bursts, the dock gives 2,000 (domain.md): what is more than this is charging. */
#define DRAWN_MAX_MA 1200

typedef struct _CorralCartPage CorralCartPage;

/* The facts of the sheet: one row here is one fact. */
typedef struct
{
  const char *title; /* marked for translation */
  void (*fill) (CorralCartPage *self, CorralFactRow *row);
} Fact;

struct _CorralCartPage
{
  CorralPage parent_instance;

  guint32 cart;              /* slot, or CORRAL_NO_SLOT */
  CorralPace pace;           /* of what is shown of it … */
  CorralPace verdict_pace;   /* … and of what is said of it, which is drawn from the whole fleet */
  char *certificate_id;      /* (owned) (nullable): of the one below */
  CorralCertificate *certificate; /* (owned) (nullable): a fact */

  GtkWidget *stack;
  GtkWidget *content;
  GtkWidget *unknown;
  GtkWidget *name;
  GtkWidget *pill;
  GtkWidget *mark;
  GtkWidget *where;
  GtkWidget *acts;
  GtkWidget *sentence;
  GtkWidget *similar;
  GtkWidget *why;
  GtkWidget *outside;
  GtkWidget *part_of;
  GPtrArray *facts;          /* (owned) (element-type CorralFactRow, unowned): as in the table */
  GtkWidget *story;
  GtkWidget *messages;
  GtkWidget *alerts;
  GtkWidget *flags;
  GtkWidget *work;
};

G_DEFINE_FINAL_TYPE (CorralCartPage, corral_cart_page, CORRAL_TYPE_PAGE)

static CorralFleet *
get_fleet (CorralCartPage *self)
{
  return corral_page_get_context (CORRAL_PAGE (self))->fleet;
}

static const char *
get_text (CorralCartPage *self, CorralCartColumn column)
{
  return corral_fleet_get_text (get_fleet (self), CORRAL_TABLE_CART, self->cart, column);
}

static gint64
get_integer (CorralCartPage *self, CorralCartColumn column)
{
  return corral_fleet_get_integer (get_fleet (self), CORRAL_TABLE_CART, self->cart, column);
}

static double
get_real (CorralCartPage *self, CorralCartColumn column)
{
  return corral_fleet_get_real (get_fleet (self), CORRAL_TABLE_CART, self->cart, column);
}

static guint32
get_store (CorralCartPage *self)
{
  return corral_fleet_get_link (get_fleet (self), CORRAL_TABLE_CART, self->cart, CORRAL_CART_COL_STORE);
}

static GTimeZone *
get_zone (CorralCartPage *self)
{
  return corral_cells_zone (get_fleet (self), get_store (self));
}

static char *
format_when (CorralCartPage *self, gint64 time_ms)
{
  g_autoptr (GTimeZone) zone = get_zone (self);

  return corral_format_time (time_ms, corral_fleet_get_now (get_fleet (self)), zone);
}

/* ---- facts ------------------------------------------------------------------------------------------------ */

static void
fill_state (CorralCartPage *self, CorralFactRow *row)
{
  CorralCartState state = (CorralCartState) get_integer (self, CORRAL_CART_COL_SHOWN_STATE);
  g_autofree char *since = format_when (self, get_integer (self, CORRAL_CART_COL_STATE_SINCE_MS));
  const char *reason = get_text (self, CORRAL_CART_COL_OUT_OF_SERVICE_REASON);
  const char *fault = get_text (self, CORRAL_CART_COL_FAULT);
  g_autofree char *detail = NULL;

  corral_fact_row_set_look (row, corral_look_of_state (state),
                            state == CORRAL_CART_OTHER ? get_text (self, CORRAL_CART_COL_STATE) : NULL);
  if (fault != NULL)
    detail = g_strdup_printf (_ ("%s, since %s"), corral_words_translate (CORRAL_WORDS_FAULT, fault), since);
  else if (reason != NULL)
    detail = g_strdup_printf (_ ("%s, since %s"), corral_words_translate (CORRAL_WORDS_OUT_OF_SERVICE, reason), since);
  else
    detail = g_strdup_printf (_ ("since %s"), since);
  corral_fact_row_set_detail (row, detail);
}

static void
fill_heard (CorralCartPage *self, CorralFactRow *row)
{
  CorralFreshness freshness = corral_freshness_of_cart (get_fleet (self), self->cart);
  g_autofree char *when = format_when (self, freshness.heard_ms);
  g_autofree char *detail = NULL;
  g_autoptr (GTimeZone) zone = get_zone (self);
  g_autofree char *letters = corral_time_ticks_zone_name (freshness.heard_ms, zone);

  corral_fact_row_take_value (row, corral_format_age (freshness.silent_ms));
  if (CORRAL_IS_KNOWN (freshness.heard_ms))
    /* Translators: a time, and the zone that it is in: "09:14, CET time" */
    detail = g_strdup_printf (_ ("%s, %s time"), when, letters);
  corral_fact_row_set_detail (row, detail);
}

static void
fill_battery (CorralCartPage *self, CorralFactRow *row)
{
  g_autofree char *percent = corral_format_percent (get_real (self, CORRAL_CART_COL_BATTERY_PCT), 0);
  double millivolts = get_real (self, CORRAL_CART_COL_BATTERY_MV);
  g_autofree char *volts = corral_format_quantity (millivolts / 1000.0, 2, "V");
  gint64 current = get_integer (self, CORRAL_CART_COL_CURRENT_MA);
  g_autofree char *amperes = corral_format_quantity (get_real (self, CORRAL_CART_COL_CURRENT_MA), 0, "mA");

  corral_fact_row_set_value (row, percent);
  if (CORRAL_IS_KNOWN (current))
    {
      gboolean charging = get_integer (self, CORRAL_CART_COL_SHOWN_STATE) == CORRAL_CART_CHARGING
                          || current > DRAWN_MAX_MA;
      /* Translators: voltage and current: "7.9 V, charging at 1,800 mA" or "…, drawing 250 mA" */
      g_autofree char *detail = charging ? g_strdup_printf (_ ("%s, charging at %s"), volts, amperes)
                                         : g_strdup_printf (_ ("%s, drawing %s"), volts, amperes);

      corral_fact_row_set_detail (row, detail);
    }
  else
    {
      corral_fact_row_set_detail (row, NULL);
    }
}

static void
fill_pack (CorralCartPage *self, CorralFactRow *row)
{
  g_autofree char *health = corral_format_percent (get_real (self, CORRAL_CART_COL_PACK_SOH_PCT), 0);
  g_autofree char *cycles = corral_format_integer (get_integer (self, CORRAL_CART_COL_PACK_CYCLES));
  /* Translators: how good a battery pack still is: "82 % health" */
  g_autofree char *value = g_strdup_printf (_ ("%s health"), health);
  g_autofree char *pack = corral_format_text (get_text (self, CORRAL_CART_COL_PACK));
  /* Translators: how often a battery pack was charged, and its name: "540 cycles, p-003791" */
  g_autofree char *detail = g_strdup_printf (_ ("%s cycles, %s"), cycles, pack);

  corral_fact_row_set_value (row, value);
  corral_fact_row_set_detail (row, detail);
}

static void
fill_radio (CorralCartPage *self, CorralFactRow *row)
{
  const char *uplink = get_text (self, CORRAL_CART_COL_UPLINK);
  gboolean wifi = g_strcmp0 (uplink, "wifi") == 0;
  gboolean none = g_strcmp0 (uplink, "none") == 0;
  double level = get_real (self, wifi ? CORRAL_CART_COL_WIFI_RSSI_DBM : CORRAL_CART_COL_LTEM_RSRP_DBM);
  g_autofree char *strength = corral_format_quantity (level, 0, "dBm");
  g_autofree char *point = corral_format_text (get_text (self, CORRAL_CART_COL_ACCESS_POINT));
  g_autofree char *roam = corral_format_quantity (get_real (self, CORRAL_CART_COL_ROAM_MS), 0, "ms");
  gint64 aisle = get_integer (self, CORRAL_CART_COL_AISLE);
  g_autofree char *value = NULL;
  g_autofree char *detail = NULL;

  if (uplink == NULL)
    value = g_strdup (CORRAL_DASH);
  else if (none || isnan (level))
    value = g_strdup (corral_words_translate (CORRAL_WORDS_UPLINK, uplink));
  else
    value = g_strdup_printf (_ ("%s, %s"), corral_words_translate (CORRAL_WORDS_UPLINK, uplink), strength);
  corral_fact_row_set_value (row, value);
  if (wifi && CORRAL_IS_KNOWN (aisle))
    /* Translators: an access point, where it is, how long a cart takes to change to another: "ap-3, aisle
     * 7, roams in 120 ms" */
    detail = g_strdup_printf (_ ("%s, aisle %d, roams in %s"), point, (int) aisle, roam);
  else if (wifi)
    /* Translators: an access point, and how long a cart takes to change to another */
    detail = g_strdup_printf (_ ("%s, roams in %s"), point, roam);
  corral_fact_row_set_detail (row, detail);
}

static void
fill_carriers (CorralCartPage *self, CorralFactRow *row)
{
  const char *list = get_text (self, CORRAL_CART_COL_CARRIERS);
  g_auto (GStrv) names = g_strsplit (list != NULL ? list : "", " ", -1);
  gint64 sims = get_integer (self, CORRAL_CART_COL_SIM_SLOTS);
  g_autofree char *detail = NULL;

  corral_fact_row_take_value (row, g_strjoinv (_ (", "), names));
  if (CORRAL_IS_KNOWN (sims))
    detail = g_strdup_printf (ngettext ("%d SIM", "%d SIMs", (gulong) sims), (int) sims);
  corral_fact_row_set_detail (row, detail);
}

static void
fill_firmware (CorralCartPage *self, CorralFactRow *row)
{
  g_autofree char *firmware = corral_format_text (get_text (self, CORRAL_CART_COL_FIRMWARE));
  g_autofree char *slot = corral_format_text (get_text (self, CORRAL_CART_COL_BOOT_SLOT));
  g_autofree char *boot = format_when (self, get_integer (self, CORRAL_CART_COL_LAST_BOOT_MS));
  /* Translators: the part of the memory that a cart runs from, and since when: "slot A, started 05:03" */
  g_autofree char *detail = g_strdup_printf (_ ("slot %s, started %s"), slot, boot);

  corral_fact_row_set_value (row, firmware);
  corral_fact_row_set_detail (row, detail);
}

static void
fill_scale (CorralCartPage *self, CorralFactRow *row)
{
  double drift = get_real (self, CORRAL_CART_COL_WEIGHT_DRIFT_G);
  g_autofree char *weight = corral_format_weight (drift);
  /* Translators: how far a scale is off: "−2 g drift" */
  g_autofree char *value = isnan (drift) ? g_strdup (CORRAL_DASH) : g_strdup_printf (_ ("%s drift"), weight);

  corral_fact_row_set_value (row, value);
  /* domain.md: up to 20 g is fine, beyond 60 g the weights prove nothing. */
  corral_fact_row_set_detail (row, isnan (drift)          ? NULL
                                   : fabs (drift) <= 20.0 ? _ ("fine")
                                   : fabs (drift) <= 60.0 ? _ ("calibrate it soon")
                                                          : _ ("its weights prove nothing"));
}

static void
fill_calibration (CorralCartPage *self, CorralFactRow *row)
{
  g_autofree char *detail = NULL;

  corral_fact_row_take_value (row, corral_calibration_to_fact (get_fleet (self), self->cart, &detail));
  corral_fact_row_set_detail (row, detail);
}

static void
fill_scanner (CorralCartPage *self, CorralFactRow *row)
{
  g_autofree char *speed = corral_format_quantity (get_real (self, CORRAL_CART_COL_SCAN_P95_MS), 0, "ms");
  g_autofree char *temperature = corral_format_quantity (get_real (self, CORRAL_CART_COL_SCANNER_TEMP_C), 0, "°C");
  /* Translators: %s is a temperature */
  g_autofree char *detail = g_strdup_printf (_ ("95 of 100 scans; scanner at %s"), temperature);

  corral_fact_row_set_value (row, speed);
  corral_fact_row_set_detail (row, detail);
}

static void
fill_certificate (CorralCartPage *self, CorralFactRow *row)
{
  const CorralCertificate *certificate = self->certificate;
  gint64 ca = get_integer (self, CORRAL_CART_COL_NEXT_CA_INSTALLED);
  g_autofree char *until = NULL;
  g_autofree char *detail = NULL;

  if (certificate == NULL)
    {
      corral_fact_row_set_value (row, get_text (self, CORRAL_CART_COL_CERTIFICATE));
      corral_fact_row_set_detail (row, NULL);
      return;
    }
  until = format_when (self, certificate->not_after_ms);
  if (g_strcmp0 (certificate->status, "revoked") == 0)
    corral_fact_row_set_value (row, _ ("Blocked"));
  else if (g_strcmp0 (certificate->status, "expired") == 0)
    /* Translators: %s is a day */
    corral_fact_row_take_value (row, g_strdup_printf (_ ("Expired %s"), until));
  else
    /* Translators: %s is a day */
    corral_fact_row_take_value (row, g_strdup_printf (_ ("Valid until %s"), until));
  {
    g_autofree char *batch = corral_format_text (certificate->batch);

    /* Translators: the batch that a certificate was made in; CA is a certificate authority */
    detail = ca == 0 ? g_strdup_printf (_ ("batch %s; next CA not installed"), batch)
                     : g_strdup_printf (_ ("batch %s"), batch);
  }
  corral_fact_row_set_detail (row, detail);
}

static void
fill_hardware (CorralCartPage *self, CorralFactRow *row)
{
  g_autofree char *revision = corral_format_text (get_text (self, CORRAL_CART_COL_HARDWARE_REVISION));
  g_autofree char *lot = corral_format_text (get_text (self, CORRAL_CART_COL_LOT));

  /* Translators: revision of the hardware, and the lot that it was made in */
  corral_fact_row_take_value (row, g_strdup_printf (_ ("Rev %s, lot %s"), revision, lot));
  corral_fact_row_set_detail (row, get_text (self, CORRAL_CART_COL_SERIAL));
}

static const Fact facts[] = {
  { N_ ("State"), fill_state },           { N_ ("Last heard from"), fill_heard }, { N_ ("Battery"), fill_battery },
  { N_ ("Battery pack"), fill_pack },     { N_ ("Radio"), fill_radio },           { N_ ("Carrier"), fill_carriers },
  { N_ ("Scanner"), fill_scanner },       { N_ ("Scale"), fill_scale },           { N_ ("Scale calibrated"), fill_calibration },
  { N_ ("Firmware"), fill_firmware },     { N_ ("Certificate"), fill_certificate }, { N_ ("Hardware"), fill_hardware },
};

/* ---- the sentence ------------------------------------------------------------------------------------------- */

static void
update_sentence (CorralCartPage *self)
{
  CorralFleet *fleet = get_fleet (self);
  CorralFreshness freshness = corral_freshness_of_cart (fleet, self->cart);
  g_autofree char *text = NULL;
  CorralVerdict verdict;

  corral_verdict_of_cart (corral_desk_get (corral_page_get_context (CORRAL_PAGE (self))), self->cart, &verdict);
  text = corral_verdict_to_text (fleet, &verdict, NULL, NULL);
  if (freshness.state == CORRAL_CART_OFFLINE || freshness.state == CORRAL_CART_LATE)
    {
      g_autofree char *silence = corral_format_silence (freshness.silent_ms);
      g_autofree char *whole = g_strdup_printf ("%s. %s", silence, text);

      corral_sentence_set_text (CORRAL_SENTENCE (self->sentence), whole);
    }
  else
    corral_sentence_set_text (CORRAL_SENTENCE (self->sentence), text);
  corral_verdict_why_show (CORRAL_VERDICT_WHY (self->why), fleet, &verdict);
}

/* ---- overrides ------------------------------------------------------------------------------------------------ */

/* What the mirror does not hold: one row by id, some 50 µs (measured in cache). */
static void
load_certificate (CorralCartPage *self, const char *tenant)
{
  CorralPageContext *context = corral_page_get_context (CORRAL_PAGE (self));
  const char *id = get_text (self, CORRAL_CART_COL_CERTIFICATE);
  gpointer fact = NULL;

  if (g_strcmp0 (id, self->certificate_id) == 0)
    return;
  g_free (self->certificate_id);
  self->certificate_id = g_strdup (id);
  g_clear_pointer ((gpointer *) &self->certificate, corral_fact_unref);
  if (id != NULL && context->cache != NULL
      && corral_cache_get_row (context->cache, tenant, CORRAL_COLLECTION_CERTIFICATE, id, &fact, NULL))
    self->certificate = fact;
}

/* What can be done to the cart; anew also when its updates have been read. */
static void
update_acts (CorralCartPage *self)
{
  CorralActSubject subject = { .table = CORRAL_TABLE_CART, .slots = &self->cart, .n_slots = 1 };

  if (self->cart == CORRAL_NO_SLOT)
    return;
  subject.failed_update = corral_cart_work_get_failed_update (CORRAL_CART_WORK (self->work));
  corral_act_strip_show (CORRAL_ACT_STRIP (self->acts), &subject);
}

static gboolean
act_key_cb (GtkWidget *widget, GVariant *arguments, gpointer act)
{
  CorralCartPage *self = CORRAL_CART_PAGE (widget);

  if (self->cart == CORRAL_NO_SLOT || corral_page_get_context (CORRAL_PAGE (self))->outbox == NULL)
    return FALSE;
  update_acts (self);
  corral_act_strip_begin (CORRAL_ACT_STRIP (self->acts), act);
  return TRUE;
}

static void
add_act_keys (CorralCartPage *self)
{
  GtkEventController *keys = gtk_shortcut_controller_new ();
  guint n;
  const CorralAct *acts = corral_acts_get (&n);

  for (guint i = 0; i < n; i++)
    if (acts[i].key != NULL && (acts[i].tables & CORRAL_TABLE_BIT (CORRAL_TABLE_CART)) != 0)
      gtk_shortcut_controller_add_shortcut (
          GTK_SHORTCUT_CONTROLLER (keys),
          gtk_shortcut_new (gtk_shortcut_trigger_parse_string (acts[i].key),
                            gtk_callback_action_new (act_key_cb, (gpointer) &acts[i], NULL)));
  gtk_widget_add_controller (GTK_WIDGET (self), keys);
}

/* Roughly where it is, when that is not inside. */
static void
update_outside (CorralCartPage *self)
{
  g_autofree char *text = corral_outside_to_text (get_fleet (self), self->cart);

  corral_sentence_set_text (CORRAL_SENTENCE (self->outside), text);
}

/* Which incident it is in. */
static void
update_part_of (CorralCartPage *self)
{
  g_autofree char *markup
      = corral_incident_index_cart_to_markup (corral_page_get_context (CORRAL_PAGE (self)), self->cart);

  if (markup != NULL)
    corral_sentence_set_markup (CORRAL_SENTENCE (self->part_of), markup);
  else
    corral_sentence_set_text (CORRAL_SENTENCE (self->part_of), NULL);
}

static guint32
find_cart (CorralCartPage *self, CorralPlace *place)
{
  CorralFleet *fleet = get_fleet (self);
  guint32 chain = place->chain != NULL ? corral_fleet_find_chain (fleet, place->chain) : CORRAL_NO_SLOT;

  if (place->subject == NULL || (place->chain != NULL && chain == CORRAL_NO_SLOT))
    return CORRAL_NO_SLOT;
  return corral_fleet_find_cart (fleet, chain, place->subject);
}

static void
update_head (CorralCartPage *self)
{
  CorralFleet *fleet = get_fleet (self);
  g_autofree char *label = corral_format_text (get_text (self, CORRAL_CART_COL_LABEL));
  g_autofree char *name = g_strdup_printf (_ ("Cart %s"), label);
  guint32 store = get_store (self);
  g_autofree char *store_name = corral_store_to_text (fleet, store);
  g_autoptr (CorralPlace) place = corral_cells_place_of_store (fleet, store);
  g_autofree char *link = place != NULL ? corral_sentence_link (store_name, place)
                                        : g_markup_escape_text (store_name, -1);
  guint32 chain = corral_fleet_get_link (fleet, CORRAL_TABLE_CART, self->cart, CORRAL_CART_COL_CHAIN);
  g_autofree char *chain_name = corral_format_text (
      corral_fleet_get_text (fleet, CORRAL_TABLE_CHAIN, chain, CORRAL_CHAIN_COL_NAME));
  g_autofree char *chain_markup = g_markup_escape_text (chain_name, -1);
  g_autofree char *where = g_strdup_printf (_ ("%s · %s"), link, chain_markup);
  CorralCartState state = (CorralCartState) get_integer (self, CORRAL_CART_COL_SHOWN_STATE);

  gtk_label_set_text (GTK_LABEL (self->name), name);
  corral_sentence_set_markup (CORRAL_SENTENCE (self->where), where);
  if (state == CORRAL_CART_OTHER)
    corral_pill_set_look_with_word (CORRAL_PILL (self->pill), corral_look_of_state (state),
                                    get_text (self, CORRAL_CART_COL_STATE));
  else
    corral_pill_set_look (CORRAL_PILL (self->pill), corral_look_of_state (state));
  corral_pending_mark_show (CORRAL_PENDING_MARK (self->mark), corral_page_get_context (CORRAL_PAGE (self)),
                            CORRAL_TABLE_CART, self->cart);
  corral_page_set_title (CORRAL_PAGE (self), name);
}

static const char *
get_tenant (CorralCartPage *self)
{
  CorralFleet *fleet = get_fleet (self);

  return corral_fleet_get_text (fleet, CORRAL_TABLE_CHAIN,
                                corral_fleet_get_link (fleet, CORRAL_TABLE_CART, self->cart, CORRAL_CART_COL_CHAIN),
                                CORRAL_CHAIN_COL_ID);
}

static void
update_verdict (gpointer data)
{
  CorralCartPage *self = data;

  corral_pace_done (&self->verdict_pace);
  if (self->cart != CORRAL_NO_SLOT)
    update_sentence (self);
}

static void
update_details (gpointer data)
{
  CorralCartPage *self = data;
  CorralPageContext *context = corral_page_get_context (CORRAL_PAGE (self));

  corral_pace_done (&self->pace);
  if (self->cart == CORRAL_NO_SLOT)
    return;
  load_certificate (self, get_tenant (self));
  update_head (self);
  for (guint i = 0; i < G_N_ELEMENTS (facts); i++)
    facts[i].fill (self, g_ptr_array_index (self->facts, i));
  corral_similar_carts_show (CORRAL_SIMILAR_CARTS (self->similar), self->cart);
  update_outside (self);
  update_part_of (self);
  corral_short_list_show (CORRAL_SHORT_LIST (self->alerts), get_store (self), self->cart);
  gtk_widget_set_visible (self->flags, corral_page_context_has_page (context, CORRAL_PAGE_FLAGS));
  gtk_widget_set_visible (self->alerts, corral_page_context_has_page (context, CORRAL_PAGE_ALERTS));
  corral_short_list_show (CORRAL_SHORT_LIST (self->flags), get_store (self), self->cart);
  corral_cart_work_show (CORRAL_CART_WORK (self->work), self->cart);
}

static void
corral_cart_page_refresh (CorralPage *page)
{
  CorralCartPage *self = CORRAL_CART_PAGE (page);
  CorralPlace *place = corral_page_get_place (page);
  guint32 before = self->cart;
  const char *tenant;
  gboolean another;

  self->cart = place != NULL ? find_cart (self, place) : CORRAL_NO_SLOT;
  another = self->cart != before;
  gtk_stack_set_visible_child (GTK_STACK (self->stack), self->cart != CORRAL_NO_SLOT ? self->content : self->unknown);
  if (self->cart == CORRAL_NO_SLOT)
    {
      corral_page_set_title (page, _ ("Cart"));
      return;
    }

  tenant = get_tenant (self);
  corral_page_set_chain (page, tenant);
  if (another || corral_pace_take (&self->pace, CORRAL_PACE_DETAILS_MS, update_details, self))
    update_details (self);
  if (another || corral_pace_take (&self->verdict_pace, CORRAL_PACE_VERDICT_MS, update_verdict, self))
    update_verdict (self);
  update_acts (self);
  corral_cart_story_set_cart (CORRAL_CART_STORY (self->story), tenant, get_text (self, CORRAL_CART_COL_ID),
                              get_text (self, CORRAL_CART_COL_LABEL), get_store (self));
  corral_cart_story_refresh (CORRAL_CART_STORY (self->story));
  corral_cart_messages_set_cart (CORRAL_CART_MESSAGES (self->messages), tenant, get_text (self, CORRAL_CART_COL_ID),
                                 get_store (self));
  corral_cart_messages_refresh (CORRAL_CART_MESSAGES (self->messages));
}

static void
corral_cart_page_show_place (CorralPage *page, CorralPlace *place)
{
  /* Taken anew. */
  CORRAL_CART_PAGE (page)->cart = CORRAL_NO_SLOT;
  corral_page_set_chain (page, place->chain);
  corral_cart_page_refresh (page);
}

static gboolean
corral_cart_page_is_settled (CorralPage *page)
{
  CorralCartPage *self = CORRAL_CART_PAGE (page);

  return corral_cart_story_is_settled (CORRAL_CART_STORY (self->story))
         && corral_cart_messages_is_settled (CORRAL_CART_MESSAGES (self->messages))
         && corral_cart_work_is_settled (CORRAL_CART_WORK (self->work));
}

static void
corral_cart_page_dispose (GObject *object)
{
  CorralCartPage *self = CORRAL_CART_PAGE (object);

  corral_pace_stop (&self->pace);
  corral_pace_stop (&self->verdict_pace);
  G_OBJECT_CLASS (corral_cart_page_parent_class)->dispose (object);
}

static void
corral_cart_page_finalize (GObject *object)
{
  CorralCartPage *self = CORRAL_CART_PAGE (object);

  g_ptr_array_unref (self->facts);
  g_free (self->certificate_id);
  corral_fact_unref (self->certificate);
  G_OBJECT_CLASS (corral_cart_page_parent_class)->finalize (object);
}

static void
corral_cart_page_class_init (CorralCartPageClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = corral_cart_page_dispose;
  G_OBJECT_CLASS (klass)->finalize = corral_cart_page_finalize;
  CORRAL_PAGE_CLASS (klass)->show_place = corral_cart_page_show_place;
  CORRAL_PAGE_CLASS (klass)->refresh = corral_cart_page_refresh;
  CORRAL_PAGE_CLASS (klass)->is_settled = corral_cart_page_is_settled;
}

static void
corral_cart_page_init (CorralCartPage *self)
{
  self->cart = CORRAL_NO_SLOT;
  self->facts = g_ptr_array_new ();
}

static GtkWidget *
make_sheet (CorralCartPage *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  GtkWidget *scrolled = gtk_scrolled_window_new ();

  for (guint i = 0; i < G_N_ELEMENTS (facts); i++)
    {
      GtkWidget *row = corral_fact_row_new (_ (facts[i].title));

      g_ptr_array_add (self->facts, row);
      gtk_box_append (GTK_BOX (box), row);
      if (i + 1 == FACTS_BEFORE_SIMILAR)
        {
          self->similar = corral_similar_carts_new (corral_page_get_context (CORRAL_PAGE (self)));
          gtk_box_append (GTK_BOX (box), self->similar);
        }
    }
  gtk_widget_add_css_class (box, "sheet");
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scrolled), GTK_POLICY_NEVER, GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scrolled), box);
  return scrolled;
}

static GtkWidget *
make_story (CorralCartPage *self, CorralPageContext *context)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 15);
  GtkWidget *lists = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 18);
  GtkWidget *scrolled = gtk_scrolled_window_new ();

  self->sentence = corral_sentence_new ();
  self->story = corral_cart_story_new (context);
  self->messages = corral_cart_messages_new (context);
  self->alerts = corral_short_list_new (context, CORRAL_TABLE_ALERT, _ ("Alerts"));
  self->flags = corral_short_list_new (context, CORRAL_TABLE_FLAG, _ ("Flags to review"));
  gtk_box_set_homogeneous (GTK_BOX (lists), TRUE);
  gtk_box_append (GTK_BOX (lists), self->alerts);
  gtk_box_append (GTK_BOX (lists), self->flags);
  gtk_box_append (GTK_BOX (box), self->sentence);
  self->why = corral_verdict_why_new ();
  gtk_box_append (GTK_BOX (box), self->why);
  self->outside = corral_sentence_new ();
  gtk_box_append (GTK_BOX (box), self->outside);
  self->part_of = corral_sentence_new ();
  gtk_widget_add_css_class (self->part_of, "part-of");
  gtk_box_append (GTK_BOX (box), self->part_of);
  gtk_box_append (GTK_BOX (box), self->story);
  self->work = corral_cart_work_new (context);
  g_signal_connect_object (self->work, "changed", G_CALLBACK (update_acts), self, G_CONNECT_SWAPPED);
  gtk_box_append (GTK_BOX (box), corral_reach_new (lists));
  gtk_box_append (GTK_BOX (box), corral_reach_new (self->work));
  gtk_box_append (GTK_BOX (box), corral_reach_new (self->messages));
  gtk_widget_add_css_class (box, "story");
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scrolled), GTK_POLICY_NEVER, GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scrolled), box);
  gtk_widget_set_hexpand (scrolled, TRUE);
  return scrolled;
}

CorralPage *
corral_cart_page_new (CorralPageContext *context)
{
  CorralCartPage *self = g_object_new (CORRAL_TYPE_CART_PAGE, "context", context, NULL);
  GtkWidget *head = corral_wrap_box_new (12);

  self->content = gtk_box_new (GTK_ORIENTATION_VERTICAL, 9);
  self->name = gtk_label_new (NULL);
  gtk_widget_add_css_class (self->name, "title-2");
  self->pill = corral_pill_new ();
  self->mark = corral_pending_mark_new ();
  self->where = corral_sentence_new ();
  gtk_widget_set_hexpand (self->where, TRUE);
  gtk_widget_set_valign (self->where, GTK_ALIGN_CENTER);
  corral_wrap_box_append (CORRAL_WRAP_BOX (head), self->name);
  corral_wrap_box_append (CORRAL_WRAP_BOX (head), self->pill);
  corral_wrap_box_append (CORRAL_WRAP_BOX (head), self->mark);
  corral_wrap_box_append (CORRAL_WRAP_BOX (head), self->where);
  corral_wrap_box_append (CORRAL_WRAP_BOX (head), corral_page_make_call_button (CORRAL_PAGE (self)));
  self->acts = corral_act_strip_new (context, ACTS_SHOWN, TRUE);
  gtk_widget_set_valign (self->acts, GTK_ALIGN_CENTER);
  gtk_widget_set_hexpand (self->acts, TRUE);
  corral_wrap_box_append (CORRAL_WRAP_BOX (head), self->acts);
  add_act_keys (self);
  gtk_box_append (GTK_BOX (self->content), head);
  gtk_box_append (GTK_BOX (self->content),
                  corral_panes_new (make_sheet (self), SHEET_PX, make_story (self, context), STORY_PX, CORRAL_PANES_MAIN_ON_TOP));
  gtk_widget_add_css_class (self->content, "page");

  self->unknown = adw_status_page_new ();
  adw_status_page_set_icon_name (ADW_STATUS_PAGE (self->unknown), "corral-page-carts-symbolic");
  adw_status_page_set_title (ADW_STATUS_PAGE (self->unknown), _ ("No Such Cart"));
  adw_status_page_set_description (ADW_STATUS_PAGE (self->unknown),
                                   _ ("No cart has this serial, or it has not arrived yet. Find it by its label or the "
                                      "last four of its serial with Ctrl+K."));
  self->stack = gtk_stack_new ();
  /* What is not shown does not widen the window. */
  gtk_stack_set_hhomogeneous (GTK_STACK (self->stack), FALSE);
  gtk_stack_add_child (GTK_STACK (self->stack), self->content);
  gtk_stack_add_child (GTK_STACK (self->stack), self->unknown);
  adw_bin_set_child (ADW_BIN (self), self->stack);
  corral_page_set_title (CORRAL_PAGE (self), _ ("Cart"));
  return CORRAL_PAGE (self);
}
