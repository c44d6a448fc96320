/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Resolutions of a series and their words in the contract. Pure. */
#include "config.h"

#include "corral-resolution.h"

const char *
corral_resolution_to_word (CorralResolution resolution)
{
  switch (resolution)
    {
    case CORRAL_RESOLUTION_RAW:
      return "raw";
    case CORRAL_RESOLUTION_MINUTE:
      return "1m";
    case CORRAL_RESOLUTION_HOUR:
      return "1h";
    default:
      g_assert_not_reached ();
    }
}
