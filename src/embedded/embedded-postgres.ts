import { mkdir, realpath } from 'node:fs/promises';
import { findPostgresBinaries, type PostgresBinaries } from './postgres-binaries.js';
import { PostgresCluster, SUPERUSER } from './postgres-cluster.js';
import { choosePostgresIdentity } from './postgres-identity.js';
import { ensureLoginRoles, LOGIN_ROLES, type LoginName } from './postgres-roles.js';
import { ServerHandle } from './server-handle.js';
import { startOnPort, withDataFolder, type Log } from './server-launch.js';
import { ServerLog } from './server-log.js';
import { ServerProcess } from './server-process.js';
import { ServerRecord } from './server-record.js';

export interface EmbeddedPostgresOptions {
  /** Created when absent; holds the cluster, its log and its generated passwords. */
  dataDir: string;
  /** 0 or absent: a free one. */
  port?: number;
  /** Default: "integration". */
  database?: string;
  /** Server settings, over the defaults below. */
  settings?: Record<string, string>;
  log?: (line: string) => void;
}

export interface EmbeddedPostgres {
  /** Of the workers' login. */
  url: string;
  /** Of the API's login. */
  apiUrl: string;
  /** Of the login that owns the database and migrates. */
  migrationUrl: string;
  /** Of the superuser, to the database "postgres" (a database with connections cannot be cloned). */
  adminUrl: string;
  port: number;
  /** Of the present run: a restart changes it. */
  pid: number;
  stop(): Promise<void>;
  /** SIGKILL of the whole server. */
  kill(): Promise<void>;
  /** Same port and data, also after {@link kill}. */
  restart(): Promise<void>;
}

/** For two cores and some gigabytes. Commits stay durable: fsync and synchronous_commit keep their defaults. */
const SETTINGS: Record<string, string> = {
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '',
  max_connections: '200',
  shared_buffers: '256MB',
  max_wal_size: '2GB',
  // Files of the log are used again rather than created again, for which commits would have to wait.
  min_wal_size: '512MB',
  checkpoint_timeout: '15min',
  jit: 'off',
  timezone: 'UTC',
  log_timezone: 'UTC',
};

/**
 * A PostgreSQL server as a child process that ends with this one.
 * @throws Error with the reason and the tail of the server's log.
 * @example const postgres = await startEmbeddedPostgres({ dataDir: '.local/postgres', log: console.log });
 */
export async function startEmbeddedPostgres(options: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
  const notify = options.log ?? (() => undefined);
  const packaged = findPostgresBinaries();
  await mkdir(options.dataDir, { recursive: true, mode: 0o700 });
  const cluster = new PostgresCluster(await realpath(options.dataDir));
  const record = new ServerRecord(cluster.recordFile);
  return withDataFolder({ name: 'PostgreSQL', folder: cluster.folder, record, stopSignal: 'SIGINT', notify }, () =>
    start(options, cluster, record, packaged, notify),
  );
}

async function start(
  options: EmbeddedPostgresOptions,
  cluster: PostgresCluster,
  record: ServerRecord,
  packaged: PostgresBinaries,
  notify: Log,
): Promise<EmbeddedPostgres> {
  const adminPassword = cluster.password('superuser');
  const database = options.database ?? 'integration';
  const passwords = {
    owner: cluster.password('owner'),
    api: cluster.password('api'),
    worker: cluster.password('worker'),
  };
  const identity = await choosePostgresIdentity(packaged, cluster.folder);
  if (!cluster.initialised) {
    notify(`PostgreSQL: creating a cluster in ${cluster.folder}`);
    await cluster.initialise(identity);
  }

  const log = new ServerLog(cluster.logFile);
  const launch = async (port: number): Promise<ServerProcess> => {
    cluster.removeStalePidFile();
    const settings = Object.entries({ ...SETTINGS, ...options.settings, port: String(port) });
    const args = ['-D', cluster.data, ...settings.flatMap(([name, value]) => ['-c', `${name}=${value}`])];
    const [file, ...rest] = [...identity.prefix, identity.binaries.postgres, ...args] as [string, ...string[]];
    return ServerProcess.start(
      { name: 'PostgreSQL', file, args: rest, cwd: cluster.folder, stopSignal: 'SIGINT', log, record, notify },
      async (pid) => cluster.isReady(pid),
    );
  };

  const { port, server } = await startOnPort(options.port, launch);
  const adminUrl = urlOf(SUPERUSER, adminPassword, port, 'postgres');
  try {
    await ensureLoginRoles(adminUrl, { passwords, database });
  } catch (error) {
    await server.stop();
    throw error;
  }
  notify(`PostgreSQL: ready on 127.0.0.1:${port} (process ${server.pid}, data in ${cluster.folder})`);
  const loginUrl = (name: LoginName): string => urlOf(LOGIN_ROLES[name], passwords[name], port, database);
  const urls = { adminUrl, apiUrl: loginUrl('api'), migrationUrl: loginUrl('owner') };
  return Object.assign(new ServerHandle(loginUrl('worker'), port, server, launch), urls);
}

function urlOf(user: string, password: string, port: number, database: string): string {
  const [name, secret, path] = [user, password, database].map(encodeURIComponent);
  return `postgres://${name}:${secret}@127.0.0.1:${port}/${path}`;
}
