import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { Logger } from '@nestjs/common';
import type { Principal } from '../../src/auth/principal.js';
import { loadConfig } from '../../src/config/config.js';
import { VendorModel } from '../../src/outbound/testing/vendor.model.js';
import { VendorPush } from '../../src/outbound/testing/vendor.push.js';
import type { Found, KnownObject } from '../../src/providers/push.port.js';
import { createHubDatabases, type HubDatabases } from '../support/hub.databases.js';
import { Meeting } from '../support/meeting.js';
import type { OutboundHub } from '../support/outbound.hub.js';
import { contact } from '../support/outbound.items.js';
import { NEVER_LATE } from '../support/outbound.times.js';

if (!process.env.SPEC_LOG) Logger.overrideLogger(false);

const config = loadConfig({ ROLES: 'worker', OUTBOUND_SLOT_PAUSE_SECONDS: '1' });
/** As many as an account sends at the same time. */
const CLAIMANTS = 5;
const ids = Array.from({ length: CLAIMANTS }, (_, n) => `con_${n}`);
const contacts = ids.map((id) => contact(id));
/** All that ask for objects at the same time get their answers at the same time. */
class MeetingPush extends VendorPush {
  meeting = new Meeting(1);

  override async read(...args: Parameters<VendorPush['read']>): Promise<KnownObject | null> {
    await this.meeting.join();
    return super.read(...args);
  }
}

/** One object could be that of every contact. */
class SharedPush extends VendorPush {
  private readonly meeting = new Meeting(CLAIMANTS);

  constructor(
    private readonly model: VendorModel,
    private readonly shared: string,
  ) {
    super(model);
  }

  override async adoptable(): Promise<Found> {
    await this.meeting.join();
    const { id, revision, content } = this.model.find(this.shared)!;
    const known = { externalId: id, externalVersion: String(revision), object: content, origin: 'adopted' } as const;
    return { kind: 'found', known };
  }
}

describe('An object of an account', () => {
  let data: HubDatabases;

  beforeAll(async () => {
    data = await createHubDatabases(1, { poolSize: 20 });
  });
  afterAll(() => data?.drop());
  afterEach(() => data?.stopHubs());

  const targets = (tenantId: string) =>
    data.rows<{ id: string; state: string; attempts: number; isLinked: boolean }>(
      `SELECT id, coalesce(reason->>'code', status) AS state, attempts, external_id IS NOT NULL AS "isLinked"
       FROM outbound_targets WHERE tenant_id = $1 ORDER BY subject`,
      tenantId,
    );
  const settle = async (hub: OutboundHub, tenantId: string) => {
    await hub.settle(tenantId, 30_000);
    return targets(tenantId);
  };

  it('is linked to one target, whichever of the persons who name it at the same time comes first', async () => {
    const vendor = new VendorModel(NEVER_LATE);
    const push = new MeetingPush(vendor);
    const hub = data.start(config, vendor, { push });
    const { resolver } = hub;
    const tenantId = randomUUID();
    await hub.connect(tenantId);
    for (const id of ids) for (let n = 0; n < 2; n++) vendor.plant('guest', `theirs:${id}`, {});
    await hub.push(tenantId, 'contacts', contacts);
    const held = await settle(hub, tenantId);
    const user: Principal = { kind: 'user', id: '1', tenantId, isAdmin: false, permissions: ['sync:contacts'] };
    push.meeting = new Meeting(CLAIMANTS);
    const results = await Promise.allSettled(
      held.map(({ id }) => resolver.resolve(user, id, { action: 'link', externalId: 'obj_1' })),
    );
    const refused = results.flatMap((result) => (result.status === 'rejected' ? [result.reason as object] : []));
    expect(refused).toHaveLength(CLAIMANTS - 1);
    const problem = { status: 409, code: 'outbound_object_linked' };
    for (const error of refused) expect(error).toMatchObject(problem);
    expect((await targets(tenantId)).filter(({ isLinked }) => isLinked)).toHaveLength(1);
  });

  it('is linked to one target, whichever of the workers that find it at the same time comes first', async () => {
    const vendor = new VendorModel(NEVER_LATE);
    const { id } = vendor.plant('guest', 'theirs', {});
    const hub = data.start(config, vendor, { push: new SharedPush(vendor, id) });
    const tenantId = randomUUID();
    await hub.connect(tenantId);
    await hub.push(tenantId, 'contacts', contacts);
    const ended = await settle(hub, tenantId);
    expect(ended.map(({ state }) => state).sort()).toEqual([
      ...Array.from({ length: CLAIMANTS - 1 }, () => 'ambiguous_match'),
      'applied',
    ]);
    expect(ended.filter(({ attempts }) => attempts > 0)).toEqual([]);
  });
});
