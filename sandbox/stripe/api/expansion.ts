import type { FormValue } from '../../common/form.parser.js';
import type { StripeAccount } from '../live/stripe.account.js';
import { badRequest } from '../stripe.errors.js';
import { SHAPES, STREAMS, type StreamName } from '../stripe.stream.js';

type Json = Record<string, unknown>;

/** Replaces ids by the objects they name, along the given paths; a copy is returned, the object stays as it is. */
export function expanded(account: StripeAccount, value: Json, expand: FormValue | undefined): Json {
  if (expand === undefined) return value;
  const paths = typeof expand === 'string' ? [expand] : Object.values(expand).map(String);
  if (paths.length === 0) return value;
  const copy = structuredClone(value);
  for (const path of paths) expandPath(account, copy, path.split('.'), path);
  return copy;
}

function expandPath(account: StripeAccount, node: unknown, parts: string[], path: string): void {
  if (Array.isArray(node)) return node.forEach((item) => expandPath(account, item, parts, path));
  if (typeof node !== 'object' || node === null) return;
  const [name, ...rest] = parts;
  const holder = node as Json;
  if (name === undefined) return;
  // Only prices with tiers have them.
  if (!(name in holder) && name === 'tiers') return;
  if (!(name in holder)) throw badRequest(`This property cannot be expanded (${path}).`, 'expand');
  const value = holder[name];
  if (typeof value === 'string') holder[name] = lookUp(account, value) ?? value;
  expandPath(account, holder[name], rest, path);
}

function lookUp(account: StripeAccount, id: string): unknown {
  const stream = streamOfId(id);
  if (stream) return account.store(stream).find(id);
  // Of these the application may choose the id.
  return account.store('products').find(id) ?? account.store('coupons').find(id);
}

function streamOfId(id: string): StreamName | undefined {
  return STREAMS.find((stream) => SHAPES[stream].idPrefix !== '' && id.startsWith(SHAPES[stream].idPrefix));
}
