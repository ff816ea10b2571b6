import type { Found, KnownObject } from '../../push.port.js';

export const ABSENT: Found = { kind: 'absent' };

/** What a search comes to. Of several objects none is chosen. */
export function foundOf(objects: readonly KnownObject[]): Found {
  const [known, ...others] = objects;
  if (!known) return ABSENT;
  if (others.length === 0) return { kind: 'found', known };
  return { kind: 'ambiguous', externalIds: objects.map(({ externalId }) => externalId) };
}
