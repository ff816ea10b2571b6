import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { send } from '../support/http.client.js';
import type { Tenant } from '../support/tenant.js';
import { startWorld, type World } from '../support/world.js';

const PATH = '/api/v1/admin/queues/ui';
const QUEUES = ['integration-critical', 'integration-high', 'integration-normal', 'integration-low'];

interface Board {
  queues: { name: string; readOnlyMode: boolean; jobs: { data: object }[] }[];
}

describe('The board of the queues', () => {
  let world: World;
  let admin: Tenant;

  beforeAll(async () => {
    world = await startWorld();
    admin = world.tenant({ role: 'admin' });
  });
  afterAll(() => world?.end());

  const get = (path: string, { as = admin, method = 'GET' }: { as?: Tenant | null; method?: string } = {}) =>
    send(world.service.url, {
      method,
      path: `${PATH}${path}`,
      headers: as ? { authorization: `Bearer ${as.token()}` } : {},
    });

  it('is a page for admins, with all that it loads', async () => {
    const page = await get('');
    expect([page.status, page.headers['content-type']]).toEqual([200, 'text/html; charset=utf-8']);
    expect(page.text).toContain(`<base href="${PATH}/"`);
    const loads = [...page.text.matchAll(/(?:src|href)="(static\/[^"]+)"/g)].map(([, path]) => path);
    expect(loads.length).toBeGreaterThan(2);
    for (const path of loads) expect([path, (await get(`/${path}`)).status]).toEqual([path, 200]);
    expect((await get('/static/js/nothing.js')).status).toBe(404);
    expect((await get('/queue/integration-low')).headers['content-type']).toBe('text/html; charset=utf-8');
  });

  it('shows all four queues, and of a job its ids only', async () => {
    const tenant = world.tenant();
    const account = await world.account({ scale: 5, seed: 7 });
    await tenant.syncAndWait(await tenant.connect(account.secretKey), 'products');
    const { status, body } = await get('/api/queues?activeQueue=integration-high&status=completed');
    const { queues } = body as unknown as Board;
    expect([status, queues.map(({ name }) => name)]).toEqual([200, QUEUES]);
    const jobs = queues.find(({ name }) => name === 'integration-high')?.jobs ?? [];
    // The sync itself, and the facts of which it makes a note.
    expect(jobs.length).toBeGreaterThan(0);
    for (const { data } of jobs) expect(Object.keys(data).sort()).toEqual(['id', 'tenantId']);
  });

  it('is to look at: nothing can be done by it', async () => {
    const { body } = await get('/api/queues');
    expect((body as unknown as Board).queues.every(({ readOnlyMode }) => readOnlyMode)).toBe(true);
    for (const [method, path] of [
      ['PUT', '/api/queues/integration-low/pause'],
      ['PUT', '/api/queues/pause'],
      ['POST', '/api/queues/integration-low/add'],
    ] as const) {
      expect([path, (await get(path, { method })).status]).toEqual([path, 404]);
    }
  });

  it.each(['', '/', '/api/queues', '/static/favicon-32x32.png'])('is shown to nobody else: %s', async (path) => {
    expect((await get(path, { as: null })).status).toBe(401);
    expect((await get(path, { as: world.tenant() })).status).toBe(403);
  });
});
