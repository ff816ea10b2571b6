import { createDatabase, type TestDatabase } from './database.js';
import { Ends } from './ends.js';
import { startSandbox, type Sandbox } from './sandbox.js';
import { startService, type Service } from './service.js';
import { Tenant } from './tenant.js';

export interface Account {
  id: string;
  secretKey: string;
  counts: Record<string, number>;
}

/** A service, a sandbox and a database of their own, in separate processes. */
export interface World {
  database: TestDatabase;
  sandbox: Sandbox;
  service: Service;
  tenant(claims?: Record<string, unknown>): Tenant;
  account(body: Record<string, unknown>): Promise<Account>;
  /** Starts the service again where it was, after a kill. */
  restart(): Promise<void>;
  end(): Promise<void>;
}

/** Limits off, so that a test measures no rate limiter but its own. */
const UNLIMITED = {
  STRIPE_RATE_PER_SECOND: '100000',
  STRIPE_TEST_RATE_PER_SECOND: '100000',
  STRIPE_ENDPOINT_RATE_PER_SECOND: '100000',
};

type Environment = Record<string, string>;
type Given = Environment | ((database: TestDatabase) => Promise<Environment> | Environment);

/** @param given variables beside the defaults, or what makes them of the world's own database */
export function startWorld(given: Given = {}): Promise<World> {
  return Ends.unlessStarted((ends) => start(given, ends));
}

async function start(given: Given, ends: Ends): Promise<World> {
  const database = await createDatabase();
  ends.add(() => database.drop());
  const sandbox = await startSandbox();
  ends.add(() => sandbox.stop());
  await sandbox.control('POST', '/limits', { globalPerSecond: null, endpointPerSecond: null });
  const env = typeof given === 'function' ? await given(database) : given;
  const service = await startService({
    ...database.env,
    STRIPE_API_BASE_URL: sandbox.url,
    ...UNLIMITED,
    ...env,
  });
  const world: World = {
    database,
    sandbox,
    service,
    tenant: (claims) => new Tenant(() => world.service.url, claims),
    account: (body) => sandbox.control<Account>('POST', '/accounts', body),
    restart: async () => {
      world.service = await startService(world.service.env);
    },
    end: () => ends.run(),
  };
  ends.add(() => world.service.stop());
  return world;
}
