import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { freePort } from '../support/free.port.js';
import { SquareWorld } from '../support/square.world.js';
import { eventually } from '../support/tenant.js';

const KEY = 'sq-signature-key-of-the-platform';

describe('Webhooks of Square while runs go on', () => {
  let world: SquareWorld;
  let url: string;

  beforeAll(async () => {
    const port = String(await freePort());
    url = `http://127.0.0.1:${port}/api/v1/webhooks/square`;
    world = await SquareWorld.start({
      PORT: port,
      PUBLIC_URL: `http://127.0.0.1:${port}`,
      SQUARE_WEBHOOK_SIGNATURE_KEY: KEY,
    });
    await world.control('POST', '/webhook-endpoints', { platform: true, url, secret: KEY });
    await world.control('POST', '/webhooks', { duplicates: 0.3, shuffle: true });
  });
  afterAll(() => world?.end());

  it.each([
    [1, false],
    [2, true],
  ])('come out equal, doubled and shuffled (seed %d, all in one second: %j)', async (seed, sameSecond) => {
    const account = await world.account({ scale: 200, seed });
    await world.control('POST', '/connections', { account: account.id });
    const tenant = world.tenant();
    const id = await world.connect(tenant, account);
    await tenant.syncAndWait(id);
    for (let round = 0; round < 3; round += 1) {
      const run = await tenant.sync(id);
      for (let step = 0; step < 6; step += 1) {
        const plan = { updates: 15, deletes: 4, creates: 4, seed: seed * 1_000 + round * 10 + step, sameSecond };
        await world.control('POST', `/accounts/${account.id}/mutate`, plan);
      }
      expect(await tenant.finished(run.id)).toMatchObject({ status: 'succeeded', error: null });
    }
    await eventually(
      () => world.control<{ pending: number }>('GET', '/webhooks'),
      ({ pending }) => pending === 0,
    );
    await eventually(
      () => world.openEvents(),
      (open) => open === 0,
    );
    const told = Object.keys(account.counts).filter((stream) => stream !== 'products');
    await world.expectSame(account, tenant, id, told);
    expect(await tenant.syncAndWait(id)).toMatchObject({ status: 'succeeded', error: null });
    await world.expectSame(account, tenant, id);
  });
});
