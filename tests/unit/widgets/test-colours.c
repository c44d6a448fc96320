/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Colours of style sheets and of cells: they are those of the palette, and text in them is read. */
#include "corral-cart-state.h"
#include "corral-chart-layer.h"
#include "corral-look.h"
#include "corral-palette.h"
#include "corral-tints.h"

#include <adwaita.h>
#include <math.h>
#include <string.h>

static const char *const names[CORRAL_N_HUES] = {
  [CORRAL_HUE_GREEN] = "green", [CORRAL_HUE_BLUE] = "blue",           [CORRAL_HUE_SKY] = "sky",       [CORRAL_HUE_AMBER] = "amber",
  [CORRAL_HUE_PURPLE] = "purple", [CORRAL_HUE_VERMILION] = "vermilion", [CORRAL_HUE_GREY] = "grey",
};

/* One table in C and one in each sheet: they say the same. */
static void
test_sheets (void)
{
  static const struct
  {
    const char *sheet;
    CorralGround ground;
  } sheets[] = {
    { "style.css", { FALSE, FALSE } },
    { "style-dark.css", { TRUE, FALSE } },
    { "style-hc.css", { FALSE, TRUE } },
    { "style-hc-dark.css", { TRUE, TRUE } },
  };

  for (guint i = 0; i < G_N_ELEMENTS (sheets); i++)
    {
      g_autofree char *file = g_build_filename (g_getenv ("CORRAL_SOURCE_DIR"), "ui", sheets[i].sheet, NULL);
      g_autofree char *text = NULL;
      g_autoptr (GError) error = NULL;

      g_file_get_contents (file, &text, NULL, &error);
      g_assert_no_error (error);
      for (guint hue = CORRAL_HUE_GREEN; hue < CORRAL_N_HUES; hue++)
        {
          g_autofree char *line = g_strdup_printf ("@define-color corral_%s #%06x;", names[hue],
                                                   corral_palette_rgb (hue, sheets[i].ground));

          if (strstr (text, line) == NULL)
            g_error ("%s has no line “%s”", sheets[i].sheet, line);
        }
    }
}

static guint32
blend (const GdkRGBA *colour, guint32 ground)
{
  const float parts[3] = { colour->red, colour->green, colour->blue };
  guint32 seen = 0;

  for (guint i = 0; i < 3; i++)
    {
      double under = (ground >> (16 - 8 * i) & 0xff) / 255.0;

      seen = seen << 8 | (guint32) round (255 * (parts[i] * colour->alpha + under * (1 - colour->alpha)));
    }
  return seen;
}

/* Also what is said by the way: on the table's ground, and on that of the window. */
static void
test_cells (void)
{
  static const char *const classes[] = { "state-idle",        "state-in-use",           "state-charging",   "state-late",
                                         "state-fault",       "state-updating",         "state-never-seen", "severity-act",
                                         "severity-watch",    "dim-label",              "corral-cell-quiet", NULL };
  AdwStyleManager *manager = adw_style_manager_get_default ();

  for (guint dark = 0; dark < 2; dark++)
    {
      const guint32 grounds[] = { dark ? 0x1e1e1e : 0xffffff, dark ? 0x242424 : 0xfafafa };
      CorralTints *tints = corral_tints_new ();

      adw_style_manager_set_color_scheme (manager, dark ? ADW_COLOR_SCHEME_FORCE_DARK : ADW_COLOR_SCHEME_FORCE_LIGHT);
      g_assert_cmpint (corral_plot_current_ground ().dark, ==, dark);
      for (guint i = 0; i < G_N_ELEMENTS (classes); i++)
        for (guint k = 0; k < G_N_ELEMENTS (grounds); k++)
          {
            guint32 seen = blend (&corral_tints_get (tints, classes[i])->colour, grounds[k]);
            double contrast = corral_palette_contrast (seen, grounds[k]);

            g_test_message ("%s on #%06x: %.2f", classes[i] != NULL ? classes[i] : "text", grounds[k], contrast);
            g_assert_cmpfloat (contrast, >=, 4.5);
          }
      corral_tints_free (tints);
    }
}

/* In high contrast what is said by the way is as the text around it, neither fainter nor stronger. */
static void
test_high_contrast (void)
{
  CorralTints *tints;

  if (!g_test_subprocess ())
    {
      /* It is asked for when a process begins. */
      g_setenv ("ADW_DEBUG_HIGH_CONTRAST", "1", TRUE);
      g_test_trap_subprocess (NULL, 0, 0);
      g_unsetenv ("ADW_DEBUG_HIGH_CONTRAST");
      g_test_trap_assert_passed ();
      return;
    }
  g_assert_true (adw_style_manager_get_high_contrast (adw_style_manager_get_default ()));
  tints = corral_tints_new ();
  g_assert_nonnull (corral_tints_get (tints, "severity-act")->attributes);
  g_assert_null (corral_tints_get (tints, "corral-cell-quiet")->attributes);
  g_assert_null (corral_tints_get (tints, "dim-label")->attributes);
  corral_tints_free (tints);
}

/* Colour is never all that two states differ in. */
static void
test_states_differ (void)
{
  for (guint a = 0; a < CORRAL_CART_OTHER; a++)
    for (guint b = a + 1; b < CORRAL_CART_OTHER; b++)
      {
        CorralLook one = corral_look_of_state (a), other = corral_look_of_state (b);

        g_assert_cmpstr (one.word, !=, other.word);
        g_assert_cmpstr (one.icon_name, !=, other.icon_name);
      }
  g_assert_cmpstr (corral_look_of_severity ("act").icon_name, !=, corral_look_of_severity ("watch").icon_name);
  g_assert_cmpstr (corral_look_of_severity ("watch").icon_name, !=, corral_look_of_severity ("info").icon_name);
}

int
main (int argc, char **argv)
{
  gtk_test_init (&argc, &argv, NULL);
  adw_init ();
  g_test_add_func ("/widgets/colours/sheets", test_sheets);
  g_test_add_func ("/widgets/colours/cells", test_cells);
  g_test_add_func ("/widgets/colours/high-contrast", test_high_contrast);
  g_test_add_func ("/widgets/colours/states-differ", test_states_differ);
  return g_test_run ();
}
