/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Help. Main thread.
 *
 * Who opens it: an agent in the first week, with F1 on the page where a word was met, who reads two lines and goes back with
 * Alt+Left; or who types the word into the field above. */
#include "config.h"

#include "corral-help-page.h"

#include "corral-call-desk.h"
#include "corral-help.h"
#include "corral-wrap-box.h"

#include <glib/gi18n.h>
#include <string.h>

#define TOPICS_PX 210
#define TOPIC_CHARS 30
#define WIDEST_PX 760

struct _CorralHelpPage
{
  CorralPage parent_instance;

  GPtrArray *topics;  /* (owned) (element-type CorralHelpTopic) */
  gboolean setting;

  GtkWidget *entry;
  GtkWidget *list;
  GtkWidget *scrolled;
  GtkWidget *body;
  GString *shown;     /* (owned) */
};

G_DEFINE_FINAL_TYPE (CorralHelpPage, corral_help_page, CORRAL_TYPE_PAGE)

static GtkWidget *
append_text (CorralHelpPage *self, GtkWidget *box, const char *text, const char *css_class)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_selectable (GTK_LABEL (label), TRUE);
  /* By the keyboard one goes over topics and scrolls; a stop at each paragraph would be in the way. */
  gtk_widget_set_focusable (label, FALSE);
  gtk_widget_set_hexpand (label, TRUE);
  if (css_class != NULL)
    gtk_widget_add_css_class (label, css_class);
  gtk_box_append (GTK_BOX (box), label);
  g_string_append_printf (self->shown, "%s\n", text);
  return label;
}

/* Shape, and beside it the word over what it means. */
static void
append_term (CorralHelpPage *self, const CorralHelpBlock *block)
{
  /* Not a box of GTK's: it would ask the texts how wide they are at some height. */
  GtkWidget *row = corral_wrap_box_new (12);
  GtkWidget *texts = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);

  if (block->icon != NULL)
    {
      GtkWidget *image = gtk_image_new_from_icon_name (block->icon);

      gtk_widget_set_valign (image, GTK_ALIGN_START);
      gtk_widget_set_margin_top (image, 3);
      if (block->css_class != NULL && *block->css_class != '\0')
        gtk_widget_add_css_class (image, block->css_class);
      corral_wrap_box_append (CORRAL_WRAP_BOX (row), image);
    }
  gtk_widget_set_hexpand (texts, TRUE);
  gtk_widget_set_margin_top (row, 6);
  append_text (self, texts, block->term, "heading");
  if (*block->text != '\0')
    append_text (self, texts, block->text, NULL);
  corral_wrap_box_append (CORRAL_WRAP_BOX (row), texts);
  gtk_box_append (GTK_BOX (self->body), row);
}

static void
append_step (CorralHelpPage *self, const CorralHelpBlock *block)
{
  GtkWidget *row = corral_wrap_box_new (12);
  GtkWidget *texts = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *image = gtk_image_new_from_icon_name ("go-next-symbolic");

  gtk_widget_set_valign (image, GTK_ALIGN_START);
  gtk_widget_set_margin_top (image, 3);
  gtk_widget_add_css_class (image, "dim-label");
  gtk_accessible_update_property (GTK_ACCESSIBLE (image), GTK_ACCESSIBLE_PROPERTY_LABEL, _ ("To do"), -1);
  corral_wrap_box_append (CORRAL_WRAP_BOX (row), image);
  append_text (self, texts, block->text, NULL);
  gtk_widget_set_hexpand (texts, TRUE);
  corral_wrap_box_append (CORRAL_WRAP_BOX (row), texts);
  gtk_box_append (GTK_BOX (self->body), row);
}

static void
append_topic (CorralHelpPage *self, const CorralHelpTopic *topic)
{
  append_text (self, self->body, topic->title, "title-2");
  for (guint i = 0; i < topic->blocks->len; i++)
    {
      const CorralHelpBlock *block = g_ptr_array_index (topic->blocks, i);

      switch (block->kind)
        {
        case CORRAL_HELP_PARAGRAPH:
          append_text (self, self->body, block->text, NULL);
          break;
        case CORRAL_HELP_HEADING:
          gtk_widget_set_margin_top (append_text (self, self->body, block->text, "title-4"), 12);
          break;
        case CORRAL_HELP_TERM:
          append_term (self, block);
          break;
        case CORRAL_HELP_STEP:
          append_step (self, block);
          break;
        default:
          g_assert_not_reached ();
        }
    }
}

static void
clear (CorralHelpPage *self)
{
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (self->body)) != NULL)
    gtk_box_remove (GTK_BOX (self->body), child);
  g_string_truncate (self->shown, 0);
  gtk_adjustment_set_value (gtk_scrolled_window_get_vadjustment (GTK_SCROLLED_WINDOW (self->scrolled)), 0);
}

static void
show_topic (CorralHelpPage *self, guint which)
{
  clear (self);
  append_topic (self, g_ptr_array_index (self->topics, which));
  self->setting = TRUE;
  gtk_list_box_select_row (GTK_LIST_BOX (self->list), gtk_list_box_get_row_at_index (GTK_LIST_BOX (self->list), (int) which));
  self->setting = FALSE;
}

static void
show_found (CorralHelpPage *self, const char *words)
{
  g_autoptr (GPtrArray) found = corral_help_find (self->topics, words);

  clear (self);
  for (guint i = 0; i < found->len; i++)
    append_topic (self, g_ptr_array_index (found, i));
  if (found->len == 0)
    append_text (self, self->body, _ ("Nothing in the help has all these words. Try one of them, as it stands on the screen."), "dim-label");
  self->setting = TRUE;
  gtk_list_box_unselect_all (GTK_LIST_BOX (self->list));
  self->setting = FALSE;
}

static guint
get_topic (CorralHelpPage *self, CorralPlace *place)
{
  const char *id = place != NULL ? corral_place_get_filter (place, "about") : NULL;

  for (guint i = 0; i < self->topics->len; i++)
    {
      const CorralHelpTopic *topic = g_ptr_array_index (self->topics, i);

      if (g_strcmp0 (topic->id, id) == 0)
        return i;
    }
  return 0;
}

static void
searched_cb (CorralHelpPage *self)
{
  const char *words = gtk_editable_get_text (GTK_EDITABLE (self->entry));

  if (self->setting)
    return;
  if (*words != '\0')
    show_found (self, words);
  else
    show_topic (self, get_topic (self, corral_page_get_place (CORRAL_PAGE (self))));
}

static void
empty_entry (CorralHelpPage *self)
{
  self->setting = TRUE;
  gtk_editable_set_text (GTK_EDITABLE (self->entry), "");
  self->setting = FALSE;
}

/* Another topic is another place: one goes back from it. */
static void
chosen_cb (CorralHelpPage *self, GtkListBoxRow *row)
{
  const CorralHelpTopic *topic;
  g_autoptr (CorralPlace) bare = corral_place_new (CORRAL_PAGE_HELP, NULL, NULL);
  g_autoptr (CorralPlace) place = NULL;

  if (self->setting || row == NULL)
    return;
  topic = g_ptr_array_index (self->topics, gtk_list_box_row_get_index (row));
  place = corral_place_with_filter (bare, "about", topic->id);
  empty_entry (self);
  corral_page_set_place (CORRAL_PAGE (self), place);
  show_topic (self, (guint) gtk_list_box_row_get_index (row));
}

static void
corral_help_page_show_place (CorralPage *page, CorralPlace *place)
{
  CorralHelpPage *self = CORRAL_HELP_PAGE (page);

  empty_entry (self);
  show_topic (self, get_topic (self, place));
}

static gboolean
corral_help_page_grab_focus (GtkWidget *widget)
{
  CorralHelpPage *self = CORRAL_HELP_PAGE (widget);
  GtkListBoxRow *row = gtk_list_box_get_selected_row (GTK_LIST_BOX (self->list));

  return gtk_widget_grab_focus (row != NULL ? GTK_WIDGET (row) : self->entry);
}

static void
corral_help_page_finalize (GObject *object)
{
  CorralHelpPage *self = CORRAL_HELP_PAGE (object);

  g_ptr_array_unref (self->topics);
  g_string_free (self->shown, TRUE);
  G_OBJECT_CLASS (corral_help_page_parent_class)->finalize (object);
}

static void
corral_help_page_class_init (CorralHelpPageClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = corral_help_page_finalize;
  GTK_WIDGET_CLASS (klass)->grab_focus = corral_help_page_grab_focus;
  CORRAL_PAGE_CLASS (klass)->show_place = corral_help_page_show_place;
}

static void
corral_help_page_init (CorralHelpPage *self)
{
  self->shown = g_string_new (NULL);
}

static GtkWidget *
make_topic_row (const CorralHelpTopic *topic)
{
  GtkWidget *label = gtk_label_new (topic->title);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_max_width_chars (GTK_LABEL (label), TOPIC_CHARS);
  gtk_widget_set_margin_top (label, 6);
  gtk_widget_set_margin_bottom (label, 6);
  return label;
}

static GtkWidget *
make_side (CorralHelpPage *self)
{
  GtkWidget *side = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12);

  self->entry = gtk_search_entry_new ();
  g_object_set (self->entry, "placeholder-text", _ ("Find in the help"), NULL);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->entry), GTK_ACCESSIBLE_PROPERTY_LABEL, _ ("Find in the help"), -1);
  g_signal_connect_swapped (self->entry, "search-changed", G_CALLBACK (searched_cb), self);
  self->list = gtk_list_box_new ();
  gtk_widget_add_css_class (self->list, "navigation-sidebar");
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->list), GTK_ACCESSIBLE_PROPERTY_LABEL, _ ("Topics"), -1);
  for (guint i = 0; i < self->topics->len; i++)
    gtk_list_box_append (GTK_LIST_BOX (self->list), make_topic_row (g_ptr_array_index (self->topics, i)));
  g_signal_connect_swapped (self->list, "row-selected", G_CALLBACK (chosen_cb), self);
  gtk_widget_set_size_request (side, TOPICS_PX, -1);
  gtk_box_append (GTK_BOX (side), self->entry);
  gtk_box_append (GTK_BOX (side), self->list);
  return side;
}

static GtkWidget *
make_body (CorralHelpPage *self)
{
  GtkWidget *clamp = adw_clamp_new ();

  self->body = gtk_box_new (GTK_ORIENTATION_VERTICAL, 8);
  gtk_widget_add_css_class (self->body, "page");
  gtk_widget_set_margin_bottom (self->body, 18);
  adw_clamp_set_maximum_size (ADW_CLAMP (clamp), WIDEST_PX);
  adw_clamp_set_tightening_threshold (ADW_CLAMP (clamp), WIDEST_PX);
  adw_clamp_set_child (ADW_CLAMP (clamp), self->body);
  /* Beside the topics rather than in the middle of a wide screen. */
  gtk_widget_set_halign (clamp, GTK_ALIGN_START);
  self->scrolled = gtk_scrolled_window_new ();
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (self->scrolled), GTK_POLICY_NEVER, GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (self->scrolled), clamp);
  gtk_widget_set_hexpand (self->scrolled, TRUE);
  gtk_widget_set_focusable (self->scrolled, TRUE);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->scrolled), GTK_ACCESSIBLE_PROPERTY_LABEL, _ ("The topic’s text"), -1);
  return self->scrolled;
}

CorralPage *
corral_help_page_new (CorralPageContext *context)
{
  CorralHelpPage *self = g_object_new (CORRAL_TYPE_HELP_PAGE, "context", context, NULL);
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  GtkWidget *side;

  self->topics = corral_help_new (context->calls != NULL ? corral_call_desk_get_plays (context->calls) : NULL);
  side = make_side (self);
  gtk_widget_add_css_class (side, "page");
  gtk_box_append (GTK_BOX (box), side);
  gtk_box_append (GTK_BOX (box), gtk_separator_new (GTK_ORIENTATION_VERTICAL));
  gtk_box_append (GTK_BOX (box), make_body (self));
  adw_bin_set_child (ADW_BIN (self), box);
  corral_page_set_title (CORRAL_PAGE (self), _ ("Help"));
  return CORRAL_PAGE (self);
}

char *
corral_help_page_to_text (CorralHelpPage *self)
{
  g_return_val_if_fail (CORRAL_IS_HELP_PAGE (self), NULL);

  return g_strdup (self->shown->str);
}
