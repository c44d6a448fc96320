/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reports as CSV, read back after RFC 4180 by a reader that knows nothing of the writer. The first byte says how many
 * columns of text there are, the second how texts and numbers take turns; the cells are the lines that follow, with
 * what is escaped in them put back (C escapes), so that they can hold line ends. */
#include "corral-report.h"
#include "corral-schema.h"
#include "fuzz-driver.h"

#include <math.h>

const char fuzz_name[] = "csv";

#define MOST_COLUMNS 6

/* The rows of @text, each a strv. Aborts on what RFC 4180, section 2, has no rule for. */
static GPtrArray *
read_csv (const char *text)
{
  GPtrArray *rows = g_ptr_array_new_with_free_func ((GDestroyNotify) g_strfreev);
  g_autoptr (GPtrArray) row = g_ptr_array_new ();
  const char *p = text;

  while (*p != '\0')
    {
      GString *field = g_string_new (NULL);

      if (*p == '"')
        {
          for (p++; *p != '"' || p[1] == '"'; p++)
            {
              g_assert_cmpint (*p, !=, '\0');
              p += *p == '"';
              g_string_append_c (field, *p);
            }
          p++;
        }
      else
        {
          for (; strchr (",\r\n", *p) == NULL; p++)
            {
              g_assert_cmpint (*p, !=, '"');
              g_string_append_c (field, *p);
            }
        }
      g_ptr_array_add (row, g_string_free (field, FALSE));
      if (*p == ',')
        {
          p++;
          /* An empty last field. */
          if (*p != '\r')
            continue;
          g_ptr_array_add (row, g_strdup (""));
        }
      g_assert_true (g_str_has_prefix (p, "\r\n"));
      p += 2;
      g_ptr_array_add (row, NULL);
      g_ptr_array_add (rows, g_ptr_array_steal (row, NULL));
    }
  g_assert_cmpuint (row->len, ==, 0);
  return rows;
}

/* What nothing takes for a formula, nor a terminal for an order. */
static void
check_safe (const char *field)
{
  gunichar first = g_utf8_get_char (field);

  g_assert_true (g_utf8_validate (field, -1, NULL));
  g_assert_true (first != '=' && first != '+' && first != '-' && first != '@' && first != '\t' && first != '\r'
                 && first != '\n' && first != 0xff1d && first != 0xff0b && first != 0xff0d && first != 0xff20);
  for (const char *p = field; *p != '\0'; p++)
    g_assert_true (!g_ascii_iscntrl (*p) || *p == '\t' || *p == '\r' || *p == '\n');
}

/* The text as it has to come back: but for controls, and for the mark before what would be a formula, the same. */
static void
check_same (const char *text, const char *field)
{
  g_autofree char *expected = g_utf8_make_valid (text, -1);
  char *to = expected;

  for (const char *from = expected; *from != '\0'; from++)
    if (!g_ascii_iscntrl (*from) || strchr ("\t\r\n", *from) != NULL)
      *to++ = *from;
  *to = '\0';
  if (strcmp (field, expected) != 0)
    {
      g_assert_cmpint (field[0], ==, '\'');
      g_assert_cmpstr (field + 1, ==, expected);
    }
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  g_autoptr (CorralReport) report = corral_report_new (G_GINT64_CONSTANT (1772442000000));
  g_autoptr (GPtrArray) texts = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GPtrArray) rows = NULL;
  g_autofree char *csv = NULL;
  guint n_columns, turns;

  if (size < 3)
    return 0;
  n_columns = 1 + data[0] % MOST_COLUMNS;
  turns = data[1];
  data += 2;
  size -= 2;
  for (guint i = 0; i < n_columns; i++)
    {
      CorralReportColumn column = { .key = "key", .type = (turns >> i & 1) ? CORRAL_CELL_REAL : CORRAL_CELL_TEXT, .decimals = i };

      corral_report_add_column (report, &column);
    }
  while (size > 0 && texts->len < 256)
    {
      corral_report_add_row (report, NULL);
      for (guint i = 0; i < n_columns; i++)
        {
          g_autofree char *line = fuzz_take_line (&data, &size);
          gsize length = strlen (line);
          char *text;

          /* GLib warns of an escape that is cut. */
          while (length > 0 && line[length - 1] == '\\')
            line[--length] = '\0';
          text = g_strcompress (line);
          g_ptr_array_add (texts, text);
          if ((turns >> i & 1) != 0)
            corral_report_set_real (report, i, g_ascii_strtod (text, NULL));
          else
            corral_report_set_text (report, i, text);
        }
    }
  csv = corral_report_to_csv (report);
  rows = read_csv (csv);
  g_assert_cmpuint (rows->len, ==, 1 + texts->len / n_columns);
  for (guint row = 1; row < rows->len; row++)
    {
      char **fields = g_ptr_array_index (rows, row);

      g_assert_cmpuint (g_strv_length (fields), ==, n_columns);
      for (guint i = 0; i < n_columns; i++)
        {
          const char *text = g_ptr_array_index (texts, (row - 1) * n_columns + i);

          if ((turns >> i & 1) == 0)
            {
              check_safe (fields[i]);
              check_same (text, fields[i]);
            }
          else if (*fields[i] != '\0')
            {
              char *end;

              g_ascii_strtod (fields[i], &end);
              g_assert_cmpint (*end, ==, '\0');
            }
        }
    }
  return 0;
}
