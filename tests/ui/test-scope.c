/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What an account may see, in the real window: everybody's desk becomes one store's while it runs, and afterwards no word of
 * another store or chain is on any page, in the title, the counts, the search, what is copied and saved; a role that may not
 * combine chains has one at a time; a lead reads in the record that a flag was looked at, but nothing of it. What is seen from
 * outside the program: test-scope-outside.py.
 */
#include "acts-fixture.h"

#include "corral-audit-page.h"
#include "corral-audit.h"
#include "corral-demo-cloud.h"
#include "corral-handover-page.h"
#include "corral-hint.h"
#include "corral-search-box.h"
#include "corral-sidebar.h"

#include <sqlite3.h>
#include <string.h>

/* Enough that a chain has several. */
#define STORES 24

/* ---- what is said ------------------------------------------------------------------------------------------------ */

static void
add_text (GString *said, const char *text)
{
  if (text != NULL && *text != '\0')
    g_string_append_printf (said, "%s\n", text);
}

/* Of all that is shown: what is hidden is made anew before it is shown. */
static void
collect (GtkWidget *widget, GString *said)
{
  if (!gtk_widget_get_visible (widget))
    return;
  add_text (said, gtk_widget_get_tooltip_text (widget));
  add_text (said, corral_hint_get (widget));
  if (GTK_IS_LABEL (widget))
    add_text (said, gtk_label_get_text (GTK_LABEL (widget)));
  if (GTK_IS_INSCRIPTION (widget))
    add_text (said, gtk_inscription_get_text (GTK_INSCRIPTION (widget)));
  if (GTK_IS_EDITABLE (widget))
    add_text (said, gtk_editable_get_text (GTK_EDITABLE (widget)));
  if (GTK_IS_TEXT_VIEW (widget))
    {
      GtkTextBuffer *buffer = gtk_text_view_get_buffer (GTK_TEXT_VIEW (widget));
      g_autofree char *text = NULL;

      g_object_get (buffer, "text", &text, NULL);
      add_text (said, text);
    }
  /* A stack has its other pages beside the shown one. */
  if (GTK_IS_STACK (widget))
    {
      GtkWidget *shown = gtk_stack_get_visible_child (GTK_STACK (widget));

      if (shown != NULL)
        collect (shown, said);
      return;
    }
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL; child = gtk_widget_get_next_sibling (child))
    collect (child, said);
}

static char *
read_window (Fixture *fixture)
{
  g_autoptr (GString) said = g_string_new (NULL);

  add_text (said, gtk_window_get_title (GTK_WINDOW (fixture->window)));
  collect (GTK_WIDGET (fixture->window), said);
  return g_string_free (g_steal_pointer (&said), FALSE);
}

/* The first of @words in @text, as a word of its own; NULL: none. */
static const char *
find_word (const char *text, GPtrArray *words)
{
  for (guint i = 0; i < words->len; i++)
    {
      const char *word = g_ptr_array_index (words, i);
      gsize length = strlen (word);

      for (const char *at = strstr (text, word); at != NULL; at = strstr (at + 1, word))
        if ((at == text || !g_ascii_isalnum (at[-1])) && !g_ascii_isalnum (at[length]) && at[length] != '-')
          return word;
    }
  return NULL;
}

static guint
count_words (const char *text, GPtrArray *words)
{
  guint n = 0;

  for (guint i = 0; i < words->len; i++)
    {
      g_autoptr (GPtrArray) one = g_ptr_array_new ();

      g_ptr_array_add (one, g_ptr_array_index (words, i));
      n += find_word (text, one) != NULL;
    }
  return n;
}

#define assert_silent(where, text, words) \
  G_STMT_START \
  { \
    const char *word_ = find_word (text, words); \
    if (word_ != NULL) \
      g_error ("%s names “%s”:\n%s", where, word_, text); \
  } \
  G_STMT_END

/* ---- whose it is --------------------------------------------------------------------------------------------------- */

typedef struct
{
  char *chain;       /* the one chain */
  char *store;       /* its one store, by id */
  char *name;
  GPtrArray *others; /* (element-type utf8): words of all other stores and chains */
  char *near;        /* links to another store of the chain, a cart of it, and a store of another chain */
  char *near_cart;
  char *far;
} Scope;

static void
scope_free (Scope *self)
{
  g_free (self->chain);
  g_free (self->store);
  g_free (self->name);
  g_free (self->near);
  g_free (self->near_cart);
  g_free (self->far);
  g_ptr_array_unref (self->others);
  g_free (self);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Scope, scope_free)

static guint
count_stores (Fixture *fixture, guint32 chain)
{
  const CorralColumns *stores = corral_fleet_get_table (get_fleet (fixture), CORRAL_TABLE_STORE);
  guint n = 0;

  for (guint32 slot = 0; slot < corral_columns_get_n_slots (stores); slot++)
    n += corral_columns_exists (stores, slot)
         && corral_fleet_get_link (get_fleet (fixture), CORRAL_TABLE_STORE, slot, CORRAL_STORE_COL_CHAIN) == chain;
  return n;
}

/* The first store of a chain that has several. */
static guint32
choose_store (Fixture *fixture)
{
  const CorralColumns *stores = corral_fleet_get_table (get_fleet (fixture), CORRAL_TABLE_STORE);

  for (guint32 slot = 0; slot < corral_columns_get_n_slots (stores); slot++)
    if (corral_columns_exists (stores, slot)
        && count_stores (fixture, corral_fleet_get_link (get_fleet (fixture), CORRAL_TABLE_STORE, slot, CORRAL_STORE_COL_CHAIN)) > 1)
      return slot;
  g_assert_not_reached ();
}

static Scope *
choose_scope (Fixture *fixture)
{
  CorralFleet *fleet = get_fleet (fixture);
  const CorralColumns *stores = corral_fleet_get_table (fleet, CORRAL_TABLE_STORE);
  const CorralColumns *carts = corral_fleet_get_table (fleet, CORRAL_TABLE_CART);
  const CorralColumns *chains = corral_fleet_get_table (fleet, CORRAL_TABLE_CHAIN);
  Scope *self = g_new0 (Scope, 1);
  guint32 store = choose_store (fixture);
  guint32 chain = corral_fleet_get_link (fleet, CORRAL_TABLE_STORE, store, CORRAL_STORE_COL_CHAIN);

  self->chain = g_strdup (text_of (fixture, CORRAL_TABLE_CHAIN, chain, CORRAL_CHAIN_COL_ID));
  self->store = g_strdup (text_of (fixture, CORRAL_TABLE_STORE, store, CORRAL_STORE_COL_ID));
  self->name = g_strdup (text_of (fixture, CORRAL_TABLE_STORE, store, CORRAL_STORE_COL_NAME));
  self->others = g_ptr_array_new_with_free_func (g_free);
  for (guint32 slot = 0; slot < corral_columns_get_n_slots (chains); slot++)
    if (corral_columns_exists (chains, slot) && slot != chain)
      g_ptr_array_add (self->others, g_strdup (text_of (fixture, CORRAL_TABLE_CHAIN, slot, CORRAL_CHAIN_COL_NAME)));
  for (guint32 slot = 0; slot < corral_columns_get_n_slots (stores); slot++)
    {
      const char *name = corral_columns_exists (stores, slot) && slot != store
                           ? text_of (fixture, CORRAL_TABLE_STORE, slot, CORRAL_STORE_COL_NAME)
                           : NULL;
      gboolean near = corral_fleet_get_link (fleet, CORRAL_TABLE_STORE, slot, CORRAL_STORE_COL_CHAIN) == chain;

      if (name == NULL || strstr (self->name, name) != NULL)
        continue;
      g_ptr_array_add (self->others, g_strdup (name));
      if (near && self->near == NULL)
        self->near = uri_of_store (fixture, slot);
      if (!near && self->far == NULL)
        self->far = uri_of_store (fixture, slot);
    }
  for (guint32 slot = 0; slot < corral_columns_get_n_slots (carts); slot++)
    {
      guint32 of;
      const char *serial;

      if (!corral_columns_exists (carts, slot))
        continue;
      of = corral_fleet_get_link (fleet, CORRAL_TABLE_CART, slot, CORRAL_CART_COL_STORE);
      if (of == store)
        continue;
      serial = text_of (fixture, CORRAL_TABLE_CART, slot, CORRAL_CART_COL_SERIAL);
      g_ptr_array_add (self->others, g_strdup (serial));
      g_ptr_array_add (self->others, g_strdup (text_of (fixture, CORRAL_TABLE_CART, slot, CORRAL_CART_COL_ID)));
      if (self->near_cart == NULL && corral_fleet_get_link (fleet, CORRAL_TABLE_CART, slot, CORRAL_CART_COL_CHAIN) == chain)
        self->near_cart = g_strdup_printf ("corral://%s/cart/%s", self->chain, serial);
    }
  return self;
}

static void
shrink (Fixture *fixture, const Scope *scope, const char *role)
{
  CorralDemoCloud *cloud = corral_services_get_demo_cloud (fixture->services);

  if (role != NULL)
    corral_demo_cloud_set_roles (cloud, (const char *const[]){ role, NULL });
  corral_demo_cloud_set_view (cloud, scope->chain, (const char *const[]){ scope->store, NULL });
  corral_sync_refresh (corral_services_get_sync (fixture->services));
  wait_until (count_rows (fixture, CORRAL_TABLE_STORE) == 1 && count_rows (fixture, CORRAL_TABLE_CHAIN) == 1);
  if (role != NULL)
    wait_until (g_strv_contains (corral_outbox_get_account_roles (get_outbox (fixture)), role)
                && corral_outbox_get_account_roles (get_outbox (fixture))[1] == NULL);
}

/* Cells are filled with the next frame. */
static char *
read_settled (Fixture *fixture)
{
  wait_until (corral_window_is_settled (fixture->window));
  for (guint i = 0; i < 20; i++)
    g_main_context_iteration (NULL, FALSE);
  gtk_widget_queue_draw (GTK_WIDGET (fixture->window));
  gtk_test_widget_wait_for_draw (GTK_WIDGET (fixture->window));
  return read_window (fixture);
}

static char *
read_at (Fixture *fixture, const char *uri)
{
  g_autoptr (CorralPlace) place = corral_place_parse (uri, NULL);

  corral_window_go (fixture->window, place);
  return read_settled (fixture);
}

static gboolean
names_others (Fixture *fixture, const Scope *scope)
{
  g_autofree char *said = read_window (fixture);

  return count_words (said, scope->others) > 0;
}

/* The cells of a list that was not looked at meanwhile follow within moments of its being shown; longer than that nothing
 * stays. */
static void
assert_window_silent (Fixture *fixture, const char *where, const Scope *scope)
{
  g_autofree char *said = read_settled (fixture);

  for (guint i = 0; i < 40 && find_word (said, scope->others) != NULL; i++)
    {
      g_free (said);
      said = read_settled (fixture);
    }
  assert_silent (where, said, scope->others);
}

static void
assert_pages_silent (Fixture *fixture, const Scope *scope)
{
  for (guint kind = 0; kind < CORRAL_N_PAGES; kind++)
    {
      g_autofree char *uri = g_strdup_printf ("corral:%s", corral_page_kind_to_name (kind));
      g_autoptr (CorralPlace) place = corral_place_parse (uri, NULL);
      if (place == NULL)
        continue;
      corral_window_go (fixture->window, place);
      assert_window_silent (fixture, uri, scope);
    }
}

static void
assert_links_silent (Fixture *fixture, const Scope *scope)
{
  const char *const links[] = { scope->near, scope->near_cart, scope->far };

  for (guint i = 0; i < G_N_ELEMENTS (links); i++)
    {
      g_autofree char *said = read_at (fixture, links[i]);
      g_auto (GStrv) parts = g_strsplit (said, strrchr (links[i], '/') + 1, -1);
      /* What the link itself says is known to whoever follows it. */
      g_autofree char *beyond = g_strjoinv ("·", parts);
      g_autofree char *kept = g_settings_get_string (fixture->own, "place");

      assert_silent (links[i], beyond, scope->others);
      g_assert_cmpstr (kept, !=, links[i]);
    }
}

static void
assert_search_silent (Fixture *fixture, const Scope *scope)
{
  CorralSearchBox *box = CORRAL_SEARCH_BOX (find_anywhere (GTK_WIDGET (fixture->window), CORRAL_TYPE_SEARCH_BOX));

  for (guint i = 0; i < scope->others->len; i += scope->others->len / 12 + 1)
    {
      const char *word = g_ptr_array_index (scope->others, i);
      g_autofree char *said = NULL;
      g_auto (GStrv) parts = NULL;
      g_autofree char *beyond = NULL;

      corral_window_search (fixture->window, word);
      wait_until (!corral_search_box_is_asking (box));
      said = read_window (fixture);
      parts = g_strsplit (said, word, -1);
      beyond = g_strjoinv ("·", parts);
      assert_silent (word, beyond, scope->others);
    }
  corral_window_search (fixture->window, "");
}

static void
assert_taken_out_silent (Fixture *fixture, const Scope *scope)
{
  static const char *const forms[] = { "csv", "json" };
  g_autoptr (CorralHandover) handover = NULL;
  g_autofree char *text = NULL;

  g_free (read_at (fixture, "corral:handover?since=week"));
  handover = corral_handover_page_make (CORRAL_HANDOVER_PAGE (corral_window_get_page (fixture->window)));
  text = corral_handover_to_text (handover);
  assert_silent ("the handover as text", text, scope->others);
  g_free (read_at (fixture, "corral:audit"));
  for (guint i = 0; i < G_N_ELEMENTS (forms); i++)
    {
      g_autoptr (GBytes) bytes
        = corral_audit_page_make_export (CORRAL_AUDIT_PAGE (corral_window_get_page (fixture->window)), forms[i]);
      g_autofree char *record = bytes != NULL ? g_strndup (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes)) : g_strdup ("");

      assert_silent (forms[i], record, scope->others);
    }
}

/* Somebody opens a case's and a flag's evidence all over the fleet, and takes something out. */
static void
record_looks (Fixture *fixture, const Scope *scope)
{
  CorralAudit *audit = corral_services_get_audit (fixture->services);
  const CorralColumns *carts = corral_fleet_get_table (get_fleet (fixture), CORRAL_TABLE_CART);

  for (guint32 slot = 0; slot < MIN (corral_columns_get_n_slots (carts), 40); slot++)
    if (corral_columns_exists (carts, slot))
      {
        guint32 chain = corral_fleet_get_link (get_fleet (fixture), CORRAL_TABLE_CART, slot, CORRAL_CART_COL_CHAIN);

        corral_audit_record (audit, &(CorralAuditEvent){ CORRAL_AUDIT_VIEW,
                                                         text_of (fixture, CORRAL_TABLE_CHAIN, chain, CORRAL_CHAIN_COL_ID), "cart",
                                                         text_of (fixture, CORRAL_TABLE_CART, slot, CORRAL_CART_COL_ID), "evidence" });
      }
}

/* ---- tests ----------------------------------------------------------------------------------------------------------- */

static void
test_shrinks (Fixture *fixture, gconstpointer role)
{
  static const char *const before[] = { "corral:stores", "corral:carts", "corral:alerts", "corral:incidents", "corral:audit" };
  g_autoptr (Scope) scope = NULL;
  g_autofree char *own = NULL;
  GtkWidget *words;

  fixture->n_stores = STORES;
  open_full (fixture);
  scope = choose_scope (fixture);
  g_assert_nonnull (scope->near);
  g_assert_nonnull (scope->far);
  g_assert_nonnull (scope->near_cart);
  record_looks (fixture, scope);
  for (guint i = 0; i < G_N_ELEMENTS (before); i++)
    {
      g_free (read_at (fixture, before[i]));
      /* It is there to be found. */
      wait_until (names_others (fixture, scope));
    }
  g_free (read_at (fixture, "corral:handover"));
  words = find_anywhere (GTK_WIDGET (corral_window_get_page (fixture->window)), GTK_TYPE_TEXT_VIEW);
  gtk_text_buffer_set_text (gtk_text_view_get_buffer (GTK_TEXT_VIEW (words)), g_ptr_array_index (scope->others, 8), -1);
  g_free (read_at (fixture, scope->near));
  g_free (read_at (fixture, scope->near_cart));

  shrink (fixture, scope, role);
  wait_until (corral_window_is_settled (fixture->window));
  wait_until (notice_says (fixture, "not for this account any more"));
  {
    g_autofree char *place = g_settings_get_string (fixture->own, "place");

    assert_window_silent (fixture, "what was on the screen", scope);
    assert_silent ("the last place", place, scope->others);
  }
  /* Nothing that was passed leads back. */
  for (guint i = 0; i < 8; i++)
    {
      gtk_widget_activate_action (GTK_WIDGET (fixture->window), "win.back", NULL);
      assert_window_silent (fixture, "back", scope);
    }
  assert_pages_silent (fixture, scope);
  assert_links_silent (fixture, scope);
  assert_search_silent (fixture, scope);
  assert_taken_out_silent (fixture, scope);
  own = uri_of_first_store (fixture);
  {
    g_autofree char *said = read_at (fixture, own);

    g_assert_nonnull (strstr (said, scope->name));
    assert_silent ("the own store", said, scope->others);
  }
  assert_drawn (fixture, role != NULL ? "scope-store-manager" : "scope-everybody");
}

static void
set_account (Fixture *fixture, const char *sql)
{
  g_autofree char *path = g_build_filename (fixture->dir, "outbox.db", NULL);
  sqlite3 *db;

  g_assert_cmpint (sqlite3_open_v2 (path, &db, SQLITE_OPEN_READWRITE, NULL), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_exec (db, sql, NULL, NULL, NULL), ==, SQLITE_OK);
  sqlite3_close (db);
}

static GtkWidget *
find_choice (Fixture *fixture)
{
  GtkWidget *found = NULL;
  g_autoptr (GQueue) queue = g_queue_new ();

  g_queue_push_tail (queue, fixture->window);
  while (found == NULL && !g_queue_is_empty (queue))
    {
      GtkWidget *widget = g_queue_pop_head (queue);

      if (g_strcmp0 (gtk_widget_get_name (widget), "chain-choice") == 0)
        found = widget;
      for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL; child = gtk_widget_get_next_sibling (child))
        g_queue_push_tail (queue, child);
    }
  g_assert_nonnull (found);
  return found;
}

/* Loss prevention of several chains: all of them, but one at a time. */
static void
test_one_at_a_time (Fixture *fixture, gconstpointer data)
{
  g_autoptr (Scope) scope = NULL;
  g_autoptr (GPtrArray) chains = NULL;
  const char *chain;
  guint n_chains, n_stores;

  fixture->n_stores = STORES;
  open_full (fixture);
  scope = choose_scope (fixture);
  n_chains = count_rows (fixture, CORRAL_TABLE_CHAIN);
  n_stores = count_rows (fixture, CORRAL_TABLE_STORE);
  g_assert_cmpuint (n_chains, >, 2);
  g_assert_false (gtk_widget_get_visible (find_choice (fixture)));
  close_window (fixture);

  set_account (fixture, "UPDATE account SET roles='loss_prevention'");
  open_window (fixture, TRUE);
  wait_until (count_rows (fixture, CORRAL_TABLE_STORE) > 0);
  g_assert_cmpuint (count_rows (fixture, CORRAL_TABLE_CHAIN), ==, 1);
  g_assert_cmpuint (count_rows (fixture, CORRAL_TABLE_STORE), <, n_stores);
  g_assert_true (gtk_widget_get_visible (find_choice (fixture)));
  chains = corral_services_list_chains (fixture->services);
  g_assert_cmpuint (chains->len, ==, n_chains);
  assert_drawn (fixture, "scope-one-chain");
  for (guint i = 0; i < chains->len; i++)
    {
      const CorralTenant *tenant = g_ptr_array_index (chains, i);
      g_autofree char *said = NULL;

      gtk_widget_activate_action (GTK_WIDGET (fixture->window), "win.chain", "s", tenant->id);
      wait_until (corral_window_is_settled (fixture->window));
      g_assert_cmpuint (count_rows (fixture, CORRAL_TABLE_CHAIN), ==, 1);
      g_assert_cmpuint (corral_fleet_find_chain (get_fleet (fixture), tenant->id), !=, CORRAL_NO_SLOT);
      g_assert_cmpuint (count_rows (fixture, CORRAL_TABLE_STORE), >, 0);
      said = read_at (fixture, "corral:stores");
      g_assert_nonnull (strstr (said, tenant->name));
      for (guint k = 0; k < chains->len; k++)
        if (k != i)
          g_assert_null (strstr (said, ((const CorralTenant *) g_ptr_array_index (chains, k))->name));
    }
  /* A link to another one of them looks at that. */
  g_free (read_at (fixture, scope->near));
  assert_at (fixture, scope->near);
  g_assert_cmpstr (corral_services_get_chain (fixture->services), ==, scope->chain);
  g_free (read_at (fixture, scope->far));
  assert_at (fixture, scope->far);
  g_assert_cmpstr (corral_services_get_chain (fixture->services), !=, scope->chain);
  chain = corral_services_get_chain (fixture->services);
  {
    g_autofree char *before = g_strdup (chain);

    close_window (fixture);
    open_window (fixture, TRUE);
    wait_until (count_rows (fixture, CORRAL_TABLE_STORE) > 0);
    g_assert_cmpstr (corral_services_get_chain (fixture->services), ==, before);
  }
  close_window (fixture);
  set_account (fixture, "UPDATE account SET roles='fleet_ops'");
  open_window (fixture, TRUE);
  wait_until (count_rows (fixture, CORRAL_TABLE_STORE) == n_stores);
  g_assert_false (gtk_widget_get_visible (find_choice (fixture)));
}

/* While it runs, online: the role that may not combine is taken on and off again. */
static void
test_role_changes (Fixture *fixture, gconstpointer data)
{
  CorralDemoCloud *cloud;
  guint n_chains, n_stores;

  fixture->n_stores = STORES;
  open_full (fixture);
  n_chains = count_rows (fixture, CORRAL_TABLE_CHAIN);
  n_stores = count_rows (fixture, CORRAL_TABLE_STORE);
  cloud = corral_services_get_demo_cloud (fixture->services);
  corral_demo_cloud_set_roles (cloud, (const char *const[]){ "loss_prevention", NULL });
  corral_demo_cloud_expire_states (cloud, "scope");
  corral_sync_refresh (corral_services_get_sync (fixture->services));
  wait_until (count_rows (fixture, CORRAL_TABLE_CHAIN) == 1);
  g_assert_true (gtk_widget_get_visible (find_choice (fixture)));
  corral_demo_cloud_set_roles (cloud, (const char *const[]){ "support_lead", NULL });
  corral_demo_cloud_expire_states (cloud, "scope");
  corral_sync_refresh (corral_services_get_sync (fixture->services));
  wait_until (count_rows (fixture, CORRAL_TABLE_CHAIN) == n_chains && count_rows (fixture, CORRAL_TABLE_STORE) == n_stores);
  g_assert_false (gtk_widget_get_visible (find_choice (fixture)));
}

/* Who sees one chain at a time is given another instead of the only one: that one is shown. */
static void
test_other_chain (Fixture *fixture, gconstpointer data)
{
  g_autoptr (Scope) scope = NULL;
  g_autofree char *other = NULL;
  CorralDemoCloud *cloud;

  fixture->n_stores = STORES;
  open_full (fixture);
  scope = choose_scope (fixture);
  cloud = corral_services_get_demo_cloud (fixture->services);
  for (guint32 slot = 0; other == NULL; slot++)
    if (g_strcmp0 (text_of (fixture, CORRAL_TABLE_CHAIN, slot, CORRAL_CHAIN_COL_ID), scope->chain) != 0)
      other = g_strdup (text_of (fixture, CORRAL_TABLE_CHAIN, slot, CORRAL_CHAIN_COL_ID));
  shrink (fixture, scope, "loss_prevention");
  g_assert_cmpstr (corral_services_get_chain (fixture->services), ==, scope->chain);
  corral_demo_cloud_set_view (cloud, other, NULL);
  corral_sync_refresh (corral_services_get_sync (fixture->services));
  wait_until (g_strcmp0 (corral_services_get_chain (fixture->services), other) == 0
              && count_rows (fixture, CORRAL_TABLE_STORE) > 0);
  g_assert_cmpuint (count_rows (fixture, CORRAL_TABLE_CHAIN), ==, 1);
  g_assert_cmpuint (corral_fleet_find_chain (get_fleet (fixture), other), !=, CORRAL_NO_SLOT);
}

/* That a flag was looked at is a lead's to know; what it says is not. */
static void
test_lead (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GArray) flags = NULL;
  const char *chain, *id;
  g_autofree char *said = NULL;

  open_full (fixture);
  flags = list_where (fixture, CORRAL_TABLE_FLAG, "kind", "weight_mismatch", 0);
  g_assert_cmpuint (flags->len, >, 0);
  chain = text_of (fixture, CORRAL_TABLE_CHAIN,
                   corral_fleet_get_link (get_fleet (fixture), CORRAL_TABLE_FLAG, g_array_index (flags, guint32, 0),
                                          CORRAL_FLAG_COL_CHAIN),
                   CORRAL_CHAIN_COL_ID);
  id = text_of (fixture, CORRAL_TABLE_FLAG, g_array_index (flags, guint32, 0), CORRAL_FLAG_COL_ID);
  corral_audit_record (corral_services_get_audit (fixture->services),
                       &(CorralAuditEvent){ CORRAL_AUDIT_VIEW, chain, "flag", id, NULL });
  said = read_at (fixture, "corral:audit");
  g_assert_nonnull (strstr (said, "the flag “"));
  close_window (fixture);
  set_account (fixture, "UPDATE account SET roles='support_lead'");
  open_window (fixture, TRUE);
  wait_until (count_rows (fixture, CORRAL_TABLE_FLAG) > 0);
  g_clear_pointer (&said, g_free);
  said = read_at (fixture, "corral:audit");
  g_assert_nonnull (strstr (said, "the flag f-"));
  g_assert_null (strstr (said, "the flag “"));
  assert_drawn (fixture, "audit-lead");
}

/* A case is found by who opens cases. */
static void
test_cases_by_role (Fixture *fixture, gconstpointer data)
{
  static const struct
  {
    const char *roles;
    gboolean found;
  } rows[] = { { "loss_prevention", TRUE }, { "support_lead", FALSE }, { "store_manager", FALSE }, { "fleet_ops", FALSE } };
  g_autofree char *number = NULL;

  open_full (fixture);
  wait_until (count_rows (fixture, CORRAL_TABLE_CASE) > 0);
  number = g_strdup (text_of (fixture, CORRAL_TABLE_CASE, first_slot (fixture, CORRAL_TABLE_CASE), CORRAL_CASE_COL_NUMBER));
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *sql = g_strdup_printf ("UPDATE account SET roles='%s'", rows[i].roles);
      g_autofree char *said = NULL;
      CorralSearchBox *box;

      close_window (fixture);
      set_account (fixture, sql);
      open_window (fixture, TRUE);
      wait_until (count_rows (fixture, CORRAL_TABLE_CASE) > 0);
      box = CORRAL_SEARCH_BOX (find_anywhere (GTK_WIDGET (fixture->window), CORRAL_TYPE_SEARCH_BOX));
      corral_window_search (fixture->window, number);
      wait_until (!corral_search_box_is_asking (box));
      said = read_settled (fixture);
      g_test_message ("%s", rows[i].roles);
      g_assert_cmpint (corral_search_box_get_n_results (box) > 0, ==, rows[i].found);
    }
}

int
main (int argc, char **argv)
{
  window_fixture_init (&argc, &argv);
#define ADD(name, func, data) g_test_add ("/scope/" name, Fixture, data, set_up, func, tear_down)
  ADD ("shrinks", test_shrinks, NULL);
  ADD ("becomes-a-managers", test_shrinks, "store_manager");
  ADD ("one-at-a-time", test_one_at_a_time, NULL);
  ADD ("role-changes", test_role_changes, NULL);
  ADD ("other-chain", test_other_chain, NULL);
  ADD ("lead", test_lead, NULL);
  ADD ("cases-by-role", test_cases_by_role, NULL);
#undef ADD
  return window_fixture_run ();
}
