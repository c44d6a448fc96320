/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What free text must not hold: card numbers, e-mail addresses, phone numbers, tokens. A net with a mesh: it catches what people
 * type, and lets pass what they type all day (labels, serials, ticket numbers, dates, barcodes). Pure, any thread. */
#include "config.h"

#include "corral-text-private.h"

#include "corral-text-numbers-private.h"

#include <string.h>

#define CARD_DIGITS 13
#define PHONE_DIGITS 8

/* ---- cards ------------------------------------------------------------------------------------------- */

gboolean
corral_text_holds_card (const char *text, gsize length)
{
  g_auto (CorralTextNumbers) numbers = { 0 };
  guint first = 0, last;

  if (!corral_text_may_hold_number (text, length, CARD_DIGITS))
    return FALSE;
  corral_text_numbers_init (&numbers, text);
  return corral_text_numbers_find_card (&numbers, &first, &last);
}

/* One pass; FALSE when there was nothing to mask. */
static gboolean
mask_once (const char *text, GString *masked)
{
  g_auto (CorralTextNumbers) numbers = { 0 };
  gsize done = 0;
  guint first = 0, last;

  corral_text_numbers_init (&numbers, text);
  while (corral_text_numbers_find_card (&numbers, &first, &last))
    {
      const CorralTextGroup *tail = corral_text_numbers_get_group (&numbers, last);
      guint end = tail->first + tail->n - 4;

      for (guint i = corral_text_numbers_get_group (&numbers, first)->first; i < end; i++)
        {
          const CorralTextDigit *digit = &g_array_index (numbers.digits, CorralTextDigit, i);

          g_string_append_len (masked, text + done, (gssize) (digit->start - done));
          g_string_append (masked, "•");
          done = digit->end;
        }
      first = last + 1;
    }
  if (done == 0)
    return FALSE;
  g_string_append (masked, text + done);
  return TRUE;
}

char *
corral_text_mask_cards (const char *text)
{
  char *result;

  g_return_val_if_fail (text != NULL, NULL);

  result = g_strdup (text);
  /* The four digits that are left must not make one with what follows them. */
  while (corral_text_may_hold_number (result, strlen (result), CARD_DIGITS))
    {
      GString *masked = g_string_sized_new (strlen (result) + 64);

      if (!mask_once (result, masked))
        {
          g_string_free (masked, TRUE);
          break;
        }
      g_free (result);
      result = g_string_free (masked, FALSE);
    }
  return result;
}

/* ---- phones ------------------------------------------------------------------------------------------ */

/* Whether the group is a part of a word, a serial, a version, an amount, a time. */
static gboolean
is_glued (const CorralTextGroup *group)
{
  gunichar c = group->before;

  if (c == 0 || c == '(' || g_unichar_isspace (c))
    return FALSE;
  if (c == ',' || c == ':' || c == '.')
    return g_unichar_isdigit (group->before_that);
  return g_unichar_isalnum (c) || strchr ("_-/#+=@$%^&\\", (int) MIN (c, 0x7f)) != NULL;
}

/* How many digits the groups have from @first on that can be one phone number's, at most @most; *last: the last of
 * them. */
static guint
gather (const CorralTextNumbers *numbers, guint first, guint most, guint joined, guint *last)
{
  guint n = 0;

  *last = first;
  for (guint i = first; i < numbers->groups->len; i++)
    {
      const CorralTextGroup *group = corral_text_numbers_get_group (numbers, i);

      if (group->known || n + group->n > most
          || (i > first && (group->joined == 0 || (group->joined & ~joined) != 0 || group->n_joining > 2)))
        break;
      n += group->n;
      *last = i;
    }
  return n;
}

/* Labels of carts one after the other: 0412 0413 0414. */
static gboolean
is_list_of_labels (const CorralTextNumbers *numbers, guint first, guint last)
{
  const CorralTextGroup *head = corral_text_numbers_get_group (numbers, first);
  gboolean all_of_four = TRUE;

  for (guint i = first; i <= last; i++)
    {
      const CorralTextGroup *group = corral_text_numbers_get_group (numbers, i);

      all_of_four = all_of_four && group->n == 4;
      if (i > first && group->n == head->n && corral_text_numbers_get_digit (numbers, group->first) == 0)
        return TRUE;
    }
  return all_of_four;
}

/* +49 30 1234567, +1-555-123-4567, +49 (0)30 1234567 (E.164: at most 15 digits). */
static gboolean
is_international (const CorralTextNumbers *numbers, guint first, guint *last)
{
  const CorralTextGroup *head = corral_text_numbers_get_group (numbers, first);

  return (head->before == '+' || head->before == 0xff0b) && !g_unichar_isalnum (head->before_that)
         && corral_text_numbers_get_digit (numbers, head->first) != 0
         && gather (numbers, first, 15, ~CORRAL_TEXT_UNDERSCORE, last) >= 8;
}

/* 0049 30 1234567. Numbers that were filled up with zeros are shorter, or articles; in the middle of a number 00 is no
 * beginning. */
static gboolean
is_dialled_abroad (const CorralTextNumbers *numbers, guint first, guint *last)
{
  const CorralTextGroup *head = corral_text_numbers_get_group (numbers, first);
  guint n;

  if (head->n < 3 || (head->joined != 0 && !corral_text_numbers_get_group (numbers, first - 1)->known)
      || corral_text_numbers_get_digit (numbers, head->first) != 0
      || corral_text_numbers_get_digit (numbers, head->first + 1) != 0
      || corral_text_numbers_get_digit (numbers, head->first + 2) == 0)
    return FALSE;
  n = gather (numbers, first, 17, ~CORRAL_TEXT_UNDERSCORE, last);
  if (*last == first)
    return n >= 12 && !corral_text_numbers_is_barcode (numbers, head);
  return n >= 10 && !is_list_of_labels (numbers, first, *last);
}

/* 030/1234567, (030) 123 45 67, 0171-1234567, 01 42 34 56 78, 07700 900123, 01711234567. */
static gboolean
is_national (const CorralTextNumbers *numbers, guint first, guint *last)
{
  const CorralTextGroup *head = corral_text_numbers_get_group (numbers, first);
  guint n;

  if (head->n < 2 || corral_text_numbers_get_digit (numbers, head->first) != 0
      || corral_text_numbers_get_digit (numbers, head->first + 1) == 0)
    return FALSE;
  *last = first;
  if (head->n >= 10 && head->n <= 12)
    return !g_unichar_isalpha (head->after) && !corral_text_numbers_is_barcode (numbers, head);
  if (head->n > 6)
    return FALSE;
  n = gather (numbers, first, 13, CORRAL_TEXT_SPACE | CORRAL_TEXT_DASH | CORRAL_TEXT_DOT | CORRAL_TEXT_SLASH
                                      | CORRAL_TEXT_CLOSING, last);
  for (guint i = first + 1; i <= *last; i++)
    {
      const CorralTextGroup *group = corral_text_numbers_get_group (numbers, i);

      /* A version, or one thing per stroke. */
      if (group->n < 2 || (i > first + 1 && (group->joined & (CORRAL_TEXT_SLASH | CORRAL_TEXT_CLOSING)) != 0))
        return FALSE;
    }
  return n >= 9 && *last > first && !is_list_of_labels (numbers, first, *last);
}

/* (555) 123-4567, 555-123-4567, 1 555 123 4567. */
static gboolean
is_american (const CorralTextNumbers *numbers, guint first, guint *last)
{
  static const guint sizes[] = { 1, 3, 3, 4 };
  const CorralTextGroup *head = corral_text_numbers_get_group (numbers, first);
  guint skip = head->n == 1 && corral_text_numbers_get_digit (numbers, head->first) == 1 ? 0 : 1;
  guint area = first + 1 - skip;
  guint n = G_N_ELEMENTS (sizes) - skip;

  if (first + n > numbers->groups->len)
    return FALSE;
  for (guint i = 0; i < n; i++)
    {
      const CorralTextGroup *group = corral_text_numbers_get_group (numbers, first + i);

      if (group->n != sizes[skip + i] || group->known
          || (i > 0 && (group->joined == 0 || (group->joined & (CORRAL_TEXT_SLASH | CORRAL_TEXT_UNDERSCORE)) != 0)))
        return FALSE;
    }
  *last = first + n - 1;
  return corral_text_numbers_get_digit (numbers, corral_text_numbers_get_group (numbers, area)->first) >= 2;
}

static gboolean
find_phone (const CorralTextNumbers *numbers, gsize *start, gsize *end)
{
  for (guint i = 0; i < numbers->groups->len; i++)
    {
      const CorralTextGroup *head = corral_text_numbers_get_group (numbers, i);
      guint last;

      if (head->known
          || !(is_international (numbers, i, &last)
               || (!is_glued (head)
                   && (is_dialled_abroad (numbers, i, &last) || is_national (numbers, i, &last)
                       || is_american (numbers, i, &last)))))
        continue;
      *start = head->start;
      *end = corral_text_numbers_get_group (numbers, last)->end;
      return TRUE;
    }
  return FALSE;
}

/* ---- e-mail ------------------------------------------------------------------------------------------ */

/* RFC 5322's atoms, and letters of any script (RFC 6531). */
static gboolean
is_local_char (gunichar c)
{
  return g_unichar_isalnum (c) || g_unichar_ismark (c)
         || (c != 0 && c < 0x80 && strchr (".!#$%&'*+-/=?^_`{|}~", (int) c) != NULL);
}

/* Whether @host begins with a domain such as people have: labels with dots between them, and of those behind the first
 * one of two letters or more. *end is where it ends: a full stop behind it is the sentence's. */
static gboolean
read_host (const char *host, const char **end)
{
  const char *at = host;
  gboolean found = FALSE;

  for (guint n_labels = 0; n_labels == 0 || *at == '.'; n_labels++)
    {
      const char *label = n_labels == 0 ? at : at + 1;
      guint letters = 0;

      for (at = label; *at != '\0'; at = g_utf8_next_char (at))
        {
          gunichar c = g_utf8_get_char (at);

          if (!g_unichar_isalnum (c) && !g_unichar_ismark (c) && c != '-')
            break;
          letters += g_unichar_isalpha (c) != 0;
        }
      if (at == label)
        break;
      if (n_labels == 0 || letters < 2)
        continue;
      *end = at;
      found = TRUE;
    }
  return found;
}

/* @text: valid UTF-8. */
static gboolean
find_address (const char *text, gsize *start, gsize *end)
{
  for (const char *at = text; *at != '\0'; at = g_utf8_next_char (at))
    {
      gunichar c = g_utf8_get_char (at);
      const char *from = at;
      const char *to;

      if (c != '@' && c != 0xff20 && c != 0xfe6b)
        continue;
      while (from > text && is_local_char (g_utf8_get_char (g_utf8_prev_char (from))))
        from = g_utf8_prev_char (from);
      if (from == at || !read_host (g_utf8_next_char (at), &to))
        continue;
      *start = (gsize) (from - text);
      *end = (gsize) (to - text);
      return TRUE;
    }
  return FALSE;
}

/* ---- tokens ------------------------------------------------------------------------------------------ */

/* Shorter ones are words: "eyJust", "Bearer of news". */
#define TOKEN_PART 8
#define TOKEN_BEARER 16

/* RFC 6750's b64token, of which base64url is a part. */
static gsize
token_length (const char *at, gboolean url)
{
  gsize n = 0;

  while (g_ascii_isalnum (at[n]) || at[n] == '-' || at[n] == '_' || (!url && at[n] != '\0' && strchr ("~+/.=", at[n]) != NULL))
    n++;
  return n;
}

/* RFC 7519: two parts of base64url of which the first is a JSON object, and mostly a third. */
static gsize
read_web_token (const char *at)
{
  gsize n = token_length (at, TRUE);

  if (n < TOKEN_PART || strncmp (at, "eyJ", 3) != 0 || at[n] != '.' || token_length (at + n + 1, TRUE) < TOKEN_PART)
    return 0;
  n += 1 + token_length (at + n + 1, TRUE);
  return at[n] == '.' ? n + 1 + token_length (at + n + 1, TRUE) : n;
}

/* What follows "Bearer": with a digit in it, for people write words. */
static gsize
read_bearer (const char *at)
{
  gsize word = strlen ("bearer"), blanks, n;
  gboolean digit = FALSE;

  if (g_ascii_strncasecmp (at, "bearer", word) != 0)
    return 0;
  blanks = strspn (at + word, " \t:");
  n = token_length (at + word + blanks, FALSE);
  for (gsize i = 0; i < n; i++)
    digit = digit || g_ascii_isdigit (at[word + blanks + i]);
  return blanks > 0 && n >= TOKEN_BEARER && digit ? word + blanks + n : 0;
}

static gboolean
find_token (const char *text, gsize *start, gsize *end)
{
  for (const char *at = text; *at != '\0'; at++)
    {
      gsize n = 0;

      if (at > text && (g_ascii_isalnum (at[-1]) || at[-1] == '_'))
        continue;
      if (*at == 'e')
        n = read_web_token (at);
      else if (*at == 'b' || *at == 'B')
        n = read_bearer (at);
      if (n == 0)
        continue;
      *start = (gsize) (at - text);
      *end = *start + n;
      return TRUE;
    }
  return FALSE;
}

/* ---- the whole --------------------------------------------------------------------------------------- */

/* A copy of @text in which bytes that are no character are blanks: what is found stands where it stood. */
static char *
dup_valid (const char *text)
{
  char *copy = g_strdup (text);
  char *at = copy;

  while (!g_utf8_validate (at, -1, (const char **) &at))
    *at = ' ';
  return copy;
}

CorralPrivate
corral_text_find_private (const char *text, gsize *start, gsize *length)
{
  g_autofree char *valid = NULL;
  CorralPrivate kind = CORRAL_PRIVATE_NONE;
  gsize from = 0, to = 0, other_from, other_to;

  g_return_val_if_fail (text != NULL, CORRAL_PRIVATE_NONE);

  valid = dup_valid (text);
  if (corral_text_may_hold_number (valid, strlen (valid), PHONE_DIGITS))
    {
      g_auto (CorralTextNumbers) numbers = { 0 };
      guint first = 0, last;

      corral_text_numbers_init (&numbers, valid);
      if (corral_text_numbers_find_card (&numbers, &first, &last))
        {
          kind = CORRAL_PRIVATE_CARD;
          from = corral_text_numbers_get_group (&numbers, first)->start;
          to = corral_text_numbers_get_group (&numbers, last)->end;
        }
      if (find_phone (&numbers, &other_from, &other_to)
          && (kind == CORRAL_PRIVATE_NONE || other_to <= from))
        {
          kind = CORRAL_PRIVATE_PHONE;
          from = other_from;
          to = other_to;
        }
    }
  if (find_address (valid, &other_from, &other_to) && (kind == CORRAL_PRIVATE_NONE || other_to <= from))
    {
      kind = CORRAL_PRIVATE_EMAIL;
      from = other_from;
      to = other_to;
    }
  /* A number within one is the token's. */
  if (find_token (valid, &other_from, &other_to) && (kind == CORRAL_PRIVATE_NONE || other_from <= from))
    {
      kind = CORRAL_PRIVATE_TOKEN;
      from = other_from;
      to = other_to;
    }
  if (start != NULL)
    *start = from;
  if (length != NULL)
    *length = to - from;
  return kind;
}

#define MASK "•••"

char *
corral_text_mask_private (const char *text)
{
  g_autoptr (GString) masked = NULL;
  g_autofree char *cards = NULL;
  gsize start, length;

  g_return_val_if_fail (text != NULL, NULL);

  cards = corral_text_mask_cards (text);
  masked = g_string_new (cards);
  /* Each turn takes at least a digit, an @ or a token away and puts none in, so it ends. From the beginning each time: what was apart
   * may now stand together. */
  while (corral_text_find_private (masked->str, &start, &length) != CORRAL_PRIVATE_NONE)
    {
      g_string_erase (masked, (gssize) start, (gssize) length);
      g_string_insert (masked, (gssize) start, MASK);
    }
  return g_strdup (masked->str);
}
