/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A scanner's keys, told by their timing. Pure. */
#include "config.h"

#include "corral-scan-burst.h"

struct _CorralScanBurst
{
  GString *text;
  guint n_chars;  /* also those that are not kept */
  gint64 last_ms; /* of the last character */
};

CorralScanBurst *
corral_scan_burst_new (void)
{
  CorralScanBurst *self = g_new0 (CorralScanBurst, 1);

  self->text = g_string_new (NULL);
  return self;
}

void
corral_scan_burst_free (CorralScanBurst *self)
{
  g_string_free (self->text, TRUE);
  g_free (self);
}

void
corral_scan_burst_break (CorralScanBurst *self)
{
  g_string_truncate (self->text, 0);
  self->n_chars = 0;
}

static gboolean
goes_on (const CorralScanBurst *self, gint64 time_ms)
{
  /* A clock that goes back (a synthetic event without a time) is nobody's hand. */
  return self->n_chars > 0 && time_ms >= self->last_ms && time_ms - self->last_ms <= CORRAL_SCAN_MAX_GAP_MS;
}

gboolean
corral_scan_burst_take (CorralScanBurst *self, gunichar character, gint64 time_ms)
{
  gboolean first = !goes_on (self, time_ms);

  if (first)
    corral_scan_burst_break (self);
  if (self->n_chars < CORRAL_SCAN_MAX_CHARS)
    g_string_append_unichar (self->text, character);
  self->n_chars++;
  self->last_ms = time_ms;
  return first;
}

char *
corral_scan_burst_end (CorralScanBurst *self, gint64 time_ms)
{
  char *scanned = goes_on (self, time_ms) && self->n_chars >= CORRAL_SCAN_MIN_CHARS
                      ? g_strndup (self->text->str, self->text->len)
                      : NULL;

  corral_scan_burst_break (self);
  return scanned;
}
