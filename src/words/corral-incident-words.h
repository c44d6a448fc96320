/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "corral-incident.h"

G_BEGIN_DECLS

/*
 * An incident in sentences, for pages, notices and the tool alike. Times are in the store's zone, or in UTC where several
 * stores are meant, and say which. All return new strings; main thread.
 */

/* "Carrier Norvia, North: 300 carts silent": what it is, in one line and without a time, so that it is as true when it is
 * over; then with the counts of its worst moment. */
char *corral_incident_to_title (CorralFleet *fleet, const CorralIncident *incident) G_GNUC_WARN_UNUSED_RESULT;

/* "Carrier Norvia, North: 300 carts in 41 stores silent since 09:14 (UTC). Single-SIM carts only."; of one that is over, its
 * title and corral_incident_to_end(). */
char *corral_incident_to_text (CorralFleet *fleet, const CorralIncident *incident) G_GNUC_WARN_UNUSED_RESULT;

/* "Over since 13:24 (UTC) after 4 h 10 min, by fresh data of 13:39 (UTC). 120 carts worked on without a link
 * meanwhile.": how long, and on what data; of one that a person
 * closed "Closed at …", of one that is part of another, that. NULL while it is open. */
char *corral_incident_to_end (CorralFleet *fleet, const CorralIncident *incident) G_GNUC_WARN_UNUSED_RESULT;

/* What a store that asks is to be told: one plain sentence without words of the trade. NULL when stores see nothing of it. */
char *corral_incident_to_spoken (CorralFleet *fleet, const CorralIncident *incident) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
