/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "corral-look.h"
#include "corral-place.h"
#include "corral-play-book.h"

G_BEGIN_DECLS

/* What a block of help is. */
typedef enum
{
  CORRAL_HELP_PARAGRAPH,
  CORRAL_HELP_HEADING,
  CORRAL_HELP_TERM, /* a word as it stands on the screen, with its shape, and what it means */
  CORRAL_HELP_STEP, /* something to do */
} CorralHelpKind;

typedef struct
{
  CorralHelpKind kind;
  char *term;            /* (owned) (nullable): of a TERM */
  const char *icon;      /* (nullable): its shape */
  const char *css_class; /* (nullable): its colour */
  char *text;            /* (owned): translated; never markup */
} CorralHelpBlock;

/**
 * CorralHelpTopic:
 *
 * One page of the help that comes with the program. States, causes and plays are not written again here: they come from
 * the tables that the screens themselves use, so help can not say something else than they do.
 */
typedef struct
{
  char *id;          /* stands in links: corral:help?about=ID */
  char *title;       /* translated */
  GPtrArray *blocks; /* (element-type CorralHelpBlock) */
} CorralHelpTopic;

/* All topics in reading order (element-type CorralHelpTopic), in the program's language; @book (nullable): with what support
 * leads have added. Free with g_ptr_array_unref(). Main thread. */
GPtrArray *corral_help_new (CorralPlayBook *book) G_GNUC_WARN_UNUSED_RESULT;

/* The id of the topic that says most about @page. Static. */
const char *corral_help_topic_for_page (CorralPageKind page);

/* Those blocks of @topics that have all words of @words in them (term, text, or the title of their topic), whatever the case
 * and accents, each topic with only these; a topic with none is left out. (element-type CorralHelpTopic) */
GPtrArray *corral_help_find (GPtrArray *topics, const char *words) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
