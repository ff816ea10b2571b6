import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { query } from '../support/database.js';
import { deadline, patient } from '../support/patience.js';
import { SteadyLoad } from '../support/steady.load.js';
import { stripeEventBody, stripeSignature } from '../support/stripe.delivery.js';
import { STRIPE_WEBHOOK_SECRET } from '../support/service.js';
import { eventually, type Tenant } from '../support/tenant.js';
import { startWorld, type Account, type World } from '../support/world.js';

const STOPS = Number(process.env.TEST_STOPS ?? 4);
const CLIENTS = 20;
const GRACE_MS = patient(400);

describe('SIGTERM under load', () => {
  let world: World;
  let tenant: Tenant;
  let account: Account;
  let sent = 0;
  let accepted = 0;

  beforeAll(async () => {
    world = await startWorld({ SHUTDOWN_GRACE_MS: String(GRACE_MS) });
    tenant = world.tenant();
    account = await world.account({ scale: 5 });
    await tenant.connect(account.secretKey);
  });
  afterAll(() => world?.end());

  const delivery = (id: string) => {
    const created = Math.floor(Date.now() / 1000);
    const object = { id: 'cus_stop', object: 'customer' };
    const body = stripeEventBody({ id, type: 'customer.updated', account: account.id, created, object });
    const headers = {
      'content-type': 'application/json',
      'stripe-signature': stripeSignature(body, STRIPE_WEBHOOK_SECRET),
    };
    return { method: 'POST', path: '/api/v1/webhooks/stripe', headers, body };
  };
  const read = () => ({
    method: 'GET',
    path: '/api/v1/integrations',
    headers: { authorization: `Bearer ${tenant.token()}` },
  });

  it.each(Array.from({ length: STOPS }, (_, n) => n))(
    'answers or refuses each request, and loses none (%i)',
    async () => {
      const load = new SteadyLoad(world.service.url, CLIENTS, (n) =>
        n % 4 === 0 ? read() : delivery(`evt_stop_${sent++}`),
      );
      await eventually(
        async () => load.answers.length,
        (answers) => answers > 2 * CLIENTS,
      );
      const before = load.answers.length;
      const asked = performance.now();
      expect(await world.service.stop()).toBe(0);
      expect(performance.now()).toBeLessThan(deadline(asked, 22_000));
      await load.end();
      expect(load.broken).toEqual([]);
      expect(load.answers.filter(({ status }) => ![200, 503].includes(status))).toEqual([]);
      // Those under way when the signal came may still keep their connection.
      const late = load.answers.slice(before + 2 * CLIENTS);
      expect(late.length).toBeGreaterThan(CLIENTS);
      expect(late.filter(({ connection }) => connection !== 'close')).toEqual([]);
      for (const refused of load.answers.filter(({ status }) => status === 503)) {
        expect(refused.contentType).toMatch(/^application\/problem\+json/);
        expect([refused.retryAfter, JSON.parse(refused.body).code]).toEqual(['1', 'service_unavailable']);
      }
      await world.restart();
      accepted += load.answers.filter(({ status, body }) => status === 200 && body.includes('"received":true')).length;
    },
  );

  it('kept every delivery that was answered with 200', async () => {
    const rows = await eventually(
      () => query<{ status: string }>(world.database.adminUrl, 'SELECT status FROM webhook_events'),
      (all) => all.every(({ status }) => !['received', 'processing'].includes(status)),
    );
    expect(accepted).toBeGreaterThan(0);
    expect(rows).toHaveLength(accepted);
    expect(rows.filter(({ status }) => status === 'dead')).toEqual([]);
  });
});
