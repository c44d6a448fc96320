/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Incidents: what many carts share that is wrong, one row each. Main thread.
 *
 * Who opens it: a support lead at the start of a shift, or called by a notice. They read the few sentences from the top, see
 * which grow and which nobody has, and open one. */
#include "config.h"

#include "corral-incidents-page.h"

#include "corral-export-button.h"
#include "corral-export-facts.h"
#include "corral-fleet.h"
#include "corral-format.h"
#include "corral-incident-acts.h"
#include "corral-incident-look.h"
#include "corral-incident-row.h"
#include "corral-incident-source.h"
#include "corral-incident-work.h"
#include "corral-outbox.h"
#include "corral-reach.h"
#include "corral-time.h"
#include "corral-wrap-box.h"

#include <glib/gi18n.h>

/* As long the closed ones are shown here; the book keeps them longer. */
#define CLOSED_DAYS 7
/* As buttons; more of them behind one more. */
#define ACTS_SHOWN 6
/* What is older than this is not how things are: said in amber. */
#define OLD_MS (5 * CORRAL_MINUTE_MS)

typedef /* Pages that belong to this one. */
#define N_OTHERS 3

struct _CorralIncidentsPage Page;

/* Which of them are shown, one row each. */
typedef struct
{
  const char *word;  /* in links: show=… */
  const char *label; /* marked for translation */
  gboolean (*takes) (Page *self, const CorralIncident *incident, gint64 now_ms);
  const char *empty_title; /* the same */
  const char *empty_text;  /* the same */
} Show;

static gboolean
is_open (Page *self, const CorralIncident *incident, gint64 now_ms)
{
  return incident->state == CORRAL_INCIDENT_OPEN || incident->state == CORRAL_INCIDENT_RECOVERED;
}

static gboolean
is_closed_lately (Page *self, const CorralIncident *incident, gint64 now_ms)
{
  gint64 end_ms = CORRAL_IS_KNOWN (incident->closed_ms) ? incident->closed_ms : incident->known_ms;

  return !is_open (self, incident, now_ms) && CORRAL_IS_KNOWN (end_ms) && end_ms > now_ms - CLOSED_DAYS * CORRAL_DAY_MS;
}

/* Of whoever sits here. */
static gboolean
is_mine (Page *self, const CorralIncident *incident, gint64 now_ms)
{
  CorralPageContext *context = corral_page_get_context (CORRAL_PAGE (self));
  CorralIncidentWork work;

  if (!is_open (self, incident, now_ms) || context->outbox == NULL)
    return FALSE;
  corral_incident_work_get (incident, context->fleet, &work);
  return corral_incident_work_is_of (&work, corral_outbox_get_account_id (context->outbox));
}

static const Show shows[] = {
  { "open", N_ ("Open"), is_open, N_ ("Nothing Is Wrong That Carts Share"),
    N_ ("When several carts or a whole store have something in common that is wrong, it stands here as one row.") },
  { "mine", N_ ("Mine"), is_mine, N_ ("You Have None"),
    N_ ("What is assigned to you stands here, and what you acknowledged and nobody else has.") },
  { "closed", N_ ("Ended in the Last 7 Days"), is_closed_lately, N_ ("None Ended in the Last 7 Days"),
    N_ ("What is over stands here for a week.") },
};

struct _CorralIncidentsPage
{
  CorralPage parent_instance;

  guint show;               /* of shows */
  gboolean setting;         /* the buttons follow; they do not lead */
  GListStore *rows;         /* (owned) (element-type CorralIncidentRow) */
  GtkWidget *headline;
  GtkWidget *as_of;
  GtkWidget *buttons[G_N_ELEMENTS (shows)];
  GtkWidget *others[N_OTHERS];
  GtkWidget *seen;
  GtkWidget *save;
  GtkWidget *stack;
  GtkWidget *table;
  GtkWidget *empty;
  GtkWidget *quiet;
  GtkSingleSelection *selection; /* (unowned): the table's */
  char *chosen;             /* (owned) (nullable): the id of the row that is selected */
  GtkWidget *acts_text;
  GtkWidget *acts;
};

G_DEFINE_FINAL_TYPE (CorralIncidentsPage, corral_incidents_page, CORRAL_TYPE_PAGE)

static CorralPageContext *
get_context (Page *self)
{
  return corral_page_get_context (CORRAL_PAGE (self));
}

static gint64
get_now_ms (Page *self)
{
  return corral_clock_now_ms (get_context (self)->clock);
}

/* Whether anything can be told at all, and whether that is how things are. */
static gboolean
is_known (Page *self)
{
  return CORRAL_IS_KNOWN (corral_incident_source_get_known_ms (get_context (self)->incidents));
}

static gboolean
is_old (Page *self)
{
  return is_known (self)
         && get_now_ms (self) - corral_incident_source_get_known_ms (get_context (self)->incidents) > OLD_MS;
}

/* ---- what can be done to a row ---------------------------------------------------------------------- */

static CorralIncident *
get_chosen (Page *self)
{
  return self->chosen != NULL ? corral_incident_source_find (get_context (self)->incidents, self->chosen) : NULL;
}

static void
update_acts (Page *self)
{
  CorralIncident *incident = get_chosen (self);

  gtk_widget_set_visible (self->acts, incident != NULL);
  gtk_widget_set_visible (self->acts_text, incident == NULL);
  if (incident != NULL)
    corral_incident_acts_show (CORRAL_ACT_STRIP (self->acts), get_context (self), incident, NULL);
}

static gboolean
begin_key (GtkWidget *page)
{
  Page *self = CORRAL_INCIDENTS_PAGE (page);

  if (get_chosen (self) == NULL || get_context (self)->outbox == NULL)
    return FALSE;
  update_acts (self);
  return TRUE;
}

static void
selected_cb (Page *self)
{
  CorralIncidentRow *row = gtk_single_selection_get_selected_item (self->selection);

  if (self->setting)
    return;
  g_free (self->chosen);
  self->chosen = row != NULL ? g_strdup (corral_incident_row_get_incident (row)->id) : NULL;
  update_acts (self);
}

/* The row that was chosen, wherever it stands now. */
static void
choose_again (Page *self)
{
  guint n = g_list_model_get_n_items (G_LIST_MODEL (self->rows));
  guint at = GTK_INVALID_LIST_POSITION;

  for (guint i = 0; i < n && self->chosen != NULL; i++)
    {
      g_autoptr (CorralIncidentRow) row = g_list_model_get_item (G_LIST_MODEL (self->rows), i);

      if (g_strcmp0 (corral_incident_row_get_incident (row)->id, self->chosen) == 0)
        at = i;
    }
  if (gtk_single_selection_get_selected (self->selection) != at)
    gtk_single_selection_set_selected (self->selection, at);
  if (at == GTK_INVALID_LIST_POSITION)
    g_clear_pointer (&self->chosen, g_free);
}

/* ---- what is said ----------------------------------------------------------------------------------- */

static void
update_headline (Page *self)
{
  CorralIncidentSource *source = get_context (self)->incidents;
  guint n_open = corral_incident_source_get_n_open (source);
  guint n_unseen = corral_incident_source_get_n_unseen (source);
  g_autofree char *open = g_strdup_printf (ngettext ("%u incident is open", "%u incidents are open", n_open), n_open);
  g_autofree char *unseen
      = n_unseen == n_open
            ? g_strdup (ngettext ("nobody here has looked at it", "nobody here has looked at any of them", n_open))
            : g_strdup_printf (ngettext ("nobody here has looked at %u", "nobody here has looked at %u", n_unseen), n_unseen);
  g_autofree char *text = NULL;

  if (!corral_incident_source_is_ready (source))
    text = g_strdup (_ ("What was known is being read…"));
  else if (!is_known (self))
    text = g_strdup (n_open == 0 ? _ ("It is not known yet whether anything is wrong.")
                                 : _ ("These were open when this was last looked at."));
  else if (n_open == 0 && is_old (self))
    text = g_strdup (_ ("No incident was open when the carts were last heard of."));
  else if (n_open == 0)
    text = g_strdup (_ ("No incident is open."));
  else if (n_unseen == 0)
    text = g_strdup_printf ("%s.", open);
  else
    /* Translators: two clauses: "3 incidents are open", "nobody here has looked at 2" */
    text = g_strdup_printf (_ ("%s; %s."), open, unseen);
  gtk_label_set_text (GTK_LABEL (self->headline), text);
  gtk_widget_set_visible (self->seen, n_unseen > 0 || corral_incident_source_get_n_missed (source) > 0);
}

/* How old what the rows say is. An incident that has not moved may be one that nobody here has heard of since. */
static void
update_as_of (Page *self)
{
  gint64 known_ms = corral_incident_source_get_known_ms (get_context (self)->incidents);
  gint64 now_ms = get_now_ms (self);
  g_autoptr (GTimeZone) zone = g_time_zone_new_local ();
  g_autofree char *clock = corral_format_time (known_ms, now_ms, zone);
  g_autofree char *time = g_strdup_printf (_ ("%s (your time)"), clock);
  g_autofree char *text = NULL;
  gboolean old = is_old (self);

  if (!CORRAL_IS_KNOWN (known_ms))
    text = g_strdup (_ ("Nothing has been heard of the carts yet"));
  else if (old)
    /* Translators: %s is a time */
    text = g_strdup_printf (_ ("As of %s: what has begun, grown or ended since is not known here"), time);
  else
    /* Translators: %s is a time */
    text = g_strdup_printf (_ ("As of %s"), time);
  gtk_label_set_text (GTK_LABEL (self->as_of), text);
  if (old)
    gtk_widget_add_css_class (self->as_of, "severity-watch");
  else
    gtk_widget_remove_css_class (self->as_of, "severity-watch");
}

/* Those that look wrong and are in no incident stay countable, with why. */
static void
update_quiet (Page *self)
{
  const guint *quiet = corral_incident_source_get_quiet (get_context (self)->incidents);
  g_autoptr (GString) reasons = g_string_new (NULL);
  g_autofree char *carts = NULL;
  g_autofree char *text = NULL;
  guint n = 0;

  for (guint i = CORRAL_QUIET_NONE + 1; i < CORRAL_N_QUIET; i++)
    if (quiet[i] > 0)
      {
        g_autofree char *count = corral_format_integer (quiet[i]);

        n += quiet[i];
        g_string_append_printf (reasons, "%s%s %s", reasons->len > 0 ? _ (", ") : "", count,
                                corral_quiet_to_text ((CorralQuiet) i));
      }
  carts = corral_format_count (n, CORRAL_NOUN_CART);
  /* Translators: "112 carts", then "80 charging, 32 store closed" */
  text = g_strdup_printf (_ ("%s not heard from and not called silent: %s."), carts, reasons->str);
  gtk_label_set_text (GTK_LABEL (self->quiet), text);
  gtk_widget_set_visible (self->quiet, n > 0);
}

static guint
count (Page *self, guint show)
{
  GPtrArray *incidents = corral_incident_source_get_incidents (get_context (self)->incidents);
  gint64 now_ms = get_now_ms (self);
  guint n = 0;

  for (guint i = 0; i < incidents->len; i++)
    n += shows[show].takes (self, g_ptr_array_index (incidents, i), now_ms) ? 1 : 0;
  return n;
}

static void
update_rows (Page *self)
{
  GPtrArray *incidents = corral_incident_source_get_incidents (get_context (self)->incidents);
  g_autoptr (GPtrArray) shown = g_ptr_array_new ();
  gint64 now_ms = get_now_ms (self);

  for (guint i = 0; i < incidents->len; i++)
    if (shows[self->show].takes (self, g_ptr_array_index (incidents, i), now_ms))
      g_ptr_array_add (shown, g_ptr_array_index (incidents, i));
  self->setting = TRUE;
  corral_incident_rows_show (self->rows, shown);
  choose_again (self);
  self->setting = FALSE;
  update_acts (self);

  for (guint i = 0; i < G_N_ELEMENTS (shows); i++)
    {
      g_autofree char *label = g_strdup_printf ("%s  %u", _ (shows[i].label), count (self, i));

      gtk_button_set_label (GTK_BUTTON (self->buttons[i]), label);
    }
  gtk_stack_set_visible_child (GTK_STACK (self->stack), shown->len > 0 ? self->table : self->empty);
  /* That none is known is not that there is none. */
  adw_status_page_set_title (ADW_STATUS_PAGE (self->empty),
                             is_known (self) ? _ (shows[self->show].empty_title) : _ ("Not Known Yet"));
  adw_status_page_set_description (ADW_STATUS_PAGE (self->empty),
                                   is_known (self) ? _ (shows[self->show].empty_text)
                                                   : _ ("What carts share that is wrong stands here once enough has been "
                                                        "heard of them."));
}

/* ---- what is pressed -------------------------------------------------------------------------------- */

static void
set_show (Page *self, guint show)
{
  self->show = show;
  self->setting = TRUE;
  for (guint i = 0; i < G_N_ELEMENTS (shows); i++)
    gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (self->buttons[i]), i == show);
  self->setting = FALSE;
  update_rows (self);
}

static void
toggled_cb (GtkToggleButton *button, Page *self)
{
  CorralPlace *place = corral_page_get_place (CORRAL_PAGE (self));
  g_autoptr (CorralPlace) next = NULL;

  if (self->setting || place == NULL || !gtk_toggle_button_get_active (button))
    return;
  for (guint i = 0; i < G_N_ELEMENTS (shows); i++)
    if (self->buttons[i] == GTK_WIDGET (button))
      {
        next = corral_place_with_filter (place, "show", i == 0 ? NULL : shows[i].word);
        set_show (self, i);
        corral_page_set_place (CORRAL_PAGE (self), next);
        return;
      }
}

static void
seen_cb (Page *self)
{
  corral_incident_source_mark_all_seen (get_context (self)->incidents, get_now_ms (self));
}

/* The pages that belong to this one; a row each. */
static const struct
{
  CorralPageKind page;
  const char *name;
  const char *label;
  const char *tooltip;
} others[] = {
  { CORRAL_PAGE_HANDOVER, "handover", N_ ("_Handover"), N_ ("What happened since you left, and a sheet for whoever comes next") },
  { CORRAL_PAGE_RULES, "rules", N_ ("_Rules"), N_ ("By which incidents are raised, and who is told") },
  { CORRAL_PAGE_NOISE, "noise", N_ ("_Noise"), N_ ("How much was asked of people, by rule and store, and what to tune") },
};
G_STATIC_ASSERT (G_N_ELEMENTS (others) == N_OTHERS);

static void
other_cb (GtkWidget *button, Page *self)
{
  for (guint i = 0; i < G_N_ELEMENTS (others); i++)
    if (g_strcmp0 (gtk_widget_get_name (button), others[i].name) == 0)
      {
        g_autoptr (CorralPlace) place = corral_place_new (others[i].page, NULL, NULL);

        corral_page_go (GTK_WIDGET (self), place);
      }
}

/* ---- overrides -------------------------------------------------------------------------------------- */

static void
corral_incidents_page_refresh (CorralPage *page)
{
  Page *self = CORRAL_INCIDENTS_PAGE (page);

  for (guint i = 0; i < G_N_ELEMENTS (others); i++)
    gtk_widget_set_visible (self->others[i], corral_page_context_has_page (get_context (self), others[i].page));
  update_headline (self);
  update_as_of (self);
  update_quiet (self);
  update_rows (self);
  corral_export_button_refresh (CORRAL_EXPORT_BUTTON (self->save));
}

static void
corral_incidents_page_show_place (CorralPage *page, CorralPlace *place)
{
  Page *self = CORRAL_INCIDENTS_PAGE (page);
  const char *word = corral_place_get_filter (place, "show");
  guint show = 0;

  for (guint i = 0; i < G_N_ELEMENTS (shows); i++)
    if (g_strcmp0 (shows[i].word, word) == 0)
      show = i;
  set_show (self, show);
  corral_incidents_page_refresh (page);
}

/* What there is to say is known after the first look at the fleet. */
static gboolean
corral_incidents_page_is_settled (CorralPage *page)
{
  return corral_incident_source_is_settled (corral_page_get_context (page)->incidents);
}

static void
corral_incidents_page_dispose (GObject *object)
{
  g_clear_object (&CORRAL_INCIDENTS_PAGE (object)->rows);
  G_OBJECT_CLASS (corral_incidents_page_parent_class)->dispose (object);
}

static void
corral_incidents_page_finalize (GObject *object)
{
  g_free (CORRAL_INCIDENTS_PAGE (object)->chosen);
  G_OBJECT_CLASS (corral_incidents_page_parent_class)->finalize (object);
}

static void
corral_incidents_page_class_init (CorralIncidentsPageClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = corral_incidents_page_dispose;
  G_OBJECT_CLASS (klass)->finalize = corral_incidents_page_finalize;
  CORRAL_PAGE_CLASS (klass)->show_place = corral_incidents_page_show_place;
  CORRAL_PAGE_CLASS (klass)->refresh = corral_incidents_page_refresh;
  CORRAL_PAGE_CLASS (klass)->is_settled = corral_incidents_page_is_settled;
}

static void
corral_incidents_page_init (CorralIncidentsPage *self)
{
  self->rows = g_list_store_new (CORRAL_TYPE_INCIDENT_ROW);
}

/* What is said first, and where else one may want to go. */
static GtkWidget *
make_head (Page *self)
{
  GtkWidget *head = corral_wrap_box_new (12);

  self->headline = gtk_label_new (NULL);
  gtk_label_set_xalign (GTK_LABEL (self->headline), 0);
  gtk_label_set_wrap (GTK_LABEL (self->headline), TRUE);
  gtk_widget_add_css_class (self->headline, "title-2");
  gtk_widget_set_hexpand (self->headline, TRUE);
  corral_wrap_box_append (CORRAL_WRAP_BOX (head), self->headline);
  for (guint i = 0; i < G_N_ELEMENTS (others); i++)
    {
      GtkWidget *button = gtk_button_new_with_mnemonic (_ (others[i].label));

      gtk_widget_set_name (button, others[i].name);
      gtk_widget_set_tooltip_text (button, _ (others[i].tooltip));
      gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
      g_signal_connect (button, "clicked", G_CALLBACK (other_cb), self);
      self->others[i] = button;
      corral_wrap_box_append (CORRAL_WRAP_BOX (head), button);
    }
  return head;
}

static CorralExportRows *
make_rows (CorralPage *page)
{
  Page *self = CORRAL_INCIDENTS_PAGE (page);
  g_autoptr (GPtrArray) shown = g_ptr_array_new ();
  guint n = g_list_model_get_n_items (G_LIST_MODEL (self->rows));

  for (guint i = 0; i < n; i++)
    {
      g_autoptr (CorralIncidentRow) row = g_list_model_get_item (G_LIST_MODEL (self->rows), i);

      g_ptr_array_add (shown, corral_incident_row_get_incident (row));
    }
  return corral_export_incidents_new (get_context (self), shown);
}

static GtkWidget *
make_bar (Page *self)
{
  GtkWidget *bar = corral_wrap_box_new (12);
  GtkWidget *choice = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);

  gtk_widget_add_css_class (choice, "linked");
  for (guint i = 0; i < G_N_ELEMENTS (shows); i++)
    {
      self->buttons[i] = gtk_toggle_button_new_with_label (_ (shows[i].label));
      gtk_label_set_wrap (GTK_LABEL (gtk_button_get_child (GTK_BUTTON (self->buttons[i]))), TRUE);
      gtk_widget_set_name (self->buttons[i], shows[i].word);
      if (i > 0)
        gtk_toggle_button_set_group (GTK_TOGGLE_BUTTON (self->buttons[i]), GTK_TOGGLE_BUTTON (self->buttons[0]));
      g_signal_connect (self->buttons[i], "toggled", G_CALLBACK (toggled_cb), self);
      gtk_box_append (GTK_BOX (choice), self->buttons[i]);
    }
  self->as_of = gtk_label_new (NULL);
  gtk_label_set_xalign (GTK_LABEL (self->as_of), 1);
  gtk_widget_set_hexpand (self->as_of, TRUE);
  self->seen = gtk_button_new_with_mnemonic (_ ("Mark All as _Seen"));
  g_signal_connect_swapped (self->seen, "clicked", G_CALLBACK (seen_cb), self);
  corral_wrap_box_append (CORRAL_WRAP_BOX (bar), choice);
  corral_wrap_box_append (CORRAL_WRAP_BOX (bar), self->as_of);
  corral_wrap_box_append (CORRAL_WRAP_BOX (bar), self->seen);
  self->save = corral_export_button_new (CORRAL_PAGE (self), make_rows);
  corral_wrap_box_append (CORRAL_WRAP_BOX (bar), self->save);
  return bar;
}

static GtkWidget *
make_acts (Page *self)
{
  GtkWidget *bar = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);

  self->acts_text = gtk_label_new (_ ("Choose an incident to do something with it."));
  gtk_widget_add_css_class (self->acts_text, "dim-label");
  self->acts = corral_act_strip_new (get_context (self), ACTS_SHOWN, FALSE);
  gtk_widget_set_hexpand (self->acts, TRUE);
  gtk_widget_set_visible (self->acts, FALSE);
  gtk_box_append (GTK_BOX (bar), self->acts_text);
  gtk_box_append (GTK_BOX (bar), self->acts);
  gtk_widget_add_css_class (bar, "act-bar");
  corral_incident_acts_add_keys (GTK_WIDGET (self), CORRAL_ACT_STRIP (self->acts), begin_key);
  g_signal_connect_object (self->selection, "notify::selected-item", G_CALLBACK (selected_cb), self, G_CONNECT_SWAPPED);
  return bar;
}

CorralPage *
corral_incidents_page_new (CorralPageContext *context)
{
  CorralIncidentsPage *self = g_object_new (CORRAL_TYPE_INCIDENTS_PAGE, "context", context, NULL);
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 9);
  GtkWidget *view = corral_incident_rows_make_view (context, G_LIST_MODEL (self->rows), _ ("Incidents"));
  GtkWidget *scrolled = gtk_scrolled_window_new ();

  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scrolled), GTK_POLICY_NEVER, GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scrolled), view);
  self->table = corral_reach_new (scrolled);
  self->empty = adw_status_page_new ();
  adw_status_page_set_icon_name (ADW_STATUS_PAGE (self->empty), "corral-page-incidents-symbolic");
  self->stack = gtk_stack_new ();
  gtk_stack_add_child (GTK_STACK (self->stack), self->table);
  gtk_stack_add_child (GTK_STACK (self->stack), self->empty);
  gtk_widget_set_vexpand (self->stack, TRUE);
  self->quiet = gtk_label_new (NULL);
  gtk_label_set_xalign (GTK_LABEL (self->quiet), 0);
  gtk_label_set_wrap (GTK_LABEL (self->quiet), TRUE);
  gtk_widget_add_css_class (self->quiet, "dim-label");

  gtk_box_append (GTK_BOX (box), make_head (self));
  gtk_box_append (GTK_BOX (box), make_bar (self));
  gtk_box_append (GTK_BOX (box), self->stack);
  gtk_box_append (GTK_BOX (box), self->quiet);
  self->selection = GTK_SINGLE_SELECTION (gtk_column_view_get_model (GTK_COLUMN_VIEW (view)));
  gtk_box_append (GTK_BOX (box), make_acts (self));
  gtk_widget_add_css_class (box, "page");
  adw_bin_set_child (ADW_BIN (self), box);
  g_signal_connect_object (context->incidents, "changed", G_CALLBACK (corral_page_refresh), self, G_CONNECT_SWAPPED);
  corral_page_set_title (CORRAL_PAGE (self), _ ("Incidents"));
  return CORRAL_PAGE (self);
}

GListModel *
corral_incidents_page_get_rows (CorralIncidentsPage *self)
{
  g_return_val_if_fail (CORRAL_IS_INCIDENTS_PAGE (self), NULL);

  return G_LIST_MODEL (self->rows);
}
