import { randomUUID } from 'node:crypto';
import { requestJson } from './http.json.js';
import { hubToken } from './hub.token.js';

const POLL_MS = 100;

/** One tenant talking to the service's HTTP API. */
export class HubClient {
  /**
   * @param {string} url
   * @param {string} jwtSecret
   */
  constructor(url, jwtSecret) {
    this.url = url;
    this.tenantId = randomUUID();
    this.headers = { authorization: `Bearer ${hubToken(jwtSecret, this.tenantId)}` };
  }

  /**
   * @param {string} apiKey
   * @returns {Promise<string>} the integration's id
   */
  async connectStripe(apiKey) {
    return this.connect('stripe', { apiKey });
  }

  /**
   * @param {string} provider
   * @param {Record<string, string>} credentials
   * @returns {Promise<string>} the integration's id
   */
  async connect(provider, credentials) {
    return (await this.call('POST', '/integrations', { provider, credentials })).id;
  }

  /**
   * Runs a sync to its end.
   * @param {string} integrationId
   * @param {string} syncType
   * @param {'full' | 'incremental'} mode
   * @param {number} withinMs
   * @returns {Promise<any>} the run
   */
  async sync(integrationId, syncType, mode, withinMs) {
    const { id } = await this.call('POST', '/sync', { integrationId, syncType, mode });
    const deadline = Date.now() + withinMs;
    for (;;) {
      const run = await this.call('GET', `/sync/runs/${id}`);
      if (run.status === 'succeeded') return run;
      if (run.status === 'failed' || run.status === 'cancelled') {
        throw new Error(`The sync of ${syncType} ${run.status}: ${JSON.stringify(run.error)}`);
      }
      if (Date.now() > deadline)
        throw new Error(
          `The sync of ${syncType} is ${run.status} after ${withinMs} ms: ${JSON.stringify(run.progress)}`,
        );
      await new Promise((resolve) => setTimeout(resolve, POLL_MS));
    }
  }

  /**
   * @param {string} method
   * @param {string} path
   * @param {unknown} [body]
   */
  async call(method, path, body) {
    return requestJson(`${this.url}/api/v1${path}`, { method, body, headers: this.headers });
  }
}

/**
 * Seconds between two of a run's timestamps.
 * @param {{startedAt: string, finishedAt: string}} run
 */
export function runSeconds(run) {
  return (Date.parse(run.finishedAt) - Date.parse(run.startedAt)) / 1000;
}
