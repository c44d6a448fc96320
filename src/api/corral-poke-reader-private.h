/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "corral-api.h"

G_BEGIN_DECLS

/**
 * CorralPokeReader:
 *
 * The text of a stream of server-sent events, read as it comes, in pieces of any size. What comes from the other side is
 * bounded: a line, an event, how many in ten seconds. One thread.
 */
typedef struct _CorralPokeReader CorralPokeReader;

/* @now_us: a monotonic time. */
CorralPokeReader *corral_poke_reader_new (gint64 now_us) G_GNUC_WARN_UNUSED_RESULT;
void corral_poke_reader_free (CorralPokeReader *self);

/* Reads on. FALSE and BROKEN for what is beyond the limits or no part of the contract: then it is of no more use. */
gboolean
corral_poke_reader_feed (CorralPokeReader *self, const char *bytes, gsize n_bytes, gint64 now_us, GError **error);

/* Takes a poke out, if one has come: of several states the latest, before a bye. */
gboolean corral_poke_reader_take (CorralPokeReader *self, CorralPoke *poke);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CorralPokeReader, corral_poke_reader_free)

G_END_DECLS
