/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The real window on the demo fleet, led from page to page by whoever looks at it from outside: a line on standard input is a
 * command, and a line on standard output says that it is done. Main thread.
 *
 *   pages            names of all kinds of pages, as the program has them
 *   go PAGE          to one of that kind
 *   do ACTION        an action of the window, such as win.shortcuts
 *   press NAME       the button of that name on the page
 *   choose           the first row of the page's table
 *   offline          works without the cloud from now on
 *   close            the window that is open above this one
 *   dialogs          names of everything that can come over the window
 *   open NAME        that one
 *   shut             what is open over the window, without a question
 */
#include "config.h"

#include "acts-fixture.h"
#include "dialog-tour.h"
#include "page-tour.h"

#include "corral-row-list.h"
#include "corral-table.h"

#include <gio/gunixinputstream.h>
#include <string.h>
#include <unistd.h>

static GtkWidget *
find_named (GtkWidget *widget, const char *name)
{
  if (GTK_IS_WIDGET (widget) && gtk_widget_get_mapped (widget) && strcmp (gtk_widget_get_name (widget), name) == 0)
    return widget;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL; child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = find_named (child, name);

      if (found != NULL)
        return found;
    }
  return NULL;
}

static void
choose_first (Fixture *fixture)
{
  GtkWidget *table = page_part (fixture, CORRAL_TYPE_TABLE);
  g_autoptr (CorralRowItem) item = NULL;

  wait_until (count_shown (fixture) > 0);
  item = g_list_model_get_item (get_shown (fixture), 0);
  corral_table_select (CORRAL_TABLE (table), corral_row_item_get_slot (item));
}

/* GTK 4.8 calls every page of a stack visible. Who looks from outside sees the one that is on top. */
static void
show_pages (Fixture *fixture, gboolean all)
{
  GtkWidget *page = GTK_WIDGET (corral_window_get_page (fixture->window));
  GtkWidget *stack = gtk_widget_get_parent (page);

  for (GtkWidget *child = gtk_widget_get_first_child (stack); child != NULL; child = gtk_widget_get_next_sibling (child))
    gtk_widget_set_visible (child, all || child == page);
}

/* The same of stacks in what comes over the window. */
static void
hide_behind (GtkWidget *widget)
{
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL; child = gtk_widget_get_next_sibling (child))
    if (GTK_IS_STACK (widget) && child != gtk_stack_get_visible_child (GTK_STACK (widget)))
      gtk_widget_set_visible (child, FALSE);
    else
      hide_behind (child);
}

static void
go_to_kind (Fixture *fixture, const char *name)
{
  for (CorralPageKind kind = 0; kind < CORRAL_N_PAGES; kind++)
    if (g_strcmp0 (corral_page_kind_to_name (kind), name) == 0)
      {
        show_pages (fixture, TRUE);
        page_tour_go (fixture, kind);
        show_pages (fixture, FALSE);
      }
}

static void
close_dialogs (Fixture *fixture)
{
  g_autoptr (GList) windows = gtk_window_list_toplevels ();

  for (GList *l = windows; l != NULL; l = l->next)
    if (l->data != (gpointer) fixture->window && gtk_widget_get_mapped (l->data))
      gtk_window_destroy (l->data);
}

static void
obey (Fixture *fixture, const char *command, const char *argument)
{
  if (strcmp (command, "pages") == 0)
    for (CorralPageKind kind = 0; kind < CORRAL_N_PAGES; kind++)
      g_print ("%s ", corral_page_kind_to_name (kind));
  else if (strcmp (command, "go") == 0)
    go_to_kind (fixture, argument);
  else if (strcmp (command, "do") == 0)
    gtk_widget_activate_action (GTK_WIDGET (fixture->window), argument, NULL);
  else if (strcmp (command, "press") == 0)
    {
      GtkWidget *button = find_named (GTK_WIDGET (corral_window_get_page (fixture->window)), argument);

      if (button != NULL)
        gtk_widget_activate (button);
      g_print ("%s", button != NULL ? "" : "no such button ");
    }
  else if (strcmp (command, "choose") == 0)
    choose_first (fixture);
  else if (strcmp (command, "offline") == 0)
    corral_services_set_offline (fixture->services, TRUE);
  else if (strcmp (command, "close") == 0)
    close_dialogs (fixture);
  else if (strcmp (command, "dialogs") == 0)
    {
      g_autoptr (GPtrArray) names = dialog_tour_list (fixture);

      for (guint i = 0; i < names->len; i++)
        g_print ("%s ", (char *) names->pdata[i]);
    }
  else if (strcmp (command, "open") == 0)
    {
      GtkWidget *over;

      show_pages (fixture, TRUE);
      over = dialog_tour_open (fixture, argument);
      show_pages (fixture, FALSE);
      if (GTK_IS_WINDOW (over))
        hide_behind (over);
    }
  else if (strcmp (command, "shut") == 0)
    dialog_tour_close (fixture);
  else
    g_error ("no such command: %s", command);
  g_print ("done\n");
}

static gboolean
read_cb (GObject *stream, gpointer data)
{
  Fixture *fixture = data;
  g_autofree char *line
      = g_data_input_stream_read_line_utf8 (G_DATA_INPUT_STREAM (g_object_get_data (stream, "lines")), NULL, NULL, NULL);
  char *space = line != NULL ? strchr (line, ' ') : NULL;

  if (line == NULL)
    {
      fixture->n_carts = 0;
      return G_SOURCE_REMOVE;
    }
  if (space != NULL)
    *space = '\0';
  obey (fixture, line, space != NULL ? space + 1 : NULL);
  return G_SOURCE_CONTINUE;
}

static void
test_stage (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GInputStream) stream = g_unix_input_stream_new (STDIN_FILENO, FALSE);
  g_autoptr (GDataInputStream) lines = g_data_input_stream_new (stream);
  g_autoptr (GSource) source = g_pollable_input_stream_create_source (G_POLLABLE_INPUT_STREAM (stream), NULL);

  fixture->n_carts = N_CARTS;
  page_tour_open (fixture);
  g_object_set_data (G_OBJECT (stream), "lines", lines);
  g_source_set_callback (source, G_SOURCE_FUNC (read_cb), fixture, NULL);
  g_source_attach (source, NULL);
  g_print ("ready %d\n", (int) getpid ());
  while (fixture->n_carts > 0)
    g_main_context_iteration (NULL, TRUE);
}

int
main (int argc, char *argv[])
{
  window_fixture_init (&argc, &argv);
  g_test_add ("/stage", Fixture, NULL, set_up, test_stage, tear_down);
  return window_fixture_run ();
}
