import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { Logger } from '@nestjs/common';
import type { ControlClient } from '../../demo/clients/control.client.js';
import { loadConfig } from '../../src/config/config.js';
import { VendorModel } from '../../src/outbound/testing/vendor.model.js';
import { VendorPush } from '../../src/outbound/testing/vendor.push.js';
import { ProviderRequestError } from '../../src/providers/provider.errors.js';
import type { Found, PushOutcome, PushPort } from '../../src/providers/push.port.js';
import { createHubDatabases, type HubDatabases } from '../support/hub.databases.js';
import { Meeting } from '../support/meeting.js';
import { OutboundHub } from '../support/outbound.hub.js';
import { guest } from '../support/outbound.items.js';
import { NEVER_LATE } from '../support/outbound.times.js';
import { postTo } from '../support/quickbooks.books.js';
import { Companies } from '../support/quickbooks.companies.js';
import { at, event, refund, sale } from '../support/quickbooks.payments.js';

if (!process.env.SPEC_LOG) Logger.overrideLogger(false);

const CLOSED = { kind: 'waiting', code: 'closed_period', message: 'The books are closed' } as const;
const OTHER_BYTES = new ProviderRequestError('The key had other bytes');
const config = loadConfig({
  ROLES: 'worker',
  OUTBOUND_SETTLE_SECONDS: '1',
  OUTBOUND_WRITE_TIMEOUT_SECONDS: '1',
  OUTBOUND_SLOT_PAUSE_SECONDS: '1',
});
/** The vendor takes a second guest of one reference. */
class UnguardedPush extends VendorPush {
  override readonly targets = new VendorPush(new VendorModel(NEVER_LATE)).targets.map((target) =>
    target.name === 'guest' ? { ...target, isUnguarded: true } : target,
  );
  isClosed = false;

  constructor(
    private readonly model: VendorModel,
    private readonly looked: () => Promise<void> = async () => undefined,
  ) {
    super(model);
  }

  override async adoptable(...[connection, intent, context]: Parameters<VendorPush['adoptable']>): Promise<Found> {
    const [ours] = this.model.search(intent.target, intent.reference);
    const known = ours && (await this.read(connection, intent, ours.id, context));
    await this.looked();
    return known ? { kind: 'found', known } : { kind: 'absent' };
  }

  override async send(...args: Parameters<VendorPush['send']>): Promise<PushOutcome> {
    if (this.isClosed) return CLOSED;
    const [, , , key] = args;
    const known = this.model.sent.get(key);
    const isEarlier = known !== undefined;
    // Stripe and Square refuse a key that had other bytes.
    if (known && !known.has(args[2].body.toString())) return { kind: 'unknown', error: OTHER_BYTES, isStored: true };
    const outcome = await super.send(...args);
    return outcome.kind === 'done' ? { ...outcome, isEarlier } : outcome;
  }
}

describe('Two hubs of one account', () => {
  let both: HubDatabases | undefined;
  let sources: HubDatabases['sources'] = [];
  const hubs: OutboundHub[] = [];

  beforeAll(async () => {
    both = await createHubDatabases(2);
    ({ sources } = both);
  });
  afterAll(async () => {
    await both?.drop();
  });
  afterEach(() => Promise.all(hubs.splice(0).map((hub) => hub.stop())));

  const states = (n: number, tenantId: string) => hubs[n]!.states(tenantId);
  const stateOf = async (n: number, tenantId: string, name: string) =>
    (await states(n, tenantId)).find((target) => target.name === name)?.state;
  /** All of them work at the same time, until nothing is open. */
  const settle = (tenantId: string, ...numbers: number[]) => Promise.all(numbers.map((n) => hubs[n]!.settle(tenantId)));

  describe('that takes a second object', () => {
    async function start(pushes: readonly UnguardedPush[], model: VendorModel) {
      const tenantId = randomUUID();
      const externalAccountId = `acct_${tenantId}`;
      const integrations: string[] = [];
      for (const [n, push] of pushes.entries()) {
        hubs.push(new OutboundHub(sources[n]!, config, model, { push }));
        integrations.push(await hubs[n]!.connect(tenantId, { externalAccountId }));
      }
      const recheck = (n: number) =>
        hubs[n]!.engine.database.inTenant(tenantId, (tx) =>
          hubs[n]!.targets.releaseHeld(tx, integrations[n]!, [CLOSED.code]),
        );
      return { tenantId, recheck };
    }

    it('make it once at the same moment, and compare what it says', async () => {
      const model = new VendorModel(NEVER_LATE);
      const meeting = new Meeting(2);
      const pushes = [0, 1].map(() => new UnguardedPush(model, () => meeting.join()));
      const { tenantId } = await start(pushes, model);
      await Promise.all(hubs.map((hub) => hub.push(tenantId, 'contacts', [guest()])));
      await settle(tenantId, 0, 1);
      expect(model.objects.size).toBe(1);
      for (const n of [0, 1]) expect(await stateOf(n, tenantId, 'guest con_1')).toBe('applied');
    });

    it('make it once, whichever version of the item each of them has, and it says what the newer one does', async () => {
      const model = new VendorModel(NEVER_LATE);
      const meeting = new Meeting(2);
      const pushes = [0, 1].map(() => new UnguardedPush(model, () => meeting.join()));
      const { tenantId } = await start(pushes, model);
      const newer = guest({ firstName: 'Augusta', updatedAt: at(1) });
      await hubs[0]!.push(tenantId, 'contacts', [guest()]);
      await hubs[1]!.push(tenantId, 'contacts', [newer]);
      await settle(tenantId, 0, 1);
      expect(model.objects.size).toBe(1);
      await hubs[0]!.push(tenantId, 'contacts', [newer]);
      await settle(tenantId, 0);
      expect([...model.objects.values()].map(({ content }) => content.firstName)).toEqual(['Augusta']);
      for (const n of [0, 1]) expect(await stateOf(n, tenantId, 'guest con_1')).toBe('applied');
    });

    it('look for it again after each request that came to nothing', async () => {
      const model = new VendorModel(NEVER_LATE);
      const pushes = [0, 1].map(() => new UnguardedPush(model));
      const { tenantId, recheck } = await start(pushes, model);
      for (const push of pushes) push.isClosed = true;
      await Promise.all(hubs.map((hub) => hub.push(tenantId, 'contacts', [guest()])));
      await settle(tenantId, 0, 1);
      await recheck(1);
      await settle(tenantId, 1);
      for (const push of pushes) push.isClosed = false;
      for (const n of [0, 1]) {
        expect(await stateOf(n, tenantId, 'guest con_1')).toBe('closed_period');
        await recheck(n);
        await settle(tenantId, n);
        expect(await stateOf(n, tenantId, 'guest con_1')).toBe('applied');
      }
      expect(model.objects.size).toBe(1);
    });

    it('do not take an old answer for an object that is gone', async () => {
      const model = new VendorModel(NEVER_LATE);
      const { tenantId } = await start([new UnguardedPush(model), new UnguardedPush(model)], model);
      await hubs[0]!.push(tenantId, 'contacts', [guest()]);
      await settle(tenantId, 0);
      model.objects.clear();
      await hubs[1]!.push(tenantId, 'contacts', [guest()]);
      await settle(tenantId, 1);
      expect([...model.objects.values()].map(({ content }) => content.id)).toEqual(['con_1']);
      expect(await stateOf(1, tenantId, 'guest con_1')).toBe('applied');
    });
  });

  describe('at a company of QuickBooks', () => {
    let companies: Companies;
    let control: ControlClient;

    beforeAll(async () => {
      companies = await Companies.start();
      ({ control } = companies);
    });
    afterAll(() => companies?.stop());

    /** Each looks for the object before any of them makes it. */
    const meetingAt =
      (meetings: Readonly<Record<string, Meeting>>) =>
      (push: PushPort): PushPort =>
        Object.create(push, {
          adoptable: {
            value: async (...[connection, intent, context]: Parameters<PushPort['adoptable']>) => {
              const found = await push.adoptable(connection, intent, context);
              await meetings[intent.target]?.join();
              return found;
            },
          },
        }) as PushPort;
    async function openCompany(tenantId: string, meetings: Readonly<Record<string, Meeting>>, settings: object = {}) {
      const account = await companies.open(settings);
      const wrap = meetingAt(meetings);
      for (const source of sources)
        hubs.push((await postTo({ source, url: companies.url, account, tenantId, wrap })).hub);
      return account;
    }

    it.each<[string, Readonly<Record<string, Meeting>>, object]>([
      ['one after the other', {}, {}],
      ['at the same moment', { customer: new Meeting(2), item: new Meeting(2) }, {}],
      ['at the same moment, where a used id is refused', { customer: new Meeting(2) }, { requestIds: 'refused' }],
    ])(
      'make customer and items of an event once that each of them knows by another name, %s',
      async (_, meetings, settings) => {
        const tenantId = randomUUID();
        const account = await openCompany(tenantId, meetings, settings);
        const inDollars = { ...event, ticketTypes: event.ticketTypes.slice(0, 1) };
        const renamed = { ...inDollars, name: 'Winter Gala', updatedAt: at(1) };
        const isTogether = Object.keys(meetings).length > 0;
        await hubs[0]!.push(tenantId, 'events', [inDollars]);
        if (!isTogether) await settle(tenantId, 0);
        await hubs[1]!.push(tenantId, 'events', [renamed]);
        await settle(tenantId, ...(isTogether ? [0, 1] : [1]));
        await hubs[0]!.push(tenantId, 'events', [renamed]);
        await settle(tenantId, 0);
        for (const n of [0, 1]) {
          expect((await states(n, tenantId)).filter(({ state }) => state !== 'applied')).toEqual([]);
        }
        const names = async (stream: string, field: string) =>
          (await control.objects(account.id, stream))
            .map(({ object }) => String(object[field]))
            .filter((name) => name.includes('Gala'));
        expect(await names('customers', 'DisplayName')).toEqual([expect.stringMatching(/^Winter Gala 2026-07-01 \[/)]);
        expect(await names('products', 'Name')).toEqual([expect.stringMatching(/^Winter Gala Standard \[/)]);
      },
    );

    it.each<[string, object, string]>([
      ['the same', {}, 'applied'],
      ['a newer version', { updatedAt: at(101) }, 'applied'],
      ['another amount', { amountMinor: 1_009 }, 'amount_changed'],
    ])('post an entry once at the same moment, where the second has %s', async (_, over, expected) => {
      const tenantId = randomUUID();
      const account = await openCompany(tenantId, { journal: new Meeting(2) });
      for (const [n, hub] of hubs.entries()) {
        await hub.push(tenantId, 'events', [event]);
        await hub.push(tenantId, 'payments', [sale(1), refund(1)]);
        await settle(tenantId, n);
        expect(new Set((await states(n, tenantId)).map(({ state }) => state))).toEqual(new Set(['applied']));
      }
      const failed = { status: 'failed', updatedAt: at(100) };
      await hubs[0]!.push(tenantId, 'payments', [refund(1, failed)]);
      await hubs[1]!.push(tenantId, 'payments', [refund(1, { ...failed, ...over })]);
      await settle(tenantId, 0, 1);
      const entries = await control.objects(account.id, 'journal_entries');
      const receipts = await control.objects(account.id, 'refund_receipts');
      expect([entries.length, receipts.length]).toEqual([1, 1]);
      const of = await Promise.all([0, 1].map((n) => stateOf(n, tenantId, 'journal refund-1')));
      expect(of.sort()).toEqual([expected, 'applied'].sort());
    });
  });
});
