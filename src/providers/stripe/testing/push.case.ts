import { nameOf, type KnownObject, type PushedItem, type PushIntent, type PushPort } from '../../push.port.js';
import { rulesOf } from './push.rules.js';

const LATEST = '2026-03-01T10:00:00Z';

export function contact(body: Record<string, unknown> = {}, platformId = 'con_1'): PushedItem {
  const usual = { id: platformId, email: 'ada@example.org', firstName: 'Ada', lastName: 'Lovelace', updatedAt: LATEST };
  return { entity: 'contacts', platformId, version: 1, body: { ...usual, emailConsent: 'unknown', ...body } };
}

export function ticketType(more: Record<string, unknown> = {}): Record<string, unknown> {
  return { id: 'tt_1', name: 'Stalls', priceMinor: 1_250, currency: 'EUR', ...more };
}

export function event(body: Record<string, unknown> = {}, platformId = 'evt_1'): PushedItem {
  const usual = {
    id: platformId,
    venueId: 'ven_1',
    name: 'Opening night',
    status: 'ON_SALE',
    startsAt: '2026-05-01T18:00:00Z',
    timezone: 'Europe/Berlin',
    ticketTypes: [ticketType()],
    updatedAt: LATEST,
  };
  return { entity: 'events', platformId, version: 1, body: { ...usual, ...body } } as PushedItem;
}

/** What the engine hands over for a target that these items want. */
export function intentOf(target: string, items: readonly PushedItem[], more: Partial<PushIntent> = {}): PushIntent {
  const subject = items[0]?.platformId ?? more.former?.[0]?.platformId ?? '';
  const product = nameOf({ target: 'product', subject, part: '' });
  return {
    target,
    subject,
    part: target === 'price' ? 'tt_1' : '',
    items,
    former: [],
    related: [],
    links: target === 'price' ? new Map([[product, 'prod_1']]) : new Map(),
    rules: rulesOf(),
    settings: {},
    reference: 'r'.repeat(32),
    ...more,
  };
}

export function known(object: Record<string, unknown>, origin: KnownObject['origin'] = 'created'): KnownObject {
  return { externalId: String(object.id), externalVersion: null, object, origin };
}

/** A request as method, path and form, or the decision not to send one. */
export async function builtForm(push: PushPort, intent: PushIntent, from: KnownObject | null = null) {
  const built = await push.build(intent, from, 'h'.repeat(33));
  if (built.kind !== 'request') return built;
  const { kind, method, path, body } = built.request;
  const form = Object.fromEntries(new URLSearchParams(body.toString()));
  return { kind, call: `${method} ${path}`, form };
}
