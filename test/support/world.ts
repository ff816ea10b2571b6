import { createDatabase, type TestDatabase } from './database.js';
import { TeardownStack } from './teardown.stack.js';
import { startSandbox, type Sandbox } from './sandbox.process.js';
import { startService, type Service } from './service.js';
import { Tenant } from './tenant.js';

export interface Account {
  id: string;
  secretKey: string;
  counts: Record<string, number>;
}

/** A service, a sandbox and a database for one spec file, in separate processes. */
export interface World {
  database: TestDatabase;
  sandbox: Sandbox;
  service: Service;
  tenant(claims?: Record<string, unknown>): Tenant;
  account(body: Record<string, unknown>): Promise<Account>;
  /** Starts the service again on the same port, after a kill. */
  restart(): Promise<void>;
  end(): Promise<void>;
}

/** Limits off, so that a test measures no rate limiter but its own. */
const UNLIMITED = { STRIPE_RATE_PER_SECOND: '100000', STRIPE_ENDPOINT_RATE_PER_SECOND: '100000' };

type Environment = Record<string, string>;
type Given = Environment | ((database: TestDatabase) => Promise<Environment> | Environment);

/** @param given variables in addition to the defaults, or a function that builds them from the world's database */
export function startWorld(given: Given = {}): Promise<World> {
  return TeardownStack.unlessStarted((ends) => start(given, ends));
}

async function start(given: Given, ends: TeardownStack): Promise<World> {
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
