import { ALL_VENUES } from '../../kit/push/all-venues.option.js';
import { text } from '../../kit/fields.js';
import type { RuleDescription, Rules } from '../../push.port.js';

export const CUSTOMERS_RULE = 'customers';
export const CATALOG_RULE = 'catalog';

/** Both are off at first: one fills the merchant's directory, the other makes things that can be sold. */
export const SQUARE_PUSH_RULES: readonly RuleDescription[] = [
  {
    name: CUSTOMERS_RULE,
    entity: 'contacts',
    enabledByDefault: false,
    options: [
      {
        name: 'adopt',
        kind: 'choice',
        values: ['email'],
        required: true,
        default: 'email',
        description:
          'How customers that are there already are found. Of a customer with the same e-mail address, only empty fields ' +
          'are filled. Two such customers are left to a person. Without a choice no customers are pushed',
      },
      ALL_VENUES,
    ],
    description: 'Contacts become customers in the directory of the account',
  },
  {
    name: CATALOG_RULE,
    entity: 'events',
    enabledByDefault: false,
    options: [
      {
        name: 'location',
        kind: 'choice',
        required: false,
        description:
          'Location where new items and ticket types are sold; if absent, all locations. What is there already stays ' +
          'where the merchant has put it',
      },
    ],
    description:
      'Events become items of the catalogue, and their ticket types the variations. They can be sold at the point of sale',
  },
];

export function adoptsByEmail(rules: Rules): boolean {
  return rules.get(CUSTOMERS_RULE)?.options.adopt === 'email';
}

/** `null`: all locations. */
export function locationOf(rules: Rules): string | null {
  return text(rules.get(CATALOG_RULE)?.options.location) || null;
}
