/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a call leaves behind, in words. Main thread. */
#include "config.h"

#include "corral-call-text.h"

#include "corral-format.h"
#include "corral-operation-words.h"
#include "corral-text-private.h"
#include "corral-verdict-words.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define SIGN "☎ "
#define MINUTES " min · "
#define APART " · "
#define SOLVED "solved"
#define OPEN "open"

/* ---- the first line ---------------------------------------------------------------------------------- */

char *
corral_call_line_to_text (const CorralCallLine *self)
{
  return g_strdup_printf (SIGN "%u" MINUTES "%s" APART "%s", self->minutes, corral_verdict_cause_to_word (self->cause),
                          self->solved ? SOLVED : OPEN);
}

gboolean
corral_call_line_parse (const char *note, CorralCallLine *line, const char **rest)
{
  const char *end;
  g_autofree char *first = NULL;
  char *minutes, *cause, *outcome;
  guint64 n;

  if (note == NULL || !g_str_has_prefix (note, SIGN))
    return FALSE;
  end = strchr (note, '\n');
  first = end != NULL ? g_strndup (note, (gsize) (end - note)) : g_strdup (note);
  minutes = first + strlen (SIGN);
  cause = strstr (minutes, MINUTES);
  if (cause == NULL)
    return FALSE;
  *cause = '\0';
  cause += strlen (MINUTES);
  outcome = strstr (cause, APART);
  if (outcome == NULL)
    return FALSE;
  *outcome = '\0';
  outcome += strlen (APART);
  if (!g_ascii_string_to_unsigned (minutes, 10, 0, 100000, &n, NULL)
      || !corral_verdict_cause_from_word (cause, &line->cause)
      || (strcmp (outcome, SOLVED) != 0 && strcmp (outcome, OPEN) != 0))
    return FALSE;
  line->minutes = (guint) n;
  line->solved = strcmp (outcome, SOLVED) == 0;
  if (rest != NULL)
    *rest = end != NULL ? end + 1 : note + strlen (note);
  return TRUE;
}

char *
corral_call_line_describe (const CorralCallLine *self)
{
  const char *layer = corral_layer_to_text (corral_verdict_cause_get_layer (self->cause));

  return self->solved
             /* Translators: a call about a cart or store, how long it was, and where the fault lay: "Call, 4 min · The
              * store’s Wi-Fi · solved" */
             ? g_strdup_printf (_ ("Call, %u min · %s · solved"), self->minutes, layer)
             : g_strdup_printf (_ ("Call, %u min · %s · not solved"), self->minutes, layer);
}

char *
corral_call_format_length (gint64 length_ms)
{
  gint64 seconds = MAX (length_ms, 0) / 1000;

  if (seconds >= 3600)
    return g_strdup_printf ("%d:%02d:%02d", (int) MIN (seconds / 3600, 999), (int) (seconds / 60 % 60),
                            (int) (seconds % 60));
  return g_strdup_printf ("%02d:%02d", (int) (seconds / 60), (int) (seconds % 60));
}

const char *
corral_tried_to_text (CorralTried tried)
{
  static const char *const words[] = {
    [CORRAL_TRIED_HELPED] = N_ ("Helped"),
    [CORRAL_TRIED_DID_NOT_HELP] = N_ ("Did not help"),
    [CORRAL_TRIED_SKIPPED] = N_ ("Skipped"),
  };

  g_return_val_if_fail ((guint) tried < CORRAL_N_TRIED, NULL);

  return _ (words[tried]);
}

/* ---- what was said and done -------------------------------------------------------------------------- */

static char *
describe_event (const CorralCallEvent *event, gboolean first)
{
  switch (event->kind)
    {
    case CORRAL_CALL_EVENT_VERDICT:
      if (first)
        /* Translators: where the fault seemed to lie when a call began: "The store’s Wi-Fi" */
        return g_strdup_printf (_ ("The verdict: %s"),
                                corral_layer_to_text (corral_verdict_cause_get_layer (event->cause)));
      /* Translators: where the fault seems to lie from now on: "The store’s Wi-Fi" */
      return g_strdup_printf (_ ("The verdict became: %s"),
                              corral_layer_to_text (corral_verdict_cause_get_layer (event->cause)));
    case CORRAL_CALL_EVENT_TRIED:
      /* Translators: something that was tried, a sentence, and what came of it: "Have it switched off. – Helped" */
      return g_strdup_printf (_ ("%s – %s"), event->text, corral_tried_to_text (event->tried));
    case CORRAL_CALL_EVENT_ORDERED:
      return g_strdup (corral_operation_type_to_past (corral_operation_type_get (event->operation)));
    default:
      g_assert_not_reached ();
    }
}

char *
corral_call_to_log (const CorralCall *self, gint64 now_ms, GTimeZone *zone, gboolean whole)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < self->events->len; i++)
    {
      const CorralCallEvent *event = g_ptr_array_index (self->events, i);
      g_autofree char *when = corral_format_time (event->time_ms, now_ms, zone);
      g_autofree char *what = describe_event (event, i == 0);

      if (!whole && i == 0 && event->kind == CORRAL_CALL_EVENT_VERDICT)
        continue;
      g_string_append_printf (text, "%s%s %s", text->len > 0 ? "\n" : "", when, what);
    }
  return g_string_free (text, FALSE);
}

char *
corral_call_to_note (const CorralCall *self, CorralFleet *fleet, const CorralVerdict *verdict, gint64 now_ms,
                     GTimeZone *zone)
{
  g_autofree char *sentence = corral_verdict_to_text (fleet, verdict, NULL, NULL);
  g_autofree char *log = corral_call_to_log (self, now_ms, zone, FALSE);
  g_autofree char *whole = NULL;

  /* Translators: a sentence about what is wrong, and how sure that is: "… (Likely)" */
  whole = g_strdup_printf (_ ("%s (%s)"), sentence, corral_verdict_sureness (verdict));
  return *log != '\0' ? g_strdup_printf ("%s\n%s", whole, log) : g_steal_pointer (&whole);
}

char *
corral_call_to_ticket (const CorralCall *self, CorralFleet *fleet, const CorralVerdict *verdict, gint64 now_ms,
                       GTimeZone *zone)
{
  g_autofree char *ticket = corral_verdict_to_ticket (fleet, verdict);
  g_autofree char *log = self != NULL ? corral_call_to_log (self, now_ms, zone, FALSE) : NULL;
  g_autofree char *length = NULL;

  g_strchomp (ticket);
  if (log == NULL || *log == '\0')
    return g_steal_pointer (&ticket);
  length = corral_call_format_length (now_ms - self->begun_ms);
  return g_strdup_printf ("%s\n\n%s (%s)\n%s", ticket, _ ("On the phone:"), length, log);
}

/* ---- what may leave ---------------------------------------------------------------------------------- */

/* Where the fleet has staff ids. */
static const struct
{
  CorralTableKind table;
  guint column;
} people[] = {
  { CORRAL_TABLE_ALERT, CORRAL_ALERT_COL_ACKNOWLEDGED_BY },
  { CORRAL_TABLE_ALERT, CORRAL_ALERT_COL_ASSIGNED_TO },
  { CORRAL_TABLE_FLAG, CORRAL_FLAG_COL_DECIDED_BY },
  { CORRAL_TABLE_TICKET, CORRAL_TICKET_COL_OPENED_BY },
};

/* Shorter ones are words, too. */
#define ID_MIN_BYTES 3

static void
note_id (GHashTable *ids, const char *id)
{
  if (id != NULL && strlen (id) >= ID_MIN_BYTES)
    g_hash_table_add (ids, g_ascii_strdown (id, -1));
}

static gboolean
is_of_id (char c)
{
  return g_ascii_isalnum (c) || strchr ("_.:-", c) != NULL || (c & 0x80) != 0;
}

/* Word by word, so that it costs the same however many people there are. Case is no matter. */
static char *
replace_ids (GHashTable *ids, const char *text)
{
  GString *clean = g_string_new (NULL);

  for (const char *at = text; *at != '\0';)
    {
      gsize n = 0, own;
      g_autofree char *word = NULL;

      while (at[n] != '\0' && is_of_id (at[n]))
        n++;
      if (n == 0)
        {
          g_string_append_c (clean, *at++);
          continue;
        }
      /* What ends a sentence is no part of the word. */
      for (own = n; own > 0 && strchr (".:-", at[own - 1]) != NULL; own--)
        ;
      word = g_ascii_strdown (at, (gssize) own);
      if (g_hash_table_contains (ids, word))
        g_string_append (clean, _ ("(a colleague)"));
      else
        g_string_append_len (clean, at, (gssize) own);
      g_string_append_len (clean, at + own, (gssize) (n - own));
      at += n;
    }
  return g_string_free (clean, FALSE);
}

char *
corral_call_without_people (CorralFleet *fleet, const char *account, const char *text)
{
  g_autoptr (GHashTable) ids = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autofree char *masked = corral_text_mask_private (text);

  note_id (ids, account);
  for (guint i = 0; i < G_N_ELEMENTS (people); i++)
    {
      const CorralColumns *columns = corral_fleet_get_table (fleet, people[i].table);

      for (guint32 slot = 0; slot < corral_columns_get_n_slots (columns); slot++)
        if (corral_columns_exists (columns, slot))
          note_id (ids, corral_columns_get_text (columns, slot, people[i].column));
    }
  return replace_ids (ids, masked);
}
