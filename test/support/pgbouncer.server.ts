import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { chmod, cp, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { extractPackages, libraryFolders } from '../../src/embedded/debian-packages.js';
import { patient } from './patience.js';
import { freePort } from './free.port.js';
import { eventually } from './tenant.js';

export interface PgBouncer {
  /** The URL of the same login and database through the pooler. */
  through(url: string): string;
  stop(): Promise<void>;
}

const PGBOUNCER = { packages: ['pgbouncer'], program: 'usr/sbin/pgbouncer' };
/** PgBouncer refuses to run as root. */
const AS_NOBODY = ['setpriv', '--reuid=65534', '--regid=65534', '--clear-groups'];

/**
 * Starts Debian's PgBouncer in transaction mode before one server. This version does not track prepared statements.
 * @param urls logins that may use it, all on one server
 * @param settings additions to the necessary ones
 */
export async function startPgBouncer(
  urls: readonly string[],
  settings: Readonly<Record<string, string>> = {},
): Promise<PgBouncer> {
  const [folder, port] = await Promise.all([mkdtemp(join(tmpdir(), 'pgbouncer-')), freePort()]);
  await cp(await unpacked(), join(folder, 'root'), { recursive: true });
  const logins = urls.map((url) => new URL(url));
  const lines = {
    listen_addr: '127.0.0.1',
    listen_port: port,
    unix_socket_dir: '',
    auth_type: 'trust',
    auth_file: join(folder, 'users'),
    pool_mode: 'transaction',
    default_pool_size: 6,
    max_client_conn: 500,
    ...settings,
  };
  await writeFile(
    join(folder, 'pgbouncer.ini'),
    [
      '[databases]',
      `* = host=${logins[0]?.hostname} port=${logins[0]?.port}`,
      '[pgbouncer]',
      ...Object.entries(lines).map(([name, value]) => `${name} = ${value}`),
      '',
    ].join('\n'),
  );
  const users = new Set(logins.map(({ username, password }) => `"${username}" "${decodeURIComponent(password)}"\n`));
  await writeFile(join(folder, 'users'), [...users].join(''));
  await chmod(folder, 0o755);

  const LD_LIBRARY_PATH = (await libraryFolders(join(folder, 'root'))).join(':');
  const command = [join(folder, 'root', PGBOUNCER.program), join(folder, 'pgbouncer.ini')];
  const [file = '', ...args] = process.getuid?.() === 0 ? [...AS_NOBODY, ...command] : command;
  const child = spawn(file, args, { cwd: folder, env: { PATH: process.env.PATH, LD_LIBRARY_PATH }, stdio: 'pipe' });
  let log = '';
  child.stderr.on('data', (chunk) => (log += String(chunk)));
  const ended = once(child, 'exit');
  await eventually(
    async () => (child.exitCode === null ? accepts(port) : Promise.reject(new Error(`PgBouncer ended:\n${log}`))),
    Boolean,
  );
  return {
    through: (url) => Object.assign(new URL(url), { port: String(port) }).href,
    stop: async () => {
      child.kill('SIGINT');
      const timer = setTimeout(() => child.kill('SIGKILL'), patient(5_000));
      await ended;
      clearTimeout(timer);
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** Downloaded once and cached, like the embedded Redis. */
async function unpacked(): Promise<string> {
  const cache = resolve('.local/cache');
  const target = join(cache, 'pgbouncer');
  const failure = existsSync(join(target, PGBOUNCER.program))
    ? undefined
    : await extractPackages(PGBOUNCER, target, cache);
  if (failure) throw new Error(`PgBouncer cannot be had: ${failure}`);
  return target;
}

function accepts(port: number): Promise<boolean> {
  return new Promise((done) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('connect', () => done(true)).once('error', () => done(false));
    socket.once('connect', () => socket.end());
  });
}
