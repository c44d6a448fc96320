/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Who is at a flag. Main thread. */
#include "config.h"

#include "corral-flag-attendance.h"

#include "corral-flag-work-words.h"
#include "corral-outbox.h"

#include <string.h>

/* Whoever only walks past has not looked. */
#define LOOKED_MS 1500
/* The cloud takes no second look for so long (the contract, "flag.seen"); nor is one sent. */
#define AGAIN_MS (5 * 60 * G_GINT64_CONSTANT (1000))

struct _CorralFlagAttendance
{
  GtkBox parent_instance;

  CorralPageContext *context; /* (unowned) */
  char *tenant, *flag;        /* (owned) (nullable): what is shown */
  guint looking;              /* source, 0: none */

  GtkWidget *line;
  GtkWidget *recheck;
};

G_DEFINE_FINAL_TYPE (CorralFlagAttendance, corral_flag_attendance, GTK_TYPE_BOX)

/* ---- having looked -------------------------------------------------------------------------------- */

static guint32
find_slot (CorralFlagAttendance *self)
{
  CorralFleet *fleet = self->context->fleet;
  guint32 chain = self->tenant != NULL ? corral_fleet_find_chain (fleet, self->tenant) : CORRAL_NO_SLOT;
  const CorralColumns *flags = corral_fleet_get_table (fleet, CORRAL_TABLE_FLAG);
  guint32 slot = chain != CORRAL_NO_SLOT ? corral_columns_find (flags, chain, self->flag) : CORRAL_NO_SLOT;

  return slot != CORRAL_NO_SLOT && corral_columns_exists (flags, slot) ? slot : CORRAL_NO_SLOT;
}

/* What waits in the outbox is laid over the row, so this is true as soon as it was noted, also offline. */
static gboolean
is_noted (CorralFlagAttendance *self, guint32 slot, const char *reader)
{
  const char *list = corral_fleet_get_text (self->context->fleet, CORRAL_TABLE_FLAG, slot, CORRAL_FLAG_COL_SEEN_BY);
  gint64 seen_ms = corral_fleet_get_integer (self->context->fleet, CORRAL_TABLE_FLAG, slot, CORRAL_FLAG_COL_SEEN_MS);
  gint64 now_ms = corral_fleet_get_now (self->context->fleet);
  const char *last = list != NULL ? strrchr (list, ' ') : NULL;

  last = last != NULL ? last + 1 : list;
  return g_strcmp0 (last, reader) == 0 && CORRAL_IS_KNOWN (seen_ms) && CORRAL_IS_KNOWN (now_ms)
         && now_ms - seen_ms < AGAIN_MS;
}

static void
submitted_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) results = corral_outbox_submit_finish (CORRAL_OUTBOX (source), result, &error);

  /* Nobody asked for it, so nobody is told: a full disk is told of by what they do. */
  if (results == NULL)
    g_debug ("seen: %s", error->message);
}

static void
note_seen (CorralFlagAttendance *self, guint32 slot)
{
  CorralOutbox *outbox = self->context->outbox;
  CorralOperationDraft draft = {
    .kind = CORRAL_OPERATION_FLAG_SEEN,
    .tenant = self->tenant,
    .collection = CORRAL_COLLECTION_FLAG,
    .target = self->flag,
    .expected_rev = CORRAL_UNKNOWN,
  };
  g_autofree char *why_not = corral_outbox_why_not (outbox, CORRAL_OPERATION_FLAG_SEEN);

  if (why_not != NULL || corral_outbox_get_account_id (outbox) == NULL
      || is_noted (self, slot, corral_outbox_get_account_id (outbox)))
    return;
  corral_operation_params_clear (&draft.params);
  corral_outbox_submit_async (outbox, &draft, 1, NULL, submitted_cb, NULL);
}

static void
looked_cb (gpointer data)
{
  CorralFlagAttendance *self = data;
  guint32 slot = find_slot (self);

  self->looking = 0;
  /* What is decided is read for other reasons. */
  if (slot != CORRAL_NO_SLOT && self->context->outbox != NULL && gtk_widget_get_mapped (GTK_WIDGET (self))
      && corral_fleet_get_integer (self->context->fleet, CORRAL_TABLE_FLAG, slot, CORRAL_FLAG_COL_OPEN) == 1)
    note_seen (self, slot);
}

static void
take (CorralFlagAttendance *self, guint32 slot)
{
  CorralFleet *fleet = self->context->fleet;
  guint32 chain = corral_fleet_get_link (fleet, CORRAL_TABLE_FLAG, slot, CORRAL_FLAG_COL_CHAIN);
  const char *tenant = corral_fleet_get_text (fleet, CORRAL_TABLE_CHAIN, chain, CORRAL_CHAIN_COL_ID);
  const char *flag = corral_fleet_get_text (fleet, CORRAL_TABLE_FLAG, slot, CORRAL_FLAG_COL_ID);

  if (g_strcmp0 (tenant, self->tenant) == 0 && g_strcmp0 (flag, self->flag) == 0)
    return;
  g_free (self->tenant);
  g_free (self->flag);
  self->tenant = g_strdup (tenant);
  self->flag = g_strdup (flag);
  g_clear_handle_id (&self->looking, g_source_remove);
  if (tenant != NULL && flag != NULL)
    self->looking = g_timeout_add_once (LOOKED_MS, looked_cb, self);
}

/* Gone to again after another page: it is looked at again. */
static void
corral_flag_attendance_map (GtkWidget *widget)
{
  CorralFlagAttendance *self = CORRAL_FLAG_ATTENDANCE (widget);

  GTK_WIDGET_CLASS (corral_flag_attendance_parent_class)->map (widget);
  if (self->looking == 0 && self->flag != NULL)
    self->looking = g_timeout_add_once (LOOKED_MS, looked_cb, self);
}

/* ---- what is said --------------------------------------------------------------------------------- */

static void
add (GString *line, char *text)
{
  if (text != NULL)
    g_string_append_printf (line, "%s%s", line->len > 0 ? " · " : "", text);
  g_free (text);
}

static void
say (GtkWidget *label, const char *text)
{
  if (g_strcmp0 (gtk_label_get_text (GTK_LABEL (label)), text != NULL ? text : "") != 0)
    gtk_label_set_text (GTK_LABEL (label), text != NULL ? text : "");
  gtk_widget_set_visible (label, text != NULL && *text != '\0');
}

void
corral_flag_attendance_show (CorralFlagAttendance *self, guint32 slot)
{
  CorralFleet *fleet = self->context->fleet;
  const char *reader;
  g_autoptr (GString) line = g_string_new (NULL);
  g_autofree char *recheck = NULL;

  g_return_if_fail (CORRAL_IS_FLAG_ATTENDANCE (self));

  gtk_widget_set_visible (GTK_WIDGET (self), slot != CORRAL_NO_SLOT);
  if (slot == CORRAL_NO_SLOT)
    return;
  take (self, slot);
  reader = self->context->outbox != NULL ? corral_outbox_get_account_id (self->context->outbox) : NULL;
  /* That they have left stands in the head; what a re-check is worth, in what the flag claims. */
  if (corral_fleet_get_integer (fleet, CORRAL_TABLE_FLAG, slot, CORRAL_FLAG_COL_IN_STORE) == 1)
    add (line, corral_flag_in_store_to_sentence (fleet, slot));
  add (line, corral_flag_second_to_text (fleet, slot));
  add (line, corral_flag_seen_to_text (fleet, slot, reader));
  say (self->line, line->str);
  recheck = corral_flag_recheck_to_text (fleet, slot);
  say (self->recheck, recheck);
}

/* ---- life ----------------------------------------------------------------------------------------- */

static void
corral_flag_attendance_dispose (GObject *object)
{
  CorralFlagAttendance *self = CORRAL_FLAG_ATTENDANCE (object);

  g_clear_handle_id (&self->looking, g_source_remove);
  G_OBJECT_CLASS (corral_flag_attendance_parent_class)->dispose (object);
}

static void
corral_flag_attendance_finalize (GObject *object)
{
  CorralFlagAttendance *self = CORRAL_FLAG_ATTENDANCE (object);

  g_free (self->tenant);
  g_free (self->flag);
  G_OBJECT_CLASS (corral_flag_attendance_parent_class)->finalize (object);
}

static void
corral_flag_attendance_class_init (CorralFlagAttendanceClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = corral_flag_attendance_dispose;
  G_OBJECT_CLASS (klass)->finalize = corral_flag_attendance_finalize;
  GTK_WIDGET_CLASS (klass)->map = corral_flag_attendance_map;
}

static GtkWidget *
add_label (CorralFlagAttendance *self, const char *css_class)
{
  GtkWidget *label = gtk_label_new (NULL);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  if (css_class != NULL)
    gtk_widget_add_css_class (label, css_class);
  gtk_widget_set_visible (label, FALSE);
  gtk_box_append (GTK_BOX (self), label);
  return label;
}

static void
corral_flag_attendance_init (CorralFlagAttendance *self)
{
  gtk_orientable_set_orientation (GTK_ORIENTABLE (self), GTK_ORIENTATION_VERTICAL);
  gtk_box_set_spacing (GTK_BOX (self), 3);
  self->line = add_label (self, NULL);
  self->recheck = add_label (self, "heading");
}

GtkWidget *
corral_flag_attendance_new (CorralPageContext *context)
{
  CorralFlagAttendance *self = g_object_new (CORRAL_TYPE_FLAG_ATTENDANCE, NULL);

  self->context = context;
  return GTK_WIDGET (self);
}
