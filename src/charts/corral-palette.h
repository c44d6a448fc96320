/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* The colours that carry a meaning, after Okabe and Ito (safe for the common kinds of colour
 * vision). Each is a pair: a dark tone on a light ground, a light tone on a dark one. States,
 * series and segments name a hue, never a colour. */
typedef enum
{
  CORRAL_HUE_TEXT, /* the colour of text: no meaning of its own */
  CORRAL_HUE_GREEN,
  CORRAL_HUE_BLUE,
  CORRAL_HUE_SKY,
  CORRAL_HUE_AMBER,
  CORRAL_HUE_VERMILION,
  CORRAL_HUE_PURPLE,
  CORRAL_HUE_GREY,
} CorralHue;

#define CORRAL_N_HUES (CORRAL_HUE_GREY + 1)

/* The ground that something is drawn on. */
typedef struct
{
  gboolean dark;
  gboolean high_contrast;
} CorralGround;

/* Red, green and blue as 0xRRGGBB. Any thread. */
guint32 corral_palette_rgb (CorralHue hue, CorralGround ground);

/* The window's own ground, 0xRRGGBB: what the contrast of a hue is measured against. */
guint32 corral_palette_ground_rgb (CorralGround ground);

/* The contrast of two colours by WCAG 2.1 (1 … 21). */
double corral_palette_contrast (guint32 a, guint32 b);

/* The hue of a cart state by the contract's word ("idle", "in_use", …); text for a word not known.
 */
CorralHue corral_palette_state_hue (const char *word);

/* Whether a part of a bar in that hue is drawn with a hollow middle: hues that some people, or a poor screen, cannot tell
 * apart side by side differ in this as well (tests/unit/charts/test-palette.c). */
gboolean corral_palette_is_hollow (CorralHue hue);

/* The hue of the @index-th series of a chart: neighbours differ in lightness as well. */
CorralHue corral_palette_series_hue (guint index);

G_END_DECLS
