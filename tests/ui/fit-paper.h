/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* Every sheet of paper of the program, in the language of the process, as a PDF: nothing is off the page, nothing lies over
 * anything else. Main thread. */
#include "window-fixture.h"

G_BEGIN_DECLS

/* A test; @data is the paper's name (GTK_PAPER_NAME_A4). With CORRAL_PICTURES the files are kept there. */
void fit_paper_test (Fixture *fixture, gconstpointer data);

G_END_DECLS
