/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Sentences with named gaps. Pure; any thread. */
#include "config.h"

#include "corral-fill.h"

#include "corral-format.h"

#include <string.h>

char *
corral_fill (const char *sentence, const CorralFilling *fillings, guint n_fillings)
{
  GString *out = g_string_sized_new (strlen (sentence) + 64);

  while (*sentence != '\0')
    {
      const char *end = *sentence == '{' ? strchr (sentence, '}') : NULL;
      guint i = 0;

      if (end == NULL)
        {
          g_string_append_c (out, *sentence++);
          continue;
        }
      while (i < n_fillings
             && (strlen (fillings[i].name) != (gsize) (end - sentence - 1)
                 || strncmp (fillings[i].name, sentence + 1, (gsize) (end - sentence - 1)) != 0))
        i++;
      if (i < n_fillings)
        g_string_append (out, fillings[i].text != NULL ? fillings[i].text : CORRAL_DASH);
      else
        g_string_append_len (out, sentence, end - sentence + 1);
      sentence = end + 1;
    }
  return g_string_free (out, FALSE);
}
