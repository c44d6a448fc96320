/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Least and greatest of runs of samples, of runs of such runs, and so on: a column asks for a handful of them where it
 * would have read hundreds of samples. Pure. Any thread. */
#include "config.h"

#include "corral-pyramid.h"

#include <math.h>

#define FAN_SHIFT 4
#define FAN (1 << FAN_SHIFT)
/* 16 ^ 7 is more samples than fit into a machine. */
#define MAX_LEVELS 7
/* Below so many samples a column, reading all of them is cheaper. */
#define PLAIN_UP_TO 24

/* What is known of FAN things of the level below. */
typedef struct
{
  double min; /* of those that are finite; NaN: none is */
  double max;
  guint32 n;        /* finite ones */
  guint32 is_broken; /* not all are finite, or two neighbours in here are not joined */
} Block;

struct _CorralPyramid
{
  CorralSamples samples;
  gint64 widest_ms;
  guint n_levels;
  gsize sizes[MAX_LEVELS];
  Block *levels[MAX_LEVELS]; /* (owned) */
};

static const Block empty = { NAN, NAN, 0, FALSE };

static gboolean
is_joined (const CorralPyramid *self, gsize i)
{
  return self->samples.times[i] - self->samples.times[i - 1] <= self->widest_ms;
}

static void
add_sample (const CorralPyramid *self, Block *block, gsize i, gsize begin)
{
  if (isnan (self->samples.values[i]))
    {
      block->is_broken = TRUE;
      return;
    }
  if (block->n == 0)
    {
      block->min = self->samples.lows[i];
      block->max = self->samples.highs[i];
    }
  else
    {
      block->min = MIN (block->min, self->samples.lows[i]);
      block->max = MAX (block->max, self->samples.highs[i]);
    }
  block->n++;
  if (i > begin && !is_joined (self, i))
    block->is_broken = TRUE;
}

/* @other begins with sample @at. */
static void
add_block (const CorralPyramid *self, Block *block, const Block *other, gsize at, gsize begin)
{
  if (other->n > 0)
    {
      block->min = block->n == 0 ? other->min : MIN (block->min, other->min);
      block->max = block->n == 0 ? other->max : MAX (block->max, other->max);
      block->n += other->n;
    }
  if (other->is_broken || (at > begin && !is_joined (self, at)))
    block->is_broken = TRUE;
}

CorralPyramid *
corral_pyramid_new (const CorralSamples *samples, gint64 gap_ms)
{
  CorralPyramid *self = g_new0 (CorralPyramid, 1);
  gsize below = samples->n;

  self->samples = *samples;
  self->widest_ms = gap_ms > 0 ? gap_ms : G_MAXINT64;
  while (below > FAN && self->n_levels < MAX_LEVELS)
    {
      guint level = self->n_levels++;
      gsize size = (below + FAN - 1) >> FAN_SHIFT;
      Block *blocks = g_new (Block, size);

      for (gsize b = 0; b < size; b++)
        {
          gsize begin = b << FAN_SHIFT;
          gsize end = MIN (begin + FAN, below);
          gsize first = begin << (FAN_SHIFT * level);

          blocks[b] = empty;
          for (gsize i = begin; i < end; i++)
            {
              if (level == 0)
                add_sample (self, &blocks[b], i, first);
              else
                add_block (self, &blocks[b], &self->levels[level - 1][i], i << (FAN_SHIFT * level), first);
            }
        }
      self->levels[level] = blocks;
      self->sizes[level] = size;
      below = size;
    }
  return self;
}

void
corral_pyramid_free (CorralPyramid *self)
{
  if (self == NULL)
    return;
  for (guint i = 0; i < self->n_levels; i++)
    g_free (self->levels[i]);
  g_free (self);
}

/* The first sample at or after @i, before @end, that is finite; @end when there is none. */
static gsize
next_finite (const CorralPyramid *self, gsize i, gsize end)
{
  while (i < end && isnan (self->samples.values[i]))
    {
      guint level = self->n_levels;

      /* The greatest block that begins here and holds nothing is left out at once. */
      while (level > 0)
        {
          gsize size = (gsize) 1 << (FAN_SHIFT * level);

          if (i % size == 0 && self->levels[level - 1][i / size].n == 0)
            {
              i = MIN (i + size, end);
              break;
            }
          level--;
        }
      if (level == 0)
        i++;
    }
  return i;
}

/* One after the last finite sample in [begin, i). */
static gsize
previous_finite (const CorralPyramid *self, gsize begin, gsize i)
{
  while (i > begin && isnan (self->samples.values[i - 1]))
    {
      guint level = self->n_levels;

      while (level > 0)
        {
          gsize size = (gsize) 1 << (FAN_SHIFT * level);

          if (i % size == 0 && self->levels[level - 1][i / size - 1].n == 0)
            {
              i = i - begin > size ? i - size : begin;
              break;
            }
          level--;
        }
      if (level == 0)
        i--;
    }
  return i;
}

CorralDecimationColumn
corral_pyramid_query (const CorralPyramid *self, gsize begin, gsize end)
{
  const CorralSamples *s = &self->samples;
  CorralDecimationColumn column = { .first = NAN, .min = NAN, .max = NAN, .last = NAN };
  Block all = empty;
  gsize first = next_finite (self, begin, end);
  gsize last;
  gsize i;

  if (first >= end)
    return column;
  last = previous_finite (self, first, end);

  for (i = first; i < last;)
    {
      guint level = 0;

      /* The greatest block that begins here and is wholly wanted. */
      while (level < self->n_levels)
        {
          gsize size = (gsize) 1 << (FAN_SHIFT * (level + 1));

          if (i % size != 0 || i + size > last)
            break;
          level++;
        }
      if (level == 0)
        {
          add_sample (self, &all, i, first);
          i++;
        }
      else
        {
          add_block (self, &all, &self->levels[level - 1][i >> (FAN_SHIFT * level)], i, first);
          i += (gsize) 1 << (FAN_SHIFT * level);
        }
    }

  column.first = s->values[first];
  column.last = s->values[last - 1];
  column.min = all.min;
  column.max = all.max;
  column.n = all.n;
  column.gap_before = first == 0 || isnan (s->values[first - 1]) || !is_joined (self, first);
  column.gap_inside = all.is_broken != 0;
  return column;
}

/* As corral_samples_lower_bound(), for one who expects it near @from, which is not after it. */
static gsize
bound_after (const CorralSamples *s, gsize from, gsize guess, gint64 time_ms)
{
  gsize low = from;
  gsize step = MAX (guess, 1);
  gsize high = MIN (from + step, s->n);

  while (high < s->n && s->times[high] < time_ms)
    {
      low = high + 1;
      step *= 2;
      high = MIN (high + step, s->n);
    }
  while (low < high)
    {
      gsize middle = low + (high - low) / 2;

      if (s->times[middle] < time_ms)
        low = middle + 1;
      else
        high = middle;
    }
  return low;
}

void
corral_pyramid_decimate (const CorralPyramid *self,
                         CorralTimeRange visible,
                         guint width,
                         CorralDecimationColumn *columns)
{
  const CorralSamples *s = &self->samples;
  gsize begin = corral_samples_lower_bound (s, visible.start_ms);
  gsize end = corral_samples_lower_bound (s, visible.end_ms);
  gsize guess = (end - begin) / MAX (width, 1);

  if (end - begin <= (gsize) width * PLAIN_UP_TO)
    {
      corral_decimate (s, visible, self->widest_ms == G_MAXINT64 ? 0 : self->widest_ms, width, columns);
      return;
    }
  for (guint x = 0; x < width; x++)
    {
      gint64 until = corral_decimation_column_start (visible, width, x + 1);
      gsize next = x + 1 < width ? bound_after (s, begin, guess, until) : end;

      columns[x] = corral_pyramid_query (self, begin, next);
      begin = next;
    }
}
