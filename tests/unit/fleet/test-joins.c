/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What belongs to a cart, as columns of the cart: in whatever order the rows come. */
#include "corral-fleet.h"
#include "corral-random.h"

#include <string.h>

typedef struct
{
  CorralCollection collection;
  const char *id;
  gint64 rev;
  const char *cart;
  const char *a;     /* certificate's batch, pack's lot, execution's status, cart's certificate */
  const char *b;     /* cart's pack */
  gint64 updated_ms; /* of an execution */
} Row;

static void
put (CorralFleet *fleet, const Row *row)
{
  const CorralSchema *schema = corral_collection_get_schema (row->collection);
  g_autofree gpointer full = g_malloc (schema->size);

  corral_row_clear (schema, full);
  ((CorralRow *) full)->id = row->id;
  ((CorralRow *) full)->rev = row->rev;
  if (row->collection == CORRAL_COLLECTION_CART)
    {
      ((CorralCart *) full)->serial = ((CorralCart *) full)->label = row->id;
      ((CorralCart *) full)->store = "s";
      ((CorralCart *) full)->state = "idle";
      ((CorralCart *) full)->certificate = row->a;
      ((CorralCart *) full)->pack = row->b;
    }
  else if (row->collection == CORRAL_COLLECTION_CERTIFICATE)
    {
      ((CorralCertificate *) full)->cart = row->cart;
      ((CorralCertificate *) full)->batch = row->a;
      ((CorralCertificate *) full)->status = "valid";
      ((CorralCertificate *) full)->not_before_ms = row->rev;
    }
  else if (row->collection == CORRAL_COLLECTION_PACK)
    {
      ((CorralPack *) full)->cart = row->cart;
      ((CorralPack *) full)->lot = row->a;
    }
  else
    {
      ((CorralExecution *) full)->cart = row->cart;
      ((CorralExecution *) full)->rollout = "r";
      ((CorralExecution *) full)->status = row->a;
      ((CorralExecution *) full)->updated_ms = row->updated_ms;
    }
  corral_fleet_put (fleet, "c", schema, full);
}

/* "batch lot status" of the cart @id, "-" for unknown. */
static char *
say (CorralFleet *fleet, const char *id)
{
  static const guint columns[]
      = { CORRAL_CART_COL_CERTIFICATE_BATCH, CORRAL_CART_COL_PACK_LOT, CORRAL_CART_COL_EXECUTION_STATUS };
  const CorralColumns *carts = corral_fleet_get_table (fleet, CORRAL_TABLE_CART);
  guint32 slot = corral_columns_find (carts, corral_fleet_find_chain (fleet, "c"), id);
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < G_N_ELEMENTS (columns); i++)
    {
      const char *word = corral_columns_get_text (carts, slot, columns[i]);

      g_string_append_printf (text, "%s%s", i > 0 ? " " : "", word != NULL ? word : "-");
    }
  return g_string_free (text, FALSE);
}

#define assert_says(fleet, id, expected) \
  G_STMT_START \
  { \
    g_autofree char *is_ = say (fleet, id); \
    g_assert_cmpstr (is_, ==, expected); \
  } \
  G_STMT_END

/* Two carts change packs, one is given a new certificate, one was updated twice. */
static const Row story[] = {
  { CORRAL_COLLECTION_CART, "k1", 1, NULL, "x1", "p1", 0 },
  { CORRAL_COLLECTION_CART, "k1", 5, NULL, "x1b", "p2", 0 },
  { CORRAL_COLLECTION_CART, "k2", 1, NULL, "x2", "p2", 0 },
  { CORRAL_COLLECTION_CART, "k2", 6, NULL, "x2", "p1", 0 },
  { CORRAL_COLLECTION_CERTIFICATE, "x1", 1, "k1", "W01", NULL, 0 },
  { CORRAL_COLLECTION_CERTIFICATE, "x1", 9, "k1", "W01", NULL, 0 }, /* revoked later, and still not the one */
  { CORRAL_COLLECTION_CERTIFICATE, "x1b", 3, "k1", "W30", NULL, 0 },
  { CORRAL_COLLECTION_CERTIFICATE, "x2", 1, "k2", "W02", NULL, 0 },
  { CORRAL_COLLECTION_PACK, "p1", 1, "k1", "PK-01", NULL, 0 },
  { CORRAL_COLLECTION_PACK, "p1", 4, "k2", "PK-01", NULL, 0 },
  { CORRAL_COLLECTION_PACK, "p2", 1, "k2", "PK-02", NULL, 0 },
  { CORRAL_COLLECTION_PACK, "p2", 4, "k1", "PK-02", NULL, 0 },
  { CORRAL_COLLECTION_PACK, "p3", 1, NULL, "PK-03", NULL, 0 },
  { CORRAL_COLLECTION_EXECUTION, "e1", 1, "k1", "queued", NULL, 100 },
  { CORRAL_COLLECTION_EXECUTION, "e1", 2, "k1", "succeeded", NULL, 200 },
  { CORRAL_COLLECTION_EXECUTION, "e2", 1, "k1", "queued", NULL, 300 },
  { CORRAL_COLLECTION_EXECUTION, "e2", 7, "k1", "rolled_back", NULL, 400 },
};

static void
test_any_order (void)
{
  CorralRandom random = corral_random_seeded (1, 2, 3, 4);

  for (guint run = 0; run < 400; run++)
    {
      g_autoptr (CorralFleet) fleet = corral_fleet_new (NULL);
      Row rows[G_N_ELEMENTS (story)];

      memcpy (rows, story, sizeof story);
      for (guint i = G_N_ELEMENTS (rows) - 1; i > 0; i--)
        {
          guint with = (guint) corral_random_int (&random, 0, i + 1);
          Row held = rows[i];

          rows[i] = rows[with];
          rows[with] = held;
        }
      for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
        put (fleet, &rows[i]);
      assert_says (fleet, "k1", "W30 PK-02 rolled_back");
      assert_says (fleet, "k2", "W02 PK-01 -");
    }
}

static void
test_what_goes (void)
{
  g_autoptr (CorralFleet) fleet = corral_fleet_new (NULL);
  g_autoptr (CorralBatch) batch = corral_batch_new (CORRAL_COLLECTION_CERTIFICATE);
  CorralRow *row;

  for (guint i = 0; i < G_N_ELEMENTS (story); i++)
    put (fleet, &story[i]);
  assert_says (fleet, "k1", "W30 PK-02 rolled_back");

  /* A deletion that is older than what is held does nothing; a younger one stands against late copies. */
  corral_fleet_delete (fleet, "c", CORRAL_COLLECTION_PACK, "p2", 3);
  assert_says (fleet, "k1", "W30 PK-02 rolled_back");
  corral_fleet_delete (fleet, "c", CORRAL_COLLECTION_PACK, "p2", 8);
  assert_says (fleet, "k1", "W30 - rolled_back");
  put (fleet, &(Row) { CORRAL_COLLECTION_PACK, "p2", 7, "k1", "PK-02", NULL, 0 });
  assert_says (fleet, "k1", "W30 - rolled_back");
  put (fleet, &(Row) { CORRAL_COLLECTION_PACK, "p2", 9, "k1", "PK-02", NULL, 0 });
  assert_says (fleet, "k1", "W30 PK-02 rolled_back");

  /* In a batch. */
  row = corral_batch_add (batch, CORRAL_CHANGE_DELETE);
  row->id = "x1b";
  row->rev = 20;
  row = corral_batch_add (batch, CORRAL_CHANGE_DELETE);
  row->id = "x2";
  row->rev = 20;
  corral_fleet_apply (fleet, "c", batch);
  assert_says (fleet, "k1", "- PK-02 rolled_back");
  assert_says (fleet, "k2", "- PK-01 -");

  /* The cart goes and comes again: what belonged to it is still known. */
  corral_fleet_delete (fleet, "c", CORRAL_COLLECTION_CART, "k2", 7);
  put (fleet, &(Row) { CORRAL_COLLECTION_CART, "k2", 8, NULL, "x2", "p1", 0 });
  assert_says (fleet, "k2", "- PK-01 -");

  corral_fleet_clear (fleet, "c", CORRAL_COLLECTION_EXECUTION);
  corral_fleet_clear (fleet, "c", CORRAL_COLLECTION_PACK);
  assert_says (fleet, "k1", "- - -");
  put (fleet, &story[8]); /* a pack that k1 does not name */
  assert_says (fleet, "k1", "- - -");
  put (fleet, &story[11]);
  assert_says (fleet, "k1", "- PK-02 -");

  corral_fleet_remove_tenant (fleet, "c");
  for (guint i = 0; i < 4; i++)
    put (fleet, &story[i]);
  assert_says (fleet, "k1", "- - -");
}

static void
test_spoken_afresh (void)
{
  g_autoptr (CorralFleet) fleet = corral_fleet_new (NULL);

  for (guint i = 0; i < G_N_ELEMENTS (story); i++)
    put (fleet, &story[i]);
  corral_fleet_forget_revisions (fleet, "c");
  assert_says (fleet, "k1", "W30 PK-02 rolled_back");
  put (fleet, &(Row) { CORRAL_COLLECTION_CERTIFICATE, "x1b", 1, "k1", "W31", NULL, 0 });
  put (fleet, &(Row) { CORRAL_COLLECTION_PACK, "p2", 1, "k1", "PK-09", NULL, 0 });
  assert_says (fleet, "k1", "W31 PK-09 rolled_back");
}

/* The change of one is told as a change of the cart. */
static void
changed_cb (CorralFleet *fleet, const CorralFleetChanges *changes, guint64 *columns)
{
  *columns = changes->tables[CORRAL_TABLE_CART].columns;
  g_assert_cmpuint (changes->tables[CORRAL_TABLE_CART].n_slots, ==, 1);
}

static void
test_told (void)
{
  g_autoptr (CorralFleet) fleet = corral_fleet_new (NULL);
  guint64 columns = 0;

  put (fleet, &story[0]);
  corral_fleet_flush (fleet);
  g_signal_connect (fleet, "changed", G_CALLBACK (changed_cb), &columns);
  put (fleet, &story[8]);
  corral_fleet_flush (fleet);
  g_assert_cmpuint (columns, ==, G_GUINT64_CONSTANT (1) << CORRAL_CART_COL_PACK_LOT);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/fleet/joins/any-order", test_any_order);
  g_test_add_func ("/fleet/joins/what-goes", test_what_goes);
  g_test_add_func ("/fleet/joins/spoken-afresh", test_spoken_afresh);
  g_test_add_func ("/fleet/joins/told", test_told);
  return g_test_run ();
}
