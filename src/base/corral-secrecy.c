/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What keeps secrets in memory and out of files. Any thread. */
#include "config.h"

#include "corral-secrecy.h"

#include <fcntl.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

/* core(5): bit 4, the headers of the files that are mapped. Neither the heap (bit 0) nor what is shared or mapped. */
#define FILTER "0x10"

/* Why not PR_SET_DUMPABLE: it hands this process's folder in /proc to root, and the portals, which look there to learn who
 * asks, refuse everything then: no file could be saved from the sandbox and no keyring opened. */
void
corral_secrecy_forbid_core_dumps (void)
{
  struct rlimit limit;
  int filter;

  /* What may be set again is left: a browser that is started from here has limits of its own. */
  if (getrlimit (RLIMIT_CORE, &limit) == 0)
    {
      limit.rlim_cur = 0;
      setrlimit (RLIMIT_CORE, &limit);
    }
  /* Where the kernel pipes crashes to a program, that limit is only a request. */
  filter = open ("/proc/self/coredump_filter", O_WRONLY | O_CLOEXEC);
  if (filter < 0)
    return;
  if (write (filter, FILTER, strlen (FILTER)) < 0)
    g_debug ("crashes: the filter cannot be set");
  close (filter);
}

void
corral_secrecy_wipe (char *text)
{
  if (text == NULL)
    return;
  explicit_bzero (text, strlen (text));
  g_free (text);
}
