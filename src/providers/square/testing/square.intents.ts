import type { Domain } from '../../provider.values.js';
import type { PushedItem, PushIntent, Rule } from '../../push.port.js';

export const REFERENCE = 'abcdefghijklmnopqrstuvwxyz234567';

const RULES: readonly Rule[] = [
  { name: 'customers', enabled: true, options: { adopt: 'email' } },
  { name: 'catalog', enabled: true, options: {} },
];

export const EVENT = {
  id: 'evt_1',
  venueId: 'ven_1',
  name: 'Hamlet',
  description: 'Fish & <Chips>\nat eight',
  status: 'ON_SALE',
  startsAt: '2026-12-01T19:00:00Z',
  timezone: 'Europe/London',
  ticketTypes: [
    { id: 'stalls', name: 'Stalls', priceMinor: 4500, currency: 'USD' },
    { id: 'circle', name: 'Circle', priceMinor: 2500, currency: 'USD' },
  ],
  updatedAt: '2026-11-01T00:00:00Z',
};

export const CONTACT = {
  id: 'con_1',
  email: 'Ada@example.com',
  firstName: 'Ada',
  lastName: 'Lovelace',
  phone: '+44 (20) 7946-0958',
  address: { line1: '12 St James Square', city: 'London', postalCode: 'SW1Y 4JH', country: 'GB' },
  emailConsent: 'granted',
  updatedAt: '2026-11-01T00:00:00Z',
};

/** What is wanted of an event. @param change fields that differ; `null`: no item wants it any more */
export const eventIntent = (change: object | null = {}, more: Partial<PushIntent> = {}): PushIntent =>
  intent('events', 'catalog', change && { ...EVENT, ...change }, more);

/** The same of a contact. */
export const contactIntent = (change: object | null = {}, more: Partial<PushIntent> = {}): PushIntent =>
  intent('contacts', 'customer', change && { ...CONTACT, ...change }, more);

export const rules = (...changed: Rule[]): PushIntent['rules'] =>
  new Map([...RULES, ...changed].map((rule) => [rule.name, rule]));

function intent(entity: Domain, target: string, body: { id: string } | null, more: Partial<PushIntent>): PushIntent {
  return {
    target,
    subject: body?.id ?? 'gone',
    part: '',
    items: body ? [{ entity, platformId: body.id, version: 1, body: { ...body } } as PushedItem] : [],
    former: [],
    related: [],
    links: new Map(),
    rules: rules(),
    settings: {},
    reference: REFERENCE,
    ...more,
  };
}
