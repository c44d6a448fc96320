/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Widths that grow with the text. Main thread. */
#include "config.h"

#include "corral-text-size.h"

#define USUAL_PX (11 * 96 / 72.0)

int
corral_text_size_px (GtkWidget *widget, int px)
{
  const PangoFontDescription *font;
  double size;

  g_return_val_if_fail (GTK_IS_WIDGET (widget), px);

  font = pango_context_get_font_description (gtk_widget_get_pango_context (widget));
  /* GTK gives pixels; a size in points would be a font of somebody else's. */
  if (font == NULL || !pango_font_description_get_size_is_absolute (font))
    return px;
  size = pango_font_description_get_size (font) / (double) PANGO_SCALE / USUAL_PX;
  return (int) (px * CLAMP (size, 0.5, 4) + 0.5);
}
