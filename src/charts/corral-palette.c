/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The colours that carry a meaning: one table of pairs, and who uses which. Pure. Any thread. */
#include "config.h"

#include "corral-palette.h"

#include <math.h>

/* High contrast takes the pair further from its ground: text on it at least 7:1. */
typedef struct
{
  guint32 light;
  guint32 dark;
  guint32 light_contrast;
  guint32 dark_contrast;
} Tones;

static const Tones tones[CORRAL_N_HUES] = {
  [CORRAL_HUE_TEXT] = { 0x2e2e2e, 0xffffff, 0x000000, 0xffffff },
  [CORRAL_HUE_GREEN] = { 0x006d4f, 0x3fcf9f, 0x00503a, 0x5fe3b7 },
  [CORRAL_HUE_BLUE] = { 0x005a8e, 0x6bbcf0, 0x00456d, 0x8ccbf4 },
  [CORRAL_HUE_SKY] = { 0x0b6e99, 0x7fd0f5, 0x075272, 0x9adbf8 },
  [CORRAL_HUE_AMBER] = { 0x8a5a00, 0xf0b429, 0x674300, 0xf6c657 },
  [CORRAL_HUE_VERMILION] = { 0xb03a00, 0xff8a4c, 0x852c00, 0xffa777 },
  [CORRAL_HUE_PURPLE] = { 0x8e3f73, 0xe29bc8, 0x702f5a, 0xecb6d7 },
  [CORRAL_HUE_GREY] = { 0x5e5c64, 0xc0bfbc, 0x45434a, 0xdad9d7 },
};

static const struct
{
  const char *word;
  CorralHue hue;
} state_hues[] = {
  { "idle", CORRAL_HUE_GREEN },          { "in_use", CORRAL_HUE_BLUE },
  { "charging", CORRAL_HUE_SKY },        { "low_battery", CORRAL_HUE_AMBER },
  { "late", CORRAL_HUE_AMBER },          { "fault", CORRAL_HUE_VERMILION },
  { "offline", CORRAL_HUE_VERMILION },   { "updating", CORRAL_HUE_PURPLE },
  { "out_of_service", CORRAL_HUE_GREY }, { "off_premises", CORRAL_HUE_PURPLE },
  { "revoked", CORRAL_HUE_TEXT },        { "never_seen", CORRAL_HUE_GREY },
};

static const CorralHue series_hues[] = {
  CORRAL_HUE_BLUE,   CORRAL_HUE_AMBER,     CORRAL_HUE_GREEN,
  CORRAL_HUE_PURPLE, CORRAL_HUE_VERMILION, CORRAL_HUE_GREY,
};

static double
linear (guint32 byte)
{
  double c = (double) byte / 255.0;

  return c <= 0.03928 ? c / 12.92 : pow ((c + 0.055) / 1.055, 2.4);
}

static double
luminance (guint32 rgb)
{
  return 0.2126 * linear (rgb >> 16 & 0xff) + 0.7152 * linear (rgb >> 8 & 0xff)
         + 0.0722 * linear (rgb & 0xff);
}

guint32
corral_palette_rgb (CorralHue hue, CorralGround ground)
{
  const Tones *t = &tones[(guint) hue < CORRAL_N_HUES ? hue : CORRAL_HUE_TEXT];

  if (ground.high_contrast)
    return ground.dark ? t->dark_contrast : t->light_contrast;
  return ground.dark ? t->dark : t->light;
}

guint32
corral_palette_ground_rgb (CorralGround ground)
{
  return ground.dark ? 0x242424 : 0xfafafa;
}

double
corral_palette_contrast (guint32 a, guint32 b)
{
  double la = luminance (a);
  double lb = luminance (b);

  return (MAX (la, lb) + 0.05) / (MIN (la, lb) + 0.05);
}

CorralHue
corral_palette_state_hue (const char *word)
{
  for (guint i = 0; word != NULL && i < G_N_ELEMENTS (state_hues); i++)
    {
      if (g_str_equal (state_hues[i].word, word))
        return state_hues[i].hue;
    }
  return CORRAL_HUE_TEXT;
}

gboolean
corral_palette_is_hollow (CorralHue hue)
{
  return hue == CORRAL_HUE_SKY || hue == CORRAL_HUE_AMBER;
}

CorralHue
corral_palette_series_hue (guint index)
{
  return series_hues[index % G_N_ELEMENTS (series_hues)];
}
