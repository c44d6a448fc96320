/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Asks when there will be work, and why: hours of the day are those of the store's clock. Main thread. */
#include "config.h"

#include "corral-act-form.h"
#include "corral-form-clock.h"
#include "corral-free-text.h"
#include "corral-look.h"
#include "corral-snooze-times.h"
#include "corral-time.h"

#include <glib/gi18n.h>

/* As far ahead as work is planned here. */
#define DAYS 60

/* The contract's words (OpenAPI, OperationParams.reason of maintenance.plan). */
static const char *const reasons[] = { "cleaning", "refit", "network", "other" };

typedef struct
{
  GtkWidget *day;
  GtkWidget *hour;
  GtkWidget *minute;
} Moment;

typedef struct
{
  gint64 now_ms;
  GTimeZone *zone; /* (owned) */
  Moment from;
  Moment to;
  GtkWidget *weekly;
  GtkWidget *radios[G_N_ELEMENTS (reasons)];
  GtkWidget *problem;
  GtkWidget *text;
} State;

static void
state_free (gpointer data)
{
  State *state = data;

  g_time_zone_unref (state->zone);
  g_free (state);
}

static gint64
get_ms (const State *state, GTimeZone *zone, const Moment *moment)
{
  return corral_snooze_clock_ms (zone, state->now_ms, gtk_drop_down_get_selected (GTK_DROP_DOWN (moment->day)),
                                 (guint) gtk_spin_button_get_value_as_int (GTK_SPIN_BUTTON (moment->hour)),
                                 (guint) gtk_spin_button_get_value_as_int (GTK_SPIN_BUTTON (moment->minute)));
}

/* What is wrong with the two times; NULL when nothing is. */
static const char *
find_problem (const State *state)
{
  gint64 from_ms = get_ms (state, state->zone, &state->from);
  gint64 to_ms = get_ms (state, state->zone, &state->to);

  if (to_ms <= from_ms)
    return _ ("It ends before it starts.");
  if (to_ms <= state->now_ms)
    return _ ("It is over already.");
  if (gtk_check_button_get_active (GTK_CHECK_BUTTON (state->weekly)) && to_ms - from_ms > 7 * CORRAL_DAY_MS)
    return _ ("What comes every week cannot last longer than one.");
  return NULL;
}

static void
changed_cb (CorralActForm *self)
{
  State *state = self->state;
  const char *problem = find_problem (state);

  gtk_label_set_text (GTK_LABEL (state->problem), problem != NULL ? problem : "");
  gtk_widget_set_visible (state->problem, problem != NULL);
  corral_act_form_changed (self);
}

/* ---- fields ----------------------------------------------------------------------------------------- */

static GtkWidget *
make_number (CorralActForm *self, const char *label, double most, double step, double value)
{
  GtkWidget *spin = corral_form_clock_make_number (label, most, step, value);

  g_signal_connect_swapped (spin, "value-changed", G_CALLBACK (changed_cb), self);
  return spin;
}

static GtkWidget *
make_days (CorralActForm *self, const State *state, const char *label)
{
  GtkWidget *days = corral_form_clock_make_days (label, state->zone, state->now_ms, DAYS);

  g_signal_connect_swapped (days, "notify::selected", G_CALLBACK (changed_cb), self);
  return days;
}

static void
add_moment (CorralActForm *self, State *state, GtkWidget *grid, int line, const char *label, Moment *moment, guint day,
            int hour)
{
  GtkWidget *title = gtk_label_new (label);

  gtk_label_set_xalign (GTK_LABEL (title), 0);
  moment->day = make_days (self, state, label);
  moment->hour = make_number (self, _ ("Hour"), 23, 1, hour);
  moment->minute = make_number (self, _ ("Minute"), 59, 5, 0);
  gtk_drop_down_set_selected (GTK_DROP_DOWN (moment->day), day);
  gtk_grid_attach (GTK_GRID (grid), title, 0, line, 1, 1);
  gtk_grid_attach (GTK_GRID (grid), moment->day, 1, line, 1, 1);
  gtk_grid_attach (GTK_GRID (grid), moment->hour, 2, line, 1, 1);
  gtk_grid_attach (GTK_GRID (grid), moment->minute, 3, line, 1, 1);
}

static void
add_reasons (CorralActForm *self, State *state)
{
  GtkWidget *row = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);

  gtk_box_append (GTK_BOX (self->widget), corral_act_form_make_heading (_ ("Why")));
  for (guint i = 0; i < G_N_ELEMENTS (reasons); i++)
    {
      state->radios[i] = corral_act_form_make_radio (self, corral_words_translate (CORRAL_WORDS_MAINTENANCE, reasons[i]),
                                                     state->radios[0]);
      gtk_box_append (GTK_BOX (row), state->radios[i]);
    }
  gtk_box_append (GTK_BOX (self->widget), row);
}

static void
make (CorralActForm *self)
{
  State *state = g_new0 (State, 1);
  const CorralActTarget *first = g_ptr_array_index (self->plan->targets, 0);
  gint64 now_ms = corral_fleet_get_now (self->context->fleet);
  GtkWidget *grid = gtk_grid_new ();
  gint64 begin_ms;
  guint day;

  self->state = state;
  self->destroy = state_free;
  state->now_ms = CORRAL_IS_KNOWN (now_ms) ? now_ms : corral_clock_now_ms (self->context->clock);
  state->zone = corral_act_target_get_zone (first);
  state->problem = gtk_label_new (NULL);
  state->weekly = gtk_check_button_new_with_mnemonic (_ ("Every _week at these hours"));

  /* The next whole hour; late in the evening that is tomorrow's first. */
  begin_ms = state->now_ms - corral_time_day_start_ms (state->zone, state->now_ms) + CORRAL_HOUR_MS;
  day = begin_ms >= CORRAL_DAY_MS ? 1 : 0;
  self->widget = gtk_box_new (GTK_ORIENTATION_VERTICAL, 9);
  gtk_box_append (GTK_BOX (self->widget),
                  corral_act_form_make_heading (first->time_zone != NULL ? _ ("When, by the store’s clock")
                                                                         : _ ("When, in UTC")));
  gtk_grid_set_row_spacing (GTK_GRID (grid), 6);
  gtk_grid_set_column_spacing (GTK_GRID (grid), 6);
  add_moment (self, state, grid, 0, _ ("From"), &state->from, day, (int) (begin_ms % CORRAL_DAY_MS / CORRAL_HOUR_MS));
  begin_ms += 2 * CORRAL_HOUR_MS;
  add_moment (self, state, grid, 1, _ ("Until"), &state->to, begin_ms >= CORRAL_DAY_MS ? 1 : 0,
              (int) (begin_ms % CORRAL_DAY_MS / CORRAL_HOUR_MS));
  gtk_box_append (GTK_BOX (self->widget), grid);
  g_signal_connect_swapped (state->weekly, "toggled", G_CALLBACK (changed_cb), self);
  gtk_box_append (GTK_BOX (self->widget), state->weekly);
  gtk_label_set_xalign (GTK_LABEL (state->problem), 0);
  gtk_widget_add_css_class (state->problem, "severity-act");
  gtk_widget_set_visible (state->problem, FALSE);
  gtk_box_append (GTK_BOX (self->widget), state->problem);
  add_reasons (self, state);
  gtk_check_button_set_active (GTK_CHECK_BUTTON (state->radios[0]), TRUE);
  state->text = corral_free_text_new (_ ("What is done"), TRUE);
  g_signal_connect_swapped (state->text, "changed", G_CALLBACK (corral_act_form_changed), self);
  gtk_box_append (GTK_BOX (self->widget), state->text);
  self->first = state->from.day;
}

static const char *
get_reason (State *state)
{
  for (guint i = 0; i < G_N_ELEMENTS (reasons); i++)
    if (gtk_check_button_get_active (GTK_CHECK_BUTTON (state->radios[i])))
      return reasons[i];
  return NULL;
}

static gboolean
is_ready (CorralActForm *self)
{
  State *state = self->state;

  return state->text != NULL && find_problem (state) == NULL && get_reason (state) != NULL
         && corral_free_text_is_fit (CORRAL_FREE_TEXT (state->text));
}

/* Of several stores each by its own clock. */
static void
fill (CorralActForm *self, const CorralActTarget *target, CorralOperationParams *params)
{
  State *state = self->state;
  g_autoptr (GTimeZone) zone = corral_act_target_get_zone (target);

  params->starts_ms = get_ms (state, zone, &state->from);
  params->ends_ms = get_ms (state, zone, &state->to);
  params->reason = get_reason (state);
  if (gtk_check_button_get_active (GTK_CHECK_BUTTON (state->weekly)))
    params->repeats = "weekly";
  if (!corral_free_text_is_empty (CORRAL_FREE_TEXT (state->text)))
    params->text = corral_act_form_keep (self, corral_free_text_get_text (CORRAL_FREE_TEXT (state->text)));
}

static gboolean
is_written (CorralActForm *self)
{
  return !corral_free_text_is_empty (CORRAL_FREE_TEXT (((State *) self->state)->text));
}

const CorralActFormKind corral_act_form_window
    = { .make = make, .is_ready = is_ready, .fill = fill, .is_written = is_written };
