import { ABSENT } from '../../kit/push/found.objects.js';
import type { Found, KnownObject } from '../../push.port.js';
import type { StripeObject } from '../streams/stripe.page.js';
import { HUB_REF, metadataOf } from './stripe.push-metadata.js';

/** Named to the person who decides. */
const MOST_NAMED = 10;

export function ambiguous(objects: readonly StripeObject[]): Found {
  return { kind: 'ambiguous', externalIds: objects.slice(0, MOST_NAMED).map(({ id }) => id) };
}

export function found(object: StripeObject, origin: KnownObject['origin'] = 'created'): Found {
  return { kind: 'found', known: { externalId: object.id, externalVersion: null, object, origin } };
}

/** @param named objects that have our name. One that carries another reference is not ours, and takes the name */
export function foundAmong(named: readonly StripeObject[], reference: string): Found {
  const [first, ...others] = named;
  if (!first) return ABSENT;
  const theirs = metadataOf(first, HUB_REF);
  if (others.length > 0 || (theirs !== null && theirs !== reference)) return ambiguous(named);
  return found(first);
}
