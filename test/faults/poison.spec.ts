import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { query } from '../support/database.js';
import { allDone, customerEvents, settledInbox, storedNames } from '../support/inbox.totals.js';
import { deliver, stripeEventBody } from '../support/stripe.delivery.js';
import { eventually, type Tenant } from '../support/tenant.js';
import { WebhookSender } from '../support/webhook.sender.js';
import { startWorld, type Account, type World } from '../support/world.js';

interface EventRow {
  id: string;
  status: string;
  attempts: number;
  error: { code: string; message: string; originalCode?: string } | null;
  dueInMs: number | null;
}

/** Seconds that no timestamp of PostgreSQL can hold: this state can be received, and never be written. */
const UNWRITABLE_SECOND = 1e15;
/** Failures before the last one, which is three days later. */
const ALL_BUT_ONE = 16;

describe('Events that cannot be applied', () => {
  let world: World;
  let tenant: Tenant;
  let admin: Tenant;
  let account: Account;
  let integrationId: string;
  let restrictedKey: string;

  beforeAll(async () => {
    // Two objects that cannot be read are all that is asked of the account, so its circuit may open: not for long.
    world = await startWorld({ PROVIDER_CALL_TRIES: '1', BREAKER_OPEN_SECONDS: '1' });
    tenant = world.tenant();
    admin = world.tenant({ role: 'admin' });
    account = await world.account({ counts: { customers: 5, coupons: 5 }, seed: 51 });
    ({ key: restrictedKey } = await world.sandbox.control<{ key: string }>('POST', '/keys', {
      account: account.id,
      deny: ['coupons'],
    }));
    integrationId = await tenant.connect(restrictedKey);
  });
  afterAll(() => world?.end());

  const event = async (eventId: string) => {
    const [row] = await query<EventRow>(
      world.database.adminUrl,
      `SELECT id, status, attempts, error, (extract(epoch FROM due_at - now()) * 1000)::float8 AS "dueInMs"
       FROM webhook_events WHERE event_id = $1`,
      [eventId],
    );
    return row;
  };
  const until = (eventId: string, isGood: (row: EventRow) => boolean) =>
    eventually(
      () => event(eventId),
      (row) => row !== undefined && isGood(row),
    ) as Promise<EventRow>;
  /** As soon as nobody works on it. */
  const asIfItHadFailedForDays = (eventId: string) =>
    eventually(
      () =>
        query(
          world.database.adminUrl,
          `UPDATE webhook_events SET attempts = $2, due_at = now(), hinted_at = NULL
           WHERE event_id = $1 AND status = 'received' RETURNING id`,
          [eventId, ALL_BUT_ONE],
        ),
      (rows) => rows.length === 1,
    );
  const deadLetter = async (id: string) =>
    (
      await admin.call<{ data: (EventRow & { tenantId: string })[] }>('GET', '/admin/dead-letters?kind=webhook')
    ).body.data.find((letter) => letter.id === id);
  const unwritable = (id: string) =>
    stripeEventBody({
      id,
      type: 'customer.updated',
      account: account.id,
      created: UNWRITABLE_SECOND,
      object: { id: `cus_${id}`, object: 'customer', name: 'Poison' },
    });
  const pointer = (id: string, type: 'customer' | 'coupon', objectId: string) =>
    JSON.stringify({
      id,
      object: 'v2.core.event',
      type: `v1.${type}.updated`,
      created: new Date().toISOString(),
      livemode: false,
      context: account.id,
      related_object: { id: objectId, type, url: `/v1/${type}s/${objectId}` },
    });
  const replay = (eventRow: EventRow) => tenant.call('POST', `/webhooks/events/${eventRow.id}/replay`);

  /** The good ones around it, all at once, so that they are claimed together. */
  const deliverAmongGoodOnes = async (prefix: string, bad: string) => {
    const { bodies, names } = customerEvents(account.id, prefix, 100, 1);
    const sender = new WebhookSender(() => world.service.url, 101);
    await sender.send([...bodies.slice(0, 50), bad, ...bodies.slice(50)]);
    sender.end();
    expect(await settledInbox(world.database.adminUrl, prefix, 100, 15_000)).toEqual(allDone(100));
    expect(await storedNames(world.database.adminUrl, prefix)).toEqual(names);
  };

  it('hold up none of a hundred others, are tried again on schedule, and die in the end', async () => {
    await deliverAmongGoodOnes('evtgood', unwritable('poison_write'));
    const first = await until('poison_write', ({ attempts }) => attempts >= 1);
    expect(first).toMatchObject({ status: 'received', error: { code: 'internal_error' } });
    // One second after the first failure, three after the second.
    const second = await until('poison_write', ({ attempts }) => attempts === 2);
    expect(second).toMatchObject({ status: 'received' });
    expect(second.dueInMs).toBeGreaterThan(1_000);
    expect(second.dueInMs).toBeLessThanOrEqual(3_000);
    await until('poison_write', ({ attempts }) => attempts === 3);

    expect((await replay(second)).status).toBe(409);
    await asIfItHadFailedForDays('poison_write');
    const dead = await until('poison_write', ({ status }) => status === 'dead');
    expect(dead).toMatchObject({ error: { code: 'internal_error' }, dueInMs: null });
    expect(await deadLetter(dead.id)).toMatchObject({ tenantId: tenant.id, error: { code: 'internal_error' } });
    expect((await replay(dead)).status).toBe(202);
    await until('poison_write', ({ status, attempts }) => status === 'received' && attempts === 1);
  });

  it('that wait for a provider are done once it answers, by themselves or replayed', async () => {
    const [customer, other] = await world.sandbox.objects(account.id, 'customers');
    for (const { id } of [customer, other] as { id: string }[]) {
      await world.sandbox.control('POST', '/faults', { kind: 'status500', path: `/v1/customers/${id}`, times: 1e9 });
    }
    await deliverAmongGoodOnes('evtfine', pointer('poison_read', 'customer', String(customer?.id)));
    await deliver(world.service.url, pointer('poison_replayed', 'customer', String(other?.id)));
    const failing = await until('poison_read', ({ attempts }) => attempts >= 2);
    expect(failing).toMatchObject({ status: 'received', error: { code: 'provider_unavailable' } });
    await until('poison_replayed', ({ attempts, status }) => attempts >= 1 && status === 'received');
    await asIfItHadFailedForDays('poison_replayed');
    const dead = await until('poison_replayed', ({ status }) => status === 'dead');

    await world.sandbox.control('DELETE', '/faults');
    await until('poison_read', ({ status }) => status === 'done');
    expect((await replay(dead)).status).toBe(202);
    await until('poison_replayed', ({ status }) => status === 'done');
    const stored = await Promise.all(
      [customer, other].map((object) =>
        tenant.call('GET', `/integrations/${integrationId}/records/customers/${String(object?.id)}`),
      ),
    );
    expect(stored.map(({ status }) => status)).toEqual([200, 200]);
  });

  it('for good are dead at once, with the reason, and can be discarded or replayed by an administrator', async () => {
    const [coupon, other] = await world.sandbox.objects(account.id, 'coupons');
    await deliverAmongGoodOnes('evtmore', pointer('denied', 'coupon', String(coupon?.id)));
    await deliver(world.service.url, pointer('denied_too', 'coupon', String(other?.id)));
    const dead = await until('denied', ({ status }) => status === 'dead');
    const deadToo = await until('denied_too', ({ status }) => status === 'dead');
    const reason = { code: 'provider_permission_denied', message: expect.stringContaining('does not permit') };
    expect(dead).toMatchObject({ attempts: 0, dueInMs: null, error: reason });
    expect(await deadLetter(dead.id)).toMatchObject({ tenantId: tenant.id, error: reason });
    expect((await tenant.call('GET', '/admin/dead-letters')).status).toBe(403);

    expect(await admin.call('POST', `/admin/dead-letters/webhook/${dead.id}/discard`)).toMatchObject({
      status: 200,
      body: { outcome: 'discarded', tenantId: tenant.id },
    });
    expect(await deadLetter(dead.id)).toBeUndefined();
    expect(await event('denied')).toMatchObject({ error: { originalCode: 'provider_permission_denied' } });

    await world.sandbox.control('POST', '/keys', { account: account.id, key: restrictedKey, deny: [] });
    expect(await admin.call('POST', `/admin/dead-letters/webhook/${deadToo.id}/replay`)).toMatchObject({
      status: 202,
      body: { outcome: 'replayed', tenantId: tenant.id },
    });
    await until('denied_too', ({ status }) => status === 'done');
    expect(await deadLetter(deadToo.id)).toBeUndefined();
  });
});
