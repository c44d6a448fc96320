/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* The tables of the lists: their columns find room, and nothing lies over anything else. Main thread. */
#include "window-fixture.h"

G_BEGIN_DECLS

/* A test; @data is the size of the text in per cent (GINT_TO_POINTER). */
void fit_table_test (Fixture *fixture, gconstpointer data);

G_END_DECLS
