import type { Entity } from '../../src/outbound/items/entity.js';
import type { SeededRandom } from './seeded.random.js';

/** How many objects of each entity are pushed. */
export interface SeasonSize {
  contacts: number;
  tickets: number;
  payments: number;
  events: number;
}

/** A call of an intake route. */
export interface PushedCall {
  entity: Entity;
  items: ({ id: string } & Record<string, unknown>)[];
}

const MOST_ITEMS = 500;
const MOST_VERSIONS = 4;
const START = Date.parse('2026-03-01T10:00:00Z');
const VENUE = 'venue-42';
/** In each item, whatever becomes of it at a provider. No word of a provider or of an address contains it. */
const MARK = 'qvx';

const at = (seconds: number) => new Date(START + seconds * 1_000).toISOString();
const markOf = (entity: Entity, version: number): string => `${MARK}${entity}${version}`;
/** The highest version of an object of the entity that a text mentions; 0: none. */
export const versionIn = (text: string, entity: Entity): number =>
  Math.max(0, ...[...text.matchAll(new RegExp(`${MARK}${entity}(\\d)`, 'g'))].map(([, version]) => Number(version)));

/**
 * What a season brings: events, their tickets, payments and the people who bought them. Each object comes in one to four
 * versions, which differ in what may follow. All of a payment that is money stays the same.
 */
export class Season {
  /** The last version of each object, by entity and id. */
  readonly last = new Map<string, number>();
  private readonly size: SeasonSize;

  constructor(
    size: SeasonSize,
    private readonly random: SeededRandom,
    private readonly name = 's',
  ) {
    this.size = size;
  }

  /** In the order of the versions. Within a round the entities come as they happen, so much waits for what comes later. */
  *calls(): Generator<PushedCall> {
    for (let version = 1; version <= MOST_VERSIONS; version++) {
      for (const entity of ['payments', 'tickets', 'contacts', 'events'] as const) {
        const items = this.chosen(entity, version);
        for (let from = 0; from < items.length; from += MOST_ITEMS) {
          yield { entity, items: items.slice(from, from + MOST_ITEMS) };
        }
      }
    }
  }

  private chosen(entity: Entity, version: number): PushedCall['items'] {
    return Array.from({ length: this.size[entity] }, (_, n) => n).flatMap((n) => {
      if (version > 1 && this.random.chance(2)) return [];
      const item = this.item(entity, n, version);
      this.last.set(`${entity} ${item.id}`, version);
      return [item];
    });
  }

  private item(entity: Entity, n: number, version: number): PushedCall['items'][number] {
    const common = { updatedAt: at(version * 60 + n / 1_000) };
    const event = n % Math.max(1, this.size.events);
    const person = n % Math.max(1, this.size.contacts);
    switch (entity) {
      case 'events':
        return { ...this.event(n, version), ...common };
      case 'contacts':
        return { ...this.contact(n, version), ...common };
      case 'tickets':
        return { ...this.ticket(n, event, person), ...common };
      case 'payments':
        return { ...this.payment(n, event, person, version), ...common };
    }
  }

  private event(n: number, version: number) {
    return {
      id: `${this.name}-evt-${n}`,
      venueId: VENUE,
      name: `Evening ${n} ${markOf('events', version)}`,
      status: 'ON_SALE',
      startsAt: at(86_400 * (30 + n)),
      timezone: 'UTC',
      ticketTypes: [{ id: `tt-${n}`, name: 'Standing', priceMinor: 2_500, currency: 'USD' }],
    };
  }

  private contact(n: number, version: number) {
    return {
      id: `${this.name}-usr-${n}`,
      email: `${this.name}.person${n}@example.org`,
      firstName: 'Ada',
      lastName: `Person ${markOf('contacts', version)}`,
      emailConsent: 'granted',
      consentAt: at(0),
    };
  }

  private ticket(n: number, event: number, person: number) {
    return {
      id: `${this.name}-tic-${n}`,
      eventId: `${this.name}-evt-${event}`,
      ticketTypeId: `tt-${event}`,
      ticketNumber: `T-${n}`,
      status: 'sold',
      priceMinor: 2_500,
      currency: 'USD',
      holder: { id: `${this.name}-usr-${person}`, email: `${this.name}.person${person}@example.org` },
      purchasedAt: at(0),
    };
  }

  private payment(n: number, event: number, person: number, version: number) {
    const id = `${this.name}-usr-${person}`;
    return {
      id: `${this.name}-pay-${n}`,
      orderId: `ord-${n}`,
      eventId: `${this.name}-evt-${event}`,
      type: 'ticket_purchase',
      amountMinor: 2_500,
      currency: 'USD',
      status: 'completed',
      customer: {
        id,
        email: `${this.name}.person${person}@example.org`,
        name: `Ada Person ${markOf('payments', version)}`,
      },
      lines: [
        {
          type: 'ticket',
          description: 'Standing',
          quantity: 1,
          unitAmountMinor: 2_500,
          ticketTypeId: `tt-${event}`,
        },
      ],
      occurredAt: at(0),
    };
  }
}
