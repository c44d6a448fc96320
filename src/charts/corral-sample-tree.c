/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Blocks of samples in powers of two, each with what it comes to: made once when a series arrives,
 * so that no frame has to look at every sample. Pure; any thread. */
#include "config.h"

#include "corral-sample-tree.h"

#include <math.h>

/* Samples of a block of the lowest level: below that the samples themselves are as quick. */
#define BASE_SHIFT 4
#define MAX_LEVELS 40

struct _CorralSampleTree
{
  CorralSamples samples; /* columns not owned */
  gint64 gap_ms;
  guint n_levels;
  gsize n_blocks[MAX_LEVELS];
  CorralSampleBlock *levels[MAX_LEVELS]; /* (owned) */
};

static const CorralSampleBlock nothing = { INFINITY, -INFINITY, 0, 0 };

static gboolean
is_break (const CorralSampleTree *self, gsize i)
{
  const CorralSamples *s = &self->samples;

  return isnan (s->values[i]) || (i > 0 && !corral_samples_are_near (s, i, self->gap_ms));
}

static void
add_sample (const CorralSampleTree *self, CorralSampleBlock *block, gsize i)
{
  const CorralSamples *s = &self->samples;

  if (is_break (self, i))
    block->n_breaks++;
  if (isnan (s->values[i]))
    return;
  /* A band of which one side is not known ends at the value. */
  block->min = MIN (block->min, isnan (s->lows[i]) ? s->values[i] : s->lows[i]);
  block->max = MAX (block->max, isnan (s->highs[i]) ? s->values[i] : s->highs[i]);
  block->n++;
}

static void
add_block (CorralSampleBlock *block, const CorralSampleBlock *more)
{
  block->min = MIN (block->min, more->min);
  block->max = MAX (block->max, more->max);
  block->n += more->n;
  block->n_breaks += more->n_breaks;
}

CorralSampleTree *
corral_sample_tree_new (const CorralSamples *samples, gint64 gap_ms)
{
  CorralSampleTree *self = g_new0 (CorralSampleTree, 1);
  gsize n = samples->n >> BASE_SHIFT;

  self->samples = *samples;
  self->gap_ms = gap_ms;
  if (self->samples.lows == NULL)
    self->samples.lows = samples->values;
  if (self->samples.highs == NULL)
    self->samples.highs = samples->values;

  /* Only whole blocks; what is left over at the end is always asked by the sample. */
  for (; n > 0; n >>= 1, self->n_levels++)
    {
      self->n_blocks[self->n_levels] = n;
      self->levels[self->n_levels] = g_new (CorralSampleBlock, n);
    }
  for (gsize b = 0; self->n_levels > 0 && b < self->n_blocks[0]; b++)
    {
      CorralSampleBlock block = nothing;

      for (gsize i = b << BASE_SHIFT; i < (b + 1) << BASE_SHIFT; i++)
        add_sample (self, &block, i);
      self->levels[0][b] = block;
    }
  for (guint level = 1; level < self->n_levels; level++)
    {
      for (gsize b = 0; b < self->n_blocks[level]; b++)
        {
          self->levels[level][b] = self->levels[level - 1][2 * b];
          add_block (&self->levels[level][b], &self->levels[level - 1][2 * b + 1]);
        }
    }
  return self;
}

void
corral_sample_tree_free (CorralSampleTree *self)
{
  if (self == NULL)
    return;
  for (guint level = 0; level < self->n_levels; level++)
    g_free (self->levels[level]);
  g_free (self);
}

/* The greatest block that begins at sample @i and ends at or before @end; its length, 0 for none. */
static gsize
block_from (const CorralSampleTree *self, gsize i, gsize end, const CorralSampleBlock **block)
{
  gsize length = 0;

  for (guint level = 0; level < self->n_levels; level++)
    {
      guint shift = BASE_SHIFT + level;
      gsize size = (gsize) 1 << shift;

      if ((i & (size - 1)) != 0 || end - i < size || i >> shift >= self->n_blocks[level])
        break;
      *block = &self->levels[level][i >> shift];
      length = size;
    }
  return length;
}

/* The same, ending at sample @i (exclusive) and beginning at or after @begin. */
static gsize
block_to (const CorralSampleTree *self, gsize begin, gsize i, const CorralSampleBlock **block)
{
  gsize length = 0;

  for (guint level = 0; level < self->n_levels; level++)
    {
      guint shift = BASE_SHIFT + level;
      gsize size = (gsize) 1 << shift;

      if ((i & (size - 1)) != 0 || i - begin < size || (i >> shift) - 1 >= self->n_blocks[level])
        break;
      *block = &self->levels[level][(i >> shift) - 1];
      length = size;
    }
  return length;
}

CorralSampleBlock
corral_sample_tree_query (const CorralSampleTree *self, gsize begin, gsize end)
{
  CorralSampleBlock sum = nothing;

  for (gsize i = begin; i < end;)
    {
      const CorralSampleBlock *block;
      gsize length = block_from (self, i, end, &block);

      if (length > 0)
        add_block (&sum, block);
      else
        add_sample (self, &sum, i);
      i += MAX (length, 1);
    }
  return sum;
}

gsize
corral_sample_tree_next_break (const CorralSampleTree *self, gsize begin, gsize end)
{
  gsize limit = end;

  for (gsize i = begin; i < end;)
    {
      const CorralSampleBlock *block;
      gsize length = block_from (self, i, limit, &block);

      if (length == 0)
        {
          if (is_break (self, i))
            return i;
          i++;
        }
      else if (block->n_breaks == 0)
        {
          i += length;
        }
      else if (length > 1 << BASE_SHIFT)
        {
          /* It is in here: smaller blocks from now on. */
          limit = i + length / 2;
          if (corral_sample_tree_query (self, i, limit).n_breaks == 0)
            {
              i = limit;
              limit = i + length / 2;
            }
        }
      else
        {
          while (!is_break (self, i))
            i++;
          return i;
        }
    }
  return end;
}

gsize
corral_sample_tree_next_finite (const CorralSampleTree *self, gsize begin, gsize end)
{
  for (gsize i = begin; i < end;)
    {
      const CorralSampleBlock *block;
      gsize length = block_from (self, i, end, &block);

      /* Down to the block in which it is. */
      while (length > 0 && block->n > 0)
        {
          gsize half = length / 2;

          length = half >= (gsize) 1 << BASE_SHIFT ? block_from (self, i, i + half, &block) : 0;
        }
      if (length == 0)
        {
          if (!isnan (self->samples.values[i]))
            return i;
          length = 1;
        }
      i += length;
    }
  return end;
}

gsize
corral_sample_tree_last_finite (const CorralSampleTree *self, gsize begin, gsize end)
{
  for (gsize i = end; i > begin;)
    {
      const CorralSampleBlock *block;
      gsize length = block_to (self, begin, i, &block);

      while (length > 0 && block->n > 0)
        {
          gsize half = length / 2;

          length = half >= (gsize) 1 << BASE_SHIFT ? block_to (self, i - half, i, &block) : 0;
        }
      if (length == 0)
        {
          if (!isnan (self->samples.values[i - 1]))
            return i - 1;
          length = 1;
        }
      i -= length;
    }
  return end;
}

/* The first sample from @from on that is at or after @time_ms; near it when @guess samples lie
 * between. */
static gsize
find_from (const CorralSamples *s, gsize from, gsize guess, gint64 time_ms)
{
  gsize low = from;
  gsize step = MAX (guess, 1);
  gsize high = from;

  while (high < s->n && s->times[high] < time_ms)
    {
      low = high + 1;
      high = s->n - high > step ? high + step : s->n;
      step *= 2;
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
corral_sample_tree_decimate (const CorralSampleTree *self,
                             CorralTimeRange visible,
                             guint width,
                             CorralDecimationColumn *columns)
{
  const CorralSamples *s = &self->samples;
  gsize begin = corral_samples_lower_bound (s, visible.start_ms);
  gsize guess = 1;

  for (guint x = 0; x < width; x++)
    {
      CorralDecimationColumn *column = &columns[x];
      gint64 end_ms = x + 1 < width ? corral_decimation_column_start (visible, width, x + 1) : visible.end_ms;
      gsize end = find_from (s, begin, guess, end_ms);
      CorralSampleBlock block;
      gsize first;
      gsize last;

      *column = (CorralDecimationColumn){ .first = NAN, .min = NAN, .max = NAN, .last = NAN };
      guess = MAX (end - begin, 1);
      if (end == begin)
        continue;

      block = corral_sample_tree_query (self, begin, end);
      if (block.n > 0)
        {
          first = corral_sample_tree_next_finite (self, begin, end);
          last = corral_sample_tree_last_finite (self, begin, end);
          column->first = s->values[first];
          column->last = s->values[last];
          column->min = block.min;
          column->max = block.max;
          column->n = block.n;
          column->gap_before
              = first == 0 || isnan (s->values[first - 1]) || !corral_samples_are_near (s, first, self->gap_ms);
          if (block.n_breaks > 0)
            column->gap_inside = corral_sample_tree_next_break (self, first + 1, last + 1) <= last;
        }
      begin = end;
    }
}
