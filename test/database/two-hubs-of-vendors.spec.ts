import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { Logger } from '@nestjs/common';
import { ControlClient } from '../../demo/clients/control.client.js';
import type { Entity } from '../../src/outbound/items/entity.js';
import type { PushPort } from '../../src/providers/push.port.js';
import type { Subject, Vendor, VendorAccount } from '../providers/subject.js';
import { squareSubject } from '../providers/subjects/square.subject.js';
import { stripeSubject } from '../providers/subjects/stripe.subject.js';
import { query } from '../support/database.js';
import { createHubDatabases, type HubDatabases } from '../support/hub.databases.js';
import { Meeting } from '../support/meeting.js';
import type { OutboundHub } from '../support/outbound.hub.js';
import { at, event } from '../support/quickbooks.payments.js';
import { pushTo } from '../support/vendor.hub.js';

if (!process.env.SPEC_LOG) Logger.overrideLogger(false);

const [STANDARD] = event.ticketTypes;
const gala = (version: number, over: object = {}) => ({
  ...event,
  ticketTypes: [STANDARD],
  updatedAt: at(version),
  ...over,
});
const dearer = { ticketTypes: [{ ...STANDARD, priceMinor: 2_499 }] };
const guest = {
  id: 'con_1',
  email: 'ada@example.org',
  firstName: 'Ada',
  emailConsent: 'unknown',
  updatedAt: at(0),
};

describe.each([stripeSubject, squareSubject])('Two hubs of one account of $name', (subject: Subject) => {
  let both: HubDatabases | undefined;
  let vendor: Vendor;
  let control: ControlClient;
  let account: VendorAccount;
  let tenantId: string;
  const hubs: OutboundHub[] = [];
  /** Where the hubs wait for each other before they send. */
  let meeting: { targets: readonly string[]; place: Meeting } | null = null;

  beforeAll(async () => {
    both = await createHubDatabases(2);
    vendor = await subject.startVendor();
    control = new ControlClient(vendor.url, new AbortController().signal);
  });
  afterAll(async () => {
    await vendor?.stop();
    await both?.drop();
  });
  beforeEach(async () => {
    meeting = null;
    account = (await control.createAccount({ ...subject.account(), scale: 10 })) as VendorAccount;
    tenantId = randomUUID();
    for (const source of both!.sources) {
      hubs.push(await pushTo(subject, { source, url: vendor.url, account, tenantId, wrap: meetingBeforeSending }));
    }
  });
  afterEach(() => Promise.all(hubs.splice(0).map((hub) => hub.stop())));

  const meetingBeforeSending = (push: PushPort): PushPort =>
    Object.create(push, {
      send: {
        value: async (...args: Parameters<PushPort['send']>) => {
          if (meeting?.targets.includes(args[1])) {
            const { place } = meeting;
            await Promise.race([place.join(), new Promise((go) => setTimeout(go, 5_000).unref())]);
          }
          return push.send(...args);
        },
      },
    }) as PushPort;

  const states = (n: number) =>
    query<{ name: string; state: string }>(
      both!.databases[n]!.adminUrl,
      `SELECT target || ' ' || part AS name, coalesce(reason->>'code', status) AS state FROM outbound_targets
       WHERE tenant_id = $1 ORDER BY 1`,
      [tenantId],
    );
  /** All of them work at the same time, until nothing is open. */
  const settle = (...numbers: number[]) => Promise.all(numbers.map((n) => hubs[n]!.settle(tenantId)));
  async function push(entity: Entity, item: object, ...numbers: number[]) {
    await Promise.all(numbers.map((n) => hubs[n]!.push(tenantId, entity, [item])));
    await settle(...numbers);
    for (const n of numbers) {
      expect((await states(n)).filter(({ state }) => state !== 'applied')).toEqual([]);
    }
  }
  /** Objects that the hubs have made, by what they say of themselves. */
  const made = async (stream: string, word: string) =>
    (await control.objects(account.id, stream))
      .map(({ object }) => object)
      .filter((object) => JSON.stringify(object).includes(word));
  const prices = async () =>
    (await control.objects(account.id, 'prices'))
      .map(({ object }) => object as { active: boolean; unit_amount: number; metadata: Record<string, string> })
      .filter(({ metadata }) => metadata.hub_ref !== undefined)
      .map(({ active, unit_amount: amount }) => ({ active, amount }))
      .sort((a, b) => a.amount - b.amount);

  it('make a contact and an event once, at the same moment', async () => {
    await push('contacts', guest, 0, 1);
    await push('events', gala(0), 0, 1);
    expect((await made('customers', guest.email)).length).toBe(1);
    expect((await made('products', event.name)).length).toBe(1);
  });

  it('change what one of them has made', async () => {
    await push('events', gala(0), 0);
    await push('events', gala(1, { name: 'Winter Gala', ...dearer }), 1);
    await push('events', gala(1, { name: 'Winter Gala', ...dearer }), 0);
    expect((await made('products', event.name)).length).toBe(0);
    expect((await made('products', 'Winter Gala')).length).toBe(1);
  });

  if (subject !== stripeSubject) return;

  it.each(['one after the other', 'at the same moment'])('raise a price once, %s', async (when) => {
    await push('events', gala(0), 0, 1);
    if (when === 'at the same moment') {
      meeting = { targets: ['price'], place: new Meeting(2) };
      await push('events', gala(1, dearer), 0, 1);
    } else {
      await push('events', gala(1, dearer), 0);
      await push('events', gala(1, dearer), 1);
    }
    expect(await prices()).toEqual([
      { active: false, amount: 1_999 },
      { active: true, amount: 2_499 },
    ]);
    meeting = null;
    await push('events', gala(2), 1);
    await push('events', gala(2), 0);
    expect((await prices()).filter(({ active }) => active)).toEqual([{ active: true, amount: 1_999 }]);
    expect((await prices()).length).toBe(3);
  });
});
