/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "corral-schema.h"

G_BEGIN_DECLS

/* Whether people write what is in the member @field of a collection's row: of such text e-mail addresses, phone numbers and
 * tokens are masked before it is stored, as card numbers are in every text. A table; @field is one of a collection's schema.
 * Any thread, next to nothing. */
gboolean corral_field_is_free_text (const CorralField *field);

G_END_DECLS
