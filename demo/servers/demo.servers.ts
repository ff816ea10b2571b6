import { join } from 'node:path';
import { DEVELOPMENT_SECRETS } from '../../src/config/development-secrets.js';
import type { DemoError } from '../demo.error.js';
import type { DemoFolder } from '../demo.folder.js';
import { DEMO_PROVIDERS } from '../providers.js';
import { ChildServer, type ChildCommand } from './child.server.js';
import { bareEnvironment } from './node.environment.js';
import type { StopList } from './stop.list.js';
import type { Stores } from './stores.js';

export interface ServiceAddress {
  /** For people, and for what the service tells providers. */
  publicUrl: string;
  /** For this process and the sandboxes. */
  url: string;
  /** Signs the tokens of the demo's users. */
  jwtSecret: string;
}

/** The sandboxes and the service, each in its own process. */
export class DemoServers {
  constructor(
    private readonly folder: DemoFolder,
    private readonly stops: StopList,
    private readonly signal: AbortSignal,
    private readonly onDeath: (error: DemoError) => void,
  ) {}

  /** Where each provider's sandbox listens, by the provider's name. */
  async startSandboxes(): Promise<Record<string, string>> {
    const env = Object.assign({}, ...Object.values(DEMO_PROVIDERS).map(({ sandboxEnv }) => sandboxEnv)) as Record<
      string,
      string
    >;
    const line = await this.start({
      name: 'The sandbox',
      script: 'dist/sandbox/main.js',
      env,
      logFile: this.folder.file('sandbox.log'),
      isReady: (text) => text.includes('"sandbox":"ready"'),
    });
    return JSON.parse(line) as Record<string, string>;
  }

  /** All roles in one process, on a database that it migrates itself. */
  async startService(
    port: number,
    { databaseEnv, redisUrl }: Stores,
    sandboxes: Record<string, string>,
  ): Promise<ServiceAddress> {
    const publicUrl = `http://localhost:${port}`;
    const secrets = process.env.JWT_SECRET || DEVELOPMENT_SECRETS.JWT_SECRET;
    const providers = Object.entries(DEMO_PROVIDERS).map(([name, { serviceEnv }]) => serviceEnv(sandboxes[name] ?? ''));
    await this.start({
      name: 'The service',
      script: 'dist/src/main.js',
      env: {
        NODE_ENV: 'development',
        // A .env in this folder belongs to the service that somebody runs here, not to a demo.
        READ_ENV_FILE: 'false',
        // The secrets are the published ones, so only this machine may reach it unless HOST is set.
        HOST: process.env.HOST || '127.0.0.1',
        PORT: String(port),
        PUBLIC_URL: publicUrl,
        ...databaseEnv,
        REDIS_URL: redisUrl,
        REDIS_PREFIX: 'integration-demo',
        WEBHOOK_AUTO_REGISTER: 'true',
        JWT_SECRET: secrets,
        ...(process.env.ENCRYPTION_KEYS ? { ENCRYPTION_KEYS: process.env.ENCRYPTION_KEYS } : {}),
        ...(Object.assign({}, ...providers) as Record<string, string>),
      },
      logFile: this.folder.file('service.log'),
      isReady: (text) => text.includes('listens on'),
    });
    return { publicUrl, url: `http://127.0.0.1:${port}`, jwtSecret: secrets.split(',')[0]?.trim() ?? '' };
  }

  private start({ env, script, ...command }: Omit<ChildCommand, 'onDeath' | 'cwd'>): Promise<string> {
    this.signal.throwIfAborted();
    const server = ChildServer.launch({
      ...command,
      script: join(this.folder.root, script),
      env: bareEnvironment(env),
      cwd: this.folder.root,
      onDeath: this.onDeath,
    });
    this.stops.add(command.name, () => server.stop());
    return server.untilReady(this.signal);
  }
}
