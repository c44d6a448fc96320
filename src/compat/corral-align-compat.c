/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where things stand in their space, as GTK 4.8 calls it. */
#include "config.h"

#include "corral-align-compat.h"

#define LEFT_TO_RIGHT_MARK 0x200e
#define RIGHT_TO_LEFT_MARK 0x200f

GtkAlign
corral_compat_align_baseline (void)
{
  return GTK_ALIGN_BASELINE;
}

static gboolean
is_read_from_right (gunichar letter)
{
  GUnicodeScript script = g_unichar_get_script (letter);

  return letter == RIGHT_TO_LEFT_MARK || script == G_UNICODE_SCRIPT_ARABIC || script == G_UNICODE_SCRIPT_HEBREW
         || script == G_UNICODE_SCRIPT_SYRIAC || script == G_UNICODE_SCRIPT_THAANA || script == G_UNICODE_SCRIPT_NKO;
}

/* The direction of the first letter that has one, as Pango takes that of a paragraph (its own function is deprecated). */
static PangoDirection
find_direction (const char *text)
{
  for (const char *at = text; at != NULL && *at != '\0'; at = g_utf8_next_char (at))
    {
      gunichar letter = g_utf8_get_char (at);

      if (letter == LEFT_TO_RIGHT_MARK || letter == RIGHT_TO_LEFT_MARK || g_unichar_isalpha (letter))
        return is_read_from_right (letter) ? PANGO_DIRECTION_RTL : PANGO_DIRECTION_LTR;
    }
  return PANGO_DIRECTION_NEUTRAL;
}

void
corral_compat_inscription_set_text (GtkInscription *inscription, const char *text, gboolean at_end)
{
  PangoDirection own = gtk_widget_get_direction (GTK_WIDGET (inscription)) == GTK_TEXT_DIR_RTL ? PANGO_DIRECTION_RTL
                                                                                               : PANGO_DIRECTION_LTR;
  PangoDirection direction = find_direction (text);
  gboolean turned = direction != PANGO_DIRECTION_NEUTRAL && direction != own;

  gtk_inscription_set_xalign (inscription, turned != at_end ? 1 : 0);
  gtk_inscription_set_text (inscription, text);
}
