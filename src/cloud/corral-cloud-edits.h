/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "corral-sim.h"

G_BEGIN_DECLS

/**
 * CorralCloudEdits:
 *
 * What people did to the fleet, on top of what the simulation says. The simulation is a function of time; this is a
 * list of versions of rows, each with the number in which it was made. A moment of the whole fleet is therefore a
 * point: a time for the simulation, and how many edits there were by then. Whatever is asked about one point has the
 * same answer for ever (for the 31 days that states and cursors may live), however much is done afterwards: so pages
 * of a list go together, and a state that was handed out before an edit brings it, even within one millisecond.
 *
 * A row that was made by people is a list of whole rows. One of the simulation's has members set over it, by rules
 * (lay() in the .c file) that keep what people did when the simulation goes on: what was acknowledged stays so.
 *
 * rev: of a row of the simulation's that was edited k times, last at m: max (the simulation's, m) + k. Every edit and
 * every change that the simulation makes raises it, in whatever order they come. Of a row made by people: m + k − 1.
 *
 * Lives in memory, as long as the cloud. One thread: whichever made it.
 */
typedef struct _CorralCloudEdits CorralCloudEdits;

typedef struct
{
  gint64 ms;   /* of the simulation */
  guint64 seq; /* edits so far */
} CorralCloudPoint;

/* @sim is not owned and outlives it. */
CorralCloudEdits *corral_cloud_edits_new (CorralSim *sim) G_GNUC_WARN_UNUSED_RESULT;
void corral_cloud_edits_free (CorralCloudEdits *self);

/* How many edits were made so far. */
guint64 corral_cloud_edits_get_seq (CorralCloudEdits *self);

/* ---- reading: as corral_sim_snapshot(), _count(), _row(), _changes(), at a point. Strings of the rows may belong to
 * @self until the next edit. */

gboolean corral_cloud_edits_snapshot (CorralCloudEdits *self,
                                      guint tenant,
                                      CorralCollection collection,
                                      CorralCloudPoint point,
                                      const char *after_id,
                                      guint limit,
                                      CorralBatch *out);
guint64 corral_cloud_edits_count (CorralCloudEdits *self,
                                  guint tenant,
                                  CorralCollection collection,
                                  CorralCloudPoint point);
gboolean corral_cloud_edits_row (CorralCloudEdits *self,
                                 guint tenant,
                                 CorralCollection collection,
                                 const char *id,
                                 CorralCloudPoint point,
                                 CorralBatch *out);
/* (transfer full) (element-type CorralSimChange) */
GPtrArray *corral_cloud_edits_changes (CorralCloudEdits *self,
                                       guint tenant,
                                       CorralCloudPoint since,
                                       CorralCloudPoint until) G_GNUC_WARN_UNUSED_RESULT;
/* Whether an edit of @tenant lies in (@since, @until]. */
gboolean corral_cloud_edits_has_between (CorralCloudEdits *self, guint tenant, guint64 since, guint64 until);

/* Who last set @field of this row of the simulation's, or %NULL: nobody has. Constant. @rev (nullable): who saw the row
 * at a lower revision has not seen that. */
const char *corral_cloud_edits_get_author (CorralCloudEdits *self,
                                           guint tenant,
                                           CorralCollection collection,
                                           const char *id,
                                           const char *field,
                                           gint64 *rev);

/* (transfer container): the carts that were bound to another store by @seq, to which: strings are @self's. */
GHashTable *corral_cloud_edits_list_moved (CorralCloudEdits *self,
                                           guint tenant,
                                           guint64 seq) G_GNUC_WARN_UNUSED_RESULT;

/* ---- writing, at @now_ms. Each is one edit. */

/* A whole row, new or again, that is not the simulation's. Its rev is set by this. */
void corral_cloud_edits_put (CorralCloudEdits *self,
                             guint tenant,
                             CorralCollection collection,
                             gconstpointer row,
                             gint64 now_ms);
/* Takes such a row away. */
void corral_cloud_edits_delete (CorralCloudEdits *self,
                                guint tenant,
                                CorralCollection collection,
                                const char *id,
                                gint64 now_ms);
/* Sets members of a row of the simulation's: those that @fields names, NULL-terminated, as @row has them. */
void corral_cloud_edits_set (CorralCloudEdits *self,
                             guint tenant,
                             CorralCollection collection,
                             const char *id,
                             const char *const *fields,
                             gconstpointer row,
                             const char *author,
                             gint64 now_ms);

/* Forgets what no state that is still good can ask for: versions older than 31 days but the last of a row, and rows
 * that are gone for so long. */
void corral_cloud_edits_prune (CorralCloudEdits *self, gint64 now_ms);

/* For tests: how many versions it holds. */
guint corral_cloud_edits_count_versions (CorralCloudEdits *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CorralCloudEdits, corral_cloud_edits_free)

G_END_DECLS
