/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "corral-operation-type.h"
#include "corral-place.h"

G_BEGIN_DECLS

/*
 * Who sees and does what: one table of role × page × action, from which the sidebar, the buttons, the outbox's rules, the
 * tool and the demo cloud are made (domain.md, "Who uses it"). The cloud stays the authority: what is allowed here it may
 * still refuse. What a role is told by itself is the table in watch/corral-telling.c. Pure, any thread.
 */

typedef enum
{
  CORRAL_ROLE_SUPPORT_AGENT,
  CORRAL_ROLE_SUPPORT_LEAD,
  CORRAL_ROLE_STORE_MANAGER,
  CORRAL_ROLE_CHAIN_MANAGER,
  CORRAL_ROLE_LOSS_PREVENTION,
  CORRAL_ROLE_FLEET_OPS,
} CorralRole;

#define CORRAL_N_ROLES (CORRAL_ROLE_FLEET_OPS + 1)

/* What is neither a page nor an operation on a row. */
typedef enum
{
  CORRAL_RIGHT_COMBINE,        /* several chains in one view; others look at one chain at a time */
  CORRAL_RIGHT_EDIT_RULES,     /* change when alerts become incidents, and who is told; others read that */
  CORRAL_RIGHT_WRITE_HANDOVER, /* leave a text to the next shift */
  CORRAL_RIGHT_WALK_SHEET,     /* the morning's walk through a store, on paper */
  CORRAL_RIGHT_EXPORT_LISTS,   /* rows of a list as a file; what is printed and copied is another matter */
} CorralRight;

#define CORRAL_N_RIGHTS (CORRAL_RIGHT_EXPORT_LISTS + 1)

/* What an account may see and do. A plain value; bits are private. */
typedef struct
{
  guint64 pages;
  guint64 operations;
  guint rights;
  CorralPageKind start;
  gboolean own_store; /* looks after stores alone: with one, the program opens on it and lists no others */
} CorralRights;

/* "support_agent": the contract's word. */
const char *corral_role_get_name (CorralRole role);
/* FALSE: a word that this version does not know. */
gboolean corral_role_from_name (const char *name, CorralRole *role);

/*
 * What an account with @roles and @scopes (both nullable, NULL-terminated: the contract's words) may. Of several roles the
 * one that may more goes before, and the first one known says where to begin. Words that are not known count for nothing;
 * when none is known — the cloud has not said yet, is a minimal one, or has roles newer than this version — the scopes
 * alone decide. @scopes NULL: nobody has said, and nothing is hidden.
 */
void corral_rights_set (CorralRights *self, const char *const *roles, const char *const *scopes);

gboolean corral_rights_equal (const CorralRights *a, const CorralRights *b);
gboolean corral_rights_has_page (const CorralRights *self, CorralPageKind page);
gboolean corral_rights_may (const CorralRights *self, CorralOperationKind kind);
gboolean corral_rights_has (const CorralRights *self, CorralRight right);

/* Whether the roles alone allow it, whatever the scopes say: to tell why something is refused. */
gboolean corral_roles_may (const char *const *roles, CorralOperationKind kind);

G_END_DECLS
