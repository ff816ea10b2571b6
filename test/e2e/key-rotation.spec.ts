import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { randomBytes, randomUUID } from 'node:crypto';
import { query } from '../support/database.js';
import { send } from '../support/http.js';
import { startService } from '../support/service.js';
import { stripeEventBody, stripeSignature } from '../support/stripe-delivery.js';
import type { Tenant } from '../support/tenant.js';
import { startWorld, type World } from '../support/world.js';

const OLD = `old:${randomBytes(32).toString('base64')}`;
const NEW = `new:${randomBytes(32).toString('base64')}`;

const SECRET = 'whsec_rotated_with_it';

const KIDS_SQL = `
  SELECT kid, count(*)::int AS secrets FROM (
    SELECT kid FROM integration_credentials UNION ALL SELECT kid FROM webhook_endpoint_secrets
  ) sealed GROUP BY kid`;

describe('Rotating ENCRYPTION_KEYS', () => {
  let world: World;
  let tenant: Tenant;
  let integrationId: string;
  let endpointPath: string;

  const restartWith = async (keys: string) => {
    await world.service.stop();
    world.service = await startService({ ...world.service.env, ENCRYPTION_KEYS: keys });
  };
  const kids = () => query(world.database.adminUrl, KIDS_SQL);
  /** The connection, and the endpoint whose token the old key has signed. */
  const works = async () => {
    const { body } = await tenant.call<{ ok: boolean }>('POST', `/integrations/${integrationId}/test`);
    return body.ok && (await deliver(endpointPath)) === 200;
  };
  /** Makes an endpoint; returns the path of its URL. */
  const addEndpoint = async () => {
    const path = `/integrations/${integrationId}/webhook-endpoints`;
    const { body } = await tenant.call<{ url: string }>('POST', path, { secret: SECRET });
    return new URL(body.url).pathname;
  };
  const deliver = async (path: string) => {
    const created = Math.floor(Date.now() / 1000);
    const object = { id: 'cus_1', object: 'customer' };
    const body = stripeEventBody({ id: `evt_${randomUUID()}`, type: 'customer.created', created, object });
    const headers = { 'content-type': 'application/json', 'stripe-signature': stripeSignature(body, SECRET) };
    return (await send(world.service.url, { method: 'POST', path, headers, body })).status;
  };

  beforeAll(async () => {
    world = await startWorld({ ENCRYPTION_KEYS: OLD });
    tenant = world.tenant();
    const { secretKey } = await world.account({ scale: 2 });
    integrationId = await tenant.connect(secretKey);
    endpointPath = await addEndpoint();
  });
  afterAll(() => world.end());

  it('seals everything anew while the service runs, so that the old key can go', async () => {
    expect(await kids()).toEqual([{ kid: 'old', secrets: 2 }]);
    expect(await works()).toBe(true);
    await restartWith(`${NEW},${OLD}`);
    expect(await works()).toBe(true);
    const admin = world.tenant({ role: 'admin' });
    expect((await admin.call('POST', '/admin/encryption/rotate')).body).toEqual({ rotated: 2, unreadable: 0 });
    expect(await kids()).toEqual([{ kid: 'new', secrets: 2 }]);
    expect((await admin.call('POST', '/admin/encryption/rotate')).body).toEqual({ rotated: 0, unreadable: 0 });
    await restartWith(NEW);
    expect(await works()).toBe(true);
  });
});
