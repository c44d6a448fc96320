/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Code 128: the table of characters, and the rule when to change the code set. Pure, any thread. */
#include "config.h"

#include "corral-code128.h"

#include <string.h>

/* By value: three bars and three spaces each, the stop a bar more. */
static const char *const patterns[] = {
  "212222", "222122", "222221", "121223", "121322", "131222", "122213", "122312", "132212", "221213",
  "221312", "231212", "112232", "122132", "122231", "113222", "123122", "123221", "223211", "221132",
  "221231", "213212", "223112", "312131", "311222", "321122", "321221", "312212", "322112", "322211",
  "212123", "212321", "232121", "111323", "131123", "131321", "112313", "132113", "132311", "211313",
  "231113", "231311", "112133", "112331", "132131", "113123", "113321", "133121", "313121", "211331",
  "231131", "213113", "213311", "213131", "311123", "311321", "331121", "312113", "312311", "332111",
  "314111", "221411", "431111", "111224", "111422", "121124", "121421", "141122", "141221", "112214",
  "112412", "122114", "122411", "142112", "142211", "241211", "221114", "413111", "241112", "134111",
  "111242", "121142", "121241", "114212", "124112", "124211", "411212", "421112", "421211", "212141",
  "214121", "412121", "111143", "111341", "131141", "114113", "114311", "411113", "411311", "113141",
  "114131", "311141", "411131", "211412", "211214", "211232", "2331112",
};

enum
{
  TO_C = 99,   /* within code set B */
  TO_B = 100,  /* within code set C */
  START_B = 104,
  START_C = 105,
  STOP = 106,
  CHECK = 103, /* the check character is the weighted sum modulo this */
};

/* Start, every character and every change of the code set, which there are fewer of than characters. */
#define VALUES_MAX (2 * CORRAL_CODE128_MAX + 1)

static gsize
count_digits (const char *text)
{
  gsize n = 0;

  while (g_ascii_isdigit (text[n]))
    n++;
  return n;
}

/* Two digits are one character in code set C; changing there and back costs two: so it pays from four digits on at either end,
 * and from six in between (the standard's annex E). An odd one of them stays in B: the first, as the rule has it. */
static gboolean
pays_in_c (const char *text, gboolean at_start)
{
  gsize n = count_digits (text);
  gsize need = at_start || text[n] == '\0' ? 4 : 6;

  return n >= need && (at_start || n % 2 == 0);
}

static guint
find_values (const char *text, guint *values)
{
  gboolean in_c = pays_in_c (text, TRUE);
  guint n = 0;

  values[n++] = in_c ? START_C : START_B;
  while (*text != '\0')
    {
      if (in_c && count_digits (text) < 2)
        {
          values[n++] = TO_B;
          in_c = FALSE;
        }
      else if (!in_c && pays_in_c (text, FALSE))
        {
          values[n++] = TO_C;
          in_c = TRUE;
        }
      if (in_c)
        {
          values[n++] = (guint) ((text[0] - '0') * 10 + (text[1] - '0'));
          text += 2;
        }
      else
        {
          values[n++] = (guint) (*text++ - ' ');
        }
    }
  return n;
}

static gboolean
is_fit (const char *text)
{
  gsize length = strlen (text);

  if (length == 0 || length > CORRAL_CODE128_MAX)
    return FALSE;
  for (const char *p = text; *p != '\0'; p++)
    if (!g_ascii_isprint (*p))
      return FALSE;
  return TRUE;
}

char *
corral_code128_encode (const char *text)
{
  guint values[VALUES_MAX];
  guint n, sum;
  GString *widths;

  if (text == NULL || !is_fit (text))
    return NULL;
  n = find_values (text, values);
  widths = g_string_sized_new (n * 6 + 16);
  sum = values[0];
  for (guint i = 0; i < n; i++)
    {
      g_string_append (widths, patterns[values[i]]);
      sum += i * values[i];
    }
  g_string_append (widths, patterns[sum % CHECK]);
  g_string_append (widths, patterns[STOP]);
  return g_string_free (widths, FALSE);
}

guint
corral_code128_count_modules (const char *widths)
{
  guint n = 0;

  for (const char *p = widths; *p != '\0'; p++)
    n += (guint) (*p - '0');
  return n;
}
