/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "corral-place.h"
#include "corral-services.h"

G_BEGIN_DECLS

/* What the program was started with. */
typedef struct
{
  CorralStart start;
  gboolean signs_in;        /* to start.api, for there is no token */
  char *account;            /* (owned) (nullable): who, as somebody typed it */
  CorralPlace *first_place; /* (owned) (nullable): where to open */
  char *picture;            /* (owned) (nullable): write a picture there and quit */
  int width;                /* 0: as it was */
  int height;
  gboolean dark;
} CorralCommandLine;

const GOptionEntry *corral_command_line_get_options (void);

/* FALSE: something was wrong, and has been said on stderr. */
gboolean corral_command_line_read (CorralCommandLine *self, GVariantDict *given, const CorralManaged *managed);

/* Says @sentence on stderr; FALSE. */
gboolean corral_command_line_complain (const char *sentence);

void corral_command_line_clear (CorralCommandLine *self);

G_END_DECLS
