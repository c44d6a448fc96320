/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sim-server.h"

G_BEGIN_DECLS

/* The way to the cloud, and everything on it that can go wrong. */

/* What may last for a while. */
typedef enum
{
  SIM_SPELL_OUTAGE,       /* no way at all */
  SIM_SPELL_PORTAL,       /* somebody else answers */
  SIM_SPELL_UNAUTHORIZED, /* 401 */
  SIM_SPELL_LIMITED,      /* 429 */
  SIM_SPELL_UNAVAILABLE,  /* 503 */
  SIM_SPELL_BROKEN,       /* 500, 502, 504: before or after the effect */
  SIM_SPELL_POISON,       /* 500 for some of the operations; all else is well */
  SIM_SPELL_SLOW,         /* answers take up to the deadline and longer */
  SIM_N_SPELLS,
} SimSpell;

struct _SimNetwork
{
  gint64 until_us[SIM_N_SPELLS]; /* of the world; 0: not now */
  gboolean hint;                 /* what the system says of the network */
  /* One in so many; 0: never. */
  guint lost;                    /* the request, or the answer */
  guint cut;                     /* the answer breaks off, or is nonsense */
  guint late;                    /* lost, and comes all the same, later */
  guint twice;                   /* and once more, later */
  guint refused;                 /* 401 429 500 503, just this once */
  gint64 slowest_us;
  GPtrArray *copies;             /* (owned) (element-type SimRequest): what will still arrive */
  guint n_requests;
  guint n_failed;
};

SimNetwork *sim_network_new (Sim *sim) G_GNUC_WARN_UNUSED_RESULT;
void sim_network_free (SimNetwork *self);

void sim_network_begin (Sim *sim, SimSpell spell, gint64 for_us);
gboolean sim_network_has (Sim *sim, SimSpell spell);
void sim_network_heal (Sim *sim);

/* Asks and waits. NULL and CORRAL_API_ERROR; NULL without one when the program was ended meanwhile. @cloud_ms: what
 * the answer said that it is, else as it was. */
SimAnswer *sim_network_ask (Sim *sim, const SimRequest *request, gint64 *cloud_ms, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
