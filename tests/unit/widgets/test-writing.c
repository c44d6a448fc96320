/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where people write and choose in dialogs: free text and what it must not hold, one of many found by typing. */
#include "corral-choice-list.h"
#include "corral-free-text.h"

#include "widget-test.h"

#include <string.h>

/* ---- free text ------------------------------------------------------------------------------------- */

static void
count_cb (guint *n)
{
  (*n)++;
}

static GtkWidget *
find_view (GtkWidget *widget)
{
  if (GTK_IS_TEXT_VIEW (widget))
    return widget;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL; child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = find_view (child);

      if (found != NULL)
        return found;
    }
  return NULL;
}

/* What is marked, joined with "|". */
static char *
list_marked (GtkWidget *text)
{
  GtkTextBuffer *buffer = gtk_text_view_get_buffer (GTK_TEXT_VIEW (find_view (text)));
  GString *marked = g_string_new (NULL);
  GtkTextIter from, to;

  gtk_text_buffer_get_start_iter (buffer, &from);
  if (!gtk_text_iter_starts_tag (&from, NULL) && !gtk_text_iter_forward_to_tag_toggle (&from, NULL))
    return g_string_free (marked, FALSE);
  do
    {
      g_autofree char *part = NULL;

      to = from;
      gtk_text_iter_forward_to_tag_toggle (&to, NULL);
      part = gtk_text_buffer_get_text (buffer, &from, &to, FALSE);
      g_string_append_printf (marked, "%s%s", marked->len > 0 ? "|" : "", part);
      from = to;
    }
  while (gtk_text_iter_forward_to_tag_toggle (&from, NULL));
  return g_string_free (marked, FALSE);
}

static const struct
{
  const char *text;
  const char *marked;
} privates[] = {
  { "nothing of the kind", "" },
  { "bob@example.org", "bob@example.org" },
  { "ü 4111 1111 1111 1111 ü", "4111 1111 1111 1111" },
  { "first jo@example.org, then 4111-1111-1111-1111.", "jo@example.org|4111-1111-1111-1111" },
};

static void
test_private (void)
{
  GtkWidget *text = g_object_ref_sink (corral_free_text_new ("Note", FALSE));
  guint n = 0;

  g_signal_connect_swapped (text, "changed", G_CALLBACK (count_cb), &n);
  for (guint i = 0; i < G_N_ELEMENTS (privates); i++)
    {
      g_autofree char *marked = NULL;

      n = 0;
      corral_free_text_set_text (CORRAL_FREE_TEXT (text), privates[i].text);
      marked = list_marked (text);
      g_assert_cmpstr (marked, ==, privates[i].marked);
      g_assert_true (corral_free_text_is_fit (CORRAL_FREE_TEXT (text)) == (*privates[i].marked == '\0'));
      g_assert_true ((corral_free_text_get_problem (CORRAL_FREE_TEXT (text)) != NULL) == (*privates[i].marked != '\0'));
      g_assert_cmpuint (n, >, 0);
    }
  g_object_unref (text);
}

static void
test_length (void)
{
  GtkWidget *text = g_object_ref_sink (corral_free_text_new ("Note", FALSE));
  g_autoptr (GString) umlauts = g_string_new (NULL);

  /* 8,192 bytes are 4,096 of these; blanks around them do not count. */
  for (guint i = 0; i < CORRAL_FREE_TEXT_MAX / 2; i++)
    g_string_append (umlauts, "ü");
  g_string_append (umlauts, "  \n");
  corral_free_text_set_text (CORRAL_FREE_TEXT (text), umlauts->str);
  g_assert_true (corral_free_text_is_fit (CORRAL_FREE_TEXT (text)));
  g_string_prepend (umlauts, "ü");
  corral_free_text_set_text (CORRAL_FREE_TEXT (text), umlauts->str);
  g_assert_false (corral_free_text_is_fit (CORRAL_FREE_TEXT (text)));
  g_assert_cmpstr (corral_free_text_get_problem (CORRAL_FREE_TEXT (text)), ==, "The text is 1 character too long.");
  /* The bound falls into the middle of a character. */
  g_string_prepend (umlauts, "x");
  corral_free_text_set_text (CORRAL_FREE_TEXT (text), umlauts->str);
  g_assert_cmpstr (corral_free_text_get_problem (CORRAL_FREE_TEXT (text)), ==, "The text is 2 characters too long.");
  g_object_unref (text);
}

static void
test_empty (void)
{
  GtkWidget *needed = g_object_ref_sink (corral_free_text_new ("Note", FALSE));
  GtkWidget *optional = g_object_ref_sink (corral_free_text_new ("Note", TRUE));
  g_autofree char *text = NULL;

  g_assert_false (corral_free_text_is_fit (CORRAL_FREE_TEXT (needed)));
  g_assert_true (corral_free_text_is_fit (CORRAL_FREE_TEXT (optional)));
  g_assert_null (corral_free_text_get_problem (CORRAL_FREE_TEXT (needed)));
  corral_free_text_set_text (CORRAL_FREE_TEXT (needed), " \n\t ");
  g_assert_false (corral_free_text_is_fit (CORRAL_FREE_TEXT (needed)));
  g_assert_true (corral_free_text_is_empty (CORRAL_FREE_TEXT (needed)));
  corral_free_text_set_text (CORRAL_FREE_TEXT (needed), "  a\nb \n");
  text = corral_free_text_get_text (CORRAL_FREE_TEXT (needed));
  g_assert_cmpstr (text, ==, "a\nb");
  g_object_unref (needed);
  g_object_unref (optional);
}

/* ---- one of many ------------------------------------------------------------------------------------ */

static GtkWidget *
find_part (GtkWidget *widget, GType type)
{
  if (G_TYPE_CHECK_INSTANCE_TYPE (widget, type))
    return widget;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL; child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = find_part (child, type);

      if (found != NULL)
        return found;
    }
  return NULL;
}

static guint
count_rows (GtkWidget *list)
{
  GtkListBox *box = GTK_LIST_BOX (find_part (list, GTK_TYPE_LIST_BOX));
  guint n = 0;

  while (gtk_list_box_get_row_at_index (box, (int) n) != NULL)
    n++;
  return n;
}

static void
type_in (GtkWidget *list, const char *text)
{
  GtkWidget *entry = find_part (list, GTK_TYPE_SEARCH_ENTRY);

  gtk_editable_set_text (GTK_EDITABLE (entry), text);
  g_signal_emit_by_name (entry, "search-changed");
}

static void
test_choice (void)
{
  GtkWidget *list = g_object_ref_sink (corral_choice_list_new ("Store"));
  guint n = 0;

  g_signal_connect_swapped (list, "changed", G_CALLBACK (count_cb), &n);
  for (guint i = 0; i < 200; i++)
    {
      g_autofree char *id = g_strdup_printf ("s%u", i);
      g_autofree char *text = g_strdup_printf ("%u %s", i, i % 50 == 7 ? "Zürich" : "Riverside");

      corral_choice_list_add (CORRAL_CHOICE_LIST (list), id, text);
    }
  corral_choice_list_show (CORRAL_CHOICE_LIST (list));
  g_assert_cmpuint (corral_choice_list_get_n (CORRAL_CHOICE_LIST (list)), ==, 200);
  g_assert_null (corral_choice_list_get_chosen (CORRAL_CHOICE_LIST (list)));
  /* Not all of two hundred are rows, and that is said; what is typed is found anywhere, with or without marks. */
  g_assert_cmpuint (count_rows (list), <, 200);
  type_in (list, "zurich");
  g_assert_cmpuint (count_rows (list), ==, 4);
  g_assert_cmpuint (n, ==, 0);

  corral_choice_list_choose (CORRAL_CHOICE_LIST (list), "s57");
  g_assert_cmpstr (corral_choice_list_get_chosen (CORRAL_CHOICE_LIST (list)), ==, "s57");
  g_assert_cmpuint (n, ==, 1);
  /* It stays while it is found. */
  type_in (list, "57");
  g_assert_cmpstr (corral_choice_list_get_chosen (CORRAL_CHOICE_LIST (list)), ==, "s57");
  g_assert_cmpuint (n, ==, 1);
  /* What is not seen is not chosen. */
  type_in (list, "riverside");
  g_assert_null (corral_choice_list_get_chosen (CORRAL_CHOICE_LIST (list)));
  g_assert_cmpuint (n, ==, 2);
  type_in (list, "nobody has that");
  g_assert_cmpuint (count_rows (list), ==, 0);
  g_object_unref (list);
}

int
main (int argc, char **argv)
{
  widget_test_init (&argc, &argv);
  g_test_add_func ("/writing/private", test_private);
  g_test_add_func ("/writing/length", test_length);
  g_test_add_func ("/writing/empty", test_empty);
  g_test_add_func ("/writing/choice", test_choice);
  return g_test_run ();
}
