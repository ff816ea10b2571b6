import { createHash } from 'node:crypto';
import type { Entity } from '../items/entity.js';
import type { ReadItem } from '../items/item.reader.js';

/** The newest item of each id. Of two with one version the later one counts as older. */
export function newestItems(items: readonly ReadItem[]): ReadonlySet<ReadItem> {
  const newest = new Map<string, ReadItem>();
  for (const item of items) {
    const known = newest.get(item.id);
    if (!known || item.version > known.version) newest.set(item.id, item);
  }
  return new Set(newest.values());
}

/**
 * The bodies of items. In the newest of a contact it is noted what all of its versions in the call say, and which addresses they
 * name, because only that one is stored.
 */
export function withVersions(
  entity: Entity,
  items: readonly ReadItem[],
  newest: ReadonlySet<ReadItem>,
): readonly object[] {
  if (entity !== 'contacts' || newest.size === items.length) return items.map(({ body }) => body);
  const versions = new Map<string, ReadItem[]>(items.map(({ id }) => [id, []]));
  for (const item of items) versions.get(item.id)?.push(item);
  return items.map((item) => {
    const all = versions.get(item.id) ?? [];
    if (!newest.has(item) || all.length === 1) return item.body;
    return { ...item.body, history: all.map(saidBy), ...addressesBefore(item, all) };
  });
}

/** Hashes of the other addresses, as the intake keeps them. */
function addressesBefore(newest: ReadItem, all: readonly ReadItem[]): object {
  const addresses = new Set(all.map(addressOf));
  addresses.delete(addressOf(newest));
  if (addresses.size === 0) return {};
  const hashedBy = (algorithm: string) =>
    [...addresses].map((address) => createHash(algorithm).update(address).digest('hex'));
  return { formerAddresses: hashedBy('sha256'), formerMembers: hashedBy('md5') };
}

const addressOf = ({ body }: ReadItem): string => String(body.email).toLowerCase();

/** What a version says of its consent and its venue. What it does not name is absent. */
function saidBy({ version, body }: ReadItem): object {
  const { updatedAt, emailConsent, venueId, consentAt } = body;
  return { version, updatedAt, emailConsent, venueId, consentAt };
}
