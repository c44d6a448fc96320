/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Signing in, as people see it: three pages of one stack. Main thread. */
#include "config.h"

#include "corral-sign-in-view.h"

#include "corral-api.h"
#include "corral-notice-bar.h"
#include "corral-open-compat.h"

#include <adwaita.h>
#include <glib/gi18n.h>
#include <string.h>

#define CHOOSE "choose"
#define BROWSER "browser"
#define DEVICE "device"

struct _CorralSignInView
{
  GtkWidget parent_instance;

  CorralSignIn *sign_in;     /* (owned) (nullable) */
  gboolean asks_address;
  gboolean asks_anew;
  const CorralManaged *managed; /* (nullable) */
  gboolean handed_over;      /* somebody else has it now, and stops it */
  GCancellable *cancellable; /* (owned) (nullable): while somebody is signing in */
  CorralSignInWay way;
  char *address;             /* (owned) (nullable): of the page that is waited for */

  GtkWidget *stack;
  GtkWidget *notice;
  GtkWidget *entry;
  GtkWidget *choices;
  GtkWidget *browser_words;
  GtkWidget *copy_button;
  GtkWidget *device_words;
  GtkWidget *code;
  GtkWidget *link;
  GtkWidget *device_box;
  GtkWidget *copy_code_button;
};

G_DEFINE_FINAL_TYPE (CorralSignInView, corral_sign_in_view, GTK_TYPE_WIDGET)

enum
{
  SIGNAL_SIGNED_IN,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

/* ---- what is shown ------------------------------------------------------------------------------- */

void
corral_sign_in_view_say (CorralSignInView *self, const char *sentence)
{
  g_return_if_fail (CORRAL_IS_SIGN_IN_VIEW (self));

  if (sentence != NULL)
    corral_notice_bar_show (CORRAL_NOTICE_BAR (self->notice), CORRAL_NOTICE_ACT, sentence, NULL, NULL);
  else
    corral_notice_bar_hide (CORRAL_NOTICE_BAR (self->notice));
}

static void
show_page (CorralSignInView *self, const char *page)
{
  gtk_stack_set_visible_child_name (GTK_STACK (self->stack), page);
  gtk_widget_child_focus (self->stack, GTK_DIR_TAB_FORWARD);
}

/* Before the service has answered. */
static void
show_asking (CorralSignInView *self)
{
  const char *words = _ ("Asking the cloud how to sign in…");

  gtk_label_set_text (GTK_LABEL (self->browser_words), words);
  gtk_label_set_text (GTK_LABEL (self->device_words), words);
  gtk_widget_set_visible (self->copy_button, FALSE);
  gtk_widget_set_visible (self->device_box, FALSE);
  gtk_widget_set_visible (self->copy_code_button, FALSE);
  show_page (self, self->way == CORRAL_SIGN_IN_BROWSER ? BROWSER : DEVICE);
}

static void
opened_cb (gboolean opened, gpointer data)
{
  g_autoptr (CorralSignInView) self = data;

  if (!opened && self->cancellable != NULL)
    gtk_label_set_text (GTK_LABEL (self->browser_words),
                        _ ("No browser could be opened on this PC. Copy the address, open it in a browser here, and sign in "
                           "there within two minutes."));
}

/* On the main thread, but perhaps after the view has gone. */
static void
show_cb (const CorralSignInPage *page, gpointer data)
{
  CorralSignInView *self = g_weak_ref_get (data);

  if (self == NULL)
    return;
  g_free (self->address);
  self->address = g_strdup (page->full_page != NULL ? page->full_page : page->address);
  if (page->code == NULL)
    {
      GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));

      gtk_label_set_text (GTK_LABEL (self->browser_words),
                          _ ("Your browser has opened. Sign in there within two minutes; Corral goes on by itself."));
      gtk_widget_set_visible (self->copy_button, TRUE);
      corral_compat_open_uri (GTK_IS_WINDOW (root) ? GTK_WINDOW (root) : NULL, page->address, opened_cb, g_object_ref (self));
    }
  else
    {
      gint64 minutes = MAX (1, page->lasts_ms / 60000);
      g_autofree char *words = g_strdup_printf (
          ngettext ("On a phone or another PC open the page below and enter this code, within %d minute.",
                    "On a phone or another PC open the page below and enter this code, within %d minutes.", (gulong) minutes),
          (int) minutes);

      gtk_label_set_text (GTK_LABEL (self->device_words), words);
      gtk_label_set_text (GTK_LABEL (self->code), page->code);
      gtk_label_set_text (GTK_LABEL (self->link), page->address);
      gtk_widget_set_visible (self->device_box, TRUE);
      gtk_widget_set_visible (self->copy_code_button, TRUE);
    }
  g_object_unref (self);
}

static void
free_weak_ref (gpointer data)
{
  g_weak_ref_clear (data);
  g_free (data);
}

/* ---- signing in ---------------------------------------------------------------------------------- */

static void
begun_cb (GObject *object, GAsyncResult *result, gpointer data)
{
  g_autoptr (CorralSignInView) self = g_weak_ref_get (data);
  g_autoptr (GError) error = NULL;
  gboolean ok = corral_sign_in_begin_finish (CORRAL_SIGN_IN (object), result, &error);

  free_weak_ref (data);
  if (self == NULL)
    return;
  g_clear_object (&self->cancellable);
  show_page (self, CHOOSE);
  self->handed_over = ok;
  if (ok)
    g_signal_emit (self, signals[SIGNAL_SIGNED_IN], 0);
  else if (!g_error_matches (error, CORRAL_AUTH_ERROR, CORRAL_AUTH_ERROR_CANCELLED))
    corral_sign_in_view_say (self, error->message);
}

/* The address as somebody typed it: most leave out what a browser adds. */
static char *
read_address (CorralSignInView *self, GError **error)
{
  g_autofree char *typed = g_strstrip (g_strdup (gtk_editable_get_text (GTK_EDITABLE (self->entry))));
  g_autofree char *full = NULL;

  if (*typed != '\0' && strstr (typed, "://") == NULL)
    full = g_strconcat ("https://", typed, NULL);
  return corral_api_check_address (full != NULL ? full : typed, error);
}

static void
drop_sign_in (CorralSignInView *self)
{
  if (self->sign_in != NULL && self->asks_address && !self->handed_over)
    corral_sign_in_stop (self->sign_in);
  g_clear_object (&self->sign_in);
}

static gboolean
choose_cloud (CorralSignInView *self)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *address = NULL;

  if (!self->asks_address)
    return TRUE;
  address = read_address (self, &error);
  if (address == NULL || (self->managed != NULL && !corral_managed_allows_cloud (self->managed, address, &error)))
    {
      corral_sign_in_view_say (self, error->message);
      gtk_widget_grab_focus (self->entry);
      return FALSE;
    }
  if (self->sign_in == NULL || strcmp (corral_sign_in_get_cloud (self->sign_in), address) != 0)
    {
      drop_sign_in (self);
      self->sign_in = corral_sign_in_new (address);
      corral_sign_in_ask_who (self->sign_in, NULL);
      corral_sign_in_set_keeps_later (self->sign_in);
      corral_sign_in_set_asks_anew (self->sign_in, self->asks_anew);
    }
  return TRUE;
}

static void
begin (CorralSignInView *self, CorralSignInWay way)
{
  GWeakRef *weak;

  corral_sign_in_view_say (self, NULL);
  if (self->cancellable != NULL || !choose_cloud (self))
    return;
  self->cancellable = g_cancellable_new ();
  self->way = way;
  show_asking (self);
  /* It ends in begun_cb(), which is called also when the view has gone. */
  weak = g_new0 (GWeakRef, 1);
  g_weak_ref_init (weak, self);
  corral_sign_in_begin_async (self->sign_in, way, show_cb, weak, self->cancellable, begun_cb, weak);
}

static void
browser_clicked_cb (CorralSignInView *self)
{
  begin (self, CORRAL_SIGN_IN_BROWSER);
}

static void
device_clicked_cb (CorralSignInView *self)
{
  begin (self, CORRAL_SIGN_IN_DEVICE);
}

static void
cancel_clicked_cb (CorralSignInView *self)
{
  if (self->cancellable != NULL)
    g_cancellable_cancel (self->cancellable);
}

static void
copy_clicked_cb (CorralSignInView *self)
{
  gdk_clipboard_set_text (gtk_widget_get_clipboard (GTK_WIDGET (self)), self->address != NULL ? self->address : "");
}

static void
copy_code_clicked_cb (CorralSignInView *self)
{
  gdk_clipboard_set_text (gtk_widget_get_clipboard (GTK_WIDGET (self)), gtk_label_get_text (GTK_LABEL (self->code)));
}

/* ---- making it ----------------------------------------------------------------------------------- */

static GtkWidget *
make_button (CorralSignInView *self, const char *label, const char *style, GCallback clicked)
{
  GtkWidget *button = gtk_button_new_with_mnemonic (label);

  gtk_widget_add_css_class (button, "pill");
  if (style != NULL)
    gtk_widget_add_css_class (button, style);
  gtk_widget_set_halign (button, GTK_ALIGN_CENTER);
  g_signal_connect_swapped (button, "clicked", clicked, self);
  return button;
}

static GtkWidget *
make_words (void)
{
  GtkWidget *label = gtk_label_new (NULL);

  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_justify (GTK_LABEL (label), GTK_JUSTIFY_CENTER);
  return label;
}

static GtkWidget *
make_waiting (GtkWidget *words)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 18);
  GtkWidget *spinner = gtk_spinner_new ();

  gtk_spinner_start (GTK_SPINNER (spinner));
  gtk_widget_set_size_request (spinner, 32, 32);
  gtk_box_append (GTK_BOX (box), spinner);
  gtk_box_append (GTK_BOX (box), words);
  return box;
}

/* Two buttons side by side, the second to give up. */
static GtkWidget *
make_buttons (CorralSignInView *self, GtkWidget *first)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);

  gtk_widget_set_halign (box, GTK_ALIGN_CENTER);
  gtk_box_append (GTK_BOX (box), first);
  gtk_box_append (GTK_BOX (box), make_button (self, _ ("_Cancel"), NULL, G_CALLBACK (cancel_clicked_cb)));
  return box;
}

static GtkWidget *
make_browser_page (CorralSignInView *self)
{
  GtkWidget *box;

  self->browser_words = make_words ();
  box = make_waiting (self->browser_words);
  self->copy_button = make_button (self, _ ("Copy the _Address"), NULL, G_CALLBACK (copy_clicked_cb));
  gtk_box_append (GTK_BOX (box), make_buttons (self, self->copy_button));
  return box;
}

static GtkWidget *
make_device_page (CorralSignInView *self)
{
  GtkWidget *box;

  self->device_words = make_words ();
  box = make_waiting (self->device_words);
  self->device_box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12);
  self->link = make_words ();
  gtk_label_set_selectable (GTK_LABEL (self->link), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (self->link), PANGO_WRAP_WORD_CHAR);
  self->code = gtk_label_new (NULL);
  gtk_label_set_selectable (GTK_LABEL (self->code), TRUE);
  gtk_widget_add_css_class (self->code, "title-1");
  gtk_widget_add_css_class (self->code, "numeric");
  gtk_box_append (GTK_BOX (self->device_box), self->link);
  gtk_box_append (GTK_BOX (self->device_box), self->code);
  self->copy_code_button = make_button (self, _ ("Copy the C_ode"), NULL, G_CALLBACK (copy_code_clicked_cb));
  gtk_box_append (GTK_BOX (box), self->device_box);
  gtk_box_append (GTK_BOX (box), make_buttons (self, self->copy_code_button));
  return box;
}

static GtkWidget *
make_address (CorralSignInView *self)
{
  GtkWidget *list = gtk_list_box_new ();

  self->entry = adw_entry_row_new ();
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->entry), _ ("Address of the cloud, such as api.example.com"));
  gtk_widget_set_tooltip_text (self->entry, _ ("Address of the cloud, such as api.example.com"));
  gtk_editable_set_enable_undo (GTK_EDITABLE (self->entry), TRUE);
  g_object_set (self->entry, "input-purpose", GTK_INPUT_PURPOSE_URL, NULL);
  g_signal_connect_swapped (self->entry, "entry-activated", G_CALLBACK (browser_clicked_cb), self);
  gtk_list_box_set_selection_mode (GTK_LIST_BOX (list), GTK_SELECTION_NONE);
  gtk_widget_add_css_class (list, "boxed-list");
  gtk_list_box_append (GTK_LIST_BOX (list), self->entry);
  return list;
}

static GtkWidget *
make_choose_page (CorralSignInView *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 24);

  if (self->asks_address)
    gtk_box_append (GTK_BOX (box), make_address (self));
  self->choices = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12);
  gtk_box_append (GTK_BOX (self->choices),
                  make_button (self, _ ("_Sign In in the Browser"), "suggested-action", G_CALLBACK (browser_clicked_cb)));
  gtk_box_append (GTK_BOX (self->choices),
                  make_button (self, _ ("Use a _Code on Another Device"), NULL, G_CALLBACK (device_clicked_cb)));
  gtk_box_append (GTK_BOX (box), self->choices);
  return box;
}

static void
make (CorralSignInView *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 18);

  self->notice = corral_notice_bar_new ();
  self->stack = gtk_stack_new ();
  gtk_stack_set_vhomogeneous (GTK_STACK (self->stack), FALSE);
  gtk_stack_add_named (GTK_STACK (self->stack), make_choose_page (self), CHOOSE);
  gtk_stack_add_named (GTK_STACK (self->stack), make_browser_page (self), BROWSER);
  gtk_stack_add_named (GTK_STACK (self->stack), make_device_page (self), DEVICE);
  gtk_box_append (GTK_BOX (box), self->notice);
  gtk_box_append (GTK_BOX (box), self->stack);
  gtk_widget_set_parent (box, GTK_WIDGET (self));
}

void
corral_sign_in_view_add_choice (CorralSignInView *self, GtkWidget *button)
{
  g_return_if_fail (CORRAL_IS_SIGN_IN_VIEW (self));

  gtk_widget_add_css_class (button, "pill");
  gtk_widget_set_halign (button, GTK_ALIGN_CENTER);
  gtk_box_append (GTK_BOX (self->choices), button);
}

void
corral_sign_in_view_set_asks_anew (CorralSignInView *self, gboolean asks_anew)
{
  g_return_if_fail (CORRAL_IS_SIGN_IN_VIEW (self));

  self->asks_anew = asks_anew;
}

void
corral_sign_in_view_set_managed (CorralSignInView *self, const CorralManaged *managed)
{
  g_return_if_fail (CORRAL_IS_SIGN_IN_VIEW (self));

  self->managed = managed;
  if (!self->asks_address || managed == NULL || managed->cloud == NULL)
    return;
  gtk_editable_set_text (GTK_EDITABLE (self->entry), managed->cloud);
  if (g_strv_length (managed->clouds) > 1)
    return;
  gtk_editable_set_editable (GTK_EDITABLE (self->entry), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->entry), _ ("Address of the cloud, set by your administrator"));
  gtk_widget_set_tooltip_text (self->entry, _ ("Address of the cloud, set by your administrator"));
}

CorralSignIn *
corral_sign_in_view_get_sign_in (CorralSignInView *self)
{
  g_return_val_if_fail (CORRAL_IS_SIGN_IN_VIEW (self), NULL);

  return self->sign_in;
}

/* ---- life ---------------------------------------------------------------------------------------- */

static void
corral_sign_in_view_dispose (GObject *object)
{
  CorralSignInView *self = CORRAL_SIGN_IN_VIEW (object);
  GtkWidget *child = gtk_widget_get_first_child (GTK_WIDGET (self));

  cancel_clicked_cb (self);
  g_clear_object (&self->cancellable);
  drop_sign_in (self);
  if (child != NULL)
    gtk_widget_unparent (child);
  G_OBJECT_CLASS (corral_sign_in_view_parent_class)->dispose (object);
}

static void
corral_sign_in_view_finalize (GObject *object)
{
  g_free (CORRAL_SIGN_IN_VIEW (object)->address);
  G_OBJECT_CLASS (corral_sign_in_view_parent_class)->finalize (object);
}

static void
corral_sign_in_view_class_init (CorralSignInViewClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = corral_sign_in_view_dispose;
  G_OBJECT_CLASS (klass)->finalize = corral_sign_in_view_finalize;
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BIN_LAYOUT);
  signals[SIGNAL_SIGNED_IN] = g_signal_new ("signed-in", CORRAL_TYPE_SIGN_IN_VIEW, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                            G_TYPE_NONE, 0);
}

static void
corral_sign_in_view_init (CorralSignInView *self)
{
}

GtkWidget *
corral_sign_in_view_new (CorralSignIn *sign_in, const char *address)
{
  CorralSignInView *self = g_object_new (CORRAL_TYPE_SIGN_IN_VIEW, NULL);

  self->asks_address = sign_in == NULL;
  g_set_object (&self->sign_in, sign_in);
  make (self);
  if (self->asks_address && address != NULL)
    gtk_editable_set_text (GTK_EDITABLE (self->entry), address);
  return GTK_WIDGET (self);
}
