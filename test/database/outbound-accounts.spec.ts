import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { Logger } from '@nestjs/common';
import { VendorModel, type VendorFault } from '../../src/outbound/testing/vendor.model.js';
import { VendorPush } from '../../src/outbound/testing/vendor.push.js';
import { ProviderCircuitOpenError, ProviderPermissionError } from '../../src/providers/provider.errors.js';
import type { Found } from '../../src/providers/push.port.js';
import { eventually } from '../support/condition.wait.js';
import { createHubDatabases, type HubDatabases } from '../support/hub.databases.js';
import { contact, payment } from '../support/outbound.items.js';
import { impatient, LATE, NEVER_LATE } from '../support/outbound.times.js';

if (!process.env.SPEC_LOG) Logger.overrideLogger(false);

/** The account permits no reads until {@link isPermitted}. */
class UnreadablePush extends VendorPush {
  isPermitted = false;

  override async adoptable(...args: Parameters<VendorPush['adoptable']>): Promise<Found> {
    if (!this.isPermitted) throw new ProviderPermissionError('The key may not read guests');
    return super.adoptable(...args);
  }
}

/** An object with our reference can be linked, once searches show it. */
class ReferencePush extends VendorPush {
  constructor(private readonly model: VendorModel) {
    super(model);
  }

  override async adoptable(...[connection, intent, context]: Parameters<VendorPush['adoptable']>): Promise<Found> {
    const [ours] = this.model.search(intent.target, intent.reference);
    const known = ours && (await this.read(connection, intent, ours.id, context));
    return known ? { kind: 'found', known } : super.adoptable(connection, intent, context);
  }
}

describe('Outbound', () => {
  let data: HubDatabases;
  beforeAll(async () => {
    data = await createHubDatabases(1);
  });
  afterAll(() => data?.drop());
  afterEach(() => data?.stopHubs());

  it('holds what cannot be sent, and goes on when it can', async () => {
    const vendor = new VendorModel(NEVER_LATE);
    const hub = data.start(impatient, vendor);
    const { database } = hub.engine;
    const tenantId = randomUUID();
    const id = await hub.connect(tenantId);
    const decide = (rule: string, enabled: boolean, options = {}) =>
      database.inTenant(tenantId, (tx) => hub.rules.decide(tx, id, { rule, enabled, options }, 'user:spec'));
    await decide('guests', false);
    await decide('sales', true, { account: '' });
    await hub.push(tenantId, 'contacts', [contact('con_1')]);
    await hub.push(tenantId, 'payments', [payment('pay_1')]);
    await hub.settle(tenantId);
    expect(await data.statuses(tenantId)).toEqual({ con_1: 'rule_off', pay_1: 'account' });
    await decide('guests', true);
    await decide('sales', true, { account: '4000' });
    await database.inTenant(tenantId, (tx) => hub.pauses.pause(tx, id, 'user:spec'));
    await database.inTenant(tenantId, (tx) => hub.targets.releaseHeld(tx, id, ['account', 'rule_off']));
    await hub.settle(tenantId);
    expect(await data.statuses(tenantId)).toEqual({ con_1: 'paused', pay_1: 'paused' });
    expect(vendor.objects.size).toBe(0);
    await database.inTenant(tenantId, async (tx) => {
      await hub.pauses.resume(tx, id);
      await hub.targets.releaseHeld(tx, id, ['paused']);
    });
    await hub.settle(tenantId);
    expect(await data.statuses(tenantId)).toEqual({ con_1: 'applied', pay_1: 'applied' });
  });

  it('waits for the owner where the account permits no reads', async () => {
    const vendor = new VendorModel(NEVER_LATE);
    const push = new UnreadablePush(vendor);
    const hub = data.start(impatient, vendor, { push });
    const tenantId = randomUUID();
    await hub.connect(tenantId);
    await hub.push(tenantId, 'contacts', [contact('con_1')]);
    await hub.settle(tenantId);
    expect(await data.targetsOf(tenantId)).toMatchObject([{ status: 'waiting', code: 'permission', attempts: 0 }]);
    push.isPermitted = true;
    await hub.push(tenantId, 'contacts', [contact('con_1', 2)]);
    await hub.settle(tenantId);
    expect(await data.statuses(tenantId)).toEqual({ con_1: 'applied' });
  });

  it('sends nothing new once it is paused, also in the middle of a claim', async () => {
    let pause: () => Promise<void> = async () => undefined;
    const vendor = new VendorModel(NEVER_LATE, undefined, { admit: () => pause() });
    const hub = data.start(impatient, vendor);
    const tenantId = randomUUID();
    const integrationId = await hub.connect(tenantId);
    let paused: Promise<void> | undefined;
    pause = () =>
      (paused ??= hub.engine.database.inTenant(tenantId, (tx) => hub.pauses.pause(tx, integrationId, 'user:spec')));
    const ids = Array.from({ length: 30 }, (_, n) => `con_${n}`);
    await hub.push(
      tenantId,
      'contacts',
      ids.map((id) => contact(id)),
    );
    await hub.settle(tenantId);
    expect(vendor.objects.size).toBeLessThan(ids.length / 2);
    await hub.engine.database.inTenant(tenantId, async (tx) => {
      await hub.pauses.resume(tx, integrationId);
      await hub.targets.releaseHeld(tx, integrationId, ['paused']);
    });
    await hub.settle(tenantId);
    expect(vendor.objects.size).toBe(ids.length);
  });

  it('makes nothing twice when an account is disconnected and connected again at once', async () => {
    const faults: (VendorFault | null)[] = [null, 'applied_late'];
    const vendor = new VendorModel(LATE, () => faults.shift() ?? null);
    const hub = data.start(impatient, vendor, { push: new ReferencePush(vendor) });
    const tenantId = randomUUID();
    const account = { externalAccountId: `acct_${tenantId}` };
    const first = await hub.connect(tenantId, account);
    for (const id of ['con_1', 'con_2']) {
      await hub.push(tenantId, 'contacts', [contact(id)]);
      await eventually(
        async () => (await hub.work(), vendor.sent.size),
        (sent) => sent === Number(id.slice(-1)),
      );
    }
    await data.rows(`UPDATE integrations SET status = 'disconnected' WHERE id = $1`, first);
    await data.rows(
      `UPDATE outbound_targets SET link = 'adopted' WHERE tenant_id = $1 AND subject = 'con_1'`,
      tenantId,
    );
    await hub.connect(tenantId, account);
    await hub.push(tenantId, 'contacts', [contact('con_1', 2), contact('con_2', 2)]);
    await hub.settle(tenantId);
    await vendor.settled();
    const made = [...vendor.objects.values()].map(({ content }) => [content.id, content.firstName]);
    expect(made.sort()).toEqual([
      ['con_1', 'version 2'],
      ['con_2', 'version 2'],
    ]);
    // What somebody else has made is still theirs.
    const links = await data.rows<{ link: string }>(
      `SELECT link FROM outbound_targets WHERE tenant_id = $1 AND integration_id <> $2 ORDER BY subject`,
      tenantId,
      first,
    );
    expect(links.map(({ link }) => link)).toEqual(['adopted', 'created']);
  });

  it('uses no attempt while the account is not called, and goes on soon after it answers', async () => {
    let isOpen = true;
    const admit = () => (isOpen ? Promise.reject(new ProviderCircuitOpenError(600_000)) : Promise.resolve());
    const vendor = new VendorModel(NEVER_LATE, undefined, { admit });
    const hub = data.start(impatient, vendor);
    const tenantId = randomUUID();
    await hub.connect(tenantId);
    await hub.push(tenantId, 'contacts', [contact('con_1'), contact('con_2'), contact('con_3')]);
    await eventually(
      async () => {
        await hub.work();
        return data.targetsOf(tenantId);
      },
      (targets) => targets.length === 3 && targets.every(({ error }) => error !== null),
    );
    expect(await data.targetsOf(tenantId)).toMatchObject(
      Array(3).fill({ status: 'pending', attempts: 0, inDoubt: false, operation: expect.any(Number) }),
    );
    isOpen = false;
    await hub.settle(tenantId);
    expect(await data.statuses(tenantId)).toEqual({ con_1: 'applied', con_2: 'applied', con_3: 'applied' });
  });
});
