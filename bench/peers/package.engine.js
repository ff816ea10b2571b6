import { createRequire } from 'node:module';
import Stripe from 'stripe';

// The CommonJS build: the ES module build of this version cannot find its own migrations (`__dirname`).
const { StripeSync, runMigrations } = createRequire(import.meta.url)('@supabase/stripe-sync-engine');

/**
 * The package with the settings of its own Fastify app's configuration, but for those that would only cost it time:
 * no log line an event, and no related objects fetched one by one (`backfillRelatedEntities`).
 * @param {NodeJS.ProcessEnv} env
 */
export function createEngine({ DATABASE_URL, STRIPE_SECRET_KEY = '', STRIPE_WEBHOOK_SECRET, STRIPE_API_BASE_URL }) {
  const engine = new StripeSync({
    schema: 'stripe',
    stripeSecretKey: STRIPE_SECRET_KEY,
    stripeWebhookSecret: STRIPE_WEBHOOK_SECRET,
    autoExpandLists: false,
    backfillRelatedEntities: false,
    poolConfig: { connectionString: DATABASE_URL, max: 10, keepAlive: true },
  });
  // It takes no host; every call of it reads this property.
  if (STRIPE_API_BASE_URL) engine.stripe = clientFor(STRIPE_SECRET_KEY, new URL(STRIPE_API_BASE_URL));
  return engine;
}

/**
 * @param {string} key
 * @param {URL} base
 */
function clientFor(key, base) {
  const protocol = /** @type {'http' | 'https'} */ (base.protocol.slice(0, -1));
  return new Stripe(key, {
    host: base.hostname,
    port: Number(base.port),
    protocol,
    appInfo: { name: 'Stripe Postgres Sync' },
    telemetry: false,
  });
}

/**
 * Needs a superuser: one of them gives a function to "postgres".
 * @param {string} databaseUrl
 */
export async function migrate(databaseUrl) {
  /** @type {Error[]} */
  const failures = [];
  const logger = { info: () => undefined, error: (/** @type {Error} */ error) => failures.push(error) };
  await runMigrations({ databaseUrl, schema: 'stripe', logger });
  if (failures.length > 0) throw failures[0];
}
