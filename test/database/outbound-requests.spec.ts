import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { Logger } from '@nestjs/common';
import pg from 'pg';
import { VendorModel, type VendorFault } from '../../src/outbound/testing/vendor.model.js';
import { VendorPush } from '../../src/outbound/testing/vendor.push.js';
import { ProviderRequestError, ProviderUnavailableError } from '../../src/providers/provider.errors.js';
import type { BuiltRequest, Found, KnownObject, PushIntent, PushOutcome } from '../../src/providers/push.port.js';
import { eventually } from '../support/condition.wait.js';
import { createHubDatabases, type HubDatabases } from '../support/hub.databases.js';
import { contact } from '../support/outbound.items.js';
import { impatient, NEVER_LATE } from '../support/outbound.times.js';

if (!process.env.SPEC_LOG) Logger.overrideLogger(false);

/** A guest takes three requests: each adds what the one before has not said. */
class SteppingPush extends VendorPush {
  override readonly targets = new VendorPush(new VendorModel(NEVER_LATE)).targets.map((target) =>
    target.name === 'guest' ? { ...target, readsFirst: true, inSteps: true } : target,
  );

  override build(intent: PushIntent, known: KnownObject | null, key: string): BuiltRequest {
    const steps = Number(known?.object?.steps ?? 0);
    if (steps === 3) return { kind: 'nothing' };
    const built = super.build(intent, known, key);
    if (built.kind !== 'request') return built;
    const said = JSON.parse(built.request.body.toString()) as { content: object };
    const body = Buffer.from(JSON.stringify({ ...said, content: { ...said.content, steps: steps + 1 } }));
    return { kind: 'request', request: { ...built.request, body } };
  }
}

/** The answer to the first request is lost. Then the account is blocked for one request. */
class BlockedPush extends VendorPush {
  private sends = 0;

  override async send(...args: Parameters<VendorPush['send']>): Promise<PushOutcome> {
    this.sends += 1;
    if (this.sends === 2) return { kind: 'refused', error: new ProviderRequestError('The account is blocked') };
    const outcome = await super.send(...args);
    return this.sends === 1 ? { kind: 'unknown', error: new ProviderUnavailableError('No answer') } : outcome;
  }
}

/** The database is slow between the decision to send and the stored time of sending, the first time. */
class SlowDatabasePush extends VendorPush {
  constructor(
    model: VendorModel,
    private readonly adminUrl: string,
    private readonly ms: number,
  ) {
    super(model);
  }

  override async adoptable(...[connection, intent, context]: Parameters<VendorPush['adoptable']>): Promise<Found> {
    const locker = new pg.Client(this.adminUrl);
    await locker.connect();
    await locker.query('BEGIN');
    await locker.query('SELECT FROM outbound_targets WHERE subject = $1 FOR UPDATE', [intent.subject]);
    setTimeout(() => void locker.end(), this.ms);
    return super.adoptable(connection, intent, context);
  }
}

/** Says the same with other bytes. */
class LaterVersionPush extends VendorPush {
  override build(...args: Parameters<VendorPush['build']>): BuiltRequest {
    const built = super.build(...args);
    if (built.kind !== 'request') return built;
    const body = Buffer.from(`${built.request.body.toString()} `);
    return { ...built, request: { ...built.request, headers: { 'x-version': '2' }, body } };
  }
}

describe('Outbound', () => {
  let data: HubDatabases;
  beforeAll(async () => {
    data = await createHubDatabases(1);
  });
  afterAll(() => data?.drop());
  afterEach(() => data?.stopHubs());

  it('does not send a request that was to leave too late, and sends it a moment later with the same key', async () => {
    const vendor = new VendorModel(NEVER_LATE);
    const halfOfTheTimeMs = impatient.limits.OUTBOUND_WRITE_TIMEOUT_SECONDS * 500;
    const hub = data.start(impatient, vendor, {
      push: new SlowDatabasePush(vendor, data.databases[0]!.adminUrl, halfOfTheTimeMs + 300),
    });
    const tenantId = randomUUID();
    await hub.connect(tenantId);
    await hub.push(tenantId, 'contacts', [contact('con_late')]);
    await hub.settle(tenantId);
    expect(await data.statuses(tenantId)).toEqual({ con_late: 'applied' });
    expect(vendor.applied).toHaveLength(1);
    const operations = await data.rows(
      `SELECT status, sends, error->>'code' AS code FROM outbound_operations WHERE tenant_id = $1 ORDER BY operation`,
      tenantId,
    );
    expect(operations).toEqual([{ status: 'done', sends: 1, code: null }]);
  });

  it('sends the stored bytes again, whatever the process that takes over would build', async () => {
    const faults: VendorFault[] = ['answer_lost'];
    const vendor = new VendorModel(NEVER_LATE, () => faults.shift() ?? null);
    const tenantId = randomUUID();
    const first = data.start(impatient, vendor);
    await first.connect(tenantId);
    await first.push(tenantId, 'contacts', [contact('con_1')]);
    await eventually(
      async () => (await first.work(), vendor.applied.length),
      (count) => count === 1,
    );
    await first.stop();
    await data.start(impatient, vendor, { push: new LaterVersionPush(vendor) }).settle(tenantId);
    expect(await data.targetsOf(tenantId)).toMatchObject([{ status: 'applied', operation: 1 }]);
    expect([...vendor.sent.values()].map((bodies) => bodies.size)).toEqual([1]);
    expect(vendor.applied).toHaveLength(1);
  });

  it('takes as many requests as a state needs, and each of them once', async () => {
    const faults: (VendorFault | null)[] = ['answer_lost', null, 'stored_failure', null, 'answer_lost'];
    const vendor = new VendorModel(NEVER_LATE, () => faults.shift() ?? null);
    const hub = data.start(impatient, vendor, { push: new SteppingPush(vendor) });
    const tenantId = randomUUID();
    await hub.connect(tenantId);
    await hub.push(tenantId, 'contacts', [contact('con_1')]);
    await hub.settle(tenantId);
    expect(await data.statuses(tenantId)).toEqual({ con_1: 'applied' });
    expect([...vendor.objects.values()].map(({ content }) => content.steps)).toEqual([3]);
    expect(vendor.applied.map(({ content }) => content.steps)).toEqual([1, 2, 3]);
  });

  it('believes no refusal of a request that was sent before, and finds what that one has made', async () => {
    const vendor = new VendorModel(NEVER_LATE);
    const hub = data.start(impatient, vendor, { push: new BlockedPush(vendor) });
    const tenantId = randomUUID();
    await hub.connect(tenantId);
    await hub.push(tenantId, 'contacts', [contact('con_1')]);
    await hub.settle(tenantId);
    expect(await data.targetsOf(tenantId)).toMatchObject([{ status: 'applied', inDoubt: false, operation: 1 }]);
    expect(vendor.objects.size).toBe(1);
  });

  it('leaves what it sent to the worker that has taken over', async () => {
    let release: () => void = () => undefined;
    const held = new Promise<void>((resolve) => (release = resolve));
    const waits = [held];
    let sends = 0;
    const admit = async () => {
      sends += 1;
      await waits.shift();
    };
    const vendor = new VendorModel(NEVER_LATE, undefined, { admit });
    const tenantId = randomUUID();
    const first = data.start(impatient, vendor);
    await first.connect(tenantId);
    await first.push(tenantId, 'contacts', [contact('con_1')]);
    await eventually(
      async () => (await first.work(), sends),
      (count) => count === 1,
    );
    await data.rows(`UPDATE outbound_targets SET due_at = now() WHERE tenant_id = $1`, tenantId);
    const second = data.start(impatient, vendor);
    await second.settle(tenantId);
    release();
    await first.stop();
    expect(await data.targetsOf(tenantId)).toMatchObject([{ status: 'applied', operation: 1, inDoubt: false }]);
    expect([vendor.objects.size, vendor.sent.size]).toEqual([1, 1]);
  });
});
