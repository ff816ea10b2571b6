import { mkdir, realpath } from 'node:fs/promises';
import { join } from 'node:path';
import { findRedisBinary } from './redis-binary.js';
import { answersAs } from './redis-ping.js';
import { ServerHandle } from './server-handle.js';
import { startOnPort, withDataFolder } from './server-launch.js';
import { ServerLog } from './server-log.js';
import { ServerProcess } from './server-process.js';
import { ServerRecord } from './server-record.js';


export interface EmbeddedRedisOptions {
  /** Created when absent; holds the append-only file and the log. */
  dataDir: string;
  /** Keeps a fetched server for the next start; may be shared among data folders. */
  cacheDir: string;
  /** 0 or absent: a free one. */
  port?: number;
  log?: (line: string) => void;
}

export interface EmbeddedRedis {
  url: string;
  port: number;
  /** Of the present run: a restart changes it. */
  pid: number;
  stop(): Promise<void>;
  kill(): Promise<void>;
  /** Same port and data, also after {@link kill}. */
  restart(): Promise<void>;
}

/** A queue lives in it: nothing may be evicted, and a crash may cost one second of jobs at most. */
const SETTINGS: [string, string][] = [
  ['bind', '127.0.0.1'],
  ['appendonly', 'yes'],
  ['appendfsync', 'everysec'],
  ['maxmemory-policy', 'noeviction'],
  ['save', ''],
  ['daemonize', 'no'],
  // The working directory: a path with blanks would have to survive Redis's own parsing of its command line.
  ['dir', './'],
];

/**
 * A Redis server as a child process that ends with this one.
 * @throws RedisUnavailableError when no server is to be had on this machine.
 * @example const redis = await startEmbeddedRedis({ dataDir: '.local/redis', cacheDir: '.local/cache' });
 */
export async function startEmbeddedRedis(options: EmbeddedRedisOptions): Promise<EmbeddedRedis> {
  const notify = options.log ?? (() => undefined);
  const binary = await findRedisBinary(options.cacheDir, notify);
  await mkdir(options.dataDir, { recursive: true, mode: 0o700 });
  const folder = await realpath(options.dataDir);
  const record = new ServerRecord(join(folder, 'server.json'));

  const log = new ServerLog(join(folder, 'server.log'));
  const launch = async (port: number): Promise<ServerProcess> => {
    const settings: [string, string][] = [...SETTINGS, ['port', String(port)]];
    return ServerProcess.start(
      {
        name: 'Redis',
        file: binary.file,
        args: settings.flatMap(([name, value]) => [`--${name}`, value]),
        cwd: folder,
        env: binary.env,
        stopSignal: 'SIGTERM',
        log,
        record,
        notify,
      },
      (pid) => answersAs(port, pid),
    );
  };
  const { port, server } = await withDataFolder({ name: 'Redis', folder, record, stopSignal: 'SIGTERM', notify }, () =>
    startOnPort(options.port, launch),
  );
  notify(`Redis: ready on 127.0.0.1:${port} (process ${server.pid}, ${binary.file}, data in ${folder})`);
  return new ServerHandle(`redis://127.0.0.1:${port}`, port, server, launch);
}
