/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The handover for paper: one sheet, whatever has happened. Main thread. */
#include "config.h"

#include "corral-handover.h"

#include <glib/gi18n-lib.h>

CorralSheet *
corral_handover_to_sheet (const CorralHandover *self)
{
  CorralSheet *sheet = corral_sheet_new (_ ("Handover"));

  sheet->one_page = TRUE;
  if (self->whose != NULL)
    corral_sheet_take_head (sheet, g_strdup (self->whose));
  corral_sheet_take_head (sheet, g_strdup (self->period));
  sheet->as_of = g_strdup (self->as_of);
  sheet->sentence = g_strdup (self->sentence);
  sheet->words = g_strdup (self->words);
  for (guint i = 0; i < self->sections->len; i++)
    {
      const CorralHandoverSection *from = g_ptr_array_index (self->sections, i);
      gboolean is_over = from->part == CORRAL_SHIFT_OVER || from->part == CORRAL_SHIFT_COLLEAGUES;
      CorralSheetSection *section
          = corral_sheet_add_section (sheet, from->title, is_over ? CORRAL_SHEET_DONE : CORRAL_SHEET_TO_DO);

      section->empty = g_strdup (from->empty);
      section->n_more = from->n_more;
      for (guint k = 0; k < from->lines->len; k++)
        {
          const CorralHandoverLine *line = g_ptr_array_index (from->lines, k);

          corral_sheet_section_add_line (section, line->text, line->detail);
        }
    }
  return sheet;
}
