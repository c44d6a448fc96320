/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* Incidents of the fleet that is on the screen, made by hand, put before the real window as the watch would. Main thread. */
#include "window-fixture.h"

#include "corral-incident-source.h"

G_BEGIN_DECLS

CorralIncidentSource *get_source (Fixture *fixture);

/* From now on the pages that are made have a source of their own, which nobody fills but the test. */
void take_over_source (Fixture *fixture);

/* A carrier's outage with the first @n_carts carts of the fleet in it, begun an hour before now, seven minutes later known. */
CorralIncident *make_outage (Fixture *fixture, const char *id, guint n_carts);

/* A store's Wi-Fi that was down and is well again: closed @hours_ago. */
CorralIncident *make_closed (Fixture *fixture, const char *id, guint hours_ago);

/* One that became part of @into. */
CorralIncident *make_merged (Fixture *fixture, const char *id, const char *into);

/* Gives them (taken; NULL ends) to the pages, as of now. */
void show_incidents (Fixture *fixture, CorralIncident *first, ...) G_GNUC_NULL_TERMINATED;

/* There are none. */
void show_no_incidents (Fixture *fixture);

gint64 fleet_now_ms (Fixture *fixture);

/* The text of the first label below @widget that has @words in it; NULL for none. */
const char *find_words (GtkWidget *widget, const char *words);

G_END_DECLS
