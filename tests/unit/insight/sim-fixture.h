/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "corral-fleet.h"
#include "corral-sim.h"

/* Fleets as the demo cloud's simulation has them, looked at as a client would. */

/* A simulation with the scenario called @scenario and nothing else. */
CorralSim *sim_fixture_new (guint64 seed, guint n_carts, guint n_stores, const char *scenario, CorralClock *clock)
  G_GNUC_WARN_UNUSED_RESULT;

/* All rows of @collection at @now_ms, into @fleet. */
void sim_fixture_apply (CorralFleet *fleet, CorralSim *sim, CorralCollection collection, gint64 now_ms);

/* (transfer full): all that the cloud tells at @now_ms but for its alerts. */
CorralFleet *sim_fixture_look (CorralSim *sim, gint64 now_ms) G_GNUC_WARN_UNUSED_RESULT;
