import { afterEach, describe, expect, it } from '@jest/globals';
import { UnavailableError } from '../../common/http.errors.js';
import type { Config } from '../../config/config.js';
import { limitsSchema } from '../../config/limits.config.js';
import { DatabaseUnavailableError } from '../../database/database-unavailable.error.js';
import type { DatabaseAvailability } from '../../database/availability/database.availability.js';
import type { Metrics } from '../../observability/metrics.js';
import type { UsageMeter } from '../../observability/usage/usage.meter.js';
import type { InboxStore, IncomingEvent, ReceivedEvent } from '../inbox/inbox.store.js';
import type { IngestPressure } from '../inbox/ingest.pressure.js';
import { DeliveryBatcher } from './delivery.batcher.js';
import type { HintThrottle } from './hint.throttle.js';

const limits = limitsSchema.parse({});
const stored = (batch: readonly IncomingEvent[]) =>
  batch.map((_, i): ReceivedEvent => ({
    n: i + 1,
    tenantId: 't',
    id: `${i}`,
    integrationId: null,
    fresh: true,
    open: true,
  }));

function delivery(n: number): IncomingEvent {
  const event = { dedupeKey: `key${n}` } as IncomingEvent['event'];
  return {
    event,
    account: null,
    provider: 'stripe',
    endpoint: 'stripe',
    owner: null,
    origin: { requestId: null, traceContext: null },
  };
}

describe('DeliveryBatcher', () => {
  let batcher: DeliveryBatcher;
  let asked: number;
  afterEach(() => batcher?.onModuleDestroy());

  /** @param receive PostgreSQL's result for batch number `n`, counted from 1 */
  const gather = (receive: (batch: readonly IncomingEvent[], n: number) => ReceivedEvent[], refusal?: Error) => {
    asked = 0;
    const inbox = { receive: async (batch: readonly IncomingEvent[]) => receive(batch, ++asked) } as InboxStore;
    batcher = new DeliveryBatcher(
      inbox,
      { offer: () => undefined } as unknown as HintThrottle,
      { note: () => undefined } as unknown as IngestPressure,
      { inboxBatch: { observe: () => undefined } } as unknown as Metrics,
      { add: () => undefined } as unknown as UsageMeter,
      { refusal: () => refusal } as unknown as DatabaseAvailability,
      { limits } as Config,
    );
    return Promise.allSettled(Array.from({ length: 100 }, (_, n) => batcher.receive(delivery(n))));
  };
  const reasons = (results: PromiseSettledResult<boolean>[]) =>
    results.map((result) => (result.status === 'rejected' ? result.reason : result.value));

  it('takes many in with one statement', async () => {
    expect(reasons(await gather(stored))).toEqual(new Array(100).fill(false));
    expect(asked).toBe(1);
  });

  it('does not split a batch that PostgreSQL refuses: one failing statement for all', async () => {
    const results = await gather(() => {
      throw new DatabaseUnavailableError('disk_full');
    });
    expect(reasons(results).every((reason) => reason instanceof UnavailableError)).toBe(true);
    expect(asked).toBe(1);
  });

  it('stores the neighbours of one that cannot be stored', async () => {
    const results = await gather((batch) => {
      if (batch.some(({ event }) => event.dedupeKey === 'key7')) throw new TypeError('poison');
      return stored(batch);
    });
    expect(results.filter(({ status }) => status === 'rejected')).toHaveLength(1);
    expect(results[7]).toMatchObject({ status: 'rejected', reason: expect.any(TypeError) });
  });

  it('asks no more once PostgreSQL refuses in the midst of that', async () => {
    const results = await gather((batch, n) => {
      if (n === 1) throw new TypeError('poison');
      if (n > 10) throw new DatabaseUnavailableError('disk_full');
      return stored(batch);
    });
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(9);
    expect(asked).toBe(11);
  });

  it('asks nothing while a write is known to fail', async () => {
    const refusal = new DatabaseUnavailableError('locked');
    expect(reasons(await gather(stored, refusal))).toEqual(new Array(100).fill(refusal));
    expect(asked).toBe(0);
  });
});
