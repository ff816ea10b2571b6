import type { SeasonEntity, SeasonItem } from './season.item.js';
import { SEASON_PLAN, type Chance, type SeasonPlan } from './season.plan.js';

/** How many objects of each entity are pushed. */
export interface SeasonSize {
  contacts: number;
  tickets: number;
  payments: number;
  events: number;
  /** Parts of the first payments that are given back. Default: none. */
  refunds?: number;
}

/** A call of an intake route. */
export interface PushedCall {
  entity: SeasonEntity;
  items: SeasonItem[];
}

const MOST_ITEMS = 500;
const MOST_VERSIONS = 4;
const START = Date.parse('2026-03-01T10:00:00Z');
const VENUE = 'venue-42';
const PRICE = 2_500;
const GIVEN_BACK = 1_000;
/** In each item, whatever becomes of it at a provider. No word of a provider or of an address contains it. */
const MARK = 'qvx';

const at = (seconds: number) => new Date(START + seconds * 1_000).toISOString();
const markOf = (entity: SeasonEntity, version: number): string => `${MARK}${entity}${version}`;
/** The highest version of an object of the entity that a text mentions; 0: none. */
export const versionIn = (text: string, entity: SeasonEntity): number =>
  Math.max(0, ...[...text.matchAll(new RegExp(`${MARK}${entity}(\\d)`, 'g'))].map(([, version]) => Number(version)));

/** Whether somebody in a season has the address. */
export const isOfSeason = (email: unknown): boolean => /\.person\d+@example\.org$/.test(String(email));

/**
 * What a season brings: events, their tickets, payments and the people who bought them. Each object comes in one to four
 * versions, which differ in what may follow. All of a payment that is money stays the same.
 */
export class Season {
  /** The last version of each object, by entity and id. */
  readonly last = new Map<string, number>();
  private readonly newest = new Map<string, SeasonItem>();

  constructor(
    private readonly size: SeasonSize,
    private readonly random: Chance,
    private readonly plan: SeasonPlan = SEASON_PLAN,
  ) {}

  /** In the order of the versions. Within a round the entities come as they happen, so much waits for what comes later. */
  *calls(): Generator<PushedCall> {
    for (let version = 1; version <= MOST_VERSIONS; version++) yield* this.round(version);
  }

  /** One version of the objects: of all of them, and later of some. */
  *round(version: number): Generator<PushedCall> {
    for (const entity of ['payments', 'tickets', 'contacts', 'events'] as const) {
      const items = this.chosen(entity, version);
      for (let from = 0; from < items.length; from += MOST_ITEMS) {
        yield { entity, items: items.slice(from, from + MOST_ITEMS) };
      }
    }
  }

  /** The objects of an entity, as they were pushed last. */
  items(entity: SeasonEntity): SeasonItem[] {
    return [...this.newest].filter(([key]) => key.startsWith(`${entity} `)).map(([, item]) => item);
  }

  private chosen(entity: SeasonEntity, version: number): SeasonItem[] {
    const indexes = Array.from({ length: this.size[entity] }, (_, n) => n);
    const chosen = indexes.flatMap((n) => {
      if (version > 1 && this.random.chance(2)) return [];
      return [this.item(entity, n, version)];
    });
    const items = entity === 'payments' && version === 1 ? [...chosen, ...this.refunds()] : chosen;
    for (const item of items) {
      this.last.set(`${entity} ${item.id}`, version);
      this.newest.set(`${entity} ${item.id}`, item);
    }
    return items;
  }

  private item(entity: SeasonEntity, n: number, version: number): SeasonItem {
    const updatedAt = at(version * 60 + n / 1_000);
    const event = n % Math.max(1, this.size.events);
    const person = n % Math.max(1, this.size.contacts);
    switch (entity) {
      case 'events':
        return { ...this.event(n, version), updatedAt };
      case 'contacts':
        return { ...this.contact(n, version), updatedAt };
      case 'tickets':
        return { ...this.ticket(n, event, person), updatedAt };
      case 'payments':
        return { ...this.sale(n, event, person, version), updatedAt };
    }
  }

  private event(n: number, version: number) {
    return {
      id: this.id('evt', n),
      venueId: VENUE,
      name: `Evening ${n} ${markOf('events', version)}`,
      status: 'ON_SALE',
      startsAt: at(86_400 * (30 + n)),
      timezone: 'UTC',
      ticketTypes: [{ id: `tt-${n}`, name: 'Standing', priceMinor: PRICE, currency: this.currencyOf(n) }],
    };
  }

  private contact(n: number, version: number) {
    return {
      id: this.id('usr', n),
      email: this.emailOf(n),
      firstName: 'Ada',
      lastName: `Person ${markOf('contacts', version)}`,
      emailConsent: this.plan.consentOf(n, version),
      consentAt: at(0),
    };
  }

  private ticket(n: number, event: number, person: number) {
    return {
      id: this.id('tic', n),
      eventId: this.id('evt', event),
      ticketTypeId: `tt-${event}`,
      ticketNumber: `T-${n}`,
      status: 'sold',
      priceMinor: PRICE,
      currency: this.currencyOf(event),
      holder: { id: this.id('usr', person), email: this.emailOf(person) },
      purchasedAt: at(0),
    };
  }

  private sale(n: number, event: number, person: number, version: number) {
    const customer = {
      id: this.id('usr', person),
      email: this.emailOf(person),
      name: `Ada Person ${markOf('payments', version)}`,
    };
    const line = { type: 'ticket', description: 'Standing', quantity: 1, ticketTypeId: `tt-${event}` };
    return {
      ...this.completed('ticket_purchase', PRICE, event),
      id: this.id('pay', n),
      orderId: `ord-${n}`,
      customer,
      lines: [{ ...line, unitAmountMinor: PRICE }],
      ...this.plan.noteOf(n, version),
    };
  }

  private refunds(): SeasonItem[] {
    const events = Math.max(1, this.size.events);
    return Array.from({ length: this.size.refunds ?? 0 }, (_, n) => ({
      ...this.completed('refund', GIVEN_BACK, n % events),
      id: this.id('ref', n),
      refundOfId: this.id('pay', n),
      updatedAt: at(60),
    }));
  }

  private completed(type: string, amountMinor: number, event: number) {
    const eventId = this.id('evt', event);
    return { eventId, type, amountMinor, currency: this.currencyOf(event), status: 'completed', occurredAt: at(0) };
  }

  private id(kind: string, n: number): string {
    return `${this.plan.name}-${kind}-${n}`;
  }

  private emailOf(person: number): string {
    return `${this.plan.name}.person${person}@example.org`;
  }

  private currencyOf(event: number): string {
    return this.plan.currencies[event % this.plan.currencies.length] ?? '';
  }
}
