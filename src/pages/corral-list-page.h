/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "corral-filter-bar.h"
#include "corral-fleet.h"
#include "corral-operation-type.h"
#include "corral-page.h"
#include "corral-sheet.h"
#include "corral-table.h"

G_BEGIN_DECLS

/* What a filter chooses from. */
typedef enum
{
  CORRAL_FILTER_STATES, /* states that carts are shown in */
  CORRAL_FILTER_CHAINS, /* by name; in links by id */
  CORRAL_FILTER_STORES, /* by number and name, of the chosen chain if one is; in links by number */
  CORRAL_FILTER_WORDS,  /* the words that the column has; translated by "words" */
  CORRAL_FILTER_FIXED,  /* the choices given */
  CORRAL_FILTER_HERE,   /* words or numbers that the column has in the chain and the store that are chosen */
  CORRAL_FILTER_REGIONS, /* of stores */
} CorralListFilterKind;

typedef struct
{
  const char *word;  /* as links have it */
  const char *label; /* marked for translation */
} CorralListChoice;

typedef struct
{
  const char *name;  /* of the condition in links (corral_order_where_named()) */
  const char *title; /* marked for translation */
  CorralListFilterKind kind;
  guint column;      /* WORDS, HERE */
  gboolean rare;     /* seldom wanted: it takes no room before it is set */
  int words;         /* WORDS: a CorralWords, or −1: shown as they are */
  const char *label; /* (nullable): WORDS, HERE: how a word reads: "Rev %s", marked for translation */
  CorralListChoice choices[4]; /* FIXED: until word is NULL */
} CorralListFilter;

/* What of the rows is in the outbox; of every list whose rows people do something to. */
#define CORRAL_LIST_FILTER_PENDING \
  { .name = "pending", .title = N_ ("Outbox"), .kind = CORRAL_FILTER_FIXED, \
    .choices = { { "1", N_ ("Waiting to be sent") }, { "2", N_ ("Not taken by the cloud") } } }

/**
 * CorralListSpec:
 *
 * A list of the fleet as a screen: what rows, which columns and filters, how it is sorted at first, where a
 * row leads, and what is said when it is empty. A new list is one of these.
 */
typedef struct
{
  CorralPageKind page;
  CorralTableKind table;
  CorralNoun noun;
  const char *name;              /* of the table in the settings */
  const char *title;             /* marked for translation */
  const CorralTableColumn *columns;
  guint n_columns;
  const CorralListFilter *filters;
  guint n_filters;
  guint sort;
  gboolean descending;
  const char *first_filter;      /* (nullable): "open=1": set when a place comes without filters */
  const char *empty_title;       /* marked for translation: there are no rows at all */
  const char *empty_description;
  CorralPlace *(*place_of) (CorralFleet *fleet, guint32 slot); /* (nullable result): where a row leads */
  gboolean shares;               /* one can ask what the rows have in common (corral-factors-dialog.c): carts */
  CorralPageKind beside;         /* a list that belongs with this one, gone to by a button; with beside_label only */
  const char *beside_label;      /* (nullable): marked for translation */
  CorralOperationKind needed;    /* with beside_label: an account that may not do this at all does not see the button */
  gboolean guarded;              /* nor, of this list, any row */
  struct
  {
    CorralPageKind page;
    const char *label;           /* (nullable): marked for translation; NULL: it leads nowhere */
    const char *key;
    const char *help;            /* marked for translation */
  } leads;                       /* to another page about the same, by a button beside the heading */
  gboolean acts;                 /* something can be done to rows (corral-acts.c), to several at once */
} CorralListSpec;

/* The screen of a list. Main thread. */
#define CORRAL_TYPE_LIST_PAGE (corral_list_page_get_type ())
G_DECLARE_FINAL_TYPE (CorralListPage, corral_list_page, CORRAL, LIST_PAGE, CorralPage)

/* @spec: static. */
CorralPage *corral_list_page_new (CorralPageContext *context, const CorralListSpec *spec) G_GNUC_WARN_UNUSED_RESULT;

CorralTable *corral_list_page_get_table (CorralListPage *self);
CorralFilterBar *corral_list_page_get_filter_bar (CorralListPage *self);

/* A week of service level of the chain that the list of stores is filtered to, or of the only one there is, for paper (transfer
 * full); NULL when it is not one chain, or nothing is known, of which the person is told. */
CorralSheet *corral_stores_make_service_sheet (CorralPage *page) G_GNUC_WARN_UNUSED_RESULT;

/* The lists of the program. */
const CorralListSpec *corral_list_spec_stores (void);
const CorralListSpec *corral_list_spec_carts (void);
const CorralListSpec *corral_list_spec_alerts (void);
const CorralListSpec *corral_list_spec_flags (void);
const CorralListSpec *corral_list_spec_cases (void);

G_END_DECLS
