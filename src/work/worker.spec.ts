import { describe, expect, it } from '@jest/globals';
import type { RowClaims } from './claims/row.claims.js';
import type { TenantClaims } from './claims/tenant.claims.js';
import { DONE, type JobOutcome } from './job.outcome.js';
import type { WorkRef } from './queue.table.js';
import type { WorkTables } from './table/work.tables.js';
import type { ClaimRule, WorkKind } from './work.kind.js';
import { WorkRegistry, type RegisteredWork } from './work.registry.js';
import { WorkSlots } from './work.slots.js';
import { Worker } from './worker.js';

const payload = { tenantId: 't', id: 'a' };

class Fixture {
  readonly followed: string[] = [];
  outcome: JobOutcome = DONE;
  discarded = 0;
  readonly registry = new WorkRegistry({ of: () => ({}) } as unknown as WorkTables);
  readonly worker = new Worker(
    this.registry,
    this.claims('row') as RowClaims,
    this.claims('tenant') as TenantClaims,
    { refusal: () => undefined },
    new WorkSlots(),
  );

  register(name: string, claims: ClaimRule): void {
    this.registry.register({ name, claims, table: { jobs: { [name]: 'high' } } } as unknown as WorkKind);
  }

  handle(name: string): Promise<void> {
    return this.worker.handle({ name, data: payload, discard: async () => void this.discarded++ });
  }

  private claims(rule: string): unknown {
    return {
      follow: async ({ kind }: RegisteredWork, job: string, { id }: WorkRef) => {
        this.followed.push(`${rule} ${kind.name} ${job} ${id}`);
        return this.outcome;
      },
    };
  }
}

describe('Worker', () => {
  it('finds the kind of work by the name of the job, and claims as the kind says', async () => {
    const fixture = new Fixture();
    fixture.register('run', { of: 'row', share: 1 });
    fixture.register('webhook', { of: 'tenant', batch: 10 });
    await fixture.handle('run');
    await fixture.handle('webhook');
    expect(fixture.followed).toEqual(['row run run a', 'tenant webhook webhook a']);
  });

  it('does a job that came before its kind was registered, once all are', async () => {
    const fixture = new Fixture();
    const early = fixture.worker.run('run', payload);
    fixture.register('run', { of: 'row', share: 1 });
    fixture.worker.onApplicationBootstrap();
    expect(await early).toEqual(DONE);
  });

  it('refuses a second owner of a job, and a job without one', async () => {
    const fixture = new Fixture();
    fixture.register('run', { of: 'row', share: 1 });
    expect(() => fixture.register('run', { of: 'row', share: 1 })).toThrow('two handlers');
    expect(() => fixture.registry.queueOf('push')).toThrow('no handler');
  });

  it('lets go of a job that waits for its kind when the process stops first', async () => {
    const fixture = new Fixture();
    const early = fixture.worker.run('run', payload);
    fixture.worker.onModuleDestroy();
    await expect(early).rejects.toThrow('no handler');
  });

  it('tells Bull to try again, or never again', async () => {
    const fixture = new Fixture();
    fixture.register('run', { of: 'row', share: 1 });
    fixture.outcome = { kind: 'retry', error: new Error('passing') };
    await expect(fixture.handle('run')).rejects.toThrow('passing');
    expect(fixture.discarded).toBe(0);
    fixture.outcome = { kind: 'failed', error: new Error('for good') };
    await expect(fixture.handle('run')).rejects.toThrow('for good');
    expect(fixture.discarded).toBe(1);
  });
});
