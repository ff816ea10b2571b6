import { fileURLToPath } from 'node:url';
import { BenchProcess } from '../servers/child.process.js';
import { requestJson } from '../servers/http.json.js';
import { HubServer, WEBHOOK_SECRET } from '../servers/hub.server.js';
import { profileArguments, UNLIMITED } from '../servers/hub.settings.js';

/**
 * @typedef {object} Running
 * @property {number} pid
 * @property {string} url
 * @property {string} path
 * @property {() => Promise<void>} stop
 *
 * @typedef {object} Contestant
 * @property {string} name
 * @property {(bench: any, database: any) => Promise<Running>} start
 * @property {string} [countSql] events kept so far
 * @property {string} [pendingSql] events kept and not yet applied
 */

const KEPT = 'SELECT count(*)::int AS n FROM webhook_events';
const PENDING = `${KEPT} WHERE status IN ('received', 'processing')`;

/** @type {Contestant[]} */
export const CONTESTANTS = [
  { name: 'service, ROLES=api', start: hub('api'), countSql: KEPT },
  { name: 'service, ROLES=api,worker', start: hub('api,worker'), countSql: KEPT, pendingSql: PENDING },
  { name: 'package', start: peer('package-server') },
  { name: 'bare server', start: peer('bare-server'), countSql: 'SELECT count(*)::int AS n FROM events' },
];

/**
 * The service with every account connected, each by a tenant of its own.
 * @param {string} roles
 */
function hub(roles) {
  return async (/** @type {any} */ bench, /** @type {any} */ database) => {
    const name = `hub-${roles.replace(',', '-')}`;
    const nodeArgs = profileArguments(bench, `ingest-${name}`);
    const server = await HubServer.start(bench, { name, database, roles, env: UNLIMITED, nodeArgs });
    const [{ n }] = await bench.postgres.query(database, 'SELECT count(*)::int AS n FROM integrations');
    for (const { secretKey } of n === 0 ? bench.ingestAccounts : []) await server.client().connectStripe(secretKey);
    return { pid: server.pid, url: server.url, path: server.webhookPath, stop: () => server.stop() };
  };
}

/** @param {string} script */
function peer(script) {
  return async (/** @type {any} */ bench, /** @type {any} */ database) => {
    const port = await bench.freePort();
    const url = `http://127.0.0.1:${port}`;
    const child = new BenchProcess({
      name: script,
      logDir: bench.logDir,
      args: [fileURLToPath(new URL(`../peers/${script}.js`, import.meta.url))],
      env: {
        NODE_ENV: 'production',
        PORT: String(port),
        DATABASE_URL: database.adminUrl,
        STRIPE_WEBHOOK_SECRET: WEBHOOK_SECRET,
        STRIPE_SECRET_KEY: 'sk_test_bench',
      },
    });
    await child.ready(() => requestJson(`${url}/health`));
    return { pid: child.pid, url, path: '/webhooks', stop: () => child.stop() };
  };
}
