import { beforeEach, describe, expect, it } from '@jest/globals';
import type { SquareAccount } from '../live/square.account.js';
import { externalId, STREAMS, type SquareObject, type StreamName } from '../square.stream.js';
import { SquareWorld } from '../square.world.js';
import { AccountMutator } from './account.mutator.js';

describe('AccountMutator', () => {
  let world: SquareWorld;
  let account: SquareAccount;

  const fresh = (): void => {
    world = new SquareWorld();
    world.clock.set({ freezeAt: 1_790_000_000 });
    ({ account } = world.createAccount({ id: 'MMUT', scale: 150, seed: 5, counts: { products: 90 } }));
  };
  const content = (stream: StreamName) =>
    new Map([...account.store(stream).live()].map((object) => [externalId(stream, object), JSON.stringify(object)]));

  beforeEach(fresh);

  it('reports every difference that it made, and nothing else', () => {
    const before = new Map(STREAMS.map((stream) => [stream, content(stream)]));
    const counts = account.counts();
    const report = new AccountMutator(world).mutate(account, { updates: 120, creates: 30, deletes: 15, seed: 3 });
    for (const stream of STREAMS) {
      const [old, now] = [before.get(stream)!, content(stream)];
      const named = (list: { stream: StreamName; id: string }[]) =>
        list
          .filter((one) => one.stream === stream)
          .map((one) => one.id)
          .sort();
      const added = [...now.keys()].filter((id) => !old.has(id)).sort();
      const gone = [...old.keys()].filter((id) => !now.has(id)).sort();
      expect(named(report.created)).toEqual(added);
      expect(named(report.deleted)).toEqual(gone);
      const changed = [...now].filter(([id, text]) => old.has(id) && old.get(id) !== text).map(([id]) => id);
      expect(named(report.updated)).toEqual(expect.arrayContaining(changed));
      expect(account.counts()[stream]).toBe(counts[stream] + added.length - gone.length);
    }
    expect(report.events).toBe(account.events.length);
    expect(report.events).toBeGreaterThan(100);
  });

  it('repeats itself by its seed', () => {
    const first = new AccountMutator(world).mutate(account, { updates: 40, creates: 9, deletes: 5, seed: 11 });
    fresh();
    const { events, byStream } = new AccountMutator(world).mutate(account, {
      updates: 40,
      creates: 9,
      deletes: 5,
      seed: 11,
    });
    expect({ events, byStream }).toEqual({ events: first.events, byStream: first.byStream });
  });

  it('moves the update time of what Square stamps, and tells by the types that Square has', () => {
    const streams: StreamName[] = [
      'customers',
      'orders',
      'payments',
      'inventory_counts',
      'loyalty_accounts',
      'products',
    ];
    for (const stream of streams) {
      const start = account.events.length;
      const { updated } = new AccountMutator(world).mutate(account, { updates: 3, streams: [stream], seed: 2 });
      const touched = updated.filter((one) => one.stream === stream);
      expect(touched.length).toBeGreaterThan(0);
      for (const { id } of touched) {
        const object = account.store(stream).find(id) as SquareObject;
        const at = Date.parse(String(object.updated_at ?? object.calculated_at));
        expect(at - 1_790_000_000_000).toBeLessThan(10);
        expect(at).toBeGreaterThanOrEqual(1_790_000_000_000);
      }
      expect(account.events.length).toBeGreaterThan(start);
    }
    expect(new Set(account.events.map((event) => event.body.type))).toEqual(
      new Set([
        'customer.updated',
        'order.updated',
        'payment.updated',
        'inventory.count.updated',
        'loyalty.account.updated',
        'catalog.version.updated',
      ]),
    );
  });
});
