/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Who the cloud last said we are, in outbox.db. Writing on the "writer" worker, reading on any
 * thread with a connection of its own. */
#include "config.h"

#include "corral-outbox-account.h"

static char *
join_words (char **words)
{
  return words != NULL ? g_strjoinv (" ", words) : g_strdup ("");
}

gboolean
corral_outbox_account_write (CorralConnection *db,
                             const CorralAccount *account,
                             gint64 heard_ms,
                             GError **error)
{
  g_autofree char *roles = join_words (account->roles);
  g_autofree char *scopes = join_words (account->scopes);
  sqlite3_stmt *statement
      = corral_connection_prepare (db,
                                   "INSERT OR REPLACE INTO account "
                                   "(one,id,name,roles,scopes,heard_ms) VALUES (1,?1,?2,?3,?4,?5)",
                                   error);
  gboolean ok;

  if (statement == NULL)
    return FALSE;
  sqlite3_bind_text (statement, 1, account->id, -1, SQLITE_STATIC);
  sqlite3_bind_text (statement, 2, account->name, -1, SQLITE_STATIC);
  sqlite3_bind_text (statement, 3, roles, -1, SQLITE_STATIC);
  sqlite3_bind_text (statement, 4, scopes, -1, SQLITE_STATIC);
  sqlite3_bind_int64 (statement, 5, heard_ms);
  ok = corral_database_run (statement, error);
  sqlite3_clear_bindings (statement);
  return ok;
}

static char **
split_words (sqlite3_stmt *statement, int column)
{
  const char *text = (const char *) sqlite3_column_text (statement, column);

  return text != NULL && *text != '\0' ? g_strsplit (text, " ", -1) : g_new0 (char *, 1);
}

CorralAccount *
corral_outbox_account_read (sqlite3 *db, gint64 *heard_ms, GError **error)
{
  CorralAccount *account = NULL;
  sqlite3_stmt *statement;
  gint64 n_tables = 0;
  int rc;

  if (!corral_database_ask (db, "SELECT count(*) FROM sqlite_schema WHERE name='account'",
                            &n_tables, error)
      || n_tables == 0)
    return NULL;
  statement
      = corral_database_prepare (db, "SELECT id,name,roles,scopes,heard_ms FROM account", error);
  if (statement == NULL)
    return NULL;
  rc = sqlite3_step (statement);
  if (rc == SQLITE_ROW)
    {
      account = g_new0 (CorralAccount, 1);
      account->id = g_strdup ((const char *) sqlite3_column_text (statement, 0));
      account->name = g_strdup ((const char *) sqlite3_column_text (statement, 1));
      account->roles = split_words (statement, 2);
      account->scopes = split_words (statement, 3);
      *heard_ms = sqlite3_column_int64 (statement, 4);
    }
  else if (rc != SQLITE_DONE)
    corral_database_fail (db, rc, error);
  sqlite3_finalize (statement);
  return account;
}

void
corral_account_free (CorralAccount *self)
{
  if (self == NULL)
    return;
  g_strfreev (self->roles);
  g_strfreev (self->scopes);
  g_free (self->id);
  g_free (self->name);
  g_free (self);
}

gboolean
corral_account_has_scope (const CorralAccount *self, const char *scope)
{
  return self->scopes != NULL && g_strv_contains ((const char *const *) self->scopes, scope);
}
