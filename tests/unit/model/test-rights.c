/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Who sees and does what, cell by cell. What is expected is written down here by hand, from domain.md ("Who uses it", "Loss
 * prevention") and api.md ("Operations"): a letter is a role, a dot is none. One test for each cell of it.
 */
#include "config.h"

#include "corral-rights.h"

#include <string.h>

static const char letters[] = "ALSCPF";
static const char *const roles[] = {
  "support_agent", "support_lead", "store_manager", "chain_manager", "loss_prevention", "fleet_ops",
};
G_STATIC_ASSERT (G_N_ELEMENTS (roles) == CORRAL_N_ROLES);

static const char *const every_scope[] = {
  "fleet.read", "alert.write", "cart.write", "flag.decide", "ticket.write", "ota.write", "rebind.request", NULL
};

typedef struct
{
  const char *what;
  const char *who;
} Row;

static const Row pages[] = {
  { "fleet", "AL.CPF" },     /* who looks after one store has its page */
  { "stores", "ALSCPF" },
  { "store", "ALSCPF" },
  { "carts", "ALSCPF" },
  { "cart", "ALSCPF" },
  { "alerts", "ALSC.F" },    /* flags are the work of loss prevention, not alerts */
  { "flags", "..S.P." },     /* evidence of a trip: who decides about it, nobody else */
  { "flag", "..S.P." },
  { "outbox", "ALSCPF" },
  { "call", "AL...." },      /* a desk that people phone */
  { "incidents", "ALSC.F" },
  { "incident", "ALSC.F" },
  { "rules", "AL...F" },
  { "handover", "ALSC.F" },
  { "noise", ".L...F" },
  { "help", "ALSCPF" },
  { "loss", "...CP." },      /* figures, not trips: where to send people */
  { "cases", "....P." },     /* names flags, whose evidence nobody else sees */
  { "case", "....P." },
  { "rechecks", "..S.P." },
  { "audit", "ALSCPF" },     /* one's own looks */
};

static const Row operations[] = {
  { "alert.ack", "ALS..F" },
  { "alert.snooze", "ALS..F" },
  { "alert.assign", "ALS..F" },
  { "alert.clear", "ALS..F" },
  { "note.add", "ALSCPF" },
  { "cart.out_of_service", "ALS..F" },
  { "cart.in_service", "ALS..F" },
  { "flag.decide", "..S.P." },
  { "ticket.open", "ALS.PF" },
  { "execution.retry", "AL...F" },
  { "rebind.request", "AL.C.F" },   /* it names another store */
  { "session.pause", "ALS..." },
  { "session.cancel", "ALS..." },
  { "rollout.hold", ".L...F" },
  { "rollout.release", ".....F" },  /* a person with a reason: who runs the rollout */
  { "certificate.revoke", ".L...F" },
  { "cart.report", "ALS.PF" },
  { "cart.find", ".LS.PF" },        /* to a caller, roughly is enough; who manages a chain fetches none */
  { "incident.ack", "ALSC.F" },
  { "incident.snooze", "ALS..F" },
  { "incident.assign", "AL...F" },
  { "incident.close", "AL...F" },
  { "incident.reopen", "AL...F" },
  { "incident.merge", ".L...F" },
  { "incident.adopt", "AL...F" },
  { "incident.release", "AL...F" },
  { "maintenance.plan", "ALSC.F" },
  { "maintenance.end", "ALSC.F" },
  { "flag.void", "....P." },        /* over all stores */
  { "flag.unvoid", "....P." },
  { "case.open", "....P." },
  { "case.link", "....P." },
  { "case.unlink", "....P." },
  { "case.status", "....P." },
  { "flag.seen", "..S.P." },
  { "flag.second_opinion", "..S.P." },
  { "flag.second_withdraw", "..S.P." },
  { "flag.recheck", "..S.P." },
};

static const struct
{
  CorralRight right;
  const char *what;
  const char *who;
} rights[] = {
  { CORRAL_RIGHT_COMBINE, "combine", "AL...F" },
  { CORRAL_RIGHT_EDIT_RULES, "edit-rules", ".L...F" },
  { CORRAL_RIGHT_WRITE_HANDOVER, "write-handover", "AL...F" },
  { CORRAL_RIGHT_WALK_SHEET, "walk-sheet", "ALSC.F" }, /* carts, not trips */
  { CORRAL_RIGHT_EXPORT_LISTS, "export-lists", ".LSCPF" }, /* a call needs no file of rows */
};

static const char *const starts[] = { "fleet", "incidents", "store", "stores", "flags", "fleet" };
G_STATIC_ASSERT (G_N_ELEMENTS (starts) == CORRAL_N_ROLES);

typedef enum
{
  PAGE,
  OPERATION,
  RIGHT,
  START,
} CellKind;

typedef struct
{
  CellKind kind;
  guint row;
  guint role;
} Cell;

static CorralRights
rights_of (const char *const *words, const char *const *scopes)
{
  CorralRights result;

  corral_rights_set (&result, words, scopes);
  return result;
}

static CorralPageKind
find_page (const char *name)
{
  for (guint i = 0; i < CORRAL_N_PAGES; i++)
    if (strcmp (corral_page_kind_to_name ((CorralPageKind) i), name) == 0)
      return (CorralPageKind) i;
  g_error ("there is no page “%s”", name);
}

static gboolean
is_expected (const char *who, guint role)
{
  g_assert_cmpuint (strlen (who), ==, CORRAL_N_ROLES);
  g_assert_true (who[role] == '.' || who[role] == letters[role]);
  return who[role] != '.';
}

static void
test_cell (gconstpointer data)
{
  const Cell *cell = data;
  const char *const words[] = { roles[cell->role], NULL };
  const CorralRights found = rights_of (words, every_scope);

  switch (cell->kind)
    {
    case PAGE:
      g_assert_cmpint (corral_rights_has_page (&found, find_page (pages[cell->row].what)), ==,
                       is_expected (pages[cell->row].who, cell->role));
      break;
    case OPERATION:
      {
        const CorralOperationType *type = corral_operation_type_find (operations[cell->row].what);

        g_assert_nonnull (type);
        g_assert_cmpint (corral_rights_may (&found, type->kind), ==, is_expected (operations[cell->row].who, cell->role));
        g_assert_cmpint (corral_roles_may (words, type->kind), ==, is_expected (operations[cell->row].who, cell->role));
      }
      break;
    case RIGHT:
      g_assert_cmpint (corral_rights_has (&found, rights[cell->row].right), ==,
                       is_expected (rights[cell->row].who, cell->role));
      break;
    case START:
    default:
      g_assert_cmpstr (corral_page_kind_to_name (found.start), ==, starts[cell->role]);
      g_assert_true (corral_rights_has_page (&found, found.start));
      break;
    }
}

static void
add_cells (CellKind kind, const char *group, const char *what, guint row)
{
  for (guint role = 0; role < CORRAL_N_ROLES; role++)
    {
      g_autofree char *path = g_strdup_printf ("/rights/%s/%s/%s", group, what, roles[role]);
      Cell *cell = g_new (Cell, 1);

      *cell = (Cell){ kind, row, role };
      g_test_add_data_func_full (path, cell, test_cell, g_free);
    }
}

/* A page or an operation that is new has to be written down here, too. */
static void
test_complete (void)
{
  g_assert_cmpuint (G_N_ELEMENTS (pages), ==, CORRAL_N_PAGES);
  g_assert_cmpuint (G_N_ELEMENTS (operations), ==, CORRAL_N_OPERATIONS);
  g_assert_cmpuint (G_N_ELEMENTS (rights), ==, CORRAL_N_RIGHTS);
  for (guint i = 0; i < CORRAL_N_PAGES; i++)
    {
      guint n = 0;

      for (guint k = 0; k < G_N_ELEMENTS (pages); k++)
        n += strcmp (pages[k].what, corral_page_kind_to_name ((CorralPageKind) i)) == 0;
      g_test_message ("%s", corral_page_kind_to_name ((CorralPageKind) i));
      g_assert_cmpuint (n, ==, 1);
    }
}

/* The scopes take away, and never give. */
static void
test_scopes (void)
{
  for (guint role = 0; role < CORRAL_N_ROLES; role++)
    for (guint left_out = 0; every_scope[left_out] != NULL; left_out++)
      {
        const char *const words[] = { roles[role], NULL };
        const char *scopes[G_N_ELEMENTS (every_scope)] = { NULL };
        guint n = 0;
        CorralRights found;

        for (guint i = 0; every_scope[i] != NULL; i++)
          if (i != left_out)
            scopes[n++] = every_scope[i];
        found = rights_of (words, scopes);
        for (guint i = 0; i < CORRAL_N_OPERATIONS; i++)
          {
            const CorralOperationType *type = corral_operation_type_get ((CorralOperationKind) i);

            g_assert_cmpint (corral_rights_may (&found, type->kind), ==,
                             corral_roles_may (words, type->kind) && strcmp (type->scope, every_scope[left_out]) != 0);
          }
      }
}

static void
test_several (void)
{
  const char *const both[] = { "loss_prevention", "store_manager", NULL };
  const char *const manager[] = { "store_manager", NULL };
  const char *const strange[] = { "role_of_2031", "store_manager", "", NULL };
  CorralRights found = rights_of (both, every_scope);

  g_assert_true (corral_rights_has_page (&found, CORRAL_PAGE_FLEET));
  g_assert_true (corral_rights_may (&found, CORRAL_OPERATION_SESSION_PAUSE));
  g_assert_cmpint (found.start, ==, CORRAL_PAGE_FLAGS);
  g_assert_false (found.own_store);
  found = rights_of (manager, every_scope);
  g_assert_true (found.own_store);
  /* What is not known gives nothing. */
  found = rights_of (strange, every_scope);
  g_assert_true (found.own_store);
  g_assert_false (corral_rights_has_page (&found, CORRAL_PAGE_NOISE));
}

/* Nobody has said who it is, a minimal cloud, and roles that are newer than this version. */
static void
test_unknown (void)
{
  const char *const none[] = { NULL };
  const char *const newer[] = { "role_of_2031", NULL };
  const char *const reading[] = { "fleet.read", NULL };
  const char *const *const given[] = { NULL, none, newer };

  for (guint i = 0; i < G_N_ELEMENTS (given); i++)
    {
      CorralRights found = rights_of (given[i], NULL);

      for (guint k = 0; k < CORRAL_N_PAGES; k++)
        g_assert_true (corral_rights_has_page (&found, (CorralPageKind) k));
      for (guint k = 0; k < CORRAL_N_OPERATIONS; k++)
        g_assert_true (corral_rights_may (&found, (CorralOperationKind) k));
      g_assert_cmpint (found.start, ==, CORRAL_PAGE_FLEET);
      found = rights_of (given[i], reading);
      g_assert_false (corral_rights_may (&found, CORRAL_OPERATION_ALERT_ACK));
      g_assert_true (corral_rights_may (&found, CORRAL_OPERATION_CART_REPORT));
      found = rights_of (given[i], none);
      g_assert_false (corral_rights_may (&found, CORRAL_OPERATION_CART_REPORT));
    }
}

static void
test_words (void)
{
  CorralRole role;

  for (guint i = 0; i < CORRAL_N_ROLES; i++)
    {
      g_assert_cmpstr (corral_role_get_name ((CorralRole) i), ==, roles[i]);
      g_assert_true (corral_role_from_name (roles[i], &role));
      g_assert_cmpuint (role, ==, i);
    }
  g_assert_false (corral_role_from_name (NULL, &role));
  g_assert_false (corral_role_from_name ("", &role));
  g_assert_false (corral_role_from_name ("Support_agent", &role));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (pages); i++)
    add_cells (PAGE, "page", pages[i].what, i);
  for (guint i = 0; i < G_N_ELEMENTS (operations); i++)
    add_cells (OPERATION, "operation", operations[i].what, i);
  for (guint i = 0; i < G_N_ELEMENTS (rights); i++)
    add_cells (RIGHT, "right", rights[i].what, i);
  add_cells (START, "start", "page", 0);
  g_test_add_func ("/rights/complete", test_complete);
  g_test_add_func ("/rights/scopes", test_scopes);
  g_test_add_func ("/rights/several", test_several);
  g_test_add_func ("/rights/unknown", test_unknown);
  g_test_add_func ("/rights/words", test_words);
  return g_test_run ();
}
