import { describe, expect, it } from '@jest/globals';
import { vendorSchema, type TypeOf } from '../../../sandbox/schemas/vendor.schema.js';
import { SeededRandom } from '../../support/seeded.random.js';
import { VendorObjects } from './vendor.object.js';
import { VENDOR_TYPES } from './vendor.types.js';

/** Enough for each alternative and each value of an enum that mappers decide by. */
const OBJECTS_OF_A_STREAM = 250;

/**
 * A mapper that reads `payment_intnet` never fails: what is missing is `null`. So each runs over objects that its vendor's
 * types allow, and every field that it asks for must be one of theirs. The types are those that the sandboxes' answers are
 * held against: of the pinned SDK, the vendor's specification, its XSDs, its reference.
 */
describe.each(VENDOR_TYPES)('mappers of $name', (vendor) => {
  const { name, streams, normalise, types, texts, recordOf = {}, alike = [], others = {} } = vendor;
  const { types: schema } = vendorSchema(name);
  const unknown = new Set<string>();
  // Of one seed, so that a reason that is no longer needed is found.
  const objects = new VendorObjects({
    types: schema,
    random: new SeededRandom(1),
    texts,
    onUnknown: (field) => unknown.add(field),
  });

  const isAlike = (path: string) => {
    const [type, field] = parted(path);
    return alike.some(
      (kind) => kind.test(type) && Object.keys(schema).some((n) => kind.test(n) && has(schema[n], field)),
    );
  };

  it('know the type of each stream', () => {
    expect(Object.keys(types).sort()).toEqual(streams.map((stream) => stream.name).sort());
  });

  it('read only fields that the vendor sends, or that are read with a reason', () => {
    for (const { name: stream } of streams) {
      for (let made = 0; made < OBJECTS_OF_A_STREAM; made += 1) {
        const object = objects.make(`#${types[stream]}`) as Record<string, unknown>;
        normalise(stream, recordOf[stream]?.(object) ?? object);
      }
    }
    const found = [...unknown].filter((path) => !isAlike(path));
    const reasons = Object.values(others);
    expect(found.filter((path) => !reasons.some((reason) => reason.test(path)))).toEqual([]);
    expect(reasons.filter((reason) => !found.some((path) => reason.test(path)))).toEqual([]);
  });
});

function parted(path: string): [type: string, field: string] {
  const end = path.lastIndexOf('.');
  return [path.slice(0, end), path.slice(end + 1)];
}

function has(type: TypeOf | undefined, field: string): boolean {
  if (typeof type !== 'object' || !('fields' in type)) return false;
  return Object.hasOwn(type.fields, field) || Object.hasOwn(type.fields, `${field}?`);
}
