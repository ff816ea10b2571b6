import type { RuleOption, Rules } from '../../push.rules.js';

/** An option of every rule for contacts: a consent names its sender, so it must mean each account that gets the contact. */
export const ALL_VENUES: RuleOption = {
  name: 'allVenues',
  kind: 'boolean',
  required: false,
  default: false,
  description:
    'An integration without a venue takes the contacts of all venues, too. Their consent must be one for the whole tenant',
};

/** Whether contacts of venues are taken, and a consent for one venue is one for all. Set by a rule, or for the integration. */
export function isForAllVenues(rules: Rules, settings: Readonly<Record<string, unknown>>): boolean {
  return String(settings.allVenues) === 'true' || [...rules.values()].some(({ options }) => options.allVenues === true);
}
