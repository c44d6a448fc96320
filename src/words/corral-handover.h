/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "corral-place.h"
#include "corral-sheet.h"
#include "corral-shift.h"

G_BEGIN_DECLS

/* So many lines of a part are said; what is more is a number (D). */
#define CORRAL_HANDOVER_LINES 12

/* One thing. */
typedef struct
{
  char *text;         /* (owned): a sentence, or a phrase */
  char *detail;       /* (owned) (nullable): quieter, behind it */
  CorralPlace *place; /* (owned) (nullable): where it leads */
} CorralHandoverLine;

/* The lines of one part; parts without lines are left out, but for OPEN. */
typedef struct
{
  CorralShiftPart part;
  const char *title;  /* static */
  GPtrArray *lines;   /* (owned) (element-type CorralHandoverLine) */
  guint n_more;       /* that are not among the lines */
  const char *empty;  /* static: instead of lines */
} CorralHandoverSection;

/**
 * CorralHandover:
 *
 * What whoever comes back, or takes over, reads: on the screen, on paper and as text the same. Main thread.
 */
typedef struct
{
  char *sentence;      /* (owned): "Since you left at 18:02: 3 new incidents, 5 are over. 4 are open now." */
  char *as_of;         /* (owned): how old what it says is */
  char *period;        /* (owned): from when to when, for paper */
  char *whose;         /* (owned): the day, the zone of "your time", the chains: for who was not at this PC */
  char *words;         /* (owned) (nullable): what the person who leaves says */
  GPtrArray *sections; /* (owned) (element-type CorralHandoverSection) */
} CorralHandover;

/* @words (nullable): free text, as it was written. @zone: this PC's, for the period; incidents say theirs. @known_ms: up to when
 * the fleet is known, or CORRAL_UNKNOWN. */
CorralHandover *corral_handover_new (CorralFleet *fleet, const CorralShift *shift, const char *words, gint64 known_ms,
                                     GTimeZone *zone) G_GNUC_WARN_UNUSED_RESULT;
void corral_handover_free (CorralHandover *self);

/* Plain text for the clipboard; lines end with "\n". */
char *corral_handover_to_text (const CorralHandover *self) G_GNUC_WARN_UNUSED_RESULT;

/* For paper: what is open has a box to tick. */
CorralSheet *corral_handover_to_sheet (const CorralHandover *self) G_GNUC_WARN_UNUSED_RESULT;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CorralHandover, corral_handover_free)

G_END_DECLS
