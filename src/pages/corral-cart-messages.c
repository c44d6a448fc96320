/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a cart said last. The bodies are small documents that the cart wrote; they are read leniently and shown
 * as words, never as they are. Main thread. */
#include "config.h"

#include "corral-cart-messages.h"

#include "corral-cells.h"
#include "corral-fleet.h"
#include "corral-format.h"
#include "corral-look.h"
#include "corral-proof-reader.h"
#include "corral-proof-words.h"
#include "corral-sync.h"
#include "corral-telemetry.h"

#include <glib/gi18n.h>
#include <json-glib/json-glib.h>
#include <string.h>

#define SHOWN 40
#define FETCHED 100
/* Messages of this long are asked for. */
#define WINDOW_MS (2 * CORRAL_DAY_MS)
#define STALE_MS (2 * CORRAL_MINUTE_MS)
/* Arrived this much later than it was made: buffered and replayed. */
#define LATE_MS (2 * CORRAL_MINUTE_MS)

struct _CorralCartMessages
{
  GtkWidget parent_instance;

  CorralPageContext *context;
  char *tenant;              /* (owned) (nullable) */
  char *cart;                /* (owned) (nullable) */
  guint32 store;
  GCancellable *cancellable; /* (owned) */
  guint pending;
  gint64 asked_at_ms;
  char *newest;              /* (owned) (nullable): id of the message on top */
  CorralProofSummary summary; /* of those that are shown */

  GtkWidget *box;
  GtkWidget *list;
  GtkWidget *message;
};

G_DEFINE_FINAL_TYPE (CorralCartMessages, corral_cart_messages, GTK_TYPE_WIDGET)

typedef struct
{
  CorralCartMessages *self;  /* (owned) */
  GCancellable *cancellable; /* (owned) */
} Reading;

static Reading *
reading_new (CorralCartMessages *self)
{
  Reading *reading = g_new0 (Reading, 1);

  reading->self = g_object_ref (self);
  reading->cancellable = g_object_ref (self->cancellable);
  self->pending++;
  return reading;
}

static gboolean
reading_end (Reading *reading)
{
  reading->self->pending--;
  return reading->self->cancellable == reading->cancellable && !g_cancellable_is_cancelled (reading->cancellable);
}

static void
reading_free (Reading *reading)
{
  g_object_unref (reading->self);
  g_object_unref (reading->cancellable);
  g_free (reading);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Reading, reading_free)

/* ---- words -------------------------------------------------------------------------------------------- */

static gint64
get_integer (JsonObject *body, const char *name)
{
  JsonNode *node = body != NULL ? json_object_get_member (body, name) : NULL;

  return node != NULL && JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == G_TYPE_INT64
             ? json_node_get_int (node)
             : CORRAL_UNKNOWN;
}

static const char *
get_word (JsonObject *body, const char *name)
{
  JsonNode *node = body != NULL ? json_object_get_member (body, name) : NULL;

  return node != NULL && JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == G_TYPE_STRING
             ? json_node_get_string (node)
             : NULL;
}

static char *
describe_health (JsonObject *body)
{
  gint64 battery = get_integer (body, "battery_pct");
  const char *uplink = get_word (body, "uplink");
  gint64 rssi = get_integer (body, "wifi_rssi_dbm");
  g_autofree char *level = corral_format_integer (battery);
  g_autofree char *signal = corral_format_integer (rssi);
  const char *way = uplink != NULL ? corral_words_translate (CORRAL_WORDS_UPLINK, uplink) : CORRAL_DASH;

  if (g_strcmp0 (uplink, "wifi") == 0 && CORRAL_IS_KNOWN (rssi))
    /* Translators: how full, which network, how strong: "Battery 52 %, Wi-Fi −62 dBm" */
    return g_strdup_printf (_ ("Battery %s %%, %s %s dBm"), level, way, signal);
  return g_strdup_printf (_ ("Battery %s %%, %s"), level, way);
}

static char *
describe_fault (JsonObject *body)
{
  const char *kind = get_word (body, "kind");

  return g_strdup (kind != NULL ? corral_words_translate (CORRAL_WORDS_FAULT, kind) : CORRAL_DASH);
}

static char *
describe_boot (JsonObject *body)
{
  g_autofree char *firmware = corral_format_text (get_word (body, "firmware"));
  g_autofree char *slot = corral_format_text (get_word (body, "boot_slot"));

  return g_strdup_printf (_ ("Firmware %s from slot %s"), firmware, slot);
}

static char *
describe_session_end (JsonObject *body)
{
  gint64 items = get_integer (body, "item_count");

  if (!CORRAL_IS_KNOWN (items))
    return NULL;
  return g_strdup_printf (ngettext ("%d item", "%d items", (gulong) items), (int) CLAMP (items, 0, 100000));
}

/* The seven types of messages (domain.md): one row each. */
static const struct
{
  const char *type;
  const char *title; /* marked for translation */
  char *(*describe) (JsonObject *body); /* (nullable) */
} types[] = {
  { "health", N_ ("Health"), describe_health },
  { "fault", N_ ("Fault"), describe_fault },
  { "boot", N_ ("Started"), describe_boot },
  { "scan", N_ ("Item scanned"), NULL },
  { "session-start", N_ ("Trip began"), NULL },
  { "session-end", N_ ("Trip ended"), describe_session_end },
  { "identify", N_ ("Identified itself"), NULL },
};

static char *
describe (const CorralEvent *event, const char **title)
{
  g_autoptr (JsonParser) parser = json_parser_new_immutable ();
  JsonNode *root = NULL;
  gsize size = 0;
  const char *bytes = event->body != NULL ? g_bytes_get_data (event->body, &size) : NULL;
  JsonObject *body = NULL;

  /* The domain's limit for a message is 800 bytes; what is far beyond is not parsed at all. */
  if (bytes != NULL && size <= 8192 && json_parser_load_from_data (parser, bytes, (gssize) size, NULL))
    root = json_parser_get_root (parser);
  if (root != NULL && JSON_NODE_HOLDS_OBJECT (root))
    body = json_node_get_object (root);

  for (guint i = 0; i < G_N_ELEMENTS (types); i++)
    if (g_strcmp0 (types[i].type, event->type) == 0)
      {
        *title = _ (types[i].title);
        return types[i].describe != NULL && body != NULL ? types[i].describe (body) : NULL;
      }
  *title = event->type;
  return NULL;
}

/* ---- rows ------------------------------------------------------------------------------------------------ */

static GtkWidget *
make_label (const char *text, const char *css_class, gboolean expand)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_wrap (GTK_LABEL (label), expand);
  gtk_widget_set_hexpand (label, expand);
  if (css_class != NULL)
    gtk_widget_add_css_class (label, css_class);
  return label;
}

/* What is fine takes no room; the sentence is in the tooltip and for screen readers. */
static GtkWidget *
make_proof (const CorralProof *proof, CorralLook look)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 4);
  g_autofree char *text = corral_proof_to_text (proof);

  gtk_box_append (GTK_BOX (box), gtk_image_new_from_icon_name (look.icon_name));
  gtk_box_append (GTK_BOX (box), make_label (look.word, NULL, FALSE));
  gtk_widget_add_css_class (box, *look.css_class != '\0' ? look.css_class : "dim-label");
  gtk_widget_set_tooltip_text (box, text);
  gtk_accessible_update_property (GTK_ACCESSIBLE (box), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, text, -1);
  return box;
}

static void
add_row (CorralCartMessages *self,
         const CorralEvent *event,
         const CorralProof *proof,
         GTimeZone *zone,
         gint64 now_ms,
         int line)
{
  CorralLook look = corral_look_of_proof (corral_proof_reason_get_state (proof->reason));
  const char *title = NULL;
  g_autofree char *what = describe (event, &title);
  g_autofree char *clean = corral_format_text (title);
  g_autofree char *time = corral_format_time (event->device_ms, now_ms, zone);
  g_autofree char *tooltip = corral_format_time_tooltip (event->device_ms, zone, NULL);
  gint64 delay_ms = event->arrived_ms - event->device_ms;
  GtkWidget *when = make_label (time, "numeric", FALSE);
  GtkWidget *name = make_label (clean, g_strcmp0 (event->type, "fault") == 0 ? "severity-act" : NULL, FALSE);

  gtk_widget_set_tooltip_text (when, tooltip);
  gtk_grid_attach (GTK_GRID (self->list), when, 0, line, 1, 1);
  gtk_grid_attach (GTK_GRID (self->list), name, 1, line, 1, 1);
  gtk_grid_attach (GTK_GRID (self->list), make_label (what, NULL, TRUE), 2, line, 1, 1);
  gtk_grid_attach (GTK_GRID (self->list), make_proof (proof, look), 4, line, 1, 1);
  if (delay_ms > LATE_MS)
    {
      g_autofree char *delay = corral_format_duration (delay_ms);
      /* Translators: %s is a duration such as "2 h 10 min" */
      g_autofree char *late = g_strdup_printf (_ ("arrived %s later"), delay);

      gtk_grid_attach (GTK_GRID (self->list), make_label (late, "dim-label", FALSE), 3, line, 1, 1);
    }
}

static void
show_messages (CorralCartMessages *self, const CorralProvenMessages *messages)
{
  GPtrArray *events = messages->events;
  g_autoptr (GTimeZone) zone = corral_cells_zone (self->context->fleet, self->store);
  gint64 now_ms = corral_fleet_get_now (self->context->fleet);
  const CorralEvent *first = events->len > 0 ? g_ptr_array_index (events, 0) : NULL;
  GtkWidget *child;

  if (first != NULL && g_strcmp0 (first->id, self->newest) == 0
      && memcmp (&self->summary, &messages->summary, sizeof self->summary) == 0)
    return;
  self->summary = messages->summary;
  g_free (self->newest);
  self->newest = g_strdup (first != NULL ? first->id : NULL);
  while ((child = gtk_widget_get_first_child (self->list)) != NULL)
    gtk_grid_remove (GTK_GRID (self->list), child);
  for (guint i = 0; i < MIN (events->len, SHOWN); i++)
    add_row (self, g_ptr_array_index (events, i), &g_array_index (messages->proofs, CorralProof, i), zone, now_ms,
             (int) i);
}

static void
say (CorralCartMessages *self, const char *message)
{
  gtk_label_set_text (GTK_LABEL (self->message), message != NULL ? message : "");
  gtk_widget_set_visible (self->message, message != NULL);
}

/* ---- reading and fetching ---------------------------------------------------------------------------------- */

static void read_stored (CorralCartMessages *self);

static void
fetched_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (Reading) reading = data;
  g_autoptr (GError) error = NULL;
  gboolean stored = corral_sync_fetch_messages_finish (CORRAL_SYNC (source), result, &error);

  if (!reading_end (reading))
    return;
  if (stored)
    read_stored (reading->self);
  else if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    say (reading->self, error->message);
}

static void
fetch (CorralCartMessages *self)
{
  gint64 now_ms = corral_fleet_get_now (self->context->fleet);
  CorralTimeRange span = { .start_ms = now_ms - WINDOW_MS, .end_ms = now_ms };
  g_autoptr (GPtrArray) tenants = NULL;

  if (self->context->sync == NULL || !corral_sync_get_status (self->context->sync)->connected
      || !CORRAL_IS_KNOWN (now_ms) || now_ms - self->asked_at_ms < STALE_MS)
    return;
  self->asked_at_ms = now_ms;
  tenants = corral_cache_list_tenants (self->context->cache);
  for (guint i = 0; i < tenants->len; i++)
    {
      const CorralTenant *tenant = g_ptr_array_index (tenants, i);

      if (g_strcmp0 (tenant->id, self->tenant) == 0)
        corral_sync_fetch_messages_async (self->context->sync, tenant, self->cart, span, FETCHED, self->cancellable,
                                          fetched_cb, reading_new (self));
    }
}

static void
loaded_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (Reading) reading = data;
  CorralCartMessages *self = reading->self;
  g_autoptr (GError) error = NULL;
  g_autoptr (CorralProvenMessages) messages = NULL;

  /* First, for the context is gone with the window. */
  if (!reading_end (reading))
    return;
  messages = corral_proof_read_newest_finish (result, &error);
  if (messages == NULL)
    {
      if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
        say (self, error->message);
      return;
    }
  show_messages (self, messages);
  say (self, messages->events->len == 0 ? _ ("No messages of this cart are stored on this PC yet.") : NULL);
  fetch (self);
}

static void
read_stored (CorralCartMessages *self)
{
  if (self->context->cache != NULL)
    corral_proof_read_newest_async (self->context->cache, self->tenant, self->cart, FETCHED, self->cancellable,
                                    loaded_cb, reading_new (self));
}

void
corral_cart_messages_set_cart (CorralCartMessages *self, const char *tenant, const char *cart, guint32 store)
{
  GtkWidget *child;

  g_return_if_fail (CORRAL_IS_CART_MESSAGES (self));

  self->store = store;
  if (g_strcmp0 (self->cart, cart) == 0 && g_strcmp0 (self->tenant, tenant) == 0)
    return;
  g_cancellable_cancel (self->cancellable);
  g_object_unref (self->cancellable);
  self->cancellable = g_cancellable_new ();
  g_free (self->tenant);
  g_free (self->cart);
  self->tenant = g_strdup (tenant);
  self->cart = g_strdup (cart);
  self->asked_at_ms = 0;
  g_clear_pointer (&self->newest, g_free);
  while ((child = gtk_widget_get_first_child (self->list)) != NULL)
    gtk_grid_remove (GTK_GRID (self->list), child);
  say (self, NULL);
  read_stored (self);
}

void
corral_cart_messages_refresh (CorralCartMessages *self)
{
  g_return_if_fail (CORRAL_IS_CART_MESSAGES (self));

  if (self->cart != NULL && self->pending == 0)
    fetch (self);
}

gboolean
corral_cart_messages_is_settled (CorralCartMessages *self)
{
  g_return_val_if_fail (CORRAL_IS_CART_MESSAGES (self), TRUE);

  return self->pending == 0;
}

/* ---- life ------------------------------------------------------------------------------------------------------ */

/* Out of the window: readings under way hold on to this widget, but what it reads from goes with the window. */
static void
corral_cart_messages_unroot (GtkWidget *widget)
{
  g_cancellable_cancel (CORRAL_CART_MESSAGES (widget)->cancellable);
  GTK_WIDGET_CLASS (corral_cart_messages_parent_class)->unroot (widget);
}

static void
corral_cart_messages_dispose (GObject *object)
{
  CorralCartMessages *self = CORRAL_CART_MESSAGES (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_pointer (&self->box, gtk_widget_unparent);
  G_OBJECT_CLASS (corral_cart_messages_parent_class)->dispose (object);
}

static void
corral_cart_messages_finalize (GObject *object)
{
  CorralCartMessages *self = CORRAL_CART_MESSAGES (object);

  g_object_unref (self->cancellable);
  g_free (self->tenant);
  g_free (self->cart);
  g_free (self->newest);
  G_OBJECT_CLASS (corral_cart_messages_parent_class)->finalize (object);
}

static void
corral_cart_messages_class_init (CorralCartMessagesClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = corral_cart_messages_dispose;
  G_OBJECT_CLASS (klass)->finalize = corral_cart_messages_finalize;
  GTK_WIDGET_CLASS (klass)->unroot = corral_cart_messages_unroot;
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BIN_LAYOUT);
}

static void
corral_cart_messages_init (CorralCartMessages *self)
{
  GtkWidget *heading = make_label (_ ("Latest messages"), "heading", TRUE);

  self->store = CORRAL_NO_SLOT;
  self->cancellable = g_cancellable_new ();
  self->box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  self->list = gtk_grid_new ();
  gtk_grid_set_column_spacing (GTK_GRID (self->list), 18);
  gtk_grid_set_row_spacing (GTK_GRID (self->list), 3);
  self->message = make_label (NULL, "dim-label", TRUE);
  gtk_label_set_ellipsize (GTK_LABEL (self->message), PANGO_ELLIPSIZE_NONE);
  gtk_label_set_wrap (GTK_LABEL (self->message), TRUE);
  gtk_widget_set_visible (self->message, FALSE);
  gtk_box_append (GTK_BOX (self->box), heading);
  gtk_box_append (GTK_BOX (self->box), self->message);
  gtk_box_append (GTK_BOX (self->box), self->list);
  gtk_widget_set_parent (self->box, GTK_WIDGET (self));
}

GtkWidget *
corral_cart_messages_new (CorralPageContext *context)
{
  CorralCartMessages *self = g_object_new (CORRAL_TYPE_CART_MESSAGES, NULL);

  self->context = context;
  return GTK_WIDGET (self);
}
