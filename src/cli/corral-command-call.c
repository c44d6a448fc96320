/* SPDX-License-Identifier: GPL-3.0-or-later */
/* "call": what the window's call page says of a cart or store, from what is stored: the verdict, what to say, why, what to
 * try, and a ticket's text. Main thread. */
#include "config.h"

#include "corral-command.h"

#include "corral-attention-text.h"
#include "corral-call-text.h"
#include "corral-json-text.h"
#include "corral-play-book.h"
#include "corral-record.h"
#include "corral-stored-fleet.h"
#include "corral-target.h"
#include "corral-verdict-words.h"

#include <glib/gi18n.h>
#include <stdio.h>
#include <string.h>

#define STORE "store/"

/* As scripts have them. */
static const char *const layer_words[CORRAL_N_LAYERS] = {
  [CORRAL_LAYER_NONE] = "none",
  [CORRAL_LAYER_UNKNOWN] = "unknown",
  [CORRAL_LAYER_OWN_PC] = "own-pc",
  [CORRAL_LAYER_CLOUD] = "cloud",
  [CORRAL_LAYER_CARRIER] = "carrier",
  [CORRAL_LAYER_STORE_NETWORK] = "store-network",
  [CORRAL_LAYER_ACCESS_POINT] = "access-point",
  [CORRAL_LAYER_CERTIFICATE] = "certificate",
  [CORRAL_LAYER_FIRMWARE] = "firmware",
  [CORRAL_LAYER_POWER] = "power",
  [CORRAL_LAYER_SCANNER] = "scanner",
  [CORRAL_LAYER_SCALE] = "scale",
  [CORRAL_LAYER_CART] = "cart",
};

/* What is told, gathered once for both ways of telling it. */
typedef struct
{
  CorralStoredFleet *stored; /* (unowned) */
  CorralVerdict verdict;
  CorralPlayBook *plays;     /* (owned) */
  CorralPlayChoice choice;
  GTimeZone *zone;           /* (owned) (nullable) */
  char *text;                /* (owned) */
  char *spoken;              /* (owned) */
  char *ticket;              /* (owned) */
} Told;

static void
told_clear (Told *told)
{
  g_clear_pointer (&told->plays, corral_play_book_free);
  g_clear_pointer (&told->zone, g_time_zone_unref);
  g_free (told->text);
  g_free (told->spoken);
  g_free (told->ticket);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Told, told_clear)

static void
gather (Told *told, guint32 cart, guint32 store)
{
  CorralFleet *fleet = told->stored->fleet;
  g_autoptr (CorralVerdictDesk) desk = corral_verdict_desk_new (fleet, NULL);
  CorralPlaySituation situation;
  g_autofree char *ticket = NULL;

  if (cart != CORRAL_NO_SLOT)
    {
      corral_verdict_of_cart (desk, cart, &told->verdict);
      store = corral_fleet_get_link (fleet, CORRAL_TABLE_CART, cart, CORRAL_CART_COL_STORE);
    }
  else
    corral_verdict_of_store (desk, store, &told->verdict);
  told->plays = corral_play_book_new ();
  corral_play_book_add_own (told->plays);
  corral_play_situation_of (fleet, &told->verdict, TRUE, &situation);
  corral_play_book_choose (told->plays, told->verdict.cause, &situation, &told->choice);
  told->zone = corral_store_get_zone (fleet, store);
  told->text = corral_verdict_to_text (fleet, &told->verdict, NULL, NULL);
  told->spoken = corral_verdict_to_spoken (fleet, &told->verdict);
  ticket = corral_call_to_ticket (NULL, fleet, &told->verdict, told->stored->now_ms, told->zone);
  told->ticket = corral_call_without_people (fleet, NULL, ticket);
}

/* ---- for people -------------------------------------------------------------------------------------- */

static void
print_step (guint number, const CorralPlayStep *step)
{
  g_print ("%u. %s\n", number, step->action);
  if (step->expect != NULL)
    g_print ("   %s %s\n", _ ("Should happen:"), step->expect);
  if (step->helped != NULL)
    g_print ("   %s %s\n", _ ("If it helped:"), step->helped);
}

static void
print_text (const Told *told)
{
  CorralFleet *fleet = told->stored->fleet;
  const CorralVerdict *verdict = &told->verdict;
  g_autofree char *age = corral_stored_fleet_say_age (told->stored);

  g_print ("%s\n\n%s\n%s (%s, %u %%)\n\n%s\n", age, corral_verdict_to_heading (verdict), told->text,
           corral_verdict_sureness (verdict), verdict->confidence_pct, _ ("Say:"));
  g_print ("  %s%s%s\n\n%s\n", told->spoken, told->choice.say != NULL ? " " : "",
           told->choice.say != NULL ? told->choice.say : "", _ ("Why:"));
  for (guint i = 0; i < verdict->n_evidence; i++)
    {
      g_autofree char *text = corral_evidence_to_text (fleet, verdict, &verdict->evidence[i]);

      g_print ("  %s %s\n", verdict->evidence[i].against ? "-" : "+", text);
    }
  if (verdict->n_doubts > 0)
    g_print ("\n%s\n", _ ("It would be otherwise if:"));
  for (guint i = 0; i < verdict->n_doubts; i++)
    {
      g_autofree char *text = corral_doubt_to_text (fleet, verdict, verdict->doubts[i]);

      g_print ("  ? %s\n", text);
    }
  g_print ("\n%s\n", _ ("Try, in this order:"));
  for (guint i = 0; i < told->choice.n_steps; i++)
    print_step (i + 1, told->choice.steps[i]);
  g_print ("\n%s\n%s\n", _ ("For a ticket:"), told->ticket);
}

/* ---- for scripts ------------------------------------------------------------------------------------- */

static void
append_text (GString *out, const char *name, const char *text)
{
  g_string_append_printf (out, "%s\"%s\": ", out->str[out->len - 1] == '{' ? "" : ", ", name);
  corral_json_append_string (out, text);
}

static void
append_time (GString *out, const char *name, gint64 time_ms)
{
  g_autofree char *utc = g_strconcat (name, "_utc", NULL);
  g_autofree char *stamp = CORRAL_IS_KNOWN (time_ms) ? corral_record_format_stamp (time_ms, NULL) : NULL;

  if (CORRAL_IS_KNOWN (time_ms))
    g_string_append_printf (out, ", \"%s_ms\": %" G_GINT64_FORMAT, name, time_ms);
  else
    g_string_append_printf (out, ", \"%s_ms\": null", name);
  append_text (out, utc, stamp);
}

static void
append_evidence (GString *out, const Told *told)
{
  const CorralVerdict *verdict = &told->verdict;

  g_string_append (out, ", \"evidence\": [");
  for (guint i = 0; i < verdict->n_evidence; i++)
    {
      g_autofree char *text = corral_evidence_to_text (told->stored->fleet, verdict, &verdict->evidence[i]);
      g_autofree char *uri = corral_evidence_to_uri (told->stored->fleet, verdict, &verdict->evidence[i]);

      g_string_append (out, i > 0 ? ", {" : "{");
      append_text (out, "text", text);
      g_string_append_printf (out, ", \"against\": %s", verdict->evidence[i].against ? "true" : "false");
      append_text (out, "link", uri);
      g_string_append_c (out, '}');
    }
  g_string_append (out, "], \"doubts\": [");
  for (guint i = 0; i < verdict->n_doubts; i++)
    {
      g_autofree char *text = corral_doubt_to_text (told->stored->fleet, verdict, verdict->doubts[i]);

      g_string_append (out, i > 0 ? ", " : "");
      corral_json_append_string (out, text);
    }
  g_string_append_c (out, ']');
}

static void
append_steps (GString *out, const Told *told)
{
  g_string_append (out, ", \"try\": [");
  for (guint i = 0; i < told->choice.n_steps; i++)
    {
      const CorralPlayStep *step = told->choice.steps[i];

      g_string_append (out, i > 0 ? ", {" : "{");
      append_text (out, "do", step->action);
      append_text (out, "expect", step->expect);
      append_text (out, "helped", step->helped);
      append_text (out, "offer", step->offers ? corral_operation_type_get (step->offer)->name : NULL);
      append_text (out, "reason", step->offer_reason);
      g_string_append_c (out, '}');
    }
  g_string_append_c (out, ']');
}

static void
print_json (const Told *told)
{
  const CorralVerdict *verdict = &told->verdict;
  g_autoptr (GString) out = g_string_new ("{");

  append_text (out, "layer", layer_words[verdict->layer]);
  append_text (out, "cause", corral_verdict_cause_to_word (verdict->cause));
  g_string_append_printf (out, ", \"confidence_pct\": %u, \"usable\": %s, \"carts\": %u, \"of\": %u, \"stores\": %u",
                          verdict->confidence_pct, verdict->usable ? "true" : "false", verdict->n_carts, verdict->n_of,
                          verdict->n_stores);
  append_time (out, "since", verdict->since_ms);
  append_time (out, "as_of", told->stored->oldest_ms);
  append_text (out, "text", told->text);
  append_text (out, "say", told->spoken);
  append_text (out, "say_also", told->choice.say);
  append_evidence (out, told);
  append_steps (out, told);
  append_text (out, "ticket", told->ticket);
  g_string_append_c (out, '}');
  printf ("%s\n", out->str);
}

/* ---- which one --------------------------------------------------------------------------------------- */

/* A cart as "do" knows it, or "store/118". */
static CorralTargetResult
find_subject (CorralStoredFleet *stored, const char *dir, CorralClock *clock, const char *tenant, const char *text,
              guint32 *cart, guint32 *store, char **sentence)
{
  g_auto (CorralTarget) target = { 0 };
  g_autofree char *named = NULL;
  guint32 chain = CORRAL_NO_SLOT;
  CorralTargetResult result;

  if (g_str_has_prefix (text, STORE))
    {
      if (tenant != NULL && (chain = corral_stored_fleet_find_chain (stored, tenant, sentence)) == CORRAL_NO_SLOT)
        return CORRAL_TARGET_NOT_FOUND;
      *store = corral_stored_fleet_find_store (stored, chain, text + strlen (STORE), sentence);
      return *store != CORRAL_NO_SLOT ? CORRAL_TARGET_FOUND : CORRAL_TARGET_NOT_FOUND;
    }
  named = g_str_has_prefix (text, "cart/") ? g_strdup (text) : g_strconcat ("cart/", text, NULL);
  result = corral_target_find (stored, dir, clock, tenant, named, FALSE, &target, sentence);
  if (result != CORRAL_TARGET_FOUND)
    return result;
  if (target.took != NULL)
    g_printerr ("%s\n", target.took);
  *cart = corral_columns_find (corral_fleet_get_table (stored->fleet, CORRAL_TABLE_CART),
                               corral_fleet_find_chain (stored->fleet, target.tenant), target.id);
  if (corral_columns_exists (corral_fleet_get_table (stored->fleet, CORRAL_TABLE_CART), *cart))
    return CORRAL_TARGET_FOUND;
  *sentence = g_strdup_printf (_ ("Nothing that is stored is called “%s”."), text);
  return CORRAL_TARGET_NOT_FOUND;
}

CorralExit
corral_command_call (const CorralCommand *self, int argc, char **argv)
{
  g_autofree char *data = NULL;
  g_autofree char *tenant = NULL;
  gboolean json = FALSE;
  const GOptionEntry entries[] = {
    { "data", 0, 0, G_OPTION_ARG_FILENAME, &data, N_ ("The folder that holds the stored copy"), N_ ("DIR") },
    { "tenant", 0, 0, G_OPTION_ARG_STRING, &tenant, N_ ("Its chain, where the id alone does not say"), N_ ("CHAIN") },
    { "json", 0, 0, G_OPTION_ARG_NONE, &json, N_ ("Print JSON"), NULL },
    { NULL },
  };
  g_autoptr (CorralClock) clock = corral_clock_new_system ();
  g_autoptr (CorralStoredFleet) stored = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *sentence = NULL;
  g_auto (Told) told = { 0 };
  guint32 cart = CORRAL_NO_SLOT, store = CORRAL_NO_SLOT;
  GPtrArray *troubles;

  if (!corral_command_parse (self, entries, &argc, &argv, 1))
    return CORRAL_EXIT_USAGE;
  if (argc < 2 || !g_utf8_validate (argv[1], -1, NULL) || *argv[1] == '\0')
    return corral_command_misuse (self, _ ("say which: what is painted on the cart, its serial, or store/NUMBER"));
  if (data == NULL || *data == '\0')
    return corral_command_misuse (self, _ ("--data is needed: the folder that holds the stored copy"));
  stored = corral_stored_fleet_open (data, clock, &error);
  if (stored == NULL)
    return corral_command_fail (self, error->message);
  switch (find_subject (stored, data, clock, tenant, argv[1], &cart, &store, &sentence))
    {
    case CORRAL_TARGET_MISUNDERSTOOD:
      return corral_command_misuse (self, "%s", sentence);
    case CORRAL_TARGET_NOT_FOUND:
      return corral_command_fail (self, sentence);
    case CORRAL_TARGET_FOUND:
    default:
      break;
    }

  told.stored = stored;
  gather (&told, cart, store);
  troubles = corral_play_book_get_troubles (told.plays);
  for (guint i = 0; i < troubles->len; i++)
    g_printerr ("corral-cli %s: %s\n", self->name, (char *) g_ptr_array_index (troubles, i));
  if (json)
    print_json (&told);
  else
    print_text (&told);
  return CORRAL_EXIT_OK;
}
