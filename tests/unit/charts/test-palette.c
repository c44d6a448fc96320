/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "corral-palette.h"

#include <math.h>

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

/* ---- colour vision ---------------------------------------------------------------------------------------- */

/* How linear red, green and blue look to people without one kind of cones: G. M. Machado, M. M. Oliveira, L. A. F. Fernandes,
 * "A Physiologically-based Model for Simulation of Color Vision Deficiency", IEEE Transactions on Visualization and Computer
 * Graphics 15(6), 2009, table 1, severity 1. The last row is everybody else. */
static const struct
{
  const char *name;
  double m[3][3];
} visions[] = {
  { "protan", { { 0.152286, 1.052583, -0.204868 }, { 0.114503, 0.786281, 0.099216 }, { -0.003882, -0.048116, 1.051998 } } },
  { "deutan", { { 0.367322, 0.860646, -0.227968 }, { 0.280085, 0.672501, 0.047413 }, { -0.011820, 0.042940, 0.968881 } } },
  { "tritan", { { 1.255528, -0.076749, -0.178779 }, { -0.078411, 0.930809, 0.147602 }, { 0.004733, 0.691367, 0.303900 } } },
  { "usual", { { 1, 0, 0 }, { 0, 1, 0 }, { 0, 0, 1 } } },
};

static double
to_linear (guint32 byte)
{
  double c = byte / 255.0;

  return c <= 0.04045 ? c / 12.92 : pow ((c + 0.055) / 1.055, 2.4);
}

static double
lab_curve (double t)
{
  return t > 216 / 24389.0 ? cbrt (t) : (24389 / 27.0 * t + 16) / 116;
}

/* CIELAB under D65 of what is seen. */
static void
see (guint32 rgb, guint vision, double lab[3])
{
  const double in[3] = { to_linear (rgb >> 16 & 0xff), to_linear (rgb >> 8 & 0xff), to_linear (rgb & 0xff) };
  double out[3], x, y, z;

  for (guint i = 0; i < 3; i++)
    out[i] = CLAMP (visions[vision].m[i][0] * in[0] + visions[vision].m[i][1] * in[1] + visions[vision].m[i][2] * in[2], 0, 1);
  x = lab_curve ((0.4124 * out[0] + 0.3576 * out[1] + 0.1805 * out[2]) / 0.95047);
  y = lab_curve (0.2126 * out[0] + 0.7152 * out[1] + 0.0722 * out[2]);
  z = lab_curve ((0.0193 * out[0] + 0.1192 * out[1] + 0.9505 * out[2]) / 1.08883);
  lab[0] = 116 * y - 16;
  lab[1] = 500 * (x - y);
  lab[2] = 200 * (y - z);
}

/* CIE 1976: some 2.3 are just noticed side by side. */
static double
distance (CorralHue a, CorralHue b, CorralGround ground, guint vision)
{
  double p[3], q[3];

  see (corral_palette_rgb (a, ground), vision, p);
  see (corral_palette_rgb (b, ground), vision, q);
  return sqrt (pow (p[0] - q[0], 2) + pow (p[1] - q[1], 2) + pow (p[2] - q[2], 2));
}

/* @least: of any ground and any vision. */
static double
find_least (CorralHue a, CorralHue b)
{
  double least = INFINITY;

  for (guint i = 0; i < 4; i++)
    for (guint vision = 0; vision < G_N_ELEMENTS (visions); vision++)
      least = MIN (least, distance (a, b, (CorralGround){ .dark = i & 1, .high_contrast = (i & 2) != 0 }, vision));
  return least;
}

/* Series of one chart. */
static void
test_series_can_be_told_apart (void)
{
  for (guint i = 0; i < 5; i++)
    {
      double least = find_least (corral_palette_series_hue (i), corral_palette_series_hue (i + 1));

      g_test_message ("series %u and %u: %.1f", i, i + 1, least);
      g_assert_cmpfloat (least, >=, 12);
    }
}

/* Parts of a bar, of which any two may stand side by side: by colour, or by a hollow middle. */
static void
test_parts_can_be_told_apart (void)
{
  static const CorralHue parts[] = { CORRAL_HUE_GREEN,     CORRAL_HUE_BLUE, CORRAL_HUE_SKY,
                                     CORRAL_HUE_VERMILION, CORRAL_HUE_GREY, CORRAL_HUE_AMBER };

  for (guint i = 0; i < G_N_ELEMENTS (parts); i++)
    for (guint k = i + 1; k < G_N_ELEMENTS (parts); k++)
      {
        double least = find_least (parts[i], parts[k]);

        g_test_message ("hues %u and %u: %.1f", parts[i], parts[k], least);
        if (corral_palette_is_hollow (parts[i]) == corral_palette_is_hollow (parts[k]))
          g_assert_cmpfloat (least, >=, 7.5);
      }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/charts/palette/contrast", test_contrast);
  g_test_add_func ("/charts/palette/states", test_states);
  g_test_add_func ("/charts/palette/series", test_series_differ);
  g_test_add_func ("/charts/palette/series-vision", test_series_can_be_told_apart);
  g_test_add_func ("/charts/palette/parts-vision", test_parts_can_be_told_apart);
  return g_test_run ();
}
