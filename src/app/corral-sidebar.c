/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The window's pages, their counts, and the way to them. Main thread. */
#include "config.h"

#include "corral-sidebar.h"

#include "corral-hint.h"
#include "corral-page.h"

#include <glib/gi18n.h>
#include <string.h>

#define SIDEBAR_PX 214

/* The page, its word and icon, what it counts, and whether it begins a group. */
static const struct
{
  CorralPageKind kind;
  const char *title;
  const char *icon;
  const char *count_words; /* (nullable): what is counted, spoken after the number */
  gboolean apart;
} destinations[] = {
  { CORRAL_PAGE_FLEET, N_ ("Fleet"), "corral-page-fleet-symbolic", NULL, FALSE },
  { CORRAL_PAGE_INCIDENTS, N_ ("Incidents"), "corral-page-incidents-symbolic",
    N_ ("not looked at"), FALSE },
  { CORRAL_PAGE_STORES, N_ ("Stores"), "corral-page-stores-symbolic", N_ ("below target"), FALSE },
  { CORRAL_PAGE_CARTS, N_ ("Carts"), "corral-page-carts-symbolic", NULL, FALSE },
  { CORRAL_PAGE_ALERTS, N_ ("Alerts"), "corral-page-alerts-symbolic", N_ ("to act on"), FALSE },
  { CORRAL_PAGE_FLAGS, N_ ("Loss prevention"), "corral-page-flags-symbolic", N_ ("to review"),
    FALSE },
  { CORRAL_PAGE_LOSS, N_ ("Loss overview"), "corral-page-loss-symbolic", NULL, FALSE },
  { CORRAL_PAGE_OUTBOX, N_ ("Outbox"), "corral-page-outbox-symbolic", NULL, TRUE },
};

/* Pages that are gone to from another, and belong under that; FLEET: none. */
static const CorralPageKind belongs[CORRAL_N_PAGES] = {
  [CORRAL_PAGE_STORE] = CORRAL_PAGE_STORES,       [CORRAL_PAGE_CART] = CORRAL_PAGE_CARTS,
  [CORRAL_PAGE_FLAG] = CORRAL_PAGE_FLAGS,         [CORRAL_PAGE_CASES] = CORRAL_PAGE_FLAGS,
  [CORRAL_PAGE_CASE] = CORRAL_PAGE_FLAGS,         [CORRAL_PAGE_AUDIT] = CORRAL_PAGE_FLAGS,
  [CORRAL_PAGE_INCIDENT] = CORRAL_PAGE_INCIDENTS, [CORRAL_PAGE_RULES] = CORRAL_PAGE_INCIDENTS,
  [CORRAL_PAGE_HANDOVER] = CORRAL_PAGE_INCIDENTS, [CORRAL_PAGE_NOISE] = CORRAL_PAGE_INCIDENTS,
  [CORRAL_PAGE_RECHECKS] = CORRAL_PAGE_FLAGS,     [CORRAL_PAGE_CALL] = CORRAL_PAGE_CARTS,
};

typedef struct
{
  GtkWidget *row;
  GtkWidget *title;
  GtkWidget *count;
  guint n;
  char *spoken; /* (owned): the title, and what is counted */
} Destination;

struct _CorralSidebar
{
  GtkWidget parent_instance;

  GtkWidget *scrolled;
  GtkWidget *list;
  Destination destinations[G_N_ELEMENTS (destinations)];
  gboolean folded;
};

G_DEFINE_FINAL_TYPE (CorralSidebar, corral_sidebar, GTK_TYPE_WIDGET)

static void
row_activated_cb (CorralSidebar *self, GtkListBoxRow *row)
{
  for (guint i = 0; i < G_N_ELEMENTS (destinations); i++)
    if (self->destinations[i].row == GTK_WIDGET (row))
      {
        g_autoptr (CorralPlace) place = corral_place_new (destinations[i].kind, NULL, NULL);

        corral_page_go (GTK_WIDGET (self), place);
      }
}

/* A line above a page that begins a group. */
static void
header_cb (GtkListBoxRow *row, GtkListBoxRow *before, gpointer data)
{
  gboolean apart = destinations[gtk_list_box_row_get_index (row)].apart;

  if (apart && gtk_list_box_row_get_header (row) == NULL)
    gtk_list_box_row_set_header (row, gtk_separator_new (GTK_ORIENTATION_HORIZONTAL));
}

static gboolean
corral_sidebar_grab_focus (GtkWidget *widget)
{
  CorralSidebar *self = CORRAL_SIDEBAR (widget);

  for (guint i = 0; i < G_N_ELEMENTS (destinations); i++)
    if (gtk_widget_get_visible (self->destinations[i].row))
      return gtk_widget_grab_focus (self->destinations[i].row);
  return FALSE;
}

static void
corral_sidebar_dispose (GObject *object)
{
  g_clear_pointer (&CORRAL_SIDEBAR (object)->scrolled, gtk_widget_unparent);
  G_OBJECT_CLASS (corral_sidebar_parent_class)->dispose (object);
}

static void
corral_sidebar_finalize (GObject *object)
{
  CorralSidebar *self = CORRAL_SIDEBAR (object);

  for (guint i = 0; i < G_N_ELEMENTS (destinations); i++)
    g_free (self->destinations[i].spoken);
  G_OBJECT_CLASS (corral_sidebar_parent_class)->finalize (object);
}

static void
corral_sidebar_class_init (CorralSidebarClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = corral_sidebar_dispose;
  G_OBJECT_CLASS (klass)->finalize = corral_sidebar_finalize;
  widget_class->grab_focus = corral_sidebar_grab_focus;
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
}

static void
make_row (CorralSidebar *self, guint i)
{
  Destination *destination = &self->destinations[i];
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);

  destination->row = gtk_list_box_row_new ();
  destination->spoken = g_strdup (_ (destinations[i].title));
  corral_hint_set (destination->row, destination->spoken);
  destination->title = gtk_label_new (_ (destinations[i].title));
  gtk_label_set_xalign (GTK_LABEL (destination->title), 0);
  gtk_label_set_ellipsize (GTK_LABEL (destination->title), PANGO_ELLIPSIZE_END);
  gtk_widget_set_hexpand (destination->title, TRUE);
  destination->count = gtk_label_new (NULL);
  gtk_widget_add_css_class (destination->count, "sidebar-count");
  gtk_widget_add_css_class (destination->count, "numeric");
  gtk_widget_set_valign (destination->count, GTK_ALIGN_CENTER);
  gtk_widget_set_visible (destination->count, FALSE);
  gtk_box_append (GTK_BOX (box), gtk_image_new_from_icon_name (destinations[i].icon));
  gtk_box_append (GTK_BOX (box), destination->title);
  gtk_box_append (GTK_BOX (box), destination->count);
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (destination->row), box);
  gtk_accessible_update_property (GTK_ACCESSIBLE (destination->row), GTK_ACCESSIBLE_PROPERTY_LABEL, _ (destinations[i].title),
                                  -1);
  gtk_list_box_append (GTK_LIST_BOX (self->list), destination->row);
}

static void
corral_sidebar_init (CorralSidebar *self)
{
  self->list = gtk_list_box_new ();
  gtk_widget_add_css_class (self->list, "navigation-sidebar");
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->list), GTK_ACCESSIBLE_PROPERTY_LABEL, _ ("Pages"), -1);
  for (guint i = 0; i < G_N_ELEMENTS (destinations); i++)
    make_row (self, i);
  gtk_list_box_set_header_func (GTK_LIST_BOX (self->list), header_cb, NULL, NULL);
  g_signal_connect_swapped (self->list, "row-activated", G_CALLBACK (row_activated_cb), self);

  self->scrolled = gtk_scrolled_window_new ();
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (self->scrolled), GTK_POLICY_NEVER, GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (self->scrolled), self->list);
  gtk_widget_set_size_request (self->scrolled, SIDEBAR_PX, -1);
  gtk_widget_add_css_class (self->scrolled, "sidebar");
  gtk_widget_set_parent (self->scrolled, GTK_WIDGET (self));
}

GtkWidget *
corral_sidebar_new (void)
{
  return g_object_new (CORRAL_TYPE_SIDEBAR, NULL);
}

void
corral_sidebar_set_rights (CorralSidebar *self, const CorralRights *rights)
{
  g_return_if_fail (CORRAL_IS_SIDEBAR (self));

  for (guint i = 0; i < G_N_ELEMENTS (destinations); i++)
    gtk_widget_set_visible (self->destinations[i].row, corral_rights_has_page (rights, destinations[i].kind));
}

void
corral_sidebar_select (CorralSidebar *self, CorralPageKind page)
{
  g_return_if_fail (CORRAL_IS_SIDEBAR (self));

  /* The help belongs under none. */
  gtk_list_box_unselect_all (GTK_LIST_BOX (self->list));
  for (guint i = 0; i < G_N_ELEMENTS (destinations); i++)
    if (destinations[i].kind == (belongs[page] != CORRAL_PAGE_FLEET ? belongs[page] : page))
      gtk_list_box_select_row (GTK_LIST_BOX (self->list), GTK_LIST_BOX_ROW (self->destinations[i].row));
}

const char *
corral_sidebar_get_count_words (CorralPageKind page)
{
  for (guint i = 0; i < G_N_ELEMENTS (destinations); i++)
    if (destinations[i].kind == page && destinations[i].count_words != NULL)
      return _ (destinations[i].count_words);
  return NULL;
}

static void
show_count (CorralSidebar *self, guint i)
{
  Destination *destination = &self->destinations[i];

  gtk_widget_set_visible (destination->count, destination->n > 0 && !self->folded);
  gtk_widget_set_visible (destination->title, !self->folded);
  /* Of a long word in large text a part may be all there is room for. */
  corral_hint_set (destination->row, destination->spoken);
}

void
corral_sidebar_set_count (CorralSidebar *self, CorralPageKind page, guint count, const char *spoken, gboolean urgent)
{
  g_return_if_fail (CORRAL_IS_SIDEBAR (self));

  for (guint i = 0; i < G_N_ELEMENTS (destinations); i++)
    {
      Destination *destination = &self->destinations[i];
      g_autofree char *text = g_strdup_printf (urgent ? "%u!" : "%u", count);
      g_autofree char *all = count > 0 && spoken != NULL ? g_strdup_printf ("%s, %s", _ (destinations[i].title), spoken)
                                                         : g_strdup (_ (destinations[i].title));

      /* Five counts are told with each change of the fleet, of which one has changed if any. */
      if (destinations[i].kind != page
          || (strcmp (gtk_label_get_text (GTK_LABEL (destination->count)), text) == 0
              && strcmp (destination->spoken, all) == 0))
        continue;
      destination->n = count;
      g_free (destination->spoken);
      destination->spoken = g_steal_pointer (&all);
      gtk_label_set_text (GTK_LABEL (destination->count), text);
      if (urgent)
        gtk_widget_add_css_class (destination->count, "severity-act");
      else
        gtk_widget_remove_css_class (destination->count, "severity-act");
      gtk_accessible_update_property (GTK_ACCESSIBLE (destination->row), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                      destination->spoken, -1);
      show_count (self, i);
    }
}

void
corral_sidebar_set_folded (CorralSidebar *self, gboolean folded)
{
  g_return_if_fail (CORRAL_IS_SIDEBAR (self));

  self->folded = folded;
  for (guint i = 0; i < G_N_ELEMENTS (destinations); i++)
    show_count (self, i);
  gtk_widget_set_size_request (self->scrolled, folded ? -1 : SIDEBAR_PX, -1);
}
