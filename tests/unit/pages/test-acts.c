/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The table of acts itself: each row can be carried out, is named, and collides with no other. */
#include "corral-act-words.h"
#include "corral-acts.h"

#include <string.h>

static void
test_rows (void)
{
  guint n;
  const CorralAct *acts = corral_acts_get (&n);
  guint64 kinds = 0;

  for (guint i = 0; i < n; i++)
    {
      const CorralOperationType *type = corral_operation_type_get (acts[i].kind);

      g_test_message ("%s", acts[i].name);
      g_assert_nonnull (corral_act_get_label (&acts[i]));
      g_assert_nonnull (acts[i].icon_name);
      g_assert_nonnull (acts[i].judge);
      g_assert_cmpuint (acts[i].tables, !=, 0);
      g_assert_true (corral_act_find (acts[i].name) == &acts[i]);
      /* What cannot be taken back is asked about, one row at a time. */
      if (!corral_operation_type_is_queued (type))
        {
          g_assert_cmpint (acts[i].ask, !=, CORRAL_ASK_NOTHING);
          g_assert_true (acts[i].single);
          /* Asking a cart changes nothing. */
          g_assert_true ((corral_act_to_warning (&acts[i]) != NULL) == (acts[i].ask != CORRAL_ASK_ANSWER));
        }
      /* Of several rows there is a preview. Incidents and planned maintenance are acted upon one at a time, where they
       * stand; an incident of several chains is one all the same. */
      if (!acts[i].single && (acts[i].tables & (1u << CORRAL_TABLE_INCIDENT | 1u << CORRAL_TABLE_MAINTENANCE)) == 0)
        {
          g_autofree char *promise = corral_act_to_promise (&acts[i], 2);

          g_assert_nonnull (promise);
        }
      /* Where something has to be filled in, it is asked for; an incident says itself what it is, and which of its carts
       * was chosen. */
      if (*type->required != '\0' && acts[i].outcome == NULL && strcmp (type->required, "rule severity began_ms") != 0
          && !acts[i].by_member)
        g_assert_cmpint (acts[i].ask, >, CORRAL_ASK_QUESTION);
      /* An ellipsis says that something is asked. */
      g_assert_true (g_str_has_suffix (corral_act_get_label (&acts[i]), "…") == (acts[i].ask != CORRAL_ASK_NOTHING));
      kinds |= G_GUINT64_CONSTANT (1) << acts[i].kind;
    }
  /* Everything that people can do to a row of a list is offered somewhere; incidents, maintenance and cases have pages of
   * their own, and some things happen by the way. */
  for (guint i = 0; i < CORRAL_N_OPERATIONS; i++)
    {
      const CorralOperationType *type = corral_operation_type_get ((CorralOperationKind) i);
      gboolean own = type->target == CORRAL_COLLECTION_INCIDENT || type->target == CORRAL_COLLECTION_MAINTENANCE
                     || type->target == CORRAL_COLLECTION_CASE || type->quiet;

      g_assert_true (own || (kinds & G_GUINT64_CONSTANT (1) << i) != 0);
    }
  g_assert_null (corral_act_find ("no such act"));
}

static void
test_keys (void)
{
  guint n;
  const CorralAct *acts = corral_acts_get (&n);

  for (guint i = 0; i < n; i++)
    {
      guint key;
      GdkModifierType modifiers;

      if (acts[i].key == NULL)
        continue;
      g_assert_true (gtk_accelerator_parse (acts[i].key, &key, &modifiers));
      /* A letter alone searches, with Ctrl it is the program's. */
      g_assert_cmpint (modifiers, ==, GDK_ALT_MASK);
      for (guint k = 0; k < i; k++)
        g_assert_false (g_strcmp0 (acts[k].key, acts[i].key) == 0 && (acts[k].tables & acts[i].tables) != 0);
    }
}

static void
test_words (void)
{
  guint n;
  const CorralAct *acts = corral_acts_get (&n);

  for (guint i = 1; i < CORRAL_N_OBSTACLES; i++)
    {
      g_autofree char *one = corral_obstacle_to_sentence ((CorralObstacle) i, 1);
      g_autofree char *all = corral_obstacle_to_sentence ((CorralObstacle) i, 5);
      g_autofree char *count = corral_obstacle_to_count ((CorralObstacle) i, 3);

      g_assert_true (g_str_has_suffix (one, "."));
      g_assert_true (g_str_has_suffix (all, "."));
      g_assert_cmpstr (count, !=, "");
    }
  for (guint i = 0; i < n; i++)
    {
      g_autofree char *done = corral_act_to_result (&acts[i], 1);

      g_assert_nonnull (done);
      g_assert_false (g_str_has_suffix (done, "."));
    }
  {
    g_autofree char *some = corral_act_to_chosen (CORRAL_TABLE_CART, 2, 0);
    g_autofree char *hidden = corral_act_to_chosen (CORRAL_TABLE_FLAG, 1, 3);

    g_assert_cmpstr (some, ==, "2 carts chosen");
    g_assert_cmpstr (hidden, ==, "1 flag chosen, 3 more filtered away");
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/acts/rows", test_rows);
  g_test_add_func ("/acts/keys", test_keys);
  g_test_add_func ("/acts/words", test_words);
  return g_test_run ();
}
