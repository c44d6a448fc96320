/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Asks who shall have it: whoever sits here, a colleague whose id the chain's rows name, or nobody. Main thread. */
#include "config.h"

#include "corral-act-form.h"
#include "corral-choice-list.h"
#include "corral-format.h"
#include "corral-outbox.h"

#include <glib/gi18n.h>

typedef struct
{
  char *me;        /* (owned) (nullable) */
  GtkWidget *to_me;
  GtkWidget *to_colleague;
  GtkWidget *to_nobody;
  GtkWidget *colleagues;
} State;

static void
state_free (gpointer data)
{
  State *state = data;

  g_free (state->me);
  g_free (state);
}

/* Where the rows of a chain name people. */
static const struct
{
  CorralTableKind table;
  guint chain;
  guint column;
} sources[] = {
  { CORRAL_TABLE_ALERT, CORRAL_ALERT_COL_CHAIN, CORRAL_ALERT_COL_ASSIGNED_TO },
  { CORRAL_TABLE_ALERT, CORRAL_ALERT_COL_CHAIN, CORRAL_ALERT_COL_ACKNOWLEDGED_BY },
  { CORRAL_TABLE_FLAG, CORRAL_FLAG_COL_CHAIN, CORRAL_FLAG_COL_DECIDED_BY },
  { CORRAL_TABLE_FLAG, CORRAL_FLAG_COL_CHAIN, CORRAL_FLAG_COL_SECOND_BY },
  { CORRAL_TABLE_INCIDENT, CORRAL_INCIDENT_COL_CHAIN, CORRAL_INCIDENT_COL_ASSIGNED_TO },
  { CORRAL_TABLE_INCIDENT, CORRAL_INCIDENT_COL_CHAIN, CORRAL_INCIDENT_COL_ACKNOWLEDGED_BY },
  { CORRAL_TABLE_TICKET, CORRAL_TICKET_COL_CHAIN, CORRAL_TICKET_COL_OPENED_BY },
};

/* The people of one chain: a set of their ids. */
static GHashTable *
list_people (CorralFleet *fleet, guint32 chain)
{
  GHashTable *people = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (sources); i++)
    {
      const CorralColumns *rows = corral_fleet_get_table (fleet, sources[i].table);

      for (guint32 slot = 0; slot < corral_columns_get_n_slots (rows); slot++)
        {
          const char *id;

          if (!corral_columns_exists (rows, slot) || corral_columns_get_link (rows, slot, sources[i].chain) != chain)
            continue;
          id = corral_columns_get_text (rows, slot, sources[i].column);
          if (id != NULL && *id != '\0' && !g_hash_table_contains (people, id))
            g_hash_table_add (people, g_strdup (id));
        }
    }
  return people;
}

static int
compare (gconstpointer a, gconstpointer b)
{
  return g_utf8_collate (*(const char *const *) a, *(const char *const *) b);
}

/* Those whom every chain of the selection knows: a chain's people are not named to another (domain.md, "Entities"). */
static void
add_colleagues (CorralActForm *self, State *state)
{
  CorralFleet *fleet = self->context->fleet;
  g_autoptr (GHashTable) chains = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (GHashTable) common = NULL;
  g_autoptr (GPtrArray) ids = g_ptr_array_new ();
  GHashTableIter iter;
  gpointer key;

  for (guint i = 0; i < self->plan->targets->len; i++)
    g_hash_table_add (chains, ((CorralActTarget *) g_ptr_array_index (self->plan->targets, i))->tenant);
  g_hash_table_iter_init (&iter, chains);
  while (g_hash_table_iter_next (&iter, &key, NULL))
    {
      GHashTable *people = list_people (fleet, corral_fleet_find_chain (fleet, key));
      GHashTableIter known;
      gpointer id;

      if (common == NULL)
        {
          common = people;
          continue;
        }
      g_hash_table_iter_init (&known, common);
      while (g_hash_table_iter_next (&known, &id, NULL))
        if (!g_hash_table_contains (people, id))
          g_hash_table_iter_remove (&known);
      g_hash_table_unref (people);
    }
  g_hash_table_iter_init (&iter, common);
  while (g_hash_table_iter_next (&iter, &key, NULL))
    if (g_strcmp0 (key, state->me) != 0)
      g_ptr_array_add (ids, key);
  g_ptr_array_sort (ids, compare);
  for (guint i = 0; i < ids->len; i++)
    {
      g_autofree char *text = corral_format_text (g_ptr_array_index (ids, i));

      corral_choice_list_add (CORRAL_CHOICE_LIST (state->colleagues), g_ptr_array_index (ids, i), text);
    }
  corral_choice_list_show (CORRAL_CHOICE_LIST (state->colleagues));
}

static void
colleague_cb (CorralActForm *self)
{
  State *state = self->state;

  if (corral_choice_list_get_chosen (CORRAL_CHOICE_LIST (state->colleagues)) != NULL)
    gtk_check_button_set_active (GTK_CHECK_BUTTON (state->to_colleague), TRUE);
  corral_act_form_changed (self);
}

static void
make_choices (CorralActForm *self, const char *to_nobody, gboolean with_me)
{
  State *state = g_new0 (State, 1);
  g_autofree char *label = NULL;

  self->state = state;
  self->destroy = state_free;
  state->me = g_strdup (corral_outbox_get_account_id (self->context->outbox));
  if (state->me != NULL)
    {
      g_autofree char *clean = corral_format_text (state->me);

      /* Translators: %s is the staff id of whoever uses the program */
      label = g_strdup_printf (_ ("To me (%s)"), clean);
    }
  else
    label = g_strdup (_ ("To me (the cloud has not said yet who that is)"));
  state->to_me = corral_act_form_make_radio (self, label, NULL);
  gtk_widget_set_sensitive (state->to_me, state->me != NULL);
  state->to_nobody = corral_act_form_make_radio (self, to_nobody, state->to_me);
  state->to_colleague
      = corral_act_form_make_radio (self, with_me ? _ ("To a colleague") : _ ("This colleague"), state->to_me);
  state->colleagues = corral_choice_list_new (_ ("Colleagues"));
  add_colleagues (self, state);
  g_signal_connect_swapped (state->colleagues, "changed", G_CALLBACK (colleague_cb), self);

  self->widget = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  gtk_box_append (GTK_BOX (self->widget), state->to_me);
  gtk_box_append (GTK_BOX (self->widget), state->to_nobody);
  gtk_box_append (GTK_BOX (self->widget), state->to_colleague);
  gtk_box_append (GTK_BOX (self->widget), state->colleagues);
  if (corral_choice_list_get_n (CORRAL_CHOICE_LIST (state->colleagues)) == 0)
    {
      gtk_widget_set_visible (state->colleagues, FALSE);
      gtk_widget_set_sensitive (state->to_colleague, FALSE);
    }
  gtk_widget_set_visible (state->to_me, with_me);
  self->first = with_me && state->me != NULL ? state->to_me : state->to_nobody;
  if (!with_me || state->me != NULL)
    gtk_check_button_set_active (GTK_CHECK_BUTTON (self->first), TRUE);
}

static void
make (CorralActForm *self)
{
  make_choices (self, _ ("To nobody"), TRUE);
}

/* Who asks is not the one who is asked. */
static void
make_second (CorralActForm *self)
{
  make_choices (self, _ ("Any colleague who may decide"), FALSE);
}

static gboolean
is_on (GtkWidget *radio)
{
  return gtk_check_button_get_active (GTK_CHECK_BUTTON (radio));
}

static gboolean
is_ready (CorralActForm *self)
{
  State *state = self->state;

  if (is_on (state->to_colleague))
    return corral_choice_list_get_chosen (CORRAL_CHOICE_LIST (state->colleagues)) != NULL;
  return is_on (state->to_me) || is_on (state->to_nobody);
}

static void
fill (CorralActForm *self, const CorralActTarget *target, CorralOperationParams *params)
{
  State *state = self->state;

  if (is_on (state->to_me))
    params->assignee = state->me;
  else if (is_on (state->to_colleague))
    params->assignee = corral_act_form_keep (
        self, g_strdup (corral_choice_list_get_chosen (CORRAL_CHOICE_LIST (state->colleagues))));
}

const CorralActFormKind corral_act_form_second = { .make = make_second, .is_ready = is_ready, .fill = fill };

const CorralActFormKind corral_act_form_assign = { .make = make, .is_ready = is_ready, .fill = fill };
