/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "corral-place.h"

#include <gio/gio.h>

static void
test_links_come_back (void)
{
  static const char *const links[] = { "corral:fleet",
                                       "corral:outbox",
                                       "corral:carts?firmware=4.2.1&state=offline",
                                       "corral://harbor",
                                       "corral://harbor/store/118",
                                       "corral://harbor/cart/SC-00412",
                                       "corral://harbor/flag/f-000412-20783-1", "corral:cases", "corral://harbor/case/k-000412-20783-1",
                                       "corral://harbor/call/cart/SC-00412",
                                       "corral://harbor/call/store/118",
                                       "corral:incidents?show=mine",
                                       "corral:incident/inc-carrier-outage-9f3c-29384712",
                                       "corral:rules",
                                       "corral://harbor/incidents?show=closed",
                                       "corral://harbor/alerts?severity=act" };

  for (guint i = 0; i < G_N_ELEMENTS (links); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (CorralPlace) place = corral_place_parse (links[i], &error);
      g_autofree char *uri = NULL;

      g_assert_no_error (error);
      uri = corral_place_to_uri (place);
      g_assert_cmpstr (uri, ==, links[i]);
    }
}

static void
test_bare_names (void)
{
  g_autoptr (CorralPlace) place = corral_place_parse ("carts?state=late", NULL);

  g_assert_nonnull (place);
  g_assert_cmpint (place->page, ==, CORRAL_PAGE_CARTS);
  g_assert_cmpstr (corral_place_get_filter (place, "state"), ==, "late");
}

static void
test_nonsense_is_refused (void)
{
  g_autofree char *endless = g_strnfill (4000, 'a');
  const char *const links[] = { "",
                                "corral:",
                                "corral:cart",
                                "corral://",
                                "corral://harbor/store",
                                "corral://harbor/store/1/2",
                                "corral:call",
                                "corral://harbor/call",
                                "corral://harbor/call/118",
                                "corral://harbor/call/stores/118",
                                "corral://harbor/call/call/118",
                                "corral://harbor/call/store/118/2",
                                "corral://harbor/call/store/",
                                "corral://harbor/store/../../etc",
                                "corral://har bor/store/1",
                                "corral://harbor/kitchen/1",
                                "corral:incident",
                                "corral:incident/",
                                "corral:incident/a/b",
                                "corral:incident/not an id",
                                "corral:incidents/inc-1",
                                "corral:store/118",
                                "corral:fleet/1",
                                "corral://harbor/incident/inc-1",
                                "corral://harbor/rules",
                                "http://harbor/store/1",
                                "corral:fleet?a b=1",
                                "\xff\xfe",
                                endless };

  for (guint i = 0; i < G_N_ELEMENTS (links); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_null (corral_place_parse (links[i], &error));
      g_assert_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT);
      g_assert_cmpuint (g_utf8_strlen (error->message, -1), <, 120);
    }
}

static void
test_filters_make_copies (void)
{
  g_autoptr (CorralPlace) plain = corral_place_new (CORRAL_PAGE_CARTS, NULL, NULL);
  g_autoptr (CorralPlace) filtered = corral_place_with_filter (plain, "state", "offline");
  g_autoptr (CorralPlace) back = corral_place_with_filter (filtered, "state", NULL);

  g_assert_false (corral_place_equal (plain, filtered));
  g_assert_true (corral_place_equal (plain, back));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/model/place/links", test_links_come_back);
  g_test_add_func ("/model/place/bare-names", test_bare_names);
  g_test_add_func ("/model/place/nonsense", test_nonsense_is_refused);
  g_test_add_func ("/model/place/filters", test_filters_make_copies);
  return g_test_run ();
}
