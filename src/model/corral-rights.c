/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The table of role × page × action. Constant data and pure functions, any thread. */
#include "config.h"

#include "corral-rights.h"

#define A (1u << CORRAL_ROLE_SUPPORT_AGENT)
#define L (1u << CORRAL_ROLE_SUPPORT_LEAD)
#define S (1u << CORRAL_ROLE_STORE_MANAGER)
#define C (1u << CORRAL_ROLE_CHAIN_MANAGER)
#define P (1u << CORRAL_ROLE_LOSS_PREVENTION)
#define F (1u << CORRAL_ROLE_FLEET_OPS)
#define EVERYBODY (A | L | S | C | P | F)
#define SUPPORT (A | L)

/* The role's word, and where it begins (D): by the question that each comes with. */
static const struct
{
  const char *name;
  CorralPageKind start;
} roles_table[] = {
  [CORRAL_ROLE_SUPPORT_AGENT] = { "support_agent", CORRAL_PAGE_FLEET },      /* waits for a call, and looks around */
  [CORRAL_ROLE_SUPPORT_LEAD] = { "support_lead", CORRAL_PAGE_INCIDENTS },    /* what is going on, by cause; who has it */
  [CORRAL_ROLE_STORE_MANAGER] = { "store_manager", CORRAL_PAGE_STORE },      /* how many carts can I put out */
  [CORRAL_ROLE_CHAIN_MANAGER] = { "chain_manager", CORRAL_PAGE_STORES },     /* which stores fall short */
  [CORRAL_ROLE_LOSS_PREVENTION] = { "loss_prevention", CORRAL_PAGE_FLAGS },  /* which trips deserve a look */
  [CORRAL_ROLE_FLEET_OPS] = { "fleet_ops", CORRAL_PAGE_FLEET },              /* rollouts, batches, what fails next */
};
G_STATIC_ASSERT (G_N_ELEMENTS (roles_table) == CORRAL_N_ROLES);

/* Evidence of a trip is for who decides about it (domain.md, "Loss prevention"); a call is taken at a support desk; who
 * looks after one store has that store's page, not the fleet's. */
static const guint pages[] = {
  [CORRAL_PAGE_FLEET] = EVERYBODY & ~S,
  [CORRAL_PAGE_STORES] = EVERYBODY,
  [CORRAL_PAGE_STORE] = EVERYBODY,
  [CORRAL_PAGE_CARTS] = EVERYBODY,
  [CORRAL_PAGE_CART] = EVERYBODY,
  [CORRAL_PAGE_ALERTS] = EVERYBODY & ~P,
  [CORRAL_PAGE_FLAGS] = S | P,
  [CORRAL_PAGE_FLAG] = S | P,
  [CORRAL_PAGE_OUTBOX] = EVERYBODY,
  [CORRAL_PAGE_CALL] = SUPPORT,
  [CORRAL_PAGE_INCIDENTS] = EVERYBODY & ~P,
  [CORRAL_PAGE_INCIDENT] = EVERYBODY & ~P,
  [CORRAL_PAGE_RULES] = SUPPORT | F,
  [CORRAL_PAGE_HANDOVER] = EVERYBODY & ~P,
  [CORRAL_PAGE_NOISE] = L | F,
  [CORRAL_PAGE_HELP] = EVERYBODY,
  [CORRAL_PAGE_LOSS] = C | P,      /* figures of a chain, without a trip: who plans where people go */
  [CORRAL_PAGE_CASES] = P,
  [CORRAL_PAGE_CASE] = P,
  [CORRAL_PAGE_RECHECKS] = S | P,
  [CORRAL_PAGE_AUDIT] = EVERYBODY, /* one's own; others' for who may export it */
};
G_STATIC_ASSERT (G_N_ELEMENTS (pages) == CORRAL_N_PAGES);

/* What is dangerous late is done by few; a chain's manager reads and comments; moving a cart names another store, which a
 * store's manager does not know of. */
static const guint operations[] = {
  [CORRAL_OPERATION_ALERT_ACK] = SUPPORT | S | F,
  [CORRAL_OPERATION_ALERT_SNOOZE] = SUPPORT | S | F,
  [CORRAL_OPERATION_ALERT_ASSIGN] = SUPPORT | S | F,
  [CORRAL_OPERATION_ALERT_CLEAR] = SUPPORT | S | F,
  [CORRAL_OPERATION_NOTE_ADD] = EVERYBODY,
  [CORRAL_OPERATION_CART_OUT_OF_SERVICE] = SUPPORT | S | F,
  [CORRAL_OPERATION_CART_IN_SERVICE] = SUPPORT | S | F,
  [CORRAL_OPERATION_FLAG_DECIDE] = S | P,
  [CORRAL_OPERATION_TICKET_OPEN] = SUPPORT | S | P | F,
  [CORRAL_OPERATION_EXECUTION_RETRY] = SUPPORT | F,
  [CORRAL_OPERATION_REBIND_REQUEST] = SUPPORT | C | F,
  [CORRAL_OPERATION_SESSION_PAUSE] = SUPPORT | S,
  [CORRAL_OPERATION_SESSION_CANCEL] = SUPPORT | S,
  [CORRAL_OPERATION_ROLLOUT_HOLD] = L | F,
  [CORRAL_OPERATION_ROLLOUT_RELEASE] = F,
  [CORRAL_OPERATION_CERTIFICATE_REVOKE] = L | F,
  [CORRAL_OPERATION_CART_REPORT] = EVERYBODY & ~C,
  [CORRAL_OPERATION_CART_FIND] = L | S | P | F, /* who has it fetched, or looks into a theft; a caller needs no more than
                                                    roughly */
  [CORRAL_OPERATION_INCIDENT_ACK] = SUPPORT | S | C | F,
  [CORRAL_OPERATION_INCIDENT_SNOOZE] = SUPPORT | S | F,
  [CORRAL_OPERATION_INCIDENT_ASSIGN] = SUPPORT | F,
  [CORRAL_OPERATION_INCIDENT_CLOSE] = SUPPORT | F,
  [CORRAL_OPERATION_INCIDENT_REOPEN] = SUPPORT | F,
  [CORRAL_OPERATION_INCIDENT_MERGE] = L | F,
  [CORRAL_OPERATION_INCIDENT_ADOPT] = SUPPORT | F,
  [CORRAL_OPERATION_INCIDENT_RELEASE] = SUPPORT | F,
  [CORRAL_OPERATION_MAINTENANCE_PLAN] = SUPPORT | S | C | F,
  [CORRAL_OPERATION_MAINTENANCE_END] = SUPPORT | S | C | F,
  [CORRAL_OPERATION_FLAG_VOID] = P, /* the flags of a lot, over all stores */
  [CORRAL_OPERATION_FLAG_UNVOID] = P,
  [CORRAL_OPERATION_CASE_OPEN] = P,
  [CORRAL_OPERATION_CASE_LINK] = P,
  [CORRAL_OPERATION_CASE_UNLINK] = P,
  [CORRAL_OPERATION_CASE_STATUS] = P,
  [CORRAL_OPERATION_FLAG_SEEN] = S | P,
  [CORRAL_OPERATION_FLAG_SECOND_OPINION] = S | P,
  [CORRAL_OPERATION_FLAG_SECOND_WITHDRAW] = S | P,
  [CORRAL_OPERATION_FLAG_RECHECK] = S | P,
};
G_STATIC_ASSERT (G_N_ELEMENTS (operations) == CORRAL_N_OPERATIONS);

static const guint rights[] = {
  [CORRAL_RIGHT_COMBINE] = SUPPORT | F,
  [CORRAL_RIGHT_EDIT_RULES] = L | F,
  [CORRAL_RIGHT_WRITE_HANDOVER] = SUPPORT | F,
  [CORRAL_RIGHT_WALK_SHEET] = EVERYBODY & ~P, /* who has the store's carts to look after, or helps somebody who has */
  [CORRAL_RIGHT_EXPORT_LISTS] = EVERYBODY & ~A, /* an agent answers calls: nobody's rows need to leave for that */
};
G_STATIC_ASSERT (G_N_ELEMENTS (rights) == CORRAL_N_RIGHTS);

const char *
corral_role_get_name (CorralRole role)
{
  g_return_val_if_fail (role < CORRAL_N_ROLES, NULL);

  return roles_table[role].name;
}

gboolean
corral_role_from_name (const char *name, CorralRole *role)
{
  for (guint i = 0; i < G_N_ELEMENTS (roles_table); i++)
    if (g_strcmp0 (roles_table[i].name, name) == 0)
      {
        *role = (CorralRole) i;
        return TRUE;
      }
  return FALSE;
}

/* The known ones of @words as bits, and the first of them. */
static guint
read_roles (const char *const *words, CorralRole *first)
{
  guint bits = 0;

  for (guint i = 0; words != NULL && words[i] != NULL; i++)
    {
      CorralRole role;

      if (!corral_role_from_name (words[i], &role))
        continue;
      if (bits == 0)
        *first = role;
      bits |= 1u << role;
    }
  return bits;
}

/* Bit i: @table's row i has one of @roles. */
static guint64
collect (const guint *table, guint n_rows, guint roles)
{
  guint64 bits = 0;

  for (guint i = 0; i < n_rows; i++)
    if ((table[i] & roles) != 0)
      bits |= G_GUINT64_CONSTANT (1) << i;
  return bits;
}

void
corral_rights_set (CorralRights *self, const char *const *role_words, const char *const *scopes)
{
  CorralRole first = CORRAL_ROLE_SUPPORT_AGENT;
  guint known = read_roles (role_words, &first);
  guint effective = known != 0 ? known : EVERYBODY;

  G_STATIC_ASSERT (CORRAL_N_PAGES <= 64 && CORRAL_N_OPERATIONS <= 64 && CORRAL_N_RIGHTS <= 32);
  self->pages = collect (pages, CORRAL_N_PAGES, effective);
  self->operations = collect (operations, CORRAL_N_OPERATIONS, effective);
  self->rights = (guint) collect (rights, CORRAL_N_RIGHTS, effective);
  self->start = roles_table[first].start;
  self->own_store = known == S;
  for (guint i = 0; i < CORRAL_N_OPERATIONS && scopes != NULL; i++)
    if (!g_strv_contains (scopes, corral_operation_type_get ((CorralOperationKind) i)->scope))
      self->operations &= ~(G_GUINT64_CONSTANT (1) << i);
}

gboolean
corral_rights_equal (const CorralRights *a, const CorralRights *b)
{
  return a->pages == b->pages && a->operations == b->operations && a->rights == b->rights && a->start == b->start
         && a->own_store == b->own_store;
}

gboolean
corral_rights_has_page (const CorralRights *self, CorralPageKind page)
{
  g_return_val_if_fail (page < CORRAL_N_PAGES, FALSE);

  return (self->pages & G_GUINT64_CONSTANT (1) << page) != 0;
}

gboolean
corral_rights_may (const CorralRights *self, CorralOperationKind kind)
{
  g_return_val_if_fail (kind < CORRAL_N_OPERATIONS, FALSE);

  return (self->operations & G_GUINT64_CONSTANT (1) << kind) != 0;
}

gboolean
corral_rights_has (const CorralRights *self, CorralRight right)
{
  g_return_val_if_fail (right < CORRAL_N_RIGHTS, FALSE);

  return (self->rights & 1u << right) != 0;
}

gboolean
corral_roles_may (const char *const *role_words, CorralOperationKind kind)
{
  CorralRole first;
  guint known = read_roles (role_words, &first);

  g_return_val_if_fail (kind < CORRAL_N_OPERATIONS, FALSE);

  return known == 0 || (operations[kind] & known) != 0;
}
