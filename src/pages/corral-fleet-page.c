/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The fleet: the sentence of the moment, then one row a chain, with totals. Main thread. */
#include "config.h"

#include "corral-fleet-page.h"

#include "corral-attention-words.h"
#include "corral-cells.h"
#include "corral-fleet.h"
#include "corral-finding.h"
#include "corral-order.h"
#include "corral-pace.h"
#include "corral-format.h"
#include "corral-hint.h"
#include "corral-rollouts.h"
#include "corral-incident-index.h"
#include "corral-incident-work.h"
#include "corral-reach.h"
#include "corral-sentence.h"
#include "corral-sideways.h"
#include "corral-stack-bar.h"
#include "corral-sync.h"

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

/* So far apart the attention list follows what changes, and its pieces one another. */
#define ATTENTION_MS 3000
#define PIECE_MS 25
/* As many as fit above the chains at 768 pixels; the rest is counted. */
#define ATTENTION_SHOWN 7

typedef enum
{
  FIGURE_COUNT, /* a number of the roll-up */
  FIGURE_SERVICE,
  FIGURE_BAR,
} FigureKind;

/* The columns of figures: one row here is one column. */
typedef struct
{
  const char *title; /* marked for translation */
  const char *help;  /* (nullable) */
  FigureKind kind;
  guint (*count) (const CorralRollup *rollup); /* COUNT */
  const char *css_class;                       /* (nullable): when it is not zero */
} Figure;

static guint
count_stores (const CorralRollup *r)
{
  return r->stores;
}

static guint
count_carts (const CorralRollup *r)
{
  return r->carts;
}

static guint
count_ready (const CorralRollup *r)
{
  return r->by_state[CORRAL_CART_IDLE];
}

static guint
count_in_use (const CorralRollup *r)
{
  return r->by_state[CORRAL_CART_IN_USE];
}

static guint
count_charging (const CorralRollup *r)
{
  return r->by_state[CORRAL_CART_CHARGING];
}

static guint
count_silent (const CorralRollup *r)
{
  return r->by_state[CORRAL_CART_OFFLINE];
}

static guint
count_repair (const CorralRollup *r)
{
  return r->by_state[CORRAL_CART_FAULT] + r->by_state[CORRAL_CART_OUT_OF_SERVICE];
}

static guint
count_alerts (const CorralRollup *r)
{
  return r->alerts_open;
}

static guint
count_flags (const CorralRollup *r)
{
  return r->flags_open;
}

static const Figure figures[] = {
  { N_ ("Share"), N_ ("Ready, in use, charging, silent, in repair, other"), FIGURE_BAR, NULL, NULL },
  { N_ ("Stores"), NULL, FIGURE_COUNT, count_stores, NULL },
  { N_ ("Carts"), NULL, FIGURE_COUNT, count_carts, NULL },
  { N_ ("Ready"), NULL, FIGURE_COUNT, count_ready, NULL },
  { N_ ("In use"), NULL, FIGURE_COUNT, count_in_use, NULL },
  { N_ ("Charging"), NULL, FIGURE_COUNT, count_charging, NULL },
  { N_ ("Silent"), NULL, FIGURE_COUNT, count_silent, "severity-act" },
  { N_ ("Repair"), N_ ("With a fault, or taken out of service"), FIGURE_COUNT, count_repair, NULL },
  { N_ ("Today %"), N_ ("Service level in today’s open hours so far, and its target"), FIGURE_SERVICE, NULL, NULL },
  { N_ ("Alerts"), N_ ("Open alerts"), FIGURE_COUNT, count_alerts, NULL },
  { N_ ("Flags"), N_ ("Flags to review"), FIGURE_COUNT, count_flags, NULL },
};

typedef struct
{
  guint32 chain; /* slot; CORRAL_NO_SLOT: the totals */
  GtkWidget *name;
  GtkWidget *cells[G_N_ELEMENTS (figures)];
} Row;

/* A sentence of the moment. */
typedef struct
{
  GtkWidget *box;
  GtkWidget *icon;
  GtkWidget *sentence;
  const char *icon_name, *css_class; /* (unowned): as long as the program runs */
  char *markup;                      /* (owned) */
} AttentionRow;

struct _CorralFleetPage
{
  CorralPage parent_instance;

  GtkWidget *stack;
  GtkWidget *empty;
  GtkWidget *content;
  GtkWidget *headline;
  GtkWidget *attention;
  GArray *attention_rows; /* (owned) (element-type AttentionRow) */
  GtkWidget *grid;
  GtkWidget *box;
  GtkWidget *rollouts;
  GArray *rows;      /* (owned) (element-type Row) */
  CorralPace pace;   /* of the attention list */
  CorralPace figures_pace;
  guint step;        /* of what is worked out for it … */
  gboolean stepped;  /* … all of it … */
  guint stepping;    /* … and the source that does */
  char *said;        /* (owned) (nullable): what the attention list says, to leave it alone when it still does */
};

G_DEFINE_FINAL_TYPE (CorralFleetPage, corral_fleet_page, CORRAL_TYPE_PAGE)

static CorralFleet *
get_fleet (CorralFleetPage *self)
{
  return corral_page_get_context (CORRAL_PAGE (self))->fleet;
}

/* ---- the sentence of the moment --------------------------------------------------------------------- */

static void
add_attention (CorralFleetPage *self)
{
  AttentionRow row = { .box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 9),
                       .icon = gtk_image_new (),
                       .sentence = corral_sentence_new (),
                       .css_class = "" };

  gtk_widget_set_valign (row.icon, GTK_ALIGN_START);
  gtk_widget_set_margin_top (row.icon, 3);
  gtk_widget_set_hexpand (row.sentence, TRUE);
  gtk_box_append (GTK_BOX (row.box), row.icon);
  gtk_box_append (GTK_BOX (row.box), row.sentence);
  gtk_box_append (GTK_BOX (self->attention), row.box);
  g_array_append_val (self->attention_rows, row);
}

/* Row @i, which may be the next one: only what is another is laid out anew. */
static void
show_attention (CorralFleetPage *self, guint i, const char *icon_name, const char *css_class, const char *markup)
{
  AttentionRow *row;

  if (i == self->attention_rows->len)
    add_attention (self);
  row = &g_array_index (self->attention_rows, AttentionRow, i);
  if (g_strcmp0 (row->icon_name, icon_name) != 0)
    gtk_image_set_from_icon_name (GTK_IMAGE (row->icon), icon_name);
  if (strcmp (row->css_class, css_class) != 0)
    {
      if (*row->css_class != '\0')
        gtk_widget_remove_css_class (row->icon, row->css_class);
      if (*css_class != '\0')
        gtk_widget_add_css_class (row->icon, css_class);
    }
  if (g_strcmp0 (row->markup, markup) != 0)
    {
      corral_sentence_set_markup (CORRAL_SENTENCE (row->sentence), markup);
      g_free (row->markup);
      row->markup = g_strdup (markup);
    }
  row->icon_name = icon_name;
  row->css_class = css_class;
}

static void
clear_attention (gpointer data)
{
  g_free (((AttentionRow *) data)->markup);
}

/* Only @n rows stand there. */
static void
cut_attention (CorralFleetPage *self, guint n)
{
  for (guint i = n; i < self->attention_rows->len; i++)
    gtk_box_remove (GTK_BOX (self->attention), g_array_index (self->attention_rows, AttentionRow, i).box);
  g_array_set_size (self->attention_rows, n);
}

static const char *const severity_words[] = {
  [CORRAL_SEVERITY_INFO] = "info",
  [CORRAL_SEVERITY_WATCH] = "watch",
  [CORRAL_SEVERITY_ACT] = "act",
};

/* By what its incident was raised; what is none of these makes no incident. */
static const struct
{
  CorralAttentionKind kind;
  CorralAlertRuleKind rule;
} rules[] = {
  { CORRAL_ATTENTION_CLOUD, CORRAL_RULE_CLOUD_SILENCE },
  { CORRAL_ATTENTION_STORE_WIFI, CORRAL_RULE_STORE_WIFI },
  { CORRAL_ATTENTION_CARRIER, CORRAL_RULE_CARRIER },
  { CORRAL_ATTENTION_CERTIFICATE, CORRAL_RULE_CERTIFICATE },
  { CORRAL_ATTENTION_VERSION, CORRAL_RULE_WRONG_BUILD },
  { CORRAL_ATTENTION_STORE_SILENT, CORRAL_RULE_STORE_SILENT },
  { CORRAL_ATTENTION_CLOUD_GAP, CORRAL_RULE_CLOUD_GAP },
  { CORRAL_ATTENTION_BELOW_TARGET, CORRAL_RULE_BELOW_TARGET },
  { CORRAL_ATTENTION_WRONG_BUILD, CORRAL_RULE_WRONG_BUILD },
  { CORRAL_ATTENTION_CALIBRATION, CORRAL_RULE_CALIBRATION },
  { CORRAL_ATTENTION_RADIO, CORRAL_RULE_RADIO },
  { CORRAL_ATTENTION_REJECTS, CORRAL_RULE_REJECTS },
  { CORRAL_ATTENTION_MISSING_CA, CORRAL_RULE_MISSING_CA },
  { CORRAL_ATTENTION_OFF_PREMISES, CORRAL_RULE_OFF_PREMISES },
};

static CorralIncident *
find_incident (CorralFleetPage *self, const CorralAttention *item)
{
  for (guint i = 0; i < G_N_ELEMENTS (rules); i++)
    if (rules[i].kind == item->kind)
      return corral_incident_index_of_rule (corral_page_get_context (CORRAL_PAGE (self)), rules[i].rule, item->store,
                                            item->detail, item->region);
  return NULL;
}

/* Whether the row leads to an incident that this person's role looks at. */
static gboolean
shows_incidents (CorralFleetPage *self)
{
  return corral_page_context_has_page (corral_page_get_context (CORRAL_PAGE (self)), CORRAL_PAGE_INCIDENT);
}

/* What needs somebody, and who has it. */
static char *
attention_to_markup (CorralFleetPage *self, const CorralAttention *item)
{
  CorralFleet *fleet = get_fleet (self);
  g_autofree char *markup = corral_attention_to_markup (fleet, item);
  CorralIncident *incident = shows_incidents (self) ? find_incident (self, item) : NULL;
  CorralIncidentWork work;
  g_autofree char *who = NULL;
  g_autofree char *text = NULL;
  g_autofree char *link = NULL;
  g_autoptr (CorralPlace) place = NULL;

  if (incident == NULL)
    return g_steal_pointer (&markup);
  corral_incident_work_get (incident, fleet, &work);
  who = corral_incident_work_to_who (&work);
  /* Translators: a link at the end of a sentence; %s is who has the incident: "nobody", "seen by maria" */
  text = g_strdup_printf (_ ("Incident: %s"), who);
  place = corral_place_new (CORRAL_PAGE_INCIDENT, NULL, incident->id);
  link = corral_sentence_link (text, place);
  return g_strdup_printf ("%s  %s", markup, link);
}

/* Flags are told of to who may look at them. */
static void
leave_out_strange (CorralFleetPage *self, GArray *items)
{
  if (corral_page_context_has_page (corral_page_get_context (CORRAL_PAGE (self)), CORRAL_PAGE_FLAGS))
    return;
  for (guint i = items->len; i > 0; i--)
    if (g_array_index (items, CorralAttention, i - 1).kind == CORRAL_ATTENTION_FLAGS_NOW)
      g_array_remove_index (items, i - 1);
}

/* (nullable): as long as the carts are not here, that nothing of them is wrong says nothing. */
static const char *
get_unfetched_text (CorralFleetPage *self)
{
  CorralSync *sync = corral_page_get_context (CORRAL_PAGE (self))->sync;
  const CorralSyncStatus *status = sync != NULL ? corral_sync_get_status (sync) : NULL;
  gboolean under_way = status != NULL && status->connected && status->bootstrapping && status->hop == CORRAL_HOP_NONE;

  if (under_way)
    return _ ("The fleet is being fetched. What needs you is known when it is here.");
  if (corral_columns_get_n_rows (corral_fleet_get_table (get_fleet (self), CORRAL_TABLE_CART)) == 0)
    return _ ("The carts have not been fetched yet. What needs you is not known.");
  return NULL;
}

static void
show_items (CorralFleetPage *self, GArray *items)
{
  const char *unfetched = get_unfetched_text (self);
  g_autoptr (GString) said = g_string_new (NULL);
  g_autoptr (GPtrArray) markups = g_ptr_array_new_with_free_func (g_free);
  guint shown, n_rows;
  guint n_act = 0;

  leave_out_strange (self, items);
  n_rows = shown = MIN (items->len, ATTENTION_SHOWN);
  for (guint i = 0; i < items->len; i++)
    n_act += g_array_index (items, CorralAttention, i).severity == CORRAL_SEVERITY_ACT;
  for (guint i = 0; i < shown; i++)
    {
      char *markup = attention_to_markup (self, &g_array_index (items, CorralAttention, i));

      g_ptr_array_add (markups, markup);
      g_string_append_printf (said, "%s\n", markup);
    }
  g_string_append_printf (said, "%u %u %s", items->len, n_act, unfetched != NULL ? unfetched : "");
  if (g_strcmp0 (said->str, self->said) == 0)
    return;
  g_free (self->said);
  self->said = g_strdup (said->str);

  if (unfetched != NULL)
    {
      gtk_label_set_text (GTK_LABEL (self->headline), unfetched);
    }
  else if (items->len == 0)
    {
      gtk_label_set_text (GTK_LABEL (self->headline), _ ("Nothing needs you right now."));
    }
  else if (n_act > 0)
    {
      g_autofree char *text = g_strdup_printf (
          ngettext ("%u thing needs you now.", "%u things need you now.", n_act), n_act);

      gtk_label_set_text (GTK_LABEL (self->headline), text);
    }
  else
    {
      g_autofree char *text = g_strdup_printf (
          ngettext ("Nothing is urgent; %u thing is worth watching.", "Nothing is urgent; %u things are worth watching.",
                    items->len),
          items->len);

      gtk_label_set_text (GTK_LABEL (self->headline), text);
    }

  for (guint i = 0; i < shown; i++)
    {
      CorralLook look
          = corral_look_of_severity (severity_words[g_array_index (items, CorralAttention, i).severity]);

      show_attention (self, i, look.icon_name, look.css_class, g_ptr_array_index (markups, i));
    }
  if (items->len > shown && corral_page_context_has_page (corral_page_get_context (CORRAL_PAGE (self)), CORRAL_PAGE_ALERTS))
    {
      g_autoptr (CorralPlace) alerts = corral_place_new (CORRAL_PAGE_ALERTS, NULL, NULL);
      g_autofree char *more = g_strdup_printf (ngettext ("%u more", "%u more", items->len - shown), items->len - shown);
      g_autofree char *link = corral_sentence_link (more, alerts);

      show_attention (self, n_rows++, "view-more-symbolic", "dim-label", link);
    }
  cut_attention (self, n_rows);
}

static void
update_attention (CorralFleetPage *self)
{
  g_autoptr (GArray) items = g_array_new (FALSE, FALSE, sizeof (CorralAttention));

  corral_attention_list (get_fleet (self), CORRAL_NO_SLOT, items);
  show_items (self, items);
}

/* By what has just been worked out in pieces. */
static void
update_attention_prepared (CorralFleetPage *self)
{
  g_autoptr (GArray) items = g_array_new (FALSE, FALSE, sizeof (CorralAttention));

  corral_attention_list_prepared (get_fleet (self), CORRAL_NO_SLOT, items);
  show_items (self, items);
}

static gboolean
step_cb (gpointer data)
{
  CorralFleetPage *self = data;

  /* What is shown of it has a frame of its own, too. */
  if (!self->stepped)
    {
      self->stepped = !corral_findings_prepare (get_fleet (self), self->step++);
      return G_SOURCE_CONTINUE;
    }
  self->stepping = 0;
  corral_pace_done (&self->pace);
  update_attention_prepared (self);
  return G_SOURCE_REMOVE;
}

/* What it says reaches through the whole fleet: not for each change, and in pieces that each have a frame of their own. */
static void
follow_attention (gpointer data)
{
  CorralFleetPage *self = data;

  if (self->stepping != 0 || !corral_pace_take (&self->pace, ATTENTION_MS, follow_attention, self))
    return;
  self->step = 0;
  self->stepped = FALSE;
  self->stepping = g_timeout_add_full (G_PRIORITY_DEFAULT_IDLE, PIECE_MS, step_cb, self, NULL);
}

/* ---- the chains --------------------------------------------------------------------------------------- */

static void
name_clicked_cb (GtkButton *button, CorralFleetPage *self)
{
  g_autoptr (CorralPlace) place = corral_place_new (CORRAL_PAGE_STORES, gtk_widget_get_name (GTK_WIDGET (button)), NULL);

  corral_page_go (GTK_WIDGET (self), place);
}

static GtkWidget *
make_number (void)
{
  GtkWidget *label = gtk_label_new (NULL);

  gtk_label_set_xalign (GTK_LABEL (label), 1);
  gtk_widget_add_css_class (label, "numeric");
  return label;
}

static void
add_row (CorralFleetPage *self, guint32 chain)
{
  CorralFleet *fleet = get_fleet (self);
  Row row = { .chain = chain };
  int line = (int) self->rows->len + 1;

  if (chain != CORRAL_NO_SLOT)
    {
      g_autofree char *name = corral_format_text (corral_fleet_get_text (fleet, CORRAL_TABLE_CHAIN, chain,
                                                                         CORRAL_CHAIN_COL_NAME));
      GtkWidget *label = gtk_label_new (name);

      gtk_label_set_xalign (GTK_LABEL (label), 0);
      gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
      gtk_label_set_width_chars (GTK_LABEL (label), CLAMP ((int) g_utf8_strlen (name, -1), 8, 18));
      row.name = gtk_button_new ();
      gtk_button_set_child (GTK_BUTTON (row.name), label);
      gtk_button_set_has_frame (GTK_BUTTON (row.name), FALSE);
      gtk_widget_add_css_class (row.name, "chain-name");
      gtk_widget_set_name (row.name, corral_fleet_get_text (fleet, CORRAL_TABLE_CHAIN, chain, CORRAL_CHAIN_COL_ID));
      gtk_widget_set_tooltip_text (row.name, _ ("Show this chain’s stores"));
      gtk_accessible_update_property (GTK_ACCESSIBLE (row.name), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
      g_signal_connect (row.name, "clicked", G_CALLBACK (name_clicked_cb), self);
    }
  else
    {
      row.name = gtk_label_new (_ ("All chains"));
      gtk_label_set_xalign (GTK_LABEL (row.name), 0);
      gtk_widget_add_css_class (row.name, "heading");
      gtk_widget_add_css_class (row.name, "totals");
    }
  gtk_grid_attach (GTK_GRID (self->grid), row.name, 0, line, 1, 1);
  for (guint i = 0; i < G_N_ELEMENTS (figures); i++)
    {
      row.cells[i] = figures[i].kind == FIGURE_BAR ? corral_stack_bar_new () : make_number ();
      if (figures[i].kind == FIGURE_BAR)
        {
          gtk_widget_set_size_request (row.cells[i], 40, 10);
          gtk_widget_set_hexpand (row.cells[i], TRUE);
          gtk_widget_set_valign (row.cells[i], GTK_ALIGN_CENTER);
        }
      else if (chain == CORRAL_NO_SLOT)
        {
          gtk_widget_add_css_class (row.cells[i], "heading");
        }
      gtk_grid_attach (GTK_GRID (self->grid), row.cells[i], (int) i + 1, line, 1, 1);
    }
  g_array_append_val (self->rows, row);
}

static void
make_heading (CorralFleetPage *self)
{
  GtkWidget *chain = gtk_label_new (_ ("Chain"));

  gtk_label_set_xalign (GTK_LABEL (chain), 0);
  gtk_widget_add_css_class (chain, "caption-heading");
  gtk_widget_add_css_class (chain, "dim-label");
  gtk_grid_attach (GTK_GRID (self->grid), chain, 0, 0, 1, 1);
  for (guint i = 0; i < G_N_ELEMENTS (figures); i++)
    {
      GtkWidget *label = gtk_label_new (_ (figures[i].title));

      gtk_label_set_xalign (GTK_LABEL (label), figures[i].kind == FIGURE_BAR ? 0 : 1);
      gtk_widget_add_css_class (label, "caption-heading");
      gtk_widget_add_css_class (label, "dim-label");
      if (figures[i].help != NULL)
        gtk_widget_set_tooltip_text (label, _ (figures[i].help));
      gtk_grid_attach (GTK_GRID (self->grid), label, (int) i + 1, 0, 1, 1);
    }
}

/* Which chains stand there: made anew only when one has come or gone. */
static void
update_rows (CorralFleetPage *self)
{
  g_autoptr (CorralOrder) order = corral_order_new (CORRAL_TABLE_CHAIN);
  g_autoptr (GArray) slots = g_array_new (FALSE, FALSE, sizeof (guint32));
  gboolean same;

  corral_order_run (order, get_fleet (self), slots);
  same = self->rows->len == slots->len + 1;
  for (guint i = 0; same && i < slots->len; i++)
    same = g_array_index (self->rows, Row, i).chain == g_array_index (slots, guint32, i);
  if (same)
    return;

  for (guint line = self->rows->len; line > 0; line--)
    gtk_grid_remove_row (GTK_GRID (self->grid), (int) line);
  g_array_set_size (self->rows, 0);
  for (guint i = 0; i < slots->len; i++)
    add_row (self, g_array_index (slots, guint32, i));
  add_row (self, CORRAL_NO_SLOT);
}

static void
set_class (GtkWidget *widget, const char *css_class, gboolean set)
{
  if (css_class == NULL)
    return;
  if (set)
    gtk_widget_add_css_class (widget, css_class);
  else
    gtk_widget_remove_css_class (widget, css_class);
}

static void
update_bar (GtkWidget *bar, const CorralRollup *rollup)
{
  guint ready = count_ready (rollup);
  guint in_use = count_in_use (rollup);
  guint charging = count_charging (rollup);
  guint silent = count_silent (rollup);
  guint repair = count_repair (rollup);
  guint named = ready + in_use + charging + silent + repair;
  const CorralStackPart parts[] = {
    { CORRAL_HUE_GREEN, ready },   { CORRAL_HUE_BLUE, in_use }, { CORRAL_HUE_SKY, charging },
    { CORRAL_HUE_VERMILION, silent }, { CORRAL_HUE_GREY, repair },  { CORRAL_HUE_AMBER, rollup->carts > named ? rollup->carts - named : 0 },
  };
  g_autofree char *spoken = g_strdup_printf (_ ("%u ready, %u in use, %u charging, %u silent, %u in repair"), ready,
                                             in_use, charging, silent, repair);

  corral_stack_bar_set_parts (CORRAL_STACK_BAR (bar), parts, G_N_ELEMENTS (parts), spoken);
  corral_hint_set (bar, spoken);
}

static void
update_cell (const Figure *figure, GtkWidget *cell, const CorralRollup *rollup)
{
  g_autofree char *text = NULL;

  if (figure->kind == FIGURE_BAR)
    {
      update_bar (cell, rollup);
      return;
    }
  if (figure->kind == FIGURE_SERVICE)
    {
      g_autofree char *today = corral_format_real (rollup->service_today_pct, 1);
      g_autofree char *target = corral_format_real (rollup->service_target_pct, 0);

      /* Translators: a figure and its target: "99.3 / 99" */
      text = g_strdup_printf (_ ("%s / %s"), today, target);
      /* What reads the same is not called short. */
      set_class (cell, "severity-act", rollup->service_today_pct < rollup->service_target_pct - 0.05);
    }
  else
    {
      guint count = figure->count (rollup);

      text = corral_format_integer (count);
      set_class (cell, figure->css_class, count > 0);
      set_class (cell, "dim-label", count == 0);
    }
  if (g_strcmp0 (gtk_label_get_text (GTK_LABEL (cell)), text) != 0)
    {
      /* Read one by one: each says what it is of. */
      g_autofree char *spoken = g_strdup_printf (_ ("%s: %s"), _ (figure->title), text);

      gtk_label_set_text (GTK_LABEL (cell), text);
      gtk_accessible_update_property (GTK_ACCESSIBLE (cell), GTK_ACCESSIBLE_PROPERTY_LABEL, spoken, -1);
    }
}

/* Rollouts and chains. */
static void
update_figures (CorralFleetPage *self)
{
  CorralFleet *fleet = get_fleet (self);

  corral_pace_done (&self->figures_pace);
  corral_rollouts_refresh (CORRAL_ROLLOUTS (self->rollouts));
  update_rows (self);
  for (guint r = 0; r < self->rows->len; r++)
    {
      Row *row = &g_array_index (self->rows, Row, r);
      CorralRollup rollup;

      corral_fleet_get_rollup (fleet, CORRAL_TABLE_CHAIN, row->chain, &rollup);
      for (guint i = 0; i < G_N_ELEMENTS (figures); i++)
        update_cell (&figures[i], row->cells[i], &rollup);
    }
}

/* FALSE: there are no chains. */
static gboolean
show_whether_empty (CorralFleetPage *self)
{
  gboolean empty = corral_columns_get_n_rows (corral_fleet_get_table (get_fleet (self), CORRAL_TABLE_CHAIN)) == 0;

  gtk_stack_set_visible_child (GTK_STACK (self->stack), empty ? self->empty : self->content);
  return !empty;
}

static void
figures_again (gpointer data)
{
  if (show_whether_empty (data))
    update_figures (data);
}

static void
corral_fleet_page_refresh (CorralPage *page)
{
  CorralFleetPage *self = CORRAL_FLEET_PAGE (page);

  if (!show_whether_empty (self))
    return;
  if (self->said == NULL)
    update_attention (self);
  else
    follow_attention (self);
  if (corral_pace_take (&self->figures_pace, CORRAL_PACE_DETAILS_MS, figures_again, self))
    update_figures (self);
}

static void
corral_fleet_page_show_place (CorralPage *page, CorralPlace *place)
{
  CorralFleetPage *self = CORRAL_FLEET_PAGE (page);

  if (!show_whether_empty (self))
    return;
  update_attention (self);
  update_figures (self);
}

static void
corral_fleet_page_dispose (GObject *object)
{
  CorralFleetPage *self = CORRAL_FLEET_PAGE (object);

  corral_pace_stop (&self->pace);
  corral_pace_stop (&self->figures_pace);
  g_clear_handle_id (&self->stepping, g_source_remove);
  G_OBJECT_CLASS (corral_fleet_page_parent_class)->dispose (object);
}

static void
corral_fleet_page_finalize (GObject *object)
{
  CorralFleetPage *self = CORRAL_FLEET_PAGE (object);

  g_array_unref (self->rows);
  g_array_unref (self->attention_rows);
  g_free (self->said);
  G_OBJECT_CLASS (corral_fleet_page_parent_class)->finalize (object);
}

static void
corral_fleet_page_class_init (CorralFleetPageClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = corral_fleet_page_dispose;
  G_OBJECT_CLASS (klass)->finalize = corral_fleet_page_finalize;
  CORRAL_PAGE_CLASS (klass)->show_place = corral_fleet_page_show_place;
  CORRAL_PAGE_CLASS (klass)->refresh = corral_fleet_page_refresh;
}

static void
corral_fleet_page_init (CorralFleetPage *self)
{
  GtkWidget *scrolled = gtk_scrolled_window_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12);

  self->rows = g_array_new (FALSE, FALSE, sizeof (Row));
  self->attention_rows = g_array_new (FALSE, FALSE, sizeof (AttentionRow));
  g_array_set_clear_func (self->attention_rows, clear_attention);
  self->headline = gtk_label_new (NULL);
  gtk_label_set_xalign (GTK_LABEL (self->headline), 0);
  gtk_label_set_wrap (GTK_LABEL (self->headline), TRUE);
  gtk_widget_add_css_class (self->headline, "title-2");
  self->attention = gtk_box_new (GTK_ORIENTATION_VERTICAL, 4);
  gtk_widget_add_css_class (self->attention, "attention");
  self->grid = gtk_grid_new ();
  gtk_grid_set_column_spacing (GTK_GRID (self->grid), 8);
  gtk_widget_add_css_class (self->grid, "chains");
  make_heading (self);

  gtk_box_append (GTK_BOX (box), self->headline);
  gtk_box_append (GTK_BOX (box), self->attention);
  gtk_box_append (GTK_BOX (box), corral_reach_new (corral_sideways_new (self->grid)));
  self->box = box;
  gtk_widget_add_css_class (box, "page");
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scrolled), GTK_POLICY_NEVER, GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scrolled), box);
  self->content = scrolled;

  self->empty = adw_status_page_new ();
  adw_status_page_set_icon_name (ADW_STATUS_PAGE (self->empty), "corral-page-fleet-symbolic");
  adw_status_page_set_title (ADW_STATUS_PAGE (self->empty), _ ("No Fleet Yet"));
  adw_status_page_set_description (ADW_STATUS_PAGE (self->empty),
                                   _ ("Chains, stores and carts appear here as they arrive from the cloud. "
                                      "After that they can be read without it."));

  self->stack = gtk_stack_new ();
  gtk_stack_add_child (GTK_STACK (self->stack), self->content);
  gtk_stack_add_child (GTK_STACK (self->stack), self->empty);
  adw_bin_set_child (ADW_BIN (self), self->stack);
}

CorralPage *
corral_fleet_page_new (CorralPageContext *context)
{
  CorralPage *page = g_object_new (CORRAL_TYPE_FLEET_PAGE, "context", context, NULL);
  CorralFleetPage *self = CORRAL_FLEET_PAGE (page);

  self->rollouts = corral_rollouts_new (context);
  gtk_box_append (GTK_BOX (self->box), corral_reach_new (self->rollouts));
  corral_page_set_title (page, _ ("Fleet"));
  return page;
}

const char *
corral_fleet_page_get_headline (CorralFleetPage *self)
{
  g_return_val_if_fail (CORRAL_IS_FLEET_PAGE (self), NULL);

  return gtk_label_get_text (GTK_LABEL (self->headline));
}
