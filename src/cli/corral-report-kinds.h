/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "corral-order.h"
#include "corral-report.h"
#include "corral-rights.h"

G_BEGIN_DECLS

/**
 * CorralReportKind:
 *
 * What can be reported: which table of the mirror, and which columns of it. Adding a column is adding a row to
 * a table in corral-report-kinds.c.
 */
typedef struct _CorralReportKind CorralReportKind;

/* "fleet", "stores", "carts", "alerts", "flags", "cases", "tickets"; NULL when there is none of that name. */
const CorralReportKind *corral_report_kind_find (const char *name);

/* NULL-terminated. */
const char *const *corral_report_kind_list_names (void);

typedef struct
{
  guint32 chain;         /* slot, or CORRAL_NO_SLOT for all */
  guint32 store;         /* the same */
  gboolean with_closed;  /* alerts that are cleared and flags that are decided, too */
  char **where;          /* (nullable): conditions as links have them, name and words by turns; each checked before */
} CorralReportScope;

/* FALSE when the kind has no stores to choose from. */
gboolean corral_report_kind_has_stores (const CorralReportKind *self);

/* Whether the window shows such rows to @rights, too. */
gboolean corral_report_kind_is_for (const CorralReportKind *self, const CorralRights *rights);

/* Whether @name and @words are a condition of its rows, as in links: "state", "offline,late". */
gboolean corral_report_kind_takes (const CorralReportKind *self, const char *name, const char *words);

CorralReport *corral_report_kind_run (const CorralReportKind *self,
                                      CorralFleet *fleet,
                                      const CorralReportScope *scope) G_GNUC_WARN_UNUSED_RESULT;

/* "Nothing to review" and the like, for a report without rows. */
const char *corral_report_kind_say_empty (const CorralReportKind *self);

G_END_DECLS
