import type { Shapes } from '../shapes.js';

type Raw = Record<string, unknown>;

/**
 * From one of a vendor's objects to one of the shared shapes, as it is at a time: a coupon past its last day is not
 * active, though the vendor never says so. Never throws, whatever is missing.
 */
export type Mapper<S extends keyof Shapes> = (raw: Raw, at: Date) => Shapes[S];

/** Mappers by name of the stream whose objects they take: as a module that exports them and nothing else. */
export type ShapeTable = Readonly<Record<string, (raw: Raw, at: Date) => object>>;

/**
 * @param at time of reading; absent: now
 * @param context as `ProviderDescription.contextStream` says; absent: not known
 */
export type Normaliser = (type: string, raw: Raw, at?: Date, context?: Raw | null) => Raw;

/** Into the shared shapes; `{}` for types that are not kept. */
export function normaliser(...tables: readonly ShapeTable[]): Normaliser {
  const mappers = new Map(tables.flatMap((table) => Object.entries(table)));
  return (type, raw, at = new Date()) => ({ ...mappers.get(type)?.(raw, at) });
}
