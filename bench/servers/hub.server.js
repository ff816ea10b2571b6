import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { BenchProcess } from './child.process.js';
import { HubClient } from './hub.client.js';
import { requestJson } from './http.json.js';

/** One secret of each kind for the whole run: several processes of the service share them. */
const JWT_SECRET = randomBytes(32).toString('hex');
const ENCRYPTION_KEYS = `bench:${randomBytes(32).toString('base64')}`;
export const WEBHOOK_SECRET = `whsec_${randomBytes(24).toString('hex')}`;

/** The service as it is built, as a process that gets its configuration from the environment alone. */
export class HubServer {
  /**
   * @param {object} bench
   * @param {string} bench.dist
   * @param {string} bench.logDir
   * @param {{url: string}} bench.redis
   * @param {{url: string}} bench.sandbox
   * @param {() => Promise<number>} bench.freePort
   * @param {object} options
   * @param {string} options.name also keeps its queues apart from other instances' on the same Redis
   * @param {{url: string}} options.database
   * @param {string} options.roles
   * @param {Record<string, string>} [options.env]
   * @param {string[]} [options.nodeArgs]
   * @param {string} [options.queues] of another instance, to share its queues
   */
  static async start(bench, { name, database, roles, env = {}, nodeArgs = [], queues = name }) {
    const port = await bench.freePort();
    const url = `http://127.0.0.1:${port}`;
    const child = new BenchProcess({
      name,
      logDir: bench.logDir,
      cwd: bench.logDir,
      args: [...nodeArgs, join(bench.dist, 'src/main.js')],
      env: {
        NODE_ENV: 'development',
        READ_ENV_FILE: 'false',
        HOST: '127.0.0.1',
        PORT: String(port),
        PUBLIC_URL: url,
        ROLES: roles,
        DATABASE_URL: database.url,
        REDIS_URL: bench.redis.url,
        REDIS_PREFIX: queues,
        LOG_LEVEL: 'warn',
        DOCS_ENABLED: 'false',
        JWT_SECRET,
        ENCRYPTION_KEYS,
        STRIPE_WEBHOOK_SECRET: WEBHOOK_SECRET,
        STRIPE_API_BASE_URL: bench.sandbox.url,
        STRIPE_CONNECT_BASE_URL: bench.sandbox.url,
        ...env,
      },
    });
    await child.ready(() => requestJson(`${url}/health/ready`), 60_000);
    return new HubServer(child, url);
  }

  /**
   * @param {BenchProcess} child
   * @param {string} url
   */
  constructor(child, url) {
    this.child = child;
    this.url = url;
  }

  get pid() {
    return this.child.pid;
  }

  get webhookPath() {
    return '/api/v1/webhooks/stripe';
  }

  /** A new tenant. */
  client() {
    return new HubClient(this.url, JWT_SECRET);
  }

  async stop() {
    await this.child.stop();
  }
}
