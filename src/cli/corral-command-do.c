/* SPDX-License-Identifier: GPL-3.0-or-later */
/* "do": puts an operation into the outbox, by the same rules as the window. Main thread. */
#include "config.h"

#include "corral-command.h"

#include "corral-data-folder.h"
#include "corral-operation-words.h"
#include "corral-outbox-json.h"
#include "corral-outbox-rules.h"
#include "corral-target.h"

#include <glib/gi18n.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define MOST_WAIT_S 86400

typedef struct
{
  char *data;
  char *target;
  char *tenant;
  char **params;
  char *expected_rev;
  gboolean now;
  gboolean json;
  int wait_s;
} Options;

static void
options_clear (Options *options)
{
  g_free (options->data);
  g_free (options->target);
  g_free (options->tenant);
  g_strfreev (options->params);
  g_free (options->expected_rev);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Options, options_clear)

static CorralExit
misuse_type (const CorralCommand *self, const char *word)
{
  const char *names[CORRAL_N_OPERATIONS + 1] = { NULL };
  g_autofree char *all = NULL;
  const char *meant;

  for (guint i = 0; i < CORRAL_N_OPERATIONS; i++)
    names[i] = corral_operation_type_get ((CorralOperationKind) i)->name;
  all = g_strjoinv (", ", (char **) names);
  if (word == NULL)
    return corral_command_misuse (self, _ ("say what to do: %s"), all);
  meant = corral_command_suggest (names, word);
  if (meant != NULL)
    return corral_command_misuse (self, _ ("there is no operation “%s”; did you mean “%s”?"), word, meant);
  return corral_command_misuse (self, _ ("there is no operation “%s”; there are: %s"), word, all);
}

/* "name=value" each, into @params, which lends their values. */
static gboolean
read_params (char **texts, const CorralOperationType *type, CorralOperationParams *params, GError **error)
{
  corral_operation_params_clear (params);
  for (guint i = 0; texts != NULL && texts[i] != NULL; i++)
    {
      char *equals = strchr (texts[i], '=');
      g_autofree char *name = equals != NULL ? g_strndup (texts[i], (gsize) (equals - texts[i])) : NULL;

      if (equals == NULL)
        {
          g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT,
                               _ ("--param takes NAME=VALUE, such as reason=cleaning"));
          return FALSE;
        }
      if (!corral_operation_params_set (params, type, name, equals + 1, error))
        return FALSE;
    }
  return corral_operation_params_check (params, type, error);
}

static void
print_entry (const CorralOutboxEntry *entry, CorralFleet *fleet, gboolean json)
{
  g_autoptr (GString) text = g_string_new (NULL);
  g_autofree char *sentence = NULL;

  if (json)
    {
      corral_outbox_json_append (text, entry);
      printf ("%s\n", text->str);
      return;
    }
  sentence = corral_operation_to_sentence (fleet, entry);
  printf ("%s\n", entry->id);
  if (entry->state == CORRAL_OUTBOX_HELD)
    /* Translators: what will be done, as a sentence without its full stop */
    g_printerr (_ ("Saved: %s. The next sync sends it, from 5 seconds on; until then “corral-cli outbox discard” takes "
                   "it back.\n"),
                sentence);
  else
    /* Translators: what will be done, as a sentence without its full stop */
    g_printerr (_ ("Saved: %s. The next sync sends it.\n"), sentence);
}

static CorralExit
fail_of (const CorralCommand *self, const GError *error)
{
  if (g_error_matches (error, CORRAL_OUTBOX_ERROR, CORRAL_OUTBOX_ERROR_INVALID))
    return corral_command_misuse (self, "%s", error->message);
  return corral_command_fail (self, error->message);
}

/* Takes @draft into the outbox of @cache. */
static CorralExit
take_in (const CorralCommand *self,
         CorralCache *cache,
         CorralFleet *fleet,
         const CorralOperationDraft *draft,
         const Options *options,
         CorralClock *clock)
{
  CorralRandom random = corral_random_seeded ((guint64) corral_clock_now_us (clock), (guint64) getpid (), 0, 0);
  g_autoptr (GError) error = NULL;
  g_autoptr (CorralAccount) account = corral_cache_get_account (cache, &error);
  g_autoptr (GPtrArray) entries = NULL;
  g_autoptr (GPtrArray) made = g_ptr_array_new_with_free_func ((GDestroyNotify) corral_outbox_entry_unref);

  if (error != NULL || !corral_outbox_check (draft, account, TRUE, &error))
    return fail_of (self, error);
  entries = corral_cache_outbox_list (cache, 0, &error);
  if (entries == NULL)
    return corral_command_fail (self, error->message);
  g_ptr_array_add (made, corral_outbox_make_entry (draft, account, entries, corral_clock_now_ms (clock), options->now,
                                                   &random));
  if (!corral_cache_outbox_add (cache, made, &error))
    return corral_command_fail (self, error->message);
  print_entry (g_ptr_array_index (made, 0), fleet, options->json);
  return CORRAL_EXIT_OK;
}

static gboolean
is_of_kind (const char *target, const CorralOperationType *type)
{
  const char *name = corral_collection_get_schema (type->target)->name;

  return type->any_target || (g_str_has_prefix (target, name) && target[strlen (name)] == '/');
}

static CorralExit
run (const CorralCommand *self, const CorralOperationType *type, const Options *options)
{
  g_autoptr (CorralClock) clock = corral_clock_new_system ();
  g_autoptr (CorralStoredFleet) stored = NULL;
  g_autoptr (CorralCache) cache = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *sentence = NULL;
  g_auto (CorralTarget) target = { 0 };
  CorralOperationDraft draft = { .kind = type->kind };
  CorralTargetResult result;
  CorralExit code;

  if (!is_of_kind (options->target, type))
    return corral_command_misuse (self, _ ("“%s” is done to %s/ID"), type->name,
                                  corral_collection_get_schema (type->target)->name);
  /* What is never kept for later is refused whatever it is done to. */
  if (!corral_operation_type_is_queued (type) && !corral_outbox_check (&draft, NULL, TRUE, &error))
    return corral_command_fail (self, error->message);
  if (!read_params (options->params, type, &draft.params, &error))
    return corral_command_misuse (self, "%s", error->message);
  stored = corral_stored_fleet_open (options->data, clock, &error);
  if (stored == NULL)
    return corral_command_fail (self, error->message);
  result = corral_target_find (stored, options->data, clock, options->tenant, options->target,
                               type->makes_target, &target, &sentence);
  if (result == CORRAL_TARGET_MISUNDERSTOOD)
    return corral_command_misuse (self, "%s", sentence);
  if (result == CORRAL_TARGET_NOT_FOUND)
    return corral_command_fail (self, sentence);
  if (target.took != NULL)
    g_printerr ("%s\n", target.took);

  draft.tenant = target.tenant;
  draft.collection = target.collection;
  draft.target = target.id;
  draft.expected_rev = target.rev;
  if (options->expected_rev != NULL
      && !g_ascii_string_to_signed (options->expected_rev, 10, 0, G_GINT64_CONSTANT (9007199254740991),
                                    &draft.expected_rev, NULL))
    return corral_command_misuse (self, _ ("--expected-rev takes a revision: a whole number"));

  cache = corral_data_folder_open (options->data, CORRAL_DATA_OUTBOX, (guint) options->wait_s, clock, &sentence);
  if (cache == NULL)
    return corral_command_fail (self, sentence);
  code = take_in (self, cache, stored->fleet, &draft, options, clock);
  corral_cache_close (cache);
  return code;
}

CorralExit
corral_command_do (const CorralCommand *self, int argc, char **argv)
{
  g_auto (Options) options = { 0 };
  const GOptionEntry entries[] = {
    { "data", 0, 0, G_OPTION_ARG_FILENAME, &options.data, N_ ("The folder that holds the stored copy"), N_ ("DIR") },
    { "target", 0, 0, G_OPTION_ARG_STRING, &options.target, N_ ("What to do it to"), N_ ("KIND/ID") },
    { "tenant", 0, 0, G_OPTION_ARG_STRING, &options.tenant, N_ ("Its chain, where the id alone does not say"),
      N_ ("CHAIN") },
    { "param", 0, 0, G_OPTION_ARG_STRING_ARRAY, &options.params, N_ ("A value that the operation takes; may be given again"),
      N_ ("NAME=VALUE") },
    { "expected-rev", 0, 0, G_OPTION_ARG_STRING, &options.expected_rev,
      N_ ("The revision it is meant for (the one that is stored)"), N_ ("N") },
    { "now", 0, 0, G_OPTION_ARG_NONE, &options.now, N_ ("Without the five seconds in which it can be taken back"), NULL },
    { "wait", 0, 0, G_OPTION_ARG_INT, &options.wait_s, N_ ("How long to wait for another Corral that writes there (0)"),
      N_ ("SECONDS") },
    { "json", 0, 0, G_OPTION_ARG_NONE, &options.json, N_ ("Print the entry as “corral-cli outbox --json” does"), NULL },
    { NULL },
  };
  const CorralOperationType *type;

  if (!corral_command_parse (self, entries, &argc, &argv, 1))
    return CORRAL_EXIT_USAGE;
  type = argc > 1 ? corral_operation_type_find (argv[1]) : NULL;
  if (type == NULL)
    return misuse_type (self, argc > 1 ? argv[1] : NULL);
  if (options.target == NULL || *options.target == '\0')
    return corral_command_misuse (self, _ ("--target is needed: what to do it to, as KIND/ID"));
  if (options.data == NULL || *options.data == '\0')
    return corral_command_misuse (self, _ ("--data is needed: the folder that holds the stored copy"));
  if (options.wait_s < 0 || options.wait_s > MOST_WAIT_S)
    return corral_command_misuse (self, _ ("--wait must be from 0 to 86400 seconds"));
  return run (self, type, &options);
}
