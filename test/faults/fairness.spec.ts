import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { inboxTotals, allDone, customerEvents, settledInbox } from '../support/inbox.totals.js';
import { query } from '../support/database.js';
import { startInstance } from '../support/service.instance.js';
import { deadline } from '../support/patience.js';
import { oneCustomer } from '../support/customer.tenant.js';
import type { Service } from '../support/service.js';
import { deliver } from '../support/stripe.delivery.js';
import { eventually } from '../support/tenant.js';
import { WebhookSender } from '../support/webhook.sender.js';
import { startWorld, type World } from '../support/world.js';

/** In the order of arrival, the other tenant's event would come after all of them, which is what fails. */
const BACKLOG = 10_000;

describe('A tenant with a backlog', () => {
  let world: World;
  let worker: Service | undefined;

  beforeAll(async () => {
    world = await startWorld({ ROLES: 'api' });
  });
  afterAll(async () => {
    await worker?.stop();
    await world?.end();
  });

  const startWorker = () => startInstance(world.service, { ROLES: 'worker' });

  it(`of ${BACKLOG} events does not keep another tenant's first one waiting for five seconds`, async () => {
    const [busy, quiet] = [await oneCustomer(world, 61), await oneCustomer(world, 62)];
    const { bodies } = customerEvents(busy.account.id, 'evtbusy', 2_000, BACKLOG / 2_000);
    const sender = new WebhookSender(() => world.service.url);
    await sender.send(bodies);
    sender.end();
    expect(await inboxTotals(world.database.adminUrl, 'evtbusy')).toMatchObject({ events: BACKLOG, open: BACKLOG });
    const [only = ''] = customerEvents(quiet.account.id, 'evtquiet', 1, 1).bodies;
    expect(await deliver(world.service.url, only)).toMatchObject({ status: 200 });

    worker = await startWorker();
    const started = performance.now();
    await eventually(
      () => inboxTotals(world.database.adminUrl, 'evtquiet'),
      ({ done }) => done === 1,
    );
    expect(performance.now()).toBeLessThan(deadline(started, 5_000));
    const [ahead] = await query<{ n: number }>(
      world.database.adminUrl,
      `SELECT count(*)::int AS n FROM webhook_events b JOIN webhook_events q ON q.event_id LIKE 'evtquiet%'
       WHERE b.event_id LIKE 'evtbusy%' AND b.processed_at < q.processed_at`,
    );
    // It did not merely wait for its turn behind the whole backlog.
    expect(ahead?.n).toBeLessThan(BACKLOG / 2);
    expect(await settledInbox(world.database.adminUrl, 'evtbusy', BACKLOG, 120_000)).toEqual(allDone(BACKLOG));
  });
});
