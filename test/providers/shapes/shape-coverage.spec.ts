import { describe, expect, it } from '@jest/globals';
import { vendorSchema } from '../../../sandbox/schemas/vendor.schema.js';
import { SeededRandom } from '../../support/seeded.random.js';
import { flawsOf } from '../shape.check.js';
import { filledFields, shapeFields } from './shape.fields.js';
import { UNFILLED } from './unfilled.fields.js';
import { VendorObjects } from './vendor.object.js';
import { VENDOR_TYPES } from './vendor.types.js';

const OBJECTS_OF_A_STREAM = 250;
const AT = new Date('2026-08-01T00:00:00Z');

/**
 * A field that a provider never fills looks like a vendor that has nothing to say. So each is filled by some object that the
 * vendor's types allow, or named in `unfilled.fields.ts` with the reason; and nothing is named there that is filled.
 */
describe.each(VENDOR_TYPES)('the shapes of $name', ({ name, streams, normalise, types, recordOf = {}, texts }) => {
  const objects = new VendorObjects({
    types: vendorSchema(name).types,
    random: new SeededRandom(1),
    texts,
    onUnknown: () => undefined,
  });

  it('are filled, but for what the vendor does not say', () => {
    const filled = new Map<string, Set<string>>();
    const flaws = new Set<string>();
    for (const { name: stream, shape } of streams) {
      const seen = filled.get(shape) ?? new Set();
      filled.set(shape, seen);
      for (let made = 0; made < OBJECTS_OF_A_STREAM; made += 1) {
        const object = objects.make(`#${types[stream]}`) as Record<string, unknown>;
        const raw = recordOf[stream]?.(object) ?? object;
        const data = normalise(stream, raw, AT);
        for (const field of filledFields(data)) seen.add(field);
        for (const flaw of flawsOf(shape, data)) flaws.add(`${stream}: ${flaw}`);
      }
    }
    const missing = [...filled].flatMap(([shape, seen]) =>
      shapeFields(shape).flatMap((field) => (seen.has(field) ? [] : [`${shape}.${field}`])),
    );
    const named = Object.values(UNFILLED[name] ?? {}).flat();
    expect(missing.sort()).toEqual([...named].sort());
    expect([...flaws]).toEqual([]);
  });
});
