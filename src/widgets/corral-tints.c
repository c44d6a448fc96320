/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Colours and icons of cells, looked up once a ground. Main thread. */
#include "config.h"

#include "corral-tints.h"

#include "corral-chart-layer.h"
#include "corral-palette.h"
#include "corral-shape.h"
#include "corral-text-size.h"

#include <string.h>

/* The classes of style.css that cells have: one row each. */
static const struct
{
  const char *css_class;
  CorralHue hue;
  double alpha;
} looks[] = {
  { "state-idle", CORRAL_HUE_GREEN, 1 },
  { "state-in-use", CORRAL_HUE_BLUE, 1 },
  { "state-charging", CORRAL_HUE_SKY, 1 },
  { "state-low-battery", CORRAL_HUE_AMBER, 1 },
  { "state-late", CORRAL_HUE_AMBER, 1 },
  { "severity-watch", CORRAL_HUE_AMBER, 1 },
  { "state-fault", CORRAL_HUE_VERMILION, 1 },
  { "state-offline", CORRAL_HUE_VERMILION, 1 },
  { "severity-act", CORRAL_HUE_VERMILION, 1 },
  { "state-updating", CORRAL_HUE_PURPLE, 1 },
  { "state-off-premises", CORRAL_HUE_PURPLE, 1 },
  { "state-out-of-service", CORRAL_HUE_GREY, 1 },
  { "state-never-seen", CORRAL_HUE_GREY, 1 },
  { "dim-label", CORRAL_HUE_TEXT, 0.72 },
  { "corral-cell-quiet", CORRAL_HUE_TEXT, 0.72 },
};

struct _CorralTints
{
  CorralTint tints[G_N_ELEMENTS (looks) + 1]; /* the last: text */
  gboolean known;
  GHashTable *icons; /* (owned) (element-type utf8 GdkPaintable) */
};

CorralTints *
corral_tints_new (void)
{
  CorralTints *self = g_new0 (CorralTints, 1);

  self->icons = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_object_unref);
  return self;
}

void
corral_tints_forget (CorralTints *self)
{
  self->known = FALSE;
  g_hash_table_remove_all (self->icons);
}

void
corral_tints_free (CorralTints *self)
{
  corral_tints_forget (self);
  g_hash_table_unref (self->icons);
  g_free (self);
}

/* The attributes of each look on each ground, made once and kept: GTK 4.8's inscription does not give back the
 * references that it takes, so lists of a table's own would be lost with every table. Main thread. */
static PangoAttrList *
get_attributes (guint look, CorralGround ground, guint16 red, guint16 green, guint16 blue, double alpha)
{
  static PangoAttrList *kept[4][G_N_ELEMENTS (looks)];
  PangoAttrList **at = &kept[(ground.dark ? 1 : 0) + (ground.high_contrast ? 2 : 0)][look];

  if (*at == NULL)
    {
      *at = pango_attr_list_new ();
      pango_attr_list_insert (*at, pango_attr_foreground_new (red, green, blue));
      /* Without it the colour would be as translucent as text is. */
      pango_attr_list_insert (*at, pango_attr_foreground_alpha_new ((guint16) (alpha * 65535)));
    }
  return *at;
}

/* @look: an index, or the number of looks for text as it is. */
static void
make_tint (CorralTint *tint, guint look, CorralGround ground)
{
  /* High contrast leaves nothing faint: what is said by the way is text as any other, not darker than that. */
  gboolean text = look == G_N_ELEMENTS (looks) || (ground.high_contrast && looks[look].hue == CORRAL_HUE_TEXT);
  guint32 rgb = corral_palette_rgb (text ? CORRAL_HUE_TEXT : looks[look].hue, ground);
  guint16 red = (guint16) ((rgb >> 16 & 0xff) * 0x101);
  guint16 green = (guint16) ((rgb >> 8 & 0xff) * 0x101);
  guint16 blue = (guint16) ((rgb & 0xff) * 0x101);
  double alpha = text ? 1 : looks[look].alpha;

  tint->colour = (GdkRGBA){ red / 65535.0f, green / 65535.0f, blue / 65535.0f, (float) alpha };
  /* Faint text that may not be faint is text as it is: of a colour of its own it would be stronger than that. */
  tint->attributes = text || (looks[look].hue == CORRAL_HUE_TEXT && ground.high_contrast)
                         ? NULL
                         : get_attributes (look, ground, red, green, blue, alpha);
}

const CorralTint *
corral_tints_get (CorralTints *self, const char *css_class)
{
  if (!self->known)
    {
      CorralGround ground = corral_plot_current_ground ();

      for (guint i = 0; i < G_N_ELEMENTS (self->tints); i++)
        make_tint (&self->tints[i], i, ground);
      self->known = TRUE;
    }
  for (guint i = 0; css_class != NULL && i < G_N_ELEMENTS (looks); i++)
    if (strcmp (looks[i].css_class, css_class) == 0)
      return &self->tints[i];
  return &self->tints[G_N_ELEMENTS (looks)];
}

GdkPaintable *
corral_tints_get_icon (CorralTints *self, const char *name, GtkWidget *widget)
{
  GdkPaintable *icon;

  if (name == NULL)
    return NULL;
  icon = g_hash_table_lookup (self->icons, name);
  if (icon == NULL)
    {
      icon = GDK_PAINTABLE (gtk_icon_theme_lookup_icon (
          gtk_icon_theme_get_for_display (gtk_widget_get_display (widget)), name, NULL,
          corral_text_size_px (widget, CORRAL_SHAPE_PX),
          gtk_widget_get_scale_factor (widget), gtk_widget_get_direction (widget), GTK_ICON_LOOKUP_FORCE_SYMBOLIC));
      g_hash_table_insert (self->icons, g_strdup (name), icon);
    }
  return icon;
}
