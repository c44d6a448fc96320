/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Who is silent of something that reaches further than a store: a carrier, the cloud, a batch, a version. Pure; main thread. */
#include "config.h"

#include "corral-finding-private.h"

#include <string.h>

/* A carrier's outage is one, however many regions it reaches. */
static void
see_carriers (CorralSight *sight)
{
  const CorralCensus *census = sight->census;
  guint32 n_silent = census->silent_begins[census->n_stores];

  for (guint i = 0; i < census->n_carriers; i++)
    {
      const CorralCensusCarrier *carrier = &census->carriers[i];
      CorralFinding *finding;

      if (!carrier->down)
        continue;
      finding = corral_sight_add (sight, CORRAL_RULE_CARRIER, CORRAL_NO_SLOT, carrier->carrier);
      finding->silent = TRUE;
      finding->n_regions++;
      g_strlcpy (finding->region, finding->n_regions == 1 ? carrier->region : "", sizeof finding->region);
      corral_finding_add_begin (finding, carrier->since_ms);
      for (guint32 k = 0; k < n_silent; k++)
        {
          guint32 cart = census->silent[k];
          const CorralSilenceGroup *group = corral_silence_find (census->silence, cart);

          /* What it fell silent with says more than what it has. */
          if (corral_census_find_carrier (census, cart) == carrier
              && (group == NULL || group->cause == CORRAL_VERDICT_CARRIER_OUTAGE || !corral_census_is_wider (census, cart)))
            corral_finding_add_cart (finding, cart);
        }
    }
}

/* Carts that fell silent together, as the verdict has them; of carriers also those that the shares do not show yet. */
static void
see_groups (CorralSight *sight)
{
  static const struct
  {
    CorralVerdictCause cause;
    CorralAlertRuleKind rule;
  } kinds[] = {
    { CORRAL_VERDICT_CLOUD_INGEST, CORRAL_RULE_CLOUD_SILENCE },
    { CORRAL_VERDICT_CERTIFICATE_BATCH, CORRAL_RULE_CERTIFICATE },
    { CORRAL_VERDICT_WRONG_BUILD, CORRAL_RULE_WRONG_BUILD },
    { CORRAL_VERDICT_CARRIER_OUTAGE, CORRAL_RULE_CARRIER },
  };
  const CorralCensus *census = sight->census;
  const CorralSilence *silence = census->silence;
  g_autofree CorralFinding **of_group = g_new0 (CorralFinding *, silence->n_groups + 1);
  guint32 n_silent = census->silent_begins[census->n_stores];

  for (guint i = 0; i < silence->n_groups; i++)
    for (guint k = 0; k < G_N_ELEMENTS (kinds); k++)
      {
        const CorralSilenceGroup *group = &silence->groups[i];
        CorralFinding *finding;

        if (kinds[k].cause != group->cause)
          continue;
        finding = of_group[i] = corral_sight_add (sight, kinds[k].rule, CORRAL_NO_SLOT, group->detail);
        finding->severity = CORRAL_SEVERITY_ACT;
        finding->silent = TRUE;
        corral_finding_add_begin (finding, group->since_ms);
        if (kinds[k].rule != CORRAL_RULE_CARRIER || (finding->n_regions > 0 && strcmp (finding->region, group->region) == 0))
          continue;
        finding->n_regions = finding->n_regions == 0 ? 1 : MAX (2, finding->n_regions);
        g_strlcpy (finding->region, finding->n_regions == 1 ? group->region : "", sizeof finding->region);
      }
  for (guint32 k = 0; silence->n_groups > 0 && k < n_silent; k++)
    {
      guint group = silence->group_of[census->silent[k]];

      if (group != 0 && of_group[group - 1] != NULL)
        corral_finding_add_cart (of_group[group - 1], census->silent[k]);
    }
}

void
corral_sight_see_silent (CorralSight *sight)
{
  see_carriers (sight);
  see_groups (sight);
}
