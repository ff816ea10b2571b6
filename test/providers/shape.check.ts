import { shapeComponentName, shapeComponents } from '../../src/providers/shapes.components.js';
import { schemaCheck } from '../support/schema.check.js';

const COMPONENTS = shapeComponents();
const check = schemaCheck({ schemas: COMPONENTS }, true);

/** What is wrong with normalised data, by the component of its shape in the OpenAPI document. */
export function flawsOf(shape: string, data: Record<string, unknown>): string[] {
  const component = COMPONENTS[shapeComponentName(shape)];
  if (!component) return [`no shape ${shape}`];
  // Callers read it as JSON, which has no `undefined` and no NaN.
  const flaw = check(component, JSON.parse(JSON.stringify(data)));
  return [...(flaw ? [flaw] : []), ...unreadable('', data)];
}

/** An amount of no currency is no amount. */
export function moneyFlawsOf(data: Record<string, unknown>): string[] {
  const amount = Object.keys(data).find((key) => /[a-z]Minor$/.test(key) && typeof data[key] === 'number');
  return amount && data.currency === null ? [`${amount}: an amount of no currency`] : [];
}

/** A code is three letters: vendors write some in lower case. */
export function currencyFlawsOf(data: unknown): string[] {
  if (typeof data !== 'object' || data === null) return [];
  return Object.entries(data).flatMap(([key, value]) =>
    key === 'currency' && value !== null && !/^[A-Z]{3}$/.test(String(value))
      ? [`${String(value)} is no ISO 4217 code`]
      : currencyFlawsOf(value),
  );
}

/** What JSON would hide: a field that is `undefined` is left out, and NaN becomes `null`. */
function unreadable(path: string, value: unknown): string[] {
  if (value === undefined || (typeof value === 'number' && !Number.isFinite(value))) return [`${path}: ${value}`];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => unreadable(`${path}/${key}`, inner));
}
