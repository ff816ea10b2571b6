import { describe, expect, it } from '@jest/globals';
import { loadConfig } from '../config/config.js';
import { Metrics } from '../observability/metrics.js';
import type { ClaimedWork } from './claimed.work.js';
import { ShutdownError } from './lease.js';
import { LeasedWork } from './leased.work.js';
import type { WorkApplier } from './work.applier.js';
import type { WorkSettler } from './work.settler.js';

/** A kind of work that does nothing and records the state of the signal. */
class Fixture {
  reason: unknown;
  private begin: () => void = () => undefined;
  readonly begun = new Promise<void>((resolve) => (this.begin = resolve));
  private end: () => void = () => undefined;
  private readonly ended = new Promise<void>((resolve) => (this.end = resolve));

  readonly leased = new LeasedWork(
    {
      apply: async (_: ClaimedWork, signal: AbortSignal) => {
        this.begin();
        if (!signal.aborted) signal.addEventListener('abort', () => this.end());
        if (!signal.aborted) await this.ended;
        this.reason = signal.reason;
        return new Map();
      },
    } as unknown as WorkApplier,
    { settle: async () => ({ kind: 'done' }) } as unknown as WorkSettler,
    { release: () => undefined } as never,
    new Metrics(),
    loadConfig({}),
  );

  carryOut(): Promise<unknown> {
    const table = { extend: async () => 'held' };
    const work = { kind: { name: 'parcels', table: { jobs: { parcel: 'normal' } }, claims: { of: 'row' } }, table };
    return this.leased.carryOut({ work, job: 'parcel', tenantId: 't', items: [{}] } as unknown as ClaimedWork);
  }
}

describe('LeasedWork', () => {
  it('is handed back when the process stops', async () => {
    const fixture = new Fixture();
    const carriedOut = fixture.carryOut();
    await fixture.begun;
    fixture.leased.onModuleDestroy();
    await carriedOut;
    expect(fixture.reason).toBeInstanceOf(ShutdownError);
  });

  it('is handed back when its claim comes after that', async () => {
    const fixture = new Fixture();
    fixture.leased.onModuleDestroy();
    await fixture.carryOut();
    expect(fixture.reason).toBeInstanceOf(ShutdownError);
  });
});
