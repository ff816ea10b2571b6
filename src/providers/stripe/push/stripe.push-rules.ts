import type { Choice, RuleDescription, Rules } from '../../push.port.js';

export const CUSTOMERS_RULE = 'customers';
export const CATALOG_RULE = 'catalog';
/** Customers with the same e-mail address are linked, and not made a second time. */
const BY_EMAIL = 'email';

const CHOICE_NAMES: Readonly<Record<string, string>> = { [BY_EMAIL]: 'By the e-mail address' };

export const STRIPE_PUSH_RULES: readonly RuleDescription[] = [
  {
    name: CUSTOMERS_RULE,
    entity: 'contacts',
    enabledByDefault: false,
    options: [
      {
        name: 'adopt',
        kind: 'choice',
        values: [BY_EMAIL],
        required: true,
        default: BY_EMAIL,
        description:
          'How customers are found that are there already. `email`: one with the same address is linked, and only its empty fields are filled. Without a choice, contacts are not pushed: payments have made customers of many of them already',
      },
    ],
    description: 'Contacts become customers',
  },
  {
    name: CATALOG_RULE,
    entity: 'events',
    enabledByDefault: false,
    options: [],
    description: 'Events become products, and their ticket types become prices',
  },
];

/** Whether contacts may be pushed: existing customers have to be looked for. */
export function adoptsByEmail(rules: Rules): boolean {
  return rules.get(CUSTOMERS_RULE)?.options.adopt === BY_EMAIL;
}

/** What can be chosen for an option. */
export function choicesOf(rule: string, option: string): readonly Choice[] {
  const described = STRIPE_PUSH_RULES.find(({ name }) => name === rule);
  const values = described?.options.find(({ name }) => name === option)?.values ?? [];
  return values.map((id) => ({ id, name: CHOICE_NAMES[id] ?? id }));
}
