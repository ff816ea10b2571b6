import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { Logger } from '@nestjs/common';
import { begin } from '../../src/common/timed-signal.js';
import { loadConfig } from '../../src/config/config.js';
import { VendorModel } from '../../src/outbound/testing/vendor.model.js';
import { VendorPush } from '../../src/outbound/testing/vendor.push.js';
import { BudgetExhaustedError } from '../../src/providers/calls/budget/budget-exhausted.error.js';
import type { Found, PushOutcome } from '../../src/providers/push.port.js';
import { eventually } from '../support/condition.wait.js';
import { elapse } from '../support/fixed.wait.js';
import { createHubDatabases, type HubDatabases } from '../support/hub.databases.js';
import { Meeting } from '../support/meeting.js';
import { contact } from '../support/outbound.items.js';
import { NEVER_LATE } from '../support/outbound.times.js';

if (!process.env.SPEC_LOG) Logger.overrideLogger(false);

const config = loadConfig({ ROLES: 'worker', OUTBOUND_SENDS_AT_ONCE: '5', OUTBOUND_STORED_AHEAD: '2' });
const ids = Array.from({ length: 20 }, (_, n) => `con_${n}`);
const contacts = ids.map((id) => contact(id));
/** Its rate has no room for one of the objects, the first so many times. */
class CrowdedPush extends VendorPush {
  looks = 0;

  constructor(
    vendor: VendorModel,
    private refusals: number,
  ) {
    super(vendor);
  }

  override async send(...args: Parameters<VendorPush['send']>): Promise<PushOutcome> {
    const isCrowded = args[2].body.includes(`"${ids[0]}@`) && this.refusals-- > 0;
    if (isCrowded) throw new BudgetExhaustedError(1_000);
    return super.send(...args);
  }

  override async adoptable(...args: Parameters<VendorPush['adoptable']>): Promise<Found> {
    this.looks += 1;
    return super.adoptable(...args);
  }
}

/** Its rate lets one request leave after the other. */
class NarrowPush extends VendorPush {
  waiting = 0;
  mostWaiting = 0;
  private last: Promise<unknown> = Promise.resolve();

  override async send(...args: Parameters<VendorPush['send']>): Promise<PushOutcome> {
    this.waiting += 1;
    this.mostWaiting = Math.max(this.mostWaiting, this.waiting);
    this.last = this.last.then(() => elapse(20));
    await this.last;
    this.waiting -= 1;
    begin(args[4].signal);
    return super.send(...args);
  }
}

/** Its answers come once five requests are under way. */
class MeetingPush extends VendorPush {
  private readonly meeting = new Meeting(5);

  override async send(...args: Parameters<VendorPush['send']>): Promise<PushOutcome> {
    begin(args[4].signal);
    await this.meeting.join();
    return super.send(...args);
  }
}

describe('What is sent within the rate of an account', () => {
  let data: HubDatabases;

  beforeAll(async () => {
    data = await createHubDatabases(1);
  });
  afterAll(() => data?.drop());
  afterEach(() => data?.stopHubs());

  /** Sends them all. @returns codes of the errors that were met on the way */
  const sendAll = async (vendor: VendorModel, push: VendorPush): Promise<unknown[]> => {
    const hub = data.start(config, vendor, { push });
    const tenantId = randomUUID();
    await hub.connect(tenantId);
    await hub.push(tenantId, 'contacts', contacts);
    const codes = new Set<unknown>();
    await eventually(
      async () => {
        await hub.work();
        const targets = await data.rows<{ status: string; code: string | null }>(
          `SELECT status, error->>'code' AS code FROM outbound_targets WHERE tenant_id = $1`,
          tenantId,
        );
        for (const { code } of targets) if (code) codes.add(code);
        return targets.filter(({ status }) => status === 'applied').length;
      },
      (applied) => applied === ids.length,
    );
    expect(vendor.objects.size).toBe(ids.length);
    return [...codes];
  };
  const vendorOf = () => new VendorModel(NEVER_LATE);

  it('does not keep the rest of a claim waiting for the one that our rate had no room for', async () => {
    const vendor = vendorOf();
    expect(await sendAll(vendor, new CrowdedPush(vendor, 5))).toEqual(['provider_rate_limited']);
  });

  it('sends again in the same turn what there was no room for, and does not look for the object again', async () => {
    const vendor = vendorOf();
    const push = new CrowdedPush(vendor, 2);
    expect(await sendAll(vendor, push)).toEqual([]);
    expect(push.looks).toBe(ids.length);
  });

  it('is stored only shortly before it can leave', async () => {
    const vendor = vendorOf();
    const push = new NarrowPush(vendor);
    expect(await sendAll(vendor, push)).toEqual([]);
    expect(push.mostWaiting).toBe(config.limits.OUTBOUND_STORED_AHEAD);
  });

  it('does not wait for the answers to what has left', async () => {
    const vendor = vendorOf();
    expect(await sendAll(vendor, new MeetingPush(vendor))).toEqual([]);
  });
});
