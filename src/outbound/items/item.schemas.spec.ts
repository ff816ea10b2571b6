import { describe, expect, it } from '@jest/globals';
import type { z } from 'zod';
import { contactItem } from '../../providers/items/contact.item.js';
import { eventItem } from '../../providers/items/event.item.js';
import { ITEM_SCHEMAS } from '../../providers/items/item.schemas.js';
import { paymentItem } from '../../providers/items/payment.item.js';
import { ticketItem } from '../../providers/items/ticket.item.js';
import type { Entity } from './entity.js';
import { ITEM_EXAMPLES } from './item.examples.js';

const WRITTEN: [Entity, z.ZodType][] = [
  ['events', eventItem],
  ['tickets', ticketItem],
  ['payments', paymentItem],
  ['contacts', contactItem],
];

const REPLACEMENTS = [
  undefined,
  null,
  '',
  'x',
  ' ',
  '\0',
  'x'.repeat(5_000),
  -1,
  0,
  1.5,
  2 ** 53,
  NaN,
  true,
  [],
  [1],
  {},
];

/** For each part of the value: the value with that part replaced or left out. And the value with an unknown field in each object. */
function* variants(value: unknown): Generator {
  yield* REPLACEMENTS;
  if (typeof value !== 'object' || value === null) return;
  const isList = Array.isArray(value);
  if (!isList) yield { ...value, unknown: 1 };
  for (const [key, part] of Object.entries(value)) {
    for (const variant of variants(part)) {
      if (isList) yield (value as unknown[]).with(Number(key), variant);
      else yield { ...value, [key]: variant };
    }
    if (isList) continue;
    const { [key]: _, ...rest } = value as Record<string, unknown>;
    yield rest;
  }
}

describe('The schemas of items', () => {
  it.each(WRITTEN)('are compiled, and find what those that were written find: %s', (entity, written) => {
    // A schema that cannot be compiled is returned unchanged.
    expect(ITEM_SCHEMAS[entity]).not.toBe(written);
    const items = [ITEM_EXAMPLES[entity], ...variants(ITEM_EXAMPLES[entity])];
    for (const item of items) expect(found(ITEM_SCHEMAS[entity], item)).toEqual(found(written, item));
    const isValid = items.map((item) => written.safeParse(item).success);
    expect(new Set(isValid)).toEqual(new Set([true, false]));
  });
});

function found(schema: z.ZodType, item: unknown): unknown {
  const { data, error } = schema.safeParse(item, { reportInput: false });
  return { item, data, issues: error?.issues };
}
