/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Who asks, and what strangers get. On the thread that calls. */
#include "config.h"

#include "corral-conformance-private.h"

#include "corral-page-reader.h"

#include <glib/gi18n.h>
#include <string.h>

/* A token that is none; of the form that tokens have. */
#define BAD_TOKEN "corral-cli-conformance-no-such-token"
#define NO_SUCH_TENANT "corral-cli-conformance-no-such-chain"

static char *
dup_base (const char *api, const char *tenant)
{
  return g_strconcat (api, "/v1/tenants/", tenant, NULL);
}

/* The chain that is asked for, or the first that is served from here. NULL when there is none. */
static const CorralTenant *
choose_tenant (CorralConformance *self, const CorralMe *me)
{
  const CorralTenant *chosen = NULL;

  for (guint i = 0; i < me->tenants->len; i++)
    {
      const CorralTenant *tenant = g_ptr_array_index (me->tenants, i);

      if (self->options->tenant != NULL ? strcmp (tenant->id, self->options->tenant) == 0 : chosen == NULL)
        chosen = tenant;
    }
  return chosen;
}

/* Another chain that the same address serves; one elsewhere would be another server. */
static const CorralTenant *
choose_other (const CorralMe *me, const CorralTenant *chosen)
{
  for (guint i = 0; i < me->tenants->len; i++)
    {
      const CorralTenant *tenant = g_ptr_array_index (me->tenants, i);

      if (tenant != chosen && g_strcmp0 (tenant->api_base, chosen->api_base) == 0)
        return tenant;
    }
  return NULL;
}

static gboolean
take_me (CorralConformance *self, const CorralMe *me)
{
  const CorralTenant *tenant = choose_tenant (self, me);
  const CorralTenant *other;
  const char *api;

  if (tenant == NULL)
    {
      if (self->options->tenant != NULL)
        corral_conformance_fail (self, CORRAL_CHECK_ME, _ ("there is no chain “%s” among those of “/v1/me”"),
                                 self->options->tenant);
      else
        corral_conformance_fail (self, CORRAL_CHECK_ME, _ ("it names no chain, so there is nothing to look at"));
      return FALSE;
    }
  other = choose_other (me, tenant);
  api = tenant->api_base != NULL ? tenant->api_base : self->options->api;
  self->report->tenant = g_strdup (tenant->id);
  self->base = dup_base (api, tenant->id);
  if (other != NULL)
    {
      self->other_tenant = g_strdup (other->id);
      self->other_base = dup_base (api, other->id);
    }
  self->user = g_strdup (me->user_id);
  self->scopes = g_strdupv (me->scopes);
  self->has_vitals = corral_me_has_feature (me, "vitals");
  self->page_rows = (guint) CLAMP (me->page_rows, 1, CORRAL_PAGE_MAX_ROWS);
  self->requests_per_minute = me->requests_per_minute > 0 ? (guint) MIN (me->requests_per_minute, 1000000) : 0;
  corral_conformance_pass (self, CORRAL_CHECK_ME, _ ("chains: %u; this one was looked at: %s"), me->tenants->len,
                           tenant->id);
  return TRUE;
}

gboolean
corral_conformance_look_at_me (CorralConformance *self)
{
  g_autofree char *url = g_strconcat (self->options->api, "/v1/me", NULL);
  g_autoptr (CorralProbeAnswer) answer = corral_conformance_get (self, url, NULL);
  g_autoptr (CorralMe) me = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *said = NULL;
  gsize length;

  if (answer->status != 200 || answer->json == NULL)
    {
      said = corral_conformance_say (self, url, answer);
      corral_conformance_fail (self, CORRAL_CHECK_ME, "%s%s%s", said, answer->status == 200 ? ": " : "",
                               answer->status == 200 ? answer->flaw : "");
      return FALSE;
    }
  length = g_bytes_get_size (answer->body);
  me = corral_page_read_me (g_strndup (g_bytes_get_data (answer->body, NULL), length), length, &error);
  if (me == NULL)
    {
      corral_conformance_fail (self, CORRAL_CHECK_ME, "%s", error->message);
      return FALSE;
    }
  return take_me (self, me);
}

/* ---- strangers --------------------------------------------------------------------------------------- */

static void
check_refused (CorralConformance *self, const char *url, const char *token)
{
  const CorralProbeRequest request = { .method = "GET", .url = url, .token = token };
  g_autoptr (CorralProbeAnswer) answer = corral_conformance_ask (self, &request);
  g_autofree char *said = corral_conformance_say (self, url, answer);

  if (answer->status != 401)
    corral_conformance_fail (self, CORRAL_CHECK_AUTH,
                             token == NULL ? _ ("without a token, %s") : _ ("with a wrong token, %s"), said);
  else if (answer->authenticate == NULL || g_ascii_strncasecmp (answer->authenticate, "Bearer", 6) != 0)
    corral_conformance_fail (self, CORRAL_CHECK_AUTH, _ ("%s without “WWW-Authenticate: Bearer”"), said);
}

void
corral_conformance_look_at_strangers (CorralConformance *self)
{
  g_autofree char *me = g_strconcat (self->options->api, "/v1/me", NULL);
  g_autofree char *carts = corral_conformance_url (self->base, "snapshots/cart", NULL);
  g_autofree char *changes = corral_conformance_url (self->base, "changes", "since", "none", NULL);
  g_autofree char *nobody_base = dup_base (self->options->api, NO_SUCH_TENANT);
  g_autofree char *nobody = corral_conformance_url (nobody_base, "snapshots/cart", NULL);
  const char *const urls[] = { me, carts, changes, nobody };
  g_autoptr (CorralProbeAnswer) answer = NULL;
  g_autofree char *said = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (urls); i++)
    {
      check_refused (self, urls[i], NULL);
      check_refused (self, urls[i], BAD_TOKEN);
    }
  corral_conformance_pass (self, CORRAL_CHECK_AUTH, _ ("addresses: %u"), (guint) G_N_ELEMENTS (urls));

  answer = corral_conformance_get (self, nobody, NULL);
  said = corral_conformance_say (self, nobody, answer);
  if (answer->status == 404 || answer->status == 403)
    corral_conformance_pass (self, CORRAL_CHECK_TENANT, "%s", said);
  else
    corral_conformance_fail (self, CORRAL_CHECK_TENANT, "%s", said);
}
