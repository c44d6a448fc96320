/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "corral-raster.h"

static const GdkRGBA red = { 1, 0, 0, 1 };
static const GdkRGBA half_white = { 1, 1, 1, 0.5f };

#define M CORRAL_RASTER_MARGIN

/* Edges on whole pixels are sharp, others are mixed by how much of the pixel is covered. */
static void
test_bar (void)
{
  g_autoptr (CorralRaster) raster = corral_raster_new (10, 20, 1);

  g_assert_cmpuint (corral_raster_get_width (raster), ==, 10);
  corral_raster_bar (raster, 3, 5, 8, &red);
  g_assert_cmphex (corral_raster_get_pixel (raster, 3, M + 4), ==, 0);
  for (int y = 5; y < 8; y++)
    g_assert_cmphex (corral_raster_get_pixel (raster, 3, M + y), ==, 0xffff0000);
  g_assert_cmphex (corral_raster_get_pixel (raster, 3, M + 8), ==, 0);
  g_assert_cmphex (corral_raster_get_pixel (raster, 2, M + 6), ==, 0);
  g_assert_cmphex (corral_raster_get_pixel (raster, 4, M + 6), ==, 0);

  corral_raster_bar (raster, 6, 2.5, 4.25, &red);
  g_assert_cmphex (corral_raster_get_pixel (raster, 6, M + 2) >> 24, ==, 0x80);
  g_assert_cmphex (corral_raster_get_pixel (raster, 6, M + 3), ==, 0xffff0000);
  g_assert_cmphex (corral_raster_get_pixel (raster, 6, M + 4) >> 24, ==, 0x40);
  /* Within one pixel. */
  corral_raster_bar (raster, 7, 2.25, 2.75, &red);
  g_assert_cmphex (corral_raster_get_pixel (raster, 7, M + 2) >> 24, ==, 0x80);
}

/* Premultiplied: a colour over another leaves what shows through; rounding never gives more than white. */
static void
test_lay_over (void)
{
  g_autoptr (CorralRaster) raster = corral_raster_new (4, 4, 1);

  corral_raster_fill (raster, 0, 4, 0, 4, CORRAL_RASTER_PLAIN, 0, &red);
  corral_raster_fill (raster, 0, 4, 0, 4, CORRAL_RASTER_PLAIN, 0, &half_white);
  g_assert_cmphex (corral_raster_get_pixel (raster, 1, M + 1), ==, 0xffff8080);
  for (guint i = 0; i < 40; i++)
    corral_raster_fill (raster, 0, 4, 0, 4, CORRAL_RASTER_PLAIN, 0, &half_white);
  g_assert_cmphex (corral_raster_get_pixel (raster, 1, M + 1) >> 24, ==, 0xff);
  g_assert_cmphex (corral_raster_get_pixel (raster, 1, M + 1) & 0xff, >=, 0xfd);
}

/* Nothing outside of the picture is written, whatever is asked: the sanitizers look on. */
static void
test_outside (void)
{
  g_autoptr (CorralRaster) raster = corral_raster_new (8, 6, 2);
  g_autoptr (CorralRaster) least = corral_raster_new (0.2, 0, 1);

  g_assert_cmpuint (corral_raster_get_width (raster), ==, 16);
  corral_raster_bar (raster, -1, 0, 6, &red);
  corral_raster_bar (raster, 16, 0, 6, &red);
  corral_raster_bar (raster, 0, -1e9, 1e9, &red);
  corral_raster_bar (raster, 1, 5, 1, &red);
  corral_raster_bar (raster, 2, G_MAXDOUBLE, -G_MAXDOUBLE, &red);
  corral_raster_bar (raster, 3, 0. / 0., 4, &red);
  corral_raster_fill (raster, -100, 100, -50, 50, CORRAL_RASTER_LINES, -12345, &half_white);
  corral_raster_bar (least, 0, 0, 1, &red);
  g_assert_cmphex (corral_raster_get_pixel (raster, 0, 0), !=, 0);
  g_assert_cmphex (corral_raster_get_pixel (raster, 1, 2 * M + 4) & 0xff000000, !=, 0xff000000);
  g_assert_cmphex (corral_raster_get_pixel (raster, -1, 0), ==, 0);
  g_assert_cmphex (corral_raster_get_pixel (raster, 0, 1000), ==, 0);
}

/* Patterns repeat, leave pixels free, and go along with what is drawn. */
static void
test_patterns (void)
{
  const CorralRasterPattern patterns[] = { CORRAL_RASTER_LINES, CORRAL_RASTER_STRIPES };

  for (guint k = 0; k < G_N_ELEMENTS (patterns); k++)
    {
      g_autoptr (CorralRaster) still = corral_raster_new (56, 10, 1);
      g_autoptr (CorralRaster) moved = corral_raster_new (56, 10, 1);
      guint n = 0;

      corral_raster_fill (still, 0, 56, 0, 10, patterns[k], 0, &red);
      corral_raster_fill (moved, 0, 56, 0, 10, patterns[k], 5, &red);
      for (int x = 0; x < 50; x++)
        {
          n += corral_raster_get_pixel (still, x, M + 3) != 0;
          g_assert_cmphex (corral_raster_get_pixel (still, x + 5, M + 3), ==,
                           corral_raster_get_pixel (moved, x, M + 3));
        }
      g_assert_cmpuint (n, >, 0);
      g_assert_cmpuint (n, <, 30);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/charts/raster/bar", test_bar);
  g_test_add_func ("/charts/raster/lay-over", test_lay_over);
  g_test_add_func ("/charts/raster/outside", test_outside);
  g_test_add_func ("/charts/raster/patterns", test_patterns);
  return g_test_run ();
}
