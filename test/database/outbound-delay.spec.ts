import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { Logger } from '@nestjs/common';
import { loadConfig } from '../../src/config/config.js';
import type { TenantTransaction } from '../../src/database/transaction.js';
import { VendorModel } from '../../src/outbound/testing/vendor.model.js';
import { VendorPush } from '../../src/outbound/testing/vendor.push.js';
import { BudgetExhaustedError } from '../../src/providers/calls/budget/budget-exhausted.error.js';
import { ProviderRateLimitedError } from '../../src/providers/provider.errors.js';
import type { AccountFacts, Found, PushOutcome } from '../../src/providers/push.port.js';
import { eventually } from '../support/condition.wait.js';
import { createHubDatabases, type HubDatabases } from '../support/hub.databases.js';
import type { OutboundHub } from '../support/outbound.hub.js';
import { guest } from '../support/outbound.items.js';
import { NEVER_LATE } from '../support/outbound.times.js';

if (!process.env.SPEC_LOG) Logger.overrideLogger(false);

const config = loadConfig({ ROLES: 'worker', OUTBOUND_SETTLE_SECONDS: '1' });
const TOO_MANY = new ProviderRateLimitedError('Too many requests', { retryAfterSeconds: 1 });
/** The vendor takes a second object with one reference. Our rate has no room for the first request, or the vendor refuses it. */
class DelayedPush extends VendorPush {
  override readonly targets = new VendorPush(new VendorModel(NEVER_LATE)).targets.map((target) =>
    target.name === 'guest' ? { ...target, isUnguarded: true } : target,
  );

  /** @param meanwhile what happens before the first request is refused; absent: none is */
  constructor(
    private readonly model: VendorModel,
    private meanwhile?: () => Promise<void>,
    private readonly refusal: Error = new BudgetExhaustedError(1_000),
  ) {
    super(model);
  }

  override async adoptable(...[connection, intent, context]: Parameters<VendorPush['adoptable']>): Promise<Found> {
    const email = (intent.items[0]?.body as { email?: string })?.email;
    const [theirs] = this.model.search(intent.target, `email:${email}`);
    const [ours] = this.model.search(intent.target, intent.reference);
    const known = await this.read(connection, intent, (ours ?? theirs)?.id ?? null, context);
    return known ? { kind: 'found', known } : { kind: 'absent' };
  }

  override async send(...args: Parameters<VendorPush['send']>): Promise<PushOutcome> {
    const { meanwhile } = this;
    this.meanwhile = undefined;
    if (meanwhile) {
      await meanwhile();
      throw this.refusal;
    }
    const isEarlier = this.model.sent.has(args[3]);
    const outcome = await super.send(...args);
    return outcome.kind === 'done' ? { ...outcome, isEarlier } : outcome;
  }
}

/** What the port reads of the account takes time, after the items were read. Its guests are people. */
class SlowFactsPush extends VendorPush {
  override readonly targets = new VendorPush(new VendorModel(NEVER_LATE)).targets.map((target) =>
    target.name === 'guest' ? { ...target, followsItems: true } : target,
  );

  constructor(
    model: VendorModel,
    private meanwhile?: () => Promise<void>,
  ) {
    super(model);
  }

  async facts(): Promise<AccountFacts> {
    const { meanwhile } = this;
    this.meanwhile = undefined;
    await meanwhile?.();
    return {};
  }
}

/** The vendor refuses all accounts but one. */
class RefusingPush extends VendorPush {
  refusals = 0;

  override async send(...args: Parameters<VendorPush['send']>): Promise<PushOutcome> {
    if (args[2].body.includes('third')) return super.send(...args);
    this.refusals += 1;
    throw new ProviderRateLimitedError('Too many requests', { retryAfterSeconds: 1 });
  }
}

describe('While a request waits to be sent', () => {
  let data: HubDatabases;
  beforeAll(async () => {
    data = await createHubDatabases(2);
  });
  afterAll(() => data?.drop());
  afterEach(() => data?.stopHubs());

  const start = (n: number, model: VendorModel, push: VendorPush) => data.start(config, model, { push }, n);
  const count = async (tenantId: string, status: string) => {
    const sql = `SELECT count(*)::int AS n FROM outbound_targets WHERE tenant_id = $1 AND status = $2`;
    return (await data.rows<{ n: number }>(sql, tenantId, status))[0]?.n ?? 0;
  };

  it.each<[string, number, Error]>([
    ['our rate has no room', 0, new BudgetExhaustedError(1_000)],
    ['the vendor takes no requests, and does not list what is new', 60_000, TOO_MANY],
  ])('what another hub has made is found by the key: %s', async (_, indexLagMs, refusal) => {
    const model = new VendorModel({ ...NEVER_LATE, indexLagMs });
    const tenantId = randomUUID();
    const other = start(1, model, new DelayedPush(model));
    const delayed = start(
      0,
      model,
      new DelayedPush(
        model,
        async () => {
          await other.push(tenantId, 'contacts', [guest()]);
          await other.settle(tenantId);
        },
        refusal,
      ),
    );
    for (const hub of [other, delayed]) await hub.connect(tenantId, { externalAccountId: `acct_${tenantId}` });
    await delayed.push(tenantId, 'contacts', [guest()]);
    await delayed.settle(tenantId);
    expect(model.objects.size).toBe(1);
  });

  type Change = (hub: OutboundHub, tx: TenantTransaction, integrationId: string) => Promise<unknown>;
  const RULE_OFF = { rule: 'guests', enabled: false, options: {} };
  it.each<[string, Change]>([
    ['paused', (hub, tx, id) => hub.pauses.pause(tx, id, 'user:spec')],
    [
      'disconnected',
      async (hub, tx, id) => {
        await tx.execute(`UPDATE integrations SET status = 'disconnected' WHERE tenant_id = $1 AND id = $2`, [
          tx.tenantId,
          id,
        ]);
        await hub.targets.releaseAll(tx, id);
      },
    ],
    [
      'rule_off',
      async (hub, tx, id) => {
        await hub.rules.decide(tx, id, RULE_OFF, 'user:spec');
        await hub.targets.releaseOfRule(tx, id, ['guest']);
      },
    ],
  ])('what is not to be sent any more is not sent: %s', async (code, change) => {
    const model = new VendorModel(NEVER_LATE);
    const tenantId = randomUUID();
    const hub: OutboundHub = start(
      0,
      model,
      new DelayedPush(model, () =>
        hub.engine.database.inTenant(tenantId, async (tx) => void (await change(hub, tx, id))),
      ),
    );
    const id = await hub.connect(tenantId);
    await hub.push(tenantId, 'contacts', [guest()]);
    await hub.settle(tenantId);
    const sql = `SELECT reason->>'code' AS code, in_doubt AS "inDoubt" FROM outbound_targets WHERE tenant_id = $1`;
    expect(await data.rows(sql, tenantId)).toEqual([{ code, inDoubt: false }]);
    expect(model.sent.size).toBe(0);
  });

  it('what another worker has taken over is sent once', async () => {
    const model = new VendorModel(NEVER_LATE);
    const tenantId = randomUUID();
    const other = start(0, model, new DelayedPush(model));
    const hub = start(
      0,
      model,
      new DelayedPush(model, async () => {
        const sql = `UPDATE outbound_targets SET due_at = now() WHERE tenant_id = $1`;
        await data.rows(sql, tenantId);
        await other.settle(tenantId);
      }),
    );
    await hub.connect(tenantId);
    await hub.push(tenantId, 'contacts', [guest()]);
    await hub.settle(tenantId);
    expect([model.objects.size, model.sent.size, await count(tenantId, 'applied')]).toEqual([1, 1, 1]);
  });

  it('what a person no longer wants is not sent, if they say so before the request is stored', async () => {
    const model = new VendorModel(NEVER_LATE);
    const tenantId = randomUUID();
    const newer = guest({ firstName: 'Augusta', updatedAt: '2026-03-01T11:00:00Z' });
    const hub: OutboundHub = start(
      0,
      model,
      new SlowFactsPush(model, async () => {
        await hub.push(tenantId, 'contacts', [newer]);
        const sql = `SELECT count(*)::int AS n FROM outbound_batches WHERE tenant_id = $1 AND planned_at IS NULL`;
        await eventually(
          async () => (await hub.work(), data.rows<{ n: number }>(sql, tenantId)),
          ([row]) => row?.n === 0,
        );
      }),
    );
    await hub.connect(tenantId);
    await hub.push(tenantId, 'contacts', [guest()]);
    await hub.settle(tenantId);
    expect(model.applied.map(({ content }) => content.firstName)).toEqual(['Augusta']);
  });

  it('what has changed is looked for again', async () => {
    const model = new VendorModel(NEVER_LATE);
    const tenantId = randomUUID();
    model.plant('guest', 'email:new@example.org', { email: 'new@example.org' });
    const changed = guest({ email: 'new@example.org', updatedAt: '2026-03-01T11:00:00Z' });
    const hub: OutboundHub = start(
      0,
      model,
      new DelayedPush(model, async () => {
        await hub.push(tenantId, 'contacts', [changed]);
        await hub.work();
      }),
    );
    await hub.connect(tenantId);
    await hub.push(tenantId, 'contacts', [guest()]);
    await hub.settle(tenantId);
    expect(model.objects.size).toBe(1);
  });

  it('two accounts that the vendor refuses do not hold up a third one', async () => {
    const model = new VendorModel(NEVER_LATE);
    const push = new RefusingPush(model);
    const hub = start(0, model, push);
    const refused = [randomUUID(), randomUUID()];
    for (const tenantId of refused) {
      await hub.connect(tenantId);
      const guests = Array.from({ length: 50 }, (_, n) => guest({ id: `con_${n}`, email: `c${n}@example.org` }));
      await hub.push(tenantId, 'contacts', guests);
    }
    const third = randomUUID();
    await hub.connect(third);
    await hub.push(third, 'contacts', [guest({ id: 'third', email: 'third@example.org' })]);
    await eventually(
      async () => {
        await hub.work();
        return count(third, 'applied');
      },
      (applied) => applied === 1,
      60_000,
    );
    // All of both claims would be refused 100 times, and again and again as long as they wait.
    expect(push.refusals).toBeLessThan(100);
  });
});
