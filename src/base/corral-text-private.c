/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What free text must not hold: card numbers, e-mail addresses, phone numbers. A net with a mesh: it must catch what people
 * type, and let pass what they type all day (labels, serials, ticket numbers, dates, barcodes). Pure, any thread. */
#include "config.h"

#include "corral-text-private.h"

#include <string.h>

/* A number as it stands in text: its digits, and the bytes and the separators around each of them. */
#define MOST_DIGITS 64

typedef struct
{
  char digits[MOST_DIGITS];       /* 0–9, by value */
  gsize start[MOST_DIGITS];       /* of each digit, in bytes */
  gsize end[MOST_DIGITS];
  gunichar before[MOST_DIGITS];   /* the separator before it, or 0; of the first: what stands before the run */
  guint n;
  gsize next;                     /* where the text goes on */
} Run;

static gboolean
is_separator (gunichar c)
{
  return c == ' ' || c == '-' || c == '.' || c == '/' || c == '(' || c == ')' || c == 0xa0 || c == 0x202f || c == 0x2009
         || (c >= 0x2010 && c <= 0x2015) || c == 0x2212 || c == 0xb7;
}

/* Digits of any script, with at most two separators between two of them ("(030) 1"). */
static gboolean
read_run (const char *text, gsize from, gunichar before, Run *run)
{
  gunichar separator = before;
  guint n_separators = 0;
  gsize at = from;

  run->n = 0;
  while (text[at] != '\0')
    {
      gunichar c = g_utf8_get_char (text + at);
      gsize next = (gsize) (g_utf8_next_char (text + at) - text);
      int digit = g_unichar_digit_value (c);

      if (digit >= 0)
        {
          if (run->n == MOST_DIGITS)
            break;
          run->digits[run->n] = (char) digit;
          run->start[run->n] = at;
          run->end[run->n] = next;
          run->before[run->n] = separator;
          run->n++;
          separator = 0;
          n_separators = 0;
        }
      else if (run->n > 0 && is_separator (c) && n_separators < 2)
        {
          separator = c;
          n_separators++;
        }
      else
        {
          break;
        }
      at = next;
    }
  run->next = run->n > 0 ? run->end[run->n - 1] : from;
  return run->n > 0;
}

/* ---- cards ------------------------------------------------------------------------------------------- */

static gboolean
passes_luhn (const char *digits, guint n)
{
  guint sum = 0;

  for (guint i = 0; i < n; i++)
    {
      guint digit = (guint) digits[n - 1 - i] * (i % 2 + 1);

      sum += digit > 9 ? digit - 9 : digit;
    }
  return sum % 10 == 0;
}

/* ISO/IEC 7812: the issuers' ranges of first digits, and how long their numbers are. */
static const struct
{
  guint low, high; /* the first four digits */
  guint min, max;  /* how many there are */
} issuers[] = {
  { 4000, 4999, 13, 19 }, /* Visa; 13, 16, 19 */
  { 5100, 5599, 16, 16 }, { 2221, 2720, 16, 16 }, /* Mastercard */
  { 3400, 3499, 15, 15 }, { 3700, 3799, 15, 15 }, /* American Express */
  { 3528, 3589, 16, 19 }, /* JCB */
  { 3000, 3059, 14, 19 }, { 3095, 3095, 14, 19 }, { 3600, 3699, 14, 19 }, { 3800, 3999, 14, 19 }, /* Diners */
  { 5000, 5099, 13, 19 }, { 5600, 5899, 13, 19 }, { 6000, 6999, 13, 19 }, /* Maestro, Discover, UnionPay, RuPay */
};

static gboolean
has_issuer (const char *digits, guint n)
{
  guint first = (guint) digits[0] * 1000 + (guint) digits[1] * 100 + (guint) digits[2] * 10 + (guint) digits[3];

  for (guint i = 0; i < G_N_ELEMENTS (issuers); i++)
    if (first >= issuers[i].low && first <= issuers[i].high && n >= issuers[i].min && n <= issuers[i].max)
      return TRUE;
  return FALSE;
}

/* A barcode of 13 digits in one piece: people scan them into notes, and one in ten would pass Luhn. */
static gboolean
is_barcode (const Run *run, guint first, guint n)
{
  guint sum = 0;

  if (n != 13)
    return FALSE;
  for (guint i = 0; i < n; i++)
    {
      if (i > 0 && run->before[first + i] != 0)
        return FALSE;
      sum += (guint) run->digits[first + i] * (i % 2 == 0 ? 1 : 3);
    }
  return sum % 10 == 0;
}

/* Where a card's number is in @run: it begins and ends at a separator, or with the run. */
static gboolean
find_card (const Run *run, guint *first, guint *n)
{
  for (guint i = 0; i + 13 <= run->n; i++)
    {
      if (i > 0 && run->before[i] == 0)
        continue;
      for (guint length = MIN (19, run->n - i); length >= 13; length--)
        if ((i + length == run->n || run->before[i + length] != 0) && has_issuer (run->digits + i, length)
            && passes_luhn (run->digits + i, length) && !is_barcode (run, i, length))
          {
            *first = i;
            *n = length;
            return TRUE;
          }
    }
  return FALSE;
}

/* ---- phones ------------------------------------------------------------------------------------------ */

/* How many digits stand in each group. */
static guint
split_groups (const Run *run, guint *groups, guint most)
{
  guint n = 0;

  for (guint i = 0; i < run->n; i++)
    {
      if (i == 0 || run->before[i] != 0)
        {
          if (n == most)
            return most + 1;
          groups[n++] = 0;
        }
      groups[n - 1]++;
    }
  return n;
}

static gboolean
is_date (const Run *run, const guint *groups, guint n)
{
  if (n != 3)
    return FALSE;
  return (groups[0] <= 2 && groups[1] <= 2 && (groups[2] == 4 || groups[2] == 2))
         || (groups[0] == 4 && groups[1] <= 2 && groups[2] <= 2);
}

static gboolean
is_phone (const Run *run)
{
  guint groups[12];
  guint n_groups = split_groups (run, groups, G_N_ELEMENTS (groups));
  gboolean all_of_four = TRUE;

  if (n_groups > G_N_ELEMENTS (groups) || run->n < 7 || run->n > 15)
    return FALSE;
  /* +49 30 1234567 */
  if (run->before[0] == '+')
    return TRUE;
  /* Part of a serial, a version, a path, an amount. */
  if (run->before[0] != 0 && run->before[0] != '(' && !g_unichar_isspace (run->before[0]))
    return FALSE;
  for (guint i = 0; i < n_groups; i++)
    all_of_four = all_of_four && groups[i] == 4;
  /* 09.11.2026; 0412 0413 0414: dates, and labels of carts one after the other. */
  if (is_date (run, groups, n_groups) || all_of_four)
    return FALSE;
  /* 030/1234567, 0171 1234567, 01 42 34 56 78, 00 49 … */
  if (run->digits[0] == 0 && run->digits[1] + run->digits[2] > 0)
    return run->n >= 9 && n_groups >= 2;
  /* (555) 123-4567, 555-123-4567 */
  return run->n == 10 && n_groups == 3 && groups[0] == 3 && groups[1] == 3;
}

/* ---- e-mail ------------------------------------------------------------------------------------------ */

static gboolean
is_local_char (gunichar c)
{
  return g_unichar_isalnum (c) || (c < 128 && c != 0 && strchr ("._%+-'!#$&*/=?^`{|}~", (int) c) != NULL);
}

/* Whether an address is around the @ at @at; gives where it begins and ends. */
static gboolean
find_address (const char *text, gsize at, gsize *start, gsize *end)
{
  const char *from = text + at;
  const char *to = text + at + 1;
  const char *last_dot = NULL;
  guint letters = 0;

  while (from > text)
    {
      const char *previous = g_utf8_prev_char (from);

      if (!is_local_char (g_utf8_get_char (previous)))
        break;
      from = previous;
    }
  while (*to != '\0')
    {
      gunichar c = g_utf8_get_char (to);

      if (c == '.')
        {
          last_dot = to;
          letters = 0;
        }
      else if (g_unichar_isalnum (c) || c == '-')
        letters += g_unichar_isalpha (c);
      else
        break;
      to = g_utf8_next_char (to);
    }
  /* "user@host." ends a sentence. */
  if (last_dot != NULL && last_dot + 1 == to)
    {
      to = last_dot;
      last_dot = NULL;
      letters = 0;
      for (const char *c = text + at + 1; c < to; c++)
        {
          letters += g_ascii_isalpha (*c) || (guchar) *c >= 0x80;
          if (*c == '.')
            {
              last_dot = c;
              letters = 0;
            }
        }
    }
  *start = (gsize) (from - text);
  *end = (gsize) (to - text);
  return from < text + at && last_dot != NULL && last_dot > text + at + 1 && letters >= 2;
}

/* ---- the whole --------------------------------------------------------------------------------------- */

static CorralPrivate
found (CorralPrivate kind, gsize from, gsize to, gsize *start, gsize *length)
{
  if (start != NULL)
    *start = from;
  if (length != NULL)
    *length = to - from;
  return kind;
}

CorralPrivate
corral_text_find_private (const char *text, gsize *start, gsize *length)
{
  gunichar before = 0;
  gsize at = 0;

  g_return_val_if_fail (text != NULL, CORRAL_PRIVATE_NONE);

  while (text[at] != '\0')
    {
      gunichar c = g_utf8_get_char_validated (text + at, -1);
      gsize from, to;
      Run run;

      if (c == (gunichar) -1 || c == (gunichar) -2)
        {
          at++;
          before = 0;
          continue;
        }
      if (c == '@' && find_address (text, at, &from, &to))
        return found (CORRAL_PRIVATE_EMAIL, from, to, start, length);
      /* Digits that a letter stands before are a part of a name: "c000412", "a1b2". */
      if (g_unichar_digit_value (c) >= 0 && !g_unichar_isalpha (before) && read_run (text, at, before, &run))
        {
          guint first, n;

          if (find_card (&run, &first, &n))
            return found (CORRAL_PRIVATE_CARD, run.start[first], run.end[first + n - 1], start, length);
          if (is_phone (&run))
            return found (CORRAL_PRIVATE_PHONE, run.start[0], run.end[run.n - 1], start, length);
          at = run.next;
          before = '0';
          continue;
        }
      before = c;
      at = (gsize) (g_utf8_next_char (text + at) - text);
    }
  return CORRAL_PRIVATE_NONE;
}

char *
corral_text_mask_cards (const char *text)
{
  GString *masked = g_string_new (NULL);
  gsize at = 0;

  g_return_val_if_fail (text != NULL, NULL);

  while (text[at] != '\0')
    {
      gunichar before = at > 0 ? g_utf8_get_char (g_utf8_prev_char (text + at)) : 0;
      guint first, n;
      Run run;

      if (g_unichar_digit_value (g_utf8_get_char (text + at)) >= 0 && !g_unichar_isalpha (before)
          && read_run (text, at, before, &run))
        {
          gsize done = at;

          if (find_card (&run, &first, &n))
            {
              for (guint i = 0; i < first + n; i++)
                {
                  g_string_append_len (masked, text + done, (gssize) (run.start[i] - done));
                  if (i >= first && i < first + n - 4)
                    g_string_append (masked, "•");
                  else
                    g_string_append_len (masked, text + run.start[i], (gssize) (run.end[i] - run.start[i]));
                  done = run.end[i];
                }
              /* The rest of the run is looked at again: two cards in a row. */
              at = done;
              continue;
            }
          g_string_append_len (masked, text + done, (gssize) (run.next - done));
          at = run.next;
          continue;
        }
      g_string_append_len (masked, text + at, g_utf8_next_char (text + at) - (text + at));
      at = (gsize) (g_utf8_next_char (text + at) - text);
    }
  return g_string_free (masked, FALSE);
}
