import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { Logger } from '@nestjs/common';
import pg from 'pg';
import { DataSource } from 'typeorm';
import type { Principal } from '../../src/auth/principal.js';
import { loadConfig } from '../../src/config/config.js';
import { dataSourceOptions } from '../../src/database/data-source.options.js';
import { Database } from '../../src/database/database.js';
import type { TenantTransaction } from '../../src/database/transaction.js';
import type { Entity } from '../../src/outbound/items/entity.js';
import { ItemStore } from '../../src/outbound/items/item.store.js';
import { DoubtResolver } from '../../src/outbound/sending/doubt.resolver.js';
import { OutcomeWriter, type AppliedOutcome } from '../../src/outbound/sending/outcome.writer.js';
import { buildAgain, type Ended, type Step, type Turn } from '../../src/outbound/sending/turn.js';
import type { OpenOperation } from '../../src/outbound/targets/operation.js';
import { VendorModel, type VendorFault, type VendorObject } from '../../src/outbound/testing/vendor.model.js';
import { VendorPush } from '../../src/outbound/testing/vendor.push.js';
import {
  ProviderCircuitOpenError,
  ProviderPermissionError,
  ProviderRequestError,
  ProviderUnavailableError,
} from '../../src/providers/provider.errors.js';
import type { BuiltRequest, Found, KnownObject, PushIntent, PushOutcome } from '../../src/providers/push.port.js';
import { createDatabase, query, type TestDatabase } from '../support/database.js';
import { eventually } from '../support/condition.wait.js';
import { OutboundHub } from '../support/outbound.hub.js';
import { seeded } from '../support/seeded.random.js';

if (!process.env.SPEC_LOG) Logger.overrideLogger(false);

/** A key is trusted for less time than the vendor remembers it, and a late request is applied before it is looked for. */
const config = loadConfig({
  ROLES: 'worker',
  OUTBOUND_SAFE_WINDOW_SECONDS: '3',
  OUTBOUND_SETTLE_SECONDS: '1',
  OUTBOUND_WRITE_TIMEOUT_SECONDS: '1',
  OUTBOUND_REPLAY_SECONDS: '1',
  OUTBOUND_REPLAY_MAX_SECONDS: '2',
  OUTBOUND_SLOT_PAUSE_SECONDS: '1',
  OUTBOUND_RELEASE_SECONDS: '1',
  OUTBOUND_CIRCUIT_CHECK_SECONDS: '1',
  OUTBOUND_UNKNOWN_IN_A_ROW: '10',
  OUTBOUND_STEP_ITEMS: '3',
});
const TIMES = { keyLifetimeMs: 4_000, lateMs: 800, indexLagMs: 500 };
const NEVER_LATE = { keyLifetimeMs: 60_000, lateMs: 0, indexLagMs: 0 };
const START = Date.parse('2026-03-01T10:00:00Z');

const FAULTS: readonly (VendorFault | null)[] = [
  'answer_lost',
  'answer_lost',
  'applied_late',
  'request_lost',
  'stored_failure',
  'stored_failure',
  'applied_and_failed',
  'applied_and_failed',
  'rate_limited',
];

const at = (version: number) => new Date(START + version * 1_000).toISOString();
const contact = (id: string, version = 1, over: object = {}) => ({
  id,
  email: `${id}@example.org`,
  firstName: `version ${version}`,
  emailConsent: 'unknown',
  updatedAt: at(version),
  ...over,
});
const payment = (id: string, version = 1, over: object = {}) => ({
  id,
  type: 'ticket_purchase',
  amountMinor: 1_000,
  currency: 'EUR',
  status: 'completed',
  occurredAt: at(0),
  providerPaymentId: `version ${version}`,
  updatedAt: at(version),
  ...over,
});
const ticket = (id: string, holder: string, version = 1, over: object = {}) => ({
  id,
  eventId: 'evt_1',
  ticketTypeId: 'tt_1',
  ticketNumber: id,
  status: 'sold',
  priceMinor: 1_000,
  currency: 'EUR',
  holder: { id: holder, email: `${holder}@example.org` },
  purchasedAt: at(0),
  updatedAt: at(version),
  ...over,
});

/** A worker that sometimes ends after the vendor has answered, and before it has stored the answer. */
class DyingWriter extends OutcomeWriter {
  static die: () => boolean = () => false;

  override async apply(turn: Turn, outcome: AppliedOutcome): Promise<Ended> {
    if (outcome.operation && DyingWriter.die()) throw new Error('The worker has died');
    return super.apply(turn, outcome);
  }
}

/** What a client does that knows nothing of doubts: it sends again, with a new key. */
class PlainRetry extends DoubtResolver {
  override needsLookup(): boolean {
    return false;
  }

  override async resolve(turn: Turn, operation: OpenOperation): Promise<Step> {
    const { writer } = this as unknown as { writer: OutcomeWriter };
    await writer.close(turn, { operation, status: 'superseded' });
    return buildAgain({ reads: false });
  }
}

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

/** The account permits no reads until {@link isPermitted}. */
class UnreadablePush extends VendorPush {
  isPermitted = false;

  override async adoptable(...args: Parameters<VendorPush['adoptable']>): Promise<Found> {
    if (!this.isPermitted) throw new ProviderPermissionError('The key may not read guests');
    return super.adoptable(...args);
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
  let testDatabase: TestDatabase;
  let dataSource: DataSource;
  const hubs: OutboundHub[] = [];

  beforeAll(async () => {
    testDatabase = await createDatabase();
    const pool = { url: testDatabase.url, poolSize: 10, statementTimeoutMs: 10_000, applicationName: 'spec' };
    dataSource = await new DataSource(dataSourceOptions(pool)).initialize();
  });
  afterAll(async () => {
    await dataSource?.destroy();
    await testDatabase?.drop();
  });
  afterEach(() => Promise.all(hubs.splice(0).map((hub) => hub.stop())));

  const start = (vendor: VendorModel, parts: ConstructorParameters<typeof OutboundHub>[3] = {}) => {
    const hub = new OutboundHub(dataSource, config, vendor, parts);
    hubs.push(hub);
    return hub;
  };
  interface TargetRow extends Record<string, unknown> {
    target: string;
    subject: string;
    status: string;
    code: string | null;
    inDoubt: boolean;
  }
  const targetsOf = (tenantId: string) =>
    query<TargetRow>(
      testDatabase.adminUrl,
      `SELECT target, subject, status, reason->>'code' AS code, in_doubt AS "inDoubt", operation, attempts, error, external_id AS "externalId"
       FROM outbound_targets WHERE tenant_id = $1 ORDER BY target, subject`,
      [tenantId],
    );
  const open = (tenantId: string) =>
    query<{ open: number }>(
      testDatabase.adminUrl,
      `SELECT (SELECT count(*) FROM outbound_targets WHERE tenant_id = $1 AND status IN ('pending', 'sending'))::int
         + (SELECT count(*) FROM outbound_batches WHERE tenant_id = $1 AND planned_at IS NULL)::int AS open`,
      [tenantId],
    );
  /** Works until nothing is open. */
  const settle = (hub: OutboundHub, tenantId: string, withinMs = 60_000) =>
    eventually(
      async () => {
        await hub.work();
        return (await open(tenantId))[0]?.open;
      },
      (left) => left === 0,
      withinMs,
    );
  const statuses = async (tenantId: string) =>
    Object.fromEntries((await targetsOf(tenantId)).map(({ subject, status, code }) => [subject, code ?? status]));

  it('makes each object once, after what it needs, and shows it in the mirror', async () => {
    const vendor = new VendorModel(NEVER_LATE);
    const hub = start(vendor);
    const tenantId = randomUUID();
    const integrationId = await hub.connect(tenantId);
    await hub.push(tenantId, 'payments', [payment('pay_1', 1, { customer: { id: 'con_1', email: 'a@example.org' } })]);
    await settle(hub, tenantId);
    expect(await statuses(tenantId)).toEqual({ pay_1: 'dependency' });
    await hub.push(tenantId, 'contacts', [contact('con_1')]);
    await settle(hub, tenantId);
    expect(await statuses(tenantId)).toEqual({ pay_1: 'applied', con_1: 'applied' });
    const [guest, sale] = [...vendor.objects.values()];
    expect(sale?.content).toMatchObject({ amountMinor: 1_000, guest: guest?.id });
    const records = await query(
      testDatabase.adminUrl,
      `SELECT type, external_id AS id FROM records WHERE tenant_id = $1 AND integration_id = $2 ORDER BY type`,
      [tenantId, integrationId],
    );
    expect(records).toEqual([
      { type: 'guests', id: guest?.id },
      { type: 'sales', id: sale?.id },
    ]);
  });

  it('sends nothing again that is not newer, and what says the same', async () => {
    const vendor = new VendorModel(NEVER_LATE);
    const hub = start(vendor);
    const tenantId = randomUUID();
    await hub.connect(tenantId);
    for (const version of [2, 1, 2]) {
      await hub.push(tenantId, 'contacts', [contact('con_1', version)]);
      await settle(hub, tenantId);
    }
    await hub.push(tenantId, 'contacts', [contact('con_1', 2, { updatedAt: at(3) })]);
    await settle(hub, tenantId);
    expect(vendor.applied).toHaveLength(1);
    // An integration that was connected later still gets it.
    await hub.connect(tenantId);
    await hub.push(tenantId, 'contacts', [contact('con_1', 1)]);
    await settle(hub, tenantId);
    expect(vendor.applied.map(({ content }) => content.firstName)).toEqual(['version 2', 'version 2']);
  });

  it('builds one object of several items, and builds it again when one of them leaves', async () => {
    const vendor = new VendorModel(NEVER_LATE);
    const hub = start(vendor);
    const tenantId = randomUUID();
    await hub.connect(tenantId);
    await hub.push(tenantId, 'tickets', [ticket('a', 'ada', 9), ticket('b', 'ada', 2)]);
    await settle(hub, tenantId);
    const labels = () => [...vendor.objects.values()].map(({ content }) => content.tickets);
    expect(labels()).toEqual([['a:sold', 'b:sold']]);
    // Older than the newest version of the label, and newer than what is known of the ticket.
    await hub.push(tenantId, 'tickets', [ticket('b', 'ada', 3, { status: 'used' })]);
    await settle(hub, tenantId);
    expect(labels()).toEqual([['a:sold', 'b:used']]);
    await hub.push(tenantId, 'tickets', [ticket('a', 'bob', 10)]);
    await settle(hub, tenantId);
    expect(labels().sort()).toEqual([['a:sold'], ['b:used']]);
  });

  it('holds what cannot be sent, and goes on when it can', async () => {
    const vendor = new VendorModel(NEVER_LATE);
    const hub = start(vendor);
    const { database } = hub.engine;
    const tenantId = randomUUID();
    const id = await hub.connect(tenantId);
    const decide = (rule: string, enabled: boolean, options = {}) =>
      database.inTenant(tenantId, (tx) => hub.rules.decide(tx, id, { rule, enabled, options }, 'user:spec'));
    await decide('guests', false);
    await decide('sales', true, { account: '' });
    await hub.push(tenantId, 'contacts', [contact('con_1')]);
    await hub.push(tenantId, 'payments', [payment('pay_1')]);
    await settle(hub, tenantId);
    expect(await statuses(tenantId)).toEqual({ con_1: 'rule_off', pay_1: 'account' });
    await decide('guests', true);
    await decide('sales', true, { account: '4000' });
    await database.inTenant(tenantId, (tx) => hub.pauses.pause(tx, id, 'user:spec'));
    await database.inTenant(tenantId, (tx) => hub.targets.releaseHeld(tx, id, ['account', 'rule_off']));
    await settle(hub, tenantId);
    expect(await statuses(tenantId)).toEqual({ con_1: 'paused', pay_1: 'paused' });
    expect(vendor.objects.size).toBe(0);
    await database.inTenant(tenantId, async (tx) => {
      await hub.pauses.resume(tx, id);
      await hub.targets.releaseHeld(tx, id, ['paused']);
    });
    await settle(hub, tenantId);
    expect(await statuses(tenantId)).toEqual({ con_1: 'applied', pay_1: 'applied' });
  });

  it('does not send a request that was to leave too late, and sends it a moment later with the same key', async () => {
    const vendor = new VendorModel(NEVER_LATE);
    const halfOfTheTimeMs = config.limits.OUTBOUND_WRITE_TIMEOUT_SECONDS * 500;
    const hub = start(vendor, { push: new SlowDatabasePush(vendor, testDatabase.adminUrl, halfOfTheTimeMs + 300) });
    const tenantId = randomUUID();
    await hub.connect(tenantId);
    await hub.push(tenantId, 'contacts', [contact('con_late')]);
    await settle(hub, tenantId);
    expect(await statuses(tenantId)).toEqual({ con_late: 'applied' });
    expect(vendor.applied).toHaveLength(1);
    const operations = await query(
      testDatabase.adminUrl,
      `SELECT status, sends, error->>'code' AS code FROM outbound_operations WHERE tenant_id = $1 ORDER BY operation`,
      [tenantId],
    );
    expect(operations).toEqual([{ status: 'done', sends: 1, code: null }]);
  });

  it('sends the stored bytes again, whatever the process that takes over would build', async () => {
    const faults: VendorFault[] = ['answer_lost'];
    const vendor = new VendorModel(NEVER_LATE, () => faults.shift() ?? null);
    const tenantId = randomUUID();
    const first = start(vendor);
    await first.connect(tenantId);
    await first.push(tenantId, 'contacts', [contact('con_1')]);
    await eventually(
      async () => (await first.work(), vendor.applied.length),
      (count) => count === 1,
    );
    await first.stop();
    await settle(start(vendor, { push: new LaterVersionPush(vendor) }), tenantId);
    expect(await targetsOf(tenantId)).toMatchObject([{ status: 'applied', operation: 1 }]);
    expect([...vendor.sent.values()].map((bodies) => bodies.size)).toEqual([1]);
    expect(vendor.applied).toHaveLength(1);
  });

  it('takes as many requests as a state needs, and each of them once', async () => {
    const faults: (VendorFault | null)[] = ['answer_lost', null, 'stored_failure', null, 'answer_lost'];
    const vendor = new VendorModel(NEVER_LATE, () => faults.shift() ?? null);
    const hub = start(vendor, { push: new SteppingPush(vendor) });
    const tenantId = randomUUID();
    await hub.connect(tenantId);
    await hub.push(tenantId, 'contacts', [contact('con_1')]);
    await settle(hub, tenantId);
    expect(await statuses(tenantId)).toEqual({ con_1: 'applied' });
    expect([...vendor.objects.values()].map(({ content }) => content.steps)).toEqual([3]);
    expect(vendor.applied.map(({ content }) => content.steps)).toEqual([1, 2, 3]);
  });

  it('waits for the owner where the account permits no reads', async () => {
    const vendor = new VendorModel(NEVER_LATE);
    const push = new UnreadablePush(vendor);
    const hub = start(vendor, { push });
    const tenantId = randomUUID();
    await hub.connect(tenantId);
    await hub.push(tenantId, 'contacts', [contact('con_1')]);
    await settle(hub, tenantId);
    expect(await targetsOf(tenantId)).toMatchObject([{ status: 'waiting', code: 'permission', attempts: 0 }]);
    push.isPermitted = true;
    await hub.push(tenantId, 'contacts', [contact('con_1', 2)]);
    await settle(hub, tenantId);
    expect(await statuses(tenantId)).toEqual({ con_1: 'applied' });
  });

  it('links what is there, and never picks one of two', async () => {
    const vendor = new VendorModel(NEVER_LATE);
    const hub = start(vendor);
    const tenantId = randomUUID();
    await hub.connect(tenantId);
    const theirs = vendor.plant('guest', 'theirs:con_1', {});
    vendor.plant('guest', 'theirs:con_2', {});
    vendor.plant('guest', 'theirs:con_2', {});
    await hub.push(tenantId, 'contacts', [contact('con_1'), contact('con_2')]);
    await settle(hub, tenantId);
    expect(await statuses(tenantId)).toEqual({ con_1: 'applied', con_2: 'ambiguous_match' });
    expect(vendor.objects.size).toBe(3);
    expect(vendor.find(theirs.id)?.content).toMatchObject({ firstName: 'version 1' });
  });

  it('keeps contacts and payments with the venue they belong to', async () => {
    const vendor = new VendorModel(NEVER_LATE);
    const hub = start(vendor);
    const tenantId = randomUUID();
    const [own, other, all] = [
      await hub.connect(tenantId, { venueId: 'ven_1' }),
      await hub.connect(tenantId, { venueId: 'ven_2' }),
      await hub.connect(tenantId),
    ];
    await hub.push(tenantId, 'contacts', [contact('con_1', 1, { venueId: 'ven_1' })]);
    await hub.push(tenantId, 'payments', [payment('pay_1', 1, { eventId: 'evt_1' })]);
    await settle(hub, tenantId);
    const byIntegration = async () => {
      const rows = await query<{ id: string; subjects: string[] }>(
        testDatabase.adminUrl,
        `SELECT integration_id AS id, array_agg(subject || ' ' || coalesce(reason->>'code', status) ORDER BY subject) AS subjects
         FROM outbound_targets WHERE tenant_id = $1 GROUP BY 1`,
        [tenantId],
      );
      return new Map(rows.map(({ id, subjects }) => [id, subjects]));
    };
    const before = await byIntegration();
    expect([own, other, all].map((id) => before.get(id))).toEqual([
      ['con_1 applied', 'pay_1 dependency'],
      ['pay_1 dependency'],
      ['pay_1 applied'],
    ]);
    const event = { id: 'evt_1', venueId: 'ven_1', name: 'x', status: 'ON_SALE', startsAt: at(0), timezone: 'UTC' };
    await hub.push(tenantId, 'events', [{ ...event, ticketTypes: [], updatedAt: at(1) }]);
    await settle(hub, tenantId);
    const after = await byIntegration();
    expect([own, other].map((id) => after.get(id))).toEqual([['con_1 applied', 'pay_1 applied'], ['pay_1 venue']]);
  });

  it('follows an event to another venue, piece by piece, and leaves what was posted where it is', async () => {
    const vendor = new VendorModel(NEVER_LATE);
    const hub = start(vendor);
    const tenantId = randomUUID();
    const [own, other, all] = [
      await hub.connect(tenantId, { venueId: 'ven_1' }),
      await hub.connect(tenantId, { venueId: 'ven_2' }),
      await hub.connect(tenantId),
    ];
    const moveTo = async (venueId: string, version: number) => {
      const event = { id: 'evt_1', venueId, name: 'x', status: 'ON_SALE', startsAt: at(0), timezone: 'UTC' };
      await hub.push(tenantId, 'events', [{ ...event, ticketTypes: [], updatedAt: at(version) }]);
      await settle(hub, tenantId);
    };
    const sold = (id: string, version = 1, over: object = {}) => payment(id, version, { eventId: 'evt_1', ...over });
    const push = async (entity: Entity, items: object[]) => {
      await hub.push(tenantId, entity, items);
      await settle(hub, tenantId);
    };
    /** By integration: what became of its targets, and what the vendor has of them. */
    const seen = async () => {
      const rows = await query<{ at: string; subject: string; fate: string; externalId: string | null }>(
        testDatabase.adminUrl,
        `SELECT integration_id AS at, subject, coalesce(reason->>'code', status) AS fate, external_id AS "externalId"
         FROM outbound_targets WHERE tenant_id = $1 ORDER BY subject`,
        [tenantId],
      );
      const said = ({ externalId, subject, fate }: (typeof rows)[number]) => {
        const { tickets, ...content } = vendor.find(externalId ?? '')?.content ?? {};
        const has = Array.isArray(tickets) ? tickets.length : content.providerPaymentId;
        return `${subject} ${fate}${has === undefined ? '' : ` ${String(has)}`}`;
      };
      return [own, other, all].map((id) => rows.filter((row) => row.at === id).map(said));
    };

    await moveTo('ven_1', 1);
    const ids = ['a', 'b', 'c', 'd', 'e', 'f', 'g'];
    await push(
      'tickets',
      ids.map((id) => ticket(id, 'ada')),
    );
    await push('payments', [sold('p1'), sold('p2'), sold('p3'), sold('p4'), payment('p9', 1, { venueId: 'ven_1' })]);
    const posted = ['p1', 'p2', 'p3', 'p4', 'p9'].map((id) => `${id} applied version 1`);
    const everywhere = ['ada applied 7', ...posted];
    expect(await seen()).toEqual([everywhere, [], everywhere]);

    await hub.engine.database.inTenant(tenantId, (tx) => hub.pauses.pause(tx, own, 'user:spec'));
    await push('payments', [sold('p5')]);
    await hub.engine.database.inTenant(tenantId, (tx) => hub.pauses.resume(tx, own));
    expect((await seen())[0]).toContain('p5 paused');

    await moveTo('ven_2', 2);
    expect((await seen()).slice(0, 2)).toEqual([
      ['ada applied 0', ...posted.slice(0, 4), 'p5 venue', posted[4]],
      ['ada applied 7', 'p5 applied version 1'],
    ]);

    // Its later versions and its refund belong to the books that it is in.
    const refund = { type: 'refund', refundOfId: 'p1' };
    await push('payments', [sold('p1', 2), sold('p5', 2), sold('r1', 1, refund)]);
    expect((await seen()).slice(0, 2)).toEqual([
      ['ada applied 0', 'p1 applied version 2', ...posted.slice(1, 4), 'p5 venue', posted[4], 'r1 applied version 1'],
      ['ada applied 7', 'p5 applied version 2'],
    ]);

    await moveTo('ven_1', 3);
    expect((await seen()).slice(0, 2)).toEqual([
      ['ada applied 7', 'p1 applied version 2', ...posted.slice(1, 4), 'p5 venue', posted[4], 'r1 applied version 1'],
      ['ada applied 0', 'p5 applied version 2'],
    ]);
    const pieces = await query<{ ids: string[] }>(
      testDatabase.adminUrl,
      `SELECT platform_ids AS ids FROM outbound_batches WHERE tenant_id = $1 AND moved_event = 'evt_1' AND entity = 'tickets'
       ORDER BY received_at, after_item`,
      [tenantId],
    );
    expect(pieces.map((piece) => piece.ids.join(''))).toEqual(['', 'abc', 'def', 'g', '', 'abc', 'def', 'g']);
  });

  it('takes a contact out of its last venue, whichever integrations a call names and in whichever order versions come', async () => {
    const vendor = new VendorModel(NEVER_LATE);
    const hub = start(vendor);
    const tenantId = randomUUID();
    await hub.connect(tenantId, { venueId: 'ven_1' });
    const other = await hub.connect(tenantId, { venueId: 'ven_2' });
    const of = (id: string, version: number, venueId: string) => contact(id, version, { venueId });
    await hub.push(tenantId, 'contacts', [of('con_1', 1, 'ven_1')]);
    await settle(hub, tenantId);
    await hub.push(tenantId, 'contacts', [of('con_1', 3, 'ven_2'), of('con_2', 3, 'ven_2')], [other]);
    const seen = async () => {
      await settle(hub, tenantId);
      return [...vendor.objects.values()].map(({ content }) => content.firstName ?? content);
    };
    const moved = [{ gone: true }, 'version 3', 'version 3'];
    expect(await seen()).toEqual(moved);
    await hub.push(tenantId, 'contacts', [of('con_1', 2, 'ven_1'), of('con_2', 2, 'ven_1')]);
    expect(await seen()).toEqual(moved);
    expect(await targetsOf(tenantId)).toHaveLength(3);
    // If an integration gets another venue, pushing again takes out who does not belong there.
    await query(testDatabase.adminUrl, `UPDATE integrations SET venue_id = 'ven_3' WHERE id = $1`, [other]);
    const again = { id: randomUUID(), entity: 'contacts' as const, caller: 'user:spec', integrationIds: [other] };
    await hub.engine.database.inTenant(tenantId, (tx) => hub.batches.again(tx, { ...again, after: '', limit: 10 }));
    expect(await seen()).toEqual([{ gone: true }, { gone: true }, { gone: true }]);
  });

  it('posts a payment once, whichever books a doubt or a race would put it into', async () => {
    const faults: (VendorFault | null)[] = ['answer_lost'];
    const vendor = new VendorModel(NEVER_LATE, () => faults.shift() ?? null);
    const hub = start(vendor);
    const tenantId = randomUUID();
    const own = await hub.connect(tenantId, { venueId: 'ven_1' });
    await hub.connect(tenantId, { venueId: 'ven_2' });
    const event = { id: 'evt_1', name: 'x', status: 'ON_SALE', startsAt: at(0), timezone: 'UTC', ticketTypes: [] };
    await hub.push(tenantId, 'events', [{ ...event, venueId: 'ven_1', updatedAt: at(1) }]);
    await settle(hub, tenantId);
    await hub.push(tenantId, 'payments', [payment('pay_1', 1, { eventId: 'evt_1' })]);
    const doubted = () => hub.work().then(() => targetsOf(tenantId));
    await eventually(doubted, ([target]) => target?.inDoubt === true, 10_000);
    await hub.push(tenantId, 'events', [{ ...event, venueId: 'ven_2', updatedAt: at(2) }]);
    await hub.push(tenantId, 'payments', [
      payment('ref_1', 1, { eventId: 'evt_1', type: 'refund', refundOfId: 'pay_1' }),
    ]);
    await settle(hub, tenantId);
    expect(vendor.objects.size).toBe(2);
    const rows = await query<{ subject: string }>(
      testDatabase.adminUrl,
      `SELECT subject FROM outbound_targets WHERE tenant_id = $1 AND integration_id = $2 AND external_id IS NOT NULL ORDER BY 1`,
      [tenantId, own],
    );
    expect(rows.map(({ subject }) => subject)).toEqual(['pay_1', 'ref_1']);
  });

  it('makes a guest again that is gone, and no document of the books', async () => {
    const vendor = new VendorModel(NEVER_LATE);
    const hub = start(vendor);
    const tenantId = randomUUID();
    await hub.connect(tenantId);
    await hub.push(tenantId, 'tickets', [ticket('a', 'ada')]);
    await hub.push(tenantId, 'payments', [payment('pay_1')]);
    await settle(hub, tenantId);
    vendor.objects.clear();
    await query(testDatabase.adminUrl, `UPDATE outbound_targets SET applied = NULL WHERE tenant_id = $1`, [tenantId]);
    await hub.push(tenantId, 'tickets', [ticket('a', 'ada', 2, { status: 'used' })]);
    await hub.push(tenantId, 'payments', [payment('pay_1', 2)]);
    await settle(hub, tenantId);
    expect(await statuses(tenantId)).toEqual({ ada: 'applied', pay_1: 'object_gone' });
    expect([...vendor.objects.values()].map(({ content }) => content)).toEqual([{ tickets: ['a:used'] }]);
  });

  it('reads and builds again what was changed meanwhile', async () => {
    const vendor = new VendorModel(NEVER_LATE);
    const hub = start(vendor);
    const tenantId = randomUUID();
    await hub.connect(tenantId);
    await hub.push(tenantId, 'payments', [payment('pay_1')]);
    await settle(hub, tenantId);
    const [sale] = [...vendor.objects.values()];
    vendor.objects.set(sale!.id, { ...sale!, revision: 7 });
    await hub.push(tenantId, 'payments', [payment('pay_1', 2)]);
    await settle(hub, tenantId);
    expect(await targetsOf(tenantId)).toMatchObject([{ status: 'applied', operation: 3 }]);
    expect(vendor.find(sale!.id)).toMatchObject({ revision: 8, content: { providerPaymentId: 'version 2' } });
  });

  it('finds an object that it does not remember', async () => {
    const vendor = new VendorModel(NEVER_LATE, undefined, { isUnique: true });
    const hub = start(vendor);
    const tenantId = randomUUID();
    await hub.connect(tenantId);
    await hub.push(tenantId, 'payments', [payment('pay_1')]);
    await settle(hub, tenantId);
    // As after a restore of an older backup.
    await query(testDatabase.adminUrl, `DELETE FROM outbound_targets WHERE tenant_id = $1`, [tenantId]);
    await hub.push(tenantId, 'payments', [payment('pay_1', 2)]);
    await settle(hub, tenantId);
    expect(await statuses(tenantId)).toEqual({ pay_1: 'applied' });
    expect([...vendor.objects.values()]).toMatchObject([{ content: { providerPaymentId: 'version 2' } }]);
  });

  it('believes no refusal of a request that was sent before, and finds what that one has made', async () => {
    const vendor = new VendorModel(NEVER_LATE);
    const hub = start(vendor, { push: new BlockedPush(vendor) });
    const tenantId = randomUUID();
    await hub.connect(tenantId);
    await hub.push(tenantId, 'contacts', [contact('con_1')]);
    await settle(hub, tenantId);
    expect(await targetsOf(tenantId)).toMatchObject([{ status: 'applied', inDoubt: false, operation: 1 }]);
    expect(vendor.objects.size).toBe(1);
  });

  it('sends nothing new once it is paused, also in the middle of a claim', async () => {
    let pause: () => Promise<void> = async () => undefined;
    const vendor = new VendorModel(NEVER_LATE, undefined, { admit: () => pause() });
    const hub = start(vendor);
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
    await settle(hub, tenantId);
    expect(vendor.objects.size).toBeLessThan(ids.length / 2);
    await hub.engine.database.inTenant(tenantId, async (tx) => {
      await hub.pauses.resume(tx, integrationId);
      await hub.targets.releaseHeld(tx, integrationId, ['paused']);
    });
    await settle(hub, tenantId);
    expect(vendor.objects.size).toBe(ids.length);
  });

  it('makes nothing twice when an account is disconnected and connected again at once', async () => {
    const faults: (VendorFault | null)[] = [null, 'applied_late'];
    const vendor = new VendorModel(TIMES, () => faults.shift() ?? null);
    const hub = start(vendor, { push: new ReferencePush(vendor) });
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
    await query(testDatabase.adminUrl, `UPDATE integrations SET status = 'disconnected' WHERE id = $1`, [first]);
    await query(
      testDatabase.adminUrl,
      `UPDATE outbound_targets SET link = 'adopted' WHERE tenant_id = $1 AND subject = 'con_1'`,
      [tenantId],
    );
    await hub.connect(tenantId, account);
    await hub.push(tenantId, 'contacts', [contact('con_1', 2), contact('con_2', 2)]);
    await settle(hub, tenantId);
    await vendor.settled();
    const made = [...vendor.objects.values()].map(({ content }) => [content.id, content.firstName]);
    expect(made.sort()).toEqual([
      ['con_1', 'version 2'],
      ['con_2', 'version 2'],
    ]);
    // What somebody else has made is still theirs.
    const links = await query<{ link: string }>(
      testDatabase.adminUrl,
      `SELECT link FROM outbound_targets WHERE tenant_id = $1 AND integration_id <> $2 ORDER BY subject`,
      [tenantId, first],
    );
    expect(links.map(({ link }) => link)).toEqual(['adopted', 'created']);
  });

  it('notices a document whose amount differs, and does not send it again', async () => {
    const alter = (content: VendorObject['content']) => ({ ...content, amountMinor: 1_001 });
    const vendor = new VendorModel(NEVER_LATE, undefined, { alter });
    const hub = start(vendor);
    const tenantId = randomUUID();
    await hub.connect(tenantId);
    await hub.push(tenantId, 'payments', [payment('pay_1')]);
    await settle(hub, tenantId);
    expect(await targetsOf(tenantId)).toMatchObject([
      { status: 'dead', code: 'amount_differs', inDoubt: false, externalId: expect.any(String) },
    ]);
    expect(vendor.applied).toHaveLength(1);
  });

  it('uses no attempt while the account is not called, and goes on soon after it answers', async () => {
    let isOpen = true;
    const admit = () => (isOpen ? Promise.reject(new ProviderCircuitOpenError(600_000)) : Promise.resolve());
    const vendor = new VendorModel(NEVER_LATE, undefined, { admit });
    const hub = start(vendor);
    const tenantId = randomUUID();
    await hub.connect(tenantId);
    await hub.push(tenantId, 'contacts', [contact('con_1'), contact('con_2'), contact('con_3')]);
    await eventually(
      async () => {
        await hub.work();
        return targetsOf(tenantId);
      },
      (targets) => targets.length === 3 && targets.every(({ error }) => error !== null),
    );
    expect(await targetsOf(tenantId)).toMatchObject(
      Array(3).fill({ status: 'pending', attempts: 0, inDoubt: false, operation: expect.any(Number) }),
    );
    isOpen = false;
    await settle(hub, tenantId);
    expect(await statuses(tenantId)).toEqual({ con_1: 'applied', con_2: 'applied', con_3: 'applied' });
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
    const first = start(vendor);
    await first.connect(tenantId);
    await first.push(tenantId, 'contacts', [contact('con_1')]);
    await eventually(
      async () => (await first.work(), sends),
      (count) => count === 1,
    );
    await query(testDatabase.adminUrl, `UPDATE outbound_targets SET due_at = now() WHERE tenant_id = $1`, [tenantId]);
    const second = start(vendor);
    await settle(second, tenantId);
    release();
    await first.stop();
    expect(await targetsOf(tenantId)).toMatchObject([{ status: 'applied', operation: 1, inDoubt: false }]);
    expect([vendor.objects.size, vendor.sent.size]).toEqual([1, 1]);
  });

  describe('a preview', () => {
    const USER: Principal = { kind: 'user', id: '1', tenantId: '', isAdmin: false, permissions: ['*'] };
    const dryRun = async (hub: OutboundHub, tenantId: string, entity: Entity, given: object[]) =>
      (await hub.dryRun(tenantId, entity, given)).accepted.flatMap((item) => item.targets);
    const rowsOf = (tenantId: string) =>
      query(
        testDatabase.adminUrl,
        `SELECT (SELECT count(*) FROM outbound_items WHERE tenant_id = $1)::int AS items,
           (SELECT count(*) FROM outbound_batches WHERE tenant_id = $1)::int AS batches,
           (SELECT count(*) FROM outbound_targets WHERE tenant_id = $1)::int AS targets,
           (SELECT count(*) FROM outbound_sources WHERE tenant_id = $1)::int AS sources,
           (SELECT count(*) FROM outbound_rules WHERE tenant_id = $1)::int AS rules`,
        [tenantId],
      );

    it('shows the bytes that are sent, of what is made and of what is changed, and stores nothing', async () => {
      const vendor = new VendorModel(NEVER_LATE);
      const hub = start(vendor);
      const tenantId = randomUUID();
      await hub.connect(tenantId);
      vendor.plant('guest', 'theirs:con_3', {});
      const before = await rowsOf(tenantId);
      const steps: [Entity, object[]][] = [
        ['contacts', [contact('con_1'), contact('con_2', 1, { firstName: 'Zoë 😀' }), contact('con_3')]],
        ['payments', [payment('pay_1'), payment('pay_2', 1, { customer: { id: 'con_1', email: 'a@example.org' } })]],
        ['tickets', [ticket('a', 'ada'), ticket('b', 'ada')]],
        // A field that is not named keeps its value.
        ['contacts', [{ id: 'con_1', email: 'new@example.org', emailConsent: 'unknown', updatedAt: at(2) }]],
        ['payments', [payment('pay_1', 2)]],
        ['tickets', [ticket('b', 'ada', 2, { status: 'used' })]],
      ];
      for (const [entity, given] of steps) {
        const stored = await rowsOf(tenantId);
        const previews = await dryRun(hub, tenantId, entity, given);
        expect(await rowsOf(tenantId)).toEqual(stored);
        expect(previews.length).toBeGreaterThan(0);
        const sentBefore = vendor.sent.size;
        await hub.push(tenantId, entity, given);
        await settle(hub, tenantId);
        for (const { exact, decision, request } of previews) {
          expect([exact, decision]).toEqual([true, 'send']);
          expect([...(vendor.sent.get(request?.idempotencyKey ?? '') ?? [])]).toEqual([request?.body]);
        }
        expect(vendor.sent.size - sentBefore).toBe(new Set(previews.map(({ id }) => id)).size);
        // The same again changes nothing.
        expect((await dryRun(hub, tenantId, entity, given)).map(({ decision }) => decision)).toEqual(
          previews.map(() => 'unchanged'),
        );
      }
      expect(before).toEqual([{ items: 0, batches: 0, targets: 0, sources: 0, rules: 0 }]);
      const kinds = [...vendor.objects.values()].map(({ kind }) => kind).toSorted();
      expect(kinds).toEqual(['guest', 'guest', 'guest', 'label', 'sale', 'sale']);
    });

    it('says what would wait, be left out or be decided by a person', async () => {
      const vendor = new VendorModel(NEVER_LATE);
      const hub = start(vendor);
      const { database } = hub.engine;
      const tenantId = randomUUID();
      const id = await hub.connect(tenantId);
      vendor.plant('guest', 'theirs:con_1', {});
      vendor.plant('guest', 'theirs:con_1', {});
      const decided = async (entity: Entity, given: object[]) =>
        (await dryRun(hub, tenantId, entity, given)).map(({ decision, reason, exact }) => [
          decision,
          reason?.code,
          exact,
        ]);
      const sale = payment('pay_1', 1, { customer: { id: 'con_2', email: 'a@example.org' } });
      const [waiting] = await dryRun(hub, tenantId, 'payments', [sale]);
      expect(waiting).toMatchObject({ decision: 'waiting', exact: false, reason: { code: 'dependency' } });
      expect(waiting?.request?.body).toContain('{{guest:con_2}}');
      expect(await decided('contacts', [contact('con_1')])).toEqual([['waiting', 'ambiguous_match', true]]);
      const rule = (name: string, enabled: boolean, options = {}) =>
        database.inTenant(tenantId, (tx) => hub.rules.decide(tx, id, { rule: name, enabled, options }, 'user:spec'));
      await rule('sales', true, { account: '' });
      expect(await decided('payments', [payment('pay_2')])).toEqual([['waiting', 'account', true]]);
      await rule('sales', false);
      expect(await decided('payments', [payment('pay_2')])).toEqual([['skipped', 'rule_off', true]]);
      await rule('sales', true, { account: '4000' });
      await database.inTenant(tenantId, (tx) => hub.pauses.pause(tx, id, 'user:spec'));
      const [paused] = await dryRun(hub, tenantId, 'payments', [payment('pay_2')]);
      expect(paused).toMatchObject({ decision: 'waiting', reason: { code: 'paused' }, exact: true });
      await database.inTenant(tenantId, (tx) => hub.pauses.resume(tx, id));
      await hub.push(tenantId, 'payments', [payment('pay_2')]);
      await settle(hub, tenantId);
      expect([...(vendor.sent.get(paused?.request?.idempotencyKey ?? '') ?? [])]).toEqual([paused?.request?.body]);
    });

    it('of a rule counts what it would post, and changes nothing', async () => {
      const hub = start(new VendorModel(NEVER_LATE));
      const { database } = hub.engine;
      const tenantId = randomUUID();
      const id = await hub.connect(tenantId);
      await database.inTenant(tenantId, (tx) =>
        hub.rules.decide(tx, id, { rule: 'sales', enabled: false, options: { account: '' } }, 'user:spec'),
      );
      const sales = Array.from({ length: 250 }, (_, n) => payment(`pay_${n}`, 1, n === 0 ? { currency: 'USD' } : {}));
      await hub.push(tenantId, 'payments', sales);
      await settle(hub, tenantId);
      const before = await rowsOf(tenantId);
      const preview = (options?: Record<string, unknown>) =>
        hub.previewer.preview({ ...USER, tenantId }, id, 'sales', { options });
      expect(await preview()).toEqual({
        rule: 'sales',
        items: 250,
        complete: true,
        wouldPost: 0,
        counts: [{ target: 'sale', decision: 'waiting', code: 'account', count: 250 }],
        totals: [],
      });
      expect(await preview({ account: '4000' })).toMatchObject({
        wouldPost: 250,
        counts: [{ target: 'sale', decision: 'send', code: null, count: 250 }],
        totals: expect.arrayContaining([
          { target: 'sale', currency: 'EUR', count: 249, total: '249000' },
          { target: 'sale', currency: 'USD', count: 1, total: '1000' },
        ]),
      });
      expect(await rowsOf(tenantId)).toEqual(before);
      const states = await targetsOf(tenantId);
      expect(new Set(states.map(({ code }) => code))).toEqual(new Set(['rule_off']));
      await expect(preview({ nothing: 1 })).rejects.toThrow('options.nothing');
    });
  });

  it('links or makes what a person has decided', async () => {
    const vendor = new VendorModel(NEVER_LATE);
    const hub = start(vendor);
    const tenantId = randomUUID();
    await hub.connect(tenantId);
    const theirs = [0, 1].map(() => vendor.plant('guest', 'theirs:con_1', {}).id);
    for (const id of ['con_2', 'con_3']) for (let n = 0; n < 2; n++) vendor.plant('guest', `theirs:${id}`, {});
    await hub.push(tenantId, 'contacts', [contact('con_1'), contact('con_2'), contact('con_3')]);
    await settle(hub, tenantId);
    expect(new Set(Object.values(await statuses(tenantId)))).toEqual(new Set(['ambiguous_match']));
    const user: Principal = { kind: 'user', id: '1', tenantId, isAdmin: false, permissions: ['sync:contacts'] };
    const [one, two, three] = (
      await query<{ id: string }>(
        testDatabase.adminUrl,
        `SELECT id FROM outbound_targets WHERE tenant_id = $1 ORDER BY subject`,
        [tenantId],
      )
    ).map(({ id }) => id);
    await expect(hub.resolver.resolve(user, one!, { action: 'link', externalId: 'obj_0' })).rejects.toThrow(
      'not found',
    );
    await hub.resolver.resolve(user, one!, { action: 'link', externalId: theirs[1] });
    await expect(hub.resolver.resolve(user, two!, { action: 'link', externalId: theirs[1] })).rejects.toThrow(
      `The target ${one} is linked to this object`,
    );
    await hub.resolver.resolve(user, two!, { action: 'create' });
    await hub.resolver.resolve(user, three!, { action: 'skip' });
    await settle(hub, tenantId);
    expect(await statuses(tenantId)).toEqual({ con_1: 'applied', con_2: 'applied', con_3: 'left_out' });
    expect(vendor.find(theirs[1]!)?.content).toMatchObject({ id: 'con_1' });
    expect(vendor.find(theirs[0]!)?.content).toEqual({});
    expect(vendor.objects.size).toBe(7);
    await expect(hub.resolver.resolve(user, one!, { action: 'skip' })).rejects.toThrow(
      'nothing for a person to decide',
    );
    await hub.push(tenantId, 'contacts', [contact('con_1', 2), contact('con_2', 2)]);
    await settle(hub, tenantId);
    expect(vendor.objects.size).toBe(7);
    expect(vendor.find(theirs[1]!)?.content).toMatchObject({ firstName: 'version 2' });
  });

  it('reads the items that it names, and not all of the tenant, in a table that has just been filled', async () => {
    const pool = { url: testDatabase.url, poolSize: 1, statementTimeoutMs: 20_000, applicationName: 'spec' };
    const single = await new DataSource(dataSourceOptions(pool)).initialize();
    try {
      const tenantId = randomUUID();
      await query(
        testDatabase.adminUrl,
        `INSERT INTO outbound_items (tenant_id, entity, platform_id, version, body)
         SELECT $1, 'contacts', 'con_' || n, 1, jsonb_build_object('id', n, 'note', repeat('x', 500)) FROM generate_series(1, 5000) n`,
        [tenantId],
      );
      const refs = Array.from({ length: 100 }, (_, n) => ({ entity: 'contacts' as const, platformId: `con_${n + 1}` }));
      const database = new Database(single);
      // Of this connection alone: others tell their counts late.
      const rowsRead = async (tx: TenantTransaction) => {
        const row = await tx.row<{ n: number }>(
          `SELECT sum(coalesce(seq_tup_read, 0) + coalesce(idx_tup_fetch, 0))::int AS n FROM pg_stat_xact_user_tables
           WHERE relname LIKE 'outbound_items%'`,
        );
        return row?.n ?? 0;
      };
      const read = await database.inTenant(tenantId, async (tx) => {
        const before = await rowsRead(tx);
        expect(await new ItemStore().find(tx, refs)).toHaveLength(100);
        return (await rowsRead(tx)) - before;
      });
      expect(read).toBe(100);
    } finally {
      await single.destroy();
    }
  });

  describe('with a vendor that fails', () => {
    const CONTACTS = 120;
    const PAYMENTS = 80;

    interface Pushed {
      entity: Entity;
      items: object[];
    }

    /** 200 objects in one to four versions, in several calls. */
    const calls = (random: ReturnType<typeof seeded>): { rounds: Pushed[][]; last: Map<string, number> } => {
      const last = new Map<string, number>();
      const rounds: Pushed[][] = [1, 2, 3, 4].map((version) => {
        const wanted = (id: string) => {
          if (version > 1 && random.chance(2)) return false;
          last.set(id, version);
          return true;
        };
        const contacts = Array.from({ length: CONTACTS }, (_, n) => `con_${n}`).filter(wanted);
        const payments = Array.from({ length: PAYMENTS }, (_, n) => `pay_${n}`).filter(wanted);
        return [
          {
            entity: 'payments',
            items: payments.map((id, n) =>
              payment(id, version, { customer: { id: `con_${n % CONTACTS}`, email: 'a@example.org' } }),
            ),
          },
          { entity: 'contacts', items: contacts.map((id) => contact(id, version)) },
        ];
      });
      return { rounds, last };
    };

    const run = async (parts: ConstructorParameters<typeof OutboundHub>[3]) => {
      const random = seeded();
      let isFaulty = true;
      const vendor = new VendorModel(TIMES, () => (isFaulty && random.chance(8) ? random.pick(FAULTS) : null));
      DyingWriter.die = () => isFaulty && random.chance(20);
      const hub = start(vendor, parts);
      const tenantId = randomUUID();
      await hub.connect(tenantId);
      const { rounds, last } = calls(random);
      for (const round of rounds) {
        for (const { entity, items } of round) await hub.push(tenantId, entity, items);
        await eventually(
          async () => {
            await hub.work();
            return vendor.applied.length;
          },
          (applied) => applied > 50 * (rounds.indexOf(round) + 1),
          20_000,
        );
      }
      isFaulty = false;
      await settle(hub, tenantId, 90_000);
      await vendor.settled();
      return { vendor, tenantId, last };
    };

    const versionOf = ({ content }: Pick<VendorObject, 'content'>) =>
      Number(/\d+/.exec(String(content.firstName ?? content.providerPaymentId))?.[0]);
    const doubled = (vendor: VendorModel) =>
      vendor.objects.size - new Set([...vendor.objects.values()].map(({ reference }) => reference)).size;

    it('makes each object once, with its last version, and never an older one after a newer', async () => {
      const { vendor, tenantId, last } = await run({ Writer: DyingWriter });
      const targets = await targetsOf(tenantId);
      expect(targets).toHaveLength(CONTACTS + PAYMENTS);
      expect(targets.filter(({ status, inDoubt }) => status !== 'applied' || inDoubt)).toEqual([]);
      expect(doubled(vendor)).toBe(0);
      expect(vendor.objects.size).toBe(CONTACTS + PAYMENTS);
      const byId = new Map(
        [...vendor.objects.values()].map((object) => [String(object.content.id), versionOf(object)]),
      );
      expect(byId).toEqual(last);
      const seen = new Map<string, number>();
      for (const write of vendor.applied) {
        expect(versionOf(write)).toBeGreaterThanOrEqual(seen.get(write.objectId) ?? 0);
        seen.set(write.objectId, versionOf(write));
      }
      const looked = await query(
        testDatabase.adminUrl,
        `SELECT FROM outbound_operations WHERE tenant_id = $1 AND (response->>'found' = 'true' OR error->>'code' = 'absent')`,
        [tenantId],
      );
      expect(looked.length).toBeGreaterThan(0);
      // Every repetition of a key had the same bytes.
      expect([...vendor.sent.values()].filter((bodies) => bodies.size > 1)).toEqual([]);
    });

    it('makes some of them twice if a doubt is only a reason to send again', async () => {
      const { vendor } = await run({ Writer: DyingWriter, Resolver: PlainRetry });
      expect(doubled(vendor)).toBeGreaterThan(0);
    });
  });
});
