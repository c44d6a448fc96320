/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Keys are told apart: none is what two things wait for where both are. */
#include "config.h"

#include "corral-acts.h"
#include "corral-shortcuts.h"

typedef struct
{
  guint key;
  GdkModifierType modifiers;
} Key;

static Key
parse (const char *accelerator)
{
  Key key = { 0 };

  gtk_accelerator_parse (accelerator, &key.key, &key.modifiers);
  if (key.key == 0)
    g_error ("“%s” is no key", accelerator);
  return key;
}

static gboolean
is_same (Key a, Key b)
{
  return a.key == b.key && a.modifiers == b.modifiers;
}

/* Of the program's: each leads to one thing, wherever one is. */
static void
test_actions (void)
{
  guint n;
  const CorralShortcut *all = corral_shortcuts_get (&n);

  for (guint i = 0; i < n; i++)
    for (guint k = 0; k < G_N_ELEMENTS (all->accelerators) && all[i].accelerators[k] != NULL; k++)
      for (guint j = i + 1; j < n; j++)
        for (guint l = 0; l < G_N_ELEMENTS (all->accelerators) && all[j].accelerators[l] != NULL; l++)
          if (all[i].action != NULL && all[j].action != NULL
              && is_same (parse (all[i].accelerators[k]), parse (all[j].accelerators[l])))
            g_error ("%s: “%s” and “%s”", all[i].accelerators[k], all[i].title, all[j].title);
}

/* Of what is done to rows: no key of the program, nor of a list, and one act a table. */
static void
test_acts (void)
{
  guint n, n_acts;
  const CorralShortcut *all = corral_shortcuts_get (&n);
  const CorralAct *acts = corral_acts_get (&n_acts);

  for (guint i = 0; i < n_acts; i++)
    {
      if (acts[i].key == NULL)
        continue;
      for (guint j = 0; j < n; j++)
        for (guint l = 0; l < G_N_ELEMENTS (all->accelerators) && all[j].accelerators[l] != NULL; l++)
          if (is_same (parse (acts[i].key), parse (all[j].accelerators[l])))
            g_error ("%s: “%s” and “%s”", acts[i].key, acts[i].name, all[j].title);
      for (guint j = i + 1; j < n_acts; j++)
        if (acts[j].key != NULL && (acts[i].tables & acts[j].tables) != 0 && is_same (parse (acts[i].key), parse (acts[j].key)))
          g_error ("%s: “%s” and “%s”", acts[i].key, acts[i].name, acts[j].name);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/shortcuts/actions", test_actions);
  g_test_add_func ("/shortcuts/acts", test_acts);
  return g_test_run ();
}
