import { join } from 'node:path';
import { BenchProcess } from './child.process.js';
import { requestJson } from './http.json.js';

/** Room for every packed page of a scenario; a page of a hundred customers packs to less than 10 kB. */
const PACKED_BYTES = 512 * 2 ** 20;
const PAGE = 100;

/** The Stripe sandbox in a process of its own, and its control calls. */
export class SandboxServer {
  /**
   * @param {{dist: string, logDir: string, freePort(): Promise<number>}} bench
   */
  static async start({ dist, logDir, freePort }) {
    const port = await freePort();
    const child = new BenchProcess({
      name: 'sandbox',
      logDir,
      args: [join(dist, 'sandbox/main.js')],
      env: {
        SANDBOX_PROVIDERS: 'stripe',
        SANDBOX_STRIPE_PORT: String(port),
        SANDBOX_PACKED_BYTES: String(PACKED_BYTES),
      },
    });
    const sandbox = new SandboxServer(child, `http://127.0.0.1:${port}`);
    await child.ready(() => sandbox.control('GET', 'health'));
    return sandbox;
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

  /**
   * An account with so many objects of each stream and nothing else.
   * @param {Record<string, number>} counts
   * @param {string} [apiVersion] that its events are in; absent: the newest
   * @returns {Promise<{id: string, secretKey: string}>}
   */
  async createAccount(counts, apiVersion) {
    const account = await this.control('POST', 'accounts', { counts, ...(apiVersion && { apiVersion }) });
    for (const [stream, count] of Object.entries(counts)) {
      if (account.counts[stream] !== count)
        throw new Error(`The sandbox made ${account.counts[stream]} ${stream}, not ${count}`);
    }
    return account;
  }

  /**
   * Asks for every page of a list once, so that no packing is measured: the sandbox keeps packed pages by their content.
   * @param {string} secretKey
   * @param {string} path
   */
  async packPages(secretKey, path) {
    const headers = { authorization: `Bearer ${secretKey}`, 'accept-encoding': 'gzip' };
    for (let cursor = ''; ;) {
      const page = await requestJson(`${this.url}${path}?limit=${PAGE}${cursor}`, { headers });
      if (!page.has_more) return;
      cursor = `&starting_after=${page.data.at(-1).id}`;
    }
  }

  /**
   * Requests a second as Stripe admits them; `null` for no limit.
   * @param {number} latencyMs
   * @param {{globalPerSecond: number | null, endpointPerSecond: number | null}} limits
   */
  async behave(latencyMs, limits) {
    await this.control('POST', 'latency', { ms: latencyMs });
    await this.control('POST', 'limits', limits);
  }

  /**
   * @param {string} account
   * @param {string} stream
   * @returns {Promise<any[]>} every object, newest first
   */
  async objects(account, stream) {
    const response = await fetch(`${this.url}/_control/accounts/${account}/objects/${stream}`);
    const lines = (await response.text()).split('\n').filter(Boolean);
    return lines.map((line) => JSON.parse(line).object);
  }

  /**
   * @param {string} account
   * @param {{updates: number, streams: string[]}} plan
   * @returns {Promise<{updated: {id: string}[]}>}
   */
  async mutate(account, plan) {
    return this.control('POST', `accounts/${account}/mutate`, plan);
  }

  async forgetRequests() {
    await this.control('DELETE', 'requests');
  }

  /**
   * `bytes`: of the answers, as they are and as they went over the wire.
   * @returns {Promise<{total: number, rateLimited: number, maxConcurrent: number, byEndpoint: Record<string, number>, bytes: {plain: number, wire: number}}>}
   */
  async requests() {
    return this.control('GET', 'requests');
  }

  /**
   * @param {string} method
   * @param {string} path
   * @param {unknown} [body]
   */
  async control(method, path, body) {
    return requestJson(`${this.url}/_control/${path}`, { method, body });
  }

  async stop() {
    await this.child.stop();
  }
}
