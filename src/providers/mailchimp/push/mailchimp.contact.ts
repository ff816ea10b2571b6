import { itemsOf } from '../../kit/push/pushed.items.js';
import type { PushedItem, PushIntent } from '../../push.port.js';
import { strongestConsent, type StatedConsent } from './mailchimp.consent.js';
import { isForAllVenues } from './mailchimp.push-rules.js';

export type Contact = PushedItem<'contacts'>;

export const isErased = ({ body }: Pick<Contact, 'body'>): boolean => body.erase === true;
export const isDeleted = ({ body }: Pick<Contact, 'body'>): boolean => Boolean(body.deletedAt) || isErased({ body });

/** The contact that was changed last; of two the one with the greater id. */
export function newestOf<T extends PushedItem>(items: readonly T[]): T | undefined {
  return items.toSorted((a, b) => a.version - b.version || (a.platformId < b.platformId ? -1 : 1)).at(-1);
}

/** What was said last of the address by its contacts. Of a deleted contact only a revocation still counts. */
export function consentOf({ items, rules, settings }: PushIntent): StatedConsent {
  const isForAll = isForAllVenues(rules, settings);
  const stated = itemsOf(items, 'contacts')
    .map((item) => ({ item, said: consentIn(item, isForAll) }))
    .filter(({ item, said }) => !isDeleted(item) || said.consent === 'revoked')
    .map(({ said }) => said);
  return strongestConsent(stated);
}

/** A consent that was given for another venue is none for this one. It has no sender in common with it. */
function consentIn({ body }: Contact, isForAll: boolean): StatedConsent {
  const consent = body.emailConsent;
  const at = consent === 'revoked' ? revokedAt(body) : timeOf(body.consentAt);
  const since = isForAll ? null : timeOf(body.venueSince);
  if (consent === 'granted' && since !== null && (at === null || at <= since)) return { consent: 'unknown', at };
  return { consent, at };
}

/** Who withdraws a consent does not have to say when. */
function revokedAt({ consentAt, consentSince, updatedAt }: Contact['body']): number | null {
  const said = [consentAt, consentSince].flatMap((value) => timeOf(value) ?? []);
  return said.length > 0 ? Math.max(...said) : timeOf(updatedAt);
}

function timeOf(instant: string | null | undefined): number | null {
  return instant ? Date.parse(instant) : null;
}
