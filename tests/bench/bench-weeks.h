/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "corral-fleet.h"
#include "corral-random.h"

/* A store's week of loss prevention with @n flags, put into @fleet. Carts are called @carts and six digits, 20 from
 * @first_cart on. */
static inline void
bench_put_week (CorralFleet *fleet, const char *tenant, const char *store, guint week, guint n, const char *carts,
                guint first_cart, CorralRandom *random, gint64 rev)
{
  static const char *const kinds[] = { "weight_mismatch", "weight_without_scan", "exit_without_pay", "void_cluster" };
  static const char *const outcomes[] = { "confirmed", "shopper_error", "staff_ok", "sensor_fault", "not_checked", "open" };
  GString *columns[8];
  g_autofree char *id = g_strdup_printf ("lw-%s-%02u", store, week);
  g_autoptr (GDate) date = g_date_new_dmy (31, G_DATE_AUGUST, 2026);
  char monday[16];
  CorralLossWeek row;

  for (guint i = 0; i < G_N_ELEMENTS (columns); i++)
    columns[i] = g_string_new (NULL);
  for (guint h = 0; h < 168; h++)
    g_string_append_printf (columns[0], "%s%u", h > 0 ? " " : "", h % 24 > 7 ? 12u : 0u);
  for (guint i = 0; i < n; i++)
    {
      const char *space = i > 0 ? " " : "";

      g_string_append_printf (columns[1], "%sf-%s-%u-%u", space, store, week, i);
      g_string_append_printf (columns[2], "%s%u", space, (guint) corral_random_int (random, 0, 168));
      g_string_append_printf (columns[3], "%s%s", space, kinds[corral_random_int (random, 0, 4)]);
      g_string_append_printf (columns[4], "%s%s", space, outcomes[corral_random_int (random, 0, 6)]);
      g_string_append_printf (columns[5], "%s%s%06u", space, carts, first_cart + (guint) corral_random_int (random, 0, 20));
      g_string_append_printf (columns[6], "%ssku-%04u", space, (guint) corral_random_int (random, 1000, 1200));
      g_string_append_printf (columns[7], "%s%u", space, (guint) corral_random_int (random, 100, 9000));
    }
  g_date_add_days (date, 7 * week);
  g_date_strftime (monday, sizeof monday, "%Y-%m-%d", date);
  row = (CorralLossWeek) { .id = id, .rev = rev, .store = store, .week = monday, .as_of_ms = G_GINT64_CONSTANT (1795536000000),
                           .sessions = columns[0]->str, .flag_ids = columns[1]->str, .flag_hours = columns[2]->str,
                           .flag_kinds = columns[3]->str, .flag_outcomes = columns[4]->str, .flag_carts = columns[5]->str,
                           .flag_items = columns[6]->str, .flag_values_minor = columns[7]->str, .currency = "EUR" };
  corral_fleet_put (fleet, tenant, corral_collection_get_schema (CORRAL_COLLECTION_LOSS_WEEK), &row);
  for (guint i = 0; i < G_N_ELEMENTS (columns); i++)
    g_string_free (columns[i], TRUE);
}
