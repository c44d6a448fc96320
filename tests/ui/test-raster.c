/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is painted, read back through a render node drawn by cairo. */
#include "corral-raster.h"

#include <math.h>

#define SIDE 8

typedef struct
{
  guint32 pixels[SIDE * 2][SIDE * 2];
} Board;

static void
read_back (CorralRaster *raster, int scale, Board *board)
{
  GtkSnapshot *snapshot = gtk_snapshot_new ();
  cairo_surface_t *surface = cairo_image_surface_create_for_data ((guchar *) board, CAIRO_FORMAT_ARGB32, SIDE * 2,
                                                                  SIDE * 2, SIDE * 2 * 4);
  cairo_t *cr = cairo_create (surface);
  GskRenderNode *node;

  corral_raster_finish (raster, snapshot, 0, 0);
  node = gtk_snapshot_free_to_node (snapshot);
  cairo_scale (cr, scale, scale);
  gsk_render_node_draw (node, cr);
  gsk_render_node_unref (node);
  cairo_destroy (cr);
  cairo_surface_destroy (surface);
}

static const GdkRGBA red = { 1, 0, 0, 1 };
static const GdkRGBA half_blue = { 0, 0, 1, 0.5f };

static void
test_bars (void)
{
  static const struct
  {
    double top, bottom;
    guint32 rows[SIDE]; /* alpha of each row */
  } cases[] = {
    { 2, 4, { 0, 0, 255, 255 } },
    { 4, 2, { 0, 0, 255, 255 } },
    { 1.5, 3.25, { 0, 128, 255, 64 } },
    { 2.25, 2.75, { 0, 0, 128 } },
    { -5, 1, { 255 } },
    { 7, 900, { 0, 0, 0, 0, 0, 0, 0, 255 } },
    { -1e6, 1e6, { 255, 255, 255, 255, 255, 255, 255, 255 } },
    { 20, 30, { 0 } },
    { NAN, 3, { 0 } },
    { 3, 3, { 0 } },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      CorralRaster *raster = corral_raster_new (SIDE, SIDE, 1);
      Board board = { 0 };

      g_assert_cmpuint (corral_raster_get_width (raster), ==, SIDE);
      corral_raster_add_bar (raster, 3, cases[i].top, cases[i].bottom, &red);
      corral_raster_add_bar (raster, SIDE, 0, SIDE, &red);
      read_back (raster, 1, &board);
      for (guint y = 0; y < SIDE; y++)
        {
          g_assert_cmpint (ABS ((int) (board.pixels[y][3] >> 24) - (int) cases[i].rows[y]), <=, 1);
          g_assert_cmphex (board.pixels[y][2], ==, 0);
          g_assert_cmphex (board.pixels[y][4], ==, 0);
        }
    }
}

static void
test_over (void)
{
  CorralRaster *raster = corral_raster_new (SIDE, SIDE, 1);
  Board board = { 0 };

  corral_raster_add_rect (raster, &GRAPHENE_RECT_INIT (1, 1, 4, 4), &red);
  corral_raster_add_rect (raster, &GRAPHENE_RECT_INIT (3, 3, 90, 90), &half_blue);
  read_back (raster, 1, &board);
  g_assert_cmphex (board.pixels[0][0], ==, 0);
  g_assert_cmphex (board.pixels[1][1], ==, 0xffff0000);
  g_assert_cmphex (board.pixels[7][7] >> 24, ==, 0x80);
  /* Half of each, and opaque. */
  g_assert_cmphex (board.pixels[4][4] >> 24, ==, 0xff);
  g_assert_cmpint (ABS ((int) (board.pixels[4][4] >> 16 & 0xff) - 127), <=, 1);
  g_assert_cmpint (ABS ((int) (board.pixels[4][4] & 0xff) - 128), <=, 1);
}

static void
test_images (void)
{
  guint32 source[2][2] = { { 0xff0000ff, 0 }, { 0, 0xff00ff00 } };
  cairo_surface_t *image
      = cairo_image_surface_create_for_data ((guchar *) source, CAIRO_FORMAT_ARGB32, 2, 2, 2 * sizeof (guint32));
  CorralRaster *raster = corral_raster_new (SIDE, SIDE, 1);
  Board board = { 0 };

  corral_raster_add_tiles (raster, &GRAPHENE_RECT_INIT (1, 1, 3, 2), image);
  corral_raster_add_stamp (raster, 7, 7, image);
  corral_raster_add_stamp (raster, -1, 5, image);
  corral_raster_add_stamp (raster, 100, 100, image);
  read_back (raster, 1, &board);
  cairo_surface_destroy (image);

  /* Tiles lie on the raster of the picture, not of the rectangle. */
  g_assert_cmphex (board.pixels[1][1], ==, 0xff00ff00);
  g_assert_cmphex (board.pixels[1][2], ==, 0);
  g_assert_cmphex (board.pixels[2][2], ==, 0xff0000ff);
  g_assert_cmphex (board.pixels[3][3], ==, 0);
  /* Stamps are cut at the edges. */
  g_assert_cmphex (board.pixels[7][7], ==, 0xff0000ff);
  g_assert_cmphex (board.pixels[6][0], ==, 0xff00ff00);
  g_assert_cmphex (board.pixels[5][0], ==, 0);
}

/* Twice the device pixels: units stay, a bar is one device pixel wide. */
static void
test_scale (void)
{
  CorralRaster *raster = corral_raster_new (SIDE, SIDE, 2);
  Board board = { 0 };

  g_assert_cmpuint (corral_raster_get_width (raster), ==, 2 * SIDE);
  corral_raster_add_bar (raster, 3, 1, 2, &red);
  corral_raster_add_rect (raster, &GRAPHENE_RECT_INIT (4, 4, 1, 1), &red);
  read_back (raster, 2, &board);
  g_assert_cmphex (board.pixels[1][3], ==, 0);
  g_assert_cmphex (board.pixels[2][3], ==, 0xffff0000);
  g_assert_cmphex (board.pixels[3][3], ==, 0xffff0000);
  g_assert_cmphex (board.pixels[4][3], ==, 0);
  g_assert_cmphex (board.pixels[2][4], ==, 0);
  g_assert_cmphex (board.pixels[8][8], ==, 0xffff0000);
  g_assert_cmphex (board.pixels[9][9], ==, 0xffff0000);
  g_assert_cmphex (board.pixels[10][9], ==, 0);
}

int
main (int argc, char **argv)
{
  gtk_test_init (&argc, &argv, NULL);
  g_test_add_func ("/ui/raster/bars", test_bars);
  g_test_add_func ("/ui/raster/over", test_over);
  g_test_add_func ("/ui/raster/images", test_images);
  g_test_add_func ("/ui/raster/scale", test_scale);
  return g_test_run ();
}
