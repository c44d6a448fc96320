/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "corral-page.h"
#include "corral-sheet.h"

G_BEGIN_DECLS

/* One incident: what is wrong, how much of it, who has it, who is in it and what happened. Main thread. */
#define CORRAL_TYPE_INCIDENT_PAGE (corral_incident_page_get_type ())
G_DECLARE_FINAL_TYPE (CorralIncidentPage, corral_incident_page, CORRAL, INCIDENT_PAGE, CorralPage)

CorralPage *corral_incident_page_new (CorralPageContext *context) G_GNUC_WARN_UNUSED_RESULT;

/* The sentence at its top, without markup; NULL while no incident is shown. */
const char *corral_incident_page_get_sentence (CorralIncidentPage *self);

/* What it shows, for paper (transfer full); NULL when it shows none, of which the person is told. */
CorralSheet *corral_incident_page_make_sheet (CorralPage *page) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
