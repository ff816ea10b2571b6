import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { Logger } from '@nestjs/common';
import type { Entity } from '../../src/outbound/items/entity.js';
import { DoubtResolver } from '../../src/outbound/sending/doubt.resolver.js';
import { OutcomeWriter, type AppliedOutcome } from '../../src/outbound/sending/outcome.writer.js';
import { buildAgain, type Ended, type Step, type Turn } from '../../src/outbound/sending/turn.js';
import type { OpenOperation } from '../../src/outbound/targets/operation.js';
import { VendorModel, type VendorFault, type VendorObject } from '../../src/outbound/testing/vendor.model.js';
import { eventually } from '../support/condition.wait.js';
import { createHubDatabases, type HubDatabases } from '../support/hub.databases.js';
import type { Parts } from '../support/outbound.hub.js';
import { contact, payment } from '../support/outbound.items.js';
import { impatient, LATE } from '../support/outbound.times.js';
import { seeded } from '../support/seeded.random.js';

if (!process.env.SPEC_LOG) Logger.overrideLogger(false);

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

describe('Outbound with a vendor that fails', () => {
  let data: HubDatabases;
  beforeAll(async () => {
    data = await createHubDatabases(1);
  });
  afterAll(() => data?.drop());
  afterEach(() => data?.stopHubs());

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

  const run = async (parts: Parts) => {
    const random = seeded();
    let isFaulty = true;
    const vendor = new VendorModel(LATE, () => (isFaulty && random.chance(8) ? random.pick(FAULTS) : null));
    DyingWriter.die = () => isFaulty && random.chance(20);
    const hub = data.start(impatient, vendor, parts);
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
    await hub.settle(tenantId, 90_000);
    await vendor.settled();
    return { vendor, tenantId, last };
  };

  const versionOf = ({ content }: Pick<VendorObject, 'content'>) =>
    Number(/\d+/.exec(String(content.firstName ?? content.providerPaymentId))?.[0]);
  const doubled = (vendor: VendorModel) =>
    vendor.objects.size - new Set([...vendor.objects.values()].map(({ reference }) => reference)).size;

  it('makes each object once, with its last version, and never an older one after a newer', async () => {
    const { vendor, tenantId, last } = await run({ Writer: DyingWriter });
    const targets = await data.targetsOf(tenantId);
    expect(targets).toHaveLength(CONTACTS + PAYMENTS);
    expect(targets.filter(({ status, inDoubt }) => status !== 'applied' || inDoubt)).toEqual([]);
    expect(doubled(vendor)).toBe(0);
    expect(vendor.objects.size).toBe(CONTACTS + PAYMENTS);
    const byId = new Map([...vendor.objects.values()].map((object) => [String(object.content.id), versionOf(object)]));
    expect(byId).toEqual(last);
    const seen = new Map<string, number>();
    for (const write of vendor.applied) {
      expect(versionOf(write)).toBeGreaterThanOrEqual(seen.get(write.objectId) ?? 0);
      seen.set(write.objectId, versionOf(write));
    }
    const looked = await data.rows(
      `SELECT FROM outbound_operations WHERE tenant_id = $1 AND (response->>'found' = 'true' OR error->>'code' = 'absent')`,
      tenantId,
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
