/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a scanned code is when it is no cart's. Main thread. */
#include "config.h"

#include "corral-scan-words.h"

#include "corral-text-private.h"
#include "corral-text.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define SHOWN_CHARS 32

/* EAN-8, UPC-A, EAN-13, ITF-14: the last digit checks the others, weighted 3, 1, 3, … from the right (GS1 General
 * Specifications, 7.9). */
static gboolean
is_article (const char *text)
{
  gsize length = strlen (text);
  guint sum = 0;

  if (strspn (text, "0123456789") != length || (length != 8 && length != 12 && length != 13 && length != 14))
    return FALSE;
  for (gsize i = 0; i < length; i++)
    sum += (guint) (text[length - 1 - i] - '0') * (i % 2 == 0 ? 1 : 3);
  return sum % 10 == 0;
}

static gboolean
is_address (const char *text)
{
  static const char *const beginnings[] = { "http://", "https://", "www.", "mailto:", "tel:" };

  for (guint i = 0; i < G_N_ELEMENTS (beginnings); i++)
    if (g_ascii_strncasecmp (text, beginnings[i], strlen (beginnings[i])) == 0)
      return TRUE;
  return FALSE;
}

char *
corral_scan_words_say_foreign (const char *scanned)
{
  g_autofree char *masked = corral_text_mask_cards (scanned);
  g_autofree char *clean = g_strstrip (corral_text_clean (masked, CORRAL_TEXT_LABEL_MAX));
  g_autofree char *shown = NULL;

  if (g_utf8_strlen (clean, -1) > SHOWN_CHARS)
    {
      *g_utf8_offset_to_pointer (clean, SHOWN_CHARS) = '\0';
      shown = g_strconcat (clean, "…", NULL);
    }
  else
    {
      shown = g_strdup (clean);
    }
  if (is_article (clean))
    return g_strdup_printf (_ ("Scanned “%s”: that is the barcode of an article, not of a cart. Scan the label on the cart’s "
                               "frame, or type what is painted on it."), shown);
  if (corral_text_holds_card (scanned, strlen (scanned)))
    return g_strdup (_ ("What was scanned looks like the number of a payment card. It is not kept. Scan the label on the "
                        "cart’s frame."));
  if (is_address (clean))
    return g_strdup_printf (_ ("Scanned “%s”: that is a web address, not a cart. Scan the label on the cart’s frame, or type "
                               "what is painted on it."), shown);
  return g_strdup_printf (_ ("Scanned “%s”: no cart that is stored here has that serial. Scan again, or type what is painted "
                             "on the cart; a new cart may not have arrived yet."), shown);
}
