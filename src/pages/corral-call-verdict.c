/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A verdict as a person on the phone reads it. Main thread. */
#include "config.h"

#include "corral-call-verdict.h"

#include "corral-format.h"
#include "corral-sentence.h"
#include "corral-verdict-words.h"
#include "corral-wrap-box.h"

#include <glib/gi18n.h>

struct _CorralCallVerdict
{
  GtkWidget parent_instance;

  char *say;           /* (owned) (nullable) */
  char *shown;         /* (owned) (nullable): all that is on the screen */

  GtkWidget *box;
  GtkWidget *icon;
  GtkWidget *layer;
  GtkWidget *sureness;
  GtkWidget *sentence;
  GtkWidget *said;
  GtkWidget *evidence; /* (owned) */
};

G_DEFINE_FINAL_TYPE (CorralCallVerdict, corral_call_verdict, GTK_TYPE_WIDGET)

/* The shape and colour of each layer; the word is beside it. */
static const struct
{
  const char *icon_name;
  const char *css_class;
} looks[CORRAL_N_LAYERS] = {
  [CORRAL_LAYER_NONE] = { "object-select-symbolic", "state-idle" },
  [CORRAL_LAYER_UNKNOWN] = { "corral-question-symbolic", "state-never-seen" },
  [CORRAL_LAYER_OWN_PC] = { "computer-symbolic", "state-late" },
  [CORRAL_LAYER_CLOUD] = { "weather-overcast-symbolic", "state-offline" },
  [CORRAL_LAYER_CARRIER] = { "network-cellular-signal-none-symbolic", "state-offline" },
  [CORRAL_LAYER_STORE_NETWORK] = { "network-wireless-offline-symbolic", "state-offline" },
  [CORRAL_LAYER_ACCESS_POINT] = { "network-wireless-signal-weak-symbolic", "state-offline" },
  [CORRAL_LAYER_CERTIFICATE] = { "channel-insecure-symbolic", "state-offline" },
  [CORRAL_LAYER_FIRMWARE] = { "corral-state-updating-symbolic", "state-updating" },
  [CORRAL_LAYER_POWER] = { "corral-state-low-battery-symbolic", "state-low-battery" },
  [CORRAL_LAYER_SCANNER] = { "corral-state-fault-symbolic", "state-fault" },
  [CORRAL_LAYER_SCALE] = { "corral-state-fault-symbolic", "state-fault" },
  [CORRAL_LAYER_CART] = { "corral-state-offline-symbolic", "state-offline" },
};

static char *
describe_sureness (CorralFleet *fleet, const CorralVerdict *verdict, GTimeZone *zone)
{
  g_autofree char *percent = corral_format_percent (verdict->confidence_pct, 0);
  g_autofree char *since = NULL;

  if (!CORRAL_IS_KNOWN (verdict->since_ms))
    /* Translators: how sure a verdict is, in words and as a share: "Likely, 75 %" */
    return g_strdup_printf (_ ("%s, %s"), corral_verdict_sureness (verdict), percent);
  since = corral_format_time (verdict->since_ms, corral_fleet_get_now (fleet), zone);
  /* Translators: how sure a verdict is, in words and as a share, and since when it is so, the store's time: "Likely, 75 % ·
   * since 09:14 (store time)" */
  return g_strdup_printf (_ ("%s, %s · since %s (store time)"), corral_verdict_sureness (verdict), percent, since);
}

/* ---- evidence ---------------------------------------------------------------------------------------- */

static void
add_line (GtkWidget *list, const char *icon_name, const char *spoken, const char *markup)
{
  GtkWidget *row = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 8);
  GtkWidget *icon = gtk_image_new_from_icon_name (icon_name);
  GtkWidget *sentence = corral_sentence_new ();

  gtk_widget_set_valign (icon, GTK_ALIGN_START);
  gtk_widget_set_margin_top (icon, 2);
  gtk_widget_set_tooltip_text (icon, spoken);
  gtk_accessible_update_property (GTK_ACCESSIBLE (icon), GTK_ACCESSIBLE_PROPERTY_LABEL, spoken, -1);
  corral_sentence_set_markup (CORRAL_SENTENCE (sentence), markup);
  gtk_widget_set_hexpand (sentence, TRUE);
  gtk_box_append (GTK_BOX (row), icon);
  gtk_box_append (GTK_BOX (row), sentence);
  gtk_box_append (GTK_BOX (list), row);
}

static void
add_evidence (GtkWidget *list, CorralFleet *fleet, const CorralVerdict *verdict, const CorralEvidence *evidence)
{
  g_autofree char *text = corral_evidence_to_text (fleet, verdict, evidence);
  g_autofree char *uri = corral_evidence_to_uri (fleet, verdict, evidence);
  g_autoptr (CorralPlace) place = uri != NULL ? corral_place_parse (uri, NULL) : NULL;
  g_autofree char *plain = g_markup_escape_text (text, -1);
  g_autofree char *link = place != NULL ? corral_sentence_link (_ ("Show"), place) : NULL;
  g_autofree char *markup = link != NULL ? g_strdup_printf ("%s %s", plain, link) : g_strdup (plain);

  add_line (list, evidence->against ? "list-remove-symbolic" : "object-select-symbolic",
            evidence->against ? _ ("Speaks against it") : _ ("Speaks for it"), markup);
}

static GtkWidget *
add_heading (GtkWidget *list, const char *text)
{
  GtkWidget *heading = gtk_label_new (text);

  gtk_label_set_xalign (GTK_LABEL (heading), 0);
  gtk_widget_add_css_class (heading, "heading");
  gtk_box_append (GTK_BOX (list), heading);
  return heading;
}

static void
show_evidence (CorralCallVerdict *self, CorralFleet *fleet, const CorralVerdict *verdict)
{
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (self->evidence)) != NULL)
    gtk_box_remove (GTK_BOX (self->evidence), child);
  add_heading (self->evidence, _ ("Why"));
  for (guint i = 0; i < verdict->n_evidence; i++)
    add_evidence (self->evidence, fleet, verdict, &verdict->evidence[i]);
  if (verdict->n_evidence == 0)
    add_line (self->evidence, "corral-question-symbolic", "", _ ("There is nothing to go by."));
  if (verdict->n_doubts == 0)
    return;
  gtk_widget_set_margin_top (add_heading (self->evidence, _ ("It would be otherwise if")), 6);
  for (guint i = 0; i < verdict->n_doubts; i++)
    {
      g_autofree char *text = corral_doubt_to_text (fleet, verdict, verdict->doubts[i]);
      g_autofree char *markup = g_markup_escape_text (text, -1);

      add_line (self->evidence, "corral-question-symbolic", _ ("It would be otherwise if"), markup);
    }
}

/* ---- showing ----------------------------------------------------------------------------------------- */

/* All words that will be on the screen, to tell whether they are others. */
static char *
list_words (CorralFleet *fleet, const CorralVerdict *verdict, const char *sentence, const char *sureness, const char *say)
{
  GString *words = g_string_new (NULL);

  g_string_append_printf (words, "%u\n%s\n%s\n%s", (guint) verdict->layer, sentence, sureness, say);
  for (guint i = 0; i < verdict->n_evidence; i++)
    {
      g_autofree char *text = corral_evidence_to_text (fleet, verdict, &verdict->evidence[i]);

      g_string_append_printf (words, "\n%d %s", verdict->evidence[i].against, text);
    }
  for (guint i = 0; i < verdict->n_doubts; i++)
    g_string_append_printf (words, "\n%u", verdict->doubts[i]);
  return g_string_free (words, FALSE);
}

void
corral_call_verdict_show (CorralCallVerdict *self, CorralFleet *fleet, const CorralVerdict *verdict, const char *say,
                          GTimeZone *zone)
{
  g_autofree char *sentence = corral_verdict_to_text (fleet, verdict, NULL, NULL);
  g_autofree char *sureness = describe_sureness (fleet, verdict, zone);
  g_autofree char *spoken = corral_verdict_to_spoken (fleet, verdict);
  g_autofree char *whole = say != NULL ? g_strdup_printf ("%s %s", spoken, say) : g_strdup (spoken);
  g_autofree char *words = NULL;

  g_return_if_fail (CORRAL_IS_CALL_VERDICT (self));
  g_return_if_fail ((guint) verdict->layer < CORRAL_N_LAYERS);

  words = list_words (fleet, verdict, sentence, sureness, whole);
  if (g_strcmp0 (words, self->shown) == 0)
    return;
  g_free (self->shown);
  self->shown = g_steal_pointer (&words);

  for (guint i = 0; i < CORRAL_N_LAYERS; i++)
    gtk_widget_remove_css_class (self->icon, looks[i].css_class);
  gtk_widget_add_css_class (self->icon, looks[verdict->layer].css_class);
  gtk_image_set_from_icon_name (GTK_IMAGE (self->icon), looks[verdict->layer].icon_name);
  gtk_label_set_text (GTK_LABEL (self->layer), corral_verdict_to_heading (verdict));
  gtk_label_set_text (GTK_LABEL (self->sureness), sureness);
  gtk_label_set_text (GTK_LABEL (self->sentence), sentence);
  if (g_strcmp0 (whole, self->say) != 0)
    {
      g_free (self->say);
      self->say = g_steal_pointer (&whole);
      gtk_label_set_text (GTK_LABEL (self->said), self->say);
    }
  show_evidence (self, fleet, verdict);
}

const char *
corral_call_verdict_get_say (CorralCallVerdict *self)
{
  g_return_val_if_fail (CORRAL_IS_CALL_VERDICT (self), NULL);

  return self->say;
}

GtkWidget *
corral_call_verdict_get_evidence (CorralCallVerdict *self)
{
  g_return_val_if_fail (CORRAL_IS_CALL_VERDICT (self), NULL);

  return self->evidence;
}

static void
copy_cb (CorralCallVerdict *self)
{
  if (self->say == NULL)
    return;
  gdk_clipboard_set_text (gtk_widget_get_clipboard (GTK_WIDGET (self)), self->say);
  corral_page_tell (GTK_WIDGET (self), _ ("The sentence is on the clipboard"), NULL);
}

/* ---- life -------------------------------------------------------------------------------------------- */

static void
corral_call_verdict_dispose (GObject *object)
{
  CorralCallVerdict *self = CORRAL_CALL_VERDICT (object);

  g_clear_pointer (&self->box, gtk_widget_unparent);
  g_clear_object (&self->evidence);
  G_OBJECT_CLASS (corral_call_verdict_parent_class)->dispose (object);
}

static void
corral_call_verdict_finalize (GObject *object)
{
  CorralCallVerdict *self = CORRAL_CALL_VERDICT (object);

  g_free (self->say);
  g_free (self->shown);
  G_OBJECT_CLASS (corral_call_verdict_parent_class)->finalize (object);
}

static void
corral_call_verdict_class_init (CorralCallVerdictClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = corral_call_verdict_dispose;
  G_OBJECT_CLASS (klass)->finalize = corral_call_verdict_finalize;
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BIN_LAYOUT);
}

static GtkWidget *
make_label (const char *css_class)
{
  GtkWidget *label = gtk_label_new (NULL);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_widget_add_css_class (label, css_class);
  return label;
}

static GtkWidget *
make_said (CorralCallVerdict *self)
{
  /* Not a box of GTK's: it would ask the texts how wide they are at some height. */
  GtkWidget *box = corral_wrap_box_new (9);
  GtkWidget *words = gtk_box_new (GTK_ORIENTATION_VERTICAL, 2);
  GtkWidget *copy = gtk_button_new_from_icon_name ("edit-copy-symbolic");
  GtkWidget *heading = gtk_label_new (_ ("Say"));

  gtk_label_set_xalign (GTK_LABEL (heading), 0);
  gtk_widget_add_css_class (heading, "heading");
  self->said = make_label ("call-said");
  gtk_label_set_selectable (GTK_LABEL (self->said), TRUE);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->said), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                  _ ("What to say to the caller"), -1);
  gtk_widget_set_hexpand (words, TRUE);
  gtk_box_append (GTK_BOX (words), heading);
  gtk_box_append (GTK_BOX (words), self->said);
  gtk_widget_set_valign (copy, GTK_ALIGN_START);
  gtk_widget_add_css_class (copy, "flat");
  gtk_widget_set_tooltip_text (copy, _ ("Copy the sentence"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (copy), GTK_ACCESSIBLE_PROPERTY_LABEL, _ ("Copy the sentence"), -1);
  g_signal_connect_swapped (copy, "clicked", G_CALLBACK (copy_cb), self);
  corral_wrap_box_append (CORRAL_WRAP_BOX (box), words);
  corral_wrap_box_append (CORRAL_WRAP_BOX (box), copy);
  gtk_widget_add_css_class (box, "call-say");
  return box;
}

static void
corral_call_verdict_init (CorralCallVerdict *self)
{
  GtkWidget *head = corral_wrap_box_new (12);
  GtkWidget *words = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);

  self->box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 9);
  self->icon = gtk_image_new ();
  gtk_image_set_pixel_size (GTK_IMAGE (self->icon), 40);
  self->layer = make_label ("title-1");
  self->sureness = make_label ("dim-label");
  self->sentence = make_label ("call-sentence");
  gtk_widget_set_hexpand (words, TRUE);
  gtk_box_append (GTK_BOX (words), self->layer);
  gtk_box_append (GTK_BOX (words), self->sureness);
  corral_wrap_box_append (CORRAL_WRAP_BOX (head), self->icon);
  corral_wrap_box_append (CORRAL_WRAP_BOX (head), words);
  gtk_box_append (GTK_BOX (self->box), head);
  gtk_box_append (GTK_BOX (self->box), self->sentence);
  gtk_box_append (GTK_BOX (self->box), make_said (self));
  gtk_widget_set_parent (self->box, GTK_WIDGET (self));
  self->evidence = g_object_ref_sink (gtk_box_new (GTK_ORIENTATION_VERTICAL, 5));
  gtk_widget_add_css_class (self->evidence, "call-evidence");
}

GtkWidget *
corral_call_verdict_new (void)
{
  return g_object_new (CORRAL_TYPE_CALL_VERDICT, NULL);
}
