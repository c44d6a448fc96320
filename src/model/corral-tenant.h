/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* A chain, as /me names it. Its data are in a file of their own and never mix with another's. */
typedef struct
{
  char *id;        /* contract id, also the name of its folder */
  char *name;
  char *region;    /* where its cloud runs, a word such as "eu-central" */
  char *residency; /* "eu" or "us" */
  char *api_base;  /* (nullable): NULL for the address that /me came from */
  char **stores;   /* (nullable): ids of the only stores of it that the account may see; NULL: all of them */
} CorralTenant;

CorralTenant *corral_tenant_copy (const CorralTenant *tenant) G_GNUC_WARN_UNUSED_RESULT;
void corral_tenant_free (CorralTenant *tenant);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CorralTenant, corral_tenant_free)

G_END_DECLS
