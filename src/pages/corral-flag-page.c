/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A flag on one screen: the claim, the advice with its reasons, the evidence, other flags of the cart and of the goods.
 * Worked by keyboard: a key for each decision (corral-acts.c), and one for the next flag of the queue. Main thread. */
#include "config.h"

#include "corral-export-record.h"
#include "corral-flag-page.h"

#include "corral-act-strip.h"
#include "corral-case-page.h"
#include "corral-case-words.h"
#include "corral-audit.h"
#include "corral-cells.h"
#include "corral-flag-attendance.h"
#include "corral-flag-evidence.h"
#include "corral-flag-pack.h"
#include "corral-flag-queue.h"
#include "corral-flag-words.h"
#include "corral-flag-trust.h"
#include "corral-format.h"
#include "corral-outbox.h"
#include "corral-panes.h"
#include "corral-pending.h"
#include "corral-pill.h"
#include "corral-save-file.h"
#include "corral-sentence.h"
#include "corral-stamp.h"
#include "corral-text-size.h"
#include "corral-trust-words.h"
#include "corral-wrap-box.h"

#include <glib/gi18n.h>
#include <math.h>

/* All five decisions. */
#define ACTS_SHOWN 5
/* Lines of each list on a screen that has room, and where it has not; and the height of the page from which it has. */
#define OTHERS_SHOWN 5
#define OTHERS_SHOWN_LOW 1
#define HIGH_PX 760
#define SIDE_PX 260
#define SIDE_WIDE_PX 400
#define WIDE_PX 1200
/* With less what is said stands over the trip. */
#define TRIP_PX 420
#define NEXT_KEY GDK_KEY_Down
#define BEFORE_KEY GDK_KEY_Up

struct _CorralFlagPage
{
  CorralPage parent_instance;

  guint32 flag;           /* slot, or CORRAL_NO_SLOT */
  gboolean waits;         /* it was undecided when it was shown last: whoever then decides goes on to the next */
  double rank;            /* where in the queue it was when it was gone to: a decision takes it out of it */
  CorralStamp stamp;      /* of what was last judged */
  guint32 judged;         /* the slot of it */
  CorralTrust trust;      /* of it */
  char *noted;            /* (owned) (nullable): id of the flag whose opening has been recorded */

  GtkWidget *stack;
  GtkWidget *content;
  GtkWidget *unknown;
  GtkWidget *name;
  GtkWidget *pill;
  GtkWidget *status;
  GtkWidget *mark;
  GtkWidget *where;
  GtkWidget *decided;     /* voided with its lot; in a case */
  GtkWidget *export;
  GtkWidget *next;
  GtkWidget *acts;
  GtkWidget *attendance;
  GtkWidget *claim;
  GtkWidget *advice;
  GtkWidget *sure;
  GtkWidget *reasons;     /* a box of labels */
  GtkWidget *evidence;
  GtkWidget *panes;
  GtkWidget *of_cart;     /* boxes of sentences */
  GtkWidget *of_item;
};

G_DEFINE_FINAL_TYPE (CorralFlagPage, corral_flag_page, CORRAL_TYPE_PAGE)

static CorralFleet *
get_fleet (CorralFlagPage *self)
{
  return corral_page_get_context (CORRAL_PAGE (self))->fleet;
}

static const char *
get_text (CorralFlagPage *self, guint column)
{
  return corral_fleet_get_text (get_fleet (self), CORRAL_TABLE_FLAG, self->flag, column);
}

static guint32
get_link (CorralFlagPage *self, guint column)
{
  return corral_fleet_get_link (get_fleet (self), CORRAL_TABLE_FLAG, self->flag, column);
}

static const char *
get_tenant (CorralFlagPage *self)
{
  return corral_fleet_get_text (get_fleet (self), CORRAL_TABLE_CHAIN, get_link (self, CORRAL_FLAG_COL_CHAIN),
                                CORRAL_CHAIN_COL_ID);
}

CorralPlace *
corral_flag_page_place_of (CorralFleet *fleet, guint32 slot)
{
  guint32 chain = corral_fleet_get_link (fleet, CORRAL_TABLE_FLAG, slot, CORRAL_FLAG_COL_CHAIN);
  const char *id = corral_fleet_get_text (fleet, CORRAL_TABLE_FLAG, slot, CORRAL_FLAG_COL_ID);

  return id != NULL && chain != CORRAL_NO_SLOT
           ? corral_place_new (CORRAL_PAGE_FLAG,
                               corral_fleet_get_text (fleet, CORRAL_TABLE_CHAIN, chain, CORRAL_CHAIN_COL_ID), id)
           : NULL;
}

static void
empty (GtkWidget *box)
{
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (box)) != NULL)
    gtk_box_remove (GTK_BOX (box), child);
}

static GtkWidget *
make_text (const char *css_class)
{
  GtkWidget *label = gtk_label_new (NULL);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  if (css_class != NULL)
    gtk_widget_add_css_class (label, css_class);
  return label;
}

/* ---- other flags ------------------------------------------------------------------------------------------ */

/* "Thu 17:52  Weight mismatch  Cart 0412: Cleared by staff", which leads to it. */
static GtkWidget *
make_other (CorralFlagPage *self, guint32 slot)
{
  CorralFleet *fleet = get_fleet (self);
  guint32 cart = corral_fleet_get_link (fleet, CORRAL_TABLE_FLAG, slot, CORRAL_FLAG_COL_CART);
  g_autoptr (GTimeZone) zone
      = corral_cells_zone (fleet, corral_fleet_get_link (fleet, CORRAL_TABLE_FLAG, slot, CORRAL_FLAG_COL_STORE));
  g_autofree char *time = corral_format_time (
      corral_fleet_get_integer (fleet, CORRAL_TABLE_FLAG, slot, CORRAL_FLAG_COL_RAISED_MS), corral_fleet_get_now (fleet), zone);
  g_autofree char *label = corral_format_text (corral_fleet_get_text (fleet, CORRAL_TABLE_CART, cart, CORRAL_CART_COL_LABEL));
  CorralLook look = corral_look_of_flag (corral_fleet_get_text (fleet, CORRAL_TABLE_FLAG, slot, CORRAL_FLAG_COL_STATUS),
                                         corral_fleet_get_text (fleet, CORRAL_TABLE_FLAG, slot, CORRAL_FLAG_COL_OUTCOME));
  /* Translators: a flag: when, what, the cart's label, how it was decided */
  g_autofree char *text = g_strdup_printf (
      _ ("%s, %s, cart %s: %s"), time,
      corral_words_translate (CORRAL_WORDS_FLAG_KIND,
                              corral_fleet_get_text (fleet, CORRAL_TABLE_FLAG, slot, CORRAL_FLAG_COL_KIND)),
      label, look.word);
  g_autoptr (CorralPlace) place = corral_flag_page_place_of (fleet, slot);
  g_autofree char *markup = place != NULL ? corral_sentence_link (text, place) : g_markup_escape_text (text, -1);
  GtkWidget *sentence = corral_sentence_new ();

  corral_sentence_set_markup (CORRAL_SENTENCE (sentence), markup);
  return sentence;
}

/* Everything is to be seen at once, and what there is less room for is told by its count. */
static gboolean
has_room (CorralFlagPage *self)
{
  return gtk_widget_get_height (GTK_WIDGET (self)) >= HIGH_PX;
}

/* Those of the same @column value, newest first, after a @sentence (nullable) on them. */
static void
show_others (CorralFlagPage *self, GtkWidget *box, guint column, const char *title, const char *sentence)
{
  CorralFleet *fleet = get_fleet (self);
  g_autoptr (GArray) slots = corral_flag_queue_list_alike (fleet, self->flag, column);
  GtkWidget *heading = make_text ("heading");
  /* Translators: a heading, and how many lines are under it */
  g_autofree char *text = slots->len > 0 ? g_strdup_printf (_ ("%s · %u"), title, slots->len)
                                         : g_strdup_printf (_ ("%s · none"), title);

  empty (box);
  gtk_label_set_text (GTK_LABEL (heading), text);
  gtk_box_append (GTK_BOX (box), heading);
  if (sentence != NULL)
    {
      GtkWidget *label = make_text (NULL);

      gtk_label_set_text (GTK_LABEL (label), sentence);
      gtk_box_append (GTK_BOX (box), label);
    }
  for (guint i = 0; i < MIN (slots->len, has_room (self) ? OTHERS_SHOWN : OTHERS_SHOWN_LOW); i++)
    gtk_box_append (GTK_BOX (box), make_other (self, g_array_index (slots, guint32, i)));
}

/* ---- judgement ------------------------------------------------------------------------------------------------ */

static void
show_trust (CorralFlagPage *self, const CorralTrust *trust)
{
  g_autofree char *sure = corral_trust_to_text (trust->pct);

  corral_pill_set_look (CORRAL_PILL (self->pill), corral_look_of_advice (trust->advice));
  gtk_label_set_text (GTK_LABEL (self->advice), corral_advice_to_text (trust->advice));
  {
    /* Translators: "Likely (82 %)" */
    g_autofree char *text = g_strdup_printf (_ ("That goods were not paid for: %s"), sure);

    gtk_label_set_text (GTK_LABEL (self->sure), text);
  }
  empty (self->reasons);
  for (guint i = 0; i < trust->n_reasons; i++)
    {
      gboolean against = corral_trust_reason_get_weight (trust->reasons[i].kind) < 0;
      g_autofree char *reason = corral_trust_reason_to_text (&trust->reasons[i]);
      /* Translators: speaks against, or for, that goods were not paid for; then why */
      g_autofree char *text = g_strdup_printf (against ? _ ("Against: %s") : _ ("For: %s"), reason);
      GtkWidget *label = make_text (NULL);

      gtk_label_set_text (GTK_LABEL (label), text);
      gtk_box_append (GTK_BOX (self->reasons), label);
    }
}

/* Of the drift over 30 days the mirror knows nothing: it comes with the evidence. */
static void
add_drift (CorralFlagPage *self, CorralFlagSigns *signs)
{
  const CorralFlagEvidence *evidence = corral_flag_evidence_view_get (CORRAL_FLAG_EVIDENCE_VIEW (self->evidence));

  for (guint i = 0; evidence != NULL && i < evidence->n_drift; i++)
    if (isfinite (evidence->drift_mean[i]))
      {
        signs->drift_low_g = fmin (signs->drift_low_g, evidence->drift_mean[i]);
        signs->drift_high_g = fmax (signs->drift_high_g, evidence->drift_mean[i]);
      }
}

/* What other flags say of this one. */
static void
show_history (CorralFlagPage *self, const CorralFlagSigns *signs)
{
  CorralFlagHistory of_cart;
  CorralItemHistory of_item;
  g_autofree char *cart = NULL;
  g_autofree char *item = NULL;

  corral_flag_history_read (get_fleet (self), self->flag, &of_cart);
  cart = corral_flag_history_to_text (&of_cart);
  show_others (self, self->of_cart, CORRAL_FLAG_COL_CART, _ ("Other flags of this cart"), cart);
  gtk_widget_set_visible (self->of_item, get_text (self, CORRAL_FLAG_COL_ITEM) != NULL);
  if (get_text (self, CORRAL_FLAG_COL_ITEM) == NULL)
    return;
  if (corral_item_history_read (get_fleet (self), self->flag, signs, &of_item))
    item = corral_item_history_to_text (&of_item);
  show_others (self, self->of_item, CORRAL_FLAG_COL_ITEM, _ ("Other flags of these goods"), item);
}

/* Desk and lists look at all flags: only when one of them changed. */
static void
judge (CorralFlagPage *self, gboolean anew)
{
  gboolean renewed
      = corral_stamp_renew (&self->stamp, get_fleet (self), CORRAL_STAMP_BIT (FLAG) | CORRAL_STAMP_BIT (ALERT));
  g_autoptr (CorralFlagDesk) desk = NULL;
  CorralFlagSigns signs;

  if (!renewed && !anew && self->judged == self->flag)
    return;
  self->judged = self->flag;
  corral_panes_set_side_px (CORRAL_PANES (self->panes),
                            gtk_widget_get_width (GTK_WIDGET (self)) >= corral_text_size_px (GTK_WIDGET (self), WIDE_PX)
                                ? SIDE_WIDE_PX
                                : SIDE_PX);
  desk = corral_flag_desk_new (get_fleet (self));
  corral_flag_desk_read (desk, self->flag, &signs);
  add_drift (self, &signs);
  corral_flag_judge (&signs, &self->trust);
  show_trust (self, &self->trust);
  show_history (self, &signs);
}

static void
read_cb (CorralFlagPage *self)
{
  if (self->flag != CORRAL_NO_SLOT)
    judge (self, TRUE);
}

/* ---- head ------------------------------------------------------------------------------------------------------ */

/* That it was voided with its lot, and why; and the case that it is in. */
static void
update_decided (CorralFlagPage *self)
{
  CorralFleet *fleet = get_fleet (self);
  const char *lot = get_text (self, CORRAL_FLAG_COL_VOIDED_LOT);
  guint32 in_case = corral_case_find_of_flag (fleet, self->flag);
  g_autoptr (GString) markup = g_string_new (NULL);

  if (lot != NULL)
    {
      g_autofree char *voided = corral_voided_to_text (lot);
      g_autofree char *by = corral_format_text (get_text (self, CORRAL_FLAG_COL_DECIDED_BY));
      g_autofree char *why = corral_format_text (get_text (self, CORRAL_FLAG_COL_DECIDED_NOTE));
      /* Translators: that a flag was voided, by whom, and why in their words */
      g_autofree char *text = g_strdup_printf (_ ("%s, by %s: “%s”"), voided, by, why);
      g_autofree char *escaped = g_markup_escape_text (text, -1);

      g_string_append (markup, escaped);
    }
  if (in_case != CORRAL_NO_SLOT)
    {
      g_autofree char *name = corral_case_to_name (fleet, in_case);
      g_autoptr (CorralPlace) place = corral_case_page_place_of (fleet, in_case);
      g_autofree char *link = corral_sentence_link (name, place);
      /* Translators: %s is a case, as a link: "Case K1000031" */
      g_autofree char *text = g_strdup_printf (_ ("In: %s"), link);

      g_string_append_printf (markup, "%s%s", markup->len > 0 ? " · " : "", text);
    }
  corral_sentence_set_markup (CORRAL_SENTENCE (self->decided), markup->len > 0 ? markup->str : NULL);
}

static void
update_head (CorralFlagPage *self)
{
  CorralFleet *fleet = get_fleet (self);
  guint32 cart = get_link (self, CORRAL_FLAG_COL_CART);
  guint32 store = get_link (self, CORRAL_FLAG_COL_STORE);
  const char *kind = corral_words_translate (CORRAL_WORDS_FLAG_KIND, get_text (self, CORRAL_FLAG_COL_KIND));
  g_autofree char *label = corral_format_text (corral_fleet_get_text (fleet, CORRAL_TABLE_CART, cart, CORRAL_CART_COL_LABEL));
  g_autofree char *cart_name = g_strdup_printf (_ ("Cart %s"), label);
  g_autofree char *store_name = corral_store_to_text (fleet, store);
  g_autoptr (CorralPlace) cart_place = corral_cells_place_of_cart (fleet, cart);
  g_autoptr (CorralPlace) store_place = corral_cells_place_of_store (fleet, store);
  g_autofree char *cart_link = cart_place != NULL ? corral_sentence_link (cart_name, cart_place)
                                                  : g_markup_escape_text (cart_name, -1);
  g_autofree char *store_link = store_place != NULL ? corral_sentence_link (store_name, store_place)
                                                    : g_markup_escape_text (store_name, -1);
  g_autoptr (GTimeZone) zone = corral_cells_zone (fleet, store);
  g_autofree char *raised = corral_format_time (
      corral_fleet_get_integer (fleet, CORRAL_TABLE_FLAG, self->flag, CORRAL_FLAG_COL_RAISED_MS), corral_fleet_get_now (fleet),
      zone);
  gboolean in_store = corral_fleet_get_integer (fleet, CORRAL_TABLE_FLAG, self->flag, CORRAL_FLAG_COL_IN_STORE) == 1;
  /* Translators: the cart, its store, when the flag was raised, whether the shopper is still there */
  g_autofree char *where = g_strdup_printf (_ ("%s · %s · %s · %s"), cart_link, store_link, raised,
                                            in_store ? _ ("Still in store") : _ ("Left"));
  g_autofree char *title = g_strdup_printf (_ ("%s, cart %s"), kind, label);

  gtk_label_set_text (GTK_LABEL (self->name), kind);
  corral_sentence_set_markup (CORRAL_SENTENCE (self->where), where);
  corral_pill_set_look (CORRAL_PILL (self->status), corral_look_of_flag_row (fleet, self->flag));
  update_decided (self);
  corral_pending_mark_show (CORRAL_PENDING_MARK (self->mark), corral_page_get_context (CORRAL_PAGE (self)),
                            CORRAL_TABLE_FLAG, self->flag);
  corral_page_set_title (CORRAL_PAGE (self), title);
}

static void
update_claim (CorralFlagPage *self)
{
  CorralFleet *fleet = get_fleet (self);
  const CorralFlagClaim claim = {
    .kind = get_text (self, CORRAL_FLAG_COL_KIND),
    .expected_g = corral_fleet_get_real (fleet, CORRAL_TABLE_FLAG, self->flag, CORRAL_FLAG_COL_EXPECTED_G),
    .measured_g = corral_fleet_get_real (fleet, CORRAL_TABLE_FLAG, self->flag, CORRAL_FLAG_COL_MEASURED_G),
    .value_minor = corral_fleet_get_integer (fleet, CORRAL_TABLE_FLAG, self->flag, CORRAL_FLAG_COL_VALUE_MINOR),
    .currency = get_text (self, CORRAL_FLAG_COL_CURRENCY),
    .has_session = get_text (self, CORRAL_FLAG_COL_SESSION) != NULL,
  };
  g_autofree char *text = corral_flag_claim_to_text (&claim);

  gtk_label_set_text (GTK_LABEL (self->claim), text);
}

static guint32
find_flag (CorralFlagPage *self, CorralPlace *place)
{
  CorralFleet *fleet = get_fleet (self);
  guint32 chain = place->chain != NULL ? corral_fleet_find_chain (fleet, place->chain) : CORRAL_NO_SLOT;
  const CorralColumns *flags = corral_fleet_get_table (fleet, CORRAL_TABLE_FLAG);
  guint32 slot;

  if (place->subject == NULL || chain == CORRAL_NO_SLOT)
    return CORRAL_NO_SLOT;
  slot = corral_columns_find (flags, chain, place->subject);
  return slot != CORRAL_NO_SLOT && corral_columns_exists (flags, slot) ? slot : CORRAL_NO_SLOT;
}

/* Its slot may be another row's since the page was last read. */
static void
follow_flag (CorralFlagPage *self)
{
  CorralPlace *place = corral_page_get_place (CORRAL_PAGE (self));

  self->flag = place != NULL ? find_flag (self, place) : CORRAL_NO_SLOT;
}

static void
update_acts (CorralFlagPage *self)
{
  CorralActSubject subject = { .table = CORRAL_TABLE_FLAG, .slots = &self->flag, .n_slots = 1 };

  corral_act_strip_show (CORRAL_ACT_STRIP (self->acts), &subject);
}

static gboolean
act_key_cb (GtkWidget *widget, GVariant *arguments, gpointer act)
{
  CorralFlagPage *self = CORRAL_FLAG_PAGE (widget);

  follow_flag (self);
  if (self->flag == CORRAL_NO_SLOT || corral_page_get_context (CORRAL_PAGE (self))->outbox == NULL)
    return FALSE;
  update_acts (self);
  corral_act_strip_begin (CORRAL_ACT_STRIP (self->acts), act);
  return TRUE;
}

GBytes *
corral_flag_page_make_pack (CorralFlagPage *self, char **seal, GError **error)
{
  CorralFlagEvidenceView *view = CORRAL_FLAG_EVIDENCE_VIEW (self->evidence);
  const CorralFlagPackSource source = {
    .fleet = get_fleet (self),
    .flag = self->flag,
    .trust = &self->trust,
    .evidence = corral_flag_evidence_view_get (view),
    .claim = gtk_label_get_text (GTK_LABEL (self->claim)),
    .trip = corral_flag_evidence_view_get_trip (view),
    .proof = corral_flag_evidence_view_get_proof (view),
  };

  if (self->flag == CORRAL_NO_SLOT || source.evidence == NULL)
    return NULL;
  return corral_flag_pack_make (&source, corral_clock_now_ms (corral_page_get_context (CORRAL_PAGE (self))->clock), seal,
                                error);
}

static void
export_cb (CorralFlagPage *self)
{
  g_autofree char *seal = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) bytes = corral_flag_page_make_pack (self, &seal, &error);
  g_autofree char *name = NULL;

  if (bytes == NULL)
    {
      corral_page_tell (GTK_WIDGET (self), error != NULL ? error->message : _ ("The evidence has not been read yet."), NULL);
      return;
    }
  /* The seal's beginning in the name is what one has when the file comes back years later. */
  name = g_strdup_printf ("corral-%s-%.12s.tar", get_text (self, CORRAL_FLAG_COL_ID), seal);
  corral_save_file (GTK_WIDGET (self), _ ("Export Evidence"), name, bytes);
}

static void
go_next (CorralFlagPage *self)
{
  CorralFleet *fleet = get_fleet (self);
  guint32 next = self->flag != CORRAL_NO_SLOT ? corral_flag_queue_find_next (fleet, self->flag, self->rank) : CORRAL_NO_SLOT;
  g_autoptr (CorralPlace) place = next != CORRAL_NO_SLOT ? corral_flag_page_place_of (fleet, next)
                                                         : corral_place_new (CORRAL_PAGE_FLAGS, NULL, NULL);

  corral_page_go (GTK_WIDGET (self), place);
}

static gboolean
next_key_cb (GtkWidget *widget, GVariant *arguments, gpointer data)
{
  go_next (CORRAL_FLAG_PAGE (widget));
  return TRUE;
}

static gboolean
before_key_cb (GtkWidget *widget, GVariant *arguments, gpointer data)
{
  CorralFlagPage *self = CORRAL_FLAG_PAGE (widget);
  guint32 before = self->flag != CORRAL_NO_SLOT ? corral_flag_queue_find_before (get_fleet (self), self->flag, self->rank)
                                                : CORRAL_NO_SLOT;
  g_autoptr (CorralPlace) place = before != CORRAL_NO_SLOT ? corral_flag_page_place_of (get_fleet (self), before) : NULL;

  if (place != NULL)
    corral_page_go (widget, place);
  return TRUE;
}

/* Whether whoever sits here decided it just now, on this page. */
static gboolean
was_decided_here (CorralFlagPage *self)
{
  CorralOutbox *outbox = corral_page_get_context (CORRAL_PAGE (self))->outbox;

  return self->waits && outbox != NULL && gtk_widget_get_mapped (GTK_WIDGET (self))
         && corral_pending_get (get_fleet (self), CORRAL_TABLE_FLAG, self->flag) == CORRAL_PENDING_WAITING
         && g_strcmp0 (get_text (self, CORRAL_FLAG_COL_DECIDED_BY), corral_outbox_get_account_id (outbox)) == 0;
}

static void
add_keys (CorralFlagPage *self)
{
  GtkEventController *keys = gtk_shortcut_controller_new ();
  guint n;
  const CorralAct *acts = corral_acts_get (&n);

  for (guint i = 0; i < n; i++)
    if (acts[i].key != NULL && (acts[i].tables & CORRAL_TABLE_BIT (CORRAL_TABLE_FLAG)) != 0)
      gtk_shortcut_controller_add_shortcut (
          GTK_SHORTCUT_CONTROLLER (keys),
          gtk_shortcut_new (gtk_shortcut_trigger_parse_string (acts[i].key),
                            gtk_callback_action_new (act_key_cb, (gpointer) &acts[i], NULL)));
  gtk_shortcut_controller_add_shortcut (
      GTK_SHORTCUT_CONTROLLER (keys),
      gtk_shortcut_new (gtk_keyval_trigger_new (NEXT_KEY, GDK_ALT_MASK), gtk_callback_action_new (next_key_cb, NULL, NULL)));
  gtk_shortcut_controller_add_shortcut (
      GTK_SHORTCUT_CONTROLLER (keys),
      gtk_shortcut_new (gtk_keyval_trigger_new (BEFORE_KEY, GDK_ALT_MASK),
                        gtk_callback_action_new (before_key_cb, NULL, NULL)));
  gtk_widget_add_controller (GTK_WIDGET (self), keys);
}

/* ---- the page ------------------------------------------------------------------------------------------------------ */

/* Once for each opening: what is refreshed under somebody's eyes is still the same look. */
static void
note_view (CorralFlagPage *self)
{
  const char *id = self->flag != CORRAL_NO_SLOT ? get_text (self, CORRAL_FLAG_COL_ID) : NULL;
  const CorralAuditEvent event = {
    .what = CORRAL_AUDIT_VIEW,
    .tenant = id != NULL ? get_tenant (self) : NULL,
    .collection = "flag",
    .subject = id,
    .detail = id != NULL ? get_text (self, CORRAL_FLAG_COL_SESSION) : NULL,
  };

  corral_view_record (CORRAL_PAGE (self), &self->noted, &event);
}

static void
corral_flag_page_map (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (corral_flag_page_parent_class)->map (widget);
  note_view (CORRAL_FLAG_PAGE (widget));
}

static void
corral_flag_page_unmap (GtkWidget *widget)
{
  g_clear_pointer (&CORRAL_FLAG_PAGE (widget)->noted, g_free);
  GTK_WIDGET_CLASS (corral_flag_page_parent_class)->unmap (widget);
}

static void
corral_flag_page_refresh (CorralPage *page)
{
  CorralFlagPage *self = CORRAL_FLAG_PAGE (page);

  follow_flag (self);
  gtk_stack_set_visible_child (GTK_STACK (self->stack), self->flag != CORRAL_NO_SLOT ? self->content : self->unknown);
  if (self->flag == CORRAL_NO_SLOT)
    {
      corral_page_set_title (page, _ ("Flag"));
      return;
    }
  if (corral_fleet_get_integer (get_fleet (self), CORRAL_TABLE_FLAG, self->flag, CORRAL_FLAG_COL_OPEN) == 1)
    self->rank = corral_fleet_get_real (get_fleet (self), CORRAL_TABLE_FLAG, self->flag, CORRAL_FLAG_COL_RANK);
  corral_page_set_chain (page, get_tenant (self));
  update_head (self);
  update_claim (self);
  corral_flag_evidence_view_show (CORRAL_FLAG_EVIDENCE_VIEW (self->evidence), get_tenant (self), self->flag);
  judge (self, FALSE);
  update_acts (self);
  note_view (self);
  corral_flag_attendance_show (CORRAL_FLAG_ATTENDANCE (self->attendance), self->flag);
  if (corral_fleet_get_integer (get_fleet (self), CORRAL_TABLE_FLAG, self->flag, CORRAL_FLAG_COL_OPEN) == 1)
    {
      self->waits = TRUE;
      return;
    }
  if (was_decided_here (self))
    {
      self->waits = FALSE;
      go_next (self);
      return;
    }
  self->waits = FALSE;
}

static void
corral_flag_page_show_place (CorralPage *page, CorralPlace *place)
{
  CORRAL_FLAG_PAGE (page)->rank = NAN;
  CORRAL_FLAG_PAGE (page)->waits = FALSE;
  corral_page_set_chain (page, place->chain);
  corral_flag_page_refresh (page);
}

static gboolean
corral_flag_page_is_settled (CorralPage *page)
{
  return corral_flag_evidence_view_is_settled (CORRAL_FLAG_EVIDENCE_VIEW (CORRAL_FLAG_PAGE (page)->evidence));
}

static void
corral_flag_page_finalize (GObject *object)
{
  g_free (CORRAL_FLAG_PAGE (object)->noted);
  G_OBJECT_CLASS (corral_flag_page_parent_class)->finalize (object);
}

static void
corral_flag_page_class_init (CorralFlagPageClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = corral_flag_page_finalize;
  GTK_WIDGET_CLASS (klass)->map = corral_flag_page_map;
  GTK_WIDGET_CLASS (klass)->unmap = corral_flag_page_unmap;
  CORRAL_PAGE_CLASS (klass)->show_place = corral_flag_page_show_place;
  CORRAL_PAGE_CLASS (klass)->refresh = corral_flag_page_refresh;
  CORRAL_PAGE_CLASS (klass)->is_settled = corral_flag_page_is_settled;
}

static void
corral_flag_page_init (CorralFlagPage *self)
{
  self->flag = CORRAL_NO_SLOT;
  self->judged = CORRAL_NO_SLOT;
  self->rank = NAN;
}

static GtkWidget *
make_scrolled (GtkWidget *child)
{
  GtkWidget *scrolled = gtk_scrolled_window_new ();

  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scrolled), GTK_POLICY_NEVER, GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scrolled), child);
  gtk_widget_set_vexpand (scrolled, TRUE);
  return scrolled;
}

/* What is said of it on the left, the trip on the right. */
static GtkWidget *
make_body (CorralFlagPage *self, CorralPageContext *context)
{
  GtkWidget *said = gtk_box_new (GTK_ORIENTATION_VERTICAL, 9);
  GtkWidget *why = gtk_box_new (GTK_ORIENTATION_VERTICAL, 3);

  self->claim = make_text ("heading");
  self->advice = make_text ("heading");
  self->sure = make_text (NULL);
  self->reasons = gtk_box_new (GTK_ORIENTATION_VERTICAL, 3);
  self->evidence = corral_flag_evidence_view_new (context);
  g_signal_connect_object (self->evidence, "read", G_CALLBACK (read_cb), self, G_CONNECT_SWAPPED);
  self->of_cart = gtk_box_new (GTK_ORIENTATION_VERTICAL, 3);
  self->of_item = gtk_box_new (GTK_ORIENTATION_VERTICAL, 3);
  gtk_box_append (GTK_BOX (why), self->advice);
  gtk_box_append (GTK_BOX (why), self->sure);
  gtk_box_append (GTK_BOX (why), self->reasons);
  gtk_box_append (GTK_BOX (said), self->claim);
  gtk_box_append (GTK_BOX (said), why);
  gtk_box_append (GTK_BOX (said),
                  corral_flag_evidence_view_get_scale (CORRAL_FLAG_EVIDENCE_VIEW (self->evidence)));
  gtk_box_append (GTK_BOX (said), self->of_cart);
  gtk_box_append (GTK_BOX (said), self->of_item);
  gtk_widget_add_css_class (said, "sheet");
  gtk_widget_add_css_class (self->evidence, "story");
  /* Of the trip only the scans scroll. */
  self->panes = corral_panes_new (make_scrolled (said), SIDE_PX, self->evidence, TRIP_PX, CORRAL_PANES_SIDE_ON_TOP);
  return self->panes;
}

CorralPage *
corral_flag_page_new (CorralPageContext *context)
{
  CorralFlagPage *self = g_object_new (CORRAL_TYPE_FLAG_PAGE, "context", context, NULL);
  GtkWidget *head = corral_wrap_box_new (12);

  self->content = gtk_box_new (GTK_ORIENTATION_VERTICAL, 9);
  self->name = gtk_label_new (NULL);
  gtk_widget_add_css_class (self->name, "title-2");
  self->pill = corral_pill_new ();
  self->status = corral_pill_new ();
  self->mark = corral_pending_mark_new ();
  self->where = corral_sentence_new ();
  self->decided = corral_sentence_new ();
  self->next = gtk_button_new_with_label (_ ("Next Flag"));
  gtk_widget_set_tooltip_text (self->next, _ ("The next of the queue (Alt+Down); the one before: Alt+Up"));
  gtk_widget_set_halign (self->next, GTK_ALIGN_END);
  g_signal_connect_swapped (self->next, "clicked", G_CALLBACK (go_next), self);
  self->export = gtk_button_new_with_label (_ ("Export Evidence…"));
  gtk_widget_set_tooltip_text (self->export, _ ("A sealed pack: PDF, CSV, and the signed messages with what verifies them"));
  gtk_widget_set_halign (self->export, GTK_ALIGN_END);
  gtk_widget_set_hexpand (self->export, TRUE);
  gtk_widget_set_visible (self->export, corral_page_context_may_export (context));
  g_signal_connect_swapped (self->export, "clicked", G_CALLBACK (export_cb), self);
  self->acts = corral_act_strip_new (context, ACTS_SHOWN, FALSE);
  corral_wrap_box_append (CORRAL_WRAP_BOX (head), self->name);
  corral_wrap_box_append (CORRAL_WRAP_BOX (head), self->pill);
  corral_wrap_box_append (CORRAL_WRAP_BOX (head), self->status);
  corral_wrap_box_append (CORRAL_WRAP_BOX (head), self->mark);
  corral_wrap_box_append (CORRAL_WRAP_BOX (head), self->export);
  corral_wrap_box_append (CORRAL_WRAP_BOX (head), self->next);
  gtk_box_append (GTK_BOX (self->content), head);
  gtk_box_append (GTK_BOX (self->content), self->where);
  gtk_box_append (GTK_BOX (self->content), self->decided);
  self->attendance = corral_flag_attendance_new (context);
  gtk_box_append (GTK_BOX (self->content), self->attendance);
  gtk_box_append (GTK_BOX (self->content), self->acts);
  gtk_box_append (GTK_BOX (self->content), make_body (self, context));
  gtk_widget_add_css_class (self->content, "page");
  add_keys (self);

  self->unknown = adw_status_page_new ();
  adw_status_page_set_icon_name (ADW_STATUS_PAGE (self->unknown), "corral-page-flags-symbolic");
  adw_status_page_set_title (ADW_STATUS_PAGE (self->unknown), _ ("No Such Flag"));
  adw_status_page_set_description (ADW_STATUS_PAGE (self->unknown),
                                   _ ("It was decided more than a week ago, or it has not arrived yet."));
  self->stack = gtk_stack_new ();
  /* What is not shown does not widen the window. */
  gtk_stack_set_hhomogeneous (GTK_STACK (self->stack), FALSE);
  gtk_stack_add_child (GTK_STACK (self->stack), self->content);
  gtk_stack_add_child (GTK_STACK (self->stack), self->unknown);
  adw_bin_set_child (ADW_BIN (self), self->stack);
  corral_page_set_title (CORRAL_PAGE (self), _ ("Flag"));
  return CORRAL_PAGE (self);
}
