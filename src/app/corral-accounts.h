/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* One person at one cloud, as this PC knows them. No token: that stands in the keyring, at the place. */
typedef struct
{
  char *folder;        /* the name of their folder, below data and cache; unique */
  char *cloud;         /* its address, as corral_api_check_address() gives it */
  char *place;         /* in the keyring */
  char *user;          /* (nullable): the staff id there; NULL: the cloud has not said who it is */
  char *name;          /* (nullable): of the person */
  char *role;          /* (nullable): a word of the contract */
  gint64 used_ms;      /* when they were last in front; 0: never */
  gboolean locked;     /* they have to prove who they are before anything is shown */
  gboolean signed_out; /* only what waits to be sent was kept */
} CorralKnownAccount;

/**
 * CorralAccounts:
 *
 * The people who are signed in on this PC, each at one cloud: a small file, "accounts.list", beside their folders.
 * Several programs may change it. A card in each folder says the same of it, so that a damaged list can be made again;
 * the damaged one is set aside, and corral_accounts_get_problem() says so. Main thread.
 *
 * Signal "changed" ().
 */
#define CORRAL_TYPE_ACCOUNTS (corral_accounts_get_type ())
G_DECLARE_FINAL_TYPE (CorralAccounts, corral_accounts, CORRAL, ACCOUNTS, GObject)

/* @data_dir, @cache_dir: where the accounts' folders are. @keeps_cards: FALSE where nothing may be kept in those.
 * @former_cloud (nullable): what a version without a list was signed in to; it is taken up when there is no list yet.
 */
CorralAccounts *corral_accounts_new (const char *data_dir,
                                     const char *cache_dir,
                                     gboolean keeps_cards,
                                     const char *former_cloud) G_GNUC_WARN_UNUSED_RESULT;

/* A sentence when the list was damaged or cannot be written; NULL when all is well. */
const char *corral_accounts_get_problem (CorralAccounts *self);

/* (element-type CorralKnownAccount): who was in front last comes first. Valid until the next call that changes
 * something. */
GPtrArray *corral_accounts_get_all (CorralAccounts *self);

/* (nullable). The same. */
const CorralKnownAccount *corral_accounts_find (CorralAccounts *self, const char *folder);
const CorralKnownAccount *corral_accounts_find_person (CorralAccounts *self, const char *cloud, const char *user);

/* By what a person types: a name, a staff id, a folder; with "@" and the cloud's host where that is not enough. NULL
 * and G_IO_ERROR_NOT_FOUND with a sentence that names those there are. */
const CorralKnownAccount *corral_accounts_find_named (CorralAccounts *self, const char *text, GError **error);

/* Who begins: last in front, signed in; at @cloud (nullable: any). NULL: nobody. */
const CorralKnownAccount *corral_accounts_find_last (CorralAccounts *self, const char *cloud);

/* The one of that person at that cloud: known already, or with a folder and a place of their own from now on. Is then
 * not locked, nor signed out. @name, @role (nullable). */
const CorralKnownAccount *
corral_accounts_welcome (CorralAccounts *self, const char *cloud, const char *user, const char *name, const char *role);

/* What the cloud said of whose folder it is; that it is somebody else's than before is not believed. @folder that is
 * not known is ignored, here and below. */
void
corral_accounts_note (CorralAccounts *self, const char *folder, const char *user, const char *name, const char *role);
void corral_accounts_set_locked (CorralAccounts *self, const char *folder, gboolean locked);
void corral_accounts_set_signed_out (CorralAccounts *self, const char *folder);
/* In front now. */
void corral_accounts_touch (CorralAccounts *self, const char *folder);
void corral_accounts_remove (CorralAccounts *self, const char *folder);

/* Where their files are. Free with g_free(). */
char *corral_accounts_dup_data_dir (CorralAccounts *self, const char *folder) G_GNUC_WARN_UNUSED_RESULT;
char *corral_accounts_dup_cache_dir (CorralAccounts *self, const char *folder) G_GNUC_WARN_UNUSED_RESULT;

/* "host", or "host_port": the folder of a cloud where nobody is told apart. Free with g_free(). */
char *corral_accounts_dup_cloud_folder (const char *cloud) G_GNUC_WARN_UNUSED_RESULT;

/* For people: the name, or the cloud's host where nobody has said who it is. Free with g_free(). */
char *corral_known_account_dup_name (const CorralKnownAccount *self) G_GNUC_WARN_UNUSED_RESULT;
char *corral_known_account_dup_host (const CorralKnownAccount *self) G_GNUC_WARN_UNUSED_RESULT;

/* Preferences that are one person's: where they were, what they found, which notices they want. Free with
 * g_object_unref(). */
GSettings *corral_accounts_new_settings (const char *folder) G_GNUC_WARN_UNUSED_RESULT;
/* All of them as they come with Corral. */
void corral_accounts_forget_settings (const char *folder);

G_END_DECLS
