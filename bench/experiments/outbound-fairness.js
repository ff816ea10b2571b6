import { EventFactory } from '../load/event.factory.js';
import { KeepAliveConnection } from '../load/keepalive.connection.js';
import { percentile } from '../measure/statistics.js';
import { parseOptions } from '../options.parser.js';
import { BenchBed } from '../servers/bench.bed.js';
import { HubServer, WEBHOOK_SECRET } from '../servers/hub.server.js';
import { startVendors } from '../servers/vendor.sandboxes.js';

/**
 * How long webhooks and pushes of tenants take beside a tenant with so many contacts to push, half of whose targets are at a
 * provider that answers after a minute; and when nothing else is to be done.
 * A push counts from its 202 until the provider has it, a webhook from its arrival until its event is applied.
 * Must: the 95th percentile of each within twice that of an idle service; that of an idle push 2 s at most.
 * `node bench/experiments/outbound-fairness.js [dist] [contacts] [seconds]`
 */
const [dist = 'dist', contacts = '50000', seconds = '60'] = process.argv.slice(2);
const CONTACTS = Number(contacts);
const SECONDS = Number(seconds);
const ITEMS = 500;
const OTHERS = 3;
/** Of all other tenants together. */
const PUSHES_PER_SECOND = 2;
const WEBHOOKS_PER_SECOND = 10;
const SLOW_MS = 60_000;
const SETTLE_MS = 10_000;
const PLANNED_WITHIN_MS = 300_000;
const QUICK = 'stripe';
const SLOW = 'square';
const ACCEPTED = 200;
const LIMITS = { HTTP_REQUESTS_PER_MINUTE: '1000000', HTTP_TENANT_REQUESTS_PER_MINUTE: '1000000' };

const sleep = (/** @type {number} */ ms) => new Promise((resolve) => setTimeout(resolve, ms));

/** @param {string} id */
const contact = (id) => ({
  id,
  email: `${id}@example.org`,
  firstName: 'Ada',
  lastName: 'Example',
  emailConsent: 'granted',
  consentAt: '2026-03-14T09:20:00Z',
  updatedAt: new Date().toISOString(),
});

/**
 * A tenant with a connected account of each provider, where contacts become customers.
 * @param {any} bench
 * @param {HubServer} server
 * @param {import('../servers/vendor.sandboxes.js').Vendor[]} vendors
 */
async function tenantOf(bench, server, vendors) {
  const { switchRulesOn } = await bench.built('demo/season/rule.choices.js');
  const client = server.client();
  const accounts = [];
  for (const vendor of vendors) {
    const account = await vendor.openAccount();
    const integrationId = await client.connect(vendor.name, account.credentials);
    await switchRulesOn(client.call.bind(client), integrationId, []);
    accounts.push(account);
  }
  return { client, accounts };
}

/**
 * Pushes one contact after the other, each to the next tenant. @returns when each was accepted, by its id
 * @param {any[]} others
 * @param {string} phase
 * @param {number} until
 */
async function pushes(others, phase, until) {
  const accepted = new Map();
  for (let n = 0; performance.now() < until; n++) {
    const next = performance.now() + 1_000 / PUSHES_PER_SECOND;
    const id = `con_${phase}_${n}`;
    await others[n % others.length].client.call('POST', '/sync/contacts', { items: [contact(id)] });
    accepted.set(id, Date.now());
    await sleep(Math.max(0, next - performance.now()));
  }
  return accepted;
}

/**
 * @param {HubServer} server
 * @param {EventFactory} factory
 * @param {number} until
 */
async function webhooks(server, factory, until) {
  const { hostname, port } = new URL(server.url);
  const connection = new KeepAliveConnection(hostname, Number(port));
  await connection.opened;
  while (performance.now() < until) {
    const next = performance.now() + 1_000 / WEBHOOKS_PER_SECOND;
    const status = await connection.send(factory.request());
    if (status !== ACCEPTED) throw new Error(`A webhook was answered ${status}`);
    await sleep(Math.max(0, next - performance.now()));
  }
  connection.close();
}

/**
 * @param {any[]} others
 * @param {import('../servers/vendor.sandboxes.js').Vendor} vendor
 * @param {Map<string, number>} accepted
 */
async function pushDelays(others, vendor, accepted) {
  const delays = [];
  for (const { accounts } of others) {
    const { writes } = await vendor.control('GET', `accounts/${accounts[0].id}/writes`);
    for (const { at, body } of writes) {
      const id = /con_[a-z]+_\d+/.exec(decodeURIComponent(body.text))?.[0];
      const began = accepted.get(id ?? '');
      if (began === undefined) continue;
      accepted.delete(id ?? '');
      delays.push(Math.max(0, at - began));
    }
  }
  return { delays, missing: accepted.size };
}

/** @param {readonly number[]} delays */
const p95 = (delays) => percentile(Float64Array.from(delays).sort(), 0.95);

const bench = await BenchBed.start(parseOptions(['--dist', dist]));
try {
  const vendors = await startVendors(bench);
  const vendor = (/** @type {string} */ name) =>
    /** @type {import('../servers/vendor.sandboxes.js').Vendor} */ (vendors.find((one) => one.name === name));
  const [quick, slow] = [vendor(QUICK), vendor(SLOW)];
  bench.sandbox = { url: quick.env.STRIPE_API_BASE_URL };
  const database = await bench.postgres.createDatabase('hub');
  const env = Object.assign({}, ...vendors.map((one) => one.env), LIMITS, { STRIPE_WEBHOOK_SECRET: WEBHOOK_SECRET });
  const server = await HubServer.start(bench, { name: 'fairness', database, roles: 'api,worker,scheduler', env });
  const others = [];
  for (let n = 0; n < OTHERS; n++) others.push(await tenantOf(bench, server, [quick]));
  const busy = await tenantOf(bench, server, [quick, slow]);
  const subjects = [];
  for (const { accounts } of others) {
    const response = await fetch(
      `${quick.env.STRIPE_API_BASE_URL}/_control/accounts/${accounts[0].id}/objects/customers`,
    );
    const line = (await response.text()).split('\n')[0] ?? '';
    subjects.push({ account: accounts[0].id, object: JSON.parse(line).object });
  }
  const openTargets = () =>
    bench.postgres.query(
      database,
      `SELECT (SELECT count(*) FROM outbound_targets WHERE status IN ('pending', 'sending'))::int AS open,
        (SELECT count(*) FROM outbound_batches WHERE planned_at IS NULL)::int AS unplanned`,
    );

  const measure = async (/** @type {string} */ phase) => {
    const factory = new EventFactory({ subjects, secret: WEBHOOK_SECRET, path: server.webhookPath, prefix: phase });
    const until = performance.now() + SECONDS * 1_000;
    const [[before], accepted] = await Promise.all([
      openTargets(),
      pushes(others, phase, until),
      webhooks(server, factory, until),
    ]);
    await sleep(SETTLE_MS);
    const [after] = await openTargets();
    const { delays, missing } = await pushDelays(others, quick, accepted);
    const events = await bench.postgres.query(
      database,
      `SELECT extract(epoch FROM processed_at - received_at)::float8 * 1000 AS ms FROM webhook_events
       WHERE event_id LIKE 'evt_${phase}%'`,
    );
    const applied = events.map(({ ms }) => ms).filter((ms) => ms !== null);
    const result = { push: p95(delays), webhook: p95(applied) };
    process.stdout.write(
      `${phase}: ${before.open} to ${after.open} open targets; p95 of ${delays.length} pushes ${result.push.toFixed(0)} ms ` +
        `(${missing} not sent), of ${applied.length} webhooks ${result.webhook.toFixed(0)} ms ` +
        `(${events.length - applied.length} not applied)\n`,
    );
    return result;
  };

  await measure('warm');
  const idle = await measure('idle');
  await slow.control('POST', 'latency', { ms: SLOW_MS });
  const all = Array.from({ length: CONTACTS }, (_, n) => contact(`busy_${n}`));
  for (let n = 0; n < CONTACTS; n += ITEMS) {
    await busy.client.call('POST', '/sync/contacts', { items: all.slice(n, n + ITEMS) });
  }
  const planning = await measure('planning');
  for (const deadline = performance.now() + PLANNED_WITHIN_MS; ; await sleep(1_000)) {
    if ((await openTargets())[0].unplanned === 0) break;
    if (performance.now() > deadline) throw new Error('The contacts were not planned in time');
  }
  const open = await measure('open');
  const times = (/** @type {any} */ of, /** @type {'push' | 'webhook'} */ kind) => (of[kind] / idle[kind]).toFixed(2);
  process.stdout.write(
    `beside ${CONTACTS} contacts that are planned: pushes ${times(planning, 'push')}, webhooks ${times(planning, 'webhook')} of idle\n` +
      `beside open targets and a provider that answers after ${SLOW_MS / 1_000} s: pushes ${times(open, 'push')}, ` +
      `webhooks ${times(open, 'webhook')} of idle (must 2); idle push ${(idle.push / 1_000).toFixed(2)} s (must 2)\n`,
  );
  await server.stop();
  await quick.stop();
} finally {
  await bench.stop();
}
