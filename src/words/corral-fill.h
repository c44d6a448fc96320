/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* What stands for a {name} in a sentence. */
typedef struct
{
  const char *name; /* without braces */
  const char *text; /* (nullable): CORRAL_DASH */
} CorralFilling;

/* @sentence with each {name} replaced by its text. Names instead of %s: tables of sentences need not all take the same
 * things in the same order, and translators may turn them round. A {name} that is not among @fillings stays as it is. */
char *corral_fill (const char *sentence, const CorralFilling *fillings, guint n_fillings) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
