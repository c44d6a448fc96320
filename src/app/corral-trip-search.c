/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Trips, from the cache's reader. Main thread. */
#include "config.h"

#include "corral-trip-search.h"

struct _CorralTripSearch
{
  CorralFleet *fleet;
  CorralCache *cache;
  CorralTripFunc func;
  CorralTripDoneFunc done;
  gpointer data;
  GCancellable *cancellable; /* (owned) (nullable): of the question that is under way */
  guint n_asked;             /* chains that have not answered it */
};

typedef struct
{
  CorralTripSearch *search; /* valid unless cancelled */
  CorralCache *cache;       /* (owned) */
  GCancellable *cancellable; /* (owned) */
  guint32 chain;
} Question;

static void
answered_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  Question *question = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) trips = corral_cache_find_rows_finish (question->cache, result, &error);

  /* A chain that cannot be read has said so elsewhere; it has no trips here. */
  if (!g_cancellable_is_cancelled (question->cancellable))
    {
      question->search->n_asked--;
      for (guint i = 0; trips != NULL && i < trips->len; i++)
        {
          const CorralFind find = { .kind = CORRAL_FIND_TRIP, .match = CORRAL_MATCH_PREFIX, .near = CORRAL_SEARCH_MAX_NEAR,
                                    .slot = question->chain, .trip = trips->pdata[i] };

          question->search->func (&find, question->search->data);
          if (g_cancellable_is_cancelled (question->cancellable))
            break;
        }
      if (!g_cancellable_is_cancelled (question->cancellable) && question->search->n_asked == 0)
        question->search->done (question->search->data);
    }
  corral_cache_unref (question->cache);
  g_object_unref (question->cancellable);
  g_free (question);
}

static void
stop (CorralTripSearch *self)
{
  if (self->cancellable != NULL)
    g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  self->n_asked = 0;
}

void
corral_trip_search_ask (CorralTripSearch *self, const char *id, guint limit)
{
  const CorralColumns *chains = corral_fleet_get_table (self->fleet, CORRAL_TABLE_CHAIN);

  stop (self);
  if (id == NULL || self->cache == NULL)
    return;
  self->cancellable = g_cancellable_new ();
  for (guint32 chain = 0; chain < corral_columns_get_n_slots (chains); chain++)
    {
      Question *question;

      if (!corral_columns_exists (chains, chain))
        continue;
      question = g_new0 (Question, 1);
      question->search = self;
      question->cache = corral_cache_ref (self->cache);
      question->cancellable = g_object_ref (self->cancellable);
      question->chain = chain;
      self->n_asked++;
      corral_cache_find_rows_async (self->cache, corral_columns_get_text (chains, chain, CORRAL_CHAIN_COL_ID),
                                    CORRAL_COLLECTION_SESSION, id, limit, self->cancellable, answered_cb, question);
    }
}

gboolean
corral_trip_search_is_asking (CorralTripSearch *self)
{
  return self->n_asked > 0;
}

CorralTripSearch *
corral_trip_search_new (CorralFleet *fleet,
                        CorralCache *cache,
                        CorralTripFunc func,
                        CorralTripDoneFunc done,
                        gpointer data)
{
  CorralTripSearch *self = g_new0 (CorralTripSearch, 1);

  self->fleet = g_object_ref (fleet);
  self->cache = cache != NULL ? corral_cache_ref (cache) : NULL;
  self->func = func;
  self->done = done;
  self->data = data;
  return self;
}

void
corral_trip_search_free (CorralTripSearch *self)
{
  stop (self);
  g_clear_pointer (&self->cache, corral_cache_unref);
  g_object_unref (self->fleet);
  g_free (self);
}
