/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "corral-cart-state.h"

#include <glib.h>

G_BEGIN_DECLS

/**
 * CorralLook:
 *
 * Word, shape and colour of something that has a state: always all three. The only place that knows them.
 * All strings are static.
 */
typedef struct
{
  const char *word;      /* translated; what a shop person says */
  const char *icon_name; /* symbolic; never NULL */
  const char *css_class; /* gives text and icon their colour; "" for the colour of text */
} CorralLook;

/* Of a cart's state. For CORRAL_CART_OTHER the word is "Other"; show the contract's own word if it is at hand. */
CorralLook corral_look_of_state (CorralCartState state);

/* Of an alert: "info", "watch", "act". Another word, or NULL, looks like info. */
CorralLook corral_look_of_severity (const char *severity);

/* Of a flag: @status "open" or "decided", then @outcome (nullable). */
CorralLook corral_look_of_flag (const char *status, const char *outcome);

/* Of a value that waits to be sent. */
CorralLook corral_look_of_waiting (void);

/* Of one where what somebody did was not taken: a person has to look. */
CorralLook corral_look_of_troubled (void);

/* The kinds of words of the contract that lists and sentences show. */
typedef enum
{
  CORRAL_WORDS_ALERT_KIND, /* alert.kind */
  CORRAL_WORDS_CAUSE,      /* alert.cause */
  CORRAL_WORDS_FLAG_KIND,  /* flag.kind */
  CORRAL_WORDS_OUTCOME,    /* flag.outcome */
  CORRAL_WORDS_FAULT,      /* cart.fault */
  CORRAL_WORDS_UPLINK,     /* vital.uplink */
  CORRAL_WORDS_OUT_OF_SERVICE, /* cart.out_of_service_reason */
  CORRAL_WORDS_TICKET_REASON,  /* ticket.reason */
  CORRAL_WORDS_CERTIFICATE,    /* certificate.status, in a sentence */
  CORRAL_WORDS_RULE,           /* incident.rule */
  CORRAL_WORDS_MAINTENANCE,    /* maintenance.reason */
  CORRAL_WORDS_CASE_STATUS,    /* case.status */
  CORRAL_WORDS_CASE_OUTCOME,   /* case.outcome */
  CORRAL_WORDS_FIND_REASON,    /* params.reason of cart.find */
  CORRAL_WORDS_CALIBRATED_BY,  /* cart.calibrated_by, in a sentence: "by a technician" */
} CorralWords;

/* What people say for @word; a word that this version does not know reads as it is, with spaces. NULL for
 * NULL. The result lives as long as the program. Main thread. */
const char *corral_words_translate (CorralWords words, const char *word);

/* Whether this version has words for @word. Any thread. */
gboolean corral_words_knows (CorralWords words, const char *word);

G_END_DECLS
