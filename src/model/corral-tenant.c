/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The chain that data belong to. Plain values. */
#include "config.h"

#include "corral-tenant.h"

CorralTenant *
corral_tenant_copy (const CorralTenant *tenant)
{
  CorralTenant *copy = g_new0 (CorralTenant, 1);

  copy->id = g_strdup (tenant->id);
  copy->name = g_strdup (tenant->name);
  copy->region = g_strdup (tenant->region);
  copy->residency = g_strdup (tenant->residency);
  copy->api_base = g_strdup (tenant->api_base);
  copy->stores = g_strdupv (tenant->stores);
  return copy;
}

void
corral_tenant_free (CorralTenant *tenant)
{
  if (tenant == NULL)
    return;
  g_free (tenant->id);
  g_free (tenant->name);
  g_free (tenant->region);
  g_free (tenant->residency);
  g_free (tenant->api_base);
  g_strfreev (tenant->stores);
  g_free (tenant);
}
