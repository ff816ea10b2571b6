import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { query } from '../support/database.js';
import { startInstance } from '../support/service.instance.js';
import { customerEvents, settledInbox } from '../support/inbox.totals.js';
import { oneCustomer } from '../support/customer.tenant.js';
import type { Service } from '../support/service.js';
import { deliver } from '../support/stripe.delivery.js';
import { startWorld, type Account, type World } from '../support/world.js';

const BACKLOG = 50_000;
const OTHERS = 199;
/** Each with an event in an idle system, and with one behind the backlog. */
const ROUNDS = ['idle', 'late'] as const;

/** Copies the tenant's one event, as many deliveries would have brought it: $1 its id, $2 how many copies. */
const BACKLOG_SQL = `
  WITH one AS MATERIALIZED (
    SELECT w.*, convert_from(b.body, 'UTF8') AS body FROM webhook_events w
    JOIN webhook_bodies b ON b.tenant_id = w.tenant_id AND b.event_id = w.id WHERE w.event_id = $1
  ), copies AS (
    INSERT INTO webhook_events (tenant_id, id, endpoint, dedupe_key, provider, integration_id, account, event_id, type, status,
      due_at, received_at, received_on)
    SELECT tenant_id, new_id(), endpoint, $1 || '-' || n, provider, integration_id, account, $1 || '-' || n, type, 'received',
      now(), received_at, received_on FROM one, generate_series(1, $2::int) n
    RETURNING tenant_id, id, received_on, event_id
  )
  INSERT INTO webhook_bodies (tenant_id, event_id, received_on, body)
  SELECT c.tenant_id, c.id, c.received_on,
    convert_to(replace(replace(one.body, $1, c.event_id), 'cus_evtbusy0', 'cus_' || c.event_id), 'UTF8')
  FROM copies c, one`;

/** From the first event that a worker has ended to the last of the others. */
const SECONDS_SQL = `
  SELECT extract(epoch FROM max(processed_at) FILTER (WHERE event_id LIKE $1) - min(processed_at))::float8 AS seconds
  FROM webhook_events WHERE processed_at >= $2`;

describe('Many tenants beside one with a backlog', () => {
  let world: World;
  let worker: Service | undefined;

  beforeAll(async () => {
    world = await startWorld({ ROLES: 'api' });
  });
  afterAll(async () => {
    await worker?.stop();
    await world?.end();
  });

  const receive = async ({ account }: { account: Account }, name: string) => {
    const [body = ''] = customerEvents(account.id, name, 1, 1).bodies;
    expect(await deliver(world.service.url, body)).toMatchObject({ status: 200 });
  };
  /** Seconds in which a worker that starts now ends the others' events. */
  const duration = async (round: string): Promise<number> => {
    const began = new Date();
    worker = await startInstance(world.service, { ROLES: 'worker' });
    await settledInbox(world.database.adminUrl, `evt${round}`, OTHERS, 120_000);
    const [row] = await query<{ seconds: number }>(world.database.adminUrl, SECONDS_SQL, [`evt${round}%`, began]);
    await worker.stop();
    worker = undefined;
    return row?.seconds ?? NaN;
  };

  it('end theirs within twice the time of an idle system', async () => {
    const others = [];
    for (let n = 0; n < OTHERS; n++) others.push(await oneCustomer(world, n));
    const busy = await oneCustomer(world, OTHERS);
    const seconds: number[] = [];
    for (const round of ROUNDS) {
      if (round === 'late') {
        await receive(busy, 'evtbusy');
        await query(world.database.adminUrl, BACKLOG_SQL, ['evtbusy0_0', BACKLOG]);
      }
      for (const [n, other] of others.entries()) await receive(other, `evt${round}${n}`);
      seconds.push(await duration(round));
    }
    const [idle = 0, late = Infinity] = seconds;
    expect([seconds, late <= 2 * idle]).toEqual([seconds, true]);
  });
});
