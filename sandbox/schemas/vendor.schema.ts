import { readFileSync } from 'node:fs';

/**
 * What a value may be: a name of a plain type, `#Name` of a type of the extract, or a list of alternatives.
 * A field whose name ends with `?` may be missing.
 */
export type TypeOf =
  | string
  | readonly TypeOf[]
  | { enum: readonly (string | boolean)[] }
  | { list: TypeOf }
  | { map: TypeOf }
  | { fields: Readonly<Record<string, TypeOf>> };

export interface VendorOperation {
  /** Names in the query, and at the top of the body. */
  parameters: readonly string[];
  answer: TypeOf;
}

/** A vendor's operations and types, as far as its sandbox and the product use them. Made by `.ci/schemas/<vendor>.js`. */
export interface VendorSchema {
  source: string;
  /** By `METHOD /path/{of}/parts`. */
  operations: Readonly<Record<string, VendorOperation>>;
  types: Readonly<Record<string, TypeOf>>;
}

export function vendorSchema(vendor: string): VendorSchema {
  return JSON.parse(readFileSync(`sandbox/schemas/${vendor}.schema.json`, 'utf8')) as VendorSchema;
}
