/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A report as a table for a terminal: columns aligned by the width that characters take there. Main thread. */
#include "config.h"

#include "corral-report-private.h"

#include "corral-format.h"

#include <glib/gi18n.h>

#define GAP 2

/* In cells of a terminal. */
static guint
width_of (const char *text)
{
  guint width = 0;

  for (const char *p = text; *p != '\0'; p = g_utf8_next_char (p))
    {
      gunichar c = g_utf8_get_char (p);

      width += g_unichar_iszerowidth (c) ? 0 : g_unichar_iswide (c) ? 2 : 1;
    }
  return width;
}

static gboolean
is_number (CorralCellType type)
{
  return type == CORRAL_CELL_INTEGER || type == CORRAL_CELL_REAL;
}

static char *
say_cell (const CorralReport *self, guint row, guint column)
{
  const CorralReportColumn *spec = corral_report_get_column (self, column);
  const CorralReportCell *cell = corral_report_get_cell (self, row, column);

  if (cell->shown != NULL)
    return corral_format_text (cell->shown);
  switch (spec->type)
    {
    case CORRAL_CELL_TEXT:
      return corral_format_text (cell->value.text);
    case CORRAL_CELL_INTEGER:
      return corral_format_integer (cell->value.integer);
    case CORRAL_CELL_REAL:
      return corral_format_real (cell->value.real, spec->decimals);
    case CORRAL_CELL_BOOLEAN:
      if (!corral_report_is_known (self, row, column))
        return g_strdup (CORRAL_DASH);
      return g_strdup (cell->value.integer != 0 ? _ ("yes") : _ ("no"));
    case CORRAL_CELL_TIME:
    case CORRAL_CELL_TIME_UTC:
    default:
      return corral_format_time (cell->value.integer, self->now_ms, g_ptr_array_index (self->zones, row));
    }
}

static void
append_padded (GString *out, const char *text, guint width, gboolean right, gboolean last)
{
  guint pad = width - width_of (text);

  if (right)
    g_string_append_printf (out, "%*s", (int) pad, "");
  g_string_append (out, text);
  if (!right && !last)
    g_string_append_printf (out, "%*s", (int) pad, "");
  if (!last)
    g_string_append_printf (out, "%*s", GAP, "");
}

char *
corral_report_to_table (const CorralReport *self)
{
  guint n_rows = self->rows->len;
  GString *out = g_string_new (NULL);
  g_autoptr (GArray) shown = g_array_new (FALSE, FALSE, sizeof (guint));
  g_autofree guint *widths = NULL;
  g_autoptr (GPtrArray) texts = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; i < self->columns->len; i++)
    if (corral_report_get_column (self, i)->heading != NULL)
      g_array_append_val (shown, i);
  widths = g_new0 (guint, shown->len + 1);

  /* The headings, then the rows. */
  for (guint k = 0; k < shown->len; k++)
    g_ptr_array_add (texts,
                     g_strdup (_ (corral_report_get_column (self, g_array_index (shown, guint, k))->heading)));
  for (guint row = 0; row < n_rows; row++)
    for (guint k = 0; k < shown->len; k++)
      g_ptr_array_add (texts, say_cell (self, row, g_array_index (shown, guint, k)));
  for (guint i = 0; i < texts->len; i++)
    widths[i % shown->len] = MAX (widths[i % shown->len], width_of (g_ptr_array_index (texts, i)));

  for (guint i = 0; i < texts->len; i++)
    {
      guint k = i % shown->len;
      CorralCellType type = corral_report_get_column (self, g_array_index (shown, guint, k))->type;

      append_padded (out, g_ptr_array_index (texts, i), widths[k], is_number (type), k + 1 == shown->len);
      if (k + 1 == shown->len)
        g_string_append_c (out, '\n');
    }
  return g_string_free (out, FALSE);
}
