/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Who is here: signing in and out, and several people on one PC. Whoever is in front has services of their
 * own on a folder of their own; to change is to stop those and to start others. Main thread. */
#include "config.h"

#include "corral-application-private.h"

#include "corral-account-folder.h"
#include "corral-api.h"
#include "corral-cache-wipe.h"
#include "corral-message.h"
#include "corral-people.h"
#include "corral-sign-in-dialog.h"
#include "corral-sign-out.h"

#include <glib/gi18n.h>
#include <stdlib.h>

/* How long the sign-in service is waited for when somebody signs out. */
#define SIGN_OUT_SECONDS 8

/* ---- the list -------------------------------------------------------------------------------------------- */

/* The menu of those whom one can change to. */
static void
update_people (CorralApplication *self)
{
  GPtrArray *all = corral_accounts_get_all (self->accounts);

  g_menu_remove_all (self->people);
  for (guint i = 0; i < all->len; i++)
    {
      const CorralKnownAccount *account = g_ptr_array_index (all, i);
      g_autofree char *name = corral_known_account_dup_name (account);
      g_autofree char *host = corral_known_account_dup_host (account);
      /* Translators: a person, and a cloud: "Change to Lee · api.example.com" */
      g_autofree char *label = g_strdup_printf (_ ("Change to %s · %s"), name, host);
      g_autoptr (GMenuItem) item = NULL;

      if (g_strcmp0 (account->folder, self->here) == 0)
        continue;
      item = g_menu_item_new (label, NULL);
      g_menu_item_set_action_and_target (item, "app.choose", "s", account->folder);
      g_menu_append_item (self->people, item);
    }
}

void
corral_application_open_accounts (CorralApplication *self)
{
  g_autofree char *data = g_build_filename (g_get_user_data_dir (), "corral", NULL);
  g_autofree char *cache = g_build_filename (g_get_user_cache_dir (), "corral", NULL);
  g_autoptr (GSettings) settings = g_settings_new (CORRAL_APPLICATION_ID);
  g_autofree char *cloud = g_settings_get_string (settings, "cloud");
  g_autofree char *address = corral_api_check_address (cloud, NULL);

  if (self->accounts != NULL)
    return;
  self->accounts = corral_accounts_new (data, cache, self->managed->may_store, address);
  g_signal_connect_object (self->accounts, "changed", G_CALLBACK (update_people), self, G_CONNECT_SWAPPED);
}

static const CorralKnownAccount *
get_here (CorralApplication *self)
{
  return self->here != NULL && self->accounts != NULL ? corral_accounts_find (self->accounts, self->here) : NULL;
}

/* @account is who is here from now on. FALSE: they have gone. */
static gboolean
set_here (CorralApplication *self, const CorralKnownAccount *account)
{
  g_autofree char *folder = g_strdup (account->folder);

  g_free (self->here);
  self->here = g_strdup (folder);
  g_free (self->line.start.api);
  self->line.start.api = g_strdup (account->cloud);
  g_free (self->line.start.account);
  self->line.start.account = g_strdup (folder);
  self->line.start.demo = FALSE;
  self->line.signs_in = TRUE;
  self->locked = account->locked;
  self->proven = FALSE;
  corral_accounts_touch (self->accounts, folder);
  update_people (self);
  return get_here (self) != NULL;
}

static void
leave_here (CorralApplication *self)
{
  g_clear_pointer (&self->here, g_free);
  g_clear_pointer (&self->line.start.account, g_free);
  self->line.start.demo = FALSE;
  self->line.signs_in = FALSE;
  self->locked = FALSE;
}

/* NULL: nobody else has their folder. */
static char *
describe_writer (CorralApplication *self, const CorralKnownAccount *account)
{
  g_autofree char *dir = corral_accounts_dup_data_dir (self->accounts, account->folder);
  g_autofree char *name = corral_known_account_dup_name (account);
  int writer = corral_account_folder_find_writer (dir);

  if (writer == 0)
    return NULL;
  if (writer < 0)
    return g_strdup_printf (_ ("Another Corral on this PC has the data of %s open. Use that one, or end it first."),
                            name);
  return g_strdup_printf (
      _ ("Another Corral on this PC (process %d) has the data of %s open. Use that one, or end it first."), writer,
      name);
}

/* As set_here(), when the program starts: where it locks by itself, to end it in whatever way is not past the lock. */
static gboolean
begin_here (CorralApplication *self, const CorralKnownAccount *account)
{
  g_autoptr (GSettings) settings = g_settings_new (CORRAL_APPLICATION_ID);

  if (!set_here (self, account))
    return FALSE;
  self->locked = self->locked || corral_idle_lock_find_minutes (settings, self->managed) > 0;
  corral_accounts_set_locked (self->accounts, self->here, self->locked);
  return TRUE;
}

gboolean
corral_application_choose_named (CorralApplication *self, int *status)
{
  const CorralKnownAccount *account;
  g_autofree char *busy = NULL;
  g_autoptr (GError) error = NULL;

  *status = 2;
  corral_application_open_accounts (self);
  account = corral_accounts_find_named (self->accounts, self->line.account, &error);
  if (account == NULL || !corral_managed_allows_cloud (self->managed, account->cloud, &error))
    return corral_command_line_complain (error->message);
  busy = describe_writer (self, account);
  if (busy != NULL)
    {
      *status = EXIT_FAILURE;
      return corral_command_line_complain (busy);
    }
  return begin_here (self, account);
}

/* That somebody is signed in to. It was allowed when they did: the welcome says that it is not any more. */
void
corral_application_choose_last (CorralApplication *self)
{
  const CorralKnownAccount *account;

  if (self->line.start.demo || self->here != NULL || (self->line.start.api != NULL && !self->line.signs_in))
    return;
  account = corral_accounts_find_last (self->accounts, self->line.start.api);
  if (account != NULL && corral_managed_allows_cloud (self->managed, account->cloud, NULL))
    begin_here (self, account);
}

void
corral_application_expect_account (CorralApplication *self, CorralSignIn *sign_in)
{
  const CorralKnownAccount *account = get_here (self);
  CorralOutbox *outbox = self->services != NULL ? corral_services_get_outbox (self->services) : NULL;

  /* Where nobody is told apart the folder still is of whoever the cloud last said it is. */
  corral_sign_in_ask_who (sign_in, account != NULL  ? account->user
                                   : outbox != NULL ? corral_outbox_get_account_id (outbox)
                                                    : NULL);
  corral_sign_in_set_asks_anew (sign_in, self->locked || corral_accounts_get_all (self->accounts)->len > 1);
}

void
corral_application_prepare_sign_in (CorralApplication *self)
{
  const CorralKnownAccount *account = get_here (self);

  if (!self->line.signs_in)
    return;
  if (self->line.start.sign_in == NULL)
    {
      self->line.start.sign_in = corral_sign_in_new (self->line.start.api);
      if (account != NULL)
        corral_sign_in_set_place (self->line.start.sign_in, account->place);
    }
  corral_application_expect_account (self, self->line.start.sign_in);
}

/* ---- who the cloud says it is --------------------------------------------------------------------------------- */

static const char *
find_role (const char *const *roles)
{
  CorralRole role;

  for (guint i = 0; roles != NULL && roles[i] != NULL; i++)
    if (corral_role_from_name (roles[i], &role))
      return roles[i];
  return NULL;
}

static void
account_said_cb (CorralApplication *self)
{
  CorralOutbox *outbox = self->services != NULL ? corral_services_get_outbox (self->services) : NULL;
  CorralSignIn *sign_in = self->services != NULL ? corral_services_get_sign_in (self->services) : NULL;

  if (outbox == NULL || self->here == NULL)
    return;
  corral_accounts_note (self->accounts, self->here, corral_outbox_get_account_id (outbox),
                        corral_outbox_get_account_name (outbox), find_role (corral_outbox_get_account_roles (outbox)));
  if (sign_in != NULL)
    corral_application_expect_account (self, sign_in);
}

void
corral_application_meet_account (CorralApplication *self)
{
  CorralOutbox *outbox = corral_services_get_outbox (self->services);

  if (outbox != NULL)
    g_signal_connect_object (outbox, "changed", G_CALLBACK (account_said_cb), self, G_CONNECT_SWAPPED);
  account_said_cb (self);
}

/* ---- somebody comes -------------------------------------------------------------------------------------------- */

typedef struct
{
  CorralApplication *self; /* (owned) */
  char *folder;
  CorralSignIn *sign_in; /* (owned) (nullable): fresh */
} Coming;

static void
coming_free (gpointer data)
{
  Coming *coming = data;

  g_application_release (G_APPLICATION (coming->self));
  g_object_unref (coming->self);
  g_free (coming->folder);
  g_clear_object (&coming->sign_in);
  g_free (coming);
}

/* Whoever goes finds their own door locked when they come back, where that is wished; and past a locked door nobody
 * comes in without saying who they are. */
static void
lock_doors (CorralApplication *self, const char *folder, gboolean is_fresh)
{
  gboolean locks = self->locked || (self->idle != NULL && corral_idle_lock_get_minutes (self->idle) > 0);

  if (!locks)
    return;
  if (self->here != NULL && g_strcmp0 (self->here, folder) != 0)
    corral_accounts_set_locked (self->accounts, self->here, TRUE);
  if (!is_fresh)
    corral_accounts_set_locked (self->accounts, folder, TRUE);
}

/* Who signed in has no place here any more. */
static void
drop_coming (Coming *coming)
{
  if (coming->sign_in != NULL)
    corral_sign_in_stop (coming->sign_in);
}

static gboolean
come_cb (gpointer data)
{
  Coming *coming = data;
  CorralApplication *self = coming->self;
  const CorralKnownAccount *account = corral_accounts_find (self->accounts, coming->folder);

  if (account == NULL)
    {
      drop_coming (coming);
      return G_SOURCE_REMOVE;
    }
  lock_doors (self, coming->folder, coming->sign_in != NULL);
  corral_application_stop_services (self);
  g_clear_object (&self->services);
  g_clear_pointer (&self->line.first_place, corral_place_unref);

  /* Another Corral on this PC may have removed them meanwhile. */
  account = corral_accounts_find (self->accounts, coming->folder);
  if (account == NULL || !set_here (self, account))
    {
      drop_coming (coming);
      leave_here (self);
      corral_application_tell_locked (self);
      corral_application_ensure_welcome (self, NULL, NULL);
      return G_SOURCE_REMOVE;
    }
  account = get_here (self);
  if (coming->sign_in != NULL)
    corral_sign_in_keep_at (coming->sign_in, account->place);
  g_set_object (&self->line.start.sign_in, coming->sign_in);
  g_settings_set_string (self->settings, "cloud", account->cloud);
  corral_application_start_services (self);
  corral_application_tell_locked (self);
  g_application_activate (G_APPLICATION (self));
  return G_SOURCE_REMOVE;
}

/* Not from within the window that goes. */
static void
come_later (CorralApplication *self, const char *folder, CorralSignIn *sign_in)
{
  Coming *coming = g_new0 (Coming, 1);

  coming->self = g_object_ref (self);
  coming->folder = g_strdup (folder);
  g_set_object (&coming->sign_in, sign_in);
  g_application_hold (G_APPLICATION (self));
  g_idle_add_full (G_PRIORITY_DEFAULT, come_cb, coming, coming_free);
}

static void
complain_over (CorralApplication *self, const char *heading, const char *body)
{
  GtkWidget *dialog = corral_message_new (corral_application_get_front (self), heading, body);

  corral_message_add_response (ADW_MESSAGE_DIALOG (dialog), "close", _ ("_Close"));
  corral_message_set_close_response (ADW_MESSAGE_DIALOG (dialog), "close");
  gtk_window_present (GTK_WINDOW (dialog));
}

/* Whether their folder may be opened here; else it is said why not. */
static gboolean
may_come (CorralApplication *self, const CorralKnownAccount *account)
{
  g_autofree char *busy = describe_writer (self, account);
  g_autoptr (GError) error = NULL;

  if (!corral_managed_allows_cloud (self->managed, account->cloud, &error))
    complain_over (self, _ ("This Cloud May Not Be Used"), error->message);
  else if (busy != NULL)
    complain_over (self, _ ("Open in Another Corral"), busy);
  else
    return TRUE;
  return FALSE;
}

/* Where nothing is kept on this PC, what has not been sent would go with whoever goes. */
static gboolean
may_leave (CorralApplication *self)
{
  CorralOutbox *outbox = self->services != NULL ? corral_services_get_outbox (self->services) : NULL;
  guint n = outbox != NULL ? corral_outbox_get_n_waiting (outbox) : 0;
  g_autofree char *words = NULL;

  if (self->managed->may_store || n == 0)
    return TRUE;
  words = g_strdup_printf (
      ngettext ("Nothing is kept on this PC, and %u change has not been sent yet: it would be lost. Wait until it has "
                "arrived, or take it back in the outbox.",
                "Nothing is kept on this PC, and %u changes have not been sent yet: they would be lost. Wait until they "
                "have arrived, or take them back in the outbox.",
                n),
      n);
  complain_over (self, _ ("Not Everything Has Been Sent"), words);
  return FALSE;
}

void
corral_application_choose (CorralApplication *self, const char *folder)
{
  const CorralKnownAccount *account = corral_accounts_find (self->accounts, folder);

  if (account == NULL || g_strcmp0 (folder, self->here) == 0 || !may_leave (self) || !may_come (self, account))
    return;
  come_later (self, folder, NULL);
}

void
corral_application_welcome_signed_in (CorralApplication *self, CorralSignIn *sign_in)
{
  const CorralSignInPerson *person = corral_sign_in_get_person (sign_in);
  const CorralKnownAccount *account
      = corral_accounts_welcome (self->accounts, corral_sign_in_get_cloud (sign_in), person->id, person->name,
                                 find_role ((const char *const *) person->roles));

  /* Their own folder may be open here, and is then opened again. */
  if (!may_leave (self) || (g_strcmp0 (account->folder, self->here) != 0 && !may_come (self, account)))
    {
      corral_sign_in_stop (sign_in);
      return;
    }
  come_later (self, account->folder, sign_in);
}

/* ---- somebody goes -------------------------------------------------------------------------------------- */

static void
set_gone (CorralApplication *self, const char *folder, gboolean keep_outbox)
{
  corral_accounts_forget_settings (folder);
  if (keep_outbox)
    corral_accounts_set_signed_out (self->accounts, folder);
  else
    corral_accounts_remove (self->accounts, folder);
}

/* Everything closed, and the welcome again. @wipe: nothing of the account stays, but for the outbox with @keep_outbox. */
static void
leave_fleet (CorralApplication *self, gboolean wipe, gboolean keep_outbox, const char *sentence)
{
  g_autofree char *address = g_steal_pointer (&self->line.start.api);
  g_autofree char *here = g_strdup (self->here);
  g_autoptr (GError) error = NULL;
  g_autofree char *both = NULL;

  g_application_hold (G_APPLICATION (self));
  corral_application_stop_services (self);
  if (wipe && !corral_services_wipe (self->services, keep_outbox, &error))
    both = sentence != NULL ? g_strdup_printf ("%s %s", sentence, error->message) : g_strdup (error->message);
  g_clear_object (&self->services);
  if (wipe && here != NULL)
    set_gone (self, here, keep_outbox);
  leave_here (self);
  g_clear_pointer (&self->line.first_place, corral_place_unref);
  corral_application_tell_locked (self);
  corral_application_ensure_welcome (self, address, both != NULL ? both : sentence);
  g_application_release (G_APPLICATION (self));
}

static gboolean
leave_demo (gpointer data)
{
  CorralApplication *self = data;

  if (self->services != NULL && self->line.start.demo)
    leave_fleet (self, FALSE, FALSE, NULL);
  return G_SOURCE_REMOVE;
}

static void
welcome_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  corral_application_do_later (data, leave_demo);
}

static char *
describe_kept_secret (void)
{
  return g_strdup_printf (_ ("You are signed out, but this PC’s keyring may still have your sign-in, for it could not "
                             "be reached: remove “%s” there by hand."),
                          "Corral");
}

typedef struct
{
  CorralApplication *self; /* (owned) */
  char *folder;            /* (nullable): where nobody is told apart */
  gboolean keep_outbox;
} Going;

static void
going_free (gpointer data)
{
  Going *going = data;

  g_object_unref (going->self);
  g_free (going->folder);
  g_free (going);
}

static Going *
going_new (CorralApplication *self, const char *folder, gboolean keep_outbox)
{
  Going *going = g_new0 (Going, 1);

  going->self = g_object_ref (self);
  going->folder = g_strdup (folder);
  going->keep_outbox = keep_outbox;
  return going;
}

/* Of somebody who is not here. What another Corral has open stays, and so do they, until it is tried again. */
static void
clear_folder (const Going *going, gboolean secret_cleared)
{
  CorralApplication *self = going->self;
  const CorralKnownAccount *account = corral_accounts_find (self->accounts, going->folder);
  g_autofree char *busy = account != NULL ? describe_writer (self, account) : NULL;
  g_autofree char *data_dir = corral_accounts_dup_data_dir (self->accounts, going->folder);
  g_autofree char *cache_dir = corral_accounts_dup_cache_dir (self->accounts, going->folder);
  g_autoptr (GError) left = NULL;

  if (busy != NULL)
    {
      complain_over (self, _ ("Not Everything Could Be Removed"), busy);
      return;
    }
  corral_cache_wipe (data_dir, cache_dir, going->keep_outbox, &left);
  set_gone (self, going->folder, going->keep_outbox);
  if (left != NULL)
    complain_over (self, _ ("Not Everything Could Be Removed"), left->message);
  else if (!secret_cleared)
    complain_over (
        self, _ ("Signed Out"),
        _ ("Their data are removed from this PC, but its keyring may still have their sign-in, for it could not be "
           "reached: remove “Corral” there by hand."));
}

/* The service takes its time: meanwhile somebody else may have come, and what is here is theirs. */
static void
signed_out_cb (GObject *object, GAsyncResult *result, gpointer data)
{
  Going *going = data;
  CorralApplication *self = going->self;
  gboolean cleared = corral_sign_in_end_finish (CORRAL_SIGN_IN (object), result, NULL);
  g_autofree char *sentence = cleared ? NULL : describe_kept_secret ();

  if (self->services != NULL && corral_services_get_sign_in (self->services) == CORRAL_SIGN_IN (object))
    {
      g_settings_reset (self->settings, "cloud");
      leave_fleet (self, TRUE, going->keep_outbox, sentence);
    }
  else if (going->folder != NULL && g_strcmp0 (going->folder, self->here) != 0)
    clear_folder (going, cleared);
  g_application_release (G_APPLICATION (self));
  going_free (going);
}

static gboolean
give_up_cb (gpointer cancellable)
{
  g_cancellable_cancel (cancellable);
  return G_SOURCE_REMOVE;
}

static void
end_sign_in (CorralSignIn *sign_in, GAsyncReadyCallback callback, gpointer data)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();

  g_timeout_add_seconds_full (G_PRIORITY_DEFAULT, SIGN_OUT_SECONDS, give_up_cb, g_object_ref (cancellable),
                              g_object_unref);
  corral_sign_in_end_async (sign_in, cancellable, callback, data);
}

static void
sign_out_decided_cb (gboolean keep_outbox, gpointer data)
{
  CorralApplication *self = data;
  CorralSignIn *sign_in = self->services != NULL ? corral_services_get_sign_in (self->services) : NULL;

  if (sign_in == NULL)
    return;
  g_application_hold (G_APPLICATION (self));
  end_sign_in (sign_in, signed_out_cb, going_new (self, self->here, keep_outbox));
}

static void
sign_out_here (CorralApplication *self)
{
  CorralOutbox *outbox = self->services != NULL ? corral_services_get_outbox (self->services) : NULL;
  g_autofree char *cloud = self->services != NULL ? corral_services_dup_cloud_name (self->services) : NULL;
  guint n = outbox != NULL ? corral_outbox_get_n_waiting (outbox) + corral_outbox_get_n_troubled (outbox) : 0;

  if (cloud != NULL && corral_services_get_sign_in (self->services) != NULL
      && corral_services_is_going (self->services))
    corral_sign_out_ask (corral_application_get_front (self), n, cloud, NULL, sign_out_decided_cb, NULL, self);
}

static void
sign_out_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  sign_out_here (data);
}

/* ---- somebody else goes --------------------------------------------------------------------------------- */

static void
other_signed_out_cb (GObject *object, GAsyncResult *result, gpointer data)
{
  Going *going = data;
  g_autoptr (GError) error = NULL;

  corral_sign_in_end_finish (CORRAL_SIGN_IN (object), result, &error);
  corral_sign_in_stop (CORRAL_SIGN_IN (object));
  clear_folder (going, error == NULL);
  g_application_release (G_APPLICATION (going->self));
  going_free (going);
}

static void
other_decided_cb (gboolean keep_outbox, gpointer data)
{
  const Going *asked = data;
  CorralApplication *self = asked->self;
  const CorralKnownAccount *account = corral_accounts_find (self->accounts, asked->folder);
  g_autoptr (CorralSignIn) sign_in = NULL;

  if (account == NULL || !may_come (self, account))
    return;
  sign_in = corral_sign_in_new (account->cloud);
  corral_sign_in_set_place (sign_in, account->place);
  g_application_hold (G_APPLICATION (self));
  end_sign_in (sign_in, other_signed_out_cb, going_new (self, asked->folder, keep_outbox));
}

static void
remove_cb (CorralApplication *self, const char *folder)
{
  const CorralKnownAccount *account = corral_accounts_find (self->accounts, folder);
  g_autofree char *dir = NULL;
  g_autofree char *host = NULL;
  g_autofree char *name = NULL;

  if (g_strcmp0 (folder, self->here) == 0)
    {
      sign_out_here (self);
      return;
    }
  if (account == NULL)
    return;
  dir = corral_accounts_dup_data_dir (self->accounts, folder);
  host = corral_known_account_dup_host (account);
  name = corral_known_account_dup_name (account);
  corral_sign_out_ask (corral_application_get_front (self), corral_account_folder_count_waiting (dir), host, name,
                       other_decided_cb, going_free, going_new (self, folder, FALSE));
}

/* ---- the window of people ----------------------------------------------------------------------------------- */

void
corral_application_show_people (CorralApplication *self, gboolean adds)
{
  GtkWindow *people = corral_people_new (corral_application_get_front (self), self->accounts, self->here,
                                         self->managed->cloud != NULL ? self->managed->cloud : self->line.start.api,
                                         self->managed, adds);

  g_signal_connect_object (people, "chosen", G_CALLBACK (corral_application_choose), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (people, "removed", G_CALLBACK (remove_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (people, "signed-in", G_CALLBACK (corral_application_welcome_signed_in), self,
                           G_CONNECT_SWAPPED);
  gtk_window_present (people);
}

/* ---- actions ----------------------------------------------------------------------------------------------------- */

static void
lock_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  corral_application_lock (data);
}

static void
people_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  corral_application_show_people (data, FALSE);
}

static void
choose_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  corral_application_choose (data, g_variant_get_string (parameter, NULL));
}

static void
sign_in_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  CorralApplication *self = data;
  CorralSignIn *sign_in = self->services != NULL ? corral_services_get_sign_in (self->services) : NULL;

  if (sign_in != NULL)
    gtk_window_present (corral_sign_in_dialog_new (corral_application_get_front (self), sign_in));
}

static const GActionEntry actions[] = {
  { .name = "sign-in", .activate = sign_in_cb },
  { .name = "sign-out", .activate = sign_out_cb },
  { .name = "welcome", .activate = welcome_cb },
  { .name = "people", .activate = people_cb },
  { .name = "choose", .activate = choose_cb, .parameter_type = "s" },
  { .name = "lock", .activate = lock_cb },
};

void
corral_application_add_people_actions (CorralApplication *self)
{
  g_action_map_add_action_entries (G_ACTION_MAP (self), actions, G_N_ELEMENTS (actions), self);
}
