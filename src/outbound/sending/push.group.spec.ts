import { describe, expect, it } from '@jest/globals';
import { loadConfig } from '../../config/config.js';
import type { Database } from '../../database/database.js';
import type { Disconnector } from '../../integrations/connections/disconnector.js';
import type { WorkContext } from '../../work/work.kind.js';
import { ProviderUnavailableError } from '../../providers/provider.errors.js';
import type { OpenOperation } from '../targets/operation.js';
import type { OperationStore } from '../targets/operation.store.js';
import type { ClaimedTarget } from '../targets/outbound-target.table.js';
import type { TargetStore } from '../targets/target.store.js';
import type { AccountOpener } from './account.opener.js';
import type { DoubtResolver } from './doubt.resolver.js';
import type { OutcomeWriter } from './outcome.writer.js';
import { PushGroup } from './push.group.js';
import type { PushSlots } from './push.slots.js';
import type { TargetSender } from './target.sender.js';
import type { PushAccount, Turn } from './turn.js';

const KINDS = [{ name: 'customer' }, { name: 'item' }, { name: 'receipt', atOnce: 1 }];
const OF_A_KIND = 6;

const unused = <T>() => ({}) as T;
const alone = { stopIfRefused: (_integration: unknown, call: () => unknown) => call() } as unknown as Disconnector;
const free = { run: (_tenant: string, _place: object, _signal: AbortSignal, work: () => unknown) => work() };
const context = { tenantId: 't', signal: new AbortController().signal } as WorkContext<ClaimedTarget>;
const targets = KINDS.flatMap(({ name }) =>
  Array.from({ length: OF_A_KIND }, (_, n) => ({ id: `${name}-${n}`, target: name }) as ClaimedTarget),
);

/** Sends nothing, and counts what is being sent at the same time: of all kinds, and of each. */
class CountingSender {
  readonly now = new Map<string, number>();
  readonly most = new Map<string, number>();

  async send({ target }: Turn) {
    for (const name of ['all', target.target]) this.add(name, 1);
    await new Promise(setImmediate);
    for (const name of ['all', target.target]) this.add(name, -1);
    return { item: target, status: 'applied', error: null };
  }

  private add(name: string, difference: number): void {
    const now = (this.now.get(name) ?? 0) + difference;
    this.now.set(name, now);
    this.most.set(name, Math.max(now, this.most.get(name) ?? 0));
  }
}

interface Parts {
  env?: Record<string, string>;
  operations?: Partial<OperationStore>;
  doubts?: Partial<DoubtResolver>;
}

function groupWith(sender: CountingSender, { env = {}, operations, doubts }: Parts): PushGroup {
  const account = { push: { targets: KINDS }, integration: {} } as unknown as PushAccount;
  return new PushGroup(
    { inTenant: (_tenant: string, work: () => unknown) => work() } as unknown as Database,
    { open: async () => account } as unknown as AccountOpener,
    free as unknown as PushSlots,
    operations as OperationStore,
    unused<TargetStore>(),
    doubts as DoubtResolver,
    sender as unknown as TargetSender,
    unused<OutcomeWriter>(),
    alone,
    loadConfig(env),
  );
}

describe('Targets that were claimed together', () => {
  it('are sent so many at a time, whatever their kinds, and of each kind as many as its vendor takes', async () => {
    const sender = new CountingSender();
    const { ended, failed } = await groupWith(sender, { env: { OUTBOUND_SENDS_AT_ONCE: '3' } }).send(targets, context);
    expect([ended.length, failed.size]).toEqual([targets.length, 0]);
    expect([sender.most.get('all'), sender.most.get('receipt')]).toEqual([3, 1]);
  });

  it('lose no attempt if the one lookup for all that are in doubt finds the provider away', async () => {
    const inDoubt = targets.slice(0, OF_A_KIND).map((target) => ({ ...target, inDoubt: true }));
    const group = groupWith(new CountingSender(), {
      env: { OUTBOUND_CIRCUIT_CHECK_SECONDS: '15' },
      operations: { open: async () => new Map(inDoubt.map(({ id }) => [id, { targetId: id } as OpenOperation])) },
      doubts: {
        needsLookup: () => true,
        lookUp: () => Promise.reject(new ProviderUnavailableError('away', { retryAfterSeconds: 600 })),
      },
    });
    const { ended, failed } = await group.send(inDoubt, context);
    expect([ended.length, failed.size]).toEqual([0, OF_A_KIND]);
    for (const error of failed.values()) {
      // The code is one of those that are released once a request is answered.
      expect(error).toMatchObject({ code: 'provider_busy', usesAttempt: false, retryAfterSeconds: 15 });
    }
  });
});
