import type { Rule, RuleDescription, RuleOption, Rules } from '../../push.port.js';
import type { Json } from '../../provider.values.js';

const chosenItem = (name: string, description: string): RuleOption => ({
  name,
  kind: 'choice',
  required: false,
  description: `${description} It is chosen, and never created`,
});

/** Options that choose an item, of the rule `sale`. */
export const ITEM_OPTIONS: readonly RuleOption[] = [
  chosenItem('ticketItem', 'Item of tickets whose ticket type is not known, and of all with items: one.'),
  chosenItem('taxItem', 'Item of the tax, with the account of the tax that is owed behind it.'),
  chosenItem('feeItem', 'Item of fees that the buyer paid.'),
  chosenItem('tipItem', 'Item of tips, with the account of tips that are owed behind it.'),
  chosenItem('donationItem', 'Item of donations.'),
  chosenItem('giftCardItem', 'Item of gift cards, with a liability behind it: selling one is no income.'),
  chosenItem('shippingItem', 'Item of shipping.'),
  chosenItem('discountItem', 'Item of discounts; without it, that of the ticket type which is discounted.'),
  chosenItem('otherItem', 'Item of everything else that was sold.'),
];

const SALE: RuleDescription = {
  name: 'sale',
  entity: 'payments',
  enabledByDefault: false,
  description: 'Each completed ticket purchase becomes a sales receipt, into a clearing account, gross',
  options: [
    {
      name: 'depositTo',
      kind: 'choice',
      required: true,
      keys: 'a payment provider (stripe), a currency (EUR), both (stripe/EUR), or "default"',
      description: 'Clearing account that sales are put into, one for each payment account and currency',
    },
    {
      name: 'grain',
      kind: 'choice',
      values: ['payment'],
      notAvailable: ['daily'],
      required: false,
      default: 'payment',
      description: 'One document for each payment',
    },
    {
      name: 'currency',
      kind: 'choice',
      values: ['charge'],
      notAvailable: ['settlement'],
      required: false,
      default: 'charge',
      description: 'The currency that the buyer paid in',
    },
    {
      name: 'customer',
      kind: 'choice',
      values: ['event', 'venue', 'buyer', 'none'],
      required: false,
      default: 'event',
      description:
        'Whom the receipt names: one customer for each event and currency, for each venue and currency, or for each buyer and currency, or none',
    },
    {
      name: 'items',
      kind: 'choice',
      values: ['ticketType', 'event', 'one'],
      required: false,
      default: 'ticketType',
      description: 'What a ticket is an item of: its ticket type, its event, or ticketItem',
    },
    {
      name: 'class',
      kind: 'choice',
      required: false,
      keys: 'the id of a venue',
      description: 'Class of all sales, or of each venue; class tracking must be on in the company',
    },
    {
      name: 'tax',
      kind: 'choice',
      values: ['line', 'override'],
      notAvailable: ['codes'],
      required: false,
      default: 'line',
      description:
        'Where the tax is: in a separate line, or told as the tax of the lines, in companies with automated sales tax. QuickBooks computes none',
    },
    {
      name: 'recognition',
      kind: 'choice',
      values: ['sale'],
      notAvailable: ['event'],
      required: false,
      default: 'sale',
      description: 'A sale is income on the day of its payment',
    },
    {
      name: 'closedPeriod',
      kind: 'choice',
      values: ['hold', 'nextOpenDay'],
      required: false,
      default: 'hold',
      description:
        'A sale of days that are closed is held, or posted on the first open day with its own day in the memo',
    },
    {
      name: 'postFrom',
      kind: 'date',
      required: false,
      startsNow: true,
      description: 'Older payments are not posted',
    },
    {
      name: 'timezone',
      kind: 'text',
      isZone: true,
      required: false,
      default: 'UTC',
      description: 'IANA time zone of the days of payments whose event is not known',
    },
    ...ITEM_OPTIONS,
  ],
};

const ITEM: RuleDescription = {
  name: 'item',
  entity: 'events',
  enabledByDefault: true,
  description: 'Each ticket type becomes an item of type Service',
  options: [
    {
      name: 'incomeAccount',
      kind: 'choice',
      required: true,
      description: 'Income account of the items that are created',
    },
  ],
};

const REFUND: RuleDescription = {
  name: 'refund',
  entity: 'payments',
  enabledByDefault: false,
  description: 'Each completed refund becomes a refund receipt from the clearing account, with the options of sales',
  options: [],
};

const REVERSAL: RuleDescription = {
  name: 'reversal',
  entity: 'payments',
  enabledByDefault: true,
  concernsFew: true,
  description: 'A refund that was posted and has failed is taken back by a journal entry',
  options: [
    {
      name: 'reversalAccount',
      kind: 'choice',
      required: true,
      description: 'Account that a failed refund is put back to; the other side is the clearing account',
    },
  ],
};

export const QUICKBOOKS_PUSH_RULES: readonly RuleDescription[] = [SALE, ITEM, REFUND, REVERSAL];

/** What was chosen for an option of a rule, as a text. `null`: nothing. */
export function chosen(rules: Rules, rule: string, option: string): string | null {
  return textOf(rules.get(rule)?.options[option]);
}

/**
 * What a person has chosen for an option. An option with one choice for each key gives that of the first key that has one.
 * @returns `null`: nothing was chosen
 */
export function chosenFor(rules: Rules, rule: string, option: string, keys: readonly string[]): string | null {
  const value = rules.get(rule)?.options[option];
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return textOf(value);
  for (const key of keys) {
    const found = Object.hasOwn(value, key) ? textOf(value[key]) : null;
    if (found !== null) return found;
  }
  return null;
}

export const isOn = (rules: Rules, rule: Rule['name']): boolean => rules.get(rule)?.enabled ?? false;

function textOf(value: Json | undefined): string | null {
  return typeof value === 'string' && value !== '' ? value : null;
}
