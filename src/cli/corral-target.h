/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "corral-collections.h"
#include "corral-stored-fleet.h"

G_BEGIN_DECLS

/* A row that something is to be done to. */
typedef struct
{
  char *tenant; /* (owned) */
  CorralCollection collection;
  char *id;     /* (owned) */
  gint64 rev;   /* as it is stored; CORRAL_UNKNOWN: it is not there yet */
  char *took;   /* (owned) (nullable): a sentence: which one was taken for what was typed */
} CorralTarget;

typedef enum
{
  CORRAL_TARGET_FOUND,
  CORRAL_TARGET_NOT_FOUND,  /* no such row, or several: the sentence names them */
  CORRAL_TARGET_MISUNDERSTOOD,
} CorralTargetResult;

/* Finds KIND/ID in what is stored in @dir; for carts also what is painted on them, or the serial. @tenant (nullable): of
 * that chain alone, by id or name. @makes: what is not there is found all the same, of the chain that is named or the only
 * one: the operation makes it. @sentence says why there is none. Reads only. Clear @target after FOUND. */
CorralTargetResult corral_target_find (const CorralStoredFleet *stored,
                                       const char *dir,
                                       CorralClock *clock,
                                       const char *tenant,
                                       const char *text,
                                       gboolean makes,
                                       CorralTarget *target,
                                       char **sentence);
void corral_target_clear (CorralTarget *self);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (CorralTarget, corral_target_clear)

G_END_DECLS
