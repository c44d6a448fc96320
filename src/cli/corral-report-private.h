/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "corral-report.h"

G_BEGIN_DECLS

typedef struct
{
  union
  {
    const char *text; /* (nullable) */
    gint64 integer;
    double real;
  } value;
  const char *shown; /* (nullable) */
} CorralReportCell;

struct _CorralReport
{
  gint64 now_ms;
  GArray *columns;       /* (owned) (element-type CorralReportColumn) */
  GPtrArray *rows;       /* (owned): n columns cells each */
  GPtrArray *zones;      /* (owned) (element-type GTimeZone) (nullable): one a row */
  GStringChunk *strings; /* (owned) */
  gboolean has_totals;
};

static inline const CorralReportColumn *
corral_report_get_column (const CorralReport *self, guint column)
{
  return &g_array_index (self->columns, CorralReportColumn, column);
}

static inline const CorralReportCell *
corral_report_get_cell (const CorralReport *self, guint row, guint column)
{
  return (const CorralReportCell *) g_ptr_array_index (self->rows, row) + column;
}

gboolean corral_report_is_known (const CorralReport *self, guint row, guint column);

G_END_DECLS
