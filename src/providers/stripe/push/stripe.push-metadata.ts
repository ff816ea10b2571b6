import { text } from '../../kit/fields.js';
import type { KnownObject } from '../../push.port.js';

/** By it an object is found again: https://docs.stripe.com/api/metadata */
export const HUB_REF = 'hub_ref';
/** On a price: the one that it has replaced, or the one that has replaced it. */
export const HUB_REPLACES = 'hub_replaces';
export const HUB_REPLACED_BY = 'hub_replaced_by';

/** The id of our products, and the lookup key of our prices. */
export const hubName = (reference: string): string => `hub_${reference}`;

/** Our own entries, which never replace those of others. What has no value is left out. */
export function hubMetadata(entries: Readonly<Record<string, unknown>>): Record<string, string> {
  const known = Object.entries(entries).filter((entry): entry is [string, string] => Boolean(text(entry[1])));
  return Object.fromEntries(known);
}

export function metadataOf(object: KnownObject['object'], name: string): string | null {
  const { metadata } = object ?? {};
  return typeof metadata === 'object' && metadata !== null ? text((metadata as Record<string, unknown>)[name]) : null;
}
