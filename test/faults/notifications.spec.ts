import {
  createServer,
  type IncomingHttpHeaders,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Webhook as StandardWebhook } from 'standardwebhooks';
import { Webhook as SvixWebhook } from 'svix';
import type { NotificationEndpointDto } from '../../src/notifications/endpoints/endpoint.dto.js';
import { query } from '../support/database.js';
import { elapse } from '../support/fixed.wait.js';
import { patient } from '../support/patience.js';
import { seeded } from '../support/seeded.random.js';
import { eventually, type Tenant } from '../support/tenant.js';
import { startWorld, type World } from '../support/world.js';

interface Arrival {
  id: string;
  headers: IncomingHttpHeaders;
  body: string;
  wasTaken: boolean;
}

const FACTS = 200;
const KILLS = 4;
/** How a receiver fails, and how often in a hundred. */
const FAILURES = { refuse: 10, hang: 3, reset: 5, redirect: 5 };
type Failure = keyof typeof FAILURES;
const TIMEOUT_MS = patient(1_000);

describe('Notifications while their receiver fails and the service is killed', () => {
  const random = seeded();
  const arrivals: Arrival[] = [];
  let isKind = false;
  let elsewhere = 0;
  let receiver: Server;
  let world: World;
  let tenant: Tenant;
  let secret: string;

  beforeAll(async () => {
    receiver = createServer((request, response) => void receive(request, response));
    await new Promise<void>((resolve) => receiver.listen(0, '127.0.0.1', resolve));
    world = await startWorld({
      NOTIFICATIONS_ALLOW_PRIVATE: 'true',
      NOTIFICATION_TIMEOUT_MS: String(TIMEOUT_MS),
      LEASE_SECONDS: '2',
    });
    tenant = world.tenant();
    const { port } = receiver.address() as AddressInfo;
    const url = `http://127.0.0.1:${port}/facts`;
    const { body } = await tenant.call<NotificationEndpointDto>('POST', '/notifications/endpoints', { url });
    secret = body.secret ?? '';
  });
  afterAll(async () => {
    await world?.end();
    receiver?.closeAllConnections();
    receiver?.close();
  });

  async function receive(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (request.url !== '/facts') elsewhere++;
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const failure = isKind ? undefined : drawn();
    const { headers } = request;
    const arrival = { id: String(headers['webhook-id']), headers, body: Buffer.concat(chunks).toString() };
    arrivals.push({ ...arrival, wasTaken: failure === undefined });
    if (failure === 'hang') return;
    if (failure === 'reset') request.socket.resetAndDestroy();
    else if (failure === 'redirect') response.writeHead(307, { location: '/elsewhere' }).end();
    else response.writeHead(failure ? 500 : 204).end();
  }

  function drawn(): Failure | undefined {
    let left = random.integer(100);
    return (Object.keys(FAILURES) as Failure[]).find((failure) => (left -= FAILURES[failure]) < 0);
  }

  const plant = (from: number, to: number) =>
    query(
      world.database.adminUrl,
      `INSERT INTO facts (tenant_id, id, type, key, data, is_episode, due_at)
       SELECT $1, new_id(), 'sync.failed', n::text, jsonb_build_object('code', n::text), false, now()
       FROM generate_series($2::int, $3::int) n`,
      [tenant.id, from, to - 1],
    );

  const open = async () => {
    const [row] = await query<{ open: number }>(
      world.database.adminUrl,
      `SELECT ((SELECT count(*) FROM facts WHERE status <> 'told')
        + (SELECT count(*) FROM notifications WHERE status NOT IN ('delivered')))::int AS open`,
    );
    return row?.open ?? -1;
  };

  it('arrive at least once each, with one id and the same bytes', async () => {
    for (let kill = 0; kill < KILLS; kill++) {
      await plant((kill * FACTS) / KILLS, ((kill + 1) * FACTS) / KILLS);
      const before = arrivals.length;
      await eventually(
        async () => arrivals.length,
        (length) => length > before + FACTS / KILLS / 4,
      );
      await elapse(random.integer(200));
      await world.service.kill();
      await world.restart();
    }
    isKind = true;
    expect(await eventually(open, (left) => left === 0, 90_000)).toBe(0);

    const bodies = new Map<string, Set<string>>();
    for (const { id, body } of arrivals) bodies.set(id, (bodies.get(id) ?? new Set()).add(body));
    expect([...bodies.values()].filter(({ size }) => size !== 1)).toEqual([]);
    const taken = arrivals.filter(({ wasTaken }) => wasTaken);
    const codes = new Set(taken.map(({ body }) => (JSON.parse(body) as { data: { code: string } }).data.code));
    expect(codes.size).toBe(FACTS);
    expect(bodies.size).toBe(FACTS);
    expect(arrivals.length).toBeGreaterThan(FACTS);
    expect(elsewhere).toBe(0);
  });

  it('have signatures that two libraries accept, and none that they refuse', () => {
    for (const { headers, body } of arrivals) {
      const named = headers as Record<string, string>;
      expect(() => new StandardWebhook(secret).verify(body, named)).not.toThrow();
      expect(() => new SvixWebhook(secret).verify(body, named)).not.toThrow();
      expect(() => new SvixWebhook(secret).verify(`${body} `, named)).toThrow();
    }
  });
});
