import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { randomBytes } from 'node:crypto';
import { query } from '../support/database.js';
import { startService } from '../support/service.js';
import type { Tenant } from '../support/tenant.js';
import { startWorld, type World } from '../support/world.js';

const OLD = `old:${randomBytes(32).toString('base64')}`;
const NEW = `new:${randomBytes(32).toString('base64')}`;

const KIDS_SQL = `
  SELECT kid, count(*)::int AS secrets FROM (
    SELECT kid FROM integration_credentials UNION ALL SELECT kid FROM webhook_endpoint_secrets
  ) sealed GROUP BY kid`;

describe('Rotating ENCRYPTION_KEYS', () => {
  let world: World;
  let tenant: Tenant;
  let integrationId: string;

  const restartWith = async (keys: string) => {
    await world.service.stop();
    world.service = await startService({ ...world.service.env, ENCRYPTION_KEYS: keys });
  };
  const kids = () => query(world.database.adminUrl, KIDS_SQL);
  const works = async () => (await tenant.call<{ ok: boolean }>('POST', `/integrations/${integrationId}/test`)).body.ok;

  beforeAll(async () => {
    world = await startWorld({ ENCRYPTION_KEYS: OLD });
    tenant = world.tenant();
    const { secretKey } = await world.account({ scale: 2 });
    integrationId = await tenant.connect(secretKey);
    await tenant.call('POST', `/integrations/${integrationId}/webhook-endpoints`, { secret: 'whsec_rotated_with_it' });
  });
  afterAll(() => world.end());

  it('seals everything anew while the service runs, so that the old key can go', async () => {
    expect(await kids()).toEqual([{ kid: 'old', secrets: 2 }]);
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
