/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Preferences: few, and each takes effect at once. Main thread. */
#include "config.h"

#include "corral-preferences.h"

#include "corral-dialog-frame.h"
#include "corral-name-compat.h"

#include <adwaita.h>
#include <glib/gi18n.h>

/* The system's administrator may have fixed a single setting as well. */
static void
lock_row (GSettings *settings, const char *key, GtkWidget *row)
{
  if (g_settings_is_writable (settings, key))
    return;
  gtk_widget_set_sensitive (row, FALSE);
  gtk_widget_set_tooltip_text (row, _ ("Set by your administrator"));
}

static GtkWidget *
make_switch_row (GSettings *settings, const char *key, const char *title, const char *subtitle)
{
  GtkWidget *row = adw_action_row_new ();
  GtkWidget *toggle = gtk_switch_new ();

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), subtitle);
  gtk_widget_set_valign (toggle, GTK_ALIGN_CENTER);
  gtk_accessible_update_property (GTK_ACCESSIBLE (toggle), GTK_ACCESSIBLE_PROPERTY_LABEL, title, -1);
  g_settings_bind (settings, key, toggle, "active", G_SETTINGS_BIND_DEFAULT);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), toggle);
  adw_action_row_set_activatable_widget (ADW_ACTION_ROW (row), toggle);
  lock_row (settings, key, row);
  return row;
}

/* ---- choices ------------------------------------------------------------------------------------------------- */

/* libadwaita's own rows shorten a choice to some twenty letters. */
#define CHOICE_CHARS 44

static void
set_up_chosen_cb (GtkSignalListItemFactory *factory, GtkListItem *item, gpointer data)
{
  GtkWidget *label = gtk_label_new (NULL);

  /* A row has no room for a second line. */
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_label_set_width_chars (GTK_LABEL (label), 8);
  gtk_label_set_max_width_chars (GTK_LABEL (label), CHOICE_CHARS);
  gtk_label_set_xalign (GTK_LABEL (label), 1);
  gtk_list_item_set_child (item, label);
}

static void
bind_chosen_cb (GtkSignalListItemFactory *factory, GtkListItem *item, gpointer data)
{
  const char *words = gtk_string_object_get_string (gtk_list_item_get_item (item));

  gtk_label_set_text (GTK_LABEL (gtk_list_item_get_child (item)), words);
  gtk_widget_set_tooltip_text (gtk_list_item_get_child (item), words);
}

static void
set_up_choice_cb (GtkSignalListItemFactory *factory, GtkListItem *item, gpointer data)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  GtkWidget *label = gtk_label_new (NULL);

  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_max_width_chars (GTK_LABEL (label), CHOICE_CHARS);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_widget_set_hexpand (label, TRUE);
  gtk_box_append (GTK_BOX (box), label);
  gtk_box_append (GTK_BOX (box), gtk_image_new_from_icon_name ("object-select-symbolic"));
  gtk_list_item_set_child (item, box);
}

static void
mark_choice_cb (AdwComboRow *row, GParamSpec *pspec, GtkListItem *item)
{
  GtkWidget *mark = gtk_widget_get_last_child (gtk_list_item_get_child (item));

  gtk_widget_set_opacity (mark, adw_combo_row_get_selected (row) == gtk_list_item_get_position (item) ? 1 : 0);
}

static void
bind_choice_cb (GtkSignalListItemFactory *factory, GtkListItem *item, AdwComboRow *row)
{
  gtk_label_set_text (GTK_LABEL (gtk_widget_get_first_child (gtk_list_item_get_child (item))),
                      gtk_string_object_get_string (gtk_list_item_get_item (item)));
  g_signal_connect_object (row, "notify::selected", G_CALLBACK (mark_choice_cb), item, 0);
  mark_choice_cb (row, NULL, item);
}

static void
unbind_choice_cb (GtkSignalListItemFactory *factory, GtkListItem *item, AdwComboRow *row)
{
  g_signal_handlers_disconnect_by_func (row, mark_choice_cb, item);
}

/* A row to choose in, whose choices are read whole. */
static GtkWidget *
make_combo_row (void)
{
  GtkWidget *row = adw_combo_row_new ();
  g_autoptr (GtkListItemFactory) chosen = gtk_signal_list_item_factory_new ();
  g_autoptr (GtkListItemFactory) choices = gtk_signal_list_item_factory_new ();

  g_signal_connect (chosen, "setup", G_CALLBACK (set_up_chosen_cb), NULL);
  g_signal_connect (chosen, "bind", G_CALLBACK (bind_chosen_cb), NULL);
  g_signal_connect (choices, "setup", G_CALLBACK (set_up_choice_cb), NULL);
  g_signal_connect (choices, "bind", G_CALLBACK (bind_choice_cb), row);
  g_signal_connect (choices, "unbind", G_CALLBACK (unbind_choice_cb), row);
  adw_combo_row_set_factory (ADW_COMBO_ROW (row), chosen);
  adw_combo_row_set_list_factory (ADW_COMBO_ROW (row), choices);
  return row;
}

/* The row's choices are the values of the key's enumeration, in order. */
static void
choice_selected_cb (AdwComboRow *row, GParamSpec *pspec, GSettings *settings)
{
  const char *key = g_object_get_data (G_OBJECT (row), "key");

  g_settings_set_enum (settings, key, (int) adw_combo_row_get_selected (row));
}

/* @key: a literal. */
static GtkWidget *
make_choice_row (GSettings *settings, const char *key, const char *title, const char *const *choices)
{
  g_autoptr (GtkStringList) model = gtk_string_list_new (choices);
  GtkWidget *row = make_combo_row ();

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_combo_row_set_model (ADW_COMBO_ROW (row), G_LIST_MODEL (model));
  adw_combo_row_set_selected (ADW_COMBO_ROW (row), (guint) g_settings_get_enum (settings, key));
  g_object_set_data (G_OBJECT (row), "key", (gpointer) key);
  g_signal_connect_object (row, "notify::selected", G_CALLBACK (choice_selected_cb), settings, 0);
  lock_row (settings, key, row);
  return row;
}

static GtkWidget *
make_scheme_row (GSettings *settings)
{
  const char *const choices[] = { _ ("Like the desktop"), _ ("Light"), _ ("Dark"), NULL };

  return make_choice_row (settings, "color-scheme", _ ("Colours"), choices);
}

/* ---- notices ------------------------------------------------------------------------------------------------ */

/* Half hours are fine enough for a night. */
#define QUIET_STEP_MIN 30

static void
time_selected_cb (AdwComboRow *row, GParamSpec *pspec, GSettings *settings)
{
  const char *key = g_object_get_data (G_OBJECT (row), "key");

  g_settings_set_int (settings, key, (int) adw_combo_row_get_selected (row) * QUIET_STEP_MIN);
}

/* A time of the day, on this PC's clock. @key: a literal. */
static GtkWidget *
make_time_row (GSettings *settings, const char *key, const char *title)
{
  g_autoptr (GtkStringList) model = gtk_string_list_new (NULL);
  GtkWidget *row = make_combo_row ();

  for (guint minute = 0; minute < 24 * 60; minute += QUIET_STEP_MIN)
    gtk_string_list_take (model, g_strdup_printf ("%02u:%02u", minute / 60, minute % 60));
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_combo_row_set_model (ADW_COMBO_ROW (row), G_LIST_MODEL (model));
  adw_combo_row_set_selected (ADW_COMBO_ROW (row), (guint) g_settings_get_int (settings, key) / QUIET_STEP_MIN);
  g_object_set_data (G_OBJECT (row), "key", (gpointer) key);
  g_signal_connect_object (row, "notify::selected", G_CALLBACK (time_selected_cb), settings, 0);
  lock_row (settings, key, row);
  return row;
}

static gboolean
is_own_cb (GValue *value, GVariant *variant, gpointer data)
{
  g_value_set_boolean (value, g_strcmp0 (g_variant_get_string (variant, NULL), "own") == 0);
  return TRUE;
}

static void
show_when_own (GtkWidget *row, GSettings *settings)
{
  g_settings_bind_with_mapping (settings, "quiet-hours", row, "visible", G_SETTINGS_BIND_GET, is_own_cb, NULL, NULL, NULL);
}

static GtkWidget *
make_notices_group (GSettings *settings)
{
  const char *const severities[] = { _ ("As usual for my role"), _ ("Everything"), _ ("What is to be watched or needs action"),
                                     _ ("Only what needs action"), NULL };
  const char *const quiet[] = { _ ("As usual for my role"), _ ("Never"), _ ("Every day, from … to …"), NULL };
  GtkWidget *group = adw_preferences_group_new ();
  GtkWidget *from = make_time_row (settings, "quiet-from", _ ("Quiet from"));
  GtkWidget *to = make_time_row (settings, "quiet-to", _ ("Quiet until"));
  GtkWidget *const rows[] = {
    make_choice_row (settings, "notice-severity", _ ("Which incidents"), severities),
    make_switch_row (settings, "notice-over", _ ("Also when it is over"), _ ("With how long it took")),
    make_switch_row (settings, "notice-sound", _ ("With a sound"), _ ("As loud as the desktop’s bell is set")),
    make_choice_row (settings, "quiet-hours", _ ("Quiet hours"), quiet),
    from,
    to,
  };

  adw_preferences_group_set_title (ADW_PREFERENCES_GROUP (group), _ ("Notices"));
  adw_preferences_group_set_description (
      ADW_PREFERENCES_GROUP (group),
      _ ("Of incidents, and of stores below their target; never of a single cart. What is due in quiet hours is told "
         "afterwards, while it lasts, and stays marked as missed."));
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (group),
                             make_switch_row (settings, "notices", _ ("Notices on the desktop"),
                                              _ ("Without them, what you missed is marked in Corral all the same")));
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      /* One that is locked stays so. */
      if (gtk_widget_get_sensitive (rows[i]))
        g_settings_bind (settings, "notices", rows[i], "sensitive", G_SETTINGS_BIND_GET);
      adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), rows[i]);
    }
  show_when_own (from, settings);
  show_when_own (to, settings);
  return group;
}

static GtkWidget *
make_watching_group (GSettings *settings)
{
  GtkWidget *group = adw_preferences_group_new ();

  adw_preferences_group_set_title (ADW_PREFERENCES_GROUP (group), _ ("Watching"));
  adw_preferences_group_add (
      ADW_PREFERENCES_GROUP (group),
      make_switch_row (settings, "watch-in-background", _ ("Go on watching with the window closed"),
                       _ ("Corral stays without a window and tells you of incidents, until you choose Quit in its menu")));
  return group;
}

/* ---- locking ------------------------------------------------------------------------------------------------ */

/* Offered; another number that stands in the settings is added. */
static const int lock_minutes[] = { 0, 1, 2, 5, 10, 15, 30, 60 };

static void
minutes_selected_cb (AdwComboRow *row, GParamSpec *pspec, GSettings *settings)
{
  const int *minutes = g_object_get_data (G_OBJECT (row), "minutes");

  g_settings_set_int (settings, "lock-minutes", minutes[adw_combo_row_get_selected (row)]);
}

static char *
describe_minutes (int minutes)
{
  return minutes == 0 ? g_strdup (_ ("Never by itself"))
                      : g_strdup_printf (ngettext ("After %d minute without input", "After %d minutes without input",
                                                   (gulong) minutes),
                                         minutes);
}

/* Longer than the administrator has set is not offered. */
static GtkWidget *
make_lock_row (GSettings *settings, const CorralManaged *managed)
{
  g_autoptr (GtkStringList) model = gtk_string_list_new (NULL);
  GArray *minutes = g_array_new (FALSE, FALSE, sizeof (int));
  GtkWidget *row = make_combo_row ();
  int most = (int) managed->lock_minutes;
  int set = g_settings_get_int (settings, "lock-minutes");
  guint selected = 0;

  if (most > 0 && (set == 0 || set > most))
    set = most;
  for (guint i = 0; i < G_N_ELEMENTS (lock_minutes); i++)
    if (most == 0 || (lock_minutes[i] > 0 && lock_minutes[i] < most))
      g_array_append_val (minutes, lock_minutes[i]);
  if (most > 0)
    g_array_append_val (minutes, most);
  for (selected = 0; selected < minutes->len && g_array_index (minutes, int, selected) != set; selected++)
    ;
  if (selected == minutes->len)
    g_array_append_val (minutes, set);
  for (guint i = 0; i < minutes->len; i++)
    gtk_string_list_take (model, describe_minutes (g_array_index (minutes, int, i)));
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), _ ("Lock"));
  adw_combo_row_set_model (ADW_COMBO_ROW (row), G_LIST_MODEL (model));
  adw_combo_row_set_selected (ADW_COMBO_ROW (row), selected);
  g_object_set_data_full (G_OBJECT (row), "minutes", g_array_free (minutes, FALSE), g_free);
  g_signal_connect_object (row, "notify::selected", G_CALLBACK (minutes_selected_cb), settings, 0);
  lock_row (settings, "lock-minutes", row);
  return row;
}

static GtkWidget *
make_lock_group (GSettings *settings, const CorralManaged *managed)
{
  GtkWidget *group = adw_preferences_group_new ();

  adw_preferences_group_set_title (ADW_PREFERENCES_GROUP (group), _ ("Shared PC"));
  adw_preferences_group_set_description (
      ADW_PREFERENCES_GROUP (group),
      _ ("Locked, Corral shows nothing and goes on sending what waits. Whoever unlocks it signs in anew, which needs the link. "
         "With this on it also locks with the desktop’s screen, and when another person comes."));
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), make_lock_row (settings, managed));
  return group;
}

/* ---- what whoever looks after this PC has set ---------------------------------------------------------------- */

static void
add_fact (GtkWidget *group, const char *title, const char *value)
{
  GtkWidget *row = adw_action_row_new ();

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  /* Below: beside it, a box would break it in two lines however much room there is (GTK 4.8). */
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), value);
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), row);
}

/* NULL: nothing is set. */
static GtkWidget *
make_managed_group (const CorralManaged *managed)
{
  g_autofree char *problem = corral_managed_dup_problem (managed);
  GtkWidget *group;

  if (managed->path == NULL)
    return NULL;
  group = adw_preferences_group_new ();
  adw_preferences_group_set_title (ADW_PREFERENCES_GROUP (group), _ ("Set by Your Administrator"));
  adw_preferences_group_set_description (ADW_PREFERENCES_GROUP (group),
                                         problem != NULL ? problem : _ ("For everybody on this PC; nothing of it can be changed here."));
  if (managed->clouds != NULL)
    {
      g_autofree char *clouds = g_strjoinv ("\n", managed->clouds);

      add_fact (group, _ ("Clouds that may be used"), *clouds != '\0' ? clouds : _ ("None"));
    }
  add_fact (group, _ ("Saving and printing"), managed->may_export ? _ ("Allowed") : _ ("Turned off"));
  add_fact (group, _ ("Data on this PC"),
            managed->may_store ? _ ("Kept, also for working offline") : _ ("Only while Corral runs"));
  if (managed->retention_days > 0)
    {
      g_autofree char *days = g_strdup_printf (ngettext ("At most %u day", "At most %u days", managed->retention_days),
                                               managed->retention_days);

      add_fact (group, _ ("What is over is kept for"), days);
    }
  if (managed->lock_minutes > 0)
    {
      g_autofree char *minutes = describe_minutes ((int) managed->lock_minutes);

      add_fact (group, _ ("Locks at the latest"), minutes);
    }
  return group;
}

GtkWindow *
corral_preferences_new (GtkWindow *parent, GSettings *settings, GSettings *own, const CorralManaged *managed)
{
  GtkWidget *set = make_managed_group (managed);
  GtkWidget *window = g_object_new (ADW_TYPE_WINDOW, "accessible-role", GTK_ACCESSIBLE_ROLE_DIALOG, NULL);
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *page = adw_preferences_page_new ();
  GtkWidget *look = adw_preferences_group_new ();
  GtkEventController *keys = gtk_shortcut_controller_new ();

  adw_preferences_group_set_title (ADW_PREFERENCES_GROUP (look), _ ("Appearance"));
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (look), make_scheme_row (settings));
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (look),
                             make_switch_row (settings, "compact-rows", _ ("Compact rows"),
                                              _ ("More rows fit on the screen")));
  if (set != NULL)
    corral_compat_group_wrap_title (set);
  if (set != NULL)
    adw_preferences_page_add (ADW_PREFERENCES_PAGE (page), ADW_PREFERENCES_GROUP (set));
  adw_preferences_page_add (ADW_PREFERENCES_PAGE (page), ADW_PREFERENCES_GROUP (look));
  if (own != NULL)
    adw_preferences_page_add (ADW_PREFERENCES_PAGE (page), ADW_PREFERENCES_GROUP (make_notices_group (own)));
  adw_preferences_page_add (ADW_PREFERENCES_PAGE (page), ADW_PREFERENCES_GROUP (make_lock_group (settings, managed)));
  adw_preferences_page_add (ADW_PREFERENCES_PAGE (page), ADW_PREFERENCES_GROUP (make_watching_group (settings)));

  gtk_shortcut_controller_add_shortcut (
      GTK_SHORTCUT_CONTROLLER (keys),
      gtk_shortcut_new (gtk_keyval_trigger_new (GDK_KEY_Escape, 0), gtk_named_action_new ("window.close")));
  gtk_widget_add_controller (window, keys);

  gtk_box_append (GTK_BOX (box), adw_header_bar_new ());
  gtk_box_append (GTK_BOX (box), page);
  gtk_widget_set_vexpand (page, TRUE);
  adw_window_set_content (ADW_WINDOW (window), box);
  gtk_window_set_title (GTK_WINDOW (window), _ ("Preferences"));
  gtk_window_set_default_size (GTK_WINDOW (window), corral_dialog_frame_px (window, 600), 640);
  gtk_window_set_transient_for (GTK_WINDOW (window), parent);
  gtk_window_set_modal (GTK_WINDOW (window), TRUE);
  return GTK_WINDOW (window);
}
