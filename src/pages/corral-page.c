/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What all screens share: title, place, context, and the way to another screen. Main thread. */
#include "config.h"

#include "corral-page.h"

#include "corral-outbox.h"

#include <glib/gi18n.h>

typedef struct
{
  CorralPageContext *context; /* (unowned): the window's */
  char *title;                /* (owned) */
  char *chain;                /* (owned) (nullable) */
  CorralPlace *place;         /* (owned) (nullable) */
} CorralPagePrivate;

G_DEFINE_ABSTRACT_TYPE_WITH_PRIVATE (CorralPage, corral_page, ADW_TYPE_BIN)

typedef enum
{
  PROP_CONTEXT = 1,
  PROP_TITLE,
  PROP_CHAIN,
  PROP_PLACE,
} CorralPageProperty;

static GParamSpec *properties[PROP_PLACE + 1];

#define PRIVATE(self) ((CorralPagePrivate *) corral_page_get_instance_private (self))

static void
corral_page_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  CorralPagePrivate *priv = PRIVATE (CORRAL_PAGE (object));

  switch ((CorralPageProperty) id)
    {
    case PROP_CONTEXT:
      g_value_set_pointer (value, priv->context);
      break;
    case PROP_TITLE:
      g_value_set_string (value, priv->title);
      break;
    case PROP_CHAIN:
      g_value_set_string (value, priv->chain);
      break;
    case PROP_PLACE:
      g_value_set_pointer (value, priv->place);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
corral_page_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  CorralPage *self = CORRAL_PAGE (object);

  switch ((CorralPageProperty) id)
    {
    case PROP_CONTEXT:
      PRIVATE (self)->context = g_value_get_pointer (value);
      break;
    case PROP_TITLE:
      corral_page_set_title (self, g_value_get_string (value));
      break;
    case PROP_CHAIN:
      corral_page_set_chain (self, g_value_get_string (value));
      break;
    case PROP_PLACE:
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
corral_page_finalize (GObject *object)
{
  CorralPagePrivate *priv = PRIVATE (CORRAL_PAGE (object));

  g_free (priv->title);
  g_free (priv->chain);
  g_clear_pointer (&priv->place, corral_place_unref);

  G_OBJECT_CLASS (corral_page_parent_class)->finalize (object);
}

static gboolean
corral_page_real_is_settled (CorralPage *self)
{
  return TRUE;
}

/* A page that shows nothing of the fleet has nothing to read again. */
static void
corral_page_real_refresh (CorralPage *self)
{
}

static void
corral_page_class_init (CorralPageClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = corral_page_get_property;
  object_class->set_property = corral_page_set_property;
  object_class->finalize = corral_page_finalize;
  klass->refresh = corral_page_real_refresh;
  klass->is_settled = corral_page_real_is_settled;

  properties[PROP_CONTEXT]
      = g_param_spec_pointer ("context", NULL, NULL,
                              G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS);
  properties[PROP_TITLE]
      = g_param_spec_string ("title", NULL, NULL, NULL,
                             G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  properties[PROP_CHAIN]
      = g_param_spec_string ("chain", NULL, NULL, NULL,
                             G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  properties[PROP_PLACE] = g_param_spec_pointer ("place", NULL, NULL, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, G_N_ELEMENTS (properties), properties);
}

static void
corral_page_init (CorralPage *self)
{
  gtk_widget_set_hexpand (GTK_WIDGET (self), TRUE);
  gtk_widget_set_vexpand (GTK_WIDGET (self), TRUE);
}

void
corral_page_show_place (CorralPage *self, CorralPlace *place)
{
  g_return_if_fail (CORRAL_IS_PAGE (self));

  corral_page_set_place (self, place);
  CORRAL_PAGE_GET_CLASS (self)->show_place (self, place);
}

void
corral_page_refresh (CorralPage *self)
{
  g_return_if_fail (CORRAL_IS_PAGE (self));

  CORRAL_PAGE_GET_CLASS (self)->refresh (self);
}

gboolean
corral_page_is_settled (CorralPage *self)
{
  g_return_val_if_fail (CORRAL_IS_PAGE (self), TRUE);

  return CORRAL_PAGE_GET_CLASS (self)->is_settled (self);
}

CorralPageContext *
corral_page_get_context (CorralPage *self)
{
  g_return_val_if_fail (CORRAL_IS_PAGE (self), NULL);

  return PRIVATE (self)->context;
}

const char *
corral_page_get_title (CorralPage *self)
{
  g_return_val_if_fail (CORRAL_IS_PAGE (self), NULL);

  return PRIVATE (self)->title;
}

static void
set_string (CorralPage *self, char **at, const char *value, CorralPageProperty property)
{
  char *copy;

  if (g_strcmp0 (*at, value) == 0)
    return;
  copy = g_strdup (value);
  g_free (*at);
  *at = copy;
  g_object_notify_by_pspec (G_OBJECT (self), properties[property]);
}

void
corral_page_set_title (CorralPage *self, const char *title)
{
  g_return_if_fail (CORRAL_IS_PAGE (self));

  set_string (self, &PRIVATE (self)->title, title, PROP_TITLE);
}

const char *
corral_page_get_chain (CorralPage *self)
{
  g_return_val_if_fail (CORRAL_IS_PAGE (self), NULL);

  return PRIVATE (self)->chain;
}

void
corral_page_set_chain (CorralPage *self, const char *chain)
{
  g_return_if_fail (CORRAL_IS_PAGE (self));

  set_string (self, &PRIVATE (self)->chain, chain, PROP_CHAIN);
}

CorralPlace *
corral_page_get_place (CorralPage *self)
{
  g_return_val_if_fail (CORRAL_IS_PAGE (self), NULL);

  return PRIVATE (self)->place;
}

void
corral_page_set_place (CorralPage *self, CorralPlace *place)
{
  CorralPagePrivate *priv;

  g_return_if_fail (CORRAL_IS_PAGE (self));

  priv = PRIVATE (self);
  if (priv->place == place || (priv->place != NULL && corral_place_equal (priv->place, place)))
    return;
  corral_place_ref (place);
  g_clear_pointer (&priv->place, corral_place_unref);
  priv->place = place;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_PLACE]);
}

gboolean
corral_page_context_has_page (const CorralPageContext *self, CorralPageKind page)
{
  return self->outbox == NULL || corral_rights_has_page (corral_outbox_get_rights (self->outbox), page);
}

gboolean
corral_page_context_has_right (const CorralPageContext *self, CorralRight right)
{
  return self->outbox == NULL || corral_rights_has (corral_outbox_get_rights (self->outbox), right);
}

void
corral_page_take_call (GtkWidget *from, CorralPlace *place)
{
  g_autofree char *uri = corral_place_to_uri (place);

  gtk_widget_activate_action (from, "win.call", "s", uri);
}

GtkWidget *
corral_page_make_call_button (CorralPage *self)
{
  GtkWidget *button = gtk_button_new_from_icon_name ("call-start-symbolic");

  g_return_val_if_fail (CORRAL_IS_PAGE (self), button);

  gtk_widget_set_name (button, "take-call");
  gtk_widget_set_tooltip_text (button, _ ("Take a call about it (Ctrl+Enter)"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, _ ("Take a Call"), -1);
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), "win.call-here");
  gtk_widget_set_visible (button, corral_page_context_has_page (corral_page_get_context (self), CORRAL_PAGE_CALL));
  return button;
}

void
corral_page_go (GtkWidget *from, CorralPlace *place)
{
  g_autofree char *uri = corral_place_to_uri (place);

  gtk_widget_activate_action (from, "win.go", "s", uri);
}

void
corral_page_tell (GtkWidget *from, const char *sentence, const char *const *ids)
{
  static const char *const none[] = { NULL };

  gtk_widget_activate_action (from, "win.tell", "(s^as)", sentence, ids != NULL ? ids : none);
}

gboolean
corral_page_context_may_export (const CorralPageContext *context)
{
  return context == NULL || context->managed == NULL || context->managed->may_export;
}

gboolean
corral_page_check_export (GtkWidget *from)
{
  GtkWidget *page = gtk_widget_get_ancestor (from, CORRAL_TYPE_PAGE);

  /* The answer of a dialog may come after its window has gone, and with it what could be asked. */
  if (page == NULL || gtk_widget_get_root (page) == NULL)
    return FALSE;
  if (corral_page_context_may_export (corral_page_get_context (CORRAL_PAGE (page))))
    return TRUE;
  corral_page_tell (from, corral_managed_get_export_sentence (), NULL);
  return FALSE;
}
