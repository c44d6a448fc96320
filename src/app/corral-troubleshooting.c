/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the about window offers to copy for support. Main thread.
 *
 * It is sent by e-mail and stands in tickets, so it counts rather than names; it is not translated, because it is read by
 * somebody else than the one who sends it. */
#include "config.h"

#include "corral-troubleshooting.h"

#include "corral-columns.h"
#include "corral-fleet-tables.h"

#include <adwaita.h>

/* A row each: a table of the mirror, and what it is called here. */
static const struct
{
  CorralTableKind table;
  const char *name;
} counted[] = {
  { CORRAL_TABLE_CHAIN, "chains" }, { CORRAL_TABLE_STORE, "stores" }, { CORRAL_TABLE_CART, "carts" },
  { CORRAL_TABLE_ALERT, "alerts" }, { CORRAL_TABLE_FLAG, "flags" },
};

static void
add_system (GString *text)
{
  g_autofree char *os = g_get_os_info (G_OS_INFO_KEY_PRETTY_NAME);

  g_string_append_printf (text, "Corral %s\n", CORRAL_VERSION);
  g_string_append_printf (text, "GTK %u.%u.%u, libadwaita %u.%u.%u, GLib %u.%u.%u\n", gtk_get_major_version (),
                          gtk_get_minor_version (), gtk_get_micro_version (), adw_get_major_version (), adw_get_minor_version (),
                          adw_get_micro_version (), glib_major_version, glib_minor_version, glib_micro_version);
  g_string_append_printf (text, "System: %s%s\n", os != NULL ? os : "unknown",
                          g_file_test ("/.flatpak-info", G_FILE_TEST_EXISTS) ? ", in a Flatpak" : "");
  g_string_append_printf (text, "Language: %s\n", g_get_language_names ()[0]);
}

static const char *
name_hop (CorralHop hop)
{
  switch (hop)
    {
    case CORRAL_HOP_NONE:
      return "good";
    case CORRAL_HOP_PC:
      return "this PC has no network, or its disk cannot be written";
    case CORRAL_HOP_CLOUD:
      return "the cloud does not answer, or answers nonsense";
    case CORRAL_HOP_SIGN_IN:
      return "the cloud asks for a sign-in";
    default:
      return "unknown";
    }
}

static void
add_seconds_ago (GString *text, const char *what, gint64 now_ms, gint64 then_ms)
{
  if (CORRAL_IS_KNOWN (then_ms))
    g_string_append_printf (text, "%s: %" G_GINT64_FORMAT " s ago\n", what, (now_ms - then_ms) / 1000);
  else
    g_string_append_printf (text, "%s: never\n", what);
}

static void
add_link (GString *text, CorralServices *services)
{
  CorralSync *sync = corral_services_get_sync (services);
  CorralSyncStatus *status = sync != NULL ? corral_sync_get_status (sync) : NULL;
  gint64 now_ms = corral_services_now_ms (services);

  g_string_append_printf (text, "Cloud: %s%s\n", corral_services_is_demo (services) ? "demo" : "real",
                          corral_services_is_offline (services) ? ", working offline" : "");
  if (status == NULL || !status->connected)
    {
      g_string_append (text, "Link: none\n");
      return;
    }
  g_string_append_printf (text, "Link: %s\n", name_hop (status->hop));
  add_seconds_ago (text, "Last heard, oldest chain", now_ms, status->heard_ms);
  g_string_append_printf (text, "Caught up: %s; rows put aside: %u\n", status->caught_up ? "yes" : "no", status->quarantined);
  if (CORRAL_IS_KNOWN (status->server_offset_ms))
    g_string_append_printf (text, "Cloud's clock minus this PC's: %" G_GINT64_FORMAT " ms\n", status->server_offset_ms);
}

static void
add_amounts (GString *text, CorralServices *services)
{
  CorralFleet *fleet = corral_services_get_fleet (services);
  CorralOutbox *outbox = corral_services_get_outbox (services);

  for (guint i = 0; i < G_N_ELEMENTS (counted); i++)
    g_string_append_printf (text, "%s%s: %u", i == 0 ? "" : ", ", counted[i].name,
                            corral_columns_get_n_rows (corral_fleet_get_table (fleet, counted[i].table)));
  g_string_append_c (text, '\n');
  if (outbox != NULL)
    g_string_append_printf (text, "Outbox: %u waiting, %u troubled\n", corral_outbox_get_n_waiting (outbox),
                            corral_outbox_get_n_troubled (outbox));
  else
    g_string_append (text, "Outbox: none can be kept\n");
}

char *
corral_troubleshooting_to_text (CorralServices *services)
{
  GString *text = g_string_new (NULL);

  add_system (text);
  if (services != NULL)
    {
      add_link (text, services);
      add_amounts (text, services);
    }
  return g_string_free (text, FALSE);
}
