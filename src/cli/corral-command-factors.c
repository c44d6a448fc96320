/* SPDX-License-Identifier: GPL-3.0-or-later */
/* "factors": what carts of the stored fleet have in common that others do not have. Main thread. */
#include "config.h"

#include "corral-command.h"

#include "corral-factor-words.h"
#include "corral-json-text.h"
#include "corral-order.h"
#include "corral-stored-fleet.h"

#include <glib/gi18n.h>
#include <math.h>
#include <stdio.h>

#define DEFAULT_CARTS "carts?state=offline"
#define DEFAULT_LIMIT 10

/* The filters of a link to the list of carts, all of which must be ones; NULL and a sentence. */
static GHashTable *
read_filters (const char *text, CorralPlace **place, char **sentence)
{
  g_autoptr (GHashTable) filters = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  g_autoptr (CorralOrder) order = corral_order_new (CORRAL_TABLE_CART);
  g_autoptr (CorralPlace) parsed = NULL;
  g_autoptr (GError) error = NULL;
  GHashTableIter iter;
  gpointer name, value;

  parsed = corral_place_parse (text, &error);
  if (parsed == NULL)
    {
      *sentence = g_strdup (error->message);
      return NULL;
    }
  if (parsed->page != CORRAL_PAGE_CARTS)
    {
      *sentence = g_strdup_printf (_ ("“%s” is no list of carts, such as “%s”"), text, DEFAULT_CARTS);
      return NULL;
    }
  g_hash_table_iter_init (&iter, parsed->filters);
  while (g_hash_table_iter_next (&iter, &name, &value))
    {
      if (!corral_order_where_named (order, name, value))
        {
          *sentence = g_strdup_printf (_ ("carts cannot be filtered by “%s=%s”"), (char *) name, (char *) value);
          return NULL;
        }
      g_hash_table_insert (filters, g_strdup (name), g_strdup (value));
    }
  if (parsed->chain != NULL)
    g_hash_table_insert (filters, g_strdup ("chain"), g_strdup (parsed->chain));
  *place = g_steal_pointer (&parsed);
  return g_steal_pointer (&filters);
}

/* ---- text ---------------------------------------------------------------------------------------------- */

static void
print_text (const CorralStoredFleet *stored, const CorralFactorQuestion *question, const GArray *factors)
{
  g_autofree char *age = corral_stored_fleet_say_age (stored);
  g_autofree char *what = corral_factor_question_to_text (question);

  g_print ("%s\n%s\n", age, what);
  if (factors->len == 0)
    g_print ("\n%s\n", corral_factor_question_say_none (question));
  for (guint i = 0; i < factors->len; i++)
    {
      const CorralFactor *factor = &g_array_index (factors, CorralFactor, i);
      g_autofree char *sentence = corral_factor_to_text (stored->fleet, factor);

      if (factor->leader == i)
        g_print ("\n  • %s\n", sentence);
      else
        /* Translators: nearly the same carts have this in common, too; %s is a sentence */
        g_print (_ ("      also %s\n"), sentence);
    }
}

/* ---- JSON ---------------------------------------------------------------------------------------------- */

static void
append_real (GString *out, const char *name, double value)
{
  char text[G_ASCII_DTOSTR_BUF_SIZE];

  g_string_append_printf (out, ", \"%s\": %s", name,
                          isfinite (value) ? g_ascii_formatd (text, sizeof text, "%.6g", value) : "null");
}

static void
append_factor (GString *out, CorralFleet *fleet, const CorralFactor *factor, CorralPlace *base)
{
  g_autofree char *value = corral_factor_to_value (fleet, factor);
  g_autofree char *name = corral_factor_to_name (fleet, factor);
  g_autoptr (CorralPlace) place = corral_factor_to_place (fleet, factor, base);
  g_autofree char *link = place != NULL ? corral_place_to_uri (place) : NULL;
  const char *store
      = factor->store != CORRAL_NO_SLOT
            ? corral_fleet_get_text (fleet, CORRAL_TABLE_STORE, factor->store, CORRAL_STORE_COL_ID)
            : NULL;

  g_string_append (out, "{\"kind\": ");
  corral_json_append_string (out, corral_factor_kind_to_word (factor->kind));
  g_string_append (out, ", \"value\": ");
  corral_json_append_string (out, value);
  g_string_append (out, ", \"store\": ");
  corral_json_append_string (out, store);
  g_string_append (out, ", \"name\": ");
  corral_json_append_string (out, name);
  g_string_append_printf (out,
                          ", \"selected\": %u, \"selection\": %u, \"rest\": %u, \"of_rest\": %u, \"unknown\": %u, "
                          "\"leader\": %u",
                          factor->n_selected, factor->n_selection, factor->n_rest, factor->n_of_rest, factor->n_unknown,
                          factor->leader);
  append_real (out, "lift", factor->lift);
  append_real (out, "log10_chance", factor->log10_chance);
  g_string_append (out, ", \"link\": ");
  corral_json_append_string (out, link);
  g_string_append_c (out, '}');
}

static void
print_json (CorralFleet *fleet, const CorralFactorQuestion *question, const GArray *factors, CorralPlace *base)
{
  g_autoptr (GString) out = g_string_new (NULL);

  g_string_append_printf (out, "{\"carts\": %u, \"all\": %u, \"factors\": [", question->carts->len, question->n_all);
  for (guint i = 0; i < factors->len; i++)
    {
      g_string_append (out, i > 0 ? ",\n" : "\n");
      append_factor (out, fleet, &g_array_index (factors, CorralFactor, i), base);
    }
  g_string_append (out, "]}\n");
  fputs (out->str, stdout);
}

CorralExit
corral_command_factors (const CorralCommand *self, int argc, char **argv)
{
  g_autofree char *data = NULL;
  g_autofree char *chain = NULL;
  gboolean json = FALSE;
  int limit = DEFAULT_LIMIT;
  const GOptionEntry entries[] = {
    { "data", 0, 0, G_OPTION_ARG_FILENAME, &data, N_ ("The folder that holds the stored copy"), N_ ("DIR") },
    { "chain", 0, 0, G_OPTION_ARG_STRING, &chain, N_ ("Only this chain, by id or name"), N_ ("CHAIN") },
    { "limit", 0, 0, G_OPTION_ARG_INT, &limit, N_ ("At most so many, the most telling first (10)"), N_ ("N") },
    { "json", 0, 0, G_OPTION_ARG_NONE, &json, N_ ("One JSON object"), NULL },
    { NULL },
  };
  g_autoptr (CorralClock) clock = corral_clock_new_system ();
  g_autoptr (CorralStoredFleet) stored = NULL;
  g_autoptr (GHashTable) filters = NULL;
  g_autoptr (CorralPlace) place = NULL;
  g_autoptr (CorralFactorQuestion) question = NULL;
  g_autoptr (GArray) factors = g_array_new (FALSE, FALSE, sizeof (CorralFactor));
  g_autoptr (GError) error = NULL;
  g_autofree char *sentence = NULL;

  if (!corral_command_parse (self, entries, &argc, &argv, 1))
    return CORRAL_EXIT_USAGE;
  if (data == NULL || *data == '\0')
    return corral_command_misuse (self, _ ("--data is needed: the folder that holds the stored copy"));
  if (limit < 1)
    return corral_command_misuse (self, _ ("--limit must be 1 or more"));
  filters = read_filters (argc > 1 ? argv[1] : DEFAULT_CARTS, &place, &sentence);
  if (filters == NULL)
    return corral_command_misuse (self, "%s", sentence);

  stored = corral_stored_fleet_open (data, clock, &error);
  if (stored == NULL)
    return corral_command_fail (self, error->message);
  if (!corral_stored_fleet_narrow (stored, chain != NULL ? chain : place->chain, &sentence))
    return corral_command_fail (self, sentence);
  question = corral_factor_question_new (stored->fleet, filters, NULL, 0, (guint) limit);
  corral_factors_answer (stored->fleet, &question->asked, factors);
  if (json)
    print_json (stored->fleet, question, factors, place);
  else
    print_text (stored, question, factors);
  for (guint i = 0; i < stored->troubles->len; i++)
    corral_command_fail (self, g_ptr_array_index (stored->troubles, i));
  return stored->troubles->len > 0 ? CORRAL_EXIT_FAILED : CORRAL_EXIT_OK;
}
