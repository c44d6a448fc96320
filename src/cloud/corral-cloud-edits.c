/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What people did, over what the simulation says: versions of rows. On the cloud's thread. */
#include "config.h"

#include "corral-cloud-edits.h"

#include "corral-time.h"

#include <string.h>

#define KEPT_MS (31 * CORRAL_DAY_MS)

typedef struct
{
  guint64 seq;
  gint64 at_ms;
  guint64 set;  /* one bit for each field that counts; unused in a row made by people */
  gpointer row; /* (owned) (nullable): a fact; NULL: it was taken away */
} Version;

/* Who set a member last. */
typedef struct
{
  const char *name; /* (nullable): interned; NULL: nobody has */
  gint64 rev;       /* who saw the row at this revision or a later one has seen that */
} Author;

typedef struct
{
  char *id;              /* (owned) */
  CorralCollection collection;
  guint tenant;
  gboolean made;         /* by people; else one of the simulation's with members set over it */
  GArray *versions;      /* (owned) (element-type Version): never empty, by seq */
  guint n_forgotten;     /* versions before the first */
  Author *authors;       /* (owned) (nullable): one for each field */
} Edited;

struct _CorralCloudEdits
{
  CorralSim *sim;    /* (not owned) */
  guint n_tenants;
  GTree **rows;      /* (owned) one for each tenant and collection (element-type utf8 Edited), by id */
  GPtrArray *log;    /* (not owned) (element-type Edited): what each edit touched */
  guint64 forgotten; /* edits before the first in log */
};

/* ---- life ------------------------------------------------------------------------------------------ */

static void
version_clear (gpointer data)
{
  Version *version = data;

  if (version->row != NULL)
    corral_fact_unref (version->row);
}

static void
edited_free (gpointer data)
{
  Edited *edited = data;

  g_free (edited->id);
  g_array_unref (edited->versions);
  g_free (edited->authors);
  g_free (edited);
}

static int
compare_ids (gconstpointer a, gconstpointer b, gpointer unused)
{
  return strcmp (a, b);
}

CorralCloudEdits *
corral_cloud_edits_new (CorralSim *sim)
{
  CorralCloudEdits *self = g_new0 (CorralCloudEdits, 1);

  self->sim = sim;
  self->n_tenants = corral_sim_get_n_tenants (sim);
  self->rows = g_new0 (GTree *, (gsize) self->n_tenants * CORRAL_N_SYNCED_COLLECTIONS);
  for (guint i = 0; i < self->n_tenants * CORRAL_N_SYNCED_COLLECTIONS; i++)
    self->rows[i] = g_tree_new_full (compare_ids, NULL, NULL, edited_free);
  self->log = g_ptr_array_new ();
  return self;
}

void
corral_cloud_edits_free (CorralCloudEdits *self)
{
  for (guint i = 0; i < self->n_tenants * CORRAL_N_SYNCED_COLLECTIONS; i++)
    g_tree_unref (self->rows[i]);
  g_free (self->rows);
  g_ptr_array_unref (self->log);
  g_free (self);
}

guint64
corral_cloud_edits_get_seq (CorralCloudEdits *self)
{
  return self->forgotten + self->log->len;
}

static GTree *
tree_of (CorralCloudEdits *self, guint tenant, CorralCollection collection)
{
  g_assert (tenant < self->n_tenants && collection < CORRAL_N_SYNCED_COLLECTIONS);
  return self->rows[tenant * CORRAL_N_SYNCED_COLLECTIONS + collection];
}

static Edited *
find (CorralCloudEdits *self, guint tenant, CorralCollection collection, const char *id)
{
  return g_tree_lookup (tree_of (self, tenant, collection), id);
}

/* ---- versions -------------------------------------------------------------------------------------- */

/* The last version made by @seq, and in *@n how many there were by then. NULL: none yet. */
static const Version *
version_at (const Edited *edited, guint64 seq, guint *n)
{
  *n = 0;
  for (guint i = edited->versions->len; i > 0; i--)
    {
      const Version *version = &g_array_index (edited->versions, Version, i - 1);

      if (version->seq <= seq)
        {
          *n = edited->n_forgotten + i;
          return version;
        }
    }
  return NULL;
}

/* See the header: the one rule for revisions. @rev_ms: the simulation's, or of its going. */
static gint64
revision (const Edited *edited, const Version *version, guint n, gint64 rev_ms)
{
  return edited->made ? version->at_ms + n - 1 : MAX (rev_ms, version->at_ms) + n;
}

static gboolean
is_set (const Version *version, const CorralSchema *schema, const char *name)
{
  const CorralField *field = corral_schema_find (schema, name);

  g_assert (field != NULL);
  return (version->set & G_GUINT64_CONSTANT (1) << (field - schema->fields)) != 0;
}

static gboolean
is_word (const char *text, const char *word)
{
  return g_strcmp0 (text, word) == 0;
}

/* ---- what people did, when the simulation goes on ---------------------------------------------------- */

static void
copy_members (const CorralSchema *schema, const Version *version, gpointer row)
{
  for (guint i = 0; i < schema->n_fields; i++)
    if ((version->set & 1u << i) != 0)
      memcpy ((char *) row + schema->fields[i].offset, (const char *) version->row + schema->fields[i].offset,
              corral_field_is_string (&schema->fields[i]) ? sizeof (char *) : sizeof (gint64));
}

static void
set_state (CorralCart *cart, const char *state, gint64 since_ms)
{
  cart->state = state;
  cart->state_since_ms = since_ms;
}

static void
lay_cart (const CorralSchema *schema, const Version *version, CorralCart *cart)
{
  const CorralCart *did = version->row;

  if (is_set (version, schema, "store"))
    cart->store = did->store;
  /* Its trip was cancelled. */
  if (is_set (version, schema, "session") && is_word (cart->session, did->session))
    {
      cart->session = NULL;
      if (is_word (cart->state, "in_use"))
        set_state (cart, "idle", version->at_ms);
    }
  if (!is_set (version, schema, "state") || is_word (cart->state, "revoked"))
    return;
  if (is_word (did->state, "revoked"))
    {
      set_state (cart, "revoked", did->state_since_ms);
    }
  else if (is_word (did->state, "out_of_service"))
    {
      /* Until somebody puts it back, whatever it does meanwhile. */
      set_state (cart, did->state, did->state_since_ms);
      cart->out_of_service_reason = did->out_of_service_reason;
    }
  else
    {
      /* Put back. From then on the simulation's word counts again; but not its own stay that was ended by this. */
      if (is_word (cart->state, "out_of_service") && cart->state_since_ms <= did->state_since_ms)
        {
          set_state (cart, "idle", did->state_since_ms);
          cart->out_of_service_reason = NULL;
        }
      cart->state_since_ms = MAX (cart->state_since_ms, did->state_since_ms);
    }
}

/* Sets over @row, one of the simulation's, what people did to it. Strings then point into the version. */
static void
lay (CorralCollection collection, const Version *version, gpointer row)
{
  const CorralSchema *schema = corral_collection_get_schema (collection);

  switch ((int) collection)
    {
    case CORRAL_COLLECTION_CART:
      lay_cart (schema, version, row);
      break;
    case CORRAL_COLLECTION_SESSION:
      /* A pause ends with the trip; a cancelled one stays so. */
      if (is_word (((const CorralSession *) version->row)->status, "voided")
          || is_word (((CorralSession *) row)->status, "active"))
        copy_members (schema, version, row);
      break;
    case CORRAL_COLLECTION_ROLLOUT:
      if (is_word (((CorralRollout *) row)->status, "running") || is_word (((CorralRollout *) row)->status, "held"))
        copy_members (schema, version, row);
      break;
    default:
      /* Acknowledged, assigned, decided, revoked: people have the last word. */
      copy_members (schema, version, row);
      break;
    }
}

/* Brings @row of the simulation's to @seq. */
static void
bring (CorralCloudEdits *self, guint tenant, CorralCollection collection, guint64 seq, gpointer row)
{
  CorralRow *head = row;
  const Edited *edited = find (self, tenant, collection, head->id);
  const Version *version;
  guint n;

  if (edited == NULL || (version = version_at (edited, seq, &n)) == NULL)
    return;
  lay (collection, version, row);
  head->rev = revision (edited, version, n, head->rev);
}

/* The row made by people as it was by @seq, with its rev; NULL when it was not there. Free with g_free(); its strings
 * are the version's. */
static gpointer
made_row (const Edited *edited, guint64 seq)
{
  guint n;
  const Version *version = edited->made ? version_at (edited, seq, &n) : NULL;
  gpointer row;

  if (version == NULL || version->row == NULL)
    return NULL;
  row = g_memdup2 (version->row, corral_collection_get_schema (edited->collection)->size);
  ((CorralRow *) row)->rev = revision (edited, version, n, 0);
  return row;
}

/* ---- reading --------------------------------------------------------------------------------------- */

static gboolean
is_touched (CorralCloudEdits *self, guint tenant, CorralCollection collection)
{
  return collection < CORRAL_N_SYNCED_COLLECTIONS && g_tree_nnodes (tree_of (self, tenant, collection)) > 0;
}

/* The first node after @id that is a row made by people and was there by @seq, and the row. */
static GTreeNode *
next_made (GTreeNode *node, guint64 seq, gpointer *row)
{
  *row = NULL;
  for (; node != NULL; node = g_tree_node_next (node))
    if ((*row = made_row (g_tree_node_value (node), seq)) != NULL)
      return node;
  return NULL;
}

gboolean
corral_cloud_edits_snapshot (CorralCloudEdits *self,
                             guint tenant,
                             CorralCollection collection,
                             CorralCloudPoint point,
                             const char *after_id,
                             guint limit,
                             CorralBatch *out)
{
  g_autoptr (CorralBatch) simulated = NULL;
  g_autofree gpointer made = NULL;
  GTreeNode *node;
  gboolean more;
  guint i = 0;

  if (!is_touched (self, tenant, collection))
    return corral_sim_snapshot (self->sim, tenant, collection, point.ms, after_id, limit, out);
  simulated = corral_batch_new (collection);
  more = corral_sim_snapshot (self->sim, tenant, collection, point.ms, after_id, limit, simulated);
  node = g_tree_upper_bound (tree_of (self, tenant, collection), after_id != NULL ? after_id : "");
  node = next_made (node, point.seq, &made);
  for (guint n = 0; n < limit && (i < simulated->n_rows || node != NULL); n++)
    {
      CorralRow *row = i < simulated->n_rows ? corral_batch_get_row (simulated, i) : NULL;

      if (row == NULL || (node != NULL && strcmp (((CorralRow *) made)->id, row->id) < 0))
        {
          corral_batch_add_copy (out, CORRAL_CHANGE_PUT, made);
          g_free (made);
          node = next_made (g_tree_node_next (node), point.seq, &made);
        }
      else
        {
          bring (self, tenant, collection, point.seq, row);
          corral_batch_add_copy (out, CORRAL_CHANGE_PUT, row);
          i++;
        }
    }
  return more || i < simulated->n_rows || node != NULL;
}

guint64
corral_cloud_edits_count (CorralCloudEdits *self, guint tenant, CorralCollection collection, CorralCloudPoint point)
{
  guint64 count = corral_sim_count (self->sim, tenant, collection, point.ms);

  if (!is_touched (self, tenant, collection))
    return count;
  for (GTreeNode *node = g_tree_node_first (tree_of (self, tenant, collection)); node != NULL;
       node = g_tree_node_next (node))
    {
      const Edited *edited = g_tree_node_value (node);
      guint n;
      const Version *version = edited->made ? version_at (edited, point.seq, &n) : NULL;

      count += version != NULL && version->row != NULL;
    }
  return count;
}

gboolean
corral_cloud_edits_row (CorralCloudEdits *self,
                        guint tenant,
                        CorralCollection collection,
                        const char *id,
                        CorralCloudPoint point,
                        CorralBatch *out)
{
  const Edited *edited = is_touched (self, tenant, collection) ? find (self, tenant, collection, id) : NULL;

  if (edited != NULL && edited->made)
    {
      g_autofree gpointer row = made_row (edited, point.seq);

      if (row != NULL)
        corral_batch_add_copy (out, CORRAL_CHANGE_PUT, row);
      return row != NULL;
    }
  if (!corral_sim_row (self->sim, tenant, collection, id, point.ms, out))
    return FALSE;
  if (edited != NULL)
    bring (self, tenant, collection, point.seq, corral_batch_get_row (out, out->n_rows - 1));
  return TRUE;
}

const char *
corral_cloud_edits_get_author (CorralCloudEdits *self,
                               guint tenant,
                               CorralCollection collection,
                               const char *id,
                               const char *field,
                               gint64 *rev)
{
  const CorralSchema *schema = corral_collection_get_schema (collection);
  const Edited *edited = find (self, tenant, collection, id);
  const Author *author;

  if (edited == NULL || edited->authors == NULL)
    return NULL;
  author = &edited->authors[corral_schema_find (schema, field) - schema->fields];
  if (rev != NULL)
    *rev = author->rev;
  return author->name;
}

GHashTable *
corral_cloud_edits_list_moved (CorralCloudEdits *self, guint tenant, guint64 seq)
{
  const CorralSchema *schema = corral_collection_get_schema (CORRAL_COLLECTION_CART);
  GHashTable *moved = g_hash_table_new (g_str_hash, g_str_equal);

  for (GTreeNode *node = g_tree_node_first (tree_of (self, tenant, CORRAL_COLLECTION_CART)); node != NULL;
       node = g_tree_node_next (node))
    {
      Edited *edited = g_tree_node_value (node);
      guint n;
      const Version *version = version_at (edited, seq, &n);

      if (version != NULL && is_set (version, schema, "store"))
        g_hash_table_insert (moved, edited->id, (gpointer) ((const CorralCart *) version->row)->store);
    }
  return moved;
}

/* ---- changes --------------------------------------------------------------------------------------- */

/* In the order of (at_ms, collection, id), as the simulation's. */
static int
compare_changes (gconstpointer a, gconstpointer b)
{
  const CorralSimChange *x = *(const CorralSimChange *const *) a;
  const CorralSimChange *y = *(const CorralSimChange *const *) b;

  if (x->at_ms != y->at_ms)
    return x->at_ms < y->at_ms ? -1 : 1;
  if (x->collection != y->collection)
    return x->collection < y->collection ? -1 : 1;
  return strcmp (x->id, y->id);
}

static void
add_put (GPtrArray *changes, CorralCollection collection, gconstpointer row)
{
  CorralSimChange *change = g_new0 (CorralSimChange, 1);

  change->collection = collection;
  change->change = CORRAL_CHANGE_PUT;
  change->row = corral_fact_new (corral_collection_get_schema (collection), row);
  change->id = ((const CorralRow *) change->row)->id;
  change->at_ms = change->rev = ((const CorralRow *) row)->rev;
  g_ptr_array_add (changes, change);
}

static void
add_delete (GPtrArray *changes, CorralCollection collection, const char *id, gint64 rev)
{
  CorralSimChange *change = g_new0 (CorralSimChange, 1);

  change->collection = collection;
  change->change = CORRAL_CHANGE_DELETE;
  change->id = g_strdup (id);
  change->at_ms = change->rev = rev;
  g_ptr_array_add (changes, change);
}

/* What the simulation changed, with what people did to it by @seq. */
static void
bring_change (CorralCloudEdits *self, guint tenant, guint64 seq, CorralSimChange *change)
{
  const CorralSchema *schema = corral_collection_get_schema (change->collection);
  const Edited *edited = find (self, tenant, change->collection, change->id);
  const Version *version;
  guint n;

  if (edited == NULL || (version = version_at (edited, seq, &n)) == NULL)
    return;
  if (change->row != NULL)
    {
      g_autofree gpointer row = g_memdup2 (change->row, schema->size);
      gpointer fact;

      bring (self, tenant, change->collection, seq, row);
      fact = corral_fact_new (schema, row); /* copies strings of the old one */
      corral_fact_unref ((gpointer) change->row);
      change->row = fact;
      change->id = ((const CorralRow *) fact)->id;
      change->at_ms = change->rev = ((const CorralRow *) fact)->rev;
    }
  else
    {
      change->at_ms = change->rev = revision (edited, version, n, change->rev);
    }
}

static gpointer
log_get (CorralCloudEdits *self, guint64 seq)
{
  return g_ptr_array_index (self->log, seq - self->forgotten - 1);
}

gboolean
corral_cloud_edits_has_between (CorralCloudEdits *self, guint tenant, guint64 since, guint64 until)
{
  for (guint64 seq = MAX (since, self->forgotten) + 1; seq <= until; seq++)
    if (((const Edited *) log_get (self, seq))->tenant == tenant)
      return TRUE;
  return FALSE;
}

/* Rows made by people, changed in (since, until]; those of the simulation's go to @touched, by collection. */
static void
add_edits (CorralCloudEdits *self,
           guint tenant,
           guint64 since,
           guint64 until,
           GHashTable *told,
           GHashTable *touched[CORRAL_N_SYNCED_COLLECTIONS],
           GPtrArray *changes)
{
  for (guint64 seq = MAX (since, self->forgotten) + 1; seq <= until; seq++)
    {
      Edited *edited = log_get (self, seq);
      g_autofree gpointer row = NULL;
      const Version *last;
      guint n;

      if (edited->tenant != tenant || !g_hash_table_add (told, edited))
        continue;
      if (!edited->made)
        {
          if (touched[edited->collection] == NULL)
            touched[edited->collection] = g_hash_table_new (g_str_hash, g_str_equal);
          g_hash_table_add (touched[edited->collection], edited->id);
          continue;
        }
      row = made_row (edited, until);
      last = version_at (edited, until, &n);
      if (row != NULL)
        add_put (changes, edited->collection, row);
      else if (edited->n_forgotten > 0 || g_array_index (edited->versions, Version, 0).seq <= since)
        add_delete (changes, edited->collection, edited->id, revision (edited, last, n, 0));
    }
}

GPtrArray *
corral_cloud_edits_changes (CorralCloudEdits *self, guint tenant, CorralCloudPoint since, CorralCloudPoint until)
{
  GPtrArray *changes = corral_sim_changes (self->sim, tenant, since.ms, until.ms);
  GHashTable *touched[CORRAL_N_SYNCED_COLLECTIONS] = { NULL };
  g_autoptr (GHashTable) told = NULL;

  if (until.seq == 0)
    return changes;
  told = g_hash_table_new (NULL, NULL);
  for (guint i = 0; i < changes->len; i++)
    {
      CorralSimChange *change = g_ptr_array_index (changes, i);
      Edited *edited = find (self, tenant, change->collection, change->id);

      if (edited == NULL)
        continue;
      g_hash_table_add (told, edited);
      bring_change (self, tenant, until.seq, change);
    }
  add_edits (self, tenant, since.seq, until.seq, told, touched, changes);
  for (guint c = 0; c < CORRAL_N_SYNCED_COLLECTIONS; c++)
    {
      g_autoptr (CorralBatch) batch = NULL;

      if (touched[c] == NULL)
        continue;
      batch = corral_batch_new ((CorralCollection) c);
      corral_sim_rows (self->sim, tenant, (CorralCollection) c, touched[c], until.ms, batch);
      for (guint i = 0; i < batch->n_rows; i++)
        {
          bring (self, tenant, (CorralCollection) c, until.seq, corral_batch_get_row (batch, i));
          add_put (changes, (CorralCollection) c, corral_batch_get_row (batch, i));
        }
      g_hash_table_unref (touched[c]);
    }
  g_ptr_array_sort (changes, compare_changes);
  return changes;
}

/* ---- writing --------------------------------------------------------------------------------------- */

static Edited *
get_or_add (CorralCloudEdits *self, guint tenant, CorralCollection collection, const char *id, gboolean made)
{
  GTree *tree = tree_of (self, tenant, collection);
  Edited *edited = g_tree_lookup (tree, id);

  if (edited != NULL)
    {
      g_assert (edited->made == made);
      return edited;
    }
  edited = g_new0 (Edited, 1);
  edited->id = g_strdup (id);
  edited->collection = collection;
  edited->tenant = tenant;
  edited->made = made;
  edited->versions = g_array_new (FALSE, FALSE, sizeof (Version));
  g_array_set_clear_func (edited->versions, version_clear);
  g_tree_insert (tree, edited->id, edited);
  return edited;
}

static const Version *
last_version (const Edited *edited)
{
  return edited->versions->len > 0 ? &g_array_index (edited->versions, Version, edited->versions->len - 1) : NULL;
}

/* @row: (transfer full) (nullable). */
static void
add_version (CorralCloudEdits *self, Edited *edited, guint32 set, gpointer row, gint64 now_ms)
{
  const Version *last = last_version (edited);
  Version version = {
    .seq = corral_cloud_edits_get_seq (self) + 1,
    .at_ms = last != NULL ? MAX (last->at_ms, now_ms) : now_ms,
    .set = set,
    .row = row,
  };

  g_array_append_val (edited->versions, version);
  g_ptr_array_add (self->log, edited);
}

void
corral_cloud_edits_put (CorralCloudEdits *self,
                        guint tenant,
                        CorralCollection collection,
                        gconstpointer row,
                        gint64 now_ms)
{
  Edited *edited = get_or_add (self, tenant, collection, ((const CorralRow *) row)->id, TRUE);

  add_version (self, edited, 0, corral_fact_new (corral_collection_get_schema (collection), row), now_ms);
}

void
corral_cloud_edits_delete (CorralCloudEdits *self,
                           guint tenant,
                           CorralCollection collection,
                           const char *id,
                           gint64 now_ms)
{
  Edited *edited = find (self, tenant, collection, id);

  g_return_if_fail (edited != NULL && edited->made);
  add_version (self, edited, 0, NULL, now_ms);
}

void
corral_cloud_edits_set (CorralCloudEdits *self,
                        guint tenant,
                        CorralCollection collection,
                        const char *id,
                        const char *const *fields,
                        gconstpointer row,
                        const char *author,
                        gint64 now_ms)
{
  const CorralSchema *schema = corral_collection_get_schema (collection);
  Edited *edited = get_or_add (self, tenant, collection, id, FALSE);
  const Version *last = last_version (edited);
  g_autofree gpointer next = g_malloc0 (schema->size);
  Version asked = { .row = (gpointer) row };
  guint32 set = last != NULL ? last->set : 0;

  corral_row_clear (schema, next);
  if (last != NULL)
    copy_members (schema, last, next);
  if (edited->authors == NULL)
    edited->authors = g_new0 (Author, schema->n_fields);
  for (guint i = 0; fields[i] != NULL; i++)
    {
      const CorralField *field = corral_schema_find (schema, fields[i]);

      g_assert (field != NULL);
      asked.set |= G_GUINT64_CONSTANT (1) << (field - schema->fields);
      edited->authors[field - schema->fields] = (Author){
        .name = g_intern_string (author),
        .rev = now_ms + edited->n_forgotten + edited->versions->len + 1,
      };
    }
  copy_members (schema, &asked, next);
  ((CorralRow *) next)->id = id;
  add_version (self, edited, set | asked.set, corral_fact_new (schema, next), now_ms);
}

/* ---- forgetting ------------------------------------------------------------------------------------ */

/* Whether nobody can ask for the row any more. */
static gboolean
prune_row (CorralCloudEdits *self, Edited *edited, gint64 before_ms, gint64 now_ms)
{
  const Version *last;
  g_autoptr (CorralBatch) batch = NULL;
  guint n = 0;

  while (n + 1 < edited->versions->len && g_array_index (edited->versions, Version, n + 1).at_ms < before_ms
         && g_array_index (edited->versions, Version, n + 1).seq <= self->forgotten)
    n++;
  if (n > 0)
    g_array_remove_range (edited->versions, 0, n);
  edited->n_forgotten += n;
  last = last_version (edited);
  if (edited->versions->len > 1 || last->seq > self->forgotten)
    return FALSE;
  if (edited->made)
    return last->row == NULL;
  /* Gone from the simulation, and for so long that no state knows it. */
  batch = corral_batch_new (edited->collection);
  return !corral_sim_row (self->sim, edited->tenant, edited->collection, edited->id, before_ms, batch)
         && !corral_sim_row (self->sim, edited->tenant, edited->collection, edited->id, now_ms, batch);
}

void
corral_cloud_edits_prune (CorralCloudEdits *self, gint64 now_ms)
{
  gint64 before_ms = now_ms - KEPT_MS;
  guint n = 0;

  for (; n < self->log->len; n++)
    {
      const Edited *edited = g_ptr_array_index (self->log, n);
      const Version *version = NULL;

      for (guint i = 0; i < edited->versions->len && version == NULL; i++)
        if (g_array_index (edited->versions, Version, i).seq == self->forgotten + n + 1)
          version = &g_array_index (edited->versions, Version, i);
      if (version != NULL && version->at_ms >= before_ms)
        break;
    }
  if (n == 0)
    return;
  g_ptr_array_remove_range (self->log, 0, n);
  self->forgotten += n;
  for (guint i = 0; i < self->n_tenants * CORRAL_N_SYNCED_COLLECTIONS; i++)
    {
      g_autoptr (GPtrArray) gone = g_ptr_array_new ();

      for (GTreeNode *node = g_tree_node_first (self->rows[i]); node != NULL; node = g_tree_node_next (node))
        if (prune_row (self, g_tree_node_value (node), before_ms, now_ms))
          g_ptr_array_add (gone, g_tree_node_key (node));
      for (guint k = 0; k < gone->len; k++)
        g_tree_remove (self->rows[i], g_ptr_array_index (gone, k));
    }
}

guint
corral_cloud_edits_count_versions (CorralCloudEdits *self)
{
  guint n = 0;

  for (guint i = 0; i < self->n_tenants * CORRAL_N_SYNCED_COLLECTIONS; i++)
    for (GTreeNode *node = g_tree_node_first (self->rows[i]); node != NULL; node = g_tree_node_next (node))
      n += ((const Edited *) g_tree_node_value (node))->versions->len;
  return n;
}
