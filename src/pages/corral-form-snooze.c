/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Asks until when. Hours of the day are the store's: of several stores, each its own. Main thread. */
#include "config.h"

#include "corral-act-form.h"
#include "corral-form-clock.h"
#include "corral-format.h"
#include "corral-snooze-times.h"
#include "corral-time.h"

#include <glib/gi18n.h>
#include <string.h>

/* As far ahead as a day can be chosen. */
#define DAYS 14

enum
{
  IN_AN_HOUR,
  IN_FOUR_HOURS,
  AT_OPENING,
  AT_A_TIME,
  N_WAYS,
};

typedef struct
{
  gint64 now_ms;   /* the cloud's time, when the form was made */
  gboolean mixed;  /* several stores' days */
  GtkWidget *ways[N_WAYS];
  GtkWidget *day;
  GtkWidget *hour;
  GtkWidget *minute;
} State;

static const CorralActTarget *
get_first (CorralActForm *self)
{
  return g_ptr_array_index (self->plan->targets, 0);
}

static gboolean
is_mixed (CorralActForm *self)
{
  const CorralActTarget *first = get_first (self);

  for (guint i = 1; i < self->plan->targets->len; i++)
    {
      const CorralActTarget *target = g_ptr_array_index (self->plan->targets, i);

      if (g_strcmp0 (target->time_zone, first->time_zone) != 0
          || g_strcmp0 (target->opening_hours, first->opening_hours) != 0)
        return TRUE;
    }
  return FALSE;
}

static gint64
get_until_ms (CorralActForm *self, const CorralActTarget *target)
{
  State *state = self->state;
  g_autoptr (GTimeZone) zone = corral_act_target_get_zone (target);

  for (guint i = 0; i < N_WAYS; i++)
    {
      if (!gtk_check_button_get_active (GTK_CHECK_BUTTON (state->ways[i])))
        continue;
      switch (i)
        {
        case IN_AN_HOUR:
          return state->now_ms + CORRAL_HOUR_MS;
        case IN_FOUR_HOURS:
          return state->now_ms + 4 * CORRAL_HOUR_MS;
        case AT_OPENING:
          return corral_snooze_opening_ms (target->opening_hours, zone, state->now_ms);
        default:
          return corral_snooze_clock_ms (zone, state->now_ms, gtk_drop_down_get_selected (GTK_DROP_DOWN (state->day)),
                                         (guint) gtk_spin_button_get_value_as_int (GTK_SPIN_BUTTON (state->hour)),
                                         (guint) gtk_spin_button_get_value_as_int (GTK_SPIN_BUTTON (state->minute)));
        }
    }
  return CORRAL_UNKNOWN;
}

/* "In an hour, 10:14"; of several stores' clocks without the time. */
static char *
label_of (CorralActForm *self, guint way)
{
  State *state = self->state;
  const CorralActTarget *first = get_first (self);
  g_autoptr (GTimeZone) zone = corral_act_target_get_zone (first);
  g_autofree char *hour = corral_format_time (state->now_ms + CORRAL_HOUR_MS, state->now_ms, zone);
  g_autofree char *hours = corral_format_time (state->now_ms + 4 * CORRAL_HOUR_MS, state->now_ms, zone);
  g_autofree char *opening = corral_format_time (corral_snooze_opening_ms (first->opening_hours, zone, state->now_ms),
                                                 state->now_ms, zone);

  switch (way)
    {
    case IN_AN_HOUR:
      /* Translators: %s is a time of day: "10:14" */
      return state->mixed ? g_strdup (_ ("For an hour")) : g_strdup_printf (_ ("For an hour, until %s"), hour);
    case IN_FOUR_HOURS:
      return state->mixed ? g_strdup (_ ("For four hours")) : g_strdup_printf (_ ("For four hours, until %s"), hours);
    case AT_OPENING:
      /* Translators: %s is a day and a time: "4 Nov 07:00" */
      return state->mixed ? g_strdup (_ ("Until its store opens after today"))
                          : g_strdup_printf (_ ("Until the store opens after today, %s"), opening);
    default:
      return state->mixed ? g_strdup (_ ("Until another time, by each store’s clock"))
                          : g_strdup (_ ("Until another time, by the store’s clock"));
    }
}

static void
time_cb (CorralActForm *self)
{
  gtk_check_button_set_active (GTK_CHECK_BUTTON (((State *) self->state)->ways[AT_A_TIME]), TRUE);
  corral_act_form_changed (self);
}

static GtkWidget *
make_number (CorralActForm *self, const char *label, double most, double step, double value)
{
  GtkWidget *spin = corral_form_clock_make_number (label, most, step, value);

  g_signal_connect_swapped (spin, "value-changed", G_CALLBACK (time_cb), self);
  return spin;
}

static GtkWidget *
make_days (CorralActForm *self)
{
  State *state = self->state;
  g_autoptr (GTimeZone) zone = corral_act_target_get_zone (get_first (self));
  GtkWidget *days = corral_form_clock_make_days (_ ("Day"), zone, state->now_ms, DAYS);

  gtk_drop_down_set_selected (GTK_DROP_DOWN (days), 1);
  g_signal_connect_swapped (days, "notify::selected", G_CALLBACK (time_cb), self);
  return days;
}

static void
make (CorralActForm *self)
{
  State *state = g_new0 (State, 1);
  GtkWidget *time = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  gint64 now_ms = corral_fleet_get_now (self->context->fleet);

  self->state = state;
  self->destroy = g_free;
  state->now_ms = CORRAL_IS_KNOWN (now_ms) ? now_ms : corral_clock_now_ms (self->context->clock);
  state->mixed = is_mixed (self);
  self->widget = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  for (guint i = 0; i < N_WAYS; i++)
    {
      g_autofree char *label = label_of (self, i);

      state->ways[i] = corral_act_form_make_radio (self, label, state->ways[0]);
      gtk_box_append (GTK_BOX (self->widget), state->ways[i]);
    }
  state->day = make_days (self);
  state->hour = make_number (self, _ ("Hour"), 23, 1, 8);
  state->minute = make_number (self, _ ("Minute"), 59, 5, 0);
  gtk_box_append (GTK_BOX (time), state->day);
  gtk_box_append (GTK_BOX (time), state->hour);
  gtk_box_append (GTK_BOX (time), gtk_label_new (":"));
  gtk_box_append (GTK_BOX (time), state->minute);
  gtk_widget_set_margin_start (time, 27);
  gtk_box_append (GTK_BOX (self->widget), time);
  gtk_check_button_set_active (GTK_CHECK_BUTTON (state->ways[IN_AN_HOUR]), TRUE);
  self->first = state->ways[IN_AN_HOUR];
}

static gboolean
is_ready (CorralActForm *self)
{
  State *state = self->state;

  for (guint i = 0; i < self->plan->targets->len; i++)
    {
      gint64 until_ms = get_until_ms (self, g_ptr_array_index (self->plan->targets, i));

      if (!CORRAL_IS_KNOWN (until_ms) || until_ms <= state->now_ms)
        return FALSE;
    }
  return TRUE;
}

static void
fill (CorralActForm *self, const CorralActTarget *target, CorralOperationParams *params)
{
  params->until_ms = get_until_ms (self, target);
}

const CorralActFormKind corral_act_form_snooze = { .make = make, .is_ready = is_ready, .fill = fill };
