import { isForAllVenues } from '../../kit/push/all-venues.option.js';
import { consentTime, timeIn } from '../../kit/push/consent.time.js';
import type { PushedItem, PushIntent } from '../../push.port.js';
import { strongestConsent, type Consent, type StatedConsent } from './mailchimp.consent.js';

const CONSENTS: readonly Consent[] = ['granted', 'revoked', 'pending', 'unknown'];

export const isErased = ({ body }: PushedItem): boolean => body.erase === true;
export const isDeleted = ({ body }: PushedItem): boolean => typeof body.deletedAt === 'string' || body.erase === true;

/** The contact that was changed last; of two the one with the greater id. */
export function newestOf<T extends PushedItem>(items: readonly T[]): T | undefined {
  return items.toSorted((a, b) => a.version - b.version || (a.platformId < b.platformId ? -1 : 1)).at(-1);
}

/** What was said last of the address by its contacts. Of a deleted contact only a revocation still counts. */
export function consentOf({ items, rules, settings }: PushIntent): StatedConsent {
  const isForAll = isForAllVenues(rules, settings);
  const stated = items
    .map((item) => ({ item, said: consentIn(item, isForAll) }))
    .filter(({ item, said }) => !isDeleted(item) || said.consent === 'revoked')
    .map(({ said }) => said);
  return strongestConsent(stated);
}

/** A consent from before a person was forgotten has ended. */
export function isForgotten({ forgottenAt }: PushIntent, consentedAt: number | null): boolean {
  return forgottenAt !== undefined && (consentedAt === null || consentedAt <= forgottenAt);
}

/** A consent that was given for another venue is none for this one. It has no sender in common with it. */
function consentIn({ body }: PushedItem, isForAll: boolean): StatedConsent {
  const consent = CONSENTS.find((known) => known === body.emailConsent) ?? 'unknown';
  const at = consentTime(body);
  const since = isForAll ? null : timeIn(body.venueSince);
  if (consent === 'granted' && since !== null && (at === null || at <= since)) return { consent: 'unknown', at };
  return { consent, at };
}
