import type { TypeOf, VendorSchema } from '../../../sandbox/schemas/vendor.schema.js';
import type { SeededRandom } from '../../support/seeded.random.js';

type Fields = Readonly<Record<string, TypeOf>>;

export interface VendorObjectOptions {
  types: VendorSchema['types'];
  random: SeededRandom;
  /** What mappers decide by: of fields that are plain text in the types (`LinkedTxn.TxnType`), and of long enums. */
  texts?: Readonly<Record<string, readonly string[]>>;
  /** Takes a field that was asked for, and that the type does not have: `Charge.payment_intnet`. */
  onUnknown: (path: string) => void;
}

/** A date, a decimal, a name: whatever is made of it, mappers do not throw. */
const TEXTS = ['USD', '2026-08-01', '2026-08-01T10:00:00Z', '12.50', '7', 'text', ''];

/** What a mapper may ask any object for. */
const OF_ANY_OBJECT = new Set<PropertyKey>(['toJSON', 'then', 'constructor', 'toString', 'valueOf', 'length']);

/**
 * Makes objects as a vendor's types allow: each field of them, optional ones now and then, one of its alternatives, one
 * of an enum. What is inside is made when it is asked for, since types refer to each other without end.
 */
export class VendorObjects {
  constructor(private readonly options: VendorObjectOptions) {}

  /** @param path of the value within a named type, for reports: `Charge.billing_details` */
  make(type: TypeOf, path = ''): unknown {
    if (isAlternatives(type)) return this.make(this.options.random.pick(type), path);
    if (typeof type === 'string') return type.startsWith('#') ? this.named(type) : this.plain(type, path);
    if ('enum' in type) return this.options.random.pick(this.options.texts?.[path] ?? type.enum);
    if ('list' in type) {
      return Array.from({ length: this.options.random.integer(3) }, () => this.make(type.list, `${path}[]`));
    }
    if ('map' in type) return { any: this.make(type.map, `${path}.*`) };
    return this.object(type.fields, path);
  }

  private named(reference: string): unknown {
    const type = this.options.types[reference.slice(1)];
    if (type === undefined) throw new Error(`no type ${reference} in the extract`);
    return this.make(type, reference.slice(1));
  }

  private plain(type: string, path: string): unknown {
    const { random } = this.options;
    if (type === 'null') return null;
    if (type === 'boolean') return random.chance(2);
    if (type === 'integer' || type === 'number') return random.integer(random.chance(2) ? 100 : 2_000_000_000);
    if (type === 'any') return {};
    if (/currency(_code)?$/i.test(path)) return 'USD';
    return random.pick(this.options.texts?.[path] ?? TEXTS);
  }

  private object(fields: Fields, path: string): object {
    const { random, onUnknown } = this.options;
    const made: Record<string, unknown> = {};
    const isPresent = new Map(
      Object.keys(fields).map((name) => [name.replace(/\?$/, ''), !name.endsWith('?') || !random.chance(4)]),
    );
    const valueOf = (name: string) => {
      const type = Object.hasOwn(fields, name) ? fields[name] : fields[`${name}?`];
      return (made[name] ??= this.make(type!, `${path}.${name}`));
    };
    return new Proxy(made, {
      get: (_, name) => {
        if (typeof name === 'symbol' || OF_ANY_OBJECT.has(name)) return undefined;
        const present = isPresent.get(name);
        // A field that another one names (`type`) is none where that holds one of the texts.
        if (present === undefined && !TEXTS.includes(name)) onUnknown(`${path}.${name}`);
        return present ? valueOf(name) : undefined;
      },
      has: (_, name) => isPresent.get(String(name)) ?? false,
      ownKeys: () => [...isPresent].flatMap(([name, present]) => (present ? [name] : [])),
      getOwnPropertyDescriptor: (_, name) =>
        isPresent.get(String(name))
          ? { value: valueOf(String(name)), enumerable: true, configurable: true, writable: true }
          : undefined,
    });
  }
}

/** `Array.isArray` tells nothing of a list that may not be changed. */
function isAlternatives(type: TypeOf): type is readonly TypeOf[] {
  return Array.isArray(type);
}
