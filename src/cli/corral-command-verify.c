/* SPDX-License-Identifier: GPL-3.0-or-later */
/* "verify": whether a sealed pack of evidence is as it was made, and whether the messages in it are what a cart sent. Needs
 * neither network nor data of this PC. Main thread. */
#include "config.h"

#include "corral-command.h"

#include "corral-sealed.h"
#include "corral-proof-words.h"

#include <glib/gi18n.h>
#include <string.h>

/* Certificates in @path, DER one after the other as PEM blocks, or a single DER; NULL and a sentence. */
static GPtrArray *
read_anchors (const char *path, GError **error)
{
  static const char begin[] = "-----BEGIN CERTIFICATE-----", end[] = "-----END CERTIFICATE-----";
  g_autoptr (GPtrArray) anchors = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);
  g_autofree char *text = NULL;
  gsize size;

  if (!g_file_get_contents (path, &text, &size, error))
    return NULL;
  if (strstr (text, begin) == NULL)
    {
      g_ptr_array_add (anchors, g_bytes_new (text, size));
      return g_steal_pointer (&anchors);
    }
  for (const char *at = strstr (text, begin); at != NULL; at = strstr (at, begin))
    {
      const char *to = strstr (at, end);
      g_autofree char *block = NULL;
      guchar *der;
      gsize length;

      if (to == NULL)
        break;
      at += strlen (begin);
      block = g_strndup (at, (gsize) (to - at));
      der = g_base64_decode (block, &length);
      g_ptr_array_add (anchors, g_bytes_new_take (der, length));
    }
  return g_steal_pointer (&anchors);
}

static void
print_proof (const CorralSealedProof *proof)
{
  CorralProofState state = corral_proof_summary_get_state (&proof->summary);

  /* Translators: the cart's serial, then how its messages stand, and why */
  g_print (_ ("Messages of cart %s: %s. %s\n"), proof->serial, corral_look_of_proof (state).word,
           corral_proof_reason_to_text (proof->summary.reason));
  g_print (ngettext ("Verified: %u of %u message.\n", "Verified: %u of %u messages.\n", proof->n_messages),
           proof->summary.n[CORRAL_PROOF_VERIFIED], proof->n_messages);
  if (!proof->is_whole)
    g_print ("%s\n", _ ("Whether any is missing is not known: not all of them were fetched."));
  else if (proof->summary.n_missing > 0)
    g_print (ngettext ("%u message is missing in between.\n", "%u messages are missing in between.\n",
                       proof->summary.n_missing),
             proof->summary.n_missing);
}

static void
print_anchors (CorralSealed *pack)
{
  g_autoptr (GPtrArray) anchors = corral_sealed_list_anchors (pack);

  g_print ("%s\n", _ ("Trust anchors were taken from the pack. Compare their SHA-256 with what the fleet’s operator says:"));
  for (guint i = 0; i < anchors->len; i++)
    g_print ("  %s\n", (const char *) g_ptr_array_index (anchors, i));
}

/* All messages in @pack; *@fails: some do not verify. FALSE: they cannot be read. */
static gboolean
prove (CorralSealed *pack, GPtrArray *anchors, gboolean *fails, GError **error)
{
  guint n_sets = corral_sealed_count_sets (pack);

  *fails = FALSE;
  if (n_sets == 0 && corral_sealed_get (pack, "messages.json") == NULL && corral_sealed_get (pack, "case.json") != NULL)
    {
      g_print ("%s\n", _ ("It holds no signed messages: none of its flags had any that were fetched."));
      return TRUE;
    }
  for (guint set = n_sets > 0 ? 1 : 0; set <= n_sets; set++)
    {
      CorralSealedProof proof;
      gboolean read = set == 0 ? corral_sealed_prove (pack, anchors, &proof, error)
                               : corral_sealed_prove_set (pack, set, anchors, &proof, error);

      if (!read)
        return FALSE;
      /* Translators: a case has the messages behind several flags; which of them, by number */
      if (set > 0)
        g_print (_ ("Evidence %u\n"), set);
      print_proof (&proof);
      *fails = *fails || corral_proof_summary_get_state (&proof.summary) == CORRAL_PROOF_FAILS;
    }
  return TRUE;
}

CorralExit
corral_command_verify (const CorralCommand *self, int argc, char **argv)
{
  g_autofree char *anchors_path = NULL;
  g_autofree char *expected = NULL;
  const GOptionEntry entries[] = {
    { "anchors", 0, 0, G_OPTION_ARG_FILENAME, &anchors_path, N_ ("trust these certificates, PEM or DER, and not those in the pack"),
      N_ ("FILE") },
    { "seal", 0, 0, G_OPTION_ARG_STRING, &expected, N_ ("the seal that was told when the pack was made"), N_ ("DIGITS") },
    { NULL },
  };
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) anchors = NULL;
  g_autoptr (GBytes) file = NULL;
  g_autoptr (CorralSealed) pack = NULL;
  g_autofree char *seal = NULL;
  g_autofree char *text = NULL;
  gboolean fails;
  gsize size;

  if (!corral_command_parse (self, entries, &argc, &argv, 1))
    return CORRAL_EXIT_USAGE;
  if (argc < 2)
    return corral_command_misuse (self, _ ("which pack?"));
  if (!g_file_get_contents (argv[1], &text, &size, &error))
    return corral_command_fail (self, error->message);
  file = g_bytes_new_take (g_steal_pointer (&text), size);
  if (anchors_path != NULL && (anchors = read_anchors (anchors_path, &error)) == NULL)
    return corral_command_fail (self, error->message);
  pack = corral_sealed_open (file, &seal, &error);
  if (pack == NULL)
    return corral_command_fail (self, error->message);
  if (expected != NULL && g_ascii_strcasecmp (g_strstrip (expected), seal) != 0)
    return corral_command_fail (self, _ ("It is whole, and it is not the pack that this seal was told of."));
  /* Translators: %s are the digits of a checksum */
  g_print (_ ("The pack is as it was made. Seal: %s\n"), seal);
  if (!prove (pack, anchors, &fails, &error))
    return corral_command_fail (self, error->message);
  if (anchors == NULL)
    print_anchors (pack);
  if (fails)
    return corral_command_fail (self, _ ("The pack is whole, but messages in it do not verify."));
  return CORRAL_EXIT_OK;
}
