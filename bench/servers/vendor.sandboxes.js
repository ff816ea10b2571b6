import { join } from 'node:path';
import { BenchProcess } from './child.process.js';
import { requestJson } from './http.json.js';

/** About the number of customers or contacts: enough pages for what is measured to be about pages. */
const SCALE = 2_000;

/**
 * @typedef {object} Vendor
 * @property {string} name
 * @property {Record<string, string>} env that points the service at its sandbox
 * @property {() => Promise<Record<string, string>>} createAccount answers credentials to connect it by
 * @property {() => Promise<{id: string, credentials: Record<string, string>}>} openAccount
 * @property {(method: string, path: string, body?: unknown) => Promise<any>} control
 * @property {() => Promise<{total: number, bytes: {plain: number, wire: number}}>} requests
 * @property {() => Promise<void>} stop of all of them
 */

/**
 * The sandboxes of all vendors in one process, set up as the demo does it.
 * @param {any} bench
 * @returns {Promise<Vendor[]>}
 */
export async function startVendors(bench) {
  const { DEMO_PROVIDERS } = await bench.built('demo/providers.js');
  const plans = Object.entries(DEMO_PROVIDERS).map(([name, plan]) => ({ name, plan }));
  const ports = await Promise.all(plans.map(() => bench.freePort()));
  const env = Object.assign({}, ...plans.map(({ plan }) => plan.sandboxEnv));
  plans.forEach(({ name }, index) => (env[`SANDBOX_${name.toUpperCase()}_PORT`] = String(ports[index])));
  const args = [join(bench.dist, 'sandbox/main.js')];
  const child = new BenchProcess({ name: 'sandboxes', logDir: bench.logDir, args, env });
  const vendors = plans.map(({ name, plan }, index) => {
    const url = `http://127.0.0.1:${ports[index]}`;
    const control = (/** @type {string} */ method, /** @type {string} */ path, /** @type {unknown} */ body) =>
      requestJson(`${url}/_control/${path}`, { method, body });
    const openAccount = () => control('POST', 'accounts', { ...plan.account(), scale: SCALE });
    return {
      name,
      env: plan.serviceEnv(url),
      control,
      openAccount,
      createAccount: async () => (await openAccount()).credentials,
      requests: () => control('GET', 'requests'),
      stop: () => child.stop(),
    };
  });
  await child.ready(() => Promise.all(vendors.map(({ requests }) => requests())));
  return vendors;
}
