import { isForAllVenues } from '../../kit/push/all-venues.option.js';
import { consentSaid } from '../../kit/push/consent.time.js';
import { historyOf, turnOf } from '../../kit/push/contact.history.js';
import { itemsOf } from '../../kit/push/pushed.items.js';
import type { PushedItem, PushIntent } from '../../push.port.js';
import { strongestConsent, type StatedConsent } from './mailchimp.consent.js';

export type Contact = PushedItem<'contacts'>;

export const isErased = ({ body }: Pick<Contact, 'body'>): boolean => body.erase === true;
export const isDeleted = ({ body }: Pick<Contact, 'body'>): boolean => Boolean(body.deletedAt) || isErased({ body });

/** The contact that was changed last; of two the one with the greater id. */
export function newestOf<T extends PushedItem>(items: readonly T[]): T | undefined {
  return items.toSorted((a, b) => a.version - b.version || (a.platformId < b.platformId ? -1 : 1)).at(-1);
}

/**
 * What was said last of the address by its contacts. Of a deleted contact only a revocation still counts, and a consent for
 * another venue only if there is nothing else.
 */
export function consentOf({ items, rules, settings }: PushIntent): StatedConsent {
  const isForAll = isForAllVenues(rules, settings);
  const stated = itemsOf(items, 'contacts')
    .map((item) => ({ item, said: consentIn(item, isForAll) }))
    .filter(({ item, said }) => !isDeleted(item) || said.consent === 'revoked')
    .map(({ said }) => said);
  const here = stated.filter(({ isForOther }) => !isForOther);
  return strongestConsent(here.length > 0 ? here : stated);
}

/** A consent from before a person was forgotten has ended. */
export function isForgotten({ forgottenAt }: PushIntent, consentedAt: number | null): boolean {
  return forgottenAt !== undefined && (consentedAt === null || consentedAt <= forgottenAt);
}

/** A consent from before the address was left by any contact, or at Mailchimp, has ended. */
export function hasWithdrawn({ revokedAt }: PushIntent, consentedAt: number | null): boolean {
  return revokedAt !== undefined && (consentedAt === null || consentedAt <= revokedAt);
}

/** A consent that was given for another venue is none for this one. It has no sender in common with it. */
function consentIn({ body }: Contact, isForAll: boolean): StatedConsent {
  const said = consentSaid(body);
  const { consent, at } = said;
  const since = isForAll ? null : (turnOf(historyOf(body.history), 'venueId')?.since ?? null);
  if (consent === 'granted' && since !== null && (at === null || at <= since)) {
    return { consent: 'unknown', at, isForOther: true };
  }
  return said;
}
