/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "corral-sheet.h"

#include <cairo.h>
#include <pango/pangocairo.h>

G_BEGIN_DECLS

/* Points. Below the smallest nobody reads at arm's length (D). */
#define PAPER_LARGEST_PT 11.0
#define PAPER_SMALLEST_PT 7.5
#define PAPER_STEP_PT 0.5
/* Of sheets that may go on on the next page: as small as a clipboard in one hand allows (D). */
#define PAPER_SIZE_PT 10.0

/* Where things go: measures while @cairo is NULL. */
typedef struct
{
  PangoContext *pango;
  cairo_t *cairo; /* (nullable) */
  double width;
  double size_pt;
} PaperSetting;

/* What stands under each other on a page. */
typedef enum
{
  PAPER_HEAD,       /* of the sheet */
  PAPER_SECTION,    /* its heading */
  PAPER_TEXT,       /* what is said instead of lines, or that there are more */
  PAPER_LINE,
  PAPER_BARS,       /* a chart */
  PAPER_TABLE_HEAD,
  PAPER_ROW,
  PAPER_NOTES,      /* ruled lines for a pen */
} PaperItemKind;

typedef struct
{
  PaperItemKind kind;
  const CorralSheetSection *section; /* (nullable) */
  guint index;                       /* of the line or row; of NOTES: how many lines */
  char *text;                        /* (owned) (nullable): of TEXT */
  double height;
} PaperItem;

/* Sets @item with its upper edge at @y; its height. */
double corral_paper_set_item (const PaperSetting *setting, const CorralSheet *sheet, const PaperItem *item, double y);

/* On pages after the first: what sheet this is, and what goes on. @section (nullable). The height. */
double corral_paper_set_running_head (const PaperSetting *setting, const CorralSheet *sheet, const CorralSheetSection *section,
                                      double y);

/* A line at the foot of a page that is @height high: which page, of what, as of when. */
void corral_paper_set_foot (const PaperSetting *setting, const CorralSheet *sheet, double height, guint page, guint n_pages);

/* Text within @width from @x, at @y; its height. @x is counted from where reading begins: from the right where the language is
 * read from there, which the base direction of the Pango context says. */
typedef struct
{
  double x, width;
  double scale;
  PangoWeight weight;
  PangoAlignment align; /* LEFT: where reading begins */
  gboolean one_line;
} PaperText;

double corral_paper_set_text (const PaperSetting *setting, const char *text, const PaperText *how, double y);

G_END_DECLS
