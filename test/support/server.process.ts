import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

/** A server for one spec, which can be killed without affecting other specs. */
export interface Server {
  url: string;
  /** Stops the server normally. */
  stop(): Promise<void>;
  /** Sends SIGKILL. */
  kill(): Promise<void>;
  /** Starts it again on the same port and data, also after {@link kill}. */
  restart(): Promise<void>;
  /** Stops it and deletes its data. */
  end(): Promise<void>;
}

export interface PostgresServer extends Server {
  adminUrl: string;
  /** The service's environment for this server, with the three logins. */
  env: { DATABASE_URL: string; DATABASE_API_URL: string; DATABASE_MIGRATION_URL: string };
  /**
   * Freezes all processes of the server, like a disk that does not respond. Connections stay open. Returns a function
   * that continues them.
   */
  freeze(): Promise<() => void>;
}

type Launched = Pick<Server, 'url' | 'stop' | 'kill' | 'restart'> & {
  pid: number;
  adminUrl?: string;
  apiUrl?: string;
  migrationUrl?: string;
};

export async function startRedis(): Promise<Server> {
  const { startEmbeddedRedis } = (await launcher('embedded-redis')) as {
    startEmbeddedRedis(options: { dataDir: string; cacheDir: string }): Promise<Launched>;
  };
  return launch((dataDir) => startEmbeddedRedis({ dataDir, cacheDir: resolve('.local/cache') }));
}

/** Starts an empty server. The service creates the schema when it starts. */
export async function startPostgres(): Promise<PostgresServer> {
  const { startEmbeddedPostgres } = (await launcher('embedded-postgres')) as {
    startEmbeddedPostgres(options: { dataDir: string }): Promise<Launched>;
  };
  return launch((dataDir) => startEmbeddedPostgres({ dataDir }));
}

function launcher(name: string): Promise<unknown> {
  return import(resolve(`dist/src/embedded/${name}.js`));
}

async function launch(start: (dataDir: string) => Promise<Launched>): Promise<PostgresServer> {
  const directory = await mkdtemp(join(tmpdir(), 'integration-fault-'));
  const server = await start(join(directory, 'data'));
  return {
    url: server.url,
    adminUrl: server.adminUrl && withDatabaseOf(server.adminUrl, server.url),
    env: { DATABASE_URL: server.url, DATABASE_API_URL: server.apiUrl, DATABASE_MIGRATION_URL: server.migrationUrl },
    stop: () => server.stop(),
    kill: () => server.kill(),
    restart: () => server.restart(),
    freeze: () => freeze(server.pid),
    end: async () => {
      await server.stop();
      await rm(directory, { recursive: true, force: true });
    },
  } as PostgresServer;
}

async function freeze(pid: number): Promise<() => void> {
  const { childrenOf } = (await launcher('process-table')) as { childrenOf(pid: number): number[] };
  process.kill(pid, 'SIGSTOP');
  const pids = [pid, ...childrenOf(pid)];
  for (const each of pids) process.kill(each, 'SIGSTOP');
  return () => {
    for (const each of pids) process.kill(each, 'SIGCONT');
  };
}

function withDatabaseOf(adminUrl: string, url: string): string {
  return Object.assign(new URL(adminUrl), { pathname: new URL(url).pathname }).href;
}
