/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A sheet of paper as what is on it. Main thread. */
#include "config.h"

#include "corral-sheet.h"

#include "corral-format.h"

#include <glib/gi18n-lib.h>
#include <math.h>

static void
free_line (gpointer data)
{
  CorralSheetLine *line = data;

  g_free (line->number);
  g_free (line->where);
  g_free (line->text);
  g_free (line->detail);
  g_free (line->barcode);
  g_free (line);
}

static void
clear_column (gpointer data)
{
  g_free (((CorralSheetColumn *) data)->title);
}

static void
clear_bar (gpointer data)
{
  g_free (((CorralSheetBar *) data)->label);
}

static void
free_section (gpointer data)
{
  CorralSheetSection *section = data;

  g_free (section->title);
  g_ptr_array_unref (section->lines);
  g_free (section->empty);
  g_array_unref (section->bars);
  g_array_unref (section->columns);
  g_ptr_array_unref (section->rows);
  g_free (section->note);
  g_free (section);
}

CorralSheet *
corral_sheet_new (const char *title)
{
  CorralSheet *self = g_new0 (CorralSheet, 1);

  self->title = g_strdup (title);
  self->head = g_ptr_array_new_with_free_func (g_free);
  self->sections = g_ptr_array_new_with_free_func (free_section);
  return self;
}

void
corral_sheet_free (CorralSheet *self)
{
  g_free (self->title);
  g_free (self->subject);
  g_ptr_array_unref (self->head);
  g_free (self->as_of);
  g_free (self->foot);
  g_free (self->missing);
  g_free (self->sentence);
  g_free (self->words);
  g_ptr_array_unref (self->sections);
  g_free (self);
}

void
corral_sheet_take_head (CorralSheet *self, char *line)
{
  g_ptr_array_add (self->head, line);
}

CorralSheetSection *
corral_sheet_add_section (CorralSheet *self, const char *title, CorralSheetMark mark)
{
  CorralSheetSection *section = g_new0 (CorralSheetSection, 1);

  section->title = g_strdup (title);
  section->mark = mark;
  section->lines = g_ptr_array_new_with_free_func (free_line);
  section->target = NAN;
  section->bars = g_array_new (FALSE, FALSE, sizeof (CorralSheetBar));
  g_array_set_clear_func (section->bars, clear_bar);
  section->columns = g_array_new (FALSE, FALSE, sizeof (CorralSheetColumn));
  g_array_set_clear_func (section->columns, clear_column);
  section->rows = g_ptr_array_new_with_free_func ((GDestroyNotify) g_strfreev);
  section->strong_row = -1;
  g_ptr_array_add (self->sections, section);
  return section;
}

CorralSheetLine *
corral_sheet_section_add_line (CorralSheetSection *self, const char *text, const char *detail)
{
  CorralSheetLine *line = g_new0 (CorralSheetLine, 1);

  line->text = g_strdup (text);
  line->detail = g_strdup (detail);
  g_ptr_array_add (self->lines, line);
  return line;
}

void
corral_sheet_section_add_column (CorralSheetSection *self, const char *title, CorralSheetAlign align, guint parts)
{
  CorralSheetColumn column = { g_strdup (title), align, parts };

  g_array_append_val (self->columns, column);
}

void
corral_sheet_section_add_bar (CorralSheetSection *self, const char *label, double pct)
{
  CorralSheetBar bar = { g_strdup (label), pct };

  g_array_append_val (self->bars, bar);
}

void
corral_sheet_section_take_row (CorralSheetSection *self, char **row)
{
  g_assert (g_strv_length (row) == self->columns->len);

  g_ptr_array_add (self->rows, row);
}

/* ---- as text -------------------------------------------------------------------------------------------- */

static void
say (GString *text, const char *line)
{
  if (line != NULL && *line != '\0')
    g_string_append_printf (text, "%s\n", line);
}

static void
say_line (GString *text, const CorralSheetLine *line, CorralSheetMark mark)
{
  static const char *const marks[] = { "", "• ", "☐ " };

  g_string_append (text, marks[mark]);
  if (line->number != NULL)
    g_string_append_printf (text, "%s  ", line->number);
  if (line->where != NULL)
    g_string_append_printf (text, "%s  ", line->where);
  g_string_append (text, line->text);
  if (line->detail != NULL)
    g_string_append_printf (text, " – %s", line->detail);
  if (line->barcode != NULL)
    g_string_append_printf (text, "  [%s]", line->barcode);
  g_string_append_c (text, '\n');
}

static void
say_table (GString *text, const CorralSheetSection *section)
{
  for (guint i = 0; i < section->columns->len; i++)
    g_string_append_printf (text, "%s%s", i > 0 ? "\t" : "", g_array_index (section->columns, CorralSheetColumn, i).title);
  if (section->columns->len > 0)
    g_string_append_c (text, '\n');
  for (guint i = 0; i < section->rows->len; i++)
    {
      g_autofree char *line = g_strjoinv ("\t", g_ptr_array_index (section->rows, i));

      say (text, line);
    }
}

char *
corral_sheet_to_text (const CorralSheet *self)
{
  GString *text = g_string_new (NULL);

  say (text, self->title);
  say (text, self->subject);
  for (guint i = 0; i < self->head->len; i++)
    say (text, g_ptr_array_index (self->head, i));
  say (text, self->as_of);
  say (text, self->missing);
  say (text, self->sentence);
  if (self->words != NULL)
    g_string_append_printf (text, "\n%s\n", self->words);
  for (guint i = 0; i < self->sections->len; i++)
    {
      const CorralSheetSection *section = g_ptr_array_index (self->sections, i);

      g_string_append_printf (text, "\n%s\n", section->title);
      say (text, section->empty);
      for (guint k = 0; k < section->lines->len; k++)
        say_line (text, g_ptr_array_index (section->lines, k), section->mark);
      say_table (text, section);
      say (text, section->note);
      if (section->n_more > 0)
        {
          g_string_append_printf (text, ngettext ("and %u more", "and %u more", section->n_more), section->n_more);
          g_string_append_c (text, '\n');
        }
    }
  return g_string_free (text, FALSE);
}
