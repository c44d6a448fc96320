/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Who looked when. Main thread. */
#include "config.h"

#include "corral-case-looks.h"

#include "corral-fleet.h"
#include "corral-format.h"
#include "corral-id-list.h"

#include <glib/gi18n.h>
#include <string.h>

/* More of them are a number; the pack has them all. */
#define SHOWN_MOST 12

struct _CorralCaseLooks
{
  GtkWidget parent_instance;

  CorralPageContext *context; /* (unowned): the window's */
  GCancellable *cancellable;  /* (owned) */
  char *tenant, *id, *flags;  /* (owned) (nullable) */
  GTimeZone *zone;            /* (owned) (nullable) */
  guint n;

  GtkWidget *box;
};

G_DEFINE_FINAL_TYPE (CorralCaseLooks, corral_case_looks, GTK_TYPE_WIDGET)

GPtrArray *
corral_case_looks_choose (const CorralAuditLog *log, const char *tenant, const char *id, const char *flags)
{
  GPtrArray *chosen = g_ptr_array_new ();

  for (guint i = 0; i < log->entries->len; i++)
    {
      const CorralAuditEntry *entry = g_ptr_array_index (log->entries, i);
      gboolean looks = strcmp (entry->what, CORRAL_AUDIT_VIEW) == 0 || strcmp (entry->what, CORRAL_AUDIT_EXPORT) == 0;

      if (!looks || g_strcmp0 (entry->tenant, tenant) != 0)
        continue;
      if ((strcmp (entry->collection, "case") == 0 && g_strcmp0 (entry->subject, id) == 0)
          || (strcmp (entry->collection, "flag") == 0 && corral_id_list_has (flags, entry->subject)))
        g_ptr_array_add (chosen, (gpointer) entry);
    }
  return chosen;
}

const char *
corral_case_look_to_text (const CorralAuditEntry *entry)
{
  gboolean of_case = strcmp (entry->collection, "case") == 0;

  if (strcmp (entry->what, CORRAL_AUDIT_EXPORT) == 0)
    return of_case ? _ ("the case was exported") : _ ("the evidence of a flag was exported");
  return of_case ? _ ("the case was looked at") : _ ("the evidence of a flag was looked at");
}

static void
append (CorralCaseLooks *self, const char *text, const char *css_class)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  if (css_class != NULL)
    gtk_widget_add_css_class (label, css_class);
  gtk_box_append (GTK_BOX (self->box), label);
}

static void
append_entry (CorralCaseLooks *self, const CorralAuditEntry *entry)
{
  g_autofree char *time = corral_format_time (entry->time_ms, corral_fleet_get_now (self->context->fleet), self->zone);
  g_autofree char *who = *entry->actor != '\0' ? corral_format_text (entry->actor) : g_strdup (_ ("somebody"));
  CorralOutbox *outbox = self->context->outbox;
  const char *account = outbox != NULL ? corral_outbox_get_account_id (outbox) : NULL;
  gboolean mine = account != NULL && strcmp (entry->actor, account) == 0;
  /* Translators: when, and what was done by the reader */
  g_autofree char *text = mine ? g_strdup_printf (_ ("%s: %s, by you"), time, corral_case_look_to_text (entry))
                               /* Translators: when, what was done, by whom */
                               : g_strdup_printf (_ ("%s: %s, by %s"), time, corral_case_look_to_text (entry), who);

  append (self, text, NULL);
}

static void
show_log (CorralCaseLooks *self, const CorralAuditLog *log)
{
  g_autoptr (GPtrArray) chosen = corral_case_looks_choose (log, self->tenant, self->id, self->flags);
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (self->box)) != NULL)
    gtk_box_remove (GTK_BOX (self->box), child);
  self->n = chosen->len;
  if (log->verdict.state != CORRAL_AUDIT_WHOLE)
    append (self, _ ("The record of who looked is not whole: entries are missing or were changed."), "severity-act");
  if (chosen->len == 0)
    append (self, _ ("Nobody has looked on this PC."), "dim-label");
  for (guint i = 0; i < MIN (chosen->len, SHOWN_MOST); i++)
    append_entry (self, g_ptr_array_index (chosen, chosen->len - 1 - i));
  if (chosen->len > SHOWN_MOST)
    {
      guint n = chosen->len - SHOWN_MOST;
      g_autofree char *text = g_strdup_printf (ngettext ("and %u before", "and %u before", n), n);

      append (self, text, "dim-label");
    }
}

typedef struct
{
  CorralCaseLooks *self; /* (owned) */
  char *id;              /* (owned): of the case that was asked for */
} Reading;

static void
read_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  Reading *reading = data;
  g_autoptr (GError) error = NULL;
  CorralAuditLog *log = corral_audit_read_finish (CORRAL_AUDIT (source), result, &error);

  if (log != NULL && g_strcmp0 (reading->id, reading->self->id) == 0
      && gtk_widget_get_root (GTK_WIDGET (reading->self)) != NULL)
    show_log (reading->self, log);
  g_clear_pointer (&log, corral_audit_log_free);
  g_object_unref (reading->self);
  g_free (reading->id);
  g_free (reading);
}

static void
read_record (CorralCaseLooks *self)
{
  Reading *reading;

  if (self->id == NULL || self->context->audit == NULL || g_cancellable_is_cancelled (self->cancellable))
    return;
  reading = g_new0 (Reading, 1);
  reading->self = g_object_ref (self);
  reading->id = g_strdup (self->id);
  corral_audit_read_async (self->context->audit, self->cancellable, read_cb, reading);
}

void
corral_case_looks_show (CorralCaseLooks *self, const char *tenant, const char *id, const char *flags, GTimeZone *zone)
{
  g_return_if_fail (CORRAL_IS_CASE_LOOKS (self));

  if (g_strcmp0 (self->id, id) == 0 && g_strcmp0 (self->tenant, tenant) == 0 && g_strcmp0 (self->flags, flags) == 0)
    return;
  g_free (self->tenant);
  g_free (self->id);
  g_free (self->flags);
  g_clear_pointer (&self->zone, g_time_zone_unref);
  self->tenant = g_strdup (tenant);
  self->id = g_strdup (id);
  self->flags = g_strdup (flags);
  self->zone = g_time_zone_ref (zone);
  read_record (self);
}

guint
corral_case_looks_get_n (CorralCaseLooks *self)
{
  g_return_val_if_fail (CORRAL_IS_CASE_LOOKS (self), 0);

  return self->n;
}

/* ---- life --------------------------------------------------------------------------------------------------- */

/* Out of the window: readings under way hold on to this widget, but what it reads from goes with the window. */
static void
corral_case_looks_unroot (GtkWidget *widget)
{
  g_cancellable_cancel (CORRAL_CASE_LOOKS (widget)->cancellable);
  GTK_WIDGET_CLASS (corral_case_looks_parent_class)->unroot (widget);
}

static void
corral_case_looks_dispose (GObject *object)
{
  g_clear_pointer (&CORRAL_CASE_LOOKS (object)->box, gtk_widget_unparent);
  G_OBJECT_CLASS (corral_case_looks_parent_class)->dispose (object);
}

static void
corral_case_looks_finalize (GObject *object)
{
  CorralCaseLooks *self = CORRAL_CASE_LOOKS (object);

  g_object_unref (self->cancellable);
  g_free (self->tenant);
  g_free (self->id);
  g_free (self->flags);
  g_clear_pointer (&self->zone, g_time_zone_unref);
  G_OBJECT_CLASS (corral_case_looks_parent_class)->finalize (object);
}

static void
corral_case_looks_class_init (CorralCaseLooksClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = corral_case_looks_dispose;
  G_OBJECT_CLASS (klass)->finalize = corral_case_looks_finalize;
  GTK_WIDGET_CLASS (klass)->unroot = corral_case_looks_unroot;
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BIN_LAYOUT);
}

static void
corral_case_looks_init (CorralCaseLooks *self)
{
  self->cancellable = g_cancellable_new ();
  self->box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 3);
  gtk_widget_set_parent (self->box, GTK_WIDGET (self));
}

GtkWidget *
corral_case_looks_new (CorralPageContext *context)
{
  CorralCaseLooks *self = g_object_new (CORRAL_TYPE_CASE_LOOKS, NULL);

  self->context = context;
  if (context->audit != NULL)
    g_signal_connect_object (context->audit, "changed", G_CALLBACK (read_record), self, G_CONNECT_SWAPPED);
  return GTK_WIDGET (self);
}
