/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The small widgets: pills, ages, notices, tiles, facts, sentences, filters; and every icon of the program. */
#include "corral-age-label.h"
#include "corral-fact-row.h"
#include "corral-filter-bar.h"
#include "corral-look.h"
#include "corral-notice-bar.h"
#include "corral-palette.h"
#include "corral-pill.h"
#include "corral-schema.h"
#include "corral-sentence.h"
#include "corral-tile.h"
#include "corral-time.h"

#include "widget-test.h"

/* --- pills and icons ---------------------------------------------------------------------------------- */

/* How different two colours are. */
static guint
distance (guint32 a, guint32 b)
{
  guint sum = 0;

  for (guint shift = 0; shift < 24; shift += 8)
    sum += (guint) ABS ((int) (a >> shift & 0xff) - (int) (b >> shift & 0xff));
  return sum;
}

/* The colour that is least like the ground, and how many pixels are drawn at all: edges are blended. */
static guint32
drawn_colour (GdkTexture *texture, const graphene_rect_t *area, guint *n_drawn)
{
  int width = gdk_texture_get_width (texture);
  int height = gdk_texture_get_height (texture);
  g_autofree guint32 *pixels = g_new (guint32, (gsize) width * (gsize) height);
  guint32 ground, best;

  gdk_texture_download (texture, (guchar *) pixels, (gsize) width * 4);
  ground = best = pixels[0];
  *n_drawn = 0;
  for (int y = (int) area->origin.y; y < (int) (area->origin.y + area->size.height); y++)
    for (int x = (int) area->origin.x; x < (int) (area->origin.x + area->size.width); x++)
      {
        guint32 pixel = pixels[y * width + x];

        *n_drawn += pixel != ground;
        if (distance (pixel, ground) > distance (best, ground))
          best = pixel;
      }
  return best & 0xffffff;
}

/* look.md, "States": light, dark; 0: the colour of text. */
static const guint32 colours[][2] = {
  { 0x006d4f, 0x3fcf9f }, { 0x005a8e, 0x6bbcf0 }, { 0x0b6e99, 0x7fd0f5 }, { 0x8a5a00, 0xf0b429 },
  { 0x8a5a00, 0xf0b429 }, { 0xb03a00, 0xff8a4c }, { 0xb03a00, 0xff8a4c }, { 0x8e3f73, 0xe29bc8 },
  { 0x5e5c64, 0xc0bfbc }, { 0x8e3f73, 0xe29bc8 }, { 0, 0 },               { 0x5e5c64, 0xc0bfbc },
};

static void
test_pills (void)
{
  GtkIconTheme *theme = gtk_icon_theme_get_for_display (gdk_display_get_default ());
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 8);
  GtkWidget *window;
  GtkWidget *pills[12];

  gtk_widget_set_margin_start (box, 20);
  gtk_widget_set_margin_top (box, 20);
  for (guint i = 0; i < 12; i++)
    {
      CorralLook look = corral_look_of_state ((CorralCartState) i);

      g_assert_true (gtk_icon_theme_has_icon (theme, look.icon_name));
      pills[i] = corral_pill_new ();
      corral_pill_set_look (CORRAL_PILL (pills[i]), look);
      g_assert_cmpstr (corral_pill_get_word (CORRAL_PILL (pills[i])), ==, look.word);
      g_assert_cmpstr (corral_pill_get_icon_name (CORRAL_PILL (pills[i])), ==, look.icon_name);
      gtk_box_append (GTK_BOX (box), pills[i]);
    }
  window = widget_test_show (box, 300, 420);

  /* The shapes have the state's colour, on a light and on a dark ground: symbolic icons are recoloured. */
  for (guint dark = 0; dark < 2; dark++)
    {
      g_autoptr (GdkTexture) picture = NULL;

      widget_test_set_look (dark != 0, FALSE);
      picture = widget_test_picture (window, dark ? "pills-dark" : "pills-light");
      for (guint i = 0; i < 12; i++)
        {
          GtkWidget *image = widget_test_find_type (pills[i], GTK_TYPE_IMAGE);
          graphene_rect_t bounds;
          guint drawn;
          guint32 colour;

          g_assert_true (gtk_widget_compute_bounds (image, window, &bounds));
          colour = drawn_colour (picture, &bounds, &drawn);
          g_assert_cmpuint (drawn, >, 25);
          if (colours[i][dark] != 0)
            g_assert_cmphex (colour, ==, colours[i][dark]);
        }
    }
  widget_test_set_look (FALSE, FALSE);

  /* From one look to another, no class stays behind. */
  corral_pill_set_look_with_word (CORRAL_PILL (pills[0]), corral_look_of_severity ("act"), "Fault 3×");
  g_assert_false (gtk_widget_has_css_class (pills[0], "state-idle"));
  g_assert_true (gtk_widget_has_css_class (pills[0], "severity-act"));
  corral_pill_set_look (CORRAL_PILL (pills[0]), corral_look_of_severity ("info"));
  g_assert_false (gtk_widget_has_css_class (pills[0], "severity-act"));
  widget_test_close (window);
}

static void
test_icons (void)
{
  GtkIconTheme *theme = gtk_icon_theme_get_for_display (gdk_display_get_default ());
  g_auto (GStrv) names = g_resources_enumerate_children ("/org/cartcorral/Corral/icons/scalable/actions", 0, NULL);
  GtkWidget *grid = gtk_flow_box_new ();
  GtkWidget *window;

  gtk_icon_theme_add_search_path (theme, CORRAL_ICON_DIR);
  gtk_flow_box_set_max_children_per_line (GTK_FLOW_BOX (grid), 4);
  gtk_flow_box_set_min_children_per_line (GTK_FLOW_BOX (grid), 4);
  g_assert_cmpuint (g_strv_length (names), >=, 24);
  for (guint i = 0; names[i] != NULL; i++)
    {
      static const int sizes[] = { 16, 32, 64 };
      g_autofree char *name = g_strndup (names[i], strlen (names[i]) - strlen (".svg"));
      GtkWidget *line = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
      GtkWidget *label = gtk_label_new (name + strlen ("corral-"));

      g_assert_true (g_str_has_suffix (name, "-symbolic"));
      g_assert_true (gtk_icon_theme_has_icon (theme, name));
      for (guint k = 0; k < G_N_ELEMENTS (sizes); k++)
        {
          GtkWidget *image = gtk_image_new_from_icon_name (name);

          gtk_image_set_pixel_size (GTK_IMAGE (image), sizes[k]);
          gtk_box_append (GTK_BOX (line), image);
        }
      gtk_widget_add_css_class (label, "caption");
      gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
      gtk_box_append (GTK_BOX (line), label);
      gtk_flow_box_append (GTK_FLOW_BOX (grid), line);
    }
  for (guint k = 0; k < 2; k++)
    {
      static const char *const program[] = { "org.cartcorral.Corral", "org.cartcorral.Corral-symbolic" };
      static const int sizes[] = { 16, 24, 48, 128 };
      GtkWidget *line = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);

      g_assert_true (gtk_icon_theme_has_icon (theme, program[k]));
      for (guint i = 0; i < G_N_ELEMENTS (sizes); i++)
        {
          GtkWidget *image = gtk_image_new_from_icon_name (program[k]);

          gtk_image_set_pixel_size (GTK_IMAGE (image), sizes[i]);
          gtk_box_append (GTK_BOX (line), image);
        }
      gtk_flow_box_append (GTK_FLOW_BOX (grid), line);
    }
  window = widget_test_show (grid, 1100, 700);
  g_object_unref (widget_test_picture (window, "icons-light"));
  widget_test_set_look (TRUE, FALSE);
  g_object_unref (widget_test_picture (window, "icons-dark"));
  widget_test_set_look (FALSE, FALSE);
  widget_test_close (window);
}

/* --- age ---------------------------------------------------------------------------------------------- */

static void
test_age (void)
{
  gint64 start = G_GINT64_CONSTANT (1795424400000); /* Mon 23 Nov 2026 09:00 UTC */
  g_autoptr (CorralClock) clock = corral_clock_new_manual (start * 1000);
  CorralAgeLabel *label = CORRAL_AGE_LABEL (corral_age_label_new (clock));
  GtkWidget *window;

  g_assert_cmpstr (corral_age_label_get_text (label), ==, "Nothing received yet");
  window = widget_test_show (GTK_WIDGET (label), 300, 60);
  corral_age_label_set (label, start - 3 * CORRAL_SECOND_MS, TRUE);
  g_assert_cmpstr (corral_age_label_get_text (label), ==, "Live, 3 s ago");

  /* It counts on by itself. */
  corral_clock_advance_us (clock, 2 * G_USEC_PER_SEC);
  wait_until (g_str_equal (corral_age_label_get_text (label), "Live, 5 s ago"));

  corral_clock_advance_us (clock, 130 * CORRAL_MINUTE_MS * 1000);
  corral_age_label_set (label, start, FALSE);
  g_assert_cmpstr (corral_age_label_get_text (label), ==, "As of 09:00, 2 h 10 min ago");
  g_assert_true (gtk_widget_has_css_class (GTK_WIDGET (label), "old"));
  corral_age_label_set (label, corral_clock_now_ms (clock), TRUE);
  g_assert_false (gtk_widget_has_css_class (GTK_WIDGET (label), "old"));
  widget_test_close (window);
}

/* --- notice ------------------------------------------------------------------------------------------- */

static void
count (gpointer object, guint *n)
{
  (*n)++;
}

static void
count_action (GSimpleAction *action, GVariant *parameter, gpointer n)
{
  (*(guint *) n)++;
}

static void
test_notice (void)
{
  CorralNoticeBar *bar = CORRAL_NOTICE_BAR (corral_notice_bar_new ());
  g_autoptr (GSimpleActionGroup) actions = g_simple_action_group_new ();
  g_autoptr (GSimpleAction) action = g_simple_action_new ("sign-in", NULL);
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  const char *sentence = "The cloud has not answered since 09:14. You see what was known then.";
  GtkWidget *window, *button;
  guint emitted = 0, acted = 0;

  g_signal_connect (action, "activate", G_CALLBACK (count_action), &acted);
  g_action_map_add_action (G_ACTION_MAP (actions), G_ACTION (action));
  g_signal_connect (bar, "action", G_CALLBACK (count), &emitted);
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (bar));
  gtk_box_append (GTK_BOX (box), gtk_label_new ("page"));
  window = widget_test_show (box, 700, 120);
  gtk_widget_insert_action_group (window, "win", G_ACTION_GROUP (actions));

  g_assert_null (corral_notice_bar_get_sentence (bar));
  g_assert_false (gtk_widget_get_mapped (GTK_WIDGET (bar)));
  corral_notice_bar_show (bar, CORRAL_NOTICE_WATCH, sentence, "Try again", NULL);
  wait_until (gtk_widget_get_mapped (GTK_WIDGET (bar)));
  gtk_test_accessible_assert_role (GTK_ACCESSIBLE (bar), GTK_ACCESSIBLE_ROLE_ALERT);
  gtk_test_accessible_assert_property (GTK_ACCESSIBLE (bar), GTK_ACCESSIBLE_PROPERTY_LABEL, sentence);
  g_object_unref (widget_test_picture (window, "notice"));
  button = widget_test_find_type (GTK_WIDGET (bar), GTK_TYPE_BUTTON);
  g_signal_emit_by_name (button, "clicked");
  g_assert_cmpuint (emitted, ==, 1);

  corral_notice_bar_show (bar, CORRAL_NOTICE_ACT, "Sign in again.", "Sign in", "win.sign-in");
  g_assert_cmpstr (corral_notice_bar_get_sentence (bar), ==, "Sign in again.");
  g_signal_emit_by_name (button, "clicked");
  g_assert_cmpuint (emitted, ==, 1);
  g_assert_cmpuint (acted, ==, 1);
  corral_notice_bar_show (bar, CORRAL_NOTICE_INFO, "All is well.", NULL, NULL);
  g_assert_false (gtk_widget_get_visible (button));

  corral_notice_bar_hide (bar);
  g_assert_null (corral_notice_bar_get_sentence (bar));
  wait_until (!gtk_widget_get_mapped (GTK_WIDGET (bar)));
  widget_test_close (window);
}

/* --- tile, fact, sentence ----------------------------------------------------------------------------- */

static void
test_tile (void)
{
  CorralTile *tile = CORRAL_TILE (g_object_ref_sink (corral_tile_new (corral_look_of_state (CORRAL_CART_OFFLINE))));

  g_assert_cmpint (corral_tile_get_count (tile), ==, CORRAL_UNKNOWN);
  gtk_test_accessible_assert_property (GTK_ACCESSIBLE (tile), GTK_ACCESSIBLE_PROPERTY_LABEL, "Silent: –");
  corral_tile_set_count (tile, 1023);
  gtk_test_accessible_assert_property (GTK_ACCESSIBLE (tile), GTK_ACCESSIBLE_PROPERTY_LABEL, "Silent: 1,023");
  g_assert_true (gtk_widget_get_sensitive (GTK_WIDGET (tile)));
  g_assert_false (gtk_widget_has_css_class (GTK_WIDGET (tile), "none"));
  corral_tile_set_count (tile, 0);
  g_assert_false (gtk_widget_get_sensitive (GTK_WIDGET (tile)));
  g_assert_true (gtk_widget_has_css_class (GTK_WIDGET (tile), "none"));

  /* A filter that is on can be taken off, even when nothing is left. */
  corral_tile_set_count (tile, 2);
  gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (tile), TRUE);
  corral_tile_set_count (tile, 0);
  g_assert_true (gtk_widget_get_sensitive (GTK_WIDGET (tile)));
  gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (tile), FALSE);
  g_assert_false (gtk_widget_get_sensitive (GTK_WIDGET (tile)));
  g_object_unref (tile);
}

static void
test_fact (void)
{
  CorralFactRow *row = CORRAL_FACT_ROW (g_object_ref_sink (corral_fact_row_new ("Battery")));

  g_assert_cmpstr (corral_fact_row_get_value (row), ==, CORRAL_DASH);
  corral_fact_row_set_value (row, "81 %");
  g_assert_cmpstr (corral_fact_row_get_value (row), ==, "81 %");
  corral_fact_row_set_look (row, corral_look_of_state (CORRAL_CART_OFFLINE), "Silent for 2 h");
  g_assert_cmpstr (corral_fact_row_get_value (row), ==, "Silent for 2 h");
  corral_fact_row_take_value (row, g_strdup (""));
  g_assert_cmpstr (corral_fact_row_get_value (row), ==, CORRAL_DASH);
  /* Text stays text. */
  corral_fact_row_set_value (row, "<b>x</b> & y");
  g_assert_cmpstr (corral_fact_row_get_value (row), ==, "<b>x</b> & y");
  corral_fact_row_set_markup (row, "<a href=\"corral:fleet\">a &amp; b</a>");
  g_assert_cmpstr (corral_fact_row_get_value (row), ==, "a & b");
  corral_fact_row_set_detail (row, "slot B");
  corral_fact_row_set_detail (row, NULL);
  gtk_test_accessible_assert_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL, "Battery");
  g_object_unref (row);
}

static void
on_go (GSimpleAction *action, GVariant *parameter, gpointer gone)
{
  g_free (*(char **) gone);
  *(char **) gone = g_variant_dup_string (parameter, NULL);
}

static void
test_sentence (void)
{
  CorralSentence *sentence = CORRAL_SENTENCE (corral_sentence_new ());
  g_autoptr (GSimpleActionGroup) actions = g_simple_action_group_new ();
  g_autoptr (GSimpleAction) go = g_simple_action_new ("go", G_VARIANT_TYPE_STRING);
  g_autoptr (CorralPlace) store = corral_place_new (CORRAL_PAGE_STORE, "norvia", "118");
  g_autoptr (CorralPlace) silent = corral_place_with_filter (store, "state", "offline");
  g_autofree char *link = corral_sentence_link ("River & <Side>", silent);
  g_autofree char *markup = g_strconcat ("23 carts at ", link, " are silent.", NULL);
  g_autofree char *uri = corral_place_to_uri (silent);
  g_autofree char *gone = NULL;
  GtkWidget *window, *label;
  gboolean handled = FALSE;

  g_signal_connect (go, "activate", G_CALLBACK (on_go), &gone);
  g_action_map_add_action (G_ACTION_MAP (actions), G_ACTION (go));
  g_assert_false (gtk_widget_get_visible (GTK_WIDGET (sentence)));
  corral_sentence_set_markup (sentence, markup);
  g_assert_true (gtk_widget_get_visible (GTK_WIDGET (sentence)));
  g_assert_cmpstr (corral_sentence_get_text (sentence), ==, "23 carts at River & <Side> are silent.");

  window = widget_test_show (GTK_WIDGET (sentence), 400, 80);
  gtk_widget_insert_action_group (window, "win", G_ACTION_GROUP (actions));
  label = widget_test_find_type (GTK_WIDGET (sentence), GTK_TYPE_LABEL);
  g_signal_emit_by_name (label, "activate-link", uri, &handled);
  g_assert_true (handled);
  g_assert_cmpstr (gone, ==, uri);
  /* Nothing else is followed. */
  g_signal_emit_by_name (label, "activate-link", "https://example.org/", &handled);
  g_assert_true (handled);
  g_assert_cmpstr (gone, ==, uri);
  corral_sentence_set_text (sentence, NULL);
  g_assert_false (gtk_widget_get_visible (GTK_WIDGET (sentence)));
  widget_test_close (window);
}

/* --- filters ------------------------------------------------------------------------------------------ */

static void
fill_states (CorralFilterChoices *choices, const char *name, gpointer data)
{
  g_assert_cmpstr (name, ==, "state");
  for (guint i = 0; i < 12; i++)
    {
      CorralLook look = corral_look_of_state ((CorralCartState) i);

      corral_filter_choices_add (choices, corral_cart_state_to_word ((CorralCartState) i), look.word, look.icon_name,
                                 i * 137);
    }
}

static void
fill_chains (CorralFilterChoices *choices, const char *name, gpointer data)
{
  corral_filter_choices_add (choices, "norvia", "Norvia", NULL, -1);
  corral_filter_choices_add (choices, "harbor", "Harbor\u202e Foods", NULL, 3);
}

static GtkWidget *
check_of (GtkWidget *popover, const char *text)
{
  GtkWidget *label = widget_test_find_text (popover, text);

  g_assert_nonnull (label);
  return gtk_widget_get_ancestor (label, GTK_TYPE_CHECK_BUTTON);
}

static void
assert_sentence (CorralFilterBar *bar, const char *expected)
{
  g_autofree char *sentence = corral_filter_bar_get_sentence (bar);

  g_assert_cmpstr (sentence, ==, expected);
}

static void
test_filters (void)
{
  CorralFilterBar *bar = CORRAL_FILTER_BAR (corral_filter_bar_new ());
  g_autoptr (GHashTable) filters = NULL;
  GtkWidget *window, *button, *popover, *entry;
  guint changes = 0;

  g_signal_connect (bar, "changed", G_CALLBACK (count), &changes);
  corral_filter_bar_add (bar, "state", "State", fill_states, NULL);
  corral_filter_bar_add (bar, "chain", "Chain", fill_chains, NULL);
  corral_filter_bar_set_count (bar, 412, 10000, CORRAL_NOUN_CART);
  window = widget_test_show (GTK_WIDGET (bar), 900, 60);
  assert_sentence (bar, "");
  g_assert_nonnull (widget_test_find_text (window, "412 of 10,000 carts"));
  g_assert_null (widget_test_find_text (window, "Clear"));

  /* Setting says nothing and shows. */
  corral_filter_bar_set (bar, "chain", "norvia");
  corral_filter_bar_set (bar, "state", "offline");
  assert_sentence (bar, "Silent · Norvia");
  g_assert_cmpuint (changes, ==, 0);

  /* Choosing: alternatives are added in the order of choosing. */
  button = widget_test_find_type (window, GTK_TYPE_MENU_BUTTON);
  gtk_test_accessible_assert_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, "State: Silent");
  popover = GTK_WIDGET (gtk_menu_button_get_popover (GTK_MENU_BUTTON (button)));
  gtk_menu_button_popup (GTK_MENU_BUTTON (button));
  wait_until (gtk_widget_get_mapped (popover) && widget_test_find_text (popover, "Late") != NULL);
  g_assert_cmpuint (changes, ==, 0);
  g_assert_true (gtk_check_button_get_active (GTK_CHECK_BUTTON (check_of (popover, "Silent"))));
  g_assert_nonnull (widget_test_find_text (popover, "1,507"));
  gtk_check_button_set_active (GTK_CHECK_BUTTON (check_of (popover, "Late")), TRUE);
  g_assert_cmpuint (changes, ==, 1);
  g_assert_cmpstr (corral_filter_bar_get (bar, "state"), ==, "offline,late");
  assert_sentence (bar, "Silent or Late · Norvia");
  gtk_check_button_set_active (GTK_CHECK_BUTTON (check_of (popover, "Fault")), TRUE);
  assert_sentence (bar, "Silent, Late +1 · Norvia");
  gtk_check_button_set_active (GTK_CHECK_BUTTON (check_of (popover, "Silent")), FALSE);
  gtk_check_button_set_active (GTK_CHECK_BUTTON (check_of (popover, "Late")), FALSE);
  assert_sentence (bar, "Fault · Norvia");

  /* Many choices can be searched. */
  entry = widget_test_find_type (popover, GTK_TYPE_SEARCH_ENTRY);
  gtk_editable_set_text (GTK_EDITABLE (entry), "bLOCK");
  wait_until (widget_test_find_text (popover, "Silent") == NULL);
  g_assert_nonnull (widget_test_find_text (popover, "Blocked"));
  gtk_menu_button_popdown (GTK_MENU_BUTTON (button));
  g_object_unref (widget_test_picture (window, "filters"));

  /* A filter of a link that the bar does not have is seen, kept and can be taken away. */
  filters = g_hash_table_new (g_str_hash, g_str_equal);
  g_hash_table_insert (filters, (gpointer) "firmware", (gpointer) "4.2.1");
  g_hash_table_insert (filters, (gpointer) "state", (gpointer) "charging");
  corral_filter_bar_set_all (bar, filters);
  assert_sentence (bar, "Charging · firmware: 4.2.1");
  g_assert_null (corral_filter_bar_get (bar, "chain"));
  g_clear_pointer (&filters, g_hash_table_unref);
  filters = corral_filter_bar_get_all (bar);
  g_assert_cmpuint (g_hash_table_size (filters), ==, 2);
  g_assert_cmpstr (g_hash_table_lookup (filters, "firmware"), ==, "4.2.1");

  changes = 0;
  corral_filter_bar_clear (bar);
  g_assert_cmpuint (changes, ==, 1);
  assert_sentence (bar, "");
  g_assert_null (widget_test_find_text (window, "firmware: 4.2.1"));
  corral_filter_bar_clear (bar);
  g_assert_cmpuint (changes, ==, 1);
  widget_test_close (window);
}

/* Filters that are seldom wanted take no room before they are set, or asked for. */
static void
test_rare_filters (void)
{
  CorralFilterBar *bar = CORRAL_FILTER_BAR (corral_filter_bar_new ());
  GtkWidget *window, *more;

  corral_filter_bar_add (bar, "state", "State", fill_states, NULL);
  corral_filter_bar_add_rare (bar, "chain", "Chain", fill_chains, NULL);
  window = widget_test_show (GTK_WIDGET (bar), 900, 60);
  g_assert_nonnull (widget_test_find_text (window, "State"));
  g_assert_null (widget_test_find_text (window, "Chain"));
  more = gtk_widget_get_ancestor (widget_test_find_text (window, "More"), GTK_TYPE_TOGGLE_BUTTON);
  g_assert_nonnull (more);

  gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (more), TRUE);
  g_assert_nonnull (widget_test_find_text (window, "Chain"));
  gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (more), FALSE);
  g_assert_null (widget_test_find_text (window, "Chain"));

  /* What works is seen, and goes when it is taken away. */
  corral_filter_bar_set (bar, "chain", "norvia");
  assert_sentence (bar, "Norvia");
  g_assert_nonnull (widget_test_find_text (window, "Norvia"));
  corral_filter_bar_clear (bar);
  assert_sentence (bar, "");
  g_assert_null (widget_test_find_text (window, "Chain"));
  widget_test_close (window);
}

/* The greatest contrast within @area to the ground in its corner. */
static double
contrast_in (GdkTexture *texture, const graphene_rect_t *area)
{
  int width = gdk_texture_get_width (texture);
  g_autofree guint32 *pixels = g_new (guint32, (gsize) width * (gsize) gdk_texture_get_height (texture));
  int x0 = (int) area->origin.x, y0 = (int) area->origin.y;
  guint32 ground;
  double most = 0;

  gdk_texture_download (texture, (guchar *) pixels, (gsize) width * 4);
  ground = pixels[y0 * width + x0] & 0xffffff;
  for (int y = y0; y < y0 + (int) area->size.height; y++)
    for (int x = x0; x < x0 + (int) area->size.width; x++)
      most = MAX (most, corral_palette_contrast (pixels[y * width + x] & 0xffffff, ground));
  return most;
}

/* What is said by the way is read as well: a row's second line, what an empty field asks for, and a tile that counts none. */
static void
test_faint_text (void)
{
  static const char solid[] = "\xe2\x96\x88\xe2\x96\x88\xe2\x96\x88\xe2\x96\x88";

  for (guint dark = 0; dark < 2; dark++)
    {
      GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
      GtkWidget *list = gtk_list_box_new ();
      GtkWidget *row = adw_action_row_new ();
      GtkWidget *entry = gtk_search_entry_new ();
      GtkWidget *tile = corral_tile_new (corral_look_of_state (CORRAL_CART_CHARGING));
      GtkWidget *window;
      GtkWidget *texts[3];
      g_autoptr (GdkTexture) texture = NULL;

      widget_test_set_look (dark, FALSE);
      adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), "Carrier outage");
      adw_action_row_set_subtitle (ADW_ACTION_ROW (row), solid);
      g_object_set (entry, "placeholder-text", solid, NULL);
      corral_tile_set_count (CORRAL_TILE (tile), 0);
      gtk_list_box_append (GTK_LIST_BOX (list), row);
      gtk_box_append (GTK_BOX (box), list);
      gtk_box_append (GTK_BOX (box), entry);
      gtk_box_append (GTK_BOX (box), tile);
      window = widget_test_show (box, 300, 300);
      gtk_window_set_focus (GTK_WINDOW (window), NULL);
      texture = widget_test_picture (window, dark ? "faint-dark" : "faint-light");
      texts[0] = widget_test_find_text (row, solid);
      texts[1] = widget_test_find_text (entry, solid);
      texts[2] = widget_test_find_text (tile, "0");
      for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
        {
          graphene_rect_t area;
          double contrast;

          g_assert_nonnull (texts[i]);
          g_assert_true (gtk_widget_compute_bounds (texts[i], window, &area));
          /* Clear of what is drawn at its edge. */
          if (i < 2)
            graphene_rect_init (&area, area.origin.x - 2, area.origin.y, 40, area.size.height);
          contrast = contrast_in (texture, &area);
          g_test_message ("%s, %u: %.2f", dark ? "dark" : "light", i, contrast);
          g_assert_cmpfloat (contrast, >=, 4.5);
        }
      widget_test_close (window);
    }
  widget_test_set_look (FALSE, FALSE);
}

int
main (int argc, char **argv)
{
  widget_test_init (&argc, &argv);
  g_test_add_func ("/widgets/pills", test_pills);
  g_test_add_func ("/widgets/icons", test_icons);
  g_test_add_func ("/widgets/age", test_age);
  g_test_add_func ("/widgets/notice", test_notice);
  g_test_add_func ("/widgets/tile", test_tile);
  g_test_add_func ("/widgets/faint-text", test_faint_text);
  g_test_add_func ("/widgets/fact", test_fact);
  g_test_add_func ("/widgets/sentence", test_sentence);
  g_test_add_func ("/widgets/filters", test_filters);
  g_test_add_func ("/widgets/rare-filters", test_rare_filters);
  return g_test_run ();
}
