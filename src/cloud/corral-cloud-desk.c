/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A second desk that works on the same fleet: now and then somebody there acknowledges an alert, decides a flag, takes
 * a cart out of service or writes a note, as staff st-200 to st-239; and acknowledges, takes on or closes an incident that
 * somebody has touched. When and what is drawn from the seed and the time;
 * which row, from those that are there then. On the cloud's thread.
 */
#include "config.h"

#include "corral-cloud-operations.h"

#include "corral-uuid.h"

#include <string.h>

/* And one in two windows looks at the incidents that somebody has touched. */
#define INCIDENTS_SHARE 0.5
#define INCIDENTS_SALT G_GUINT64_CONSTANT (0x696e63) /* "inc" */
/* Nobody there closes what was acknowledged less long ago: it may last still. */
#define CLOSE_AFTER_MS (6 * CORRAL_HOUR_MS)

/* Two acts in five windows, so one in ten minutes and chain. */
#define WINDOW_MS (4 * CORRAL_MINUTE_MS)
#define ACTS_SHARE 0.4
#define SALT G_GUINT64_CONSTANT (0x6465736b) /* "desk" */
/* More than a chain ever has. */
#define ALL_ROWS (1u << 24)

/* What is drawn for one window. */
typedef struct
{
  gboolean acts;
  gint64 at_ms;
  CorralRandom random; /* for what is done then */
} Draw;

static Draw
draw_window (CorralCloud *cloud, guint tenant, gint64 window)
{
  Draw draw = { .random = corral_random_seeded (cloud->seed, SALT, tenant, (guint64) window) };

  draw.acts = corral_random_double (&draw.random) < ACTS_SHARE;
  draw.at_ms = window * WINDOW_MS + corral_random_int (&draw.random, 0, WINDOW_MS);
  return draw;
}

gint64
corral_cloud_desk_next (CorralCloud *cloud, guint tenant, gint64 after_ms)
{
  for (gint64 window = after_ms / WINDOW_MS;; window++)
    {
      Draw draw = draw_window (cloud, tenant, window);

      if (draw.acts && draw.at_ms > after_ms)
        return draw.at_ms;
    }
}

/* ---- what there is to do ------------------------------------------------------------------------------- */

static gboolean
is_open_alert (gconstpointer row)
{
  const CorralAlert *alert = row;

  return !CORRAL_IS_KNOWN (alert->cleared_ms) && !CORRAL_IS_KNOWN (alert->acknowledged_ms);
}

static gboolean
is_open_flag (gconstpointer row)
{
  return strcmp (((const CorralFlag *) row)->status, "open") == 0;
}

static gboolean
is_free_cart (gconstpointer row)
{
  const CorralCart *cart = row;

  return strcmp (cart->state, "idle") == 0 || strcmp (cart->state, "fault") == 0;
}

static const struct
{
  const char *type;
  CorralCollection collection;
  gboolean (*fits) (gconstpointer row);
  guint share;               /* of 20 */
  const char *const params[4]; /* one of them */
} deeds[] = {
  { "alert.ack", CORRAL_COLLECTION_ALERT, is_open_alert, 10, { "{}" } },
  { "flag.decide", CORRAL_COLLECTION_FLAG, is_open_flag, 5,
    { "{\"outcome\":\"shopper_error\"}", "{\"outcome\":\"staff_ok\"}", "{\"outcome\":\"confirmed\"}",
      "{\"outcome\":\"sensor_fault\"}" } },
  { "cart.out_of_service", CORRAL_COLLECTION_CART, is_free_cart, 3,
    { "{\"reason\":\"cleaning\"}", "{\"reason\":\"repair\"}", "{\"reason\":\"charging\"}" } },
  { "note.add", CORRAL_COLLECTION_ALERT, is_open_alert, 2,
    { "{\"text\":\"Called the store, somebody has a look.\"}", "{\"text\":\"Seen on the morning round.\"}" } },
};

/* One of the rows that fit, drawn; FALSE: none does. */
static gboolean
choose_row (CorralCloud *cloud, guint tenant, guint deed, gint64 at_ms, CorralRandom *random, char id[65])
{
  g_autoptr (CorralBatch) batch = corral_batch_new (deeds[deed].collection);
  g_autoptr (GPtrArray) fitting = g_ptr_array_new ();

  corral_cloud_edits_snapshot (cloud->edits, tenant, deeds[deed].collection, corral_cloud_point (cloud, at_ms), NULL,
                               ALL_ROWS, batch);
  for (guint i = 0; i < batch->n_rows; i++)
    if (deeds[deed].fits (corral_batch_get_row (batch, i)))
      g_ptr_array_add (fitting, corral_batch_get_row (batch, i));
  if (fitting->len == 0)
    return FALSE;
  g_strlcpy (id, ((CorralRow *) g_ptr_array_index (fitting, corral_random_int (random, 0, fitting->len)))->id, 65);
  return TRUE;
}

/* ---- incidents ------------------------------------------------------------------------------------------ */

static gboolean
is_open_incident (const CorralIncidentRecord *incident)
{
  return !CORRAL_IS_KNOWN (incident->closed_ms) && incident->merged_into == NULL;
}

static gboolean
needs_ack (const CorralIncidentRecord *incident, gint64 at_ms)
{
  return is_open_incident (incident) && !CORRAL_IS_KNOWN (incident->acknowledged_ms);
}

static gboolean
needs_somebody (const CorralIncidentRecord *incident, gint64 at_ms)
{
  return is_open_incident (incident) && incident->assigned_to == NULL;
}

static gboolean
can_be_closed (const CorralIncidentRecord *incident, gint64 at_ms)
{
  return is_open_incident (incident) && CORRAL_IS_KNOWN (incident->acknowledged_ms)
         && incident->acknowledged_ms < at_ms - CLOSE_AFTER_MS;
}

/* What an incident that was found by a rule turns out to be, as they say it. */
static const char *
cause_of (const char *rule)
{
  static const struct
  {
    const char *rule;
    const char *cause;
  } causes[] = {
    { "carrier-outage", "carrier" },      { "store-wifi", "store_network" }, { "access-point", "store_network" },
    { "certificate-batch", "certificate" }, { "authentication", "certificate" }, { "missing-ca", "certificate" },
    { "wrong-build", "firmware" },        { "rollback-storm", "firmware" },  { "radio-noise", "radio" },
    { "scale-lot", "scale" },             { "off-premises", "cart" },        { "below-target", "cart" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (causes); i++)
    if (strcmp (causes[i].rule, rule) == 0)
      return causes[i].cause;
  return "cloud";
}

/* What somebody there does to an incident, the most pressing first; params: %s is who does it, %c what it was. */
static const struct
{
  const char *type;
  gboolean (*fits) (const CorralIncidentRecord *incident, gint64 at_ms);
  const char *params;
} incident_deeds[] = {
  { "incident.ack", needs_ack, "" },
  { "incident.assign", needs_somebody, ",\"assignee\":\"%s\"" },
  { "incident.close", can_be_closed, ",\"cause\":\"%c\",\"text\":\"Seen to, by %s.\"" },
};

static void
act_on_incident (CorralCloud *cloud, guint tenant, gint64 at_ms)
{
  CorralRandom random = corral_random_seeded (cloud->seed, INCIDENTS_SALT, tenant, (guint64) (at_ms / WINDOW_MS));
  g_autoptr (CorralBatch) batch = NULL;

  if (corral_random_double (&random) >= INCIDENTS_SHARE)
    return;
  batch = corral_batch_new (CORRAL_COLLECTION_INCIDENT);
  corral_cloud_edits_snapshot (cloud->edits, tenant, CORRAL_COLLECTION_INCIDENT, corral_cloud_point (cloud, at_ms), NULL,
                               ALL_ROWS, batch);
  for (guint deed = 0; deed < G_N_ELEMENTS (incident_deeds); deed++)
    for (guint i = 0; i < batch->n_rows; i++)
      {
        const CorralIncidentRecord *incident = corral_batch_get_row (batch, i);
        g_autoptr (GString) params = NULL;
        g_autofree char *operation = NULL;
        char staff[16];

        if (!incident_deeds[deed].fits (incident, at_ms))
          continue;
        g_snprintf (staff, sizeof staff, "st-%u", 200 + (guint) corral_random_int (&random, 0, 40));
        operation = corral_uuid_v7 (at_ms, &random);
        params = g_string_new (NULL);
        g_string_printf (params, "{\"rule\":\"%s\",\"severity\":\"%s\",\"began_ms\":%" G_GINT64_FORMAT,
                         incident->rule, incident->severity, incident->began_ms);
        g_string_append (params, incident_deeds[deed].params);
        g_string_replace (params, "%s", staff, 0);
        g_string_replace (params, "%c", cause_of (incident->rule), 0);
        g_string_append_c (params, '}');
        corral_cloud_operations_act (cloud, tenant, operation, incident_deeds[deed].type, "incident", incident->id,
                                     params->str, staff, at_ms, NULL);
        return;
      }
}

/* ---- one act -------------------------------------------------------------------------------------------- */

static guint
choose_deed (CorralRandom *random)
{
  guint at = (guint) corral_random_int (random, 0, 20);
  guint i = 0;

  while (at >= deeds[i].share)
    at -= deeds[i++].share;
  return i;
}

void
corral_cloud_desk_act (CorralCloud *cloud, guint tenant, gint64 at_ms)
{
  Draw draw = draw_window (cloud, tenant, at_ms / WINDOW_MS);
  guint deed = choose_deed (&draw.random);
  g_autofree char *operation = corral_uuid_v7 (at_ms, &draw.random);
  char staff[16];
  char id[65];
  guint n = 0;

  act_on_incident (cloud, tenant, at_ms);
  g_snprintf (staff, sizeof staff, "st-%u", 200 + (guint) corral_random_int (&draw.random, 0, 40));
  if (!choose_row (cloud, tenant, deed, at_ms, &draw.random, id))
    return;
  while (n < G_N_ELEMENTS (deeds[deed].params) && deeds[deed].params[n] != NULL)
    n++;
  if (!corral_cloud_operations_act (cloud, tenant, operation, deeds[deed].type,
                                    corral_collection_get_schema (deeds[deed].collection)->name, id,
                                    deeds[deed].params[corral_random_int (&draw.random, 0, n)], staff, at_ms, NULL))
    return; /* no room for more: see CORRAL_CLOUD_MAX_OPERATIONS */
  if (deeds[deed].collection == CORRAL_COLLECTION_CART)
    corral_cloud_operations_put_cart_back (cloud, tenant, id, staff,
                                           at_ms + corral_random_int (&draw.random, 20, 90) * CORRAL_MINUTE_MS);
}
