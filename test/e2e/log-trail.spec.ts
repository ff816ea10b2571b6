import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { deliver, stripeEventBody } from '../support/stripe.delivery.js';
import { eventually, type Tenant } from '../support/tenant.js';
import { WebhookReceiver } from '../support/webhook.receiver.js';
import { startWorld, type Account, type World } from '../support/world.js';

type Line = Record<string, unknown>;

const PLATFORM_SECRET = `whsec_${Buffer.alloc(32, 7).toString('base64')}`;
const TRACE_ID = '4bf92f3577b34da6a3ce929d0e0e4736';
const TRACE = `00-${TRACE_ID}-00f067aa0ba902b7-01`;
const VENDOR_ID = expect.stringMatching(/^req_\w+$/);

describe('The log', () => {
  let world: World;
  let tenant: Tenant;
  let account: Account;
  let receiver: WebhookReceiver;
  let integrationId: string;
  const connecting = randomUUID();

  beforeAll(async () => {
    receiver = await new WebhookReceiver().listen();
    world = await startWorld({
      LOG_LEVEL: 'info',
      LOG_LEVELS: 'Work=debug',
      LOG_FORMAT: 'json',
      PLATFORM_EVENTS_URL: receiver.urlOf('platform'),
      PLATFORM_EVENTS_SECRET: PLATFORM_SECRET,
    });
    tenant = world.tenant();
    account = await world.account({ scale: 10, seed: 4 });
    const given = { provider: 'stripe', credentials: { apiKey: account.secretKey } };
    const { body } = await tenant.call('POST', '/integrations', given, { 'x-request-id': connecting });
    integrationId = String(body.id);
  });
  afterAll(async () => {
    await world?.end();
    await receiver?.close();
  });

  const linesOf = (requestId: string): Line[] =>
    world.service
      .output()
      .split('\n')
      .filter((line) => line.startsWith('{'))
      .map((line) => JSON.parse(line) as Line)
      .filter((line) => line.requestId === requestId);
  const named = (lines: readonly Line[], message: string) => lines.filter((line) => line.message === message);
  /** Waits for the lines, because the service prints some of them after it has answered. */
  const trail = (requestId: string, isComplete: (lines: readonly Line[]) => boolean) =>
    eventually(async () => linesOf(requestId), isComplete);

  it("leads from a call to the provider's ids of the calls that it makes itself", async () => {
    const lines = await trail(connecting, (all) => named(all, 'request').length > 0);
    expect(named(lines, 'request')).toEqual([
      expect.objectContaining({
        context: 'Access',
        method: 'POST',
        route: '/api/v1/integrations',
        status: 201,
        ms: expect.any(Number),
        tenantId: tenant.id,
        principal: 'user',
      }),
    ]);
    expect(named(lines, 'provider.call')).toContainEqual(
      expect.objectContaining({
        provider: 'stripe',
        endpoint: 'GET /v1/account',
        status: 200,
        providerRequestId: VENDOR_ID,
      }),
    );
  });

  it("leads from a call to the provider's ids of the calls of the run that it opens, and to its notification", async () => {
    const requestId = randomUUID();
    const headers = { 'x-request-id': requestId, traceparent: TRACE };
    const { status, body } = await tenant.call('POST', '/sync', { integrationId, syncType: 'customers' }, headers);
    expect(status).toBe(202);
    await tenant.finished(String(body.id));
    const isSent = (line: Line) => line.work === 'notification' && line.status === 'delivered';
    const lines = await trail(requestId, (all) => all.some(isSent));
    const ids = { tenantId: tenant.id, integrationId, runId: body.id, traceId: TRACE_ID };
    expect(named(lines, 'run.opened')).toEqual([expect.objectContaining(ids)]);
    const calls = named(lines, 'provider.call');
    expect(calls).toContainEqual(
      expect.objectContaining({ ...ids, endpoint: 'GET /v1/customers', status: 200, providerRequestId: VENDOR_ID }),
    );
    expect(new Set(calls.map(({ providerRequestId }) => providerRequestId)).size).toBe(calls.length);
    expect(named(lines, 'work.ended')).toContainEqual(
      expect.objectContaining({ ...ids, work: 'run', status: 'succeeded', job: 'sync', queue: 'integration-high' }),
    );
    expect(lines.filter(isSent)).toEqual([
      expect.objectContaining({ tenantId: tenant.id, traceId: TRACE_ID, notificationId: expect.any(String) }),
    ]);
  });

  it('leads from a delivery to its events, and from a replay to what it repeats', async () => {
    const requestId = randomUUID();
    const object = { id: 'cus_trail', object: 'customer', name: 'Trail' };
    const event = {
      id: 'evt_trail',
      type: 'customer.updated',
      account: account.id,
      created: Math.floor(Date.now() / 1000),
    };
    await deliver(world.service.url, stripeEventBody({ ...event, object }), { 'x-request-id': requestId });
    const delivered = await trail(requestId, (all) => named(all, 'work.ended').length > 0);
    const [ended] = named(delivered, 'work.ended');
    const ids = { tenantId: tenant.id, integrationId, eventId: expect.any(String) };
    expect(ended).toMatchObject({ ...ids, work: 'webhook', status: 'done' });
    const again = randomUUID();
    await tenant.call('POST', `/webhooks/events/${String(ended?.eventId)}/replay`, {}, { 'x-request-id': again });
    const repeated = await trail(again, (all) => named(all, 'work.ended').length > 0);
    expect(named(repeated, 'work.ended')).toEqual([expect.objectContaining({ ...ids, eventId: ended?.eventId })]);
  });

  it('names refused calls, and no health checks', async () => {
    const requestId = randomUUID();
    const headers = { 'x-request-id': requestId };
    await fetch(`${world.service.url}/api/v1/integrations?secret=planted`, { headers });
    await fetch(`${world.service.url}/health`, { headers });
    const lines = await trail(requestId, (all) => named(all, 'request').length > 0);
    expect(lines).toEqual([
      expect.objectContaining({ message: 'request', route: '/api/v1/integrations', status: 401 }),
    ]);
    expect(world.service.output()).not.toContain('planted');
  });
});
