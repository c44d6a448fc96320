/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What leaves Corral is recorded first. Main thread. */
#include "config.h"

#include "corral-export-record.h"

#include "corral-audit.h"
#include "corral-page.h"

#include <glib/gi18n.h>

#define DIGITS 16

typedef struct
{
  GtkWidget *from; /* (owned) */
  CorralExportRecordFunc func; /* (nullable) */
  gpointer data;
  GDestroyNotify destroy;
} Leaving;

static void
leave (Leaving *self, gboolean recorded)
{
  if (self->func != NULL)
    self->func (recorded, self->data);
  if (self->destroy != NULL)
    self->destroy (self->data);
  g_object_unref (self->from);
  g_free (self);
}

static void
recorded_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  Leaving *self = data;
  g_autoptr (GError) error = NULL;
  g_autofree char *sentence = NULL;
  gboolean recorded = corral_audit_record_finish (CORRAL_AUDIT (source), result, &error);

  if (!recorded && gtk_widget_get_root (self->from) != NULL)
    {
      /* Translators: %s is a sentence that says why */
      sentence = g_strdup_printf (_ ("Nothing was taken out: what leaves Corral is recorded, and that cannot be done now. %s"),
                                  error->message);
      corral_page_tell (self->from, sentence, NULL);
    }
  leave (self, recorded);
}

void
corral_export_record (GtkWidget *from, const char *detail, CorralExportRecordFunc func, gpointer data, GDestroyNotify destroy)
{
  GtkWidget *page = gtk_widget_get_ancestor (from, CORRAL_TYPE_PAGE);
  gboolean is_there = page != NULL && gtk_widget_get_root (page) != NULL;
  CorralAudit *audit = is_there ? corral_page_get_context (CORRAL_PAGE (page))->audit : NULL;
  CorralPlace *place = is_there ? corral_page_get_place (CORRAL_PAGE (page)) : NULL;
  CorralAuditEvent event = { .what = CORRAL_AUDIT_EXPORT, .detail = detail };
  Leaving *self = g_new (Leaving, 1);

  *self = (Leaving){ g_object_ref (from), func, data, destroy };
  if (audit == NULL)
    {
      leave (self, is_there);
      return;
    }
  if (place != NULL)
    {
      event.tenant = place->chain;
      event.collection = corral_page_kind_to_name (place->page);
      event.subject = place->subject;
    }
  corral_audit_record_async (audit, &event, recorded_cb, self);
}

void
corral_export_record_file (GtkWidget *from, const char *name, GBytes *bytes, CorralExportRecordFunc func, gpointer data,
                           GDestroyNotify destroy)
{
  g_autofree char *digest = g_compute_checksum_for_bytes (G_CHECKSUM_SHA256, bytes);
  g_autofree char *detail = g_strdup_printf ("%s %.*s", name, DIGITS, digest);

  corral_export_record (from, detail, func, data, destroy);
}

void
corral_view_record (CorralPage *page, char **noted, const CorralAuditEvent *event)
{
  if (event->subject == NULL || !gtk_widget_get_mapped (GTK_WIDGET (page)) || g_strcmp0 (*noted, event->subject) == 0)
    return;
  g_free (*noted);
  *noted = g_strdup (event->subject);
  corral_audit_record (corral_page_get_context (page)->audit, event);
}
