/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

/* The only name that it knows. */
#define FAULT_RESOLVER_NAME "cloud.corral.test"

typedef enum
{
  FAULT_RESOLVER_LOOPBACK,    /* this machine */
  FAULT_RESOLVER_FAILS,       /* there is no such name */
  FAULT_RESOLVER_UNREACHABLE, /* an address that no route leads to, whatever network there is */
} FaultResolverMode;

/* Is asked for names instead of the system from now on, for good; so no test asks the network for one. */
void fault_resolver_install (void);
/* Any thread. */
void fault_resolver_set (FaultResolverMode mode);
