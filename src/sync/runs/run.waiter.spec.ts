import { afterEach, describe, expect, it } from '@jest/globals';
import type { Principal } from '../../auth/principal.js';
import { Lifecycle } from '../../common/lifecycle.js';
import { QuotaExceededError } from '../../quotas/quota.error.js';
import type { RunDto } from './dto/run.dto.js';
import type { RunPoll } from './run.poll.js';
import type { RunSnapshot } from './run.snapshot.js';
import { RunWaiter } from './run.waiter.js';
import type { StreamSlots } from '../../progress/stream.slots.js';

const PRINCIPAL = { tenantId: 't', kind: 'user', id: 'u' } as unknown as Principal;
const LONG = 3_600;

const snapshot = (status: string) =>
  ({ id: 'r', status, attempts: 0, streams: [], startedAt: null }) as unknown as RunSnapshot;
const queued = { id: 'r', status: 'queued' } as RunDto;

describe('RunWaiter', () => {
  let open = 0;
  let isFull = false;
  const slots = {
    acquire: () => {
      if (isFull) throw new QuotaExceededError('QUOTA_STREAMS', 1, 'Wait', 5);
      open++;
      return () => void open--;
    },
  } as unknown as StreamSlots;
  const lifecycle = new Lifecycle();
  /** The answers of the poll, then none. */
  const waiter = (...answers: (RunSnapshot | Error | undefined)[]) => {
    const next = () => {
      if (answers.length === 0) return new Promise<never>(() => undefined);
      const answer = answers.shift();
      return answer instanceof Error ? Promise.reject(answer) : Promise.resolve(answer);
    };
    return new RunWaiter({ next } as unknown as RunPoll, slots, lifecycle);
  };
  const alive = () => new AbortController().signal;

  afterEach(() => {
    expect(open).toBe(0);
    isFull = false;
  });

  it('returns the run once it has ended, and asks again where the database was away', async () => {
    const polled = waiter(snapshot('running'), new Error('away'), snapshot('succeeded'));
    expect(await polled.wait(PRINCIPAL, queued, LONG, alive())).toMatchObject({ id: 'r', status: 'succeeded' });
  });

  it('returns it as it is when the time is over', async () => {
    expect(await waiter(snapshot('running')).wait(PRINCIPAL, queued, 0.05, alive())).toMatchObject({
      status: 'running',
    });
    expect(await waiter().wait(PRINCIPAL, queued, 0, alive())).toBe(queued);
  });

  it('ends when the caller leaves', async () => {
    const left = new AbortController();
    const waiting = waiter(snapshot('running')).wait(PRINCIPAL, queued, LONG, left.signal);
    expect(open).toBe(1);
    left.abort();
    expect(await waiting).toMatchObject({ id: 'r' });
  });

  it('ends when the process closes', async () => {
    const waiting = waiter().wait(PRINCIPAL, queued, LONG, alive());
    lifecycle.close();
    expect(await waiting).toBe(queued);
  });

  it('does not wait where too many do already', async () => {
    isFull = true;
    expect(await waiter().wait(PRINCIPAL, queued, LONG, alive())).toBeNull();
  });
});
