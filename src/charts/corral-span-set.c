/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Named stretches of time that may lie over each other, and what of each can be seen: worked out
 * once, when they are set, so that a question about a moment is a binary search. Immutable; any
 * thread. */
#include "config.h"

#include "corral-span-set.h"

#include "corral-series-figures.h"

#include <glib/gi18n.h>

/* How many names the words of the shares give. */
#define N_NAMED_SHARES 5

/* A stretch in which one span is on top. */
typedef struct
{
  CorralTimeRange range;
  guint span; /* index into spans */
} Piece;

struct _CorralSpanSet
{
  GArray *spans;  /* (owned) (element-type CorralSpan): labels are owned */
  GArray *pieces; /* (owned) (element-type Piece): in order of time, apart from each other */
};

static void
clear_span (gpointer data)
{
  g_free ((char *) ((CorralSpan *) data)->label);
}

static int
compare_moments (gconstpointer a, gconstpointer b)
{
  gint64 x = *(const gint64 *) a;
  gint64 y = *(const gint64 *) b;

  return x < y ? -1 : x > y;
}

static guint
find_moment (GArray *moments, gint64 time_ms)
{
  guint low = 0;
  guint high = moments->len;

  while (low < high)
    {
      guint middle = low + (high - low) / 2;

      if (g_array_index (moments, gint64, middle) < time_ms)
        low = middle + 1;
      else
        high = middle;
    }
  return low;
}

/* The next stretch from @i on that has no owner yet; the path to it is made short for the next who
 * asks. */
static guint
next_free (guint *next, guint i)
{
  guint end = i;

  while (next[end] != end)
    end = next[end];
  while (next[i] != end)
    {
      guint step = next[i];

      next[i] = end;
      i = step;
    }
  return end;
}

/* Paints the spans from the top one down; each stretch between two moments is painted once. */
static void
find_pieces (CorralSpanSet *self)
{
  g_autoptr (GArray) moments = g_array_new (FALSE, FALSE, sizeof (gint64));
  g_autofree guint *next = NULL;
  g_autofree guint *owner = NULL;
  guint n = 0;

  for (guint i = 0; i < self->spans->len; i++)
    {
      const CorralSpan *span = &g_array_index (self->spans, CorralSpan, i);

      g_array_append_val (moments, span->range.start_ms);
      g_array_append_val (moments, span->range.end_ms);
    }
  g_array_sort (moments, compare_moments);
  for (guint i = 0; i < moments->len; i++)
    {
      gint64 moment = g_array_index (moments, gint64, i);

      if (n == 0 || g_array_index (moments, gint64, n - 1) != moment)
        g_array_index (moments, gint64, n++) = moment;
    }
  g_array_set_size (moments, n);

  next = g_new (guint, n + 1);
  owner = g_new (guint, n + 1);
  for (guint i = 0; i <= n; i++)
    {
      next[i] = i;
      owner[i] = G_MAXUINT;
    }
  for (guint i = self->spans->len; i-- > 0;)
    {
      const CorralSpan *span = &g_array_index (self->spans, CorralSpan, i);
      guint end = find_moment (moments, span->range.end_ms);

      for (guint k = next_free (next, find_moment (moments, span->range.start_ms)); k < end;
           k = next_free (next, k))
        {
          owner[k] = i;
          next[k] = k + 1;
        }
    }

  for (guint i = 0; i + 1 < n; i++)
    {
      Piece piece = { { g_array_index (moments, gint64, i), g_array_index (moments, gint64, i + 1) },
                      owner[i] };
      Piece *last = self->pieces->len > 0
                        ? &g_array_index (self->pieces, Piece, self->pieces->len - 1)
                        : NULL;

      if (piece.span == G_MAXUINT)
        continue;
      if (last != NULL && last->span == piece.span && last->range.end_ms == piece.range.start_ms)
        last->range.end_ms = piece.range.end_ms;
      else
        g_array_append_val (self->pieces, piece);
    }
}

CorralSpanSet *
corral_span_set_new (const CorralSpan *spans, gsize n)
{
  CorralSpanSet *self = g_new0 (CorralSpanSet, 1);

  self->spans = g_array_new (FALSE, FALSE, sizeof (CorralSpan));
  self->pieces = g_array_new (FALSE, FALSE, sizeof (Piece));
  g_array_set_clear_func (self->spans, clear_span);
  for (gsize i = 0; i < n; i++)
    {
      CorralSpan span = spans[i];

      if (span.range.end_ms <= span.range.start_ms)
        continue;
      span.label = g_strdup (span.label != NULL ? span.label : "");
      g_array_append_val (self->spans, span);
    }
  find_pieces (self);
  return self;
}

void
corral_span_set_free (CorralSpanSet *self)
{
  if (self == NULL)
    return;
  g_array_unref (self->spans);
  g_array_unref (self->pieces);
  g_free (self);
}

guint
corral_span_set_get_n_pieces (const CorralSpanSet *self)
{
  return self->pieces->len;
}

const CorralSpan *
corral_span_set_get_piece (const CorralSpanSet *self, guint i, CorralTimeRange *range)
{
  const Piece *piece = &g_array_index (self->pieces, Piece, i);

  *range = piece->range;
  return &g_array_index (self->spans, CorralSpan, piece->span);
}

guint
corral_span_set_find_piece (const CorralSpanSet *self, gint64 time_ms)
{
  guint low = 0;
  guint high = self->pieces->len;

  while (low < high)
    {
      guint middle = low + (high - low) / 2;

      if (g_array_index (self->pieces, Piece, middle).range.end_ms <= time_ms)
        low = middle + 1;
      else
        high = middle;
    }
  return low;
}

const CorralSpan *
corral_span_set_at (const CorralSpanSet *self, gint64 time_ms, gint64 slop_ms)
{
  guint i = corral_span_set_find_piece (self, time_ms);
  const Piece *after = i < self->pieces->len ? &g_array_index (self->pieces, Piece, i) : NULL;
  const Piece *before = i > 0 ? &g_array_index (self->pieces, Piece, i - 1) : NULL;
  gint64 distance = slop_ms;
  const Piece *nearest = NULL;

  if (after != NULL && after->range.start_ms <= time_ms)
    return &g_array_index (self->spans, CorralSpan, after->span);
  if (before != NULL && time_ms - before->range.end_ms < distance)
    {
      distance = time_ms - before->range.end_ms;
      nearest = before;
    }
  if (after != NULL && after->range.start_ms - time_ms <= distance && slop_ms > 0)
    nearest = after;
  return nearest != NULL ? &g_array_index (self->spans, CorralSpan, nearest->span) : NULL;
}

gint64
corral_span_set_next (const CorralSpanSet *self, gint64 time_ms, int direction)
{
  guint i = corral_span_set_find_piece (self, time_ms);

  if (direction > 0)
    {
      while (i < self->pieces->len && g_array_index (self->pieces, Piece, i).range.start_ms <= time_ms)
        i++;
      return i < self->pieces->len ? g_array_index (self->pieces, Piece, i).range.start_ms : G_MININT64;
    }
  if (i < self->pieces->len && g_array_index (self->pieces, Piece, i).range.start_ms < time_ms)
    return g_array_index (self->pieces, Piece, i).range.start_ms;
  return i > 0 ? g_array_index (self->pieces, Piece, i - 1).range.start_ms : G_MININT64;
}

static int
compare_shares (gconstpointer a, gconstpointer b)
{
  const CorralSpanShare *x = a;
  const CorralSpanShare *y = b;

  if (x->total_ms != y->total_ms)
    return x->total_ms > y->total_ms ? -1 : 1;
  return g_strcmp0 (x->label, y->label);
}

GArray *
corral_span_set_dup_shares (const CorralSpanSet *self, CorralTimeRange range)
{
  GArray *shares = g_array_new (FALSE, FALSE, sizeof (CorralSpanShare));
  g_autoptr (GHashTable) places = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = corral_span_set_find_piece (self, range.start_ms); i < self->pieces->len; i++)
    {
      const Piece *piece = &g_array_index (self->pieces, Piece, i);
      CorralTimeRange part = corral_time_range_intersect (piece->range, range);
      const char *label = g_array_index (self->spans, CorralSpan, piece->span).label;
      gpointer place;

      if (piece->range.start_ms >= range.end_ms)
        break;
      if (!g_hash_table_lookup_extended (places, label, NULL, &place))
        {
          CorralSpanShare share = { label, 0 };

          place = GUINT_TO_POINTER (shares->len);
          g_hash_table_insert (places, (gpointer) label, place);
          g_array_append_val (shares, share);
        }
      g_array_index (shares, CorralSpanShare, GPOINTER_TO_UINT (place)).total_ms
          += part.end_ms - part.start_ms;
    }
  g_array_sort (shares, compare_shares);
  return shares;
}

char *
corral_span_set_dup_share_words (const CorralSpanSet *self, CorralTimeRange range)
{
  g_autoptr (GArray) shares = corral_span_set_dup_shares (self, range);
  GString *text;

  if (shares->len == 0)
    return NULL;

  text = g_string_new (NULL);
  for (guint i = 0; i < MIN (shares->len, N_NAMED_SHARES); i++)
    {
      const CorralSpanShare *share = &g_array_index (shares, CorralSpanShare, i);
      g_autofree char *words = corral_share_words (share->total_ms, range.end_ms - range.start_ms);

      /* A name and its share of the time: "Wi-Fi 62 %". */
      g_string_append_printf (text, "%s%s %s", i > 0 ? _ (", ") : "", share->label, words);
    }
  if (shares->len > N_NAMED_SHARES)
    {
      guint more = shares->len - N_NAMED_SHARES;

      g_string_append (text, _ (", "));
      g_string_append_printf (text, ngettext ("and %u more", "and %u more", more), more);
    }
  return g_string_free (text, FALSE);
}
