import { asRecord, firstText } from '../../kit/fields.js';
import { texts } from './square.fields.js';

/**
 * A seller's own attributes of a catalogue object, by name. There are four kinds, each with its own field; several
 * choices are separated by commas. https://developer.squareup.com/docs/catalog-api/add-custom-attributes
 */
export function customAttributes(values: unknown): Record<string, string> {
  const all = Object.entries(asRecord(values)).flatMap(([key, raw]) => {
    const attribute = asRecord(raw);
    const value = valueOf(attribute);
    return value === null ? [] : [[nameOf(attribute) ?? key, value] as const];
  });
  return Object.fromEntries(all);
}

function nameOf({ name, key }: Record<string, unknown>): string | null {
  return firstText(name, key);
}

function valueOf(attribute: Record<string, unknown>): string | null {
  const { string_value: words, number_value: number, boolean_value: flag, selection_uid_values: chosen } = attribute;
  if (typeof words === 'string') return words;
  if (typeof number === 'string' || typeof number === 'number') return String(number);
  if (typeof flag === 'boolean') return String(flag);
  return Array.isArray(chosen) ? texts(chosen).join(',') : null;
}
