/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* What free text must not hold (domain.md, "Privacy and payment"). */
typedef enum
{
  CORRAL_PRIVATE_NONE,
  CORRAL_PRIVATE_CARD,  /* 13–19 digits, separators between them, that begin as a scheme's do and pass Luhn's check */
  CORRAL_PRIVATE_EMAIL,
  CORRAL_PRIVATE_PHONE,
  CORRAL_PRIVATE_TOKEN, /* a sign-in that somebody copied: a JSON web token, or what follows "Bearer" */
} CorralPrivate;

/* The first thing in @text that looks like somebody's card, e-mail address, phone number or sign-in; @start and @length
 * (nullable): where, in bytes. Full-width and other digits of Unicode count as digits. Labels, serials, ticket numbers,
 * firmware versions, dates, times, weights, barcodes, UUIDs and the numbers of modems and SIMs are none. @text need not
 * be valid UTF-8. Any thread. */
CorralPrivate corral_text_find_private (const char *text, gsize *start, gsize *length);

/* @text with every card number's digits but the last four replaced by "•": for what comes in. Any thread. */
char *corral_text_mask_cards (const char *text) G_GNUC_WARN_UNUSED_RESULT;

/* The same, and every e-mail address, phone number and token replaced by "•••": for what leaves by the clipboard. What is returned
 * holds nothing that corral_text_find_private() finds. Any thread. */
char *corral_text_mask_private (const char *text) G_GNUC_WARN_UNUSED_RESULT;

/* Whether corral_text_mask_cards() would change @text, which is @length bytes long. Costs next to nothing where there are
 * few digits. Any thread. */
gboolean corral_text_holds_card (const char *text, gsize length);

G_END_DECLS
