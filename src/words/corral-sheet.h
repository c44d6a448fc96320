/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* What stands before a line. */
typedef enum
{
  CORRAL_SHEET_PLAIN,
  CORRAL_SHEET_DONE,  /* a dot: it has happened */
  CORRAL_SHEET_TO_DO, /* a box to tick */
} CorralSheetMark;

/* One thing. */
typedef struct
{
  char *number;  /* (owned) (nullable): set large, a column of its own: what is painted on a cart */
  char *where;   /* (owned) (nullable): a column of its own */
  char *text;    /* (owned) */
  char *detail;  /* (owned) (nullable): what to do; with a number below the text, else behind it */
  char *barcode; /* (owned) (nullable): set as Code 128 at the end of the line, and as text below that */
} CorralSheetLine;

typedef enum
{
  CORRAL_SHEET_START, /* where reading begins */
  CORRAL_SHEET_END,   /* figures */
} CorralSheetAlign;

/* A column of a table. */
typedef struct
{
  char *title;          /* (owned) */
  CorralSheetAlign align;
  guint parts;          /* of the width, by proportion */
} CorralSheetColumn;

/* One bar of a chart, in per cent; the table below says the same. */
typedef struct
{
  char *label;          /* (owned) */
  double pct;           /* NAN: not known: no bar */
} CorralSheetBar;

/* A heading and what stands under it: lines, or bars and a table, or what is said instead. */
typedef struct
{
  char *title;          /* (owned) */
  CorralSheetMark mark;
  GPtrArray *lines;     /* (owned) (element-type CorralSheetLine) */
  guint n_more;         /* that are not among the lines */
  char *empty;          /* (owned) (nullable): instead of lines */
  GArray *bars;         /* (owned) (element-type CorralSheetBar) */
  double target;        /* of the bars: a line across; NAN: none */
  GArray *columns;      /* (owned) (element-type CorralSheetColumn): of the table; without any there is none */
  GPtrArray *rows;      /* (owned) (element-type GStrv): one text for each column */
  int strong_row;       /* the one of them that is meant; -1: none */
  char *note;           /* (owned) (nullable): said below the table */
  gboolean begins_page; /* a new part of the sheet: on a page of its own, its title as large as the sheet's */
} CorralSheetSection;

/**
 * CorralSheet:
 *
 * What is on paper, before it is known how large the paper is: as pages, as PDF and as plain text the same. Main thread.
 */
typedef struct
{
  char *title;          /* (owned): "Morning Walk" */
  char *subject;        /* (owned) (nullable): "118 Riverside" */
  GPtrArray *head;      /* (owned) (element-type utf8): the lines below that */
  char *as_of;          /* (owned): how old what it says is; also at the foot of each page */
  char *foot;           /* (owned) (nullable): stands there instead */
  char *missing;        /* (owned) (nullable): behind that, what is not on it for that reason */
  char *sentence;       /* (owned) (nullable) */
  char *words;          /* (owned) (nullable): what a person wrote for whoever reads it */
  GPtrArray *sections;  /* (owned) (element-type CorralSheetSection) */
  guint n_note_lines;   /* ruled lines for a pen, at the end */
  gboolean one_page;    /* set smaller and then shortened, rather than continued */
} CorralSheet;

CorralSheet *corral_sheet_new (const char *title) G_GNUC_WARN_UNUSED_RESULT;
void corral_sheet_free (CorralSheet *self);

void corral_sheet_take_head (CorralSheet *self, char *line);

/* All (transfer none): the sheet's. */
CorralSheetSection *corral_sheet_add_section (CorralSheet *self, const char *title, CorralSheetMark mark);
CorralSheetLine *corral_sheet_section_add_line (CorralSheetSection *self, const char *text, const char *detail);
void corral_sheet_section_add_column (CorralSheetSection *self, const char *title, CorralSheetAlign align, guint parts);
void corral_sheet_section_add_bar (CorralSheetSection *self, const char *label, double pct);
/* @row: (transfer full): as many as there are columns. */
void corral_sheet_section_take_row (CorralSheetSection *self, char **row);

/* Plain text for the clipboard; lines end with "\n". */
char *corral_sheet_to_text (const CorralSheet *self) G_GNUC_WARN_UNUSED_RESULT;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CorralSheet, corral_sheet_free)

G_END_DECLS
