/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* Every page of the program, each with something on it: for tests that look at all of them. Main thread. */
#include "window-fixture.h"

#include "corral-place.h"

G_BEGIN_DECLS

/* Opens the window on the demo fleet, and waits for what pages are about: carts, flags that were judged, incidents. */
void page_tour_open (Fixture *fixture);

/* Goes to a page of that kind and waits until everything on it is there. A kind that is new in the program has no case
 * here yet: the test fails and says so. */
void page_tour_go (Fixture *fixture, CorralPageKind kind);

G_END_DECLS
