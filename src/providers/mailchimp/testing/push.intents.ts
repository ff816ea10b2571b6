import type { Json } from '../../provider.values.js';
import type { KnownObject, PushedItem, PushIntent, Rules, StoredRequest } from '../../push.port.js';
import { MAILCHIMP_PUSH_RULES } from '../push/mailchimp.push-rules.js';
import { subscriberHash } from '../shape/mailchimp.contact-key.js';

export const LIST = 'l1';
export const ADDRESS = 'ada@example.org';
export const HASH = subscriberHash(ADDRESS);
export const KEY = 'hkey';
export const CONSENTED = '2026-03-01T10:00:00Z';
const CHANGED = '2026-02-01T10:00:00+00:00';

export function contact(over: object = {}, version = 1): PushedItem<'contacts'> {
  const body = {
    id: 'con_1',
    email: ADDRESS,
    firstName: 'Ada',
    emailConsent: 'granted',
    consentAt: CONSENTED,
    ...over,
  };
  return { entity: 'contacts', platformId: body.id, version, body } as PushedItem<'contacts'>;
}

export function ticket(id: string, over: object = {}): PushedItem {
  const body = { id, eventId: 'evt_1', status: 'sold', holder: { id: 'h1', email: ADDRESS }, ...over };
  return { entity: 'tickets', platformId: id, version: 1, body } as PushedItem<'tickets'>;
}

/** The rules with their defaults, and some of their options decided. */
export function rulesOf(decided: Readonly<Record<string, Record<string, Json>>> = {}): Rules {
  return new Map(
    MAILCHIMP_PUSH_RULES.map(({ name, enabledByDefault: enabled, options }) => {
      const defaults = options.flatMap(({ name: option, default: value }) =>
        value === undefined ? [] : [[option, value]],
      );
      return [name, { name, enabled, options: { ...Object.fromEntries(defaults), ...decided[name] } }];
    }),
  );
}

export function intentOf(target: string, items: readonly PushedItem[], over: Partial<PushIntent> = {}): PushIntent {
  return {
    target,
    subject: HASH,
    part: '',
    items,
    former: [],
    related: [],
    links: new Map(),
    rules: rulesOf(),
    settings: { audienceId: LIST },
    facts: { doubleOptIn: false },
    reference: 'r'.repeat(32),
    ...over,
  };
}

/** A member as it was read; `null` for one that is not there. */
export function memberRead(status: string, over: object = {}, list = LIST): KnownObject | null {
  if (status === 'absent' || status === 'forgotten') return null;
  const member = {
    id: HASH,
    email_address: ADDRESS,
    status,
    last_changed: CHANGED,
    merge_fields: { FNAME: '' },
    ...over,
  };
  return { externalId: `${list}:${HASH}`, externalVersion: null, object: { member }, origin: 'adopted' };
}

/** What a request says, for comparison. */
export function shown({ method, path, body }: StoredRequest): { call: string; body: Record<string, unknown> | null } {
  const text = body.toString('utf8');
  return { call: `${method} ${path}`, body: text ? (JSON.parse(text) as Record<string, unknown>) : null };
}
