/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "corral-palette.h"

/* look.md: text on the ground 4.5:1; high contrast (WCAG 1.4.6) 7:1. */
static void
test_contrast (void)
{
  for (guint hue = 0; hue < CORRAL_N_HUES; hue++)
    {
      for (guint i = 0; i < 4; i++)
        {
          CorralGround ground = { .dark = i & 1, .high_contrast = (i & 2) != 0 };
          double contrast = corral_palette_contrast (corral_palette_rgb (hue, ground),
                                                     corral_palette_ground_rgb (ground));

          g_test_message ("hue %u ground %u: %.2f", hue, i, contrast);
          g_assert_cmpfloat (contrast, >=, ground.high_contrast ? 7.0 : 4.5);
        }
    }
  g_assert_cmpfloat_with_epsilon (corral_palette_contrast (0x000000, 0xffffff), 21, 0.01);
}

static void
test_states (void)
{
  static const struct
  {
    const char *word;
    guint32 light;
    guint32 dark;
  } cases[] = {
    { "idle", 0x006d4f, 0x3fcf9f },           { "in_use", 0x005a8e, 0x6bbcf0 },
    { "charging", 0x0b6e99, 0x7fd0f5 },       { "low_battery", 0x8a5a00, 0xf0b429 },
    { "late", 0x8a5a00, 0xf0b429 },           { "fault", 0xb03a00, 0xff8a4c },
    { "offline", 0xb03a00, 0xff8a4c },        { "updating", 0x8e3f73, 0xe29bc8 },
    { "out_of_service", 0x5e5c64, 0xc0bfbc }, { "off_premises", 0x8e3f73, 0xe29bc8 },
    { "never_seen", 0x5e5c64, 0xc0bfbc },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      CorralHue hue = corral_palette_state_hue (cases[i].word);

      g_assert_cmphex (corral_palette_rgb (hue, (CorralGround){ FALSE, FALSE }), ==,
                       cases[i].light);
      g_assert_cmphex (corral_palette_rgb (hue, (CorralGround){ TRUE, FALSE }), ==, cases[i].dark);
    }
  g_assert_cmpint (corral_palette_state_hue ("revoked"), ==, CORRAL_HUE_TEXT);
  g_assert_cmpint (corral_palette_state_hue ("of-the-future"), ==, CORRAL_HUE_TEXT);
  g_assert_cmpint (corral_palette_state_hue (NULL), ==, CORRAL_HUE_TEXT);
}

static void
test_series_differ (void)
{
  for (guint i = 0; i < 5; i++)
    g_assert_cmpint (corral_palette_series_hue (i), !=, corral_palette_series_hue (i + 1));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/charts/palette/contrast", test_contrast);
  g_test_add_func ("/charts/palette/states", test_states);
  g_test_add_func ("/charts/palette/series", test_series_differ);
  return g_test_run ();
}
